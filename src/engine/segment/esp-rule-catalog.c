/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules may name: fields with their types, segments with what they use, campaigns. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-catalog.h"

typedef struct
{
  char *name;
  char **uses; /* ids of the segments that its rule asks */
} Segment;

struct _EspRuleCatalog
{
  gatomicrefcount refs;
  GPtrArray *fields;       /* (owned) (element-type EspRuleField), in the order of adding */
  GHashTable *field_index; /* (owned): key to field */
  GHashTable *segments;    /* (owned): id to Segment */
  GHashTable *campaigns;   /* (owned): id to name */
};

static void
field_free (gpointer data)
{
  EspRuleField *field = data;

  g_free (field->key);
  g_free (field->label);
  g_free (field);
}

static void
segment_free (gpointer data)
{
  Segment *segment = data;

  g_free (segment->name);
  g_strfreev (segment->uses);
  g_free (segment);
}

/**
 * esp_rule_catalog_new:
 *
 * Returns: (transfer full): an empty catalogue
 */
EspRuleCatalog *
esp_rule_catalog_new (void)
{
  EspRuleCatalog *self = g_new0 (EspRuleCatalog, 1);

  g_atomic_ref_count_init (&self->refs);
  self->fields = g_ptr_array_new_with_free_func (field_free);
  self->field_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->segments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, segment_free);
  self->campaigns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * esp_rule_catalog_ref:
 */
EspRuleCatalog *
esp_rule_catalog_ref (EspRuleCatalog *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_rule_catalog_unref:
 */
void
esp_rule_catalog_unref (EspRuleCatalog *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->field_index);
  g_ptr_array_unref (self->fields);
  g_hash_table_unref (self->segments);
  g_hash_table_unref (self->campaigns);
  g_free (self);
}

/**
 * esp_rule_catalog_add_field:
 */
void
esp_rule_catalog_add_field (EspRuleCatalog *self,
                            const char *key,
                            const char *label,
                            EspRuleType type)
{
  EspRuleField *field = g_new0 (EspRuleField, 1);

  field->key = g_strdup (key);
  field->label = g_strdup (label);
  field->type = type;
  g_ptr_array_add (self->fields, field);
  g_hash_table_replace (self->field_index, field->key, field);
}

/**
 * esp_rule_catalog_add_segment:
 * @uses: (nullable): ids of the segments that its own rule asks
 */
void
esp_rule_catalog_add_segment (EspRuleCatalog *self,
                              const char *id,
                              const char *name,
                              const char *const *uses)
{
  Segment *segment = g_new0 (Segment, 1);

  segment->name = g_strdup (name);
  segment->uses = g_strdupv ((char **) uses);
  g_hash_table_replace (self->segments, g_strdup (id), segment);
}

/**
 * esp_rule_catalog_add_campaign:
 */
void
esp_rule_catalog_add_campaign (EspRuleCatalog *self, const char *id, const char *name)
{
  g_hash_table_replace (self->campaigns, g_strdup (id), g_strdup (name));
}

/**
 * esp_rule_catalog_get_n_fields:
 */
guint
esp_rule_catalog_get_n_fields (const EspRuleCatalog *self)
{
  return self->fields->len;
}

/**
 * esp_rule_catalog_get_field:
 */
const EspRuleField *
esp_rule_catalog_get_field (const EspRuleCatalog *self, guint index)
{
  return g_ptr_array_index (self->fields, index);
}

/**
 * esp_rule_catalog_find_field:
 *
 * Returns: (nullable): the field of that key
 */
const EspRuleField *
esp_rule_catalog_find_field (const EspRuleCatalog *self, const char *key)
{
  return g_hash_table_lookup (self->field_index, key);
}

static int
compare_segments_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const EspRuleCatalog *self = data;
  const char *const *first = a;
  const char *const *second = b;

  return g_utf8_collate (esp_rule_catalog_get_segment_name (self, *first),
                         esp_rule_catalog_get_segment_name (self, *second));
}

/**
 * esp_rule_catalog_list_segments:
 *
 * Returns: (transfer container) (element-type utf8): the ids of all segments by name
 */
GPtrArray *
esp_rule_catalog_list_segments (const EspRuleCatalog *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->segments);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, id);
  g_ptr_array_sort_with_data (ids, compare_segments_cb, (gpointer) self);
  return ids;
}

/**
 * esp_rule_catalog_get_segment_name:
 *
 * Returns: (nullable): the name; %NULL when there is no such segment
 */
const char *
esp_rule_catalog_get_segment_name (const EspRuleCatalog *self, const char *id)
{
  const Segment *segment = g_hash_table_lookup (self->segments, id);

  return segment != NULL ? segment->name : NULL;
}

/**
 * esp_rule_catalog_find_segment:
 *
 * Returns: (nullable): the id of the only segment of that name
 */
const char *
esp_rule_catalog_find_segment (const EspRuleCatalog *self, const char *name)
{
  const char *found = NULL;
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->segments);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (g_strcmp0 (((Segment *) value)->name, name) == 0)
      {
        if (found != NULL)
          return NULL;
        found = id;
      }
  return found;
}

/**
 * esp_rule_catalog_get_campaign_name:
 *
 * Returns: (nullable)
 */
const char *
esp_rule_catalog_get_campaign_name (const EspRuleCatalog *self, const char *id)
{
  return g_hash_table_lookup (self->campaigns, id);
}

static int
compare_campaigns_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const EspRuleCatalog *self = data;
  const char *const *first = a;
  const char *const *second = b;
  int order = g_utf8_collate (esp_rule_catalog_get_campaign_name (self, *first),
                              esp_rule_catalog_get_campaign_name (self, *second));

  return order != 0 ? order : g_strcmp0 (*first, *second);
}

/**
 * esp_rule_catalog_list_campaigns:
 *
 * Returns: (transfer container) (element-type utf8): the ids of all campaigns by name
 */
GPtrArray *
esp_rule_catalog_list_campaigns (const EspRuleCatalog *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->campaigns);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, id);
  g_ptr_array_sort_with_data (ids, compare_campaigns_cb, (gpointer) self);
  return ids;
}

/**
 * esp_rule_catalog_find_campaign:
 *
 * Returns: (nullable): the id of the only campaign of that name
 */
const char *
esp_rule_catalog_find_campaign (const EspRuleCatalog *self, const char *name)
{
  const char *found = NULL;
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->campaigns);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (g_strcmp0 (value, name) == 0)
      {
        if (found != NULL)
          return NULL;
        found = id;
      }
  return found;
}

static gboolean
reaches (const EspRuleCatalog *self, const char *from, const char *to, GHashTable *seen)
{
  const Segment *segment = g_hash_table_lookup (self->segments, from);

  if (g_str_equal (from, to))
    return TRUE;
  if (segment == NULL || segment->uses == NULL || !g_hash_table_add (seen, (gpointer) from))
    return FALSE;
  for (char **id = segment->uses; *id != NULL; id++)
    if (reaches (self, *id, to, seen))
      return TRUE;
  return FALSE;
}

/**
 * esp_rule_catalog_reaches:
 *
 * Returns: whether the rule of segment @from asks segment @to, itself or through others
 */
gboolean
esp_rule_catalog_reaches (const EspRuleCatalog *self, const char *from, const char *to)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  return reaches (self, from, to, seen);
}
