/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags and consent of an imported lead; finding and reading leads for an import. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-annotate.h"

#include "store/esp-consents.h"
#include "store/esp-history.h"
#include "store/esp-import-consent.h"
#include "store/esp-tags.h"

#define SQL_MAX_FOUND "3" /* ESP_IMPORT_MAX_FOUND */

struct _EspImportAnnotator
{
  const EspImportSpec *spec;
  GHashTable *tag_ids; /* (owned) name → id + 0, once known */
};

/**
 * esp_import_annotator_new:
 * @spec: what the import said about everybody; it must outlive the annotator
 *
 * Returns: (transfer full): an annotator that knows no tag yet
 */
EspImportAnnotator *
esp_import_annotator_new (const EspImportSpec *spec)
{
  EspImportAnnotator *self = g_new0 (EspImportAnnotator, 1);

  self->spec = spec;
  self->tag_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
esp_import_annotator_free (EspImportAnnotator *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->tag_ids);
  g_free (self);
}

/* A tag that the import makes goes with it. */
static gboolean
ensure_tag (EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  static const char sql_find[] = "SELECT 1 FROM tag WHERE name = trim (?1)";
  g_autoptr (EspStmt) find = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (find == NULL)
    return FALSE;
  esp_stmt_bind_text (find, 1, name);
  step = esp_stmt_step (find, error);
  if (step == ESP_STEP_ERROR || !esp_tag_ensure (tx, name, out_id, error))
    return FALSE;
  return step == ESP_STEP_ROW || esp_tx_get_history_id (tx) == 0 ||
         esp_history_add_made (tx, ESP_MADE_TAGS, *out_id, *out_id, error);
}

static gboolean
add_tag (EspImportAnnotator *self, EspTx *tx, gint64 lead_id, const char *name, GError **error)
{
  static const char sql_add[] = "INSERT INTO lead_tag (lead_id, tag_id) VALUES (?1, ?2)"
                                " ON CONFLICT (lead_id, tag_id) DO NOTHING";
  g_autoptr (EspStmt) stmt = NULL;
  gint64 tag_id = GPOINTER_TO_INT (g_hash_table_lookup (self->tag_ids, name));

  if (tag_id == 0)
    {
      if (!ensure_tag (tx, name, &tag_id, error))
        return FALSE;
      g_hash_table_insert (self->tag_ids, g_strdup (name), GINT_TO_POINTER ((int) tag_id));
    }
  stmt = esp_tx_stmt (tx, sql_add, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, tag_id);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (tx)) > 0)
    esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_TAG, lead_id);
  return TRUE;
}

