/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values the data have, so that whoever asks for one need not remember how it is written. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-value-hints.h"

/* So many rows are looked at: enough for what is frequent, and quick with a million leads. */
#define MAX_ROWS "50000"
#define MAX_EVENTS "2000"
#define MAX_VALUES "200"
#define MAX_PROPERTY_VALUES 50

/**
 * esp_property_hint_free:
 */
void
esp_property_hint_free (gpointer data)
{
  EspPropertyHint *self = data;

  g_free (self->name);
  g_strfreev (self->values);
  g_free (self);
}

/* The column of a text field; its name is ours, from the list of fields. */
static const char *
find_column (const EspFields *fields, const char *key, gboolean only_text)
{
  int index = key != NULL ? esp_fields_find (fields, key) : -1;
  const EspField *field = index >= 0 ? esp_fields_get (fields, (guint) index) : NULL;

  return field != NULL && (!only_text || field->type == ESP_FIELD_TEXT) ? field->column : NULL;
}

/**
 * esp_value_hints_of_field:
 *
 * Returns: (transfer full): texts that leads have in the field, the most frequent first; empty for
 *   fields that are no texts; %NULL with @error set
 */
GStrv
esp_value_hints_of_field (EspTx *tx, const EspFields *fields, const char *key, GError **error)
{
  const char *column = find_column (fields, key, TRUE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  EspStep step;

  if (column == NULL)
    return g_strv_builder_end (builder);
  sql = g_strdup_printf ("SELECT value FROM (SELECT \"%s\" AS value FROM lead"
                         " WHERE \"%s\" <> '' LIMIT " MAX_ROWS ")"
                         " GROUP BY value ORDER BY count (*) DESC, value LIMIT " MAX_VALUES,
                         column, column);
  stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_strv_builder_add (builder, esp_stmt_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}

/**
 * esp_value_hints_count_unknown:
 * @out_n: leads without a value in the field, archived ones aside
 */
gboolean
esp_value_hints_count_unknown (EspTx *tx,
                               const EspFields *fields,
                               const char *key,
                               gint64 *out_n,
                               GError **error)
{
  const char *column = find_column (fields, key, FALSE);
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  EspStep step;

  *out_n = 0;
  if (column == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT count (*) FROM lead"
                         " WHERE coalesce (\"%s\", '') = '' AND archived_at IS NULL",
                         column);
  stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx), sql, error);
  step = stmt != NULL ? esp_stmt_step (stmt, error) : ESP_STEP_ERROR;
  if (step == ESP_STEP_ROW)
    *out_n = esp_stmt_int64 (stmt, 0);
  return step == ESP_STEP_ROW;
}

static EspPropertyHint *
find_or_add (GPtrArray *hints, const char *name)
{
  EspPropertyHint *last = hints->len > 0 ? g_ptr_array_index (hints, hints->len - 1) : NULL;

  /* Rows come by name. */
  if (last != NULL && g_str_equal (last->name, name))
    return last;
  last = g_new0 (EspPropertyHint, 1);
  last->name = g_strdup (name);
  last->values = g_new0 (char *, MAX_PROPERTY_VALUES + 1);
  g_ptr_array_add (hints, last);
  return last;
}

/**
 * esp_value_hints_of_events:
 *
 * Looks at the newest events of a kind.
 *
 * Returns: (transfer full) (element-type EspPropertyHint): their properties by name; %NULL with @error
 */
GPtrArray *
esp_value_hints_of_events (EspTx *tx, const char *kind, GError **error)
{
  static const char sql_hints[] =
    "SELECT part.key, CASE part.type WHEN 'text' THEN part.value END AS value, count (*)"
    " FROM (SELECT props FROM event"
    "       WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?1) AND json_valid (props)"
    "       ORDER BY at DESC LIMIT " MAX_EVENTS ") AS recent, json_each (recent.props) AS part"
    " WHERE part.key <> '' GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2 LIMIT 2000";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_hints, error);
  g_autoptr (GPtrArray) hints = g_ptr_array_new_with_free_func (esp_property_hint_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, kind);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspPropertyHint *hint = find_or_add (hints, esp_stmt_text (stmt, 0));
      guint n = g_strv_length (hint->values);

      if (!esp_stmt_is_null (stmt, 1) && n < MAX_PROPERTY_VALUES)
        hint->values[n] = esp_stmt_dup_text (stmt, 1);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&hints) : NULL;
}
