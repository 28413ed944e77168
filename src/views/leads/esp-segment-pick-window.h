/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds leads to a segment with a fixed list, or to a new one. */
#define ESP_TYPE_SEGMENT_PICK_WINDOW (esp_segment_pick_window_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentPickWindow,
                      esp_segment_pick_window,
                      ESP,
                      SEGMENT_PICK_WINDOW,
                      AdwWindow)

GtkWidget *esp_segment_pick_window_new (EspSession *session, const EspBitmap *leads);

G_END_DECLS
