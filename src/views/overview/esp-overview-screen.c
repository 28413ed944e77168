/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overview: reads the agenda and the pulse of the workspace and shows them, anew after changes. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-screen.h"

#include "views/overview/esp-overview-board.h"
#include "views/overview/esp-overview-figures.h"
#include "views/overview/esp-overview-list.h"
#include "views/overview/esp-overview-print.h"
#include "views/overview/esp-overview-today.h"
#include "views/overview/esp-setup-card.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-settings.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-agenda-journeys.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>

#define PAGE_WIDTH 960
#define SECTION_SPACING 24
/* Several notices shortly after one another are answered once. */
#define RELOAD_MS 250
/* The numbers of a workspace that is sending are brought up to date no more often than that. */
#define PULSE_US (3 * G_USEC_PER_SEC)
#define DEFAULT_DAYS 7

#define AGENDA_CHANGES                                                                             \
  (ESP_CHANGE_LEAD | ESP_CHANGE_SEGMENT | ESP_CHANGE_MESSAGE | ESP_CHANGE_CAMPAIGN |               \
   ESP_CHANGE_LEDGER | ESP_CHANGE_CHANNEL | ESP_CHANGE_SETTING | ESP_CHANGE_JOURNEY |              \
   ESP_CHANGE_TROUBLE | ESP_CHANGE_TASK)
#define PULSE_CHANGES (ESP_CHANGE_LEAD | ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER | ESP_CHANGE_SETTING)

struct _EspOverviewScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *menu;                 /* (owned) (nullable) until there is something to print */
  gboolean menu_has_setup;
  EspAgenda *agenda;    /* (owned) (nullable) the last that was read */
  EspPulse *pulse;      /* (owned) (nullable) the last that was read */
  gint64 pulse_read_us; /* monotonic */
  gint64 pulse_as_of_us;
  gboolean is_agenda_old;
  gboolean is_pulse_old;
  gboolean is_reading_pulse;
  guint reload_source;
  guint midnight_source;
  guint n_days;

  GtkWidget *status;
  GtkWidget *setup;
  GtkWidget *needs;
  GtkWidget *today;
  GtkWidget *board;     /* goals and pinned reports */
  GtkWidget *pulse_box; /* numbers and changes */
  GtkWidget *trouble;   /* says that the numbers could not be read */
  GtkWidget *figures;
  GtkWidget *changes;
};

static void esp_overview_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspOverviewScreen,
                               esp_overview_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_overview_screen_screen_init))

static void schedule (EspOverviewScreen *self);

static void
init_period (EspOverviewScreen *self, EspPeriod *period)
{
  esp_period_init (period, esp_clock_now_us (esp_session_get_clock (self->session)),
                   esp_session_get_zone (self->session), self->n_days);
}

/* Showing */

static gboolean
has_anything (EspOverviewScreen *self)
{
  return self->agenda->steps[ESP_SETUP_LEADS] || (self->pulse != NULL && self->pulse->has_history);
}

static gboolean
wants_setup (EspOverviewScreen *self)
{
  return !self->agenda->is_dismissed && esp_agenda_count_steps (self->agenda) < ESP_N_SETUP_STEPS &&
         !esp_workspace_is_sample (esp_session_get_workspace (self->session));
}

static void
update_menu (EspOverviewScreen *self)
{
  gboolean is_away =
    self->agenda->is_dismissed && esp_agenda_count_steps (self->agenda) < ESP_N_SETUP_STEPS;

  if (self->menu != NULL && is_away == self->menu_has_setup)
    return;
  g_clear_object (&self->menu);
  self->menu = g_menu_new ();
  self->menu_has_setup = is_away;
  g_menu_append (self->menu, _ ("_Print…"), "screen.print");
  g_menu_append (self->menu, _ ("Save as _PDF…"), "screen.save-pdf");
  if (is_away)
    g_menu_append (self->menu, _ ("_Show the steps of the setup"), "screen.show-setup");
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
show_state (EspOverviewScreen *self)
{
  gboolean any = has_anything (self);
  gboolean setup = wants_setup (self);
  gboolean needs = esp_overview_list_get_n (ESP_OVERVIEW_LIST (self->needs)) > 0;
  gboolean today = esp_overview_list_get_n (ESP_OVERVIEW_LIST (self->today)) > 0;

  gtk_widget_set_visible (self->setup, setup);
  gtk_widget_set_visible (self->needs, any || needs);
  gtk_widget_set_visible (self->today, any || today);
  gtk_widget_set_visible (self->board, any);
  gtk_widget_set_visible (self->pulse_box, any && self->pulse != NULL);
  update_menu (self);
  if (any || setup || needs || today)
    {
      esp_status_show_content (ESP_STATUS (self->status));
      return;
    }
  esp_status_show_empty (ESP_STATUS (self->status), "esp-overview-symbolic",
                         _ ("Nothing to look back on yet"),
                         _ ("Bring your leads, and this page tells every day what needs you and "
                            "how it goes."));
  esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Import leads…"), "win.import",
                          _ ("Look around with _sample data"), "win.open-sample");
}

