/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done in the list of leads: with the selected rows, with its columns, filters and views. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "engine/segment/esp-rule-json.h"
#include "views/leads/esp-duplicates-window.h"
#include "views/leads/esp-export-window.h"
#include "views/leads/esp-lead-acts.h"
#include "views/leads/esp-lead-copy.h"
#include "views/leads/esp-lead-segment-acts.h"
#include "views/leads/esp-merge-window.h"
#include "views/segments/esp-condition-editor.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

static const EspBitmap *
get_selected (EspLeadListPane *self)
{
  return esp_lead_selection_get_leads (self->selection);
}

/* With the selected rows */

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

/* With filters */

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

/* With columns */

static void
sort_ascending_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_table_sort (ESP_LEAD_LIST_PANE (user_data)->table,
                       g_variant_get_string (parameter, NULL), FALSE);
}

static void
sort_descending_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_table_sort (ESP_LEAD_LIST_PANE (user_data)->table,
                       g_variant_get_string (parameter, NULL), TRUE);
}

static void
move_column (EspLeadListPane *self, const char *column, int step)
{
  g_auto (GStrv) columns = g_strdupv ((GStrv) esp_lead_table_get_columns (self->table));
  int n = (int) g_strv_length (columns);

  for (int i = 0; i < n; i++)
    if (g_str_equal (columns[i], column) && i + step >= 0 && i + step < n)
      {
        char *other = columns[i + step];

        columns[i + step] = columns[i];
        columns[i] = other;
        esp_lead_table_set_columns (self->table, (const char *const *) columns);
        return;
      }
}

static void
column_left_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_column (user_data, g_variant_get_string (parameter, NULL), -1);
}

static void
column_right_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_column (user_data, g_variant_get_string (parameter, NULL), 1);
}

static void
column_hide_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  const char *column = g_variant_get_string (parameter, NULL);
  const char *const *columns = esp_lead_table_get_columns (self->table);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) left = NULL;

  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (columns[i], column))
      g_strv_builder_add (builder, columns[i]);
  left = g_strv_builder_end (builder);
  /* A table without a column could not be brought back from its headers. */
  if (*left != NULL)
    esp_lead_table_set_columns (self->table, (const char *const *) left);
}

static void
display_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_menu_button_popup (ESP_LEAD_LIST_PANE (user_data)->display_button);
}

/* With saved views */

static void
view_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  gint64 id = g_variant_get_int64 (parameter);
  g_autofree char *address =
    id != 0 ? g_strdup_printf ("leads?view=%" G_GINT64_FORMAT, id) : g_strdup ("leads?view=all");

  /* By its address, so that Back returns to what was shown before. */
  esp_session_open (self->session, address);
}

static void
view_number_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  guint number = g_variant_get_uint32 (parameter);
  gint64 id = 0;

  if (number > esp_lead_views_get_n (self->views))
    return;
  if (number > 0)
    id = esp_lead_views_get (self->views, number - 1)->id;
  g_action_activate (g_action_map_lookup_action (self->actions, "view"), g_variant_new_int64 (id));
}

static void
view_update_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  g_autoptr (EspLeadView) now = esp_lead_list_pane_dup_now (self);

  esp_lead_views_update (self->views, self->view_id, now);
}

static void
view_discard_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_list_pane_show_view (self, self->view_id);
}

static void
view_named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL);
  g_autoptr (EspLeadView) now = NULL;

  if (name == NULL || *g_strstrip (name) == '\0' || self->table == NULL)
    return;
  now = esp_lead_list_pane_dup_now (self);
  esp_lead_views_add (self->views, name, now);
}

static void
view_save_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Save as a new view"),
                             _ ("Name of the view"), "", _ ("_Save"),
                             esp_session_get_cancellable (self->session), view_named_cb,
                             g_object_ref (self));
}

static void
view_renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL);

  if (name != NULL && *g_strstrip (name) != '\0' && self->view_id != 0)
    esp_lead_views_rename (self->views, self->view_id, name);
}

static void
view_rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  const EspSavedView *saved = esp_lead_views_find (self->views, self->view_id);

  if (saved != NULL)
    esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Rename the view"),
                               _ ("Name of the view"), saved->name, _ ("_Rename"),
                               esp_session_get_cancellable (self->session), view_renamed_cb,
                               g_object_ref (self));
}

