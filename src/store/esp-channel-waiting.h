/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What waits for a channel. */
typedef struct
{
  gint64 n_messages;
  gint64 n_sends;
  gint64 next_at_us; /* when one of its jobs goes on; 0: none waits for a time */
  char *reason;      /* (owned) (nullable) why that job waits */
} EspChannelWaiting;

void esp_channel_waiting_clear (EspChannelWaiting *self);
gboolean esp_channel_waiting_load (EspTx *tx,
                                   gint64 channel_id,
                                   EspChannelWaiting *out_waiting,
                                   GError **error);
gboolean esp_channel_waiting_move (EspTx *tx,
                                   gint64 from_id,
                                   gint64 to_id,
                                   EspChannelWaiting *out_moved,
                                   GError **error);
gboolean esp_channel_waiting_wake (EspTx *tx, gint64 channel_id, GError **error);

G_END_DECLS
