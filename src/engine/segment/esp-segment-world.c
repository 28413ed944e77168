/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what segments of a workspace depend on besides the leads themselves. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-segment-world.h"

#include "engine/segment/esp-rule-json.h"
#include "store/esp-leaf-query.h"
#include "store/esp-meta.h"
#include "store/esp-segment-uses.h"
#include "store/esp-segments.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"

#define FALLBACK_ZONE "Asia/Seoul"
#define FALLBACK_CURRENCY "KRW"

typedef struct
{
  gint64 id;
  EspRule *rule; /* (owned) (nullable): of dynamic ones that can be read */
  GError *error; /* (owned) (nullable): why not */
} Known;

struct _EspSegmentWorld
{
  gatomicrefcount refs;
  EspRuleCatalog *catalog; /* (owned) */
  EspFields *fields;       /* (owned) */
  GHashTable *segments;    /* (owned): uuid to Known */
  GTimeZone *zone;         /* (owned) */
  char *currency;          /* (owned) */
};

static void
known_free (gpointer data)
{
  Known *known = data;

  g_clear_pointer (&known->rule, esp_rule_unref);
  g_clear_error (&known->error);
  g_free (known);
}

static EspRuleType
rule_type (EspFieldType type)
{
  switch (type)
    {
    case ESP_FIELD_INTEGER:
    case ESP_FIELD_DECIMAL:
      return ESP_RULE_TYPE_NUMBER;
    case ESP_FIELD_BOOLEAN:
      return ESP_RULE_TYPE_BOOLEAN;
    case ESP_FIELD_DATE:
      return ESP_RULE_TYPE_DATE;
    case ESP_FIELD_DATETIME:
      return ESP_RULE_TYPE_MOMENT;
    case ESP_FIELD_TEXT:
    default:
      return ESP_RULE_TYPE_TEXT;
    }
}

static void
add_fields (EspSegmentWorld *self)
{
  for (guint i = 0; i < esp_fields_get_n (self->fields); i++)
    {
      const EspField *field = esp_fields_get (self->fields, i);

      esp_rule_catalog_add_field (self->catalog, field->column, field->label,
                                  rule_type (field->type));
    }
  esp_rule_catalog_add_field (self->catalog, ESP_LEAF_FIELD_LTV, "LTV", ESP_RULE_TYPE_NUMBER);
  esp_rule_catalog_add_field (self->catalog, ESP_LEAF_FIELD_LAST_EVENT, "Last activity",
                              ESP_RULE_TYPE_MOMENT);
}

static void
collect_use_cb (EspRuleNode *node, gpointer data)
{
  if (node->condition != NULL && node->condition->kind == ESP_CONDITION_SEGMENT)
    g_ptr_array_add (data, node->condition->subject);
}

static gboolean
add_segments (EspSegmentWorld *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) segments = esp_segment_list (tx, error);

  for (guint i = 0; segments != NULL && i < segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (segments, i);
      g_autoptr (GPtrArray) uses = g_ptr_array_new ();
      Known *known = g_new0 (Known, 1);

      known->id = segment->id;
      if (!segment->is_static)
        known->rule =
          esp_rule_parse_json (segment->rule != NULL ? segment->rule : "", -1, &known->error);
      if (known->rule != NULL)
        esp_rule_foreach (known->rule, collect_use_cb, uses);
      g_ptr_array_add (uses, NULL);
      esp_rule_catalog_add_segment (self->catalog, segment->uuid, segment->name,
                                    (const char *const *) uses->pdata);
      g_hash_table_replace (self->segments, g_strdup (segment->uuid), known);
    }
  return segments != NULL;
}

static gboolean
add_campaigns (EspSegmentWorld *self, EspTx *tx, GError **error)
{
  g_autoptr (GHashTable) campaigns = esp_segment_list_campaigns (tx, error);
  GHashTableIter iter;
  gpointer uuid, name;

  if (campaigns == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, campaigns);
  while (g_hash_table_iter_next (&iter, &uuid, &name))
    esp_rule_catalog_add_campaign (self->catalog, uuid, name);
  return TRUE;
}

