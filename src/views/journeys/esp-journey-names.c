/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows what the messages, channels, segments, journeys and fields that steps refer to are called. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-names.h"

#include "channels/esp-channel-kinds.h"

#include "engine/segment/esp-sentence.h"
#include "store/esp-ad-audiences.h"
#include "store/esp-channels.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"

#include <string.h>

#define N_KINDS (ESP_NAME_AUDIENCE + 1)

struct _EspJourneyNames
{
  gatomicrefcount refs;
  GHashTable *names[N_KINDS]; /* (owned) reference → name */
  GPtrArray *lists[N_KINDS];  /* (owned) (element-type EspJourneyName) what can be chosen */
  GHashTable *media;          /* (owned) reference of a message → "email", "sms", … */
  GHashTable *channel_kinds;  /* (owned) kinds of the channels that are on */
  EspSegmentWorld *world;     /* (owned) (nullable) */
  EspLang lang;
};

/* The name itself and the number lead to it; who is first keeps the name. */
static void
add_name (GHashTable *names, gint64 id, const char *uuid, const char *name)
{
  g_hash_table_insert (names, g_strdup_printf ("%" G_GINT64_FORMAT, id), g_strdup (name));
  if (uuid != NULL)
    g_hash_table_insert (names, g_strdup (uuid), g_strdup (name));
  if (!g_hash_table_contains (names, name))
    g_hash_table_insert (names, g_strdup (name), g_strdup (name));
}

static void
name_free (gpointer data)
{
  EspJourneyName *name = data;

  g_free (name->reference);
  g_free (name->name);
  g_free (name);
}

static void
offer (EspJourneyNames *self, EspJourneyNameKind kind, gint64 id, const char *name)
{
  EspJourneyName *entry = g_new0 (EspJourneyName, 1);

  entry->id = id;
  entry->name = g_strdup (name);
  g_ptr_array_add (self->lists[kind], entry);
}

/* A name says what is meant as long as there is only one of it; else the number does. */
static void
settle (GPtrArray *list)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    {
      const EspJourneyName *entry = list->pdata[i];
      int n = GPOINTER_TO_INT (g_hash_table_lookup (seen, entry->name));

      g_hash_table_insert (seen, entry->name, GINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; i < list->len; i++)
    {
      EspJourneyName *entry = list->pdata[i];
      gboolean is_number = strspn (entry->name, "0123456789") == strlen (entry->name);

      entry->reference =
        !is_number && GPOINTER_TO_INT (g_hash_table_lookup (seen, entry->name)) == 1
          ? g_strdup (entry->name)
          : g_strdup_printf ("%" G_GINT64_FORMAT, entry->id);
    }
}

static gboolean
load_messages (EspJourneyNames *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) messages = esp_message_list (tx, TRUE, error);

  for (guint i = 0; messages != NULL && i < messages->len; i++)
    {
      const EspMessageRow *message = g_ptr_array_index (messages, i);

      add_name (self->names[ESP_NAME_MESSAGE], message->id, NULL, message->name);
      if (message->archived_at_us == 0)
        offer (self, ESP_NAME_MESSAGE, message->id, message->name);
      g_hash_table_insert (self->media, g_strdup_printf ("%" G_GINT64_FORMAT, message->id),
                           g_strdup (message->channel));
      g_hash_table_insert (self->media, g_strdup (message->name), g_strdup (message->channel));
    }
  return messages != NULL;
}

/* A channel is there for its kind and for what it carries. */
static void
note_kind (EspJourneyNames *self, const char *id)
{
  const EspChannelKind *kind = esp_channel_kind_find (id);

  g_hash_table_add (self->channel_kinds, g_strdup (id));
  if (kind != NULL)
    g_hash_table_add (self->channel_kinds,
                      g_strdup (kind->medium == ESP_MEDIUM_TEXT ? "sms"
                                                                : esp_medium_name (kind->medium)));
}

static gboolean
load_channels (EspJourneyNames *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *channel = g_ptr_array_index (channels, i);

      add_name (self->names[ESP_NAME_CHANNEL], channel->id, NULL, channel->name);
      if (channel->is_enabled)
        note_kind (self, channel->kind);
    }
  return channels != NULL;
}

static gboolean
load_segments (EspJourneyNames *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) segments = esp_segment_list (tx, error);

  for (guint i = 0; segments != NULL && i < segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (segments, i);

      add_name (self->names[ESP_NAME_SEGMENT], segment->id, segment->uuid, segment->name);
      offer (self, ESP_NAME_SEGMENT, segment->id, segment->name);
    }
  return segments != NULL;
}

static gboolean
load_journeys (EspJourneyNames *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_journey_row_list (tx, FALSE, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (rows, i);

      add_name (self->names[ESP_NAME_JOURNEY], row->id, NULL, row->name);
    }
  return rows != NULL;
}

