/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_MIME_7BIT,
  ESP_MIME_QUOTED_PRINTABLE,
  ESP_MIME_BASE64,
} EspMimeEncoding;

EspMimeEncoding esp_mime_choose_encoding (const char *text, gsize length);
const char *esp_mime_encoding_name (EspMimeEncoding encoding);
void esp_mime_append_body (GString *out, const char *text, gsize length, EspMimeEncoding encoding);
void esp_mime_append_text_header (GString *out, const char *name, const char *value);
void esp_mime_append_mailbox_header (GString *out,
                                     const char *name,
                                     const char *display_name,
                                     const char *address);
void esp_mime_append_date_header (GString *out, gint64 time_us, int offset_s);

G_END_DECLS
