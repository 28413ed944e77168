/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-machine-rules.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* What judging opens and clicks came to. */
typedef struct
{
  gint64 n[2][ESP_N_RESPONDERS]; /* opens, then clicks, by who made them */
  gint64 n_changed;              /* count as somebody else's than before */
  gint64 n_leads;                /* whose figures changed */
} EspReclassifyTally;

EspMachineRules *esp_reclassify_load_rules (EspTx *tx, GError **error);
gboolean esp_reclassify_keep_rules (EspTx *tx, const char *json, GError **error);
gboolean esp_reclassify_span (EspTx *tx,
                              const EspMachineRules *rules,
                              gint64 from_us,
                              gint64 to_us,
                              EspReclassifyTally *tally,
                              GError **error);
gboolean esp_reclassify_all (EspStore *store, EspReclassifyTally *out_tally, GError **error);

G_END_DECLS
