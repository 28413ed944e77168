/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON text into Liquid values without losing digits, order or zero characters. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-json.h"

#include "engine/content/liquid/esp-liquid-number.h"
#include "engine/content/liquid/esp-liquid-template.h"

#include <string.h>

#define MAX_DEPTH 200
/* An object of more members is checked for repeated names by a table. */
#define MANY_MEMBERS 16

typedef struct
{
  EspLiquidArena *arena;
  const char *start;
  const char *at; /* the text ends in a zero byte */
  guint depth;
  const char *wrong; /* (nullable): static */
} Reader;

static gboolean read_value (Reader *self, EspLiquidValue *out_value);

static gboolean
fail (Reader *self, const char *wrong)
{
  if (self->wrong == NULL)
    self->wrong = wrong;
  return FALSE;
}

static void
skip_space (Reader *self)
{
  while (*self->at == ' ' || *self->at == '\t' || *self->at == '\n' || *self->at == '\r')
    self->at++;
}

static gboolean
read_four_digits (const char *at, gunichar *out_unit)
{
  *out_unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return FALSE;
      *out_unit = *out_unit * 16 + (gunichar) g_ascii_xdigit_value (at[i]);
    }
  return TRUE;
}

/* After "\u"; two halves of a pair make one character, a half alone the replacement character. */
static gboolean
read_unicode (Reader *self, GString *out)
{
  gunichar unit;
  gunichar low;

  if (!read_four_digits (self->at, &unit))
    return fail (self, "“\\u” needs four hexadecimal digits");
  self->at += 4;
  if (unit >= 0xD800 && unit < 0xDC00 && self->at[0] == '\\' && self->at[1] == 'u' &&
      read_four_digits (self->at + 2, &low) && low >= 0xDC00 && low < 0xE000)
    {
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      self->at += 6;
    }
  else if (unit >= 0xD800 && unit < 0xE000)
    unit = 0xFFFD;
  if (unit == 0)
    g_string_append_c (out, '\0');
  else
    g_string_append_unichar (out, unit);
  return TRUE;
}

static gboolean
read_escape (Reader *self, GString *out)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found = *self->at == '\0' ? NULL : strchr (letters, *self->at);

  if (*self->at == 'u')
    {
      self->at++;
      return read_unicode (self, out);
    }
  if (found == NULL)
    return fail (self, "there is no such escape");
  g_string_append_c (out, meanings[found - letters]);
  self->at++;
  return TRUE;
}

static gboolean
read_text (Reader *self, const char **out_text, gsize *out_len)
{
  g_autoptr (GString) out = NULL;
  const char *from = ++self->at; /* " */

  while (*self->at != '"')
    {
      if ((guchar) *self->at < 0x20)
        return fail (self, "a text must be closed on its line by a quotation mark");
      if (*self->at != '\\')
        {
          self->at++;
          continue;
        }
      if (out == NULL)
        out = g_string_new (NULL);
      g_string_append_len (out, from, self->at - from);
      self->at++;
      if (!read_escape (self, out))
        return FALSE;
      from = self->at;
    }
  if (out == NULL)
    {
      *out_len = (gsize) (self->at - from);
      *out_text = esp_liquid_arena_dup (self->arena, from, *out_len);
    }
  else
    {
      g_string_append_len (out, from, self->at - from);
      *out_len = out->len;
      *out_text = esp_liquid_arena_dup (self->arena, out->str, out->len);
    }
  self->at++;
  return TRUE;
}

static gboolean
read_number (Reader *self, EspLiquidValue *out_value)
{
  const char *from = self->at;
  gboolean is_float = FALSE;

  if (*self->at == '-')
    self->at++;
  if (!g_ascii_isdigit (*self->at))
    return fail (self, "a number needs a digit");
  while (g_ascii_isdigit (*self->at))
    self->at++;
  if (*self->at == '.' && g_ascii_isdigit (self->at[1]))
    {
      is_float = TRUE;
      for (self->at++; g_ascii_isdigit (*self->at);)
        self->at++;
    }
  if (*self->at == 'e' || *self->at == 'E')
    {
      const char *digits = self->at + 1 + (self->at[1] == '+' || self->at[1] == '-' ? 1 : 0);

      if (!g_ascii_isdigit (*digits))
        return fail (self, "an exponent needs a digit");
      is_float = TRUE;
      for (self->at = digits; g_ascii_isdigit (*self->at);)
        self->at++;
    }
  if (is_float)
    *out_value = esp_liquid_float (g_ascii_strtod (from, NULL));
  else
    *out_value = esp_liquid_leading_integer (self->arena, from, (gsize) (self->at - from));
  return TRUE;
}

static gboolean
read_word (Reader *self, const char *word, EspLiquidValue value, EspLiquidValue *out_value)
{
  gsize n = strlen (word);

  if (strncmp (self->at, word, n) != 0)
    return fail (self, "expected a value");
  self->at += n;
  *out_value = value;
  return TRUE;
}

/* Moves behind "," or @close; sets @out_closed. */
static gboolean
read_separator (Reader *self, char close, gboolean *out_closed)
{
  skip_space (self);
  *out_closed = *self->at == close;
  if (*self->at != ',' && *self->at != close)
    return fail (self, close == ']' ? "expected “,” or “]”" : "expected “,” or “}”");
  self->at++;
  return TRUE;
}

