/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* What waits for a decision, and what was decided. */
#define ESP_TYPE_REVIEW_SCREEN (esp_review_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspReviewScreen, esp_review_screen, ESP, REVIEW_SCREEN, GtkWidget)

extern const EspScreenInfo esp_review_screen_info;

G_END_DECLS
