/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a channel was given in one quarter of an hour. */
typedef struct
{
  gint64 at_us; /* its beginning */
  gint64 n;
} EspVolume;

#define ESP_VOLUME_SLOT_US (15 * G_GINT64_CONSTANT (60000000))

gboolean esp_channel_volume_add (EspTx *tx, gint64 channel_id, gint64 n, GError **error);
gboolean esp_channel_volume_take_back (EspTx *tx, gint64 channel_id, gint64 n, GError **error);
GArray *esp_channel_volume_list (EspTx *tx, gint64 channel_id, gint64 since_us, GError **error);
gboolean esp_channel_count_returned (EspTx *tx,
                                     gint64 channel_id,
                                     gint64 since_us,
                                     gint64 *out_n_hard,
                                     gint64 *out_n_complaints,
                                     GError **error);

G_END_DECLS
