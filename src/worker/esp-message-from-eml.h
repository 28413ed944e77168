/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

EspMessageDoc *
esp_message_from_eml (const char *bytes, gssize length, GPtrArray *notes, GError **error);

G_END_DECLS
