/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl goal: sets, lists and removes the goals of the overview. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-goal.h"

#include "base/esp-format.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-meta.h"

#include <math.h>

#define SUBJECT "goal"

typedef struct
{
  char *workspace;
  char *metric;
  char *period;
  char *from;
  char *to;
  char *owner;
  gint64 target;
  gint64 id; /* of the goal to change or remove */
  gboolean is_json;
  EspGoal goal;
  GString *text;        /* (owned) */
  JsonBuilder *builder; /* (owned) */
} Options;

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (value == floor (value))
    json_builder_add_int_value (builder, (gint64) value);
  else
    json_builder_add_double_value (builder, value);
}

static void
write_json (JsonBuilder *builder, const EspGoal *goal, const EspGoalProgress *progress)
{
  g_autofree char *key = esp_lead_set_to_key (&progress->set);

  json_builder_begin_object (builder);
  add_number (builder, "id", (double) goal->id);
  json_builder_set_member_name (builder, "metric");
  json_builder_add_string_value (builder, goal->metric->key);
  add_number (builder, "target", (double) goal->target);
  json_builder_set_member_name (builder, "period");
  json_builder_add_string_value (builder, esp_goal_period_get_name (goal->period));
  if (goal->owner[0] != '\0')
    {
      json_builder_set_member_name (builder, "owner");
      json_builder_add_string_value (builder, goal->owner);
    }
  add_number (builder, "from_us", (double) progress->from_us);
  add_number (builder, "to_us", (double) progress->to_us);
  add_number (builder, "value", progress->value);
  json_builder_set_member_name (builder, "share");
  json_builder_add_double_value (builder, progress->value / (double) goal->target);
  json_builder_set_member_name (builder, "expected");
  json_builder_add_double_value (builder, progress->expected);
  json_builder_set_member_name (builder, "days");
  json_builder_begin_array (builder);
  for (guint i = 0; i < progress->n_passed; i++)
    json_builder_add_double_value (builder, progress->reached[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "open");
  json_builder_add_string_value (builder, key);
  json_builder_end_object (builder);
}

static void
write_text (GString *text, const EspGoal *goal, const EspGoalProgress *progress, GTimeZone *zone)
{
  g_autofree char *value = esp_format_count ((gint64) progress->value);
  g_autofree char *target = esp_format_count (goal->target);
  g_autofree char *share = esp_format_percent (progress->value / (double) goal->target, 1);
  g_autofree char *from = esp_format_date (progress->from_us, zone, ESP_DATE_SHORT, ESP_LANG_EN);
  g_autofree char *to = esp_format_date (progress->to_us - 1, zone, ESP_DATE_SHORT, ESP_LANG_EN);

  g_string_append_printf (text, "  %" G_GINT64_FORMAT "  %s: %s of %s (%s), %s, %s to %s%s%s\n",
                          goal->id, goal->metric->name, value, target, share,
                          esp_goal_period_get_name (goal->period), from, to,
                          goal->owner[0] != '\0' ? ", " : "", goal->owner);
}

/**
 * esp_ctl_goals_write:
 * @builder: (nullable): gets an array of goals
 * @text: (nullable): gets a line for each
 *
 * Counts all goals of the overview.
 */
gboolean
esp_ctl_goals_write (EspTx *tx,
                     GTimeZone *zone,
                     JsonBuilder *builder,
                     GString *text,
                     GError **error)
{
  g_autoptr (GPtrArray) items = esp_overview_items_load (tx, ESP_OVERVIEW_GOAL, error);

  if (items == NULL)
    return FALSE;
  if (builder != NULL)
    json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (EspGoalProgress) progress = NULL;
      EspGoal goal;

      if (!esp_goal_parse (items->pdata[i], &goal, error))
        return FALSE;
      progress = esp_goal_load_progress (tx, &goal, zone, error);
      if (progress == NULL)
        return FALSE;
      if (builder != NULL)
        write_json (builder, &goal, progress);
      if (text != NULL)
        write_text (text, &goal, progress, zone);
    }
  if (builder != NULL)
    json_builder_end_array (builder);
  return TRUE;
}

static gboolean
list_goals (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autofree char *zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = NULL;

  if (zone_name == NULL)
    return FALSE;
  zone = g_time_zone_new_identifier (zone_name);
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  options->builder = options->is_json ? json_builder_new () : NULL;
  options->text = g_string_new (NULL);
  return esp_ctl_goals_write (tx, zone, options->builder, options->text, error);
}

static gboolean
set_goal (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autofree char *content = esp_goal_to_json (&options->goal);

  return options->id != 0
           ? esp_overview_item_change (tx, options->id, content, error)
           : esp_overview_item_add (tx, ESP_OVERVIEW_GOAL, content, &options->id, error);
}

