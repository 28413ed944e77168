/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers beyond 64 bits for the arithmetic filters, in limbs of nine decimal digits. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-big.h"

#include <string.h>

#define BASE 1000000000u
#define BASE_DIGITS 9

static EspLiquidBig
trimmed (gboolean negative, guint32 *limbs, guint n)
{
  while (n > 0 && limbs[n - 1] == 0)
    n--;
  return (EspLiquidBig){ .negative = n > 0 && negative, .n_limbs = n, .limbs = limbs };
}

/**
 * esp_liquid_big_from_int64:
 *
 * Returns: @integer as a number of any size, in @arena
 */
EspLiquidBig
esp_liquid_big_from_int64 (EspLiquidArena *arena, gint64 integer)
{
  guint32 *limbs = esp_liquid_arena_new_array (arena, guint32, 3);
  guint64 rest = integer < 0 ? -(guint64) integer : (guint64) integer;

  for (guint i = 0; i < 3; i++, rest /= BASE)
    limbs[i] = (guint32) (rest % BASE);
  return trimmed (integer < 0, limbs, 3);
}

/** esp_liquid_big_from_digits: reads an optional minus sign and decimal digits; nothing is checked. */
EspLiquidBig
esp_liquid_big_from_digits (EspLiquidArena *arena, const char *digits, gsize len)
{
  gboolean negative = len > 0 && digits[0] == '-';
  gsize start = negative ? 1 : 0;
  guint n = (guint) ((len - start + BASE_DIGITS - 1) / BASE_DIGITS);
  guint32 *limbs = esp_liquid_arena_new_array (arena, guint32, n);
  gsize end = len;

  for (guint i = 0; i < n; i++)
    {
      gsize from = end > start + BASE_DIGITS ? end - BASE_DIGITS : start;

      for (gsize at = from; at < end; at++)
        limbs[i] = limbs[i] * 10 + (guint32) (digits[at] - '0');
      end = from;
    }
  return trimmed (negative, limbs, n);
}

/** esp_liquid_big_to_int64: Returns: %FALSE when the number does not fit. */
gboolean
esp_liquid_big_to_int64 (const EspLiquidBig *a, gint64 *out_integer)
{
  guint64 amount = 0;

  if (a->n_limbs > 3)
    return FALSE;
  for (guint i = a->n_limbs; i > 0; i--)
    if (__builtin_mul_overflow (amount, (guint64) BASE, &amount) ||
        __builtin_add_overflow (amount, (guint64) a->limbs[i - 1], &amount))
      return FALSE;
  if (amount > (guint64) G_MAXINT64 + (a->negative ? 1 : 0))
    return FALSE;
  *out_integer = a->negative ? (gint64) (-amount) : (gint64) amount;
  return TRUE;
}

/** esp_liquid_big_append: prints the decimal digits. */
void
esp_liquid_big_append (GString *out, const EspLiquidBig *a)
{
  if (a->n_limbs == 0)
    {
      g_string_append_c (out, '0');
      return;
    }
  g_string_append_printf (out, "%s%u", a->negative ? "-" : "", a->limbs[a->n_limbs - 1]);
  for (guint i = a->n_limbs - 1; i > 0; i--)
    g_string_append_printf (out, "%09u", a->limbs[i - 1]);
}

/** esp_liquid_big_n_digits: decimal digits without the sign; 0 for zero. */
guint
esp_liquid_big_n_digits (const EspLiquidBig *a)
{
  guint n;

  if (a->n_limbs == 0)
    return 0;
  n = (a->n_limbs - 1) * BASE_DIGITS;
  for (guint32 top = a->limbs[a->n_limbs - 1]; top > 0; top /= 10)
    n++;
  return n;
}

static gint
compare_amounts (const EspLiquidBig *a, const EspLiquidBig *b)
{
  if (a->n_limbs != b->n_limbs)
    return a->n_limbs < b->n_limbs ? -1 : 1;
  for (guint i = a->n_limbs; i > 0; i--)
    if (a->limbs[i - 1] != b->limbs[i - 1])
      return a->limbs[i - 1] < b->limbs[i - 1] ? -1 : 1;
  return 0;
}

/**
 * esp_liquid_big_compare:
 *
 * Returns: below, equal to or above 0, as @a is less than, equal to or more than @b
 */
gint
esp_liquid_big_compare (const EspLiquidBig *a, const EspLiquidBig *b)
{
  if (a->negative != b->negative)
    return a->negative ? -1 : 1;
  return a->negative ? compare_amounts (b, a) : compare_amounts (a, b);
}

