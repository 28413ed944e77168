/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the one query that answers a leaf of a rule. Values are bound; column names come from the
 * field catalogue. Sets that drive are spelled "id IN (SELECT …)": EXISTS never drives in SQLite. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-leaf-sql.h"

#include <math.h>

#define MAX_ROUNDING 1e-6 /* of minor units */

/* Where an attribute lives. */
typedef struct
{
  const char *from; /* table and joins */
  const char *id;   /* the lead's id in it */
  char *column;     /* (owned): the expression */
  EspFieldType type;
  double scale; /* of values to compare with */
} Source;

static EspLeafSql *
leaf_sql_new (void)
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

static void
add (EspLeafSql *self, const char *keywords)
{
  g_string_append (self->sql, keywords);
}

static void
add_parameter (EspLeafSql *self, EspValue value)
{
  g_array_append_val (self->values, value);
  g_string_append_printf (self->sql, "?%u", self->values->len);
}

static void
add_text (EspLeafSql *self, const char *text)
{
  EspValue value = { 0 };

  esp_value_set_text (&value, text);
  add_parameter (self, value);
}

static void
add_integer (EspLeafSql *self, gint64 integer)
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
    add_text (self, operand->text);
  else
    /* 19.99 of a currency with cents is 1999 of them, not a little less. */
    add_number (self, scale != 1 && fabs (scaled - whole) < MAX_ROUNDING ? whole : scaled);
}

static void
add_list (EspLeafSql *self, const GArray *values, double scale)
{
  add (self, "(");
  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        add (self, ", ");
      add_operand (self, esp_operands_peek (values, i), scale);
    }
  add (self, ")");
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

/* Keeps the query to the leads that are asked about; @id is a column name of ours. */
static void
add_only (EspLeafSql *self, const EspLeafQuery *leaf, const char *id)
{
  g_autofree char *json = NULL;

  if (leaf->only == NULL)
    return;
  json = ids_as_json (leaf->only);
  g_string_append_printf (self->sql, " AND %s IN (SELECT value FROM json_each (", id);
  add_text (self, json);
  add (self, "))");
}

static void
add_bounds (EspLeafSql *self, const char *column, gint64 from_us, gint64 until_us)
{
  g_string_append_printf (self->sql, "%s >= ", column);
  add_integer (self, from_us);
  g_string_append_printf (self->sql, " AND %s < ", column);
  add_integer (self, until_us);
}

static gboolean
find_source (const EspLeafQuery *leaf, Source *out, GError **error)
{
  const char *key = leaf->condition->subject;
  int index;

  *out = (Source){ "lead", "lead.id", NULL, ESP_FIELD_TEXT, 1 };
  if (g_strcmp0 (key, ESP_LEAF_FIELD_LTV) == 0)
    *out = (Source){ "lead LEFT JOIN lead_stat ON lead_stat.lead_id = lead.id", "lead.id",
                     g_strdup ("coalesce (lead_stat.revenue, 0)"), ESP_FIELD_INTEGER,
                     leaf->money_scale };
  else if (g_strcmp0 (key, ESP_LEAF_FIELD_LAST_EVENT) == 0)
    *out = (Source){ "lead LEFT JOIN lead_stat ON lead_stat.lead_id = lead.id", "lead.id",
                     g_strdup ("lead_stat.last_event_at"), ESP_FIELD_DATETIME, 1 };
  if (out->column != NULL)
    return TRUE;
  index = esp_fields_find (leaf->fields, key);
  if (index < 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no field “%s”.",
                   key);
      return FALSE;
    }
  out->type = esp_fields_get (leaf->fields, (guint) index)->type;
  out->column =
    g_strdup_printf ("lead.\"%s\"", esp_fields_get (leaf->fields, (guint) index)->column);
  return TRUE;
}