static gboolean
remove_goal (EspTx *tx, gpointer data, GError **error)
{
  return esp_overview_item_remove (tx, ((Options *) data)->id, error);
}

/* Makes a goal of the options; the sentence of what is wrong with them is (nullable) the answer. */
static const char *
understand (Options *options)
{
  EspGoal *goal = &options->goal;

  if (options->metric == NULL)
    return "What is to be reached? Give --metric created, sent, delivered, opened, clicked, "
           "ordered or revenue";
  goal->metric = esp_goal_metric_find (options->metric);
  if (goal->metric == NULL)
    return "The metric is created, sent, delivered, opened, clicked, ordered or revenue";
  goal->target = options->target;
  goal->period = ESP_GOAL_MONTH;
  if (options->owner != NULL)
    esp_goal_set_owner (goal, options->owner);
  if (options->from != NULL || options->to != NULL)
    {
      goal->period = ESP_GOAL_SPAN;
      if (options->from == NULL || options->to == NULL ||
          !esp_goal_parse_date (options->from, &goal->from) ||
          !esp_goal_parse_date (options->to, &goal->to))
        return "Give both --from and --to as days such as 2026-03-01";
      if (options->period != NULL)
        return "Give --period, or --from and --to, not both";
    }
  else if (options->period != NULL && (!esp_goal_period_find (options->period, &goal->period) ||
                                       goal->period == ESP_GOAL_SPAN))
    return "The period is week, month, quarter or year, or give --from and --to";
  return NULL;
}

static int
run_write (Options *options, EspStoreFunc func)
{
  const EspOperation operation = { .kind = "overview",
                                   .summary = options->metric,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gint64 history_id = 0;
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_write (store, &operation, func, options, &history_id, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (func == set_goal)
    g_print ("Goal %" G_GINT64_FORMAT "\n", options->id);
  else
    g_print ("Removed. Undo with: espalierctl undo %" G_GINT64_FORMAT "\n", history_id);
  return ESP_CTL_OK;
}

static int
run_list (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, list_goals, options, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->is_json)
    esp_ctl_print_json (options->builder);
  else
    g_print ("%s", options->text->len > 0 ? options->text->str : "There are no goals yet\n");
  return ESP_CTL_OK;
}

static int
run (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *action = argc >= 2 ? argv[1] : "";
  const char *wrong;

  if (g_str_equal (action, "list") && argc == 2)
    return run_list (options);
  if (g_str_equal (action, "remove"))
    {
      if (argc != 3 || !g_ascii_string_to_signed (argv[2], 10, 1, G_MAXINT64, &options->id, NULL))
        return esp_ctl_usage (SUBJECT, "Which goal? Give its number, as “goal list” shows it");
      return run_write (options, remove_goal);
    }
  if (!g_str_equal (action, "set") || argc > 3)
    return esp_ctl_usage (SUBJECT, "The action is “set”, “list” or “remove”");
  if (argc == 3 && !g_ascii_string_to_signed (argv[2], 10, 1, G_MAXINT64, &options->id, NULL))
    return esp_ctl_usage (SUBJECT, "The number of a goal to change is as “goal list” shows it");
  wrong = understand (options);
  if (wrong != NULL)
    return esp_ctl_usage (SUBJECT, wrong);
  if (!esp_goal_check (&options->goal, &error))
    return esp_ctl_fail (SUBJECT, error);
  return run_write (options, set_goal);
}

/**
 * esp_ctl_goal:
 *
 * The subject "goal".
 *
 * Returns: the exit status
 */
int
esp_ctl_goal (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "metric", 'm', 0, G_OPTION_ARG_STRING, &options.metric,
      "created, sent, delivered, opened, clicked, ordered or revenue", "METRIC" },
    { "target", 't', 0, G_OPTION_ARG_INT64, &options.target,
      "leads, or whole units of the currency", "NUMBER" },
    { "period", 'p', 0, G_OPTION_ARG_STRING, &options.period,
      "week, month (as it is), quarter or year; begins anew by itself", "PERIOD" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, "the first day, once", "DAY" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, "the last day, once", "DAY" },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &options.owner, "whose it is; nothing: nobody's",
      "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("set [NUMBER] | list | remove NUMBER — the goals of the overview");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = run (&options, argc, argv);
  g_clear_object (&options.builder);
  if (options.text != NULL)
    g_string_free (options.text, TRUE);
  g_free (options.workspace);
  g_free (options.metric);
  g_free (options.period);
  g_free (options.from);
  g_free (options.to);
  g_free (options.owner);
  return status;
}
