/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl report campaign: the results of a campaign in numbers, leads and pictures. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-report-ask.h"
#include "ctl/esp-ctl-report-reclassify.h"
#include "ctl/esp-ctl-report-docs.h"
#include "draw/esp-campaign-charts.h"
#include "draw/esp-chart-export.h"
#include "draw/esp-chart-table.h"
#include "engine/insight/esp-insight.h"
#include "engine/policy/esp-eligibility.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"

#include <errno.h>
#include <string.h>

#define SUBJECT "report campaign"
#define PICTURE_WIDTH 900
#define FOLDER_MODE 0755

typedef struct
{
  char *workspace;
  char *campaign;
  gint64 send_id;
  char *open; /* a set of leads to list */
  char *charts;
  char *format;
  gboolean is_json;
  EspCampaignReport *report; /* (owned) */
  char *zone_name;
  GPtrArray *leads; /* (owned) (nullable) of EspLead */
} Options;

static const struct
{
  const char *name;
  EspChartFormat format;
} formats[] = {
  { "png", ESP_CHART_FORMAT_PNG }, { "png2x", ESP_CHART_FORMAT_PNG_2X },
  { "svg", ESP_CHART_FORMAT_SVG }, { "pdf", ESP_CHART_FORMAT_PDF },
  { "csv", ESP_CHART_FORMAT_CSV }, { "tsv", ESP_CHART_FORMAT_TSV },
};

/* The leads behind "opened", "skipped:no-consent", "clicked:https://…", or a whole key. */
static gboolean
load_leads (EspTx *tx, Options *options, gint64 campaign_id, GError **error)
{
  g_autofree char *key = NULL;
  const char *colon = strchr (options->open, ':');
  g_auto (EspLeadSet) set = { 0 };
  g_autoptr (EspFields) fields = NULL;
  g_autoptr (EspBitmap) leads = NULL;
  g_autofree guint32 *ids = NULL;
  gsize n_ids = 0;

  if (strchr (options->open, ';') != NULL)
    key = g_strdup (options->open);
  else
    {
      g_autofree char *kind = colon != NULL
                                ? g_strndup (options->open, (gsize) (colon - options->open))
                                : g_strdup (options->open);
      g_autofree char *detail = colon != NULL ? g_uri_escape_string (colon + 1, NULL, FALSE) : NULL;

      key = g_strdup_printf ("%s;campaign=%" G_GINT64_FORMAT ";send=%" G_GINT64_FORMAT "%s%s", kind,
                             campaign_id, options->send_id, detail != NULL ? ";of=" : "",
                             detail != NULL ? detail : "");
    }
  if (!esp_lead_set_parse (key, &set, error))
    return FALSE;
  leads = esp_insight_load_leads (tx, &set, error);
  fields = leads != NULL ? esp_fields_load (tx, error) : NULL;
  if (fields == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (leads, &n_ids);
  options->leads = esp_lead_load_many (tx, fields, ids, n_ids, error);
  return options->leads != NULL;
}

static gboolean
load (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gint64 campaign_id;

  if (!esp_insight_find_campaign (tx, options->campaign, &campaign_id, error))
    return FALSE;
  options->zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  if (options->zone_name == NULL)
    return FALSE;
  if (options->open != NULL)
    return load_leads (tx, options, campaign_id, error);
  options->report = esp_campaign_report_load (tx, campaign_id, options->send_id, error);
  return options->report != NULL;
}

static void
add_metrics (JsonBuilder *builder, const EspCampaignResults *results)
{
  json_builder_set_member_name (builder, "metrics");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ESP_N_CAMPAIGN_METRICS; i++)
    {
      const EspMetric *metric = esp_metric_get ((EspMetricId) i);
      EspMetricValue value;

      esp_metric_evaluate ((EspMetricId) i, results, &value);
      if (metric->unit != ESP_METRIC_RATE)
        {
          esp_ctl_add_int (builder, metric->key, value.part);
          continue;
        }
      json_builder_set_member_name (builder, metric->key);
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "part", value.part);
      esp_ctl_add_int (builder, "whole", value.whole);
      esp_ctl_add_double (builder, "value", esp_metric_value_get_ratio (&value));
      esp_ctl_add_double (builder, "low", value.low);
      esp_ctl_add_double (builder, "high", value.high);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_reasons_and_links (JsonBuilder *builder, const EspCampaignReport *report)
{
  json_builder_set_member_name (builder, "skipped_by_reason");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->results->reasons->len; i++)
    {
      const EspSkipReason *reason = g_ptr_array_index (report->results->reasons, i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "reason", reason->name);
      esp_ctl_add_int (builder, "leads", (gint64) esp_bitmap_count (reason->leads));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "links");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->links->len; i++)
    {
      const EspLinkClicks *link = g_ptr_array_index (report->links, i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "url", link->url);
      esp_ctl_add_int (builder, "leads", link->n_leads);
      esp_ctl_add_int (builder, "clicks", link->n_clicks);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_responses (JsonBuilder *builder, EspChart *chart)
{
  json_builder_set_member_name (builder, "responses");
  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "series", esp_series_get_name (series));
      json_builder_set_member_name (builder, "points");
      json_builder_begin_array (builder);
      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          const EspPoint *point = esp_series_get_point (series, j);

          json_builder_begin_object (builder);
          esp_ctl_add_int (builder, "at_us", (gint64) point->x);
          esp_ctl_add_int (builder, "leads", (gint64) point->value);
          esp_ctl_add_text (builder, "set", point->key);
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const Options *options, const EspChartVoice *voice)
{
  const EspCampaignResults *results = options->report->results;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (EspChart) responses =
    esp_campaign_report_draw (options->report, ESP_CAMPAIGN_CHART_RESPONSES, voice);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "campaign");
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "id", results->campaign_id);
  esp_ctl_add_text (builder, "name", results->campaign_name);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "send");
  if (results->send_id != 0)
    json_builder_add_int_value (builder, results->send_id);
  else
    json_builder_add_null_value (builder);
  add_metrics (builder, results);
  add_reasons_and_links (builder, options->report);
  add_responses (builder, responses);
  esp_ctl_add_int (builder, "erased", results->n_erased);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/* Pads by what a terminal shows: wide characters take two places. */
