/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of journeys: the list, and the desk of the one that is open. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journeys-screen.h"

#include "engine/journey/esp-journey-json.h"
#include "views/journeys/esp-journey-acts.h"
#include "views/journeys/esp-journey-desk.h"
#include "views/journeys/esp-journey-table.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

#define AREA "journeys"

struct _EspJourneysScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenuModel *menu;            /* (owned) (nullable) as it was last asked for */
  GtkStack *places;
  EspJourneyTable *table;
  EspJourneyDesk *desk; /* (nullable) of the open journey */
  gint64 renamed_id;    /* for which a name is asked */
};

static void esp_journeys_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspJourneysScreen,
                               esp_journeys_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_journeys_screen_screen_init))

static EspJourneyDraft *
get_draft (EspJourneysScreen *self)
{
  return self->desk != NULL ? esp_journey_desk_get_draft (self->desk) : NULL;
}

/* What is stored is what the screen shows. */
static void
save_draft (EspJourneysScreen *self)
{
  if (self->desk != NULL)
    esp_journey_draft_save (get_draft (self));
}

/* Acts on whole journeys */

static gboolean
get_current (EspJourneysScreen *self, gint64 *out_id, const char **out_name)
{
  const EspJourneyRow *row = self->desk != NULL
                               ? esp_journey_draft_get_row (esp_journey_desk_get_draft (self->desk))
                               : esp_journey_table_get_selected (self->table);

  if (row == NULL)
    return FALSE;
  *out_id = row->id;
  *out_name = row->name;
  return TRUE;
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneysScreen) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL); /* closed is no error */
  g_autoptr (EspJourney) journey = NULL;
  g_autofree char *json = NULL;

  if (name == NULL || *g_strstrip (name) == '\0')
    return;
  journey = esp_journey_new ();
  json = esp_journey_to_json (journey);
  esp_journey_acts_create (self->session, name, json);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneysScreen *self = user_data;

  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("New journey"), _ ("Name"),
                             NULL, _ ("C_reate"), NULL, named_cb, g_object_ref (self));
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_acts_import (ESP_JOURNEYS_SCREEN (user_data)->session);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneysScreen *self = user_data;
  const char *name;
  gint64 id;

  save_draft (self);
  if (get_current (self, &id, &name))
    esp_journey_acts_export (self->session, id, name);
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneysScreen *self = user_data;
  const char *name;
  gint64 id;

  save_draft (self);
  if (get_current (self, &id, &name))
    esp_journey_acts_duplicate (self->session, id);
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneysScreen *self = user_data;
  g_autofree char *kept = NULL;
  const char *name;
  gint64 id;

  if (!get_current (self, &id, &name))
    return;
  kept = g_strdup (name);
  if (self->desk != NULL)
    esp_session_open (self->session, AREA);
  esp_journey_acts_archive (self->session, id, kept);
}

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneysScreen) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL); /* closed is no error */

  if (name == NULL || *g_strstrip (name) == '\0')
    return;
  if (self->desk != NULL && esp_journey_desk_get_id (self->desk) == self->renamed_id)
    esp_journey_desk_rename_journey (self->desk, name);
  else
    esp_journey_acts_rename (self->session, self->renamed_id, name);
}

static void
rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneysScreen *self = user_data;
  const char *name;

  if (get_current (self, &self->renamed_id, &name))
    esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Rename the journey"),
                               _ ("Name"), name, _ ("_Rename"), NULL, renamed_cb,
                               g_object_ref (self));
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneysScreen *self = user_data;

  if (self->desk != NULL)
    esp_journey_draft_retry (get_draft (self));
  else
    esp_journey_table_reload (self->table);
}

static const GActionEntry action_entries[] = {
  { .name = "new", .activate = new_cb },         { .name = "import", .activate = import_cb },
  { .name = "export", .activate = export_cb },   { .name = "duplicate", .activate = duplicate_cb },
  { .name = "rename", .activate = rename_cb },   { .name = "archive", .activate = archive_cb },
  { .name = "refresh", .activate = refresh_cb },
};

