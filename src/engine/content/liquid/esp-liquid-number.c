/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact decimal arithmetic for the number filters, so that 0.1 + 0.2 is 0.3 and no integer overflows. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-number.h"

#include "engine/content/liquid/esp-liquid-print.h"

#include <math.h>
#include <string.h>

/* Significant digits of an inexact quotient: more than a double can tell apart. */
#define QUOTIENT_DIGITS 40
static const char message_too_large[] = "number is too large";

static EspLiquidNumber
small_number (gint64 amount)
{
  return (EspLiquidNumber){ .is_small = TRUE, .small = amount };
}

static EspLiquidNumber
big_number (const EspLiquidBig *amount, gboolean is_decimal, guint scale)
{
  EspLiquidNumber number = { .is_decimal = is_decimal, .scale = scale };

  if (esp_liquid_big_to_int64 (amount, &number.small))
    number.is_small = TRUE;
  else
    number.big = *amount;
  return number;
}

static EspLiquidNumber
special_number (double special)
{
  return (EspLiquidNumber){ .is_decimal = TRUE,
                            .is_small = TRUE,
                            .is_special = TRUE,
                            .special = special };
}

static EspLiquidBig
amount_of (EspLiquidArena *arena, const EspLiquidNumber *a)
{
  return a->is_small ? esp_liquid_big_from_int64 (arena, a->small) : a->big;
}

/* Reads "-12.5" or "1.0e+20"; @len is bounded by the callers. */
static EspLiquidNumber
number_from_decimal (EspLiquidArena *arena, const char *text, gsize len)
{
  char *digits = esp_liquid_arena_alloc (arena, len + 1);
  gsize n = 0;
  gint scale = 0;
  gboolean past_point = FALSE;
  gsize i = 0;
  EspLiquidBig amount;

  for (; i < len && text[i] != 'e'; i++)
    {
      if (text[i] == '.')
        past_point = TRUE;
      else
        {
          digits[n++] = text[i];
          scale += past_point;
        }
    }
  if (i < len)
    scale -= (gint) g_ascii_strtoll (text + i + 1, NULL, 10);
  amount = esp_liquid_big_from_digits (arena, digits, n);
  if (scale < 0)
    {
      amount = esp_liquid_big_shift (arena, &amount, (guint) -scale);
      scale = 0;
    }
  return big_number (&amount, TRUE, (guint) scale);
}

static EspLiquidNumber
number_from_float (EspLiquidArena *arena, double real)
{
  g_autoptr (GString) text = NULL;

  if (isnan (real) || isinf (real) || (real == 0 && signbit (real)))
    return special_number (real);
  text = g_string_sized_new (40);
  esp_liquid_append_float (text, real);
  return number_from_decimal (arena, text->str, text->len);
}

static gboolean
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static gboolean
is_plain_decimal (const char *text, gsize len)
{
  gsize i = len > 0 && text[0] == '-' ? 1 : 0;
  gsize whole = i;
  gsize fraction;

  while (i < len && g_ascii_isdigit (text[i]))
    i++;
  if (i == whole || i >= len || text[i] != '.')
    return FALSE;
  fraction = ++i;
  while (i < len && g_ascii_isdigit (text[i]))
    i++;
  return i == len && i > fraction;
}

static EspLiquidValue
integer_from_digits (EspLiquidArena *arena, const char *digits, gsize len)
{
  EspLiquidBig big =
    esp_liquid_big_from_digits (arena, digits, MIN (len, ESP_LIQUID_BIG_MAX_DIGITS));
  gint64 small;
  g_autoptr (GString) text = NULL;
  EspLiquidValue value;

  if (esp_liquid_big_to_int64 (&big, &small))
    return esp_liquid_integer (small);
  text = g_string_new (NULL);
  esp_liquid_big_append (text, &big);
  value = esp_liquid_string_len (esp_liquid_arena_dup (arena, text->str, text->len), text->len);
  value.type = ESP_LIQUID_BIGINT;
  return value;
}

