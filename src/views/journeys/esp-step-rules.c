/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for what somebody does, with demands on its properties, and for rules about people. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-controls.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-sentence.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-condition-editor.h"
#include "views/segments/esp-rule-window.h"

#include <glib/gi18n.h>

#define LABEL_KEY "esp-label"
#define BUTTON_KEY "esp-button"
#define WINDOW_KEY "esp-window"
#define EDITOR_KEY "esp-editor"
#define TEXT_KEY "esp-text"
#define MAX_LINES 6

static EspStepPage *
page_to_tell (gpointer control)
{
  GtkWidget *page = gtk_widget_get_ancestor (control, ESP_TYPE_STEP_PAGE);

  return page != NULL && !esp_step_page_is_showing (ESP_STEP_PAGE (page)) ? ESP_STEP_PAGE (page)
                                                                          : NULL;
}

/* Rules */

static EspRule *
parse_rule (JsonNode *root, const char *path)
{
  g_autofree char *node = esp_step_json_dup_text (root, path);
  g_autofree char *text =
    node != NULL ? g_strdup_printf ("{\"version\":1,\"rule\":%s}", node) : NULL;

  return text != NULL ? esp_rule_parse_json (text, -1, NULL) : NULL;
}

static char *
say_rule (EspStepPage *page, const char *path)
{
  const EspSegmentChoices *choices = esp_step_names_get_choices (esp_step_page_get_names (page));
  g_autoptr (EspRule) rule = parse_rule (esp_step_page_get_root (page), path);
  g_autoptr (EspSentence) sentence = NULL;

  if (rule == NULL || esp_rule_is_everyone (rule))
    return g_strdup (_ ("Everyone: no condition yet"));
  if (choices == NULL)
    return g_strdup ("…");
  sentence = esp_sentence_new (rule, esp_segment_world_get_catalog (choices->world),
                               esp_segment_world_get_currency (choices->world), choices->lang);
  return g_strdup (sentence->text);
}

static void
show_rule (EspStepPage *page, GtkWidget *box, const char *path)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (box), LABEL_KEY);
  GtkWidget *window = g_object_get_data (G_OBJECT (box), WINDOW_KEY);
  g_autofree char *words = say_rule (page, path);

  gtk_label_set_text (GTK_LABEL (label), words);
  gtk_widget_set_tooltip_text (label, words);
  if (window != NULL)
    {
      g_autoptr (EspRule) rule = parse_rule (esp_step_page_get_root (page), path);

      esp_rule_window_show_rule (ESP_RULE_WINDOW (window), rule);
    }
}

static void
rule_cb (EspRuleWindow *window, EspRule *rule, gboolean merge, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);
  g_autofree char *text = esp_rule_node_to_json (rule->root);
  const char *path;
  JsonNode *next;

  if (page == NULL)
    return;
  path = esp_step_page_get_path (page, box);
  next = esp_step_page_begin (page);
  esp_step_json_put (next, path, json_from_string (text, NULL));
  (void) esp_step_page_commit (page, box, next,
                               merge ? ESP_STEP_COMMIT_TYPING : ESP_STEP_COMMIT_WHOLE);
  show_rule (page, box, path);
}

static void
undo_cb (EspRuleWindow *window, GtkWidget *box)
{
  GtkWidget *page = gtk_widget_get_ancestor (box, ESP_TYPE_STEP_PAGE);

  if (page != NULL)
    esp_step_page_undo (ESP_STEP_PAGE (page), FALSE);
}

static void
redo_cb (EspRuleWindow *window, GtkWidget *box)
{
  GtkWidget *page = gtk_widget_get_ancestor (box, ESP_TYPE_STEP_PAGE);

  if (page != NULL)
    esp_step_page_undo (ESP_STEP_PAGE (page), TRUE);
}

/* The row may be built anew while the window is open; then nobody would keep what is done there. */
static void
box_gone_cb (GtkWidget *box)
{
  GtkWindow *window = g_object_steal_data (G_OBJECT (box), WINDOW_KEY);

  if (window != NULL)
    gtk_window_destroy (window);
}

static void
window_gone_cb (GtkWidget *window, GtkWidget *box)
{
  (void) g_object_steal_data (G_OBJECT (box), WINDOW_KEY);
  gtk_widget_grab_focus (g_object_get_data (G_OBJECT (box), BUTTON_KEY));
}

