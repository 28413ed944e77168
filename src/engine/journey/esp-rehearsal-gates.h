/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-rehearsal-person.h"

G_BEGIN_DECLS

EspRehearsalGate *esp_rehearsal_gates_new (const EspRehearsalWorld *world);
void esp_rehearsal_gates_free (EspRehearsalGate *gates, guint n_people);

G_END_DECLS
