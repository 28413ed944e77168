/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/scores/esp-score-work.h"

G_BEGIN_DECLS

/* One score: its rules in words, and beside them what they would do. Signal "state": title, undo or what can
 * be applied changed. */
#define ESP_TYPE_SCORE_EDITOR (esp_score_editor_get_type ())
G_DECLARE_FINAL_TYPE (EspScoreEditor, esp_score_editor, ESP, SCORE_EDITOR, GtkWidget)

GtkWidget *esp_score_editor_new (EspSession *session, gint64 id);
gint64 esp_score_editor_get_id (EspScoreEditor *self);
const char *esp_score_editor_get_title (EspScoreEditor *self);
gboolean esp_score_editor_is_changed (EspScoreEditor *self);
void esp_score_editor_apply (EspScoreEditor *self);
void esp_score_editor_rename (EspScoreEditor *self);
gboolean esp_score_editor_step (EspScoreEditor *self, gboolean forward);

G_END_DECLS
