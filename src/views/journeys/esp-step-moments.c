/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for days with an hour and for the hours in which something may happen, bound to the text of a step. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-controls.h"

#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-times.h"
#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-date-entry.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define FROM_KEY "esp-from"
#define OPTIONAL_KEY "esp-optional"
#define DAY_KEY "esp-day"
#define CLOCK_KEY "esp-clock"
#define DATE_CHARS 10
#define DEFAULT_FROM "09:00"
#define DEFAULT_UNTIL "18:00"

static EspStepPage *
page_to_tell (gpointer control)
{
  GtkWidget *page = gtk_widget_get_ancestor (control, ESP_TYPE_STEP_PAGE);

  return page != NULL && !esp_step_page_is_showing (ESP_STEP_PAGE (page)) ? ESP_STEP_PAGE (page)
                                                                          : NULL;
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* A day and an hour */

/* Returns: what is wrong with the day; %NULL: nothing */
static const char *
read_moment (GtkWidget *box, char **out_text)
{
  EspDateEntry *date = g_object_get_data (G_OBJECT (box), DAY_KEY);
  GtkEditable *clock = g_object_get_data (G_OBJECT (box), CLOCK_KEY);
  gboolean is_optional = g_object_get_data (G_OBJECT (box), OPTIONAL_KEY) != NULL;
  const char *day = esp_date_entry_get_text (date);
  int year, month, of_month;
  guint minute = 0;

  if (is_optional && *day == '\0')
    return NULL;
  if (strlen (day) < DATE_CHARS || sscanf (day, "%4d-%2d-%2d", &year, &month, &of_month) != 3 ||
      of_month < 1 || month < 1 || month > 12 || year < 1900 || year >= 2300 ||
      !g_date_valid_dmy ((GDateDay) of_month, (GDateMonth) month, (GDateYear) year))
    return _ ("Write a day such as 2026-01-31.");
  if (clock != NULL && !esp_step_clock_parse (gtk_editable_get_text (clock), &minute))
    return _ ("Write a time of day such as 09:30.");
  *out_text = clock != NULL ? g_strdup_printf ("%04d-%02d-%02dT%02u:%02u", year, month, of_month,
                                               minute / 60, minute % 60)
                            : g_strdup_printf ("%04d-%02d-%02d", year, month, of_month);
  return NULL;
}

static void
keep_moment (GtkWidget *box)
{
  EspStepPage *page = page_to_tell (box);
  g_autofree char *text = NULL;
  const char *fault = read_moment (box, &text);
  JsonNode *next;

  if (page == NULL)
    return;
  if (fault != NULL)
    {
      esp_step_page_refuse (page, box, fault);
      return;
    }
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, esp_step_page_get_path (page, box), text);
  (void) esp_step_page_commit (page, box, next, ESP_STEP_COMMIT_TYPING);
}

static void
moment_day_cb (EspDateEntry *date, GtkWidget *box)
{
  gsize length = strlen (esp_date_entry_get_text (date));

  if (length == 0 || length >= DATE_CHARS)
    keep_moment (box);
}

static void
moment_clock_cb (GtkEditable *clock, GtkWidget *box)
{
  if (esp_step_clock_is_whole (gtk_editable_get_text (clock)))
    keep_moment (box);
}

static void
show_moment (EspStepPage *page, GtkWidget *box, const char *path)
{
  EspDateEntry *date = g_object_get_data (G_OBJECT (box), DAY_KEY);
  GtkWidget *clock = g_object_get_data (G_OBJECT (box), CLOCK_KEY);
  const char *text = esp_step_json_peek_text (esp_step_page_get_root (page), path);
  g_autofree char *day = g_strndup (text != NULL ? text : "", DATE_CHARS);
  guint minute = 0;

  if (strcmp (esp_date_entry_get_text (date), day) != 0)
    esp_date_entry_set_text (date, day);
  if (clock == NULL)
    return;
  if (text != NULL && strlen (text) > DATE_CHARS)
    (void) esp_step_clock_parse (text + DATE_CHARS + 1, &minute);
  esp_step_clock_set (clock, minute);
}

static void
add_moment_clock (GtkWidget *box, const char *title)
{
  g_autofree char *hour = g_strdup_printf ("%s: %s", title, _ ("Time of day"));
  GtkWidget *clock = esp_step_clock_new (hour, G_CALLBACK (moment_clock_cb), box);

  g_object_set_data (G_OBJECT (box), CLOCK_KEY, clock);
  gtk_box_append (GTK_BOX (box), clock);
}

/**
 * esp_step_add_moment:
 *
 * Adds a row for a day, perhaps with an hour.
 */
EspStepLine *
esp_step_add_moment (EspStepPage *page, const char *path, const char *title, EspStepMoment how)
{
  g_autofree char *text = g_strdup (esp_step_json_peek_text (esp_step_page_get_root (page), path));
  GtkWidget *box;
  GtkWidget *date;

  if (!esp_step_page_is_editable (page))
    return text != NULL ? esp_step_page_add_fact (page, title, g_strdelimit (text, "T", ' '))
                        : NULL;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  date = esp_date_entry_new (title, NULL);
  gtk_box_append (GTK_BOX (box), date);
  g_object_set_data (G_OBJECT (box), DAY_KEY, date);
  if ((how & ESP_STEP_MOMENT_OPTIONAL) != 0)
    g_object_set_data (G_OBJECT (box), OPTIONAL_KEY, box);
  if ((how & ESP_STEP_MOMENT_CLOCK) != 0)
    add_moment_clock (box, title);
  g_signal_connect_object (date, "changed", G_CALLBACK (moment_day_cb), box, 0);
  return esp_step_page_add (page, path, esp_step_line_new (title, box), box, show_moment);
}