static void
edit_cb (GtkWidget *button, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);
  const EspSegmentChoices *choices;
  g_autoptr (EspRule) rule = NULL;
  const char *path;
  EspRuleWindow *window;

  if (page == NULL)
    return;
  choices = esp_step_names_get_choices (esp_step_page_get_names (page));
  if (choices == NULL || g_object_get_data (G_OBJECT (box), WINDOW_KEY) != NULL)
    return;
  path = esp_step_page_get_path (page, box);
  rule = parse_rule (esp_step_page_get_root (page), path);
  window = esp_rule_window_new (esp_step_page_get_session (page), choices,
                                g_object_get_data (G_OBJECT (box), TEXT_KEY), rule);
  g_object_set_data (G_OBJECT (box), WINDOW_KEY, window);
  g_signal_connect_object (window, "changed", G_CALLBACK (rule_cb), box, 0);
  g_signal_connect_object (window, "undo", G_CALLBACK (undo_cb), box, 0);
  g_signal_connect_object (window, "redo", G_CALLBACK (redo_cb), box, 0);
  g_signal_connect_object (window, "destroy", G_CALLBACK (window_gone_cb), box, 0);
  gtk_window_present (GTK_WINDOW (window));
}

/**
 * esp_step_add_rule:
 *
 * Adds a row that says a rule in words and edits it in a window.
 */
EspStepLine *
esp_step_add_rule (EspStepPage *page, const char *path, const char *title)
{
  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *button;
  g_autofree char *spoken = NULL;

  if (!esp_step_page_is_editable (page))
    {
      g_autofree char *words = say_rule (page, path);

      return esp_step_page_add_fact (page, title, words);
    }
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  label = gtk_label_new (NULL);
  button = gtk_button_new_with_label (_ ("Edit Rule…"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), MAX_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  spoken = g_strdup_printf ("%s: %s", title, _ ("Edit Rule…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  g_object_set_data (G_OBJECT (box), LABEL_KEY, label);
  g_object_set_data (G_OBJECT (box), BUTTON_KEY, button);
  g_object_set_data_full (G_OBJECT (box), TEXT_KEY, g_strdup (title), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (edit_cb), box, 0);
  g_signal_connect (box, "destroy", G_CALLBACK (box_gone_cb), NULL);
  return esp_step_page_add (page, path, esp_step_line_new (title, box), box, show_rule);
}

/* Events */

static EspCondition *
parse_event (JsonNode *root, const char *path)
{
  g_autofree char *where_path = g_strdup_printf ("%s.where", path);
  g_autofree char *event_path = g_strdup_printf ("%s.event", path);
  g_autofree char *where = esp_step_json_dup_text (root, where_path);
  g_autoptr (JsonNode) leaf = esp_step_json_read ("{\"kind\":\"event\"}");
  g_autoptr (EspRule) rule = NULL;
  const char *event = esp_step_json_peek_text (root, event_path);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  esp_step_json_put_text (leaf, "event", event != NULL ? event : "open");
  if (where != NULL)
    esp_step_json_put (leaf, "where", json_from_string (where, NULL));
  json = json_to_string (leaf, FALSE);
  text = g_strdup_printf ("{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[%s]}}", json);
  rule = esp_rule_parse_json (text, -1, NULL);
  return rule != NULL ? esp_condition_copy (esp_rule_node_child (rule->root, 0)->condition)
                      : esp_condition_new (ESP_CONDITION_EVENT, event);
}

static gboolean
is_complete (const EspWhere *where)
{
  return where->property != NULL && *where->property != '\0' &&
         (where->op == ESP_OP_KNOWN || where->op == ESP_OP_UNKNOWN || where->values->len > 0);
}

/* What is still missing something stays on the screen and out of the text. */
static JsonNode *
where_of (const EspCondition *condition)
{
  g_autoptr (EspCondition) complete = esp_condition_copy (condition);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) leaf = NULL;
  JsonNode *where;

  for (guint i = complete->where->len; i > 0; i--)
    if (!is_complete (complete->where->pdata[i - 1]))
      g_ptr_array_remove_index (complete->where, i - 1);
  text = esp_condition_to_json (complete);
  leaf = json_from_string (text, NULL);
  where = esp_step_json_peek (leaf, "where");
  return where != NULL && esp_step_json_count (leaf, "where") > 0 ? json_node_copy (where) : NULL;
}

static void
keep_where (GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);
  EspConditionEditor *editor = g_object_get_data (G_OBJECT (box), EDITOR_KEY);
  g_autofree char *path = NULL;
  JsonNode *next;

  if (page == NULL || editor == NULL)
    return;
  path = g_strdup_printf ("%s.where", esp_step_page_get_path (page, box));
  next = esp_step_page_begin (page);
  esp_step_json_put (next, path, where_of (esp_condition_editor_get_condition (editor)));
  (void) esp_step_page_commit (page, box, next, ESP_STEP_COMMIT_TYPING);
  g_object_set_data_full (G_OBJECT (box), TEXT_KEY,
                          esp_step_json_dup_text (esp_step_page_get_root (page),
                                                  esp_step_page_get_path (page, box)),
                          g_free);
}

static void
where_cb (EspConditionEditor *editor, gboolean merge, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);

  if (page != NULL)
    esp_step_page_keep_soon (page, box, keep_where);
}

