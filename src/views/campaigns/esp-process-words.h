/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-ad-check.h"
#include "engine/plan/esp-forecast.h"
#include "engine/plan/esp-process.h"

G_BEGIN_DECLS

/* Campaigns as processes in words, translated. */

const char *esp_process_words_process (EspProcess process);
const char *esp_process_words_work (EspWork work);
const char *esp_process_words_state (EspWorkState state);
const char *esp_process_words_check (const EspStageCheck *check);
char *esp_process_words_missing (const char *parts);
char *esp_process_words_blocker (const EspBlocker *blocker);
char *esp_process_words_day (gint64 day, EspLang lang);
char *esp_process_words_due (const EspWorkRow *row, gint64 today, EspLang lang);
char *esp_process_words_reason (const EspForecast *forecast);
char *esp_process_words_finding (const EspAdFinding *finding);

G_END_DECLS
