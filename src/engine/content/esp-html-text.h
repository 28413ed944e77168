/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_html_to_text (const char *html);
char *esp_text_wrap (const char *text, guint n_columns);

G_END_DECLS