static void
print_padded (const char *text, guint width)
{
  guint used = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    used += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  g_print ("%s%*s", text, (int) (width > used ? width - used : 1), "");
}

static void
print_table (EspChart *chart)
{
  g_autoptr (EspChartTable) table = esp_chart_table_new (chart);

  g_print ("\n%s\n", esp_chart_get_question (chart));
  if (esp_chart_get_answer (chart) != NULL)
    g_print ("  %s\n", esp_chart_get_answer (chart));
  for (guint row = 0; row < esp_chart_table_get_n_rows (table); row++)
    {
      g_print ("  ");
      print_padded (esp_chart_table_get_cell (table, row, 0), 34);
      g_print ("%12s\n", esp_chart_table_get_cell (table, row, 1));
    }
}

static void
print_text (const Options *options, const EspChartVoice *voice)
{
  const EspCampaignResults *results = options->report->results;
  static const EspCampaignChart shown[] = { ESP_CAMPAIGN_CHART_WATERFALL,
                                            ESP_CAMPAIGN_CHART_OUTCOMES, ESP_CAMPAIGN_CHART_LINKS };

  g_print ("%s\n", results->campaign_name);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autoptr (EspChart) chart = esp_campaign_report_draw (options->report, shown[i], voice);

      print_table (chart);
    }
  g_print ("\nRates\n");
  for (guint i = 0; i < ESP_N_CAMPAIGN_METRICS; i++)
    {
      const EspMetric *metric = esp_metric_get ((EspMetricId) i);
      g_autofree char *share = NULL;
      EspMetricValue value;

      esp_metric_evaluate ((EspMetricId) i, results, &value);
      if (metric->unit != ESP_METRIC_RATE)
        continue;
      share = esp_format_share (value.part, value.whole);
      g_print ("  ");
      print_padded (metric->name, 34);
      g_print ("%12s  %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT "%s\n", share, value.part,
               value.whole, value.is_few ? ", few" : "");
    }
  if (results->n_erased > 0)
    g_print ("\n%" G_GINT64_FORMAT
             " people of the ledger have been erased since and are not counted.\n",
             results->n_erased);
}

static void
print_leads (const Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < options->leads->len; i++)
    {
      const EspLead *lead = g_ptr_array_index (options->leads, i);
      const char *email = esp_lead_get_text (lead, "email");

      if (!options->is_json)
        {
          g_print ("#%" G_GINT64_FORMAT "\t%s\n", lead->id, email != NULL ? email : "");
          continue;
        }
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", lead->id);
      esp_ctl_add_text (builder, "email", email);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (options->is_json)
    esp_ctl_print_json (builder);
}

