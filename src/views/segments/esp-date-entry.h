/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A day, perhaps with a time, as rules write it: typed, or chosen from a calendar. Signal "changed". */
#define ESP_TYPE_DATE_ENTRY (esp_date_entry_get_type ())
G_DECLARE_FINAL_TYPE (EspDateEntry, esp_date_entry, ESP, DATE_ENTRY, GtkWidget)

GtkWidget *esp_date_entry_new (const char *label, const char *text);
const char *esp_date_entry_get_text (EspDateEntry *self);
void esp_date_entry_set_text (EspDateEntry *self, const char *text);

G_END_DECLS
