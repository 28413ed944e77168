/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conflicts as names and sentences, and the hours of the computer. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-plan-check.h"

#include "base/esp-clock.h"
#include "base/esp-json-walk.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define MAX_TEXT 64
#define MINUTES_OF_DAY (24 * 60)

/**
 * esp_conflict_kind_get_name:
 */
const char *
esp_conflict_kind_get_name (EspConflictKind kind)
{
  static const char *const names[ESP_N_CONFLICTS] = {
    "past",  "blackout", "approval", "approval-ends", "overlap",  "cap",
    "night", "quiet",    "capacity", "channel-busy",  "computer", "holiday",
  };

  return (guint) kind < ESP_N_CONFLICTS ? names[kind] : names[0];
}

/**
 * esp_conflict_to_sentence:
 *
 * Returns: (transfer full): in plain English
 */
char *
esp_conflict_to_sentence (const EspConflict *self, GTimeZone *zone, EspLang lang)
{
  g_autofree char *n = esp_format_count ((gint64) self->n);
  g_autofree char *held = esp_format_count ((gint64) self->n_held);
  g_autofree char *share =
    self->whole > 0 ? esp_format_share ((gint64) self->n, (gint64) self->whole) : g_strdup ("–");
  g_autofree char *until = esp_format_date (self->until_us, zone, ESP_DATE_SHORT_TIME, lang);

  switch (self->kind)
    {
    case ESP_CONFLICT_PAST:
      return g_strdup ("The time has passed: send it now, or choose a later time");
    case ESP_CONFLICT_BLACKOUT:
      return g_strdup_printf ("Nothing is to leave during “%s”, until %s", self->other, until);
    case ESP_CONFLICT_APPROVAL:
      return g_strdup_printf ("Nobody has approved it yet, and it is to leave on %s", until);
    case ESP_CONFLICT_EXPIRED:
      return g_strdup_printf ("The approval ends on %s, before it leaves", until);
    case ESP_CONFLICT_OVERLAP:
      return self->n_held > 0
               ? g_strdup_printf ("Overlap with “%s”: %s people (%s) would get 2 in a day; the cap "
                                  "will hold %s",
                                  self->other, n, share, held)
               : g_strdup_printf ("Overlap with “%s”: %s people (%s) would get 2 in a day",
                                  self->other, n, share);
    case ESP_CONFLICT_CAP:
      return g_strdup_printf ("The frequency cap will hold %s people (%s)", n, share);
    case ESP_CONFLICT_NIGHT:
      return g_strdup_printf ("At night the law asks for a consent of its own: %s people (%s) "
                              "wait until %s",
                              n, share, until);
    case ESP_CONFLICT_QUIET:
      return g_strdup_printf ("Quiet hours: everybody waits until %s", until);
    case ESP_CONFLICT_CAPACITY:
      return g_strdup_printf ("The channel needs until %s; %s people get it on another day", until,
                              n);
    case ESP_CONFLICT_CHANNEL:
      return g_strdup_printf ("The channel is still busy with “%s”, until %s", self->other, until);
    case ESP_CONFLICT_COMPUTER:
      return g_strdup_printf ("This computer is usually off then, until %s", until);
    case ESP_CONFLICT_HOLIDAY:
    default:
      return g_strdup_printf ("It is a holiday: %s", self->other);
    }
}

