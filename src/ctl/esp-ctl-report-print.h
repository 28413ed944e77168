/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-answer.h"

G_BEGIN_DECLS

void esp_ctl_print_answer (const EspAnswer *answer);

G_END_DECLS
