/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stages of a lead's life, and each move from one to another with its reason. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-stages.h"

#include "store/esp-events.h"
#include "store/esp-meta.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define META_BACK "stage_back_allowed"
#define CHUNK 1024

/**
 * esp_stage_row_free:
 */
void
esp_stage_row_free (EspStageRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_free (row->name);
  g_free (row->rule);
  g_free (row);
}

/**
 * esp_stage_list:
 * @with_counts: also how many leads are in each, which reads all leads
 *
 * Returns: (transfer full) (element-type EspStageRow): in their order; %NULL with @error set
 */
GPtrArray *
esp_stage_list (EspTx *tx, gboolean with_counts, GError **error)
{
  static const char sql_list[] =
    "SELECT id, key, name, position, rule, -1 FROM stage ORDER BY position, id";
  static const char sql_counts[] =
    "SELECT stage.id, key, name, position, rule, coalesce (n, 0) FROM stage LEFT JOIN"
    " (SELECT stage AS k, count (*) AS n FROM lead WHERE archived_at IS NULL GROUP BY stage)"
    " ON k = key ORDER BY position, stage.id";
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_stage_row_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, with_counts ? sql_counts : sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspStageRow *row = g_new0 (EspStageRow, 1);

      row->id = esp_stmt_int64 (stmt, 0);
      row->key = esp_stmt_dup_text (stmt, 1);
      row->name = esp_stmt_dup_text (stmt, 2);
      row->position = (int) esp_stmt_int64 (stmt, 3);
      row->rule = esp_stmt_dup_text (stmt, 4);
      row->n = esp_stmt_int64 (stmt, 5);
      g_ptr_array_add (rows, row);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_stage_make_key:
 *
 * Returns: (transfer full): a word for a stage of that name
 */
char *
esp_stage_make_key (const char *name)
{
  GString *key = g_string_new (NULL);

  for (const char *p = name; *p != '\0' && key->len < 60; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (g_unichar_isalnum (c))
        g_string_append_unichar (key, c);
      else if (key->len > 0 && key->str[key->len - 1] != '_')
        g_string_append_c (key, '_');
    }
  if (key->len == 0)
    g_string_assign (key, "stage");
  return g_string_free (key, FALSE);
}

static gboolean
check_stages (GPtrArray *stages, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  if (stages->len == 0 || stages->len > ESP_STAGE_MAX)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "A workspace has from 1 to %d stages", ESP_STAGE_MAX);
      return FALSE;
    }
  for (guint i = 0; i < stages->len; i++)
    {
      const EspStageRow *row = g_ptr_array_index (stages, i);

      if (row->key == NULL || *row->key == '\0' || strlen (row->key) > ESP_STAGE_MAX_NAME ||
          (row->name != NULL && strlen (row->name) > ESP_STAGE_MAX_NAME))
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "Stage %u needs a name of at most %d bytes", i + 1, ESP_STAGE_MAX_NAME);
          return FALSE;
        }
      if (!g_hash_table_add (keys, row->key))
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT,
                       "There are two stages “%s”; give one of them another name", row->key);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
save_stage (EspTx *tx, const EspStageRow *row, int position, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO stage (key, name, position, rule, created_at) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (key) DO UPDATE SET name = excluded.name, position = excluded.position,"
    " rule = excluded.rule WHERE name IS NOT excluded.name OR position <> excluded.position"
    " OR rule IS NOT excluded.rule";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, row->key);
  esp_stmt_bind_text (stmt, 2, row->name);
  esp_stmt_bind_int64 (stmt, 3, position);
  esp_stmt_bind_text (stmt, 4, row->rule);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

