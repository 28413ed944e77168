/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done in the calendar: turning pages, opening, copying, removing. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-screen-private.h"

#include "views/calendar/esp-calendar-files.h"
#include "views/calendar/esp-calendar-shelf.h"
#include "views/calendar/esp-calendar-what-if.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/calendar/esp-plan-window.h"
#include "views/calendar/esp-planning-window.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-plan-move.h"

#include <glib/gi18n.h>

/* An order about one entry, and what came of it. */
typedef struct
{
  EspCalendarScreen *screen; /* (owned) main thread only */
  char *key;
  gint64 at_us;
  char *made; /* (owned) (nullable) */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->screen);
  g_free (order->key);
  g_free (order->made);
  g_free (order);
}

static Order *
new_order (EspCalendarScreen *self, const char *key, gint64 at_us)
{
  Order *order = g_new0 (Order, 1);

  order->screen = g_object_ref (self);
  order->key = g_strdup (key);
  order->at_us = at_us;
  return order;
}

/**
 * esp_calendar_screen_open:
 *
 * Goes to where the thing itself is.
 */
void
esp_calendar_screen_open (gpointer data, const char *key)
{
  EspCalendarScreen *self = data;
  const EspPlanEntry *entry = esp_plan_find (esp_calendar_screen_get_plan (self), key);
  g_autofree char *address = NULL;

  if (entry == NULL)
    return;
  switch (entry->type)
    {
    case ESP_PLAN_OF_SEND:
    case ESP_PLAN_OF_CAMPAIGN:
    case ESP_PLAN_OF_STAGE:
      address = g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, entry->campaign_id);
      break;
    case ESP_PLAN_OF_JOURNEY:
      address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, entry->id);
      break;
    case ESP_PLAN_OF_TASK:
      address = g_strdup ("tasks");
      break;
    case ESP_PLAN_OF_APPROVAL:
      address = g_strdup ("review");
      break;
    case ESP_PLAN_OF_GOAL:
      address = g_strdup ("overview");
      break;
    case ESP_PLAN_OF_REPORT:
      address = g_strdup_printf ("reports/%" G_GINT64_FORMAT, entry->id);
      break;
    case ESP_PLAN_OF_ITEM:
      if (entry->item_kind != ESP_PLAN_EXTERNAL)
        {
          esp_plan_window_present (self->session, entry);
          return;
        }
      break;
    case ESP_PLAN_OF_HOLIDAY:
    default:
      break;
    }
  if (address != NULL)
    esp_session_open (self->session, address);
  else
    esp_calendar_screen_peek (self, key);
}

/**
 * esp_calendar_screen_peek:
 *
 * Shows everything about an entry beside the calendar.
 */
void
esp_calendar_screen_peek (gpointer data, const char *key)
{
  EspCalendarScreen *self = data;

  if (g_strcmp0 (self->peeked, key) != 0)
    {
      g_free (self->peeked);
      self->peeked = g_strdup (key);
    }
  esp_calendar_screen_fill_inspector (self);
  esp_screen_notify_state (ESP_SCREEN (self));
}

/**
 * esp_calendar_screen_tell:
 *
 * Says why something was not done.
 */
void
esp_calendar_screen_tell (EspCalendarScreen *self, const GError *error)
{
  g_autofree char *message = g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED)
                               ? g_strdup (_ (error->message))
                               : esp_store_message (error);

  esp_session_toast (self->session, message);
  esp_session_announce (self->session, message, TRUE);
}

/* Other acts */

static const char *
get_selected (EspCalendarScreen *self)
{
  const char *key = self->page == ESP_PAGE_AGENDA ? esp_calendar_agenda_get_selected (self->agenda)
                                                  : esp_calendar_view_get_selected (self->view);

  return key != NULL ? key : self->peeked;
}

static gboolean
copy_cb (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;

  order->made = esp_plan_duplicate (tx, order->key, order->at_us, error);
  return order->made != NULL;
}

static gboolean
remove_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_plan_remove (tx, ((const Order *) data)->key, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  EspCalendarScreen *self = order->screen;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_calendar_screen_tell (self, error);
  else
    {
      esp_session_toast_undo (self->session,
                              order->made != NULL ? _ ("Duplicated to next week")
                                                  : _ ("Removed from the plan"),
                              history_id);
      g_free (self->focus_key);
      self->focus_key = g_strdup (order->made);
    }
  order_free (order);
}

