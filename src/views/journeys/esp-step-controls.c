/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for texts, switches, words of a closed set, numbers and names, bound to the text of a step. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-controls.h"

#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-condition-controls.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>
#include <math.h>

#define WORDS_KEY "esp-words"
#define NOTE_HEIGHT 72
#define MAX_DIGITS 4

static EspStepPage *
page_of (gpointer control)
{
  return ESP_STEP_PAGE (gtk_widget_get_ancestor (control, ESP_TYPE_STEP_PAGE));
}

/* The page of a control that a person has just used; NULL: it only shows what the text says. */
static EspStepPage *
page_to_tell (gpointer control)
{
  EspStepPage *page = page_of (control);

  return page != NULL && !esp_step_page_is_showing (page) ? page : NULL;
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (GTK_IS_DROP_DOWN (widget)) /* what is pressed is the button inside */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Texts */

static void
text_cb (GtkEditable *entry, gpointer data)
{
  EspStepPage *page = page_to_tell (entry);
  JsonNode *next;

  if (page == NULL)
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, esp_step_page_get_path (page, GTK_WIDGET (entry)),
                          gtk_editable_get_text (entry));
  (void) esp_step_page_commit (page, GTK_WIDGET (entry), next, ESP_STEP_COMMIT_TYPING);
}

static void
show_text (EspStepPage *page, GtkWidget *control, const char *path)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (control)), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (control), text != NULL ? text : "");
}

/**
 * esp_step_add_text:
 *
 * Adds a row for a text of one line.
 */
EspStepLine *
esp_step_add_text (EspStepPage *page, const char *path, const char *title)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);
  GtkWidget *entry;

  if (!esp_step_page_is_editable (page))
    return text != NULL ? esp_step_page_add_fact (page, title, text) : NULL;
  entry = gtk_entry_new ();
  esp_editable_give_up_undo (GTK_EDITABLE (entry));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 1);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 300);
  set_name (entry, title);
  g_signal_connect (entry, "changed", G_CALLBACK (text_cb), NULL);
  return esp_step_page_add (page, path, esp_step_line_new (title, entry), entry, show_text);
}

static void
note_cb (GtkTextBuffer *buffer, GtkWidget *view)
{
  EspStepPage *page = page_to_tell (view);
  g_autofree char *text = NULL;
  JsonNode *next;

  if (page == NULL)
    return;
  g_object_get (buffer, "text", &text, NULL);
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, esp_step_page_get_path (page, view), text);
  (void) esp_step_page_commit (page, view, next, ESP_STEP_COMMIT_TYPING);
}

static void
show_note (EspStepPage *page, GtkWidget *control, const char *path)
{
  GtkWidget *view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (control));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);
  g_autofree char *before = NULL;

  g_object_get (buffer, "text", &before, NULL);
  if (g_strcmp0 (before, text != NULL ? text : "") != 0)
    gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
}

/**
 * esp_step_add_note:
 *
 * Adds a row for a text of several lines.
 */
EspStepLine *
esp_step_add_note (EspStepPage *page, const char *path, const char *title)
{
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);
  GtkWidget *view;
  GtkWidget *scroller;

  if (!esp_step_page_is_editable (page))
    return text != NULL ? esp_step_page_add_fact (page, title, text) : NULL;
  view = gtk_text_view_new ();
  scroller = gtk_scrolled_window_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), FALSE);
  set_name (view, title);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), NOTE_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                           G_CALLBACK (note_cb), view, 0);
  return esp_step_page_add (page, path, esp_step_line_new (title, scroller), scroller, show_note);
}

/* Switches */

static void
switch_cb (GtkSwitch *control, GParamSpec *pspec, gpointer data)
{
  EspStepPage *page = page_to_tell (control);
  JsonNode *next;

  if (page == NULL)
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put_true (next, esp_step_page_get_path (page, GTK_WIDGET (control)),
                          gtk_switch_get_active (control));
  (void) esp_step_page_commit (page, GTK_WIDGET (control), next, ESP_STEP_COMMIT_WHOLE);
}

static void
show_switch (EspStepPage *page, GtkWidget *control, const char *path)
{
  gtk_switch_set_active (GTK_SWITCH (control),
                         esp_step_json_is_true (esp_step_page_get_root (page), path));
}

/**
 * esp_step_add_switch:
 *
 * Adds a row for something that is so, or not.
 */
EspStepLine *
esp_step_add_switch (EspStepPage *page, const char *path, const char *title)
{
  GtkWidget *control;

  if (!esp_step_page_is_editable (page))
    return esp_step_page_add_fact (page, title,
                                   esp_step_json_is_true (esp_step_page_get_root (page), path)
                                     ? C_ ("journey", "Yes")
                                     : C_ ("journey", "No"));
  control = gtk_switch_new ();
  set_name (control, title);
  g_signal_connect (control, "notify::active", G_CALLBACK (switch_cb), NULL);
  return esp_step_page_add (page, path, esp_step_line_new_beside (title, control), control,
                            show_switch);
}

