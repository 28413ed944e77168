/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes texts and headers in 7-bit form with CRLF line ends, fast enough for one call per recipient.
 * GMime's own streams do the same at a third of the speed; it stays in use for what is built once. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/email/esp-mime-encode.h"

#include <string.h>
#include <time.h>

/* Lines of the body: 76 with the soft break (RFC 2045, 6.7). */
#define QP_COLUMNS 75
#define BASE64_LINE_BYTES 57

/* Longest line that is sent as it is; the limit is 998, some relays cut earlier. */
#define MAX_PLAIN_LINE 900

/* Bytes in one encoded word: 45 make 60 characters and 72 with its frame, of 75 (RFC 2047, 2). The first
 * one shares its line with the name of the header. */
#define WORD_BYTES 45
#define FIRST_WORD_BYTES 36

#define FOLD_COLUMN 76

static const char hex[] = "0123456789ABCDEF";
static const char base64_digits[] =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static inline gboolean
is_qp_safe (guchar c)
{
  return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

/**
 * esp_mime_choose_encoding:
 *
 * Returns: what makes the text smallest: as it is when it is ASCII in short lines, otherwise
 * quoted-printable or base64 (Hangul takes 9 bytes in the one and 4 in the other).
 */
EspMimeEncoding
esp_mime_choose_encoding (const char *text, gsize length)
{
  gsize n_unsafe = 0;
  gsize n_ascii_unsafe = 0;
  gsize line = 0;
  gsize longest = 0;

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      if (c == '\n')
        {
          longest = MAX (longest, line);
          line = 0;
          continue;
        }
      line++;
      n_unsafe += !is_qp_safe (c) && c != '\r';
      n_ascii_unsafe += c == '=' || c == '\r';
    }
  longest = MAX (longest, line);
  if (n_unsafe <= n_ascii_unsafe && longest <= MAX_PLAIN_LINE &&
      (n_ascii_unsafe == 0 || memchr (text, '\r', length) == NULL) &&
      g_strstr_len (text, (gssize) length, "--=_") == NULL &&
      g_strstr_len (text, (gssize) length, "From ") == NULL)
    return ESP_MIME_7BIT;
  return length + 2 * n_unsafe + length / 40 <= length * 4 / 3 + length / 50
           ? ESP_MIME_QUOTED_PRINTABLE
           : ESP_MIME_BASE64;
}

/**
 * esp_mime_encoding_name:
 *
 * Returns: the value of Content-Transfer-Encoding.
 */
const char *
esp_mime_encoding_name (EspMimeEncoding encoding)
{
  return encoding == ESP_MIME_7BIT               ? "7bit"
         : encoding == ESP_MIME_QUOTED_PRINTABLE ? "quoted-printable"
                                                 : "base64";
}

/* Makes room for @n bytes more and returns where they go. */
static char *
reserve (GString *out, gsize n)
{
  gsize before = out->len;

  g_string_set_size (out, before + n);
  return out->str + before;
}

static inline gboolean
is_line_end (const char *c, const char *end)
{
  return c >= end || *c == '\n' || *c == '\r';
}

/* A dot or "From " at the start of a line has been mangled by relays; both are encoded there. */
static inline gboolean
is_risky_start (const char *c, const char *end)
{
  return *c == '.' || (*c == 'F' && end - c >= 5 && memcmp (c, "From ", 5) == 0);
}

static void
append_quoted_printable (GString *out, const char *text, gsize length)
{
  const char *end = text + length;
  gsize before = out->len;
  char *to = reserve (out, length * 3 + length / 8 + 8);
  const char *start = to;
  guint column = 0;

  for (const char *c = text; c < end; c++)
    {
      gboolean is_plain = is_qp_safe ((guchar) *c) &&
                          !((*c == ' ' || *c == '\t') && is_line_end (c + 1, end)) &&
                          !(column == 0 && is_risky_start (c, end));

      if (*c == '\n' || *c == '\r')
        {
          c += *c == '\r' && c + 1 < end && c[1] == '\n';
          *to++ = '\r';
          *to++ = '\n';
          column = 0;
          continue;
        }
      if (column + (is_plain ? 1 : 3) > QP_COLUMNS)
        {
          memcpy (to, "=\r\n", 3);
          to += 3;
          column = 0;
          is_plain = is_plain && !is_risky_start (c, end);
        }
      if (is_plain)
        *to++ = *c;
      else
        {
          *to++ = '=';
          *to++ = hex[(guchar) *c >> 4];
          *to++ = hex[(guchar) *c & 15];
        }
      column += is_plain ? 1 : 3;
    }
  g_string_set_size (out, before + (gsize) (to - start));
}

