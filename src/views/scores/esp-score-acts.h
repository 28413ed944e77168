/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_score_acts_make (EspSession *session);
void esp_score_acts_restart (EspSession *session, gint64 id);
void esp_score_acts_delete (EspSession *session, gint64 id, const char *title);

G_END_DECLS