/* Copies the sign and digits at the start of @text, leaving out single underscores between digits. */
static gsize
collect_digits (const char *text, gsize len, char *digits, gsize *out_used)
{
  gsize i = 0;
  gsize n = 0;

  if (i < len && (text[i] == '-' || text[i] == '+'))
    {
      if (text[i] == '-')
        digits[n++] = '-';
      i++;
    }
  while (i < len && n <= ESP_LIQUID_BIG_MAX_DIGITS)
    {
      if (g_ascii_isdigit (text[i]))
        digits[n++] = text[i++];
      else if (text[i] == '_' && n > 0 && digits[n - 1] != '-' && i + 1 < len &&
               g_ascii_isdigit (text[i + 1]))
        i++;
      else
        break;
    }
  *out_used = i;
  return n == 1 && digits[0] == '-' ? 0 : n;
}

/**
 * esp_liquid_leading_integer:
 *
 * Returns: the integer that @text begins with after white space, else 0.
 */
EspLiquidValue
esp_liquid_leading_integer (EspLiquidArena *arena, const char *text, gsize len)
{
  char digits[ESP_LIQUID_BIG_MAX_DIGITS + 2];
  gsize used;
  gsize n;

  while (len > 0 && is_space (*text))
    text++, len--;
  n = collect_digits (text, len, digits, &used);
  return n == 0 ? esp_liquid_integer (0) : integer_from_digits (arena, digits, n);
}

/**
 * esp_liquid_parse_integer:
 *
 * Returns: the integer that @text is as a whole, white space around it aside; nil when it is none.
 */
EspLiquidValue
esp_liquid_parse_integer (EspLiquidArena *arena, const char *text, gsize len)
{
  char digits[ESP_LIQUID_BIG_MAX_DIGITS + 2];
  gsize used;
  gsize n;

  while (len > 0 && is_space (*text))
    text++, len--;
  while (len > 0 && is_space (text[len - 1]))
    len--;
  n = collect_digits (text, len, digits, &used);
  if (n == 0 || used != len)
    return esp_liquid_nil ();
  return integer_from_digits (arena, digits, n);
}

/** esp_liquid_clamped_integer: Returns: an INTEGER or BIGINT value, held within 64 bits. */
gint64
esp_liquid_clamped_integer (const EspLiquidValue *value)
{
  if (value->type == ESP_LIQUID_BIGINT)
    return value->u.string.data[0] == '-' ? G_MININT64 : G_MAXINT64;
  return value->type == ESP_LIQUID_INTEGER ? value->u.integer : 0;
}

static EspLiquidNumber
number_from_string (EspLiquidArena *arena, const char *text, gsize len)
{
  EspLiquidValue integer;
  const char *start = text;
  gsize n = len;

  while (n > 0 && is_space (*start))
    start++, n--;
  while (n > 0 && (is_space (start[n - 1]) || start[n - 1] == '\0'))
    n--;
  if (n <= ESP_LIQUID_BIG_MAX_DIGITS && is_plain_decimal (start, n))
    return number_from_decimal (arena, start, n);
  integer = esp_liquid_leading_integer (arena, text, len);
  return esp_liquid_number_from_value (arena, &integer);
}

/** esp_liquid_number_from_value: what @value counts as in a number filter; 0 for what is no number. */
EspLiquidNumber
esp_liquid_number_from_value (EspLiquidArena *arena, const EspLiquidValue *value)
{
  EspLiquidBig big;

  switch (value->type)
    {
    case ESP_LIQUID_INTEGER:
      return small_number (value->u.integer);
    case ESP_LIQUID_FLOAT:
      return number_from_float (arena, value->u.real);
    case ESP_LIQUID_STRING:
      return number_from_string (arena, value->u.string.data, value->u.string.len);
    case ESP_LIQUID_BIGINT:
      big = esp_liquid_big_from_digits (arena, value->u.string.data, value->u.string.len);
      return big_number (&big, FALSE, 0);
    case ESP_LIQUID_NIL:
    case ESP_LIQUID_BOOLEAN:
    case ESP_LIQUID_ARRAY:
    case ESP_LIQUID_HASH:
    case ESP_LIQUID_RANGE:
    case ESP_LIQUID_EMPTY:
    case ESP_LIQUID_BLANK:
    case ESP_LIQUID_OBJECT:
    default:
      return small_number (0);
    }
}

