/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages and their versions: the working copy that people edit, the frozen ones that were sent. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-messages.h"

#include "store/esp-names.h"
#include "store/esp-reviews.h"

#include <string.h>

/* As large as a message with its files may be; the reader of documents has the same limit. */
#define MAX_DOCUMENT_BYTES (32 * 1024 * 1024)

/**
 * esp_message_row_free:
 */
void
esp_message_row_free (EspMessageRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->channel);
  g_free (row->document);
  g_free (row->subject);
  g_free (row);
}

/**
 * esp_message_version_free:
 */
void
esp_message_version_free (EspMessageVersion *version)
{
  if (version == NULL)
    return;
  g_free (version->name);
  g_free (version->created_by);
  g_free (version);
}

static gboolean
check (const char *name, const char *document, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  if (*trimmed == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "A message needs a name");
      return FALSE;
    }
  if (strlen (document) <= MAX_DOCUMENT_BYTES)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "The message is larger than %d MB; use smaller pictures",
               MAX_DOCUMENT_BYTES / 1024 / 1024);
  return FALSE;
}

/**
 * esp_message_insert:
 * @channel: "email"
 * @document: JSON, checked by the caller
 * @out_id: (out): the new message
 */
gboolean
esp_message_insert (EspTx *tx,
                    const char *name,
                    const char *channel,
                    const char *document,
                    gint64 *out_id,
                    GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO message (uuid, name, channel, document, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check (name, document, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, channel);
  esp_stmt_bind_text (stmt, 4, document);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_MESSAGE);
  return TRUE;
}

/**
 * esp_message_update:
 *
 * Replaces the working copy; frozen versions stay. What names the message follows its name.
 */
gboolean
esp_message_update (EspTx *tx, gint64 id, const char *name, const char *document, GError **error)
{
  static const char sql_update[] =
    "UPDATE message SET name = ?2, document = ?3, updated_at = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);
  g_auto (EspRename) rename = { 0 };

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check (name, document, error) ||
      !esp_review_check_unlocked (tx, 0, id, error) ||
      !esp_rename_begin (&rename, tx, ESP_NAMED_MESSAGE, id, name, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, document);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  if (!esp_tx_run_for_one (tx, stmt, "message", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_MESSAGE);
  return esp_rename_end (&rename, tx, name, error);
}

/**
 * esp_message_set_archived:
 */
gboolean
esp_message_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] = "UPDATE message SET archived_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (is_archived)
    esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  else
    esp_stmt_bind_null (stmt, 2);
  if (!esp_tx_run_for_one (tx, stmt, "message", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_MESSAGE);
  return TRUE;
}

