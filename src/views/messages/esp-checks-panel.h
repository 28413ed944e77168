/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* What stands against sending the message, what to look at, and what is fine. */
#define ESP_TYPE_CHECKS_PANEL (esp_checks_panel_get_type ())
G_DECLARE_FINAL_TYPE (EspChecksPanel, esp_checks_panel, ESP, CHECKS_PANEL, GtkWidget)

GtkWidget *esp_checks_panel_new (EspMessageDesk *desk);

G_END_DECLS
