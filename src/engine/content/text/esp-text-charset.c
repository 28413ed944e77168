/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the characters that text messages cannot carry and proposes others in their place. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-charset.h"

#include "engine/content/text/esp-cp949.h"

#include <string.h>

/* GSM 03.38 outside ASCII; the ASCII that it has too is told apart below. */
static const char gsm7_letters[] = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
static const char gsm7_extended[] = "\f^{}\\[~]|€";

/* What stands for what; of several the first that the charset has. */
typedef struct
{
  const char *from; /* characters */
  const char *to[3];
} Replacement;

static const Replacement replacements[] = {
  { "‘’‚‛′`´ʼ", { "'" } },
  { "“”„‟″«»", { "\"" } },
  { "‐‑‒–—―−─", { "-" } },
  { "…", { "..." } },
  { "‥", { ".." } },
  { "•‣◦∙⋅・ㆍ·", { "·", "*" } },
  { "₩￦", { "￦", "KRW" } },
  { "€", { "EUR" } },
  { "£", { "￡", "GBP" } },
  { "¥", { "￥", "JPY" } },
  { "©", { "(c)" } },
  { "®", { "(R)" } },
  { "™", { "(TM)" } },
  { "✓✔☑✅", { "√", "v" } },
  { "✕✖✗✘❌", { "×", "x" } },
  { "❤♥💕💖💗💙💚💛💜🖤🤍", { "♥", "<3" } },
  { "⭐🌟✨★", { "★", "*" } },
  { "☆", { "*" } },
  { "→➡➔➜", { "→", "->" } },
  { "←⬅", { "←", "<-" } },
  { "▶►", { "▶", ">" } },
  { "◀◄", { "◀", "<" } },
  { "☎📞📱", { "☎", "Tel" } },
  { "✉📧📩", { "@" } },
  { "☺😀😃😄😁😊🙂", { ":)" } },
  { "☹😢😭🙁", { ":(" } },
  { "～", { "~" } },
  { "：", { ":" } },
  { "★", { "*" } },
  { "×", { "x" } },
};

/**
 * esp_gsm7_get_size:
 *
 * Returns: the septets of @c: 1, or 2 of the extension table; 0 when GSM 03.38 has no such character
 */
guint
esp_gsm7_get_size (gunichar c)
{
  if (c < 0x80)
    {
      if (strchr (gsm7_extended, (int) c) != NULL && c != 0)
        return 2;
      if (c >= ' ' && c != '`' && c != 0x7f)
        return 1;
      return c == '\n' || c == '\r' ? 1 : 0;
    }
  if (c == 0x20ac)
    return 2;
  return g_utf8_strchr (gsm7_letters, -1, c) != NULL ? 1 : 0;
}

/**
 * esp_text_charset_has:
 *
 * Returns: whether @c can be sent in it
 */
gboolean
esp_text_charset_has (EspTextCharset charset, gunichar c)
{
  switch (charset)
    {
    case ESP_TEXT_CP949:
      return (c >= ' ' || c == '\n' || c == '\t') && c != 0x7f && esp_cp949_get_size (c) > 0;
    case ESP_TEXT_GSM7:
      return esp_gsm7_get_size (c) > 0;
    case ESP_TEXT_UNICODE:
    default:
      return TRUE;
    }
}

static gboolean
has_all (EspTextCharset charset, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!esp_text_charset_has (charset, g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* Nothing is lost when it goes: joiners, variation selectors, skin tones, pictures of other planes. */
static gboolean
is_ornament (gunichar c)
{
  return g_unichar_iszerowidth (c) || g_unichar_type (c) == G_UNICODE_FORMAT ||
         (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0x1f000 && c <= 0x1faff) ||
         (c >= 0x2600 && c <= 0x27bf) || (c >= 0x2b00 && c <= 0x2bff) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

/* "é" is "e" and an accent, "ﬁ" is "fi", "①" is "1". */
static gboolean
decompose (EspTextCharset charset, gunichar c, char *out_text, gsize out_size)
{
  char text[8] = "";
  g_autofree char *parts = NULL;
  g_autoptr (GString) kept = g_string_new (NULL);

  (void) g_unichar_to_utf8 (c, text);
  parts = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  for (const char *p = parts; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_unichar (kept, g_utf8_get_char (p));
  if (kept->len == 0 || !has_all (charset, kept->str))
    return FALSE;
  return g_strlcpy (out_text, kept->str, out_size) < out_size;
}

/**
 * esp_text_charset_replace:
 * @out_text: (out): what can stand for @c; "" when it can only be left out
 * @out_size: the room in @out_text
 *
 * Returns: whether there is something to propose for a character that the charset lacks
 */
gboolean
esp_text_charset_replace (EspTextCharset charset, gunichar c, char *out_text, gsize out_size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replacements); i++)
    {
      if (g_utf8_strchr (replacements[i].from, -1, c) == NULL)
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (replacements[i].to) && replacements[i].to[j] != NULL; j++)
        if (has_all (charset, replacements[i].to[j]))
          return g_strlcpy (out_text, replacements[i].to[j], out_size) < out_size;
    }
  if (g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR)
    return g_strlcpy (out_text, " ", out_size) < out_size;
  if (is_ornament (c) || g_unichar_iscntrl (c))
    return g_strlcpy (out_text, "", out_size) < out_size;
  return decompose (charset, c, out_text, out_size);
}

/**
 * esp_text_find_strangers:
 * @text: valid UTF-8
 *
 * A line end of two characters is one and no stranger.
 *
 * Returns: (transfer full) (element-type EspTextStranger): the characters that @charset lacks, and the
 *   syllables that old handsets lack, in the order of the text
 */
GArray *
esp_text_find_strangers (const char *text, EspTextCharset charset)
{
  GArray *found = g_array_new (FALSE, TRUE, sizeof (EspTextStranger));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      EspTextStranger stranger = { .offset = (gsize) (p - text), .character = c };

      stranger.is_extension = charset == ESP_TEXT_CP949 && esp_cp949_is_extension (c);
      if (c == '\r' || (esp_text_charset_has (charset, c) && !stranger.is_extension))
        continue;
      stranger.length = (gsize) (g_utf8_next_char (p) - p);
      if (!stranger.is_extension)
        stranger.is_replaceable =
          esp_text_charset_replace (charset, c, stranger.replacement, sizeof stranger.replacement);
      g_array_append_val (found, stranger);
    }
  return found;
}

/**
 * esp_text_replace_strangers:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): @text with the proposals in place; what has none stays
 */
char *
esp_text_replace_strangers (const char *text, EspTextCharset charset)
{
  g_autoptr (GArray) strangers = esp_text_find_strangers (text, charset);
  GString *out = g_string_new (NULL);
  gsize done = 0;

  for (guint i = 0; i < strangers->len; i++)
    {
      const EspTextStranger *stranger = &g_array_index (strangers, EspTextStranger, i);

      if (!stranger->is_replaceable)
        continue;
      g_string_append_len (out, text + done, (gssize) (stranger->offset - done));
      g_string_append (out, stranger->replacement);
      done = stranger->offset + stranger->length;
    }
  g_string_append (out, text + done);
  return g_string_free (out, FALSE);
}
