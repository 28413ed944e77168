/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-answer-voice.h"
#include "engine/insight/esp-report-design.h"

G_BEGIN_DECLS

EspChart *esp_answer_chart_draw (const EspAnswer *answer,
                                 const char *question,
                                 EspCardLook look,
                                 const EspAnswerVoice *voice);
EspChart *esp_answer_chart_draw_table (const EspAnswer *answer,
                                       const char *question,
                                       const EspAnswerVoice *voice);

G_END_DECLS
