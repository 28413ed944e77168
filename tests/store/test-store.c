/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the workspace file: what it refuses, what it keeps, what it takes back. */
#include "store/esp-backup.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-store.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"

#include "temp-store.h"
#include "test-home.h"

#include <glib/gstdio.h>
#include <string.h>

#define START_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  char *folder;
  char *path;
  EspClock *clock;
  EspStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "test.espalier", NULL);
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_assert_finalize_object (fixture->clock);
  g_free (fixture->path);
}

typedef struct
{
  const char *email;
  const char *name;
  gint64 id;
} NewLead;

static gboolean
insert_lead (EspTx *tx, gpointer data, GError **error)
{
  NewLead *wanted = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);

  esp_value_set_text (esp_lead_get_writable (lead, "email"), wanted->email);
  esp_value_set_text (esp_lead_get_writable (lead, "name"), wanted->name);
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  wanted->id = lead->id;
  return TRUE;
}

static gboolean
rename_lead (EspTx *tx, gpointer data, GError **error)
{
  NewLead *wanted = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) before = esp_lead_load (tx, fields, wanted->id, error);
  g_autoptr (EspLead) after = esp_lead_copy (before);

  esp_value_set_text (esp_lead_get_writable (after, "name"), wanted->name);
  return esp_lead_update (tx, before, after, NULL, error);
}

static gboolean
load_name (EspTx *tx, gpointer data, GError **error)
{
  NewLead *wanted = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_load (tx, fields, wanted->id, error);

  if (lead == NULL)
    return FALSE;
  wanted->name = g_intern_string (esp_lead_get_text (lead, "name"));
  return TRUE;
}

static const EspOperation edit_operation = { .kind = "edit" };

static gboolean
insert_then_fail (EspTx *tx, gpointer data, GError **error)
{
  if (!insert_lead (tx, data, error))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "on purpose");
  return FALSE;
}

static const char *
name_of (Fixture *fixture, gint64 id)
{
  NewLead lead = { .id = id };
  g_autoptr (GError) error = NULL;

  if (!esp_store_read (fixture->store, ESP_READ_PAGE, load_name, &lead, NULL, &error))
    g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  return lead.name;
}

