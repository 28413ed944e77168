/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl plan scenario: what if the plan were another one. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-plan-scenario.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-plan-print.h"
#include "store/esp-plan-scenarios.h"
#include "worker/esp-plan-scenario.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-audience.h"

#include <math.h>

static gint64
get_id (const EspCtlPlan *options)
{
  return options->argument != NULL ? g_ascii_strtoll (options->argument, NULL, 10) : 0;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;

  options->rows = esp_plan_scenario_row_list (tx, error);
  return options->rows != NULL;
}

static gboolean
new_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  gint64 id = 0;

  if (!esp_plan_scenario_row_insert (tx, options->title, "{\"changes\":[]}", &id, error))
    return FALSE;
  options->made = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  return TRUE;
}

static gboolean
fill_change (EspTx *tx, EspCtlPlan *options, EspPlanChange *change, GError **error)
{
  EspPlanMove look;

  if (options->is_removed && (options->at != NULL || options->days != 0 || options->hours != 0))
    return esp_ctl_plan_refuse (error, "Either drop it or move it");
  change->is_removed = options->is_removed;
  if (options->at != NULL &&
      !esp_ctl_plan_read_moment (options, tx, options->extra, &change->at_us, error))
    return FALSE;
  if (options->days != 0 || options->hours != 0)
    {
      if (!esp_plan_look_at_move (tx, options->extra, ESP_PLAN_NO_TIME, &look, error))
        return FALSE;
      change->at_us = esp_plan_shift (look.from_us, options->days, options->hours, options->zone);
    }
  if (options->segments != NULL || options->is_everyone)
    {
      g_autoptr (EspSendAudience) audience = esp_send_audience_new ();

      audience->is_everyone = options->is_everyone;
      for (guint i = 0; options->segments != NULL && options->segments[i] != NULL; i++)
        g_ptr_array_add (audience->segments, g_strdup (options->segments[i]));
      g_free (change->audience);
      change->audience = esp_send_audience_to_json (audience);
    }
  return (options->cost == NULL ||
          esp_ctl_plan_parse_money (options->cost, options->currency, &change->cost, error)) &&
         esp_plan_change_check (tx, change, error);
}

static gboolean
change_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autoptr (EspPlanScenarioRow) row = esp_plan_scenario_row_load (tx, get_id (options), error);
  g_autoptr (GPtrArray) changes = row != NULL ? esp_plan_changes_parse (row->changes, error) : NULL;
  g_autofree char *json = NULL;
  EspPlanType type;
  gint64 id;

  if (changes == NULL || !esp_ctl_plan_read_world (options, tx, error))
    return FALSE;
  if (options->extra != NULL)
    {
      if (!esp_plan_key_parse (options->extra, &type, &id, error) ||
          !fill_change (tx, options, esp_plan_changes_get (changes, options->extra), error))
        return FALSE;
    }
  else
    {
      EspPlanChange *added = g_new0 (EspPlanChange, 1);

      added->cost = -1;
      added->title = g_strdup (options->title);
      g_ptr_array_add (changes, added);
      if (options->title == NULL || options->at == NULL)
        return esp_ctl_plan_refuse (error, "Give a KEY, or --title and --at of a new send");
      if (!fill_change (tx, options, added, error))
        return FALSE;
    }
  json = esp_plan_changes_to_json (changes);
  return esp_plan_scenario_row_update (tx, row->id, row->name, json, error);
}

static gboolean
compare_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autoptr (EspPlanScenarioRow) row = esp_plan_scenario_row_load (tx, get_id (options), error);
  g_autoptr (GPtrArray) changes = row != NULL ? esp_plan_changes_parse (row->changes, error) : NULL;

  if (changes == NULL || !esp_ctl_plan_read_span (options, tx, error))
    return FALSE;
  options->made = g_strdup (row->name);
  options->study = esp_plan_study_new (tx, options->from_us, options->to_us,
                                       esp_segment_source_members, NULL, error);
  options->second = options->study != NULL
                      ? esp_plan_study_new (tx, options->from_us, options->to_us,
                                            esp_segment_source_members, changes, error)
                      : NULL;
  return options->second != NULL &&
         esp_plan_study_sum (options->study, tx, &options->sums[0], error) &&
         esp_plan_study_sum (options->second, tx, &options->sums[1], error);
}

static gboolean
apply_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autoptr (EspPlanScenarioRow) row = esp_plan_scenario_row_load (tx, get_id (options), error);
  g_autoptr (GPtrArray) changes = row != NULL ? esp_plan_changes_parse (row->changes, error) : NULL;
  guint n = 0;

  return changes != NULL && esp_plan_changes_apply (tx, changes, &n, error) &&
         esp_plan_scenario_row_delete (tx, row->id, error);
}

