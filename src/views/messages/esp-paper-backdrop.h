/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture behind a child: as large as the child, covering all of it. */
#define ESP_TYPE_PAPER_BACKDROP (esp_paper_backdrop_get_type ())
G_DECLARE_FINAL_TYPE (EspPaperBackdrop, esp_paper_backdrop, ESP, PAPER_BACKDROP, GtkWidget)

GtkWidget *esp_paper_backdrop_new (GdkPaintable *picture, GtkWidget *child);

G_END_DECLS
