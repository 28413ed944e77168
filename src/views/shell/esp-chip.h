/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A filter, a tag or a token. Enter or a click emits "activated"; Delete, Backspace or its small button
 * emits "removed" when it may be removed. Set a popover to edit in place instead of "activated". */
#define ESP_TYPE_CHIP (esp_chip_get_type ())
G_DECLARE_FINAL_TYPE (EspChip, esp_chip, ESP, CHIP, GtkWidget)

GtkWidget *esp_chip_new (const char *label, gboolean removable);
void esp_chip_set_label (EspChip *self, const char *label);
const char *esp_chip_get_label (EspChip *self);
void esp_chip_set_icon_name (EspChip *self, const char *icon_name);
void esp_chip_set_popover (EspChip *self, GtkWidget *popover);
gboolean esp_chip_is_open (EspChip *self);

G_END_DECLS
