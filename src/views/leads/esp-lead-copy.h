/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-list.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_lead_copy_rows (EspSession *session,
                         EspLeadList *list,
                         const EspBitmap *leads,
                         const char *const *columns);
void esp_lead_copy_emails (EspSession *session, EspLeadList *list, const EspBitmap *leads);

void esp_lead_copy_link (EspSession *session, EspTarget *target);

G_END_DECLS