static void
update_actions (EspJourneysScreen *self)
{
  static const char *const need_one[] = { "export", "duplicate", "rename", "archive" };
  const char *name;
  gint64 id;
  gboolean has = get_current (self, &id, &name);

  for (guint i = 0; i < G_N_ELEMENTS (need_one); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), need_one[i]);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), has);
    }
  esp_screen_notify_state (ESP_SCREEN (self));
}

/* The screen's side of the window */

static char *
dup_title (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  return self->desk != NULL ? esp_journey_desk_dup_title (self->desk) : NULL;
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);
  guint n = esp_journey_table_get_n (self->table);
  g_autofree char *count = esp_format_count (n);

  if (self->desk != NULL)
    return esp_journey_desk_dup_subtitle (self->desk);
  return n > 0 ? g_strdup_printf (ngettext ("%s journey", "%s journeys", n), count) : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  return G_ACTION_GROUP (self->desk != NULL ? esp_journey_desk_get_actions (self->desk)
                                            : self->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  if (self->desk != NULL)
    return esp_journey_desk_get_primary (self->desk, out_primary);
  *out_primary = esp_primary_action_new (_ ("_New journey"));
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) acts = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();

  if (self->desk != NULL)
    {
      g_clear_object (&self->menu);
      self->menu = esp_journey_desk_dup_menu (self->desk);
      return self->menu;
    }
  g_menu_append (acts, _ ("_Rename…"), "screen.rename");
  g_menu_append (acts, _ ("D_uplicate"), "screen.duplicate");
  g_menu_append (acts, _ ("_Archive"), "screen.archive");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  g_menu_append (files, _ ("_Import a file…"), "screen.import");
  g_menu_append (files, _ ("_Export to a file…"), "screen.export");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_set_object (&self->menu, G_MENU_MODEL (menu));
  return self->menu;
}

static GtkWidget *
get_inspector (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  return self->desk != NULL ? esp_journey_desk_get_inspector (self->desk) : NULL;
}

static void
close_desk (EspJourneysScreen *self)
{
  GtkWidget *desk = GTK_WIDGET (self->desk);

  if (desk == NULL)
    return;
  self->desk = NULL;
  gtk_stack_set_visible_child (self->places, GTK_WIDGET (self->table));
  gtk_stack_remove (self->places, desk);
}

/* What can be done with whole journeys can be done on their page too. */
static void
share_actions (EspJourneysScreen *self)
{
  static const char *const shared[] = { "new",       "import", "export", "refresh",
                                        "duplicate", "rename", "archive" };
  GActionMap *map = G_ACTION_MAP (esp_journey_desk_get_actions (self->desk));

  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    g_action_map_add_action (map,
                             g_action_map_lookup_action (G_ACTION_MAP (self->actions), shared[i]));
}

static void
show_desk (EspJourneysScreen *self, gint64 id)
{
  if (self->desk != NULL && esp_journey_desk_get_id (self->desk) == id)
    return;
  close_desk (self);
  self->desk = ESP_JOURNEY_DESK (esp_journey_desk_new (self->session, id));
  share_actions (self);
  gtk_stack_add_child (self->places, GTK_WIDGET (self->desk));
  gtk_stack_set_visible_child (self->places, GTK_WIDGET (self->desk));
  g_signal_connect_object (self->desk, "state", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (esp_target_get_object (target) != NULL && id <= 0)
    return FALSE;
  if (id > 0)
    show_desk (self, id);
  else
    close_desk (self);
  update_actions (self);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);
  g_autofree char *object =
    self->desk != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, esp_journey_desk_get_id (self->desk))
                       : NULL;

  return esp_target_new (AREA, object);
}

static gboolean
focus_search (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  return self->desk != NULL ? esp_journey_desk_find (self->desk)
                            : esp_journey_table_focus_search (self->table);
}

static void
refresh (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);
  GActionGroup *group =
    self->desk != NULL ? G_ACTION_GROUP (esp_journey_desk_get_actions (self->desk)) : NULL;

  /* On the page of a journey the key that looks again looks ahead. */
  if (group != NULL && g_action_group_has_action (group, "simulate"))
    g_action_group_activate_action (group, "simulate", NULL);
  else if (group == NULL)
    esp_journey_table_reload (self->table);
}

