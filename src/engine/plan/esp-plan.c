/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry of the plan is, and what may be done with it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-plan.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>

/**
 * esp_plan_free:
 */
void
esp_plan_free (EspPlan *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->zone_name);
  g_free (self->currency);
  g_free (self);
}

/**
 * esp_plan_find:
 *
 * Returns: (transfer none) (nullable)
 */
EspPlanEntry *
esp_plan_find (const EspPlan *self, const char *key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      EspPlanEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (entry->key, key))
        return entry;
    }
  return NULL;
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const EspPlanEntry *left = *(const EspPlanEntry *const *) a;
  const EspPlanEntry *right = *(const EspPlanEntry *const *) b;

  if (left->from_us != right->from_us)
    return left->from_us < right->from_us ? -1 : 1;
  if (left->is_all_day != right->is_all_day)
    return left->is_all_day ? -1 : 1;
  return g_strcmp0 (left->key, right->key);
}

/**
 * esp_plan_sort:
 *
 * Puts the entries in order of time; whole days before hours.
 */
void
esp_plan_sort (EspPlan *self)
{
  g_ptr_array_sort (self->entries, compare_entries);
}

/**
 * esp_plan_type_get_name:
 */
const char *
esp_plan_type_get_name (EspPlanType type)
{
  static const char *const names[ESP_N_PLAN_TYPES] = {
    "send", "campaign", "journey", "task", "item", "approval", "goal", "report", "stage", "holiday",
  };

  return (guint) type < ESP_N_PLAN_TYPES ? names[type] : names[0];
}

/**
 * esp_plan_entry_is_open_send:
 *
 * Returns: whether it is a send that has not begun to leave
 */
gboolean
esp_plan_entry_is_open_send (const EspPlanEntry *entry)
{
  static const char *const open[] = { "draft", "review", "approved", "scheduled", NULL };

  return entry->type == ESP_PLAN_OF_SEND && g_strv_contains (open, entry->state);
}

static const char *
why_send_stays (const EspPlanEntry *entry)
{
  if (g_str_equal (entry->state, "review"))
    return N_ ("It is in review: wait for the answer, or withdraw the review");
  if (esp_plan_entry_is_open_send (entry))
    return NULL;
  if (g_str_equal (entry->state, "hold") || g_str_equal (entry->state, "preparing"))
    return N_ ("It is about to leave: cancel it in Activity, then move it");
  if (g_str_equal (entry->state, "sending") || g_str_equal (entry->state, "paused"))
    return N_ ("It has begun to leave: stop it in Activity first");
  return N_ ("It has left already; duplicate it to send it again");
}

/**
 * esp_plan_entry_is_movable:
 * @out_why: (out) (optional): static, in English and marked for translation: why it is not
 */
gboolean
esp_plan_entry_is_movable (const EspPlanEntry *entry, const char **out_why)
{
  const char *why = NULL;

  switch (entry->type)
    {
    case ESP_PLAN_OF_SEND:
      why = why_send_stays (entry);
      break;
    case ESP_PLAN_OF_ITEM:
      if (entry->item_kind == ESP_PLAN_EXTERNAL)
        why = N_ ("It belongs to another calendar: change it there and read it again");
      break;
    case ESP_PLAN_OF_TASK:
      if (g_str_equal (entry->state, "done"))
        why = N_ ("The task is done");
      break;
    case ESP_PLAN_OF_CAMPAIGN:
      break;
    case ESP_PLAN_OF_JOURNEY:
      why = N_ ("A journey goes on by itself: change its entry in the journey");
      break;
    case ESP_PLAN_OF_APPROVAL:
      why = N_ ("The approval is due when the send leaves: move the send");
      break;
    case ESP_PLAN_OF_GOAL:
      why = N_ ("Change the period of the goal instead");
      break;
    case ESP_PLAN_OF_REPORT:
      why = N_ ("Change the schedule in the report");
      break;
    case ESP_PLAN_OF_STAGE:
      why = N_ ("Change the day on the page of the campaign");
      break;
    case ESP_PLAN_OF_HOLIDAY:
    default:
      why = N_ ("Holidays stay where the law puts them");
      break;
    }
  if (out_why != NULL)
    *out_why = why;
  return why == NULL;
}

/**
 * esp_plan_entry_get_end:
 *
 * Returns: the end of what takes time; the moment itself of what does not
 */
gint64
esp_plan_entry_get_end (const EspPlanEntry *entry)
{
  return MAX (entry->to_us, entry->from_us);
}

/**
 * esp_plan_get_date:
 * @out_day: (out): the day that @at_us is in
 */
void
esp_plan_get_date (gint64 at_us, GTimeZone *zone, GDate *out_day)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  g_date_clear (out_day, 1);
  if (local == NULL)
    {
      g_date_set_dmy (out_day, 1, G_DATE_JANUARY, 1970);
      return;
    }
  g_date_set_dmy (out_day, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));
}

/**
 * esp_plan_day_to_utc:
 *
 * Returns: the midnight UTC that stands for the day of @at_us, as whole days are stored
 */
gint64
esp_plan_day_to_utc (gint64 at_us, GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GDate day;

  esp_plan_get_date (at_us, zone, &day);
  return esp_day_start_us (&day, utc);
}

/**
 * esp_plan_day_from_utc:
 * @day_us: a midnight UTC that stands for a day
 *
 * Returns: when that day begins in @zone
 */
gint64
esp_plan_day_from_utc (gint64 day_us, GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GDate day;

  esp_plan_get_date (day_us, utc, &day);
  return esp_day_start_us (&day, zone);
}

/**
 * esp_plan_same_clock:
 *
 * Returns: when the clock of @zone shows on @day what it showed at @like_us; days may have 23 or 25 hours
 */
gint64
esp_plan_same_clock (gint64 like_us, const GDate *day, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (like_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) then = NULL;

  if (local != NULL)
    then = g_date_time_new (zone, g_date_get_year (day), (gint) g_date_get_month (day),
                            g_date_get_day (day), g_date_time_get_hour (local),
                            g_date_time_get_minute (local), g_date_time_get_seconds (local));
  return then != NULL ? g_date_time_to_unix (then) * ESP_USEC_PER_SEC
                      : esp_day_start_us (day, zone);
}
