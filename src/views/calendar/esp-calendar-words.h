/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-plan-layout.h"
#include "engine/plan/esp-plan-check.h"

G_BEGIN_DECLS

char *esp_calendar_conflict_words (const EspConflict *conflict, GTimeZone *zone, EspLang lang);
const char *esp_calendar_state_words (const EspPlanEntry *entry);
const char *esp_calendar_lane_words (const char *title, EspPlanGroup group);
const char *esp_calendar_type_words (const EspPlanEntry *entry);
const char *esp_calendar_icon (const EspPlanEntry *entry);
char *esp_calendar_goal_words (const EspPlanEntry *entry, double amount);
char *esp_calendar_title_words (const EspPlanEntry *entry, EspLang lang);
char *esp_calendar_time_words (const EspPlanEntry *entry, GTimeZone *zone, EspLang lang);
char *esp_calendar_entry_words (const EspPlanEntry *entry,
                                const GPtrArray *conflicts,
                                GTimeZone *zone,
                                EspLang lang);
const char *esp_calendar_kind_words (EspPlanKind kind);
const char *esp_calendar_medium_words (const char *medium);
const char *esp_calendar_weekday_words (guint weekday);

G_END_DECLS
