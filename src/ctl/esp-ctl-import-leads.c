/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl import leads: looks at a file, imports it or only says what would happen. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-import-leads.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-import-plan.h"
#include "store/esp-import-results.h"
#include "worker/esp-import-job.h"
#include "worker/esp-import-look.h"

#include <unistd.h>

#define SUBJECT "import leads"
/* Rows with a reason that are shown as they are; --errors gives all. */
#define SHOWN_ROWS 5

static const char *
kind_name (EspCellKind kind)
{
  static const char *const names[] = { "empty", "text",     "integer", "decimal", "boolean",
                                       "date",  "datetime", "email",   "phone" };

  return names[kind];
}

static void
add_guess (JsonBuilder *builder, const EspEncodingGuess *guess)
{
  json_builder_set_member_name (builder, "encodings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < guess->n_candidates; i++)
    {
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "name", esp_encoding_get_name (guess->candidates[i].encoding));
      esp_ctl_add_double (builder, "confidence", guess->candidates[i].confidence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  esp_ctl_add_boolean (builder, "encoding_is_sure", guess->is_sure);
}

static const char *
target_name (const EspImportPlan *plan, guint column, const char **out_label)
{
  const EspImportMapping *mapping = esp_import_plan_find_mapping (plan, column);

  *out_label = mapping != NULL ? mapping->label : NULL;
  return esp_import_field_get_name (mapping != NULL ? mapping->field : ESP_IMPORT_FIELD_NONE);
}

static void
add_columns (JsonBuilder *builder, const EspImportInspection *inspection)
{
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < inspection->n_columns; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_find_mapping (inspection->plan, i);
      const char *label;
      const char *target = target_name (inspection->plan, i, &label);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "name", inspection->plan->columns[i]);
      esp_ctl_add_text (builder, "kind", kind_name (inspection->facts[i].kind));
      esp_ctl_add_double (builder, "fill", inspection->facts[i].fill);
      esp_ctl_add_text (builder, "field", target);
      if (label != NULL)
        {
          esp_ctl_add_text (builder, "label", label);
          esp_ctl_add_text (builder, "type", esp_field_type_to_string (mapping->type));
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static const char *const date_orders[] = { "auto", "mdy", "dmy", "ymd" };

static void
print_inspection_json (const EspImportInspection *inspection)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  char delimiter[2] = { inspection->plan->delimiter, '\0' };

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "bytes", (gint64) inspection->n_bytes);
  if (inspection->sheets != NULL)
    {
      json_builder_set_member_name (builder, "sheets");
      json_builder_begin_array (builder);
      for (char **p = inspection->sheets; *p != NULL; p++)
        json_builder_add_string_value (builder, *p);
      json_builder_end_array (builder);
      json_builder_set_member_name (builder, "sheet");
      json_builder_add_int_value (builder, inspection->sheet);
    }
  add_guess (builder, &inspection->guess);
  esp_ctl_add_text (builder, "encoding", esp_encoding_get_name (inspection->plan->encoding));
  esp_ctl_add_text (builder, "delimiter", delimiter);
  esp_ctl_add_boolean (builder, "header", inspection->plan->has_header);
  esp_ctl_add_text (builder, "date_order", date_orders[inspection->plan->date_order]);
  esp_ctl_add_int (builder, "ambiguous_dates", inspection->formats.n_ambiguous_dates);
  esp_ctl_add_boolean (builder, "decimal_comma", inspection->plan->has_decimal_comma);
  json_builder_set_member_name (builder, "missing");
  json_builder_begin_array (builder);
  for (char **p = inspection->plan->missing; *p != NULL; p++)
    json_builder_add_string_value (builder, *p);
  json_builder_end_array (builder);
  add_columns (builder, inspection);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_inspection (const EspImportInspection *inspection)
{
  const EspImportPlan *plan = inspection->plan;
  g_autofree char *missing = g_strjoinv (", ", plan->missing);

  for (guint i = 0; inspection->sheets != NULL && inspection->sheets[i] != NULL; i++)
    g_print ("Sheet %u: %s%s\n", i + 1, inspection->sheets[i],
             i + 1 == inspection->sheet ? "  (this one)" : "");
  g_print ("Encoding: %s%s\n", esp_encoding_get_name (plan->encoding),
           inspection->guess.is_sure ? "" : " (not sure)");
  for (guint i = 1; !inspection->guess.is_sure && i < inspection->guess.n_candidates; i++)
    g_print ("  or %s (%.0f %%)\n",
             esp_encoding_get_name (inspection->guess.candidates[i].encoding),
             inspection->guess.candidates[i].confidence * 100);
  g_print ("Delimiter: %s\n", plan->delimiter == '\t'  ? "tab"
                              : plan->delimiter == ',' ? "comma"
                              : plan->delimiter == ';' ? "semicolon"
                                                       : "bar");
  g_print ("Header: %s\n", plan->has_header ? "yes" : "no");
  if (plan->date_order == ESP_DATE_ORDER_YMD)
    g_print ("Dates such as 26/03/05: year first\n");
  else if (plan->date_order != ESP_DATE_ORDER_UNKNOWN)
    g_print ("Dates such as 03/04/2025: %s first\n",
             plan->date_order == ESP_DATE_ORDER_DMY ? "day" : "month");
  else if (inspection->formats.n_ambiguous_dates > 0)
    g_print ("Dates such as 03/04/2025: not sure; say --date-order dmy, mdy or ymd\n");
  if (plan->has_decimal_comma)
    g_print ("Numbers: the comma divides (1.234,5)\n");
  if (*missing != '\0')
    g_print ("Counts as empty: %s\n", missing);
  for (guint i = 0; i < inspection->n_columns; i++)
    {
      const char *label;
      const char *target = target_name (plan, i, &label);

      g_print ("  %-32s %-9s %3.0f %% filled  → %s%s%s\n", plan->columns[i],
               kind_name (inspection->facts[i].kind), inspection->facts[i].fill * 100, target,
               label != NULL ? ": " : "", label != NULL ? label : "");
    }
}

static void
print_report_json (const EspImportReport *report, guint64 n_errors_written)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const EspImportCounts *counts = &report->counts;

  json_builder_begin_object (builder);
  esp_ctl_add_boolean (builder, "dry_run", report->is_dry);
  esp_ctl_add_boolean (builder, "complete", report->is_complete);
  esp_ctl_add_int (builder, "rows", counts->n_rows);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    esp_ctl_add_int (builder, esp_import_outcome_get_name ((EspImportOutcome) i),
                     counts->n_outcomes[i]);
  esp_ctl_add_int (builder, "blank", counts->n_blank);
  esp_ctl_add_int (builder, "repeats", counts->n_repeats);
  esp_ctl_add_int (builder, "consents", counts->n_consents);
  esp_ctl_add_int (builder, "consents_undated", counts->n_consents_undated);
  esp_ctl_add_int (builder, "consents_kept", counts->n_consents_kept);
  esp_ctl_add_int (builder, "suppressed", counts->n_suppressed);
  esp_ctl_add_int (builder, "typos", report->notes.n_typos);
  esp_ctl_add_int (builder, "phones_mended", report->notes.n_phones_mended);
  esp_ctl_add_int (builder, "serial_dates", report->notes.n_serials);
  esp_ctl_add_int (builder, "errors_written", n_errors_written);
  esp_ctl_add_int (builder, "listed", (guint64) report->n_listed);
  esp_ctl_add_int (builder, "entered", (guint64) report->n_entered);
  if (report->aim_problem != NULL)
    esp_ctl_add_text (builder, "aim_problem", report->aim_problem);
  json_builder_set_member_name (builder, "changed");
  json_builder_begin_object (builder);
  for (guint i = 0; report->slot_names[i] != NULL && i < G_N_ELEMENTS (counts->n_changed); i++)
    if (counts->n_changed[i] > 0)
      esp_ctl_add_int (builder, report->slot_names[i], counts->n_changed[i]);
  json_builder_end_object (builder);
  esp_ctl_add_int (builder, "history_id", (guint64) report->history_id);
  esp_ctl_add_double (builder, "seconds", report->elapsed_us / 1e6);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_reasons (const EspImportReport *report, EspImportOutcome outcome)
{
  g_autoptr (EspImportResults) results = esp_import_results_open (report->results_path, NULL);
  g_autoptr (GPtrArray) list = NULL;

  if (results != NULL)
    list = esp_import_results_list (results, outcome, 0, SHOWN_ROWS, NULL);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const EspImportResult *result = list->pdata[i];
      g_autofree char *reason =
        esp_import_reason_to_string (report->plan, result->reason, result->reason_sub,
                                     result->reason_column, result->detail);

      g_print ("    row %" G_GUINT64_FORMAT ", line %" G_GUINT64_FORMAT ": %s\n", result->number,
               result->line, reason);
    }
}

/* One line about how many there are, when there are any. */
static void
print_note (guint64 n, const char *one, const char *many)
{
  if (n > 0)
    g_print ("  %" G_GUINT64_FORMAT " %s\n", n, n == 1 ? one : many);
}

static void
print_notes (const EspImportReport *report)
{
  const EspImportCounts *counts = &report->counts;

  if (counts->n_rows == 0)
    g_print ("  the file holds the names of its columns and no rows\n");
  print_note (counts->n_blank, "blank row was passed over", "blank rows were passed over");
  print_note (counts->n_repeats, "row is about a person who stands in the file before",
              "rows are about a person who stands in the file before");
  print_note (counts->n_consents, "word of consent recorded", "words of consent recorded");
  print_note (
    counts->n_consents_undated,
    "of these is a yes without a day and permits nothing yet: say when with --consent-date",
    "of these are a yes without a day and permit nothing yet: say when with --consent-date");
  print_note (counts->n_consents_kept, "refusal stands, whatever the file says",
              "refusals stand, whatever the file says");
  print_note (counts->n_suppressed, "of the new leads stays suppressed",
              "of the new leads stay suppressed");
  print_note ((guint64) report->n_listed, "lead came into the segment",
              "leads came into the segment");
  print_note ((guint64) report->n_entered, "lead entered the journey", "leads entered the journey");
  if (report->aim_problem != NULL)
    g_print ("  the leads are in, but: %s\n", report->aim_problem);
  print_note (report->notes.n_typos, "address has a domain that is usually mistyped",
              "addresses have a domain that is usually mistyped");
  print_note (report->notes.n_phones_mended, "phone number got its lost zero back",
              "phone numbers got their lost zero back");
}

static void
print_report (const EspImportReport *report)
{
  const EspImportCounts *counts = &report->counts;

  g_print ("%s%" G_GUINT64_FORMAT " rows:\n",
           report->is_dry ? "Dry run, nothing was changed. " : "", counts->n_rows);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    {
      g_print ("  %-10s %" G_GUINT64_FORMAT "\n",
               esp_import_outcome_get_name ((EspImportOutcome) i), counts->n_outcomes[i]);
      if (i >= ESP_IMPORT_OUTCOME_DECIDE && counts->n_outcomes[i] > 0)
        print_reasons (report, (EspImportOutcome) i);
    }
  for (guint i = 0; report->slot_names[i] != NULL && i < G_N_ELEMENTS (counts->n_changed); i++)
    if (counts->n_changed[i] > 0)
      g_print ("  updated %s: %" G_GUINT64_FORMAT "\n", report->slot_names[i],
               counts->n_changed[i]);
  print_notes (report);
  if (report->history_id != 0)
    g_print ("Undo with: espalierctl undo %" G_GINT64_FORMAT "\n", report->history_id);
}

static void
progress_cb (guint64 n_rows, double fraction, gpointer user_data)
{
  g_printerr ("\r%" G_GUINT64_FORMAT " rows (%.0f %%) ", n_rows, fraction * 100);
}

/* Tells what was done and writes the file of errors. */
static int
tell (const EspCtlImportOptions *options, const EspImportReport *report)
{
  g_autoptr (GError) error = NULL;
  guint64 n_written = 0;

  if (options->errors != NULL &&
      !esp_import_report_write_errors (report, options->errors, NULL, &n_written, &error))
    return esp_ctl_fail (SUBJECT, error);
  if (options->json)
    print_report_json (report, n_written);
  else
    print_report (report);
  if (options->errors != NULL && !options->json)
    g_print ("Rows with their reasons are in %s: %" G_GUINT64_FORMAT "\n", options->errors,
             n_written);
  return ESP_CTL_OK;
}

static int
run (const EspCtlImportOptions *options, EspStore *store, const char *path, EspImportPlan *plan)
{
  g_autoptr (EspImportJob) job = esp_import_job_new (store, path, plan);
  g_autoptr (EspImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_terminal = isatty (STDERR_FILENO) == 1 && !options->json;

  if (has_terminal)
    esp_import_job_set_progress_func (job, progress_cb, NULL);
  report = esp_import_job_run_sync (job, options->dry_run, NULL, &error);
  if (has_terminal)
    g_printerr ("\r");
  if (report != NULL)
    return tell (options, report);
  report = esp_import_job_steal_partial (job);
  if (report != NULL && report->history_id != 0)
    (void) tell (options, report); /* the failure below is the status */
  return esp_ctl_fail (SUBJECT, error);
}

/* A sheet by name: the file has to be looked at to know where it stands. */
static gboolean
find_sheet (const char *name, const EspImportInspection *inspection, guint *out_sheet)
{
  for (guint i = 0; inspection->sheets != NULL && inspection->sheets[i] != NULL; i++)
    if (g_str_equal (inspection->sheets[i], name))
      {
        *out_sheet = i + 1;
        return TRUE;
      }
  return FALSE;
}

static EspImportInspection *
look (const EspCtlImportOptions *options,
      EspStore *store,
      const char *path,
      EspImportShape *shape,
      GError **error)
{
  gboolean may_recall = !options->no_profile && options->maps == NULL;
  g_autoptr (EspImportInspection) inspection = NULL;
  guint64 number;

  if (options->sheet != NULL &&
      g_ascii_string_to_unsigned (options->sheet, 10, 1, 1000, &number, NULL))
    shape->sheet = (guint) number;
  inspection = esp_import_look (store, path, shape, may_recall, NULL, error);
  if (inspection == NULL || options->sheet == NULL || shape->sheet == inspection->sheet)
    return g_steal_pointer (&inspection);
  if (!find_sheet (options->sheet, inspection, &shape->sheet))
    {
      g_set_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_PLAN,
                   "The file has no sheet “%s”; --inspect lists its sheets", options->sheet);
      return NULL;
    }
  return esp_import_look (store, path, shape, may_recall, NULL, error);
}

static int
import_file (const EspCtlImportOptions *options, const char *path)
{
  g_autoptr (EspImportInspection) inspection = NULL;
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GError) error = NULL;
  EspImportShape shape;

  if (!esp_ctl_import_shape (options, &shape, &error))
    return esp_ctl_usage (SUBJECT, error->message);
  if (!options->inspect || options->workspace != NULL)
    {
      store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
      if (store == NULL)
        return esp_ctl_fail (SUBJECT, error);
    }
  inspection = look (options, store, path, &shape, &error);
  if (inspection == NULL || !esp_ctl_import_adjust (options, store, inspection->plan, &error))
    return esp_ctl_fail (SUBJECT, error);
  if (inspection->profile_name != NULL && !options->json)
    g_printerr ("These columns were imported before, as “%s”; the same answers are used "
                "(--no-profile guesses anew).\n",
                inspection->profile_name);
  if (options->inspect)
    {
      if (options->json)
        print_inspection_json (inspection);
      else
        print_inspection (inspection);
      return ESP_CTL_OK;
    }
  return run (options, store, inspection->table_path != NULL ? inspection->table_path : path,
              inspection->plan);
}

