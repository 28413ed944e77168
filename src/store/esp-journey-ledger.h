/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The people whom the ledger has for one reason. */
typedef struct
{
  char *reason;     /* (owned) (nullable) */
  EspBitmap *leads; /* (owned) */
} EspJourneyLedgerSet;

GPtrArray *esp_journey_ledger_sets (EspTx *tx,
                                    const gint64 *sends,
                                    gsize n_sends,
                                    gboolean has_failed,
                                    GError **error);
EspBitmap *esp_journey_ledger_leads (EspTx *tx,
                                     const gint64 *sends,
                                     gsize n_sends,
                                     gboolean has_failed,
                                     const char *reason,
                                     GError **error);

G_END_DECLS