/* Words of a closed set */

static guint
index_of (const EspStepWord *words, const char *value)
{
  for (guint i = 0; words[i].label != NULL; i++)
    if (g_strcmp0 (words[i].value, value) == 0)
      return i;
  return 0;
}

/**
 * esp_step_word_of:
 *
 * Returns: (transfer none): the translated word for @value
 */
const char *
esp_step_word_of (const EspStepWord *words, const char *value)
{
  return _ (words[index_of (words, value)].label);
}

typedef struct
{
  const EspStepWord *words;
  EspStepDecideFunc decide; /* (nullable) */
  EspStepValueFunc value;   /* (nullable): what the path says */
} Choice;

static const char *
value_of (EspStepPage *page, const Choice *choice, const char *path)
{
  return choice->value != NULL ? choice->value (page, path)
                               : esp_step_json_peek_text (esp_step_page_get_root (page), path);
}

static void
choice_cb (GtkDropDown *control, GParamSpec *pspec, gpointer data)
{
  EspStepPage *page = page_to_tell (control);
  const Choice *choice = g_object_get_data (G_OBJECT (control), WORDS_KEY);
  guint selected = gtk_drop_down_get_selected (control);
  const char *path;
  JsonNode *next;

  if (page == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  path = esp_step_page_get_path (page, GTK_WIDGET (control));
  next = esp_step_page_begin (page);
  if (choice->decide != NULL)
    choice->decide (page, next, path, choice->words[selected].value);
  else
    esp_step_json_put_text (next, path, choice->words[selected].value);
  (void) esp_step_page_commit (page, GTK_WIDGET (control), next,
                               choice->decide != NULL ? ESP_STEP_COMMIT_REBUILD
                                                      : ESP_STEP_COMMIT_WHOLE);
}

static void
show_choice (EspStepPage *page, GtkWidget *control, const char *path)
{
  const Choice *choice = g_object_get_data (G_OBJECT (control), WORDS_KEY);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (control),
                              index_of (choice->words, value_of (page, choice, path)));
}

/**
 * esp_step_add_decision:
 * @decide: (nullable): changes what else goes with the word; %NULL: nothing does
 * @value: (nullable): which word it is now; %NULL: the one at @path
 *
 * Adds a row for one of a few words; another word has other rows.
 */
EspStepLine *
esp_step_add_decision (EspStepPage *page,
                       const char *path,
                       const char *title,
                       const EspStepWord *words,
                       EspStepDecideFunc decide,
                       EspStepValueFunc value)
{
  Choice *choice = g_new0 (Choice, 1);
  GtkStringList *list;
  GtkWidget *control;

  *choice = (Choice){ words, decide, value };
  if (!esp_step_page_is_editable (page))
    {
      const char *word = esp_step_word_of (words, value_of (page, choice, path));

      g_free (choice);
      return esp_step_page_add_fact (page, title, word);
    }
  list = gtk_string_list_new (NULL);
  for (guint i = 0; words[i].label != NULL; i++)
    gtk_string_list_append (list, _ (words[i].label));
  control = gtk_drop_down_new (G_LIST_MODEL (list), NULL);
  esp_choice_speak (control);
  set_name (control, title);
  g_object_set_data_full (G_OBJECT (control), WORDS_KEY, choice, g_free);
  g_signal_connect (control, "notify::selected", G_CALLBACK (choice_cb), NULL);
  return esp_step_page_add (page, path, esp_step_line_new (title, control), control, show_choice);
}

/**
 * esp_step_add_choice:
 *
 * Adds a row for one of a few words.
 */
EspStepLine *
esp_step_add_choice (EspStepPage *page,
                     const char *path,
                     const char *title,
                     const EspStepWord *words)
{
  return esp_step_add_decision (page, path, title, words, NULL, NULL);
}

/* Numbers */

/**
 * esp_step_spin_read:
 *
 * Returns: the number that stands there; while somebody types it the button does not know it yet
 */
double
esp_step_spin_read (GtkSpinButton *spin)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  char *end = NULL;
  double typed = g_strtod (text, &end);
  double min, max;

  gtk_spin_button_get_range (spin, &min, &max);
  return *text != '\0' && *end == '\0' && typed >= min && typed <= max
           ? typed
           : gtk_spin_button_get_value (spin);
}

static void
keep_number (GtkWidget *control)
{
  EspStepPage *page = page_to_tell (control);
  JsonNode *next;

  if (page == NULL)
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put_number (next, esp_step_page_get_path (page, control),
                            esp_step_spin_read (GTK_SPIN_BUTTON (control)));
  (void) esp_step_page_commit (page, control, next, ESP_STEP_COMMIT_TYPING);
}

static void
number_cb (GtkWidget *control, gpointer data)
{
  EspStepPage *page = page_to_tell (control);

  if (page != NULL)
    esp_step_page_keep_soon (page, control, keep_number);
}

