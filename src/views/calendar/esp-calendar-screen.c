/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of the calendar: which days are shown in which way. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-screen-private.h"

#include "views/calendar/esp-calendar-heat.h"
#include "views/calendar/esp-calendar-shelf.h"
#include "views/calendar/esp-calendar-what-if.h"
#include "views/calendar/esp-plan-window.h"
#include "views/shell/esp-live.h"
#include "views/shell/esp-wrap-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define TIMELINE_DAYS 28
#define AGENDA_DAYS 35

static const char *const page_ids[ESP_N_CALENDAR_PAGES] = { "month", "week", "timeline", "agenda" };

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspCalendarScreen,
                               esp_calendar_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

/* The period */

/**
 * esp_calendar_screen_get_span:
 *
 * The days that are shown: whole weeks of a month, a week, four weeks, or five.
 */
void
esp_calendar_screen_get_span (EspCalendarScreen *self, GDate *out_first, guint *out_n_days)
{
  GDate day, last;

  esp_plan_get_date (self->anchor_us, esp_session_get_zone (self->session), &day);
  *out_n_days = self->page == ESP_PAGE_WEEK       ? 7
                : self->page == ESP_PAGE_TIMELINE ? TIMELINE_DAYS
                                                  : AGENDA_DAYS;
  if (self->page == ESP_PAGE_MONTH)
    {
      g_date_set_day (&day, 1);
      last = day;
      g_date_add_months (&last, 1);
    }
  /* Weeks begin where the law of the country and its holidays begin them: on Monday. */
  g_date_subtract_days (&day, (guint) g_date_get_weekday (&day) - 1);
  if (self->page == ESP_PAGE_MONTH)
    *out_n_days = (guint) (g_date_days_between (&day, &last) + 6) / 7 * 7;
  *out_first = day;
}

/**
 * esp_calendar_screen_get_plan:
 *
 * Returns: (nullable): what is known so far
 */
const EspPlan *
esp_calendar_screen_get_plan (EspCalendarScreen *self)
{
  return self->study != NULL ? self->study->plan : self->plan;
}

/**
 * esp_calendar_screen_dup_conflicts:
 *
 * Returns: (transfer container) (nullable) (element-type EspConflict): those of an entry
 */
GPtrArray *
esp_calendar_screen_dup_conflicts (EspCalendarScreen *self, const char *key)
{
  GPtrArray *found = NULL;

  for (guint i = 0; self->study != NULL && i < self->study->conflicts->len; i++)
    {
      EspConflict *conflict = g_ptr_array_index (self->study->conflicts, i);

      if (!g_str_equal (conflict->key, key))
        continue;
      if (found == NULL)
        found = g_ptr_array_new ();
      g_ptr_array_add (found, conflict);
    }
  return found;
}

static GHashTable *
gather_conflicts (EspCalendarScreen *self)
{
  GHashTable *table =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; self->study != NULL && i < self->study->conflicts->len; i++)
    {
      EspConflict *conflict = g_ptr_array_index (self->study->conflicts, i);
      GPtrArray *list = g_hash_table_lookup (table, conflict->key);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (table, conflict->key, list);
        }
      g_ptr_array_add (list, conflict);
    }
  return table;
}

/* What is to be seen */

typedef enum
{
  SHOW_ALL,
  SHOW_SENDS,
  SHOW_DRAFTS,
  SHOW_CONFLICTS,
  SHOW_EMAIL,
  SHOW_TEXT,
  SHOW_OTHERS,
} Show;

static gboolean
is_wanted (EspCalendarScreen *self, const EspPlanEntry *entry, GHashTable *conflicts)
{
  gboolean is_send = entry->type == ESP_PLAN_OF_SEND;
  gboolean is_email = g_strcmp0 (entry->medium, "email") == 0;

  switch ((Show) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->filter)))
    {
    case SHOW_SENDS:
      return is_send;
    case SHOW_DRAFTS:
      return g_strcmp0 (entry->state, "draft") == 0 || g_strcmp0 (entry->state, "review") == 0;
    case SHOW_CONFLICTS:
      return g_hash_table_contains (conflicts, entry->key);
    case SHOW_EMAIL:
      return is_send && is_email;
    case SHOW_TEXT:
      return is_send && !is_email;
    case SHOW_OTHERS:
      return !is_send;
    case SHOW_ALL:
    default:
      return TRUE;
    }
}

