/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/leads/esp-lead-views.h"

G_BEGIN_DECLS

void esp_lead_view_file_export (EspSession *session, const char *name, const EspLeadView *view);
void esp_lead_view_file_import (EspSession *session, EspLeadViews *views);

G_END_DECLS
