/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* One line of the message in which fields are single pieces: the subject, the preview text. */
#define ESP_TYPE_TOKEN_LINE (esp_token_line_get_type ())
G_DECLARE_FINAL_TYPE (EspTokenLine, esp_token_line, ESP, TOKEN_LINE, GtkWidget)

GtkWidget *esp_token_line_new (EspMessageDesk *desk, const char *title, gsize offset);
void esp_token_line_insert (EspTokenLine *self, const char *text);
void esp_token_line_get_cursor (EspTokenLine *self, GdkRectangle *out_place);

G_END_DECLS