/* Texts compare without regard to ASCII case; the operands are folded already. */
static void
add_text_comparison (EspLeafSql *self, const char *column, EspConditionOp op, const GArray *values)
{
  g_string_append_printf (self->sql, "%s <> '' AND ", column);
  switch ((guint) op)
    {
    case ESP_OP_ONE_OF:
    case ESP_OP_NONE_OF:
      g_string_append_printf (self->sql, "%s COLLATE NOCASE %s ", column,
                              op == ESP_OP_ONE_OF ? "IN" : "NOT IN");
      add_list (self, values, 1);
      break;
    case ESP_OP_CONTAINS:
    case ESP_OP_NOT_CONTAINS:
      g_string_append_printf (self->sql, "instr (lower (%s), ", column);
      add_text (self, esp_operands_peek (values, 0)->text);
      add (self, op == ESP_OP_CONTAINS ? ") > 0" : ") = 0");
      break;
    case ESP_OP_STARTS:
      g_string_append_printf (self->sql, "lower (substr (%s, 1, ", column);
      add_integer (self, g_utf8_strlen (esp_operands_peek (values, 0)->text, -1));
      add (self, ")) = ");
      add_text (self, esp_operands_peek (values, 0)->text);
      break;
    default:
      /* substr () counts from the end with a number below 0; 0 would be the beginning. */
      if (*esp_operands_peek (values, 0)->text == '\0')
        {
          add (self, "1");
          break;
        }
      g_string_append_printf (self->sql, "lower (substr (%s, ", column);
      add_integer (self, -g_utf8_strlen (esp_operands_peek (values, 0)->text, -1));
      add (self, ")) = ");
      add_text (self, esp_operands_peek (values, 0)->text);
      break;
    }
}

static void
add_number_comparison (EspLeafSql *self, const Source *source, const EspCondition *condition)
{
  static const char *const signs[ESP_N_OPS] = { [ESP_OP_LESS] = "<",
                                                [ESP_OP_AT_MOST] = "<=",
                                                [ESP_OP_MORE] = ">",
                                                [ESP_OP_AT_LEAST] = ">=" };

  g_string_append (self->sql, source->column);
  if (condition->op == ESP_OP_BETWEEN)
    {
      add (self, " BETWEEN ");
      add_operand (self, esp_operands_peek (condition->values, 0), source->scale);
      add (self, " AND ");
      add_operand (self, esp_operands_peek (condition->values, 1), source->scale);
    }
  else if (condition->op == ESP_OP_ONE_OF || condition->op == ESP_OP_NONE_OF)
    {
      add (self, condition->op == ESP_OP_ONE_OF ? " IN " : " NOT IN ");
      add_list (self, condition->values, source->scale);
    }
  else
    {
      g_string_append_printf (self->sql, " %s ", signs[condition->op]);
      add_operand (self, esp_operands_peek (condition->values, 0), source->scale);
    }
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
add_attribute_test (EspLeafSql *self, const EspLeafQuery *leaf, const Source *source)
{
  const EspCondition *condition = leaf->condition;
  const char *known = source->type == ESP_FIELD_TEXT ? "<> ''" : "IS NOT NULL";

  switch ((guint) condition->op)
    {
    case ESP_OP_KNOWN:
    case ESP_OP_UNKNOWN:
      g_string_append_printf (self->sql, "%s%s %s)", condition->op == ESP_OP_KNOWN ? "(" : "NOT (",
                              source->column, known);
      if (condition->op == ESP_OP_UNKNOWN)
        g_string_append_printf (self->sql, " OR %s IS NULL", source->column);
      break;
    case ESP_OP_WITHIN:
      add_bounds (self, source->column, leaf->from_us, leaf->until_us);
      break;
    case ESP_OP_NOT_WITHIN:
      add (self, "NOT (");
      add_bounds (self, source->column, leaf->from_us, leaf->until_us);
      add (self, ")");
      break;
    default:
      if (source->type == ESP_FIELD_TEXT)
        add_text_comparison (self, source->column, condition->op, condition->values);
      else
        add_number_comparison (self, source, condition);
      break;
    }
  if (condition->or_unknown)
    g_string_append_printf (self->sql,
                            source->type == ESP_FIELD_TEXT ? " OR %s IS NULL OR %s = ''"
                                                           : " OR %s IS NULL",
                            source->column, source->column);
}

static gboolean
write_attribute (EspLeafSql *self, const EspLeafQuery *leaf, GError **error)
{
  g_autofree char *column = NULL;
  Source source;

  if (!find_source (leaf, &source, error))
    return FALSE;
  column = source.column;
  if (!fits (leaf->condition, source.type))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” does not fit the field “%s”.", esp_condition_op_name (leaf->condition->op),
                   leaf->condition->subject);
      return FALSE;
    }
  g_string_append_printf (self->sql, "SELECT %s FROM %s WHERE (", source.id, source.from);
  add_attribute_test (self, leaf, &source);
  add (self, ")");
  add_only (self, leaf, source.id);
  return TRUE;
}

