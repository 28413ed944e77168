/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain that decides whether somebody gets a message, link by link, in sentences. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-ask-lines.h"

#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-lead-zone-words.h"
#include "views/messages/esp-template-words.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session;
  const EspSendAsk *ask;
  GPtrArray *lines;
} Writer;

/**
 * esp_ask_time:
 * @time_us: 0 is not known
 *
 * Returns: (transfer full): the moment in full
 */
char *
esp_ask_time (EspSession *session, gint64 time_us)
{
  if (time_us == 0)
    return g_strdup (_ ("an unknown day"));
  return esp_format_date (time_us, esp_session_get_zone (session), ESP_DATE_DAY_TIME,
                          esp_session_get_lang (session));
}

static EspAskLine *
add (Writer *writer, EspAskLink link, EspAskMark mark, char *sentence)
{
  EspAskLine *line = g_new0 (EspAskLine, 1);

  line->mark = mark;
  line->sentence = sentence;
  line->is_decisive =
    mark != ESP_ASK_FINE && esp_send_ask_link_of (writer->ask->why->verdict.reason) == link;
  g_ptr_array_add (writer->lines, line);
  return line;
}

static void
set_cause (EspAskLine *line, const char *area, gint64 id, const char *action)
{
  line->address = id != 0 ? g_strdup_printf ("%s/%" G_GINT64_FORMAT, area, id) : g_strdup (area);
  line->action = g_strdup (action);
}

