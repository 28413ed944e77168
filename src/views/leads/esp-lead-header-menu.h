/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/leads/esp-lead-columns.h"

G_BEGIN_DECLS

GMenuModel *esp_lead_header_menu_new (const EspLeadColumn *column);

G_END_DECLS