static void
write_order (EspCalendarScreen *self, const char *kind, EspStoreFunc func, gint64 at_us)
{
  const char *key = get_selected (self);
  const EspPlanEntry *entry =
    key != NULL ? esp_plan_find (esp_calendar_screen_get_plan (self), key) : NULL;
  EspOperation operation = { .kind = kind };
  Order *order;

  if (entry == NULL)
    return;
  operation.summary = entry->title;
  order = new_order (self, key,
                     at_us != 0
                       ? esp_plan_shift (entry->from_us, 7, 0, esp_session_get_zone (self->session))
                       : 0);
  esp_store_write_async (esp_session_get_store (self->session), &operation, func, order, NULL,
                         done_cb, order);
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  write_order (user_data, "plan-add", copy_cb, 1);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *key = get_selected (user_data);

  if (key != NULL && !esp_calendar_what_if_remove (user_data, key))
    write_order (user_data, "plan-remove", remove_cb, 0);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *key = get_selected (user_data);

  if (key != NULL)
    esp_calendar_screen_open (user_data, key);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  esp_plan_window_present_new (self->session, esp_calendar_view_get_cursor (self->view),
                               self->page == ESP_PAGE_WEEK, NULL);
}

static void
turn (EspCalendarScreen *self, int direction)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->anchor_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, esp_session_get_zone (self->session));
  g_autoptr (GDateTime) then = NULL;

  if (self->page == ESP_PAGE_MONTH)
    then = g_date_time_add_months (local, direction);
  else
    then = g_date_time_add_weeks (local, direction * (self->page == ESP_PAGE_WEEK ? 1 : 4));
  if (then != NULL)
    esp_calendar_screen_go_to (self, g_date_time_to_unix (then) * G_USEC_PER_SEC);
}

static void
earlier_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn (user_data, -1);
}

static void
later_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn (user_data, 1);
}

static void
today_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  esp_calendar_screen_go_to (self, esp_clock_now_us (esp_session_get_clock (self->session)));
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_calendar_screen_set_page (user_data, (EspCalendarPage) CLAMP (g_variant_get_int32 (parameter),
                                                                    0, ESP_N_CALENDAR_PAGES - 1));
}

static void
gone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCalendarScreen) self = user_data;
  g_autofree char *text = esp_dialog_ask_text_finish (result, NULL);
  g_autofree char *iso = text != NULL ? g_strconcat (text, "T00:00:00", NULL) : NULL;
  g_autoptr (GDateTime) at =
    iso != NULL ? g_date_time_new_from_iso8601 (iso, esp_session_get_zone (self->session)) : NULL;

  if (at != NULL)
    esp_calendar_screen_go_to (self, g_date_time_to_unix (at) * G_USEC_PER_SEC);
  else if (text != NULL)
    esp_session_toast (self->session, _ ("Write the day such as 2026-03-31."));
}

static void
go_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;
  g_autofree char *day =
    esp_format_date (esp_calendar_view_get_cursor (self->view),
                     esp_session_get_zone (self->session), ESP_DATE_ISO_DAY, ESP_LANG_EN);

  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Go to a day"),
                             _ ("Day such as 2026-03-31"), day, _ ("_Go"),
                             esp_session_get_cancellable (self->session), gone_cb,
                             g_object_ref (self));
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  g_clear_pointer (&self->peeked, g_free);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
shelf_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  g_simple_action_set_state (action, state);
  esp_calendar_shelf_set_shown (self->shelf, g_variant_get_boolean (state));
}

static void
planning_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_planning_window_present (((EspCalendarScreen *) user_data)->session);
}

static const GActionEntry action_entries[] = {
  { .name = "planning", .activate = planning_cb },
  { .name = "shelf", .state = "false", .change_state = shelf_cb },
  { .name = "new", .activate = new_cb },
  { .name = "open", .activate = open_cb },
  { .name = "duplicate", .activate = duplicate_cb },
  { .name = "remove", .activate = delete_cb },
  { .name = "earlier", .activate = earlier_cb },
  { .name = "later", .activate = later_cb },
  { .name = "today", .activate = today_cb },
  { .name = "go", .activate = go_cb },
  { .name = "close", .activate = close_cb },
  { .name = "page", .parameter_type = "i", .activate = page_cb },
};

