/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Grounds, frames, pictures and letters on the drawn page. */
void esp_paper_add_css (GtkWidget *widget, const char *rule);
void esp_paper_stand_on (GtkWidget *widget, const char *background, const EspBrand *brand);
void
esp_paper_frame (GtkWidget *widget, const EspBorder *border, int radius, const EspBrand *brand);
void esp_paper_letters (GtkWidget *widget, const EspBlockLook *look);
GtkWidget *esp_paper_section_new (const EspMessageDoc *doc,
                                  const EspSection *section,
                                  const EspBrand *brand,
                                  GtkWidget *content);

G_END_DECLS
