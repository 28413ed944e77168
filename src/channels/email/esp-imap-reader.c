/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts what an IMAP server says into responses and reads the few kinds of them that we ask for. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-imap-reader.h"

#include "channels/esp-channel.h"

#include <string.h>

#define MAX_LINE (2 * 1024 * 1024) /* bytes of a line, literals not counted */
#define MAX_NESTING 32

struct _EspImapReader
{
  GByteArray *bytes;
  gsize taken;      /* bytes of the response that was given last */
  gsize scanned;    /* of the next response: so far nothing ends it */
  gsize line_start; /* of the line that is being looked at */
  gsize max_response;
};

/**
 * esp_imap_reader_new:
 * @max_response: bytes of a response beyond which the server is not to be listened to
 *
 * Returns: (transfer full)
 */
EspImapReader *
esp_imap_reader_new (gsize max_response)
{
  EspImapReader *self = g_new0 (EspImapReader, 1);

  self->bytes = g_byte_array_new ();
  self->max_response = max_response;
  return self;
}

/**
 * esp_imap_reader_free:
 */
void
esp_imap_reader_free (EspImapReader *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static void
drop_taken (EspImapReader *self)
{
  if (self->taken == 0)
    return;
  g_byte_array_remove_range (self->bytes, 0, (guint) self->taken);
  self->taken = 0;
  self->scanned = 0;
  self->line_start = 0;
}

/**
 * esp_imap_reader_feed:
 *
 * Takes in what came from the server.
 */
void
esp_imap_reader_feed (EspImapReader *self, const char *data, gsize length)
{
  drop_taken (self);
  if (length > 0)
    g_byte_array_append (self->bytes, (const guint8 *) data, (guint) length);
}

/* "{123}" or "{123+}" at the end of a line announces so many bytes. */
static gboolean
ends_in_literal (const char *line, gsize length, gsize *out_n)
{
  gsize end = length;
  gsize start;
  guint64 n = 0;

  if (end == 0 || line[--end] != '}')
    return FALSE;
  if (end > 0 && line[end - 1] == '+')
    end--;
  for (start = end; start > 0 && g_ascii_isdigit (line[start - 1]) && end - start < 12; start--)
    ;
  if (start == end || start == 0 || line[start - 1] != '{')
    return FALSE;
  for (gsize i = start; i < end; i++)
    n = n * 10 + (guint64) (line[i] - '0');
  *out_n = (gsize) MIN (n, G_MAXUINT32);
  return TRUE;
}

static gboolean
set_too_long (GError **error)
{
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_NOT_SMTP,
                       "The mail server says more than can be listened to");
  return FALSE;
}

/* Returns: whether a whole response stands at the beginning; its length in @out_length */
static gboolean
find_end (EspImapReader *self, gsize *out_length, GError **error)
{
  const char *data = (const char *) self->bytes->data;
  gsize n = self->bytes->len;

  while (self->scanned < n)
    {
      const char *newline = memchr (data + self->scanned, '\n', n - self->scanned);
      gsize end;
      gsize line;
      gsize n_literal = 0;

      if (newline == NULL)
        {
          self->scanned = n;
          if (n - self->line_start > MAX_LINE)
            (void) set_too_long (error);
          return FALSE;
        }
      end = (gsize) (newline - data) + 1;
      line = end - 1 - self->line_start;
      if (line > MAX_LINE)
        return set_too_long (error);
      if (line > 0 && data[self->line_start + line - 1] == '\r')
        line--;
      if (!ends_in_literal (data + self->line_start, line, &n_literal))
        {
          *out_length = end;
          return TRUE;
        }
      if (end + n_literal > self->max_response)
        return set_too_long (error);
      if (end + n_literal > n)
        return FALSE; /* the line is looked at again when more has come */
      self->line_start = end + n_literal;
      self->scanned = self->line_start;
    }
  return FALSE;
}

/**
 * esp_imap_reader_next:
 * @out_is_whole: (out): whether @out_response was written; %FALSE: more must be fed
 *
 * Returns: %FALSE with @error set when the server goes beyond the limits
 */
