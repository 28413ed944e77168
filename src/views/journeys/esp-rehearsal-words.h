/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "draw/esp-chart.h"
#include "views/journeys/esp-journey-words.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

/* Rehearsals in words. */

char *esp_rehearsal_words_moment (const EspRehearsal *rehearsal, gint64 at_us, EspLang lang);
char *esp_rehearsal_words_sends (const EspRehearsal *rehearsal, EspLang lang);
char *esp_rehearsal_words_held (const EspRehearsal *rehearsal);
char *esp_rehearsal_words_people (const EspRehearsal *rehearsal);
char *esp_rehearsal_words_collisions (const EspRehearsal *rehearsal);
char *esp_rehearsal_words_habit (const EspRehearsal *rehearsal, const EspJourneyStep *step);
char *esp_rehearsal_words_compare (const EspRehearsal *draft, const EspRehearsal *live);
EspChart *esp_rehearsal_chart_new (const EspRehearsal *rehearsal, gboolean by_day, EspLang lang);

G_END_DECLS
