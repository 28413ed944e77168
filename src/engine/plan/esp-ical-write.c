/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the plan as an iCalendar (RFC 5545) that other programs show. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-ical.h"

#include "base/esp-clock.h"

#include <string.h>

#define FOLD_BYTES 75

/* Lines are 75 bytes at most; the next one goes on after a space. A letter is never cut. */
static void
add_line (GString *out, const char *line)
{
  gsize used = 0;

  for (const char *c = line; *c != '\0';)
    {
      gsize bytes = (gsize) (g_utf8_next_char (c) - c);

      if (used + bytes > FOLD_BYTES)
        {
          g_string_append (out, "\r\n ");
          used = 1;
        }
      g_string_append_len (out, c, (gssize) bytes);
      used += bytes;
      c += bytes;
    }
  g_string_append (out, "\r\n");
}

static void
add_text (GString *out, const char *name, const char *text)
{
  g_autoptr (GString) line = g_string_new (name);

  g_string_append_c (line, ':');
  for (const char *c = text; *c != '\0'; c++)
    if (*c == '\n')
      g_string_append (line, "\\n");
    else if (*c == '\\' || *c == ';' || *c == ',')
      g_string_append_printf (line, "\\%c", *c);
    else if ((guchar) *c >= ' ')
      g_string_append_c (line, *c);
  add_line (out, line->str);
}

static void
add_moment (GString *out, const char *name, gint64 at_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autofree char *stamp = utc != NULL ? g_date_time_format (utc, "%Y%m%dT%H%M%SZ") : NULL;
  g_autofree char *line = g_strconcat (name, ":", stamp, NULL);

  add_line (out, line);
}

static void
add_day (GString *out, const char *name, gint64 at_us, GTimeZone *zone)
{
  g_autofree char *line = NULL;
  char stamp[16];
  GDate day;

  esp_plan_get_date (at_us, zone, &day);
  g_date_strftime (stamp, sizeof stamp, "%Y%m%d", &day);
  line = g_strconcat (name, ";VALUE=DATE:", stamp, NULL);
  add_line (out, line);
}

static const char *
get_status (const EspPlanEntry *entry)
{
  if (g_strcmp0 (entry->state, "cancelled") == 0 || g_strcmp0 (entry->state, "stopped") == 0)
    return "STATUS:CANCELLED";
  if (g_strcmp0 (entry->state, "draft") == 0 || g_strcmp0 (entry->state, "idea") == 0 ||
      g_strcmp0 (entry->state, "review") == 0)
    return "STATUS:TENTATIVE";
  return "STATUS:CONFIRMED";
}

static void
add_event (GString *out, const EspPlan *plan, const EspPlanEntry *entry, EspLang lang)
{
  g_autofree char *uid = g_strconcat (entry->key, "@espalier", NULL);
  gboolean is_korean_holiday = entry->type == ESP_PLAN_OF_HOLIDAY && lang == ESP_LANG_KO;

  add_line (out, "BEGIN:VEVENT");
  add_text (out, "UID", uid);
  add_moment (out, "DTSTAMP", plan->now_us);
  if (entry->is_all_day)
    {
      add_day (out, "DTSTART", entry->from_us, plan->zone);
      add_day (out, "DTEND", entry->to_us, plan->zone);
    }
  else
    {
      add_moment (out, "DTSTART", entry->from_us);
      if (entry->to_us > entry->from_us)
        add_moment (out, "DTEND", entry->to_us);
    }
  add_text (out, "SUMMARY", is_korean_holiday ? entry->note : entry->title);
  if (entry->note != NULL && entry->type != ESP_PLAN_OF_HOLIDAY)
    add_text (out, "DESCRIPTION", entry->note);
  add_text (out, "CATEGORIES",
            entry->type == ESP_PLAN_OF_ITEM ? esp_plan_kind_get_name (entry->item_kind)
                                            : esp_plan_type_get_name (entry->type));
  add_line (out, get_status (entry));
  if (entry->type == ESP_PLAN_OF_HOLIDAY)
    add_line (out, "TRANSP:TRANSPARENT");
  add_line (out, "END:VEVENT");
}

/**
 * esp_ical_write:
 *
 * What never ends, such as a journey, and what was read from another calendar is not in it. Times are UTC.
 *
 * Returns: (transfer full): a calendar with the entries of the span
 */
char *
esp_ical_write (const EspPlan *plan, gint64 from_us, gint64 to_us, EspLang lang)
{
  GString *out = g_string_new (NULL);

  add_line (out, "BEGIN:VCALENDAR");
  add_line (out, "VERSION:2.0");
  add_line (out, "PRODID:-//Espalier//Plan//EN");
  add_line (out, "CALSCALE:GREGORIAN");
  add_text (out, "X-WR-TIMEZONE", plan->zone_name);
  for (guint i = 0; i < plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);

      if (entry->from_us >= to_us || (entry->to_us <= from_us && entry->from_us < from_us) ||
          entry->to_us == G_MAXINT64 ||
          (entry->type == ESP_PLAN_OF_ITEM && entry->item_kind == ESP_PLAN_EXTERNAL))
        continue;
      add_event (out, plan, entry, lang);
    }
  add_line (out, "END:VCALENDAR");
  return g_string_free (out, FALSE);
}
