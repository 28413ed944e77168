/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules and thresholds of a score as rows: said in words, switched, removed, opened and added. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-editor-private.h"

#include "engine/score/esp-score-words.h"
#include "views/scores/esp-score-rule-window.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

#define PLACE_KEY "esp-place"

typedef struct
{
  EspScoreEditor *self;
  guint place;
  gboolean is_threshold;
  gboolean is_new;
} Asking;

static void
asking_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
rule_accepted_cb (EspScoreRuleWindow *window, const Asking *asking)
{
  EspScoreEditor *self = asking->self;

  esp_score_editor_keep_step (self);
  if (asking->is_threshold)
    {
      if (asking->is_new)
        {
          EspScoreThreshold fresh = { .id = esp_score_dup_new_id (self->score) };

          g_array_append_val (self->score->thresholds, fresh);
        }
      esp_score_rule_window_apply_threshold (window,
                                             &g_array_index (self->score->thresholds,
                                                             EspScoreThreshold, asking->place));
    }
  else
    esp_score_rule_window_apply_rule (window, &g_array_index (self->score->rules, EspScoreRule,
                                                              asking->place));
  esp_score_editor_fill (self);
}

static void
ask (EspScoreEditor *self, EspScoreRuleWindow *window, guint place, gboolean is_threshold)
{
  Asking *asking = g_new0 (Asking, 1);

  *asking = (Asking){ self, place, is_threshold,
                      is_threshold && place == esp_score_get_n_thresholds (self->score) };
  g_signal_connect_data (window, "accepted", G_CALLBACK (rule_accepted_cb), asking, asking_free,
                         G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (window));
}

static guint
place_of (gpointer object)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (object), PLACE_KEY));
}

/**
 * esp_score_editor_rule_row_cb:
 *
 * Opens the rule of the row.
 */
void
esp_score_editor_rule_row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoreEditor *self)
{
  guint place = place_of (row);

  ask (self,
       esp_score_rule_window_new (self->session, self->choices,
                                  esp_score_get_rule (self->score, place)),
       place, FALSE);
}

/**
 * esp_score_editor_threshold_row_cb:
 *
 * Opens the threshold of the row.
 */
void
esp_score_editor_threshold_row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoreEditor *self)
{
  guint place = place_of (row);

  ask (self,
       esp_score_rule_window_new_threshold (self->session,
                                            esp_score_get_threshold (self->score, place)),
       place, TRUE);
}

static void
remove_rule_cb (GtkButton *button, EspScoreEditor *self)
{
  esp_score_editor_keep_step (self);
  g_array_remove_index (self->score->rules, place_of (button));
  esp_score_editor_fill (self);
}

static void
remove_threshold_cb (GtkButton *button, EspScoreEditor *self)
{
  esp_score_editor_keep_step (self);
  g_array_remove_index (self->score->thresholds, place_of (button));
  esp_score_editor_fill (self);
}

static void
switch_rule_cb (GtkSwitch *widget, GParamSpec *pspec, EspScoreEditor *self)
{
  EspScoreRule *rule = &g_array_index (self->score->rules, EspScoreRule, place_of (widget));

  if (self->is_filling || rule->is_off == !gtk_switch_get_active (widget))
    return;
  esp_score_editor_keep_step (self);
  rule->is_off = !gtk_switch_get_active (widget);
  esp_score_editor_follow (self);
}

static GtkWidget *
row_new (const char *title, const char *subtitle, guint place)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  g_object_set_data (G_OBJECT (row), PLACE_KEY, GUINT_TO_POINTER (place));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
add_remove (EspScoreEditor *self,
            GtkWidget *row,
            const char *title,
            guint place,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-remove-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove “%s”"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), PLACE_KEY, GUINT_TO_POINTER (place));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
points_new (int points)
{
  g_autofree char *text = g_strdup_printf ("%+d", points);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, points > 0 ? "success" : "error");
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  return label;
}

static void
add_rule_row (EspScoreEditor *self, guint place)
{
  const EspScoreTongue tongue = { esp_segment_world_get_catalog (self->choices->world),
                                  esp_segment_world_get_currency (self->choices->world),
                                  esp_session_get_lang (self->session) };
  const EspScoreRule *rule = esp_score_get_rule (self->score, place);
  g_autofree char *cause = esp_score_rule_dup_cause (rule, &tongue);
  g_autofree char *terms = esp_score_rule_dup_terms (rule, tongue.lang);
  GtkWidget *row = row_new (cause, terms, place);
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *name = g_strdup_printf (_ ("“%s” counts"), cause);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), points_new (rule->points));
  gtk_switch_set_active (GTK_SWITCH (toggle), !rule->is_off);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (toggle), PLACE_KEY, GUINT_TO_POINTER (place));
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switch_rule_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  add_remove (self, row, cause, place, G_CALLBACK (remove_rule_cb));
  gtk_list_box_append (GTK_LIST_BOX (self->rules), row);
}

