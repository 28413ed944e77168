/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-review-dossier.h"

G_BEGIN_DECLS

/* One review: what differs, what people get, who gets it, what the rules say, who decided.
 *
 * Signal "notify::title": what is shown is another thing, or another state of it. */
#define ESP_TYPE_REVIEW_PAGE (esp_review_page_get_type ())
G_DECLARE_FINAL_TYPE (EspReviewPage, esp_review_page, ESP, REVIEW_PAGE, GtkWidget)

GtkWidget *esp_review_page_new (EspSession *session);
void esp_review_page_set_review (EspReviewPage *self, gint64 id);
void esp_review_page_reload (EspReviewPage *self);
const EspReviewDossier *esp_review_page_get_dossier (EspReviewPage *self);
const char *esp_review_page_get_title (EspReviewPage *self);
const char *esp_review_page_get_obstacle (EspReviewPage *self);
void esp_review_page_show_section (EspReviewPage *self, guint section);

G_END_DECLS
