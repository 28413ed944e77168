/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes channels from their records and shares them between sends. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-channel-pool.h"

#include "channels/email/esp-demo-mailbox.h"
#include "channels/esp-channel-kinds.h"

#include <json-glib/json-glib.h>

struct _EspChannelPool
{
  char *workspace_path; /* (owned) */
  GHashTable *slots;    /* (owned) channel id → EspChannelSlot */
};

static void
slot_free (gpointer data)
{
  EspChannelSlot *slot = data;

  esp_channel_close (slot->channel);
  g_object_unref (slot->channel);
  g_free (slot);
}

/**
 * esp_channel_pool_new:
 * @workspace_path: the workspace whose channels it opens
 *
 * Returns: (transfer full): a pool without a channel
 */
EspChannelPool *
esp_channel_pool_new (const char *workspace_path)
{
  EspChannelPool *self = g_new0 (EspChannelPool, 1);

  self->workspace_path = g_strdup (workspace_path);
  self->slots = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, slot_free);
  return self;
}

void
esp_channel_pool_free (EspChannelPool *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->slots);
  g_free (self->workspace_path);
  g_free (self);
}

/**
 * esp_channel_open:
 * @secret: (nullable)
 *
 * Returns: (transfer full): the channel that @record describes, on the calling thread's context
 */
EspChannel *
esp_channel_open (const EspChannelRecord *record,
                  const char *secret,
                  const char *workspace_path,
                  GError **error)
{
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);
  g_autofree char *folder = NULL;

  if (g_str_equal (record->kind, "demo"))
    {
      folder = esp_demo_mailbox_folder_of_workspace (workspace_path);
      return esp_demo_mailbox_new (folder);
    }
  if (kind == NULL || kind->open == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "The kind of channel “%s” is not known here", record->kind);
      return NULL;
    }
  return esp_channel_kind_check (kind, record->settings, error)
           ? kind->open (record->settings, secret, error)
           : NULL;
}

/**
 * esp_channel_settings_get_rate:
 *
 * Returns: messages a minute that the settings allow; 0 is without limit
 */
guint
esp_channel_settings_get_rate (const char *settings)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  JsonNode *rate;

  if (!json_parser_load_from_data (parser, settings, -1, NULL))
    return 0;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;
  rate = json_object_get_member (json_node_get_object (root), "rate-per-minute");
  if (rate == NULL || !JSON_NODE_HOLDS_VALUE (rate) || json_node_get_int (rate) < 0)
    return 0;
  return (guint) MIN (json_node_get_int (rate), G_MAXINT);
}

/**
 * esp_channel_settings_add_rate:
 * @settings: a JSON object without a rate, such as esp_smtp_account_to_json() makes
 * @per_minute: messages a minute at most; 0 is without limit
 *
 * Returns: (transfer full): the settings with the rate
 */
char *
esp_channel_settings_add_rate (const char *settings, guint per_minute)
{
  g_return_val_if_fail (*settings == '{', NULL);

  if (per_minute == 0)
    return g_strdup (settings);
  return g_strdup_printf ("{\"rate-per-minute\":%u,%s", per_minute, settings + 1);
}

/**
 * esp_channel_pool_acquire:
 *
 * Returns: (transfer none): the open channel with its rate; to be released. NULL with @error set
 */
EspChannelSlot *
esp_channel_pool_acquire (EspChannelPool *self,
                          const EspChannelRecord *record,
                          const char *secret,
                          gint64 now_us,
                          GError **error)
{
  EspChannelSlot *slot = g_hash_table_lookup (self->slots, &record->id);

  if (slot != NULL && slot->changed_at_us != record->updated_at_us)
    {
      /* Whoever still uses the old one keeps it until released. */
      (void) g_hash_table_steal (self->slots, &record->id);
      slot = NULL;
    }
  if (slot == NULL)
    {
      EspChannel *channel = esp_channel_open (record, secret, self->workspace_path, error);

      if (channel == NULL)
        return NULL;
      slot = g_new0 (EspChannelSlot, 1);
      slot->channel = channel;
      slot->channel_id = record->id;
      slot->changed_at_us = record->updated_at_us;
      esp_token_bucket_init (&slot->bucket, esp_channel_settings_get_rate (record->settings),
                             record->bucket_tokens, record->bucket_at_us, now_us);
      g_hash_table_insert (self->slots, &slot->channel_id, slot);
    }
  slot->n_users++;
  return slot;
}

/**
 * esp_channel_pool_release:
 *
 * The last user closes the channel, so that changed settings count the next time.
 */
void
esp_channel_pool_release (EspChannelPool *self, EspChannelSlot *slot)
{
  if (--slot->n_users > 0)
    return;
  if (g_hash_table_lookup (self->slots, &slot->channel_id) == slot)
    (void) g_hash_table_remove (self->slots, &slot->channel_id); /* it is there: just found */
  else
    slot_free (slot);
}
