/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_VCARD_MAX_BYTES (64 * 1024 * 1024)

gboolean esp_vcard_is_card (const guint8 *head, gsize length);
GPtrArray *esp_vcard_read (const char *data, gsize length);

G_END_DECLS
