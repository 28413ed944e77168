/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_put_text (GtkTextBuffer *buffer, const char *text);
void esp_put_entry (GtkWidget *row, const char *text);

G_END_DECLS
