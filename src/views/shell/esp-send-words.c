/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how a send stands: numbers, rate, what it waits for, why it does not go on. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-send-words.h"

#include <glib/gi18n.h>

#include "base/esp-format.h"
#include "store/esp-reports.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-locale.h"
#include "worker/esp-send-reasons.h"

/* From here on the hour alone says too little. */
#define LONG_SECONDS (12 * 60 * 60)

/**
 * esp_send_reason_message:
 * @reason: what the engine or a server said; English
 *
 * Returns: (transfer full): the same for people
 */
char *
esp_send_reason_message (const char *reason)
{
  static const struct
  {
    const char *reason;
    const char *message;
  } words[] = {
    { "user", N_ ("paused by you") },
    { "journey", N_ ("its journey is paused") },
    { "kill-switch", N_ ("all sending is stopped") },
    { "missed-schedule", N_ ("its time passed while nothing ran here: resume or stop it") },
    { "resolved", N_ ("some in doubt are to get it again") },
    { "waits", N_ ("the others wait for their morning or for another try") },
    { "slow-down", N_ ("the service asked for patience") },
    { "server-slow", N_ ("the server asks for patience; it goes on by itself") },
    { "limit-hour", N_ ("the channel has sent all that it may in an hour; it goes on by itself") },
    { "limit-day", N_ ("the channel has sent all that it may in a day; it goes on by itself") },
    { "limit-warm-up", N_ ("the warm-up allows no more today; it goes on tomorrow by itself") },
    { "channel-changed", N_ ("goes on with the new settings of the channel") },
    { "disk-full", N_ ("the disk is full: make room, then resume; nothing is lost") },
    { "read-only", N_ ("the workspace cannot be written: check its folder, then resume") },
    { "brake-account", N_ ("braked: the server refuses the account or the sender") },
    { "brake-block", N_ ("braked: the services refuse these messages for their reputation") },
    { "brake-content", N_ ("braked: the message itself is refused, too large or badly formed") },
    { "brake-hard", N_ ("braked: too many addresses do not exist") },
    { "brake-soft", N_ ("braked: too many mailboxes cannot take it now") },
    { "brake-complaint", N_ ("braked: too many reported it as spam") },
  };
  int code;

  if (esp_send_reason_parse_trouble (reason, &code))
    return g_strdup (esp_channel_trouble_sentence (code));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].reason, reason))
      return g_strdup (_ (words[i].message));
  return g_strdup (reason);
}

