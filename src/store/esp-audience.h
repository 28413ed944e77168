/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* Whose consent cannot be relied on without a look. */
typedef struct
{
  EspBitmap *old;  /* (owned) given before a moment, and not confirmed since */
  EspBitmap *bare; /* (owned) without its date, its source or its wording */
} EspConsentGaps;

void esp_consent_gaps_clear (EspConsentGaps *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspConsentGaps, esp_consent_gaps_clear)

char **
esp_audience_countries (EspTx *tx, const EspBitmap *leads, const char *fallback, GError **error);
gboolean esp_audience_consent_gaps (EspTx *tx,
                                    const EspBitmap *leads,
                                    const char *channel,
                                    gint64 before_us,
                                    EspConsentGaps *out_gaps,
                                    GError **error);
EspBitmap *esp_audience_lacking (EspTx *tx, const char *column, gint64 lead_id, GError **error);

G_END_DECLS
