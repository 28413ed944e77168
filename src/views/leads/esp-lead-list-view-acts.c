/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the saved views of the list, and the menu that names them. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "views/leads/esp-lead-view-file.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

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
view_pin_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_views_set_pinned (self->views, self->view_id,
                             !esp_lead_views_is_pinned (self->views, self->view_id));
}

static void
view_export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  const EspSavedView *saved = esp_lead_views_find (self->views, self->view_id);
  g_autoptr (EspLeadView) now = esp_lead_list_pane_dup_now (self);

  esp_lead_view_file_export (self->session, saved != NULL ? saved->name : _ ("Leads"), now);
}

static void
view_import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  esp_lead_view_file_import (self->session, self->views);
}

static void
view_saved_cb (EspLeadViews *views, gint64 id, EspLeadListPane *self)
{
  if (self->table != NULL)
    esp_lead_list_pane_show_view (self, id);
}

static const GActionEntry action_entries[] = {
  { .name = "view", .activate = view_cb, .parameter_type = "x", .state = "int64 0" },
  { .name = "view-number", .activate = view_number_cb, .parameter_type = "u" },
  { .name = "view-update", .activate = view_update_cb },
  { .name = "view-discard", .activate = view_discard_cb },
  { .name = "view-save", .activate = view_save_cb },
  { .name = "view-rename", .activate = view_rename_cb },
  { .name = "view-delete", .activate = view_delete_cb },
  { .name = "view-pin", .activate = view_pin_cb, .state = "false" },
  { .name = "view-export", .activate = view_export_cb },
  { .name = "view-import", .activate = view_import_cb },
  { .name = "view-first", .activate = view_first_cb, .state = "false" },
};

/**
 * esp_lead_list_pane_add_view_actions:
 *
 * Adds the acts on saved views to the screen's.
 */
void
esp_lead_list_pane_add_view_actions (EspLeadListPane *self)
{
  g_action_map_add_action_entries (self->actions, action_entries, G_N_ELEMENTS (action_entries),
                                   self);
  g_signal_connect_object (self->views, "saved", G_CALLBACK (view_saved_cb), self, 0);
}

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
  g_autoptr (GMenu) file = g_menu_new ();
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
  if (saved != NULL)
    g_menu_append (acts, _ ("_Pin Above the List"), "screen.view-pin");
  g_menu_append (acts, _ ("_Begin with This View"), "screen.view-first");
  g_menu_append (file, _ ("_Export View…"), "screen.view-export");
  g_menu_append (file, _ ("_Import a View…"), "screen.view-import");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (names));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (changes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_int64 (self->view_id));
  g_simple_action_set_state (G_SIMPLE_ACTION (
                               g_action_map_lookup_action (self->actions, "view-first")),
                             g_variant_new_boolean (is_first));
  g_simple_action_set_state (G_SIMPLE_ACTION (
                               g_action_map_lookup_action (self->actions, "view-pin")),
                             g_variant_new_boolean (
                               esp_lead_views_is_pinned (self->views, self->view_id)));
  return G_MENU_MODEL (menu);
}

static void
add_tab (EspLeadListPane *self, gint64 id, const char *name)
{
  gboolean is_changed = id != 0 && id == self->view_id && esp_lead_list_pane_is_changed (self);
  g_autofree char *text = is_changed ? g_strconcat ("• ", name, NULL) : g_strdup (name);
  g_autofree char *label = is_changed ? g_strdup_printf (_ ("View: %s, changed"), name)
                                      : g_strdup_printf (_ ("View: %s"), name);
  GtkWidget *tab = gtk_toggle_button_new_with_label (text);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (tab), "x", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (tab), "screen.view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (tab, "flat");
  esp_wrap_box_append (ESP_WRAP_BOX (self->tabs), tab);
}

/* What the tabs show, so that they are made anew only when something else is to be shown: one of them may
 * have the focus. */
static char *
describe_tabs (EspLeadListPane *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < esp_lead_views_get_n (self->views); i++)
    {
      const EspSavedView *view = esp_lead_views_get (self->views, i);

      if (esp_lead_views_is_pinned (self->views, view->id))
        g_string_append_printf (text, "%" G_GINT64_FORMAT ":%s\n", view->id, view->name);
    }
  if (text->len > 0 && self->view_id != 0 && esp_lead_list_pane_is_changed (self))
    g_string_append_printf (text, "changed %" G_GINT64_FORMAT, self->view_id);
  return g_string_free (text, FALSE);
}

/**
 * esp_lead_list_pane_show_tabs:
 *
 * Shows the pinned views above the list, when there are any.
 */
void
esp_lead_list_pane_show_tabs (EspLeadListPane *self)
{
  g_autofree char *shown = describe_tabs (self);
  GtkWidget *child;

  if (g_strcmp0 (shown, self->shown_tabs) == 0)
    return;
  g_free (self->shown_tabs);
  self->shown_tabs = g_strdup (shown);
  while ((child = gtk_widget_get_first_child (self->tabs)) != NULL)
    esp_wrap_box_remove (ESP_WRAP_BOX (self->tabs), child);
  gtk_widget_set_visible (self->tabs, *shown != '\0');
  if (*shown == '\0')
    return;
  add_tab (self, 0, _ ("All leads"));
  for (guint i = 0; i < esp_lead_views_get_n (self->views); i++)
    {
      const EspSavedView *view = esp_lead_views_get (self->views, i);

      if (esp_lead_views_is_pinned (self->views, view->id))
        add_tab (self, view->id, view->name);
    }
}
