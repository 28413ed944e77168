/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-engine.h"
#include "worker/esp-job.h"

G_BEGIN_DECLS

/* The engine as the application sees it: start it, bind to its jobs, stop it. Main thread.
 *
 * Signal "state-changed": after every look of the engine; see esp_worker_get_state(). */
#define ESP_TYPE_WORKER (esp_worker_get_type ())
G_DECLARE_FINAL_TYPE (EspWorker, esp_worker, ESP, WORKER, GObject)

EspWorker *
esp_worker_new (EspStore *store, const EspMessageSource *source, EspSegmentFunc segments);
void esp_worker_start (EspWorker *self);
void esp_worker_poke (EspWorker *self);
void esp_worker_stop_async (EspWorker *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean esp_worker_stop_finish (EspWorker *self, GAsyncResult *result, GError **error);
EspJobList *esp_worker_get_jobs (EspWorker *self);
const EspEngineState *esp_worker_get_state (EspWorker *self);

G_END_DECLS
