/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stream of bytes to an SMTP server: commands and contents, and how far it has been written. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-output.h"

#include <string.h>

/**
 * esp_smtp_output_init:
 */
void
esp_smtp_output_init (EspSmtpOutput *self)
{
  *self = (EspSmtpOutput){ .text = g_string_sized_new (1024) };
}

/**
 * esp_smtp_output_clear:
 */
void
esp_smtp_output_clear (EspSmtpOutput *self)
{
  (void) g_string_free (self->text, TRUE);
  self->text = NULL;
}

/**
 * esp_smtp_output_add:
 *
 * Queues @n bytes as they are.
 */
void
esp_smtp_output_add (EspSmtpOutput *self, const char *data, gsize n)
{
  if (self->n_taken == self->text->len)
    {
      g_string_truncate (self->text, 0);
      self->n_taken = 0;
    }
  g_string_append_len (self->text, data, (gssize) n);
  self->n_queued += n;
}

/**
 * esp_smtp_output_format:
 *
 * Queues a command.
 */
void
esp_smtp_output_format (EspSmtpOutput *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  esp_smtp_output_add (self, text, strlen (text));
}

/**
 * esp_smtp_output_add_content:
 *
 * Queues the content of a message: lines end in CRLF and nothing else, a dot that begins a line is doubled
 * (RFC 5321, 4.5.2), and the lone dot ends it.
 */
void
esp_smtp_output_add_content (EspSmtpOutput *self, GBytes *bytes)
{
  gsize n = 0;
  const char *p = g_bytes_get_data (bytes, &n);
  const char *end = p + n;

  while (p < end)
    {
      gsize left = (gsize) (end - p);
      const char *newline = memchr (p, '\n', left);
      const char *stop = newline != NULL ? newline : end;
      const char *bare = NULL;

      if (*p == '.')
        esp_smtp_output_add (self, ".", 1);
      bare = memchr (p, '\r', (gsize) (stop - p));
      if (bare != NULL)
        stop = bare; /* a CR without its LF becomes a line end too */
      esp_smtp_output_add (self, p, (gsize) (stop - p));
      esp_smtp_output_add (self, "\r\n", 2);
      p = stop;
      if (p < end && *p == '\r')
        p++;
      if (p < end && *p == '\n' && newline == p)
        p++;
    }
  esp_smtp_output_add (self, ".\r\n", 3);
}

/**
 * esp_smtp_output_peek:
 * @out_n: (out): how many bytes
 *
 * Returns: (transfer none): what is to be written, valid until something is queued
 */
const char *
esp_smtp_output_peek (EspSmtpOutput *self, gsize *out_n)
{
  *out_n = self->text->len - self->n_taken;
  return self->text->str + self->n_taken;
}

/**
 * esp_smtp_output_wrote:
 *
 * Says that @n bytes have gone to the network.
 */
void
esp_smtp_output_wrote (EspSmtpOutput *self, gsize n)
{
  g_return_if_fail (n <= self->text->len - self->n_taken);

  self->n_taken += n;
  self->n_written += n;
}
