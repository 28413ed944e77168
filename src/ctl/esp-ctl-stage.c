/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl stage: the stages of leads, who moves there, and how a lead came to be where it is. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-score.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-names.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-stages.h"
#include "store/esp-timeline.h"
#include "worker/esp-stage-keeper.h"

#define SUBJECT "stage"

typedef struct
{
  char *workspace;
  char *rule;
  char *name;
  char *back;
  gboolean is_json;
  const char *action;
  const char *first;  /* (nullable) of argv: a stage, or a lead */
  const char *second; /* (nullable) a stage */
  GPtrArray *stages;  /* (owned) (nullable) */
  GPtrArray *items;   /* (owned) (nullable) of EspTimelineItem */
  gint64 n;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->rule);
  g_free (options->name);
  g_free (options->back);
  g_clear_pointer (&options->stages, g_ptr_array_unref);
  g_clear_pointer (&options->items, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->stages = esp_stage_list (tx, TRUE, error);
  return options->stages != NULL;
}

static EspStageRow *
find_stage (const Options *options, const char *reference, GError **error)
{
  for (guint i = 0; i < options->stages->len; i++)
    {
      EspStageRow *row = options->stages->pdata[i];

      if (g_strcmp0 (row->key, reference) == 0 || g_strcmp0 (row->name, reference) == 0)
        return row;
    }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no stage “%s”",
               reference);
  return NULL;
}

/* The rule as it is kept: what the text language says, with names of this workspace. */
static char *
make_rule (EspTx *tx, const char *text, GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_world_load (tx, error);
  g_autoptr (EspRule) rule = NULL;
  EspRuleNames names;

  if (world == NULL)
    return NULL;
  names = esp_rule_names_of (esp_segment_world_get_catalog (world));
  rule = esp_rule_parse_text (text, &names, NULL, error);
  if (rule == NULL)
    return NULL;
  esp_rule_names_resolve (rule, esp_segment_world_get_catalog (world));
  return esp_rule_to_json (rule);
}

static gboolean
edit_stage (EspTx *tx, Options *options, GError **error)
{
  EspStageRow *row;

  if (options->back != NULL)
    return esp_stage_allow_back (tx, g_str_equal (options->back, "on"), error);
  if (!list_cb (tx, options, error))
    return FALSE;
  row = find_stage (options, options->first, options->name != NULL ? NULL : error);
  if (row == NULL && options->name == NULL)
    return FALSE;
  if (row == NULL)
    {
      row = g_new0 (EspStageRow, 1);
      row->key = g_strdup (options->first);
      g_ptr_array_add (options->stages, row);
    }
  if (options->name != NULL)
    {
      g_free (row->name);
      row->name = g_strdup (options->name);
    }
  if (options->rule != NULL)
    {
      g_free (row->rule);
      row->rule = *options->rule != '\0' ? make_rule (tx, options->rule, error) : NULL;
      if (row->rule == NULL && *options->rule != '\0')
        return FALSE;
    }
  return esp_stage_save (tx, options->stages, error);
}

/* A lead, or a stage itself. */
static gboolean
set_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspBitmap) one = esp_bitmap_new ();
  const EspStageRow *row;
  gint64 lead_id;

  if (options->second == NULL)
    return edit_stage (tx, options, error);
  if (!list_cb (tx, options, error) || !esp_lead_resolve (tx, options->first, &lead_id, error))
    return FALSE;
  row = find_stage (options, options->second, error);
  if (row == NULL)
    return FALSE;
  esp_bitmap_add (one, (guint32) lead_id);
  {
    const EspStageMove move = { .to = row->key,
                                .reason = ESP_STAGE_BY_HAND,
                                .detail = "espalierctl" };

    return esp_stage_move (tx, &move, one, &options->n, error);
  }
}

static gboolean
history_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspTimelineQuery query = { .kinds = ESP_TIMELINE_SET (ESP_TIMELINE_EVENT), .limit = 10000 };

  if (!esp_lead_resolve (tx, options->first, &query.lead_id, error))
    return FALSE;
  options->items = esp_timeline_load (tx, &query, error);
  return options->items != NULL;
}

static void
print_list (const Options *options)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < options->stages->len; i++)
    {
      const EspStageRow *row = options->stages->pdata[i];

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "key", row->key);
      esp_ctl_add_text (out, "name", row->name);
      esp_ctl_add_int (out, "leads", row->n);
      esp_ctl_add_text (out, "rule", row->rule);
      json_builder_end_object (out);
      if (!options->is_json)
        g_print ("%2u  %-16s %8" G_GINT64_FORMAT "  %s%s\n", i + 1, row->key, row->n,
                 row->name != NULL ? row->name : "", row->rule != NULL ? "  (by a rule)" : "");
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
}

static void
print_history (const Options *options)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = options->items->len; i > 0; i--)
    {
      const EspTimelineItem *item = options->items->pdata[i - 1];
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (item->at_us / G_USEC_PER_SEC);
      g_autofree char *when = at != NULL ? g_date_time_format_iso8601 (at) : NULL;

      if (g_strcmp0 (item->what, ESP_EVENT_STAGE) != 0)
        continue;
      json_builder_begin_object (out);
      esp_ctl_add_int (out, "at_us", item->at_us);
      esp_ctl_add_text (out, "move", item->detail);
      json_builder_end_object (out);
      if (!options->is_json)
        g_print ("%s  %s\n", when != NULL ? when : "", item->detail);
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
}

static int
run_read (Options *options, EspStoreFunc func, void (*print) (const Options *))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, func, options, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  print (options);
  return ESP_CTL_OK;
}

static int
run_set (Options *options)
{
  const EspOperation operation = { .kind = options->second != NULL ? "edit" : "stages",
                                   .summary = options->second,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gint64 history_id = 0;
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_write (store, &operation, set_cb, options, &history_id, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->second != NULL)
    g_print ("%" G_GINT64_FORMAT " moved.", options->n);
  else
    g_print ("Kept.");
  g_print (history_id != 0 ? " Undo with: espalierctl undo %" G_GINT64_FORMAT "\n" : "\n",
           history_id);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_stage:
 */
int
esp_ctl_stage (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "rule", 0, 0, G_OPTION_ARG_STRING, &options.rule,
      "set STAGE: who moves there by itself, as text such as \"score >= 50\"; nothing: nobody",
      "RULE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
      "set STAGE: its name; a stage that is new comes last", "NAME" },
    { "back", 0, 0, G_OPTION_ARG_STRING, &options.back,
      "set: on or off: whether journeys may move leads back", "ON" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list | set STAGE | set WHO STAGE | history WHO");
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  options.action = argc > 1 ? argv[1] : "list";
  options.first = argc > 2 ? argv[2] : NULL;
  options.second = argc > 3 ? argv[3] : NULL;
  if (g_str_equal (options.action, "list"))
    return run_read (&options, list_cb, print_list);
  if (g_str_equal (options.action, "set") && options.back != NULL &&
      !g_str_equal (options.back, "on") && !g_str_equal (options.back, "off"))
    return esp_ctl_usage (SUBJECT, "--back is on or off");
  if (g_str_equal (options.action, "set") && (options.first != NULL || options.back != NULL))
    return run_set (&options);
  if (g_str_equal (options.action, "history") && options.first != NULL)
    return run_read (&options, history_cb, print_history);
  return esp_ctl_usage (SUBJECT,
                        "What is to be done: list, set STAGE, set WHO STAGE or history WHO?");
}
