/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of events: every row is new, known or told with its reason; nothing counts twice. */
#include "engine/import/esp-event-row.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "engine/import/esp-import-error.h"
#include "worker/esp-event-import.h"

#include "temp-store.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT (1742346000000000) /* 2025-03-19 10:00 in Seoul */

typedef struct
{
  char *folder;
  EspStore *store;
} Fixture;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);

  esp_value_set_text (esp_lead_get_writable (lead, "email"), "minji@example.com");
  esp_value_set_text (esp_lead_get_writable (lead, "external_id"), "K-1");
  esp_value_set_text (esp_lead_get_writable (lead, "phone"), "+821012345678");
  return esp_lead_insert (tx, lead, error) &&
         esp_db_exec (esp_tx_get_db (tx),
                      "INSERT INTO campaign (id, uuid, name, created_at, updated_at)"
                      " VALUES (3, x'00', '봄', 0, 0)",
                      error) &&
         esp_db_exec (esp_tx_get_db (tx),
                      "INSERT INTO send (id, uuid, campaign_id, created_at, updated_at)"
                      " VALUES (7, x'01', 3, 0, 0)",
                      error) &&
         esp_db_exec (esp_tx_get_db (tx),
                      "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
                      " VALUES (7, 1, 'sent', 0, 0)",
                      error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);

  self->folder = temp_folder_new ();
  self->store = temp_store_new (self->folder, clock);
  g_assert_true (esp_store_write (self->store, NULL, fill, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  temp_folder_free (self->folder);
}

static char *
write_file (Fixture *self, const char *name, const char *content)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static gboolean
read_count (EspTx *tx, gpointer data, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx),
                             "SELECT count(*) FROM event WHERE send_id = 7 AND campaign_id = 3",
                             data, error);
}

static const char mixed[] = "email,external id,전화,kind,time,campaign,url,점수\n"
                            "minji@example.com,,,열람,2025-03-18 10:00,봄,,\n"
                            ",K-1,,Clicked,2025-03-18T02:00:00Z,3,https://example.com,7\n"
                            ",,010-1234-5678,주문,1742259600,,,\n"
                            "minji@example.com,,,열람,2025-03-18 10:00,봄,,\n"
                            "minji@EXAMPLE.com,,,open,2025-03-18 01:00:00+00:00,봄,,\n"
                            "who@example.com,,,open,2025-03-18 10:00,,,\n"
                            "minji@example.com,,,open,내일,,,\n"
                            "minji@example.com,,,open,2025-04-18 10:00,,,\n"
                            "minji@example.com,,,open,2025-03-18 10:00,겨울,,\n"
                            ",,,open,2025-03-18 10:00,,,\n"
                            "minji@example.com,,,,2025-03-18 10:00,,,\n";

static void
test_rows_add_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_file (self, "a.csv", mixed);
  g_autofree char *rejects = g_build_filename (self->folder, "rejects.csv", NULL);
  g_autofree char *content = NULL;
  EspEventImportOptions dry = { .is_dry_run = TRUE };
  EspEventImportOptions real = { .rejects_path = rejects };
  g_autoptr (GError) error = NULL;
  gint64 n_linked = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_auto (EspEventImportResult) result = { 0 };

      g_assert_true (
        esp_event_import_run (self->store, path, i == 0 ? &dry : &real, NULL, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (result.n_rows, ==, 11);
      g_assert_cmpint (result.n_errors, ==, 6);
      g_assert_cmpint (result.n_rows, ==, result.n_new + result.n_known + result.n_errors);
      g_assert_cmpint (result.n_new, ==, i < 2 ? 3 : 0);
      g_assert_cmpint (result.history_id != 0, ==, i == 1);
      g_assert_cmpuint (result.problems->len, ==, 6);
      g_assert_cmpuint (((EspEventImportProblem *) result.problems->pdata[0])->row, ==, 6);
      g_assert_cmpuint (((EspEventImportProblem *) result.problems->pdata[0])->line, ==, 7);
    }
  g_assert_true (esp_store_read (self->store, ESP_READ_PAGE, read_count, &n_linked, NULL, &error));
  g_assert_cmpint (n_linked, ==, 2); /* the open and the click found their send */
  g_assert_true (g_file_get_contents (rejects, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, ",reason\n") != NULL ? content
                                                          : strstr (content, ",reason\r\n"));
  g_assert_nonnull (strstr (content, "There is no lead “who@example.com”"));
}

typedef struct
{
  gint64 n_events;
  gint64 n_opened;
  gint64 n_suppressions;
  gint64 n_bounced;
  char *consent; /* (owned) (nullable) */
} Traces;

static gboolean
read_traces (EspTx *tx, gpointer data, GError **error)
{
  Traces *traces = data;
  EspDb *db = esp_tx_get_db (tx);
  gint64 at_us;

  return esp_db_query_int64 (db, "SELECT count(*) FROM event", &traces->n_events, error) &&
         esp_db_query_int64 (db, "SELECT coalesce (sum (n_opened), 0) FROM lead_stat",
                             &traces->n_opened, error) &&
         esp_db_query_int64 (db, "SELECT count(*) FROM suppression", &traces->n_suppressions,
                             error) &&
         esp_db_query_int64 (db, "SELECT count(*) FROM delivery WHERE bounced_at IS NOT NULL",
                             &traces->n_bounced, error) &&
         esp_consent_get_state (tx, 1, "email", "marketing", &traces->consent, &at_us, error);
}

