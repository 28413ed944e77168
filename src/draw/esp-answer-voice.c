/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers in words: titles, values and sentences in the language of who reads them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-answer-voice.h"

#include "base/esp-clock.h"
#include "base/esp-hangul.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/**
 * esp_answer_voice_say:
 *
 * Returns: (transfer none): @english in the language of the voice
 */
const char *
esp_answer_voice_say (const EspAnswerVoice *self, const char *english)
{
  return self->translate != NULL ? self->translate (english) : english;
}

/**
 * esp_answer_parse_time:
 * @key: 2025-03-17, or 2025-03 of a month
 *
 * Returns: whether @key names a part of the calendar
 */
gboolean
esp_answer_parse_time (const char *key, GTimeZone *zone, gint64 *out_us, EspTimeStep *out_step)
{
  gsize length = strlen (key);
  int year, month, day = 1;
  GDate date;

  if ((length != 10 && length != 7) || strspn (key, "0123456789-") != length || key[4] != '-' ||
      (length == 10 && key[7] != '-'))
    return FALSE;
  year = atoi (key);
  month = atoi (key + 5);
  if (length == 10)
    day = atoi (key + 8);
  if (year < 1 || month < 1 || day < 1 ||
      !g_date_valid_dmy ((GDateDay) MIN (day, 99), (GDateMonth) MIN (month, 13), (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  if (zone == NULL)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      *out_us = esp_day_start_us (&date, utc);
    }
  else
    *out_us = esp_day_start_us (&date, zone);
  *out_step = length == 7 ? ESP_TIME_STEP_MONTH : ESP_TIME_STEP_DAY;
  return TRUE;
}

/**
 * esp_answer_voice_dup_title:
 *
 * Returns: (transfer full): a key in words; what is no key of ours is a name and stays
 */
char *
esp_answer_voice_dup_title (const EspAnswerVoice *self, const char *key)
{
  const char *english = esp_answer_title (key);
  g_autofree char *event = g_strconcat ("event:", key, NULL);
  EspTimeStep step;
  gint64 us;

  if (esp_answer_peek_name (key) != NULL)
    return g_strdup (esp_answer_peek_name (key));
  if (english == NULL)
    english = esp_answer_title (event); /* kinds of events stand in answers by their names */

  if (english != NULL)
    return g_strdup (esp_answer_voice_say (self, english));
  if (esp_answer_parse_time (key, self->zone, &us, &step))
    return esp_format_date (us, self->zone,
                            step == ESP_TIME_STEP_MONTH ? ESP_DATE_MONTH : ESP_DATE_SHORT,
                            self->lang);
  if (g_str_has_prefix (key, "stage:") || g_str_has_prefix (key, "event:"))
    return g_strdup (strchr (key, ':') + 1);
  return g_strdup (key);
}

/**
 * esp_answer_voice_dup_column:
 */
char *
esp_answer_voice_dup_column (const EspAnswerVoice *self, const EspAnswerColumn *column)
{
  return column->label != NULL ? esp_answer_voice_dup_title (self, column->label)
                               : esp_answer_voice_dup_title (self, column->key);
}

/**
 * esp_answer_voice_dup_row:
 *
 * Returns: (transfer full): what the row is about, without its group
 */
char *
esp_answer_voice_dup_row (const EspAnswerVoice *self, const EspAnswerRow *row)
{
  if (row->label != NULL && esp_answer_peek_name (row->key) != NULL)
    return g_strdup (row->label);
  return row->label != NULL ? esp_answer_voice_dup_title (self, row->label)
                            : esp_answer_voice_dup_title (self, row->key);
}

static char *
format (const EspAnswerVoice *self, const EspAnswer *answer, double value, EspAnswerUnit unit)
{
  if (!isfinite (value))
    return g_strdup ("–");
  switch (unit)
    {
    case ESP_ANSWER_RATIO:
      return esp_format_percent (value, 1);
    case ESP_ANSWER_MONEY:
      return esp_format_money (esp_count_of (round (value)),
                               answer->currency != NULL ? answer->currency : "KRW");
    case ESP_ANSWER_DURATION:
      return esp_format_duration (esp_count_of (value), self->lang);
    case ESP_ANSWER_TIME:
      return esp_format_date (esp_count_of (value), self->zone, ESP_DATE_DAY_TIME, self->lang);
    case ESP_ANSWER_COUNT: /* of conversions that platforms claim there are parts */
    case ESP_ANSWER_NUMBER:
    case ESP_ANSWER_TEXT:
    default:
      return esp_format_number (value);
    }
}

/**
 * esp_answer_voice_dup_cell:
 *
 * Returns: (transfer full): a cell in full
 */
char *
esp_answer_voice_dup_cell (const EspAnswerVoice *self,
                           const EspAnswer *answer,
                           const EspAnswerCell *cell,
                           EspAnswerUnit unit)
{
  if (cell->text != NULL)
    return esp_answer_voice_dup_title (self, cell->text);
  return format (self, answer, cell->value, unit);
}

/* Puts @value for @place; a particle that follows it, after a quotation mark or not, takes its form. */
static void
put (GString *text, const char *place, const char *value)
{
  static const char *const particles[] = { "은(는)", "이(가)", "을(를)", "과(와)", "(으)로" };
  static const char *const marks[] = { "", "’", "”", "'", "\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (particles); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (marks); j++)
      {
        static const char *const pairs[] = { "은/는", "이/가", "을/를", "과/와", "으로/로" };
        g_autofree char *both = g_strconcat (place, marks[j], particles[i], NULL);
        const char *form = esp_hangul_pick_particle (value, pairs[i]);
        g_autofree char *chosen =
          g_strconcat (value, marks[j], form != NULL ? form : particles[i], NULL);

        g_string_replace (text, both, chosen, 0);
      }
  g_string_replace (text, place, value, 0);
}

/**
 * esp_answer_voice_dup_sentence:
 *
 * Returns: (transfer full): a sentence with its numbers and names
 */
char *
esp_answer_voice_dup_sentence (const EspAnswerVoice *self,
                               const EspAnswer *answer,
                               const EspAnswerSentence *sentence)
{
  const char *english = esp_answer_pattern (sentence->code);
  g_autoptr (GString) text = NULL;

  if (english == NULL)
    return g_strdup (sentence->code);
  text = g_string_new (esp_answer_voice_say (self, english));
  for (guint i = 0; i < sentence->args->len; i++)
    {
      const EspAnswerArg *arg = &g_array_index (sentence->args, EspAnswerArg, i);
      g_autofree char *place = g_strconcat ("{", arg->name, "}", NULL);
      g_autofree char *value = arg->text != NULL ? esp_answer_voice_dup_title (self, arg->text)
                                                 : format (self, answer, arg->value, arg->unit);

      put (text, place, value);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_answer_voice_dup_answer:
 *
 * Returns: (transfer full) (nullable): what the answer says, its main sentences one after the other
 */
char *
esp_answer_voice_dup_answer (const EspAnswerVoice *self, const EspAnswer *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < answer->says->len; i++)
    {
      g_autofree char *sentence =
        esp_answer_voice_dup_sentence (self, answer, g_ptr_array_index (answer->says, i));

      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, sentence);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * esp_answer_voice_dup_notes:
 *
 * Returns: (transfer full): warnings and conventions, a sentence each
 */
GStrv
esp_answer_voice_dup_notes (const EspAnswerVoice *self, const EspAnswer *answer)
{
  GStrv notes = g_new0 (char *, answer->notes->len + 1);

  for (guint i = 0; i < answer->notes->len; i++)
    notes[i] = esp_answer_voice_dup_sentence (self, answer, g_ptr_array_index (answer->notes, i));
  return notes;
}

/**
 * esp_answer_voice_dup_period:
 *
 * Returns: (transfer full): the first and the last day that the answer is about
 */
char *
esp_answer_voice_dup_period (const EspAnswerVoice *self, const EspAnswer *answer)
{
  g_autofree char *to = esp_format_date (answer->to_us - 1, self->zone, ESP_DATE_DAY, self->lang);
  g_autofree char *from = NULL;

  if (answer->from_us == G_MININT64)
    {
      g_autoptr (GString) text =
        g_string_new (esp_answer_voice_say (self, N_ ("From the beginning to {day}")));

      g_string_replace (text, "{day}", to, 1);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  from = esp_format_date (answer->from_us, self->zone, ESP_DATE_DAY, self->lang);
  if (g_str_equal (from, to))
    return g_steal_pointer (&from);
  return g_strdup_printf ("%s – %s", from, to);
}

/**
 * esp_answer_voice_dup_source:
 *
 * Returns: (transfer full): the period, the zone and when it was counted, in one line
 */
char *
esp_answer_voice_dup_source (const EspAnswerVoice *self, const EspAnswer *answer)
{
  g_autofree char *period = esp_answer_voice_dup_period (self, answer);
  g_autofree char *time =
    esp_format_date (answer->as_of_us, self->zone, ESP_DATE_SHORT_TIME, self->lang);
  g_autoptr (GString) text =
    g_string_new (esp_answer_voice_say (self, N_ ("{period} · {zone} · as of {time}")));

  g_string_replace (text, "{period}", period, 1);
  g_string_replace (text, "{zone}", answer->zone != NULL ? answer->zone : "UTC", 1);
  g_string_replace (text, "{time}", time, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