static GPtrArray *
choose_entries (EspCalendarScreen *self, gint64 from_us, gint64 to_us, GHashTable *conflicts)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  GPtrArray *entries = g_ptr_array_new ();
  gboolean is_list = self->page == ESP_PAGE_AGENDA;

  for (guint i = 0; i < plan->entries->len; i++)
    {
      EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);

      if (entry->from_us >= to_us || (entry->to_us <= from_us && entry->from_us < from_us) ||
          (entry->type == ESP_PLAN_OF_HOLIDAY && !is_list) || !is_wanted (self, entry, conflicts))
        continue;
      /* In a month and a week what goes on all the time would only take the place of what happens. */
      if (self->page != ESP_PAGE_TIMELINE && !is_list && entry->type == ESP_PLAN_OF_JOURNEY)
        continue;
      if (entry->type == ESP_PLAN_OF_GOAL && self->page != ESP_PAGE_TIMELINE)
        continue;
      /* A campaign of one day is its send. */
      if (entry->type == ESP_PLAN_OF_CAMPAIGN && entry->to_us - entry->from_us < ESP_USEC_PER_DAY)
        continue;
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

static char *
describe_period (EspCalendarScreen *self, const GDate *first, guint n_days)
{
  GTimeZone *zone = esp_session_get_zone (self->session);
  EspLang lang = esp_session_get_lang (self->session);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  GDate last = *first;

  if (self->page == ESP_PAGE_MONTH)
    return esp_format_date (self->anchor_us, zone, ESP_DATE_MONTH, lang);
  g_date_add_days (&last, n_days - 1);
  from = esp_format_date (esp_day_start_us (first, zone), zone, ESP_DATE_DAY, lang);
  to = esp_format_date (esp_day_start_us (&last, zone), zone, ESP_DATE_DAY, lang);
  return g_strdup_printf ("%s – %s", from, to);
}

/**
 * esp_calendar_screen_show:
 *
 * Shows what is known.
 */
void
esp_calendar_screen_show (EspCalendarScreen *self)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  GHashTable *conflicts;
  GPtrArray *entries;
  GDate first, end;
  guint n_days;
  g_autofree char *period = NULL;

  esp_calendar_screen_get_span (self, &first, &n_days);
  period = describe_period (self, &first, n_days);
  gtk_label_set_label (GTK_LABEL (self->title), period);
  if (plan == NULL)
    return;
  end = first;
  g_date_add_days (&end, n_days);
  conflicts = gather_conflicts (self);
  entries = choose_entries (self, esp_day_start_us (&first, plan->zone),
                            esp_day_start_us (&end, plan->zone), conflicts);
  if (self->page == ESP_PAGE_AGENDA)
    {
      esp_calendar_agenda_set_plan (self->agenda, plan, entries, conflicts);
      g_ptr_array_unref (entries);
      g_hash_table_unref (conflicts);
      esp_calendar_view_set_plan (self->view, NULL, g_ptr_array_new (), NULL);
    }
  else
    {
      esp_calendar_view_show (self->view, (EspPlanMode) self->page,
                              (EspPlanGroup) gtk_drop_down_get_selected (
                                GTK_DROP_DOWN (self->group)),
                              &first, n_days);
      esp_calendar_view_set_plan (self->view, plan, entries, conflicts);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    self->page == ESP_PAGE_AGENDA ? "agenda" : "grid");
  gtk_widget_set_visible (self->group, self->page == ESP_PAGE_TIMELINE);
  esp_calendar_screen_fill_summary (self);
  esp_calendar_what_if_fill (self);
  esp_calendar_screen_fill_inspector (self);
  if (self->focus_key != NULL && esp_calendar_view_focus (self->view, self->focus_key))
    g_clear_pointer (&self->focus_key, g_free);
  esp_status_show_content (self->status);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
