/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-row.h"

#include "store/esp-lead-query.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* A million leads as a GListModel of EspLeadRow: a vector of ids, and records read by the page.
 *
 * Properties (read-only, notified): "loading" while the order is being read; "counting" while only its
 * first part is known. Signal "failed" (const GError *error): a read did not succeed. */
#define ESP_TYPE_LEAD_LIST (esp_lead_list_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadList, esp_lead_list, ESP, LEAD_LIST, GObject)

EspLeadList *esp_lead_list_new (EspStore *store);
void esp_lead_list_set_query (EspLeadList *self, const EspLeadQuery *query);
void esp_lead_list_refresh (EspLeadList *self);
gboolean esp_lead_list_is_loading (EspLeadList *self);
gboolean esp_lead_list_is_known (EspLeadList *self);
gboolean esp_lead_list_is_counting (EspLeadList *self);
guint esp_lead_list_get_n (EspLeadList *self);
guint32 esp_lead_list_get_id (EspLeadList *self, guint position);
gboolean esp_lead_list_find (EspLeadList *self, guint32 id, guint *out_position);
EspBitmap *esp_lead_list_to_bitmap (EspLeadList *self);
EspFields *esp_lead_list_get_fields (EspLeadList *self);
gint64 esp_lead_list_get_duration_us (EspLeadList *self);

G_END_DECLS