static gboolean
insert_version (EspTx *tx, gint64 id, int version, const char *name, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO message_version (message_id, version, name, document, created_at, created_by)"
    " SELECT id, ?2, ?3, document, ?4, ?5 FROM message WHERE id = ?1";
  static const char sql_number[] = "UPDATE message SET version = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) insert = esp_tx_stmt (tx, sql_insert, error);
  g_autoptr (EspStmt) number = esp_tx_stmt (tx, sql_number, error);

  if (insert == NULL || number == NULL)
    return FALSE;
  esp_stmt_bind_int64 (insert, 1, id);
  esp_stmt_bind_int64 (insert, 2, version);
  esp_stmt_bind_text (insert, 3, name);
  esp_stmt_bind_int64 (insert, 4, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (insert, 5, esp_tx_get_actor (tx));
  esp_stmt_bind_int64 (number, 1, id);
  esp_stmt_bind_int64 (number, 2, version);
  return esp_stmt_run (insert, error) && esp_stmt_run (number, error);
}

/* Of the versions without a name the newest ones stay, the last of every day, and what was sent or looked at. */
static gboolean
prune_versions (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_prune[] =
    "DELETE FROM message_version WHERE message_id = ?1 AND name IS NULL"
    " AND version <= (SELECT version FROM message_version WHERE message_id = ?1 AND name IS NULL"
    " ORDER BY version DESC LIMIT 1 OFFSET ?2)"
    " AND NOT EXISTS (SELECT 1 FROM send WHERE send.message_id = ?1"
    " AND send.message_version = message_version.version)"
    " AND version NOT IN (SELECT coalesce (json_extract (review.basis, '$.version'), 0) FROM send"
    " JOIN review ON review.send_id = send.id WHERE send.message_id = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM journey_review WHERE"
    " instr (versions, ' ' || ?1 || ':' || message_version.version || ' ') > 0)"
    " AND version NOT IN (SELECT max (version) FROM message_version WHERE message_id = ?1"
    " GROUP BY created_at / ?3)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_prune, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, ESP_MESSAGE_VERSIONS_KEPT);
  esp_stmt_bind_int64 (stmt, 3, G_TIME_SPAN_DAY);
  return esp_stmt_run (stmt, error);
}

/* Returns: whether the working copy is the version that was frozen last. */
static gboolean
read_frozen (EspTx *tx, gint64 id, int *out_version, gboolean *out_is_same, GError **error)
{
  static const char sql_state[] =
    "SELECT message.version, message_version.document IS message.document"
    " FROM message LEFT JOIN message_version"
    " ON message_version.message_id = message.id AND message_version.version = message.version"
    " WHERE message.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_state, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "message", id);
  if (step != ESP_STEP_ROW)
    return FALSE;
  *out_version = (int) esp_stmt_int64 (stmt, 0);
  *out_is_same = esp_stmt_int64 (stmt, 1) != 0;
  return TRUE;
}

/**
 * esp_message_dup_channel:
 *
 * Returns: (transfer full): what kind of message it is: "email", "text"; %NULL with @error set
 */
char *
esp_message_dup_channel (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_channel[] = "SELECT channel FROM message WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_channel, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return esp_stmt_dup_text (stmt, 0);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no message number %" G_GINT64_FORMAT, id);
  return NULL;
}

/**
 * esp_message_peek_version:
 * @out_version: (out): the number that esp_message_freeze() would give the working copy
 */
gboolean
esp_message_peek_version (EspTx *tx, gint64 id, int *out_version, GError **error)
{
  gboolean is_same = FALSE;

  if (!read_frozen (tx, id, out_version, &is_same, error))
    return FALSE;
  *out_version += is_same ? 0 : 1;
  return TRUE;
}

/**
 * esp_message_freeze:
 * @version_name: (nullable): as the person called it
 * @out_version: (out): the number under which the working copy is kept
 *
 * An unchanged working copy keeps its number, unless it is given a name.  What has a name, was sent or looked at is kept for
 * ever; of the rest the newest %ESP_MESSAGE_VERSIONS_KEPT and the last of each day.
 */
gboolean
esp_message_freeze (EspTx *tx,
                    gint64 id,
                    const char *version_name,
                    int *out_version,
                    GError **error)
{
  gboolean is_same = FALSE;
  int version = 0;

  if (!esp_tx_require_write (tx, error) || !read_frozen (tx, id, &version, &is_same, error))
    return FALSE;
  if (!is_same || version_name != NULL)
    {
      if (!insert_version (tx, id, ++version, version_name, error) ||
          !prune_versions (tx, id, error))
        return FALSE;
      esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_MESSAGE);
    }
  *out_version = version;
  return TRUE;
}

/**
 * esp_message_restore:
 * @version: as esp_message_freeze() numbered it
 *
 * Makes a frozen version the working copy again. What stood there is frozen before, so that it can be restored too.
 * A version is of what the message says: the name of the message stays as it is.
 */
gboolean
esp_message_restore (EspTx *tx, gint64 id, int version, GError **error)
{
  g_autofree char *document = NULL;
  g_autoptr (EspMessageRow) row = NULL;
  int kept;

  if (!esp_tx_require_write (tx, error) || !esp_review_check_unlocked (tx, 0, id, error))
    return FALSE;
  document = esp_message_load_version (tx, id, version, error);
  row = document != NULL ? esp_message_load (tx, id, error) : NULL;
  return row != NULL && esp_message_freeze (tx, id, NULL, &kept, error) &&
         esp_message_update (tx, id, row->name, document, error);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspMessageRow *row = g_new0 (EspMessageRow, 1);

  row->id = esp_stmt_int64 (stmt, 0);
  row->name = esp_stmt_dup_text (stmt, 1);
  row->channel = esp_stmt_dup_text (stmt, 2);
  row->version = (int) esp_stmt_int64 (stmt, 3);
  row->created_at_us = esp_stmt_int64 (stmt, 4);
  row->updated_at_us = esp_stmt_int64 (stmt, 5);
  row->archived_at_us = esp_stmt_int64 (stmt, 6);
  row->document = esp_stmt_dup_text (stmt, 7);
  row->subject = esp_stmt_dup_text (stmt, 8);
  row->is_used = esp_stmt_int64 (stmt, 9) != 0;
  return row;
}

