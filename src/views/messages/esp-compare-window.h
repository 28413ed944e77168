/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_compare_window_open (GtkWindow *parent, const char *title, GPtrArray *changes);

G_END_DECLS
