/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"
#include "engine/insight/esp-answer.h"

G_BEGIN_DECLS

/* How answers are said: in which language, in whose days. */
typedef struct
{
  EspLang lang;
  GTimeZone *zone;                                /* (nullable) NULL is UTC */
  const char *(*translate) (const char *english); /* (nullable) NULL leaves English */
} EspAnswerVoice;

const char *esp_answer_voice_say (const EspAnswerVoice *self, const char *english);
char *esp_answer_voice_dup_title (const EspAnswerVoice *self, const char *key);
char *esp_answer_voice_dup_column (const EspAnswerVoice *self, const EspAnswerColumn *column);
char *esp_answer_voice_dup_row (const EspAnswerVoice *self, const EspAnswerRow *row);
char *esp_answer_voice_dup_cell (const EspAnswerVoice *self,
                                 const EspAnswer *answer,
                                 const EspAnswerCell *cell,
                                 EspAnswerUnit unit);
char *esp_answer_voice_dup_sentence (const EspAnswerVoice *self,
                                     const EspAnswer *answer,
                                     const EspAnswerSentence *sentence);
char *esp_answer_voice_dup_answer (const EspAnswerVoice *self, const EspAnswer *answer);
GStrv esp_answer_voice_dup_notes (const EspAnswerVoice *self, const EspAnswer *answer);
char *esp_answer_voice_dup_period (const EspAnswerVoice *self, const EspAnswer *answer);
char *esp_answer_voice_dup_source (const EspAnswerVoice *self, const EspAnswer *answer);
gboolean
esp_answer_parse_time (const char *key, GTimeZone *zone, gint64 *out_us, EspTimeStep *out_step);

G_END_DECLS
