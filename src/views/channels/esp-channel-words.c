/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words what a channel is, how it is, and what to do when it does not work. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-words.h"

#include "channels/esp-channel-kinds.h"

#include <glib/gi18n.h>

#define DEMO_NAME "Demo mailbox"

/**
 * esp_channel_kind_word:
 *
 * Returns: the translated name of a kind of channel
 */
const char *
esp_channel_kind_word (const char *kind)
{
  const EspChannelKind *known = esp_channel_kind_find (kind);

  return known != NULL ? _ (known->title) : kind;
}

/**
 * esp_channel_display_name:
 *
 * Returns: (transfer none): its name; the demo mailbox as it was made is named in the person's language
 */
const char *
esp_channel_display_name (const EspChannelRecord *record)
{
  if (g_str_equal (record->kind, "demo") && g_str_equal (record->name, DEMO_NAME))
    return _ ("Demo mailbox");
  return record->name;
}

/**
 * esp_channel_trouble_sentence:
 * @code: of ESP_CHANNEL_ERROR
 *
 * Returns: what is wrong and what to do about it, translated
 */
const char *
esp_channel_trouble_sentence (int code)
{
  switch ((EspChannelError) code)
    {
    case ESP_CHANNEL_ERROR_INVALID:
      return _ ("The settings cannot be used as they are. Check the server, the port and the "
                "security.");
    case ESP_CHANNEL_ERROR_DNS:
      return _ ("The name of the server is not found. Check how it is written, and the network.");
    case ESP_CHANNEL_ERROR_REFUSED:
      return _ ("Nothing answers at this port. Check the port: 465 and 587 are usual.");
    case ESP_CHANNEL_ERROR_UNREACHABLE:
      return _ ("The server cannot be reached. Check the network; what waits is sent later.");
    case ESP_CHANNEL_ERROR_PORT_BLOCKED:
      return _ ("Port 25 does not answer: most providers block it. Use 465 or 587.");
    case ESP_CHANNEL_ERROR_TIMEOUT:
      return _ ("The server does not answer in time. Check server and port, or try again later.");
    case ESP_CHANNEL_ERROR_TLS_NAME:
      return _ ("The certificate belongs to another server. Use the name that your provider "
                "gives.");
    case ESP_CHANNEL_ERROR_TLS_UNTRUSTED:
      return _ ("The certificate cannot be trusted: it comes from an unknown authority. Ask your "
                "provider.");
    case ESP_CHANNEL_ERROR_TLS_SELF_SIGNED:
      return _ ("The certificate cannot be trusted: the server signed it itself. Ask your "
                "provider for a real one.");
    case ESP_CHANNEL_ERROR_TLS_EXPIRED:
      return _ ("The certificate has expired. Check the date of this computer, then ask your "
                "provider.");
    case ESP_CHANNEL_ERROR_SILENT:
      return _ ("The server takes the connection and says nothing. It may expect TLS: choose it, "
                "with port 465.");
    case ESP_CHANNEL_ERROR_TLS_FAILED:
      return _ ("No encrypted connection comes about. Try TLS with port 465, or STARTTLS with "
                "587.");
    case ESP_CHANNEL_ERROR_NO_STARTTLS:
      return _ ("The server offers no encryption at this port. Try TLS with port 465.");
    case ESP_CHANNEL_ERROR_NO_AUTH:
      return _ ("The server offers no way to sign in that can be used here. Check the port.");
    case ESP_CHANNEL_ERROR_AUTH:
      return _ ("The server refuses the user name or the password. Many providers want an app "
                "password here.");
    case ESP_CHANNEL_ERROR_BUSY:
      return _ ("The server asks to come back later. What waits is sent then.");
    case ESP_CHANNEL_ERROR_SENDER:
      return _ ("The server refuses the sender address. Use one that belongs to this account.");
    case ESP_CHANNEL_ERROR_NOT_SMTP:
      return _ ("Something answers, but it is not a mail server. Check server and port.");
    case ESP_CHANNEL_ERROR_CUT:
      return _ ("The server closed the connection. Check port and security, or try again.");
    case ESP_CHANNEL_ERROR_STORAGE:
      return _ ("The folder of the demo mailbox cannot be written. Check that the disk is not "
                "full.");
    case ESP_CHANNEL_ERROR_SECRET:
      return _ ("The password is not in the keyring. Edit the channel and type it again.");
    case ESP_CHANNEL_ERROR_QUOTA:
      return _ ("The account has sent as much as it may for now. What waits is sent later.");
    case ESP_CHANNEL_ERROR_SUSPENDED:
      return _ ("The service does not let this account send. Look at its pages: it may want a "
                "payment, a review or a confirmation.");
    case ESP_CHANNEL_ERROR_FAILED:
    default:
      return _ ("The channel does not work.");
    }
}

static int
find_code (const char *state)
{
  for (int code = ESP_CHANNEL_ERROR_FAILED; code < ESP_CHANNEL_N_ERRORS; code++)
    if (g_str_equal (esp_channel_error_name (code), state))
      return code;
  return ESP_CHANNEL_ERROR_FAILED;
}

/**
 * esp_channel_trouble_of_state:
 * @state: the name of a trouble
 *
 * Returns: (transfer none): what is wrong and what to do
 */
const char *
esp_channel_trouble_of_state (const char *state)
{
  return esp_channel_trouble_sentence (find_code (state));
}

/**
 * esp_channel_is_broken:
 *
 * Returns: whether it is on and its last use or test failed
 */
gboolean
esp_channel_is_broken (const EspChannelRecord *record)
{
  return record->is_enabled && record->state != NULL && !g_str_equal (record->state, "ok");
}

/**
 * esp_channel_state_sentence:
 *
 * Returns: (transfer full): how the channel is
 */
char *
esp_channel_state_sentence (const EspChannelRecord *record)
{
  if (!record->is_enabled)
    return g_strdup (_ ("Off: nothing is sent through it"));
  if (record->state == NULL)
    return g_strdup (g_str_equal (record->kind, "demo") ? _ ("Ready; nothing leaves this computer")
                                                        : _ ("Not tested yet"));
  if (!g_str_equal (record->state, "ok"))
    return g_strdup (esp_channel_trouble_sentence (find_code (record->state)));
  return g_strdup (g_str_equal (record->kind, "demo") ? _ ("Works; nothing leaves this computer")
                                                      : _ ("Works"));
}
