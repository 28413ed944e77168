/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path of a lead through a journey in words: on the screen and in the file that is exported. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-trace-words.h"

#include "store/esp-lead-asks.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/journeys/esp-journey-words.h"
#include "views/leads/esp-timeline-words.h"

#include <glib/gi18n.h>

/**
 * esp_trace_words_moment:
 */
char *
esp_trace_words_moment (const EspTraceSpeaker *self, gint64 at_us)
{
  return esp_format_date (at_us, esp_session_get_zone (self->session), ESP_DATE_DAY_TIME,
                          esp_session_get_lang (self->session));
}

/**
 * esp_trace_words_step:
 * @step: (nullable)
 */
char *
esp_trace_words_step (const EspTraceSpeaker *self,
                      const EspJourney *journey,
                      const EspJourneyStep *step)
{
  return step != NULL ? esp_journey_words_title (journey, step, self->names)
                      : g_strdup (C_ ("journey trace", "A step that cannot be read"));
}

/**
 * esp_trace_words_outcome:
 */
char *
esp_trace_words_outcome (const EspTraceSpeaker *self, const EspTraceLine *line)
{
  if (line->is_by_hand)
    return g_strdup (C_ ("journey trace", "Moved on by hand"));
  return esp_journey_words_outcome (&line->mark, line->journey, self->names);
}

static void
append_line (GString *out, const char *text)
{
  g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", text);
}

static void
append_answers (const EspTraceSpeaker *self, const EspTraceLine *line, GString *out)
{
  for (guint i = 0; i < line->answers->len; i++)
    {
      const EspTraceAnswer *answer = &g_array_index (line->answers, EspTraceAnswer, i);
      g_autofree char *rule = answer->rule != NULL
                                ? esp_journey_words_rule (answer->rule, self->names)
                                : g_strdup (C_ ("journey trace", "Everyone else"));
      /* Translators: a rule and what it said: "Yes: city is Seoul" */
      g_autofree char *text = g_strdup_printf (answer->is_yes ? C_ ("journey trace", "Yes: %s")
                                                              : C_ ("journey trace", "No: %s"),
                                               rule);

      append_line (out, text);
    }
}

static char *
say_state (const EspTraceSpeaker *self, const EspJourneyFate *fate)
{
  g_autofree char *at = esp_trace_words_moment (self, fate->updated_at_us);
  g_autofree char *reason = fate->reason != NULL ? esp_campaign_ledger_reason (fate->reason) : NULL;

  return g_strconcat (esp_campaign_row_title (fate->state), reason != NULL ? " · " : "",
                      reason != NULL ? reason : "", " · ", at, NULL);
}

static void
append_fate (const EspTraceSpeaker *self, const EspJourneyFate *fate, GString *out)
{
  g_autofree char *state = say_state (self, fate);
  /* Translators: the name of a message, and what became of it */
  g_autofree char *head = g_strdup_printf (C_ ("journey trace", "“%1$s”: %2$s"),
                                           fate->message != NULL ? fate->message : "", state);

  append_line (out, fate->message != NULL ? head : state);
  if (fate->reply != NULL)
    {
      g_autofree char *reply =
        g_strdup_printf (C_ ("journey trace", "The server said: %s"), fate->reply);

      append_line (out, reply);
    }
  for (guint i = 0; i < fate->events->len; i++)
    {
      const EspAskFact *fact = g_ptr_array_index (fate->events, i);
      g_autofree char *at = esp_trace_words_moment (self, fact->at_us);
      g_autofree char *text =
        g_strdup_printf ("%s · %s", esp_timeline_event_words (fact->what), at);

      append_line (out, text);
    }
}

/**
 * esp_trace_words_details:
 *
 * Returns: (transfer full): what stands below a decision, one line each; may be empty
 */
