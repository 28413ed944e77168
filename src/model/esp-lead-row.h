/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-extras.h"
#include "store/esp-lead.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A lead as a list shows it: made empty at once, filled when its page has been read.
 *
 * Property "loaded" (read-only): notified whenever the record changes. */
#define ESP_TYPE_LEAD_ROW (esp_lead_row_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadRow, esp_lead_row, ESP, LEAD_ROW, GObject)

EspLeadRow *esp_lead_row_new (guint32 id);
guint32 esp_lead_row_get_id (EspLeadRow *self);
const EspLead *esp_lead_row_get_lead (EspLeadRow *self);
const EspLeadExtras *esp_lead_row_get_extras (EspLeadRow *self);
void esp_lead_row_take (EspLeadRow *self, EspLead *lead, EspLeadExtras *extras);
gboolean esp_lead_row_is_loaded (EspLeadRow *self);

G_END_DECLS
