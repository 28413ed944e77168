/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of tasks: what people are to do about leads, the most urgent first. */
#define G_LOG_DOMAIN "esp-tasks"

#include "config.h"

#include "views/tasks/esp-tasks-screen.h"

#include "views/shell/esp-choice.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-settings.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/tasks/esp-task-export.h"
#include "views/tasks/esp-task-item.h"
#include "views/tasks/esp-task-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define AREA "tasks"
#define LIST_WIDTH 860
#define MAX_ROWS 500

static const struct
{
  const char *id;
  const char *title;
  EspTasksWhich which;
} tabs[] = {
  { "open", NC_ ("tasks", "Open"), ESP_TASKS_OPEN },
  { "today", NC_ ("tasks", "Today"), ESP_TASKS_DUE },
  { "overdue", NC_ ("tasks", "Overdue"), ESP_TASKS_OVERDUE },
  { "done", NC_ ("tasks", "Done"), ESP_TASKS_DONE },
};

struct _EspTasksScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *menu;                 /* (owned) */
  GtkWidget *box;
  GtkWidget *buttons[G_N_ELEMENTS (tabs)];
  GtkWidget *search;
  GtkWidget *owner;
  GtkStringList *owners; /* (owned) */
  EspStatus *status;
  GtkWidget *list;
  guint tab;
  guint reading; /* number of the newest reading */
  gint64 n_rows;
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspTasksScreen,
                               esp_tasks_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

typedef struct
{
  guint number;
  EspTaskQuery query;
  char *text;      /* (owned) */
  char *owner;     /* (owned) (nullable) */
  GPtrArray *rows; /* (owned) (nullable) */
  GStrv owners;    /* (owned) (nullable) */
  EspTaskCounts counts;
  gint64 day_end_us;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->text);
  g_free (look->owner);
  g_clear_pointer (&look->rows, g_ptr_array_unref);
  g_strfreev (look->owners);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->query.text = look->text;
  look->query.owner = look->owner;
  look->rows = esp_task_row_list (tx, &look->query, error);
  look->owners = look->rows != NULL ? esp_task_row_list_owners (tx, error) : NULL;
  return look->owners != NULL && esp_task_row_count (tx, look->day_end_us, &look->counts, error);
}

/* When today is over, where the workspace is. */
static gint64
find_day_end (EspSession *session)
{
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (session));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, esp_session_get_zone (session));
  g_autoptr (GDateTime) day =
    g_date_time_new (esp_session_get_zone (session), g_date_time_get_year (local),
                     g_date_time_get_month (local), g_date_time_get_day_of_month (local), 0, 0, 0);
  g_autoptr (GDateTime) next = g_date_time_add_days (day, 1);

  return g_date_time_to_unix (next) * G_USEC_PER_SEC;
}

static void
show_empty (EspTasksScreen *self)
{
  gboolean is_filtered = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0' ||
                         gtk_drop_down_get_selected (GTK_DROP_DOWN (self->owner)) > 0;

  if (is_filtered)
    {
      esp_status_show_empty (self->status, "esp-search-symbolic", _ ("No task fits"),
                             _ ("No task has these words and this owner."));
      esp_status_set_buttons (self->status, _ ("_Show all"), "screen.clear", NULL, NULL);
      return;
    }
  esp_status_show_empty (
    self->status, "esp-task-symbolic",
    tabs[self->tab].which == ESP_TASKS_DONE ? _ ("Nothing done yet") : _ ("Nothing to do"),
    _ ("Journeys give tasks to sales, scores do when a lead crosses a threshold, and so do you."));
  esp_status_set_buttons (self->status, _ ("_New task…"), "screen.new", NULL, NULL);
}

static void
show_owners (EspTasksScreen *self, GStrv owners)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->owners));
  gboolean is_same = n == g_strv_length (owners) + 2;

  for (guint i = 2; is_same && i < n; i++)
    is_same = g_str_equal (gtk_string_list_get_string (self->owners, i), owners[i - 2]);
  if (!is_same && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->owner)) < 2)
    gtk_string_list_splice (self->owners, 2, n - 2, (const char *const *) owners);
}

