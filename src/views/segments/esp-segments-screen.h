/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* The area of segments: the table, and the builder of one of them. */
#define ESP_TYPE_SEGMENTS_SCREEN (esp_segments_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentsScreen, esp_segments_screen, ESP, SEGMENTS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_segments_screen_info;

G_END_DECLS