static gboolean
write_charts (const Options *options, const EspChartVoice *voice, GError **error)
{
  EspChartFormat format = ESP_CHART_FORMAT_PNG;

  for (gsize i = 0; options->format != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (options->format, formats[i].name))
      format = formats[i].format;
  if (g_mkdir_with_parents (options->charts, FOLDER_MODE) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   "The folder “%s” cannot be made: %s", options->charts, g_strerror (code));
      return FALSE;
    }
  for (guint i = 0; i < ESP_N_CAMPAIGN_CHARTS; i++)
    {
      g_autoptr (EspChart) chart =
        esp_campaign_report_draw (options->report, (EspCampaignChart) i, voice);
      g_autofree char *name =
        g_strdup_printf ("%s.%s", esp_campaign_chart_get_name ((EspCampaignChart) i),
                         esp_chart_format_get_suffix (format));
      g_autofree char *path = g_build_filename (options->charts, name, NULL);

      if (!esp_chart_export_file (chart, format, PICTURE_WIDTH, path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_format (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, name))
      return TRUE;
  return FALSE;
}

/* A reason of the ledger in a sentence; one that is not known stays as it is. */
static char *
name_reason (const char *name)
{
  EspReason reason;

  return g_strdup (esp_reason_from_name (name, &reason) ? esp_reason_sentence (reason) : name);
}

static int
run (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  EspChartVoice voice = { .lang = ESP_LANG_EN };
  gboolean is_ok;

  if (options->campaign == NULL)
    return esp_ctl_usage (SUBJECT, "Which campaign? Give --campaign ID or NAME");
  if (options->format != NULL && !is_format (options->format))
    return esp_ctl_usage (SUBJECT, "The format is png, png2x, svg, pdf, csv or tsv");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, load, options, NULL, &error);
  voice.now_us = esp_clock_now_us (esp_store_get_clock (store));
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  zone = g_time_zone_new_identifier (options->zone_name);
  voice.zone = zone;
  if (options->leads != NULL)
    {
      print_leads (options);
      return ESP_CTL_OK;
    }
  if (options->charts != NULL)
    {
      EspChartVoice spoken = voice; /* pictures are for people, the tables for scripts too */

      spoken.name_reason = name_reason;
      if (!write_charts (options, &spoken, &error))
        return esp_ctl_fail (SUBJECT, error);
    }
  if (options->is_json)
    print_json (options, &voice);
  else
    print_text (options, &voice);
  return ESP_CTL_OK;
}

static int
run_campaign (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &options.campaign, "the campaign", "ID|NAME" },
    { "send", 's', 0, G_OPTION_ARG_INT64, &options.send_id, "one send of it only", "ID" },
    { "open", 'o', 0, G_OPTION_ARG_STRING, &options.open,
      "list the leads behind a number: sent, opened, skipped:REASON, clicked:URL …", "SET" },
    { "charts", 0, 0, G_OPTION_ARG_FILENAME, &options.charts, "write the pictures here", "FOLDER" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, "png, png2x, svg, pdf, csv or tsv",
      "FORMAT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— what became of a campaign");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = argc == 1 ? run (&options) : esp_ctl_usage (SUBJECT, "Give options only");
  g_clear_pointer (&options.report, esp_campaign_report_free);
  g_clear_pointer (&options.leads, g_ptr_array_unref);
  g_free (options.zone_name);
  g_free (options.workspace);
  g_free (options.campaign);
  g_free (options.open);
  g_free (options.charts);
  g_free (options.format);
  return status;
}

static const EspCtlCommand actions[] = {
  { "archive", "put a report away", esp_ctl_report_archive },
  { "ask", "answer a question", esp_ctl_report_ask },
  { "campaign", "what became of a campaign", run_campaign },
  { "edit", "change a report", esp_ctl_report_edit },
  { "export", "a report as PDF, workbook, pictures or CSV", esp_ctl_report_export },
  { "leads", "the leads behind a number", esp_ctl_report_leads },
  { "list", "what can be asked, with which options", esp_ctl_report_list },
  { "metrics", "every figure and its definition", esp_ctl_report_metrics },
  { "reclassify", "judge opens and clicks again: people, or programs", esp_ctl_report_reclassify },
  { "new", "make a report", esp_ctl_report_new },
  { "presets", "reports to begin with", esp_ctl_report_presets },
  { "saved", "the reports of a workspace", esp_ctl_report_saved },
  { "schedule", "when a report is made by itself", esp_ctl_report_schedule },
  { "show", "what a report answers", esp_ctl_report_show },
  { "undo", "take a change of a report back", esp_ctl_report_undo },
  { NULL },
};

/**
 * esp_ctl_report:
 *
 * The subject "report".
 *
 * Returns: the exit status
 */
int
esp_ctl_report (int argc, char **argv)
{
  return esp_ctl_run_action ("report", actions, argc, argv);
}
