/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What is known about one thing of the library, where it is used, and its acts. */
#define ESP_TYPE_LIBRARY_FORM (esp_library_form_get_type ())
G_DECLARE_FINAL_TYPE (EspLibraryForm, esp_library_form, ESP, LIBRARY_FORM, GtkWidget)

GtkWidget *esp_library_form_new (EspSession *session);
void esp_library_form_show (EspLibraryForm *self, gint64 id);

G_END_DECLS
