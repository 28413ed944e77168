/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path of one lead as a text file, in whatever words it is given; in plain English by itself. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-trace.h"

#include "base/esp-clock.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-lead-asks.h"

static char *
say_moment (gpointer data, gint64 at_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, data) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S %Z") : g_strdup ("?");
}

static char *
say_title (gpointer data, const EspJourneyTrace *trace)
{
  return g_strdup_printf ("Journey “%s” · lead %" G_GINT64_FORMAT "%s%s", trace->row->name,
                          trace->lead_id, trace->lead != NULL ? " " : "",
                          trace->lead != NULL ? trace->lead : "");
}

static const char *
name_step (const EspJourneyStep *step)
{
  if (step == NULL)
    return "?";
  return step->title != NULL ? step->title : step->id;
}

static char *
say_passage (gpointer data, const EspJourneyTrace *trace, guint index)
{
  const EspTracePassage *passage = g_ptr_array_index (trace->passages, index);
  const EspJourneyEntry *entry = esp_journey_trace_get_entry (trace, passage);

  return g_strdup_printf ("entered (%s%s%s) in version %u, now %s",
                          entry != NULL ? esp_entry_kind_name (entry->kind) : "by hand",
                          entry != NULL && entry->reference != NULL ? " " : "",
                          entry != NULL && entry->reference != NULL ? entry->reference : "",
                          passage->first_version, esp_journey_status_name (passage->status));
}

static void
say_outcome (GString *out, const EspTraceLine *line)
{
  const EspJourneyMark *mark = &line->mark;
  const EspJourneyBranch *branch = mark->outcome == ESP_OUTCOME_BRANCH && line->step != NULL &&
                                       mark->detail < esp_journey_step_get_n_branches (line->step)
                                     ? esp_journey_step_get_branch (line->step, mark->detail)
                                     : NULL;

  g_string_append (out, esp_journey_outcome_name (mark->outcome));
  if (branch != NULL)
    g_string_append_printf (out, " %u%s%s", mark->detail + 1, branch->title != NULL ? " " : "",
                            branch->title != NULL ? branch->title : "");
  else if (mark->outcome == ESP_OUTCOME_LEFT)
    g_string_append_printf (out, ": %s", esp_journey_status_name ((EspJourneyStatus) mark->detail));
  else if ((mark->outcome == ESP_OUTCOME_SEND || mark->outcome == ESP_OUTCOME_NOT_SENT) &&
           mark->detail != ESP_REASON_NONE)
    g_string_append_printf (out, ": %s", esp_reason_sentence ((EspReason) mark->detail));
  else if (mark->outcome == ESP_OUTCOME_LOOPED)
    g_string_append_printf (out, ", time %u", mark->detail);
}

static void
say_answers (GString *out, const EspTraceLine *line)
{
  for (guint i = 0; i < line->answers->len; i++)
    {
      const EspTraceAnswer *answer = &g_array_index (line->answers, EspTraceAnswer, i);
      g_autoptr (EspSentence) sentence =
        answer->rule != NULL ? esp_sentence_new (answer->rule, NULL, "KRW", ESP_LANG_EN) : NULL;

      g_string_append_printf (out, "\n%s: %s", answer->is_yes ? "yes" : "no",
                              sentence != NULL ? sentence->text : "everyone else");
    }
}

static void
say_fate (GString *out, const EspJourneyFate *fate, GTimeZone *zone)
{
  g_autofree char *at = say_moment (zone, fate->updated_at_us);

  g_string_append_printf (out, "\nmessage “%s”: %s %s", fate->message != NULL ? fate->message : "?",
                          fate->state, at);
  if (fate->reason != NULL)
    g_string_append_printf (out, " (%s)", fate->reason);
  if (fate->reply != NULL)
    g_string_append_printf (out, ", the server said: %s", fate->reply);
  for (guint i = 0; i < fate->events->len; i++)
    {
      const EspAskFact *fact = g_ptr_array_index (fate->events, i);
      g_autofree char *then = say_moment (zone, fact->at_us);

      g_string_append_printf (out, "\n%s %s", fact->what, then);
    }
}