static void
view_delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  if (self->view_id != 0)
    esp_lead_views_delete (self->views, self->view_id);
}

static void
view_first_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  gint64 first = esp_lead_views_get_first (self->views);

  esp_lead_views_set_first (self->views, first == self->view_id ? 0 : self->view_id);
}

static void
view_saved_cb (EspLeadViews *views, gint64 id, EspLeadListPane *self)
{
  if (self->table != NULL)
    esp_lead_list_pane_show_view (self, id);
}

static const GActionEntry action_entries[] = {
  { .name = "tag", .activate = tag_cb },
  { .name = "edit", .activate = edit_cb },
  { .name = "archive", .activate = archive_cb },
  { .name = "export", .activate = export_cb },
  { .name = "add-to-segment", .activate = add_to_segment_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "copy-email", .activate = copy_email_cb },
  { .name = "open", .activate = open_cb },
  { .name = "open-window", .activate = open_window_cb },
  { .name = "select-all", .activate = select_all_cb },
  { .name = "select-none", .activate = select_none_cb },
  { .name = "row-menu", .activate = row_menu_cb },
  { .name = "clear", .activate = clear_cb },
  { .name = "leave-drill", .activate = clear_cb },
  { .name = "new", .activate = new_cb },
  { .name = "duplicates", .activate = duplicates_cb },
  { .name = "merge", .activate = merge_cb },
  { .name = "refresh", .activate = refresh_cb },
  { .name = "clear-filters", .activate = clear_filters_cb },
  { .name = "remove-last-filter", .activate = remove_last_filter_cb },
  { .name = "add-filter", .activate = add_filter_cb },
  { .name = "filter-by", .activate = filter_by_cb, .parameter_type = "s" },
  { .name = "save-segment", .activate = save_segment_cb },
  { .name = "sort-ascending", .activate = sort_ascending_cb, .parameter_type = "s" },
  { .name = "sort-descending", .activate = sort_descending_cb, .parameter_type = "s" },
  { .name = "column-left", .activate = column_left_cb, .parameter_type = "s" },
  { .name = "column-right", .activate = column_right_cb, .parameter_type = "s" },
  { .name = "column-hide", .activate = column_hide_cb, .parameter_type = "s" },
  { .name = "display", .activate = display_cb },
  { .name = "view", .activate = view_cb, .parameter_type = "x", .state = "int64 0" },
  { .name = "view-number", .activate = view_number_cb, .parameter_type = "u" },
  { .name = "view-update", .activate = view_update_cb },
  { .name = "view-discard", .activate = view_discard_cb },
  { .name = "view-save", .activate = view_save_cb },
  { .name = "view-rename", .activate = view_rename_cb },
  { .name = "view-delete", .activate = view_delete_cb },
  { .name = "view-first", .activate = view_first_cb, .state = "false" },
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
  g_signal_connect_object (self->views, "saved", G_CALLBACK (view_saved_cb), self, 0);
}

/**
 * esp_lead_list_pane_update_actions:
 *
 * Allows what the selection allows.
 */
