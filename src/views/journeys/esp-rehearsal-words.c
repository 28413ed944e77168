/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what a rehearsal found: what would be sent, held and paid, who collides with whom. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-words.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-entry.h"
#include "engine/journey/esp-rehearsal-quest.h"

#include <glib/gi18n.h>

#define HOURS_PER_DAY 24

static GTimeZone *
get_zone (const EspRehearsal *rehearsal)
{
  return g_ptr_array_index (esp_rehearsal_get_world (rehearsal)->zone_list, 0);
}

/**
 * esp_rehearsal_words_moment:
 *
 * Returns: (transfer full): "Wed 19 Mar 2025 10:02, 412 inside"
 */
char *
esp_rehearsal_words_moment (const EspRehearsal *rehearsal, gint64 at_us, EspLang lang)
{
  gint64 n = esp_rehearsal_tally_n_inside (esp_rehearsal_get_tally (rehearsal), at_us);
  g_autofree char *at = esp_format_date (at_us, get_zone (rehearsal), ESP_DATE_DAY_TIME, lang);
  g_autofree char *number = esp_format_count (n);
  g_autofree char *people =
    g_strdup_printf (ngettext ("%s waiting", "%s waiting", (gulong) n), number);

  /* Translators: a moment, "412 waiting" */
  return g_strdup_printf (C_ ("rehearsal", "%1$s, %2$s"), at, people);
}

/* A number that opens whom it counts. */
static char *
link_count (gint64 n, const char *what, const char *which)
{
  g_autofree char *number = esp_format_count (n);

  if (n == 0)
    return g_steal_pointer (&number);
  return g_markup_printf_escaped ("<a href=\"%s%s%s\">%s</a>", what, which != NULL ? ":" : "",
                                  which != NULL ? which : "", number);
}

static char *
describe_peak (const EspRehearsal *rehearsal, EspLang lang)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  guint hour = 0;
  gint64 peak = esp_rehearsal_tally_get_peak (tally, &hour);
  g_autofree char *which = g_strdup_printf ("%u", hour);
  g_autofree char *number = link_count (peak, "hour", which);
  g_autofree char *at = esp_format_date (tally->start_us + hour * ESP_USEC_PER_HOUR,
                                         get_zone (rehearsal), ESP_DATE_SHORT_TIME, lang);

  /* Translators: a number of messages, "18 Mar 10:00" */
  return g_strdup_printf (_ ("peak %1$s an hour, %2$s"), number, at);
}

/**
 * esp_rehearsal_words_sends:
 *
 * Returns: (transfer full): as markup, whose numbers are links to whom they count: "Would send 1,842 messages (₩6,020) · peak 412 an hour, 18 Mar 10:00"
 */
char *
esp_rehearsal_words_sends (const EspRehearsal *rehearsal, EspLang lang)
{
  gint64 n = esp_rehearsal_tally_n_sent (esp_rehearsal_get_tally (rehearsal));
  gboolean is_whole = FALSE;
  gint64 cost = esp_rehearsal_get_cost (rehearsal, &is_whole);
  g_autofree char *number = link_count (n, "sent", NULL);
  g_autofree char *sent = NULL;
  g_autofree char *money = NULL;
  g_autofree char *peak = NULL;
  GString *text;

  if (n == 0)
    return g_strdup (_ ("Nothing would be sent"));
  sent = g_strdup_printf (ngettext ("Would send %s message", "Would send %s messages", (gulong) n),
                          number);
  text = g_string_new (sent);
  money = esp_format_money (cost, esp_rehearsal_get_world (rehearsal)->currency);
  if (is_whole)
    g_string_append_printf (text, " (%s)", money);
  peak = describe_peak (rehearsal, lang);
  g_string_append_printf (text, " · %s", peak);
  return g_string_free (text, FALSE);
}

static void
append_reasons (GString *text,
                const EspRehearsalTally *tally,
                const char *what,
                gint64 (*get) (const EspRehearsalTally *, EspReason))
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < ESP_N_REASONS; i++)
    {
      gint64 n = get (tally, (EspReason) i);
      g_autofree char *number = link_count (n, what, esp_reason_name ((EspReason) i));

      if (n == 0)
        continue;
      g_string_append_printf (text, "%s%s %s", is_first ? " " : " · ",
                              esp_journey_words_reason ((EspReason) i), number);
      is_first = FALSE;
    }
}

