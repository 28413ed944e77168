/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which touches belong to which conversion: the ways of each lead, one after the other. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-touch-walk.h"

#include "base/esp-clock.h"
#include "store/esp-insight-money.h"

typedef struct
{
  gint64 at_us;
  guint32 lead_id;
  double value;
} Conversion;

/**
 * esp_touch_walk_clear:
 */
void
esp_touch_walk_clear (EspTouchWalk *self)
{
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->touches, g_array_unref);
  g_clear_pointer (&self->conversions, g_array_unref);
}

/**
 * esp_touch_walk_get_group:
 *
 * Returns: what the question credits
 */
EspTouchGroup
esp_touch_walk_get_group (const EspQuestion *question)
{
  static const char *const names[] = {
    [ESP_TOUCH_CHANNEL] = "channel",
    [ESP_TOUCH_SOURCE] = "source",
    [ESP_TOUCH_CAMPAIGN] = "campaign",
    [ESP_TOUCH_JOURNEY] = "journey",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (esp_question_is (question, "by", names[i]))
      return (EspTouchGroup) i;
  return ESP_TOUCH_CHANNEL;
}

static gboolean
load_orders (EspTouchWalk *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  gint64 early_us =
    analysis->from_us == G_MININT64 ? G_MININT64 : analysis->from_us - self->window_us;
  g_autoptr (EspInsightOrders) orders =
    esp_insight_load_orders (analysis->tx, early_us, analysis->to_us, error);

  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders->orders, EspInsightOrder, i);
      Conversion conversion = { order->at_us, order->lead_id,
                                self->is_revenue ? (double) order->amount : 1 };

      if (!order->is_refund)
        g_array_append_val (self->conversions, conversion);
    }
  esp_analysis_note_foreign (analysis, "foreign-orders", orders->n_foreign);
  return TRUE;
}

static gboolean
load_conversions (EspTouchWalk *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  const char *kinds[2] = { esp_question_get (analysis->question, "conversion"), NULL };
  g_autoptr (GArray) events = NULL;
  gint64 early_us =
    analysis->from_us == G_MININT64 ? G_MININT64 : analysis->from_us - self->window_us;

  self->conversions = g_array_new (FALSE, FALSE, sizeof (Conversion));
  if (g_str_equal (kinds[0], "order"))
    return load_orders (self, error);
  if (self->is_revenue)
    esp_answer_note (analysis->answer, "no-revenue");
  self->is_revenue = FALSE;
  events = esp_insight_load_events (analysis->tx, kinds, early_us, analysis->to_us, error);
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const EspInsightEvent *event = &g_array_index (events, EspInsightEvent, i);
      Conversion conversion = { event->at_us, event->lead_id, 1 };

      g_array_append_val (self->conversions, conversion);
    }
  return events != NULL;
}

static gboolean
load_touches (EspTouchWalk *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  g_auto (GStrv) kinds = esp_question_get_list (analysis->question, "touches");
  const gint64 bounds[2] = { analysis->from_us == G_MININT64 ? G_MININT64
                                                             : analysis->from_us - self->window_us,
                             analysis->to_us };

  return esp_insight_share_touches (analysis->tx, (const char *const *) kinds,
                                    esp_touch_walk_get_group (analysis->question), bounds,
                                    &self->touches, &self->places, error);
}

/**
 * esp_touch_walk_load:
 *
 * Reads touches and conversions of the period and of the window before it, as the question says.
 */
gboolean
esp_touch_walk_load (EspTouchWalk *self, EspAnalysis *analysis, GError **error)
{
  self->analysis = analysis;
  self->window_us =
    (gint64) (esp_question_get_number (analysis->question, "window") * (double) ESP_USEC_PER_DAY);
  self->is_revenue = esp_question_is (analysis->question, "value", "revenue");
  return load_touches (self, error) && load_conversions (self, error);
}

typedef struct
{
  const EspTouchWalk *walk;
  const guint *place_of;
  GArray *touches; /* (owned) of EspTouch, of one way */
  EspTouchWalkFunc func;
  gpointer data;
} Walking;

