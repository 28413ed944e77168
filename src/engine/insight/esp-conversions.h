/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-question.h"

G_BEGIN_DECLS

EspQuestion *
esp_conversions_question_new (const EspQuestion *attribution, const char *place, GError **error);

G_END_DECLS
