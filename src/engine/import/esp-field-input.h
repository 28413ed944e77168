/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* Why what a person typed cannot be the value of a field. */
typedef enum
{
  ESP_FIELD_INPUT_OK,
  ESP_FIELD_INPUT_NOT_INTEGER,
  ESP_FIELD_INPUT_NOT_DECIMAL,
  ESP_FIELD_INPUT_NOT_BOOLEAN,
  ESP_FIELD_INPUT_NOT_DATE,
  ESP_FIELD_INPUT_NOT_EMAIL,
  ESP_FIELD_INPUT_NOT_PHONE,
  ESP_FIELD_INPUT_NOT_ZONE,
} EspFieldInputProblem;

EspFieldInputProblem esp_field_input_parse (const EspField *field,
                                            const char *text,
                                            GTimeZone *zone,
                                            EspValue *out_value);

G_END_DECLS
