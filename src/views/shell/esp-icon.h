/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture beside words that say the same: seen, and silent to assistive technology. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_icon_new (const char *icon_name);

G_END_DECLS
