/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children in lines, like words: chips, tags, buttons. 6 px between them. */
#define ESP_TYPE_WRAP_BOX (esp_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (EspWrapBox, esp_wrap_box, ESP, WRAP_BOX, GtkWidget)

GtkWidget *esp_wrap_box_new (void);
void esp_wrap_box_append (EspWrapBox *self, GtkWidget *child);
void esp_wrap_box_remove (EspWrapBox *self, GtkWidget *child);
void esp_wrap_box_clear (EspWrapBox *self);

G_END_DECLS
