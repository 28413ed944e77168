/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void esp_ctl_add_int (JsonBuilder *builder, const char *name, gint64 value);
void esp_ctl_add_text (JsonBuilder *builder, const char *name, const char *text);
void esp_ctl_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void esp_ctl_add_double (JsonBuilder *builder, const char *name, double value);
void esp_ctl_print_json (JsonBuilder *builder);

G_END_DECLS
