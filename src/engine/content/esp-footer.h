/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

void esp_footer_append_html (GString *out,
                             const EspMessageDoc *doc,
                             const EspBrand *brand,
                             const EspSenderFacts *facts);
void esp_footer_append_text (GString *out, const EspMessageDoc *doc, const EspSenderFacts *facts);
gboolean esp_footer_has_unsubscribe (const char *template);

G_END_DECLS
