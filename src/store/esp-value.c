/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value of a field, small enough to keep by the million. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-value.h"

#include <sqlite3.h>

/**
 * esp_value_clear:
 *
 * Makes @value NULL.
 */
void
esp_value_clear (EspValue *value)
{
  if (value->type == ESP_VALUE_TEXT)
    g_free (value->text);
  value->type = ESP_VALUE_NULL;
}

/**
 * esp_value_set_integer:
 */
void
esp_value_set_integer (EspValue *value, gint64 integer)
{
  esp_value_clear (value);
  value->type = ESP_VALUE_INTEGER;
  value->integer = integer;
}

/**
 * esp_value_set_decimal:
 */
void
esp_value_set_decimal (EspValue *value, double decimal)
{
  esp_value_clear (value);
  value->type = ESP_VALUE_DECIMAL;
  value->decimal = decimal;
}

/**
 * esp_value_set_text:
 * @text: (nullable): copied; %NULL is NULL
 */
void
esp_value_set_text (EspValue *value, const char *text)
{
  esp_value_take_text (value, g_strdup (text));
}

/**
 * esp_value_take_text:
 * @text: (transfer full) (nullable)
 */
void
esp_value_take_text (EspValue *value, char *text)
{
  esp_value_clear (value);
  if (text == NULL)
    return;
  value->type = ESP_VALUE_TEXT;
  value->text = text;
}

/**
 * esp_value_copy:
 * @to: an initialised value, replaced
 */
void
esp_value_copy (const EspValue *from, EspValue *to)
{
  esp_value_clear (to);
  *to = *from;
  if (from->type == ESP_VALUE_TEXT)
    to->text = g_strdup (from->text);
}

/**
 * esp_value_equal:
 *
 * Returns: whether both are of one type and the same
 */
gboolean
esp_value_equal (const EspValue *a, const EspValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type)
    {
    case ESP_VALUE_INTEGER:
      return a->integer == b->integer;
    case ESP_VALUE_DECIMAL:
      return !(a->decimal < b->decimal) && !(a->decimal > b->decimal);
    case ESP_VALUE_TEXT:
      return g_str_equal (a->text, b->text);
    case ESP_VALUE_NULL:
    default:
      return TRUE;
    }
}

/**
 * esp_value_bind:
 *
 * Binds @value, which the caller keeps until the statement is reset.
 */
void
esp_value_bind (const EspValue *value, EspStmt *stmt, int index)
{
  switch (value->type)
    {
    case ESP_VALUE_INTEGER:
      esp_stmt_bind_int64 (stmt, index, value->integer);
      break;
    case ESP_VALUE_DECIMAL:
      esp_stmt_bind_double (stmt, index, value->decimal);
      break;
    case ESP_VALUE_TEXT:
      esp_stmt_bind_text (stmt, index, value->text);
      break;
    case ESP_VALUE_NULL:
    default:
      esp_stmt_bind_null (stmt, index);
      break;
    }
}

/**
 * esp_value_read:
 * @value: an initialised value, replaced
 *
 * Reads a column of the present row.
 */
void
esp_value_read (EspValue *value, EspStmt *stmt, int column)
{
  switch (esp_stmt_type (stmt, column))
    {
    case SQLITE_INTEGER:
      esp_value_set_integer (value, esp_stmt_int64 (stmt, column));
      break;
    case SQLITE_FLOAT:
      esp_value_set_decimal (value, esp_stmt_double (stmt, column));
      break;
    case SQLITE_TEXT:
      esp_value_set_text (value, esp_stmt_text (stmt, column));
      break;
    default:
      esp_value_clear (value);
      break;
    }
}
