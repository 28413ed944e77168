/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl plan budget: what is planned, committed and spent. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-plan-budget.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-budget.h"
#include "store/esp-campaigns.h"
#include "worker/esp-plan-budget.h"
#include "worker/esp-segment-source.h"

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  EspBudgetLine line = { .medium = options->medium != NULL ? options->medium : (char *) "all",
                         .note = options->note };

  if (!esp_ctl_plan_read_span (options, tx, error) ||
      (options->campaign != NULL &&
       !esp_campaign_resolve (tx, options->campaign, &line.campaign_id, error)) ||
      !esp_ctl_plan_parse_money (options->cost, options->currency, &line.planned, error) ||
      (options->committed != NULL &&
       !esp_ctl_plan_parse_money (options->committed, options->currency, &line.committed, error)))
    return FALSE;
  line.from_us = esp_plan_day_to_utc (options->from_us, options->zone);
  line.to_us = esp_plan_day_to_utc (options->to_us - 1, options->zone) + ESP_USEC_PER_DAY;
  if (!esp_budget_line_insert (tx, &line, error))
    return FALSE;
  options->made = g_strdup_printf ("%" G_GINT64_FORMAT, line.id);
  return TRUE;
}

static gboolean
remove_cb (EspTx *tx, gpointer data, GError **error)
{
  const EspCtlPlan *options = data;

  return esp_budget_line_delete (tx, g_ascii_strtoll (options->argument, NULL, 10), error);
}

/* @amounts: planned, committed, spent, over */
static void
print_row (GString *text,
           const char *campaign,
           const char *medium,
           const gint64 amounts[4],
           const char *currency)
{
  g_autofree char *planned = esp_format_money (amounts[0], currency);
  g_autofree char *committed = esp_format_money (amounts[1], currency);
  g_autofree char *spent = esp_format_money (amounts[2], currency);
  g_autofree char *more = esp_format_money (amounts[3], currency);

  g_string_append_printf (text, "%-10s planned %-14s committed %-14s spent %-14s %s%s%s\n", medium,
                          planned, committed, spent, campaign,
                          amounts[3] > 0 ? "  over the plan of the whole span by " : "",
                          amounts[3] > 0 ? more : "");
}

static void
add_row (JsonBuilder *out, const EspPlanMoney *row)
{
  json_builder_begin_object (out);
  esp_ctl_add_int (out, "campaign", row->campaign_id);
  esp_ctl_add_text (out, "name", row->campaign);
  esp_ctl_add_text (out, "medium", row->medium);
  esp_ctl_add_int (out, "planned", row->planned);
  esp_ctl_add_int (out, "committed", row->committed);
  esp_ctl_add_int (out, "spent", row->spent);
  esp_ctl_add_int (out, "whole", row->whole);
  esp_ctl_add_int (out, "over", row->over);
  json_builder_end_object (out);
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autoptr (EspPlanBudget) budget = NULL;
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!esp_ctl_plan_read_span (options, tx, error))
    return FALSE;
  options->study = esp_plan_study_new (tx, options->from_us, options->to_us,
                                       esp_segment_source_members, NULL, error);
  budget = options->study != NULL
             ? esp_plan_budget_new (tx, options->study, options->from_us, options->to_us, error)
             : NULL;
  if (budget == NULL)
    return FALSE;
  options->text = g_string_new (NULL);
  json_builder_begin_array (out);
  for (guint i = 0; i < budget->rows->len; i++)
    {
      const EspPlanMoney *row = g_ptr_array_index (budget->rows, i);
      const gint64 amounts[] = { row->planned, row->committed, row->spent, row->over };

      print_row (options->text, row->campaign != NULL ? row->campaign : "–", row->medium, amounts,
                 options->currency);
      add_row (out, row);
    }
  json_builder_end_array (out);
  {
    const gint64 amounts[] = { budget->planned, budget->committed, budget->spent, budget->over };

    print_row (options->text, "", "together", amounts, options->currency);
  }
  if (budget->n_foreign > 0)
    g_string_append_printf (options->text,
                            "%" G_GINT64_FORMAT " rows of costs in another currency are left out\n",
                            budget->n_foreign);
  if (options->is_json)
    esp_ctl_print_json (out);
  else
    g_print ("%s", options->text->str);
  return TRUE;
}

/**
 * esp_ctl_plan_budget:
 */
int
esp_ctl_plan_budget (EspCtlPlan *options)
{
  options->is_year = options->from == NULL && options->to == NULL;
  if (options->key == NULL)
    return esp_ctl_plan_read (options, show_cb);
  if (g_str_equal (options->key, "add"))
    return options->cost != NULL
             ? esp_ctl_plan_write (options, "plan-budget", add_cb)
             : esp_ctl_usage (ESP_CTL_PLAN_SUBJECT, "Give --cost AMOUNT, and --from and --to");
  if (g_str_equal (options->key, "remove") && options->argument != NULL)
    return esp_ctl_plan_write (options, "plan-budget", remove_cb);
  return esp_ctl_usage (ESP_CTL_PLAN_SUBJECT, "A budget can be added, or removed by its number");
}
