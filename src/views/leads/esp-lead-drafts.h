/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_lead_drafts_keep (EspSession *session, gint64 lead_id, const char *what, const char *text);
const char *esp_lead_drafts_get (EspSession *session, gint64 lead_id, const char *what);
void esp_lead_drafts_drop (EspSession *session, gint64 lead_id, const char *what);

G_END_DECLS
