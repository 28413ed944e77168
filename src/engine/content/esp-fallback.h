/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_fallback_apply (const char *source, GHashTable *fallbacks);
const char *esp_field_name_of_path (const char *path);

G_END_DECLS
