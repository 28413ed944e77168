/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-journey-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whose yes a journey needs before it is published, with the buttons to ask for it and to give it. */
#define ESP_TYPE_PUBLISH_REVIEW (esp_publish_review_get_type ())
G_DECLARE_FINAL_TYPE (EspPublishReview, esp_publish_review, ESP, PUBLISH_REVIEW, GtkWidget)

GtkWidget *
esp_publish_review_new (EspSession *session, gint64 journey_id, const EspJourneyReviewLook *look);

G_END_DECLS
