/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_review_evidence_save (EspSession *session, gint64 review_id, gboolean is_journey);

G_END_DECLS
