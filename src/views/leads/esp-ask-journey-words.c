/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a lead is where it is in a journey, or did not come in, in words. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-ask-journey-words.h"

#include "views/campaigns/esp-campaign-words.h"
#include "views/journeys/esp-journey-trace-words.h"
#include "views/journeys/esp-journey-words.h"

#include <glib/gi18n.h>

typedef struct
{
  EspTraceSpeaker speaker;
  const EspJourneyAsk *ask;
  const EspTracePassage *passage; /* (nullable) the last one */
} Voice;

static char *
say_step (const Voice *voice, const EspJourneyLink *link)
{
  const EspJourney *journey = link->line != NULL       ? link->line->journey
                              : voice->passage != NULL ? voice->passage->next.journey
                                                       : voice->ask->journey;
  const EspJourneyStep *step = link->step != NULL   ? link->step
                               : link->line != NULL ? link->line->step
                                                    : NULL;

  return esp_trace_words_step (&voice->speaker, journey, step);
}

static char *
say_admission (const Voice *voice, const EspJourneyLink *link)
{
  g_autofree char *at =
    link->at_us != 0 ? esp_trace_words_moment (&voice->speaker, link->at_us) : NULL;
  g_autofree char *n = esp_format_count (link->n);

  switch (link->admission)
    {
    case ESP_ADMISSION_INSIDE:
      return g_strdup_printf (C_ ("journey ask", "Is inside already, since %s"), at);
    case ESP_ADMISSION_WAS_INSIDE:
      return g_strdup_printf (C_ ("journey ask", "Was inside (%s), and nobody comes in twice"), at);
    case ESP_ADMISSION_TOO_SOON:
      return g_strdup_printf (C_ ("journey ask", "Was inside too lately; may come again from %s"),
                              at);
    case ESP_ADMISSION_DAY_FULL:
      return g_strdup_printf (ngettext ("The limit of a day is reached: %s lead",
                                        "The limit of a day is reached: %s leads",
                                        (gulong) link->n),
                              n);
    case ESP_ADMISSION_FULL:
      return g_strdup_printf (ngettext ("The limit in total is reached: %s lead",
                                        "The limit in total is reached: %s leads",
                                        (gulong) link->n),
                              n);
    case ESP_ADMISSION_YES:
    default:
      return g_strdup (C_ ("journey ask", "Re-entry and limits let this lead in"));
    }
}

static const char *
fact_words (EspEntryFact fact)
{
  static const char *const words[ESP_N_ENTRY_FACTS] = {
    [ESP_ENTRY_FACT_UNKNOWN] = NC_ ("journey ask", "What it asks for is not there any more"),
    [ESP_ENTRY_FACT_COMES] = NC_ ("journey ask", "Matches now, and comes in in a moment"),
    [ESP_ENTRY_FACT_NOT_MEMBER] = NC_ ("journey ask", "Is not in the segment"),
    [ESP_ENTRY_FACT_SEEN] =
      NC_ ("journey ask", "Was in the segment before; only newcomers come in"),
    [ESP_ENTRY_FACT_STILL_MEMBER] = NC_ ("journey ask", "Has not left the segment"),
    [ESP_ENTRY_FACT_NEVER_MEMBER] =
      NC_ ("journey ask", "Was not in the segment since the journey began"),
    [ESP_ENTRY_FACT_NEVER] = NC_ ("journey ask", "It never happened"),
    [ESP_ENTRY_FACT_BEFORE] = NC_ ("journey ask", "It happened before the journey began"),
    [ESP_ENTRY_FACT_HAPPENED] = NC_ ("journey ask", "It happened"),
    [ESP_ENTRY_FACT_NO_DATE] = NC_ ("journey ask", "The lead has no such date"),
    [ESP_ENTRY_FACT_DATE] = NC_ ("journey ask", "The day is still to come"),
    [ESP_ENTRY_FACT_DATE_PAST] = NC_ ("journey ask", "The hour of that day is over"),
    [ESP_ENTRY_FACT_BY_HAND] = NC_ ("journey ask", "Nobody has added this lead by hand"),
    [ESP_ENTRY_FACT_OPENS] = NC_ ("journey ask", "Is in the segment, and waits for the schedule"),
    [ESP_ENTRY_FACT_NOT_SCHEDULED] = NC_ ("journey ask", "Is not in the segment of the schedule"),
    [ESP_ENTRY_FACT_OTHER_JOURNEY] = NC_ ("journey ask", "Has not left the other journey"),
  };

  return g_dpgettext2 (NULL, "journey ask", words[fact]);
}