static gboolean
delete_others (EspTx *tx, GPtrArray *stages, GError **error)
{
  static const char sql_delete[] = "DELETE FROM stage WHERE key NOT IN"
                                   " (SELECT value FROM json_each (?1))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *keys = NULL;

  if (stmt == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < stages->len; i++)
    json_builder_add_string_value (builder, ((EspStageRow *) g_ptr_array_index (stages, i))->key);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  keys = json_to_string (root, FALSE);
  esp_stmt_bind_text (stmt, 1, keys);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_stage_save:
 * @stages: (element-type EspStageRow): all of them, in their order
 *
 * Who is in a stage that goes keeps it as a word, and counts as before all others.
 */
gboolean
esp_stage_save (EspTx *tx, GPtrArray *stages, GError **error)
{
  if (!esp_tx_require_write (tx, error) || !check_stages (stages, error) ||
      !delete_others (tx, stages, error))
    return FALSE;
  for (guint i = 0; i < stages->len; i++)
    if (!save_stage (tx, g_ptr_array_index (stages, i), (int) i + 1, error))
      return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_STAGE);
  return TRUE;
}

/**
 * esp_stage_is_back_allowed:
 * @out_is_allowed: (out): whether journeys may move people back to an earlier stage
 */
gboolean
esp_stage_is_back_allowed (EspTx *tx, gboolean *out_is_allowed, GError **error)
{
  g_autofree char *text = esp_meta_get_text (tx, META_BACK, "0", error);

  if (text == NULL)
    return FALSE;
  *out_is_allowed = g_str_equal (text, "1");
  return TRUE;
}

/**
 * esp_stage_allow_back:
 */
gboolean
esp_stage_allow_back (EspTx *tx, gboolean is_allowed, GError **error)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_STAGE);
  return esp_meta_set_text (tx, META_BACK, is_allowed ? "1" : "0", error);
}

static void
add_member (JsonBuilder *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (out, name);
  json_builder_add_string_value (out, text);
}

static char *
make_props (const char *from, const EspStageMove *move)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (out);
  add_member (out, "from", from);
  add_member (out, "to", move->to);
  add_member (out, "reason", move->reason);
  add_member (out, "by", move->detail);
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, FALSE);
}

static gboolean
tell_move (EspTx *tx,
           gint64 lead_id,
           const char *from,
           const EspStageMove *move,
           gint64 at_us,
           GError **error)
{
  g_autofree char *props = make_props (from, move);
  const EspEvent event = { .lead_id = lead_id,
                           .kind = (char *) ESP_EVENT_STAGE,
                           .at_us = at_us,
                           .props = props };

  return esp_event_add (tx, &event, NULL, error);
}

/* Returns: 1 moved, 0 left alone, -1 with @error set. */
static int
move_one (EspTx *tx, const EspStageMove *move, guint32 lead_id, GError **error)
{
  static const char sql_from[] =
    "SELECT stage, coalesce ((SELECT position FROM stage WHERE key = lead.stage), 0)"
    " >= (SELECT position FROM stage WHERE key = ?2) FROM lead WHERE id = ?1 AND stage IS NOT ?2";
  static const char sql_move[] = "UPDATE lead SET stage = ?2, updated_at = ?3 WHERE id = ?1";
  /* The trigger has noted the move as one without a word; here it gets its word at once. */
  static const char sql_unlog[] =
    "DELETE FROM stage_log WHERE id = (SELECT max (id) FROM stage_log) AND lead_id = ?1";
  g_autoptr (EspStmt) find = esp_tx_stmt (tx, sql_from, error);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_move, error);
  g_autoptr (EspStmt) unlog = esp_tx_stmt (tx, sql_unlog, error);
  g_autofree char *from = NULL;
  EspStep step;

  if (find == NULL || stmt == NULL || unlog == NULL)
    return -1;
  esp_stmt_bind_int64 (find, 1, lead_id);
  esp_stmt_bind_text (find, 2, move->to);
  step = esp_stmt_step (find, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE ? 0 : -1;
  if (move->is_forward && esp_stmt_int64 (find, 1) != 0)
    return 0;
  from = esp_stmt_dup_text (find, 0);
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, move->to);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (unlog, 1, lead_id);
  if (!esp_stmt_run (stmt, error) || !esp_stmt_run (unlog, error))
    return -1;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, lead_id);
  return tell_move (tx, lead_id, from, move, esp_tx_get_now_us (tx), error) ? 1 : -1;
}

