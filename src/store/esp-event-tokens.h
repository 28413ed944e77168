/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-day-facts.h"

G_BEGIN_DECLS

/* What stands for the places that events came from, by the number of the event. */
typedef struct _EspEventTokens EspEventTokens;

EspEventTokens *esp_event_tokens_get (EspTx *tx, EspDayWhat what, GError **error);
void esp_event_tokens_put (EspEventTokens *self, EspTx *tx);
void esp_event_tokens_unref (EspEventTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspEventTokens, esp_event_tokens_unref)

gboolean esp_event_tokens_prepare (EspEventTokens *self,
                                   EspTx *tx,
                                   gint64 kind_id,
                                   const gint64 span[2],
                                   GError **error);
gboolean esp_event_tokens_find (EspEventTokens *self,
                                EspTx *tx,
                                gint64 event_id,
                                guint *out_number,
                                GError **error);
guint esp_event_tokens_get_n (const EspEventTokens *self);
const char *esp_event_tokens_get_name (const EspEventTokens *self, guint number);

G_END_DECLS