static char *
encode_base64 (const guchar *bytes, gsize n, char *to)
{
  gsize i;

  for (i = 0; i + 2 < n; i += 3)
    {
      guint32 three = (guint32) bytes[i] << 16 | (guint32) bytes[i + 1] << 8 | bytes[i + 2];

      *to++ = base64_digits[three >> 18];
      *to++ = base64_digits[three >> 12 & 63];
      *to++ = base64_digits[three >> 6 & 63];
      *to++ = base64_digits[three & 63];
    }
  if (i < n)
    {
      guint32 rest = (guint32) bytes[i] << 16 | (i + 1 < n ? (guint32) bytes[i + 1] << 8 : 0);

      *to++ = base64_digits[rest >> 18];
      *to++ = base64_digits[rest >> 12 & 63];
      *to++ = i + 1 < n ? base64_digits[rest >> 6 & 63] : '=';
      *to++ = '=';
    }
  return to;
}

/* The text inside base64 has CRLF line ends too (RFC 2046, 4.1.1). */
static void
append_base64 (GString *out, const char *text, gsize length)
{
  gsize before = out->len;
  char *to = reserve (out, length * 3 + length / 8 + 8);
  const char *start = to;
  guchar line[BASE64_LINE_BYTES + 2];
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\n' || text[i] == '\r')
        {
          i += text[i] == '\r' && i + 1 < length && text[i + 1] == '\n';
          line[n++] = '\r';
          line[n++] = '\n';
        }
      else
        line[n++] = (guchar) text[i];
      if (n < BASE64_LINE_BYTES)
        continue;
      to = encode_base64 (line, BASE64_LINE_BYTES, to);
      *to++ = '\r';
      *to++ = '\n';
      n -= BASE64_LINE_BYTES;
      line[0] = line[BASE64_LINE_BYTES];
    }
  if (n > 0)
    {
      to = encode_base64 (line, n, to);
      *to++ = '\r';
      *to++ = '\n';
    }
  g_string_set_size (out, before + (gsize) (to - start));
}

static void
append_7bit (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  for (const char *line = text; line < end;)
    {
      const char *stop = memchr (line, '\n', (gsize) (end - line));

      if (stop == NULL)
        stop = end;
      g_string_append_len (out, line, stop - line);
      if (stop < end)
        g_string_append_len (out, "\r\n", 2);
      line = stop + 1;
    }
}

/**
 * esp_mime_append_body:
 * @out: appended to; ends with a line end
 * @text: UTF-8 with line ends of any kind
 * @encoding: as esp_mime_choose_encoding() answered
 */
void
esp_mime_append_body (GString *out, const char *text, gsize length, EspMimeEncoding encoding)
{
  if (encoding == ESP_MIME_QUOTED_PRINTABLE)
    append_quoted_printable (out, text, length);
  else if (encoding == ESP_MIME_BASE64)
    append_base64 (out, text, length);
  else
    append_7bit (out, text, length);
  if (out->len < 2 || out->str[out->len - 1] != '\n')
    g_string_append_len (out, "\r\n", 2);
}

static gboolean
is_plain_text (const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if ((guchar) *c >= 0x7f || (*c == '=' && c[1] == '?'))
      return FALSE;
  return TRUE;
}

/* Copies @value with every control character as a space: a line end here would begin another header. */
static char *
dup_without_controls (const char *value)
{
  g_autofree char *copy = g_utf8_make_valid (value, -1);

  for (char *c = copy; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == 0x7f)
      *c = ' ';
  return g_strstrip (g_steal_pointer (&copy));
}

