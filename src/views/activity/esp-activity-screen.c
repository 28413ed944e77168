/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of activity: the work in progress, what waits and failed, the history and the log. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-activity-screen.h"

#include "model/esp-task.h"
#include "views/activity/esp-activity-badge.h"
#include "views/activity/esp-engine-bar.h"
#include "views/activity/esp-history-list.h"
#include "views/activity/esp-log-export.h"
#include "views/activity/esp-log-list.h"
#include "views/activity/esp-outbox-list.h"
#include "views/activity/esp-record-group.h"
#include "views/activity/esp-return-list.h"
#include "views/activity/esp-source-list.h"
#include "views/journeys/esp-journey-health-banner.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-job-row.h"
#include "views/shell/esp-resume-sheet.h"
#include "views/shell/esp-screen.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-stop-sheet.h"
#include "views/shell/esp-switcher.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define LIST_WIDTH 760

typedef enum
{
  TAB_RUNNING,
  TAB_WAITING,
  TAB_FAILED,
  TAB_DONE,
  N_TASK_TABS,
} Tab;

static const struct
{
  const char *id;
  const char *title;
  const char *empty_title;
  const char *empty_text;
} tabs[N_TASK_TABS] = {
  { "running", NC_ ("activity", "Running"), N_ ("All quiet"),
    N_ ("Sends, imports and exports appear here while they run.") },
  { "waiting", NC_ ("activity", "Waiting"), N_ ("Nothing waits"),
    N_ ("What is on hold, scheduled or paused appears here.") },
  { "failed", NC_ ("activity", "Failed"), N_ ("Nothing failed"),
    N_ ("What failed, was braked or left somebody in doubt appears here with its reason.") },
  { "done", NC_ ("activity", "Done"), N_ ("Nothing done yet"),
    N_ ("What was finished appears here.") },
};

struct _EspActivityScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  guint fill_source;

  GtkWidget *box;
  GtkStack *stack;
  GtkWidget *search;
  GtkWidget *history;
  GtkWidget *log;
  GtkWidget *returns;
  GtkWidget *outbox;
  GtkWidget *export_log;
  EspStatus *statuses[N_TASK_TABS];
  GtkWidget *pages[N_TASK_TABS]; /* hold the lists and what stands beside them */
  GtkWidget *lists[N_TASK_TABS];
};

static void esp_activity_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspActivityScreen,
                               esp_activity_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_activity_screen_screen_init))

/* What some refused stands among the failed until a person tries again or lets it be. */
static Tab
find_tab (EspTask *task)
{
  if (esp_task_is_trouble (task) || (esp_task_get_requests (task) & ESP_TASK_SKIP) != 0)
    return TAB_FAILED;
  switch (esp_task_get_state (task))
    {
    case ESP_TASK_RUNNING:
      return TAB_RUNNING;
    case ESP_TASK_HOLD:
    case ESP_TASK_PAUSED:
      return TAB_WAITING;
    case ESP_TASK_FAILED:
      return TAB_FAILED;
    case ESP_TASK_IDLE:
    case ESP_TASK_DONE:
    case ESP_TASK_STOPPED:
    default:
      return TAB_DONE;
    }
}

static GListModel *
get_tasks (EspActivityScreen *self)
{
  return esp_workspace_get_tasks (esp_session_get_workspace (self->session));
}

/* What comes next, for a screen on which nothing runs. */
static char *
describe_next (EspActivityScreen *self)
{
  GListModel *tasks = get_tasks (self);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      if (esp_task_get_state (task) == ESP_TASK_HOLD && esp_task_get_detail (task) != NULL)
        /* Translators: the name of a send, then how it stands */
        return g_strdup_printf (_ ("Next: %s, %s."), esp_task_get_title (task),
                                esp_task_get_detail (task));
    }
  return g_strdup (_ (tabs[TAB_RUNNING].empty_text));
}

