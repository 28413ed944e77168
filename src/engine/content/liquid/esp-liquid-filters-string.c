/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters that work on text, by characters. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-lexer.h"
#include "engine/content/liquid/esp-liquid-print.h"

/* Words to keep when truncatewords is not told. */
#define DEFAULT_WORDS 15
#define DEFAULT_LENGTH 50

/** esp_liquid_call_input_text: the input as text. */
EspLiquidSpan
esp_liquid_call_input_text (EspLiquidCall *call)
{
  EspLiquidValue text = esp_liquid_to_string (call->render->arena, call->input);

  return (EspLiquidSpan){ text.u.string.data, text.u.string.len };
}

/** esp_liquid_call_arg_text: argument @i as text, @otherwise when it was not given. */
EspLiquidSpan
esp_liquid_call_arg_text (EspLiquidCall *call, guint i, const char *otherwise)
{
  EspLiquidValue text;

  if (i >= call->n_args)
    return (EspLiquidSpan){ otherwise, strlen (otherwise) };
  text = esp_liquid_to_string (call->render->arena, &call->args[i]);
  return (EspLiquidSpan){ text.u.string.data, text.u.string.len };
}

/** esp_liquid_call_arg_index: argument @i as a whole number; the call fails when it is none. */
gboolean
esp_liquid_call_arg_index (EspLiquidCall *call, guint i, gint64 otherwise, gint64 *out_integer)
{
  *out_integer = otherwise;
  return i >= call->n_args || esp_liquid_to_index (call->render, &call->args[i], out_integer);
}

/** esp_liquid_set_text: copies @text into the render's memory. */
void
esp_liquid_set_text (EspLiquidCall *call, const GString *text, EspLiquidValue *out_value)
{
  *out_value =
    esp_liquid_string_len (esp_liquid_arena_dup (call->render->arena, text->str, text->len),
                           text->len);
}

/** esp_liquid_set_span: a value over @span, which lives long enough. */
void
esp_liquid_set_span (EspLiquidSpan span, EspLiquidValue *out_value)
{
  *out_value = esp_liquid_string_len (span.data, span.len);
}

static gboolean
is_strippable (char c)
{
  return esp_liquid_is_space (c) || c == '\0';
}

static EspLiquidSpan
strip_left (EspLiquidSpan text)
{
  while (text.len > 0 && is_strippable (text.data[0]))
    text.data++, text.len--;
  return text;
}

static EspLiquidSpan
strip_right (EspLiquidSpan text)
{
  while (text.len > 0 && is_strippable (text.data[text.len - 1]))
    text.len--;
  return text;
}

/* Where the character number n begins; the end when there are fewer. */
static gsize
byte_of_char (EspLiquidSpan text, gint64 n)
{
  gsize at = 0;

  while (n > 0 && at < text.len)
    {
      for (at++; at < text.len && ((guchar) text.data[at] & 0xC0) == 0x80;)
        at++;
      n--;
    }
  return at;
}

static gint64
count_chars (EspLiquidSpan text)
{
  EspLiquidValue value = esp_liquid_string_len (text.data, text.len);

  return (gint64) esp_liquid_string_n_chars (&value);
}

/** esp_liquid_char_at: Returns: the character number @index, from the end when below zero; empty when there is none. */
EspLiquidSpan
esp_liquid_char_at (EspLiquidSpan text, gint64 index)
{
  gint64 n_chars = count_chars (text);
  gsize from;

  if (index < 0)
    index += n_chars;
  if (index < 0 || index >= n_chars)
    return (EspLiquidSpan){ "", 0 };
  from = byte_of_char (text, index);
  text.data += from;
  text.len -= from;
  text.len = byte_of_char (text, 1);
  return text;
}

static gboolean
filter_append (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  EspLiquidSpan more = esp_liquid_call_arg_text (call, 0, "");
  char *joined = esp_liquid_arena_alloc (call->render->arena, text.len + more.len + 1);

  memcpy (joined, text.data, text.len);
  memcpy (joined + text.len, more.data, more.len);
  joined[text.len + more.len] = '\0';
  *out_value = esp_liquid_string_len (joined, text.len + more.len);
  return esp_liquid_step (call->render, 1 + (text.len + more.len) / 64);
}

static gboolean
filter_prepend (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidValue swapped = *call->input;
  EspLiquidCall other = *call;

  other.input = &call->args[0];
  other.args = &swapped;
  return filter_append (&other, out_value);
}

static gboolean
change_case (EspLiquidCall *call, EspLiquidValue *out_value, gboolean upper)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  g_autofree char *changed = upper ? g_utf8_strup (text.data, (gssize) text.len)
                                   : g_utf8_strdown (text.data, (gssize) text.len);
  gsize len = strlen (changed);

  *out_value =
    esp_liquid_string_len (esp_liquid_arena_dup (call->render->arena, changed, len), len);
  return TRUE;
}

