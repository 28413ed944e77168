/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of one lead for the evaluator, from the record that the store read. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-dossier-facts.h"

#include "engine/segment/esp-rule-eval.h"
#include "store/esp-leaf-query.h"

#include <json-glib/json-glib.h>

/* Segments that ask each other deeper than this are a cycle that slipped through. */
#define MAX_SEGMENT_DEPTH 32

struct _EspDossierFacts
{
  EspRuleFacts facts;
  const EspLeadDossier *dossier; /* (unowned) */
  EspSegmentWorld *world;        /* (owned) */
  GPtrArray *props;              /* (owned) (element-type JsonNode) (nullable entries): by event */
  gint64 now_us;
  guint depth;
};

typedef struct
{
  JsonNode *props; /* (nullable) */
} EventData;

static void
json_node_free_maybe (gpointer data)
{
  if (data != NULL)
    json_node_unref (data);
}

static gboolean
get_stat (const EspDossierFacts *self, const char *key, EspFact *out)
{
  if (g_str_equal (key, ESP_LEAF_FIELD_LTV))
    *out = (EspFact){ .type = ESP_FACT_NUMBER,
                      .number = (double) self->dossier->revenue /
                                esp_segment_world_get_money_scale (self->world) };
  else if (g_str_equal (key, ESP_LEAF_FIELD_LAST_EVENT))
    *out =
      (EspFact){ .type = self->dossier->last_event_at_us != 0 ? ESP_FACT_MOMENT : ESP_FACT_UNKNOWN,
                 .moment_us = self->dossier->last_event_at_us };
  else
    return FALSE;
  return TRUE;
}

static void
get_field (gpointer data, const char *key, EspFact *out)
{
  EspDossierFacts *self = data;
  EspFields *fields = esp_segment_world_get_fields (self->world);
  int index = esp_fields_find (fields, key);
  const EspValue *value = index >= 0 ? esp_lead_get (self->dossier->lead, key) : NULL;
  EspFieldType type;

  *out = (EspFact){ ESP_FACT_UNKNOWN };
  if (get_stat (self, key, out) || value == NULL)
    return;
  type = esp_fields_get (fields, (guint) index)->type;
  switch (value->type)
    {
    case ESP_VALUE_TEXT:
      *out = (EspFact){ .type = ESP_FACT_TEXT, .text = value->text };
      break;
    case ESP_VALUE_DECIMAL:
      *out = (EspFact){ .type = ESP_FACT_NUMBER, .number = value->decimal };
      break;
    case ESP_VALUE_INTEGER:
      if (type == ESP_FIELD_DATE || type == ESP_FIELD_DATETIME)
        *out = (EspFact){ .type = ESP_FACT_MOMENT, .moment_us = value->integer };
      else
        *out = (EspFact){ .type = type == ESP_FIELD_BOOLEAN ? ESP_FACT_BOOLEAN : ESP_FACT_NUMBER,
                          .number = (double) value->integer };
      break;
    case ESP_VALUE_NULL:
    default:
      break;
    }
}

static gboolean
has_tag (gpointer data, const char *tag)
{
  EspDossierFacts *self = data;

  return g_hash_table_contains (self->dossier->tags, tag);
}

static const char *
get_consent (gpointer data, const char *channel, const char *purpose)
{
  EspDossierFacts *self = data;
  g_autofree char *key = g_strdup_printf ("%s/%s", channel, purpose);

  return g_hash_table_lookup (self->dossier->consents, key);
}

static gboolean
is_suppressed (gpointer data, const char *channel)
{
  EspDossierFacts *self = data;
  GHashTable *channels = self->dossier->suppressed;

  if (channel == NULL)
    return g_hash_table_size (channels) > 0;
  return g_hash_table_contains (channels, channel) || g_hash_table_contains (channels, "all");
}

