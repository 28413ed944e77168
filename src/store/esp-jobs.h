/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Work that outlives a window: claimed by the one engine, kept across restarts. */
typedef struct
{
  gint64 id;
  char *kind;
  char *state; /* queued, running, waiting, paused, done, failed, cancelled */
  gint64 run_at_us;
  guint attempts;
  char *dedupe_key; /* (nullable) */
  char *payload;    /* JSON */
  gint64 done;
  gint64 total;
  char *last_error; /* (nullable) */
  gint64 updated_at_us;
} EspJobRecord;

void esp_job_record_free (EspJobRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJobRecord, esp_job_record_free)

gboolean esp_job_push (EspTx *tx,
                       const char *kind,
                       const char *dedupe_key,
                       const char *payload,
                       gint64 run_at_us,
                       gint64 *out_id,
                       GError **error);
gboolean esp_job_claim (EspTx *tx, EspJobRecord **out_job, GError **error);
gboolean esp_job_set_state (EspTx *tx,
                            gint64 id,
                            const char *state,
                            gint64 run_at_us,
                            const char *last_error,
                            GError **error);
gboolean esp_job_set_progress (EspTx *tx, gint64 id, gint64 done, gint64 total, GError **error);
gboolean esp_job_recover (EspTx *tx, GError **error);
gboolean esp_job_take_ahead (EspTx *tx, gint64 *out_ahead_us, GError **error);
gboolean esp_job_next_at (EspTx *tx, gint64 *out_at_us, GError **error);
GPtrArray *esp_job_list (EspTx *tx, guint limit, GError **error);

gboolean esp_lease_take (EspTx *tx,
                         const char *name,
                         const char *holder,
                         gint64 until_us,
                         const char *dead_holder,
                         char **out_holder,
                         GError **error);
gboolean esp_lease_release (EspTx *tx, const char *name, const char *holder, GError **error);

G_END_DECLS