static gboolean
load_settings (EspSegmentWorld *self, EspTx *tx, GError **error)
{
  g_autofree char *zone = esp_meta_get_text (tx, ESP_META_ZONE, FALLBACK_ZONE, error);

  if (zone == NULL)
    return FALSE;
  self->zone = g_time_zone_new_identifier (zone);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
  self->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, FALLBACK_CURRENCY, error);
  return self->currency != NULL;
}

/**
 * esp_segment_world_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspSegmentWorld *
esp_segment_world_load (EspTx *tx, GError **error)
{
  g_autoptr (EspSegmentWorld) self = g_new0 (EspSegmentWorld, 1);

  g_atomic_ref_count_init (&self->refs);
  self->catalog = esp_rule_catalog_new ();
  self->segments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  self->fields = esp_fields_load (tx, error);
  if (self->fields == NULL || !load_settings (self, tx, error))
    return NULL;
  add_fields (self);
  if (!add_segments (self, tx, error) || !add_campaigns (self, tx, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_segment_world_ref:
 */
EspSegmentWorld *
esp_segment_world_ref (EspSegmentWorld *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_segment_world_unref:
 */
void
esp_segment_world_unref (EspSegmentWorld *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  esp_rule_catalog_unref (self->catalog);
  g_clear_pointer (&self->fields, esp_fields_unref);
  g_hash_table_unref (self->segments);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->currency);
  g_free (self);
}

/**
 * esp_segment_world_get_catalog:
 */
EspRuleCatalog *
esp_segment_world_get_catalog (const EspSegmentWorld *self)
{
  return self->catalog;
}

/**
 * esp_segment_world_get_fields:
 */
EspFields *
esp_segment_world_get_fields (const EspSegmentWorld *self)
{
  return self->fields;
}

/**
 * esp_segment_world_get_zone:
 */
GTimeZone *
esp_segment_world_get_zone (const EspSegmentWorld *self)
{
  return self->zone;
}

/**
 * esp_segment_world_get_currency:
 */
const char *
esp_segment_world_get_currency (const EspSegmentWorld *self)
{
  return self->currency;
}

/**
 * esp_segment_world_get_money_scale:
 *
 * Returns: how many minor units make one unit of the workspace's currency (ISO 4217)
 */
double
esp_segment_world_get_money_scale (const EspSegmentWorld *self)
{
  double scale = 1;

  for (guint i = 0; i < esp_currency_exponent (self->currency); i++)
    scale *= 10;
  return scale;
}

/**
 * esp_segment_world_find_static:
 *
 * Returns: the id of the static segment of that uuid, 0 when there is none
 */
gint64
esp_segment_world_find_static (const EspSegmentWorld *self, const char *uuid)
{
  const Known *known = g_hash_table_lookup (self->segments, uuid);

  return known != NULL && known->rule == NULL && known->error == NULL ? known->id : 0;
}

/**
 * esp_segment_world_find_rule:
 *
 * Returns: (transfer none): the rule of the dynamic segment of that uuid; %NULL with @error set
 */
EspRule *
esp_segment_world_find_rule (const EspSegmentWorld *self, const char *uuid, GError **error)
{
  const Known *known = g_hash_table_lookup (self->segments, uuid);

  if (known == NULL)
    g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_UNKNOWN, "There is no segment “%s”.", uuid);
  else if (known->error != NULL)
    g_set_error (error, ESP_RULE_ERROR, known->error->code, "The segment “%s”: %s",
                 esp_rule_catalog_get_segment_name (self->catalog, uuid), known->error->message);
  return known != NULL ? known->rule : NULL;
}

/**
 * esp_segment_world_get_day:
 *
 * Returns: the day that it is in the workspace's zone, in days since 1970
 */
gint64
esp_segment_world_get_day (const EspSegmentWorld *self, gint64 now_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);

  return (now_us + g_date_time_get_utc_offset (local)) / ESP_USEC_PER_DAY;
}