static gboolean
remove_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_plan_scenario_row_delete (tx, get_id (data), error);
}

static void
add_sum (JsonBuilder *out, const char *name, const EspPlanSum *sum)
{
  json_builder_set_member_name (out, name);
  json_builder_begin_object (out);
  esp_ctl_add_int (out, "sends", (gint64) sum->n_sends);
  esp_ctl_add_int (out, "reach", (gint64) sum->n_reach);
  esp_ctl_add_int (out, "messages", (gint64) sum->n_messages);
  esp_ctl_add_int (out, "held", (gint64) sum->n_held);
  esp_ctl_add_int (out, "over", (gint64) sum->n_over);
  esp_ctl_add_int (out, "most", sum->most);
  esp_ctl_add_int (out, "conflicts", sum->n_conflicts);
  esp_ctl_add_int (out, "cost", sum->cost);
  if (!isnan (sum->orders))
    esp_ctl_add_double (out, "orders", sum->orders);
  if (!isnan (sum->revenue))
    esp_ctl_add_double (out, "revenue", sum->revenue);
  json_builder_end_object (out);
}

static int
run_compare (EspCtlPlan *options)
{
  int status = esp_ctl_plan_read (options, compare_cb);
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (status != ESP_CTL_OK)
    return status;
  if (!options->is_json)
    {
      esp_ctl_plan_print_sum ("The plan", &options->sums[0], options->currency);
      esp_ctl_plan_print_sum (options->made, &options->sums[1], options->currency);
      return ESP_CTL_OK;
    }
  json_builder_begin_object (out);
  add_sum (out, "plan", &options->sums[0]);
  add_sum (out, "scenario", &options->sums[1]);
  json_builder_end_object (out);
  esp_ctl_print_json (out);
  return ESP_CTL_OK;
}

/* Returns: (transfer full): what a scenario changes; null when it cannot be read */
static JsonNode *
load_changes (const EspPlanScenarioRow *row)
{
  g_autoptr (JsonNode) root = json_from_string (row->changes, NULL);
  JsonNode *changes = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                        ? json_object_get_member (json_node_get_object (root), "changes")
                        : NULL;

  return changes != NULL ? json_node_copy (changes) : json_node_new (JSON_NODE_NULL);
}

static void
print_scenario (const EspPlanScenarioRow *row, JsonNode *changes)
{
  guint n =
    JSON_NODE_HOLDS_ARRAY (changes) ? json_array_get_length (json_node_get_array (changes)) : 0;

  g_print ("%6" G_GINT64_FORMAT "  %3u %-7s  %s\n", row->id, n, n == 1 ? "change" : "changes",
           row->name);
}

static int
run_list (EspCtlPlan *options)
{
  int status = esp_ctl_plan_read (options, list_cb);
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (status != ESP_CTL_OK)
    return status;
  json_builder_begin_array (out);
  for (guint i = 0; i < options->rows->len; i++)
    {
      const EspPlanScenarioRow *row = g_ptr_array_index (options->rows, i);
      JsonNode *changes = load_changes (row);

      if (!options->is_json)
        print_scenario (row, changes);
      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", row->id);
      esp_ctl_add_text (out, "name", row->name);
      json_builder_set_member_name (out, "changes");
      json_builder_add_value (out, changes);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
  else if (options->rows->len == 0)
    g_print ("No scenario yet: “plan scenario new --title NAME” makes one.\n");
  return ESP_CTL_OK;
}

/**
 * esp_ctl_plan_scenario:
 */
int
esp_ctl_plan_scenario (EspCtlPlan *options)
{
  const char *action = options->key != NULL ? options->key : "list";

  if (g_str_equal (action, "list"))
    return run_list (options);
  if (g_str_equal (action, "new"))
    return options->title != NULL ? esp_ctl_plan_write (options, "plan-scenario", new_cb)
                                  : esp_ctl_usage (ESP_CTL_PLAN_SUBJECT, "Give --title NAME");
  if (get_id (options) == 0)
    return esp_ctl_usage (ESP_CTL_PLAN_SUBJECT, "Give the number of the scenario");
  if (g_str_equal (action, "change"))
    return esp_ctl_plan_write (options, "plan-scenario", change_cb);
  if (g_str_equal (action, "compare"))
    return run_compare (options);
  if (g_str_equal (action, "apply"))
    return esp_ctl_plan_write (options, "plan-scenario", apply_cb);
  if (g_str_equal (action, "remove"))
    return esp_ctl_plan_write (options, "plan-scenario", remove_cb);
  return esp_ctl_usage (ESP_CTL_PLAN_SUBJECT,
                        "A scenario can be new, changed, compared, applied or removed");
}
