/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one score: its rules in words, and beside them what they would do. Nothing is applied before the
 * person says so. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-editor.h"

#include "engine/score/esp-score-json.h"
#include "engine/score/esp-score-words.h"
#include "views/scores/esp-score-preview-view.h"
#include "views/scores/esp-score-rule-window.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-service.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PLACE_KEY "esp-place"

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

G_DEFINE_FINAL_TYPE (EspScoreEditor, esp_score_editor, GTK_TYPE_WIDGET)

enum
{
  STATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void fill (EspScoreEditor *self);

static void
tell_state (EspScoreEditor *self)
{
  g_signal_emit (self, signals[STATE], 0);
}

/**
 * esp_score_editor_is_changed:
 *
 * Returns: whether what is edited is another definition than the one that is kept
 */
gboolean
esp_score_editor_is_changed (EspScoreEditor *self)
{
  g_autoptr (EspScore) kept = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (self->row == NULL || self->score == NULL)
    return FALSE;
  kept = esp_score_parse_json (self->row->definition, -1, NULL);
  if (kept == NULL)
    return TRUE;
  before = esp_score_to_json (kept);
  after = esp_score_to_json (self->score);
  return !g_str_equal (before, after);
}

static void
follow (EspScoreEditor *self)
{
  esp_score_preview_view_show (ESP_SCORE_PREVIEW_VIEW (self->preview), self->score,
                               self->row->column, esp_score_editor_is_changed (self));
  tell_state (self);
}

/* Before a change: one gesture is one step back. */
static void
keep_step (EspScoreEditor *self)
{
  g_ptr_array_add (self->undo, esp_score_to_json (self->score));
  g_ptr_array_set_size (self->redo, 0);
}

/**
 * esp_score_editor_step:
 * @forward: again what was undone
 *
 * Returns: whether there was a step to take
 */
gboolean
esp_score_editor_step (EspScoreEditor *self, gboolean forward)
{
  GPtrArray *from = forward ? self->redo : self->undo;
  GPtrArray *to = forward ? self->undo : self->redo;
  g_autofree char *json = NULL;

  if (self->score == NULL || from->len == 0)
    return FALSE;
  json = g_ptr_array_steal_index (from, from->len - 1);
  g_ptr_array_add (to, esp_score_to_json (self->score));
  esp_score_unref (self->score);
  self->score = esp_score_parse_json (json, -1, NULL);
  fill (self);
  return TRUE;
}

/* Rows */

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

  keep_step (self);
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
  fill (self);
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

static void
rule_row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoreEditor *self)
{
  guint place = place_of (row);

  ask (self,
       esp_score_rule_window_new (self->session, self->choices,
                                  esp_score_get_rule (self->score, place)),
       place, FALSE);
}

static void
threshold_row_cb (GtkListBox *list, GtkListBoxRow *row, EspScoreEditor *self)
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
  keep_step (self);
  g_array_remove_index (self->score->rules, place_of (button));
  fill (self);
}

static void
remove_threshold_cb (GtkButton *button, EspScoreEditor *self)
{
  keep_step (self);
  g_array_remove_index (self->score->thresholds, place_of (button));
  fill (self);
}

static void
switch_rule_cb (GtkSwitch *widget, GParamSpec *pspec, EspScoreEditor *self)
{
  EspScoreRule *rule = &g_array_index (self->score->rules, EspScoreRule, place_of (widget));

  if (self->is_filling || rule->is_off == !gtk_switch_get_active (widget))
    return;
  keep_step (self);
  rule->is_off = !gtk_switch_get_active (widget);
  follow (self);
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

static void
fill (EspScoreEditor *self)
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
  follow (self);
}

static void
frame_cb (EspScoreEditor *self)
{
  int half_life = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->half_life));
  gboolean has_max = gtk_switch_get_active (esp_form_row_get_switch (self->max_switch));
  int max = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->max_spin));

  if (self->is_filling || self->score == NULL)
    return;
  keep_step (self);
  self->score->half_life_days = half_life;
  self->score->has_max = has_max;
  self->score->max = has_max ? MAX (max, self->score->has_min ? self->score->min + 1 : max) : 0;
  gtk_widget_set_visible (self->max_spin, has_max);
  follow (self);
}

/* New parts */

static void
add_event_cb (EspScoreEditor *self)
{
  EspScoreRule rule = { .id = esp_score_dup_new_id (self->score),
                        .points = 5,
                        .match = esp_condition_new (ESP_CONDITION_EVENT, "open") };

  keep_step (self);
  g_array_append_val (self->score->rules, rule);
  fill (self);
  ask (self,
       esp_score_rule_window_new (self->session, self->choices,
                                  esp_score_get_rule (self->score, self->score->rules->len - 1)),
       self->score->rules->len - 1, FALSE);
}