static void
show_agenda (EspOverviewScreen *self)
{
  EspOverviewList *list = ESP_OVERVIEW_LIST (self->needs);

  esp_overview_list_begin (list);
  for (guint i = 0; i < self->agenda->needs->len; i++)
    {
      g_auto (EspOverviewLine) line = { 0 };

      esp_overview_describe_need (self->session, g_ptr_array_index (self->agenda->needs, i), &line);
      esp_overview_list_add (list, &line);
    }
  esp_overview_list_end (list);
  esp_setup_card_show (ESP_SETUP_CARD (self->setup), self->agenda);
  esp_overview_today_show (ESP_OVERVIEW_LIST (self->today), self->session, self->agenda);
  show_state (self);
}

static void
show_pulse (EspOverviewScreen *self)
{
  EspOverviewList *list = ESP_OVERVIEW_LIST (self->changes);

  esp_overview_figures_show (ESP_OVERVIEW_FIGURES (self->figures), self->pulse);
  esp_overview_figures_set_as_of (ESP_OVERVIEW_FIGURES (self->figures), NULL);
  esp_banner_set_text (ESP_BANNER (self->trouble), NULL);
  esp_overview_list_begin (list);
  for (guint i = 0; i < self->pulse->changes->len; i++)
    {
      g_auto (EspOverviewLine) line = { 0 };

      esp_overview_describe_change (self->session,
                                    &g_array_index (self->pulse->changes, EspChange, i),
                                    &self->pulse->period, &line);
      esp_overview_list_add (list, &line);
    }
  esp_overview_list_end (list);
  if (self->agenda != NULL)
    show_state (self);
}

/* Reading */

typedef struct
{
  EspPeriod period;
  EspSegmentEngine *engine; /* (owned) */
  EspAgenda *agenda;        /* (owned) written */
  EspPulse *pulse;          /* (owned) written */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->engine, esp_segment_engine_unref);
  g_clear_pointer (&reading->agenda, esp_agenda_free);
  g_clear_pointer (&reading->pulse, esp_pulse_free);
  g_free (reading);
}

static gboolean
read_agenda (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;
  const EspPeriod *period = &reading->period;

  reading->agenda =
    esp_agenda_load (tx, period->now[period->n_days - 1], period->tomorrow_us, error);
  return reading->agenda != NULL &&
         esp_agenda_add_journeys (tx, reading->engine, reading->agenda, error);
}

static gboolean
read_pulse (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->pulse = esp_pulse_load (tx, &reading->period, error);
  return reading->pulse != NULL;
}

static void
agenda_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspOverviewScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *sentence = NULL;

  if (self->status == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&reading, reading_free);
      return;
    }
  esp_status_set_loading (ESP_STATUS (self->status), FALSE, NULL);
  if (reading == NULL)
    {
      sentence = esp_store_message (error);
      esp_status_show_error (ESP_STATUS (self->status), sentence, error->message);
      esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Try again"), "win.refresh", NULL,
                              NULL);
      return;
    }
  g_clear_pointer (&self->agenda, esp_agenda_free);
  self->agenda = g_steal_pointer (&reading->agenda);
  reading_free (reading);
  show_agenda (self);
}

