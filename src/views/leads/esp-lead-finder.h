/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Finds one lead by name, address or phone: a field, and who fits below it.
 *
 * Signal "chosen" (guint lead_id, const char *title): Enter or a click on one of them. */
#define ESP_TYPE_LEAD_FINDER (esp_lead_finder_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadFinder, esp_lead_finder, ESP, LEAD_FINDER, GtkWidget)

GtkWidget *esp_lead_finder_new (EspSession *session);

G_END_DECLS
