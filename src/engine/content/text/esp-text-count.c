/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures text messages as networks do: bytes of CP949 for Korea, segments of GSM-7 or UCS-2 elsewhere. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-count.h"

#include "engine/content/text/esp-cp949.h"

#define GSM7_SINGLE 160
#define GSM7_PART 153
#define UCS2_SINGLE 70
#define UCS2_PART 67
#define WORLD_MAX_CHARS 1600

static const char *const kind_names[ESP_N_TEXT_KINDS] = { "sms", "lms", "mms" };

/**
 * esp_text_kind_name:
 *
 * Returns: "sms", "lms" or "mms"
 */
const char *
esp_text_kind_name (EspTextKind kind)
{
  return (guint) kind < ESP_N_TEXT_KINDS ? kind_names[kind] : "";
}

/* A line end of two characters goes out as one. */
static gboolean
is_first_of_line_end (const char *p)
{
  return p[0] == '\r' && p[1] == '\n';
}

/**
 * esp_text_unify_lines:
 * @text: (inout): valid UTF-8
 *
 * Makes every end of a line one \\n, as it is counted: gateways and carriers pass on what they get.
 *
 * Returns: (transfer none): @text
 */
char *
esp_text_unify_lines (char *text)
{
  char *to = text;

  for (const char *p = text; *p != '\0'; p++)
    if (!is_first_of_line_end (p))
      *to++ = *p == '\r' ? '\n' : *p;
  *to = '\0';
  return text;
}

/**
 * esp_text_count_bytes:
 * @text: valid UTF-8
 * @out_strangers: (nullable): characters that CP949 has not; each counts as two bytes
 * @out_extensions: (nullable): syllables that the older EUC-KR has not
 *
 * Returns: the bytes in CP949
 */
guint
esp_text_count_bytes (const char *text, guint *out_strangers, guint *out_extensions)
{
  guint bytes = 0;
  guint n_strangers = 0;
  guint n_extensions = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_first_of_line_end (p))
        continue;
      bytes += c < 0x80 ? 1 : 2;
      if (c != '\r' && !esp_text_charset_has (ESP_TEXT_CP949, c))
        n_strangers++;
      else if (esp_cp949_is_extension (c))
        n_extensions++;
    }
  if (out_strangers != NULL)
    *out_strangers = n_strangers;
  if (out_extensions != NULL)
    *out_extensions = n_extensions;
  return bytes;
}

/**
 * esp_text_count_korean:
 * @subject: (nullable): what an LMS or MMS is headed by
 * @wish: with AUTO the cheapest kind that carries it
 *
 * The kind is decided here and not by the gateway: it is what the message costs.
 */
void
esp_text_count_korean (const char *subject,
                       const char *body,
                       guint n_images,
                       EspTextWish wish,
                       EspTextCount *out_count)
{
  guint n_strangers = 0;
  guint n_extensions = 0;

  *out_count = (EspTextCount){ .counting = ESP_COUNTING_KOREAN, .segments = 1 };
  out_count->bytes = esp_text_count_bytes (body, &out_count->n_strangers, &out_count->n_extensions);
  if (wish != ESP_TEXT_WISH_AUTO)
    out_count->kind = (EspTextKind) (wish - ESP_TEXT_WISH_SMS);
  else if (n_images > 0)
    out_count->kind = ESP_TEXT_MMS;
  else
    out_count->kind = out_count->bytes <= ESP_SMS_MAX_BYTES ? ESP_TEXT_SMS : ESP_TEXT_LMS;
  out_count->limit = out_count->kind == ESP_TEXT_SMS ? ESP_SMS_MAX_BYTES : ESP_LMS_MAX_BYTES;
  out_count->is_too_long = out_count->bytes > out_count->limit;
  if (out_count->kind == ESP_TEXT_SMS || subject == NULL)
    return;
  out_count->subject_bytes = esp_text_count_bytes (subject, &n_strangers, &n_extensions);
  out_count->n_strangers += n_strangers;
  out_count->n_extensions += n_extensions;
  out_count->is_subject_too_long = out_count->subject_bytes > ESP_LMS_MAX_SUBJECT_BYTES;
}

static gboolean
is_gsm7 (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (esp_gsm7_get_size (g_utf8_get_char (p)) == 0)
      return FALSE;
  return TRUE;
}

/* No character is torn: what does not fit into a part whole begins the next. */
static guint
pack (const char *text, gboolean is_unicode, guint part)
{
  guint n_parts = 1;
  guint used = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      guint size = is_unicode ? (c > 0xffff ? 2 : 1) : esp_gsm7_get_size (c);

      if (is_first_of_line_end (p))
        continue;
      if (used + size > part)
        {
          n_parts++;
          used = 0;
        }
      used += size;
    }
  return n_parts;
}

/**
 * esp_text_count_world:
 * @body: valid UTF-8
 *
 * GSM-7 when every character is in it or in its extension table, where it costs two; else UCS-2.
 */
void
esp_text_count_world (const char *body, EspTextCount *out_count)
{
  gboolean is_unicode = !is_gsm7 (body);
  guint single = is_unicode ? UCS2_SINGLE : GSM7_SINGLE;
  guint units = 0;

  *out_count = (EspTextCount){ .counting = ESP_COUNTING_WORLD, .is_unicode = is_unicode };
  for (const char *p = body; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_first_of_line_end (p))
        units += is_unicode ? (c > 0xffff ? 2 : 1) : esp_gsm7_get_size (c);
    }
  out_count->bytes = units;
  out_count->limit = single;
  out_count->segments =
    units <= single ? 1 : pack (body, is_unicode, is_unicode ? UCS2_PART : GSM7_PART);
  out_count->is_too_long = g_utf8_strlen (body, -1) > WORLD_MAX_CHARS;
}
