/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the editor of a score alone. */
#pragma once

#include "engine/score/esp-score.h"
#include "views/scores/esp-score-editor.h"
#include "views/shell/esp-status.h"
#include "worker/esp-segment-service.h"

#include <adwaita.h>

G_BEGIN_DECLS

struct _EspScoreEditor
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gint64 id;
  EspScoreRow *row;           /* (owned) (nullable) as it is kept */
  EspScore *score;            /* (owned) (nullable) as it is edited */
  EspSegmentChoices *choices; /* (owned) (nullable) */
  GPtrArray *undo;            /* (owned) definitions before */
  GPtrArray *redo;            /* (owned) */
  gboolean is_filling;
  char *draft; /* (owned) (nullable) the edited definition as the file has it */
  guint draft_source;
  EspStatus *status;
  GtkWidget *columns;
  GtkWidget *half_life;
  GtkWidget *max_switch;
  GtkWidget *max_spin;
  GtkWidget *rules;
  GtkWidget *thresholds;
  GtkWidget *computing;
  GtkWidget *preview;
};

/* esp-score-editor.c */
void esp_score_editor_follow (EspScoreEditor *self);
void esp_score_editor_keep_step (EspScoreEditor *self);

/* esp-score-editor-rows.c */
void esp_score_editor_fill (EspScoreEditor *self);
void esp_score_editor_rule_row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoreEditor *self);
void esp_score_editor_threshold_row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoreEditor *self);
void esp_score_editor_frame_cb (EspScoreEditor *self);
void esp_score_editor_add_event_cb (EspScoreEditor *self);
void esp_score_editor_add_condition_cb (EspScoreEditor *self);
void esp_score_editor_add_threshold_cb (EspScoreEditor *self);

G_END_DECLS
