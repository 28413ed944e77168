/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_NEW_LEAD_WINDOW (esp_new_lead_window_get_type ())
G_DECLARE_FINAL_TYPE (EspNewLeadWindow, esp_new_lead_window, ESP, NEW_LEAD_WINDOW, AdwWindow)

GtkWidget *esp_new_lead_window_new (EspSession *session);

G_END_DECLS
