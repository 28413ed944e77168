/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-task.h"
#include "store/esp-store.h"
#include "views/shell/esp-send-words.h"
#include "worker/esp-job.h"

G_BEGIN_DECLS

EspTask *esp_send_task_new (EspStore *store, EspJob *job, GTimeZone *zone);

G_END_DECLS
