/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean esp_text_is_foldless (const char *text, gsize length);
char *esp_text_fold (const char *text, gsize length);
char *esp_text_fold_string (const char *text);

G_END_DECLS
