/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether something that happened is what a journey waits for. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-event.h"

#include "engine/segment/esp-rule-eval.h"

typedef struct
{
  const EspJourneyEvent *event;
} OneEvent;

static void
give_event (gpointer data, const char *kind, EspFactEventFunc func, gpointer user_data)
{
  const OneEvent *one = data;

  if (g_strcmp0 (kind, one->event->kind) == 0)
    func (one->event->fact, user_data);
}

/**
 * esp_journey_event_matches:
 * @condition: on events
 *
 * Returns: whether this event is one that @condition asks for
 */
gboolean
esp_journey_event_matches (const EspCondition *condition, const EspJourneyEvent *event)
{
  static gsize is_ready = 0;
  static EspRuleCatalog *catalog;
  static GTimeZone *utc;
  OneEvent one = { event };
  const EspLeadFacts facts = { .data = &one, .foreach_event = give_event };

  if (g_strcmp0 (condition->subject, event->kind) != 0)
    return FALSE;
  if (condition->where == NULL || condition->where->len == 0)
    return TRUE;
  if (g_once_init_enter (&is_ready))
    {
      catalog = esp_rule_catalog_new ();
      utc = g_time_zone_new_utc ();
      g_once_init_leave (&is_ready, 1);
    }
  {
    const EspRuleTime time = { event->fact->at_us, utc };

    return esp_condition_matches (condition, catalog, &time, &facts);
  }
}
