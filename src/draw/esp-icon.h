/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A symbolic icon as shapes: sharp at any size, on the screen as on paper. Shared and never freed. */
typedef struct _EspIcon EspIcon;

const EspIcon *esp_icon_get (const char *name);
EspIcon *esp_icon_parse (const char *svg, gssize length, GError **error);
void esp_icon_free (EspIcon *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIcon, esp_icon_free)
void esp_icon_paint (const EspIcon *self, cairo_t *cr, double x, double y, double size);

G_END_DECLS
