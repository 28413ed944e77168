/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Special days and the hours of the computer in the window of planning. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-planning-window-private.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "engine/insight/esp-goal.h"
#include "store/esp-meta.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>
#include <string.h>

#define ID_KEY "esp-holiday-id"
#define FIELDS_KEY "esp-fields"
#define OWN "own-"
/* Days of the country that are shown: so far ahead. */
#define AHEAD_DAYS 365

typedef struct
{
  EspPlanningWindow *window; /* the parent of all of it */
  GtkWidget *day;
  GtkWidget *name;
  GtkWidget *is_off;
  GtkWidget *is_yearly;
  GtkWidget *hours;
  GtkWidget *days[8]; /* by GDateWeekday */
} Fields;

static gboolean
change_own (EspTx *tx, EspPlanningChange *change, const char *own, GError **error)
{
  g_autofree char *changed = g_date_valid (&change->day)
                               ? esp_holidays_own_add (own, &change->day, change->name,
                                                       change->is_off, change->is_yearly, error)
                             : g_str_has_prefix (change->name, OWN)
                               ? esp_holidays_own_remove (own, change->name, error)
                               : esp_holidays_own_hide (own, change->name, change->hides, error);

  return changed != NULL && esp_meta_set_text (tx, ESP_META_HOLIDAYS, changed, error);
}

static gboolean
days_write (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *own = esp_meta_get_text (tx, ESP_META_HOLIDAYS, "", error);

  return own != NULL && change_own (tx, data, own, error);
}

static void
add_clicked_cb (GtkButton *button, const Fields *fields)
{
  EspPlanningWindow *self = fields->window;
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (fields->day))));
  g_autofree char *name =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (fields->name))));
  EspPlanningChange *change;
  GDate day;

  if (!esp_goal_parse_date (text, &day))
    {
      esp_planning_window_fail (self, fields->day, _ ("Write the day such as 2026-03-31."));
      return;
    }
  if (*name == '\0')
    {
      esp_planning_window_fail (self, fields->name, _ ("Write what the day is called."));
      return;
    }
  change = esp_planning_change_new (self);
  change->day = day;
  change->name = g_steal_pointer (&name);
  change->is_off = gtk_switch_get_active (esp_form_row_get_switch (fields->is_off));
  change->is_yearly = gtk_switch_get_active (esp_form_row_get_switch (fields->is_yearly));
  esp_planning_change_write (change, "plan-holidays", days_write);
}

static void
remove_clicked_cb (GtkButton *button, EspPlanningWindow *self)
{
  EspPlanningChange *change = esp_planning_change_new (self);

  g_date_clear (&change->day, 1);
  change->name = g_strdup (g_object_get_data (G_OBJECT (button), ID_KEY));
  esp_planning_change_write (change, "plan-holidays", days_write);
}

static void
shown_cb (GtkSwitch *toggle, GParamSpec *pspec, EspPlanningWindow *self)
{
  EspPlanningChange *change = esp_planning_change_new (self);

  g_date_clear (&change->day, 1);
  change->name = g_strdup (g_object_get_data (G_OBJECT (toggle), ID_KEY));
  change->hides = !gtk_switch_get_active (toggle);
  esp_planning_change_write (change, "plan-holidays", days_write);
}

static char *
describe_day (EspPlanningWindow *self, const EspHoliday *holiday)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return esp_format_date (esp_day_start_us (&holiday->day, utc), utc, ESP_DATE_DAY,
                          esp_session_get_lang (self->session));
}

static GtkWidget *
own_row_new (EspPlanningWindow *self, const EspHoliday *holiday)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *gone = gtk_button_new_from_icon_name ("esp-delete-symbolic");
  g_autofree char *when = describe_day (self, holiday);
  g_autofree char *text =
    g_strdup_printf ("%s · %s", when, holiday->is_off ? _ ("Nobody works") : _ ("People work"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 esp_holiday_get_name (holiday,
                                                       esp_session_get_lang (self->session)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (gone, "flat");
  gtk_widget_set_valign (gone, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (gone, _ ("Remove the day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gone), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove the day"), -1);
  g_object_set_data_full (G_OBJECT (gone), ID_KEY, g_strdup (holiday->id), g_free);
  g_signal_connect_object (gone, "clicked", G_CALLBACK (remove_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gone);
  return row;
}

static gboolean
is_there (const GPtrArray *days, const char *id)
{
  for (guint i = 0; i < days->len; i++)
    if (g_str_equal (((const EspHoliday *) days->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

static void
add_country (EspPlanningWindow *self, GtkWidget *group, const GDate *from, const GDate *to)
{
  g_autoptr (GPtrArray) all = esp_holidays_list (self->read->of_country, from, to);
  g_autoptr (GPtrArray) shown = esp_holidays_list (self->read->holidays, from, to);
  GtkWidget *list = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (list), _ ("Days of the country"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (list),
                                 _ ("What is switched off is not in the calendar, and counts as an "
                                    "ordinary day"));
  for (guint i = 0; i < all->len; i++)
    {
      const EspHoliday *holiday = g_ptr_array_index (all, i);
      g_autofree char *when = describe_day (self, holiday);
      GtkWidget *row =
        esp_form_switch_row_new (esp_holiday_get_name (holiday,
                                                       esp_session_get_lang (self->session)),
                                 when, is_there (shown, holiday->id));
      GtkSwitch *toggle = esp_form_row_get_switch (row);

      g_object_set_data_full (G_OBJECT (toggle), ID_KEY, g_strdup (holiday->id), g_free);
      g_signal_connect_object (toggle, "notify::active", G_CALLBACK (shown_cb), self, 0);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (list), row);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
}

static GtkWidget *
add_row_new (EspPlanningWindow *self)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *line = adw_action_row_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add the day"));
  Fields *fields = g_new0 (Fields, 1);

  fields->window = self;
  fields->day = esp_form_entry_row_new (_ ("Day such as 2026-03-31"), NULL);
  fields->name = esp_form_entry_row_new (C_ ("day", "Name"), NULL);
  fields->is_off = esp_form_switch_row_new (_ ("Nobody works"), NULL, TRUE);
  fields->is_yearly = esp_form_switch_row_new (_ ("Every year"), NULL, FALSE);
  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (add, "suggested-action");
  g_signal_connect (add, "clicked", G_CALLBACK (add_clicked_cb), fields);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), add);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Add a day"));
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), esp_icon_new ("esp-add-symbolic"));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->day);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->name);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->is_off);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), fields->is_yearly);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
  g_object_set_data_full (G_OBJECT (row), FIELDS_KEY, fields, g_free);
  return row;
}