static EspLiquidBig
add_amounts (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b, gboolean negative)
{
  guint n = MAX (a->n_limbs, b->n_limbs) + 1;
  guint32 *limbs = esp_liquid_arena_new_array (arena, guint32, n);
  guint32 carry = 0;

  for (guint i = 0; i < n; i++)
    {
      guint32 sum = carry + (i < a->n_limbs ? a->limbs[i] : 0) + (i < b->n_limbs ? b->limbs[i] : 0);

      carry = sum >= BASE;
      limbs[i] = carry ? sum - BASE : sum;
    }
  return trimmed (negative, limbs, n);
}

/* |a| - |b| where |a| >= |b| */
static EspLiquidBig
subtract_amounts (EspLiquidArena *arena,
                  const EspLiquidBig *a,
                  const EspLiquidBig *b,
                  gboolean negative)
{
  guint32 *limbs = esp_liquid_arena_new_array (arena, guint32, a->n_limbs);
  gint64 borrow = 0;

  for (guint i = 0; i < a->n_limbs; i++)
    {
      gint64 rest = (gint64) a->limbs[i] - (i < b->n_limbs ? b->limbs[i] : 0) - borrow;

      borrow = rest < 0;
      limbs[i] = (guint32) (rest < 0 ? rest + BASE : rest);
    }
  return trimmed (negative, limbs, a->n_limbs);
}

/**
 * esp_liquid_big_add:
 *
 * Returns: @a + @b, in @arena
 */
EspLiquidBig
esp_liquid_big_add (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b)
{
  if (a->negative == b->negative)
    return add_amounts (arena, a, b, a->negative);
  if (compare_amounts (a, b) >= 0)
    return subtract_amounts (arena, a, b, a->negative);
  return subtract_amounts (arena, b, a, b->negative);
}

/**
 * esp_liquid_big_subtract:
 *
 * Returns: @a − @b, in @arena
 */
EspLiquidBig
esp_liquid_big_subtract (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b)
{
  EspLiquidBig opposite = *b;

  opposite.negative = b->n_limbs > 0 && !b->negative;
  return esp_liquid_big_add (arena, a, &opposite);
}

/**
 * esp_liquid_big_multiply:
 *
 * Returns: @a × @b, in @arena; its cost grows with the product of their lengths
 */
EspLiquidBig
esp_liquid_big_multiply (EspLiquidArena *arena, const EspLiquidBig *a, const EspLiquidBig *b)
{
  guint n = a->n_limbs + b->n_limbs;
  guint32 *limbs = esp_liquid_arena_new_array (arena, guint32, n);

  for (guint i = 0; i < a->n_limbs; i++)
    {
      guint64 carry = 0;

      for (guint j = 0; j < b->n_limbs || carry > 0; j++)
        {
          guint64 product = j < b->n_limbs ? (guint64) a->limbs[i] * b->limbs[j] : 0;

          product += limbs[i + j] + carry;
          limbs[i + j] = (guint32) (product % BASE);
          carry = product / BASE;
        }
    }
  return trimmed (a->negative != b->negative, limbs, n);
}

/** esp_liquid_big_shift: Returns: @a times ten to the power of @n_digits. */
EspLiquidBig
esp_liquid_big_shift (EspLiquidArena *arena, const EspLiquidBig *a, guint n_digits)
{
  guint whole = n_digits / BASE_DIGITS;
  guint32 *limbs;
  guint32 factor = 1;
  EspLiquidBig power;

  if (n_digits == 0 || a->n_limbs == 0)
    return *a;
  limbs = esp_liquid_arena_new_array (arena, guint32, whole + 1);
  for (guint i = 0; i < n_digits % BASE_DIGITS; i++)
    factor *= 10;
  limbs[whole] = factor;
  power = (EspLiquidBig){ .n_limbs = whole + 1, .limbs = limbs };
  return esp_liquid_big_multiply (arena, a, &power);
}

static guint32
divide_by_limb (const EspLiquidBig *a, guint32 divisor, guint32 *quotient)
{
  guint64 rest = 0;

  for (guint i = a->n_limbs; i > 0; i--)
    {
      rest = rest * BASE + a->limbs[i - 1];
      quotient[i - 1] = (guint32) (rest / divisor);
      rest %= divisor;
    }
  return (guint32) rest;
}