static gboolean
add_tags (EspImportAnnotator *self, EspTx *tx, const EspImportRow *row, GError **error)
{
  for (char **name = self->spec->tags; name != NULL && *name != NULL; name++)
    if (!add_tag (self, tx, row->lead_id, *name, error))
      return FALSE;
  for (guint i = 0; i < row->n_tags; i++)
    if (!add_tag (self, tx, row->lead_id, row->tags[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
record_word (EspImportAnnotator *self,
             EspTx *tx,
             const EspImportRow *row,
             guint channel,
             GError **error)
{
  EspImportConsentWord word = row->consent[channel];
  EspConsent consent = { .lead_id = row->lead_id,
                         .channel = (char *) esp_import_consent_channel (channel),
                         .purpose = (char *) "marketing",
                         .basis = self->spec->consent_basis,
                         .wording = self->spec->consent_wording,
                         .source = self->spec->consent_source };

  consent.state =
    (char *) esp_import_consent_state (row, word, esp_tx_get_now_us (tx), &consent.at_us);
  return esp_consent_add (tx, &consent, error);
}

static gboolean
add_consent (EspImportAnnotator *self,
             EspTx *tx,
             const EspImportRow *row,
             const EspImportLead *lead,
             EspImportCounts *counts,
             GError **error)
{
  for (guint i = 0; i < ESP_N_IMPORT_CHANNELS; i++)
    {
      g_autofree char *state = NULL;
      gint64 at_us = 0;

      if (row->consent[i] == ESP_IMPORT_CONSENT_SILENT)
        continue;
      if (lead != NULL && !esp_consent_get_state (tx, row->lead_id, esp_import_consent_channel (i),
                                                  "marketing", &state, &at_us, error))
        return FALSE;
      if (!esp_import_consent_judge (self->spec, row, i, state, at_us, counts))
        continue;
      if (!record_word (self, tx, row, i, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_import_annotator_run:
 * @lead: (nullable): the lead as it was, %NULL for a new one
 *
 * Adds what the row says beside fields to row->lead_id.
 */
gboolean
esp_import_annotator_run (EspImportAnnotator *self,
                          EspTx *tx,
                          const EspImportRow *row,
                          const EspImportLead *lead,
                          EspImportCounts *counts,
                          GError **error)
{
  return add_tags (self, tx, row, error) && add_consent (self, tx, row, lead, counts, error);
}

/**
 * esp_import_find_leads:
 *
 * Returns: how many leads have that key, at most ESP_IMPORT_MAX_FOUND, oldest first; -1 with @error set
 */
int
esp_import_find_leads (EspDb *db,
                       EspImportKey key,
                       const char *value,
                       gint64 out_ids[ESP_IMPORT_MAX_FOUND],
                       GError **error)
{
  static const char sql_email[] = "SELECT id FROM lead WHERE email = ?1 LIMIT 1";
  static const char sql_phone[] =
    "SELECT id FROM lead WHERE phone = ?1 ORDER BY id LIMIT " SQL_MAX_FOUND;
  static const char sql_external[] =
    "SELECT id FROM lead WHERE external_id = ?1 ORDER BY id LIMIT " SQL_MAX_FOUND;
  const char *const statements[] = { sql_email, sql_phone, sql_external };
  g_autoptr (EspStmt) stmt = esp_db_stmt (db, statements[key], error);
  EspStep step;
  int n = 0;

  if (stmt == NULL)
    return -1;
  esp_stmt_bind_text (stmt, 1, value);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW && n < ESP_IMPORT_MAX_FOUND)
    out_ids[n++] = esp_stmt_int64 (stmt, 0);
  return step == ESP_STEP_ERROR ? -1 : n;
}

/**
 * esp_import_build_load:
 *
 * Returns: (transfer full): the statement that reads a lead for esp_import_load_lead()
 */
char *
esp_import_build_load (const EspImportSpec *spec)
{
  g_autoptr (GString) sql = g_string_new ("SELECT updated_at, email, name");

  for (guint i = 0; i < spec->n_slots; i++)
    if (*spec->columns[i] == '\0')
      g_string_append (sql, ", NULL");
    else
      g_string_append_printf (sql, ", \"%s\"", spec->columns[i]);
  g_string_append (sql, " FROM lead WHERE id = ?1");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/**
 * esp_import_load_lead:
 * @out_lead: to be cleared with esp_import_lead_clear()
 */
gboolean
esp_import_load_lead (EspDb *db,
                      const char *sql_load,
                      const EspImportSpec *spec,
                      gint64 id,
                      EspImportLead *out_lead,
                      GError **error)
{
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (db, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                         "There is no such lead");
  if (step != ESP_STEP_ROW)
    return FALSE;
  out_lead->id = id;
  out_lead->updated_at_us = esp_stmt_int64 (stmt, 0);
  out_lead->email = esp_stmt_dup_text (stmt, 1);
  out_lead->name = esp_stmt_dup_text (stmt, 2);
  out_lead->n_values = spec->n_slots;
  out_lead->values = g_new0 (EspValue, spec->n_slots);
  for (guint i = 0; i < spec->n_slots; i++)
    esp_value_read (&out_lead->values[i], stmt, (int) i + 3);
  return TRUE;
}
