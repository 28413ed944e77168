/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a journey being edited: steps that survive a restart, windows that share, nobody's work is
 * overwritten. */
#include "worker/esp-journey-draft.h"

#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-json.h"
#include "worker/esp-journey-kit.h"
#include "worker/esp-journey-orders.h"

#include "temp-store.h"

#define FIRST                                                                                       \
  "{\"version\":1,\"name\":\"환영\",\"entries\":[{\"id\":\"in\",\"kind\":\"manual\"}],\"steps\":" \
  "[{\"id\":\"x\",\"kind\":\"exit\"}]}"
#define N_STEPS 250
#define N_BACK 30

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  gint64 id;
  EspJourneyDraft *draft;
} Fixture;

static gboolean
create (EspTx *tx, gpointer data, GError **error)
{
  return esp_journey_order_create (tx, NULL, FIRST, data, error);
}

static gboolean
read_row (EspTx *tx, gpointer data, GError **error)
{
  EspJourneyRow **row = data;

  *row = esp_journey_row_load (tx, 1, error);
  return *row != NULL;
}

static gboolean
write_text (EspTx *tx, gpointer data, GError **error)
{
  return esp_journey_order_edit (tx, 1, data, error);
}

static gboolean
write_raw (EspTx *tx, gpointer data, GError **error)
{
  return esp_journey_row_save (tx, 1, "환영", data, error);
}

static void
spin_until_saved (EspJourneyDraft *draft)
{
  while (esp_journey_draft_is_dirty (draft))
    g_main_context_iteration (NULL, TRUE);
}

