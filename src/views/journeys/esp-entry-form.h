/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of one entry, as pages know it. */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

extern const EspStepSubject esp_entry_form_subject;

G_END_DECLS