/**
 * esp_planning_days_new:
 *
 * Returns: (transfer floating)
 */
GtkWidget *
esp_planning_days_new (EspPlanningWindow *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GPtrArray) days = NULL;
  GDate from, to;

  esp_plan_get_date (esp_clock_now_us (esp_session_get_clock (self->session)),
                     esp_session_get_zone (self->session), &from);
  to = from;
  g_date_add_days (&to, AHEAD_DAYS);
  days = esp_holidays_list (self->read->holidays, &from, &to);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Special days"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Holidays of the country are there by law, up to the "
                                            "lunar ones. Add those of your own company."));
  for (guint i = 0; i < days->len; i++)
    if (g_str_has_prefix (((const EspHoliday *) days->pdata[i])->id, OWN))
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 own_row_new (self, g_ptr_array_index (days, i)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), add_row_new (self));
  add_country (self, group, &from, &to);
  return group;
}

/* The hours of the computer */

static gboolean
hours_write (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *json = esp_computer_hours_to_json (&((EspPlanningChange *) data)->hours);

  return esp_meta_set_text (tx, ESP_META_COMPUTER, *json != '\0' ? json : NULL, error);
}

static void
hours_clicked_cb (GtkButton *button, const Fields *fields)
{
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (fields->hours))));
  EspComputerHours hours = { { 0, 0 }, { FALSE } };
  EspPlanningChange *change;

  if (*text != '\0' &&
      (strchr (text, ' ') != NULL || !esp_computer_hours_from_text (text, &hours, NULL)))
    {
      esp_planning_window_fail (fields->window, fields->hours,
                                _ ("Write the hours such as 09:00-19:00, or nothing when it is "
                                   "always on."));
      return;
    }
  for (guint i = G_DATE_MONDAY; i <= G_DATE_SUNDAY; i++)
    hours.days[i] = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fields->days[i]));
  change = esp_planning_change_new (fields->window);
  change->hours = hours;
  esp_planning_change_write (change, "settings", hours_write);
}

static GtkWidget *
week_row_new (Fields *fields, const EspComputerHours *hours, gboolean is_always)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("On these days"));
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (guint i = G_DATE_MONDAY; i <= G_DATE_SUNDAY; i++)
    {
      fields->days[i] = gtk_toggle_button_new_with_label (esp_calendar_weekday_words (i));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (fields->days[i]),
                                    is_always || hours->days[i]);
      gtk_box_append (GTK_BOX (box), fields->days[i]);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return row;
}

/**
 * esp_planning_hours_new:
 *
 * Returns: (transfer floating)
 */
GtkWidget *
esp_planning_hours_new (EspPlanningWindow *self)
{
  const EspComputerHours *hours = &self->read->hours;
  gboolean is_always = hours->hours.from_minute >= hours->hours.until_minute;
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *line = adw_action_row_new ();
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save the hours"));
  Fields *fields = g_new0 (Fields, 1);
  g_autofree char *text =
    is_always ? NULL
              : g_strdup_printf ("%02u:%02u-%02u:%02u", hours->hours.from_minute / 60,
                                 hours->hours.from_minute % 60, hours->hours.until_minute / 60,
                                 hours->hours.until_minute % 60);

  fields->window = self;
  fields->hours = esp_form_entry_row_new (_ ("From when until when, such as 09:00-19:00"), text);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("When this computer is on"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("The calendar warns of what is planned outside of "
                                            "these hours. Empty: it is always on."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), fields->hours);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             week_row_new (fields, hours, is_always));
  gtk_widget_set_valign (save, GTK_ALIGN_CENTER);
  g_signal_connect (save, "clicked", G_CALLBACK (hours_clicked_cb), fields);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), save);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), line);
  g_object_set_data_full (G_OBJECT (group), FIELDS_KEY, fields, g_free);
  return group;
}
