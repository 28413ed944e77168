/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads in the file: making, changing, erasing, finding and reading them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "base/esp-email-address.h"
#include "store/esp-lead-search.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-suppressions.h"

#include <string.h>

/* The columns that search looks at. */
static const char *const searched_columns[] = { "name", "email", "phone", "company",
                                                "external_id" };

/**
 * esp_lead_build_insert:
 *
 * Returns: (transfer full): the statement that adds a lead: the uuid, then the fields in their order
 */
char *
esp_lead_build_insert (EspFields *fields)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO lead (uuid");
  guint n = esp_fields_get_n (fields);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, ", \"%s\"", esp_fields_get (fields, i)->column);
  g_string_append (sql, ") VALUES (?1");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, ", ?%u", i + 2);
  g_string_append_c (sql, ')');
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static char *
build_select (EspFields *fields)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id, uuid, coalesce (archived_at, 0)");

  for (guint i = 0; i < esp_fields_get_n (fields); i++)
    g_string_append_printf (sql, ", \"%s\"", esp_fields_get (fields, i)->column);
  g_string_append (sql, " FROM lead WHERE id = ?1");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
prepare_new (EspTx *tx, EspLead *lead)
{
  EspValue *score = esp_lead_get_writable (lead, "score");

  gint64 created_us = esp_lead_get_integer (lead, "created_at", esp_tx_get_now_us (tx));

  esp_random_uuid (esp_tx_get_random (tx), lead->uuid);
  esp_value_set_integer (esp_lead_get_writable (lead, "created_at"), created_us);
  esp_value_set_integer (esp_lead_get_writable (lead, "updated_at"), created_us);
  if (score->type != ESP_VALUE_INTEGER)
    esp_value_set_integer (score, 0);
}

/**
 * esp_lead_insert:
 * @lead: its values, normalised; on return its id, uuid and times are set. A created_at that is set
 *   already is kept: the lead came in earlier, elsewhere
 *
 * Adds a lead. A taken e-mail address is %ESP_STORE_ERROR_CONSTRAINT. A suppression of its addresses
 * holds it at once.
 */
gboolean
esp_lead_insert (EspTx *tx, EspLead *lead, GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  prepare_new (tx, lead);
  sql = esp_lead_build_insert (lead->fields);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_blob (stmt, 1, lead->uuid, sizeof lead->uuid);
  for (guint i = 0; i < lead->n_values; i++)
    esp_value_bind (&lead->values[i], stmt, (int) i + 2);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  lead->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, lead->id);
  esp_changes_note_column (esp_tx_get_changes (tx), "*");
  return esp_lead_search_mark (tx, lead->id, lead->id, error) &&
         esp_suppression_relink_lead (tx, lead->id, esp_lead_get_text (lead, "email"),
                                      esp_lead_get_text (lead, "phone"), error);
}

static gboolean
is_searched (const char *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (searched_columns); i++)
    if (g_str_equal (searched_columns[i], column))
      return TRUE;
  return FALSE;
}

/* Writes "UPDATE lead SET a = ?3, …" over the fields that differ; 0 when none does. */
static guint
build_update (EspTx *tx,
              const EspLead *before,
              const EspLead *after,
              GString *sql,
              gboolean *out_searched)
{
  guint n_changed = 0;

  g_string_assign (sql, "UPDATE lead SET updated_at = ?2");
  for (guint i = 0; i < after->n_values; i++)
    {
      const EspField *field = esp_fields_get (after->fields, i);

      if (!field->is_editable || esp_value_equal (&before->values[i], &after->values[i]))
        continue;
      n_changed++;
      g_string_append_printf (sql, ", \"%s\" = ?%u", field->column, i + 3);
      esp_changes_note_column (esp_tx_get_changes (tx), field->column);
      *out_searched |= is_searched (field->column);
    }
  g_string_append (sql, " WHERE id = ?1");
  return n_changed;
}

