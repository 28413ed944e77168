/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* Something that came over otherwise than it was, or not at all. */
typedef struct
{
  char *place; /* the element, or the id of the block that it became */
  char *text;  /* a sentence */
} EspExchangeNote;

GPtrArray *esp_exchange_notes_new (void);

EspMessageDoc *
esp_message_from_html (const char *html, gssize length, GPtrArray *notes, GError **error);
EspMessageDoc *esp_message_from_clipboard (const char *html);
EspMessageDoc *
esp_message_from_mjml (const char *mjml, gssize length, GPtrArray *notes, GError **error);
char *esp_message_to_mjml (const EspMessageDoc *doc, const EspBrand *brand);

G_END_DECLS
