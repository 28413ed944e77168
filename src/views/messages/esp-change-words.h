/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *esp_message_part_title (const char *part);
const char *esp_message_part_value (const char *part, const char *value);

G_END_DECLS
