/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a mail server's replies from a stream of bytes that nobody vouches for. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-reply.h"

#include <string.h>

/* RFC 5321 allows 512 bytes a line; servers exceed that. What is longer is read and dropped, so far. */
#define MAX_LINE 4096
#define MAX_TEXT 16384
#define MAX_REPLY (256 * 1024)

G_DEFINE_QUARK (esp - smtp - error - quark, esp_smtp_error)

/**
 * esp_smtp_text_to_utf8:
 *
 * Korean company servers answer in EUC-KR; the words decide what a refusal means, so they are read
 * as what they are. Control characters become spaces.
 *
 * Returns: (transfer full): @n bytes at @data as valid UTF-8
 */
char *
esp_smtp_text_to_utf8 (const char *data, gsize n)
{
  char *text = NULL;

  if (!g_utf8_validate_len (data, n, NULL))
    text = g_convert (data, (gssize) n, "UTF-8", "CP949", NULL, NULL, NULL);
  if (text == NULL)
    text = g_utf8_make_valid (data, (gssize) n);
  for (char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return text;
}

/**
 * esp_smtp_reply_parser_init:
 *
 * Prepares a parser on the stack; esp_smtp_reply_parser_clear() ends it.
 */
void
esp_smtp_reply_parser_init (EspSmtpReplyParser *self)
{
  *self =
    (EspSmtpReplyParser){ .line = g_string_sized_new (128), .text = g_string_sized_new (256) };
}

void
esp_smtp_reply_parser_clear (EspSmtpReplyParser *self)
{
  if (self->line != NULL)
    (void) g_string_free (self->line, TRUE);
  if (self->text != NULL)
    (void) g_string_free (self->text, TRUE);
  *self = (EspSmtpReplyParser){ NULL };
}

static gboolean
fail (GError **error, int code, const char *message)
{
  g_set_error_literal (error, ESP_SMTP_ERROR, code, message);
  return FALSE;
}

/* Takes self->line in; *out_is_last when it ends a reply. */
static gboolean
take_line (EspSmtpReplyParser *self, gboolean *out_is_last, GError **error)
{
  const char *line = self->line->str;
  int code;

  if (self->line->len < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1]) ||
      !g_ascii_isdigit (line[2]) || (self->line->len > 3 && line[3] != ' ' && line[3] != '-'))
    return fail (error, ESP_SMTP_ERROR_GARBAGE, "What the server sent is not an SMTP reply");
  code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (self->code == 0)
    g_string_truncate (self->text, 0);
  else if (code != self->code)
    return fail (error, ESP_SMTP_ERROR_GARBAGE, "The lines of one SMTP reply disagree");
  else
    g_string_append_c (self->text, '\n');
  self->code = code;
  if (self->line->len > 4 && self->text->len < MAX_TEXT)
    {
      g_autofree char *text = esp_smtp_text_to_utf8 (line + 4, self->line->len - 4);

      g_string_append (self->text, text);
    }
  *out_is_last = self->line->len == 3 || line[3] == ' ';
  return TRUE;
}

/**
 * esp_smtp_reply_parser_feed:
 * @out_reply: written when the returned bytes complete a reply; its code is 0 when more is needed
 *
 * Reads at most one reply; call again with the rest.
 *
 * Returns: how many bytes were taken, or -1 when this is not SMTP
 */
gssize
esp_smtp_reply_parser_feed (EspSmtpReplyParser *self,
                            const char *data,
                            gsize n,
                            EspSmtpReply *out_reply,
                            GError **error)
{
  gsize taken = 0;

  *out_reply = (EspSmtpReply){ 0, NULL };
  while (taken < n)
    {
      const char *start = data + taken;
      const char *newline = memchr (start, '\n', n - taken);
      gsize length = newline != NULL ? (gsize) (newline - start) : n - taken;
      gboolean is_last = FALSE;

      self->n_bytes += length + 1;
      if (self->n_bytes > MAX_REPLY)
        {
          (void) fail (error, ESP_SMTP_ERROR_TOO_LONG, "The server's reply does not end");
          return -1;
        }
      g_string_append_len (self->line, start, (gssize) MIN (length, MAX_LINE - self->line->len));
      taken += length;
      if (newline == NULL)
        break;
      taken++;
      if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
        g_string_truncate (self->line, self->line->len - 1);
      if (!take_line (self, &is_last, error))
        return -1;
      g_string_truncate (self->line, 0);
      if (is_last)
        {
          *out_reply = (EspSmtpReply){ self->code, self->text->str };
          self->code = 0;
          self->n_bytes = 0;
          break;
        }
    }
  return (gssize) taken;
}
