/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-job.h"

G_BEGIN_DECLS

char *esp_send_reason_message (const char *reason);
char *esp_send_describe (EspJob *job, gint64 now_us, GTimeZone *zone);
gboolean esp_send_needs_person (EspJob *job);

G_END_DECLS