void
esp_lead_list_pane_update_actions (EspLeadListPane *self)
{
  static const char *const need_some[] = { "tag",         "edit", "archive",    "add-to-segment",
                                           "select-none", "copy", "copy-email", "open",
                                           "open-window" };

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

/* Menus */

static void
add_view (GMenu *menu, const char *name, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

  g_menu_item_set_action_and_target (item, "screen.view", "x", id);
  g_menu_append_item (menu, item);
}

/* An underscore in a name is no mnemonic. */
static char *
escape (const char *name)
{
  GString *escaped = g_string_new (name);

  (void) g_string_replace (escaped, "_", "__", 0);
  return g_string_free (escaped, FALSE);
}

/**
 * esp_lead_list_pane_make_views_menu:
 *
 * Returns: (transfer full): the saved views, and what can be done with the one that is shown
 */
GMenuModel *
esp_lead_list_pane_make_views_menu (EspLeadListPane *self)
{
  const EspSavedView *saved = esp_lead_views_find (self->views, self->view_id);
  gboolean is_first = esp_lead_views_get_first (self->views) == self->view_id;
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) names = g_menu_new ();
  g_autoptr (GMenu) changes = g_menu_new ();
  g_autoptr (GMenu) acts = g_menu_new ();
  GAction *action = g_action_map_lookup_action (self->actions, "view");

  add_view (names, _ ("All leads"), 0);
  for (guint i = 0; i < esp_lead_views_get_n (self->views); i++)
    {
      g_autofree char *name = escape (esp_lead_views_get (self->views, i)->name);

      add_view (names, name, esp_lead_views_get (self->views, i)->id);
    }
  if (saved != NULL && esp_lead_list_pane_is_changed (self))
    {
      g_menu_append (changes, _ ("_Update View"), "screen.view-update");
      g_menu_append (changes, _ ("_Discard Changes"), "screen.view-discard");
    }
  g_menu_append (acts, _ ("_Save as New View…"), "screen.view-save");
  if (saved != NULL)
    {
      g_menu_append (acts, _ ("_Rename View…"), "screen.view-rename");
      g_menu_append (acts, _ ("Delete _View"), "screen.view-delete");
    }
  g_menu_append (acts, _ ("_Begin with This View"), "screen.view-first");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (names));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (changes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_int64 (self->view_id));
  g_simple_action_set_state (G_SIMPLE_ACTION (
                               g_action_map_lookup_action (self->actions, "view-first")),
                             g_variant_new_boolean (is_first));
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_row_menu (gboolean is_one)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) open = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  if (is_one)
    {
      g_menu_append (open, _ ("_Open"), "screen.open");
      g_menu_append (open, _ ("Open in New _Window"), "screen.open-window");
      g_menu_append (open, _ ("_Inspector"), "win.inspector");
    }
  g_menu_append (copy, _ ("_Copy"), "screen.copy");
  g_menu_append (copy, _ ("Copy E_mail Address"), "screen.copy-email");
  g_menu_append (change, _ ("_Tag…"), "screen.tag");
  g_menu_append (change, _ ("_Edit…"), "screen.edit");
  g_menu_append (change, _ ("Add to _Segment…"), "screen.add-to-segment");
  if (!is_one)
    g_menu_append (change, _ ("_Merge Two…"), "screen.merge");
  g_menu_append (last, _ ("E_xport…"), "screen.export");
  g_menu_append (last, _ ("_Archive"), "screen.archive");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

/**
 * esp_lead_list_pane_open_row_menu:
 * @position: of the row; unless it is selected it becomes the selection
 * @x: in the coordinates of the table
 *
 * Opens the menu of a row, or of all selected ones when it is one of them.
 */
void
esp_lead_list_pane_open_row_menu (EspLeadListPane *self, guint position, double x, double y)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  g_autoptr (GMenuModel) menu = NULL;

  if (!gtk_selection_model_is_selected (selection, position))
    (void) gtk_selection_model_select_item (selection, position, TRUE); /* always done */
  menu = make_row_menu (esp_lead_selection_get_n (self->selection) == 1);
  if (self->row_menu == NULL)
    {
      self->row_menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->row_menu), FALSE);
      gtk_widget_set_halign (self->row_menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->row_menu, GTK_WIDGET (self->table));
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->row_menu), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->row_menu),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->row_menu));
}

/**
 * esp_lead_list_pane_get_menu:
 *
 * Returns: (transfer full): what the window's menu offers of the list
 */
GMenuModel *
esp_lead_list_pane_get_menu (EspLeadListPane *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) views = esp_lead_list_pane_make_views_menu (self);
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) rows = g_menu_new ();

  g_menu_append_submenu (look, _ ("Views"), views);
  g_menu_append (look, _ ("Add a Filter…"), "screen.add-filter");
  g_menu_append (look, _ ("Save as Segment…"), "screen.save-segment");
  g_menu_append (rows, _ ("Find duplicates…"), "screen.duplicates");
  g_menu_append (rows, _ ("Export…"), "screen.export");
  g_menu_append (rows, _ ("Select all"), "screen.select-all");
  g_menu_append (rows, _ ("Select nothing"), "screen.select-none");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  return G_MENU_MODEL (menu);
}
