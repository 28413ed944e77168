/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved views keep their order and their names apart, and every act on them can be taken back. */
#include "store/esp-saved-views.h"
#include "store/esp-store.h"

#include "base/esp-clock.h"

#include "temp-store.h"
#include "test-home.h"

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  const char *name;
  gint64 id;
  GPtrArray *views; /* (nullable) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->views, g_ptr_array_unref);
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_assert_finalize_object (fixture->clock);
}

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;

  return esp_saved_view_insert (tx, "leads", fixture->name, "{}", &fixture->id, error);
}

static gboolean
rename_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;

  return esp_saved_view_rename (tx, fixture->id, fixture->name, error);
}

static gboolean
define_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_saved_view_define (tx, ((Fixture *) data)->id, "{\"version\":1}", error);
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_saved_view_delete (tx, ((Fixture *) data)->id, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;

  g_clear_pointer (&fixture->views, g_ptr_array_unref);
  fixture->views = esp_saved_view_list (tx, "leads", error);
  return fixture->views != NULL;
}

static gint64
act (Fixture *fixture, EspStoreFunc func, const char *name, GError **error)
{
  static const EspOperation operation = { .kind = "view-new" };
  gint64 history_id = 0;

  fixture->name = name;
  return esp_store_write (fixture->store, &operation, func, fixture, &history_id, error)
           ? history_id
           : 0;
}

static char *
names (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GString *all = g_string_new (NULL);

  esp_store_read (fixture->store, ESP_READ_PAGE, list_cb, fixture, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < fixture->views->len; i++)
    g_string_append_printf (all, "%s;", ((EspSavedView *) fixture->views->pdata[i])->name);
  return g_string_free (all, FALSE);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpint (act (fixture, insert_cb, "서울", &error), >, 0);
  g_assert_cmpint (act (fixture, insert_cb, "VIP", &error), >, 0);
  g_assert_no_error (error);
  before = names (fixture);
  g_assert_cmpstr (before, ==, "서울;VIP;");
  g_assert_cmpint (act (fixture, insert_cb, "vip", &error), ==, 0);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_assert_cmpint (act (fixture, insert_cb, "", &error), ==, 0);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&error);
  fixture->id = ((EspSavedView *) fixture->views->pdata[1])->id;
  g_assert_cmpint (act (fixture, rename_cb, "서울", &error), ==, 0);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_assert_cmpint (act (fixture, rename_cb, "Vip", &error), >, 0);
  g_assert_no_error (error);
  after = names (fixture);
  g_assert_cmpstr (after, ==, "서울;Vip;");
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  static const EspStoreFunc acts[] = { rename_cb, define_cb, delete_cb };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (act (fixture, insert_cb, "VIP", &error), >, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      gint64 history_id = act (fixture, acts[i], "Other", &error);
      EspUndoResult result;
      g_autofree char *after = NULL;

      g_assert_no_error (error);
      g_assert_true (esp_store_undo (fixture->store, history_id, &result, NULL, &error));
      after = names (fixture);
      g_assert_cmpstr (after, ==, "VIP;");
      g_assert_cmpstr (((EspSavedView *) fixture->views->pdata[0])->definition, ==, "{}");
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/store/saved-views/names-are-told-apart", Fixture, NULL, set_up, test_names,
              tear_down);
  g_test_add ("/store/saved-views/acts-are-taken-back", Fixture, NULL, set_up, test_undo,
              tear_down);
  return g_test_run ();
}
