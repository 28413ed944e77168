/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/calendar/esp-calendar-screen-private.h"

G_BEGIN_DECLS

void esp_calendar_what_if_fill (EspCalendarScreen *self);
gboolean esp_calendar_what_if_move (EspCalendarScreen *self, const char *key, gint64 at_us);
gboolean esp_calendar_what_if_remove (EspCalendarScreen *self, const char *key);
void esp_calendar_what_if_add_acts (EspCalendarScreen *self);

G_END_DECLS
