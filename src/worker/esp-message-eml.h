/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "engine/content/esp-message-template.h"

G_BEGIN_DECLS

GBytes *esp_message_to_eml (const EspMessageDoc *doc,
                            const EspMessageRendered *rendered,
                            const char *from,
                            const char *to,
                            GError **error);

G_END_DECLS
