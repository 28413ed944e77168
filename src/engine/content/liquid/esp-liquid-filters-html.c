/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters that speak HTML, URLs and Base64. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-html.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-lexer.h"

static const char *
entity_of (char c)
{
  switch (c)
    {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return NULL;
    }
}

/** esp_liquid_append_escaped: @text with & < > " ' written as entities. */
void
esp_liquid_append_escaped (GString *out, const char *text, gsize len)
{
  gsize from = 0;

  for (gsize i = 0; i < len; i++)
    {
      const char *entity = entity_of (text[i]);

      if (entity == NULL)
        continue;
      g_string_append_len (out, text + from, (gssize) (i - from));
      g_string_append (out, entity);
      from = i + 1;
    }
  g_string_append_len (out, text + from, (gssize) (len - from));
}

static gboolean
filter_escape (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidSpan text = esp_liquid_call_input_text (call);

  if (call->input->type == ESP_LIQUID_NIL)
    return TRUE;
  esp_liquid_append_escaped (out, text.data, text.len);
  esp_liquid_set_text (call, out, out_value);
  out_value->safe = TRUE;
  return TRUE;
}

/* Whether an entity such as &amp; or &#39; begins here. */
static gboolean
is_entity (EspLiquidSpan text, gsize at)
{
  gsize i = at + 1;
  gsize start;

  if (i < text.len && text.data[i] == '#')
    for (start = ++i; i < text.len && g_ascii_isdigit (text.data[i]);)
      i++;
  else
    for (start = i; i < text.len && g_ascii_isalpha (text.data[i]);)
      i++;
  return i > start && i < text.len && text.data[i] == ';';
}

static gboolean
filter_escape_once (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidSpan text = esp_liquid_call_input_text (call);

  for (gsize i = 0; i < text.len; i++)
    {
      const char *entity = entity_of (text.data[i]);

      if (entity == NULL || (text.data[i] == '&' && is_entity (text, i)))
        g_string_append_c (out, text.data[i]);
      else
        g_string_append (out, entity);
    }
  esp_liquid_set_text (call, out, out_value);
  out_value->safe = TRUE;
  return TRUE;
}

/* {{ markup | safe }}: the author vouches for it, so that automatic escaping leaves it alone. */
static gboolean
filter_safe (EspLiquidCall *call, EspLiquidValue *out_value)
{
  *out_value = *call->input;
  out_value->safe = TRUE;
  return TRUE;
}

static gboolean
filter_url_encode (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidSpan text = esp_liquid_call_input_text (call);

  if (call->input->type == ESP_LIQUID_NIL)
    return TRUE;
  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] == ' ')
      g_string_append_c (out, '+');
    else if (g_ascii_isalnum (text.data[i]) ||
             (text.data[i] != '\0' && strchr ("*-._~", text.data[i]) != NULL &&
              text.data[i] != '*'))
      g_string_append_c (out, text.data[i]);
    else
      g_string_append_printf (out, "%%%02X", (guchar) text.data[i]);
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

static gboolean
filter_url_decode (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidSpan text = esp_liquid_call_input_text (call);

  if (call->input->type == ESP_LIQUID_NIL)
    return TRUE;
  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] == '+')
      g_string_append_c (out, ' ');
    else if (text.data[i] == '%' && i + 2 < text.len && g_ascii_isxdigit (text.data[i + 1]) &&
             g_ascii_isxdigit (text.data[i + 2]))
      {
        g_string_append_c (out, (char) (g_ascii_xdigit_value (text.data[i + 1]) * 16 +
                                        g_ascii_xdigit_value (text.data[i + 2])));
        i += 2;
      }
    else
      g_string_append_c (out, text.data[i]);
  if (!g_utf8_validate_len (out->str, out->len, NULL) && memchr (out->str, '\0', out->len) == NULL)
    return esp_liquid_call_fail (call, "invalid byte sequence in UTF-8");
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

static void
swap_alphabet (char *text, gboolean to_url)
{
  for (; *text != '\0'; text++)
    if (to_url)
      *text = *text == '+' ? '-' : *text == '/' ? '_' : *text;
    else
      *text = *text == '-' ? '+' : *text == '_' ? '/' : *text;
}

static gboolean
encode_base64 (EspLiquidCall *call, EspLiquidValue *out_value, gboolean for_url)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text.data, text.len);
  gsize len = strlen (encoded);

  if (for_url)
    swap_alphabet (encoded, TRUE);
  *out_value =
    esp_liquid_string_len (esp_liquid_arena_dup (call->render->arena, encoded, len), len);
  return TRUE;
}

/* Strict: whole groups of four, padding only at the end, no bits left over. */
static gboolean
is_strict_base64 (const char *text, gsize len)
{
  gsize n = len;

  if (len % 4 != 0)
    return FALSE;
  while (n > 0 && len - n < 2 && text[n - 1] == '=')
    n--;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  return TRUE;
}