static void
open_draft (Fixture *fixture)
{
  fixture->draft = esp_journey_draft_new (fixture->store, fixture->id);
  while (!esp_journey_draft_is_loaded (fixture->draft) &&
         esp_journey_draft_get_failure (fixture->draft) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
close_draft (Fixture *fixture)
{
  esp_journey_draft_close (fixture->draft);
  g_clear_object (&fixture->draft);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  g_assert_true (esp_store_write (fixture->store, NULL, create, &fixture->id, NULL, &error));
  open_draft (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->draft != NULL)
    close_draft (fixture);
  temp_store_free (fixture->store);
  g_object_unref (fixture->clock);
  temp_folder_free (fixture->folder);
}

static void
restart (Fixture *fixture)
{
  g_autofree char *path = g_strdup (esp_store_get_path (fixture->store));
  g_autoptr (GError) error = NULL;

  close_draft (fixture);
  temp_store_free (fixture->store);
  fixture->store = esp_store_open (path, ESP_STORE_OPEN, fixture->clock, &error);
  g_assert_no_error (error);
  open_draft (fixture);
}

static char *
tell (EspJourneyDraft *draft)
{
  return esp_journey_to_json (esp_journey_draft_get_journey (draft));
}

static char *
tell_file (Fixture *fixture)
{
  EspJourneyRow *row = NULL;
  char *text;

  g_assert_true (esp_store_read (fixture->store, ESP_READ_PAGE, read_row, &row, NULL, NULL));
  text = g_strdup (row->draft);
  esp_journey_row_free (row);
  return text;
}

/* A wait of so many days, put first. */
static void
add_wait (EspJourneyDraft *draft, guint days, const char *title)
{
  g_autofree char *json =
    g_strdup_printf ("{\"id\":\"w%u\",\"kind\":\"wait\",\"for\":{\"days\":%u}}", days, days);
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new (NULL, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey =
    esp_journey_edit_insert (esp_journey_draft_get_journey (draft), spot, json, NULL, &error);

  g_assert_no_error (error);
  esp_journey_draft_apply (draft, journey, title, NULL);
}

static void
rename_first (EspJourneyDraft *draft, const char *title)
{
  EspJourney *journey = esp_journey_draft_get_journey (draft);
  g_autoptr (EspJourney) renamed =
    esp_journey_edit_rename (journey, esp_journey_get_step (journey, 0)->id, title, NULL);

  esp_journey_draft_apply (draft, renamed, "Rename", "title");
}

static void
undo (EspJourneyDraft *draft)
{
  EspJourney *before = esp_journey_draft_get_journey (draft);

  g_assert_true (esp_journey_draft_undo (draft));
  while (esp_journey_draft_get_journey (draft) == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
redo (EspJourneyDraft *draft)
{
  EspJourney *before = esp_journey_draft_get_journey (draft);

  g_assert_true (esp_journey_draft_redo (draft));
  while (esp_journey_draft_get_journey (draft) == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_saves_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;
  g_autofree char *kept = NULL;

  add_wait (fixture->draft, 1, "one");
  g_assert_true (esp_journey_draft_is_dirty (fixture->draft));
  spin_until_saved (fixture->draft);
  shown = tell (fixture->draft);
  kept = tell_file (fixture);
  g_assert_cmpstr (shown, ==, kept);
  g_assert_cmpstr (esp_journey_draft_get_name (fixture->draft), ==, "환영");
}

static void
test_steps_go_back_and_forth (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;
  g_autofree char *first = tell (draft);
  g_autofree char *again = NULL;

  g_assert_null (esp_journey_draft_get_undo_title (draft));
  add_wait (draft, 1, "one");
  add_wait (draft, 2, "two");
  g_assert_cmpstr (esp_journey_draft_get_undo_title (draft), ==, "two");
  g_assert_true (esp_journey_draft_undo (draft));
  g_assert_cmpstr (esp_journey_draft_get_redo_title (draft), ==, "two");
  g_assert_true (esp_journey_draft_undo (draft));
  g_assert_false (esp_journey_draft_undo (draft));
  again = tell (draft);
  g_assert_cmpstr (first, ==, again);
  g_assert_true (esp_journey_draft_redo (draft));
  add_wait (draft, 3, "three");
  g_assert_null (esp_journey_draft_get_redo_title (draft));
  g_assert_cmpuint (esp_journey_get_n_steps (esp_journey_draft_get_journey (draft)), ==, 3);
}

static void
test_typing_is_one_step (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;
  EspJourney *before = esp_journey_draft_get_journey (draft);

  rename_first (draft, "ㅎ");
  rename_first (draft, "하");
  spin_until_saved (draft);
  rename_first (draft, "한");
  g_assert_true (esp_journey_draft_undo (draft));
  g_assert_true (esp_journey_draft_get_journey (draft) == before);
  g_assert_true (esp_journey_draft_redo (draft));
  esp_clock_advance (fixture->clock, 3 * ESP_USEC_PER_SEC);
  rename_first (draft, "한국");
  rename_first (draft, "한국어");
  spin_until_saved (draft);
  restart (fixture);
  undo (fixture->draft);
  g_assert_cmpstr (esp_journey_get_step (esp_journey_draft_get_journey (fixture->draft), 0)->title,
                   ==, "한");
}

static void
test_steps_survive_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = tell (fixture->draft);
  g_autofree char *last = NULL;
  g_autofree char *back = NULL;
  g_autofree char *forth = NULL;

  for (guint i = 1; i <= N_STEPS; i++)
    {
      g_autofree char *title = g_strdup_printf ("add %u", i);

      add_wait (fixture->draft, i, title);
      if (i % 100 == 0)
        spin_until_saved (fixture->draft);
    }
  last = tell (fixture->draft);
  for (guint i = 0; i < N_BACK; i++)
    g_assert_true (esp_journey_draft_undo (fixture->draft));
  restart (fixture);
  g_assert_cmpstr (esp_journey_draft_get_undo_title (fixture->draft), ==, "add 220");
  g_assert_cmpstr (esp_journey_draft_get_redo_title (fixture->draft), ==, "add 221");
  for (guint i = 0; i < N_STEPS - N_BACK; i++)
    undo (fixture->draft);
  g_assert_false (esp_journey_draft_undo (fixture->draft));
  back = tell (fixture->draft);
  g_assert_cmpstr (back, ==, first);
  restart (fixture);
  for (guint i = 0; i < N_STEPS; i++)
    redo (fixture->draft);
  g_assert_false (esp_journey_draft_redo (fixture->draft));
  forth = tell (fixture->draft);
  g_assert_cmpstr (forth, ==, last);
}

/* Keys pressed faster than journeys come from the file. */
static void
test_many_undos_at_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = tell (fixture->draft);
  g_autofree char *back = NULL;

  for (guint i = 1; i <= N_STEPS; i++)
    add_wait (fixture->draft, i, "add");
  restart (fixture);
  for (guint i = 0; i < N_STEPS; i++)
    g_assert_true (esp_journey_draft_undo (fixture->draft));
  while (esp_journey_get_n_steps (esp_journey_draft_get_journey (fixture->draft)) > 1)
    g_main_context_iteration (NULL, TRUE);
  back = tell (fixture->draft);
  g_assert_cmpstr (first, ==, back);
}

static void
count (EspJourneyDraft *draft, guint *n)
{
  (*n)++;
}

static void
test_windows_share (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *second = esp_journey_draft_new (fixture->store, fixture->id);
  guint n = 0;

  g_assert_true (second == fixture->draft);
  g_signal_connect (second, "changed", G_CALLBACK (count), &n);
  add_wait (fixture->draft, 1, "one");
  g_assert_cmpuint (n, ==, 1);
  g_signal_handlers_disconnect_by_data (second, &n);
  esp_journey_draft_close (second);
  g_object_unref (second);
  add_wait (fixture->draft, 2, "two");
  spin_until_saved (fixture->draft);
}

static void
test_closing_keeps_everything (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;
  g_autofree char *kept = NULL;

  add_wait (fixture->draft, 1, "one");
  esp_journey_draft_save (fixture->draft);
  add_wait (fixture->draft, 2, "two"); /* while the first is being written */
  last = tell (fixture->draft);
  restart (fixture);
  kept = tell (fixture->draft);
  g_assert_cmpstr (last, ==, kept);
  g_assert_cmpstr (esp_journey_draft_get_undo_title (fixture->draft), ==, "two");
  undo (fixture->draft);
  undo (fixture->draft);
  g_assert_false (esp_journey_draft_undo (fixture->draft));
}

static void
write_elsewhere (Fixture *fixture, EspStoreFunc func, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture->store, NULL, func, (gpointer) text, NULL, &error));
  g_assert_no_error (error);
}

#define THEIRS                                                                                     \
  "{\"version\":1,\"name\":\"환영\",\"steps\":[{\"id\":\"theirs\",\"kind\":\"send\"},{\"id\":"   \
  "\"x\",\"kind\":\"exit\"}]}"

static void
test_other_programs_are_followed (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;
  g_autofree char *ours = NULL;
  g_autofree char *back = NULL;

  add_wait (draft, 1, "one");
  spin_until_saved (draft);
  ours = tell (draft);
  write_elsewhere (fixture, write_text, THEIRS);
  while (esp_journey_find_step (esp_journey_draft_get_journey (draft), "theirs") ==
         ESP_JOURNEY_NOWHERE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (esp_journey_draft_get_undo_title (draft), ==, "");
  undo (draft);
  back = tell (draft);
  g_assert_cmpstr (back, ==, ours);
  g_assert_cmpstr (esp_journey_draft_get_undo_title (draft), ==, "one");
}

static void
test_nobody_is_overwritten (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;
  g_autofree char *first = tell (draft);
  g_autofree char *last = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *back = NULL;

  add_wait (draft, 1, "one");
  add_wait (draft, 2, "two");
  last = tell (draft);
  write_elsewhere (fixture, write_text, THEIRS);
  spin_until_saved (draft);
  kept = tell_file (fixture);
  g_assert_cmpstr (kept, ==, last);
  restart (fixture);
  draft = fixture->draft;
  undo (draft);
  g_assert_cmpstr (esp_journey_draft_get_undo_title (draft), ==, "one");
  undo (draft);
  g_assert_cmpuint (esp_journey_find_step (esp_journey_draft_get_journey (draft), "theirs"), !=,
                    ESP_JOURNEY_NOWHERE);
  undo (draft);
  back = tell (draft);
  g_assert_cmpstr (back, ==, first);
}

static void
test_raw_texts_are_no_trouble (Fixture *fixture, gconstpointer data)
{
  add_wait (fixture->draft, 1, "one");
  close_draft (fixture);
  write_elsewhere (fixture, write_raw, THEIRS);
  open_draft (fixture);
  g_assert_null (esp_journey_draft_get_undo_title (fixture->draft));
  add_wait (fixture->draft, 2, "two");
  spin_until_saved (fixture->draft);
  restart (fixture);
  undo (fixture->draft);
  g_assert_false (esp_journey_draft_undo (fixture->draft));
  g_assert_cmpuint (esp_journey_get_n_steps (esp_journey_draft_get_journey (fixture->draft)), ==,
                    2);
}

/* The History of the workspace takes back what a command did. */
static void
test_history_counts_as_undo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = tell_file (fixture);

  add_wait (fixture->draft, 1, "one");
  close_draft (fixture);
  write_elsewhere (fixture, write_raw, first);
  open_draft (fixture);
  g_assert_null (esp_journey_draft_get_undo_title (fixture->draft));
  g_assert_cmpstr (esp_journey_draft_get_redo_title (fixture->draft), ==, "one");
  redo (fixture->draft);
  restart (fixture);
  g_assert_cmpstr (esp_journey_draft_get_undo_title (fixture->draft), ==, "one");
}

static gboolean
rename_row (EspTx *tx, gpointer data, GError **error)
{
  return esp_journey_order_rename (tx, 1, "안녕", error);
}

/* Whoever renames it in the list is not overruled by the window that edits it. */
static void
test_names_agree (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;

  g_assert_true (esp_store_write (fixture->store, NULL, rename_row, NULL, NULL, NULL));
  while (g_strcmp0 (esp_journey_draft_get_name (draft), "안녕") != 0)
    g_main_context_iteration (NULL, TRUE);
  add_wait (draft, 1, "one");
  spin_until_saved (draft);
  g_assert_cmpstr (esp_journey_draft_get_row (draft)->name, ==, "안녕");
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  return esp_journey_order_fill (tx, 1, "win-back", "ko", error);
}

/* A template is put in while the journey is open, taken back in the History, and put in again here. */
static void
test_templates_are_steps (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;
  EspOperation operation = { .kind = "journey-edit", .summary = "win-back" };
  g_autofree char *first = tell (draft);
  g_autofree char *filled = NULL;
  g_autofree char *back = NULL;
  g_autofree char *forth = NULL;
  gint64 history_id = 0;
  EspJourney *before = esp_journey_draft_get_journey (draft);

  g_assert_true (esp_store_write (fixture->store, &operation, fill, NULL, &history_id, NULL));
  while (esp_journey_draft_get_journey (draft) == before)
    g_main_context_iteration (NULL, TRUE);
  filled = tell (draft);
  before = esp_journey_draft_get_journey (draft);
  g_assert_true (esp_store_undo (fixture->store, history_id, NULL, NULL, NULL));
  while (esp_journey_draft_get_journey (draft) == before)
    g_main_context_iteration (NULL, TRUE);
  back = tell (draft);
  g_assert_cmpstr (back, ==, first);
  redo (draft);
  forth = tell (draft);
  g_assert_cmpstr (forth, ==, filled);
  spin_until_saved (draft);
}

static void
test_unreadable_texts_fail (Fixture *fixture, gconstpointer data)
{
  close_draft (fixture);
  write_elsewhere (fixture, write_raw, "{\"version\":9}");
  open_draft (fixture);
  g_assert_error (esp_journey_draft_get_failure (fixture->draft), ESP_JOURNEY_ERROR,
                  ESP_JOURNEY_ERROR_VERSION);
  write_elsewhere (fixture, write_raw, FIRST);
  esp_journey_draft_retry (fixture->draft);
  while (!esp_journey_draft_is_loaded (fixture->draft))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (esp_journey_draft_get_failure (fixture->draft));
}

static void
test_problems_follow (Fixture *fixture, gconstpointer data)
{
  EspJourneyDraft *draft = fixture->draft;
  const EspJourneyProblem *problem;
  g_autoptr (EspJourney) journey = NULL;

  journey = esp_journey_edit_remove (esp_journey_draft_get_journey (draft),
                                     (const char *[]){ "x", NULL }, -1, NULL);
  esp_journey_draft_apply (draft, journey, "Delete", NULL);
  while (esp_journey_draft_get_checked (draft) != journey)
    g_main_context_iteration (NULL, TRUE);
  problem = esp_journey_problems_first_error (esp_journey_draft_get_problems (draft));
  g_assert_cmpint (problem->code, ==, ESP_JOURNEY_PROBLEM_EMPTY);
  g_assert_true (esp_journey_draft_undo (draft));
  while (esp_journey_draft_get_checked (draft) != esp_journey_draft_get_journey (draft))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (esp_journey_problems_first_error (esp_journey_draft_get_problems (draft)));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "saves-by-itself", test_saves_by_itself },
    { "steps-go-back-and-forth", test_steps_go_back_and_forth },
    { "typing-is-one-step", test_typing_is_one_step },
    { "steps-survive-a-restart", test_steps_survive_a_restart },
    { "many-undos-at-once", test_many_undos_at_once },
    { "windows-share", test_windows_share },
    { "closing-keeps-everything", test_closing_keeps_everything },
    { "other-programs-are-followed", test_other_programs_are_followed },
    { "nobody-is-overwritten", test_nobody_is_overwritten },
    { "raw-texts-are-no-trouble", test_raw_texts_are_no_trouble },
    { "history-counts-as-undo", test_history_counts_as_undo },
    { "names-agree", test_names_agree },
    { "templates-are-steps", test_templates_are_steps },
    { "unreadable-texts-fail", test_unreadable_texts_fail },
    { "problems-follow", test_problems_follow },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/journey-draft/", tests[i].path, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
