/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where reports come from: how far each channel was asked, and when it is asked again. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-report-sources.h"

/**
 * esp_report_source_new:
 *
 * Returns: (transfer full): a source that was never asked
 */
EspReportSource *
esp_report_source_new (gint64 channel_id, const char *kind)
{
  EspReportSource *self = g_new0 (EspReportSource, 1);

  self->channel_id = channel_id;
  self->kind = g_strdup (kind);
  return self;
}

/**
 * esp_report_source_free:
 */
void
esp_report_source_free (EspReportSource *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->cursor);
  g_free (self->state);
  g_free (self->detail);
  g_free (self);
}

/**
 * esp_report_source_load:
 *
 * Returns: (transfer full) (nullable): the source; one that was never asked is empty. %NULL with @error set
 */
EspReportSource *
esp_report_source_load (EspTx *tx, gint64 channel_id, const char *kind, GError **error)
{
  static const char sql_load[] =
    "SELECT cursor, next_at, asked_at, read_at, state, detail, n_failed, n_found"
    " FROM report_source WHERE channel_id = ?1 AND kind = ?2";
  g_autoptr (EspReportSource) self = esp_report_source_new (channel_id, kind);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_text (stmt, 2, kind);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return NULL;
  if (step == ESP_STEP_ROW)
    {
      self->cursor = esp_stmt_dup_text (stmt, 0);
      self->next_at_us = esp_stmt_int64 (stmt, 1);
      self->asked_at_us = esp_stmt_int64 (stmt, 2);
      self->read_at_us = esp_stmt_int64 (stmt, 3);
      self->state = esp_stmt_dup_text (stmt, 4);
      self->detail = esp_stmt_dup_text (stmt, 5);
      self->n_failed = esp_stmt_int64 (stmt, 6);
      self->n_found = esp_stmt_int64 (stmt, 7);
    }
  return g_steal_pointer (&self);
}

static void
line_free (gpointer data)
{
  EspReportSourceLine *line = data;

  esp_report_source_free (line->source);
  g_free (line->channel);
  g_free (line);
}

/**
 * esp_report_source_list:
 *
 * Returns: (transfer full) (element-type EspReportSourceLine): where reports come from, by the names of the
 *   channels; %NULL with @error set
 */
GPtrArray *
esp_report_source_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT r.channel_id, r.kind, c.name, r.next_at, r.asked_at, r.read_at, r.state, r.detail,"
    " r.n_failed, r.n_found"
    " FROM report_source AS r JOIN channel AS c ON c.id = r.channel_id"
    " WHERE c.archived_at IS NULL ORDER BY c.name COLLATE NOCASE, r.channel_id, r.kind";
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspReportSourceLine *line = g_new0 (EspReportSourceLine, 1);

      line->source = g_new0 (EspReportSource, 1);
      line->source->channel_id = esp_stmt_int64 (stmt, 0);
      line->source->kind = esp_stmt_dup_text (stmt, 1);
      line->channel = esp_stmt_dup_text (stmt, 2);
      line->source->next_at_us = esp_stmt_int64 (stmt, 3);
      line->source->asked_at_us = esp_stmt_int64 (stmt, 4);
      line->source->read_at_us = esp_stmt_int64 (stmt, 5);
      line->source->state = esp_stmt_dup_text (stmt, 6);
      line->source->detail = esp_stmt_dup_text (stmt, 7);
      line->source->n_failed = esp_stmt_int64 (stmt, 8);
      line->source->n_found = esp_stmt_int64 (stmt, 9);
      g_ptr_array_add (lines, line);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&lines) : NULL;
}

/**
 * esp_report_source_save:
 *
 * Keeps how far a source was asked.
 */
gboolean
esp_report_source_save (EspTx *tx, const EspReportSource *source, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO report_source (channel_id, kind, cursor, next_at, asked_at, read_at, state,"
    " detail, n_failed, n_found)"
    " VALUES (?1, ?2, ?3, ?4, nullif (?5, 0), nullif (?6, 0), ?7, ?8, ?9, ?10)"
    " ON CONFLICT (channel_id, kind) DO UPDATE SET cursor = excluded.cursor,"
    " next_at = excluded.next_at, asked_at = excluded.asked_at, read_at = excluded.read_at,"
    " state = excluded.state, detail = excluded.detail, n_failed = excluded.n_failed,"
    " n_found = excluded.n_found";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, source->channel_id);
  esp_stmt_bind_text (stmt, 2, source->kind);
  esp_stmt_bind_text (stmt, 3, source->cursor);
  esp_stmt_bind_int64 (stmt, 4, source->next_at_us);
  esp_stmt_bind_int64 (stmt, 5, source->asked_at_us);
  esp_stmt_bind_int64 (stmt, 6, source->read_at_us);
  esp_stmt_bind_text (stmt, 7, source->state);
  esp_stmt_bind_text (stmt, 8, source->detail);
  esp_stmt_bind_int64 (stmt, 9, source->n_failed);
  esp_stmt_bind_int64 (stmt, 10, source->n_found);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_report_source_forget:
 *
 * Begins anew: for a channel that became another account.
 */
gboolean
esp_report_source_forget (EspTx *tx, gint64 channel_id, const char *kind, GError **error)
{
  static const char sql_forget[] = "DELETE FROM report_source WHERE channel_id = ?1 AND kind = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_forget, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_text (stmt, 2, kind);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_report_source_ask_soon:
 *
 * Asked by a person: the channel is asked at the next look, whatever went wrong before.
 */
gboolean
esp_report_source_ask_soon (EspTx *tx, gint64 channel_id, GError **error)
{
  static const char sql_soon[] =
    "UPDATE report_source SET next_at = 0, n_failed = 0 WHERE channel_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_soon, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return esp_stmt_run (stmt, error);
}