/** esp_liquid_number_to_value: a decimal becomes a float, an integer keeps all its digits. */
EspLiquidValue
esp_liquid_number_to_value (EspLiquidArena *arena, const EspLiquidNumber *a)
{
  EspLiquidBig amount;
  g_autoptr (GString) text = NULL;

  if (a->is_special && a->is_decimal)
    return esp_liquid_float (a->special);
  if (!a->is_decimal && a->is_small)
    return esp_liquid_integer (a->small);
  text = g_string_new (NULL);
  amount = amount_of (arena, a);
  esp_liquid_big_append (text, &amount);
  if (!a->is_decimal)
    return integer_from_digits (arena, text->str, text->len);
  g_string_append_printf (text, "e-%u", a->scale);
  return esp_liquid_float (g_ascii_strtod (text->str, NULL));
}

/** esp_liquid_number_is_negative: whether @a is below zero. */
gboolean
esp_liquid_number_is_negative (const EspLiquidNumber *a)
{
  if (a->is_special)
    return signbit (a->special) != 0;
  return a->is_small ? a->small < 0 : a->big.negative;
}

/** esp_liquid_number_get_domain_error: Returns: (nullable): why @a cannot become an integer. */
const char *
esp_liquid_number_get_domain_error (const EspLiquidNumber *a)
{
  if (!a->is_special || a->special == 0)
    return NULL;
  if (isnan (a->special))
    return "Computation results in 'NaN' (Not a Number)";
  return a->special < 0 ? "Computation results in '-Infinity'"
                        : "Computation results in 'Infinity'";
}

static double
to_double (EspLiquidArena *arena, const EspLiquidNumber *a)
{
  EspLiquidNumber decimal = *a;
  EspLiquidValue value;

  decimal.is_decimal = TRUE;
  value = esp_liquid_number_to_value (arena, &decimal);
  return value.u.real;
}

/* Infinities, what is no number, and minus zero go by the rules of floating point. */
static EspLiquidNumber
operate_special (EspLiquidArena *arena,
                 EspLiquidOperation operation,
                 const EspLiquidNumber *a,
                 const EspLiquidNumber *b)
{
  double left = to_double (arena, a);
  double right = to_double (arena, b);
  double result = operation == ESP_LIQUID_PLUS         ? left + right
                  : operation == ESP_LIQUID_MINUS      ? left - right
                  : operation == ESP_LIQUID_TIMES      ? left * right
                  : operation == ESP_LIQUID_DIVIDED_BY ? left / right
                                                       : fmod (left, right);

  return result == 0 && !signbit (result)
           ? (EspLiquidNumber){ .is_decimal = TRUE, .is_small = TRUE }
           : number_from_float (arena, result);
}

static void
align (EspLiquidArena *arena,
       const EspLiquidNumber *a,
       const EspLiquidNumber *b,
       EspLiquidBig *out_a,
       EspLiquidBig *out_b)
{
  guint scale = MAX (a->scale, b->scale);
  EspLiquidBig amount_a = amount_of (arena, a);
  EspLiquidBig amount_b = amount_of (arena, b);

  *out_a = esp_liquid_big_shift (arena, &amount_a, scale - a->scale);
  *out_b = esp_liquid_big_shift (arena, &amount_b, scale - b->scale);
}