static gboolean
write_anniversary (EspLeafSql *self, const EspLeafQuery *leaf, GError **error)
{
  g_autofree char *column = NULL;
  Source source;

  if (!find_source (leaf, &source, error))
    return FALSE;
  column = source.column;
  self->rows = ESP_LEAF_ROWS_DAYS;
  g_string_append_printf (self->sql, "SELECT %s, %s FROM %s WHERE %s IS NOT NULL", source.id,
                          column, source.from, column);
  add_only (self, leaf, source.id);
  return TRUE;
}

static void
write_tag (EspLeafSql *self, const EspLeafQuery *leaf)
{
  const GArray *values = leaf->condition->values;

  add (self, "SELECT lead_id FROM lead_tag WHERE tag_id IN (SELECT id FROM tag WHERE name IN ");
  add_list (self, values, 1);
  add (self, ")");
  add_only (self, leaf, "lead_id");
  if (leaf->condition->op == ESP_OP_HAS_ALL && values->len > 1)
    {
      add (self, " GROUP BY lead_id HAVING count (*) = ");
      add_integer (self, values->len);
    }
}

static void
write_consent (EspLeafSql *self, const EspLeafQuery *leaf)
{
  const EspCondition *condition = leaf->condition;
  gboolean unknown = g_str_equal (condition->state, "unknown");

  /* Nobody asked and "unknown" on record are the same. */
  if (unknown)
    add (self, "SELECT id FROM lead WHERE id NOT IN (");
  add (self, "SELECT lead_id FROM consent_state WHERE channel = ");
  add_text (self, condition->subject);
  add (self, " AND purpose = ");
  add_text (self, condition->detail);
  add (self, unknown ? " AND state <> " : " AND state = ");
  add_text (self, condition->state);
  if (unknown)
    add (self, ")");
  add_only (self, leaf, unknown ? "id" : "lead_id");
}

static void
write_suppression (EspLeafSql *self, const EspLeafQuery *leaf)
{
  add (self, "SELECT lead_id FROM suppressed_lead WHERE ");
  if (leaf->condition->subject == NULL)
    add (self, "1");
  else
    {
      add (self, "channel IN (");
      add_text (self, leaf->condition->subject);
      add (self, ", 'all')");
    }
  add_only (self, leaf, "lead_id");
}

