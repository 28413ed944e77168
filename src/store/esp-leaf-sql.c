/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the one query that answers a leaf of a rule. Values are bound; column names come from the
 * field catalogue. Sets that drive are spelled "id IN (SELECT …)": EXISTS never drives in SQLite. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-leaf-sql-private.h"

static void
write_tag (EspLeafSql *self, const EspLeafQuery *leaf)
{
  const GArray *values = leaf->condition->values;

  esp_leaf_sql_add (self, "SELECT lead_id FROM lead_tag WHERE tag_id IN (SELECT id FROM tag WHERE "
                          "name IN ");
  esp_leaf_sql_add_list (self, values, 1);
  esp_leaf_sql_add (self, ")");
  esp_leaf_sql_add_only (self, leaf, "lead_id");
  if (leaf->condition->op == ESP_OP_HAS_ALL && values->len > 1)
    {
      esp_leaf_sql_add (self, " GROUP BY lead_id HAVING count (*) = ");
      esp_leaf_sql_add_integer (self, values->len);
    }
}

static void
write_consent (EspLeafSql *self, const EspLeafQuery *leaf)
{
  const EspCondition *condition = leaf->condition;
  gboolean unknown = g_str_equal (condition->state, "unknown");

  /* Nobody asked and "unknown" on record are the same. */
  if (unknown)
    esp_leaf_sql_add (self, "SELECT id FROM lead WHERE id NOT IN (");
  esp_leaf_sql_add (self, "SELECT lead_id FROM consent_state WHERE channel = ");
  esp_leaf_sql_add_text (self, condition->subject);
  esp_leaf_sql_add (self, " AND purpose = ");
  esp_leaf_sql_add_text (self, condition->detail);
  esp_leaf_sql_add (self, unknown ? " AND state <> " : " AND state = ");
  esp_leaf_sql_add_text (self, condition->state);
  if (unknown)
    esp_leaf_sql_add (self, ")");
  esp_leaf_sql_add_only (self, leaf, unknown ? "id" : "lead_id");
}

static void
write_suppression (EspLeafSql *self, const EspLeafQuery *leaf)
{
  esp_leaf_sql_add (self, "SELECT lead_id FROM suppressed_lead WHERE ");
  if (leaf->condition->subject == NULL)
    esp_leaf_sql_add (self, "1");
  else
    {
      esp_leaf_sql_add (self, "channel IN (");
      esp_leaf_sql_add_text (self, leaf->condition->subject);
      esp_leaf_sql_add (self, ", 'all')");
    }
  esp_leaf_sql_add_only (self, leaf, "lead_id");
}

static void
write_segment (EspLeafSql *self, const EspLeafQuery *leaf)
{
  esp_leaf_sql_add (self, "SELECT lead_id FROM segment_member WHERE segment_id = ");
  esp_leaf_sql_add_integer (self, leaf->segment_id);
  esp_leaf_sql_add_only (self, leaf, "lead_id");
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
  g_autoptr (EspLeafSql) self = esp_leaf_sql_alloc ();
  gboolean fine = TRUE;

  switch ((guint) leaf->condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      fine = esp_leaf_sql_write_attribute (self, leaf, error);
      break;
    case ESP_CONDITION_ANNIVERSARY:
      fine = esp_leaf_sql_write_anniversary (self, leaf, error);
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
      esp_leaf_sql_write_events (self, leaf);
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
  g_autoptr (EspLeafSql) self = esp_leaf_sql_alloc ();
  g_autofree char *column = NULL;
  EspLeafSource source;

  if (esp_condition_is_events (leaf->condition))
    {
      esp_leaf_sql_add (self, "SELECT event.lead_id");
      esp_leaf_sql_add_events (self, leaf);
      esp_leaf_sql_add (self, " AND ");
      esp_leaf_sql_add_bounds (self, "event.at", leaf->from_us, leaf->until_us);
      return g_steal_pointer (&self);
    }
  if (!esp_leaf_source_find (&source, leaf, error))
    return NULL;
  column = source.column;
  esp_leaf_sql_add_format (self, "SELECT %s FROM %s WHERE ", source.id, source.from);
  esp_leaf_sql_add_bounds (self, column, leaf->from_us, leaf->until_us);
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
  g_autoptr (EspLeafSql) self = esp_leaf_sql_alloc ();
  g_autofree char *column = NULL;
  EspLeafSource source;

  if (esp_condition_is_events (leaf->condition))
    {
      esp_leaf_sql_add (self, "SELECT min (event.at)");
      esp_leaf_sql_add_events (self, leaf);
      esp_leaf_sql_add (self, " AND event.at >= ");
      esp_leaf_sql_add_integer (self, from_us);
      return g_steal_pointer (&self);
    }
  if (!esp_leaf_source_find (&source, leaf, error))
    return NULL;
  column = source.column;
  esp_leaf_sql_add_format (self, "SELECT min (%s) FROM %s WHERE %s >= ", column, source.from,
                           column);
  esp_leaf_sql_add_integer (self, from_us);
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
