/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of a brief as several lines of text that are kept when the keyboard leaves them. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-brief-field.h"

#include "views/campaigns/esp-process-acts.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define NAME_KEY "esp-brief-name"
#define KEPT_KEY "esp-brief-kept"

static char *
dup_text (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
left_cb (GtkEventControllerFocus *focus, EspCampaignPage *page)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));
  g_autofree char *text = dup_text (view);
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_BRIEF,
                                  .text = g_object_get_data (G_OBJECT (view), NAME_KEY),
                                  .more = text };

  if (g_strcmp0 (text, g_object_get_data (G_OBJECT (view), KEPT_KEY)) == 0)
    return;
  g_object_set_data_full (G_OBJECT (view), KEPT_KEY, g_strdup (text), g_free);
  esp_process_act (page, &order);
}

static GtkWidget *
new_view (EspCampaignPage *page, const char *name, const char *title, const char *text)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_widget_add_css_class (view, "esp-brief");
  g_object_set_data_full (G_OBJECT (view), NAME_KEY, g_strdup (name), g_free);
  g_object_set_data_full (G_OBJECT (view), KEPT_KEY, g_strdup (text), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_cb), page, 0);
  gtk_widget_add_controller (view, focus);
  return view;
}

/**
 * esp_brief_field_new:
 * @name: of the part of the brief
 * @text: (nullable)
 *
 * Returns: (transfer floating): a row of a list
 */
GtkWidget *
esp_brief_field_new (EspCampaignPage *page, const char *name, const char *title, const char *text)
{
  GtkWidget *row = g_object_new (ADW_TYPE_PREFERENCES_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), new_view (page, name, title, text != NULL ? text : ""));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

/**
 * esp_brief_field_get_focused:
 *
 * Returns: (transfer full) (nullable): the text within @within that has the keyboard
 */
GtkWidget *
esp_brief_field_get_focused (GtkWidget *within)
{
  GtkRoot *root = within != NULL ? gtk_widget_get_root (within) : NULL;
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || g_object_get_data (G_OBJECT (focus), NAME_KEY) == NULL ||
      !gtk_widget_is_ancestor (focus, within))
    return NULL;
  return g_object_ref (focus);
}

static GtkWidget *
find (GtkWidget *within, const char *name)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (g_object_get_data (G_OBJECT (within), NAME_KEY), name) == 0)
    return within;
  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, name);
  return found;
}

/**
 * esp_brief_field_resume:
 * @before: what esp_brief_field_get_focused() answered before the section was built anew
 *
 * Goes on typing where one was: the text, the place in it, and the keyboard.
 */
void
esp_brief_field_resume (GtkWidget *within, GtkWidget *before)
{
  GtkWidget *view = find (within, g_object_get_data (G_OBJECT (before), NAME_KEY));
  GtkTextBuffer *from = gtk_text_view_get_buffer (GTK_TEXT_VIEW (before));
  g_autofree char *typed = dup_text (before);
  GtkTextIter place;
  int offset;

  if (view == NULL)
    return;
  gtk_text_buffer_get_iter_at_mark (from, &place, gtk_text_buffer_get_insert (from));
  offset = gtk_text_iter_get_offset (&place);
  if (g_strcmp0 (typed, g_object_get_data (G_OBJECT (before), KEPT_KEY)) != 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), typed, -1);
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &place,
                                      offset);
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &place);
  (void) gtk_widget_grab_focus (view); /* the text is there all the same */
}
