/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Two leads side by side, and which value of each field the merged one is to have. */
#define ESP_TYPE_MERGE_WINDOW (esp_merge_window_get_type ())
G_DECLARE_FINAL_TYPE (EspMergeWindow, esp_merge_window, ESP, MERGE_WINDOW, AdwWindow)

void esp_merge_window_present (EspSession *session, guint32 keep_id, guint32 other_id);

G_END_DECLS
