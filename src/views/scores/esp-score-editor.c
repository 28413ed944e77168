/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one score: its rules in words, and beside them what they would do. Nothing is applied before the
 * person says so. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-editor-private.h"

#include "engine/score/esp-score-json.h"
#include "views/scores/esp-score-draft.h"
#include "views/scores/esp-score-preview-view.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-service.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* So long after the last change it is kept. */
#define DRAFT_MS 600

G_DEFINE_FINAL_TYPE (EspScoreEditor, esp_score_editor, GTK_TYPE_WIDGET)

enum
{
  STATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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

/* An edit that is not applied outlives the page, and the program. */
static void
keep_draft (EspScoreEditor *self)
{
  g_autofree char *json =
    esp_score_editor_is_changed (self) ? esp_score_to_json (self->score) : g_strdup ("");

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (g_strcmp0 (json, self->draft) == 0)
    return;
  g_free (self->draft);
  self->draft = g_strdup (json);
  esp_score_draft_write (esp_session_get_store (self->session), self->id, json);
}

static gboolean
keep_draft_cb (gpointer user_data)
{
  EspScoreEditor *self = user_data;

  self->draft_source = 0;
  keep_draft (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_score_editor_follow:
 *
 * Shows what the definition would do, as it is edited now.
 */
void
esp_score_editor_follow (EspScoreEditor *self)
{
  if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_MS, keep_draft_cb, self);
  esp_score_preview_view_show (ESP_SCORE_PREVIEW_VIEW (self->preview), self->score,
                               self->row->column, esp_score_editor_is_changed (self));
  tell_state (self);
}

/**
 * esp_score_editor_keep_step:
 *
 * To be called before a change: one gesture is one step back.
 */
void
esp_score_editor_keep_step (EspScoreEditor *self)
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
  esp_score_editor_fill (self);
  return TRUE;
}

/* Reading and writing */

typedef struct
{
  gint64 id;
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  EspScoreRow *row;           /* (owned) (nullable) */
  char *draft;                /* (owned) (nullable) */
  EspSegmentChoices *choices; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  esp_segment_engine_unref (look->engine);
  g_clear_pointer (&look->row, esp_score_row_free);
  g_free (look->draft);
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
  look->draft = esp_score_draft_read (tx, look->id, error);
  return look->row != NULL && look->choices != NULL && look->draft != NULL;
}

static void
take_kept (EspScoreEditor *self)
{
  if (self->score != NULL && esp_score_editor_is_changed (self) && self->draft != NULL &&
      *self->draft != '\0')
    return; /* it was just taken up again */
  g_clear_pointer (&self->score, esp_score_unref);
  self->score = esp_score_parse_json (self->row->definition, -1, NULL);
  if (self->score == NULL)
    self->score = esp_score_new ();
}

/* Goes on with what was edited and not applied; undo leads back to what holds. */
static void
take_draft (EspScoreEditor *self, const char *json)
{
  g_autoptr (EspScore) score = *json != '\0' ? esp_score_parse_json (json, -1, NULL) : NULL;

  g_free (self->draft);
  self->draft = g_strdup (json);
  if (score == NULL)
    return;
  self->score = g_steal_pointer (&score);
  if (!esp_score_editor_is_changed (self))
    return;
  g_ptr_array_add (self->undo, g_strdup (self->row->definition));
  esp_session_toast (self->session,
                     _ (
                       "Your changes from last time are not applied yet. Ctrl+Z takes them back."));
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
  if (self->score == NULL)
    take_draft (self, look->draft);
  /* What somebody is editing stays. */
  if (self->score == NULL || !had_changes)
    take_kept (self);
  esp_status_show_content (self->status);
  esp_score_editor_fill (self);
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

/* Whoever leaves the page may leave the program next. */
static void
esp_score_editor_unmap (GtkWidget *widget)
{
  EspScoreEditor *self = ESP_SCORE_EDITOR (widget);

  if (self->draft_source != 0)
    keep_draft (self);
  GTK_WIDGET_CLASS (esp_score_editor_parent_class)->unmap (widget);
}

static void
esp_score_editor_dispose (GObject *object)
{
  EspScoreEditor *self = ESP_SCORE_EDITOR (object);

  if (self->draft_source != 0)
    keep_draft (self);
  if (self->columns != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->columns = NULL;
  g_clear_pointer (&self->draft, g_free);
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
  GTK_WIDGET_CLASS (klass)->unmap = esp_score_editor_unmap;
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
                           G_CALLBACK (esp_score_editor_frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_form_row_get_switch (self->max_switch), "notify::active",
                           G_CALLBACK (esp_score_editor_frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_form_row_get_spin (self->max_spin), "value-changed",
                           G_CALLBACK (esp_score_editor_frame_cb), self, G_CONNECT_SWAPPED);
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
  g_signal_connect_object (self->rules, "row-activated", G_CALLBACK (esp_score_editor_rule_row_cb),
                           self, 0);
  g_signal_connect_object (self->thresholds, "row-activated",
                           G_CALLBACK (esp_score_editor_threshold_row_cb), self, 0);
  gtk_box_append (GTK_BOX (adds), button_new (self, _ ("Add an _event"),
                                              G_CALLBACK (esp_score_editor_add_event_cb)));
  gtk_box_append (GTK_BOX (adds), button_new (self, _ ("Add a _condition"),
                                              G_CALLBACK (esp_score_editor_add_condition_cb)));
  more = button_new (self, _ ("Add a _threshold"), G_CALLBACK (esp_score_editor_add_threshold_cb));
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
