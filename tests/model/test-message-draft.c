/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a message being edited: steps back and forth, merged typing, nothing is lost. */
#include "model/esp-message-draft.h"

#include "store/esp-messages.h"

#include "temp-store.h"

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 id;
  EspMessageDraft *draft;
} Fixture;

static gboolean
insert_message (EspTx *tx, gpointer data, GError **error)
{
  return esp_message_insert (tx, "봄", "email", "{\"a\":0}", data, error);
}

static gboolean
read_message (EspTx *tx, gpointer data, GError **error)
{
  EspMessageRow **row = data;

  *row = esp_message_load (tx, 1, error);
  return *row != NULL;
}

static gboolean
write_elsewhere (EspTx *tx, gpointer data, GError **error)
{
  return esp_message_update (tx, 1, "여름", "{\"a\":9}", error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  g_assert_true (
    esp_store_write (fixture->store, NULL, insert_message, &fixture->id, NULL, &error));
  fixture->draft = esp_message_draft_new (fixture->store, fixture->id);
  while (!esp_message_draft_is_loaded (fixture->draft))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  esp_message_draft_close (fixture->draft);
  g_clear_object (&fixture->draft);
  temp_store_free (fixture->store);
  g_object_unref (fixture->clock);
  temp_folder_free (fixture->folder);
}

static void
test_undo_and_redo_walk_the_steps (Fixture *fixture, gconstpointer data)
{
  EspMessageDraft *draft = fixture->draft;

  esp_message_draft_edit (draft, "{\"a\":1}", "one", NULL);
  esp_message_draft_edit (draft, "{\"a\":2}", "two", NULL);
  g_assert_cmpstr (esp_message_draft_get_undo_title (draft), ==, "two");
  g_assert_true (esp_message_draft_undo (draft));
  g_assert_cmpstr (esp_message_draft_get_document (draft), ==, "{\"a\":1}");
  g_assert_cmpstr (esp_message_draft_get_redo_title (draft), ==, "two");
  g_assert_true (esp_message_draft_undo (draft));
  g_assert_false (esp_message_draft_undo (draft));
  g_assert_cmpstr (esp_message_draft_get_document (draft), ==, "{\"a\":0}");
  g_assert_true (esp_message_draft_redo (draft));
  g_assert_true (esp_message_draft_redo (draft));
  g_assert_false (esp_message_draft_redo (draft));
  g_assert_cmpstr (esp_message_draft_get_document (draft), ==, "{\"a\":2}");
  esp_message_draft_undo (draft);
  esp_message_draft_edit (draft, "{\"a\":3}", "three", NULL);
  g_assert_null (esp_message_draft_get_redo_title (draft));
}

static void
test_typing_in_one_place_is_one_step (Fixture *fixture, gconstpointer data)
{
  EspMessageDraft *draft = fixture->draft;

  esp_message_draft_edit (draft, "{\"a\":1}", "type", "subject");
  esp_message_draft_edit (draft, "{\"a\":12}", "type", "subject");
  esp_message_draft_edit (draft, "{\"a\":123}", "type", "preheader");
  esp_clock_advance (fixture->clock, 3 * G_USEC_PER_SEC);
  esp_message_draft_edit (draft, "{\"a\":1234}", "type", "preheader");
  esp_message_draft_undo (draft);
  g_assert_cmpstr (esp_message_draft_get_document (draft), ==, "{\"a\":123}");
  esp_message_draft_undo (draft);
  g_assert_cmpstr (esp_message_draft_get_document (draft), ==, "{\"a\":12}");
  esp_message_draft_undo (draft);
  g_assert_cmpstr (esp_message_draft_get_document (draft), ==, "{\"a\":0}");
}

static void
test_a_change_is_saved_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspMessageRow) row = NULL;
  g_autoptr (GError) error = NULL;

  esp_message_draft_edit (fixture->draft, "{\"a\":1}", "one", NULL);
  esp_message_draft_set_name (fixture->draft, " 가을 ");
  g_assert_true (esp_message_draft_is_dirty (fixture->draft));
  while (esp_message_draft_is_dirty (fixture->draft))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (esp_message_draft_get_failure (fixture->draft));
  g_assert_true (esp_store_read (fixture->store, ESP_READ_PAGE, read_message, &row, NULL, &error));
  g_assert_cmpstr (row->document, ==, "{\"a\":1}");
  g_assert_cmpstr (row->name, ==, "가을");
}

static void
test_closing_loses_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspMessageRow) row = NULL;

  esp_message_draft_edit (fixture->draft, "{\"a\":1}", "one", NULL);
  esp_message_draft_save (fixture->draft);
  esp_message_draft_edit (fixture->draft, "{\"a\":2}", "two", NULL);
  esp_message_draft_close (fixture->draft);
  do
    {
      g_clear_pointer (&row, esp_message_row_free);
      g_main_context_iteration (NULL, TRUE);
      g_assert_true (
        esp_store_read (fixture->store, ESP_READ_PAGE, read_message, &row, NULL, NULL));
    }
  while (g_strcmp0 (row->document, "{\"a\":2}") != 0);
}

static void
test_a_change_elsewhere_is_a_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, write_elsewhere, NULL, NULL, &error));
  while (!g_str_equal (esp_message_draft_get_document (fixture->draft), "{\"a\":9}"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (esp_message_draft_get_name (fixture->draft), ==, "여름");
  g_assert_true (esp_message_draft_undo (fixture->draft));
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":0}");
}