static void
pulse_failed (EspOverviewScreen *self, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);
  g_autofree char *time = NULL;

  gtk_widget_set_visible (self->pulse_box, TRUE);
  esp_banner_set_text (ESP_BANNER (self->trouble), sentence);
  if (self->pulse == NULL)
    return;
  time = esp_format_date (self->pulse_as_of_us, esp_session_get_zone (self->session), ESP_DATE_TIME,
                          esp_session_get_lang (self->session));
  esp_overview_figures_set_as_of (ESP_OVERVIEW_FIGURES (self->figures), time);
}

static void
pulse_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspOverviewScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_reading_pulse = FALSE;
  if (self->status == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&reading, reading_free);
      return;
    }
  self->pulse_read_us = g_get_monotonic_time ();
  if (reading != NULL)
    {
      g_clear_pointer (&self->pulse, esp_pulse_free);
      self->pulse = g_steal_pointer (&reading->pulse);
      self->pulse_as_of_us = self->pulse->period.now[self->pulse->period.n_days];
      reading_free (reading);
      show_pulse (self);
    }
  else
    pulse_failed (self, error);
  if (self->is_pulse_old)
    schedule (self);
}

static void
start_reading (EspOverviewScreen *self, gboolean is_pulse)
{
  Reading *reading = g_new0 (Reading, 1);

  init_period (self, &reading->period);
  reading->engine = esp_segment_engine_ref (esp_segment_service_get_engine (
    esp_segment_service_get (esp_session_get_store (self->session))));
  esp_store_read_async (esp_session_get_store (self->session),
                        is_pulse ? ESP_READ_LONG : ESP_READ_PAGE,
                        is_pulse ? read_pulse : read_agenda, reading, reading_free,
                        esp_session_get_cancellable (self->session),
                        is_pulse ? pulse_read_cb : agenda_read_cb, g_object_ref (self));
}

static void
reload (EspOverviewScreen *self)
{
  if (self->is_agenda_old)
    {
      self->is_agenda_old = FALSE;
      start_reading (self, FALSE);
    }
  if (!self->is_pulse_old || self->is_reading_pulse)
    return;
  if (g_get_monotonic_time () - self->pulse_read_us < PULSE_US)
    {
      schedule (self);
      return;
    }
  self->is_pulse_old = FALSE;
  self->is_reading_pulse = TRUE;
  start_reading (self, TRUE);
}

static gboolean
reload_cb (gpointer user_data)
{
  EspOverviewScreen *self = user_data;

  self->reload_source = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

/* A screen that is not seen waits until it is. */
static void
schedule (EspOverviewScreen *self)
{
  gint64 rest_us = self->pulse_read_us + PULSE_US - g_get_monotonic_time ();
  guint wait_ms = RELOAD_MS;

  if (self->reload_source != 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (!self->is_agenda_old && rest_us > 0)
    wait_ms += (guint) (rest_us / 1000);
  self->reload_source = g_timeout_add (wait_ms, reload_cb, self);
}

static void
reload_all (EspOverviewScreen *self)
{
  self->is_agenda_old = TRUE;
  self->is_pulse_old = TRUE;
  self->pulse_read_us = 0;
  g_clear_handle_id (&self->reload_source, g_source_remove);
  reload (self);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspOverviewScreen *self)
{
  self->is_agenda_old |= esp_changes_has (changes, AGENDA_CHANGES);
  self->is_pulse_old |= esp_changes_has (changes, PULSE_CHANGES);
  if (self->is_agenda_old || self->is_pulse_old)
    schedule (self);
}

static void
task_state_cb (EspOverviewScreen *self)
{
  if (self->agenda == NULL)
    return;
  esp_overview_today_show (ESP_OVERVIEW_LIST (self->today), self->session, self->agenda);
  show_state (self);
}

static void
tasks_changed_cb (GListModel *tasks, guint position, guint removed, guint added, gpointer user_data)
{
  EspOverviewScreen *self = user_data;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      g_signal_connect_object (task, "notify::state", G_CALLBACK (task_state_cb), self,
                               G_CONNECT_SWAPPED);
    }
  task_state_cb (self);
}

static gboolean
midnight_cb (gpointer user_data)
{
  EspOverviewScreen *self = user_data;

  self->midnight_source = 0;
  reload_all (self);
  esp_screen_notify_state (ESP_SCREEN (self));
  return G_SOURCE_REMOVE;
}

static void
map_cb (EspOverviewScreen *self)
{
  EspPeriod period;

  init_period (self, &period);
  if (self->midnight_source == 0)
    self->midnight_source =
      g_timeout_add_seconds ((guint) ((period.tomorrow_us - period.now[self->n_days]) /
                                      G_USEC_PER_SEC) +
                               1,
                             midnight_cb, self);
  /* What was read yesterday is not today's. */
  if (self->pulse != NULL && self->pulse->period.tomorrow_us != period.tomorrow_us)
    self->is_agenda_old = self->is_pulse_old = TRUE;
  if (self->agenda == NULL)
    esp_status_set_loading (ESP_STATUS (self->status), TRUE, NULL);
  reload (self);
}

static void
unmap_cb (EspOverviewScreen *self)
{
  g_clear_handle_id (&self->midnight_source, g_source_remove);
  g_clear_handle_id (&self->reload_source, g_source_remove);
}

/* Actions */

static gboolean
write_dismissed (EspTx *tx, gpointer data, GError **error)
{
  return esp_agenda_dismiss_setup (tx, GPOINTER_TO_INT (data), error);
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspOverviewScreen) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error) && self->status != NULL)
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (self->session, text);
    }
}

