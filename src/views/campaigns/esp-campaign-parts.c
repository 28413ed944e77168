/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sections of a campaign's page are made of. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-parts.h"

#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

/**
 * esp_campaign_group_new:
 * @word: the state of the section in a word or two, translated; shown with an icon
 *
 * Returns: (transfer floating): an AdwPreferencesGroup
 */
GtkWidget *
esp_campaign_group_new (const char *title, EspTick tick, const char *word)
{
  static const struct
  {
    const char *icon_name;
    const char *css;
  } looks[] = {
    [ESP_TICK_OPEN] = { "esp-error-symbolic", "error" },
    [ESP_TICK_WAIT] = { "esp-wait-symbolic", "dim-label" },
    [ESP_TICK_WARN] = { "esp-warning-symbolic", "warning" },
    [ESP_TICK_DONE] = { "esp-success-symbolic", "success" },
  };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (word);

  gtk_box_append (GTK_BOX (box), esp_icon_new (looks[tick].icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, looks[tick].css);
  gtk_widget_add_css_class (label, "caption");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, word, -1);
  return group;
}

/**
 * esp_campaign_text_row_new:
 * @text: (nullable): stands below the title
 *
 * Returns: (transfer floating): an AdwActionRow
 */
GtkWidget *
esp_campaign_text_row_new (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  if (text != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                    -1);
  return row;
}

/**
 * esp_campaign_count_row_new:
 * @is_loss: shown with a minus sign
 *
 * Returns: (transfer floating): a row with a number of leads; activating it should open them
 */
GtkWidget *
esp_campaign_count_row_new (const char *title, gint64 count, gboolean is_loss)
{
  GtkWidget *row = esp_campaign_text_row_new (title, NULL);
  g_autofree char *n = esp_format_count (count);
  g_autofree char *shown = g_strconcat (is_loss ? "− " : "", n, NULL);
  g_autofree char *sentence = g_strdup_printf ("%s: %s", title, n);
  GtkWidget *label = gtk_label_new (shown);
  GtkWidget *arrow = esp_icon_new ("esp-chevron-right-symbolic");

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (arrow, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_widget_set_opacity (arrow, count > 0 ? 1 : 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), count > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  return row;
}
