/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The packs of rules by which messages are checked, each with its switch for this workspace. */
#define ESP_TYPE_RULE_LIST (esp_rule_list_get_type ())
G_DECLARE_FINAL_TYPE (EspRuleList, esp_rule_list, ESP, RULE_LIST, GtkWidget)

GtkWidget *esp_rule_list_new (EspSession *session);
void esp_rule_list_refresh (EspRuleList *self);

G_END_DECLS
