/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One word of a person in the history of consent. */
typedef struct
{
  gint64 at_us;
  guint32 lead_id;
  guint is_granted : 1;
  guint is_denied : 1; /* or withdrawn; neither: nobody knows, or the answer is awaited */
} EspConsentWord;

/* The leads of one channel whose last word is a state. */
typedef struct
{
  char *channel;    /* (owned) */
  char *state;      /* (owned) */
  EspBitmap *leads; /* (owned) */
} EspConsentSet;

GArray *
esp_insight_load_consent (EspTx *tx, const char *channel, const char *purpose, GError **error);
GPtrArray *esp_insight_load_consent_sets (EspTx *tx, const char *purpose, GError **error);
EspBitmap *esp_insight_load_suppressed (EspTx *tx, const char *channel, GError **error);

G_END_DECLS
