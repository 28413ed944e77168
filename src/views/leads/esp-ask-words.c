/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to "why did this person get it, or not" in sentences. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-ask-words.h"

#include "views/campaigns/esp-campaign-words.h"
#include "views/leads/esp-ask-lines.h"
#include "views/leads/esp-timeline-words.h"

#include <glib/gi18n.h>

/* Clauses that follow "Did not get it:" and "Would not get it:". */
static const char *const clauses[ESP_N_REASONS] = {
  [ESP_REASON_NONE] = NC_ ("ask", "nothing is against it"),
  [ESP_REASON_GONE] = NC_ ("ask", "the lead is archived or erased"),
  [ESP_REASON_NOT_IN_AUDIENCE] = NC_ ("ask", "the lead is not in the audience"),
  [ESP_REASON_NO_ADDRESS] = NC_ ("ask", "there is no email address"),
  [ESP_REASON_BAD_ADDRESS] = NC_ ("ask", "the email address is not valid"),
  [ESP_REASON_CHANNEL] = NC_ ("ask", "the channel is not ready"),
  [ESP_REASON_SUPPRESSED] = NC_ ("ask", "nothing may be sent to this address"),
  [ESP_REASON_WITHDRAWN] = NC_ ("ask", "the person refused or withdrew the consent"),
  [ESP_REASON_NO_CONSENT] = NC_ ("ask", "no consent is recorded"),
  [ESP_REASON_CAPPED] = NC_ ("ask", "the frequency limit is reached"),
  [ESP_REASON_HOLDOUT] = NC_ ("ask", "the lead belongs to the group that is compared with"),
  [ESP_REASON_CONTENT] = NC_ ("ask", "the message cannot be made for this person"),
  [ESP_REASON_LOCAL] = NC_ ("ask", "the chosen hour has not come where the person is"),
  [ESP_REASON_NIGHT] = NC_ ("ask", "it is night where the person is"),
  [ESP_REASON_QUIET] = NC_ ("ask", "it is quiet hours where the person is"),
};

static const char *
clause (EspReason reason)
{
  return g_dpgettext2 (NULL, "ask", clauses[reason]);
}

/* What the ledger keeps as the reason, in words; what is not known stays as it is. */
static char *
dup_row_clause (const EspLedgerRow *row)
{
  EspReason reason;

  if (esp_reason_from_name (row->reason, &reason))
    return g_strdup (clause (reason));
  if (row->reply != NULL && *row->reply != '\0')
    return g_strdup_printf (_ ("the server said “%s”"), row->reply);
  return row->reason != NULL ? g_strdup (row->reason) : g_strdup (_ ("the reason is not recorded"));
}

/**
 * esp_ask_line_free:
 */
void
esp_ask_line_free (EspAskLine *line)
{
  if (line == NULL)
    return;
  g_free (line->sentence);
  g_free (line->detail);
  g_free (line->address);
  g_free (line->action);
  g_free (line);
}

/* Whether the question is about what was, not about what would be. */
static gboolean
is_past (const EspSendAsk *ask)
{
  return ask->why->row != NULL ||
         !(g_str_equal (ask->send_state, "draft") || g_str_equal (ask->send_state, "scheduled"));
}

/**
 * esp_ask_words_mark:
 *
 * Returns: how the headline stands: got it, did not, or waits
 */
EspAskMark
esp_ask_words_mark (const EspSendAsk *ask)
{
  const EspLedgerRow *row = ask->why->row;

  if (row == NULL)
    return is_past (ask)                                 ? ESP_ASK_AGAINST
           : ask->why->verdict.reason == ESP_REASON_NONE ? ESP_ASK_FINE
           : esp_reason_waits (ask->why->verdict.reason) ? ESP_ASK_WAITS
                                                         : ESP_ASK_AGAINST;
  if (g_str_equal (row->state, "sent"))
    return row->reason == NULL ? ESP_ASK_FINE : ESP_ASK_AGAINST;
  if (g_str_equal (row->state, "queued") || g_str_equal (row->state, "sending") ||
      g_str_equal (row->state, "unknown"))
    return ESP_ASK_WAITS;
  return ESP_ASK_AGAINST;
}

