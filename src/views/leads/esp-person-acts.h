/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_person_acts_export (EspSession *session, guint32 lead_id, const char *title);
void esp_person_acts_erase (EspSession *session, guint32 lead_id, const char *title);
void esp_person_acts_set_archived (EspSession *session, guint32 lead_id, gboolean is_archived);

G_END_DECLS
