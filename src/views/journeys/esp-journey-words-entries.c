/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words who comes into a journey, and whether again. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-words.h"

#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

static char *
say_days (const EspJourneyEntry *entry, const char *segment)
{
  g_autofree char *at = esp_journey_words_minute (entry->minute);
  g_autofree char *days = esp_journey_words_weekdays (entry->weekdays & ESP_EVERY_WEEKDAY);

  if (g_strcmp0 (entry->every, "month") == 0)
    return g_strdup_printf (C_ ("journey entry", "%1$s, on day %2$u of every month, %3$s"), segment,
                            entry->day, at);
  if (g_strcmp0 (entry->every, "week") == 0 && *days != '\0')
    /* Translators: a segment, weekdays and an hour: "VIP, every Mon, Thu, 09:00" */
    return g_strdup_printf (C_ ("journey entry", "%1$s, every %2$s, %3$s"), segment, days, at);
  if (g_strcmp0 (entry->every, "week") == 0)
    return g_strdup_printf (C_ ("journey entry", "%1$s, every week, %2$s"), segment, at);
  if (g_strcmp0 (entry->every, "day") == 0)
    return g_strdup_printf (C_ ("journey entry", "%1$s, every day, %2$s"), segment, at);
  return g_strdup_printf (C_ ("journey entry", "%1$s, once on %2$s, %3$s"), segment,
                          entry->date != NULL ? entry->date : "–", at);
}

static char *
say_schedule (const EspJourneyEntry *entry, const char *segment)
{
  g_autofree char *days = say_days (entry, segment);

  if (!(entry->weekdays & ESP_WEEKDAYS_NO_HOLIDAYS))
    return g_steal_pointer (&days);
  return g_strdup_printf ("%s, %s", days, _ ("not on holidays"));
}

static char *
say_date (const EspJourneyEntry *entry, const EspJourneyNames *names)
{
  g_autofree char *at = esp_journey_words_minute (entry->minute);
  g_autofree char *offset = NULL;

  if (entry->field == NULL)
    return g_strdup (C_ ("journey", "Choose a date"));
  offset = esp_journey_words_offset (entry->offset_days,
                                     esp_journey_names_find_field (names, entry->field));
  return entry->kind == ESP_ENTRY_ANNIVERSARY
           ? g_strdup_printf (C_ ("journey entry", "Every year %1$s, %2$s"), offset, at)
           : g_strdup_printf (C_ ("journey entry", "%1$s, %2$s"), offset, at);
}

/**
 * esp_journey_words_entry:
 *
 * Returns: (transfer full): who comes in that way, in one line
 */
char *
esp_journey_words_entry (const EspJourneyEntry *entry, const EspJourneyNames *names)
{
  const char *segment = entry->reference != NULL
                          ? esp_journey_names_find (names, ESP_NAME_SEGMENT, entry->reference)
                          : C_ ("journey", "no segment");

  if (entry->reference == NULL &&
      (entry->kind == ESP_ENTRY_ENTERS_SEGMENT || entry->kind == ESP_ENTRY_LEAVES_SEGMENT))
    return g_strdup (C_ ("journey", "Choose a segment"));
  if (entry->reference == NULL && entry->kind == ESP_ENTRY_JOURNEY)
    return g_strdup (C_ ("journey", "Choose a journey"));

  switch (entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
      return esp_particle_printf (C_ ("journey entry", "Enters the segment “%s”"), segment);
    case ESP_ENTRY_LEAVES_SEGMENT:
      return esp_particle_printf (C_ ("journey entry", "Leaves the segment “%s”"), segment);
    case ESP_ENTRY_EVENT:
      return esp_journey_words_event (entry->event, names);
    case ESP_ENTRY_FORM:
      return entry->reference != NULL
               ? esp_particle_printf (C_ ("journey entry", "Sends the form “%s”"), entry->reference)
               : g_strdup (esp_journey_words_entry_kind (entry->kind));
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      return say_date (entry, names);
    case ESP_ENTRY_JOURNEY:
      return esp_particle_printf (C_ ("journey entry", "Leaves the journey “%s”"),
                                  esp_journey_names_find (names, ESP_NAME_JOURNEY,
                                                          entry->reference));
    case ESP_ENTRY_SCHEDULE:
      return say_schedule (entry, segment);
    case ESP_ENTRY_MANUAL:
    case ESP_N_ENTRY_KINDS:
    default:
      return g_strdup (esp_journey_words_entry_kind (entry->kind));
    }
}

/**
 * esp_journey_words_entries:
 *
 * Returns: (transfer full): all ways in, a line each; "Nobody comes in yet" without
 */
char *
esp_journey_words_entries (const EspJourney *journey, const EspJourneyNames *names)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < journey->entries->len; i++)
    {
      g_autofree char *line =
        esp_journey_words_entry (&g_array_index (journey->entries, EspJourneyEntry, i), names);

      g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", line);
    }
  if (out->len == 0)
    g_string_append (out, _ ("Nobody comes in yet"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_journey_words_reentry:
 *
 * Returns: (transfer full): who may come a second time
 */
char *
esp_journey_words_reentry (const EspJourney *journey)
{
  switch (journey->reentry)
    {
    case ESP_REENTRY_AFTER:
      return g_strdup_printf (ngettext ("Again after %u day at the earliest",
                                        "Again after %u days at the earliest",
                                        journey->reentry_days),
                              journey->reentry_days);
    case ESP_REENTRY_ALWAYS:
      return g_strdup (C_ ("journey", "Any number of times"));
    case ESP_REENTRY_NEVER:
    default:
      return g_strdup (C_ ("journey", "Everybody once"));
    }
}
