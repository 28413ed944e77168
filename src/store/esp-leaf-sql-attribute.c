/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the query of a leaf that asks about a field of leads. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-leaf-sql-private.h"

static gboolean
zero_passes (EspConditionOp op, const GArray *values)
{
  double low = values->len > 0 ? esp_operands_peek (values, 0)->number : 0;
  gboolean is_among = FALSE;

  for (guint i = 0; i < values->len; i++)
    is_among |= esp_operands_peek (values, i)->number == 0;
  switch ((guint) op)
    {
    case ESP_OP_ONE_OF:
      return is_among;
    case ESP_OP_NONE_OF:
      return !is_among;
    case ESP_OP_LESS:
      return 0 < low;
    case ESP_OP_MORE:
      return 0 > low;
    case ESP_OP_AT_LEAST:
      return 0 >= low;
    case ESP_OP_BETWEEN:
      return low <= 0 && 0 <= esp_operands_peek (values, 1)->number;
    default: /* at most; whether it is known */
      return 0 <= low;
    }
}

/* Whether a lead of whom no figures are kept may match: who never did anything paid nothing. */
static gboolean
matches_without_figures (const EspCondition *condition, gboolean is_ltv)
{
  if (condition->kind != ESP_CONDITION_ATTRIBUTE)
    return FALSE;
  return condition->or_unknown || condition->op == ESP_OP_UNKNOWN ||
         (is_ltv && zero_passes (condition->op, condition->values));
}

/* The figures are one narrow table; the leads are looked at only when one without figures may match. */
static void
find_figure (EspLeafSource *out, const EspLeafQuery *leaf, gboolean is_ltv)
{
  gboolean with_leads = matches_without_figures (leaf->condition, is_ltv);
  const char *column = !is_ltv      ? "lead_stat.last_event_at"
                       : with_leads ? "coalesce (lead_stat.revenue, 0)"
                                    : "lead_stat.revenue";

  *out = (EspLeafSource){ with_leads ? "lead LEFT JOIN lead_stat ON lead_stat.lead_id = lead.id"
                                     : "lead_stat",
                          with_leads ? "lead.id" : "lead_stat.lead_id", g_strdup (column),
                          is_ltv ? ESP_FIELD_INTEGER : ESP_FIELD_DATETIME,
                          is_ltv ? leaf->money_scale : 1 };
}

/**
 * esp_leaf_source_find:
 *
 * Finds where the field that a leaf asks about is kept; the caller frees the column.
 */
gboolean
esp_leaf_source_find (EspLeafSource *out, const EspLeafQuery *leaf, GError **error)
{
  const char *key = leaf->condition->subject;
  int index;

  *out = (EspLeafSource){ "lead", "lead.id", NULL, ESP_FIELD_TEXT, 1 };
  if (g_strcmp0 (key, ESP_LEAF_FIELD_LTV) == 0 || g_strcmp0 (key, ESP_LEAF_FIELD_LAST_EVENT) == 0)
    find_figure (out, leaf, g_str_equal (key, ESP_LEAF_FIELD_LTV));
  if (out->column != NULL)
    return TRUE;
  index = esp_fields_find (leaf->fields, key);
  if (index < 0)
    {
      esp_store_set_no_name (error, "field", key);
      return FALSE;
    }
  out->type = esp_fields_get (leaf->fields, (guint) index)->type;
  out->column =
    g_strdup_printf ("lead.\"%s\"", esp_fields_get (leaf->fields, (guint) index)->column);
  return TRUE;
}

