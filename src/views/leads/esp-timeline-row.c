/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a lead's timeline: what happened, when, and what can be done with it. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-timeline-row.h"

#include "views/leads/esp-timeline-words.h"
#include "views/shell/esp-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What a button of a row does. */
typedef struct
{
  const EspTimelineItem *item; /* of the view; lives as long as the row */
  EspTimelineAct act;
  EspTimelineActFunc func;
  gpointer user_data;
} Act;

static void
act_cb (GtkButton *button, Act *act)
{
  act->func (act->item, act->act, act->user_data);
}

static void
act_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
button_new (const char *icon_name, const char *label, const char *what)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, what);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static void
add_act (GtkWidget *row, GtkWidget *button, const Act *act)
{
  g_signal_connect_data (button, "clicked", G_CALLBACK (act_cb), g_memdup2 (act, sizeof *act),
                         act_free, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
raw_cb (GtkButton *button, EspSession *session)
{
  esp_dialog_tell (esp_session_get_window (session), _ ("As it is recorded"),
                   g_object_get_data (G_OBJECT (button), "esp-raw"));
}

static void
add_raw (GtkWidget *row, EspSession *session, const EspTimelineItem *item, const char *title)
{
  GtkWidget *button = button_new ("esp-info-symbolic", _ ("As it is recorded"), title);

  g_object_set_data_full (G_OBJECT (button), "esp-raw", g_strdup (item->detail), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (raw_cb), session, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_buttons (GtkWidget *row, EspSession *session, const Act *act, const char *title)
{
  const EspTimelineItem *item = act->item;
  Act wanted = *act;

  if (item->kind == ESP_TIMELINE_DELIVERY && item->send_id != 0)
    {
      wanted.act = ESP_TIMELINE_WHY;
      add_act (row, button_new ("esp-help-symbolic", _ ("Why?"), title), &wanted);
    }
  else if (item->kind == ESP_TIMELINE_NOTE)
    {
      wanted.act = ESP_TIMELINE_EDIT;
      add_act (row, button_new ("esp-edit-symbolic", _ ("Edit the note"), item->detail), &wanted);
      wanted.act = ESP_TIMELINE_DELETE;
      add_act (row, button_new ("esp-delete-symbolic", _ ("Delete the note"), item->detail),
               &wanted);
    }
  else if (item->kind == ESP_TIMELINE_JOURNEY || item->kind == ESP_TIMELINE_DECISION)
    {
      wanted.act = ESP_TIMELINE_PATH;
      add_act (row,
               button_new ("esp-journey-symbolic", _ ("Path through the journey"), item->subject),
               &wanted);
    }
  else if (item->kind == ESP_TIMELINE_EVENT && item->detail != NULL &&
           !g_str_equal (item->detail, "{}"))
    add_raw (row, session, item, title);
}

/**
 * esp_timeline_row_new:
 * @item: outlives the row
 * @func: called when a button of the row is pressed
 *
 * Returns: (transfer floating): a row of a list
 */
GtkWidget *
esp_timeline_row_new (EspSession *session,
                      const EspTimelineItem *item,
                      EspTimelineActFunc func,
                      gpointer user_data)
{
  const Act act = { item, ESP_TIMELINE_WHY, func, user_data };
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = esp_timeline_dup_title (item);
  g_autofree char *subtitle = esp_timeline_dup_subtitle (item);
  g_autofree char *exact = esp_format_date (item->at_us, esp_session_get_zone (session),
                                            ESP_DATE_DAY_TIME, esp_session_get_lang (session));
  g_autofree char *clock = esp_format_date (item->at_us, esp_session_get_zone (session),
                                            ESP_DATE_TIME, esp_session_get_lang (session));
  GtkWidget *when = gtk_label_new (clock);
  GtkWidget *icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name",
                  esp_timeline_icon (item), NULL);

  gtk_widget_add_css_class (icon, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), item->kind == ESP_TIMELINE_NOTE ? 0 : 2);
  gtk_widget_add_css_class (when, "dim-label");
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_add_css_class (when, "numeric");
  gtk_widget_set_tooltip_text (when, exact);
  add_buttons (row, session, &act, title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  return row;
}
