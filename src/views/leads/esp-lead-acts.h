/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_lead_acts_tag (EspSession *session, const EspBitmap *leads);
void esp_lead_acts_edit (EspSession *session, const EspBitmap *leads);
void esp_lead_acts_suppress (EspSession *session, const EspBitmap *leads);
void esp_lead_acts_archive (EspSession *session, const EspBitmap *leads);
void esp_lead_acts_new (EspSession *session);
void esp_lead_acts_watch_total (EspSession *session);

G_END_DECLS