static guint
read_minute (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  g_autofree char *text = esp_json_walk_line (walk, object, member, MAX_TEXT);
  guint hour, minute;

  if (text == NULL)
    return 0;
  if (strlen (text) != 5 || text[2] != ':' || !g_ascii_isdigit (text[0]) ||
      !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    {
      esp_json_walk_fail (walk, member, "a time such as 09:00 is expected");
      return 0;
    }
  hour = (guint) (text[0] - '0') * 10 + (guint) (text[1] - '0');
  minute = (guint) (text[3] - '0') * 10 + (guint) (text[4] - '0');
  if (hour > 24 || minute > 59 || hour * 60 + minute > MINUTES_OF_DAY)
    esp_json_walk_fail (walk, member, "a time such as 09:00 is expected");
  return hour * 60 + minute;
}

/**
 * esp_computer_hours_parse:
 * @json: {"from": "09:00", "until": "19:00", "days": [1, 2, 3, 4, 5]}; empty: always on
 */
gboolean
esp_computer_hours_parse (const char *json, EspComputerHours *out_hours, GError **error)
{
  static const char *const members[] = { "from", "until", "days", NULL };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  JsonArray *days;
  EspJsonWalk walk;

  *out_hours = (EspComputerHours){ { 0, 0 }, { FALSE } };
  if (json == NULL || *json == '\0')
    return TRUE;
  root = json_from_string (json, error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             "The hours of the computer are no JSON object");
      return FALSE;
    }
  object = json_node_get_object (root);
  esp_json_walk_init (&walk, "The hours of the computer", G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  esp_json_walk_check_members (&walk, object, members);
  out_hours->hours.from_minute = read_minute (&walk, object, "from");
  out_hours->hours.until_minute = read_minute (&walk, object, "until");
  days = esp_json_walk_array (&walk, object, "days");
  for (guint i = 0; i < G_N_ELEMENTS (out_hours->days); i++)
    out_hours->days[i] = days == NULL;
  for (guint i = 0; days != NULL && i < json_array_get_length (days); i++)
    {
      gint64 day = json_array_get_int_element (days, i);

      if (day < G_DATE_MONDAY || day > G_DATE_SUNDAY)
        esp_json_walk_fail (&walk, "days", "days are numbers from 1, Monday, to 7, Sunday");
      else
        out_hours->days[day] = TRUE;
    }
  return esp_json_walk_finish (&walk, error);
}

/**
 * esp_computer_hours_to_json:
 *
 * Returns: (transfer full): as the workspace keeps it; empty: always on
 */
char *
esp_computer_hours_to_json (const EspComputerHours *self)
{
  g_autoptr (GString) days = g_string_new (NULL);

  if (self->hours.from_minute >= self->hours.until_minute)
    return g_strdup ("");
  for (guint i = G_DATE_MONDAY; i <= G_DATE_SUNDAY; i++)
    if (self->days[i])
      g_string_append_printf (days, "%s%u", days->len > 0 ? "," : "", i);
  if (days->len == 0)
    return g_strdup ("");
  return g_strdup_printf ("{\"from\":\"%02u:%02u\",\"until\":\"%02u:%02u\",\"days\":[%s]}",
                          self->hours.from_minute / 60, self->hours.from_minute % 60,
                          self->hours.until_minute / 60, self->hours.until_minute % 60, days->str);
}

/**
 * esp_computer_hours_to_text:
 *
 * Returns: (transfer full): "09:00-19:00 1,2,3", or "always"
 */
char *
esp_computer_hours_to_text (const EspComputerHours *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  if (self->hours.from_minute >= self->hours.until_minute)
    return g_strdup ("always");
  g_string_append_printf (text, "%02u:%02u-%02u:%02u", self->hours.from_minute / 60,
                          self->hours.from_minute % 60, self->hours.until_minute / 60,
                          self->hours.until_minute % 60);
  for (guint i = G_DATE_MONDAY; i <= G_DATE_SUNDAY; i++)
    if (self->days[i])
      g_string_append_printf (text, "%s%u", n++ > 0 ? "," : " ", i);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_days (const char *text, gboolean days[8])
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint first = 0, last = 0;
      char rest = '\0';
      int n = sscanf (parts[i], " %1u - %1u %c", &first, &last, &rest);

      if (n == 1 && strchr (parts[i], '-') == NULL)
        last = first;
      else if (n != 2)
        return FALSE;
      if (first < G_DATE_MONDAY || last > G_DATE_SUNDAY || first > last)
        return FALSE;
      for (guint day = first; day <= last; day++)
        days[day] = TRUE;
    }
  return TRUE;
}

/**
 * esp_computer_hours_from_text:
 * @text: "09:00-19:00", "09:00-19:00 1-5", or "always"; 1 is Monday
 */
gboolean
esp_computer_hours_from_text (const char *text, EspComputerHours *out_hours, GError **error)
{
  guint from[2], until[2];
  int end = 0;

  *out_hours = (EspComputerHours){ { 0, 0 }, { FALSE } };
  if (g_ascii_strcasecmp (text, "always") == 0)
    return TRUE;
  if (sscanf (text, "%2u:%2u-%2u:%2u%n", &from[0], &from[1], &until[0], &until[1], &end) == 4 &&
      from[1] < 60 && until[1] < 60 && from[0] * 60 + from[1] < until[0] * 60 + until[1] &&
      until[0] * 60 + until[1] <= MINUTES_OF_DAY &&
      read_days (text[end] != '\0' ? text + end : "1-7", out_hours->days))
    {
      out_hours->hours.from_minute = from[0] * 60 + from[1];
      out_hours->hours.until_minute = until[0] * 60 + until[1];
      return TRUE;
    }
  *out_hours = (EspComputerHours){ { 0, 0 }, { FALSE } };
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "“%s” are no hours: write them such as \"09:00-19:00 1-5\", where 1 is Monday, or "
               "“always”",
               text);
  return FALSE;
}

/**
 * esp_computer_hours_get_on:
 *
 * Returns: @at_us when the computer is usually on then; else when it is on next
 */
gint64
esp_computer_hours_get_on (const EspComputerHours *self, GTimeZone *zone, gint64 at_us)
{
  gboolean has_days = FALSE;
  GDate day;

  for (guint i = G_DATE_MONDAY; i <= G_DATE_SUNDAY; i++)
    has_days |= self->days[i];
  if (self->hours.from_minute >= self->hours.until_minute || !has_days)
    return at_us;
  esp_plan_get_date (at_us, zone, &day);
  for (guint i = 0; i <= 7; i++)
    {
      gint64 start_us = esp_day_start_us (&day, zone);
      gint64 on_us = start_us + self->hours.from_minute * ESP_USEC_PER_MINUTE;
      gint64 off_us = start_us + self->hours.until_minute * ESP_USEC_PER_MINUTE;

      if (self->days[g_date_get_weekday (&day)] && at_us < off_us)
        return MAX (at_us, on_us);
      g_date_add_days (&day, 1);
    }
  return at_us;
}
