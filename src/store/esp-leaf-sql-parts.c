/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the pieces of leaf queries: bound values, lists, bounds, comparisons of texts and numbers. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-leaf-sql-private.h"

#include <math.h>

#define MAX_ROUNDING 1e-6 /* of minor units */

/**
 * esp_leaf_sql_alloc:
 *
 * Returns: (transfer full): an empty statement whose rows are ids
 */
EspLeafSql *
esp_leaf_sql_alloc (void)
{
  EspLeafSql *self = g_new0 (EspLeafSql, 1);

  self->sql = g_string_new (NULL);
  self->values = g_array_new (FALSE, TRUE, sizeof (EspValue));
  g_array_set_clear_func (self->values, (GDestroyNotify) esp_value_clear);
  return self;
}

/**
 * esp_leaf_sql_free:
 */
void
esp_leaf_sql_free (EspLeafSql *self)
{
  if (self == NULL)
    return;
  g_string_free (self->sql, TRUE);
  g_array_unref (self->values);
  g_free (self);
}

/**
 * esp_leaf_sql_add:
 */
void
esp_leaf_sql_add (EspLeafSql *self, const char *keywords)
{
  g_string_append (self->sql, keywords);
}

/**
 * esp_leaf_sql_add_format:
 *
 * For column names and aliases of ours; values are bound, never formatted in.
 */
void
esp_leaf_sql_add_format (EspLeafSql *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->sql, format, args);
  va_end (args);
}

static void
add_parameter (EspLeafSql *self, EspValue value)
{
  g_array_append_val (self->values, value);
  esp_leaf_sql_add_format (self, "?%u", self->values->len);
}

/**
 * esp_leaf_sql_add_text:
 *
 * Binds a text as the next parameter.
 */
void
esp_leaf_sql_add_text (EspLeafSql *self, const char *text)
{
  EspValue value = { 0 };

  esp_value_set_text (&value, text);
  add_parameter (self, value);
}

/**
 * esp_leaf_sql_add_integer:
 */
void
esp_leaf_sql_add_integer (EspLeafSql *self, gint64 integer)
{
  EspValue value = { 0 };

  esp_value_set_integer (&value, integer);
  add_parameter (self, value);
}

static void
add_number (EspLeafSql *self, double number)
{
  EspValue value = { 0 };

  if (number == trunc (number) && fabs (number) < 9e15)
    esp_value_set_integer (&value, (gint64) number);
  else
    esp_value_set_decimal (&value, number);
  add_parameter (self, value);
}

static void
add_operand (EspLeafSql *self, const EspOperand *operand, double scale)
{
  double scaled = operand->number * scale;
  double whole = nearbyint (scaled);

  if (operand->type == ESP_OPERAND_TEXT)
    esp_leaf_sql_add_text (self, operand->text);
  else
    /* 19.99 of a currency with cents is 1999 of them, not a little less. */
    add_number (self, scale != 1 && fabs (scaled - whole) < MAX_ROUNDING ? whole : scaled);
}

/**
 * esp_leaf_sql_add_list:
 * @scale: of numbers
 */
void
esp_leaf_sql_add_list (EspLeafSql *self, const GArray *values, double scale)
{
  esp_leaf_sql_add (self, "(");
  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        esp_leaf_sql_add (self, ", ");
      add_operand (self, esp_operands_peek (values, i), scale);
    }
  esp_leaf_sql_add (self, ")");
}

