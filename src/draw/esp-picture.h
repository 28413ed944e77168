/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* px of a picture to points of a page: 96 px are an inch. */
#define ESP_PICTURE_POINTS_PER_PX 0.75

cairo_status_t
esp_picture_append_cb (void *closure, const unsigned char *data, unsigned int length);
gboolean esp_picture_check (cairo_status_t status, GError **error);
void esp_picture_describe_svg (GByteArray *svg, const char *title, const char *description);

G_END_DECLS
