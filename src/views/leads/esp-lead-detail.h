/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* One lead: its fields, tags, consents and timeline; as a page, or narrow beside the list.
 *
 * Property "title" (read-only, notified): what the lead is called. */
#define ESP_TYPE_LEAD_DETAIL (esp_lead_detail_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadDetail, esp_lead_detail, ESP, LEAD_DETAIL, GtkWidget)

GtkWidget *esp_lead_detail_new (EspSession *session, gboolean is_narrow);
void esp_lead_detail_set_lead (EspLeadDetail *self, guint32 id);
char *esp_lead_detail_dup_title (EspLeadDetail *self);

G_END_DECLS
