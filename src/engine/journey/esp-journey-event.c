/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether something that happened is what a journey waits for. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-event.h"

#include "engine/segment/esp-rule-eval.h"

static void
get_property (const EspFactEvent *event, const char *property, EspFact *out)
{
  JsonObject *props = event->data;
  JsonNode *node = props != NULL ? json_object_get_member (props, property) : NULL;
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  *out = (EspFact){ ESP_FACT_UNKNOWN };
  if (type == G_TYPE_STRING)
    *out = (EspFact){ .type = ESP_FACT_TEXT, .text = json_node_get_string (node) };
  else if (type == G_TYPE_BOOLEAN)
    *out = (EspFact){ .type = ESP_FACT_BOOLEAN, .number = json_node_get_boolean (node) };
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    *out = (EspFact){ .type = ESP_FACT_NUMBER, .number = json_node_get_double (node) };
}

static void
give_event (gpointer data, const char *kind, EspFactEventFunc func, gpointer user_data)
{
  const EspJourneyEvent *event = data;
  const EspFactEvent fact = { .at_us = event->at_us,
                              .data = event->props,
                              .get_property = get_property };

  if (g_strcmp0 (kind, event->kind) == 0)
    func (&fact, user_data);
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
  const EspRuleFacts facts = { .data = (gpointer) event, .foreach_event = give_event };

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
    const EspRuleTime time = { event->at_us, utc };

    return esp_condition_matches (condition, catalog, &time, &facts);
  }
}
