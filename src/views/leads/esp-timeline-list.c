/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's history as a list: what happened and what did not, each in a sentence with its time. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-timeline-list.h"

#include "views/leads/esp-timeline-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static GtkWidget *
row_new (EspSession *session, const EspTimelineItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = esp_timeline_dup_title (item);
  g_autofree char *subtitle = esp_timeline_dup_subtitle (item);
  g_autofree char *exact = esp_format_date (item->at_us, esp_session_get_zone (session),
                                            ESP_DATE_DAY_TIME, esp_session_get_lang (session));
  g_autofree char *relative =
    esp_format_relative (item->at_us, esp_clock_now_us (esp_session_get_clock (session)),
                         esp_session_get_lang (session));
  GtkWidget *when = gtk_label_new (relative);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (when, "dim-label");
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_set_tooltip_text (when, exact);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  return row;
}

/**
 * esp_timeline_list_new:
 * @items: (element-type EspTimelineItem): newest first
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
esp_timeline_list_new (EspSession *session, GPtrArray *items)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Timeline"), -1);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), row_new (session, items->pdata[i]));
  return list;
}
