/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the editors of conditions only: the small controls that they are put together from. */
#pragma once

#include <gtk/gtk.h>

#include "store/esp-condition.h"

G_BEGIN_DECLS

typedef void (*EspPickFunc) (gpointer owner, int value);
typedef void (*EspTextFunc) (gpointer owner, const char *text);

/* Choices of a closed set; add them in order, then say which is chosen. */
GtkWidget *esp_pick_new (const char *label, EspPickFunc picked, gpointer owner);
void esp_pick_add (GtkWidget *pick, const char *text, int value);
void esp_pick_finish (GtkWidget *pick, int chosen);

GtkWidget *esp_text_control_new (const char *label,
                                 const char *text,
                                 int width_chars,
                                 EspTextFunc typed,
                                 gpointer owner);
GtkWidget *esp_number_control_new (const char *label,
                                   double value,
                                   double min,
                                   double max,
                                   guint digits,
                                   void (*turned) (gpointer owner, double value),
                                   gpointer owner);
void esp_editable_give_up_undo (GtkEditable *editable);
GtkWidget *esp_words_control_new (const char *text);

G_END_DECLS
