/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys as they are kept: the draft that is edited, and the versions that people went through. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journeys.h"

#include "store/esp-names.h"
#include "store/esp-document-steps.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "id, uuid, name, draft, version, state, coalesce (campaign_id, 0), coalesce (published_at, 0),"  \
  " created_at, updated_at, coalesce (paused_at, 0), is_frozen, before_pause,"                     \
  " coalesce (begun_at, 0)"

void
esp_journey_row_free (EspJourneyRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->draft);
  g_free (row->state);
  g_free (row->before_pause);
  g_free (row);
}

void
esp_journey_version_free (EspJourneyVersion *version)
{
  if (version == NULL)
    return;
  g_free (version->definition);
  g_free (version->sends);
  g_free (version);
}

static void
note_journey (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspJourneyRow *row = g_new0 (EspJourneyRow, 1);
  gsize n_uuid = 0;
  gconstpointer uuid = esp_stmt_blob (stmt, 1, &n_uuid);

  if (n_uuid == sizeof row->uuid)
    memcpy (row->uuid, uuid, sizeof row->uuid);
  row->id = esp_stmt_int64 (stmt, 0);
  row->name = esp_stmt_dup_text (stmt, 2);
  row->draft = esp_stmt_dup_text (stmt, 3);
  row->version = (guint) esp_stmt_int64 (stmt, 4);
  row->state = esp_stmt_dup_text (stmt, 5);
  row->campaign_id = esp_stmt_int64 (stmt, 6);
  row->published_at_us = esp_stmt_int64 (stmt, 7);
  row->created_at_us = esp_stmt_int64 (stmt, 8);
  row->updated_at_us = esp_stmt_int64 (stmt, 9);
  row->paused_at_us = esp_stmt_int64 (stmt, 10);
  row->is_frozen = esp_stmt_int64 (stmt, 11) != 0;
  row->before_pause = esp_stmt_dup_text (stmt, 12);
  row->begun_at_us = esp_stmt_int64 (stmt, 13);
  return row;
}

/**
 * esp_journey_row_insert:
 * @draft: its text, readable as a journey
 */
gboolean
esp_journey_row_insert (EspTx *tx,
                        const char *name,
                        const char *draft,
                        gint64 *out_id,
                        GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO journey (uuid, name, draft, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, draft);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  note_journey (tx);
  return TRUE;
}

/**
 * esp_journey_row_set_archived:
 */
gboolean
esp_journey_row_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] =
    "UPDATE journey SET archived_at = iif (?2, ?3, NULL), updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, is_archived);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  note_journey (tx);
  return esp_tx_run_for_one (tx, stmt, "journey", id, error);
}

/**
 * esp_journey_row_set_state:
 */
gboolean
esp_journey_row_set_state (EspTx *tx, gint64 id, const char *state, GError **error)
{
  static const char sql_state[] = "UPDATE journey SET state = ?2, updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_state, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, state);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  note_journey (tx);
  return esp_tx_run_for_one (tx, stmt, "journey", id, error);
}

/**
 * esp_journey_row_set_pause:
 * @paused_at_us: 0: is not paused any more
 * @before: (nullable): the state to which it goes back
 */
gboolean
esp_journey_row_set_pause (EspTx *tx,
                           gint64 id,
                           gint64 paused_at_us,
                           gboolean is_frozen,
                           const char *before,
                           GError **error)
{
  static const char sql_pause[] = "UPDATE journey SET paused_at = nullif (?2, 0), is_frozen = ?3,"
                                  " before_pause = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_pause, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, paused_at_us);
  esp_stmt_bind_int64 (stmt, 3, is_frozen);
  if (before != NULL)
    esp_stmt_bind_text (stmt, 4, before);
  else
    esp_stmt_bind_null (stmt, 4);
  note_journey (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_row_set_campaign:
 */
gboolean
esp_journey_row_set_campaign (EspTx *tx, gint64 id, gint64 campaign_id, GError **error)
{
  static const char sql_campaign[] = "UPDATE journey SET campaign_id = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_campaign, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, campaign_id);
  note_journey (tx);
  return esp_tx_run_for_one (tx, stmt, "journey", id, error);
}

/**
 * esp_journey_row_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneyRow *
esp_journey_row_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM journey WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "journey", id);
  return step == ESP_STEP_ROW ? read_row (stmt) : NULL;
}

/**
 * esp_journey_row_save:
 *
 * For drafts, which keep their steps themselves: as esp_journey_row_update() without a step.
 */
gboolean
esp_journey_row_save (EspTx *tx, gint64 id, const char *name, const char *draft, GError **error)
{
  static const char sql_update[] =
    "UPDATE journey SET name = ?2, draft = ?3, updated_at = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);
  g_auto (EspRename) rename = { 0 };

  if (stmt == NULL || !esp_tx_require_write (tx, error) ||
      !esp_rename_begin (&rename, tx, ESP_NAMED_JOURNEY, id, name, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, draft);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_journey (tx);
  return esp_tx_run_for_one (tx, stmt, "journey", id, error) &&
         esp_rename_end (&rename, tx, name, error);
}

/**
 * esp_journey_row_update:
 *
 * Gives a journey another name and another draft; who is in it notices nothing. A window that shows the draft
 * can take it back.
 */
gboolean
esp_journey_row_update (EspTx *tx, gint64 id, const char *name, const char *draft, GError **error)
{
  const EspDocument document = { ESP_JOURNEY_DOCUMENT, id };
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);

  return row != NULL && esp_tx_require_write (tx, error) &&
         esp_document_steps_push (tx, &document, row->draft, draft, "", error) &&
         esp_journey_row_save (tx, id, name, draft, error);
}

/**
 * esp_journey_row_list:
 * @only_running: those that people are led through now
 *
 * Returns: (transfer full) (element-type EspJourneyRow): newest first; %NULL with @error set
 */
GPtrArray *
esp_journey_row_list (EspTx *tx, gboolean only_running, GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS " FROM journey"
                                 " WHERE archived_at IS NULL AND (?1 = 0 OR state IN ('live', "
                                 "'closed', 'ending')) ORDER BY id DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, only_running);
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_journey_row_free, error);
}

/**
 * esp_journey_row_resolve:
 * @reference: number, uuid (32 hexadecimal digits) or name
 */
gboolean
esp_journey_row_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] =
    "SELECT id FROM journey WHERE archived_at IS NULL AND"
    " (CAST (id AS TEXT) = ?1 OR name = ?1 OR lower (hex (uuid)) = lower (?1))"
    " ORDER BY CAST (id AS TEXT) = ?1 DESC, id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "journey", reference);
  return step == ESP_STEP_ROW;
}