static void
test_undo_and_redo (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "김민지" };
  gint64 made_id, edit_id, undo_id;
  EspUndoResult result;
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_store_write (fixture->store, &edit_operation, insert_lead, &lead, &made_id, &error));
  g_assert_no_error (error);
  lead.name = "이서준";
  g_assert_true (
    esp_store_write (fixture->store, &edit_operation, rename_lead, &lead, &edit_id, &error));
  g_assert_cmpstr (name_of (fixture, lead.id), ==, "이서준");

  g_assert_true (esp_store_undo (fixture->store, edit_id, &result, &undo_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (result.n_restored, ==, 1);
  g_assert_cmpstr (name_of (fixture, lead.id), ==, "김민지");
  g_assert_false (esp_store_undo (fixture->store, edit_id, &result, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (esp_store_undo (fixture->store, undo_id, &result, NULL, &error));
  g_assert_cmpstr (name_of (fixture, lead.id), ==, "이서준");
  g_assert_true (esp_store_undo (fixture->store, edit_id, &result, NULL, &error));
  g_assert_true (esp_store_undo (fixture->store, made_id, &result, NULL, &error));
  g_assert_null (name_of (fixture, lead.id));
}

static void
test_undo_keeps_later_work (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "김민지" };
  gint64 edit_id;
  EspUndoResult result;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, &error));
  lead.name = "one";
  g_assert_true (
    esp_store_write (fixture->store, &edit_operation, rename_lead, &lead, &edit_id, &error));
  lead.name = "two";
  g_assert_true (
    esp_store_write (fixture->store, &edit_operation, rename_lead, &lead, NULL, &error));
  g_assert_true (esp_store_undo (fixture->store, edit_id, &result, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (result.n_kept, ==, 1);
  g_assert_cmpint (result.n_restored, ==, 0);
  g_assert_cmpstr (name_of (fixture, lead.id), ==, "two");
}

static void
test_undo_expires (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "김민지" };
  gint64 made_id;
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_store_write (fixture->store, &edit_operation, insert_lead, &lead, &made_id, &error));
  esp_clock_advance (fixture->clock, (ESP_HISTORY_DAYS + 1) * ESP_USEC_PER_DAY);
  g_assert_false (esp_store_undo (fixture->store, made_id, NULL, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
}

static void
test_failed_write_changes_nothing (Fixture *fixture, gconstpointer data)
{
  NewLead first = { "same@example.com", "one" };
  NewLead second = { "same@example.com", "two" };
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_store_write (fixture->store, &edit_operation, insert_lead, &first, NULL, &error));
  g_assert_false (
    esp_store_write (fixture->store, &edit_operation, insert_lead, &second, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT);
  g_assert_cmpstr (name_of (fixture, first.id), ==, "one");
}

static gboolean
add_field (EspTx *tx, gpointer data, GError **error)
{
  return esp_field_create (tx, data, ESP_FIELD_DECIMAL, NULL, error);
}

static gboolean
check_field (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  g_assert_nonnull (fields);
  g_assert_cmpint (esp_fields_find (fields, data), >=, 0);
  g_assert_cmpint (esp_fields_find_name (fields, "구매_금액"), ==, esp_fields_find (fields, data));
  g_assert_cmpint (esp_fields_find_name (fields, "구매 금액"), ==, esp_fields_find (fields, data));
  g_assert_cmpint (esp_fields_find_name (fields, "email"), ==, esp_fields_find (fields, "email"));
  g_assert_cmpint (esp_fields_find_name (fields, "없음"), ==, -1);
  return TRUE;
}

static void
test_custom_field_is_a_column (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, add_field, (gpointer) "구매 금액 \"; DROP",
                                  NULL, &error));
  g_assert_no_error (error);
  g_assert_true (
    esp_store_write (fixture->store, NULL, add_field, (gpointer) "구매 금액", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_read (fixture->store, ESP_READ_LONG, check_field,
                                 (gpointer) "c_구매_금액", NULL, &error));
  g_assert_false (esp_store_write (fixture->store, NULL, add_field, (gpointer) "  ", NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
}

static gboolean
suppress (EspTx *tx, gpointer data, GError **error)
{
  return esp_suppress_address (tx, "email", data, "unsubscribed", NULL, error);
}

static gboolean
check_suppressed (EspTx *tx, gpointer data, GError **error)
{
  NewLead *lead = data;
  g_autofree char *reason = NULL;
  gint64 at_us;

  g_assert_true (esp_suppression_reason (tx, lead->id, "email", &reason, &at_us, error));
  g_assert_cmpstr (reason, ==, lead->name);
  return TRUE;
}

static gboolean
erase (EspTx *tx, gpointer data, GError **error)
{
  NewLead *lead = data;

  return esp_lead_erase (tx, lead->id, error);
}

static void
test_suppression_outlives_the_lead (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "unsubscribed" };
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_store_write (fixture->store, NULL, suppress, (gpointer) "minji@example.com", NULL, &error));
  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, &error));
  g_assert_true (
    esp_store_read (fixture->store, ESP_READ_PAGE, check_suppressed, &lead, NULL, &error));
  g_assert_true (esp_store_write (fixture->store, NULL, erase, &lead, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (name_of (fixture, lead.id));
  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, &error));
  g_assert_true (
    esp_store_read (fixture->store, ESP_READ_PAGE, check_suppressed, &lead, NULL, &error));
}

/* What is kept of an erased person, such as that a message was sent, must not become another's. */
static void
test_an_erased_number_is_nobody_elses (Fixture *fixture, gconstpointer data)
{
  NewLead first = { "minji@example.com", "Minji" };
  NewLead next = { "jun@example.com", "Jun" };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &first, NULL, &error));
  g_assert_true (esp_store_write (fixture->store, NULL, erase, &first, NULL, &error));
  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &next, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next.id, >, first.id);
}

static void
changed_cb (EspStore *store, EspChanges *changes, gpointer user_data)
{
  EspChanges **kept = user_data;

  if (*kept == NULL)
    *kept = esp_changes_new ();
  esp_changes_merge (*kept, changes);
}

static void
test_notice_after_commit (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "김민지" };
  g_autoptr (EspChanges) changes = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), &changes);
  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, &error));
  while (changes == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (esp_changes_has (changes, ESP_CHANGE_LEAD));
  g_assert_true (esp_bitmap_contains (esp_changes_get_leads (changes), (guint32) lead.id));
  g_assert_true (esp_changes_has_column (changes, "city"));
}

