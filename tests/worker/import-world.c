/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace of its own for each test of the import, and what tests ask of it. */
#include "import-world.h"

#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"

#include "temp-store.h"

const char *const first_list = "이름,이메일,휴대폰,회사,관심사,방문\n"
                               "김민지,Minji@Example.com,010-1234-5678,한빛,봄,3\n"
                               "이수진,sujin@example.com,010-2222-3333,,여름,4\n"
                               "박지훈,jihun@example.com,1044445555,새벽,가을,5\n";

void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (START_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_object_unref (fixture->clock);
}

char *
put_bytes (Fixture *fixture, const char *name, const char *data, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}

EspImportPlan *
plan_of (const char *path)
{
  g_autoptr (GError) error = NULL;
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = esp_import_inspect_file (path, &shape, NULL, &error);

  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  return g_steal_pointer (&inspection->plan);
}

EspImportReport *
run_plan (Fixture *fixture, const char *path, const EspImportPlan *plan, gboolean is_dry)
{
  g_autoptr (EspImportJob) job = esp_import_job_new (fixture->store, path, plan);
  g_autoptr (GError) error = NULL;
  EspImportReport *report = esp_import_job_run_sync (job, is_dry, NULL, &error);
  guint64 sum = 0;

  g_assert_no_error (error);
  g_assert_true (report->is_complete);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    sum += report->counts.n_outcomes[i];
  g_assert_cmpuint (sum, ==, report->counts.n_rows);
  return report;
}

void
assert_outcomes (const EspImportReport *report,
                 guint n_new,
                 guint n_updated,
                 guint n_unchanged,
                 guint n_decide,
                 guint n_errors)
{
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW], ==, n_new);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UPDATED], ==, n_updated);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UNCHANGED], ==, n_unchanged);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_DECIDE], ==, n_decide);
  g_assert_cmpuint (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR], ==, n_errors);
}

/* Imports text dry and for real; both must say the same. */
EspImportReport *
import_text (Fixture *fixture, const char *text, void (*adjust) (EspImportPlan *plan))
{
  g_autofree char *path = put_bytes (fixture, "list.csv", text, -1);
  g_autoptr (EspImportPlan) plan = plan_of (path);
  g_autoptr (EspImportReport) dry = NULL;
  EspImportReport *real;

  if (adjust != NULL)
    adjust (plan);
  dry = run_plan (fixture, path, plan, TRUE);
  real = run_plan (fixture, path, plan, FALSE);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    g_assert_cmpuint (dry->counts.n_outcomes[i], ==, real->counts.n_outcomes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (dry->counts.n_changed); i++)
    g_assert_cmpuint (dry->counts.n_changed[i], ==, real->counts.n_changed[i]);
  g_assert_cmpuint (dry->counts.n_repeats, ==, real->counts.n_repeats);
  g_assert_cmpuint (dry->counts.n_consents, ==, real->counts.n_consents);
  g_assert_cmpuint (dry->counts.n_consents_undated, ==, real->counts.n_consents_undated);
  g_assert_cmpuint (dry->counts.n_consents_kept, ==, real->counts.n_consents_kept);
  g_assert_cmpuint (dry->counts.n_suppressed, ==, real->counts.n_suppressed);
  return real;
}

static gboolean
look_up (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = NULL;
  const EspValue *value;
  gint64 id, at_us;

  if (!esp_lead_count (tx, &look->n_leads, error))
    return FALSE;
  if (look->reference == NULL)
    return TRUE;
  if (!esp_lead_resolve (tx, look->reference, &id, error))
    return FALSE;
  lead = esp_lead_load (tx, fields, id, error);
  value = look->column != NULL ? esp_lead_get (lead, look->column) : NULL;
  if (value != NULL && value->type == ESP_VALUE_TEXT)
    look->text = g_strdup (value->text);
  else if (value != NULL && value->type == ESP_VALUE_INTEGER)
    look->text = g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  else if (value != NULL && value->type == ESP_VALUE_DECIMAL)
    look->text = g_strdup_printf ("%g", value->decimal);
  look->tags = esp_tag_list_of_lead (tx, id, error);
  if (look->channel == NULL)
    return TRUE;
  return esp_consent_get_state (tx, id, look->channel, "marketing", &look->state, &at_us, error) &&
         esp_suppression_reason (tx, id, look->channel, &look->reason, &at_us, error);
}

void
look_clear (Look *look)
{
  g_free (look->text);
  g_free (look->state);
  g_free (look->reason);
  g_strfreev (look->tags);
}

void
do_look (Fixture *fixture, Look *look)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (fixture->store, ESP_READ_PAGE, look_up, look, NULL, &error);
  g_assert_no_error (error);
}

void
assert_field (Fixture *fixture, const char *reference, const char *column, const char *expected)
{
  Look look = { .reference = reference, .column = column };

  do_look (fixture, &look);
  g_assert_cmpstr (look.text, ==, expected);
  look_clear (&look);
}

void
assert_consent (Fixture *fixture, const char *reference, const char *channel, const char *expected)
{
  Look look = { .reference = reference, .channel = channel };

  do_look (fixture, &look);
  g_assert_cmpstr (look.state, ==, expected);
  look_clear (&look);
}

void
assert_n_leads (Fixture *fixture, gint64 expected)
{
  Look look = { 0 };

  do_look (fixture, &look);
  g_assert_cmpint (look.n_leads, ==, expected);
}

void
undo (Fixture *fixture, gint64 history_id, gint64 n_restored, gint64 n_kept)
{
  g_autoptr (GError) error = NULL;
  EspUndoResult result;

  esp_store_undo (fixture->store, history_id, &result, NULL, &error);
  g_assert_no_error (error);
  if (n_restored >= 0)
    g_assert_cmpint (result.n_restored, ==, n_restored);
  g_assert_cmpint (result.n_kept, ==, n_kept);
}

void
set_replace (EspImportPlan *plan)
{
  esp_import_plan_set_policy (plan, ESP_IMPORT_REPLACE);
}

void
set_keep (EspImportPlan *plan)
{
  esp_import_plan_set_policy (plan, ESP_IMPORT_KEEP);
}

void
set_newest (EspImportPlan *plan)
{
  esp_import_plan_set_policy (plan, ESP_IMPORT_NEWEST);
}

void
by_columns (EspImportPlan *plan)
{
  plan->consent = ESP_IMPORT_CONSENT_BY_COLUMNS;
}

void
declare (EspImportPlan *plan)
{
  plan->consent = ESP_IMPORT_CONSENT_DECLARED;
  plan->consent_channels[ESP_IMPORT_CHANNEL_EMAIL] = TRUE;
  plan->consent_source = g_strdup ("전시회 2026");
  plan->consent_at_us = START_US - ESP_USEC_PER_DAY;
}