/* Appends encoded words of whole characters, a line each. */
static void
append_encoded_words (GString *out, const char *value)
{
  gsize room = FIRST_WORD_BYTES;
  char buffer[WORD_BYTES * 2];

  while (*value != '\0')
    {
      gsize n = 0;
      gsize step;

      while (value[n] != '\0' &&
             n + (step = (gsize) (g_utf8_next_char (value + n) - (value + n))) <= room)
        n += step;
      g_string_append (out, "=?utf-8?b?");
      g_string_append_len (out, buffer, encode_base64 ((const guchar *) value, n, buffer) - buffer);
      g_string_append (out, "?=");
      value += n;
      room = WORD_BYTES;
      if (*value != '\0')
        g_string_append (out, "\r\n ");
    }
}

/* Appends words, with a line end before those that would make the line too long. */
static void
append_folded (GString *out, const char *value, gsize column)
{
  while (*value != '\0')
    {
      gsize blanks = strspn (value, " ");
      gsize word = strcspn (value + blanks, " ");

      if (blanks > 0 && word > 0 && column + blanks + word > FOLD_COLUMN)
        {
          g_string_append (out, "\r\n");
          column = 0;
        }
      g_string_append_len (out, value, (gssize) (blanks + word));
      column += blanks + word;
      value += blanks + word;
    }
}

/**
 * esp_mime_append_text_header:
 * @out: appended to: the whole header with its line end
 * @name: such as "Subject"
 * @value: any text; control characters become blanks
 *
 * Text that is not plain ASCII is written as encoded words of at most 75 characters that never split a
 * character (RFC 2047).
 */
void
esp_mime_append_text_header (GString *out, const char *name, const char *value)
{
  g_autofree char *clean = dup_without_controls (value);
  gsize longest_word = 0;

  for (const char *c = clean; *c != '\0'; c += strspn (c, " "))
    {
      gsize word = strcspn (c, " ");

      longest_word = MAX (longest_word, word);
      c += word;
    }
  g_string_append (out, name);
  g_string_append (out, ": ");
  if (is_plain_text (clean) && longest_word < MAX_PLAIN_LINE)
    append_folded (out, clean, strlen (name) + 2);
  else
    append_encoded_words (out, clean);
  g_string_append (out, "\r\n");
}

static gboolean
is_phrase_of_atoms (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr (" !#$%&'*+-/=?^_`{|}~", *c) == NULL)
      return FALSE;
  return TRUE;
}

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

/**
 * esp_mime_append_mailbox_header:
 * @out: appended to: the whole header with its line end
 * @name: such as "To"
 * @display_name: (nullable): of the person or business; control characters become blanks
 * @address: as esp_mail_address_to_wire() made it
 */
void
esp_mime_append_mailbox_header (GString *out,
                                const char *name,
                                const char *display_name,
                                const char *address)
{
  g_autofree char *clean = dup_without_controls (display_name != NULL ? display_name : "");
  gsize n = strlen (clean);

  g_string_append_printf (out, "%s: ", name);
  if (n == 0)
    {
      g_string_append_printf (out, "%s\r\n", address);
      return;
    }
  if (!is_plain_text (clean) || n > FOLD_COLUMN)
    append_encoded_words (out, clean);
  else if (is_phrase_of_atoms (clean))
    g_string_append (out, clean);
  else
    append_quoted (out, clean);
  if (strlen (name) + n + strlen (address) + 6 > FOLD_COLUMN || n > FIRST_WORD_BYTES / 2)
    g_string_append (out, "\r\n");
  g_string_append_printf (out, " <%s>\r\n", address);
}

/**
 * esp_mime_append_date_header:
 * @out: appended to: the whole header with its line end
 * @time_us: µs UTC
 * @offset_s: seconds east of UTC of the sender's clock, whole minutes
 */
void
esp_mime_append_date_header (GString *out, gint64 time_us, int offset_s)
{
  static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
  static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  time_t local = (time_t) (time_us / G_USEC_PER_SEC) + offset_s;
  int minutes = ABS (offset_s) / 60;
  struct tm tm;

  gmtime_r (&local, &tm);
  g_string_append_printf (out, "Date: %s, %02d %s %04d %02d:%02d:%02d %c%02d%02d\r\n",
                          days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
                          tm.tm_hour, tm.tm_min, tm.tm_sec, offset_s < 0 ? '-' : '+', minutes / 60,
                          minutes % 60);
}
