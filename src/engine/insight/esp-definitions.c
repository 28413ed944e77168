/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How figures came to mean something else: whoever compares a report with an earlier one of the same days has to be
 * told. Each change of a definition adds an entry here. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-definitions.h"

#include <glib/gi18n.h>
#include <string.h>

/* One change. Its number is its place, from 1. */
typedef struct
{
  const char *asks;    /* kinds of questions whose numbers are others now, with blanks */
  const char *metrics; /* (nullable) of trends: the figures */
  const char *text;
} Change;

static const Change changes[] = {
  { "metrics growth trend", "bounced bounce_rate",
    N_ ("Bounced are leads whom nothing of what was sent reached; before, everyone counted of whom "
        "one message came back.") },
  { "trend",
    "delivery_rate bounce_rate open_rate click_rate click_to_open_rate unsubscribe_rate "
    "complaint_rate",
    N_ ("A rate of a day counts who answered on later days, too, and its total the whole period; "
        "before, what happened on another day than the delivery was left out.") },
  { "metrics trend", "open_rate click_rate click_to_open_rate unsubscribe_rate complaint_rate",
    N_ ("A rate of a period is of the messages that were handed over in it, as for sends; before, "
        "what people did because of earlier messages counted, too.") },
  { "metrics trend", "retention_rate churn_rate",
    N_ ("Retention looks at as many days or whole months of the calendar before the period; "
        "before, at as many hours.") },
  { "metrics growth trend", "list_growth_rate",
    N_ ("Who is asked for consent again may be reached only after the answer; before, the earlier "
        "yes went on counting.") },
  { "sends campaigns", NULL,
    N_ ("What is given back takes from a send no more than its orders brought; before, what was "
        "given back of other orders did, too.") },
  { "cohort", NULL,
    N_ ("What happened before the day that put a lead into its cohort counts no longer.") },
  { "attribution", NULL,
    N_ ("Touches that lie too long before the next conversion are ways that led to nothing; "
        "before, they were left out.") },
};

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) list, word);
}

static gboolean
concerns (const Change *change, const EspQuestion *question)
{
  const char *ask = esp_question_get_kind (question)->name;

  if (!has_word (change->asks, ask))
    return FALSE;
  return !g_str_equal (ask, "trend") || change->metrics == NULL ||
         has_word (change->metrics, esp_question_get (question, "metric"));
}

/**
 * esp_definitions_get_current:
 *
 * Returns: the number of the last change of a definition
 */
guint
esp_definitions_get_current (void)
{
  return G_N_ELEMENTS (changes);
}

/**
 * esp_definitions_list_changes:
 * @since: the number of the last change that is known already
 *
 * Returns: (transfer full) (element-type utf8): what changed since of the figures that the question shows, in
 *   English sentences that are ours
 */
GPtrArray *
esp_definitions_list_changes (guint since, const EspQuestion *question)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = since; i < G_N_ELEMENTS (changes); i++)
    if (concerns (&changes[i], question))
      g_ptr_array_add (texts, (gpointer) changes[i].text);
  return texts;
}
