/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an SMTP server offers (RFC 1870, 2920, 6152, 6531), and whether a message fits into it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-offer.h"

#include <string.h>

static void
read_capability (EspSmtpOffer *self, const char *line)
{
  if (g_ascii_strcasecmp (line, "PIPELINING") == 0)
    self->can_pipeline = TRUE;
  else if (g_ascii_strcasecmp (line, "SMTPUTF8") == 0)
    self->can_utf8 = TRUE;
  else if (g_ascii_strcasecmp (line, "8BITMIME") == 0)
    self->can_8bit = TRUE;
  else if (g_ascii_strncasecmp (line, "SIZE", 4) == 0 && (line[4] == ' ' || line[4] == '\0'))
    {
      self->can_size = TRUE;
      self->max_size = line[4] == ' ' ? g_ascii_strtoull (line + 5, NULL, 10) : 0;
    }
}

/**
 * esp_smtp_offer_read:
 * @text: the lines of the answer to EHLO; the first is the server's name
 */
void
esp_smtp_offer_read (EspSmtpOffer *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    read_capability (self, g_strchomp (lines[i]));
}

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if (!((guchar) *text < 0x80))
      return FALSE;
  return TRUE;
}

/* Nothing that could end the path or the line gets into a command. */
static gboolean
is_safe_path (const char *path)
{
  for (const char *p = path; *p != '\0'; p++)
    if ((guchar) *p <= 0x20 || *p == 0x7f || *p == '<' || *p == '>')
      return FALSE;
  return strlen (path) <= 254;
}

static gboolean
has_8bit (GBytes *bytes)
{
  gsize n = 0;
  const guchar *data = g_bytes_get_data (bytes, &n);
  guchar seen = 0;

  for (gsize i = 0; i < n; i++)
    seen |= data[i];
  return (seen & 0x80) != 0;
}

static gboolean
is_plain_message (const EspOutMessage *message)
{
  return !message->needs_smtputf8 && is_ascii (message->from) && is_ascii (message->to);
}

/**
 * esp_smtp_offer_lets_pass:
 * @out_refusal: (out): what the server would say, in its own form; the text is static
 *
 * Returns: whether it makes sense to offer @message at all
 */
gboolean
esp_smtp_offer_lets_pass (const EspSmtpOffer *self,
                          const EspOutMessage *message,
                          EspSmtpReply *out_refusal)
{
  if (!is_safe_path (message->from) || !is_safe_path (message->to))
    *out_refusal = (EspSmtpReply){ 501, "5.6.0 Not a usable address" };
  else if (!is_plain_message (message) && !self->can_utf8)
    *out_refusal = (EspSmtpReply){ 553, "5.6.7 The server takes no international addresses" };
  else if (self->max_size > 0 && g_bytes_get_size (message->bytes) > self->max_size)
    *out_refusal = (EspSmtpReply){ 552, "5.3.4 Larger than the server takes" };
  else if (!self->can_8bit && has_8bit (message->bytes))
    *out_refusal = (EspSmtpReply){ 554, "5.6.3 The server takes 7-bit messages only" };
  else
    return TRUE;
  return FALSE;
}

/**
 * esp_smtp_offer_dup_parameters:
 *
 * Returns: (transfer full): what follows the path in MAIL for @message, each with its space before it
 */
char *
esp_smtp_offer_dup_parameters (const EspSmtpOffer *self, const EspOutMessage *message)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->can_size)
    g_string_append_printf (text, " SIZE=%" G_GSIZE_FORMAT, g_bytes_get_size (message->bytes));
  if (self->can_8bit && has_8bit (message->bytes))
    g_string_append (text, " BODY=8BITMIME");
  if (!is_plain_message (message))
    g_string_append (text, " SMTPUTF8");
  return g_string_free (g_steal_pointer (&text), FALSE);
}