static char *
say_fact (const Voice *voice, const EspJourneyLink *link)
{
  g_autofree char *at = NULL;

  if (link->at_us == 0)
    return g_strdup (fact_words (link->fact));
  at = esp_trace_words_moment (&voice->speaker, link->at_us);
  return g_strdup_printf ("%s (%s)", fact_words (link->fact), at);
}

static char *
say_not_sent (const Voice *voice, const EspJourneyLink *link, const char *step)
{
  g_autofree char *reason = NULL;

  if (link->reason != ESP_REASON_NONE || link->line->fate == NULL)
    return g_strdup_printf (C_ ("journey ask", "“%1$s” was not sent: %2$s"), step,
                            esp_journey_words_reason (link->reason));
  if (link->line->fate->reason != NULL)
    reason = esp_campaign_ledger_reason (link->line->fate->reason);
  return g_strdup_printf (C_ ("journey ask", "“%1$s” was not sent: %2$s"), step,
                          reason != NULL ? reason
                                         : esp_campaign_row_title (link->line->fate->state));
}

static void
say_link (const Voice *voice, const EspJourneyLink *link, EspAskLine *out)
{
  g_autofree char *step = say_step (voice, link);

  switch (link->kind)
    {
    case ESP_LINK_NEXT:
      out->sentence = esp_trace_words_next (&voice->speaker, &voice->passage->next);
      break;
    case ESP_LINK_CAME:
      out->sentence = g_strdup_printf (C_ ("journey ask", "Came from “%s”"), step);
      out->detail = esp_trace_words_outcome (&voice->speaker, link->line);
      break;
    case ESP_LINK_LEFT:
      out->sentence = g_strdup_printf (C_ ("journey ask", "Left the journey at “%s”"), step);
      out->detail = g_strdup (esp_journey_words_status (voice->passage->status));
      break;
    case ESP_LINK_NOT_SENT:
      out->sentence = say_not_sent (voice, link, step);
      out->detail = esp_trace_words_moment (&voice->speaker, link->at_us);
      break;
    case ESP_LINK_MESSAGE:
      out->sentence = g_strdup_printf (C_ ("journey ask", "If “%1$s” were sent now: %2$s"), step,
                                       link->reason == ESP_REASON_NONE
                                         ? C_ ("journey ask", "this lead would get it")
                                         : esp_journey_words_reason (link->reason));
      break;
    case ESP_LINK_GONE:
      out->sentence = g_strdup (_ ("This lead is gone"));
      break;
    case ESP_LINK_STATE:
      out->sentence = g_strdup_printf (C_ ("journey ask", "The journey: %s"),
                                       esp_journey_words_state (voice->ask->trace->row->state));
      break;
    case ESP_LINK_ADMISSION:
      out->sentence = say_admission (voice, link);
      break;
    case ESP_LINK_ENTRY:
      out->sentence = say_fact (voice, link);
      out->detail = esp_journey_words_entry (link->entry, voice->speaker.names);
      break;
    case ESP_N_LINKS:
    default:
      out->sentence = g_strdup ("");
    }
}

/**
 * esp_ask_journey_lines:
 *
 * Returns: (transfer full) (element-type EspAskLine): the first is the answer in short
 */
GPtrArray *
esp_ask_journey_lines (EspSession *session, const EspJourneyAsk *ask, EspJourneyNames *names)
{
  static const EspAskMark marks[] = { ESP_ASK_FINE, ESP_ASK_AGAINST, ESP_ASK_WAITS };
  const GPtrArray *passages = ask->trace->passages;
  const Voice voice = { { session, names },
                        ask,
                        passages->len > 0 ? g_ptr_array_index (passages, passages->len - 1)
                                          : NULL };
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ask_line_free);

  for (guint i = 0; i < ask->links->len; i++)
    {
      const EspJourneyLink *link = &g_array_index (ask->links, EspJourneyLink, i);
      EspAskLine *line = g_new0 (EspAskLine, 1);

      line->mark = marks[link->mark];
      line->is_decisive = i == 0;
      say_link (&voice, link, line);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

/**
 * esp_ask_journey_choice:
 *
 * Returns: (transfer full): a journey in the list of what can be asked about
 */
char *
esp_ask_journey_choice (const char *name)
{
  return g_strdup_printf (C_ ("journey ask", "Journey · %s"), name);
}
