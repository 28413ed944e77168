/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks through which service messages are to leave, and goes on with the form of that one. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-chooser.h"

#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-channel-window.h"
#include "views/channels/esp-service-window.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 480
#define HEIGHT 560

static const char *
medium_title (EspMedium medium)
{
  switch (medium)
    {
    case ESP_MEDIUM_TEXT:
      return _ ("Text messages");
    case ESP_MEDIUM_KAKAO:
      return _ ("KakaoTalk");
    case ESP_MEDIUM_CHAT:
      return _ ("Chat");
    case ESP_MEDIUM_PUSH:
      return _ ("Push");
    case ESP_MEDIUM_WEBHOOK:
      return _ ("Webhooks");
    case ESP_MEDIUM_EMAIL:
    default:
      return _ ("Email");
    }
}

/**
 * esp_channel_form_new:
 * @record: (transfer full) (nullable): the channel to edit; %NULL adds one
 *
 * Returns: (transfer full) (nullable): the form of a kind, to be presented
 */
GtkWidget *
esp_channel_form_new (EspSession *session, const char *kind_id, EspChannelRecord *record)
{
  const EspChannelKind *kind = esp_channel_kind_find (kind_id);

  if (g_str_equal (kind_id, "smtp"))
    return esp_channel_window_new (session, record);
  if (kind != NULL && kind->open != NULL)
    return esp_service_window_new (session, kind, record);
  esp_channel_record_free (record);
  return NULL;
}

static void
chosen_cb (GtkWidget *row, EspSession *session)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (row));
  const EspChannelKind *kind = g_object_get_data (G_OBJECT (row), "esp-kind");
  GtkWidget *form = esp_channel_form_new (session, kind->id, NULL);

  if (form != NULL)
    gtk_window_present (GTK_WINDOW (form));
  gtk_window_close (GTK_WINDOW (window));
}

static GtkWidget *
make_row (EspSession *session, const EspChannelKind *kind)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = esp_icon_new ("esp-chevron-right-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (kind->title));
  if (kind->help != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (kind->help));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (kind->title), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "esp-kind", (gpointer) kind);
  g_signal_connect_object (row, "activated", G_CALLBACK (chosen_cb), session, 0);
  return row;
}

static GtkWidget *
make_page (EspSession *session)
{
  GtkWidget *page = adw_preferences_page_new ();

  for (guint m = 0; m < ESP_N_MEDIUMS; m++)
    {
      GtkWidget *group = NULL;

      for (guint i = 0; i < esp_channel_kinds_get_n (); i++)
        {
          const EspChannelKind *kind = esp_channel_kinds_get (i);

          if (kind->medium != (EspMedium) m || kind->open == NULL)
            continue;
          if (group == NULL)
            {
              group = esp_form_group_new (medium_title ((EspMedium) m), NULL);
              adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
            }
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (session, kind));
        }
    }
  return page;
}

/**
 * esp_channel_chooser_new:
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_channel_chooser_new (EspSession *session)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = make_page (session);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Add channel"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), esp_session_get_window (session));
  adw_window_set_content (ADW_WINDOW (window), box);
  return window;
}
