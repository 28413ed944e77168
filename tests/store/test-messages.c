/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of stored messages: edits are free, versions are for ever. */
#include "store/esp-messages.h"
#include "store/esp-store.h"

#include "temp-store.h"
#include "test-home.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)

static gboolean
play (EspTx *tx, gpointer data, GError **error)
{
  gint64 *id = data;
  gint64 found = 0;
  int version = 0;
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *first = NULL;
  g_autoptr (EspMessageRow) row = NULL;

  g_assert_true (esp_message_insert (tx, "봄맞이", "email", "{\"version\":1}", id, error));
  g_assert_true (esp_message_freeze (tx, *id, NULL, &version, error));
  g_assert_cmpint (version, ==, 1);
  g_assert_true (esp_message_freeze (tx, *id, NULL, &version, error));
  g_assert_cmpint (version, ==, 1); /* nothing changed */
  g_assert_true (
    esp_message_update (tx, *id, "봄맞이", "{\"version\":1,\"subject\":\"b\"}", error));
  g_assert_true (esp_message_freeze (tx, *id, "최종", &version, error));
  g_assert_cmpint (version, ==, 2);
  first = esp_message_load_version (tx, *id, 1, error);
  g_assert_cmpstr (first, ==, "{\"version\":1}");
  versions = esp_message_list_versions (tx, *id, error);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((EspMessageVersion *) versions->pdata[0])->name, ==, "최종");
  row = esp_message_load (tx, *id, error);
  g_assert_cmpint (row->version, ==, 2);
  g_assert_true (esp_message_resolve (tx, "봄맞이", &found, error));
  g_assert_cmpint (found, ==, *id);
  g_assert_true (esp_message_resolve (tx, "1", &found, error));
  return TRUE;
}

static gboolean
change (EspTx *tx, gpointer data, GError **error)
{
  return esp_message_update (tx, *(gint64 *) data, "다른 이름", "{\"version\":1,\"subject\":\"c\"}",
                             error);
}

static gboolean
check_changed (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspMessageRow) row = esp_message_load (tx, *(gint64 *) data, error);

  g_assert_cmpstr (row->document, ==, "{\"version\":1,\"subject\":\"c\"}");
  return TRUE;
}

static gboolean
restore (EspTx *tx, gpointer data, GError **error)
{
  gint64 id = *(gint64 *) data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspMessageRow) row = NULL;
  g_autofree char *before = NULL;

  g_assert_true (esp_message_restore (tx, id, 1, error));
  row = esp_message_load (tx, id, error);
  g_assert_cmpstr (row->document, ==, "{\"version\":1}");
  g_assert_cmpstr (row->name, ==, "다른 이름"); /* versions are of what it says */
  g_assert_cmpint (row->version, ==, 3);
  before = esp_message_load_version (tx, id, 3, error);
  g_assert_cmpstr (before, ==, "{\"version\":1,\"subject\":\"c\"}");
  g_assert_false (esp_message_restore (tx, id, 9, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  return TRUE;
}

static gboolean
refuse (EspTx *tx, gpointer data, GError **error)
{
  gint64 id = 0;
  int version = 0;
  g_autoptr (GError) problem = NULL;

  g_assert_false (esp_message_insert (tx, " ", "email", "{}", &id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&problem);
  g_assert_false (esp_message_update (tx, 999, "a", "{}", &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_clear_error (&problem);
  g_assert_false (esp_message_freeze (tx, 999, NULL, &version, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_clear_error (&problem);
  g_assert_null (esp_message_load (tx, 999, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_clear_error (&problem);
  g_assert_true (esp_message_insert (tx, "twin", "email", "{}", &id, NULL));
  g_assert_true (esp_message_insert (tx, "twin", "email", "{}", &id, NULL));
  g_assert_false (esp_message_resolve (tx, "twin", &id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&problem);
  g_assert_false (esp_message_resolve (tx, "nobody", &id, &problem));
  g_assert_error (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  return TRUE;
}

static gboolean
count (EspTx *tx, gpointer data, GError **error)
{
  guint *n = data;
  g_autoptr (GPtrArray) rows = esp_message_list (tx, FALSE, error);

  *n = rows->len;
  return TRUE;
}

static void
test_messages (void)
{
  static const EspOperation edit = { .kind = "message", .summary = "봄맞이" };
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (START_US);
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);
  EspUndoResult undone;
  gint64 history_id = 0;
  gint64 id = 0;
  guint n = 0;

  g_assert_true (esp_store_write (store, &edit, play, &id, &history_id, &error));
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, count, &n, NULL, &error));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (esp_store_undo (store, history_id, &undone, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, count, &n, NULL, &error));
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (esp_store_write (store, NULL, play, &id, NULL, &error));
  g_assert_true (esp_store_write (store, NULL, change, &id, NULL, &error));
  g_assert_true (esp_store_write (store, &edit, restore, &id, &history_id, &error));
  g_assert_true (esp_store_undo (store, history_id, &undone, NULL, &error));
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, check_changed, &id, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_write (store, NULL, refuse, NULL, NULL, &error));
  temp_store_free (store);
}

static gboolean
freeze_often (EspTx *tx, gpointer data, GError **error)
{
  const int n_changes = 70;
  g_autoptr (GPtrArray) versions = NULL;
  gint64 id = 0;
  int version = 0;

  g_assert_true (esp_message_insert (tx, "잦은 저장", "email", "{}", &id, error));
  for (int i = 1; i <= n_changes; i++)
    {
      g_autofree char *document = g_strdup_printf ("{\"n\":%d}", i);

      g_assert_true (esp_message_update (tx, id, "잦은 저장", document, error));
      g_assert_true (esp_message_freeze (tx, id, i == 3 ? "이름" : NULL, &version, error));
    }
  g_assert_cmpint (version, ==, n_changes);
  versions = esp_message_list_versions (tx, id, error);
  g_assert_cmpuint (versions->len, ==, ESP_MESSAGE_VERSIONS_KEPT + 1);
  g_assert_cmpstr (((EspMessageVersion *) versions->pdata[versions->len - 1])->name, ==, "이름");
  return TRUE;
}

static void
test_prune (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (START_US);
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);

  g_assert_true (esp_store_write (store, NULL, freeze_often, NULL, NULL, &error));
  g_assert_no_error (error);
  temp_store_free (store);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/store/messages/edits-are-free-versions-are-for-ever", test_messages);
  g_test_add_func ("/store/messages/old-versions-go", test_prune);
  return g_test_run ();
}
