/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

char *esp_html_inline_files (const char *html, const EspMessageDoc *doc);

G_END_DECLS
