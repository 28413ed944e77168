/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In what characters a text message travels. */
typedef enum
{
  ESP_TEXT_CP949,   /* Korean gateways: CP949, Microsoft's EUC-KR */
  ESP_TEXT_GSM7,    /* the world's: GSM 03.38 with its extension table */
  ESP_TEXT_UNICODE, /* everything */
} EspTextCharset;

/* One character that the charset lacks, or that not every handset shows. */
typedef struct
{
  gsize offset; /* byte of the text where it begins */
  gsize length; /* bytes */
  gunichar character;
  gboolean is_extension; /* CP949 has it, the older EUC-KR has not: it goes out, some see a blank */
  gboolean is_replaceable; /* @replacement stands for it; may be "": left out */
  char replacement[32];
} EspTextStranger;

guint esp_gsm7_get_size (gunichar c);
gboolean esp_text_charset_has (EspTextCharset charset, gunichar c);
gboolean
esp_text_charset_replace (EspTextCharset charset, gunichar c, char *out_text, gsize out_size);
GArray *esp_text_find_strangers (const char *text, EspTextCharset charset);
char *esp_text_replace_strangers (const char *text, EspTextCharset charset);

G_END_DECLS
