/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the values of the Liquid language into text: printed, joined and inspected. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-print.h"

#include <math.h>
#include <string.h>

/* Text nested deeper than this is cut: data is bounded, this guards the stack. */
#define MAX_NESTING 200
/* A whole float of more digits is printed with an exponent. */
#define MAX_PLAIN_DIGITS 15

/* The shortest digits that read back as the same number, and the exponent of the first digit. */
static int
shortest_digits (double real, char digits[20])
{
  char text[40];
  const char *exponent;
  guint n = 0;

  /* Up to 15 digits always survive; the zeros they end in are cut below. */
  for (int precision = 14; precision < 17; precision++)
    {
      g_snprintf (text, sizeof text, "%.*e", precision, real);
      for (char *p = text; *p != '\0'; p++)
        if (*p == ',')
          *p = '.';
      if (g_ascii_strtod (text, NULL) == real)
        break;
    }
  for (const char *p = text; *p != 'e'; p++)
    if (g_ascii_isdigit (*p))
      digits[n++] = *p;
  digits[n] = '\0';
  while (n > 1 && digits[n - 1] == '0')
    digits[--n] = '\0';
  exponent = strchr (text, 'e') + 1;
  return (int) g_ascii_strtoll (exponent, NULL, 10);
}

/**
 * esp_liquid_append_float:
 *
 * Prints the shortest text that reads back as @real, always with a point; whole numbers from 1e15 up and all
 * below 1e-4 with an exponent ("1.0e+15").
 */
void
esp_liquid_append_float (GString *out, double real)
{
  char digits[20];
  int exponent;
  int n;

  if (isnan (real) || isinf (real))
    {
      g_string_append (out, isnan (real) ? "NaN" : real < 0 ? "-Infinity" : "Infinity");
      return;
    }
  if (signbit (real))
    g_string_append_c (out, '-');
  if (real == 0)
    {
      g_string_append (out, "0.0");
      return;
    }
  exponent = shortest_digits (fabs (real), digits);
  n = (int) strlen (digits);
  if ((exponent >= MAX_PLAIN_DIGITS && n <= exponent + 1) || exponent < -4)
    {
      g_string_append_printf (out, "%c.%se%c%02d", digits[0], n > 1 ? digits + 1 : "0",
                              exponent < 0 ? '-' : '+', ABS (exponent));
      return;
    }
  if (exponent < 0)
    {
      g_string_append (out, "0.");
      for (int i = -1; i > exponent; i--)
        g_string_append_c (out, '0');
      g_string_append (out, digits);
      return;
    }
  for (int i = 0; i <= exponent; i++)
    g_string_append_c (out, i < n ? digits[i] : '0');
  g_string_append_c (out, '.');
  g_string_append (out, n > exponent + 1 ? digits + exponent + 1 : "0");
}

static void
inspect_string (GString *out, const char *data, gsize len)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < len; i++)
    {
      static const char plain[] = "\a\b\t\n\v\f\r\033\"\\";
      static const char escaped[] = "abtnvfre\"\\";
      const char *found = data[i] == '\0' ? NULL : strchr (plain, data[i]);

      if (found != NULL)
        g_string_append_printf (out, "\\%c", escaped[found - plain]);
      else if (data[i] == '#' && i + 1 < len && strchr ("{$@", data[i + 1]) != NULL &&
               data[i + 1] != '\0')
        g_string_append (out, "\\#");
      else if ((guchar) data[i] < 0x20 || data[i] == 0x7f)
        g_string_append_printf (out, data[i] == 0 ? "\\u%04X" : "\\x%02X", (guchar) data[i]);
      else
        g_string_append_c (out, data[i]);
    }
  g_string_append_c (out, '"');
}

