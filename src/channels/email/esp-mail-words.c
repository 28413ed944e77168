/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes headers (RFC 2047). GMime joins the base64 of neighbouring words before it decodes them, and loses all
 * behind the first that ends in padding, as Python writes them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-mail-words.h"

#include <string.h>

/* One "=?charset?B?…?=". */
typedef struct
{
  char *charset;
  char encoding; /* 'b' or 'q' */
  const char *text;
  gsize n_text;
  gsize length; /* of all of it */
} Word;

static gboolean
find_word (const char *c, Word *word)
{
  const char *encoding = g_str_has_prefix (c, "=?") ? strchr (c + 2, '?') : NULL;
  const char *end;
  gsize n_charset;

  if (encoding == NULL || encoding[1] == '\0' || encoding[2] != '?')
    return FALSE;
  end = strstr (encoding + 3, "?=");
  word->encoding = g_ascii_tolower (encoding[1]);
  if (end == NULL || (word->encoding != 'b' && word->encoding != 'q'))
    return FALSE;
  word->text = encoding + 3;
  word->n_text = (gsize) (end - word->text);
  word->length = (gsize) (end + 2 - c);
  n_charset = strcspn (c + 2, "?*"); /* "*ko" names a language */
  word->charset = g_strndup (c + 2, n_charset);
  return memchr (word->text, '\n', word->n_text) == NULL;
}

static void
append_quoted (GByteArray *bytes, const Word *word)
{
  for (gsize i = 0; i < word->n_text; i++)
    {
      const char *c = word->text + i;
      guint8 byte = (guint8) (*c == '_' ? ' ' : *c);

      if (*c == '=' && i + 2 < word->n_text && g_ascii_isxdigit (c[1]) && g_ascii_isxdigit (c[2]))
        {
          byte = (guint8) (g_ascii_xdigit_value (c[1]) * 16 + g_ascii_xdigit_value (c[2]));
          i += 2;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
append_bytes (GByteArray *bytes, const Word *word)
{
  g_autofree char *text = g_strndup (word->text, word->n_text);
  g_autofree guchar *decoded = NULL;
  gsize n = 0;

  if (word->encoding == 'q')
    {
      append_quoted (bytes, word);
      return;
    }
  decoded = g_base64_decode (text, &n);
  if (n > 0)
    g_byte_array_append (bytes, decoded, (guint) n);
}

/* Words of one charset are decoded together: some programs cut a character in two. */
static void
flush (GString *out, GByteArray *bytes, const char *charset)
{
  gboolean is_korean =
    charset != NULL &&
    (g_ascii_strncasecmp (charset, "euc", 3) == 0 || g_ascii_strncasecmp (charset, "ks", 2) == 0) &&
    g_ascii_strcasecmp (charset, "euc-jp") != 0;
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;

  if (bytes->len == 0)
    return;
  text = g_convert_with_fallback ((const char *) bytes->data, bytes->len, "UTF-8",
                                  is_korean ? "CP949" : charset, "?", NULL, NULL, NULL);
  valid = text != NULL ? g_utf8_make_valid (text, -1)
                       : g_utf8_make_valid ((const char *) bytes->data, bytes->len);
  g_string_append (out, valid);
  g_byte_array_set_size (bytes, 0);
}

/* What is not encoded is UTF-8, or else Korean of old. */
static char *
dup_plain (const char *header)
{
  char *text = NULL;

  if (!g_utf8_validate (header, -1, NULL))
    text = g_convert (header, -1, "UTF-8", "CP949", NULL, NULL, NULL);
  return text != NULL ? text : g_utf8_make_valid (header, -1);
}

/**
 * esp_mail_words_decode:
 * @header: the value of a header, as it stands in a mail
 *
 * Returns: (transfer full): its words in one line, UTF-8.
 */
char *
esp_mail_words_decode (const char *header)
{
  g_autofree char *plain = dup_plain (header);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *charset = NULL;
  GString *out = g_string_new (NULL);

  g_strdelimit (plain, "\r\n\t", ' ');
  for (const char *c = plain; *c != '\0';)
    {
      Word word = { 0 };
      gsize space = strspn (c, " ");
      gboolean is_word = find_word (c + (charset != NULL ? space : 0), &word);

      if (is_word)
        {
          if (charset != NULL && g_ascii_strcasecmp (charset, word.charset) != 0)
            flush (out, bytes, charset);
          append_bytes (bytes, &word);
          c += word.length + (charset != NULL ? space : 0);
          g_free (charset);
          charset = g_steal_pointer (&word.charset);
          continue;
        }
      g_free (word.charset);
      flush (out, bytes, charset);
      g_clear_pointer (&charset, g_free);
      g_string_append_c (out, *c++);
    }
  flush (out, bytes, charset);
  return g_strstrip (g_string_free (out, FALSE));
}

static const char *
peek_raw (GMimeMessage *message, const char *name)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  GMimeHeader *header = g_mime_header_list_get_header (headers, name);

  return header != NULL ? g_mime_header_get_raw_value (header) : NULL;
}

/**
 * esp_mail_words_dup_header:
 *
 * Returns: (transfer full) (nullable): what the first header of that name says, in one line; %NULL without one
 */
char *
esp_mail_words_dup_header (GMimeMessage *message, const char *name)
{
  const char *raw = peek_raw (message, name);

  return raw != NULL ? esp_mail_words_decode (raw) : NULL;
}

/**
 * esp_mail_words_dup_name:
 * @name: of a header with one address: "From"
 *
 * Returns: (transfer full) (nullable): the encoded name before the address; %NULL when there is none
 */
char *
esp_mail_words_dup_name (GMimeMessage *message, const char *name)
{
  const char *raw = peek_raw (message, name);
  const char *end = raw != NULL ? strrchr (raw, '<') : NULL;
  g_autofree char *head = end != NULL ? g_strndup (raw, (gsize) (end - raw)) : NULL;
  char *decoded;
  gsize n;

  if (head == NULL || strstr (head, "=?") == NULL)
    return NULL;
  decoded = esp_mail_words_decode (head);
  n = strlen (decoded);
  if (n >= 2 && decoded[0] == '"' && decoded[n - 1] == '"')
    {
      decoded[n - 1] = '\0';
      memmove (decoded, decoded + 1, n - 1);
    }
  return decoded;
}