/**
 * esp_message_load:
 *
 * Returns: (transfer full) (nullable): the message; %NULL with @error set
 */
EspMessageRow *
esp_message_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] =
    "SELECT id, name, channel, version, created_at, updated_at, archived_at, document, NULL, 0"
    " FROM message WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_row, "message", id, error);
}

/**
 * esp_message_load_version:
 * @version: as esp_message_freeze() numbered it
 *
 * Returns: (transfer full) (nullable): the document as it was frozen; %NULL with @error set
 */
char *
esp_message_load_version (EspTx *tx, gint64 id, int version, GError **error)
{
  static const char sql_version[] =
    "SELECT document FROM message_version WHERE message_id = ?1 AND version = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_version, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, version);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return esp_stmt_dup_text (stmt, 0);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "Message %" G_GINT64_FORMAT " has no version %d", id, version);
  return NULL;
}

/**
 * esp_message_list:
 *
 * Returns: (transfer full) (nullable) (element-type EspMessageRow): the newest edited first, without
 *   their documents; %NULL with @error set
 */
GPtrArray *
esp_message_list (EspTx *tx, gboolean with_archived, GError **error)
{
  static const char sql_list[] =
    "SELECT id, name, channel, version, created_at, updated_at, archived_at, '',"
    " CASE WHEN json_valid (document) THEN json_extract (document, '$.subject') END,"
    " EXISTS (SELECT 1 FROM send"
    " WHERE send.message_id = message.id AND send.message_version IS NOT NULL)"
    " FROM message WHERE ?1 OR archived_at IS NULL ORDER BY updated_at DESC, id DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, with_archived);
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_message_row_free, error);
}

/**
 * esp_message_list_versions:
 *
 * Returns: (transfer full) (nullable) (element-type EspMessageVersion): the newest first; %NULL with
 *   @error set
 */
GPtrArray *
esp_message_list_versions (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_versions[] = "SELECT version, name, created_by, created_at"
                                     " FROM message_version WHERE message_id = ?1"
                                     " ORDER BY version DESC";
  g_autoptr (GPtrArray) versions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_version_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_versions, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspMessageVersion *version = g_new0 (EspMessageVersion, 1);

      version->version = (int) esp_stmt_int64 (stmt, 0);
      version->name = esp_stmt_dup_text (stmt, 1);
      version->created_by = esp_stmt_dup_text (stmt, 2);
      version->created_at_us = esp_stmt_int64 (stmt, 3);
      g_ptr_array_add (versions, version);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&versions) : NULL;
}

/**
 * esp_message_resolve:
 * @reference: an id, or the exact name of one message
 * @out_id: (out): the message
 */
gboolean
esp_message_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] =
    "SELECT id FROM message WHERE id = ?1 OR name = ?2 ORDER BY id = ?1 DESC, id LIMIT 2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  guint64 id = 0;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  (void) g_ascii_string_to_unsigned (reference, 10, 1, G_MAXINT64, &id, NULL); /* 0 is no id */
  esp_stmt_bind_int64 (stmt, 1, (gint64) id);
  esp_stmt_bind_text (stmt, 2, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  if (step == ESP_STEP_DONE)
    {
      esp_store_set_no_name (error, "message", reference);
      return FALSE;
    }
  *out_id = esp_stmt_int64 (stmt, 0);
  if ((guint64) *out_id == id || esp_stmt_step (stmt, error) == ESP_STEP_DONE)
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "More than one message is called “%s”; name it by its number", reference);
  return FALSE;
}