static gboolean
load_audiences (EspJourneyNames *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_ad_audience_list (tx, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspAdAudience *row = g_ptr_array_index (rows, i);

      add_name (self->names[ESP_NAME_AUDIENCE], row->id, NULL, row->name);
    }
  return rows != NULL;
}

/**
 * esp_journey_names_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneyNames *
esp_journey_names_load (EspTx *tx, EspLang lang, GError **error)
{
  g_autoptr (EspJourneyNames) self = g_new0 (EspJourneyNames, 1);

  g_atomic_ref_count_init (&self->refs);
  self->lang = lang;
  for (guint i = 0; i < N_KINDS; i++)
    {
      self->names[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      self->lists[i] = g_ptr_array_new_with_free_func (name_free);
    }
  self->media = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->channel_kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->world = esp_segment_world_load (tx, error);
  if (self->world == NULL || !load_messages (self, tx, error) || !load_channels (self, tx, error) ||
      !load_segments (self, tx, error) || !load_journeys (self, tx, error) ||
      !load_audiences (self, tx, error))
    return NULL;
  for (guint i = 0; i < N_KINDS; i++)
    settle (self->lists[i]);
  return g_steal_pointer (&self);
}

/**
 * esp_journey_names_ref:
 */
EspJourneyNames *
esp_journey_names_ref (EspJourneyNames *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_journey_names_unref:
 */
void
esp_journey_names_unref (EspJourneyNames *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < N_KINDS; i++)
    {
      g_hash_table_unref (self->names[i]);
      g_ptr_array_unref (self->lists[i]);
    }
  g_hash_table_unref (self->media);
  g_hash_table_unref (self->channel_kinds);
  g_clear_pointer (&self->world, esp_segment_world_unref);
  g_free (self);
}

/**
 * esp_journey_names_find:
 * @self: (nullable)
 * @reference: a number, a uuid or a name
 *
 * Returns: (transfer none): what it is called; @reference itself when nobody knows it
 */
const char *
esp_journey_names_find (const EspJourneyNames *self, EspJourneyNameKind kind, const char *reference)
{
  const char *name = self != NULL ? g_hash_table_lookup (self->names[kind], reference) : NULL;

  return name != NULL ? name : reference;
}

/**
 * esp_journey_names_list:
 * @self: (nullable)
 * @kind: messages or segments
 *
 * Returns: (transfer none) (nullable) (element-type EspJourneyName): what can be chosen
 */
const GPtrArray *
esp_journey_names_list (const EspJourneyNames *self, EspJourneyNameKind kind)
{
  return self != NULL ? self->lists[kind] : NULL;
}

/**
 * esp_journey_names_find_id:
 * @self: (nullable)
 *
 * Returns: (transfer none) (nullable): the one of that number, when it can be chosen
 */
const EspJourneyName *
esp_journey_names_find_id (const EspJourneyNames *self, EspJourneyNameKind kind, gint64 id)
{
  const GPtrArray *list = esp_journey_names_list (self, kind);

  for (guint i = 0; list != NULL && i < list->len; i++)
    if (((const EspJourneyName *) list->pdata[i])->id == id)
      return list->pdata[i];
  return NULL;
}

/**
 * esp_journey_names_find_medium:
 * @self: (nullable)
 * @reference: (nullable): of a message
 *
 * Returns: (transfer none) (nullable): what kind of message it is: "email", "sms"
 */
const char *
esp_journey_names_find_medium (const EspJourneyNames *self, const char *reference)
{
  return self != NULL && reference != NULL ? g_hash_table_lookup (self->media, reference) : NULL;
}

/**
 * esp_journey_names_has_channel:
 *
 * Returns: whether a channel of the kind is set up and on
 */
gboolean
esp_journey_names_has_channel (const EspJourneyNames *self, const char *kind)
{
  return self != NULL && g_hash_table_contains (self->channel_kinds, kind);
}

/**
 * esp_journey_names_find_field:
 * @self: (nullable)
 *
 * Returns: (transfer none): what the field is called; the key itself when nobody knows it
 */
const char *
esp_journey_names_find_field (const EspJourneyNames *self, const char *key)
{
  return self != NULL
           ? esp_sentence_field_label (esp_segment_world_get_catalog (self->world), key, self->lang)
           : key;
}

/**
 * esp_journey_names_get_world:
 *
 * Returns: (transfer none): what sentences of rules are made with
 */
EspSegmentWorld *
esp_journey_names_get_world (const EspJourneyNames *self)
{
  return self->world;
}

/**
 * esp_journey_names_get_lang:
 */
EspLang
esp_journey_names_get_lang (const EspJourneyNames *self)
{
  return self->lang;
}
