/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-job.h"

G_BEGIN_DECLS

/* A send that the engine works on, for views to bind to. Main thread.
 *
 * Properties (read-only): id, send-id (int64), state, reason (string), done, total (int64),
 * fraction (double), per-minute (double). */
#define ESP_TYPE_JOB (esp_job_get_type ())
G_DECLARE_FINAL_TYPE (EspJob, esp_job, ESP, JOB, GObject)

EspJob *esp_job_new (const EspSendProgress *progress);
void esp_job_set_returns (EspJob *self, const EspSendProgress *progress);
void esp_job_update (EspJob *self, const EspSendProgress *progress);
const EspSendProgress *esp_job_get_progress (EspJob *self);
gint64 esp_job_get_id (EspJob *self);
gint64 esp_job_get_send_id (EspJob *self);
const char *esp_job_get_state (EspJob *self);
double esp_job_get_fraction (EspJob *self);
gint64 esp_job_get_seconds_left (EspJob *self);
gint64 esp_job_get_still_us (EspJob *self);
gboolean esp_job_is_stalled (EspJob *self);
gboolean esp_job_is_over (EspJob *self);

#define ESP_TYPE_JOB_LIST (esp_job_list_get_type ())
G_DECLARE_FINAL_TYPE (EspJobList, esp_job_list, ESP, JOB_LIST, GObject)

EspJobList *esp_job_list_new (void);
void esp_job_list_update (EspJobList *self, const EspSendProgress *progress);
EspJob *esp_job_list_find_send (EspJobList *self, gint64 send_id);
guint esp_job_list_get_n_active (EspJobList *self);

G_END_DECLS
