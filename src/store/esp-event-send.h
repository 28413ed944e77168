/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-events.h"

G_BEGIN_DECLS

gboolean esp_event_find_send (EspTx *tx, EspEvent *event, GError **error);
gboolean esp_event_count_of_send (EspTx *tx,
                                  gint64 send_id,
                                  const char *kind,
                                  gint64 *out_n,
                                  GError **error);
gboolean esp_event_has_key (EspTx *tx, const char *dedupe_key, gboolean *out_has, GError **error);
gboolean esp_event_add_reported (EspTx *tx, EspEvent *event, gboolean *out_is_new, GError **error);

G_END_DECLS