static gboolean
fits (const EspCondition *condition, EspFieldType type)
{
  gboolean is_text = type == ESP_FIELD_TEXT;
  gboolean is_time = type == ESP_FIELD_DATE || type == ESP_FIELD_DATETIME;

  switch ((guint) condition->op)
    {
    case ESP_OP_KNOWN:
    case ESP_OP_UNKNOWN:
      return TRUE;
    case ESP_OP_ONE_OF:
    case ESP_OP_NONE_OF:
      return !is_time;
    case ESP_OP_WITHIN:
    case ESP_OP_NOT_WITHIN:
      return is_time;
    case ESP_OP_CONTAINS:
    case ESP_OP_NOT_CONTAINS:
    case ESP_OP_STARTS:
    case ESP_OP_ENDS:
      return is_text;
    case ESP_OP_LESS:
    case ESP_OP_AT_MOST:
    case ESP_OP_MORE:
    case ESP_OP_AT_LEAST:
    case ESP_OP_BETWEEN:
      return type == ESP_FIELD_INTEGER || type == ESP_FIELD_DECIMAL;
    default:
      return FALSE;
    }
}

static void
add_attribute_test (EspLeafSql *self, const EspLeafQuery *leaf, const EspLeafSource *source)
{
  const EspCondition *condition = leaf->condition;
  const char *known = source->type == ESP_FIELD_TEXT ? "<> ''" : "IS NOT NULL";

  switch ((guint) condition->op)
    {
    case ESP_OP_KNOWN:
    case ESP_OP_UNKNOWN:
      esp_leaf_sql_add_format (self, "%s%s %s)", condition->op == ESP_OP_KNOWN ? "(" : "NOT (",
                               source->column, known);
      if (condition->op == ESP_OP_UNKNOWN)
        esp_leaf_sql_add_format (self, " OR %s IS NULL", source->column);
      break;
    case ESP_OP_WITHIN:
      esp_leaf_sql_add_bounds (self, source->column, leaf->from_us, leaf->until_us);
      break;
    case ESP_OP_NOT_WITHIN:
      esp_leaf_sql_add (self, "NOT (");
      esp_leaf_sql_add_bounds (self, source->column, leaf->from_us, leaf->until_us);
      esp_leaf_sql_add (self, ")");
      break;
    default:
      if (source->type == ESP_FIELD_TEXT)
        esp_leaf_sql_add_text_test (self, source->column, condition->op, condition->values);
      else
        esp_leaf_sql_add_number_test (self, source->column, condition->op, condition->values,
                                      source->scale);
      break;
    }
  if (condition->or_unknown)
    g_string_append_printf (self->sql,
                            source->type == ESP_FIELD_TEXT ? " OR %s IS NULL OR %s = ''"
                                                           : " OR %s IS NULL",
                            source->column, source->column);
}

/**
 * esp_leaf_sql_write_attribute:
 */
gboolean
esp_leaf_sql_write_attribute (EspLeafSql *self, const EspLeafQuery *leaf, GError **error)
{
  g_autofree char *column = NULL;
  EspLeafSource source;

  if (!esp_leaf_source_find (&source, leaf, error))
    return FALSE;
  column = source.column;
  if (!fits (leaf->condition, source.type))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” does not fit the field “%s”.", esp_condition_op_name (leaf->condition->op),
                   leaf->condition->subject);
      return FALSE;
    }
  esp_leaf_sql_add_format (self, "SELECT %s FROM %s WHERE (", source.id, source.from);
  add_attribute_test (self, leaf, &source);
  esp_leaf_sql_add (self, ")");
  esp_leaf_sql_add_only (self, leaf, source.id);
  return TRUE;
}

/**
 * esp_leaf_sql_write_anniversary:
 */
gboolean
esp_leaf_sql_write_anniversary (EspLeafSql *self, const EspLeafQuery *leaf, GError **error)
{
  g_autofree char *column = NULL;
  EspLeafSource source;

  if (!esp_leaf_source_find (&source, leaf, error))
    return FALSE;
  column = source.column;
  self->rows = ESP_LEAF_ROWS_DAYS;
  esp_leaf_sql_add_format (self, "SELECT %s, %s FROM %s WHERE %s IS NOT NULL", source.id, column,
                           source.from, column);
  esp_leaf_sql_add_only (self, leaf, source.id);
  return TRUE;
}
