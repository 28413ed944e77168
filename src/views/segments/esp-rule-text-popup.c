/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what can come next under the cursor of a rule's text; the keys stay with the text. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-text-popup.h"

#include "engine/segment/esp-rule-complete.h"
#include "engine/segment/esp-rule-lexer.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SHOWN 30
#define MAX_HEIGHT 240

struct _EspRuleTextPopup
{
  GtkTextView *text; /* (unowned): the owner's */
  GtkWidget *popover;
  GtkWidget *list;
  gsize n_typed; /* characters that a choice takes the place of */
  gboolean is_inserting;
};

static void
insert (EspRuleTextPopup *self, GtkListBoxRow *row)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (row), "insert"));
  GtkTextIter start, end;

  esp_rule_text_popup_hide (self);
  gtk_text_buffer_get_iter_at_mark (buffer, &end, gtk_text_buffer_get_insert (buffer));
  start = end;
  gtk_text_iter_backward_chars (&start, (int) self->n_typed);
  self->is_inserting = TRUE;
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  self->is_inserting = FALSE;
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  insert (data, row);
}

static gboolean
is_meant (const char *text, const char *typed)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *folded_typed = g_utf8_casefold (typed, -1);

  return g_str_has_prefix (folded, folded_typed) ||
         (strlen (typed) > 1 && strstr (folded, folded_typed) != NULL);
}

static void
add (EspRuleTextPopup *self, const EspRuleNext *next, const char *label, const char *text)
{
  GtkWidget *row, *child;

  if ((!is_meant (text, next->typed) && !is_meant (label, next->typed)) ||
      gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MAX_SHOWN - 1) != NULL)
    return;
  row = gtk_list_box_row_new ();
  child = gtk_label_new (label);
  gtk_label_set_xalign (GTK_LABEL (child), 0);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "insert", g_strdup (text), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/* A text in quotes: the mark before it is there already or comes too, the one behind it always. */
static void
add_quoted (EspRuleTextPopup *self, const EspRuleNext *next, const char *value)
{
  g_autoptr (GString) escaped = g_string_new (next->is_quoted ? "" : "\"");

  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (escaped, '\\');
      g_string_append_c (escaped, *p);
    }
  g_string_append_c (escaped, '"');
  add (self, next, value, escaped->str);
}

static void
add_all_quoted (EspRuleTextPopup *self, const EspRuleNext *next, const char *const *values)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    add_quoted (self, next, values[i]);
}

static void
add_name (EspRuleTextPopup *self, const EspRuleNext *next, const char *label, const char *name)
{
  g_autofree char *quoted =
    esp_rule_word_is_plain (name) ? g_strdup (name) : g_strdup_printf ("`%s`", name);

  add (self, next, label, quoted);
}

static void
add_fields (EspRuleTextPopup *self, const EspRuleNext *next, const EspSegmentChoices *choices)
{
  EspRuleCatalog *catalog = esp_segment_world_get_catalog (choices->world);

  for (guint i = 0; i < esp_rule_catalog_get_n_fields (catalog); i++)
    {
      const EspRuleField *field = esp_rule_catalog_get_field (catalog, i);
      const char *label = esp_words_field (field, choices);
      g_autofree char *both = g_strcmp0 (label, field->key) == 0
                                ? g_strdup (label)
                                : g_strdup_printf ("%s · %s", label, field->key);

      add_name (self, next, both, field->key);
    }
}

static void
add_segments (EspRuleTextPopup *self, const EspRuleNext *next, const EspSegmentChoices *choices)
{
  EspRuleCatalog *catalog = esp_segment_world_get_catalog (choices->world);
  g_autoptr (GPtrArray) ids = esp_rule_catalog_list_segments (catalog);

  for (guint i = 0; i < ids->len; i++)
    add_quoted (self, next,
                esp_rule_catalog_get_segment_name (catalog, g_ptr_array_index (ids, i)));
}

static void
add_properties (EspRuleTextPopup *self, const EspRuleNext *next, EspSegmentHints *hints)
{
  const char *const *names = esp_segment_hints_peek_properties (hints, next->subject);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    add_name (self, next, names[i], names[i]);
}

