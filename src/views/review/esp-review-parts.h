/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of a review's page; built anew whenever what they show has changed. */
#pragma once

#include <adwaita.h>

#include "views/shell/esp-session.h"
#include "worker/esp-review-dossier.h"

G_BEGIN_DECLS

GtkWidget *esp_review_about_new (EspSession *session, const EspReviewDossier *dossier);
GtkWidget *esp_review_changes_new (const EspReviewDossier *dossier);
GtkWidget *esp_review_comments_new (EspSession *session, const EspReviewDossier *dossier);
GtkWidget *esp_review_history_new (EspSession *session, const EspReviewDossier *dossier);

G_END_DECLS