static void
append (GString *text, const char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static void
append_take (GString *text, char *part)
{
  append (text, part);
  g_free (part);
}

static EspLang
get_lang (void)
{
  return esp_locale_is_korean () ? ESP_LANG_KO : ESP_LANG_EN;
}

/* No figure says more than that none changes. */
static void
append_stall (GString *text, EspJob *job)
{
  gint64 minutes = esp_job_get_still_us (job) / (60 * G_USEC_PER_SEC);
  g_autofree char *count = esp_format_count (minutes);

  append_take (text, g_strdup_printf (ngettext ("no progress for %s minute",
                                                "no progress for %s minutes", (gulong) minutes),
                                      count));
  append (text, _ ("pause and resume it, or look at its channel"));
}

static void
append_speed (GString *text, EspJob *job, gint64 now_us, GTimeZone *zone)
{
  const EspSendProgress *progress = esp_job_get_progress (job);
  gint64 left = esp_job_get_seconds_left (job);
  g_autofree char *rate = NULL;

  if (!g_str_equal (progress->state, "sending") || progress->per_minute < 1)
    return;
  rate = esp_format_count ((gint64) progress->per_minute);
  append_take (text, g_strdup_printf (_ ("%s a minute"), rate));
  if (left > 0)
    {
      g_autofree char *when =
        esp_format_date (now_us + left * G_USEC_PER_SEC, zone,
                         left >= LONG_SECONDS ? ESP_DATE_SHORT_TIME : ESP_DATE_TIME, get_lang ());

      /* Translators: a time such as 10:54 */
      append_take (text, g_strdup_printf (_ ("ends %s"), when));
    }
}

/* Minutes and seconds, as a clock runs down. */
static char *
format_countdown (gint64 left_us)
{
  gint64 seconds = (left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", seconds / 60, (int) (seconds % 60));
}

/* What it waits for, and how long. */
static void
append_time (GString *text, const EspSendProgress *progress, gint64 now_us, GTimeZone *zone)
{
  gint64 at_us =
    g_str_equal (progress->state, "hold") ? progress->hold_until_us : progress->next_at_us;
  g_autofree char *when = NULL;
  g_autofree char *part = NULL;

  if (g_str_equal (progress->state, "hold") && at_us > now_us)
    {
      when = format_countdown (at_us - now_us);
      part = g_strdup_printf (_ ("the first message leaves in %s"), when);
    }
  else if ((g_str_equal (progress->state, "waiting") ||
            g_str_equal (progress->state, "scheduled")) &&
           at_us > now_us)
    {
      when = esp_format_date (at_us, zone, ESP_DATE_SHORT_TIME, get_lang ());
      part = g_strdup_printf (_ ("goes on at %s"), when);
    }
  else if (progress->ended_at_us != 0)
    part = esp_format_date (progress->ended_at_us, zone, ESP_DATE_SHORT_TIME, get_lang ());
  if (part != NULL)
    append (text, part);
}

static void
append_losses (GString *text, const EspSendProgress *progress)
{
  g_autofree char *failed = esp_format_count (progress->n_failed);
  g_autofree char *unknown = esp_format_count (progress->n_unknown);

  if (progress->n_failed > 0)
    append_take (text, g_strdup_printf (_ ("%s failed"), failed));
  if (progress->n_unknown > 0)
    append_take (text, g_strdup_printf (_ ("%s in doubt"), unknown));
}

/* What came back so far. */
static void
append_returns (GString *text, const EspSendProgress *progress)
{
  g_autofree char *delivered = esp_format_count (progress->n_delivered);
  g_autofree char *soft = esp_format_count (progress->n_soft);
  g_autofree char *hard = esp_format_count (progress->n_hard);
  double share =
    progress->n_sent > 0 ? 100.0 * (double) progress->n_soft / (double) progress->n_sent : 0;

  if (progress->n_delivered >= ESP_REPORT_MAX_DELIVERED)
    /* Translators: a number */
    append_take (text, g_strdup_printf (_ ("more than %s delivered"), delivered));
  else if (progress->n_delivered > 0)
    append_take (text, g_strdup_printf (_ ("%s delivered"), delivered));
  if (progress->n_soft > 0)
    /* Translators: how many came back for now, and what share that is */
    append_take (text, g_strdup_printf (_ ("%s soft bounces (%.1f %%)"), soft, share));
  if (progress->n_hard > 0)
    append_take (text, g_strdup_printf (_ ("%s hard bounces"), hard));
}

/* The promise that people ask for before they press Resume. */
static void
append_promise (GString *text, const EspSendProgress *progress)
{
  gint64 left = progress->n_total - progress->n_sent - progress->n_failed - progress->n_unknown;

  g_autofree char *count = NULL;

  if (!g_str_equal (progress->state, "paused") || progress->n_sent == 0 || left <= 0)
    return;
  count = esp_format_count (left);
  append_take (text, g_strdup_printf (_ ("resume goes on with the other %s; nobody gets it twice"),
                                      count));
}

/**
 * esp_send_describe:
 * @zone: of the workspace
 *
 * Returns: (transfer full): how the send of @job stands, one line or two
 */
char *
esp_send_describe (EspJob *job, gint64 now_us, GTimeZone *zone)
{
  const EspSendProgress *progress = esp_job_get_progress (job);
  GString *text = g_string_new (NULL);

  if (progress->n_total > 0)
    {
      g_autofree char *sent = esp_format_count (progress->n_sent);
      g_autofree char *total = esp_format_count (progress->n_total);

      /* Translators: how many messages were handed over, of how many */
      g_string_append_printf (text, _ ("%s of %s"), sent, total);
    }
  if (esp_job_is_stalled (job))
    append_stall (text, job);
  else
    append_speed (text, job, now_us, zone);
  append_time (text, progress, now_us, zone);
  append_returns (text, progress);
  append_losses (text, progress);
  if (*progress->reason != '\0')
    {
      g_autofree char *reason = esp_send_reason_message (progress->reason);

      append (text, reason);
    }
  append_promise (text, progress);
  return g_string_free (text, FALSE);
}

/**
 * esp_send_needs_person:
 *
 * Returns: whether the send does not go on although nobody paused it, or somebody in it is in doubt
 */
gboolean
esp_send_needs_person (EspJob *job)
{
  static const char *const harmless[] = { "user", "resolved", "kill-switch", "", NULL };
  const EspSendProgress *progress = esp_job_get_progress (job);

  if (esp_job_is_stalled (job))
    return TRUE;
  if (g_str_equal (progress->state, "paused"))
    return !g_strv_contains (harmless, progress->reason);
  return progress->n_unknown > 0 && esp_job_is_over (job);
}
