/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-set.h"
#include "views/journeys/esp-journey-names.h"
#include "views/shell/esp-session.h"
#include "worker/esp-journey-health.h"
#include "worker/esp-journey-trace.h"

G_BEGIN_DECLS

/* What a trace is put into words with. */
typedef struct
{
  EspSession *session;    /* (unowned) */
  EspJourneyNames *names; /* (unowned) (nullable) */
} EspTraceSpeaker;

char *esp_trace_words_step (const EspTraceSpeaker *self,
                            const EspJourney *journey,
                            const EspJourneyStep *step);
char *esp_trace_words_outcome (const EspTraceSpeaker *self, const EspTraceLine *line);
char *esp_trace_words_details (const EspTraceSpeaker *self, const EspTraceLine *line);
char *esp_trace_words_next (const EspTraceSpeaker *self, const EspTraceNext *next);
char *esp_trace_words_passage (const EspTraceSpeaker *self,
                               const EspJourneyTrace *trace,
                               const EspTracePassage *passage);
char *esp_trace_words_moment (const EspTraceSpeaker *self, gint64 at_us);
void esp_trace_words_fill (EspTraceWords *out_words, EspTraceSpeaker *self);
const char *esp_journey_set_title (EspLeadSetKind kind);

G_END_DECLS