static char *
conditions_detail (const EspAudiencePart *part)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < part->conditions->len; i++)
    {
      const EspAudienceCondition *condition = g_ptr_array_index (part->conditions, i);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append_printf (text, "%s %s", condition->matches ? "✓" : "✗", condition->sentence);
      if (condition->value != NULL)
        /* Translators: what the lead has where a condition looks */
        g_string_append_printf (text, _ (" (here: %s)"), condition->value);
      else if (!condition->matches)
        g_string_append (text, _ (" (here: nothing)"));
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
write_part (Writer *writer, const EspAudiencePart *part)
{
  gboolean is_fine = part->is_excluded ? !part->is_member : part->is_member;
  EspAskLine *line;
  char *sentence;

  if (part->is_excluded)
    sentence = part->is_member
                 ? g_strdup_printf (_ ("In the segment “%s”, which is left out"), part->name)
                 : g_strdup_printf (_ ("Not in the left out segment “%s”"), part->name);
  else
    sentence = part->is_member ? g_strdup_printf (_ ("In the segment “%s”"), part->name)
                               : g_strdup_printf (_ ("Not in the segment “%s”"), part->name);
  line = add (writer, ESP_ASK_AUDIENCE, is_fine ? ESP_ASK_FINE : ESP_ASK_AGAINST, sentence);
  line->detail = conditions_detail (part);
  set_cause (line, "segments", part->id, _ ("Open the segment"));
}

static void
write_audience (Writer *writer)
{
  const EspAudienceWhy *audience = writer->ask->audience;

  if (audience->is_everyone)
    add (writer, ESP_ASK_AUDIENCE, ESP_ASK_FINE, g_strdup (_ ("The audience is everyone")));
  if (audience->names_leads)
    add (writer, ESP_ASK_AUDIENCE, audience->is_named ? ESP_ASK_FINE : ESP_ASK_AGAINST,
         g_strdup (audience->is_named ? _ ("Chosen by hand for the audience")
                                      : _ ("Not among those chosen by hand")));
  for (guint i = 0; i < audience->parts->len; i++)
    write_part (writer, g_ptr_array_index (audience->parts, i));
  if (writer->lines->len == 1) /* who is there, and nothing about the audience */
    add (writer, ESP_ASK_AUDIENCE, ESP_ASK_AGAINST, g_strdup (_ ("No audience is chosen yet")));
}

static void
write_address (Writer *writer)
{
  const EspSendAsk *ask = writer->ask;
  const EspRecipient *recipient = &ask->why->recipient;

  if (!recipient->has_address)
    add (writer, ESP_ASK_ADDRESS, ESP_ASK_AGAINST, g_strdup (_ ("No email address")));
  else if (!recipient->is_address_valid)
    add (writer, ESP_ASK_ADDRESS, ESP_ASK_AGAINST,
         g_strdup_printf (_ ("The address %s is not valid"), ask->address));
  else
    add (writer, ESP_ASK_ADDRESS, ESP_ASK_FINE,
         g_strdup_printf (_ ("The address %s can be written to"), ask->address));
}

static void
write_channel (Writer *writer)
{
  const EspSendAsk *ask = writer->ask;
  EspAskLine *line;

  if (ask->why->rule.is_channel_ready)
    line = add (writer, ESP_ASK_CHANNEL, ESP_ASK_FINE,
                g_strdup_printf (_ ("The channel “%s” is ready"),
                                 ask->channel != NULL ? ask->channel : ""));
  else if (ask->channel == NULL)
    line = add (writer, ESP_ASK_CHANNEL, ESP_ASK_AGAINST, g_strdup (_ ("No channel is chosen")));
  else
    line = add (writer, ESP_ASK_CHANNEL, ESP_ASK_AGAINST,
                g_strdup_printf (_ ("The channel “%s” is not ready"), ask->channel));
  set_cause (line, "channels", 0, _ ("Open the channels"));
}

static const char *
suppression_words (const char *reason)
{
  static const struct
  {
    const char *name;
    const char *words;
  } known[] = {
    { "unsubscribed", NC_ ("suppression", "the person unsubscribed") },
    { "hard-bounce", NC_ ("suppression", "mail came back for good") },
    { "soft-bounce", NC_ ("suppression", "mail came back too often") },
    { "complaint", NC_ ("suppression", "the person reported it as spam") },
    { "manual", NC_ ("suppression", "somebody here blocked it") },
    { "erased", NC_ ("suppression", "the person was erased") },
    { "import", NC_ ("suppression", "an import brought it as blocked") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, reason))
      return g_dpgettext2 (NULL, "suppression", known[i].words);
  return reason;
}

static void
write_suppression (Writer *writer)
{
  const EspSendAsk *ask = writer->ask;
  g_autofree char *when = NULL;

  if (ask->suppression == NULL)
    {
      add (writer, ESP_ASK_SUPPRESSION, ESP_ASK_FINE,
           g_strdup (_ ("The address is not suppressed")));
      return;
    }
  when = esp_ask_time (writer->session, ask->suppressed_at_us);
  /* Translators: since when, then why */
  add (writer, ESP_ASK_SUPPRESSION, ESP_ASK_AGAINST,
       g_strdup_printf (_ ("Suppressed since %s: %s"), when, suppression_words (ask->suppression)));
}

/* The permission of customers, and of those who asked, ends by itself. */
static void
write_lapse (Writer *writer)
{
  const EspSendWhy *why = writer->ask->why;
  g_autofree char *when = esp_ask_time (writer->session, why->lapses_at_us);

  if (why->recipient.consent == ESP_WORD_GRANTED)
    add (writer, ESP_ASK_CONSENT, ESP_ASK_FINE,
         g_strdup_printf (_ ("May be written to as a customer until %s"), when));
  else
    add (writer, ESP_ASK_CONSENT, ESP_ASK_AGAINST,
         g_strdup_printf (_ ("The permission to write to a customer ended on %s"), when));
}

static void
write_consent (Writer *writer)
{
  const EspSendAsk *ask = writer->ask;
  g_autofree char *when = esp_ask_time (writer->session, ask->consent_at_us);

  if (!ask->why->rule.is_marketing)
    add (writer, ESP_ASK_CONSENT, ESP_ASK_FINE, g_strdup (_ ("Not an ad, so no consent is asked")));
  else if (ask->why->lapses_at_us != 0)
    write_lapse (writer);
  else if (ask->why->recipient.consent == ESP_WORD_GRANTED)
    add (writer, ESP_ASK_CONSENT, ESP_ASK_FINE,
         g_strdup_printf (_ ("Consent to ads by email since %s"), when));
  else if (ask->why->recipient.consent == ESP_WORD_REFUSED)
    add (writer, ESP_ASK_CONSENT, ESP_ASK_AGAINST,
         /* Translators: a state of a consent such as Withdrawn, then when */
         g_strdup_printf (_ ("Consent to ads by email: %s, %s"),
                          esp_lead_consent_label (ask->consent_state), when));
  else
    add (writer, ESP_ASK_CONSENT, ESP_ASK_AGAINST,
         g_strdup (_ ("No consent to ads by email is recorded")));
}

static char *
counted_detail (Writer *writer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const EspSendAsk *ask = writer->ask;

  for (guint i = 0; i < ask->counted->len; i++)
    {
      const EspAskFact *fact = g_ptr_array_index (ask->counted, i);
      g_autofree char *when = esp_ask_time (writer->session, fact->at_us);

      g_string_append_printf (text, "%s%s · %s", text->len > 0 ? "\n" : "", fact->what, when);
    }
  if (ask->limit_free_at_us != 0 && ask->why->recipient.is_capped)
    {
      g_autofree char *free_at = esp_ask_time (writer->session, ask->limit_free_at_us);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Allowed again from %s"), free_at);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
write_limit (Writer *writer)
{
  const EspSendAsk *ask = writer->ask;
  EspAskLine *line;

  if (ask->cap_count == 0)
    {
      add (writer, ESP_ASK_LIMIT, ESP_ASK_FINE, g_strdup (_ ("No frequency limit applies")));
      return;
    }
  /* Translators: how many were sent, how many may be, within how many days */
  line = add (writer, ESP_ASK_LIMIT, ask->why->recipient.is_capped ? ESP_ASK_AGAINST : ESP_ASK_FINE,
              g_strdup_printf (_ ("Frequency limit: %u of %u in %u days"), ask->counted->len,
                               ask->cap_count, ask->cap_days));
  line->detail = counted_detail (writer);
  if (ask->why->recipient.is_capped && ask->counted->len > 0)
    {
      const EspAskFact *newest = g_ptr_array_index (ask->counted, 0);

      set_cause (line, "campaigns", newest->campaign_id, _ ("Open the last of these campaigns"));
    }
}

/* When it may ring, and by whose clock. */
static void
write_hours (Writer *writer)
{
  const EspSendWhy *why = writer->ask->why;
  g_autofree char *zone = esp_lead_zone_words (why->zone, why->zone_source);
  EspAskLine *line = NULL;

  if (esp_reason_waits (why->verdict.reason))
    {
      g_autofree char *until = esp_ask_time (writer->session, why->verdict.retry_at_us);

      line = add (writer, ESP_ASK_HOURS, ESP_ASK_WAITS,
                  g_strdup_printf (why->verdict.reason == ESP_REASON_LOCAL
                                     ? _ ("Waits for the chosen hour where the person is, until %s")
                                     : _ ("Quiet hours where the person is, until %s"),
                                   until));
    }
  else if (why->rule.is_marketing && !why->rule.ignores_hours)
    line = add (writer, ESP_ASK_HOURS, ESP_ASK_FINE, g_strdup (_ ("No quiet hours now")));
  if (line != NULL)
    /* Translators: a zone and what told it */
    line->detail = g_strdup_printf (_ ("Clock: %s"), zone);
}

static void
write_rest (Writer *writer)
{
  const EspSendAsk *ask = writer->ask;
  EspReason reason = ask->why->verdict.reason;
  EspAskLine *line;

  if (reason == ESP_REASON_HOLDOUT)
    add (writer, ESP_ASK_HOLDOUT, ESP_ASK_AGAINST,
         g_strdup (_ ("In the group that gets nothing, to compare with")));
  else if (ask->why->rule.holdout_permyriad > 0 &&
           (reason == ESP_REASON_NONE || reason > ESP_REASON_HOLDOUT))
    add (writer, ESP_ASK_HOLDOUT, ESP_ASK_FINE,
         g_strdup (_ ("Not in the group that is compared with")));
  if (ask->is_content_known)
    {
      line =
        add (writer, ESP_ASK_CONTENT, ask->content_problem != NULL ? ESP_ASK_AGAINST : ESP_ASK_FINE,
             g_strdup (ask->content_problem != NULL
                         ? _ ("The message cannot be made for this person")
                         : _ ("The message can be made for this person")));
      line->detail = esp_template_words (ask->content_problem);
      set_cause (line, "messages", ask->message_id, _ ("Open the message"));
    }
  write_hours (writer);
}

/**
 * esp_ask_words_lines:
 *
 * Returns: (transfer full) (element-type EspAskLine): every link of the chain as it is now, in the order in
 *   which it is asked
 */
GPtrArray *
esp_ask_words_lines (EspSession *session, const EspSendAsk *ask)
{
  Writer writer = { session, ask,
                    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ask_line_free) };

  add (&writer, ESP_ASK_PRESENT, ask->why->recipient.is_present ? ESP_ASK_FINE : ESP_ASK_AGAINST,
       g_strdup (ask->why->recipient.is_present ? _ ("The lead is here and not archived")
                                                : _ ("The lead is archived or erased")));
  write_audience (&writer);
  write_address (&writer);
  write_channel (&writer);
  write_suppression (&writer);
  write_consent (&writer);
  write_limit (&writer);
  write_rest (&writer);
  return writer.lines;
}