static void
add_condition_cb (EspScoreEditor *self)
{
  EspCondition *known = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "company");
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  EspScoreRule rule = { .id = esp_score_dup_new_id (self->score), .points = 10 };

  known->op = ESP_OP_KNOWN;
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (known));
  rule.condition = esp_rule_new (root);
  (void) esp_rule_number (rule.condition, 1);
  keep_step (self);
  g_array_append_val (self->score->rules, rule);
  fill (self);
  ask (self,
       esp_score_rule_window_new (self->session, self->choices,
                                  esp_score_get_rule (self->score, self->score->rules->len - 1)),
       self->score->rules->len - 1, FALSE);
}

static void
add_threshold_cb (EspScoreEditor *self)
{
  const EspScoreThreshold fresh = { .value = 50, .slack = 5 };

  ask (self, esp_score_rule_window_new_threshold (self->session, &fresh),
       esp_score_get_n_thresholds (self->score), TRUE);
}

/* Reading and writing */

typedef struct
{
  gint64 id;
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  EspScoreRow *row;           /* (owned) (nullable) */
  EspSegmentChoices *choices; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  esp_segment_engine_unref (look->engine);
  g_clear_pointer (&look->row, esp_score_row_free);
  g_clear_pointer (&look->choices, esp_segment_choices_free);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  EspSegmentWorld *world = esp_segment_engine_get_world (look->engine, tx, error);

  if (world == NULL)
    return FALSE;
  look->row = esp_score_row_load (tx, look->id, error);
  look->choices = esp_segment_choices_load (tx, world, look->lang, error);
  return look->row != NULL && look->choices != NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspScoreEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean had_changes = esp_score_editor_is_changed (self);

  if (self->columns == NULL)
    {
      g_clear_pointer (&look, look_free);
      return;
    }
  if (look == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
      return;
    }
  g_clear_pointer (&self->row, esp_score_row_free);
  self->row = g_steal_pointer (&look->row);
  if (self->choices == NULL)
    self->choices = g_steal_pointer (&look->choices);
  /* What somebody is editing stays. */
  if (self->score == NULL || !had_changes)
    {
      g_clear_pointer (&self->score, esp_score_unref);
      self->score = esp_score_parse_json (self->row->definition, -1, NULL);
      if (self->score == NULL)
        self->score = esp_score_new ();
    }
  esp_status_show_content (self->status);
  fill (self);
  look_free (look);
}

static void
read_score (EspScoreEditor *self)
{
  EspStore *store = esp_session_get_store (self->session);
  Look *look = g_new0 (Look, 1);

  look->id = self->id;
  look->lang = esp_session_get_lang (self->session);
  look->engine =
    esp_segment_engine_ref (esp_segment_service_get_engine (esp_segment_service_get (store)));
  esp_store_read_async (store, ESP_READ_PAGE, look_cb, look, look_free, NULL, looked_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspScoreEditor *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_SCORE))
    read_score (self);
}

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  gint64 id;
  char *name;       /* (owned) */
  char *definition; /* (owned) */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_free (save->name);
  g_free (save->definition);
  g_free (save);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  const Save *save = data;

  return esp_score_row_update (tx, save->id, save->name, save->definition, FALSE, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_session_toast_undo (session, _ ("Applied; all leads are being computed"), history_id);
  else
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
    }
}

static void
write_score (EspScoreEditor *self, const char *name)
{
  EspOperation operation = { .kind = "score", .summary = name };
  Save *save = g_new0 (Save, 1);

  save->id = self->id;
  save->name = g_strdup (name);
  save->definition = esp_score_to_json (self->score);
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, save,
                         save_free, saved_cb, g_object_ref (self->session));
}

/**
 * esp_score_editor_apply:
 */
void
esp_score_editor_apply (EspScoreEditor *self)
{
  if (esp_score_editor_is_changed (self))
    write_score (self, self->row->name);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspScoreEditor) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL);

  if (name != NULL && *g_strstrip (name) != '\0' && self->row != NULL)
    write_score (self, name);
}

/**
 * esp_score_editor_rename:
 */
void
esp_score_editor_rename (EspScoreEditor *self)
{
  if (self->row != NULL)
    esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Rename the score"),
                               _ ("Name"), self->row->name, _ ("_Rename"), NULL, named_cb,
                               g_object_ref (self));
}

/**
 * esp_score_editor_get_id:
 */
gint64
esp_score_editor_get_id (EspScoreEditor *self)
{
  return self->id;
}

/**
 * esp_score_editor_get_title:
 */
const char *
esp_score_editor_get_title (EspScoreEditor *self)
{
  return self->row != NULL ? self->row->name : _ ("Score");
}

static void
esp_score_editor_dispose (GObject *object)
{
  EspScoreEditor *self = ESP_SCORE_EDITOR (object);

  if (self->columns != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->columns = NULL;
  g_clear_pointer (&self->row, esp_score_row_free);
  g_clear_pointer (&self->score, esp_score_unref);
  g_clear_pointer (&self->choices, esp_segment_choices_free);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_score_editor_parent_class)->dispose (object);
}

