/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* Width of the card, px; what every mail program can show. */
#define ESP_HTML_WIDTH 600
/* Above this Gmail cuts the message (it does so at 102 KB). */
#define ESP_HTML_MAX_ADVISED_BYTES 100000

char *esp_html_writer_write (const EspMessageDoc *doc,
                             const EspBrand *brand,
                             const EspSenderFacts *facts);

G_END_DECLS