static void
add_threshold_row (EspScoreEditor *self, guint place)
{
  const EspScoreThreshold *threshold = esp_score_get_threshold (self->score, place);
  g_autofree char *words =
    esp_score_threshold_dup_words (threshold, esp_session_get_lang (self->session));
  GtkWidget *row = row_new (words, NULL, place);

  add_remove (self, row, words, place, G_CALLBACK (remove_threshold_cb));
  gtk_list_box_append (GTK_LIST_BOX (self->thresholds), row);
}

static void
empty_list (GtkWidget *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), row);
}

/**
 * esp_score_editor_fill:
 *
 * Shows the definition as it is edited now.
 */
void
esp_score_editor_fill (EspScoreEditor *self)
{
  self->is_filling = TRUE;
  gtk_spin_button_set_value (esp_form_row_get_spin (self->half_life), self->score->half_life_days);
  gtk_switch_set_active (esp_form_row_get_switch (self->max_switch), self->score->has_max);
  gtk_spin_button_set_value (esp_form_row_get_spin (self->max_spin), self->score->max);
  gtk_widget_set_visible (self->max_spin, self->score->has_max);
  empty_list (self->rules);
  empty_list (self->thresholds);
  for (guint i = 0; i < esp_score_get_n_rules (self->score); i++)
    add_rule_row (self, i);
  for (guint i = 0; i < esp_score_get_n_thresholds (self->score); i++)
    add_threshold_row (self, i);
  gtk_widget_set_visible (self->rules, esp_score_get_n_rules (self->score) > 0);
  gtk_widget_set_visible (self->thresholds, esp_score_get_n_thresholds (self->score) > 0);
  gtk_widget_set_visible (self->computing, self->row->is_computing);
  self->is_filling = FALSE;
  esp_score_editor_follow (self);
}

/**
 * esp_score_editor_frame_cb:
 *
 * Takes over how points live.
 */
void
esp_score_editor_frame_cb (EspScoreEditor *self)
{
  int half_life = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->half_life));
  gboolean has_max = gtk_switch_get_active (esp_form_row_get_switch (self->max_switch));
  int max = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->max_spin));

  if (self->is_filling || self->score == NULL)
    return;
  esp_score_editor_keep_step (self);
  self->score->half_life_days = half_life;
  self->score->has_max = has_max;
  self->score->max = has_max ? MAX (max, self->score->has_min ? self->score->min + 1 : max) : 0;
  gtk_widget_set_visible (self->max_spin, has_max);
  esp_score_editor_follow (self);
}

/* New parts */

/**
 * esp_score_editor_add_event_cb:
 *
 * Adds a rule about what leads do.
 */
void
esp_score_editor_add_event_cb (EspScoreEditor *self)
{
  EspScoreRule rule = { .id = esp_score_dup_new_id (self->score),
                        .points = 5,
                        .match = esp_condition_new (ESP_CONDITION_EVENT, "open") };

  esp_score_editor_keep_step (self);
  g_array_append_val (self->score->rules, rule);
  esp_score_editor_fill (self);
  ask (self,
       esp_score_rule_window_new (self->session, self->choices,
                                  esp_score_get_rule (self->score, self->score->rules->len - 1)),
       self->score->rules->len - 1, FALSE);
}

/**
 * esp_score_editor_add_condition_cb:
 *
 * Adds a rule about who leads are.
 */
void
esp_score_editor_add_condition_cb (EspScoreEditor *self)
{
  EspCondition *known = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "company");
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  EspScoreRule rule = { .id = esp_score_dup_new_id (self->score), .points = 10 };

  known->op = ESP_OP_KNOWN;
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (known));
  rule.condition = esp_rule_new (root);
  (void) esp_rule_number (rule.condition, 1);
  esp_score_editor_keep_step (self);
  g_array_append_val (self->score->rules, rule);
  esp_score_editor_fill (self);
  ask (self,
       esp_score_rule_window_new (self->session, self->choices,
                                  esp_score_get_rule (self->score, self->score->rules->len - 1)),
       self->score->rules->len - 1, FALSE);
}

/**
 * esp_score_editor_add_threshold_cb:
 *
 * Adds a threshold.
 */
void
esp_score_editor_add_threshold_cb (EspScoreEditor *self)
{
  const EspScoreThreshold fresh = { .value = 50, .slack = 5 };

  ask (self, esp_score_rule_window_new_threshold (self->session, &fresh),
       esp_score_get_n_thresholds (self->score), TRUE);
}