static gboolean
has_any (const EspRehearsalTally *tally, gint64 (*get) (const EspRehearsalTally *, EspReason))
{
  for (guint i = 0; i < ESP_N_REASONS; i++)
    if (get (tally, (EspReason) i) > 0)
      return TRUE;
  return FALSE;
}

/**
 * esp_rehearsal_words_held:
 *
 * Returns: (transfer full): as markup, whose numbers are links to whom they count: "Held: … Waits: …", empty when nothing is
 */
char *
esp_rehearsal_words_held (const EspRehearsal *rehearsal)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  GString *text = g_string_new (NULL);

  if (has_any (tally, esp_rehearsal_tally_n_held))
    {
      g_string_append (text, C_ ("rehearsal", "Held:"));
      append_reasons (text, tally, "held", esp_rehearsal_tally_n_held);
    }
  if (has_any (tally, esp_rehearsal_tally_n_delayed))
    {
      g_string_append_printf (text, "%s%s", text->len > 0 ? "   " : "",
                              C_ ("rehearsal", "Waits a while:"));
      append_reasons (text, tally, "waiting", esp_rehearsal_tally_n_delayed);
    }
  return g_string_free (text, FALSE);
}

static const char *
name_admission (EspAdmission admission)
{
  switch (admission)
    {
    case ESP_ADMISSION_INSIDE:
      return C_ ("rehearsal", "inside already");
    case ESP_ADMISSION_WAS_INSIDE:
      return C_ ("rehearsal", "was inside before");
    case ESP_ADMISSION_TOO_SOON:
      return C_ ("rehearsal", "too soon after the last time");
    case ESP_ADMISSION_DAY_FULL:
      return C_ ("rehearsal", "the day was full");
    case ESP_ADMISSION_FULL:
      return C_ ("rehearsal", "the journey was full");
    case ESP_ADMISSION_YES:
    default:
      return "";
    }
}

/**
 * esp_rehearsal_words_people:
 *
 * Returns: (transfer full): as markup, whose numbers are links to whom they count: how many came in, reached the goal, are still inside, and why others are not
 */
char *
esp_rehearsal_words_people (const EspRehearsal *rehearsal)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  g_autofree char *came = link_count (tally->n_people, "entered", NULL);
  g_autofree char *reached = link_count (esp_rehearsal_get_n_reached (rehearsal), "reached", NULL);
  g_autofree char *inside =
    link_count (esp_rehearsal_tally_n_inside (tally, esp_rehearsal_get_world (rehearsal)->end_us),
                "inside", NULL);
  /* Translators: three numbers of people */
  g_autofree char *all = g_strdup_printf (_ ("%1$s come in · %2$s reach a goal · %3$s still inside "
                                             "at the end"),
                                          came, reached, inside);
  GString *text = g_string_new (all);

  for (guint i = 1; i < ESP_N_ADMISSIONS; i++)
    {
      g_autofree char *number =
        link_count (tally->refused[i], "refused", esp_admission_name ((EspAdmission) i));

      if (tally->refused[i] > 0)
        g_string_append_printf (text, " · %s %s", name_admission ((EspAdmission) i), number);
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_rehearsal_words_collisions:
 *
 * Returns: (transfer full): as markup, whose numbers are links to whom they count: by name, whose messages leave no room for these or the other way round; empty
 *   when nobody's do
 */
char *
esp_rehearsal_words_collisions (const EspRehearsal *rehearsal)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tally->n_sources; i++)
    {
      const char *name = g_ptr_array_index (world->sources, i);
      g_autofree char *ours = link_count (tally->collided[i], "collides", name);
      g_autofree char *theirs = link_count (tally->displaced[i], "displaces", name);
      g_autofree char *shown = g_markup_escape_text (name, -1);
      g_autofree char *line = NULL;

      if (tally->collided[i] == 0 && tally->displaced[i] == 0)
        continue;
      /* Translators: name of a campaign or journey, messages of this journey, messages of the other */
      line = g_strdup_printf (_ ("Limit collides with “%1$s”: %2$s held here, %3$s held there"),
                              shown, ours, theirs);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_rehearsal_words_habit:
 * @step: that waits for an event, or a goal that is one
 *
 * Returns: (transfer full) (nullable): "46 % · 554 of the last 1,204 messages"; %NULL when nothing is known
 */
char *
esp_rehearsal_words_habit (const EspRehearsal *rehearsal, const EspJourneyStep *step)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  int kind = step->event != NULL ? esp_rehearsal_world_find_kind (world, step->event->subject) : -1;
  const EspRehearsalHabit *habit = kind >= 0 ? &world->habits[kind] : NULL;
  g_autofree char *share = NULL;
  g_autofree char *met = NULL;
  g_autofree char *base = NULL;

  if (habit == NULL)
    return NULL;
  share = esp_format_percent (habit->share, 1);
  met = esp_format_count (habit->n_met);
  base = esp_format_count (habit->n_base);
  if (habit->follows_sends && habit->is_guess)
    /* Translators: a share in percent */
    return g_strdup_printf (_ ("%s of messages: a usual figure, as there is no history yet"),
                            share);
  if (habit->follows_sends)
    /* Translators: a share, and two numbers of messages */
    return g_strdup_printf (_ ("%1$s of messages: %2$s of the last %3$s"), share, met, base);
  /* Translators: a number of events, of days and of people */
  return g_strdup_printf (_ ("%1$s in %2$u days among %3$s people"), met, habit->days, base);
}