static gboolean
decode_base64 (EspLiquidCall *call, EspLiquidValue *out_value, gboolean for_url)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  g_autofree char *copy = g_strndup (text.data, text.len);
  g_autoptr (GString) padded = g_string_new (copy);
  g_autofree guchar *decoded = NULL;
  gsize len = 0;

  if (for_url)
    {
      swap_alphabet (padded->str, FALSE);
      while (padded->len % 4 != 0 && !g_str_has_suffix (copy, "="))
        g_string_append_c (padded, '=');
    }
  if (strlen (copy) != text.len || !is_strict_base64 (padded->str, padded->len))
    return esp_liquid_call_fail (call, "invalid base64 provided to base64_%sdecode",
                                 for_url ? "url_safe_" : "");
  decoded = g_base64_decode (padded->str, &len);
  /* What is no text would make the whole mail unreadable. */
  if (!g_utf8_validate ((const char *) decoded, (gssize) len, NULL))
    return esp_liquid_call_fail (call, "what base64_%sdecode gives is not text",
                                 for_url ? "url_safe_" : "");
  *out_value =
    esp_liquid_string_len (esp_liquid_arena_dup (call->render->arena, (const char *) decoded, len),
                           len);
  return TRUE;
}

static gboolean
filter_base64_encode (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return encode_base64 (call, out_value, FALSE);
}

static gboolean
filter_base64_decode (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return decode_base64 (call, out_value, FALSE);
}

static gboolean
filter_base64_url_safe_encode (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return encode_base64 (call, out_value, TRUE);
}

static gboolean
filter_base64_url_safe_decode (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return decode_base64 (call, out_value, TRUE);
}

static gboolean
filter_newline_to_br (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidSpan text = esp_liquid_call_input_text (call);

  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] == '\n')
      g_string_append (out, "<br />\n");
    else if (!(text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n'))
      g_string_append_c (out, text.data[i]);
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

/* Removes from each "open" to the next "close"; what is never closed stays. */
static void
cut_between (GString *text, const char *open, const char *close)
{
  g_autoptr (GString) out = g_string_sized_new (text->len);
  const char *at = text->str;
  const char *end = text->str + text->len;

  for (;;)
    {
      const char *from = memmem (at, (gsize) (end - at), open, strlen (open));
      const char *to = NULL;

      if (from != NULL)
        to = memmem (from + strlen (open), (gsize) (end - from) - strlen (open), close,
                     strlen (close));
      if (to == NULL)
        break;
      g_string_append_len (out, at, from - at);
      at = to + strlen (close);
    }
  g_string_append_len (out, at, end - at);
  g_string_truncate (text, 0);
  g_string_append_len (text, out->str, (gssize) out->len);
}

typedef struct
{
  const char *open;
  const char *close;
} Block;

/* Removes scripts, comments and styles with what is in them, whichever begins first. */
static void
cut_blocks (GString *text)
{
  static const Block blocks[] = { { "<script", "</script>" },
                                  { "<!--", "-->" },
                                  { "<style", "</style>" } };
  gboolean is_open[G_N_ELEMENTS (blocks)] = { TRUE, TRUE, TRUE };
  g_autoptr (GString) out = g_string_sized_new (text->len);
  const char *at = text->str;
  const char *end = text->str + text->len;

  while (at < end)
    {
      const char *to = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (blocks) && to == NULL && *at == '<'; i++)
        {
          gsize n = strlen (blocks[i].open);

          if (!is_open[i] || (gsize) (end - at) < n || memcmp (at, blocks[i].open, n) != 0)
            continue;
          to = memmem (at + n, (gsize) (end - at) - n, blocks[i].close, strlen (blocks[i].close));
          is_open[i] = to != NULL; /* no end from here on means none further on */
          if (to != NULL)
            to += strlen (blocks[i].close);
        }
      if (to != NULL)
        at = to;
      else
        g_string_append_c (out, *at++);
    }
  g_string_truncate (text, 0);
  g_string_append_len (text, out->str, (gssize) out->len);
}

static gboolean
filter_strip_html (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  g_autoptr (GString) out = g_string_new_len (text.data, (gssize) text.len);

  cut_blocks (out);
  cut_between (out, "<", ">");
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

const EspLiquidFilterSpec esp_liquid_html_filters[] = {
  { "base64_decode", filter_base64_decode, 0, 0 },
  { "base64_encode", filter_base64_encode, 0, 0 },
  { "base64_url_safe_decode", filter_base64_url_safe_decode, 0, 0 },
  { "base64_url_safe_encode", filter_base64_url_safe_encode, 0, 0 },
  { "escape", filter_escape, 0, 0 },
  { "escape_once", filter_escape_once, 0, 0 },
  { "h", filter_escape, 0, 0 },
  { "newline_to_br", filter_newline_to_br, 0, 0 },
  { "safe", filter_safe, 0, 0 },
  { "strip_html", filter_strip_html, 0, 0 },
  { "url_decode", filter_url_decode, 0, 0 },
  { "url_encode", filter_url_encode, 0, 0 },
  { NULL, NULL, 0, 0 },
};
