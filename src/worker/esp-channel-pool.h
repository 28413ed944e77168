/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"
#include "store/esp-channels.h"
#include "worker/esp-token-bucket.h"

G_BEGIN_DECLS

/* The open channels of the engine. Two sends through one account share its connections and its rate.
 * Network thread only. */
typedef struct _EspChannelPool EspChannelPool;

typedef struct
{
  EspChannel *channel;
  EspTokenBucket bucket;
  gint64 channel_id;
  gint64 changed_at_us; /* of the settings that it was opened with */
  guint n_users;
} EspChannelSlot;

EspChannelPool *esp_channel_pool_new (const char *workspace_path);
void esp_channel_pool_free (EspChannelPool *self);
EspChannelSlot *esp_channel_pool_acquire (EspChannelPool *self,
                                          const EspChannelRecord *record,
                                          const char *secret,
                                          gint64 now_us,
                                          GError **error);
void esp_channel_pool_release (EspChannelPool *self, EspChannelSlot *slot);
guint esp_channel_settings_get_rate (const char *settings);
char *esp_channel_settings_add_rate (const char *settings, guint per_minute);
EspChannel *esp_channel_open (const EspChannelRecord *record,
                              const char *secret,
                              const char *workspace_path,
                              GError **error);

G_END_DECLS
