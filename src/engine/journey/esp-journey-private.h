/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the readers and the writer of journeys, and by the reader of scores. */
#pragma once

#include "engine/journey/esp-journey.h"

#include "base/esp-json-walk.h"

G_BEGIN_DECLS

#define ESP_JOURNEY_MAX_ID 64
#define ESP_JOURNEY_MAX_LINE 300
#define ESP_JOURNEY_MAX_NOTE 10000
#define ESP_JOURNEY_MAX_DAYS 36500
#define ESP_JOURNEY_MAX_SPAN 100000
#define ESP_JOURNEY_MAX_PER_DAY 100000000

extern const char *const esp_journey_unit_names[]; /* by EspSpanUnit, ends with NULL */
extern const char *const esp_journey_weekday_names[];
extern const char *const esp_journey_late_names[];
extern const char *const esp_journey_blocked_names[];
extern const char *const esp_journey_unready_names[];
extern const char *const esp_journey_reentry_names[];
extern const char *const esp_journey_reached_names[];
extern const char *const esp_journey_otherwise_names[];
extern const char *const esp_journey_change_names[];
extern const char *const esp_journey_every_names[];

JsonObject *esp_journey_read_object (EspJsonWalk *walk, JsonObject *object, const char *member);
guint esp_journey_read_minute (EspJsonWalk *walk, JsonObject *object, const char *member);
guint8 esp_journey_read_weekdays (EspJsonWalk *walk, JsonObject *object);
int esp_journey_read_days (EspJsonWalk *walk, JsonObject *object);
char *esp_journey_read_moment (EspJsonWalk *walk, JsonObject *object, const char *member);
void esp_journey_read_hours (EspJsonWalk *walk, JsonObject *object, EspJourneyHours *out);
void esp_journey_read_span (EspJsonWalk *walk,
                            JsonObject *object,
                            const char *member,
                            EspJourneySpan *out);
EspRule *esp_journey_read_rule (EspJsonWalk *walk, JsonObject *object, const char *member);
EspCondition *esp_journey_read_event (EspJsonWalk *walk, JsonObject *object, const char *member);
GArray *esp_journey_read_changes (EspJsonWalk *walk, JsonObject *object);
void esp_journey_read_step (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step);
void esp_journey_read_entry (EspJsonWalk *walk, JsonObject *object, EspJourneyEntry *entry);
void esp_journey_read_branch (EspJsonWalk *walk,
                              JsonObject *object,
                              const EspJourneyStep *step,
                              EspJourneyBranch *branch);
G_END_DECLS