static void
esp_score_editor_class_init (EspScoreEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_score_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[STATE] = g_signal_new ("state", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
heading_new (const char *title, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *line = gtk_label_new (text);

  gtk_widget_add_css_class (label, "heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (line, "caption");
  gtk_widget_add_css_class (line, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), line);
  return box;
}

static GtkWidget *
button_new (EspScoreEditor *self, const char *label, GCallback callback)
{
  GtkWidget *button = esp_button_new (label);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_frame (EspScoreEditor *self)
{
  GtkWidget *list = esp_form_list_new (_ ("How points live"));

  self->half_life = esp_form_spin_row_new (_ ("Points halve after days"), _ ("0: they stay"), 0,
                                           ESP_SCORE_MAX_DAYS, 0);
  self->max_switch = esp_form_switch_row_new (_ ("Highest score"), NULL, FALSE);
  self->max_spin = esp_form_spin_row_new (_ ("Never above"), NULL, 1, ESP_SCORE_MAX_POINTS, 100);
  gtk_list_box_append (GTK_LIST_BOX (list), self->half_life);
  gtk_list_box_append (GTK_LIST_BOX (list), self->max_switch);
  gtk_list_box_append (GTK_LIST_BOX (list), self->max_spin);
  g_signal_connect_object (esp_form_row_get_spin (self->half_life), "value-changed",
                           G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_form_row_get_switch (self->max_switch), "notify::active",
                           G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_form_row_get_spin (self->max_spin), "value-changed",
                           G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  return list;
}

static GtkWidget *
make_left (EspScoreEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *adds = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *more;

  self->computing = heading_new (_ ("Leads are being computed…"),
                                 _ ("Until that is done some still have the old score."));
  self->rules = esp_form_list_new (_ ("Rules"));
  self->thresholds = esp_form_list_new (_ ("Thresholds"));
  g_signal_connect_object (self->rules, "row-activated", G_CALLBACK (rule_row_cb), self, 0);
  g_signal_connect_object (self->thresholds, "row-activated", G_CALLBACK (threshold_row_cb), self,
                           0);
  gtk_box_append (GTK_BOX (adds),
                  button_new (self, _ ("Add an _event"), G_CALLBACK (add_event_cb)));
  gtk_box_append (GTK_BOX (adds),
                  button_new (self, _ ("Add a _condition"), G_CALLBACK (add_condition_cb)));
  more = button_new (self, _ ("Add a _threshold"), G_CALLBACK (add_threshold_cb));
  gtk_widget_set_halign (more, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->computing);
  gtk_box_append (GTK_BOX (box), make_frame (self));
  gtk_box_append (GTK_BOX (box), heading_new (_ ("Rules"), _ ("What gives points, and takes them "
                                                              "away.")));
  gtk_box_append (GTK_BOX (box), self->rules);
  gtk_box_append (GTK_BOX (box), adds);
  gtk_box_append (GTK_BOX (box),
                  heading_new (_ ("Thresholds"), _ ("Told once, when a lead crosses them: journeys "
                                                    "and segments can use that.")));
  gtk_box_append (GTK_BOX (box), self->thresholds);
  gtk_box_append (GTK_BOX (box), more);
  return box;
}

static void
esp_score_editor_init (EspScoreEditor *self)
{
  self->undo = g_ptr_array_new_with_free_func (g_free);
  self->redo = g_ptr_array_new_with_free_func (g_free);
}

/**
 * esp_score_editor_new:
 */
GtkWidget *
esp_score_editor_new (EspSession *session, gint64 id)
{
  EspScoreEditor *self = g_object_new (ESP_TYPE_SCORE_EDITOR, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *flow = gtk_flow_box_new ();
  GtkWidget *left;

  self->session = session;
  self->id = id;
  left = make_left (self);
  self->preview = esp_score_preview_view_new (session);
  gtk_widget_set_size_request (left, 340, -1);
  gtk_widget_set_size_request (self->preview, 340, -1);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_widget_set_valign (self->preview, GTK_ALIGN_START);
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (flow), 1);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 24);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 24);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_append (GTK_FLOW_BOX (flow), left);
  gtk_flow_box_append (GTK_FLOW_BOX (flow), self->preview);
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Score"),
                                  -1);
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *child =
        GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (flow), (int) i));

      gtk_widget_set_focusable (child, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      i == 0 ? _ ("Rules") : _ ("Leads with the most points"), -1);
    }
  gtk_widget_set_valign (flow, GTK_ALIGN_START);
  gtk_widget_set_margin_top (flow, 18);
  gtk_widget_set_margin_bottom (flow, 24);
  gtk_widget_set_margin_start (flow, 18);
  gtk_widget_set_margin_end (flow, 18);
  self->columns = flow;
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), flow);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  read_score (self);
  return GTK_WIDGET (self);
}
