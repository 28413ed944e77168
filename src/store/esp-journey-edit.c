/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes one field of many leads with one statement a lead, without reading the rest of them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-edit.h"

#include "store/esp-lead-search.h"

#define CHUNK 1024

static char *
build_sql (const EspJourneyFieldEdit *edit)
{
  const char *column = edit->field->column;

  switch (edit->kind)
    {
    case ESP_FIELD_EDIT_ADD:
      return g_strdup_printf ("UPDATE lead SET \"%s\" = coalesce (\"%s\", 0) + ?2, updated_at = ?3"
                              " WHERE id = ?1 AND ?2 <> 0",
                              column, column);
    case ESP_FIELD_EDIT_DECAY:
      return g_strdup_printf (edit->field->type == ESP_FIELD_DECIMAL
                                ? "UPDATE lead SET \"%s\" = \"%s\" * ?2 / 100.0, updated_at = ?3"
                                  " WHERE id = ?1 AND \"%s\" IS NOT NULL"
                                : "UPDATE lead SET \"%s\" = CAST (round (\"%s\" * ?2 / 100.0) AS "
                                  "INTEGER), updated_at = "
                                  "?3"
                                  " WHERE id = ?1 AND \"%s\" IS NOT NULL",
                              column, column, column);
    case ESP_FIELD_EDIT_SET:
    default:
      return g_strdup_printf ("UPDATE OR IGNORE lead SET \"%s\" = ?2, updated_at = ?3"
                              " WHERE id = ?1 AND \"%s\" IS NOT ?2",
                              column, column);
    }
}

static gboolean
is_searched (const char *column)
{
  static const char *const columns[] = { "name",  "given_name", "family_name", "email",
                                         "phone", "company",    "external_id", NULL };

  return g_strv_contains (columns, column);
}

static gboolean
edit_chunk (EspTx *tx, EspStmt *stmt, const guint32 *ids, gsize n_ids, GError **error)
{
  EspChanges *changes = esp_tx_get_changes (tx);

  for (gsize i = 0; i < n_ids; i++)
    {
      esp_stmt_bind_int64 (stmt, 1, ids[i]);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
      esp_stmt_reset (stmt);
      if (esp_db_n_changed (esp_tx_get_db (tx)) > 0)
        esp_changes_note_lead (changes, ESP_CHANGE_LEAD, ids[i]);
    }
  return TRUE;
}

/**
 * esp_journey_edit_field:
 * @edit: of a field that may be edited
 *
 * Who has the value already stays as they are, and who cannot have it because somebody else has it.
 */
gboolean
esp_journey_edit_field (EspTx *tx,
                        const EspJourneyFieldEdit *edit,
                        const EspBitmap *leads,
                        GError **error)
{
  g_autofree char *sql = build_sql (edit);
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  guint32 ids[CHUNK];
  guint32 from = 0;
  gsize n;

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (edit->kind == ESP_FIELD_EDIT_SET)
    esp_value_bind (&edit->value, stmt, 2);
  else if (edit->field->type == ESP_FIELD_DECIMAL || edit->kind == ESP_FIELD_EDIT_DECAY)
    esp_stmt_bind_double (stmt, 2, edit->number);
  else
    esp_stmt_bind_int64 (stmt, 2, (gint64) edit->number);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_changes_note_column (esp_tx_get_changes (tx), edit->field->column);
  esp_changes_note_column (esp_tx_get_changes (tx), "updated_at");
  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      if (!edit_chunk (tx, stmt, ids, n, error) ||
          (is_searched (edit->field->column) &&
           !esp_lead_search_mark (tx, ids[0], ids[n - 1], error)))
        return FALSE;
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return TRUE;
}
