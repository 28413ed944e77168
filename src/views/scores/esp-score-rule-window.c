/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small windows for one rule of a score, and for one threshold. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-rule-window.h"

#include "views/segments/esp-condition-editor.h"
#include "views/segments/esp-rule-window.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

struct _EspScoreRuleWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspFormFrame frame;
  const EspSegmentChoices *choices; /* (unowned) (nullable) of the page below */
  gboolean is_threshold;
  EspCondition *match; /* (owned) (nullable) */
  EspRule *condition;  /* (owned) (nullable) */
  GStrv kinds;         /* (owned) (nullable) of events, by place in the list */
  GtkWidget *title_row;
  GtkWidget *points_row;
  GtkWidget *event_row;
  GtkWidget *where_box;
  GtkWidget *where; /* (nullable) */
  GtkWidget *count_row;
  GtkWidget *most_row;
  GtkWidget *cap_row;
  GtkWidget *rule_row;
  GtkWidget *falling_row;
  GtkWidget *slack_row;
  GtkWidget *task_row;
  GtkWidget *alert_row;
  GtkWidget *task_title_row;
  GtkWidget *owner_row;
  GtkWidget *due_row;
};

G_DEFINE_FINAL_TYPE (EspScoreRuleWindow, esp_score_rule_window, ADW_TYPE_WINDOW)

enum
{
  ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
get_spin (GtkWidget *row)
{
  return gtk_spin_button_get_value_as_int (esp_form_row_get_spin (row));
}

static gboolean
get_switch (GtkWidget *row)
{
  return gtk_switch_get_active (esp_form_row_get_switch (row));
}

static char *
dup_text (GtkWidget *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
fail (EspScoreRuleWindow *self, GtkWidget *where, const char *sentence)
{
  esp_form_frame_set_problem (&self->frame, sentence);
  esp_session_announce (self->session, sentence, TRUE);
  (void) gtk_widget_grab_focus (where); /* the sentence is there all the same */
}

static void
accept_cb (EspScoreRuleWindow *self)
{
  if (!self->is_threshold && get_spin (self->points_row) == 0)
    fail (self, self->points_row, _ ("Give points other than 0."));
  else if (self->rule_row != NULL && esp_rule_is_everyone (self->condition))
    fail (self, self->rule_row,
          _ ("Say what has to be true; without it everybody gets the points."));
  else
    {
      g_signal_emit (self, signals[ACCEPTED], 0);
      gtk_window_close (GTK_WINDOW (self));
    }
}

static void
count_cb (EspScoreRuleWindow *self)
{
  gtk_widget_set_visible (self->most_row,
                          adw_combo_row_get_selected (ADW_COMBO_ROW (self->count_row)) >= 2);
}

static void
where_cb (EspConditionEditor *editor, gboolean merge, EspScoreRuleWindow *self)
{
  EspCondition *condition = esp_condition_copy (esp_condition_editor_get_condition (editor));

  esp_condition_free (self->match);
  self->match = condition;
}

static void
show_where (EspScoreRuleWindow *self)
{
  if (self->where != NULL)
    gtk_box_remove (GTK_BOX (self->where_box), self->where);
  self->where = esp_condition_editor_new_where (self->choices, self->match);
  g_signal_connect_object (self->where, "changed", G_CALLBACK (where_cb), self, 0);
  gtk_box_append (GTK_BOX (self->where_box), self->where);
}

/* Another event has other properties: its demands begin anew. */
static void
event_cb (EspScoreRuleWindow *self)
{
  guint place = adw_combo_row_get_selected (ADW_COMBO_ROW (self->event_row));

  if (place == GTK_INVALID_LIST_POSITION || g_str_equal (self->kinds[place], self->match->subject))
    return;
  esp_condition_free (self->match);
  self->match = esp_condition_new (ESP_CONDITION_EVENT, self->kinds[place]);
  show_where (self);
}

static void
list_kinds (EspScoreRuleWindow *self)
{
  static const char *const usual[] = { "open",  "click",  "visit",      "signup",
                                       "order", "bounce", "unsubscribe" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  g_strv_builder_add (builder, self->match->subject);
  g_hash_table_add (known, self->match->subject);
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_hash_table_add (known, (gpointer) usual[i]))
      g_strv_builder_add (builder, usual[i]);
  for (guint i = 0; self->choices->event_kinds[i] != NULL; i++)
    if (esp_event_is_activity (self->choices->event_kinds[i]) &&
        g_hash_table_add (known, self->choices->event_kinds[i]))
      g_strv_builder_add (builder, self->choices->event_kinds[i]);
  self->kinds = g_strv_builder_end (builder);
}

static void
build_event (EspScoreRuleWindow *self, GtkWidget *list, const EspScoreRule *rule)
{
  const char *const counts[] = { _ ("Every time"),
                                 _ ("The first time alone"),
                                 _ ("At most so often a day"),
                                 _ ("At most so often a week"),
                                 _ ("At most so often a month"),
                                 NULL };
  guint selected = rule->count == ESP_SCORE_MOST ? 2 + rule->per : rule->count;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  list_kinds (self);
  for (guint i = 0; self->kinds[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) esp_words_event (self->kinds[i]));
  g_ptr_array_add (words, NULL);
  self->event_row =
    esp_form_choice_row_new (_ ("What happens"), (const char *const *) words->pdata, 0);
  self->count_row = esp_form_choice_row_new (_ ("How often it counts"), counts, selected);
  self->most_row = esp_form_spin_row_new (_ ("How often at most"), NULL, 1, ESP_SCORE_MAX_MOST,
                                          MAX (rule->most, 1));
  self->cap_row = esp_form_spin_row_new (_ ("Points at most at a time"), _ ("0: without an end"), 0,
                                         ESP_SCORE_MAX_POINTS, ABS (rule->cap));
  gtk_list_box_append (GTK_LIST_BOX (list), self->event_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->count_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->most_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->cap_row);
  self->where_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->frame.box), self->where_box);
  show_where (self);
  g_signal_connect_object (self->event_row, "notify::selected", G_CALLBACK (event_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->count_row, "notify::selected", G_CALLBACK (count_cb), self,
                           G_CONNECT_SWAPPED);
  count_cb (self);
}

static void
show_rule (EspScoreRuleWindow *self)
{
  EspCondition *first = esp_rule_is_everyone (self->condition)
                          ? NULL
                          : esp_rule_node_child (self->condition->root, 0)->condition;
  g_autofree char *words =
    first != NULL ? esp_words_condition (first, self->choices) : g_strdup (_ ("Nothing yet"));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rule_row), words);
}

