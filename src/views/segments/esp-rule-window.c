/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one rule in a window of its own and tells whoever keeps it of each change. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-window.h"

#include "views/segments/esp-rule-sentence.h"
#include "views/segments/esp-rule-text-view.h"
#include "views/segments/esp-rule-tree.h"
#include "views/shell/esp-button.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>

#define WIDTH 760
#define HEIGHT 560
#define COUNT_DELAY_MS 30
#define PAGE_CARDS "cards"
#define PAGE_TEXT "text"

struct _EspRuleWindow
{
  AdwWindow parent_instance;

  EspSession *session;              /* (unowned): the window's; outlives it */
  const EspSegmentChoices *choices; /* (unowned): of the caller */
  EspRuleDoc *doc;                  /* (owned) */
  EspRule *kept;                    /* (owned): as it was told last */
  EspSegmentService *service;       /* (unowned): of the store */
  GCancellable *counting;           /* (owned) (nullable) */
  guint count_id;
  gboolean is_following; /* the change comes from elsewhere */
  GtkWidget *pages;
  GtkWidget *tree;
  GtkWidget *text;
  GtkWidget *sentence;
  GtkWidget *total;
};

G_DEFINE_FINAL_TYPE (EspRuleWindow, esp_rule_window, ADW_TYPE_WINDOW)

enum
{
  CHANGED,
  UNDO,
  REDO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_text_shown (EspRuleWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->pages)), PAGE_TEXT) == 0;
}

/* Counting */

static void count (EspRuleWindow *self, EspSegmentFlags flags);

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspRuleWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegmentCount) found =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, &error);
  g_autofree char *size = NULL;
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->counting == NULL)
    return;
  if (found == NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->total), _ ("It could not be counted."));
      return;
    }
  size = esp_format_count ((gint64) found->size);
  words = g_strdup_printf (ngettext ("%s%s lead matches now", "%s%s leads match now", found->size),
                           found->is_estimate ? "≈ " : "", size);
  gtk_label_set_text (GTK_LABEL (self->total), words);
  esp_rule_tree_set_count (ESP_RULE_TREE (self->tree), found);
  if (found->is_estimate)
    count (self, ESP_SEGMENT_ROWS);
  else
    esp_session_announce (self->session, words, FALSE);
}

static void
count (EspRuleWindow *self, EspSegmentFlags flags)
{
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);

  esp_segment_service_count_async (self->service, rule, NULL, flags, self->counting, counted_cb,
                                   g_object_ref (self));
}

static gboolean
count_cb (gpointer data)
{
  EspRuleWindow *self = data;
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);
  g_autoptr (GArray) problems =
    esp_rule_check (rule, esp_segment_world_get_catalog (self->choices->world), NULL);

  self->count_id = 0;
  esp_rule_tree_set_problems (ESP_RULE_TREE (self->tree), problems);
  self->counting = g_cancellable_new ();
  count (self, ESP_SEGMENT_ROWS | ESP_SEGMENT_ESTIMATE);
  return G_SOURCE_REMOVE;
}

static void
stop_counting (EspRuleWindow *self)
{
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_handle_id (&self->count_id, g_source_remove);
}

/* Editing */

static void
show_words (EspRuleWindow *self, const EspRule *rule)
{
  esp_rule_sentence_show (ESP_RULE_SENTENCE (self->sentence), rule, self->choices);
  if (is_text_shown (self))
    esp_rule_text_view_follow (ESP_RULE_TEXT_VIEW (self->text), rule);
  stop_counting (self);
  self->count_id = g_timeout_add (COUNT_DELAY_MS, count_cb, self);
}

static void
doc_cb (EspRuleDoc *doc, EspRuleWindow *self)
{
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (doc);
  gboolean merge = esp_rule_doc_get_undo (doc) == ESP_RULE_EDIT_CHANGE ||
                   esp_rule_doc_get_undo (doc) == ESP_RULE_EDIT_TEXT;

  show_words (self, rule);
  if (self->is_following || esp_rule_node_equal (rule->root, self->kept->root))
    return;
  esp_rule_unref (self->kept);
  self->kept = esp_rule_copy (rule);
  g_signal_emit (self, signals[CHANGED], 0, rule, merge);
}

static void
read_cb (EspRuleTextView *text, EspRule *rule, EspRuleWindow *self)
{
  esp_rule_doc_replace (self->doc, rule);
}

static void
chosen_cb (EspRuleSentence *sentence, guint id, EspRuleWindow *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), PAGE_CARDS);
  esp_rule_tree_focus (ESP_RULE_TREE (self->tree), id);
}

static void
said_cb (EspRuleTree *tree, const char *text, EspRuleWindow *self)
{
  esp_session_announce (self->session, text, FALSE);
}

/* Keys */

static gboolean
undo_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  g_signal_emit (widget, signals[GPOINTER_TO_UINT (data)], 0);
  return TRUE;
}

static gboolean
text_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  esp_rule_window_toggle_text (ESP_RULE_WINDOW (widget));
  return TRUE;
}

static gboolean
close_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
add_key (GtkWidgetClass *widget_class,
         const char *trigger,
         GtkShortcutFunc func,
         guint signal_index)
{
  g_autoptr (GtkShortcut) shortcut =
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                      gtk_callback_action_new (func, GUINT_TO_POINTER (signal_index), NULL));

  gtk_widget_class_add_shortcut (widget_class, shortcut);
}

static void
esp_rule_window_dispose (GObject *object)
{
  EspRuleWindow *self = ESP_RULE_WINDOW (object);

  stop_counting (self);
  g_clear_object (&self->doc);
  g_clear_pointer (&self->kept, esp_rule_unref);
  G_OBJECT_CLASS (esp_rule_window_parent_class)->dispose (object);
}