static void
save_all (EspMessageDraft *draft)
{
  while (esp_message_draft_is_dirty (draft))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_undo_goes_on_after_opening_again (Fixture *fixture, gconstpointer data)
{
  esp_message_draft_edit (fixture->draft, "{\"a\":1}", "one", NULL);
  save_all (fixture->draft);
  esp_clock_advance (fixture->clock, 11 * 60 * G_USEC_PER_SEC);
  esp_message_draft_edit (fixture->draft, "{\"a\":2}", "two", NULL);
  save_all (fixture->draft);
  esp_message_draft_close (fixture->draft);
  g_clear_object (&fixture->draft);

  fixture->draft = esp_message_draft_new (fixture->store, fixture->id);
  while (!esp_message_draft_is_loaded (fixture->draft))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":2}");
  g_assert_true (esp_message_draft_undo (fixture->draft));
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":1}");
  g_assert_true (esp_message_draft_undo (fixture->draft));
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":0}");
  g_assert_false (esp_message_draft_undo (fixture->draft));
  g_assert_true (esp_message_draft_redo (fixture->draft));
}

static void
reopen (Fixture *fixture)
{
  save_all (fixture->draft);
  esp_message_draft_close (fixture->draft);
  g_clear_object (&fixture->draft);
  fixture->draft = esp_message_draft_new (fixture->store, fixture->id);
  while (!esp_message_draft_is_loaded (fixture->draft))
    g_main_context_iteration (NULL, TRUE);
}

/* Many steps between two savings, typing over a saving, taking back and closing in between. */
static void
test_single_steps_survive_closing (Fixture *fixture, gconstpointer data)
{
  esp_message_draft_edit (fixture->draft, "{\"a\":1}", "one", NULL);
  esp_message_draft_edit (fixture->draft, "{\"a\":2}", "two", NULL);
  esp_message_draft_edit (fixture->draft, "{\"a\":23}", "typing", "key");
  save_all (fixture->draft);
  esp_message_draft_edit (fixture->draft, "{\"a\":234}", "typing", "key");
  esp_message_draft_edit (fixture->draft, "{\"a\":2345}", "typing", "key");
  esp_message_draft_edit (fixture->draft, "{\"a\":5}", "five", NULL);
  g_assert_true (esp_message_draft_undo (fixture->draft));
  reopen (fixture);
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":2345}");
  g_assert_cmpstr (esp_message_draft_get_redo_title (fixture->draft), ==, "five");
  g_assert_cmpstr (esp_message_draft_get_undo_title (fixture->draft), ==, "typing");
  g_assert_true (esp_message_draft_undo (fixture->draft));
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":2}");
  g_assert_true (esp_message_draft_undo (fixture->draft));
  reopen (fixture);
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":1}");
  g_assert_cmpstr (esp_message_draft_get_undo_title (fixture->draft), ==, "one");
  g_assert_true (esp_message_draft_undo (fixture->draft));
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":0}");
  g_assert_false (esp_message_draft_undo (fixture->draft));
  for (int i = 0; i < 4; i++)
    g_assert_true (esp_message_draft_redo (fixture->draft));
  g_assert_cmpstr (esp_message_draft_get_document (fixture->draft), ==, "{\"a\":5}");
  g_assert_false (esp_message_draft_redo (fixture->draft));
  /* Something new takes the place of what was taken back. */
  g_assert_true (esp_message_draft_undo (fixture->draft));
  esp_message_draft_edit (fixture->draft, "{\"a\":9}", "nine", NULL);
  reopen (fixture);
  g_assert_cmpstr (esp_message_draft_get_undo_title (fixture->draft), ==, "nine");
  g_assert_null (esp_message_draft_get_redo_title (fixture->draft));
}

static gboolean
refuse_writes (EspTx *tx, gpointer data, GError **error)
{
  static const char sql[] = "CREATE TRIGGER full BEFORE UPDATE ON message"
                            " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);

  return stmt != NULL && esp_stmt_run (stmt, error);
}

static gboolean
take_writes (EspTx *tx, gpointer data, GError **error)
{
  static const char sql[] = "DROP TRIGGER full";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);

  return stmt != NULL && esp_stmt_run (stmt, error);
}

static gboolean
read_first_version (EspTx *tx, gpointer data, GError **error)
{
  char **document = data;

  *document = esp_message_load_version (tx, 1, 1, error);
  return *document != NULL;
}

/* The first writing is refused, and the next one goes through: the original is a version all the same. */
static void
test_a_refused_writing_keeps_the_original (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, refuse_writes, NULL, NULL, &error));
  esp_message_draft_edit (fixture->draft, "{\"a\":1}", "one", NULL);
  while (esp_message_draft_get_failure (fixture->draft) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (esp_message_draft_is_dirty (fixture->draft));
  g_assert_true (esp_store_write (fixture->store, NULL, take_writes, NULL, NULL, &error));
  esp_message_draft_edit (fixture->draft, "{\"a\":2}", "two", NULL);
  save_all (fixture->draft);
  g_assert_true (
    esp_store_read (fixture->store, ESP_READ_PAGE, read_first_version, &first, NULL, &error));
  g_assert_cmpstr (first, ==, "{\"a\":0}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/message-draft/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("undo", test_undo_and_redo_walk_the_steps);
  ADD ("merge", test_typing_in_one_place_is_one_step);
  ADD ("save", test_a_change_is_saved_by_itself);
  ADD ("close", test_closing_loses_nothing);
  ADD ("reopened", test_undo_goes_on_after_opening_again);
  ADD ("single-steps-survive-closing", test_single_steps_survive_closing);
  ADD ("refused", test_a_refused_writing_keeps_the_original);
  ADD ("elsewhere", test_a_change_elsewhere_is_a_step);
#undef ADD
  return g_test_run ();
}
