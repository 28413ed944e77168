/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a rehearsal found, in a few numbers. Money in minor units; -1: not known. */
typedef struct
{
  gint64 seed;
  gint64 days;
  gint64 n_people;
  gint64 n_entered;
  gint64 n_sent;
  gint64 n_held;
  gint64 n_reached;
  gint64 peak; /* messages in an hour */
  gint64 cost;
  gint64 at_us; /* when it was run */
} EspRehearsalReport;

char *esp_rehearsal_log_digest (const char *text);
gboolean esp_rehearsal_log_add (EspTx *tx,
                                gint64 journey_id,
                                const char *digest,
                                const EspRehearsalReport *report,
                                GError **error);
gboolean esp_rehearsal_log_follow (EspTx *tx,
                                   gint64 journey_id,
                                   const char *before,
                                   const char *after,
                                   GError **error);
gboolean esp_rehearsal_log_last (EspTx *tx,
                                 gint64 journey_id,
                                 const char *digest,
                                 EspRehearsalReport *out_report,
                                 GError **error);

G_END_DECLS
