/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words how a channel does: its rate, its limits, its reputation, what waits and what came back. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-facts.h"

#include "base/esp-format.h"
#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-send-words.h"

#include <glib/gi18n.h>

static char *
dup_moment (gint64 at_us, EspSession *session)
{
  return esp_format_date (at_us, esp_session_get_zone (session), ESP_DATE_SHORT_TIME,
                          esp_session_get_lang (session));
}

static const char *
reputation_word (EspReputation reputation)
{
  switch (reputation)
    {
    case ESP_REPUTATION_GOOD:
      return _ ("reputation good");
    case ESP_REPUTATION_WATCH:
      return _ ("reputation at risk");
    case ESP_REPUTATION_BAD:
      return _ ("reputation bad");
    case ESP_REPUTATION_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * esp_channel_facts_dup_state:
 *
 * Returns: (transfer full): "Works · 212/min · reputation good"
 */
char *
esp_channel_facts_dup_state (const EspChannelLook *look, EspSession *session)
{
  g_autofree char *state = esp_channel_state_sentence (look->record);
  g_autoptr (GString) text = g_string_new (state);

  if (look->record->is_enabled && look->per_minute > 0)
    {
      g_autofree char *n = esp_format_count (look->per_minute);

      g_string_append (text, " · ");
      /* Translators: messages a minute */
      g_string_append_printf (text, _ ("%s/min"), n);
    }
  if (look->n_today > 0)
    {
      g_autofree char *n = esp_format_count (look->n_today);

      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("%s sent today"), n);
    }
  if (reputation_word (look->reputation) != NULL)
    g_string_append_printf (text, " · %s", reputation_word (look->reputation));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_channel_facts_dup_reputation:
 *
 * Returns: (transfer full): the shares of thirty days with what they are shares of
 */
char *
esp_channel_facts_dup_reputation (const EspChannelLook *look)
{
  g_autofree char *hard = esp_format_share (look->n_hard, look->n_sent);
  g_autofree char *complaints = esp_format_share (look->n_complaints, look->n_sent);
  g_autofree char *n = esp_format_count (look->n_sent);

  if (look->n_sent == 0)
    return g_strdup (_ ("Nothing was sent in the last 30 days."));
  /* Translators: two shares and a number of messages */
  return g_strdup_printf (_ ("Dead addresses %s, spam complaints %s of %s messages in 30 days"),
                          hard, complaints, n);
}

static void
append_limit (GString *text, guint n, const char *format)
{
  g_autofree char *count = esp_format_count (n);
  g_autoptr (GString) part = g_string_new (format);

  if (n == 0)
    return;
  g_string_replace (part, "%s", count, 0);
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part->str);
}

/**
 * esp_channel_facts_dup_limits:
 *
 * Returns: (transfer full)
 */
char *
esp_channel_facts_dup_limits (const EspChannelLook *look)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 rate = esp_channel_settings_get_number (look->record->settings, "rate-per-minute", 0);

  if (look->limits_problem != NULL)
    return g_strdup (_ ("The limits cannot be read: set them again."));
  append_limit (text, (guint) CLAMP (rate, 0, G_MAXINT), _ ("%s a minute"));
  append_limit (text, look->limits.per_hour, _ ("%s an hour"));
  append_limit (text, look->limits.per_day, _ ("%s in 24 hours"));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE)
                       : g_strdup (_ ("Without a limit"));
}

/**
 * esp_channel_plan_word:
 *
 * Returns: (transfer none): a warm-up plan in words
 */
const char *
esp_channel_plan_word (const char *plan)
{
  static const struct
  {
    const char *id;
    const char *word;
  } words[] = {
    { "small", N_ ("Small: from 20 a day to 2,000 in 18 days") },
    { "careful", N_ ("Careful: from 50 a day to 180,000 in 30 days") },
    { "steady", N_ ("Steady: from 200 a day to 550,000 in 20 days") },
    { "moved", N_ ("Moved: a known sender at a new server, from 1,000 a day") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].id, plan))
      return _ (words[i].word);
  return plan;
}

/**
 * esp_channel_facts_dup_plan:
 *
 * Returns: (transfer full)
 */
char *
esp_channel_facts_dup_plan (const EspChannelLook *look)
{
  if (look->limits.plan == NULL)
    return g_strdup (_ ("None: for a sender that mailbox providers know already"));
  return g_strdup (esp_channel_plan_word (look->limits.plan->id));
}

