/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/esp-task.h"

G_BEGIN_DECLS

/* One running thing: title, progress, how it goes, and what can be done about it. */
#define ESP_TYPE_JOB_ROW (esp_job_row_get_type ())
G_DECLARE_FINAL_TYPE (EspJobRow, esp_job_row, ESP, JOB_ROW, GtkListBoxRow)

GtkWidget *esp_job_row_new (EspTask *task);
EspTask *esp_job_row_get_task (EspJobRow *self);
const char *esp_task_state_word (EspTaskState state);

G_END_DECLS