static void
show (EspTasksScreen *self, const Look *look)
{
  const gint64 numbers[] = { look->counts.n_open, look->counts.n_today + look->counts.n_overdue,
                             look->counts.n_overdue, look->counts.n_done };
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < look->rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         esp_task_item_new (self->session, look->rows->pdata[i], TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      g_autofree char *n = esp_format_count (numbers[i]);
      g_autofree char *label =
        g_strdup_printf ("%s %s", g_dpgettext2 (NULL, "tasks", tabs[i].title), n);

      gtk_button_set_label (GTK_BUTTON (self->buttons[i]), label);
    }
  show_owners (self, look->owners);
  self->n_rows = look->rows->len;
  if (look->rows->len > 0)
    esp_status_show_content (self->status);
  else
    show_empty (self);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTasksScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box == NULL || (look != NULL && look->number != self->reading))
    {
      g_clear_pointer (&look, look_free);
      return;
    }
  if (look != NULL)
    show (self, look);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&look, look_free);
}

static void
read_tasks (EspTasksScreen *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->owner));
  Look *look = g_new0 (Look, 1);

  look->number = ++self->reading;
  look->day_end_us = find_day_end (self->session);
  look->query = (EspTaskQuery){ .which = tabs[self->tab].which,
                                .until_us = look->day_end_us,
                                .limit = MAX_ROWS };
  look->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  if (selected == 1)
    look->owner = g_strdup ("");
  else if (selected > 1 && selected != GTK_INVALID_LIST_POSITION)
    look->owner = g_strdup (gtk_string_list_get_string (self->owners, selected));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, look_cb, look,
                        look_free, esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspTasksScreen *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_TASK) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_tasks (self);
}

static void
tab_cb (GtkToggleButton *button, EspTasksScreen *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->tab = i;
  read_tasks (self);
}

/* Acts */

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_task_window_present_new (ESP_TASKS_SCREEN (user_data)->session, 0, NULL);
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspTasksScreen *self = user_data;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->owner), 0);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspTasksScreen *self = user_data;

  esp_task_export_ask (self->session);
}

static void
tell_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  esp_settings_set_boolean ("tell-alerts", g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static const GActionEntry action_entries[] = {
  { .name = "tell", .state = "true", .change_state = tell_cb },
  { .name = "new", .activate = new_cb },
  { .name = "clear", .activate = clear_cb },
  { .name = "export", .activate = export_cb },
};

/* The screen's side of the window */

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_TASKS_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary = esp_primary_action_new (_ ("_New task…"));
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  return G_MENU_MODEL (ESP_TASKS_SCREEN (screen)->menu);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspTasksScreen *self = ESP_TASKS_SCREEN (screen);
  const char *tab = esp_target_get_param (target, "tab");

  if (esp_target_get_object (target) != NULL)
    return FALSE;
  for (guint i = 0; tab != NULL && i < G_N_ELEMENTS (tabs); i++)
    if (g_str_equal (tabs[i].id, tab))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), TRUE);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  g_autoptr (EspTarget) target = esp_target_new (AREA, NULL);

  return esp_target_with_param (target, "tab", tabs[ESP_TASKS_SCREEN (screen)->tab].id);
}

static gboolean
focus_search (EspScreen *screen)
{
  return gtk_widget_grab_focus (ESP_TASKS_SCREEN (screen)->search);
}

