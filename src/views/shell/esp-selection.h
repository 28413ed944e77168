/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A selection over a very long list: some positions, or all but some. It never walks over the items.
 * Property "n-selected" (read-only, notified) for the action bar. */
#define ESP_TYPE_SELECTION (esp_selection_get_type ())
G_DECLARE_FINAL_TYPE (EspSelection, esp_selection, ESP, SELECTION, GObject)

EspSelection *esp_selection_new (GListModel *model);
GListModel *esp_selection_get_model (EspSelection *self);
gboolean esp_selection_is_all (EspSelection *self);
guint esp_selection_get_n_selected (EspSelection *self);
GtkBitset *esp_selection_get_exceptions (EspSelection *self);
void esp_selection_set_positions (EspSelection *self, GtkBitset *positions);
void esp_selection_toggle (EspSelection *self, guint position);

G_END_DECLS
