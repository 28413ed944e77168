/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

#define ESP_TYPE_ENGINE_BAR (esp_engine_bar_get_type ())
G_DECLARE_FINAL_TYPE (EspEngineBar, esp_engine_bar, ESP, ENGINE_BAR, GtkWidget)

GtkWidget *esp_engine_bar_new (EspSession *session);

G_END_DECLS