static void
fill (EspRuleTextPopup *self, const EspRuleNext *next, const EspSegmentChoices *choices)
{
  switch (next->kind)
    {
    case ESP_RULE_NEXT_CONDITION:
      add_fields (self, next, choices);
      break;
    case ESP_RULE_NEXT_VALUES:
      if (choices->hints != NULL)
        add_all_quoted (self, next, esp_segment_hints_peek_field (choices->hints, next->subject));
      break;
    case ESP_RULE_NEXT_TAGS:
      add_all_quoted (self, next, (const char *const *) choices->tags);
      break;
    case ESP_RULE_NEXT_EVENTS:
      add_all_quoted (self, next, (const char *const *) choices->event_kinds);
      break;
    case ESP_RULE_NEXT_PROPERTIES:
      if (choices->hints != NULL)
        add_properties (self, next, choices->hints);
      break;
    case ESP_RULE_NEXT_PROPERTY:
      if (choices->hints != NULL)
        add_all_quoted (self, next,
                        esp_segment_hints_peek_property (choices->hints, next->subject,
                                                         next->detail));
      break;
    case ESP_RULE_NEXT_SEGMENTS:
      add_segments (self, next, choices);
      break;
    case ESP_RULE_NEXT_CAMPAIGNS:
    case ESP_RULE_NEXT_WORDS:
    default:
      break;
    }
  for (guint i = 0; i < next->words->len; i++)
    if (next->is_quoted)
      add_quoted (self, next, g_ptr_array_index (next->words, i));
    else
      add (self, next, g_ptr_array_index (next->words, i), g_ptr_array_index (next->words, i));
}

static void
point (EspRuleTextPopup *self, const GtkTextIter *cursor)
{
  GdkRectangle place;

  gtk_text_view_get_iter_location (self->text, cursor, &place);
  gtk_text_view_buffer_to_window_coords (self->text, GTK_TEXT_WINDOW_WIDGET, place.x, place.y,
                                         &place.x, &place.y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
}

static void
clear (EspRuleTextPopup *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
}

/**
 * esp_rule_text_popup_update:
 * @is_wanted: whether it is asked for; else it comes only while a word is written
 */
void
esp_rule_text_popup_update (EspRuleTextPopup *self,
                            const EspSegmentChoices *choices,
                            gboolean is_wanted)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autoptr (EspRuleNext) next = NULL;
  g_autofree char *before = NULL;
  GtkTextIter start, cursor;
  GtkListBoxRow *first;

  if (self->is_inserting)
    return;
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  before = gtk_text_buffer_get_text (buffer, &start, &cursor, FALSE);
  next = esp_rule_complete (before, esp_segment_world_get_catalog (choices->world));
  clear (self);
  if (is_wanted || *next->typed != '\0' || next->is_quoted)
    fill (self, next, choices);
  first = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  /* What is written out already needs no list. */
  if (first == NULL ||
      (!is_wanted && gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 1) == NULL &&
       g_strcmp0 (g_object_get_data (G_OBJECT (first), "insert"), next->typed) == 0))
    {
      esp_rule_text_popup_hide (self);
      return;
    }
  self->n_typed = (gsize) g_utf8_strlen (next->typed, -1);
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), first);
  point (self, &cursor);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
move (EspRuleTextPopup *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;

  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MAX (index, 0));
  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
}

/* The list has no focus, so it does not scroll by itself. */
static void
selected_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double y = 0;

  if (row != NULL &&
      gtk_widget_translate_coordinates (GTK_WIDGET (row), GTK_WIDGET (list), 0, 0, NULL, &y))
    gtk_adjustment_clamp_page (adjustment, y, y + gtk_widget_get_height (GTK_WIDGET (row)));
}

/**
 * esp_rule_text_popup_key:
 *
 * Returns: whether the key was for the list
 */
gboolean
esp_rule_text_popup_key (EspRuleTextPopup *self, guint keyval, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  if (!gtk_widget_get_visible (self->popover) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Down:
      move (self, 1);
      return TRUE;
    case GDK_KEY_Up:
      move (self, -1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      if (row != NULL)
        insert (self, row);
      return row != NULL;
    case GDK_KEY_Escape:
      esp_rule_text_popup_hide (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * esp_rule_text_popup_hide:
 */
void
esp_rule_text_popup_hide (EspRuleTextPopup *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/**
 * esp_rule_text_popup_new:
 *
 * Returns: (transfer full)
 */
EspRuleTextPopup *
esp_rule_text_popup_new (GtkTextView *text)
{
  EspRuleTextPopup *self = g_new0 (EspRuleTextPopup, 1);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->text = text;
  self->list = gtk_list_box_new ();
  self->popover = gtk_popover_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What can come next"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_cb), self);
  g_signal_connect (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_popover_set_child (GTK_POPOVER (self->popover), scrolled);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (text));
  return self;
}

/**
 * esp_rule_text_popup_free:
 */
void
esp_rule_text_popup_free (EspRuleTextPopup *self)
{
  gtk_widget_unparent (self->popover);
  g_free (self);
}
