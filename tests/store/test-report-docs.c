/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports are kept with their steps, versions, schedules and runs. */
#include "store/esp-report-docs.h"
#include "store/esp-store.h"

#include "temp-store.h"
#include "test-home.h"

#define NOW G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 id;
} Fixture;

typedef struct
{
  gint64 id;
  const char *document;
  const char *title;
  gboolean is_redo;
  char *done;
} Edit;

static gboolean
insert (EspTx *tx, gpointer data, GError **error)
{
  return esp_report_doc_insert (tx, "{\"name\":\"봄\",\"cards\":[1,2]}", data, error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (NOW);
  self->store = temp_store_new (self->folder, self->clock);
  g_assert_true (esp_store_write (self->store, NULL, insert, &self->id, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  g_assert_finalize_object (self->clock);
  temp_folder_free (self->folder);
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Edit *edit = data;

  return esp_report_doc_edit (tx, edit->id, edit->document, edit->title, error);
}

static gboolean
step_cb (EspTx *tx, gpointer data, GError **error)
{
  Edit *edit = data;

  return esp_report_doc_step (tx, edit->id, edit->is_redo, &edit->done, error);
}

static void
edit (Fixture *self, const char *document, const char *title)
{
  Edit call = { self->id, document, title, FALSE, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, edit_cb, &call, NULL, &error));
  g_assert_no_error (error);
}

static char *
step (Fixture *self, gboolean is_redo)
{
  Edit call = { self->id, NULL, NULL, is_redo, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, step_cb, &call, NULL, &error));
  g_assert_no_error (error);
  return call.done;
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  EspReportDoc **doc = data;

  *doc = esp_report_doc_load (tx, (*doc)->id, error);
  return *doc != NULL;
}

static EspReportDoc *
load (Fixture *self)
{
  EspReportDoc key = { .id = self->id };
  EspReportDoc *doc = &key;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_PAGE, load_cb, &doc, NULL, &error));
  g_assert_no_error (error);
  return doc;
}

/* What was taken back can be done again, also by a program that starts anew. */
static void
test_steps (Fixture *self, gconstpointer data)
{
  g_autoptr (EspReportDoc) doc = NULL;
  g_autofree char *path = g_strdup (esp_store_get_path (self->store));
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  edit (self, "{\"name\":\"여름\",\"cards\":[1,2]}", "Rename");
  edit (self, "{\"name\":\"여름\",\"cards\":[2,1]}", "Move a card");
  temp_store_free (self->store);
  self->store = esp_store_open (path, ESP_STORE_OPEN, self->clock, &error);
  g_assert_no_error (error);
  first = step (self, FALSE);
  g_assert_cmpstr (first, ==, "Move a card");
  doc = load (self);
  g_assert_cmpstr (doc->document, ==, "{\"name\":\"여름\",\"cards\":[1,2]}");
  g_assert_cmpstr (doc->undo_title, ==, "Rename");
  g_assert_cmpstr (doc->redo_title, ==, "Move a card");
  g_assert_cmpuint (doc->n_cards, ==, 2);
  second = step (self, FALSE);
  g_assert_cmpstr (second, ==, "Rename");
  none = step (self, FALSE);
  g_assert_null (none);
  third = step (self, TRUE);
  g_assert_cmpstr (third, ==, "Rename");
  g_clear_pointer (&doc, esp_report_doc_free);
  doc = load (self);
  g_assert_cmpstr (doc->name, ==, "여름");
  /* Something new: what was taken back is gone. */
  edit (self, "{\"name\":\"가을\"}", "Rename again");
  g_clear_pointer (&doc, esp_report_doc_free);
  doc = load (self);
  g_assert_null (doc->redo_title);
  g_assert_cmpuint (doc->n_cards, ==, 0);
}

static gboolean
use_versions (EspTx *tx, gpointer data, GError **error)
{
  gint64 id = *(gint64 *) data;
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *document = NULL;
  const EspReportVersion *version;
  int number = 0;

  if (!esp_report_doc_keep_version (tx, id, NULL, &number, error))
    return FALSE;
  g_assert_cmpint (number, ==, 1);
  /* The same again is no other version, unless somebody names it. */
  if (!esp_report_doc_keep_version (tx, id, NULL, &number, error))
    return FALSE;
  g_assert_cmpint (number, ==, 1);
  if (!esp_report_doc_keep_version (tx, id, "보고 전", &number, error))
    return FALSE;
  g_assert_cmpint (number, ==, 2);
  versions = esp_report_doc_list_versions (tx, id, error);
  g_assert_cmpuint (versions->len, ==, 2);
  version = g_ptr_array_index (versions, 0);
  g_assert_cmpstr (version->name, ==, "보고 전");
  document = esp_report_doc_load_version (tx, id, 1, error);
  g_assert_nonnull (document);
  return TRUE;
}

static void
test_versions (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, use_versions, &self->id, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
use_schedule (EspTx *tx, gpointer data, GError **error)
{
  gint64 id = *(gint64 *) data;
  EspReportRun run = { NOW, NOW + 5, ESP_REPORT_RUN_MISSED, (char *) "off" };
  g_autoptr (GPtrArray) due = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  const EspReportRun *noted;
  gint64 next = 0;

  if (!esp_report_doc_set_schedule (tx, id, "{}", NOW, error) ||
      !esp_report_doc_next_due (tx, &next, error))
    return FALSE;
  g_assert_cmpint (next, ==, NOW);
  due = esp_report_doc_list_due (tx, NOW, error);
  g_assert_cmpuint (due->len, ==, 1);
  if (!esp_report_doc_note_run (tx, id, &run, NOW + 100, error))
    return FALSE;
  later = esp_report_doc_list_due (tx, NOW + 99, error);
  g_assert_cmpuint (later->len, ==, 0);
  runs = esp_report_doc_list_runs (tx, id, 5, error);
  g_assert_cmpuint (runs->len, ==, 1);
  noted = g_ptr_array_index (runs, 0);
  g_assert_cmpint (noted->state, ==, ESP_REPORT_RUN_MISSED);
  g_assert_cmpstr (noted->detail, ==, "off");
  /* What lies in the archive is not made by itself. */
  if (!esp_report_doc_set_archived (tx, id, TRUE, error))
    return FALSE;
  g_clear_pointer (&due, g_ptr_array_unref);
  due = esp_report_doc_list_due (tx, NOW + 1000, error);
  g_assert_cmpuint (due->len, ==, 0);
  return TRUE;
}

static void
test_schedule (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, use_schedule, &self->id, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/report-docs/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/report-docs/versions", Fixture, NULL, set_up, test_versions, tear_down);
  g_test_add ("/report-docs/schedule", Fixture, NULL, set_up, test_schedule, tear_down);
  return g_test_run ();
}
