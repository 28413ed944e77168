/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* Columns of a plain-text line; a Hangul syllable takes two. */
#define ESP_TEXT_COLUMNS 72

char *esp_text_writer_write (const EspMessageDoc *doc, const EspSenderFacts *facts);

G_END_DECLS
