/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Rows of a form in a `.boxed-list`. The error of a row stands below its field, is announced, and
 * the caller moves the focus there on submit. Every widget made here but the list is a
 * GtkListBoxRow. */
GtkWidget *esp_form_entry_row_new (const char *title, const char *text);
GtkWidget *esp_form_password_row_new (const char *title);
GtkWidget *esp_form_switch_row_new (const char *title, const char *subtitle, gboolean active);
GtkWidget *esp_form_spin_row_new (const char *title,
                                  const char *subtitle,
                                  double min,
                                  double max,
                                  double value);
GtkWidget *esp_form_choice_row_new (const char *title, const char *const *choices, guint selected);

GtkSwitch *esp_form_row_get_switch (GtkWidget *row);
GtkSpinButton *esp_form_row_get_spin (GtkWidget *row);

GtkWidget *esp_form_error_row_new (void);
void esp_form_row_set_error (GtkWidget *row, GtkWidget *error_row, const char *sentence);
GtkWidget *esp_form_list_new (const char *label);

G_END_DECLS
