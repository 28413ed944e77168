/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of a channel in the list: how it does, and what can be done with it. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-row.h"

#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static GtkWidget *
make_button (const char *label, const char *action, gint64 id, const char *spoken)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, spoken);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), g_variant_new_int64 (id));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

/**
 * esp_channel_row_carries_mail:
 *
 * Returns: whether what it sends may come back to a mailbox
 */
gboolean
esp_channel_row_carries_mail (const EspChannelRecord *record)
{
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  return kind != NULL && kind->medium == ESP_MEDIUM_EMAIL && !g_str_equal (record->kind, "demo");
}

static GtkWidget *
make_menu (const EspChannelRecord *record)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *edit = g_strdup_printf ("screen.edit(int64 %" G_GINT64_FORMAT ")", record->id);
  g_autofree char *page = g_strdup_printf ("screen.page(int64 %" G_GINT64_FORMAT ")", record->id);
  g_autofree char *mailbox =
    g_strdup_printf ("screen.mailbox(int64 %" G_GINT64_FORMAT ")", record->id);
  g_autofree char *dns = g_strdup_printf ("screen.dns(int64 %" G_GINT64_FORMAT ")", record->id);
  g_autofree char *archive =
    g_strdup_printf ("screen.archive(int64 %" G_GINT64_FORMAT ")", record->id);
  /* Translators: the name of a channel */
  g_autofree char *label = g_strdup_printf (_ ("More for %s"), esp_channel_display_name (record));

  if (!g_str_equal (record->kind, "demo"))
    {
      g_menu_append (menu, _ ("_Open"), page);
      g_menu_append (menu, _ ("_Edit…"), edit);
    }
  if (esp_channel_row_carries_mail (record))
    {
      g_menu_append (menu, _ ("_Return mailbox…"), mailbox);
      g_menu_append (menu, _ ("Names in the _DNS…"), dns);
    }
  g_menu_append (menu, _ ("_Archive"), archive);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static gboolean
enabled_cb (GtkSwitch *control, gboolean is_on, gpointer user_data)
{
  gint64 id = *(const gint64 *) g_object_get_data (G_OBJECT (control), "esp-channel");

  (void) gtk_widget_activate_action (GTK_WIDGET (control), "screen.enable", "(xb)", id, is_on);
  return FALSE;
}

static GtkWidget *
make_switch (const EspChannelRecord *record)
{
  GtkWidget *control = gtk_switch_new ();
  g_autofree char *label =
    g_strdup_printf (_ ("Send through %s"), esp_channel_display_name (record));

  gtk_switch_set_active (GTK_SWITCH (control), record->is_enabled);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (control, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (control), "esp-channel",
                          g_memdup2 (&record->id, sizeof record->id), g_free);
  g_signal_connect (control, "state-set", G_CALLBACK (enabled_cb), NULL);
  return control;
}

/**
 * esp_channel_row_new:
 *
 * Returns: (transfer full): the line of a channel in the list; its actions are the screen's
 */
GtkWidget *
esp_channel_row_new (const EspChannelRecord *record)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean is_demo = g_str_equal (record->kind, "demo");
  const char *name = esp_channel_display_name (record);
  g_autofree char *state = esp_channel_state_sentence (record);
  g_autofree char *subtitle =
    is_demo ? g_strdup (state)
            : g_strdup_printf ("%s · %s", esp_channel_kind_word (record->kind), state);
  gboolean is_broken = esp_channel_is_broken (record);
  GtkWidget *icon = esp_icon_new (is_broken ? "esp-warning-symbolic" : "esp-channel-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (is_broken)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (!is_demo)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "screen.page");
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row),
                                              g_variant_new_int64 (record->id));
    }
  if (is_demo)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_button (_ ("Inbox"), "screen.inbox", record->id, name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (_ ("Test"), "screen.test", record->id, name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_switch (record));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_menu (record));
  return row;
}