static char *
say_line (gpointer data, const EspTraceLine *line)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "v%u  %3u %-20s  ", line->version, line->mark.step + 1,
                          name_step (line->step));
  say_outcome (out, line);
  say_answers (out, line);
  if (line->fate != NULL)
    say_fate (out, line->fate, data);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
say_next (gpointer data, const EspTraceNext *next)
{
  g_autofree char *at = next->at_us != G_MAXINT64 ? say_moment (data, next->at_us) : NULL;
  const char *step = name_step (next->step);

  switch (next->kind)
    {
    case ESP_NEXT_NOW:
      return g_strdup_printf ("next: “%s”, with the next turn of the engine", step);
    case ESP_NEXT_TIME:
      return g_strdup_printf ("next: “%s”, %s%s%s", step, at != NULL ? at : "no time is set",
                              next->then != NULL ? ", then " : "",
                              next->then != NULL ? name_step (next->then) : "");
    case ESP_NEXT_EVENT:
      return g_strdup_printf ("next: “%s” waits for an event%s%s", step,
                              at != NULL ? ", at the latest until " : "", at != NULL ? at : "");
    case ESP_NEXT_RULE:
      return g_strdup_printf ("next: “%s” waits for a rule to come true%s%s", step,
                              at != NULL ? ", at the latest until " : "", at != NULL ? at : "");
    case ESP_NEXT_GOAL:
      return g_strdup_printf ("next: waits to reach “%s”", step);
    case ESP_NEXT_PAUSED:
      return g_strdup_printf ("next: the journey is paused; waits at “%s”", step);
    case ESP_NEXT_CHANNEL:
      return g_strdup_printf ("next: “%s” waits until its channel is ready", step);
    case ESP_NEXT_LEFT:
    default:
      return g_strdup ("nothing comes next: is not in the journey any more");
    }
}

/**
 * esp_journey_trace_get_plain_words:
 * @zone: (transfer none): must live as long as the words
 *
 * Plain English, for the command line.
 */
void
esp_journey_trace_get_plain_words (EspTraceWords *out_words, GTimeZone *zone)
{
  *out_words = (EspTraceWords){ zone, say_title, say_passage, say_line, say_next, say_moment };
}

static void
append_block (GString *out, const char *indent, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    g_string_append_printf (out, "%s%s%s\n", indent, i > 0 ? "    " : "", parts[i]);
}

static void
append_passage (GString *out, const EspJourneyTrace *self, guint index, const EspTraceWords *words)
{
  const EspTracePassage *passage = g_ptr_array_index (self->passages, index);
  g_autofree char *head = words->passage (words->data, self, index);
  g_autofree char *entered = words->moment (words->data, passage->entered_us);
  g_autofree char *next = words->next (words->data, &passage->next);

  g_string_append_printf (out, "\n%s  %s\n", entered, head);
  for (guint i = 0; i < passage->lines->len; i++)
    {
      const EspTraceLine *line = g_ptr_array_index (passage->lines, i);
      g_autofree char *at = words->moment (words->data, line->mark.at_us);
      g_autofree char *said = words->line (words->data, line);
      g_autofree char *text = g_strconcat (at, "  ", said, NULL);

      append_block (out, "  ", text);
    }
  append_block (out, "  ", next);
}

/**
 * esp_journey_trace_to_text:
 *
 * Returns: (transfer full): the whole path as lines of text
 */
char *
esp_journey_trace_to_text (const EspJourneyTrace *self, const EspTraceWords *words)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *title = words->title (words->data, self);
  g_autofree char *as_of = words->moment (words->data, self->as_of_us);

  g_string_append_printf (out, "%s\n%s\n", title, as_of);
  for (guint i = 0; i < self->passages->len; i++)
    append_passage (out, self, i, words);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
