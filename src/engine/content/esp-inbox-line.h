/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint esp_inbox_line_measure (const char *text);
char *esp_inbox_line_cut (const char *text, guint max_columns);

G_END_DECLS