/* When something may happen */

static void
hours_cb (GtkSwitch *control, GParamSpec *pspec, gpointer data)
{
  EspStepPage *page = page_to_tell (control);
  const char *path;
  JsonNode *next;

  if (page == NULL)
    return;
  path = esp_step_page_get_path (page, GTK_WIDGET (control));
  next = esp_step_page_begin (page);
  if (gtk_switch_get_active (control))
    {
      g_autofree char *from = g_strdup_printf ("%s.from", path);
      g_autofree char *until = g_strdup_printf ("%s.until", path);

      esp_step_json_put_text (next, from, DEFAULT_FROM);
      esp_step_json_put_text (next, until, DEFAULT_UNTIL);
    }
  else
    esp_step_json_put (next, path, NULL);
  (void) esp_step_page_commit (page, GTK_WIDGET (control), next, ESP_STEP_COMMIT_REBUILD);
}

static void
show_hours (EspStepPage *page, GtkWidget *control, const char *path)
{
  gtk_switch_set_active (GTK_SWITCH (control),
                         esp_step_json_peek (esp_step_page_get_root (page), path) != NULL);
}

/* Both ends belong together; the same twice is the whole day. */
static void
range_cb (GtkEditable *entry, GtkWidget *box)
{
  EspStepPage *page = page_to_tell (entry);
  GtkWidget *first = g_object_get_data (G_OBJECT (box), FROM_KEY);
  GtkWidget *second = g_object_get_data (G_OBJECT (box), CLOCK_KEY);
  const char *path = g_object_get_data (G_OBJECT (box), DAY_KEY);
  g_autofree char *from_path = g_strdup_printf ("%s.from", path);
  g_autofree char *until_path = g_strdup_printf ("%s.until", path);
  g_autofree char *from_text = NULL;
  g_autofree char *until_text = NULL;
  guint from = 0;
  guint until = 0;
  JsonNode *next;

  if (page == NULL || !esp_step_clock_is_whole (gtk_editable_get_text (entry)))
    return;
  if (!esp_step_clock_parse (gtk_editable_get_text (GTK_EDITABLE (first)), &from))
    from = 0;
  if (!esp_step_clock_parse (gtk_editable_get_text (GTK_EDITABLE (second)), &until))
    until = 0;
  from_text = g_strdup_printf ("%02u:%02u", from / 60, from % 60);
  until_text = g_strdup_printf ("%02u:%02u", until / 60, until % 60);
  next = esp_step_page_begin (page);
  esp_step_json_put_text (next, from_path, from_text);
  esp_step_json_put_text (next, until_path, until_text);
  (void) esp_step_page_commit (page, GTK_WIDGET (entry), next, ESP_STEP_COMMIT_TYPING);
}

static void
add_range (EspStepPage *page, const char *path)
{
  g_autofree char *from_path = g_strdup_printf ("%s.from", path);
  g_autofree char *until_path = g_strdup_printf ("%s.until", path);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *from = esp_step_clock_new (_ ("From"), G_CALLBACK (range_cb), box);
  GtkWidget *until = esp_step_clock_new (_ ("Until"), G_CALLBACK (range_cb), box);
  GtkWidget *row;

  g_object_set_data (G_OBJECT (box), FROM_KEY, from);
  g_object_set_data (G_OBJECT (box), CLOCK_KEY, until);
  g_object_set_data_full (G_OBJECT (box), DAY_KEY, g_strdup (path), g_free);
  gtk_box_append (GTK_BOX (box), from);
  gtk_box_append (GTK_BOX (box), esp_words_control_new ("–"));
  gtk_box_append (GTK_BOX (box), until);
  row = esp_step_line_new (_ ("From – until"), box);
  esp_step_page_bind (page, until_path, row, until, esp_step_clock_show);
  esp_step_line_set_hint (esp_step_page_add (page, from_path, row, from, esp_step_clock_show),
                          _ ("The same time twice is the whole day."));
}

/**
 * esp_step_add_hours:
 * @hint: (nullable)
 *
 * Adds rows for when something may happen: at any time, or between two hours on some days.
 */
void
esp_step_add_hours (EspStepPage *page, const char *path, const char *title, const char *hint)
{
  JsonNode *root = esp_step_page_get_root (page);
  gboolean is_set = esp_step_json_peek (root, path) != NULL;
  g_autofree char *weekdays = g_strdup_printf ("%s.weekdays", path);
  g_autofree char *from = g_strdup_printf ("%s.from", path);
  g_autofree char *until = g_strdup_printf ("%s.until", path);
  GtkWidget *control;

  if (!esp_step_page_is_editable (page))
    {
      EspJourneyHours hours = { is_set, 0, 0, esp_step_allowed_days_of (root, path) };
      g_autofree char *words = NULL;
      const char *text = esp_step_json_peek_text (root, from);

      if (text != NULL)
        (void) esp_step_clock_parse (text, &hours.from_minute);
      text = esp_step_json_peek_text (root, until);
      if (text != NULL)
        (void) esp_step_clock_parse (text, &hours.until_minute);
      words = is_set ? esp_journey_words_hours (&hours) : g_strdup (_ ("At any time"));
      esp_step_page_add_fact (page, title, words);
      return;
    }
  control = gtk_switch_new ();
  set_name (control, title);
  g_signal_connect (control, "notify::active", G_CALLBACK (hours_cb), NULL);
  esp_step_line_set_hint (esp_step_page_add (page, path, esp_step_line_new_beside (title, control),
                                             control, show_hours),
                          hint);
  if (!is_set)
    return;
  add_range (page, path);
  esp_step_add_weekdays (page, weekdays, _ ("Weekdays"));
  esp_step_add_holidays (page, path);
}