gboolean
esp_imap_reader_next (EspImapReader *self,
                      EspImapResponse *out_response,
                      gboolean *out_is_whole,
                      GError **error)
{
  g_autoptr (GError) wrong = NULL;
  gsize length = 0;
  char *data;
  gsize n_tag;

  drop_taken (self);
  *out_is_whole = FALSE;
  if (self->bytes->len == 0)
    return TRUE;
  if (!find_end (self, &length, &wrong))
    {
      if (wrong == NULL && self->bytes->len <= self->max_response + MAX_LINE)
        return TRUE;
      if (wrong == NULL)
        return set_too_long (error);
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  data = (char *) self->bytes->data;
  self->taken = length;
  data[length - 1] = '\0';
  length--;
  if (length > 0 && data[length - 1] == '\r')
    data[--length] = '\0';
  n_tag = strcspn (data, " ");
  out_response->kind = g_str_has_prefix (data, "*")   ? ESP_IMAP_DATA
                       : g_str_has_prefix (data, "+") ? ESP_IMAP_CONTINUE
                                                      : ESP_IMAP_TAGGED;
  out_response->tag = data;
  out_response->text = data + MIN (n_tag + 1, length);
  out_response->length = length - MIN (n_tag + 1, length);
  *out_is_whole = TRUE;
  return TRUE;
}

/**
 * esp_imap_response_has_tag:
 *
 * Returns: whether it ends the command of that tag
 */
gboolean
esp_imap_response_has_tag (const EspImapResponse *self, const char *tag)
{
  gsize n = strlen (tag);

  return self->kind == ESP_IMAP_TAGGED && strncmp (self->tag, tag, n) == 0 &&
         (self->tag[n] == ' ' || self->tag[n] == '\0');
}

/**
 * esp_imap_response_is:
 *
 * Returns: whether it begins with @word: "OK", "NO", "BYE", "SEARCH"
 */
gboolean
esp_imap_response_is (const EspImapResponse *self, const char *word)
{
  gsize n = strlen (word);

  return g_ascii_strncasecmp (self->text, word, n) == 0 && !g_ascii_isalnum (self->text[n]);
}

/**
 * esp_imap_response_get_code:
 *
 * Returns: whether it carries a code such as "[UIDVALIDITY 7]"; its number in @out_value
 */
gboolean
esp_imap_response_get_code (const EspImapResponse *self, const char *name, guint32 *out_value)
{
  const char *open = strchr (self->text, '[');
  gsize n = strlen (name);
  guint64 value;

  if (open == NULL || g_ascii_strncasecmp (open + 1, name, n) != 0 || open[1 + n] != ' ')
    return FALSE;
  value = g_ascii_strtoull (open + 2 + n, NULL, 10);
  *out_value = (guint32) MIN (value, G_MAXUINT32);
  return value > 0;
}

/* Reading a FETCH: pairs of a name and a value between brackets */

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\r' || *p == '\n'))
    p++;
  return p;
}

static const char *
skip_quoted (const char *p, const char *end)
{
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\\' && p + 1 < end)
      p++;
  return p < end ? p + 1 : end;
}

/* "~{5}": a literal that may hold zeros (RFC 3516). */
static const char *
skip_tilde (const char *p, const char *end)
{
  return p + 1 < end && p[0] == '~' && p[1] == '{' ? p + 1 : p;
}

/* Returns: behind the literal that begins at @p; @out_start at its bytes */
static const char *
skip_literal (const char *p, const char *end, const char **out_start, gsize *out_n)
{
  guint64 n = 0;
  const char *q = p + 1;

  for (; q < end && g_ascii_isdigit (*q) && n < G_MAXUINT32; q++)
    n = n * 10 + (guint64) (*q - '0');
  while (q < end && *q != '\n')
    q++;
  q = q < end ? q + 1 : end;
  *out_start = q;
  *out_n = (gsize) MIN (n, (guint64) (end - q));
  return q + *out_n;
}

