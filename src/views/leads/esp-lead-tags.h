/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The tags of one lead as chips; typing adds one, the chip's cross takes it away. */
#define ESP_TYPE_LEAD_TAGS (esp_lead_tags_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadTags, esp_lead_tags, ESP, LEAD_TAGS, GtkWidget)

GtkWidget *esp_lead_tags_new (EspSession *session);
void esp_lead_tags_show (EspLeadTags *self,
                         guint32 lead_id,
                         const char *const *tags,
                         const char *const *known);

G_END_DECLS
