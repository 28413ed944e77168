/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons with a mnemonic whose accessible name is free of its mark. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_button_new (const char *label);
void esp_button_set_name (GtkButton *button, const char *label);
void esp_button_set_label (GtkButton *button, const char *label);

G_END_DECLS