map_cb (EspCalendarScreen *self)
{
  if (self->anchor_us == 0)
    {
      self->anchor_us = esp_clock_now_us (esp_session_get_clock (self->session));
      esp_calendar_view_set_cursor (self->view, self->anchor_us);
      esp_calendar_heat_read (self);
    }
  esp_calendar_screen_read (self);
}

static void
changed_cb (EspCalendarScreen *self, EspChanges *changes)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      esp_changes_has (changes, ESP_CHANGE_PLAN | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_TASK |
                                  ESP_CHANGE_REVIEW | ESP_CHANGE_SETTING | ESP_CHANGE_JOURNEY |
                                  ESP_CHANGE_SEGMENT))
    esp_calendar_screen_read (self);
}

/**
 * esp_calendar_screen_go_to:
 *
 * Shows the period of a moment.
 */
void
esp_calendar_screen_go_to (EspCalendarScreen *self, gint64 at_us)
{
  self->anchor_us = at_us;
  esp_calendar_view_set_cursor (self->view, at_us);
  g_clear_pointer (&self->plan, esp_plan_free);
  esp_calendar_screen_read (self);
  esp_calendar_screen_show (self);
}

/**
 * esp_calendar_screen_set_page:
 */
void
esp_calendar_screen_set_page (EspCalendarScreen *self, EspCalendarPage page)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[page]), TRUE);
}

/**
 * esp_calendar_screen_page_toggled:
 */
void
esp_calendar_screen_page_toggled (GtkToggleButton *button, EspCalendarScreen *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < ESP_N_CALENDAR_PAGES; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->page = (EspCalendarPage) i;
  if (self->anchor_us != 0)
    {
      esp_calendar_screen_read (self);
      esp_calendar_screen_show (self);
    }
}

/* The screen's side of the window */

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_CALENDAR_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary = esp_primary_action_new (_ ("_New…"));
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  return G_MENU_MODEL (ESP_CALENDAR_SCREEN (screen)->menu);
}

static GtkWidget *
get_inspector (EspScreen *screen)
{
  EspCalendarScreen *self = ESP_CALENDAR_SCREEN (screen);

  return self->peeked != NULL ? self->inspector : NULL;
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspCalendarScreen *self = ESP_CALENDAR_SCREEN (screen);
  const char *page = esp_target_get_param (target, "view");
  const char *day = esp_target_get_param (target, "day");

  for (guint i = 0; page != NULL && i < ESP_N_CALENDAR_PAGES; i++)
    if (g_str_equal (page_ids[i], page))
      esp_calendar_screen_set_page (self, (EspCalendarPage) i);
  if (day != NULL)
    {
      g_autofree char *iso = g_strconcat (day, "T00:00:00", NULL);
      g_autoptr (GDateTime) at =
        g_date_time_new_from_iso8601 (iso, esp_session_get_zone (self->session));

      if (at != NULL)
        esp_calendar_screen_go_to (self, g_date_time_to_unix (at) * G_USEC_PER_SEC);
    }
  return esp_target_get_object (target) == NULL;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspCalendarScreen *self = ESP_CALENDAR_SCREEN (screen);
  g_autoptr (EspTarget) target = esp_target_new (ESP_CALENDAR_AREA, NULL);

  return esp_target_with_param (target, "view", page_ids[self->page]);
}