static void
show_status (EspActivityScreen *self, guint tab, gboolean has_rows)
{
  gboolean has_outbox =
    tab == TAB_WAITING && self->outbox != NULL && gtk_widget_get_visible (self->outbox);
  g_autofree char *next = tab == TAB_RUNNING ? describe_next (self) : NULL;

  gtk_widget_set_visible (self->lists[tab], has_rows);
  if (has_rows || has_outbox)
    esp_status_show_content (self->statuses[tab]);
  else
    esp_status_show_empty (self->statuses[tab], "esp-activity-symbolic", _ (tabs[tab].empty_title),
                           next != NULL ? next : _ (tabs[tab].empty_text));
}

static void
fill (EspActivityScreen *self)
{
  GListModel *tasks = get_tasks (self);
  guint n[N_TASK_TABS] = { 0 };

  for (guint tab = 0; tab < N_TASK_TABS; tab++)
    {
      GtkWidget *row;

      while ((row = gtk_widget_get_first_child (self->lists[tab])) != NULL)
        gtk_list_box_remove (GTK_LIST_BOX (self->lists[tab]), row);
    }
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);
      Tab tab = find_tab (task);

      gtk_list_box_append (GTK_LIST_BOX (self->lists[tab]), esp_job_row_new (task));
      n[tab]++;
    }
  gtk_stack_page_set_needs_attention (gtk_stack_get_page (self->stack,
                                                          GTK_WIDGET (self->statuses[TAB_FAILED])),
                                      n[TAB_FAILED] > 0);
  for (guint tab = 0; tab < N_TASK_TABS; tab++)
    show_status (self, tab, n[tab] > 0);
}

static gboolean
fill_cb (gpointer user_data)
{
  EspActivityScreen *self = user_data;

  self->fill_source = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: the row whose button was pressed is still in use. */
static void
fill_soon (EspActivityScreen *self)
{
  if (self->fill_source == 0)
    self->fill_source = g_idle_add (fill_cb, self);
}

static void
tasks_changed_cb (GListModel *tasks, guint position, guint removed, guint added, gpointer user_data)
{
  EspActivityScreen *self = user_data;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      g_signal_connect_object (task, "notify::state", G_CALLBACK (fill_soon), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (task, "notify::requests", G_CALLBACK (fill_soon), self,
                               G_CONNECT_SWAPPED);
    }
  fill_soon (self);
}

/* The filter: words in the title or the line below, in whichever list is shown. */

static gboolean
has_words (const char *text, const char *folded_words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, folded_words) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  EspActivityScreen *self = user_data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *words = g_utf8_casefold (text, -1);
  EspTask *task;

  if (*words == '\0')
    return TRUE;
  if (ADW_IS_ACTION_ROW (row))
    return has_words (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), words) ||
           has_words (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), words);
  task = esp_job_row_get_task (ESP_JOB_ROW (row));
  return has_words (esp_task_get_title (task), words) ||
         has_words (esp_task_get_detail (task), words);
}

static void
search_cb (EspActivityScreen *self)
{
  for (guint tab = 0; tab < N_TASK_TABS; tab++)
    gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->lists[tab]));
  gtk_list_box_invalidate_filter (esp_record_list_get_list (ESP_RECORD_LIST (self->history)));
  gtk_list_box_invalidate_filter (esp_record_list_get_list (ESP_RECORD_LIST (self->log)));
  gtk_list_box_invalidate_filter (esp_record_list_get_list (ESP_RECORD_LIST (self->returns)));
  gtk_list_box_invalidate_filter (esp_record_group_get_list (ESP_RECORD_GROUP (self->outbox)));
}

static void
search_ended_cb (EspActivityScreen *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_nothing_found (void)
{
  GtkWidget *label = gtk_label_new (_ ("Nothing here has these words."));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 18);
  gtk_widget_set_margin_bottom (label, 18);
  return label;
}

