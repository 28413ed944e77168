/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan comes to: reach, pressure, cost, and the result to expect from what sends brought before. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-study.h"

#include "base/esp-clock.h"
#include "store/esp-span.h"

#include <math.h>

/* The past that is gone by. */
#define PAST_DAYS 90

static gboolean
is_inside (const EspPlanStudy *self, gint64 at_us)
{
  const EspPressure *first, *last;

  if (self->pressure->len == 0)
    return FALSE;
  first = &g_array_index (self->pressure, EspPressure, 0);
  last = &g_array_index (self->pressure, EspPressure, self->pressure->len - 1);
  return at_us >= first->from_us && at_us < last->to_us;
}

/* How many orders and how much revenue a message brought, lately, over all that was sent. */
static gboolean
load_past (const EspPlanStudy *self,
           EspTx *tx,
           double *out_orders,
           double *out_revenue,
           GError **error)
{
  const gint64 bounds[] = { self->plan->now_us - PAST_DAYS * ESP_USEC_PER_DAY, self->plan->now_us };
  g_autoptr (EspSpan) sent = esp_span_load (tx, ESP_LEAD_SET_SENT, bounds, 1, error);
  g_autoptr (EspSpan) ordered =
    sent != NULL ? esp_span_load (tx, ESP_LEAD_SET_ORDERED, bounds, 1, error) : NULL;
  guint64 n_sent, n_both;

  *out_orders = NAN;
  *out_revenue = NAN;
  if (ordered == NULL)
    return FALSE;
  n_sent = esp_bitmap_count (sent->leads);
  if (n_sent == 0)
    return TRUE;
  n_both = esp_bitmap_and_count (sent->leads, ordered->leads);
  *out_orders = (double) n_both / (double) n_sent;
  *out_revenue = esp_bitmap_is_empty (ordered->leads)
                   ? 0
                   : ordered->amounts[0] * (double) n_both /
                       (double) esp_bitmap_count (ordered->leads) / (double) n_sent;
  return TRUE;
}

static void
add_send (const EspPlanSend *send, EspBitmap *reach, EspPlanSum *sum, guint exponent)
{
  guint64 n = esp_bitmap_count (send->people);

  sum->n_sends++;
  sum->n_messages += n;
  sum->cost += (gint64) llround ((double) n * send->unit_price * pow (10, exponent));
  esp_bitmap_or (reach, send->people);
}

/**
 * esp_plan_study_sum:
 *
 * Sums up what is still to leave in the weeks of the study. The result to expect is the share of people written to who
 * bought in the last 90 days, applied to the people reached: an estimate that knows no cause.
 */
gboolean
esp_plan_study_sum (const EspPlanStudy *self, EspTx *tx, EspPlanSum *out_sum, GError **error)
{
  g_autoptr (EspBitmap) reach = esp_bitmap_new ();
  guint exponent = esp_currency_exponent (self->plan->currency);
  double orders, revenue;

  *out_sum = (EspPlanSum){ .orders = NAN, .revenue = NAN };
  for (guint i = 0; i < self->sends->len; i++)
    {
      const EspPlanSend *send = g_ptr_array_index (self->sends, i);

      if (send->is_open && is_inside (self, send->at_us))
        add_send (send, reach, out_sum, exponent);
    }
  for (guint i = 0; i < self->plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (self->plan->entries, i);

      if (entry->type == ESP_PLAN_OF_ITEM && is_inside (self, entry->from_us) &&
          !g_str_equal (entry->state, "cancelled"))
        out_sum->cost += entry->money;
    }
  for (guint i = 0; i < self->conflicts->len; i++)
    {
      const EspConflict *conflict = g_ptr_array_index (self->conflicts, i);

      if (!is_inside (self, conflict->at_us))
        continue;
      out_sum->n_conflicts++;
      out_sum->n_held += conflict->kind == ESP_CONFLICT_CAP ? conflict->n : 0;
    }
  for (guint i = 0; i < self->pressure->len; i++)
    {
      const EspPressure *week = &g_array_index (self->pressure, EspPressure, i);

      out_sum->n_over = MAX (out_sum->n_over, week->n_over);
      out_sum->most = MAX (out_sum->most, week->most);
    }
  out_sum->n_reach = esp_bitmap_count (reach);
  out_sum->n_messages -= MIN (out_sum->n_held, out_sum->n_messages);
  if (!load_past (self, tx, &orders, &revenue, error))
    return FALSE;
  out_sum->orders = orders * (double) out_sum->n_reach;
  out_sum->revenue = revenue * (double) out_sum->n_reach;
  return TRUE;
}