static gboolean
undo (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  return self->desk != NULL && esp_journey_desk_undo (self->desk);
}

static gboolean
redo (EspScreen *screen)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (screen);

  return self->desk != NULL && esp_journey_desk_redo (self->desk);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>n", N_ ("New journey") },
    { "<Control>f", N_ ("Search journeys, or find a step") },
    { "Return", N_ ("Open the journey, or edit the step") },
    { "Down Up", N_ ("Next step, previous step on the way") },
    { "Left Right", N_ ("Branch before, next branch") },
    { "Home End", N_ ("Beginning, end of the branch") },
    { "Insert plus", N_ ("Add a step after this one") },
    { "<Shift>Insert", N_ ("Add a step before this one") },
    { "<Control><Shift>a", N_ ("Type to add a step, from anywhere") },
    { "F2", N_ ("Rename the step") },
    { "<Control>F2", N_ ("Name the branch of the step") },
    { "<Shift>F2", N_ ("Name the group of the step") },
    { "<Alt>Up <Alt>Down", N_ ("Move the step along the way") },
    { "<Control><Shift>Left <Control><Shift>Right", N_ ("Move the branch") },
    { "<Control>c", N_ ("Copy steps") },
    { "<Control>x", N_ ("Cut steps") },
    { "<Control>v", N_ ("Paste steps after this one") },
    { "<Control>d", N_ ("Duplicate steps") },
    { "<Shift>Up <Shift>Down", N_ ("Select more steps") },
    { "<Control>g", N_ ("Group the steps") },
    { "<Control><Shift>g", N_ ("Ungroup") },
    { "Delete", N_ ("Delete the steps") },
    { "<Control>slash", N_ ("Switch the step off or on") },
    { "slash", N_ ("Find a step") },
    { "<Control>j", N_ ("Go to step number") },
    { "l", N_ ("Go from the canvas to the outline and back") },
    { "m", N_ ("Show or hide the minimap") },
    { "n <Shift>n", N_ ("Leads who are at the step, leads who went on") },
    { "b", N_ ("Leads of each branch of the step") },
    { "F8 <Shift>F8", N_ ("Next problem, previous problem") },
    { "F5", N_ ("Simulate") },
    { "<Control>h", N_ ("Versions") },
    { "<Control>z", N_ ("Undo the last step") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("A journey leads each person along its own way. Add steps on the lines between steps; "
        "every change is saved by itself and can be undone. Simulate it, then publish: who is "
        "inside is never sent back and never gets anything twice."),
    keys,
  };

  return &help;
}

static void
esp_journeys_screen_screen_init (EspScreenInterface *iface)
{
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->get_inspector = get_inspector;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->focus_search = focus_search;
  iface->refresh = refresh;
  iface->undo = undo;
  iface->redo = redo;
  iface->get_help = get_help;
}

static void
esp_journeys_screen_dispose (GObject *object)
{
  EspJourneysScreen *self = ESP_JOURNEYS_SCREEN (object);

  self->desk = NULL;
  if (self->places != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->places));
  self->places = NULL;
  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_journeys_screen_parent_class)->dispose (object);
}

static void
esp_journeys_screen_class_init (EspJourneysScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_journeys_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_journeys_screen_init (EspJourneysScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
create (EspSession *session)
{
  EspJourneysScreen *self = g_object_new (ESP_TYPE_JOURNEYS_SCREEN, NULL);

  self->session = session;
  self->places = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->places), GTK_WIDGET (self));
  self->table = ESP_JOURNEY_TABLE (esp_journey_table_new (session));
  gtk_stack_add_child (self->places, GTK_WIDGET (self->table));
  g_signal_connect_object (self->table, "selected", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_journeys_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Journeys"),
  .icon_name = "esp-journey-symbolic",
  .section = ESP_SECTION_ENGAGE,
  .accel = "<Alt>7",
  .get_type = esp_journeys_screen_get_type,
  .create = create,
};
