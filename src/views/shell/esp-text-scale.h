/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

double esp_text_scale_get (GtkWidget *widget);
void esp_text_scale_icons (GdkDisplay *display);

G_END_DECLS
