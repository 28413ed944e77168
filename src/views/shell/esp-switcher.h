/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of tabs of a stack, with a name for those who hear it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_switcher_new (GtkStack *stack, const char *name);

G_END_DECLS
