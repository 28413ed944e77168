/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts how many of the people that a message is meant for have each field that it may print. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-field-rates.h"

#include "store/esp-campaigns.h"
#include "store/esp-meta.h"
#include "store/esp-segment-state.h"
#include "store/esp-segments.h"

#include <json-glib/json-glib.h>

/* Nobody chose yet. */
#define UNDECIDED (-1)

static char *
key_of (gint64 message_id)
{
  return g_strdup_printf ("message-audience.%" G_GINT64_FORMAT, message_id);
}

/* Returns: (transfer full) (nullable): uuid of the first segment of an audience */
static char *
read_first_segment (const char *audience)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonArray *segments;
  JsonNode *first;

  if (*audience == '\0' || !json_parser_load_from_data (parser, audience, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      !json_object_has_member (json_node_get_object (root), "segments") ||
      !JSON_NODE_HOLDS_ARRAY (json_object_get_member (json_node_get_object (root), "segments")))
    return NULL;
  segments = json_object_get_array_member (json_node_get_object (root), "segments");
  if (json_array_get_length (segments) == 0)
    return NULL;
  first = json_array_get_element (segments, 0);
  return JSON_NODE_HOLDS_VALUE (first) ? json_node_dup_string (first) : NULL;
}

static const EspSegment *
find_segment (const GPtrArray *segments, gint64 id, const char *uuid)
{
  for (guint i = 0; i < segments->len; i++)
    {
      const EspSegment *segment = segments->pdata[i];

      if (uuid != NULL ? g_strcmp0 (segment->uuid, uuid) == 0 : segment->id == id)
        return segment;
    }
  return NULL;
}

/* What was chosen, else whom the newest send goes to, else everybody. */
static gboolean
decide (EspTx *tx, gint64 message_id, EspFieldRates *self, GError **error)
{
  g_autofree char *key = key_of (message_id);
  g_autofree char *audience = NULL;
  g_autofree char *uuid = NULL;
  gint64 chosen = UNDECIDED;
  const EspSegment *segment;

  if (!esp_meta_get_int64 (tx, key, UNDECIDED, &chosen, error))
    return FALSE;
  if (chosen == UNDECIDED)
    {
      audience = esp_send_dup_audience_of (tx, message_id, error);
      if (audience == NULL)
        return FALSE;
      uuid = read_first_segment (audience);
    }
  segment = chosen > 0 || uuid != NULL ? find_segment (self->segments, chosen, uuid) : NULL;
  if (segment == NULL)
    return TRUE;
  self->segment_id = segment->id;
  self->segment_name = g_strdup (segment->name);
  return TRUE;
}

/**
 * esp_field_rates_load:
 *
 * Goes through the leads once: for a thread that may take its time.
 *
 * Returns: (transfer full) (nullable): the rates; %NULL with @error set
 */
EspFieldRates *
esp_field_rates_load (EspTx *tx, gint64 message_id, GError **error)
{
  g_autoptr (EspFieldRates) self = g_new0 (EspFieldRates, 1);
  g_autoptr (EspBitmap) members = NULL;
  g_autoptr (GError) local = NULL;

  self->fields = esp_fields_load (tx, error);
  if (self->fields == NULL)
    return NULL;
  self->segments = esp_segment_list (tx, error);
  if (self->segments == NULL || !decide (tx, message_id, self, error))
    return NULL;
  if (self->segment_id != 0)
    {
      members = esp_segment_load_state (tx, self->segment_id, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  self->filled = g_new0 (gint64, esp_fields_get_n (self->fields) + 1);
  if (!esp_fields_count_filled (tx, self->fields, members, self->filled, &self->n_leads, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_field_rates_free:
 * @self: (nullable): rates
 */
void
esp_field_rates_free (EspFieldRates *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->fields, esp_fields_unref);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_free (self->segment_name);
  g_free (self->filled);
  g_free (self);
}

/**
 * esp_field_rates_get_share:
 * @name: of a field, as templates name it
 *
 * Returns: from 0 to 1; below 0 when it is not known
 */
double
esp_field_rates_get_share (const EspFieldRates *self, const char *name)
{
  int i = esp_fields_find_name (self->fields, name);

  if (i < 0 || self->n_leads == 0)
    return -1;
  return (double) self->filled[i] / (double) self->n_leads;
}

/**
 * esp_field_rates_choose:
 * @segment_id: for whom the message is meant; 0 is all leads
 */
gboolean
esp_field_rates_choose (EspTx *tx, gint64 message_id, gint64 segment_id, GError **error)
{
  g_autofree char *key = key_of (message_id);

  return esp_meta_set_int64 (tx, key, segment_id, error);
}
