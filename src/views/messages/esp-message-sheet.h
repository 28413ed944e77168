/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-dark-look.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A message as one lead sees it, laid out with widgets; nothing in it can be changed. */
#define ESP_TYPE_MESSAGE_SHEET (esp_message_sheet_get_type ())
G_DECLARE_FINAL_TYPE (EspMessageSheet, esp_message_sheet, ESP, MESSAGE_SHEET, GtkWidget)

/* As wide as the reading pane of a desktop, and as a telephone. */
#define ESP_SHEET_WIDE 600
#define ESP_SHEET_NARROW 360

GtkWidget *esp_message_sheet_new (void);
void esp_message_sheet_show (EspMessageSheet *self,
                             const EspDarkSheet *look,
                             const EspBrand *brand,
                             const char *footer,
                             int width);

G_END_DECLS
