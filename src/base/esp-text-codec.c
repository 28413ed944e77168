/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams text between UTF-8 and the other encodings; nothing is dropped without being counted. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-text-codec.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define REPLACEMENT 0xFFFD
#define REPLACEMENT_UTF8 "\xEF\xBF\xBD"
/* How many different lost characters are remembered; the count goes on. */
#define MAX_LOST_CHARACTERS 500
#define MAX_CARRY 4

/* Windows-1252 from 0x80 to 0x9F (Unicode's own mapping table); 0 marks an open byte. */
static const guint16 windows_1252[32] = {
  0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
  0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

struct _EspTextDecoder
{
  EspEncoding encoding;
  iconv_t iconv;           /* (iconv_t) -1 unless of pairs */
  guint8 carry[MAX_CARRY]; /* an unfinished character of the last piece */
  gsize n_carry;
  gunichar high_surrogate;
  gboolean is_started; /* the byte order mark has been looked for */
};

struct _EspTextEncoder
{
  EspEncoding encoding;
  iconv_t iconv;
  GHashTable *lost; /* (owned) set of gunichar */
  guint64 n_lost;
};

/**
 * esp_text_decoder_new:
 *
 * A byte order mark at the very start is taken off.
 *
 * Returns: (transfer full): a decoder for one stream
 */
EspTextDecoder *
esp_text_decoder_new (EspEncoding encoding)
{
  EspTextDecoder *self = g_new0 (EspTextDecoder, 1);

  self->encoding = encoding;
  self->iconv = esp_encoding_get_iconv (encoding) != NULL
                  ? iconv_open ("UTF-8", esp_encoding_get_iconv (encoding))
                  : (iconv_t) -1;
  return self;
}

void
esp_text_decoder_free (EspTextDecoder *self)
{
  if (self->iconv != (iconv_t) -1)
    iconv_close (self->iconv);
  g_free (self);
}

static gsize
decode_utf8 (EspTextDecoder *self, const guint8 *data, gsize length, GString *out)
{
  const char *at = (const char *) data;
  const char *end = at + length;
  gsize n_bad = 0;

  while (at < end)
    {
      const char *bad;

      /* g_utf8_validate_len () stops at NUL; a NUL is a character of ours like any other. */
      if (g_utf8_validate_len (at, end - at, &bad))
        bad = end;
      g_string_append_len (out, at, bad - at);
      at = bad;
      if (at == end)
        break;
      if (*at == '\0')
        g_string_append_c (out, '\0');
      else if (g_utf8_get_char_validated (at, end - at) == (gunichar) -2 && end - at < MAX_CARRY)
        {
          self->n_carry = end - at;
          memcpy (self->carry, at, self->n_carry);
          break;
        }
      else
        {
          g_string_append (out, REPLACEMENT_UTF8);
          n_bad++;
        }
      at++;
    }
  return n_bad;
}

static void
append_unit (EspTextDecoder *self, gunichar unit, GString *out, gsize *n_bad)
{
  if (self->high_surrogate != 0)
    {
      gunichar high = self->high_surrogate;

      self->high_surrogate = 0;
      if (unit >= 0xDC00 && unit <= 0xDFFF)
        {
          g_string_append_unichar (out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
          return;
        }
      g_string_append (out, REPLACEMENT_UTF8);
      *n_bad += 1;
    }
  if (unit >= 0xD800 && unit <= 0xDBFF)
    self->high_surrogate = unit;
  else if (unit >= 0xDC00 && unit <= 0xDFFF)
    {
      g_string_append (out, REPLACEMENT_UTF8);
      *n_bad += 1;
    }
  else if (unit == 0)
    g_string_append_c (out, '\0');
  else
    g_string_append_unichar (out, unit);
}

static gsize
decode_utf16 (EspTextDecoder *self, const guint8 *data, gsize length, GString *out)
{
  gsize n_bad = 0;
  gsize i;

  for (i = 0; i + 1 < length; i += 2)
    append_unit (self,
                 self->encoding == ESP_ENCODING_UTF16LE ? data[i] | data[i + 1] << 8
                                                        : data[i] << 8 | data[i + 1],
                 out, &n_bad);
  if (i < length)
    {
      self->carry[0] = data[i];
      self->n_carry = 1;
    }
  return n_bad;
}

static gsize
decode_pairs (EspTextDecoder *self, const guint8 *data, gsize length, GString *out)
{
  char *in = (char *) data; /* iconv () takes no const, but does not write */
  gsize n_in = length;
  gsize n_bad = 0;

  while (n_in > 0)
    {
      char buffer[4096];
      char *to = buffer;
      gsize n_to = sizeof buffer;
      gsize result = iconv (self->iconv, &in, &n_in, &to, &n_to);
      int code = errno;

      g_string_append_len (out, buffer, to - buffer);
      if (result != (gsize) -1 || code == E2BIG)
        continue;
      if (code == EINVAL && n_in < MAX_CARRY)
        {
          self->n_carry = n_in;
          memcpy (self->carry, in, n_in);
          break;
        }
      g_string_append (out, REPLACEMENT_UTF8);
      n_bad++;
      in++;
      n_in--;
    }
  return n_bad;
}

static gsize
decode_western (EspTextDecoder *self, const guint8 *data, gsize length, GString *out)
{
  gsize n_bad = 0;

  for (gsize i = 0; i < length; i++)
    {
      gunichar c = data[i];

      if (self->encoding == ESP_ENCODING_WINDOWS_1252 && c >= 0x80 && c <= 0x9F)
        c = windows_1252[c - 0x80];
      else if (c == 0)
        {
          g_string_append_c (out, '\0');
          continue;
        }
      if (c == 0)
        {
          c = REPLACEMENT;
          n_bad++;
        }
      g_string_append_unichar (out, c);
    }
  return n_bad;
}

static gsize
decode (EspTextDecoder *self, const guint8 *data, gsize length, GString *out)
{
  switch (self->encoding)
    {
    case ESP_ENCODING_UTF8:
    case ESP_ENCODING_UTF8_BOM:
      return decode_utf8 (self, data, length, out);
    case ESP_ENCODING_UTF16LE:
    case ESP_ENCODING_UTF16BE:
      return decode_utf16 (self, data, length, out);
    case ESP_ENCODING_CP949:
    case ESP_ENCODING_SHIFT_JIS:
    case ESP_ENCODING_EUC_JP:
    case ESP_ENCODING_GB18030:
      return decode_pairs (self, data, length, out);
    case ESP_ENCODING_WINDOWS_1252:
    case ESP_ENCODING_LATIN1:
      return decode_western (self, data, length, out);
    default:
      g_assert_not_reached ();
    }
}

/**
 * esp_text_decoder_push:
 *
 * Appends the text of the next bytes to @out_text. NUL bytes stay NUL characters.
 *
 * Returns: how many characters could not be read and became U+FFFD
 */
gsize
esp_text_decoder_push (EspTextDecoder *self, const guint8 *data, gsize length, GString *out_text)
{
  gsize start = out_text->len;
  gsize n_bad = 0;

  while (self->n_carry > 0 && length > 0)
    {
      guint8 joined[MAX_CARRY + 1];
      gsize n = self->n_carry;

      memcpy (joined, self->carry, n);
      joined[n++] = *data;
      data++;
      length--;
      self->n_carry = 0;
      n_bad += decode (self, joined, n, out_text);
    }
  if (length > 0)
    n_bad += decode (self, data, length, out_text);
  if (!self->is_started && out_text->len > start)
    {
      self->is_started = TRUE;
      if (out_text->len - start >= 3 && memcmp (out_text->str + start, "\xEF\xBB\xBF", 3) == 0 &&
          self->encoding <= ESP_ENCODING_UTF16BE)
        g_string_erase (out_text, start, 3);
    }
  return n_bad;
}

/**
 * esp_text_decoder_finish:
 *
 * Ends the stream: a character that was cut off becomes U+FFFD.
 *
 * Returns: 1 if there was one
 */
gsize
esp_text_decoder_finish (EspTextDecoder *self, GString *out_text)
{
  gboolean is_cut = self->n_carry > 0 || self->high_surrogate != 0;

  if (is_cut)
    g_string_append (out_text, REPLACEMENT_UTF8);
  self->n_carry = 0;
  self->high_surrogate = 0;
  self->is_started = FALSE;
  return is_cut ? 1 : 0;
}

/**
 * esp_text_encoder_new:
 *
 * Writes no byte order mark; see esp_encoding_get_bom ().
 */
EspTextEncoder *
esp_text_encoder_new (EspEncoding encoding)
{
  EspTextEncoder *self = g_new0 (EspTextEncoder, 1);

  self->encoding = encoding;
  self->iconv = esp_encoding_get_iconv (encoding) != NULL
                  ? iconv_open (esp_encoding_get_iconv (encoding), "UTF-8")
                  : (iconv_t) -1;
  self->lost = g_hash_table_new (NULL, NULL);
  return self;
}

void
esp_text_encoder_free (EspTextEncoder *self)
{
  if (self->iconv != (iconv_t) -1)
    iconv_close (self->iconv);
  g_hash_table_unref (self->lost);
  g_free (self);
}

static void
append_utf16 (EspEncoding encoding, gunichar c, GByteArray *out)
{
  guint16 units[2];
  guint n_units = 1;

  units[0] = c;
  if (c > 0xFFFF)
    {
      units[0] = 0xD800 + ((c - 0x10000) >> 10);
      units[1] = 0xDC00 + ((c - 0x10000) & 0x3FF);
      n_units = 2;
    }
  for (guint i = 0; i < n_units; i++)
    {
      guint8 low = units[i] & 0xFF;
      guint8 high = units[i] >> 8;
      guint8 bytes[2] = { low, high };

      if (encoding == ESP_ENCODING_UTF16BE)
        {
          bytes[0] = high;
          bytes[1] = low;
        }
      g_byte_array_append (out, bytes, 2);
    }
}

static gboolean
find_western (EspEncoding encoding, gunichar c, guint8 *out_byte)
{
  if (c < 0x80 || (c >= 0xA0 && c <= 0xFF) || (c <= 0x9F && encoding == ESP_ENCODING_LATIN1))
    {
      *out_byte = c;
      return TRUE;
    }
  if (encoding == ESP_ENCODING_WINDOWS_1252)
    for (guint i = 0; i < G_N_ELEMENTS (windows_1252); i++)
      if (windows_1252[i] == c)
        {
          *out_byte = 0x80 + i;
          return TRUE;
        }
  return FALSE;
}

static gboolean
append_char (EspTextEncoder *self, const char *at, gsize n_at, GByteArray *out)
{
  gunichar c = g_utf8_get_char (at);
  guint8 byte;

  if (self->encoding == ESP_ENCODING_UTF16LE || self->encoding == ESP_ENCODING_UTF16BE)
    {
      append_utf16 (self->encoding, c, out);
      return TRUE;
    }
  if (self->iconv != (iconv_t) -1)
    {
      char buffer[8];
      char *to = buffer;
      char *in = (char *) at;
      gsize n_to = sizeof buffer;

      if (c < 0x80)
        {
          byte = c;
          g_byte_array_append (out, &byte, 1);
          return TRUE;
        }
      if (iconv (self->iconv, &in, &n_at, &to, &n_to) == (gsize) -1)
        {
          iconv (self->iconv, NULL, NULL, NULL, NULL);
          return FALSE;
        }
      g_byte_array_append (out, (guint8 *) buffer, to - buffer);
      return TRUE;
    }
  if (!find_western (self->encoding, c, &byte))
    return FALSE;
  g_byte_array_append (out, &byte, 1);
  return TRUE;
}

/**
 * esp_text_encoder_push:
 * @text: valid UTF-8
 * @length: in bytes, or -1 when NUL-terminated
 *
 * Appends @text in the encoding. A character that it cannot hold becomes `?` and is remembered.
 */
void
esp_text_encoder_push (EspTextEncoder *self, const char *text, gssize length, GByteArray *out_bytes)
{
  const char *end;

  if (length < 0)
    length = strlen (text);
  if (self->encoding == ESP_ENCODING_UTF8 || self->encoding == ESP_ENCODING_UTF8_BOM)
    {
      g_byte_array_append (out_bytes, (const guint8 *) text, length);
      return;
    }
  end = text + length;
  while (text < end)
    {
      const char *next = g_utf8_next_char (text);

      if (!append_char (self, text, next - text, out_bytes))
        {
          g_byte_array_append (out_bytes, (const guint8 *) "?", 1);
          self->n_lost++;
          if (g_hash_table_size (self->lost) < MAX_LOST_CHARACTERS)
            g_hash_table_add (self->lost, GUINT_TO_POINTER (g_utf8_get_char (text)));
        }
      text = next;
    }
}

/**
 * esp_text_encoder_get_n_lost:
 *
 * Returns: how many times a `?` had to stand in
 */
guint64
esp_text_encoder_get_n_lost (EspTextEncoder *self)
{
  return self->n_lost;
}

static int
compare_chars (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a;
  guint32 right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

/**
 * esp_text_encoder_dup_lost:
 *
 * Returns: (transfer full): the different characters that were lost, in code point order; at most 500
 */
char *
esp_text_encoder_dup_lost (EspTextEncoder *self)
{
  g_autoptr (GArray) chars = g_array_new (FALSE, FALSE, sizeof (guint32));
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->lost);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 c = GPOINTER_TO_UINT (key);

      g_array_append_val (chars, c);
    }
  g_array_sort (chars, compare_chars);
  for (guint i = 0; i < chars->len; i++)
    g_string_append_unichar (text, g_array_index (chars, guint32, i));
  return g_string_free (text, FALSE);
}
