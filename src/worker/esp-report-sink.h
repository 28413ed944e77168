/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-report.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a batch of reports came to. */
typedef struct
{
  gint64 n_new;                         /* kept as an event for the first time */
  gint64 n_known;                       /* seen before */
  gint64 n_stray;                       /* of no message and no person of ours */
  gint64 n_suppressed;                  /* addresses that get no more */
  gint64 n_withdrawn;                   /* people who withdrew consent */
  gint64 n_paused;                      /* sends that a brake stopped */
  gint64 n_of_kind[ESP_REPORT_N_KINDS]; /* new ones */
} EspReportTally;

gboolean esp_report_sink_write (EspTx *tx,
                                gint64 channel_id,
                                const EspReport *reports,
                                gsize n_reports,
                                gint64 now_us,
                                EspReportTally *out_tally,
                                GError **error);

void esp_report_tally_add (EspReportTally *self, const EspReportTally *more);

G_END_DECLS