/* One key of the calendar. */
typedef struct
{
  const char *trigger;
  const char *action;
  int page; /* -1: none */
} Key;

static gboolean
key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  const Key *key = user_data;
  EspCalendarScreen *self = ESP_CALENDAR_SCREEN (widget);

  if (!gtk_widget_get_mapped (widget) ||
      !g_action_group_get_action_enabled (G_ACTION_GROUP (self->actions), key->action))
    return FALSE;
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), key->action,
                                  key->page >= 0 ? g_variant_new_int32 (key->page) : NULL);
  return TRUE;
}

static void
add_keys (EspCalendarScreen *self, const Key *keys, guint n_keys, gboolean is_anywhere)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  if (is_anywhere)
    gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                       GTK_SHORTCUT_SCOPE_GLOBAL);
  else
    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < n_keys; i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                        gtk_callback_action_new (key_cb, (gpointer) &keys[i], NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
add_shortcuts (EspCalendarScreen *self)
{
  /* The focus may be in the sidebar. */
  static const Key anywhere[] = {
    { "<Control>1", "page", 0 }, { "<Control>2", "page", 1 },   { "<Control>3", "page", 2 },
    { "<Control>4", "page", 3 }, { "<Control>p", "print", -1 },
  };
  static const Key inside[] = {
    { "t", "today", -1 },         { "n", "new", -1 },           { "g", "go", -1 },
    { "Page_Up", "earlier", -1 }, { "Page_Down", "later", -1 }, { "<Control>d", "duplicate", -1 },
    { "Delete", "remove", -1 },   { "b", "planning", -1 },      { "m", "shelf", -1 },
    { "w", "what-if", -1 },
  };

  add_keys (self, inside, G_N_ELEMENTS (inside), FALSE);
  add_keys (self, anywhere, G_N_ELEMENTS (anywhere), TRUE);
}

/**
 * esp_calendar_screen_add_acts:
 */
void
esp_calendar_screen_add_acts (EspCalendarScreen *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  self->menu = g_menu_new ();
  g_menu_append (self->menu, _ ("Go to a day…"), "screen.go");
  g_menu_append (self->menu, _ ("Duplicate to next week"), "screen.duplicate");
  g_menu_append (self->menu, _ ("Remove from the plan"), "screen.remove");
  g_menu_append (self->menu, _ ("Messages and segments"), "screen.shelf");
  g_menu_append (self->menu, _ ("Budgets and working days…"), "screen.planning");
  esp_calendar_what_if_add_acts (self);
  esp_calendar_files_add_acts (self);
  add_shortcuts (self);
}

/**
 * esp_calendar_screen_get_help:
 */
const EspHelp *
esp_calendar_screen_get_help (void)
{
  static const EspHelpKey keys[] = {
    { "<Control>1 <Control>2 <Control>3 <Control>4", N_ ("Month, week, timeline, agenda") },
    { "t", N_ ("Today") },
    { "Page_Up Page_Down", N_ ("Earlier or later") },
    { "g", N_ ("Go to a day") },
    { "n", N_ ("Add to the plan") },
    { "b", N_ ("Budgets and working days") },
    { "m", N_ ("Messages and segments to put on a day") },
    { "w", N_ ("What if: think about another plan") },
    { "Return", N_ ("Open, or add on the chosen day") },
    { "space", N_ ("Look at it beside the calendar") },
    { "<Control><Shift>Left <Control><Shift>Right", N_ ("Move a day") },
    { "<Control><Shift>Page_Up <Control><Shift>Page_Down", N_ ("Move a week") },
    { "<Alt>Up <Alt>Down", N_ ("Move an hour") },
    { "<Control>d", N_ ("Duplicate to next week") },
    { "Delete", N_ ("Remove from the plan") },
    { "<Control>p", N_ ("Print the calendar") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ (
      "Everything that has a date: sends, campaigns, journeys, tasks, offline acts, deadlines and "
      "holidays. Drag something to another day: before you let go it says who would get two "
      "messages, whom the cap holds and what else stands in the way."),
    keys,
  };

  return &help;
}
