/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-db.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_VALUE_NULL,
  ESP_VALUE_INTEGER, /* integers, booleans (0, 1), dates and times (µs UTC) */
  ESP_VALUE_DECIMAL,
  ESP_VALUE_TEXT,
} EspValueType;

/* One value of a field. A zeroed one is NULL. */
typedef struct
{
  EspValueType type;
  union
  {
    gint64 integer;
    double decimal;
    char *text; /* (owned) UTF-8 */
  };
} EspValue;

void esp_value_clear (EspValue *value);
void esp_value_set_integer (EspValue *value, gint64 integer);
void esp_value_set_decimal (EspValue *value, double decimal);
void esp_value_set_text (EspValue *value, const char *text);
void esp_value_take_text (EspValue *value, char *text);
void esp_value_copy (const EspValue *from, EspValue *to);
gboolean esp_value_equal (const EspValue *a, const EspValue *b);
void esp_value_bind (const EspValue *value, EspStmt *stmt, int index);
void esp_value_read (EspValue *value, EspStmt *stmt, int column);

G_END_DECLS
