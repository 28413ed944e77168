/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the query of a leaf that asks what happened: events, messages, and one after another. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-leaf-sql-private.h"

/* One part of a query that reads events, and how it is called there. */
typedef struct
{
  EspLeafSql *sql;
  const char *alias;
  const EspCondition *condition;
} Events;

/* A demand on a property. Files have no types: where a number is asked for a text may hold it, and the other
 * way round. Lists and objects are known and equal to nothing. */
static void
add_clause (Events *self, const EspWhere *clause)
{
  EspLeafSql *sql = self->sql;
  gboolean is_text =
    clause->values->len > 0 && esp_operands_peek (clause->values, 0)->type == ESP_OPERAND_TEXT;
  /* What is not among values is all that is known and not one of them, whatever its type. */
  EspConditionOp op = clause->op == ESP_OP_NONE_OF ? ESP_OP_ONE_OF : clause->op;
  g_autofree char *path = g_strdup_printf ("$.\"%s\"", clause->property);
  g_autofree char *value = NULL;
  g_autofree char *typed = NULL;
  EspValue bound = { 0 };

  esp_value_set_text (&bound, path);
  g_array_append_val (sql->values, bound);
  value = g_strdup_printf ("json_extract (%s.props, ?%u)", self->alias, sql->values->len);
  typed = g_strdup_printf ("%s (%s)", is_text ? "esp_words" : "esp_number", value);
  if (op == ESP_OP_KNOWN || op == ESP_OP_UNKNOWN)
    {
      esp_leaf_sql_add_format (sql, "coalesce (%s, '') %s ''", value,
                               op == ESP_OP_KNOWN ? "<>" : "=");
      return;
    }
  esp_leaf_sql_add_format (sql, "coalesce (json_type (%s.props, ?%u) IN (%s) AND ", self->alias,
                           sql->values->len,
                           is_text ? "'text', 'integer', 'real'"
                                   : "'integer', 'real', 'true', 'false', 'text'");
  if (is_text)
    esp_leaf_sql_add_text_test (sql, typed, op, clause->values);
  else
    esp_leaf_sql_add_number_test (sql, typed, op, clause->values, 1);
  esp_leaf_sql_add (sql, ", 0)");
  if (clause->op == ESP_OP_NONE_OF)
    esp_leaf_sql_add_format (sql, " = 0 AND %s <> ''", value);
}

/* That a message was sent is not an event but a fact of the ledger. */
static void
add_source (Events *self)
{
  static const char ledger[] =
    " FROM (SELECT delivery.id AS id, delivery.lead_id AS lead_id, delivery.updated_at AS at,"
    " send.campaign_id AS campaign_id, NULL AS props"
    " FROM delivery JOIN send ON send.id = delivery.send_id"
    " WHERE delivery.state = 'sent') AS ";

  esp_leaf_sql_add (self->sql,
                    esp_condition_is_ledger (self->condition) ? ledger : " FROM event AS ");
  esp_leaf_sql_add (self->sql, self->alias);
}

/* @by_lead: with few leads their own timeline is the way in, so the index of kinds is put out of reach */
static void
add_filter (Events *self, gboolean by_lead)
{
  const EspCondition *condition = self->condition;

  if (esp_condition_is_ledger (condition))
    esp_leaf_sql_add (self->sql, "1");
  else
    {
      esp_leaf_sql_add_format (self->sql, "%s%s.kind_id = (SELECT id FROM event_kind WHERE name = ",
                               by_lead ? "+" : "", self->alias);
      esp_leaf_sql_add_text (self->sql, esp_condition_event_kind (condition));
      esp_leaf_sql_add (self->sql, ")");
    }
  if (condition->kind == ESP_CONDITION_MESSAGE && condition->detail != NULL)
    {
      esp_leaf_sql_add_format (
        self->sql,
        " AND %s.campaign_id = (SELECT id FROM campaign WHERE lower (hex (uuid)) = ", self->alias);
      esp_leaf_sql_add_text (self->sql, condition->detail);
      esp_leaf_sql_add (self->sql, ")");
    }
  for (guint i = 0; i < condition->where->len; i++)
    {
      esp_leaf_sql_add (self->sql, " AND (");
      add_clause (self, g_ptr_array_index (condition->where, i));
      esp_leaf_sql_add (self->sql, ")");
    }
}

/* Only what comes within a time after something else; both ends of the time count. */
static void
add_after (Events *self)
{
  const EspCondition *after = self->condition->after;
  Events earlier = { self->sql, "earlier", after };

  esp_leaf_sql_add (self->sql, " AND EXISTS (SELECT 1");
  add_source (&earlier);
  esp_leaf_sql_add_format (self->sql,
                           " WHERE earlier.lead_id = %s.lead_id AND earlier.at <= %s.at"
                           " AND earlier.at >= %s.at - ",
                           self->alias, self->alias, self->alias);
  esp_leaf_sql_add_integer (self->sql, esp_time_window_get_length_us (&after->window));
  /* Nothing comes after itself. */
  if (esp_condition_is_ledger (after) == esp_condition_is_ledger (self->condition))
    esp_leaf_sql_add_format (self->sql, " AND earlier.id <> %s.id", self->alias);
  esp_leaf_sql_add (self->sql, " AND ");
  add_filter (&earlier, TRUE);
  esp_leaf_sql_add (self->sql, ")");
}

/**
 * esp_leaf_sql_add_events:
 *
 * Adds the source and the demands of the events that the leaf counts, called "event", without its window.
 */
void
esp_leaf_sql_add_events (EspLeafSql *self, const EspLeafQuery *leaf)
{
  Events events = { self, "event", leaf->condition };

  add_source (&events);
  esp_leaf_sql_add (self, " WHERE ");
  add_filter (&events, leaf->only != NULL);
  if (leaf->condition->after != NULL)
    add_after (&events);
}

/**
 * esp_leaf_sql_write_events:
 */
void
esp_leaf_sql_write_events (EspLeafSql *self, const EspLeafQuery *leaf)
{
  const EspCondition *condition = leaf->condition;

  if (condition->occurrence != ESP_OCCURRENCE_ANY)
    {
      self->rows = ESP_LEAF_ROWS_EDGE;
      esp_leaf_sql_add (self, "SELECT event.lead_id, event.at");
      esp_leaf_sql_add_events (self, leaf);
      esp_leaf_sql_add_only (self, leaf, "event.lead_id");
      esp_leaf_sql_add (self, condition->occurrence == ESP_OCCURRENCE_FIRST
                                ? " ORDER BY event.at"
                                : " ORDER BY event.at DESC");
      return;
    }
  self->rows = condition->count_op == ESP_COUNT_AT_LEAST && condition->count == 1
                 ? ESP_LEAF_ROWS_IDS
                 : ESP_LEAF_ROWS_COUNT;
  esp_leaf_sql_add (self, "SELECT event.lead_id");
  esp_leaf_sql_add_events (self, leaf);
  esp_leaf_sql_add (self, " AND ");
  esp_leaf_sql_add_bounds (self, "event.at", leaf->from_us, leaf->until_us);
  esp_leaf_sql_add_only (self, leaf, "event.lead_id");
}