static char *
ids_as_json (const EspBitmap *ids)
{
  g_autofree guint32 *array = NULL;
  GString *json = g_string_new ("[");
  gsize n;

  array = esp_bitmap_to_array (ids, &n);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (json, i > 0 ? ",%u" : "%u", array[i]);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

/**
 * esp_leaf_sql_add_only:
 * @id: a column name of ours
 *
 * Keeps the query to the leads that are asked about.
 */
void
esp_leaf_sql_add_only (EspLeafSql *self, const EspLeafQuery *leaf, const char *id)
{
  g_autofree char *json = NULL;

  if (leaf->only == NULL)
    return;
  json = ids_as_json (leaf->only);
  esp_leaf_sql_add_format (self, " AND %s IN (SELECT value FROM json_each (", id);
  esp_leaf_sql_add_text (self, json);
  esp_leaf_sql_add (self, "))");
}

/**
 * esp_leaf_sql_add_bounds:
 */
void
esp_leaf_sql_add_bounds (EspLeafSql *self, const char *column, gint64 from_us, gint64 until_us)
{
  esp_leaf_sql_add_format (self, "%s >= ", column);
  esp_leaf_sql_add_integer (self, from_us);
  esp_leaf_sql_add_format (self, " AND %s < ", column);
  esp_leaf_sql_add_integer (self, until_us);
}

/**
 * esp_leaf_sql_add_text_test:
 *
 * Texts compare as esp_text_fold() makes them; the operands are folded already.
 */
void
esp_leaf_sql_add_text_test (EspLeafSql *self,
                            const char *column,
                            EspConditionOp op,
                            const GArray *values)
{
  const char *first = esp_operands_peek (values, 0)->text;

  esp_leaf_sql_add_format (self, "%s <> '' AND ", column);
  switch ((guint) op)
    {
    case ESP_OP_ONE_OF:
    case ESP_OP_NONE_OF:
      esp_leaf_sql_add_format (self, "esp_fold (%s) %s ", column,
                               op == ESP_OP_ONE_OF ? "IN" : "NOT IN");
      esp_leaf_sql_add_list (self, values, 1);
      break;
    case ESP_OP_CONTAINS:
    case ESP_OP_NOT_CONTAINS:
      esp_leaf_sql_add_format (self, "instr (esp_fold (%s), ", column);
      esp_leaf_sql_add_text (self, first);
      esp_leaf_sql_add (self, op == ESP_OP_CONTAINS ? ") > 0" : ") = 0");
      break;
    case ESP_OP_STARTS:
      esp_leaf_sql_add_format (self, "substr (esp_fold (%s), 1, ", column);
      esp_leaf_sql_add_integer (self, g_utf8_strlen (first, -1));
      esp_leaf_sql_add (self, ") = ");
      esp_leaf_sql_add_text (self, first);
      break;
    default:
      /* substr () counts from the end with a number below 0; 0 would be the beginning. */
      if (*first == '\0')
        {
          esp_leaf_sql_add (self, "1");
          break;
        }
      esp_leaf_sql_add_format (self, "substr (esp_fold (%s), ", column);
      esp_leaf_sql_add_integer (self, -g_utf8_strlen (first, -1));
      esp_leaf_sql_add (self, ") = ");
      esp_leaf_sql_add_text (self, first);
      break;
    }
}

/**
 * esp_leaf_sql_add_number_test:
 * @scale: of the operands
 */
void
esp_leaf_sql_add_number_test (EspLeafSql *self,
                              const char *column,
                              EspConditionOp op,
                              const GArray *values,
                              double scale)
{
  static const char *const signs[ESP_N_OPS] = { [ESP_OP_LESS] = "<",
                                                [ESP_OP_AT_MOST] = "<=",
                                                [ESP_OP_MORE] = ">",
                                                [ESP_OP_AT_LEAST] = ">=" };

  esp_leaf_sql_add (self, column);
  if (op == ESP_OP_BETWEEN)
    {
      esp_leaf_sql_add (self, " BETWEEN ");
      add_operand (self, esp_operands_peek (values, 0), scale);
      esp_leaf_sql_add (self, " AND ");
      add_operand (self, esp_operands_peek (values, 1), scale);
    }
  else if (op == ESP_OP_ONE_OF || op == ESP_OP_NONE_OF)
    {
      esp_leaf_sql_add (self, op == ESP_OP_ONE_OF ? " IN " : " NOT IN ");
      esp_leaf_sql_add_list (self, values, scale);
    }
  else
    {
      esp_leaf_sql_add_format (self, " %s ", signs[op]);
      add_operand (self, esp_operands_peek (values, 0), scale);
    }
}
