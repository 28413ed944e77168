/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_markup_dup_utf8 (const char *bytes, gsize length, gsize *out_length, GError **error);

G_END_DECLS
