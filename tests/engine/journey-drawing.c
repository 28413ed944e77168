/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys from a line of letters and back, and what every journey that was edited must still be. */
#include "journey-drawing.h"

#include "engine/journey/esp-journey-json.h"

#include <string.h>

EspJourney *
journey_parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  EspJourney *journey = esp_journey_parse_json (json, -1, &error);

  g_assert_no_error (error);
  return journey;
}

/* "a b[c d|e]x": steps with one letter each; brackets hold the branches of a split; j is a join, x an exit. */
static void
append_line (GString *out, const char **text, guint *n_ends)
{
  gboolean is_first = TRUE;

  g_string_append_c (out, '[');
  while (**text != '\0' && **text != '|' && **text != ']')
    {
      char letter = *(*text)++;

      if (letter == ' ')
        continue;
      g_string_append (out, is_first ? "" : ",");
      is_first = FALSE;
      if (letter == 'x' || letter == 'j')
        g_string_append_printf (out, "{\"id\":\"%c%u\",\"kind\":\"%s\"}", letter, (*n_ends)++,
                                letter == 'x' ? "exit" : "join");
      else if (**text != '[')
        g_string_append_printf (out, "{\"id\":\"%c\",\"kind\":\"send\",\"message\":\"m\"}", letter);
      else
        {
          guint n = 0;

          g_string_append_printf (out, "{\"id\":\"%c\",\"kind\":\"random\",\"branches\":[", letter);
          do
            {
              (*text)++;
              g_string_append_printf (out,
                                      "%s{\"id\":\"b%u\",\"share\":1,\"steps\":", n > 0 ? "," : "",
                                      n + 1);
              append_line (out, text, n_ends);
              g_string_append_c (out, '}');
              n++;
            }
          while (**text == '|');
          (*text)++;
          g_string_append (out, "]}");
        }
    }
  g_string_append_c (out, ']');
}

EspJourney *
journey_draw (const char *text)
{
  g_autoptr (GString) json = g_string_new ("{\"version\":1,\"entries\":[{\"id\":\"in\",\"kind\":"
                                           "\"manual\"}],\"steps\":");
  guint n_ends = 1;

  append_line (json, &text, &n_ends);
  g_string_append_c (json, '}');
  return journey_parse (json->str);
}

static void
tell_line (const EspJourney *journey, guint32 step, GString *out)
{
  for (; step != ESP_JOURNEY_NOWHERE; step = esp_journey_get_step (journey, step)->sibling)
    {
      const EspJourneyStep *told = esp_journey_get_step (journey, step);

      g_string_append_printf (out, "%s%s",
                              out->len > 0 && !strchr ("[|", out->str[out->len - 1]) ? " " : "",
                              told->id);
      if (told->kind == ESP_STEP_JOIN && told->reference != NULL)
        g_string_append_printf (out, ">%s", told->reference);
      if (told->branches == NULL)
        continue;
      for (guint i = 0; i < told->branches->len; i++)
        {
          g_string_append_c (out, i == 0 ? '[' : '|');
          tell_line (journey, esp_journey_step_get_branch (told, i)->first_step, out);
        }
      g_string_append_c (out, ']');
    }
}

void
journey_assert_drawn (const EspJourney *journey, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_nonnull (journey);
  tell_line (journey, esp_journey_get_first (journey), out);
  g_assert_cmpstr (out->str, ==, expected);
}

void
journey_assert_same (const EspJourney *a, const EspJourney *b)
{
  g_autofree char *first = esp_journey_to_json (a);
  g_autofree char *second = esp_journey_to_json (b);

  g_assert_cmpstr (first, ==, second);
}

/* What the reader makes of its text is the same journey, place by place. */
void
journey_assert_whole (const EspJourney *journey)
{
  g_autofree char *json = esp_journey_to_json (journey);
  g_autoptr (EspJourney) again = journey_parse (json);

  journey_assert_same (journey, again);
  g_assert_cmpuint (journey->steps->len, ==, again->steps->len);
  g_assert_cmpuint (journey->n_counters, ==, again->n_counters);
  g_assert_cmpuint (journey->n_sends, ==, again->n_sends);
  g_assert_cmpuint (journey->questions->len, ==, again->questions->len);
  g_assert_cmpuint (journey->goals->len, ==, again->goals->len);
  for (guint32 i = 0; i < journey->steps->len; i++)
    {
      const EspJourneyStep *a = esp_journey_get_step (journey, i);
      const EspJourneyStep *b = esp_journey_get_step (again, i);

      g_assert_cmpuint (a->parent, ==, b->parent);
      g_assert_cmpuint (a->parent_branch, ==, b->parent_branch);
      g_assert_cmpuint (a->level, ==, b->level);
      g_assert_cmpuint (a->sibling, ==, b->sibling);
      g_assert_cmpuint (a->next, ==, b->next);
      g_assert_cmpuint (a->target, ==, b->target);
      g_assert_cmpuint (a->counter, ==, b->counter);
      g_assert_cmpuint (a->send_number, ==, b->send_number);
      g_assert_cmpuint (a->question, ==, b->question);
      for (guint j = 0; j < esp_journey_step_get_n_branches (a); j++)
        g_assert_cmpuint (esp_journey_step_get_branch (a, j)->first_step, ==,
                          esp_journey_step_get_branch (b, j)->first_step);
    }
}
