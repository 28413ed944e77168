/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl lead stats: which values a field holds, and how many leads have each. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-lead-stats.h"

#include "base/esp-format.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-lead-print.h"
#include "ctl/esp-ctl-leads.h"
#include "store/esp-lead-stats.h"
#include "store/esp-meta.h"
#include "worker/esp-search-indexer.h"

#define SUBJECT "lead"
#define DEFAULT_LIMIT 10

typedef struct
{
  char *workspace;
  char *field;
  EspCtlLeads which;
  int limit;
  gboolean is_json;
  EspSegmentEngine *engine; /* (owned) (nullable) */
  GTimeZone *zone;          /* (owned) (nullable) */
  EspLeadStats *stats;      /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->field);
  esp_ctl_leads_clear (&options->which);
  g_clear_pointer (&options->engine, esp_segment_engine_unref);
  g_clear_pointer (&options->zone, g_time_zone_unref);
  g_clear_pointer (&options->stats, esp_lead_stats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
count (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autofree char *zone = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (EspFields) fields = zone != NULL ? esp_fields_load (tx, error) : NULL;
  g_autoptr (EspBitmap) leads = NULL;

  if (fields == NULL)
    return FALSE;
  options->zone = g_time_zone_new_identifier (zone);
  if (options->zone == NULL)
    options->zone = g_time_zone_new_utc ();
  leads = esp_ctl_leads_find (&options->which, options->engine, tx, error);
  if (leads == NULL)
    return FALSE;
  options->stats =
    esp_lead_stats_load (tx, fields, leads, esp_ctl_lead_column (fields, options->field),
                         options->zone, (guint) options->limit, error);
  return options->stats != NULL;
}

static char *
dup_value (const Options *options, const EspValue *value)
{
  if (value->type == ESP_VALUE_TEXT)
    return g_strdup (value->text);
  if (value->type == ESP_VALUE_DECIMAL)
    return esp_format_number (value->decimal);
  if (options->stats->is_monthly)
    {
      g_autoptr (GDateTime) utc =
        g_date_time_new_from_unix_utc (value->integer / G_USEC_PER_SEC + 12 * 3600);
      g_autoptr (GDateTime) there = g_date_time_to_timezone (utc, options->zone);

      return g_date_time_format (there, "%Y-%m");
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
}

static void
print_json (const Options *options)
{
  const EspLeadStats *stats = options->stats;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "field");
  json_builder_add_string_value (builder, options->field);
  esp_ctl_add_int (builder, "leads", stats->n_leads);
  esp_ctl_add_int (builder, "empty", stats->n_empty);
  esp_ctl_add_int (builder, "distinct", stats->n_distinct);
  if (stats->is_number)
    {
      esp_ctl_add_double (builder, "least", stats->least);
      esp_ctl_add_double (builder, "most", stats->most);
      esp_ctl_add_double (builder, "mean", stats->mean);
      esp_ctl_add_double (builder, "median", stats->median);
    }
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < stats->values->len; i++)
    {
      const EspLeadValueCount *value = stats->values->pdata[i];
      g_autofree char *text = dup_value (options, &value->value);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "value");
      json_builder_add_string_value (builder, text);
      esp_ctl_add_int (builder, "leads", value->n);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_lines (const Options *options)
{
  const EspLeadStats *stats = options->stats;
  g_autofree char *share = esp_format_share (stats->n_empty, stats->n_leads);

  g_print ("%-12s %" G_GINT64_FORMAT "\n%-12s %" G_GINT64_FORMAT " (%s)\n%-12s %" G_GINT64_FORMAT
           "%s\n",
           "leads", stats->n_leads, "empty", stats->n_empty, share, "distinct", stats->n_distinct,
           stats->is_monthly ? " months" : "");
  if (stats->is_number)
    {
      g_autofree char *least = esp_format_number (stats->least);
      g_autofree char *most = esp_format_number (stats->most);
      g_autofree char *mean = esp_format_number (stats->mean);
      g_autofree char *median = esp_format_number (stats->median);

      g_print ("%-12s %s\n%-12s %s\n%-12s %s\n%-12s %s\n", "least", least, "most", most, "mean",
               mean, "median", median);
    }
  for (guint i = 0; i < stats->values->len; i++)
    {
      const EspLeadValueCount *value = stats->values->pdata[i];
      g_autofree char *text = dup_value (options, &value->value);

      g_print ("%10" G_GINT64_FORMAT "  %s\n", value->n, text);
    }
  if (stats->n_distinct > stats->values->len)
    g_print ("%10s  and %" G_GINT64_FORMAT " more values\n", "…",
             stats->n_distinct - stats->values->len);
}

static gboolean
read_stats (Options *options, GError **error)
{
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, error);

  if (store == NULL)
    return FALSE;
  /* What was changed by commands since the last search is not in the index yet. */
  if ((options->which.search != NULL || options->which.view != NULL) &&
      !esp_store_is_read_only (store) && !esp_search_index_all (store, error))
    return FALSE;
  options->engine = esp_segment_engine_new ();
  return esp_store_read (store, ESP_READ_LONG, count, options, NULL, error);
}

/**
 * esp_ctl_lead_stats:
 *
 * "lead stats": the statistics of one field.
 *
 * Returns: the exit status
 */
int
esp_ctl_lead_stats (int argc, char **argv)
{
  g_auto (Options) options = { .limit = DEFAULT_LIMIT };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "field", 0, 0, G_OPTION_ARG_STRING, &options.field,
      "a field by its column or name, email_consent, or behaviour such as n_opened", "FIELD" },
    { "segment", 0, 0, G_OPTION_ARG_STRING, &options.which.segment, "only who is in it",
      "SEGMENT" },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &options.which.rule, "only who a rule lets through",
      "RULE" },
    { "rule-file", 0, 0, G_OPTION_ARG_FILENAME, &options.which.rule_file, "the same, as JSON",
      "FILE" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &options.which.search, "only whom a search finds",
      "WORDS" },
    { "view", 0, 0, G_OPTION_ARG_STRING, &options.which.view, "only who a saved view shows",
      "NAME" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, "at most so many values; 0 is all", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("stats --field FIELD");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  if (argc != 2 || options.field == NULL)
    return esp_ctl_usage (SUBJECT, "Say which field with --field FIELD");
  if (options.limit < 0)
    return esp_ctl_usage (SUBJECT, "--limit is 0 or more");
  if (!read_stats (&options, &error))
    return esp_ctl_fail (SUBJECT, error);
  if (options.is_json)
    print_json (&options);
  else
    print_lines (&options);
  return ESP_CTL_OK;
}
