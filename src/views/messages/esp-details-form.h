/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* What stands around the body: sender, class, language, fallbacks. */
#define ESP_TYPE_DETAILS_FORM (esp_details_form_get_type ())
G_DECLARE_FINAL_TYPE (EspDetailsForm, esp_details_form, ESP, DETAILS_FORM, GtkWidget)

GtkWidget *esp_details_form_new (EspMessageDesk *desk);
GtkWidget *
esp_details_form_add_entry (EspMessageDesk *desk, GtkWidget *list, const char *title, gsize offset);

G_END_DECLS
