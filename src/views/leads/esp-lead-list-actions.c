/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the rows of the list: the selected ones, or those that are shown. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "views/audiences/esp-audience-pick-window.h"
#include "views/journeys/esp-journey-pick-window.h"
#include "views/leads/esp-duplicates-window.h"
#include "views/leads/esp-export-window.h"
#include "views/leads/esp-lead-acts.h"
#include "views/leads/esp-lead-copy.h"
#include "views/leads/esp-lead-segment-acts.h"
#include "views/leads/esp-merge-window.h"

static const EspBitmap *
get_selected (EspLeadListPane *self)
{
  return esp_lead_selection_get_leads (self->selection);
}

static void
tag_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_acts_tag (self->session, get_selected (self));
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_acts_edit (self->session, get_selected (self));
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_acts_archive (self->session, get_selected (self));
  (void) gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection)); /* always done */
}

static void
suppress_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_acts_suppress (self->session, get_selected (self));
}

/* What others can be shown in a note: the one lead that is selected, or the list as it is. */
static void
copy_link_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  g_autoptr (EspTarget) target = NULL;
  guint32 id;

  if (esp_lead_selection_get_n (self->selection) == 1 &&
      esp_bitmap_select (get_selected (self), 0, &id))
    {
      g_autofree char *object = g_strdup_printf ("%u", id);

      target = esp_target_new ("leads", object);
    }
  else
    target = esp_lead_list_pane_dup_target (self);
  esp_lead_copy_link (self->session, target);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  g_autoptr (EspBitmap) all = NULL;

  if (esp_lead_selection_get_n (self->selection) == 0)
    all = esp_lead_list_to_bitmap (self->list);
  esp_export_window_present (self->session, all != NULL ? all : get_selected (self),
                             esp_lead_list_get_fields (self->list),
                             esp_lead_table_get_columns (self->table));
}

static void
add_to_segment_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_acts_add_to_segment (self->session, get_selected (self));
}

static void
add_to_journey_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_journey_pick_present (self->session, get_selected (self));
}

static void
add_to_audience_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_audience_pick_present (self->session, get_selected (self));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_copy_rows (self->session, self->list, get_selected (self),
                      esp_lead_table_get_columns (self->table));
}

static void
copy_email_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_copy_emails (self->session, self->list, get_selected (self));
}

static void
open_selected (EspLeadListPane *self, gboolean in_new_window)
{
  guint32 id;

  if (esp_bitmap_select (get_selected (self), 0, &id))
    {
      g_autofree char *object = g_strdup_printf ("%u", id);
      g_autoptr (EspTarget) target = esp_target_new ("leads", object);

      esp_session_open_target (self->session, target, in_new_window);
    }
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_selected (user_data, FALSE);
}

static void
open_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_selected (user_data, TRUE);
}

static void
select_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  (void) gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection)); /* always done */
}

static void
select_none_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  (void) gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection)); /* always done */
}

static void
row_menu_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_table_open_menu_at_cursor (ESP_LEAD_LIST_PANE (user_data)->table);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_acts_new (ESP_LEAD_LIST_PANE (user_data)->session);
}

static void
duplicates_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_duplicates_window_present (ESP_LEAD_LIST_PANE (user_data)->session);
}

static void
merge_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  const EspBitmap *leads = get_selected (self);
  guint32 older, newer;

  if (esp_bitmap_count (leads) == 2 && esp_bitmap_select (leads, 0, &older) &&
      esp_bitmap_select (leads, 1, &newer))
    esp_merge_window_present (self->session, older, newer);
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_list_pane_refresh (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "tag", .activate = tag_cb },
  { .name = "edit", .activate = edit_cb },
  { .name = "archive", .activate = archive_cb },
  { .name = "suppress", .activate = suppress_cb },
  { .name = "copy-link", .activate = copy_link_cb },
  { .name = "export", .activate = export_cb },
  { .name = "add-to-segment", .activate = add_to_segment_cb },
  { .name = "add-to-journey", .activate = add_to_journey_cb },
  { .name = "add-to-audience", .activate = add_to_audience_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "copy-email", .activate = copy_email_cb },
  { .name = "open", .activate = open_cb },
  { .name = "open-window", .activate = open_window_cb },
  { .name = "select-all", .activate = select_all_cb },
  { .name = "select-none", .activate = select_none_cb },
  { .name = "row-menu", .activate = row_menu_cb },
  { .name = "new", .activate = new_cb },
  { .name = "duplicates", .activate = duplicates_cb },
  { .name = "merge", .activate = merge_cb },
  { .name = "refresh", .activate = refresh_cb },
};

/**
 * esp_lead_list_pane_add_actions:
 *
 * Adds the acts of the list to the screen's.
 */
void
esp_lead_list_pane_add_actions (EspLeadListPane *self)
{
  g_action_map_add_action_entries (self->actions, action_entries, G_N_ELEMENTS (action_entries),
                                   self);
  esp_lead_list_pane_add_column_actions (self);
  esp_lead_list_pane_add_filter_actions (self);
  esp_lead_list_pane_add_view_actions (self);
}

/**
 * esp_lead_list_pane_update_actions:
 *
 * Allows what the selection allows.
 */
void
esp_lead_list_pane_update_actions (EspLeadListPane *self)
{
  static const char *const need_some[] = { "tag",         "edit",           "archive",
                                           "suppress",    "add-to-segment", "select-none",
                                           "copy",        "copy-email",     "open",
                                           "open-window", "add-to-journey", "add-to-audience" };

  for (gsize i = 0; i < G_N_ELEMENTS (need_some); i++)
    {
      GAction *action = g_action_map_lookup_action (self->actions, need_some[i]);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   esp_lead_selection_get_n (self->selection) > 0);
    }
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (self->actions, "merge")),
                               esp_lead_selection_get_n (self->selection) == 2);
}
