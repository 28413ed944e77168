/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* Who a list is limited to: those that match a rule, or a set that was handed over, or both; kept true
 * while the workspace changes. Counting happens on the store's thread for long reads.
 *
 * Signal "changed" (gboolean others): counted again; others says that a list must ask again. Signal "failed" (const GError *error):
 * the rule cannot be counted; what was found last stays. */
#define ESP_TYPE_LEAD_FILTER (esp_lead_filter_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadFilter, esp_lead_filter, ESP, LEAD_FILTER, GObject)

EspLeadFilter *esp_lead_filter_new (EspStore *store);
void esp_lead_filter_set (EspLeadFilter *self, const EspRule *rule, const EspBitmap *base);
void esp_lead_filter_refresh (EspLeadFilter *self);
const EspBitmap *esp_lead_filter_get_leads (EspLeadFilter *self);
gboolean esp_lead_filter_is_loading (EspLeadFilter *self);
gint64 esp_lead_filter_get_n_total (EspLeadFilter *self);

G_END_DECLS