/* Another event has other properties: its demands begin anew. */
static void
event_cb (EspStepPicker *picker, const char *reference, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);
  const char *path;
  g_autofree char *event = NULL;
  g_autofree char *where = NULL;
  JsonNode *next;

  if (page == NULL || reference == NULL)
    return;
  path = esp_step_page_get_path (page, box);
  event = g_strdup_printf ("%s.event", path);
  where = g_strdup_printf ("%s.where", path);
  next = esp_step_page_begin (page);
  esp_step_json_put (next, where, NULL);
  esp_step_json_put_text (next, event, reference);
  if (esp_step_page_commit (page, box, next, ESP_STEP_COMMIT_REBUILD))
    esp_step_page_rebuild_soon (page, path);
}

static void
show_event (EspStepPage *page, GtkWidget *box, const char *path)
{
  GtkWidget *picker = g_object_get_data (G_OBJECT (box), BUTTON_KEY);
  GtkWidget *editor = g_object_get_data (G_OBJECT (box), EDITOR_KEY);
  const EspSegmentChoices *choices = esp_step_names_get_choices (esp_step_page_get_names (page));
  const char *shown = g_object_get_data (G_OBJECT (box), TEXT_KEY);
  g_autofree char *text = esp_step_json_dup_text (esp_step_page_get_root (page), path);
  g_autofree char *event = g_strdup_printf ("%s.event", path);
  g_autoptr (EspCondition) condition = NULL;

  esp_step_picker_set_value (ESP_STEP_PICKER (picker),
                             esp_step_json_peek_text (esp_step_page_get_root (page), event));
  if (choices == NULL || (editor != NULL && g_strcmp0 (shown, text) == 0))
    return;
  condition = parse_event (esp_step_page_get_root (page), path);
  if (editor != NULL)
    gtk_box_remove (GTK_BOX (box), editor);
  editor = esp_condition_editor_new_where (choices, condition);
  g_signal_connect_object (editor, "changed", G_CALLBACK (where_cb), box, 0);
  gtk_box_append (GTK_BOX (box), editor);
  g_object_set_data (G_OBJECT (box), EDITOR_KEY, editor);
  g_object_set_data_full (G_OBJECT (box), TEXT_KEY, g_steal_pointer (&text), g_free);
}

static void
names_cb (EspStepNames *names, GtkWidget *box)
{
  GtkWidget *page = gtk_widget_get_ancestor (box, ESP_TYPE_STEP_PAGE);
  const char *path = page != NULL ? esp_step_page_get_path (ESP_STEP_PAGE (page), box) : NULL;

  if (path != NULL)
    show_event (ESP_STEP_PAGE (page), box, path);
}

static char *
say_event (EspStepPage *page, const char *path)
{
  const EspSegmentChoices *choices = esp_step_names_get_choices (esp_step_page_get_names (page));
  g_autoptr (EspCondition) condition = parse_event (esp_step_page_get_root (page), path);

  return choices != NULL && condition->where->len > 0
           ? esp_words_condition (condition, choices)
           : g_strdup (esp_words_event (condition->subject));
}

/**
 * esp_step_add_event:
 *
 * Adds a row for what has to happen, with demands on its properties.
 */
EspStepLine *
esp_step_add_event (EspStepPage *page, const char *path, const char *title)
{
  EspStepNames *names = esp_step_page_get_names (page);
  GtkWidget *box;
  GtkWidget *picker;

  if (!esp_step_page_is_editable (page))
    {
      g_autofree char *words = say_event (page, path);

      return esp_step_page_add_fact (page, title, words);
    }
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  picker = esp_step_picker_new (names, ESP_STEP_NAME_EVENT, title);
  esp_step_picker_set_takes_new (ESP_STEP_PICKER (picker), TRUE);
  gtk_box_append (GTK_BOX (box), picker);
  g_object_set_data (G_OBJECT (box), BUTTON_KEY, picker);
  g_signal_connect_object (picker, "chosen", G_CALLBACK (event_cb), box, 0);
  g_signal_connect_object (names, "changed", G_CALLBACK (names_cb), box, 0);
  return esp_step_page_add (page, path, esp_step_line_new (title, box), box, show_event);
}
