/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what is planned to be spent with what is bound to be and what is: by campaign and medium. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-budget.h"

#include "base/esp-clock.h"
#include "store/esp-budget.h"
#include "store/esp-campaigns.h"
#include "store/esp-spend.h"
#include "worker/esp-send-price.h"

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

/* A line that counts in the span, and how much of it is used there. */
typedef struct
{
  const EspBudgetLine *line;
  EspPlanMoney *row;
  gint64 used;
} Cover;

typedef struct
{
  EspTx *tx;
  const EspPlanStudy *study;
  EspPlanBudget *budget;
  GPtrArray *lines; /* (owned) (element-type EspBudgetLine) */
  GArray *covers;   /* (owned) (element-type Cover) */
  gint64 first_us;  /* of the span, in days as lines have them */
  gint64 end_us;
} Sum;

/* The part of an amount that falls on so many of its days. */
static gint64
share (gint64 amount, gint64 part_us, gint64 whole_us)
{
  return part_us == whole_us ? amount
                             : (gint64) llroundl ((long double) amount * (long double) part_us /
                                                  (long double) whole_us);
}

static gboolean
add_lines (Sum *sum, GError **error)
{
  sum->lines = esp_budget_line_list (sum->tx, error);
  for (guint i = 0; sum->lines != NULL && i < sum->lines->len; i++)
    {
      const EspBudgetLine *line = g_ptr_array_index (sum->lines, i);
      gint64 part_us = MIN (line->to_us, sum->end_us) - MAX (line->from_us, sum->first_us);
      gint64 whole_us = line->to_us - line->from_us;
      Cover cover = { line, NULL, line->committed };

      if (part_us <= 0)
        continue;
      cover.row = get_row (sum->budget, line->campaign_id, line->medium);
      cover.row->planned += share (line->planned, part_us, whole_us);
      cover.row->committed += share (line->committed, part_us, whole_us);
      cover.row->whole += line->planned;
      g_array_append_val (sum->covers, cover);
    }
  return sum->lines != NULL;
}

/* How closely a line is about a use: its campaign weighs more than its medium; -1: it is about something else. */
static int
get_nearness (const EspBudgetLine *line, gint64 campaign_id, const char *medium, gint64 day_us)
{
  gboolean is_all = g_str_equal (line->medium, "all");

  if (day_us < line->from_us || day_us >= line->to_us ||
      (line->campaign_id != 0 && line->campaign_id != campaign_id) ||
      (!is_all && !g_str_equal (line->medium, medium)))
    return -1;
  return (line->campaign_id != 0 ? 2 : 0) + (is_all ? 0 : 1);
}

/* Every use is paid from one line: the nearest that has that day. */
static EspPlanMoney *
add_use (Sum *sum, gint64 campaign_id, const char *medium, gint64 day_us, gint64 amount)
{
  Cover *nearest = NULL;
  int best = -1;

  for (guint i = 0; i < sum->covers->len; i++)
    {
      Cover *cover = &g_array_index (sum->covers, Cover, i);
      int nearness = get_nearness (cover->line, campaign_id, medium, day_us);

      if (nearness > best)
        {
          best = nearness;
          nearest = cover;
        }
    }
  if (nearest != NULL)
    nearest->used += amount;
  return get_row (sum->budget, campaign_id, medium);
}