static char *
queued_headline (EspSession *session, const EspLedgerRow *row)
{
  g_autofree char *until = esp_ask_time (session, row->next_at_us);
  g_autofree char *why = NULL;

  if (row->next_at_us == 0 || row->reason == NULL)
    return g_strdup (_ ("Waits to be sent."));
  why = dup_row_clause (row);
  /* Translators: a time, then why it waits until then */
  return g_strdup_printf (_ ("Waits until %s: %s."), until, why);
}

static char *
row_headline (EspSession *session, const EspLedgerRow *row)
{
  g_autofree char *when = esp_ask_time (session, row->updated_at_us);
  g_autofree char *why = NULL;

  if (g_str_equal (row->state, "sent"))
    return g_strdup_printf (_ ("Got it: handed to the mail server on %s."), when);
  if (g_str_equal (row->state, "queued"))
    return queued_headline (session, row);
  if (g_str_equal (row->state, "sending"))
    return g_strdup (_ ("Is being handed to the mail server right now."));
  if (g_str_equal (row->state, "unknown"))
    return g_strdup_printf (_ ("In doubt: it was handed over on %s, but no reply came."), when);
  if (g_str_equal (row->state, "cancelled"))
    return g_strdup_printf (_ ("Did not get it: the send was stopped on %s, before its turn."),
                            when);
  why = dup_row_clause (row);
  if (g_str_equal (row->state, "failed"))
    return g_strdup_printf (_ ("Did not get it: the server refused it on %s; %s."), when, why);
  /* Translators: the reason, then when it was decided */
  return g_strdup_printf (_ ("Did not get it: %s (%s)."), why, when);
}

/**
 * esp_ask_words_headline:
 *
 * Returns: (transfer full): the answer in one sentence
 */
char *
esp_ask_words_headline (EspSession *session, const EspSendAsk *ask)
{
  if (ask->why->row != NULL)
    return row_headline (session, ask->why->row);
  if (is_past (ask))
    return g_strdup (
      _ ("Did not get it: the lead was not in the audience when the send was made ready."));
  return esp_ask_words_now (session, ask);
}

/**
 * esp_ask_words_now:
 *
 * Returns: (transfer full): what would happen if it were sent now
 */
char *
esp_ask_words_now (EspSession *session, const EspSendAsk *ask)
{
  const EspVerdict *verdict = &ask->why->verdict;
  g_autofree char *until = esp_ask_time (session, verdict->retry_at_us);

  if (verdict->reason == ESP_REASON_NONE)
    return g_strdup (_ ("If it were sent now: would get it."));
  if (esp_reason_waits (verdict->reason) && verdict->retry_at_us != 0)
    return g_strdup_printf (_ ("If it were sent now: would wait until %s, because %s."), until,
                            clause (verdict->reason));
  return g_strdup_printf (_ ("If it were sent now: would not get it, because %s."),
                          clause (verdict->reason));
}

/**
 * esp_ask_words_events:
 *
 * Returns: (transfer full) (nullable): what followed the message, such as "Opened … · Clicked …"
 */
char *
esp_ask_words_events (EspSession *session, const EspSendAsk *ask)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ask->events->len; i++)
    {
      const EspAskFact *fact = g_ptr_array_index (ask->events, i);
      g_autofree char *when = esp_ask_time (session, fact->at_us);

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "",
                              esp_timeline_event_words (fact->what), when);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * esp_ask_words_choice:
 *
 * Returns: (transfer full): a send as one line of a choice
 */
char *
esp_ask_words_choice (EspSession *session, const EspAskChoice *choice)
{
  g_autofree char *day = esp_format_date (choice->at_us, esp_session_get_zone (session),
                                          ESP_DATE_SHORT, esp_session_get_lang (session));

  if (choice->row_state != NULL)
    return g_strdup_printf ("%s · %s · %s", choice->campaign,
                            esp_campaign_row_title (choice->row_state), day);
  return g_strdup_printf ("%s · %s", choice->campaign, esp_campaign_state_title (choice->state));
}
