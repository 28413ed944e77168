/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-value.h"

G_BEGIN_DECLS

void esp_import_pack_put_bytes (GByteArray *bytes, gconstpointer data, gsize length);
void esp_import_pack_put_text (GByteArray *bytes, const char *text);
void esp_import_pack_put_value (GByteArray *bytes, const EspValue *value);
void esp_import_pack_get_bytes (const guint8 **at, gpointer out, gsize length);
char *esp_import_pack_get_text (const guint8 **at);
void esp_import_pack_get_value (const guint8 **at, EspValue *out);

G_END_DECLS
