/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-answer.h"

G_BEGIN_DECLS

void esp_answer_say_gist (EspAnswer *self);

G_END_DECLS