static void
refresh (EspScreen *screen)
{
  esp_calendar_screen_read (ESP_CALENDAR_SCREEN (screen));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  return esp_calendar_screen_get_help ();
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->get_inspector = get_inspector;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_calendar_screen_dispose (GObject *object)
{
  EspCalendarScreen *self = ESP_CALENDAR_SCREEN (object);

  if (self->box != NULL)
    esp_calendar_view_set_plan (self->view, NULL, g_ptr_array_new (), NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_object (&self->inspector);
  g_clear_pointer (&self->peeked, g_free);
  g_clear_pointer (&self->focus_key, g_free);
  g_clear_pointer (&self->plan, esp_plan_free);
  g_clear_pointer (&self->study, esp_plan_study_unref);
  g_clear_pointer (&self->budget, esp_plan_budget_free);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_calendar_screen_parent_class)->dispose (object);
}

static void
esp_calendar_screen_class_init (EspCalendarScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_calendar_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_consequence (EspCalendarScreen *self)
{
  self->consequence = gtk_revealer_new ();
  self->consequence_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->consequence_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->consequence_label), 0);
  gtk_widget_add_css_class (self->consequence_label, "esp-consequence");
  gtk_revealer_set_transition_type (GTK_REVEALER (self->consequence),
                                    GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (GTK_REVEALER (self->consequence), self->consequence_label);
  gtk_widget_set_valign (self->consequence, GTK_ALIGN_END);
  gtk_widget_set_can_target (self->consequence, FALSE);
  return self->consequence;
}

static void
add_acts_of_view (gpointer data, gint64 at_us, gboolean has_hour)
{
  EspCalendarScreen *self = data;

  esp_plan_window_present_new (self->session, at_us, has_hour, NULL);
}

static void
show_day_cb (gpointer data, gint64 day_us)
{
  EspCalendarScreen *self = data;

  self->anchor_us = day_us;
  esp_calendar_screen_set_page (self, ESP_PAGE_WEEK);
}

static void
turn_cb (gpointer data, int direction)
{
  EspCalendarScreen *self = data;

  esp_calendar_screen_go_to (self, esp_calendar_view_get_cursor (self->view));
}

static void
build (EspCalendarScreen *self)
{
  static const EspCalendarFuncs funcs = {
    .open = esp_calendar_screen_open,
    .peek = esp_calendar_screen_peek,
    .add = add_acts_of_view,
    .move = esp_calendar_screen_move,
    .hover = esp_calendar_screen_hover,
    .hover_shelf = esp_calendar_screen_hover_shelf,
    .drop = esp_calendar_screen_drop,
    .show_day = show_day_cb,
    .turn = turn_cb,
  };
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->view = ESP_CALENDAR_VIEW (esp_calendar_view_new (self->session, &funcs, self));
  self->agenda =
    ESP_CALENDAR_AGENDA (esp_calendar_agenda_new (self->session, esp_calendar_screen_peek, self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "grid");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->agenda), "agenda");
  self->status = ESP_STATUS (esp_status_new (self->stack));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  self->summary = esp_wrap_box_new ();
  gtk_widget_set_margin_start (self->summary, 12);
  gtk_widget_set_margin_end (self->summary, 12);
  gtk_widget_set_margin_top (self->summary, 3);
  gtk_widget_set_margin_bottom (self->summary, 6);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), esp_calendar_screen_make_head (self));
  /* The lanes stand below the head, which would be too wide for a narrow window with them. */
  gtk_widget_set_hexpand (self->summary, TRUE);
  gtk_widget_set_halign (self->group, GTK_ALIGN_END);
  gtk_widget_set_valign (self->group, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_end (self->group, 12);
  gtk_widget_set_margin_bottom (self->group, 6);
  gtk_box_append (GTK_BOX (line), self->summary);
  gtk_box_append (GTK_BOX (line), self->group);
  gtk_box_append (GTK_BOX (self->box), line);
  self->what_if = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->what_if, "esp-what-if");
  gtk_widget_set_visible (self->what_if, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->what_if);
  /* It lies over the days: they must not move while something is dragged over them. */
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->status));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_consequence (self));
  gtk_widget_set_hexpand (overlay, TRUE);
  self->shelf = esp_calendar_shelf_new (self->session, esp_calendar_screen_put, self);
  gtk_box_append (GTK_BOX (sides), self->shelf);
  gtk_box_append (GTK_BOX (sides), overlay);
  gtk_box_append (GTK_BOX (self->box), sides);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
esp_calendar_screen_init (EspCalendarScreen *self)
{
  self->actions = g_simple_action_group_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
create (EspSession *session)
{
  EspCalendarScreen *self = g_object_new (ESP_TYPE_CALENDAR_SCREEN, NULL);

  self->session = session;
  build (self);
  esp_calendar_screen_add_acts (self);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_calendar_screen_info = {
  .id = ESP_CALENDAR_AREA,
  .title = NC_ ("area", "Calendar"),
  .icon_name = "esp-calendar-symbolic",
  .section = ESP_SECTION_TOP,
  .create = create,
  .get_type = esp_calendar_screen_get_type,
};
