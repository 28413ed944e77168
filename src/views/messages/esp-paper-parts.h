/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the editable page and the preview draw alike. */
GtkWidget *esp_paper_note_new (const char *text);
#define ESP_PAPER_PT_OF_PX 0.75 /* so that letters grow where the reader asked for larger ones */

/* How columns are laid out, and who fills them. */
typedef struct
{
  gboolean is_stacked;   /* below each other, as on a telephone */
  const EspBrand *brand; /* (nullable) */
  void (*fill) (GtkWidget *box, GPtrArray *blocks, gpointer user_data);
  gpointer user_data;
} EspPaperColumns;

GtkWidget *esp_paper_button_new (const EspBlock *block, const EspBrand *brand);
GtkWidget *esp_paper_columns_new (GPtrArray *columns, const EspPaperColumns *how);
GtkWidget *esp_paper_line_new (const EspBlock *block, const EspBrand *brand);
void esp_paper_pad (GtkWidget *widget, const EspPadding *padding, const EspPadding *usual);
void esp_paper_type (GtkWidget *label, int px, double line_height);
void esp_paper_scroll (GtkScrolledWindow *scroller);
GtkWidget *esp_paper_image_new (const EspMessageDoc *doc, const EspBlock *block);
void esp_paper_dress (GtkWidget *widget, const char *background, const char *color);
void esp_paper_tint (GtkWidget *label, const char *color);

G_END_DECLS
