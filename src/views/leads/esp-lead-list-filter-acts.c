/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the filters of the list: add, take away, keep as a segment. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "engine/segment/esp-rule-json.h"
#include "views/leads/esp-lead-segment-acts.h"
#include "views/segments/esp-condition-editor.h"

#include <glib/gi18n.h>

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_list_pane_show_all (user_data);
}

static void
clear_filters_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_filter_bar_set_rule (self->bar, NULL);
  esp_lead_list_pane_refresh (self);
  (void) gtk_widget_grab_focus (GTK_WIDGET (self->search)); /* its chip had the focus */
}

static void
remove_last_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  if (!esp_lead_filter_bar_is_empty (self->bar))
    esp_lead_filter_bar_remove_last (self->bar);
  else
    esp_lead_list_pane_show_all (self);
}

static void
add_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  gtk_menu_button_popup (GTK_MENU_BUTTON (esp_lead_filter_bar_get_add_button (self->bar)));
}

/* "Filter by this" of a column begins with a condition on its field. */
static EspCondition *
condition_for (EspLeadListPane *self, const char *column)
{
  const EspSegmentChoices *choices = esp_lead_filter_bar_get_choices (self->bar);
  static const struct
  {
    const char *column;
    EspConditionKind kind;
    const char *subject;
  } others[] = {
    { "email_consent", ESP_CONDITION_CONSENT, NULL },
    { "last_open_at", ESP_CONDITION_MESSAGE, "opened" },
    { "n_opened", ESP_CONDITION_MESSAGE, "opened" },
    { "last_click_at", ESP_CONDITION_MESSAGE, "clicked" },
    { "n_clicked", ESP_CONDITION_MESSAGE, "clicked" },
    { "last_sent_at", ESP_CONDITION_MESSAGE, "sent" },
    { "n_sent", ESP_CONDITION_MESSAGE, "sent" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (others[i].column, column))
      {
        EspCondition *condition = esp_condition_default (others[i].kind, NULL, choices);

        if (others[i].subject != NULL)
          {
            g_free (condition->subject);
            condition->subject = g_strdup (others[i].subject);
          }
        return condition;
      }
  return esp_condition_default (ESP_CONDITION_ATTRIBUTE, column, choices);
}

static void
filter_by_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  if (esp_lead_filter_bar_get_choices (self->bar) != NULL)
    esp_lead_filter_bar_add (self->bar,
                             condition_for (self, g_variant_get_string (parameter, NULL)));
}

static void
save_segment_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  g_autoptr (EspRule) rule = esp_lead_filter_bar_dup_rule (self->bar);
  g_autoptr (EspBitmap) leads = NULL;

  /* A rule knows no search and no number that was clicked: those who are shown become a fixed list. */
  if (*self->search_text != '\0' || self->drill != NULL || esp_rule_is_everyone (rule))
    leads = esp_lead_list_to_bitmap (self->list);
  esp_lead_acts_save_segment (self->session, rule, leads);
}

static const GActionEntry action_entries[] = {
  { .name = "clear", .activate = clear_cb },
  { .name = "leave-drill", .activate = clear_cb },
  { .name = "clear-filters", .activate = clear_filters_cb },
  { .name = "remove-last-filter", .activate = remove_last_filter_cb },
  { .name = "add-filter", .activate = add_filter_cb },
  { .name = "filter-by", .activate = filter_by_cb, .parameter_type = "s" },
  { .name = "save-segment", .activate = save_segment_cb },
};

/**
 * esp_lead_list_pane_add_filter_actions:
 *
 * Adds the acts on filters to the screen's.
 */
void
esp_lead_list_pane_add_filter_actions (EspLeadListPane *self)
{
  g_action_map_add_action_entries (self->actions, action_entries, G_N_ELEMENTS (action_entries),
                                   self);
}