/* Returns: behind a value of any kind */
static const char *
skip_value (const char *p, const char *end)
{
  guint depth = 0;
  const char *start;
  gsize n;

  do
    {
      p = skip_blanks (p, end);
      if (p >= end)
        return end;
      if (*p == '(')
        {
          if (++depth > MAX_NESTING)
            return end;
          p++;
        }
      else if (*p == ')')
        {
          if (depth == 0)
            return p;
          depth--;
          p++;
        }
      else if (*p == '"')
        p = skip_quoted (p, end);
      else if (*(p = skip_tilde (p, end)) == '{')
        p = skip_literal (p, end, &start, &n);
      else
        for (p++; p < end && strchr (" ()\r\n", *p) == NULL;) /* a zero ends it too */
          p++;
    }
  while (depth > 0);
  return p;
}

static gboolean
has_seen (const char *p, const char *end)
{
  for (; p + 5 <= end; p++)
    if (g_ascii_strncasecmp (p, "\\Seen", 5) == 0)
      return TRUE;
  return FALSE;
}

static void
take_body (const char *p, const char *end, EspImapFetch *fetch)
{
  if (p >= end)
    return;
  p = skip_tilde (p, end);
  if (*p == '{')
    (void) skip_literal (p, end, &fetch->body, &fetch->body_length);
  else if (*p == '"')
    {
      const char *behind = skip_quoted (p, end);

      fetch->body = p + 1;
      fetch->body_length = (gsize) MAX (behind - p - 2, 0);
    }
}

static const char *
read_pair (const char *p, const char *end, EspImapFetch *fetch)
{
  const char *name = p;
  gsize n_name = 0;

  while (p < end && strchr (" ()[<\r\n", *p) == NULL)
    p++;
  n_name = (gsize) (p - name);
  if (p < end && *p == '[')
    while (p < end && *p != ']')
      p++;
  while (p < end && strchr (" ()", *p) == NULL)
    p++;
  p = skip_blanks (p, end);
  if (n_name == 3 && g_ascii_strncasecmp (name, "UID", 3) == 0)
    fetch->uid = (guint32) g_ascii_strtoull (p, NULL, 10);
  else if (n_name == 11 && g_ascii_strncasecmp (name, "RFC822.SIZE", 11) == 0)
    fetch->size = g_ascii_strtoull (p, NULL, 10);
  else if (n_name == 5 && g_ascii_strncasecmp (name, "FLAGS", 5) == 0)
    fetch->is_seen = has_seen (p, skip_value (p, end));
  else if (n_name == 4 && g_ascii_strncasecmp (name, "BODY", 4) == 0)
    take_body (p, end, fetch);
  return skip_value (p, end);
}

/**
 * esp_imap_response_read_fetch:
 *
 * Returns: whether it is a FETCH: "* 12 FETCH (…)"
 */
gboolean
esp_imap_response_read_fetch (const EspImapResponse *self, EspImapFetch *out_fetch)
{
  const char *end = self->text + self->length;
  const char *p = self->text;
  EspImapFetch fetch = { 0 };

  if (self->kind != ESP_IMAP_DATA || !g_ascii_isdigit (*p))
    return FALSE;
  while (g_ascii_isdigit (*p))
    p++;
  p = skip_blanks (p, end);
  if (end - p < 7 || g_ascii_strncasecmp (p, "FETCH (", 7) != 0)
    return FALSE;
  p += 7;
  while (p < end && *p != ')')
    {
      const char *before = p;

      p = skip_blanks (read_pair (p, end, &fetch), end);
      if (p == before)
        break;
    }
  *out_fetch = fetch;
  return TRUE;
}

/**
 * esp_imap_response_read_search:
 * @uids: (element-type guint32): appended to, @max at most
 *
 * Reads "* SEARCH 1 2 3"; of anything else nothing.
 */
void
esp_imap_response_read_search (const EspImapResponse *self, GArray *uids, guint max)
{
  const char *p = self->text + strlen ("SEARCH");

  if (self->kind != ESP_IMAP_DATA || !esp_imap_response_is (self, "SEARCH"))
    return;
  while (*p == ' ' && uids->len < max)
    {
      char *end = NULL;
      guint64 value = g_ascii_strtoull (p + 1, &end, 10);
      guint32 uid = (guint32) MIN (value, G_MAXUINT32);

      if (end == p + 1)
        break;
      if (uid > 0)
        g_array_append_val (uids, uid);
      p = end;
    }
}