static gboolean
filter_upcase (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return change_case (call, out_value, TRUE);
}

static gboolean
filter_downcase (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return change_case (call, out_value, FALSE);
}

/* One letter as it begins a word: "dž" as one letter becomes "Dž", not "DŽ". */
static char *
title_case (const char *text, gsize len)
{
  gunichar c = len == 0 ? 0 : g_utf8_get_char_validated (text, (gssize) len);

  if (c != 0 && c < 0x110000 && g_unichar_totitle (c) != c)
    {
      char *title = g_malloc0 (8);

      (void) g_unichar_to_utf8 (g_unichar_totitle (c), title);
      return title;
    }
  return g_utf8_strup (text, (gssize) len);
}

static gboolean
filter_capitalize (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  gsize first = byte_of_char (text, 1);
  g_autofree char *head = title_case (text.data, first);
  g_autofree char *tail = g_utf8_strdown (text.data + first, (gssize) (text.len - first));
  g_autoptr (GString) joined = g_string_new (head);

  /* A letter that becomes two in upper case keeps only the first one large: "ßa" is "Ssa". */
  if (g_utf8_strlen (head, -1) > 1)
    {
      const char *second = g_utf8_next_char (joined->str);
      g_autofree char *rest = g_utf8_strdown (second, -1);

      g_string_truncate (joined, (gsize) (second - joined->str));
      g_string_append (joined, rest);
    }
  g_string_append (joined, tail);
  esp_liquid_set_text (call, joined, out_value);
  return TRUE;
}

static gboolean
filter_strip (EspLiquidCall *call, EspLiquidValue *out_value)
{
  esp_liquid_set_span (strip_right (strip_left (esp_liquid_call_input_text (call))), out_value);
  return TRUE;
}

static gboolean
filter_lstrip (EspLiquidCall *call, EspLiquidValue *out_value)
{
  esp_liquid_set_span (strip_left (esp_liquid_call_input_text (call)), out_value);
  return TRUE;
}

static gboolean
filter_rstrip (EspLiquidCall *call, EspLiquidValue *out_value)
{
  esp_liquid_set_span (strip_right (esp_liquid_call_input_text (call)), out_value);
  return TRUE;
}

static gboolean
filter_squish (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) squished = g_string_new (NULL);
  EspLiquidSpan text;

  if (call->input->type == ESP_LIQUID_NIL)
    return TRUE;
  text = strip_right (strip_left (esp_liquid_call_input_text (call)));
  for (gsize i = 0; i < text.len; i++)
    if (!esp_liquid_is_space (text.data[i]))
      g_string_append_c (squished, text.data[i]);
    else if (!esp_liquid_is_space (text.data[i - 1]))
      g_string_append_c (squished, ' ');
  esp_liquid_set_text (call, squished, out_value);
  return TRUE;
}

/* Turns offset and length into a part of n elements; FALSE when there is no such part. */
static gboolean
clip (gint64 n, gint64 *offset, gint64 *length)
{
  if (*offset < 0 && *offset >= -n)
    *offset += n;
  if (*offset < 0 || *offset > n || *length < 0)
    return FALSE;
  *length = MIN (*length, n - *offset);
  return TRUE;
}

static gboolean
filter_slice (EspLiquidCall *call, EspLiquidValue *out_value)
{
  gint64 offset;
  gint64 length = 1;
  EspLiquidSpan text;
  gsize from;

  if (!esp_liquid_call_arg_index (call, 0, 0, &offset))
    return FALSE;
  if (call->n_args > 1 && esp_liquid_is_true (&call->args[1]) &&
      !esp_liquid_call_arg_index (call, 1, 1, &length))
    return FALSE;
  if (call->input->type == ESP_LIQUID_ARRAY)
    {
      const EspLiquidArray *array = call->input->u.array;
      gboolean is_part = clip (array->n_items, &offset, &length);

      *out_value =
        esp_liquid_array_take (call->render->arena, is_part ? array->items + offset : NULL,
                               is_part ? (guint) length : 0);
      return TRUE;
    }
  text = esp_liquid_call_input_text (call);
  *out_value = esp_liquid_string ("");
  if (!clip (count_chars (text), &offset, &length))
    return TRUE;
  from = byte_of_char (text, offset);
  text.data += from;
  text.len -= from;
  text.len = byte_of_char (text, length);
  esp_liquid_set_span (text, out_value);
  return TRUE;
}

