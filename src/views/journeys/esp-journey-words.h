/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/journey/esp-journey-step.h"
#include "views/journeys/esp-journey-names.h"

G_BEGIN_DECLS

/* Journeys in words. What returns "const char *" is translated and lives as long as the program; @names may
 * be NULL everywhere: then references stand as they are written. */

const char *esp_journey_words_step_kind (EspStepKind kind);
const char *esp_journey_words_step_icon (EspStepKind kind);
const char *esp_journey_words_step_about (EspStepKind kind);
const char *esp_journey_words_entry_kind (EspEntryKind kind);
const char *esp_journey_words_entry_icon (EspEntryKind kind);
const char *esp_journey_words_entry_about (EspEntryKind kind);
const char *esp_journey_words_state (const char *state);
const char *esp_journey_words_state_about (const char *state);
const char *esp_journey_words_status (EspJourneyStatus status);
const char *esp_journey_words_reason (EspReason reason);
const char *esp_journey_words_severity (EspJourneySeverity severity);
const char *esp_journey_words_fix (EspJourneyFix fix);
const char *esp_journey_words_weekday (guint day);
char *esp_journey_words_outcome (const EspJourneyMark *mark,
                                 const EspJourney *journey,
                                 const EspJourneyNames *names);
char *esp_journey_words_span (const EspJourneySpan *span);
char *esp_journey_words_weekdays (guint8 weekdays);
char *esp_journey_words_minute (guint minute);
char *esp_journey_words_hours (const EspJourneyHours *hours);
char *esp_journey_words_offset (int days, const char *field);

/* esp-journey-words-steps.c */
const char *esp_journey_words_medium (const EspJourneyStep *step, const EspJourneyNames *names);
char *esp_journey_words_event (const EspCondition *event, const EspJourneyNames *names);
char *esp_journey_words_rule (const EspRule *rule, const EspJourneyNames *names);
char *esp_journey_words_sentence (const EspJourney *journey,
                                  const EspJourneyStep *step,
                                  const EspJourneyNames *names);
char *esp_journey_words_title (const EspJourney *journey,
                               const EspJourneyStep *step,
                               const EspJourneyNames *names);
char *esp_journey_words_line (const EspJourney *journey,
                              const EspJourneyStep *step,
                              const EspJourneyNames *names);
char *
esp_journey_words_branch (const EspJourneyStep *step, guint branch, const EspJourneyNames *names);
char *esp_journey_words_entry (const EspJourneyEntry *entry, const EspJourneyNames *names);
char *esp_journey_words_entries (const EspJourney *journey, const EspJourneyNames *names);
char *esp_journey_words_reentry (const EspJourney *journey);

/* esp-journey-words-problems.c */
char *esp_journey_words_problem (const EspJourneyProblem *problem, const EspJourneyNames *names);
char *esp_journey_words_problem_place (const EspJourneyProblem *problem,
                                       const EspJourney *journey,
                                       const EspJourneyNames *names);

G_END_DECLS
