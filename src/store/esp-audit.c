/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of decisions that must be provable later; rows are added and never changed. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-audit.h"

/**
 * esp_audit_entry_free:
 * @self: (nullable): an entry
 */
void
esp_audit_entry_free (EspAuditEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->action);
  g_free (self->object);
  g_free (self->detail);
  g_free (self->name);
  g_free (self);
}

/**
 * esp_audit_add:
 * @action: what was done, one stable word
 * @object: (nullable): to what, "send:12"
 * @detail: (nullable): JSON without personal data
 *
 * Keeps that it was done now, by the actor of the transaction.
 */
gboolean
esp_audit_add (EspTx *tx,
               const char *action,
               const char *object,
               const char *detail,
               GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO audit (at, actor, action, object, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 2, esp_tx_get_actor (tx));
  esp_stmt_bind_text (stmt, 3, action);
  esp_stmt_bind_text (stmt, 4, object);
  esp_stmt_bind_text (stmt, 5, detail);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_audit_list:
 *
 * Returns: (transfer full) (element-type EspAuditEntry): what was done to @object, oldest first
 */
GPtrArray *
esp_audit_list (EspTx *tx, const char *object, GError **error)
{
  static const char sql_list[] =
    "SELECT at, actor, action, object, detail FROM audit WHERE object = ?1 ORDER BY id";
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_audit_entry_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, object);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAuditEntry *entry = g_new0 (EspAuditEntry, 1);

      entry->at_us = esp_stmt_int64 (stmt, 0);
      entry->actor = esp_stmt_dup_text (stmt, 1);
      entry->action = esp_stmt_dup_text (stmt, 2);
      entry->object = esp_stmt_dup_text (stmt, 3);
      entry->detail = esp_stmt_dup_text (stmt, 4);
      g_ptr_array_add (list, entry);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_audit_add_send:
 * @actor: (nullable): "engine"; %NULL is the person
 * @send_id: what it is about; 0 is everything
 * @detail: (nullable): the reason, or a number
 */
gboolean
esp_audit_add_send (EspTx *tx,
                    const char *actor,
                    const char *action,
                    gint64 send_id,
                    const char *detail,
                    GError **error)
{
  static const char sql_add[] = "INSERT INTO audit (at, actor, action, object, detail)"
                                " VALUES (?1, ?2, ?3, iif (?4 = 0, NULL, 'send:' || ?4), ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 2, actor);
  esp_stmt_bind_text (stmt, 3, action);
  esp_stmt_bind_int64 (stmt, 4, send_id);
  esp_stmt_bind_text (stmt, 5, detail);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOB);
  return esp_stmt_run (stmt, error);
}

static gpointer
read_entry (EspStmt *stmt)
{
  EspAuditEntry *self = g_new0 (EspAuditEntry, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->at_us = esp_stmt_int64 (stmt, 1);
  self->actor = esp_stmt_dup_text (stmt, 2);
  self->action = esp_stmt_dup_text (stmt, 3);
  self->object = esp_stmt_dup_text (stmt, 4);
  self->detail = esp_stmt_dup_text (stmt, 5);
  self->campaign_id = esp_stmt_int64 (stmt, 6);
  self->name = esp_stmt_dup_text (stmt, 7);
  return self;
}

/**
 * esp_audit_log:
 * @before_id: the last entry seen; %G_MAXINT64 at first
 *
 * Returns: (transfer full) (element-type EspAuditEntry): everything that was decided, newest first
 */
GPtrArray *
esp_audit_log (EspTx *tx, gint64 before_id, guint limit, GError **error)
{
  static const char sql_log[] =
    "SELECT a.id, a.at, a.actor, a.action, a.object, a.detail, s.campaign_id, c.name"
    " FROM audit AS a"
    " LEFT JOIN send AS s"
    " ON a.object LIKE 'send:%' AND s.id = CAST (substr (a.object, 6) AS INTEGER)"
    " LEFT JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_log, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, before_id);
  esp_stmt_bind_int64 (stmt, 2, limit);
  return esp_stmt_read_all (stmt, read_entry, (GDestroyNotify) esp_audit_entry_free, error);
}