static gboolean
filter_truncate (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text;
  EspLiquidSpan ellipsis;
  g_autoptr (GString) out = NULL;
  gint64 length;

  if (call->input->type == ESP_LIQUID_NIL)
    return TRUE;
  if (!esp_liquid_call_arg_index (call, 0, DEFAULT_LENGTH, &length))
    return FALSE;
  text = esp_liquid_call_input_text (call);
  ellipsis = esp_liquid_call_arg_text (call, 1, "...");
  if (count_chars (text) <= length)
    {
      esp_liquid_set_span (text, out_value);
      return TRUE;
    }
  out =
    g_string_new_len (text.data,
                      (gssize) byte_of_char (text,
                                             MAX (MAX (length, 0) - count_chars (ellipsis), 0)));
  g_string_append_len (out, ellipsis.data, (gssize) ellipsis.len);
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

static gboolean
filter_truncatewords (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text;
  EspLiquidSpan ellipsis;
  g_autoptr (GString) out = g_string_new (NULL);
  gint64 n_words;
  gint64 n = 0;
  gsize at = 0;

  if (call->input->type == ESP_LIQUID_NIL)
    return TRUE;
  if (!esp_liquid_call_arg_index (call, 0, DEFAULT_WORDS, &n_words))
    return FALSE;
  n_words = MAX (n_words, 1);
  text = esp_liquid_call_input_text (call);
  ellipsis = esp_liquid_call_arg_text (call, 1, "...");
  for (;; n++)
    {
      gsize start;

      /* Blanks behind the last word that may stay count as one more word, as in the reference. */
      if (n >= n_words)
        break;
      while (at < text.len && is_strippable (text.data[at]))
        at++;
      if (at >= text.len)
        break;
      for (start = at; at < text.len && !is_strippable (text.data[at]);)
        at++;
      if (n > 0)
        g_string_append_c (out, ' ');
      g_string_append_len (out, text.data + start, (gssize) (at - start));
    }
  if (at >= text.len)
    {
      esp_liquid_set_span (text, out_value);
      return TRUE;
    }
  g_string_append_len (out, ellipsis.data, (gssize) ellipsis.len);
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

static void
add_part (GArray *parts, const char *from, const char *to)
{
  EspLiquidValue part = esp_liquid_string_len (from, (gsize) (to - from));

  g_array_append_val (parts, part);
}

static void
split_words (GArray *parts, EspLiquidSpan text)
{
  gsize at = 0;

  for (;;)
    {
      gsize start;

      while (at < text.len && is_strippable (text.data[at]))
        at++;
      if (at >= text.len)
        return;
      for (start = at; at < text.len && !is_strippable (text.data[at]);)
        at++;
      add_part (parts, text.data + start, text.data + at);
    }
}

static void
split_by (GArray *parts, EspLiquidSpan text, EspLiquidSpan pattern)
{
  const char *at = text.data;
  const char *end = text.data + text.len;

  while (at < end)
    {
      const char *found = NULL;

      if (pattern.len > 0)
        found = memmem (at, (gsize) (end - at), pattern.data, pattern.len);
      else
        found = at + byte_of_char ((EspLiquidSpan){ at, (gsize) (end - at) }, 1);
      if (found == NULL)
        found = end;
      add_part (parts, at, found);
      at = found + pattern.len;
    }
  while (parts->len > 0 && g_array_index (parts, EspLiquidValue, parts->len - 1).u.string.len == 0)
    g_array_set_size (parts, parts->len - 1);
}

static gboolean
filter_split (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  EspLiquidSpan pattern = esp_liquid_call_arg_text (call, 0, "");

  if (esp_liquid_span_is (pattern, " "))
    split_words (parts, text);
  else
    split_by (parts, text, pattern);
  esp_liquid_set_array (call, parts, out_value);
  return esp_liquid_step (call->render, 1 + parts->len);
}

static gboolean
filter_strip_newlines (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  g_autoptr (GString) out = g_string_sized_new (text.len);

  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] != '\n' &&
        !(text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n'))
      g_string_append_c (out, text.data[i]);
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

const EspLiquidFilterSpec esp_liquid_string_filters[] = {
  { "append", filter_append, 1, 1 },
  { "capitalize", filter_capitalize, 0, 0 },
  { "downcase", filter_downcase, 0, 0 },
  { "lstrip", filter_lstrip, 0, 0 },
  { "prepend", filter_prepend, 1, 1 },
  { "rstrip", filter_rstrip, 0, 0 },
  { "slice", filter_slice, 1, 2 },
  { "split", filter_split, 1, 1 },
  { "squish", filter_squish, 0, 0 },
  { "strip", filter_strip, 0, 0 },
  { "strip_newlines", filter_strip_newlines, 0, 0 },
  { "truncate", filter_truncate, 0, 2 },
  { "truncatewords", filter_truncatewords, 0, 2 },
  { "upcase", filter_upcase, 0, 0 },
  { NULL, NULL, 0, 0 },
};