/** esp_liquid_number_compare: Returns: below, at or above zero. */
gint
esp_liquid_number_compare (EspLiquidArena *arena,
                           const EspLiquidNumber *a,
                           const EspLiquidNumber *b)
{
  EspLiquidBig left;
  EspLiquidBig right;

  if (a->is_special || b->is_special)
    {
      double x = to_double (arena, a);
      double y = to_double (arena, b);

      return x < y ? -1 : x > y;
    }
  align (arena, a, b, &left, &right);
  return esp_liquid_big_compare (&left, &right);
}

static gboolean
operate_small (EspLiquidOperation operation, gint64 a, gint64 b, gint64 *out)
{
  gint64 rest;

  if (operation == ESP_LIQUID_PLUS)
    return !__builtin_add_overflow (a, b, out);
  if (operation == ESP_LIQUID_MINUS)
    return !__builtin_sub_overflow (a, b, out);
  if (operation == ESP_LIQUID_TIMES)
    return !__builtin_mul_overflow (a, b, out);
  if (b == -1) /* the one quotient that can overflow */
    return FALSE;
  rest = a % b;
  if (operation == ESP_LIQUID_MODULO)
    *out = rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  else
    *out = a / b - (rest != 0 && (rest < 0) != (b < 0));
  return TRUE;
}

static EspLiquidNumber
divide_decimals (EspLiquidArena *arena, const EspLiquidNumber *a, const EspLiquidNumber *b)
{
  EspLiquidBig dividend = amount_of (arena, a);
  EspLiquidBig divisor = amount_of (arena, b);
  gint more = QUOTIENT_DIGITS + (gint) esp_liquid_big_n_digits (&divisor) -
              (gint) esp_liquid_big_n_digits (&dividend);
  gint scale;
  EspLiquidBig quotient;

  /* dividend / 10^sa over divisor / 10^sb, widened by 10^more and at least so far that the scale is not
   * negative. */
  more = MAX (more, (gint) b->scale - (gint) a->scale);
  more = MAX (more, 0);
  scale = (gint) a->scale - (gint) b->scale + more;
  dividend = esp_liquid_big_shift (arena, &dividend, (guint) more);
  quotient = esp_liquid_big_divide_floor (arena, &dividend, &divisor, NULL);
  return big_number (&quotient, TRUE, (guint) scale);
}

static EspLiquidNumber
operate_big (EspLiquidArena *arena,
             EspLiquidOperation operation,
             const EspLiquidNumber *a,
             const EspLiquidNumber *b)
{
  gboolean is_decimal = a->is_decimal || b->is_decimal;
  guint scale = MAX (a->scale, b->scale);
  EspLiquidBig left;
  EspLiquidBig right;
  EspLiquidBig result = { 0 };

  if (operation == ESP_LIQUID_DIVIDED_BY && is_decimal)
    return divide_decimals (arena, a, b);
  if (operation == ESP_LIQUID_TIMES)
    {
      left = amount_of (arena, a);
      right = amount_of (arena, b);
      result = esp_liquid_big_multiply (arena, &left, &right);
      return big_number (&result, is_decimal, a->scale + b->scale);
    }
  align (arena, a, b, &left, &right);
  if (operation == ESP_LIQUID_PLUS)
    result = esp_liquid_big_add (arena, &left, &right);
  else if (operation == ESP_LIQUID_MINUS)
    result = esp_liquid_big_subtract (arena, &left, &right);
  else if (operation == ESP_LIQUID_DIVIDED_BY)
    result = esp_liquid_big_divide_floor (arena, &left, &right, NULL);
  else
    (void) esp_liquid_big_divide_floor (arena, &left, &right, &result);
  return big_number (&result, is_decimal, scale);
}

static gboolean
is_too_large (const EspLiquidNumber *a)
{
  return a->scale > ESP_LIQUID_BIG_MAX_DIGITS ||
         (!a->is_small && esp_liquid_big_n_digits (&a->big) > ESP_LIQUID_BIG_MAX_DIGITS);
}

