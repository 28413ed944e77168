/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new message for a step that sends: made, chosen there, and opened. */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

void esp_step_new_message (EspStepPage *page);

G_END_DECLS
