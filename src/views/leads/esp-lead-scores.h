/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The scores of a lead with what they are made of, and its tasks; hidden while there is neither. */
#define ESP_TYPE_LEAD_SCORES (esp_lead_scores_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadScores, esp_lead_scores, ESP, LEAD_SCORES, GtkWidget)

GtkWidget *esp_lead_scores_new (EspSession *session);
void esp_lead_scores_set_lead (EspLeadScores *self, guint32 lead_id);

G_END_DECLS
