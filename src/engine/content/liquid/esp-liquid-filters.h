/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-render.h"

G_BEGIN_DECLS

/* Each ends with an entry whose name is NULL. */
extern const EspLiquidFilterSpec esp_liquid_string_filters[];
extern const EspLiquidFilterSpec esp_liquid_replace_filters[];
extern const EspLiquidFilterSpec esp_liquid_html_filters[];
extern const EspLiquidFilterSpec esp_liquid_array_filters[];
extern const EspLiquidFilterSpec esp_liquid_select_filters[];
extern const EspLiquidFilterSpec esp_liquid_math_filters[];
extern const EspLiquidFilterSpec esp_liquid_date_filters[];

EspLiquidSpan esp_liquid_call_input_text (EspLiquidCall *call);
EspLiquidSpan esp_liquid_char_at (EspLiquidSpan text, gint64 index);
EspLiquidSpan esp_liquid_call_arg_text (EspLiquidCall *call, guint i, const char *otherwise);
gboolean
esp_liquid_call_arg_index (EspLiquidCall *call, guint i, gint64 otherwise, gint64 *out_integer);
void esp_liquid_set_text (EspLiquidCall *call, const GString *text, EspLiquidValue *out_value);
void esp_liquid_set_span (EspLiquidSpan span, EspLiquidValue *out_value);
gboolean
esp_liquid_call_items (EspLiquidCall *call, const EspLiquidValue *value, EspLiquidArray *out_array);
void esp_liquid_set_array (EspLiquidCall *call, GArray *items, EspLiquidValue *out_value);

typedef enum
{
  ESP_LIQUID_MEMBER_FOUND, /* perhaps nil */
  ESP_LIQUID_MEMBER_NONE,  /* the item has no members at all: nil, true, false */
  ESP_LIQUID_MEMBER_ERROR, /* the call has failed */
} EspLiquidMemberResult;

EspLiquidMemberResult esp_liquid_call_member (EspLiquidCall *call,
                                              const EspLiquidValue *item,
                                              const EspLiquidValue *property,
                                              EspLiquidValue *out_value);

G_END_DECLS