static void
judge_lines (Sum *sum)
{
  for (guint i = 0; i < sum->covers->len; i++)
    {
      const Cover *cover = &g_array_index (sum->covers, Cover, i);
      gint64 over = MAX (cover->used - cover->line->planned, 0);

      if (cover->line->planned == 0)
        continue;
      cover->row->over += over;
      sum->budget->over += over;
    }
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
add_item (Sum *sum, const EspPlanEntry *entry, gint64 day_us)
{
  const char *medium = get_medium (entry);

  if (entry->money == 0)
    return;
  if (g_str_equal (entry->state, "done"))
    add_use (sum, entry->campaign_id, medium, day_us, entry->money)->spent += entry->money;
  else if (g_str_equal (entry->state, "committed"))
    add_use (sum, entry->campaign_id, medium, day_us, entry->money)->committed += entry->money;
}

/* What has left is asked what it cost; what is ordered, what it will cost. */
static gboolean
add_send (Sum *sum, const EspPlanEntry *entry, gint64 day_us, GError **error)
{
  const EspPlanSend *send = esp_plan_study_find_send (sum->study, entry->key);
  double unit = pow (10, esp_currency_exponent (sum->study->plan->currency));
  gboolean has_left = !esp_plan_entry_is_open_send (entry);
  gboolean is_bound =
    g_str_equal (entry->state, "scheduled") || g_str_equal (entry->state, "approved");
  double price = send != NULL ? send->unit_price : 0;
  EspPlanMoney *row;
  gint64 cost;

  if (entry->n_people <= 0 || (!has_left && !is_bound))
    return TRUE;
  if (has_left && !esp_send_price_load_left (sum->tx, entry->id, &price, error))
    return FALSE;
  cost = (gint64) llround ((double) entry->n_people * price * unit);
  if (cost <= 0)
    return TRUE;
  row = add_use (sum, entry->campaign_id, get_medium (entry), day_us, cost);
  if (has_left)
    row->spent += cost;
  else
    row->committed += cost;
  return TRUE;
}

static gboolean
add_entries (Sum *sum, const gint64 span[2], GError **error)
{
  const EspPlan *plan = sum->study->plan;

  for (guint i = 0; i < plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);
      gint64 day_us;

      if (entry->from_us < span[0] || entry->from_us >= span[1])
        continue;
      day_us = esp_plan_day_to_utc (entry->from_us, plan->zone);
      if (entry->type == ESP_PLAN_OF_ITEM)
        add_item (sum, entry, day_us);
      else if (entry->type == ESP_PLAN_OF_SEND && !add_send (sum, entry, day_us, error))
        return FALSE;
    }
  return TRUE;
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
add_spend (Sum *sum, gint64 first_us, gint64 end_us, GError **error)
{
  const gint64 days[] = { first_us / ESP_USEC_PER_DAY, end_us / ESP_USEC_PER_DAY };
  g_autoptr (GPtrArray) parts =
    esp_spend_list_parts (sum->tx, ESP_SPEND_BY_CAMPAIGN, days, 0, error);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const EspSpendPart *part = g_ptr_array_index (parts, i);

      sum->budget->n_foreign += part->sum.n_foreign;
      if (part->sum.cost > 0)
        add_use (sum, part->number, "ads", first_us, part->sum.cost)->spent += part->sum.cost;
    }
  return parts != NULL;
}

/* Between the days on which lines begin and end all days are alike. */
static gboolean
add_spend_by_stretch (Sum *sum, GError **error)
{
  gint64 from_us = sum->first_us;

  while (from_us < sum->end_us)
    {
      gint64 to_us = sum->end_us;

      for (guint i = 0; i < sum->covers->len; i++)
        {
          const EspBudgetLine *line = g_array_index (sum->covers, Cover, i).line;

          if (line->from_us > from_us)
            to_us = MIN (to_us, line->from_us);
          if (line->to_us > from_us)
            to_us = MIN (to_us, line->to_us);
        }
      if (!add_spend (sum, from_us, to_us, error))
        return FALSE;
      from_us = to_us;
    }
  return TRUE;
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
  g_autoptr (GArray) covers = g_array_new (FALSE, TRUE, sizeof (Cover));
  g_autoptr (GPtrArray) lines = NULL;
  const gint64 span[] = { from_us, to_us };
  Sum sum = { .tx = tx, .study = study, .budget = self, .covers = covers };
  gboolean is_ok;

  sum.first_us = esp_plan_day_to_utc (from_us, study->plan->zone);
  sum.end_us = esp_plan_day_to_utc (to_us - 1, study->plan->zone) + ESP_USEC_PER_DAY;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) money_free);
  is_ok = add_lines (&sum, error) && add_spend_by_stretch (&sum, error) &&
          add_entries (&sum, span, error);
  lines = sum.lines;
  if (!is_ok || !name_rows (tx, self, error))
    return NULL;
  judge_lines (&sum);
  g_ptr_array_sort (self->rows, compare_rows);
  return g_steal_pointer (&self);
}
