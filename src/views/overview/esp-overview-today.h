/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-agenda.h"
#include "views/overview/esp-overview-list.h"

G_BEGIN_DECLS

void esp_overview_today_show (EspOverviewList *list, EspSession *session, const EspAgenda *agenda);

G_END_DECLS
