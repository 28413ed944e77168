/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what is planned to be spent with what is bound to be and what is: by campaign and medium. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-budget.h"

#include "base/esp-clock.h"
#include "store/esp-budget.h"
#include "store/esp-campaigns.h"
#include "store/esp-spend.h"

#include <math.h>

static void
money_free (EspPlanMoney *money)
{
  g_free (money->campaign);
  g_free (money->medium);
  g_free (money);
}

/**
 * esp_plan_budget_free:
 */
void
esp_plan_budget_free (EspPlanBudget *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static EspPlanMoney *
get_row (EspPlanBudget *self, gint64 campaign_id, const char *medium)
{
  EspPlanMoney *row;

  for (guint i = 0; i < self->rows->len; i++)
    {
      row = g_ptr_array_index (self->rows, i);
      if (row->campaign_id == campaign_id && g_str_equal (row->medium, medium))
        return row;
    }
  row = g_new0 (EspPlanMoney, 1);
  row->campaign_id = campaign_id;
  row->medium = g_strdup (medium);
  g_ptr_array_add (self->rows, row);
  return row;
}

static gboolean
add_lines (EspTx *tx, EspPlanBudget *self, gint64 from_us, gint64 to_us, GError **error)
{
  g_autoptr (GPtrArray) lines = esp_budget_line_list (tx, error);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const EspBudgetLine *line = g_ptr_array_index (lines, i);
      EspPlanMoney *row;

      if (line->from_us >= to_us || line->to_us <= from_us)
        continue;
      row = get_row (self, line->campaign_id, line->medium);
      row->planned += line->planned;
      row->committed += line->committed;
    }
  return lines != NULL;
}

static const char *
get_medium (const EspPlanEntry *entry)
{
  if (entry->medium != NULL)
    return entry->medium;
  return entry->type == ESP_PLAN_OF_ITEM && entry->item_kind == ESP_PLAN_AD_FLIGHT ? "ads"
                                                                                   : "offline";
}

static void
add_item (EspPlanBudget *self, const EspPlanEntry *entry)
{
  EspPlanMoney *row;

  if (entry->money == 0)
    return;
  row = get_row (self, entry->campaign_id, get_medium (entry));
  if (g_str_equal (entry->state, "done"))
    row->spent += entry->money;
  else if (g_str_equal (entry->state, "committed"))
    row->committed += entry->money;
}

static void
add_send (const EspPlanStudy *study, EspPlanBudget *self, const EspPlanEntry *entry)
{
  const EspPlanSend *send = esp_plan_study_find_send (study, entry->key);
  double unit = pow (10, esp_currency_exponent (study->plan->currency));
  double price = send != NULL ? send->unit_price : 0;
  gint64 cost;

  if (price <= 0 || entry->n_people < 0)
    return;
  cost = (gint64) llround ((double) entry->n_people * price * unit);
  if (!esp_plan_entry_is_open_send (entry))
    get_row (self, entry->campaign_id, get_medium (entry))->spent += cost;
  else if (g_str_equal (entry->state, "scheduled") || g_str_equal (entry->state, "approved"))
    get_row (self, entry->campaign_id, get_medium (entry))->committed += cost;
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const EspPlanMoney *left = *(const EspPlanMoney *const *) a;
  const EspPlanMoney *right = *(const EspPlanMoney *const *) b;

  if (left->campaign_id != right->campaign_id)
    return left->campaign_id < right->campaign_id ? -1 : 1;
  return g_strcmp0 (left->medium, right->medium);
}

static gboolean
name_rows (EspTx *tx, EspPlanBudget *self, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      EspPlanMoney *row = g_ptr_array_index (self->rows, i);

      if (row->campaign_id != 0)
        {
          g_autoptr (EspCampaign) campaign = esp_campaign_load (tx, row->campaign_id, error);

          if (campaign == NULL)
            return FALSE;
          row->campaign = g_strdup (campaign->name);
        }
      self->planned += row->planned;
      self->committed += row->committed;
      self->spent += row->spent;
    }
  return TRUE;
}

/* What platforms of ads report: rows in another currency are told apart and left out. */
static gboolean
add_spend (EspTx *tx, EspPlanBudget *self, const gint64 days[2], GError **error)
{
  g_autoptr (GPtrArray) parts = esp_spend_list_parts (tx, ESP_SPEND_BY_CAMPAIGN, days, 0, error);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const EspSpendPart *part = g_ptr_array_index (parts, i);

      self->n_foreign += part->sum.n_foreign;
      if (part->sum.cost > 0)
        get_row (self, part->number, "ads")->spent += part->sum.cost;
    }
  return parts != NULL;
}

/**
 * esp_plan_budget_new:
 * @study: of the span
 *
 * Returns: (transfer full): the money of the span; %NULL with @error set
 */
EspPlanBudget *
esp_plan_budget_new (EspTx *tx,
                     const EspPlanStudy *study,
                     gint64 from_us,
                     gint64 to_us,
                     GError **error)
{
  g_autoptr (EspPlanBudget) self = g_new0 (EspPlanBudget, 1);
  gint64 first_us = esp_plan_day_to_utc (from_us, study->plan->zone);
  gint64 end_us = esp_plan_day_to_utc (to_us - 1, study->plan->zone) + ESP_USEC_PER_DAY;
  const gint64 days[] = { first_us / ESP_USEC_PER_DAY, end_us / ESP_USEC_PER_DAY };

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) money_free);
  if (!add_lines (tx, self, first_us, end_us, error) || !add_spend (tx, self, days, error))
    return NULL;
  for (guint i = 0; i < study->plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (study->plan->entries, i);

      if (entry->from_us < from_us || entry->from_us >= to_us)
        continue;
      if (entry->type == ESP_PLAN_OF_ITEM)
        add_item (self, entry);
      else if (entry->type == ESP_PLAN_OF_SEND)
        add_send (study, self, entry);
    }
  if (!name_rows (tx, self, error))
    return NULL;
  g_ptr_array_sort (self->rows, compare_rows);
  return g_steal_pointer (&self);
}
