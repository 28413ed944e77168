/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-big.h"
#include "engine/content/liquid/esp-liquid-value.h"

G_BEGIN_DECLS

/* An exact number: amount / 10^scale.  An integer stays one until a decimal meets it. */
typedef struct
{
  gboolean is_decimal;
  guint scale;
  gboolean is_small; /* the amount is @small, else @big */
  gint64 small;
  EspLiquidBig big;
  gboolean is_special; /* infinite, no number, or minus zero: @special, and nothing else, counts */
  double special;
} EspLiquidNumber;

typedef enum
{
  ESP_LIQUID_PLUS,
  ESP_LIQUID_MINUS,
  ESP_LIQUID_TIMES,
  ESP_LIQUID_DIVIDED_BY,
  ESP_LIQUID_MODULO,
} EspLiquidOperation;

typedef enum
{
  ESP_LIQUID_FLOOR,
  ESP_LIQUID_CEIL,
  ESP_LIQUID_HALF_AWAY,
} EspLiquidRounding;

EspLiquidNumber esp_liquid_number_from_value (EspLiquidArena *arena, const EspLiquidValue *value);
EspLiquidValue esp_liquid_number_to_value (EspLiquidArena *arena, const EspLiquidNumber *a);
const char *esp_liquid_number_operate (EspLiquidArena *arena,
                                       EspLiquidOperation operation,
                                       const EspLiquidNumber *a,
                                       const EspLiquidNumber *b,
                                       EspLiquidNumber *out_result);
EspLiquidNumber esp_liquid_number_round (EspLiquidArena *arena,
                                         const EspLiquidNumber *a,
                                         gint64 n_digits,
                                         EspLiquidRounding rounding);
gint esp_liquid_number_compare (EspLiquidArena *arena,
                                const EspLiquidNumber *a,
                                const EspLiquidNumber *b);
gboolean esp_liquid_number_is_negative (const EspLiquidNumber *a);
const char *esp_liquid_number_get_domain_error (const EspLiquidNumber *a);

EspLiquidValue esp_liquid_parse_integer (EspLiquidArena *arena, const char *text, gsize len);
EspLiquidValue esp_liquid_leading_integer (EspLiquidArena *arena, const char *text, gsize len);
gint64 esp_liquid_clamped_integer (const EspLiquidValue *value);

G_END_DECLS
