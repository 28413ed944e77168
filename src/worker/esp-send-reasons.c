/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a send is paused or waits: a stable word, and what it means in plain English. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-reasons.h"

#include "channels/esp-channel.h"
#include "store/esp-ledger.h"
#include "store/esp-store-error.h"

#include <string.h>

#define CHANNEL_PREFIX "channel-"

static const struct
{
  const char *reason;
  const char *sentence;
} sentences[] = {
  { "user", "paused by a person" },
  { ESP_SEND_REASON_JOURNEY, "its journey is paused; resume that to go on" },
  { "kill-switch", "all sending is stopped; resume it to go on" },
  { "missed-schedule",
    "it was not sent at its time, because no engine ran then: resume or stop it" },
  { "resolved", "those in doubt who are to get it again wait to be sent" },
  { "waits", "the others wait for their morning, or for another try" },
  { "slow-down", "their mail service asked for patience: they get it later" },
  { "server-slow", "the server asks for patience; it is tried again by itself" },
  { "limit-hour",
    "the channel has been given as much as it may in an hour; the others go on then" },
  { "limit-day", "the channel has been given as much as it may in a day; the others go on then" },
  { "limit-warm-up",
    "the warm-up of the channel allows no more today; the others go on tomorrow by themselves" },
  { "channel-changed", "the channel was changed; it goes on with the new settings" },
  { "disk-full", "there is no room on the disk: make some, then resume; nothing is lost" },
  { "read-only",
    "the workspace cannot be written: make its file and folder writable, then resume" },
  { ESP_LEDGER_NOT_MADE, "the message could not be made for them" },
  { "hard-bounce", "the address does not exist" },
  { ESP_LEDGER_OPTED_OUT, "they told the service to get no more" },
  { "soft-bounce", "it cannot be taken now: mailbox full or not available" },
  { "blocked", "refused as unwanted: a matter of reputation or of a block list" },
  { "content-refused", "the message itself was refused" },
  { "account-refused", "the account or the sender was refused" },
  { "gave-up", "tried again and again; it never got through" },
  { "no-reply", "handed over, and no answer came" },
  { "brake-account", "stopped by itself: the server refuses the account or the sender; "
                     "repair the channel, then resume" },
  { "brake-block", "stopped by itself: mail services refuse these messages for their reputation; "
                   "find out why before going on" },
  { "brake-content", "stopped by itself: the server refuses the message itself, too large or "
                     "badly formed" },
  { "brake-hard",
    "stopped by itself: too many addresses do not exist; check where they come from" },
  { "brake-soft", "stopped by itself: too many mailboxes cannot take it now; resume later" },
  { "brake-complaint", "stopped by itself: too many people reported it as spam" },
};

/**
 * esp_send_reason_of_storage:
 * @error: why the workspace could not be read or written
 *
 * Returns: (transfer full): "disk-full", "read-only", or its sentence
 */
char *
esp_send_reason_of_storage (const GError *error)
{
  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_FULL))
    return g_strdup ("disk-full");
  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY))
    return g_strdup ("read-only");
  return g_strdup (error->message);
}

/**
 * esp_send_reason_of_trouble:
 * @trouble: of ESP_CHANNEL_ERROR
 *
 * Returns: (transfer full): "channel-" and the name of the trouble, then its sentence
 */
char *
esp_send_reason_of_trouble (const GError *trouble)
{
  return g_strdup_printf (CHANNEL_PREFIX "%s: %s", esp_channel_error_name (trouble->code),
                          trouble->message);
}

/**
 * esp_send_reason_parse_trouble:
 * @out_code: of ESP_CHANNEL_ERROR
 *
 * Returns: whether @reason is trouble of a channel
 */
gboolean
esp_send_reason_parse_trouble (const char *reason, int *out_code)
{
  const char *name = reason + strlen (CHANNEL_PREFIX);
  gsize length;

  if (!g_str_has_prefix (reason, CHANNEL_PREFIX))
    return FALSE;
  length = strcspn (name, ":");
  for (int code = ESP_CHANNEL_ERROR_FAILED; code < ESP_CHANNEL_N_ERRORS; code++)
    {
      const char *known = esp_channel_error_name (code);

      if (strlen (known) != length || strncmp (known, name, length) != 0)
        continue;
      *out_code = code;
      return TRUE;
    }
  return FALSE;
}

/**
 * esp_send_reason_sentence:
 *
 * Returns: (transfer none): @reason in plain English; what is not known stays as it is
 */
const char *
esp_send_reason_sentence (const char *reason)
{
  int code;

  if (esp_send_reason_parse_trouble (reason, &code) && strstr (reason, ": ") != NULL)
    return strstr (reason, ": ") + 2;
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (sentences[i].reason, reason))
      return sentences[i].sentence;
  return reason;
}
