/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "engine/journey/esp-journey.h"
#include "worker/esp-review-dossier.h"
#include "worker/esp-send-gate.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_EVIDENCE_TITLE,
  ESP_EVIDENCE_STATE,
  ESP_EVIDENCE_ASKED,
  ESP_EVIDENCE_NOTE,
  ESP_EVIDENCE_APPROVED,
  ESP_EVIDENCE_UNTIL,
  ESP_EVIDENCE_ENDED,
  ESP_EVIDENCE_REASON,
  ESP_EVIDENCE_LEAVES,
  ESP_EVIDENCE_AT_ONCE,
  ESP_EVIDENCE_VERSION,
  ESP_EVIDENCE_DIGESTS,
  ESP_EVIDENCE_PEOPLE,
  ESP_EVIDENCE_MATCHING,
  ESP_EVIDENCE_RECEIVERS,
  ESP_EVIDENCE_CHECKS,
  ESP_EVIDENCE_RULES,
  ESP_EVIDENCE_NO_CHECKS,
  ESP_EVIDENCE_SAMPLES,
  ESP_EVIDENCE_SUBJECT,
  ESP_EVIDENCE_PREHEADER,
  ESP_EVIDENCE_LEFT_OUT,
  ESP_EVIDENCE_PICTURE,
  ESP_EVIDENCE_COMMENTS,
  ESP_EVIDENCE_NO_COMMENTS,
  ESP_EVIDENCE_STEPS,
  ESP_EVIDENCE_OFF,
  ESP_EVIDENCE_ANYBODY,
  ESP_EVIDENCE_JOURNEY,
  ESP_EVIDENCE_MADE,
  ESP_EVIDENCE_NO_ADVICE,
  ESP_N_EVIDENCE_WORDS
} EspEvidenceWord;

/* In which words a file is written. Whatever is NULL is English. */
typedef struct
{
  const char *words[ESP_N_EVIDENCE_WORDS];
  const char *states[ESP_N_REVIEW_STATES];
  const char *reasons[ESP_N_REASONS];
  const char *parts[ESP_N_BASIS_PARTS];
  const char *steps[ESP_N_STEP_KINDS];
  const char *language;                        /* "ko": of the sentences of rules */
  const char *(*name_sample) (const char *id); /* (nullable): who a sample is */
  /* (nullable): what a step of a journey does, in a line; it is called on the thread that reads */
  char *(*describe_step) (const EspJourney *journey, const EspJourneyStep *step);
  EspLang lang;
  GTimeZone *zone; /* (nullable) */
} EspEvidenceWords;

/* A file that is being made. */
typedef struct
{
  gint64 review_id;
  const EspEvidenceWords *words;
  GBytes *pdf; /* (owned) (nullable) result */
} EspEvidence;

void esp_evidence_words_fill (EspEvidenceWords *out, EspLang lang, GTimeZone *zone);
char *esp_review_evidence_note_checks (const EspSendGate *gate);
gboolean esp_review_evidence_make (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
