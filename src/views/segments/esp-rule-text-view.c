/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits a rule as text: reads it after each pause, marks what is wrong, offers what can come next. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-text-view.h"

#include "engine/segment/esp-rule-names.h"
#include "views/segments/esp-rule-fault-words.h"
#include "views/segments/esp-rule-text-popup.h"

#include <glib/gi18n.h>
#include <string.h>

#define READ_DELAY_MS 120
#define MARGIN 12

struct _EspRuleTextView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *text;
  GtkWidget *error;
  EspRuleTextPopup *popup;          /* (owned) */
  const EspSegmentChoices *choices; /* (unowned) (nullable) */
  char *uuid; /* (owned) (nullable): of the segment, so that cycles are found */
  guint read_id;
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (EspRuleTextView, esp_rule_text_view, GTK_TYPE_WIDGET)

enum
{
  READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkTextBuffer *
buffer_of (EspRuleTextView *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
}

static EspRuleCatalog *
catalog_of (EspRuleTextView *self)
{
  return esp_segment_world_get_catalog (self->choices->world);
}

static void
mark_from (EspRuleTextView *self, GtkTextIter *start)
{
  GtkTextIter end = *start;

  if (!gtk_text_iter_forward_word_end (&end))
    gtk_text_iter_forward_to_end (&end);
  if (gtk_text_iter_equal (start, &end))
    gtk_text_iter_backward_char (start);
  gtk_text_buffer_apply_tag_by_name (buffer_of (self), "error", start, &end);
}

static void
show_error (EspRuleTextView *self, const char *message)
{
  gtk_widget_set_visible (self->error, message != NULL);
  gtk_label_set_text (GTK_LABEL (self->error), message != NULL ? message : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
}

/* What reads well may still name what is not there. */
static void
show_problems (EspRuleTextView *self, const EspRule *rule)
{
  g_autoptr (GArray) problems = esp_rule_check (rule, catalog_of (self), self->uuid);
  const EspRuleProblem *fatal = esp_rule_problems_first_fatal (problems);
  g_autofree char *sentence = NULL;
  GtkTextIter start;

  if (fatal == NULL)
    return;
  sentence = esp_words_problem_at (fatal, catalog_of (self));
  show_error (self, sentence);
  if (fatal->node->line == 0)
    return;
  gtk_text_buffer_get_iter_at_line_offset (buffer_of (self), &start, (int) fatal->node->line - 1,
                                           (int) fatal->node->column - 1);
  mark_from (self, &start);
}

static gboolean
read_cb (gpointer data)
{
  EspRuleTextView *self = data;
  GtkTextBuffer *buffer = buffer_of (self);
  EspRuleNames names = esp_rule_names_of (catalog_of (self));
  g_autoptr (EspRuleFault) fault = NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  self->read_id = 0;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_all_tags (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  rule = esp_rule_read_text (text, &names, &fault);
  if (rule == NULL)
    {
      g_autofree char *sentence = esp_words_fault (fault);

      gtk_text_buffer_get_iter_at_offset (buffer, &start,
                                          (int) g_utf8_pointer_to_offset (text,
                                                                          text + fault->offset));
      mark_from (self, &start);
      show_error (self, sentence);
      return G_SOURCE_REMOVE;
    }
  show_error (self, NULL);
  esp_rule_names_resolve (rule, catalog_of (self));
  show_problems (self, rule);
  g_signal_emit (self, signals[READ], 0, rule);
  return G_SOURCE_REMOVE;
}

/* To replace a selection is to delete and to insert: both are one change. */
static void
changed_cb (GtkTextBuffer *buffer, EspRuleTextView *self)
{
  if (self->is_setting || self->choices == NULL)
    return;
  g_clear_handle_id (&self->read_id, g_source_remove);
  self->read_id = g_timeout_add (READ_DELAY_MS, read_cb, self);
  esp_rule_text_popup_update (self->popup, self->choices, FALSE);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        EspRuleTextView *self)
{
  if (keyval == GDK_KEY_space && (state & GDK_CONTROL_MASK) != 0 && self->choices != NULL)
    {
      esp_rule_text_popup_update (self->popup, self->choices, TRUE);
      return TRUE;
    }
  return esp_rule_text_popup_key (self->popup, keyval, state);
}

static void
leave_cb (GtkEventControllerFocus *controller, EspRuleTextView *self)
{
  esp_rule_text_popup_hide (self->popup);
}

static void
esp_rule_text_view_dispose (GObject *object)
{
  EspRuleTextView *self = ESP_RULE_TEXT_VIEW (object);

  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_pointer (&self->popup, esp_rule_text_popup_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->uuid, g_free);
  G_OBJECT_CLASS (esp_rule_text_view_parent_class)->dispose (object);
}

static gboolean
esp_rule_text_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ESP_RULE_TEXT_VIEW (widget)->text);
}

static void
esp_rule_text_view_class_init (EspRuleTextViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_rule_text_view_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = esp_rule_text_view_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[READ] = g_signal_new ("read", ESP_TYPE_RULE_TEXT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static GtkWidget *
make_text (EspRuleTextView *self)
{
  GtkWidget *text = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_text_view_set_monospace (GTK_TEXT_VIEW (text), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (text), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (text), MARGIN);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (text), MARGIN);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (text), MARGIN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rule as text"), -1);
  /* The document has the only history of edits. */
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_buffer_create_tag (buffer, "error", "underline", PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), self, 0);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (text, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, 0);
  gtk_widget_add_controller (text, focus);
  return text;
}

static void
esp_rule_text_view_init (EspRuleTextView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *hint =
    gtk_label_new (_ ("Ctrl+Space shows what can come next. Field names and labels both work."));

  self->text = make_text (self);
  self->popup = esp_rule_text_popup_new (GTK_TEXT_VIEW (self->text));
  self->error = gtk_label_new (NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->text);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_label_set_xalign (GTK_LABEL (self->error), 0);
  gtk_label_set_wrap (GTK_LABEL (self->error), TRUE);
  gtk_widget_add_css_class (self->error, "error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_add_css_class (hint, "caption");
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), self->error);
  gtk_box_append (GTK_BOX (self->box), hint);
  gtk_widget_set_margin_top (self->box, MARGIN);
  gtk_widget_set_margin_bottom (self->box, MARGIN);
  gtk_widget_set_margin_start (self->box, MARGIN);
  gtk_widget_set_margin_end (self->box, MARGIN);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_rule_text_view_new:
 */
GtkWidget *
esp_rule_text_view_new (void)
{
  return g_object_new (ESP_TYPE_RULE_TEXT_VIEW, NULL);
}

/* What the data have was read while somebody wrote the beginning of it. */
static void
hints_cb (EspSegmentHints *hints, EspRuleTextView *self)
{
  if (self->popup != NULL && gtk_widget_has_focus (self->text))
    esp_rule_text_popup_update (self->popup, self->choices, FALSE);
}

/**
 * esp_rule_text_view_set_choices:
 * @choices: kept alive by the caller
 * @segment_uuid: (nullable): whose rule it is
 */
void
esp_rule_text_view_set_choices (EspRuleTextView *self,
                                const EspSegmentChoices *choices,
                                const char *segment_uuid)
{
  self->choices = choices;
  if (choices->hints != NULL)
    g_signal_connect_object (choices->hints, "changed", G_CALLBACK (hints_cb), self, 0);
  g_free (self->uuid);
  self->uuid = g_strdup (segment_uuid);
}

/**
 * esp_rule_text_view_show:
 *
 * Writes the rule as the program writes it.
 */
void
esp_rule_text_view_show (EspRuleTextView *self, const EspRule *rule)
{
  EspRuleNames names = esp_rule_names_of (catalog_of (self));
  g_autofree char *text = esp_rule_to_text (rule, &names);

  g_clear_handle_id (&self->read_id, g_source_remove);
  self->is_setting = TRUE;
  gtk_text_buffer_set_text (buffer_of (self), text, -1);
  self->is_setting = FALSE;
  show_error (self, NULL);
}

/* Whether the text says this rule already, though perhaps in other words. */
static gboolean
says (EspRuleTextView *self, const EspRule *rule)
{
  EspRuleNames names = esp_rule_names_of (catalog_of (self));
  g_autoptr (EspRule) mine = NULL;
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer_of (self), &start, &end);
  text = gtk_text_buffer_get_text (buffer_of (self), &start, &end, FALSE);
  mine = esp_rule_parse_text (text, &names, NULL, NULL);
  if (mine == NULL)
    return FALSE;
  esp_rule_names_resolve (mine, catalog_of (self));
  return esp_rule_node_equal (mine->root, rule->root);
}

/**
 * esp_rule_text_view_follow:
 *
 * Shows a rule that was changed elsewhere, by undo for one; what is being typed stays as it is.
 */
void
esp_rule_text_view_follow (EspRuleTextView *self, const EspRule *rule)
{
  if (self->read_id == 0 && !says (self, rule))
    esp_rule_text_view_show (self, rule);
}
