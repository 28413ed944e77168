/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The segment builder: name, cards or text, the sentence; the side tells the numbers. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-builder-private.h"

#include "engine/segment/esp-rule-names.h"
#include "views/segments/esp-rule-sentence.h"
#include "views/segments/esp-rule-text-view.h"
#include "views/segments/esp-rule-tree.h"
#include "views/segments/esp-segment-members.h"
#include "views/segments/esp-segment-side.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-status.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_WIDTH 980
#define PAGE_CARDS "cards"
#define PAGE_TEXT "text"

G_DEFINE_FINAL_TYPE (EspSegmentBuilder, esp_segment_builder, GTK_TYPE_WIDGET)

enum
{
  STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * esp_segment_builder_say:
 *
 * Reads @text out to a screen reader.
 */
void
esp_segment_builder_say (EspSegmentBuilder *self, const char *text)
{
  esp_session_announce (self->session, text, FALSE);
}

static EspRuleCatalog *
catalog_of (EspSegmentBuilder *self)
{
  return esp_segment_world_get_catalog (self->opened->choices->world);
}

/**
 * esp_segment_builder_show_sentence:
 *
 * Shows the rule in one sentence, each condition a link to its line.
 */
void
esp_segment_builder_show_sentence (EspSegmentBuilder *self)
{
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);

  esp_rule_sentence_show (ESP_RULE_SENTENCE (self->sentence), rule, self->opened->choices);
}

static void
chosen_cb (EspRuleSentence *sentence, guint id, EspSegmentBuilder *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), PAGE_CARDS);
  esp_rule_tree_focus (ESP_RULE_TREE (self->tree), id);
}

/* Text mode. */

static gboolean
is_text_shown (EspSegmentBuilder *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->pages)), PAGE_TEXT) == 0;
}

static void
fill_text (EspSegmentBuilder *self)
{
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);

  esp_rule_text_view_show (ESP_RULE_TEXT_VIEW (self->text), rule);
}

static void
read_cb (EspRuleTextView *text, EspRule *rule, EspSegmentBuilder *self)
{
  if (self->doc != NULL)
    esp_rule_doc_replace (self->doc, rule);
}

static void
doc_cb (EspRuleDoc *doc, EspSegmentBuilder *self)
{
  esp_segment_builder_show_sentence (self);
  esp_segment_builder_recount (self);
  esp_segment_builder_save_soon (self);
  if (is_text_shown (self))
    {
      g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);

      esp_rule_text_view_follow (ESP_RULE_TEXT_VIEW (self->text), rule);
    }
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
said_cb (EspRuleTree *tree, const char *text, EspSegmentBuilder *self)
{
  esp_segment_builder_say (self, text);
}

static void
show_cb (EspRuleTree *tree, guint id, EspSegmentBuilder *self)
{
  esp_segment_builder_show_part (self, id);
}

static void
name_cb (GtkEditable *editable, EspSegmentBuilder *self)
{
  const char *name = gtk_editable_get_text (editable);

  if (self->opened == NULL || *name == '\0' || g_str_equal (name, self->opened->segment->name))
    return;
  g_free (self->opened->segment->name);
  self->opened->segment->name = g_strdup (name);
  esp_segment_builder_save_soon (self);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
service_cb (EspSegmentService *service, EspSegmentBuilder *self)
{
  /* Our own saving is one of the changes; what is known already costs nothing to count. */
  if (self->doc != NULL && self->save_id == 0 && self->count_id == 0)
    esp_segment_builder_recount (self);
}

static void
show_static (EspSegmentBuilder *self)
{
  gtk_widget_set_visible (self->tree, FALSE);
  gtk_widget_set_visible (self->sentence, FALSE);
  gtk_box_append (GTK_BOX (self->place),
                  esp_segment_members_new (self->session, self->opened->segment));
}

/* Keys work on the rule from the beginning, unless somebody types elsewhere meanwhile. */
static void
take_focus (EspSegmentBuilder *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !GTK_IS_EDITABLE (focus))
    esp_rule_tree_focus (ESP_RULE_TREE (self->tree), esp_rule_doc_get_rule (self->doc)->root->id);
}

/**
 * esp_segment_builder_show_rule:
 *
 * Puts what was read onto the screen.
 */
