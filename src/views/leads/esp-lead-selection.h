/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which leads are selected, by id and not by place: it survives sorting, scrolling and other filters.
 *
 * Property "n-selected" (read-only, notified). */
#define ESP_TYPE_LEAD_SELECTION (esp_lead_selection_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadSelection, esp_lead_selection, ESP, LEAD_SELECTION, GObject)

EspLeadSelection *esp_lead_selection_new (EspLeadList *list);
guint esp_lead_selection_get_n (EspLeadSelection *self);
const EspBitmap *esp_lead_selection_get_leads (EspLeadSelection *self);
void esp_lead_selection_add (EspLeadSelection *self, const EspBitmap *leads);
guint esp_lead_selection_get_n_hidden (EspLeadSelection *self);
EspBitmap *esp_lead_selection_drop_hidden (EspLeadSelection *self);

G_END_DECLS
