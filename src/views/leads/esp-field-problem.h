/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-field-input.h"

G_BEGIN_DECLS

const char *esp_field_problem_sentence (EspFieldInputProblem problem);

G_END_DECLS
