/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/calendar/esp-calendar-screen-private.h"

G_BEGIN_DECLS

void esp_calendar_heat_read (EspCalendarScreen *self);

G_END_DECLS