static void
expect_refusal (const char *path, EspClock *clock, EspStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_OPEN, clock, &error);

  g_assert_null (store);
  g_assert_error (error, ESP_STORE_ERROR, (int) code);
}

static void
test_refuses_what_is_not_ours (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_build_filename (fixture->folder, "text.espalier", NULL);
  g_autofree char *empty = g_build_filename (fixture->folder, "empty.espalier", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.espalier", NULL);
  g_autofree char *newer = g_build_filename (fixture->folder, "newer.espalier", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (text,
                                      "This is a letter, long enough to be read as a header of a "
                                      "file, and yet not a database at all.",
                                      -1, NULL));
  expect_refusal (text, fixture->clock, ESP_STORE_ERROR_NOT_OURS);
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  expect_refusal (empty, fixture->clock, ESP_STORE_ERROR_NOT_OURS);
  {
    g_autoptr (EspDb) db = esp_db_open (other, ESP_DB_CREATE, &error);
    g_assert_true (esp_db_exec (db, "CREATE TABLE t (x)", &error));
  }
  expect_refusal (other, fixture->clock, ESP_STORE_ERROR_NOT_OURS);
  g_assert_true (esp_backup_copy (fixture->path, newer, NULL, &error));
  {
    g_autoptr (EspDb) db = esp_db_open (newer, ESP_DB_READ_WRITE, &error);
    g_assert_true (esp_db_exec (db, "PRAGMA user_version = 99", &error));
  }
  expect_refusal (newer, fixture->clock, ESP_STORE_ERROR_TOO_NEW);
  expect_refusal ("/nonexistent/x.espalier", fixture->clock, ESP_STORE_ERROR_NOT_FOUND);
}

static void
test_backup_and_restore (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "김민지" };
  g_autofree char *backup = g_build_filename (fixture->folder, "backup.espalier", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, &error));
  g_assert_true (esp_backup_copy (fixture->path, backup, NULL, &error));
  g_assert_no_error (error);
  lead.name = "changed";
  g_assert_true (esp_store_write (fixture->store, NULL, rename_lead, &lead, NULL, &error));
  g_assert_false (esp_backup_restore (backup, fixture->path, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_BUSY);
  g_clear_error (&error);
  temp_store_free (fixture->store);
  g_assert_true (esp_backup_restore (backup, fixture->path, &kept, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  fixture->store = esp_store_open (fixture->path, ESP_STORE_OPEN, fixture->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name_of (fixture, lead.id), ==, "김민지");
}

static void
test_read_only_refuses_writes (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "minji@example.com", "김민지" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_store_open (fixture->path, ESP_STORE_READ_ONLY, fixture->clock, &error);

  g_assert_no_error (error);
  g_assert_true (esp_store_is_read_only (store));
  g_assert_false (esp_store_write (store, NULL, insert_lead, &lead, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY);
}

static gboolean
tag_lead (EspTx *tx, gpointer data, GError **error)
{
  NewLead *lead = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  gint64 tag_id, n;

  esp_bitmap_add (leads, (guint32) lead->id);
  if (!esp_tag_ensure (tx, "VIP", &tag_id, error) || !esp_tag_add (tx, tag_id, leads, &n, error))
    return FALSE;
  g_assert_cmpint (n, ==, 1);
  return TRUE;
}

static gboolean
check_untagged (EspTx *tx, gpointer data, GError **error)
{
  NewLead *lead = data;
  g_auto (GStrv) tags = esp_tag_list_of_lead (tx, lead->id, error);

  g_assert_cmpuint (g_strv_length (tags), ==, 0);
  return TRUE;
}

static void
test_tagging_is_undone (Fixture *fixture, gconstpointer data)
{
  static const EspOperation tag_operation = { .kind = "tag", .summary = "VIP" };
  NewLead lead = { "minji@example.com", "김민지" };
  gint64 history_id;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, &error));
  g_assert_true (
    esp_store_write (fixture->store, &tag_operation, tag_lead, &lead, &history_id, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_undo (fixture->store, history_id, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (
    esp_store_read (fixture->store, ESP_READ_PAGE, check_untagged, &lead, NULL, &error));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

static void
test_large_write_stands_alone (Fixture *fixture, gconstpointer data)
{
  EspOperation large = { .kind = "import", .is_unrecorded = TRUE, .is_large = TRUE };
  NewLead failing = { "gone@example.com", "없음" };
  NewLead kept = { "kept@example.com", "있음" };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  g_assert_false (
    esp_store_write (fixture->store, &large, insert_then_fail, &failing, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (esp_store_write (fixture->store, &large, insert_lead, &kept, &history_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (history_id, >, 0);
  g_assert_cmpstr (name_of (fixture, kept.id), ==, "있음");
  g_assert_null (name_of (fixture, kept.id + 1));
}

static void
read_ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean *is_done = data;

  g_assert_null (esp_store_read_finish (ESP_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *is_done = TRUE;
}

/* A screen that learns late that its workspace was closed is told so, and nothing is touched. */
static void
test_reads_after_close_are_cancelled (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "a@x.example", "A", 0 };
  gboolean is_done = FALSE;
  g_autoptr (GError) error = NULL;

  esp_store_close (fixture->store);
  g_assert_false (esp_store_read (fixture->store, ESP_READ_PAGE, insert_lead, &lead, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  esp_store_read_async (fixture->store, ESP_READ_PAGE, insert_lead, &lead, NULL, NULL,
                        read_ended_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (lead.id, ==, 0);
}

/* The locks that this program holds on the files of the workspace, as the system tells them. */
static guint
count_locks (Fixture *fixture)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  g_autofree char *locks = NULL;
  guint n = 0;

  if (!g_file_get_contents ("/proc/locks", &locks, NULL, NULL))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, ends[i], NULL);
      g_autofree char *inode = NULL;
      GStatBuf info;

      if (g_stat (path, &info) != 0)
        continue;
      inode = g_strdup_printf (":%" G_GUINT64_FORMAT " ", (guint64) info.st_ino);
      for (const char *at = strstr (locks, inode); at != NULL; at = strstr (at + 1, inode))
        n++;
    }
  return n;
}

/* A program that opens and closes a file loses its locks on it, and whoever lists a folder opens what it does not
 * know by its name. */
static void
test_locks_survive_a_chooser (Fixture *fixture, gconstpointer data)
{
  NewLead lead = { "a@x.example", "A", 0 };
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFileEnumerator) files = NULL;
  g_autofree char *guessed = NULL;
  gboolean is_unsure = FALSE;
  guint n_files = 0;
  guint n_locks;

  g_assert_true (esp_store_write (fixture->store, NULL, insert_lead, &lead, NULL, NULL));
  guessed = g_content_type_guess ("a.espalier-shm", NULL, 0, &is_unsure);
  n_locks = count_locks (fixture);
  if (is_unsure || n_locks == 0)
    {
      g_test_skip (is_unsure ? "the kinds of files are not built" : "the system tells no locks");
      return;
    }
  files = g_file_enumerate_children (folder, "standard::*", G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_assert_nonnull (files);
  for (;;)
    {
      g_autoptr (GFileInfo) info = g_file_enumerator_next_file (files, NULL, NULL);

      if (info == NULL)
        break;
      n_files++;
    }
  g_assert_cmpuint (n_files, >=, 3);
  g_assert_cmpuint (count_locks (fixture), ==, n_locks);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/store/writer/large-write-stands-alone", test_large_write_stands_alone);
  ADD ("/store/history/undo-and-redo", test_undo_and_redo);
  ADD ("/store/history/undo-keeps-later-work", test_undo_keeps_later_work);
  ADD ("/store/history/undo-expires", test_undo_expires);
  ADD ("/store/write/failure-changes-nothing", test_failed_write_changes_nothing);
  ADD ("/store/fields/custom-field-is-a-column", test_custom_field_is_a_column);
  ADD ("/store/suppression/outlives-the-lead", test_suppression_outlives_the_lead);
  ADD ("/store/changes/notice-after-commit", test_notice_after_commit);
  ADD ("/store/open/refuses-what-is-not-ours", test_refuses_what_is_not_ours);
  ADD ("/store/open/read-only-refuses-writes", test_read_only_refuses_writes);
  ADD ("/store/erase/number-is-nobody-elses", test_an_erased_number_is_nobody_elses);
  ADD ("/store/backup/copy-and-restore", test_backup_and_restore);
  ADD ("/store/tags/tagging-is-undone", test_tagging_is_undone);
  ADD ("/store/reads-after-close-are-cancelled", test_reads_after_close_are_cancelled);
  ADD ("/store/locks-survive-a-chooser", test_locks_survive_a_chooser);
  return g_test_run ();
}