static gboolean
read_array (Reader *self, EspLiquidValue *out_value)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  EspLiquidValue *copy;
  gboolean closed;

  self->at++; /* [ */
  skip_space (self);
  closed = *self->at == ']';
  if (closed)
    self->at++;
  while (!closed)
    {
      EspLiquidValue item;

      if (!read_value (self, &item) || !read_separator (self, ']', &closed))
        return FALSE;
      g_array_append_val (items, item);
    }
  copy = esp_liquid_arena_new_array (self->arena, EspLiquidValue, items->len);
  if (items->len > 0)
    memcpy (copy, items->data, items->len * sizeof *copy);
  *out_value = esp_liquid_array_take (self->arena, copy, items->len);
  return TRUE;
}

static gboolean
read_member (Reader *self, EspLiquidEntry *entry)
{
  skip_space (self);
  if (*self->at != '"')
    return fail (self, "expected a name in quotation marks");
  if (!read_text (self, &entry->name, &entry->name_len))
    return FALSE;
  skip_space (self);
  if (*self->at != ':')
    return fail (self, "expected “:” after the name");
  self->at++;
  return read_value (self, &entry->value);
}

/* A name given twice keeps its first place and its last value. */
static void
add_member (GArray *entries, GHashTable **places, const EspLiquidEntry *entry)
{
  gpointer place = NULL;

  if (entries->len < MANY_MEMBERS)
    {
      for (guint i = 0; i < entries->len && place == NULL; i++)
        if (strcmp (g_array_index (entries, EspLiquidEntry, i).name, entry->name) == 0)
          place = GUINT_TO_POINTER (i + 1);
    }
  else
    {
      if (*places == NULL)
        {
          *places = g_hash_table_new (g_str_hash, g_str_equal);
          for (guint i = 0; i < entries->len; i++)
            g_hash_table_insert (*places,
                                 (gpointer) g_array_index (entries, EspLiquidEntry, i).name,
                                 GUINT_TO_POINTER (i + 1));
        }
      place = g_hash_table_lookup (*places, entry->name);
      if (place == NULL)
        g_hash_table_insert (*places, (gpointer) entry->name, GUINT_TO_POINTER (entries->len + 1));
    }
  if (place != NULL)
    g_array_index (entries, EspLiquidEntry, GPOINTER_TO_UINT (place) - 1).value = entry->value;
  else
    g_array_append_val (entries, *entry);
}

static gboolean
read_object (Reader *self, EspLiquidValue *out_value)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (EspLiquidEntry));
  g_autoptr (GHashTable) places = NULL;
  EspLiquidEntry *copy;
  gboolean closed;

  self->at++; /* { */
  skip_space (self);
  closed = *self->at == '}';
  if (closed)
    self->at++;
  while (!closed)
    {
      EspLiquidEntry entry;

      if (!read_member (self, &entry) || !read_separator (self, '}', &closed))
        return FALSE;
      add_member (entries, &places, &entry);
    }
  copy = esp_liquid_arena_new_array (self->arena, EspLiquidEntry, entries->len);
  if (entries->len > 0)
    memcpy (copy, entries->data, entries->len * sizeof *copy);
  *out_value = esp_liquid_hash_take (self->arena, copy, entries->len);
  return TRUE;
}

static gboolean
read_value (Reader *self, EspLiquidValue *out_value)
{
  gboolean done;
  const char *text;
  gsize len;

  skip_space (self);
  if (*self->at == '[' || *self->at == '{')
    {
      if (++self->depth > MAX_DEPTH)
        return fail (self, "the data is nested too deep");
      done = *self->at == '[' ? read_array (self, out_value) : read_object (self, out_value);
      self->depth--;
      return done;
    }
  if (*self->at == '"')
    {
      if (!read_text (self, &text, &len))
        return FALSE;
      *out_value = esp_liquid_string_len (text, len);
      return TRUE;
    }
  if (*self->at == 't')
    return read_word (self, "true", esp_liquid_boolean (TRUE), out_value);
  if (*self->at == 'f')
    return read_word (self, "false", esp_liquid_boolean (FALSE), out_value);
  if (*self->at == 'n')
    return read_word (self, "null", esp_liquid_nil (), out_value);
  if (*self->at == '-' || g_ascii_isdigit (*self->at))
    return read_number (self, out_value);
  return fail (self, "expected a value");
}

/**
 * esp_liquid_json_read:
 * @text: JSON that ends in a zero byte
 * @out_value: lives in @arena; nothing of @text is kept
 *
 * Returns: %FALSE with %ESP_LIQUID_ERROR_DATA, line and column when @text is not JSON or nested too deep.
 */
gboolean
esp_liquid_json_read (EspLiquidArena *arena,
                      const char *text,
                      EspLiquidValue *out_value,
                      GError **error)
{
  Reader reader = { .arena = arena, .start = text, .at = text };
  const char *end;

  if (!g_utf8_validate (text, -1, &end))
    {
      reader.at = end;
      (void) fail (&reader, "the data is not UTF-8 here");
    }
  else
    {
      if (g_str_has_prefix (text, "\xEF\xBB\xBF"))
        reader.at += 3;
      if (read_value (&reader, out_value))
        {
          skip_space (&reader);
          if (*reader.at != '\0')
            (void) fail (&reader, "expected the end of the data");
        }
    }
  if (reader.wrong == NULL)
    return TRUE;
  g_propagate_error (error, esp_liquid_error_new_at (ESP_LIQUID_ERROR_DATA, text, reader.at,
                                                     reader.wrong));
  return FALSE;
}
