/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-review-dossier.h"

G_BEGIN_DECLS

void esp_review_sheet_ask (EspSession *session, gint64 campaign_id, const char *campaign);
void esp_review_sheet_approve (EspSession *session, const EspReviewDossier *dossier);
void esp_review_sheet_changes (EspSession *session, const EspReviewDossier *dossier);
void esp_review_sheet_comment (EspSession *session, const EspReviewDossier *dossier);

G_END_DECLS