/**
 * esp_journey_of_campaign:
 * @out_id: (out): whose sends stand under that campaign; 0 without a journey
 * @out_has_ended: (out): nobody is led through it any more
 */
gboolean
esp_journey_of_campaign (EspTx *tx,
                         gint64 campaign_id,
                         gint64 *out_id,
                         gboolean *out_has_ended,
                         GError **error)
{
  static const char sql_find[] = "SELECT id, state = 'ended' FROM journey WHERE campaign_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  *out_id = 0;
  *out_has_ended = FALSE;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    {
      *out_id = esp_stmt_int64 (stmt, 0);
      *out_has_ended = esp_stmt_int64 (stmt, 1) != 0;
    }
  return step != ESP_STEP_ERROR;
}

/**
 * esp_journey_version_insert:
 *
 * Keeps a version for good, and lets people enter it from now on.
 */
gboolean
esp_journey_version_insert (EspTx *tx, const EspJourneyVersion *version, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO journey_version (journey_id, version, definition, sends, created_at, created_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  static const char sql_use[] =
    "UPDATE journey SET version = ?2, state = iif (state IN ('draft', 'ended'), 'live', state),"
    " begun_at = iif (state IN ('draft', 'ended'), ?3, begun_at),"
    " published_at = ?3, updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) insert = esp_tx_stmt (tx, sql_insert, error);
  g_autoptr (EspStmt) use = esp_tx_stmt (tx, sql_use, error);
  g_autofree gint64 *sends = g_new0 (gint64, version->n_sends + 1);

  for (guint i = 0; i < version->n_sends; i++)
    sends[i] = GINT64_TO_LE (version->sends[i]);
  if (insert == NULL || use == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (insert, 1, version->journey_id);
  esp_stmt_bind_int64 (insert, 2, version->version);
  esp_stmt_bind_text (insert, 3, version->definition);
  esp_stmt_bind_blob (insert, 4, sends, version->n_sends * sizeof (gint64));
  esp_stmt_bind_int64 (insert, 5, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (insert, 6, esp_tx_get_actor (tx));
  esp_stmt_bind_int64 (use, 1, version->journey_id);
  esp_stmt_bind_int64 (use, 2, version->version);
  esp_stmt_bind_int64 (use, 3, esp_tx_get_now_us (tx));
  note_journey (tx);
  return esp_stmt_run (insert, error) && esp_stmt_run (use, error);
}

/**
 * esp_journey_version_list:
 *
 * Returns: (transfer full) (element-type guint): the newest first; %NULL with @error set
 */
GArray *
esp_journey_version_list (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_list[] =
    "SELECT version FROM journey_version WHERE journey_id = ?1 ORDER BY version DESC";
  g_autoptr (GArray) versions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint version = (guint) esp_stmt_int64 (stmt, 0);

      g_array_append_val (versions, version);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&versions) : NULL;
}

/**
 * esp_journey_version_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneyVersion *
esp_journey_version_load (EspTx *tx, gint64 journey_id, guint version, GError **error)
{
  static const char sql_load[] = "SELECT definition, sends, created_at FROM journey_version"
                                 " WHERE journey_id = ?1 AND version = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspJourneyVersion *self;
  gconstpointer sends;
  gsize n_bytes = 0;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, version);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "The journey has no version %u",
                 version);
  if (step != ESP_STEP_ROW)
    return NULL;
  self = g_new0 (EspJourneyVersion, 1);
  self->journey_id = journey_id;
  self->version = version;
  self->definition = esp_stmt_dup_text (stmt, 0);
  sends = esp_stmt_blob (stmt, 1, &n_bytes);
  self->n_sends = (guint) (n_bytes / sizeof (gint64));
  self->sends = g_new0 (gint64, self->n_sends + 1);
  if (n_bytes > 0)
    memcpy (self->sends, sends, self->n_sends * sizeof (gint64));
  for (guint i = 0; i < self->n_sends; i++)
    self->sends[i] = GINT64_FROM_LE (self->sends[i]);
  self->created_at_us = esp_stmt_int64 (stmt, 2);
  return self;
}