static gboolean
run_update (EspTx *tx, const char *sql, const EspLead *before, const EspLead *after, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, after->id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  for (guint i = 0; i < after->n_values; i++)
    if (esp_fields_get (after->fields, i)->is_editable &&
        !esp_value_equal (&before->values[i], &after->values[i]))
      esp_value_bind (&after->values[i], stmt, (int) i + 3);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_lead_update:
 * @before: the lead as it was read, of the same fields
 * @after: the lead as it is to be
 * @out_changed: (out) (optional): whether anything differed
 *
 * Writes the fields that differ, and only those.
 */
gboolean
esp_lead_update (EspTx *tx,
                 const EspLead *before,
                 const EspLead *after,
                 gboolean *out_changed,
                 GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  gboolean has_searched = FALSE;
  guint n_changed;

  g_return_val_if_fail (before->fields == after->fields, FALSE);

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  n_changed = build_update (tx, before, after, sql, &has_searched);
  if (out_changed != NULL)
    *out_changed = n_changed > 0;
  if (n_changed == 0)
    return TRUE;
  if (!run_update (tx, sql->str, before, after, error))
    return FALSE;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, after->id);
  esp_changes_note_column (esp_tx_get_changes (tx), "updated_at");
  return !has_searched ||
         (esp_lead_search_mark (tx, after->id, after->id, error) &&
          esp_suppression_relink_lead (tx, after->id, esp_lead_get_text (after, "email"),
                                       esp_lead_get_text (after, "phone"), error));
}

/**
 * esp_lead_set_archived:
 *
 * Hides a lead from lists, segments and sends, or brings it back.
 */
gboolean
esp_lead_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] =
    "UPDATE lead SET archived_at = ?2, updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (is_archived)
    esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, id);
  esp_changes_note_column (esp_tx_get_changes (tx), "*");
  return esp_stmt_run (stmt, error);
}

/* What was recorded about the person for undo goes too: erasing is final. */
static gboolean
forget_recordings (EspTx *tx, GError **error)
{
  return esp_db_exec (esp_tx_get_db (tx), "DELETE FROM history_part WHERE kind = 'changeset'",
                      error) &&
         esp_db_exec (esp_tx_get_db (tx),
                      "UPDATE history SET can_undo = 0 WHERE can_undo = 1 AND id NOT IN"
                      " (SELECT history_id FROM history_part)",
                      error);
}

/**
 * esp_lead_erase:
 *
 * Erases a person: the record, tags, consents, notes and events go; the ledger keeps the bare fact of
 * each send; the addresses stay suppressed as keyed hashes. It cannot be undone, and what earlier undo
 * records held of the person goes with it, so older changes cannot be undone either.
 */
