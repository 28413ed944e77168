/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out in which encoding a file of HTML or MJML was written, and turns it into UTF-8. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/content/exchange/esp-markup-text.h"

#include "base/esp-text-codec.h"
#include "engine/content/esp-message-doc.h"

#include <string.h>

/* A page names its encoding in its first kilobyte (HTML, “prescan a byte stream”); mail programs write long heads. */
#define HEAD_BYTES 4096
#define MAX_NAME 40
/* Letters that cannot be read, of a hundred: more of them, and the encoding is another one. */
#define MAX_BAD_PERCENT 2

/* Where in @head the name stands that follows @key and “=”, quoted or not. */
static gboolean
find_value (const char *head, gsize length, const char *key, gsize *out_from, gsize *out_n)
{
  gsize n_key = strlen (key);

  for (gsize i = 0; i + n_key < length; i++)
    {
      gsize from = i + n_key;
      gsize n = 0;

      if (g_ascii_strncasecmp (head + i, key, n_key) != 0)
        continue;
      while (from < length && g_ascii_isspace (head[from]))
        from++;
      if (from >= length || head[from] != '=')
        continue;
      from++;
      while (from < length && (g_ascii_isspace (head[from]) || strchr ("\"'", head[from]) != NULL))
        from++;
      while (from + n < length && n < MAX_NAME &&
             (g_ascii_isalnum (head[from + n]) ||
              (head[from + n] != '\0' && strchr ("-_.:", head[from + n]) != NULL)))
        n++;
      if (n == 0)
        continue;
      *out_from = from;
      *out_n = n;
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_name (const char *bytes, gsize length, gsize *out_from, gsize *out_n)
{
  gsize n_head = MIN (length, HEAD_BYTES);

  if (length > 5 && memcmp (bytes, "<?xml", 5) == 0 &&
      find_value (bytes, n_head, "encoding", out_from, out_n))
    return TRUE;
  return find_value (bytes, n_head, "charset", out_from, out_n);
}

static char *
decode (const char *bytes, gsize length, EspEncoding encoding)
{
  g_autoptr (EspTextDecoder) decoder = esp_text_decoder_new (encoding);
  GString *text = g_string_sized_new (length + length / 2);
  gsize n_bad = esp_text_decoder_push (decoder, (const guint8 *) bytes, length, text);

  n_bad += esp_text_decoder_finish (decoder, text);
  if (n_bad * 100 <= length * MAX_BAD_PERCENT && strlen (text->str) == text->len)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return NULL;
}

/* As the file itself says. */
static char *
decode_named (const char *bytes, gsize length, const char *name)
{
  EspEncoding encoding;
  g_autofree char *text = NULL;
  gsize n = 0;

  if (esp_encoding_from_name (name, &encoding))
    return decode (bytes, length, encoding);
  text = g_convert (bytes, (gssize) length, "UTF-8", name, NULL, &n, NULL);
  return text != NULL && strlen (text) == n ? g_steal_pointer (&text) : NULL;
}

/* As its bytes look, when only one encoding looks likely. */
static char *
decode_guessed (const char *bytes, gsize length)
{
  EspEncodingGuess guess;

  esp_encoding_detect ((const guint8 *) bytes, length, &guess);
  if (guess.n_candidates == 0 || !guess.is_sure)
    return NULL;
  return decode (bytes, length, guess.candidates[0].encoding);
}

/* What the text says of itself must be true of what is kept and sent. */
static char *
dup_with_true_name (const char *text)
{
  gsize from, n;
  g_autofree char *head = NULL;

  if (!find_name (text, strlen (text), &from, &n))
    return g_strdup (text);
  head = g_strndup (text, from);
  return g_strconcat (head, "utf-8", text + from + n, NULL);
}

/**
 * esp_markup_dup_utf8:
 * @bytes: (array length=length): a file of HTML or MJML
 * @length: its bytes
 * @out_length: (out): bytes of what is returned
 *
 * Reads what the file says of its encoding (byte order mark, `<meta charset>`, `<?xml encoding>`); where it says
 * nothing, what its bytes are sure to be. EUC-KR is read as CP949. Text that is UTF-8 stays as it is; other
 * text says afterwards that it is UTF-8.
 *
 * Returns: (transfer full) (nullable): UTF-8, ending in NUL, or %NULL with %ESP_MESSAGE_ERROR set
 */
char *
esp_markup_dup_utf8 (const char *bytes, gsize length, gsize *out_length, GError **error)
{
  gsize from = 0, n = 0;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  char *named;

  if (find_name (bytes, length, &from, &n))
    name = g_strndup (bytes + from, n);
  /* The encodings of Japanese mail are made of ASCII bytes, and so they pass for UTF-8. */
  if (g_utf8_validate (bytes, (gssize) length, NULL) &&
      (name == NULL || g_ascii_strncasecmp (name, "iso-2022-", 9) != 0))
    {
      *out_length = length;
      return g_strndup (bytes, length);
    }
  if (name != NULL)
    text = decode_named (bytes, length, name);
  if (text == NULL)
    text = decode_guessed (bytes, length);
  if (text == NULL)
    {
      g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                           "The file is not UTF-8, and it does not say what it is; open it in an "
                           "editor and save it as UTF-8");
      return NULL;
    }
  named = dup_with_true_name (text);
  *out_length = strlen (named);
  return named;
}