char *
esp_trace_words_details (const EspTraceSpeaker *self, const EspTraceLine *line)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_answers (self, line, out);
  if (line->fate != NULL)
    append_fate (self, line->fate, out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
say_until (const EspTraceSpeaker *self, const EspTraceNext *next, char *what)
{
  g_autofree char *until = NULL;
  char *text;

  if (next->at_us == G_MAXINT64)
    return what;
  until = esp_trace_words_moment (self, next->at_us);
  /* Translators: what is waited for, and the moment after which it is not any more */
  text = g_strdup_printf (C_ ("journey trace", "%1$s, until %2$s"), what, until);
  g_free (what);
  return text;
}

static char *
say_time (const EspTraceSpeaker *self, const EspTraceNext *next, const char *step)
{
  g_autofree char *at =
    next->at_us != G_MAXINT64 ? esp_trace_words_moment (self, next->at_us) : g_strdup ("");
  g_autofree char *then =
    next->then != NULL ? esp_journey_words_title (next->journey, next->then, self->names) : NULL;

  if (then != NULL)
    /* Translators: where the lead is, when it goes on, and what follows */
    return g_strdup_printf (C_ ("journey trace", "At “%1$s” until %2$s, then “%3$s”"), step, at,
                            then);
  return g_strdup_printf (C_ ("journey trace", "At “%1$s” until %2$s"), step, at);
}

/**
 * esp_trace_words_next:
 */
char *
esp_trace_words_next (const EspTraceSpeaker *self, const EspTraceNext *next)
{
  g_autofree char *step = esp_trace_words_step (self, next->journey, next->step);
  g_autofree char *what = NULL;

  switch (next->kind)
    {
    case ESP_NEXT_NOW:
      return g_strdup_printf (C_ ("journey trace", "Goes on at “%s” in a moment"), step);
    case ESP_NEXT_TIME:
      return say_time (self, next, step);
    case ESP_NEXT_EVENT:
      what = esp_journey_words_event (next->step->event, self->names);
      /* Translators: where the lead is, and what it waits for */
      return say_until (self, next,
                        g_strdup_printf (C_ ("journey trace", "At “%1$s”, waits for: %2$s"), step,
                                         what));
    case ESP_NEXT_RULE:
      what = esp_journey_words_rule (next->step->rule, self->names);
      return say_until (self, next,
                        g_strdup_printf (C_ ("journey trace", "At “%1$s”, waits for: %2$s"), step,
                                         what));
    case ESP_NEXT_GOAL:
      return g_strdup_printf (C_ ("journey trace", "Waits to reach the goal “%s”"), step);
    case ESP_NEXT_PAUSED:
      return g_strdup_printf (C_ ("journey trace", "At “%s”; the journey is paused"), step);
    case ESP_NEXT_CHANNEL:
      return g_strdup_printf (C_ ("journey trace", "At “%s” until its channel works"), step);
    case ESP_NEXT_LEFT:
    default:
      return g_strdup (C_ ("journey trace", "Is not in the journey any more"));
    }
}

/**
 * esp_trace_words_passage:
 *
 * Returns: (transfer full): how the person came in, and what became of it
 */
char *
esp_trace_words_passage (const EspTraceSpeaker *self,
                         const EspJourneyTrace *trace,
                         const EspTracePassage *passage)
{
  const EspJourneyEntry *entry = esp_journey_trace_get_entry (trace, passage);
  g_autofree char *by = entry != NULL ? esp_journey_words_entry (entry, self->names)
                                      : g_strdup (C_ ("journey trace", "By hand"));
  g_autofree char *at = esp_trace_words_moment (self, passage->entered_us);

  /* Translators: when, by which entry, version, and what it is now: "12 Mar 10:00 · By hand · v3 · Inside" */
  return g_strdup_printf (C_ ("journey trace", "%1$s · %2$s · v%3$u · %4$s"), at, by,
                          passage->version, esp_journey_words_status (passage->status));
}

static char *
file_title (gpointer data, const EspJourneyTrace *trace)
{
  return g_strdup_printf (C_ ("journey trace", "Path of %1$s through “%2$s”"),
                          trace->lead != NULL ? trace->lead : "?", trace->row->name);
}

static char *
file_passage (gpointer data, const EspJourneyTrace *trace, guint index)
{
  return esp_trace_words_passage (data, trace, g_ptr_array_index (trace->passages, index));
}

static char *
file_line (gpointer data, const EspTraceLine *line)
{
  g_autofree char *step = esp_trace_words_step (data, line->journey, line->step);
  g_autofree char *outcome = esp_trace_words_outcome (data, line);
  g_autofree char *details = esp_trace_words_details (data, line);

  return g_strdup_printf ("v%u  %s — %s%s%s", line->version, step, outcome,
                          *details != '\0' ? "\n" : "", details);
}

static char *
file_next (gpointer data, const EspTraceNext *next)
{
  return esp_trace_words_next (data, next);
}

static char *
file_moment (gpointer data, gint64 at_us)
{
  return esp_trace_words_moment (data, at_us);
}

/**
 * esp_trace_words_fill:
 * @self: (transfer none): must live as long as the words
 *
 * For the file.
 */
void
esp_trace_words_fill (EspTraceWords *out_words, EspTraceSpeaker *self)
{
  *out_words = (EspTraceWords){ self, file_title, file_passage, file_line, file_next, file_moment };
}

/**
 * esp_journey_set_title:
 *
 * Returns: (transfer none): what the leads of a number of a journey have in common
 */
const char *
esp_journey_set_title (EspLeadSetKind kind)
{
  switch ((guint) kind)
    {
    case ESP_LEAD_SET_ENTERED:
      return C_ ("journey numbers", "Came in");
    case ESP_LEAD_SET_HERE:
      return C_ ("journey numbers", "Here now");
    case ESP_LEAD_SET_EXITED:
      return C_ ("journey numbers", "Left here");
    case ESP_LEAD_SET_REACHED:
      return C_ ("journey numbers", "Reached a goal");
    case ESP_LEAD_SET_NOT_SENT:
      return C_ ("journey numbers", "Not sent");
    case ESP_LEAD_SET_HELD:
      return C_ ("journey numbers", "The message waits");
    case ESP_LEAD_SET_FAILED:
      return C_ ("journey numbers", "The message failed");
    case ESP_LEAD_SET_PASSED:
    default:
      return C_ ("journey numbers", "Came by");
    }
}