/**
 * esp_channel_facts_dup_waiting:
 *
 * Returns: (transfer full): how many wait, why, and until when
 */
char *
esp_channel_facts_dup_waiting (const EspChannelLook *look, EspSession *session)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *n = esp_format_count (look->waiting.n_messages);

  if (look->waiting.n_messages == 0)
    return g_strdup (_ ("Nothing waits for this channel."));
  g_string_append_printf (text,
                          ngettext ("%s message waits", "%s messages wait",
                                    (gulong) look->waiting.n_messages),
                          n);
  if (look->waiting.next_at_us > 0)
    {
      g_autofree char *until = dup_moment (look->waiting.next_at_us, session);

      g_string_append (text, " ");
      /* Translators: a time */
      g_string_append_printf (text, _ ("until %s"), until);
    }
  if (look->waiting.reason != NULL && *look->waiting.reason != '\0')
    {
      g_autofree char *reason = esp_send_reason_message (look->waiting.reason);

      g_string_append_printf (text, ": %s", reason);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_channel_facts_dup_source:
 *
 * Returns: (transfer full): when it was asked last, and what came of it
 */
char *
esp_channel_facts_dup_source (const EspReportSource *source, EspSession *session)
{
  g_autofree char *when = NULL;
  g_autofree char *n = esp_format_count (source->n_found);

  if (source->asked_at_us == 0)
    return g_strdup (_ ("Not asked yet"));
  when = dup_moment (source->asked_at_us, session);
  if (source->state != NULL && !g_str_equal (source->state, "ok"))
    /* Translators: a time, then what went wrong */
    return g_strdup_printf (_ ("Failed at %s: %s"), when,
                            esp_channel_trouble_of_state (source->state));
  /* Translators: a time, then a number */
  return g_strdup_printf (_ ("Read at %s; %s facts in all"), when, n);
}

/**
 * esp_channel_facts_dup_door:
 *
 * Returns: (transfer full): whether the service may call, and when it did last
 */
char *
esp_channel_facts_dup_door (const EspChannelLook *look, EspSession *session)
{
  g_autofree char *when = NULL;
  g_autofree char *n = NULL;

  if (look->door == NULL)
    return g_strdup (_ ("The service may not call; it is asked."));
  if (look->door_port == 0)
    return g_strdup (_ ("Nobody listens: the port is shut in the preferences."));
  if (look->door->asked_at_us == 0)
    return g_strdup (_ ("The service may call; it has not yet."));
  when = dup_moment (look->door->asked_at_us, session);
  if (g_strcmp0 (look->door->state, "ok") != 0)
    /* Translators: a time */
    return g_strdup_printf (_ ("A call was refused at %s: its signature is missing or wrong."),
                            when);
  n = esp_format_count (look->door->n_found);
  /* Translators: a time, then a number */
  return g_strdup_printf (_ ("Called at %s; %s facts in all"), when, n);
}

/**
 * esp_channel_facts_dup_sender:
 *
 * Returns: (transfer full)
 */
char *
esp_channel_facts_dup_sender (const EspChannelLook *look)
{
  if (*look->sender_email == '\0')
    return g_strdup (_ ("No sender yet: set it in the preferences."));
  return *look->sender_name != '\0'
           ? g_strdup_printf ("%s <%s>", look->sender_name, look->sender_email)
           : g_strdup (look->sender_email);
}

/**
 * esp_channel_facts_dup_hours:
 *
 * Returns: (transfer full)
 */
char *
esp_channel_facts_dup_hours (const EspChannelLook *look)
{
  const EspHours *quiet = &look->policy.quiet;

  if (quiet->from_minute == quiet->until_minute)
    return g_strdup (_ ("None: messages leave at any hour"));
  /* Translators: two times of the day */
  return g_strdup_printf (_ ("%02u:%02u to %02u:%02u: what comes up then waits for the morning"),
                          quiet->from_minute / 60, quiet->from_minute % 60,
                          quiet->until_minute / 60, quiet->until_minute % 60);
}

/**
 * esp_channel_facts_dup_price:
 *
 * Returns: (transfer full)
 */
char *
esp_channel_facts_dup_price (const EspChannelLook *look)
{
  g_autofree char *price = esp_channel_settings_dup_price (look->record->settings);

  if (price == NULL)
    return g_strdup (_ ("Not set: sends cost nothing in the reports"));
  /* Translators: a number and a currency */
  return g_strdup_printf (_ ("%s %s a message"), price, look->currency);
}