/* JSON has types of its own; a text never equals a number. */
static void
add_clause (EspLeafSql *self, const EspWhere *clause)
{
  g_autofree char *path = g_strdup_printf ("$.\"%s\"", clause->property);
  g_autoptr (GString) property = g_string_new (NULL);
  gboolean is_text =
    clause->values->len > 0 && esp_operands_peek (clause->values, 0)->type == ESP_OPERAND_TEXT;
  EspCondition condition = { .op = clause->op, .values = clause->values };
  Source source = { .column = NULL, .scale = 1 };
  EspValue value = { 0 };

  esp_value_set_text (&value, path);
  g_array_append_val (self->values, value);
  g_string_append_printf (property, "json_extract (event.props, ?%u)", self->values->len);
  source.column = property->str;
  if (clause->op == ESP_OP_KNOWN || clause->op == ESP_OP_UNKNOWN)
    {
      g_string_append_printf (self->sql, "coalesce (%s, '') %s ''", property->str,
                              clause->op == ESP_OP_KNOWN ? "<>" : "=");
      return;
    }
  /* Another type than asked for is known and not equal. */
  g_string_append_printf (self->sql, "coalesce (typeof (%s) %s", property->str,
                          is_text ? "= 'text'" : "IN ('integer', 'real')");
  add (self, " AND ");
  if (is_text && (clause->op == ESP_OP_ONE_OF || clause->op == ESP_OP_NONE_OF))
    {
      g_string_append_printf (self->sql, "%s <> '' AND lower (%s) IN ", property->str,
                              property->str);
      add_list (self, clause->values, 1);
    }
  else if (is_text)
    add_text_comparison (self, property->str, clause->op, clause->values);
  else
    {
      condition.op = clause->op == ESP_OP_NONE_OF ? ESP_OP_ONE_OF : clause->op;
      add_number_comparison (self, &source, &condition);
    }
  add (self, ", 0)");
  if (clause->op == ESP_OP_NONE_OF)
    g_string_append_printf (self->sql, " = 0 AND %s <> ''", property->str);
}

/* That a message was sent is not an event but a fact of the ledger. */
static void
add_event_source (EspLeafSql *self, const EspCondition *condition)
{
  static const char ledger[] =
    " FROM (SELECT delivery.lead_id AS lead_id, delivery.updated_at AS at,"
    " send.campaign_id AS campaign_id, NULL AS props"
    " FROM delivery JOIN send ON send.id = delivery.send_id"
    " WHERE delivery.state = 'sent') AS event WHERE ";

  add (self, esp_condition_is_ledger (condition) ? ledger : " FROM event WHERE ");
}

static void
add_event_filter (EspLeafSql *self, const EspLeafQuery *leaf, gboolean by_lead)
{
  const EspCondition *condition = leaf->condition;

  /* With few leads their own timeline is the way in, so the index of kinds is put out of reach. */
  if (esp_condition_is_ledger (condition))
    add (self, "1");
  else
    {
      add (self, by_lead ? "+kind_id = (SELECT id FROM event_kind WHERE name = "
                         : "kind_id = (SELECT id FROM event_kind WHERE name = ");
      add_text (self, esp_condition_event_kind (condition));
      add (self, ")");
    }
  if (condition->kind == ESP_CONDITION_MESSAGE && condition->detail != NULL)
    {
      add (self, " AND campaign_id = (SELECT id FROM campaign WHERE lower (hex (uuid)) = ");
      add_text (self, condition->detail);
      add (self, ")");
    }
  for (guint i = 0; i < condition->where->len; i++)
    {
      add (self, " AND (");
      add_clause (self, g_ptr_array_index (condition->where, i));
      add (self, ")");
    }
}

static void
write_events (EspLeafSql *self, const EspLeafQuery *leaf)
{
  const EspCondition *condition = leaf->condition;

  if (condition->occurrence != ESP_OCCURRENCE_ANY)
    {
      self->rows = ESP_LEAF_ROWS_EDGE;
      add (self, "SELECT lead_id, at");
      add_event_source (self, leaf->condition);
      add_event_filter (self, leaf, leaf->only != NULL);
      add_only (self, leaf, "lead_id");
      add (self,
           condition->occurrence == ESP_OCCURRENCE_FIRST ? " ORDER BY at" : " ORDER BY at DESC");
      return;
    }
  self->rows = condition->count_op == ESP_COUNT_AT_LEAST && condition->count == 1
                 ? ESP_LEAF_ROWS_IDS
                 : ESP_LEAF_ROWS_COUNT;
  add (self, "SELECT lead_id");
  add_event_source (self, leaf->condition);
  add_event_filter (self, leaf, leaf->only != NULL);
  add (self, " AND ");
  add_bounds (self, "at", leaf->from_us, leaf->until_us);
  add_only (self, leaf, "lead_id");
}

static void
write_segment (EspLeafSql *self, const EspLeafQuery *leaf)
{
  add (self, "SELECT lead_id FROM segment_member WHERE segment_id = ");
  add_integer (self, leaf->segment_id);
  add_only (self, leaf, "lead_id");
}