void
esp_segment_builder_show_rule (EspSegmentBuilder *self)
{
  EspSegmentOpened *opened = self->opened;

  gtk_editable_set_text (GTK_EDITABLE (self->name), opened->segment->name);
  if (opened->rule == NULL)
    {
      /* Written by a later version, perhaps: shown as broken, never written over. */
      esp_status_show_error (ESP_STATUS (self->status),
                             _ ("The rule of this segment cannot be read. It keeps its last size."),
                             opened->problem);
      return;
    }
  opened->choices->hints = esp_segment_hints_new (esp_session_get_store (self->session));
  opened->choices->clock = esp_session_get_clock (self->session);
  self->doc = esp_rule_doc_new (opened->rule);
  esp_rule_doc_load_steps (self->doc, opened->steps);
  self->tree = esp_rule_tree_new (self->doc);
  g_signal_connect_object (self->doc, "changed", G_CALLBACK (doc_cb), self, 0);
  g_signal_connect_object (self->tree, "said", G_CALLBACK (said_cb), self, 0);
  g_signal_connect_object (self->tree, "show-part", G_CALLBACK (show_cb), self, 0);
  gtk_box_append (GTK_BOX (self->place), self->tree);
  esp_rule_tree_set_choices (ESP_RULE_TREE (self->tree), opened->choices);
  esp_rule_text_view_set_choices (ESP_RULE_TEXT_VIEW (self->text), opened->choices,
                                  opened->segment->uuid);
  esp_segment_side_set_days (ESP_SEGMENT_SIDE (self->side), opened->days, opened->today);
  esp_segment_builder_show_draft (self);
  esp_segment_side_set_uses (ESP_SEGMENT_SIDE (self->side), opened->uses);
  esp_segment_builder_show_sentence (self);
  esp_status_show_content (ESP_STATUS (self->status));
  if (opened->segment->is_static)
    show_static (self);
  else
    take_focus (self);
  esp_segment_builder_recount (self);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
test_cb (EspSegmentSide *side, const char *reference, EspSegmentBuilder *self)
{
  esp_segment_builder_test (self, reference);
}

static void
resample_cb (EspSegmentSide *side, EspSegmentBuilder *self)
{
  self->sample_seed++;
  esp_segment_builder_read_people (self);
}

static GtkWidget *
make_cards_page (EspSegmentBuilder *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_top (self->place, 12);
  gtk_widget_set_margin_bottom (self->place, 12);
  gtk_widget_set_margin_start (self->place, 12);
  gtk_widget_set_margin_end (self->place, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->place);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
esp_segment_builder_dispose (GObject *object)
{
  EspSegmentBuilder *self = ESP_SEGMENT_BUILDER (object);

  esp_segment_builder_save_now (self);
  g_cancellable_cancel (self->cancellable);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_handle_id (&self->count_id, g_source_remove);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_object (&self->side);
  g_clear_object (&self->counting);
  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  G_OBJECT_CLASS (esp_segment_builder_parent_class)->dispose (object);
}

static void
esp_segment_builder_finalize (GObject *object)
{
  EspSegmentBuilder *self = ESP_SEGMENT_BUILDER (object);

  g_clear_object (&self->doc);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->opened, esp_segment_opened_free);
  g_clear_pointer (&self->count, esp_segment_count_free);
  g_free (self->tested);
  G_OBJECT_CLASS (esp_segment_builder_parent_class)->finalize (object);
}

static void
esp_segment_builder_class_init (EspSegmentBuilderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_builder_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_segment_builder_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-segment-builder");
  signals[STATE_CHANGED] = g_signal_new ("state-changed", ESP_TYPE_SEGMENT_BUILDER,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_segment_builder_init (EspSegmentBuilder *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->cancellable = g_cancellable_new ();
  self->pages = gtk_stack_new ();
  self->text = esp_rule_text_view_new ();
  g_signal_connect_object (self->text, "read", G_CALLBACK (read_cb), self, 0);
  self->name = gtk_entry_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the segment"), -1);
  gtk_widget_add_css_class (self->name, "esp-segment-name");
  gtk_widget_set_hexpand (self->name, TRUE);
  self->total = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->total, "heading");
  gtk_widget_add_css_class (self->total, "numeric");
  gtk_widget_set_margin_top (head, 12);
  gtk_widget_set_margin_start (head, 12);
  gtk_widget_set_margin_end (head, 18);
  gtk_box_append (GTK_BOX (head), self->name);
  gtk_box_append (GTK_BOX (head), self->total);
  gtk_stack_add_named (GTK_STACK (self->pages), make_cards_page (self), PAGE_CARDS);
  gtk_stack_add_named (GTK_STACK (self->pages), self->text, PAGE_TEXT);
  self->banner = esp_banner_new (ESP_BANNER_INFO);
  gtk_box_append (GTK_BOX (box), self->banner);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->pages);
  self->sentence = esp_rule_sentence_new ();
  g_signal_connect_object (self->sentence, "chosen", G_CALLBACK (chosen_cb), self, 0);
  gtk_box_append (GTK_BOX (box), self->sentence);
  self->status = esp_status_new (box);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
  g_signal_connect_object (self->name, "changed", G_CALLBACK (name_cb), self, 0);
}

/**
 * esp_segment_builder_new:
 */
GtkWidget *
esp_segment_builder_new (EspSession *session, gint64 segment_id)
{
  EspSegmentBuilder *self = g_object_new (ESP_TYPE_SEGMENT_BUILDER, NULL);

  self->session = session;
  self->id = segment_id;
  self->service = esp_segment_service_get (esp_session_get_store (session));
  self->side = g_object_ref_sink (esp_segment_side_new (session));
  g_signal_connect_object (self->side, "test", G_CALLBACK (test_cb), self, 0);
  g_signal_connect_object (self->side, "resample", G_CALLBACK (resample_cb), self, 0);
  g_signal_connect_object (self->service, "changed", G_CALLBACK (service_cb), self, 0);
  esp_segment_builder_load (self);
  return GTK_WIDGET (self);
}

/**
 * esp_segment_builder_get_id:
 */
gint64
esp_segment_builder_get_id (EspSegmentBuilder *self)
{
  return self->id;
}

/**
 * esp_segment_builder_get_side:
 *
 * Returns: (transfer none): what stands beside the builder
 */
GtkWidget *
esp_segment_builder_get_side (EspSegmentBuilder *self)
{
  return self->side;
}

/**
 * esp_segment_builder_dup_title:
 */
char *
esp_segment_builder_dup_title (EspSegmentBuilder *self)
{
  return g_strdup (self->opened != NULL ? self->opened->segment->name : _ ("Segment"));
}

/**
 * esp_segment_builder_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): whether all is kept
 */
char *
esp_segment_builder_dup_subtitle (EspSegmentBuilder *self)
{
  g_autofree char *at = NULL;

  if (self->save_id != 0)
    return g_strdup (_ ("Changed"));
  if (esp_segment_builder_has_draft (self))
    return g_strdup (_ ("Draft"));
  if (self->saved_at_us == 0)
    return NULL;
  at = esp_format_date (self->saved_at_us, esp_session_get_zone (self->session), ESP_DATE_TIME,
                        esp_session_get_lang (self->session));
  return g_strdup_printf (_ ("Saved · %s"), at);
}

static gboolean
tell_step (EspSegmentBuilder *self, const char *format, EspRuleEdit edit)
{
  g_autofree char *text = NULL;

  text = g_strconcat (format, ": ", esp_words_edit (edit), NULL);
  esp_segment_builder_say (self, text);
  return TRUE;
}

/**
 * esp_segment_builder_undo:
 *
 * Returns: whether there was an edit to take back
 */
gboolean
esp_segment_builder_undo (EspSegmentBuilder *self)
{
  EspRuleEdit edit = self->doc != NULL ? esp_rule_doc_get_undo (self->doc) : ESP_RULE_EDIT_NONE;

  return self->doc != NULL && esp_rule_doc_undo (self->doc) && tell_step (self, _ ("Undone"), edit);
}

/**
 * esp_segment_builder_redo:
 */
gboolean
esp_segment_builder_redo (EspSegmentBuilder *self)
{
  EspRuleEdit edit = self->doc != NULL ? esp_rule_doc_get_redo (self->doc) : ESP_RULE_EDIT_NONE;

  return self->doc != NULL && esp_rule_doc_redo (self->doc) &&
         tell_step (self, _ ("Done again"), edit);
}

/**
 * esp_segment_builder_toggle_text:
 */
void
esp_segment_builder_toggle_text (EspSegmentBuilder *self)
{
  if (self->doc == NULL || self->opened->segment->is_static)
    return;
  if (!is_text_shown (self))
    fill_text (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages),
                                    is_text_shown (self) ? PAGE_CARDS : PAGE_TEXT);
  /* Whatever had the focus is hidden now; keys must not go nowhere. */
  if (is_text_shown (self))
    gtk_widget_grab_focus (self->text);
  else
    esp_rule_tree_focus (ESP_RULE_TREE (self->tree), esp_rule_doc_get_rule (self->doc)->root->id);
}

/**
 * esp_segment_builder_next_problem:
 */
void
esp_segment_builder_next_problem (EspSegmentBuilder *self)
{
  if (self->tree != NULL)
    esp_rule_tree_focus_next_problem (ESP_RULE_TREE (self->tree));
}

/**
 * esp_segment_builder_add_condition:
 */
void
esp_segment_builder_add_condition (EspSegmentBuilder *self)
{
  if (self->tree != NULL && !self->opened->segment->is_static)
    esp_rule_tree_add_condition (ESP_RULE_TREE (self->tree));
}

/**
 * esp_segment_builder_copy:
 * @as_text: the rule in the text language; else the sentence
 */
void
esp_segment_builder_copy (EspSegmentBuilder *self, gboolean as_text)
{
  EspRuleNames names;
  g_autofree char *text = NULL;

  if (self->doc == NULL)
    return;
  names = esp_rule_names_of (catalog_of (self));
  text = as_text ? esp_rule_to_text (esp_rule_doc_get_rule (self->doc), &names)
                 : g_strdup (esp_rule_sentence_get_text (ESP_RULE_SENTENCE (self->sentence)));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  esp_session_toast (self->session, _ ("Copied"));
}