static void
refresh (EspScreen *screen)
{
  read_tasks (ESP_TASKS_SCREEN (screen));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>n", N_ ("New task") },
    { "<Control>f", N_ ("Filter by words") },
    { "space", N_ ("Tick a task off, or open it again") },
    { "Return", N_ ("Edit the task") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("What people are to do about leads, the most urgent first. Journeys and scores give tasks; "
        "you can too. Tick off what is done: it can be undone. An alert comes once, when a "
        "threshold is crossed."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->focus_search = focus_search;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_tasks_screen_dispose (GObject *object)
{
  EspTasksScreen *self = ESP_TASKS_SCREEN (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_object (&self->owners);
  G_OBJECT_CLASS (esp_tasks_screen_parent_class)->dispose (object);
}

static void
esp_tasks_screen_class_init (EspTasksScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_tasks_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_tabs (EspTasksScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      self->buttons[i] =
        gtk_toggle_button_new_with_label (g_dpgettext2 (NULL, "tasks", tabs[i].title));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->buttons[i]),
                                     GTK_TOGGLE_BUTTON (self->buttons[0]));
      gtk_box_append (GTK_BOX (box), self->buttons[i]);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[0]), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (tab_cb), self, 0);
  return box;
}

static GtkWidget *
make_filter (EspTasksScreen *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *const fixed[] = { _ ("Everybody"), _ ("Nobody yet"), NULL };

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Filter by words"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter by words"), -1);
  gtk_widget_set_hexpand (self->search, TRUE);
  self->owners = gtk_string_list_new (fixed);
  self->owner = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (self->owners)), NULL);
  esp_choice_speak (self->owner);
  /* GTK 4.8 names the button inside after its class. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->owner)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Whose tasks"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->owner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Whose tasks"), -1);
  gtk_box_append (GTK_BOX (line), self->search);
  gtk_box_append (GTK_BOX (line), self->owner);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (read_tasks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->owner, "notify::selected", G_CALLBACK (read_tasks), self,
                           G_CONNECT_SWAPPED);
  return line;
}

static GtkWidget *
make_list (EspTasksScreen *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (_ ("Tasks"));
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 6);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  return GTK_WIDGET (self->status);
}

static void
esp_tasks_screen_init (EspTasksScreen *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *tab_row;

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->menu = g_menu_new ();
  g_menu_append (self->menu, _ ("Export as a table…"), "screen.export");
  g_menu_append (self->menu, _ ("Tell alerts on the desktop"), "screen.tell");
  g_simple_action_set_state (G_SIMPLE_ACTION (
                               g_action_map_lookup_action (G_ACTION_MAP (self->actions), "tell")),
                             g_variant_new_boolean (
                               esp_settings_get_boolean ("tell-alerts", TRUE)));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  tab_row = make_tabs (self);
  gtk_widget_set_halign (tab_row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), tab_row);
  gtk_box_append (GTK_BOX (head), make_filter (self));
  gtk_widget_set_margin_top (head, 12);
  gtk_widget_set_margin_bottom (head, 6);
  gtk_widget_set_margin_start (head, 12);
  gtk_widget_set_margin_end (head, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), head);
  gtk_box_append (GTK_BOX (self->box), clamp);
  gtk_box_append (GTK_BOX (self->box), make_list (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspTasksScreen *self = g_object_new (ESP_TYPE_TASKS_SCREEN, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (read_tasks), NULL);
  return GTK_WIDGET (self);
}

/* The badge: what is due today and before. */

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  return esp_task_row_count (tx, look->day_end_us, &look->counts, error);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, NULL);
  gint64 n = look != NULL ? look->counts.n_overdue + look->counts.n_today : 0;

  if (n > 0)
    {
      g_autofree char *badge = esp_format_count (n);
      g_autofree char *label =
        g_strdup_printf (ngettext ("%s task due", "%s tasks due", (gulong) n), badge);

      esp_session_set_badge (session, AREA, ESP_BADGE_WAITING, badge, label);
    }
  else if (look != NULL)
    esp_session_set_badge (session, AREA, ESP_BADGE_NONE, NULL, NULL);
  g_clear_pointer (&look, look_free);
}

static void
count (EspSession *session)
{
  Look *look = g_new0 (Look, 1);

  look->day_end_us = find_day_end (session);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, count_cb, look, look_free,
                        esp_session_get_cancellable (session), counted_cb, g_object_ref (session));
}

static void
badge_changed_cb (EspSession *session, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_TASK))
    count (session);
}

static void
watch (EspSession *session)
{
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (badge_changed_cb), session, G_CONNECT_SWAPPED);
  count (session);
}

const EspScreenInfo esp_tasks_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Tasks"),
  .icon_name = "esp-task-symbolic",
  .section = ESP_SECTION_PEOPLE,
  .create = create,
  .watch = watch,
  .get_type = esp_tasks_screen_get_type,
};