static void
dismiss (EspOverviewScreen *self, gboolean is_dismissed)
{
  esp_store_write_async (esp_session_get_store (self->session), NULL, write_dismissed,
                         GINT_TO_POINTER (is_dismissed), NULL, dismissed_cb, g_object_ref (self));
}

static void
hide_setup_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspOverviewScreen *self = user_data;

  dismiss (self, TRUE);
  esp_session_toast (self->session, _ ("Hidden. The menu of this page brings the steps back."));
}

static void
show_setup_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dismiss (user_data, FALSE);
}

static void
print (EspOverviewScreen *self, void (*how) (const EspOverviewPrint *what))
{
  g_autoptr (GPtrArray) goals = esp_overview_board_list_goals (ESP_OVERVIEW_BOARD (self->board));
  const EspOverviewPrint what = { self->session, self->agenda, self->pulse, goals };

  how (&what);
}

static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  print (user_data, esp_overview_print);
}

static void
save_pdf_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  print (user_data, esp_overview_print_to_file);
}

static void
days_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  EspOverviewScreen *self = user_data;

  self->n_days = (guint) CLAMP (g_variant_get_int32 (value), 1, ESP_PULSE_MAX_DAYS);
  g_simple_action_set_state (action, value);
  esp_settings_set_int ("overview-days", (int) self->n_days);
  reload_all (self);
}

static const GActionEntry action_entries[] = {
  { .name = "hide-setup", .activate = hide_setup_cb },
  { .name = "show-setup", .activate = show_setup_cb },
  { .name = "print", .activate = print_cb },
  { .name = "save-pdf", .activate = save_pdf_cb },
  { .name = "days", .parameter_type = "i", .state = "7", .change_state = days_cb },
};

/* The screen's side of the window */

static char *
dup_subtitle (EspScreen *screen)
{
  EspOverviewScreen *self = ESP_OVERVIEW_SCREEN (screen);

  return esp_format_date (esp_clock_now_us (esp_session_get_clock (self->session)),
                          esp_session_get_zone (self->session), ESP_DATE_DAY,
                          esp_session_get_lang (self->session));
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_OVERVIEW_SCREEN (screen)->actions);
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  GMenu *menu = ESP_OVERVIEW_SCREEN (screen)->menu;

  return menu != NULL ? G_MENU_MODEL (menu) : NULL;
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  return esp_target_get_object (target) == NULL;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  return esp_target_new ("overview", NULL);
}

