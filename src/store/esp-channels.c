/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts through which messages leave. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-channels.h"

#include "store/esp-names.h"
#define COLUMNS                                                                                    \
  "id, name, kind, settings, secret_id, is_enabled, bucket_tokens, bucket_at, state, "             \
  "state_detail,"                                                                                  \
  " state_at, updated_at"

/**
 * esp_channel_record_new:
 * @settings: (nullable): JSON without secrets
 *
 * Returns: (transfer full): a channel that is not stored yet
 */
EspChannelRecord *
esp_channel_record_new (const char *name, const char *kind, const char *settings)
{
  EspChannelRecord *self = g_new0 (EspChannelRecord, 1);

  self->name = g_strdup (name);
  self->kind = g_strdup (kind);
  self->settings = g_strdup (settings != NULL ? settings : "{}");
  self->is_enabled = TRUE;
  self->bucket_tokens = -1;
  return self;
}

void
esp_channel_record_free (EspChannelRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->kind);
  g_free (self->settings);
  g_free (self->secret_id);
  g_free (self->state);
  g_free (self->state_detail);
  g_free (self);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspChannelRecord *self = g_new0 (EspChannelRecord, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->name = esp_stmt_dup_text (stmt, 1);
  self->kind = esp_stmt_dup_text (stmt, 2);
  self->settings = esp_stmt_dup_text (stmt, 3);
  self->secret_id = esp_stmt_dup_text (stmt, 4);
  self->is_enabled = esp_stmt_int64 (stmt, 5) != 0;
  self->bucket_tokens = esp_stmt_is_null (stmt, 6) ? -1 : esp_stmt_double (stmt, 6);
  self->bucket_at_us = esp_stmt_int64 (stmt, 7);
  self->state = esp_stmt_dup_text (stmt, 8);
  self->state_detail = esp_stmt_dup_text (stmt, 9);
  self->state_at_us = esp_stmt_int64 (stmt, 10);
  self->updated_at_us = esp_stmt_int64 (stmt, 11);
  return self;
}

/**
 * esp_channel_insert:
 * @channel: gets its id
 */
gboolean
esp_channel_insert (EspTx *tx, EspChannelRecord *channel, GError **error)
{
  static const char sql_insert[] = "INSERT INTO channel (uuid, name, kind, settings, secret_id, "
                                   "is_enabled, created_at, updated_at)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, channel->name);
  esp_stmt_bind_text (stmt, 3, channel->kind);
  esp_stmt_bind_text (stmt, 4, channel->settings);
  esp_stmt_bind_text (stmt, 5, channel->secret_id);
  esp_stmt_bind_int64 (stmt, 6, channel->is_enabled);
  esp_stmt_bind_int64 (stmt, 7, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  channel->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return TRUE;
}

/**
 * esp_channel_update:
 *
 * Stores name, settings, secret id and whether it is on.
 */
gboolean
esp_channel_update (EspTx *tx, const EspChannelRecord *channel, GError **error)
{
  static const char sql_update[] =
    "UPDATE channel SET name = ?2, settings = ?3, secret_id = ?4, is_enabled = ?5, updated_at = ?6"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);
  g_auto (EspRename) rename = { 0 };

  if (stmt == NULL || !esp_tx_require_write (tx, error) ||
      !esp_rename_begin (&rename, tx, ESP_NAMED_CHANNEL, channel->id, channel->name, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel->id);
  esp_stmt_bind_text (stmt, 2, channel->name);
  esp_stmt_bind_text (stmt, 3, channel->settings);
  esp_stmt_bind_text (stmt, 4, channel->secret_id);
  esp_stmt_bind_int64 (stmt, 5, channel->is_enabled);
  esp_stmt_bind_int64 (stmt, 6, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return esp_stmt_run (stmt, error) && esp_rename_end (&rename, tx, channel->name, error);
}

/**
 * esp_channel_archive:
 *
 * Takes a channel out of the lists; past sends still name it.
 */
gboolean
esp_channel_archive (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_archive[] =
    "UPDATE channel SET archived_at = ?2, is_enabled = 0, updated_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_channel_get_changed_at:
 * @id: 0 is no channel
 * @out_at_us: when a person changed it last; 0 without one
 */
gboolean
esp_channel_get_changed_at (EspTx *tx, gint64 id, gint64 *out_at_us, GError **error)
{
  static const char sql_at[] = "SELECT updated_at FROM channel WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_at, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  *out_at_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return step != ESP_STEP_ERROR;
}

static EspChannelRecord *
take_one (EspStmt *stmt, const char *reference, GError **error)
{
  EspStep step = esp_stmt_step (stmt, error);

  if (step == ESP_STEP_ROW)
    return read_row (stmt);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "channel", reference);
  return NULL;
}

/**
 * esp_channel_load:
 *
 * Returns: (transfer full): the channel; %NULL with @error set, also when there is none
 */
EspChannelRecord *
esp_channel_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM channel WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  g_autofree char *reference = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return take_one (stmt, reference, error);
}

/**
 * esp_channel_load_named:
 * @reference: a name or a number, as people write it
 *
 * Returns: (transfer full): the channel; %NULL with @error set, also when there is none
 */
EspChannelRecord *
esp_channel_load_named (EspTx *tx, const char *reference, GError **error)
{
  static const char sql_named[] = "SELECT " COLUMNS " FROM channel"
                                  " WHERE archived_at IS NULL AND (name = ?1 OR id = ?2)"
                                  " ORDER BY name = ?1 DESC, id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_named, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, reference);
  esp_stmt_bind_int64 (stmt, 2, g_ascii_strtoll (reference, NULL, 10));
  return take_one (stmt, reference, error);
}

/**
 * esp_channel_list:
 *
 * Returns: (transfer full) (element-type EspChannelRecord): all that are not archived, oldest first
 */
GPtrArray *
esp_channel_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT " COLUMNS " FROM channel WHERE archived_at IS NULL ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_channel_record_free, error);
}

/**
 * esp_channel_set_state:
 * @state: "ok", or the name of a trouble
 * @detail: (nullable): its sentence
 */
gboolean
esp_channel_set_state (EspTx *tx, gint64 id, const char *state, const char *detail, GError **error)
{
  static const char sql_state[] =
    "UPDATE channel SET state = ?2, state_detail = ?3, state_at = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_state, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, state);
  esp_stmt_bind_text (stmt, 3, detail);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_channel_set_bucket:
 *
 * Keeps what the rate allows, so that a restart does not allow it again. No notice: nobody shows it.
 */
gboolean
esp_channel_set_bucket (EspTx *tx, gint64 id, double tokens, gint64 at_us, GError **error)
{
  static const char sql_bucket[] =
    "UPDATE channel SET bucket_tokens = ?2, bucket_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_bucket, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_double (stmt, 2, tokens);
  esp_stmt_bind_int64 (stmt, 3, at_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_channel_ensure_demo:
 *
 * Finds the demo mailbox, or adds it: a new workspace can send without anything being set up.
 */
gboolean
esp_channel_ensure_demo (EspTx *tx, gint64 *out_id, GError **error)
{
  static const char sql_demo[] =
    "SELECT id FROM channel WHERE kind = 'demo' AND archived_at IS NULL"
    " ORDER BY id LIMIT 1";
  g_autoptr (EspChannelRecord) channel = NULL;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_demo, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  if (step != ESP_STEP_DONE)
    return step == ESP_STEP_ROW;
  channel = esp_channel_record_new ("Demo mailbox", "demo", NULL);
  if (!esp_channel_insert (tx, channel, error))
    return FALSE;
  *out_id = channel->id;
  return TRUE;
}