gboolean
esp_lead_erase (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM lead WHERE id = ?1";
  static const char sql_unindex[] = "DELETE FROM lead_search WHERE rowid = ?1";
  static const char sql_orders[] = "UPDATE purchase SET lead_id = NULL WHERE lead_id = ?1";
  const char *const statements[] = { sql_orders, sql_unindex, sql_delete };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = fields != NULL ? esp_lead_load (tx, fields, id, error) : NULL;

  if (lead == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (!esp_suppress_lead (tx, lead, "all", "erased", NULL, error) ||
      !esp_ledger_discount_lead (tx, id, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, statements[i], error);

      if (stmt == NULL)
        return FALSE;
      esp_stmt_bind_int64 (stmt, 1, id);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  esp_changes_note_lead (esp_tx_get_changes (tx),
                         ESP_CHANGE_LEAD | ESP_CHANGE_TAG | ESP_CHANGE_CONSENT | ESP_CHANGE_EVENT,
                         id);
  esp_changes_note_column (esp_tx_get_changes (tx), "*");
  esp_changes_note_event_kind (esp_tx_get_changes (tx), "*");
  return forget_recordings (tx, error);
}

static EspLead *
read_row (EspStmt *stmt, EspFields *fields)
{
  EspLead *lead = esp_lead_new (fields);
  gsize length;
  gconstpointer uuid = esp_stmt_blob (stmt, 1, &length);

  lead->id = esp_stmt_int64 (stmt, 0);
  if (length == sizeof lead->uuid)
    memcpy (lead->uuid, uuid, length);
  lead->archived_at_us = esp_stmt_int64 (stmt, 2);
  for (guint i = 0; i < lead->n_values; i++)
    esp_value_read (&lead->values[i], stmt, (int) i + 3);
  return lead;
}

/**
 * esp_lead_load:
 *
 * Returns: (transfer full): the lead, or %NULL with @error set, also when there is none
 */
EspLead *
esp_lead_load (EspTx *tx, EspFields *fields, gint64 id, GError **error)
{
  g_autofree char *sql = build_select (fields);
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return read_row (stmt, fields);
  if (step == ESP_STEP_DONE)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                         "There is no such lead");
  return NULL;
}

/**
 * esp_lead_load_many:
 *
 * Reads leads by id, in the order given.
 *
 * Returns: (transfer full) (element-type EspLead): one entry per id, %NULL where there is no such lead
 *   any more; %NULL with @error set
 */
GPtrArray *
esp_lead_load_many (EspTx *tx, EspFields *fields, const guint32 *ids, gsize n_ids, GError **error)
{
  g_autoptr (GPtrArray) leads =
    g_ptr_array_new_full ((guint) n_ids, (GDestroyNotify) esp_lead_free);
  g_autofree char *sql = build_select (fields);
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return NULL;
  for (gsize i = 0; i < n_ids; i++)
    {
      EspStep step;

      esp_stmt_bind_int64 (stmt, 1, ids[i]);
      step = esp_stmt_step (stmt, error);
      if (step == ESP_STEP_ERROR)
        return NULL;
      g_ptr_array_add (leads, step == ESP_STEP_ROW ? read_row (stmt, fields) : NULL);
      esp_stmt_reset (stmt);
    }
  return g_steal_pointer (&leads);
}

/**
 * esp_lead_find:
 * @key_column: "email", "phone" or "external_id"
 * @value: normalised
 * @out_id: 0 when there is none
 *
 * Finds the lead with a key; the oldest when several share it.
 */
gboolean
esp_lead_find (EspTx *tx, const char *key_column, const char *value, gint64 *out_id, GError **error)
{
  static const char sql_email[] = "SELECT id FROM lead WHERE email = ?1 ORDER BY id LIMIT 1";
  static const char sql_phone[] = "SELECT id FROM lead WHERE phone = ?1 ORDER BY id LIMIT 1";
  static const char sql_external[] =
    "SELECT id FROM lead WHERE external_id = ?1 ORDER BY id LIMIT 1";
  const char *sql = g_str_equal (key_column, "email")   ? sql_email
                    : g_str_equal (key_column, "phone") ? sql_phone
                                                        : sql_external;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, value);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_id = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return TRUE;
}

/**
 * esp_lead_resolve:
 * @reference: an e-mail address, an E.164 phone number, an external id, or "#" and a number: the id
 *
 * Finds the lead that a person means on the command line.
 *
 * Returns: %FALSE with @error set, also when there is none
 */
gboolean
esp_lead_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char *const columns[] = { "email", "phone", "external_id" };
  EspEmailAddress address;
  gint64 id = 0;

  if (*reference == '#')
    id = g_ascii_strtoll (reference + 1, NULL, 10);
  else if (esp_email_normalize (reference, &address) == ESP_EMAIL_OK &&
           !esp_lead_find (tx, "email", address.address, &id, error))
    return FALSE;
  for (gsize i = 0; id == 0 && i < G_N_ELEMENTS (columns); i++)
    if (!esp_lead_find (tx, columns[i], reference, &id, error))
      return FALSE;
  if (id == 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "There is no lead with the address or id “%s”", reference);
      return FALSE;
    }
  *out_id = id;
  return TRUE;
}

/**
 * esp_lead_count:
 *
 * Counts the leads that are not archived.
 */
gboolean
esp_lead_count (EspTx *tx, gint64 *out_n, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx),
                             "SELECT count(*) FROM lead WHERE archived_at IS NULL", out_n, error);
}

/**
 * esp_lead_count_deliveries:
 *
 * Counts the ledger's rows about a lead: what stays, without any word of whom, when it is erased.
 */
gboolean
esp_lead_count_deliveries (EspTx *tx, gint64 id, gint64 *out_n, GError **error)
{
  static const char sql_count[] = "SELECT count(*) FROM delivery WHERE lead_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}
