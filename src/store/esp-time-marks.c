/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what happened that charts over time mark: sends that began and journeys that were published. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-time-marks.h"

/**
 * esp_time_mark_new:
 */
EspTimeMark *
esp_time_mark_new (EspTimeMarkKind kind, gint64 at_us, const char *name)
{
  EspTimeMark *self = g_new0 (EspTimeMark, 1);

  self->kind = kind;
  self->at_us = at_us;
  self->name = g_strdup (name);
  return self;
}

/**
 * esp_time_mark_free:
 */
void
esp_time_mark_free (EspTimeMark *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * esp_time_marks_load:
 * @to_us: the first moment after
 *
 * Returns: (transfer full) (element-type EspTimeMark): in order of time, at most %ESP_TIME_MARKS_MAX; %NULL with @error
 *   set
 */
GPtrArray *
esp_time_marks_load (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_marks[] =
    "SELECT s.started_at, 0, c.name FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE s.started_at >= ?1 AND s.started_at < ?2"
    " AND c.id NOT IN (SELECT campaign_id FROM journey WHERE campaign_id IS NOT NULL)"
    " UNION ALL SELECT v.created_at, 1, j.name FROM journey_version AS v"
    " JOIN journey AS j ON j.id = v.journey_id WHERE v.created_at >= ?1 AND v.created_at < ?2"
    " ORDER BY 1, 2, 3 LIMIT ?3";
  g_autoptr (GPtrArray) marks =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_time_mark_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_marks, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  esp_stmt_bind_int64 (stmt, 3, ESP_TIME_MARKS_MAX);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      g_autofree char *name = esp_stmt_dup_text (stmt, 2);

      g_ptr_array_add (marks,
                       esp_time_mark_new (esp_stmt_int64 (stmt, 1) == 0 ? ESP_TIME_MARK_SEND
                                                                        : ESP_TIME_MARK_JOURNEY,
                                          esp_stmt_int64 (stmt, 0), name));
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&marks) : NULL;
}
