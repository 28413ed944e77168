/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/leads/esp-lead-table.h"

G_BEGIN_DECLS

void esp_lead_display_attach (GtkMenuButton *button, EspLeadTable *table, EspLeadList *list);

G_END_DECLS
