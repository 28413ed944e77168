/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of esp-answer-chart share. */
#pragma once

#include "draw/esp-answer-chart.h"

/* An answer that becomes a chart. */
typedef struct
{
  const EspAnswer *answer;
  const EspAnswerVoice *voice;
  const char *question;
  EspCardLook look;
} EspAnswerSketch;

EspChart *esp_answer_sketch_begin (const EspAnswerSketch *self, EspChartKind kind);
void esp_answer_sketch_set_unit (const EspAnswerSketch *self, EspChart *chart, EspAnswerUnit unit);
void esp_answer_sketch_add (const EspAnswerSketch *self,
                            EspSeries *series,
                            double x,
                            const EspAnswerRow *row,
                            guint column);
gboolean esp_answer_sketch_is_total (const EspAnswerRow *row);

EspChart *esp_answer_sketch_heat (const EspAnswerSketch *self);
EspChart *esp_answer_sketch_curves (const EspAnswerSketch *self);
gboolean esp_answer_sketch_has_matrix (const EspAnswerSketch *self);
EspChart *esp_answer_sketch_paths (const EspAnswerSketch *self);
