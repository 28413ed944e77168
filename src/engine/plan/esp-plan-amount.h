/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean esp_plan_parse_amount (const char *text, const char *currency, gint64 *out_minor);
gboolean esp_plan_parse_count (const char *text, double *out_count);
char *esp_plan_write_amount (gint64 minor, const char *currency);

G_END_DECLS
