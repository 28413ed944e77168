/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters that replace or remove parts of a text. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"

/* How many bytes the next character has. */
static gsize
char_length (const char *at, gsize left)
{
  gsize n = 1;

  while (n < left && ((guchar) at[n] & 0xC0) == 0x80)
    n++;
  return n;
}

/* Writes the replacement for one match.  A backslash is special: \\0 and \\& are the match, \\` and \\' what is
 * before and behind it, \\1 to \\9 nothing, and two are one. */
static void
append_replacement (GString *out, EspLiquidSpan with, EspLiquidSpan text, gsize at, gsize len)
{
  for (gsize i = 0; i < with.len; i++)
    {
      char next = i + 1 < with.len ? with.data[i + 1] : '\0';

      if (with.data[i] != '\\' || next == '\0' ||
          (!g_ascii_isdigit (next) && strchr ("&`'\\", next) == NULL))
        {
          g_string_append_c (out, with.data[i]);
          continue;
        }
      if (next == '0' || next == '&')
        g_string_append_len (out, text.data + at, (gssize) len);
      else if (next == '`')
        g_string_append_len (out, text.data, (gssize) at);
      else if (next == '\'')
        g_string_append_len (out, text.data + at + len, (gssize) (text.len - at - len));
      else if (next == '\\')
        g_string_append_c (out, '\\');
      i++;
    }
}

/* Replaces all, the first or the last; an empty needle is found before every character and at the end. */
static void
replace_all (GString *out, EspLiquidSpan text, EspLiquidSpan needle, EspLiquidSpan with)
{
  gsize at = 0;

  if (needle.len == 0)
    {
      while (at < text.len)
        {
          gsize n = char_length (text.data + at, text.len - at);

          append_replacement (out, with, text, at, 0);
          g_string_append_len (out, text.data + at, (gssize) n);
          at += n;
        }
      append_replacement (out, with, text, at, 0);
      return;
    }
  for (;;)
    {
      const char *found = memmem (text.data + at, text.len - at, needle.data, needle.len);

      if (found == NULL)
        break;
      g_string_append_len (out, text.data + at, found - (text.data + at));
      append_replacement (out, with, text, (gsize) (found - text.data), needle.len);
      at = (gsize) (found - text.data) + needle.len;
    }
  g_string_append_len (out, text.data + at, (gssize) (text.len - at));
}

static const char *
find_last (EspLiquidSpan text, EspLiquidSpan needle)
{
  if (needle.len > text.len)
    return NULL;
  for (gsize i = text.len - needle.len + 1; i > 0; i--)
    if (memcmp (text.data + i - 1, needle.data, needle.len) == 0)
      return text.data + i - 1;
  return NULL;
}

static void
replace_at (GString *out,
            EspLiquidSpan text,
            EspLiquidSpan needle,
            EspLiquidSpan with,
            const char *at)
{
  g_string_append_len (out, text.data, (gssize) text.len);
  if (at == NULL)
    return;
  g_string_erase (out, at - text.data, (gssize) needle.len);
  g_string_insert_len (out, at - text.data, with.data, (gssize) with.len);
}

static void
replace_first (GString *out, EspLiquidSpan text, EspLiquidSpan needle, EspLiquidSpan with)
{
  const char *found = memmem (text.data, text.len, needle.data, needle.len);
  gsize at;

  if (found == NULL)
    {
      g_string_append_len (out, text.data, (gssize) text.len);
      return;
    }
  at = (gsize) (found - text.data);
  g_string_append_len (out, text.data, (gssize) at);
  append_replacement (out, with, text, at, needle.len);
  g_string_append_len (out, found + needle.len, (gssize) (text.len - at - needle.len));
}

typedef enum
{
  REPLACE_ALL,
  REPLACE_FIRST,
  REPLACE_LAST,
} ReplaceMode;

static gboolean
replace (EspLiquidCall *call, EspLiquidValue *out_value, ReplaceMode mode, gboolean removes)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  EspLiquidSpan needle = esp_liquid_call_arg_text (call, 0, "");
  EspLiquidSpan with = removes ? (EspLiquidSpan){ "", 0 } : esp_liquid_call_arg_text (call, 1, "");
  g_autoptr (GString) out = NULL;

  if (with.len > 0 && mode == REPLACE_ALL &&
      text.len / MAX (needle.len, 1) > call->render->limits.max_memory_bytes / with.len)
    return esp_liquid_call_fail (call, "the text would grow too long");
  out = g_string_sized_new (text.len + with.len);
  if (mode == REPLACE_ALL)
    replace_all (out, text, needle, with);
  else if (mode == REPLACE_LAST)
    replace_at (out, text, needle, with, find_last (text, needle));
  else
    replace_first (out, text, needle, with);
  esp_liquid_set_text (call, out, out_value);
  return esp_liquid_step (call->render, 1 + (text.len + out->len) / 64);
}

static gboolean
filter_replace (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return replace (call, out_value, REPLACE_ALL, FALSE);
}

static gboolean
filter_replace_first (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return replace (call, out_value, REPLACE_FIRST, FALSE);
}

static gboolean
filter_replace_last (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return replace (call, out_value, REPLACE_LAST, FALSE);
}

static gboolean
filter_remove (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return replace (call, out_value, REPLACE_ALL, TRUE);
}

static gboolean
filter_remove_first (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return replace (call, out_value, REPLACE_FIRST, TRUE);
}

static gboolean
filter_remove_last (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return replace (call, out_value, REPLACE_LAST, TRUE);
}

const EspLiquidFilterSpec esp_liquid_replace_filters[] = {
  { "remove", filter_remove, 1, 1 },
  { "remove_first", filter_remove_first, 1, 1 },
  { "remove_last", filter_remove_last, 1, 1 },
  { "replace", filter_replace, 1, 2 },
  { "replace_first", filter_replace_first, 1, 2 },
  { "replace_last", filter_replace_last, 2, 2 },
  { NULL, NULL, 0, 0 },
};
