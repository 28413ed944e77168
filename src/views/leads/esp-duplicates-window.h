/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-duplicates.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* All leads that look like the same person, group by group, each to be compared and merged. */
#define ESP_TYPE_DUPLICATES_WINDOW (esp_duplicates_window_get_type ())
G_DECLARE_FINAL_TYPE (EspDuplicatesWindow, esp_duplicates_window, ESP, DUPLICATES_WINDOW, AdwWindow)

void esp_duplicates_window_present (EspSession *session);
const char *esp_duplicate_kind_words (EspDuplicateKind kind);

G_END_DECLS