/* Adds the next touches of the lead to a way, up to @until_us; those before @from_us are of none. */
static void
take_touches (Walking *self,
              EspTouchPath *path,
              const EspInsightEvent **next,
              const EspInsightEvent *end,
              gint64 from_us,
              gint64 until_us)
{
  EspTouch *touches = (EspTouch *) (gpointer) self->touches->data;

  path->touches = touches;
  path->n_touches = 0;
  for (; *next < end && (*next)->at_us <= until_us; (*next)++)
    if ((*next)->at_us >= from_us)
      touches[path->n_touches++] =
        (EspTouch){ (*next)->at_us,
                    self->place_of != NULL ? self->place_of[(*next)->place] : (*next)->place,
                    (*next)->kind };
}

/* The ways of one lead: each touch belongs to the next conversion if the window reaches so far back; those of the
 * period that lie too far back, or come after the last one, are ways that did not convert. */
static void
walk_lead (Walking *self,
           const EspInsightEvent *events,
           guint n_events,
           const Conversion *conversions,
           guint n_conversions)
{
  guint32 lead_id = n_events > 0 ? events[0].lead_id : conversions[0].lead_id;
  gint64 from_us = self->walk->analysis->from_us;
  const EspInsightEvent *next = events;
  const EspInsightEvent *end = n_events > 0 ? events + n_events : events;

  g_array_set_size (self->touches, MAX (self->touches->len, n_events + 1));
  for (guint i = 0; i <= n_conversions; i++)
    {
      const Conversion *conversion = i < n_conversions ? &conversions[i] : NULL;
      gint64 reach_us = conversion != NULL ? conversion->at_us - self->walk->window_us : G_MAXINT64;
      EspTouchPath path = { 0 };

      take_touches (self, &path, &next, end, from_us,
                    conversion != NULL ? reach_us - 1 : G_MAXINT64);
      if (path.n_touches > 0)
        self->func (lead_id, &path, self->data);
      if (conversion == NULL)
        break;
      take_touches (self, &path, &next, end, reach_us, conversion->at_us);
      if (conversion->at_us < from_us)
        continue;
      path.has_converted = TRUE;
      path.converted_us = conversion->at_us;
      path.value = conversion->value;
      self->func (lead_id, &path, self->data);
    }
}

/**
 * esp_touch_walk_run:
 * @place_of: (nullable): other numbers for the places
 * @func: called with each way, those without a touch that converted, too
 *
 * Goes through the ways of all leads that count.
 */
void
esp_touch_walk_run (const EspTouchWalk *self,
                    const guint *place_of,
                    EspTouchWalkFunc func,
                    gpointer data)
{
  const EspInsightEvent *events = (const EspInsightEvent *) (gpointer) self->touches->data;
  const Conversion *conversions = (const Conversion *) (gpointer) self->conversions->data;
  g_autoptr (GArray) touches = g_array_new (FALSE, FALSE, sizeof (EspTouch));
  Walking walking = { self, place_of, touches, func, data };
  guint event = 0;
  guint conversion = 0;

  while (event < self->touches->len || conversion < self->conversions->len)
    {
      guint32 lead_id = event == self->touches->len ? conversions[conversion].lead_id
                        : conversion == self->conversions->len
                          ? events[event].lead_id
                          : MIN (events[event].lead_id, conversions[conversion].lead_id);
      guint n_events = 0;
      guint n_conversions = 0;

      while (event + n_events < self->touches->len && events[event + n_events].lead_id == lead_id)
        n_events++;
      while (conversion + n_conversions < self->conversions->len &&
             conversions[conversion + n_conversions].lead_id == lead_id)
        n_conversions++;
      /* Empty arrays have no data to step into. */
      if (esp_analysis_counts (self->analysis, lead_id))
        walk_lead (&walking, n_events > 0 ? events + event : NULL, n_events,
                   n_conversions > 0 ? conversions + conversion : NULL, n_conversions);
      event += n_events;
      conversion += n_conversions;
    }
}