/**
 * esp_liquid_number_operate:
 *
 * Integers give integers (division and modulo round towards minus infinity); one decimal makes the result a
 * decimal.
 *
 * Returns: (nullable): what is wrong, in static storage; %NULL when @out_result is set.
 */
const char *
esp_liquid_number_operate (EspLiquidArena *arena,
                           EspLiquidOperation operation,
                           const EspLiquidNumber *a,
                           const EspLiquidNumber *b,
                           EspLiquidNumber *out_result)
{
  gboolean divides = operation == ESP_LIQUID_DIVIDED_BY || operation == ESP_LIQUID_MODULO;
  gboolean by_zero = divides && b->is_small && b->small == 0 && (!b->is_special || b->special == 0);
  gboolean is_decimal = a->is_decimal || b->is_decimal;

  if (by_zero && (!is_decimal || operation == ESP_LIQUID_MODULO))
    return "divided by 0";
  if (is_too_large (a) || is_too_large (b))
    return message_too_large;
  if (by_zero || a->is_special || b->is_special)
    {
      *out_result = operate_special (arena, operation, a, b);
      return NULL;
    }
  if (!is_decimal && a->is_small && b->is_small)
    {
      gint64 result;

      if (operate_small (operation, a->small, b->small, &result))
        {
          *out_result = small_number (result);
          return NULL;
        }
    }
  *out_result = operate_big (arena, operation, a, b);
  if (operation == ESP_LIQUID_TIMES && is_decimal && out_result->is_small &&
      out_result->small == 0 &&
      esp_liquid_number_is_negative (a) != esp_liquid_number_is_negative (b))
    *out_result = special_number (-0.0);
  return is_too_large (out_result) ? message_too_large : NULL;
}

/**
 * esp_liquid_number_round:
 * @n_digits: how many digits stay behind the point; negative rounds to tens, hundreds, …
 *
 * Returns: @a rounded; an integer when no digit stays behind the point.
 */
EspLiquidNumber
esp_liquid_number_round (EspLiquidArena *arena,
                         const EspLiquidNumber *a,
                         gint64 n_digits,
                         EspLiquidRounding rounding)
{
  EspLiquidBig amount = amount_of (arena, a);
  gint64 cut = (gint64) a->scale - n_digits;
  EspLiquidBig one = esp_liquid_big_from_int64 (arena, 1);
  EspLiquidBig unit;
  EspLiquidBig half;
  EspLiquidBig quotient;
  gboolean negative = amount.negative;

  if (cut <= 0 || a->is_special)
    return *a;
  if (cut > (gint64) esp_liquid_big_n_digits (&amount) + 1)
    cut = (gint64) esp_liquid_big_n_digits (&amount) + 1;
  unit = esp_liquid_big_shift (arena, &one, (guint) cut);
  if (rounding == ESP_LIQUID_HALF_AWAY)
    {
      half = esp_liquid_big_from_int64 (arena, 5);
      half = esp_liquid_big_shift (arena, &half, (guint) cut - 1);
      amount.negative = FALSE;
      amount = esp_liquid_big_add (arena, &amount, &half);
    }
  else if (rounding == ESP_LIQUID_CEIL)
    {
      amount = esp_liquid_big_add (arena, &amount, &unit);
      amount = esp_liquid_big_subtract (arena, &amount, &one);
    }
  quotient = esp_liquid_big_divide_floor (arena, &amount, &unit, NULL);
  if (rounding == ESP_LIQUID_HALF_AWAY)
    quotient.negative = negative && quotient.n_limbs > 0;
  if (n_digits > 0)
    return big_number (&quotient, TRUE, (guint) n_digits);
  quotient =
    esp_liquid_big_shift (arena, &quotient, (guint) MIN (-n_digits, ESP_LIQUID_BIG_MAX_DIGITS));
  return big_number (&quotient, FALSE, 0);
}