static void
refresh (EspScreen *screen)
{
  reload_all (ESP_OVERVIEW_SCREEN (screen));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "Tab", N_ ("From one part to the next") },
    { "Return", N_ ("Open what the line or the number stands for") },
    { "Menu", N_ ("How a number is counted") },
    { "<Alt>Up <Alt>Down", N_ ("Move a goal or a pinned report") },
    { "Delete", N_ ("Take a goal or a pinned report away") },
    { "<Control>P", N_ ("Print how things stand on one page") },
    { "F5", N_ ("Read everything again") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("Is anything wrong, what needs you, how does it go. “Needs you” is empty on most days. "
        "Every number opens exactly the leads that it counts; its columns open the days. “What "
        "changed” names only differences from the days before that are hardly chance."),
    keys,
  };

  return &help;
}

static void
esp_overview_screen_screen_init (EspScreenInterface *iface)
{
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_menu = get_menu;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_overview_screen_dispose (GObject *object)
{
  EspOverviewScreen *self = ESP_OVERVIEW_SCREEN (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->midnight_source, g_source_remove);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_pointer (&self->agenda, esp_agenda_free);
  g_clear_pointer (&self->pulse, esp_pulse_free);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (esp_overview_screen_parent_class)->dispose (object);
}

static void
esp_overview_screen_class_init (EspOverviewScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_overview_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_overview_screen_init (EspOverviewScreen *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  /* The focus may be in the sidebar. */
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_p,
                                                                                  GDK_CONTROL_MASK),
                                                          gtk_named_action_new ("screen.print")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->is_agenda_old = self->is_pulse_old = TRUE;
  self->n_days =
    (guint) CLAMP (esp_settings_get_int ("overview-days", DEFAULT_DAYS), 1, ESP_PULSE_MAX_DAYS);
  g_simple_action_set_state (G_SIMPLE_ACTION (
                               g_action_map_lookup_action (G_ACTION_MAP (self->actions), "days")),
                             g_variant_new_int32 ((int) self->n_days));
}

static GtkWidget *
pulse_box_new (EspOverviewScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SECTION_SPACING);
  GtkWidget *numbers = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->trouble = esp_banner_new (ESP_BANNER_WARNING);
  esp_banner_set_button (ESP_BANNER (self->trouble), _ ("_Try again"), "win.refresh");
  self->figures = esp_overview_figures_new (self->session);
  self->changes =
    esp_overview_list_new (self->session, _ ("What changed"), _ ("Nothing changed beyond chance"));
  gtk_box_append (GTK_BOX (numbers), esp_overview_figures_head_new ());
  gtk_box_append (GTK_BOX (numbers), self->trouble);
  gtk_box_append (GTK_BOX (numbers), self->figures);
  gtk_box_append (GTK_BOX (box), numbers);
  gtk_box_append (GTK_BOX (box), self->changes);
  return box;
}

static void
build (EspOverviewScreen *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, SECTION_SPACING);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->setup = esp_setup_card_new (self->session);
  self->needs = esp_overview_list_new (self->session, _ ("Needs you"), _ ("Nothing needs you"));
  self->today =
    esp_overview_list_new (self->session, C_ ("overview", "Today"), _ ("Nothing goes out today"));
  self->board = esp_overview_board_new (self->session);
  self->pulse_box = pulse_box_new (self);
  gtk_box_append (GTK_BOX (page), self->setup);
  gtk_box_append (GTK_BOX (page), self->needs);
  gtk_box_append (GTK_BOX (page), self->today);
  gtk_box_append (GTK_BOX (page), self->board);
  gtk_box_append (GTK_BOX (page), self->pulse_box);
  gtk_widget_add_css_class (page, "esp-overview");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), page);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("area", "Overview"), -1);
  self->status = esp_status_new (scroller);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspOverviewScreen *self = g_object_new (ESP_TYPE_OVERVIEW_SCREEN, NULL);
  GListModel *tasks = esp_workspace_get_tasks (esp_session_get_workspace (session));

  self->session = session;
  build (self);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  g_signal_connect_object (tasks, "items-changed", G_CALLBACK (tasks_changed_cb), self, 0);
  tasks_changed_cb (tasks, 0, 0, g_list_model_get_n_items (tasks), self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_overview_screen_info = {
  .id = "overview",
  .title = NC_ ("area", "Overview"),
  .icon_name = "esp-overview-symbolic",
  .section = ESP_SECTION_TOP,
  .accel = "<Alt>1",
  .get_type = esp_overview_screen_get_type,
  .create = create,
};