static void
assert_traces (Fixture *self,
               gint64 n_events,
               gint64 n_opened,
               gint64 n_suppressions,
               gint64 n_bounced)
{
  g_autoptr (GError) error = NULL;
  Traces traces = { 0 };

  g_assert_true (esp_store_read (self->store, ESP_READ_PAGE, read_traces, &traces, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (traces.n_events, ==, n_events);
  g_assert_cmpint (traces.n_opened, ==, n_opened);
  g_assert_cmpint (traces.n_suppressions, ==, n_suppressions);
  g_assert_cmpint (traces.n_bounced, ==, n_bounced);
  g_assert_cmpstr (traces.consent, ==, n_suppressions > 0 ? "withdrawn" : NULL);
  g_free (traces.consent);
}

/* What followed from the events goes with them: figures, withdrawal, suppression, the bounce. */
static void
test_one_undo (Fixture *self, gconstpointer data)
{
  g_autofree char *first = write_file (self, "first.csv",
                                       "email,kind,time\n"
                                       "minji@example.com,open,2025-03-18 09:00\n");
  g_autoptr (GString) text = g_string_new ("email,kind,time,campaign\n");
  g_autofree char *second = NULL;
  EspEventImportOptions options = { 0 };
  g_auto (EspEventImportResult) before = { 0 };
  g_auto (EspEventImportResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  EspUndoResult undone;
  gint64 undo_id, redo_id;

  for (guint i = 0; i < 2500; i++) /* more than one batch */
    g_string_append_printf (text, "minji@example.com,open,2025-03-%02u %02u:%02u,\n", 1 + i / 1440,
                            i / 60 % 24, i % 60);
  g_string_append (text, "minji@example.com,bounce,2025-03-18 10:00,봄\n"
                         "minji@example.com,unsubscribe,2025-03-18 11:00,봄\n");
  second = write_file (self, "second.csv", text->str);
  g_assert_true (esp_event_import_run (self->store, first, &options, NULL, &before, &error));
  g_assert_true (esp_event_import_run (self->store, second, &options, NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (result.n_new, ==, 2502);
  assert_traces (self, 2503, 2501, 1, 1);
  g_assert_true (esp_store_undo (self->store, result.history_id, &undone, &undo_id, &error));
  g_assert_no_error (error);
  assert_traces (self, 1, 1, 0, 0);

  /* Taking the undo back brings all of it again, and the import can be undone once more. */
  g_assert_true (esp_store_undo (self->store, undo_id, &undone, &redo_id, &error));
  g_assert_no_error (error);
  assert_traces (self, 2503, 2501, 1, 1);
  g_assert_false (esp_store_undo (self->store, redo_id, &undone, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (esp_store_undo (self->store, result.history_id, &undone, NULL, &error));
  g_assert_no_error (error);
  assert_traces (self, 1, 1, 0, 0);
}

static void
test_files_that_say_nothing (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *content;
    const char *says;
  } cases[] = {
    { "", "empty" },
    { "name,kind,time\na,open,2025-03-18\n", "who did it" },
    { "email,time\na@example.com,2025-03-18\n", "what happened" },
    { "email,kind\na@example.com,open\n", "when" },
  };
  EspEventImportOptions options = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file (self, "b.csv", cases[i].content);
      g_auto (EspEventImportResult) result = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (esp_event_import_run (self->store, path, &options, NULL, &result, &error));
      if (cases[i].content[0] == '\0')
        g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE);
      else
        g_assert_error (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_broken_rows_cost_themselves (Fixture *self, gconstpointer data)
{
  g_autofree char *path =
    write_file (self, "c.csv",
                "email,time,properties\n"
                "minji@example.com,2025-03-18 10:00,{\"url\":\n"
                "minji@example.com,2025-03-18 10:01,\"open quote\n"
                "minji@example.com,2025-03-18 10:02,\"{\"\"url\"\":\"\"x\"\"}\"\n");
  EspEventImportOptions options = { .kind = "클릭", .campaign = "3" };
  g_auto (EspEventImportResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_event_import_run (self->store, path, &options, NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (result.n_new, ==, 1);
  g_assert_cmpint (result.n_errors, ==, result.n_rows - 1);
}

/* What the names do not tell, somebody can; what was said once is not said again by a name. */
static void
test_mapping (Fixture *self, gconstpointer data)
{
  static const char *const mapping[] = { "회원=email", "action=kind", "메모=none", NULL };
  static const char *const wrong[] = { "회원=buyer", NULL };
  static const EspEventRole roles[] = { ESP_EVENT_ROLE_EMAIL, ESP_EVENT_ROLE_PROPERTY,
                                        ESP_EVENT_ROLE_KIND, ESP_EVENT_ROLE_AT,
                                        ESP_EVENT_ROLE_NONE };
  g_autofree char *path = write_file (self, "odd.csv",
                                      "회원,mail,action,time,메모\n"
                                      "minji@example.com,x@y,열람,2025-03-18 10:00,비밀\n");
  EspEventImportOptions look = { .is_dry_run = TRUE, .is_lenient = TRUE };
  EspEventImportOptions said = { .mapping = mapping };
  EspEventImportOptions unknown = { .mapping = wrong };
  g_auto (EspEventImportResult) first = { 0 };
  g_auto (EspEventImportResult) second = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_event_import_run (self->store, path, &look, NULL, &first, &error));
  g_assert_cmpint (first.n_rows, ==, 0);
  g_assert_nonnull (strstr (((EspEventImportProblem *) first.problems->pdata[0])->reason, "kind"));
  g_assert_cmpuint (first.columns->columns->len, ==, 5);
  g_assert_true (esp_event_import_run (self->store, path, &said, NULL, &second, &error));
  g_assert_no_error (error);
  g_assert_cmpint (second.n_new, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_assert_cmpint (g_array_index (second.columns->columns, EspEventColumn, i).role, ==, roles[i]);
  g_assert_false (esp_event_import_run (self->store, path, &unknown, NULL, &first, &error));
  g_assert_error (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS);
}

static void
test_words (void)
{
  static const char *const words[][2] = { { "Opened", "open" },
                                          { " 수신거부 ", "unsubscribe" },
                                          { "Spam Report", "complaint" },
                                          { "webinar joined", "webinar_joined" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *kind = esp_event_kind_from_word (words[i][0]);

      g_assert_cmpstr (kind, ==, words[i][1]);
    }
}

static void
test_properties (void)
{
  const char *header[] = { "email", "kind", "time", "bounce_type", "code", "n", NULL };
  const char *cells[] = { "a@example.com", "반송", "2025-03-18", "Permanent", "007", "12.5" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  EspEventRowOptions options = { .region = "KR", .zone = zone, .now_us = NOW_US };
  g_autoptr (EspEventColumns) columns = esp_event_columns_new (header, &options);
  g_autoptr (GError) error = NULL;
  EspEventRow row;

  g_assert_true (esp_event_row_parse (columns, cells, 6, &row, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (row.props, "\"class\":\"hard\""));
  g_assert_nonnull (strstr (row.props, "\"code\":\"007\""));
  g_assert_nonnull (strstr (row.props, "\"n\":12.5"));
  esp_event_row_clear (&row);
}

/* Days without a year wait for one; what was said of it is not said of days that have their own. */
static void
test_year (Fixture *self, gconstpointer data)
{
  g_autofree char *path =
    write_file (self, "y.csv",
                "email,kind,time\nminji@example.com,open,11/01 10:00\n"
                "minji@example.com,open,2/29\nminji@example.com,click,2023-05-06 07:08\n"
                "minji@example.com,click,13/45\n");
  EspEventImportOptions none = { .is_dry_run = TRUE };
  EspEventImportOptions said = { .is_dry_run = TRUE, .year = 2024 };
  EspEventImportOptions common = { .is_dry_run = TRUE, .year = 2023 };
  g_auto (EspEventImportResult) first = { 0 };
  g_auto (EspEventImportResult) second = { 0 };
  g_auto (EspEventImportResult) third = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_event_import_run (self->store, path, &none, NULL, &first, &error));
  g_assert_cmpint (first.n_new, ==, 1);
  g_assert_nonnull (
    strstr (((EspEventImportProblem *) first.problems->pdata[0])->reason, "no year"));
  g_assert_nonnull (
    strstr (((EspEventImportProblem *) first.problems->pdata[2])->reason, "not a time"));
  g_assert_true (esp_event_import_run (self->store, path, &said, NULL, &second, &error));
  g_assert_cmpint (second.n_new, ==, 3);
  g_assert_cmpint (second.n_errors, ==, 1);
  g_assert_true (esp_event_import_run (self->store, path, &common, NULL, &third, &error));
  g_assert_cmpint (third.n_new, ==, 2); /* 2023 had no 29 February */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/worker/event-import/rows-add-up", Fixture, NULL, set_up, test_rows_add_up,
              tear_down);
  g_test_add ("/worker/event-import/one-undo", Fixture, NULL, set_up, test_one_undo, tear_down);
  g_test_add ("/worker/event-import/files-that-say-nothing", Fixture, NULL, set_up,
              test_files_that_say_nothing, tear_down);
  g_test_add ("/worker/event-import/broken-rows-cost-themselves", Fixture, NULL, set_up,
              test_broken_rows_cost_themselves, tear_down);
  g_test_add ("/worker/event-import/mapping", Fixture, NULL, set_up, test_mapping, tear_down);
  g_test_add ("/worker/event-import/year", Fixture, NULL, set_up, test_year, tear_down);
  g_test_add_func ("/engine/event-row/words", test_words);
  g_test_add_func ("/engine/event-row/properties", test_properties);
  return g_test_run ();
}