/**
 * esp_rehearsal_words_compare:
 *
 * Returns: (transfer full): what the draft does otherwise than the published version, with the same people
 */
char *
esp_rehearsal_words_compare (const EspRehearsal *draft, const EspRehearsal *live)
{
  const EspRehearsalTally *first = esp_rehearsal_get_tally (draft);
  const EspRehearsalTally *second = esp_rehearsal_get_tally (live);
  g_autofree char *sent = esp_format_count (esp_rehearsal_tally_n_sent (first));
  g_autofree char *sent_live = esp_format_count (esp_rehearsal_tally_n_sent (second));
  g_autofree char *goals = esp_format_count (esp_rehearsal_get_n_reached (draft));
  g_autofree char *goals_live = esp_format_count (esp_rehearsal_get_n_reached (live));

  /* Translators: messages of the draft and of the published version, goals of both */
  return g_strdup_printf (_ ("Draft and live with the same people: messages %1$s and %2$s, goals "
                             "%3$s and %4$s"),
                          sent, sent_live, goals, goals_live);
}

/**
 * esp_rehearsal_chart_new:
 * @by_day: else by hour
 *
 * Returns: (transfer full): the messages that would go out over time
 */
EspChart *
esp_rehearsal_chart_new (const EspRehearsal *rehearsal, gboolean by_day, EspLang lang)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  GTimeZone *zone = get_zone (rehearsal);
  g_autofree char *axis =
    g_strdup_printf ("%s (%s)", _ ("Time"), g_time_zone_get_identifier (zone));
  EspChart *chart = esp_chart_new (ESP_CHART_STEP,
                                   by_day ? _ ("How many messages would go out each day?")
                                          : _ ("How many messages would go out each hour?"),
                                   lang);
  guint step = by_day ? HOURS_PER_DAY : 1;
  EspSeries *series;

  esp_chart_set_time_axis (chart, axis, by_day ? ESP_TIME_STEP_DAY : ESP_TIME_STEP_HOUR, zone);
  series = esp_chart_add_series (chart, _ ("Messages"), ESP_SERIES_NORMAL);
  for (guint hour = 0; hour < tally->n_hours; hour += step)
    {
      gint64 n = 0;

      for (guint i = hour; i < MIN (hour + step, tally->n_hours); i++)
        n += esp_rehearsal_tally_in_hour (tally, i);
      esp_series_add_value (series, (double) (tally->start_us + (gint64) hour * ESP_USEC_PER_HOUR),
                            (double) n, NULL);
    }
  return chart;
}
