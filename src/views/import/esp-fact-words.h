/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-fact-job.h"

G_BEGIN_DECLS

const char *esp_fact_kind_words (EspFactJobKind kind);
const char *esp_fact_role_words (EspFactRole role);
const char *esp_event_role_words (EspEventRole role);
char *esp_fact_reason_words (const char *reason);

G_END_DECLS
