/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-review-dossier.h"
#include "worker/esp-review-look.h"

G_BEGIN_DECLS

const char *esp_review_state_title (EspReviewState state);
char *esp_review_name_parts (guint parts);
char *esp_review_message (const GError *error);
char *esp_review_look_sentence (const EspReviewLook *look, EspSession *session);
char *esp_review_place_title (const char *place, const EspMessageDoc *doc);
char *esp_review_change_sentence (const EspMessageChange *change);
char *esp_review_format_time (EspSession *session, gint64 at_us);
char *esp_review_own_sentence (const EspReviewDossier *dossier, EspSession *session);

G_END_DECLS