/**
 * esp_stage_move:
 * @out_n: (out) (optional): how many moved
 *
 * Moves leads and records each move with its reason. Who is in the stage already stays untouched.
 */
gboolean
esp_stage_move (EspTx *tx,
                const EspStageMove *move,
                const EspBitmap *leads,
                gint64 *out_n,
                GError **error)
{
  guint32 ids[CHUNK];
  guint32 from = 0;
  gint64 n_moved = 0;
  gsize n;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          int result = move_one (tx, move, ids[i], error);

          if (result < 0)
            return FALSE;
          n_moved += result;
        }
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  if (n_moved > 0)
    {
      esp_changes_note_column (esp_tx_get_changes (tx), "stage");
      esp_changes_note_column (esp_tx_get_changes (tx), "updated_at");
    }
  if (out_n != NULL)
    *out_n = n_moved;
  return TRUE;
}

typedef struct
{
  gint64 id;
  gint64 lead_id;
  char *from;
  char *to;
  char *kind;  /* (nullable) of the entry of the history */
  char *actor; /* (nullable) */
  gint64 at_us;
  gboolean is_undo;
} Logged;

static void
logged_clear (gpointer data)
{
  Logged *logged = data;

  g_free (logged->from);
  g_free (logged->to);
  g_free (logged->kind);
  g_free (logged->actor);
}

static GArray *
load_log (EspTx *tx, guint limit, GError **error)
{
  static const char sql_log[] =
    "SELECT stage_log.id, lead_id, from_key, to_key, history.kind, history.actor,"
    " coalesce (history.at, ?2), history.undo_of IS NOT NULL"
    " FROM stage_log JOIN lead ON lead.id = lead_id"
    " LEFT JOIN history ON history.id = history_id ORDER BY stage_log.id LIMIT ?1";
  g_autoptr (GArray) log = g_array_new (FALSE, TRUE, sizeof (Logged));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_log, error);
  EspStep step;

  g_array_set_clear_func (log, logged_clear);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, limit);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const Logged logged = { esp_stmt_int64 (stmt, 0),    esp_stmt_int64 (stmt, 1),
                              esp_stmt_dup_text (stmt, 2), esp_stmt_dup_text (stmt, 3),
                              esp_stmt_dup_text (stmt, 4), esp_stmt_dup_text (stmt, 5),
                              esp_stmt_int64 (stmt, 6),    esp_stmt_int64 (stmt, 7) != 0 };

      g_array_append_val (log, logged);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&log) : NULL;
}

/**
 * esp_stage_settle_log:
 * @out_more: (out): there are more than @limit
 *
 * Records the moves that were made by editing the field: by hand, by an import, by an undo.
 */
gboolean
esp_stage_settle_log (EspTx *tx, guint limit, gboolean *out_more, GError **error)
{
  static const char sql_drop[] = "DELETE FROM stage_log WHERE id <= ?1";
  g_autoptr (GArray) log = load_log (tx, limit, error);
  g_autoptr (EspStmt) drop = NULL;

  if (log == NULL)
    return FALSE;
  *out_more = log->len == limit;
  if (log->len == 0)
    return TRUE;
  for (guint i = 0; i < log->len; i++)
    {
      const Logged *logged = &g_array_index (log, Logged, i);
      const char *reason = logged->is_undo                           ? ESP_STAGE_BY_UNDO
                           : g_strcmp0 (logged->kind, "import") == 0 ? ESP_STAGE_BY_IMPORT
                                                                     : ESP_STAGE_BY_HAND;
      const EspStageMove move = { .to = logged->to, .reason = reason, .detail = logged->actor };

      if (!tell_move (tx, logged->lead_id, logged->from, &move, logged->at_us, error))
        return FALSE;
    }
  drop = esp_tx_stmt (tx, sql_drop, error);
  if (drop == NULL)
    return FALSE;
  /* Those of leads that are gone go too. */
  esp_stmt_bind_int64 (drop, 1,
                       *out_more ? g_array_index (log, Logged, log->len - 1).id : G_MAXINT64);
  return esp_stmt_run (drop, error);
}