static void
watch_filter (EspActivityScreen *self, GtkListBox *list)
{
  gtk_list_box_set_filter_func (list, filter_cb, self, NULL);
  gtk_list_box_set_placeholder (list, make_nothing_found ());
}

static void
open_row_cb (EspActivityScreen *self, GtkListBoxRow *row)
{
  const char *address = esp_task_get_address (esp_job_row_get_task (ESP_JOB_ROW (row)));

  if (address != NULL)
    esp_session_open (self->session, address);
}

/* Actions */

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_stop_sheet_present (ESP_ACTIVITY_SCREEN (user_data)->session);
}

static void
resume_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_resume_sheet_present (ESP_ACTIVITY_SCREEN (user_data)->session);
}

static void
export_log_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_log_export (ESP_ACTIVITY_SCREEN (user_data)->session);
}

static const GActionEntry action_entries[] = {
  { .name = "export-log", .activate = export_log_cb },
  { .name = "stop-all", .activate = stop_cb },
  { .name = "resume-all", .activate = resume_cb },
};

/* The screen's side of the window */

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_ACTIVITY_SCREEN (screen)->actions);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspActivityScreen *self = ESP_ACTIVITY_SCREEN (screen);
  const char *tab = esp_target_get_param (target, "tab");

  if (esp_target_get_object (target) != NULL)
    return FALSE;
  if (tab != NULL && gtk_stack_get_child_by_name (self->stack, tab) != NULL)
    gtk_stack_set_visible_child_name (self->stack, tab);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspActivityScreen *self = ESP_ACTIVITY_SCREEN (screen);
  g_autoptr (EspTarget) target = esp_target_new ("activity", NULL);

  return esp_target_with_param (target, "tab", gtk_stack_get_visible_child_name (self->stack));
}

static gboolean
focus_search (EspScreen *screen)
{
  return gtk_widget_grab_focus (ESP_ACTIVITY_SCREEN (screen)->search);
}

static void
refresh (EspScreen *screen)
{
  EspActivityScreen *self = ESP_ACTIVITY_SCREEN (screen);

  fill (self);
  esp_record_list_reload (ESP_RECORD_LIST (self->history));
  esp_record_list_reload (ESP_RECORD_LIST (self->log));
  esp_record_list_reload (ESP_RECORD_LIST (self->returns));
  esp_record_group_reload (ESP_RECORD_GROUP (self->outbox));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "space", N_ ("Pause or resume the selected work") },
    { "Delete", N_ ("Stop the selected work") },
    { "r", N_ ("Try again what failed, or go on after a brake") },
    { "d", N_ ("Decide about those in doubt") },
    { "w", N_ ("Why some failed") },
    { "Return", N_ ("Open what the selected work is about") },
    { "<Control>f", N_ ("Filter by words") },
    { "<Control><Shift>BackSpace", N_ ("Stop all sending") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ (
      "What runs, what waits, what failed and what is done. A paused send goes on where it was: "
      "nobody gets it twice. The log says who decided what about sends, you or the engine. Changes "
      "lists what was done to the data; each can be undone for 30 "
      "days."),
    keys,
  };

  return &help;
}

static void
esp_activity_screen_screen_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->focus_search = focus_search;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_activity_screen_dispose (GObject *object)
{
  EspActivityScreen *self = ESP_ACTIVITY_SCREEN (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_activity_screen_parent_class)->dispose (object);
}

static void
esp_activity_screen_class_init (EspActivityScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_activity_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_page (GtkWidget *content)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_valign (content, GTK_ALIGN_START);
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
add_tab (EspActivityScreen *self, Tab tab)
{
  const char *title = g_dpgettext2 (NULL, "activity", tabs[tab].title);
  GtkWidget *list = esp_form_list_new (title);

  self->pages[tab] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_box_append (GTK_BOX (self->pages[tab]), list);
  self->lists[tab] = list;
  self->statuses[tab] = ESP_STATUS (esp_status_new (make_page (self->pages[tab])));
  gtk_stack_add_titled (self->stack, GTK_WIDGET (self->statuses[tab]), tabs[tab].id, title);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (open_row_cb), self,
                           G_CONNECT_SWAPPED);
}

