/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The links of a plain text, numbered in the order in which they are met; the same address keeps its
 * number. (element-type utf8) */
typedef GPtrArray EspLinkList;

EspLinkList *esp_link_list_new (void);
void
esp_link_list_append_mark (EspLinkList *self, GString *out, const char *href, const char *label);
void esp_link_list_append_all (EspLinkList *self, GString *out);

G_END_DECLS
