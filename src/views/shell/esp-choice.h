/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Choices whose list speaks: GTK 4.8 names the rows of the list after their class. */
GtkWidget *esp_choice_row_new (void);
void esp_choice_speak (GtkWidget *choice);

G_END_DECLS
