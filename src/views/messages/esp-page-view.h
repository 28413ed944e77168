/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The HTML of a mail as a browser draws it, where the helper for that is installed. */
#define ESP_TYPE_PAGE_VIEW (esp_page_view_get_type ())
G_DECLARE_FINAL_TYPE (EspPageView, esp_page_view, ESP, PAGE_VIEW, GtkWidget)

GtkWidget *esp_page_view_new (void);
gboolean esp_page_view_is_possible (void);
void esp_page_view_show (EspPageView *self, const char *html, int width, gboolean is_dark);

G_END_DECLS
