/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* The area of the calendar: everything that has a date. */
#define ESP_TYPE_CALENDAR_SCREEN (esp_calendar_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspCalendarScreen, esp_calendar_screen, ESP, CALENDAR_SCREEN, GtkWidget)

extern const EspScreenInfo esp_calendar_screen_info;

G_END_DECLS
