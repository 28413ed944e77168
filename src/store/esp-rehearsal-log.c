/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what rehearsals of a journey found, with the state of the journey that was rehearsed. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-rehearsal-log.h"

#include "store/esp-history-private.h"

#include <json-glib/json-glib.h>

/* So many are kept of one journey. */
#define MAX_KEPT 50

typedef struct
{
  const char *name;
  gsize offset;
} Member;

static const Member members[] = {
  { "seed", G_STRUCT_OFFSET (EspRehearsalReport, seed) },
  { "days", G_STRUCT_OFFSET (EspRehearsalReport, days) },
  { "people", G_STRUCT_OFFSET (EspRehearsalReport, n_people) },
  { "entered", G_STRUCT_OFFSET (EspRehearsalReport, n_entered) },
  { "sent", G_STRUCT_OFFSET (EspRehearsalReport, n_sent) },
  { "held", G_STRUCT_OFFSET (EspRehearsalReport, n_held) },
  { "reached", G_STRUCT_OFFSET (EspRehearsalReport, n_reached) },
  { "peak", G_STRUCT_OFFSET (EspRehearsalReport, peak) },
  { "cost", G_STRUCT_OFFSET (EspRehearsalReport, cost) },
};

/**
 * esp_rehearsal_log_digest:
 * @text: of a journey, as it is written
 *
 * Returns: (transfer full): what tells one state of a journey from another
 */
char *
esp_rehearsal_log_digest (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static char *
to_json (const EspRehearsalReport *report)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_int_member (object, members[i].name,
                                G_STRUCT_MEMBER (gint64, report, members[i].offset));
  json_node_take_object (root, object);
  return json_to_string (root, FALSE);
}

static void
from_json (const char *json, EspRehearsalReport *out)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  *out = (EspRehearsalReport){ .cost = -1 };
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    G_STRUCT_MEMBER (gint64, out, members[i].offset) =
      json_object_get_int_member_with_default (json_node_get_object (root), members[i].name, 0);
}

static gboolean
forget_old (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_forget[] =
    "DELETE FROM rehearsal WHERE journey_id = ?1 AND id NOT IN ("
    " SELECT id FROM rehearsal WHERE journey_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_forget, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, MAX_KEPT);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_rehearsal_log_add:
 * @digest: of the journey's text
 */
gboolean
esp_rehearsal_log_add (EspTx *tx,
                       gint64 journey_id,
                       const char *digest,
                       const EspRehearsalReport *report,
                       GError **error)
{
  static const char sql_add[] =
    "INSERT INTO rehearsal (journey_id, digest, report, at) VALUES (?1, ?2, ?3, ?4)";
  g_autofree char *json = to_json (report);
  g_autoptr (EspStmt) stmt =
    esp_tx_require_write (tx, error) ? esp_tx_stmt (tx, sql_add, error) : NULL;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_text (stmt, 2, digest);
  esp_stmt_bind_text (stmt, 3, json);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error) && forget_old (tx, journey_id, error);
}

/**
 * esp_rehearsal_log_follow:
 * @before: the journey's text
 * @after: the same journey in other words, as when a message that it sends is called otherwise
 *
 * What was found of the one holds for the other. It is taken back with the operation.
 */
gboolean
esp_rehearsal_log_follow (EspTx *tx,
                          gint64 journey_id,
                          const char *before,
                          const char *after,
                          GError **error)
{
  static const char sql_follow[] =
    "UPDATE rehearsal SET digest = ?3 WHERE journey_id = ?1 AND digest = ?2";
  g_autofree char *from = esp_rehearsal_log_digest (before);
  g_autofree char *to = esp_rehearsal_log_digest (after);
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !esp_recording_record_too (tx, "rehearsal", error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_follow, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_text (stmt, 2, from);
  esp_stmt_bind_text (stmt, 3, to);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_rehearsal_log_last:
 * @out_report: "at_us" is 0 when this state was never rehearsed
 */
gboolean
esp_rehearsal_log_last (EspTx *tx,
                        gint64 journey_id,
                        const char *digest,
                        EspRehearsalReport *out_report,
                        GError **error)
{
  static const char sql_last[] =
    "SELECT report, at FROM rehearsal WHERE journey_id = ?1 AND digest = ?2"
    " ORDER BY at DESC, id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_text (stmt, 2, digest);
  step = esp_stmt_step (stmt, error);
  *out_report = (EspRehearsalReport){ .cost = -1 };
  if (step == ESP_STEP_ROW)
    {
      from_json (esp_stmt_text (stmt, 0), out_report);
      out_report->at_us = esp_stmt_int64 (stmt, 1);
    }
  return step != ESP_STEP_ERROR;
}
