/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean esp_store_file_create (const char *path, GError **error);
gboolean esp_store_file_check (const char *path, gboolean can_write, GError **error);

G_END_DECLS