static void
rule_changed_cb (EspRuleWindow *window, EspRule *rule, gboolean merge, EspScoreRuleWindow *self)
{
  esp_rule_unref (self->condition);
  self->condition = esp_rule_copy (rule);
  show_rule (self);
}

static void
edit_rule_cb (EspScoreRuleWindow *self)
{
  EspRuleWindow *window =
    esp_rule_window_new (self->session, self->choices, _ ("What has to be true"), self->condition);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  g_signal_connect_object (window, "changed", G_CALLBACK (rule_changed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
build_condition (EspScoreRuleWindow *self, GtkWidget *list)
{
  self->rule_row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->rule_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rule_row), _ ("What has to be true"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->rule_row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->rule_row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                           "esp-chevron-right-symbolic", "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  g_signal_connect_object (self->rule_row, "activated", G_CALLBACK (edit_rule_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (list), self->rule_row);
  show_rule (self);
}

static void
esp_score_rule_window_finalize (GObject *object)
{
  EspScoreRuleWindow *self = ESP_SCORE_RULE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->match, esp_condition_free);
  g_clear_pointer (&self->condition, esp_rule_unref);
  g_clear_pointer (&self->kinds, g_strfreev);
  G_OBJECT_CLASS (esp_score_rule_window_parent_class)->finalize (object);
}

static void
esp_score_rule_window_class_init (EspScoreRuleWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_score_rule_window_finalize;
  signals[ACCEPTED] = g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_score_rule_window_init (EspScoreRuleWindow *self)
{
}

static EspScoreRuleWindow *
window_new (EspSession *session, const char *title)
{
  EspScoreRuleWindow *self = g_object_new (ESP_TYPE_SCORE_RULE_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->frame =
    esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session), title, _ ("_Keep"));
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * esp_score_rule_window_new:
 * @choices: kept alive by the caller as long as the window
 * @rule: with an event or a condition; which of them it has stays
 */
EspScoreRuleWindow *
esp_score_rule_window_new (EspSession *session,
                           const EspSegmentChoices *choices,
                           const EspScoreRule *rule)
{
  EspScoreRuleWindow *self =
    window_new (session,
                rule->match != NULL ? _ ("Points for what happens") : _ ("Points for what is so"));
  GtkWidget *list = esp_form_list_new (_ ("Rule"));

  self->choices = choices;
  self->match = rule->match != NULL ? esp_condition_copy (rule->match) : NULL;
  self->condition = rule->condition != NULL ? esp_rule_copy (rule->condition) : NULL;
  self->title_row = esp_form_entry_row_new (_ ("Name (may be empty)"), rule->title);
  self->points_row =
    esp_form_spin_row_new (_ ("Points"), _ ("Below 0 takes points away"), -ESP_SCORE_MAX_POINTS,
                           ESP_SCORE_MAX_POINTS, rule->points);
  gtk_list_box_append (GTK_LIST_BOX (list), self->points_row);
  gtk_box_append (GTK_BOX (self->frame.box), list);
  if (self->match != NULL)
    build_event (self, list, rule);
  else
    build_condition (self, list);
  gtk_list_box_append (GTK_LIST_BOX (list), self->title_row);
  return self;
}

static void
task_cb (EspScoreRuleWindow *self)
{
  gboolean has_task = get_switch (self->task_row);

  gtk_widget_set_visible (self->alert_row, has_task);
  gtk_widget_set_visible (self->task_title_row, has_task);
  gtk_widget_set_visible (self->owner_row, has_task);
  gtk_widget_set_visible (self->due_row, has_task);
}

/**
 * esp_score_rule_window_new_threshold:
 */
EspScoreRuleWindow *
esp_score_rule_window_new_threshold (EspSession *session, const EspScoreThreshold *threshold)
{
  EspScoreRuleWindow *self = window_new (session, _ ("Threshold"));
  GtkWidget *list = esp_form_list_new (_ ("Threshold"));
  GtkWidget *rows[9];

  self->is_threshold = TRUE;
  rows[0] = self->title_row = esp_form_entry_row_new (_ ("Name"), threshold->title);
  rows[1] = self->points_row = esp_form_spin_row_new (_ ("Score"), NULL, -ESP_SCORE_MAX_POINTS,
                                                      ESP_SCORE_MAX_POINTS, threshold->value);
  rows[2] = self->falling_row =
    esp_form_switch_row_new (_ ("When it falls below"), _ ("Otherwise when it gets there"),
                             threshold->is_falling);
  rows[3] = self->slack_row =
    esp_form_spin_row_new (_ ("Again after it went back by"), _ ("So that to and fro is told once"),
                           0, ESP_SCORE_MAX_POINTS, threshold->slack);
  rows[4] = self->task_row =
    esp_form_switch_row_new (_ ("Give sales a task"), NULL, threshold->has_task);
  rows[5] = self->alert_row =
    esp_form_switch_row_new (_ ("As an alert"), _ ("Stands out and is told at once"),
                             threshold->is_alert);
  rows[6] = self->task_title_row =
    esp_form_entry_row_new (_ ("What is to be done"), threshold->task);
  rows[7] = self->owner_row =
    esp_form_entry_row_new (_ ("Who does it (empty: the owner of the lead)"), threshold->owner);
  rows[8] = self->due_row = esp_form_spin_row_new (_ ("Within days"), _ ("0: no day"), 0,
                                                   ESP_SCORE_MAX_DAYS, threshold->due_days);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), rows[i]);
  gtk_box_append (GTK_BOX (self->frame.box), list);
  g_signal_connect_object (esp_form_row_get_switch (self->task_row), "notify::active",
                           G_CALLBACK (task_cb), self, G_CONNECT_SWAPPED);
  task_cb (self);
  return self;
}

/**
 * esp_score_rule_window_apply_rule:
 *
 * Puts what was asked for into @rule.
 */
void
esp_score_rule_window_apply_rule (EspScoreRuleWindow *self, EspScoreRule *rule)
{
  guint count =
    self->count_row != NULL ? adw_combo_row_get_selected (ADW_COMBO_ROW (self->count_row)) : 0;

  g_free (rule->title);
  rule->title = dup_text (self->title_row);
  rule->points = get_spin (self->points_row);
  if (self->match == NULL)
    {
      esp_rule_unref (rule->condition);
      rule->condition = esp_rule_copy (self->condition);
      return;
    }
  esp_condition_free (rule->match);
  rule->match = esp_condition_copy (self->match);
  rule->count = (EspScoreCount) MIN (count, ESP_SCORE_MOST);
  rule->per = count > 2 ? (EspScorePeriod) (count - 2) : ESP_SCORE_DAY;
  rule->most = rule->count == ESP_SCORE_MOST ? (guint) get_spin (self->most_row) : 0;
  rule->cap = get_spin (self->cap_row) * (rule->points < 0 ? -1 : 1);
}

/**
 * esp_score_rule_window_apply_threshold:
 */
void
esp_score_rule_window_apply_threshold (EspScoreRuleWindow *self, EspScoreThreshold *threshold)
{
  g_free (threshold->title);
  g_free (threshold->task);
  g_free (threshold->owner);
  threshold->title = dup_text (self->title_row);
  threshold->value = get_spin (self->points_row);
  threshold->is_falling = get_switch (self->falling_row);
  threshold->slack = get_spin (self->slack_row);
  threshold->has_task = get_switch (self->task_row);
  threshold->is_alert = threshold->has_task && get_switch (self->alert_row);
  threshold->task = threshold->has_task ? dup_text (self->task_title_row) : NULL;
  threshold->owner = threshold->has_task ? dup_text (self->owner_row) : NULL;
  threshold->due_days = threshold->has_task ? (guint) get_spin (self->due_row) : 0;
}
