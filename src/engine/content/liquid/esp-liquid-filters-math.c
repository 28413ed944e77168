/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters that calculate. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-number.h"

static gboolean
operate (EspLiquidCall *call, EspLiquidValue *out_value, EspLiquidOperation operation)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber a = esp_liquid_number_from_value (arena, call->input);
  EspLiquidNumber b = esp_liquid_number_from_value (arena, &call->args[0]);
  EspLiquidNumber result;
  const char *wrong = esp_liquid_number_operate (arena, operation, &a, &b, &result);

  if (wrong != NULL)
    return esp_liquid_call_fail (call, "%s", wrong);
  *out_value = esp_liquid_number_to_value (arena, &result);
  return TRUE;
}

static gboolean
filter_plus (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return operate (call, out_value, ESP_LIQUID_PLUS);
}

static gboolean
filter_minus (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return operate (call, out_value, ESP_LIQUID_MINUS);
}

static gboolean
filter_times (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return operate (call, out_value, ESP_LIQUID_TIMES);
}

static gboolean
filter_divided_by (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return operate (call, out_value, ESP_LIQUID_DIVIDED_BY);
}

static gboolean
filter_modulo (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return operate (call, out_value, ESP_LIQUID_MODULO);
}

static gboolean
filter_abs (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber zero = { .is_small = TRUE };
  EspLiquidNumber a = esp_liquid_number_from_value (arena, call->input);
  EspLiquidNumber positive = a;

  if (esp_liquid_number_is_negative (&a))
    (void) esp_liquid_number_operate (arena, ESP_LIQUID_MINUS, &zero, &a, &positive);
  *out_value = esp_liquid_number_to_value (arena, &positive);
  return TRUE;
}

static gboolean
bound (EspLiquidCall *call, EspLiquidValue *out_value, gint wrong_side)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber a = esp_liquid_number_from_value (arena, call->input);
  EspLiquidNumber b = esp_liquid_number_from_value (arena, &call->args[0]);
  gint order = esp_liquid_number_compare (arena, &a, &b);

  *out_value = esp_liquid_number_to_value (arena, order * wrong_side > 0 ? &b : &a);
  return TRUE;
}

static gboolean
filter_at_least (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return bound (call, out_value, -1);
}

static gboolean
filter_at_most (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return bound (call, out_value, 1);
}

static gboolean
round_whole (EspLiquidCall *call, EspLiquidValue *out_value, EspLiquidRounding rounding)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber a = esp_liquid_number_from_value (arena, call->input);
  EspLiquidNumber rounded = a;

  if (esp_liquid_number_get_domain_error (&a) != NULL)
    return esp_liquid_call_fail (call, "%s", esp_liquid_number_get_domain_error (&a));
  if (a.is_decimal)
    rounded = esp_liquid_number_round (arena, &a, 0, rounding);
  rounded.is_decimal = FALSE;
  *out_value = esp_liquid_number_to_value (arena, &rounded);
  return TRUE;
}

static gboolean
filter_floor (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return round_whole (call, out_value, ESP_LIQUID_FLOOR);
}

static gboolean
filter_ceil (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return round_whole (call, out_value, ESP_LIQUID_CEIL);
}

static gint64
digits_wanted (EspLiquidCall *call)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber wanted;
  EspLiquidValue digits;

  if (call->n_args == 0)
    return 0;
  wanted = esp_liquid_number_from_value (arena, &call->args[0]);
  if (wanted.is_decimal)
    wanted = esp_liquid_number_round (arena, &wanted, 0,
                                      esp_liquid_number_is_negative (&wanted) ? ESP_LIQUID_CEIL
                                                                              : ESP_LIQUID_FLOOR);
  wanted.is_decimal = FALSE;
  digits = esp_liquid_number_to_value (arena, &wanted);
  return esp_liquid_clamped_integer (&digits);
}

static gboolean
filter_round (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber a = esp_liquid_number_from_value (arena, call->input);
  gint64 n_digits =
    CLAMP (digits_wanted (call), -ESP_LIQUID_BIG_MAX_DIGITS, ESP_LIQUID_BIG_MAX_DIGITS);
  EspLiquidNumber rounded = esp_liquid_number_round (arena, &a, n_digits, ESP_LIQUID_HALF_AWAY);

  if (n_digits <= 0 && esp_liquid_number_get_domain_error (&a) != NULL)
    return esp_liquid_call_fail (call, "%s", esp_liquid_number_get_domain_error (&a));
  if (n_digits <= 0)
    rounded.is_decimal = FALSE;
  *out_value = esp_liquid_number_to_value (arena, &rounded);
  return TRUE;
}

const EspLiquidFilterSpec esp_liquid_math_filters[] = {
  { "abs", filter_abs, 0, 0 },
  { "at_least", filter_at_least, 1, 1 },
  { "at_most", filter_at_most, 1, 1 },
  { "ceil", filter_ceil, 0, 0 },
  { "divided_by", filter_divided_by, 1, 1 },
  { "floor", filter_floor, 0, 0 },
  { "minus", filter_minus, 1, 1 },
  { "modulo", filter_modulo, 1, 1 },
  { "plus", filter_plus, 1, 1 },
  { "round", filter_round, 0, 1 },
  { "times", filter_times, 1, 1 },
  { NULL, NULL, 0, 0 },
};
