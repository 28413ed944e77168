/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows what was just done at the bottom of a window, one thing at a time. */
typedef struct _EspToaster EspToaster;

EspToaster *esp_toaster_new (AdwToastOverlay *overlay);
void esp_toaster_free (EspToaster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspToaster, esp_toaster_free)

void esp_toaster_show (EspToaster *self, const char *text, gint64 undo_op, guint seconds);

G_END_DECLS