static void
get_property (const EspFactEvent *event, const char *property, EspFact *out)
{
  const EventData *data = event->data;
  JsonNode *node;

  *out = (EspFact){ ESP_FACT_UNKNOWN };
  if (data->props == NULL || !JSON_NODE_HOLDS_OBJECT (data->props))
    return;
  node = json_object_get_member (json_node_get_object (data->props), property);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_VALUE (node))
    *out = (EspFact){ .type = ESP_FACT_OTHER };
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    *out = (EspFact){ .type = ESP_FACT_TEXT, .text = json_node_get_string (node) };
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    *out = (EspFact){ .type = ESP_FACT_BOOLEAN, .number = json_node_get_boolean (node) ? 1 : 0 };
  else
    *out = (EspFact){ .type = ESP_FACT_NUMBER, .number = json_node_get_double (node) };
}

/* Read when first asked for: most rules look at no property. */
static JsonNode *
props_of (EspDossierFacts *self, guint index, const EspDossierEvent *event)
{
  if (event->props == NULL)
    return NULL;
  if (self->props->pdata[index] == NULL)
    self->props->pdata[index] = json_from_string (event->props, NULL);
  return self->props->pdata[index];
}

static void
foreach_event (gpointer data, const char *kind, EspFactEventFunc func, gpointer user_data)
{
  EspDossierFacts *self = data;

  for (guint i = 0; i < self->dossier->events->len; i++)
    {
      const EspDossierEvent *event = &g_array_index (self->dossier->events, EspDossierEvent, i);
      EventData event_data;
      EspFactEvent fact;

      if (g_strcmp0 (event->kind, kind) != 0)
        continue;
      event_data.props = props_of (self, i, event);
      fact = (EspFactEvent){ event->at_us, i, event->campaign, &event_data, get_property };
      func (&fact, user_data);
    }
}

static gboolean
in_segment (gpointer data, const char *segment)
{
  EspDossierFacts *self = data;
  EspRuleTime time = { self->now_us, esp_segment_world_get_zone (self->world) };
  gboolean matches;
  EspRule *rule;

  if (esp_segment_world_find_static (self->world, segment) != 0)
    return g_hash_table_contains (self->dossier->segments, segment);
  rule = esp_segment_world_find_rule (self->world, segment, NULL);
  if (rule == NULL || self->depth >= MAX_SEGMENT_DEPTH)
    return FALSE;
  self->depth++;
  matches =
    esp_rule_matches (rule, esp_segment_world_get_catalog (self->world), &time, &self->facts);
  self->depth--;
  return matches;
}

/**
 * esp_dossier_facts_new:
 * @dossier: kept alive by the caller
 *
 * Returns: (transfer full)
 */
EspDossierFacts *
esp_dossier_facts_new (const EspLeadDossier *dossier, EspSegmentWorld *world, gint64 now_us)
{
  EspDossierFacts *self = g_new0 (EspDossierFacts, 1);

  self->dossier = dossier;
  self->world = esp_segment_world_ref (world);
  self->now_us = now_us;
  self->props = g_ptr_array_new_with_free_func (json_node_free_maybe);
  g_ptr_array_set_size (self->props, (int) dossier->events->len);
  self->facts = (EspRuleFacts){ .lead_id = (guint32) dossier->lead->id,
                                .data = self,
                                .get_field = get_field,
                                .has_tag = has_tag,
                                .get_consent = get_consent,
                                .is_suppressed = is_suppressed,
                                .foreach_event = foreach_event,
                                .in_segment = in_segment };
  return self;
}

/**
 * esp_dossier_facts_free:
 */
void
esp_dossier_facts_free (EspDossierFacts *self)
{
  if (self == NULL)
    return;
  esp_segment_world_unref (self->world);
  g_ptr_array_unref (self->props);
  g_free (self);
}

/**
 * esp_dossier_facts_get:
 */
const EspRuleFacts *
esp_dossier_facts_get (const EspDossierFacts *self)
{
  return &self->facts;
}

/**
 * esp_dossier_facts_set_now:
 *
 * Asks of another moment; matters for segments that rules ask for.
 */
void
esp_dossier_facts_set_now (EspDossierFacts *self, gint64 now_us)
{
  self->now_us = now_us;
}
