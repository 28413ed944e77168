/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint esp_json_find_line (const char *json, gsize length, const char *path);

G_END_DECLS
