/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads paid and got back, for analyses: each order at its time, in one currency. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-money.h"

#include "store/esp-day-facts.h"
#include "store/esp-revenue.h"

/**
 * esp_insight_orders_free:
 */
void
esp_insight_orders_free (EspInsightOrders *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->orders, g_array_unref);
  g_free (self);
}

static int
compare_orders (gconstpointer a, gconstpointer b)
{
  const EspInsightOrder *first = a;
  const EspInsightOrder *second = b;

  if (first->lead_id != second->lead_id)
    return first->lead_id < second->lead_id ? -1 : 1;
  if (first->at_us != second->at_us)
    return first->at_us < second->at_us ? -1 : 1;
  return first->is_refund - second->is_refund;
}

typedef struct
{
  EspInsightOrders *orders;
  gboolean is_refund;
} Gathering;

static void
gather_day (const EspDayFacts *facts, gpointer data)
{
  const Gathering *self = data;

  for (guint i = 0; i < facts->n; i++)
    {
      EspInsightOrder order = { .lead_id = facts->leads[i],
                                .at_us = facts->times[i],
                                .amount = facts->amounts[i],
                                .is_refund = self->is_refund };

      if (order.amount == ESP_DAY_FOREIGN)
        {
          self->orders->n_foreign++;
          continue;
        }
      if (self->is_refund)
        order.amount = -order.amount;
      g_array_append_val (self->orders->orders, order);
    }
}

/**
 * esp_insight_load_orders:
 *
 * Reads orders and refunds in [@from_us, @to_us). Those in another currency than the workspace's are
 * counted and left out: nothing is converted silently.
 *
 * Returns: (transfer full): the orders; %NULL with @error set
 */
EspInsightOrders *
esp_insight_load_orders (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char *const kinds[] = { ESP_EVENT_ORDER, ESP_EVENT_REFUND };
  g_autoptr (EspInsightOrders) self = g_new0 (EspInsightOrders, 1);
  g_autofree char *currency = NULL;
  gint64 scale;

  self->orders = g_array_new (FALSE, FALSE, sizeof (EspInsightOrder));
  if (!esp_revenue_get_unit (tx, &scale, &currency, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const EspDayQuery query = { kinds[i], ESP_DAY_MONEY, from_us, to_us, currency, scale };
      Gathering gathering = { self, i > 0 };

      if (!esp_day_facts_read (tx, &query, gather_day, &gathering, error))
        return NULL;
    }
  g_array_sort (self->orders, compare_orders);
  return g_steal_pointer (&self);
}