static void
options_clear (EspCtlImportOptions *options)
{
  g_free (options->workspace);
  g_free (options->encoding);
  g_free (options->delimiter);
  g_free (options->sheet);
  g_free (options->header);
  g_strfreev (options->maps);
  g_free (options->missing);
  g_free (options->date_order);
  g_free (options->time_zone);
  g_free (options->region);
  g_free (options->match);
  g_strfreev (options->policies);
  g_free (options->decimal);
  g_free (options->consent);
  g_free (options->consent_channels);
  g_free (options->consent_source);
  g_free (options->consent_wording);
  g_free (options->consent_basis);
  g_free (options->consent_date);
  g_strfreev (options->tags);
  g_free (options->segment);
  g_free (options->journey);
  g_strfreev (options->decisions);
  g_free (options->errors);
}

/**
 * esp_ctl_import_leads:
 *
 * The action "import leads".
 *
 * Returns: the exit status
 */
int
esp_ctl_import_leads (int argc, char **argv)
{
  EspCtlImportOptions o = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &o.workspace, "the workspace file", "FILE" },
    { "inspect", 0, 0, G_OPTION_ARG_NONE, &o.inspect, "only look at the file", NULL },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &o.dry_run, "only say what would happen", NULL },
    { "map", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &o.maps,
      "where a column goes: email, phone, name …, none, new:LABEL:TYPE", "COLUMN=FIELD" },
    { "only-mapped", 0, 0, G_OPTION_ARG_NONE, &o.only_mapped, "no column but those of --map",
      NULL },
    { "no-profile", 0, 0, G_OPTION_ARG_NONE, &o.no_profile, "do not use the last mapping", NULL },
    { "match", 0, 0, G_OPTION_ARG_STRING, &o.match, "keys in order", "email,phone,external_id" },
    { "policy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.policies,
      "keep, replace, fill or newest; FIELD=POLICY for one field", "POLICY" },
    { "consent", 0, 0, G_OPTION_ARG_STRING, &o.consent,
      "did they agree to marketing? none, columns, column:NAME or declared", "ANSWER" },
    { "consent-channels", 0, 0, G_OPTION_ARG_STRING, &o.consent_channels, "for declared",
      "email,sms,kakao,push" },
    { "consent-source", 0, 0, G_OPTION_ARG_STRING, &o.consent_source, "where they agreed", "TEXT" },
    { "consent-date", 0, 0, G_OPTION_ARG_STRING, &o.consent_date, "when they agreed", "DATE" },
    { "consent-wording", 0, 0, G_OPTION_ARG_STRING, &o.consent_wording, "to what", "TEXT" },
    { "consent-basis", 0, 0, G_OPTION_ARG_STRING, &o.consent_basis, "legal basis", "TEXT" },
    { "decide", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.decisions,
      "settle a row that waits: ROW=new, or ROW= and the address or #id of a lead", "ROW=LEAD" },
    { "tag", 't', 0, G_OPTION_ARG_STRING_ARRAY, &o.tags, "tag every lead", "NAME" },
    { "segment", 's', 0, G_OPTION_ARG_STRING, &o.segment, "put every lead into this static segment",
      "NAME" },
    { "journey", 'j', 0, G_OPTION_ARG_STRING, &o.journey, "let every lead into this live journey",
      "NAME" },
    { "errors", 0, 0, G_OPTION_ARG_FILENAME, &o.errors, "write rows with errors to", "FILE" },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &o.encoding, "UTF-8, UTF-16LE, CP949 …", "NAME" },
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &o.sheet, "of a workbook (XLSX): its number, or name",
      "SHEET" },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &o.delimiter, "what splits cells", ",;|tab" },
    { "header", 0, 0, G_OPTION_ARG_STRING, &o.header, "whether a header stands first", "yes|no" },
    { "missing", 0, 0, G_OPTION_ARG_STRING, &o.missing, "texts that count as empty", "A,B" },
    { "date-order", 0, 0, G_OPTION_ARG_STRING, &o.date_order, "of 03/04/2025 and 26/03/05",
      "auto|ymd|mdy|dmy" },
    { "decimal", 0, 0, G_OPTION_ARG_STRING, &o.decimal, "of 1.234: comma or point", "MARK" },
    { "time-zone", 0, 0, G_OPTION_ARG_STRING, &o.time_zone, "of times in the file", "ZONE" },
    { "region", 0, 0, G_OPTION_ARG_STRING, &o.region, "of national phone numbers", "KR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = argc == 2 ? import_file (&o, argv[1]) : esp_ctl_usage (SUBJECT, "Name one file");
  options_clear (&o);
  return status;
}