static void
inspect_at (GString *out, const EspLiquidValue *value, guint depth)
{
  if (depth > MAX_NESTING)
    g_string_append (out, "...");
  else if (value->type == ESP_LIQUID_NIL)
    g_string_append (out, "nil");
  else if (value->type == ESP_LIQUID_STRING)
    inspect_string (out, value->u.string.data, value->u.string.len);
  else if (value->type == ESP_LIQUID_ARRAY)
    {
      g_string_append_c (out, '[');
      for (guint i = 0; i < value->u.array->n_items; i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          inspect_at (out, &value->u.array->items[i], depth + 1);
        }
      g_string_append_c (out, ']');
    }
  else if (value->type == ESP_LIQUID_HASH)
    {
      g_string_append_c (out, '{');
      for (guint i = 0; i < value->u.hash->n_entries; i++)
        {
          const EspLiquidEntry *entry = &value->u.hash->entries[i];

          if (i > 0)
            g_string_append (out, ", ");
          inspect_string (out, entry->name, entry->name_len);
          g_string_append (out, "=>");
          inspect_at (out, &entry->value, depth + 1);
        }
      g_string_append_c (out, '}');
    }
  else
    esp_liquid_append_text (out, value);
}

/** esp_liquid_append_inspect: the form in which a value stands inside a printed array or hash. */
void
esp_liquid_append_inspect (GString *out, const EspLiquidValue *value)
{
  inspect_at (out, value, 0);
}

static void
append_integer (GString *out, gint64 integer)
{
  char text[24];
  char *at = text + sizeof text;
  guint64 rest = integer < 0 ? -(guint64) integer : (guint64) integer;

  do
    *--at = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (integer < 0)
    *--at = '-';
  g_string_append_len (out, at, text + sizeof text - at);
}

/** esp_liquid_append_text: what a filter that wants text sees of @value; arrays keep their brackets. */
void
esp_liquid_append_text (GString *out, const EspLiquidValue *value)
{
  switch (value->type)
    {
    case ESP_LIQUID_BOOLEAN:
      g_string_append (out, value->u.boolean ? "true" : "false");
      break;
    case ESP_LIQUID_INTEGER:
      append_integer (out, value->u.integer);
      break;
    case ESP_LIQUID_FLOAT:
      esp_liquid_append_float (out, value->u.real);
      break;
    case ESP_LIQUID_STRING:
    case ESP_LIQUID_BIGINT:
      g_string_append_len (out, value->u.string.data, (gssize) value->u.string.len);
      break;
    case ESP_LIQUID_ARRAY:
    case ESP_LIQUID_HASH:
      inspect_at (out, value, 0);
      break;
    case ESP_LIQUID_RANGE:
      g_string_append_printf (out, "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, value->u.range.first,
                              value->u.range.last);
      break;
    case ESP_LIQUID_OBJECT:
      g_string_append (out, value->u.object->klass->name);
      break;
    case ESP_LIQUID_NIL:
    case ESP_LIQUID_EMPTY:
    case ESP_LIQUID_BLANK:
    default:
      break;
    }
}

static void
append_output_at (GString *out, const EspLiquidValue *value, guint depth)
{
  if (value->type != ESP_LIQUID_ARRAY || depth > MAX_NESTING)
    {
      esp_liquid_append_text (out, value);
      return;
    }
  for (guint i = 0; i < value->u.array->n_items; i++)
    append_output_at (out, &value->u.array->items[i], depth + 1);
}

/** esp_liquid_append_output: what {{ value }} prints: the elements of arrays one after the other. */
void
esp_liquid_append_output (GString *out, const EspLiquidValue *value)
{
  append_output_at (out, value, 0);
}

/** esp_liquid_to_string: Returns: a string value; strings are not copied. */
EspLiquidValue
esp_liquid_to_string (EspLiquidArena *arena, const EspLiquidValue *value)
{
  g_autoptr (GString) text = NULL;
  EspLiquidValue string;

  if (value->type == ESP_LIQUID_STRING)
    return *value;
  text = g_string_new (NULL);
  esp_liquid_append_text (text, value);
  string = esp_liquid_string_len (esp_liquid_arena_dup (arena, text->str, text->len), text->len);
  return string;
}
