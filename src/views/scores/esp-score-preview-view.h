/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/scores/esp-score-work.h"

G_BEGIN_DECLS

/* What a definition does to the leads: how many have which score, who has most, what would change. */
#define ESP_TYPE_SCORE_PREVIEW_VIEW (esp_score_preview_view_get_type ())
G_DECLARE_FINAL_TYPE (EspScorePreviewView,
                      esp_score_preview_view,
                      ESP,
                      SCORE_PREVIEW_VIEW,
                      GtkWidget)

GtkWidget *esp_score_preview_view_new (EspSession *session);
void esp_score_preview_view_show (EspScorePreviewView *self,
                                  const EspScore *score,
                                  const char *column,
                                  gboolean is_changed);

G_END_DECLS
