/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the editable page and the preview draw alike. */
GtkWidget *esp_paper_note_new (const char *text);
GtkWidget *esp_paper_button_new (const EspBlock *block);
GtkWidget *esp_paper_image_new (const EspMessageDoc *doc, const EspBlock *block);
void esp_paper_dress (GtkWidget *widget, const char *background, const char *color);
void esp_paper_tint (GtkWidget *label, const char *color);
void esp_paper_paint (GtkWidget *widget, const char *background);

G_END_DECLS
