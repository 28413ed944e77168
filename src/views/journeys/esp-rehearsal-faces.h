/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-face.h"
#include "engine/journey/esp-rehearsal.h"

G_BEGIN_DECLS

void
esp_rehearsal_faces_write (EspJourneyFaces *faces, const EspRehearsal *rehearsal, gint64 at_us);

G_END_DECLS