/* Takes divisor * guess from the window at rest[at]; gives one back while it went below zero.  Returns the
 * corrected guess.  Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, steps D4 to D6. */
static guint32
take_multiple (guint32 *rest, const EspLiquidBig *divisor, guint at, guint64 guess)
{
  gint64 borrow = 0;

  for (guint i = 0; i <= divisor->n_limbs; i++)
    {
      gint64 take = (i < divisor->n_limbs ? (gint64) (divisor->limbs[i] * guess) : 0) + borrow;
      gint64 left = (gint64) rest[at + i] - take % (gint64) BASE;

      borrow = take / (gint64) BASE;
      if (left < 0)
        {
          left += BASE;
          borrow++;
        }
      rest[at + i] = (guint32) left;
    }
  while (borrow > 0)
    {
      guint32 carry = 0;

      guess--;
      for (guint i = 0; i <= divisor->n_limbs; i++)
        {
          guint32 sum = rest[at + i] + (i < divisor->n_limbs ? divisor->limbs[i] : 0) + carry;

          carry = sum >= BASE;
          rest[at + i] = carry ? sum - BASE : sum;
        }
      borrow -= carry;
    }
  return (guint32) guess;
}

static void
divide_amounts (EspLiquidArena *arena,
                const EspLiquidBig *a,
                const EspLiquidBig *b,
                EspLiquidBig *out_quotient,
                EspLiquidBig *out_rest)
{
  guint n = b->n_limbs;
  guint32 scale = BASE / (b->limbs[n - 1] + 1);
  EspLiquidBig factor = esp_liquid_big_from_int64 (arena, scale);
  EspLiquidBig dividend = esp_liquid_big_multiply (arena, a, &factor);
  EspLiquidBig divisor = esp_liquid_big_multiply (arena, b, &factor);
  guint32 *rest = esp_liquid_arena_new_array (arena, guint32, a->n_limbs + 2);
  guint32 *quotient = esp_liquid_arena_new_array (arena, guint32, a->n_limbs + 1);
  guint32 *unscaled;
  EspLiquidBig scaled_rest;

  memcpy (rest, dividend.limbs, dividend.n_limbs * sizeof (guint32));
  divisor.negative = FALSE;
  for (guint at = a->n_limbs - n + 1; at > 0; at--)
    {
      guint64 top = (guint64) rest[at - 1 + n] * BASE + rest[at - 1 + n - 1];
      guint64 guess = MIN (top / divisor.limbs[n - 1], BASE - 1);

      quotient[at - 1] = take_multiple (rest, &divisor, at - 1, guess);
    }
  *out_quotient = trimmed (FALSE, quotient, a->n_limbs - n + 1);
  scaled_rest = trimmed (FALSE, rest, n);
  unscaled = esp_liquid_arena_new_array (arena, guint32, n);
  (void) divide_by_limb (&scaled_rest, scale, unscaled); /* exact */
  *out_rest = trimmed (FALSE, unscaled, n);
}

/**
 * esp_liquid_big_divide_floor:
 * @b: not zero
 * @out_modulo: (optional): the rest, with the sign of @b
 *
 * Returns: the quotient, rounded towards minus infinity.
 */
EspLiquidBig
esp_liquid_big_divide_floor (EspLiquidArena *arena,
                             const EspLiquidBig *a,
                             const EspLiquidBig *b,
                             EspLiquidBig *out_modulo)
{
  EspLiquidBig quotient = { 0 };
  EspLiquidBig rest = *a;

  if (compare_amounts (a, b) < 0)
    rest.negative = FALSE;
  else if (b->n_limbs == 1)
    {
      guint32 *limbs = esp_liquid_arena_new_array (arena, guint32, a->n_limbs);
      guint32 left = divide_by_limb (a, b->limbs[0], limbs);

      quotient = trimmed (FALSE, limbs, a->n_limbs);
      rest = esp_liquid_big_from_int64 (arena, left);
    }
  else
    divide_amounts (arena, a, b, &quotient, &rest);
  if (a->negative != b->negative && rest.n_limbs > 0)
    {
      EspLiquidBig one = esp_liquid_big_from_int64 (arena, 1);

      quotient = add_amounts (arena, &quotient, &one, FALSE);
      rest = subtract_amounts (arena, b, &rest, FALSE);
    }
  quotient.negative = quotient.n_limbs > 0 && a->negative != b->negative;
  rest.negative = rest.n_limbs > 0 && b->negative;
  if (out_modulo != NULL)
    *out_modulo = rest;
  return quotient;
}