/* As many digits behind the point as the number has: 0.5, 33.3. */
static guint
digits_of (double value)
{
  guint digits = 0;

  for (double rest = fabs (value); digits < MAX_DIGITS && fabs (rest - round (rest)) > 1e-9;
       digits++)
    rest *= 10;
  return digits;
}

static void
show_number (EspStepPage *page, GtkWidget *control, const char *path)
{
  double value = esp_step_json_get_number (esp_step_page_get_root (page), path, 0);

  if (digits_of (value) > gtk_spin_button_get_digits (GTK_SPIN_BUTTON (control)))
    gtk_spin_button_set_digits (GTK_SPIN_BUTTON (control), digits_of (value));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), value);
}

/**
 * esp_step_add_number:
 * @unit: (nullable): words behind it
 *
 * Adds a row for a number.
 */
EspStepLine *
esp_step_add_number (EspStepPage *page,
                     const char *path,
                     const char *title,
                     const char *unit,
                     double min,
                     double max)
{
  double value = esp_step_json_get_number (esp_step_page_get_root (page), path, 0);
  GtkWidget *control;
  GtkWidget *box;

  if (!esp_step_page_is_editable (page))
    {
      g_autofree char *number = esp_format_number (value);
      g_autofree char *text =
        unit != NULL ? g_strdup_printf ("%s %s", number, unit) : g_strdup (number);

      return esp_step_page_add_fact (page, title, text);
    }
  control = gtk_spin_button_new_with_range (min, max, 1);
  esp_editable_give_up_undo (GTK_EDITABLE (control));
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (control), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (control), 6);
  set_name (control, title);
  g_signal_connect (control, "value-changed", G_CALLBACK (number_cb), NULL);
  g_signal_connect (control, "changed", G_CALLBACK (number_cb), NULL);
  if (unit == NULL)
    return esp_step_page_add (page, path, esp_step_line_new (title, control), control, show_number);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), control);
  gtk_box_append (GTK_BOX (box), esp_words_control_new (unit));
  return esp_step_page_add (page, path, esp_step_line_new (title, box), control, show_number);
}

/* Names */

static void
picked_cb (EspStepPicker *picker, const char *reference, gpointer data)
{
  EspStepPage *page = page_to_tell (picker);
  JsonNode *next;

  if (page == NULL)
    return;
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, esp_step_page_get_path (page, GTK_WIDGET (picker)), reference);
  (void) esp_step_page_commit (page, GTK_WIDGET (picker), next, ESP_STEP_COMMIT_WHOLE);
}

static void
show_name (EspStepPage *page, GtkWidget *control, const char *path)
{
  esp_step_picker_set_value (ESP_STEP_PICKER (control),
                             esp_step_json_peek_text (esp_step_page_get_root (page), path));
}

/**
 * esp_step_add_picker:
 * @picker: an #EspStepPicker
 *
 * Adds a row for one of many names.
 */
EspStepLine *
esp_step_add_picker (EspStepPage *page, const char *path, const char *title, GtkWidget *picker)
{
  if (!esp_step_page_is_editable (page))
    {
      const EspStepName *name;
      const char *value = esp_step_json_peek_text (esp_step_page_get_root (page), path);
      EspStepLine *row;

      g_object_ref_sink (picker);
      esp_step_picker_set_value (ESP_STEP_PICKER (picker), value);
      name = esp_step_picker_get_name (ESP_STEP_PICKER (picker));
      row = value == NULL
              ? NULL
              : esp_step_page_add_fact (page, title, name != NULL ? name->label : value);
      g_object_unref (picker);
      return row;
    }
  g_signal_connect (picker, "chosen", G_CALLBACK (picked_cb), NULL);
  return esp_step_page_add (page, path, esp_step_line_new (title, picker), picker, show_name);
}

/**
 * esp_step_add_name:
 *
 * Adds a row for one of the names of the workspace.
 */
EspStepLine *
esp_step_add_name (EspStepPage *page, const char *path, const char *title, EspStepNameKind kind)
{
  return esp_step_add_picker (page, path, title,
                              esp_step_picker_new (esp_step_page_get_names (page), kind, title));
}

/* Buttons */

/**
 * esp_step_small_button_new:
 * @label: what it does, for those who do not see the picture
 */
GtkWidget *
esp_step_small_button_new (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  set_name (button, label);
  return button;
}

/**
 * esp_step_add_button:
 * @clicked: is given the button, and the page
 *
 * Adds a button under the list.
 */
void
esp_step_add_button (EspStepPage *page, const char *label, const char *icon_name, GCallback clicked)
{
  GtkWidget *button;
  GtkWidget *box;

  if (!esp_step_page_is_editable (page))
    return;
  button = gtk_button_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), esp_icon_new (icon_name));
  gtk_box_append (GTK_BOX (box), gtk_label_new (label));
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  set_name (button, label);
  g_signal_connect_object (button, "clicked", clicked, page, 0);
  esp_step_page_append (page, button);
}