/**
 * esp_leaf_sql_new:
 *
 * Returns: (transfer full): the query whose rows name who matches; %NULL with @error when the leaf
 *   names a field that is gone or an operator that does not fit it
 */
EspLeafSql *
esp_leaf_sql_new (const EspLeafQuery *leaf, GError **error)
{
  g_autoptr (EspLeafSql) self = leaf_sql_new ();
  gboolean fine = TRUE;

  switch ((guint) leaf->condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      fine = write_attribute (self, leaf, error);
      break;
    case ESP_CONDITION_ANNIVERSARY:
      fine = write_anniversary (self, leaf, error);
      break;
    case ESP_CONDITION_TAG:
      write_tag (self, leaf);
      break;
    case ESP_CONDITION_CONSENT:
      write_consent (self, leaf);
      break;
    case ESP_CONDITION_SUPPRESSION:
      write_suppression (self, leaf);
      break;
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      write_events (self, leaf);
      break;
    case ESP_CONDITION_SEGMENT:
      write_segment (self, leaf);
      break;
    default:
      g_assert_not_reached ();
    }
  return fine ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_leaf_sql_new_crossing:
 *
 * Returns: (transfer full) (nullable): the query for leads of whom something that the leaf looks at
 *   happened from @leaf's from_us up to until_us; %NULL with @error
 */
EspLeafSql *
esp_leaf_sql_new_crossing (const EspLeafQuery *leaf, GError **error)
{
  g_autoptr (EspLeafSql) self = leaf_sql_new ();
  g_autofree char *column = NULL;
  Source source;

  if (esp_condition_is_events (leaf->condition))
    {
      add (self, "SELECT lead_id");
      add_event_source (self, leaf->condition);
      add_event_filter (self, leaf, FALSE);
      add (self, " AND ");
      add_bounds (self, "at", leaf->from_us, leaf->until_us);
      return g_steal_pointer (&self);
    }
  if (!find_source (leaf, &source, error))
    return NULL;
  column = source.column;
  g_string_append_printf (self->sql, "SELECT %s FROM %s WHERE ", source.id, source.from);
  add_bounds (self, column, leaf->from_us, leaf->until_us);
  return g_steal_pointer (&self);
}

/**
 * esp_leaf_sql_new_next:
 *
 * Returns: (transfer full) (nullable): the query for the first moment from @from_us on at which
 *   something that the leaf looks at happened or will; %NULL with @error
 */
EspLeafSql *
esp_leaf_sql_new_next (const EspLeafQuery *leaf, gint64 from_us, GError **error)
{
  g_autoptr (EspLeafSql) self = leaf_sql_new ();
  g_autofree char *column = NULL;
  Source source;

  if (esp_condition_is_events (leaf->condition))
    {
      add (self, "SELECT min (at)");
      add_event_source (self, leaf->condition);
      add_event_filter (self, leaf, FALSE);
      add (self, " AND at >= ");
      add_integer (self, from_us);
      return g_steal_pointer (&self);
    }
  if (!find_source (leaf, &source, error))
    return NULL;
  column = source.column;
  g_string_append_printf (self->sql, "SELECT min (%s) FROM %s WHERE %s >= ", column, source.from,
                          column);
  add_integer (self, from_us);
  return g_steal_pointer (&self);
}

/**
 * esp_leaf_sql_prepare:
 * @prefix: "" or "EXPLAIN QUERY PLAN "
 *
 * Returns: (transfer full): the statement with its values bound; %NULL with @error set
 */
EspStmt *
esp_leaf_sql_prepare (const EspLeafSql *self, const char *prefix, EspTx *tx, GError **error)
{
  g_autofree char *sql = g_strconcat (prefix, self->sql->str, NULL);
  EspStmt *stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx), sql, error);

  for (guint i = 0; stmt != NULL && i < self->values->len; i++)
    esp_value_bind (&g_array_index (self->values, EspValue, i), stmt, (int) i + 1);
  return stmt;
}
