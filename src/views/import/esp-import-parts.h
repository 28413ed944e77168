/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the pages of the import are put together from; their buttons have actions of the screen. */
GtkWidget *esp_import_page_new (GtkWidget *content);
GtkWidget *esp_import_problem_new (void);
void esp_import_problem_set (GtkWidget *label, const char *problem);
GtkWidget *esp_import_button_new (const char *label, const char *action, const char *css_class);
GtkWidget *esp_import_start_new (GtkWidget *draft, GtkWidget **out_problem);
GtkWidget *esp_import_busy_new (GtkWidget **out_bar, GtkWidget **out_label);

G_END_DECLS
