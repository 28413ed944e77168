/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/door/esp-door-call.h"
#include "channels/esp-report.h"

G_BEGIN_DECLS

gboolean esp_door_read (const char *kind, const EspDoorCall *call, GArray *reports, GError **error);

G_END_DECLS
