/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "store/esp-tasks.h"

G_BEGIN_DECLS

/* So many columns, in this order: title, lead, owner, due, state, alert, note, journey, score, made, done. */
#define ESP_TASK_CSV_COLUMNS 11

GBytes *
esp_task_csv_write (GPtrArray *rows, const char *const *titles, GTimeZone *zone, gint64 now_us);

G_END_DECLS