/* The log alone can be taken along. */
static void
tab_changed_cb (EspActivityScreen *self)
{
  gtk_widget_set_visible (self->export_log,
                          g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "log") == 0);
}

static GtkWidget *
make_search (EspActivityScreen *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Filter by words"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter by words"), -1);
  gtk_widget_set_hexpand (self->search, TRUE);
  self->export_log = esp_button_new (_ ("_Export log…"));
  gtk_widget_set_visible (self->export_log, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->export_log), "screen.export-log");
  gtk_widget_set_margin_top (line, 12);
  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 12);
  gtk_box_append (GTK_BOX (line), self->search);
  gtk_box_append (GTK_BOX (line), self->export_log);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), line);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (search_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (tab_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return clamp;
}

static void
esp_activity_screen_init (EspActivityScreen *self)
{
  GtkWidget *switcher;
  GtkWidget *scroller;

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->stack = GTK_STACK (gtk_stack_new ());
  for (guint tab = 0; tab < N_TASK_TABS; tab++)
    add_tab (self, (Tab) tab);
  switcher = esp_switcher_new (self->stack, _ ("Kinds of activity"));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (switcher, 12);
  gtk_widget_set_margin_end (switcher, 12);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), switcher);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_box_append (GTK_BOX (self->box), make_search (self));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspActivityScreen *self = g_object_new (ESP_TYPE_ACTIVITY_SCREEN, NULL);
  GListModel *tasks;

  self->session = session;
  tasks = get_tasks (self);
  gtk_box_prepend (GTK_BOX (self->box), esp_engine_bar_new (session));
  gtk_box_prepend (GTK_BOX (self->box), esp_journey_health_banner_new (session, 0));
  self->history = esp_history_list_new (session);
  self->log = esp_log_list_new (session);
  self->returns = esp_return_list_new (session);
  gtk_stack_add_titled (self->stack, self->history, "changes", C_ ("activity", "Changes"));
  gtk_stack_add_titled (self->stack, self->returns, "returns", C_ ("activity", "Came back"));
  gtk_stack_add_titled (self->stack, self->log, "log", C_ ("activity", "Log"));
  self->outbox = esp_outbox_list_new (session);
  gtk_box_append (GTK_BOX (self->pages[TAB_WAITING]), self->outbox);
  g_signal_connect_object (self->outbox, "notify::visible", G_CALLBACK (fill_soon), self,
                           G_CONNECT_SWAPPED);
  esp_record_list_prepend (ESP_RECORD_LIST (self->returns), esp_source_list_new (session));
  watch_filter (self, esp_record_group_get_list (ESP_RECORD_GROUP (self->outbox)));
  watch_filter (self, esp_record_list_get_list (ESP_RECORD_LIST (self->history)));
  watch_filter (self, esp_record_list_get_list (ESP_RECORD_LIST (self->log)));
  watch_filter (self, esp_record_list_get_list (ESP_RECORD_LIST (self->returns)));
  for (guint tab = 0; tab < N_TASK_TABS; tab++)
    watch_filter (self, GTK_LIST_BOX (self->lists[tab]));
  g_signal_connect_object (tasks, "items-changed", G_CALLBACK (tasks_changed_cb), self, 0);
  tasks_changed_cb (tasks, 0, 0, g_list_model_get_n_items (tasks), self);
  fill (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_activity_screen_info = {
  .id = "activity",
  .title = NC_ ("area", "Activity"),
  .icon_name = "esp-activity-symbolic",
  .section = ESP_SECTION_RUN,
  .get_type = esp_activity_screen_get_type,
  .create = create,
  .watch = esp_activity_badge_watch,
};
