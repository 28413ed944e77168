/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-task.h"
#include "store/esp-store.h"
#include "worker/esp-worker.h"

G_BEGIN_DECLS

#define ESP_WORKSPACE_SUFFIX ".espalier"

/* One open workspace file. Property "sample" and "title" follow the settings in the file. */
#define ESP_TYPE_WORKSPACE (esp_workspace_get_type ())
G_DECLARE_FINAL_TYPE (EspWorkspace, esp_workspace, ESP, WORKSPACE, GObject)

EspWorkspace *
esp_workspace_open (const char *path, EspStoreMode mode, EspClock *clock, GError **error);
void esp_workspace_close (EspWorkspace *self);

void esp_workspace_start_engine (EspWorkspace *self,
                                 const EspMessageSource *source,
                                 EspSegmentFunc segments);
void esp_workspace_stop_engine_async (EspWorkspace *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
esp_workspace_stop_engine_finish (EspWorkspace *self, GAsyncResult *result, GError **error);
EspWorker *esp_workspace_get_worker (EspWorkspace *self);
gboolean esp_workspace_is_working (EspWorkspace *self);

EspStore *esp_workspace_get_store (EspWorkspace *self);
EspClock *esp_workspace_get_clock (EspWorkspace *self);
const char *esp_workspace_get_path (EspWorkspace *self);
const char *esp_workspace_get_title (EspWorkspace *self);
gboolean esp_workspace_is_sample (EspWorkspace *self);
gboolean esp_workspace_is_stopped (EspWorkspace *self);
GTimeZone *esp_workspace_get_zone (EspWorkspace *self);
const char *esp_workspace_get_currency (EspWorkspace *self);

GListModel *esp_workspace_get_tasks (EspWorkspace *self);
void esp_workspace_add_task (EspWorkspace *self, EspTask *task);

char *esp_workspace_dup_default_folder (void);

G_END_DECLS
