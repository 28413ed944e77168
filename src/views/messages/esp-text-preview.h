/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How a text looks on a telephone, how long it is, what it costs, what stands against sending it. */
#define ESP_TYPE_TEXT_PREVIEW (esp_text_preview_get_type ())
G_DECLARE_FINAL_TYPE (EspTextPreview, esp_text_preview, ESP, TEXT_PREVIEW, GtkWidget)

GtkWidget *esp_text_preview_new (EspSession *session);
void esp_text_preview_show (EspTextPreview *self, const char *document);

G_END_DECLS
