/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-diff.h"
#include "engine/content/text/esp-text-doc.h"

G_BEGIN_DECLS

GPtrArray *esp_text_diff (const EspTextDoc *before, const EspTextDoc *after);

G_END_DECLS