static void
esp_rule_window_class_init (EspRuleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_rule_window_dispose;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_RULE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[UNDO] = g_signal_new ("undo", ESP_TYPE_RULE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[REDO] = g_signal_new ("redo", ESP_TYPE_RULE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  add_key (widget_class, "<Control>z", undo_cb, UNDO);
  add_key (widget_class, "<Control><Shift>z", undo_cb, REDO);
  add_key (widget_class, "<Control><Shift>t", text_cb, 0);
  add_key (widget_class, "<Control>Return", close_cb, 0);
  add_key (widget_class, "Escape", close_cb, 0);
}

static void
esp_rule_window_init (EspRuleWindow *self)
{
}

static GtkWidget *
make_header (EspRuleWindow *self, const char *title)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *words = adw_window_title_new (title, NULL);
  GtkWidget *done = esp_button_new (_ ("_Done"));
  GtkWidget *text = gtk_button_new_from_icon_name ("esp-edit-symbolic");

  gtk_widget_add_css_class (done, "suggested-action");
  gtk_widget_set_tooltip_text (text, _ ("Cards or text (Ctrl+Shift+T)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cards or text"), -1);
  g_signal_connect_swapped (done, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (text, "clicked", G_CALLBACK (esp_rule_window_toggle_text), self);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), words);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), done);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), text);
  return header;
}

static GtkWidget *
make_cards (EspRuleWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_margin_top (self->tree, 12);
  gtk_widget_set_margin_bottom (self->tree, 12);
  gtk_widget_set_margin_start (self->tree, 12);
  gtk_widget_set_margin_end (self->tree, 12);
  gtk_widget_set_valign (self->tree, GTK_ALIGN_START);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->tree);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
build (EspRuleWindow *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->tree = esp_rule_tree_new (self->doc);
  self->text = esp_rule_text_view_new ();
  self->pages = gtk_stack_new ();
  self->sentence = esp_rule_sentence_new ();
  self->total = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->total), 0);
  gtk_widget_add_css_class (self->total, "heading");
  gtk_widget_add_css_class (self->total, "numeric");
  gtk_widget_set_margin_top (self->total, 12);
  gtk_widget_set_margin_start (self->total, 12);
  gtk_widget_set_margin_end (self->total, 12);
  gtk_stack_add_named (GTK_STACK (self->pages), make_cards (self), PAGE_CARDS);
  gtk_stack_add_named (GTK_STACK (self->pages), self->text, PAGE_TEXT);
  gtk_box_append (GTK_BOX (box), make_header (self, title));
  gtk_box_append (GTK_BOX (box), self->total);
  gtk_box_append (GTK_BOX (box), self->pages);
  gtk_box_append (GTK_BOX (box), self->sentence);
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_object (self->doc, "changed", G_CALLBACK (doc_cb), self, 0);
  g_signal_connect_object (self->text, "read", G_CALLBACK (read_cb), self, 0);
  g_signal_connect_object (self->sentence, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (self->tree, "said", G_CALLBACK (said_cb), self, 0);
}

/**
 * esp_rule_window_new:
 * @choices: kept alive by the caller as long as the window
 * @title: what the rule is for
 * @rule: (nullable): %NULL: everyone
 */
EspRuleWindow *
esp_rule_window_new (EspSession *session,
                     const EspSegmentChoices *choices,
                     const char *title,
                     const EspRule *rule)
{
  GtkWindow *parent = esp_session_get_window (session);
  EspRuleWindow *self =
    g_object_new (ESP_TYPE_RULE_WINDOW, "title", title, "modal", TRUE, "transient-for", parent,
                  "default-width", WIDTH, "default-height", HEIGHT, NULL);
  g_autoptr (EspRule) everyone = rule == NULL ? esp_rule_new_everyone () : NULL;

  self->session = session;
  self->choices = choices;
  self->service = esp_segment_service_get (esp_session_get_store (session));
  self->doc = esp_rule_doc_new (rule != NULL ? rule : everyone);
  self->kept = esp_rule_copy (esp_rule_doc_get_rule (self->doc));
  build (self, title);
  esp_rule_tree_set_choices (ESP_RULE_TREE (self->tree), choices);
  esp_rule_text_view_set_choices (ESP_RULE_TEXT_VIEW (self->text), choices, NULL);
  show_words (self, self->kept);
  if (esp_rule_is_everyone (self->kept))
    esp_rule_tree_focus (ESP_RULE_TREE (self->tree), esp_rule_doc_get_rule (self->doc)->root->id);
  return self;
}

/**
 * esp_rule_window_show_rule:
 * @rule: (nullable): as it is kept now, after an undo for one
 */
void
esp_rule_window_show_rule (EspRuleWindow *self, const EspRule *rule)
{
  g_autoptr (EspRule) everyone = rule == NULL ? esp_rule_new_everyone () : NULL;
  const EspRule *wanted = rule != NULL ? rule : everyone;

  if (esp_rule_node_equal (wanted->root, self->kept->root))
    return;
  esp_rule_unref (self->kept);
  self->kept = esp_rule_copy (wanted);
  self->is_following = TRUE;
  esp_rule_doc_replace (self->doc, wanted);
  self->is_following = FALSE;
}

/**
 * esp_rule_window_toggle_text:
 *
 * Shows the rule as text, or as cards again.
 */
void
esp_rule_window_toggle_text (EspRuleWindow *self)
{
  gboolean to_text = !is_text_shown (self);

  if (to_text)
    {
      g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);

      esp_rule_text_view_show (ESP_RULE_TEXT_VIEW (self->text), rule);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), to_text ? PAGE_TEXT : PAGE_CARDS);
}
