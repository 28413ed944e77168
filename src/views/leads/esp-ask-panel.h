/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* "Why did, or didn't, this person get it?" for one lead: a choice of sends, and the answer. */
#define ESP_TYPE_ASK_PANEL (esp_ask_panel_get_type ())
G_DECLARE_FINAL_TYPE (EspAskPanel, esp_ask_panel, ESP, ASK_PANEL, GtkWidget)

GtkWidget *esp_ask_panel_new (EspSession *session);
void esp_ask_panel_set_lead (EspAskPanel *self, gint64 lead_id);
void esp_ask_panel_choose (EspAskPanel *self, gint64 send_id);
void esp_ask_panel_refresh (EspAskPanel *self);

G_END_DECLS
