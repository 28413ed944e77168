/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_import_paste_async (GtkWidget *widget, GAsyncReadyCallback callback, gpointer user_data);
char *esp_import_paste_finish (GAsyncResult *result, GError **error);

G_END_DECLS
