/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The segments of a workspace: their rules, and the members of static ones. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-segments.h"

#include "store/esp-names.h"
#include "store/esp-segment-versions.h"

#include <string.h>

#define CHUNK 4096
#define UUID_BYTES 16

/* The columns that read_segment() expects, in its order. */
#define SEGMENT_COLUMNS                                                                            \
  "SELECT segment.id, lower (hex (uuid)), name, kind, rule, description, created_at, updated_at,"  \
  " coalesce (size, -1), coalesce (counted_at, 0), problem, draft"                                 \
  " FROM segment LEFT JOIN segment_state ON segment_state.segment_id = segment.id"

/**
 * esp_segment_copy:
 *
 * Returns: (transfer full)
 */
EspSegment *
esp_segment_copy (const EspSegment *self)
{
  EspSegment *copy = g_memdup2 (self, sizeof *self);

  copy->uuid = g_strdup (self->uuid);
  copy->name = g_strdup (self->name);
  copy->rule = g_strdup (self->rule);
  copy->description = g_strdup (self->description);
  copy->problem = g_strdup (self->problem);
  copy->draft = g_strdup (self->draft);
  return copy;
}

/**
 * esp_segment_free:
 */
void
esp_segment_free (EspSegment *self)
{
  if (self == NULL)
    return;
  g_free (self->uuid);
  g_free (self->name);
  g_free (self->rule);
  g_free (self->description);
  g_free (self->problem);
  g_free (self->draft);
  g_free (self);
}

static gpointer
read_segment (EspStmt *stmt)
{
  EspSegment *self = g_new0 (EspSegment, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->uuid = esp_stmt_dup_text (stmt, 1);
  self->name = esp_stmt_dup_text (stmt, 2);
  self->is_static = g_strcmp0 (esp_stmt_text (stmt, 3), "static") == 0;
  self->rule = esp_stmt_dup_text (stmt, 4);
  self->description = esp_stmt_dup_text (stmt, 5);
  self->created_at_us = esp_stmt_int64 (stmt, 6);
  self->updated_at_us = esp_stmt_int64 (stmt, 7);
  self->size = esp_stmt_int64 (stmt, 8);
  self->counted_at_us = esp_stmt_int64 (stmt, 9);
  self->problem = esp_stmt_dup_text (stmt, 10);
  self->draft = esp_stmt_dup_text (stmt, 11);
  return self;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name != NULL && *name != '\0')
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "A segment needs a name.");
  return FALSE;
}

/**
 * esp_segment_insert:
 * @segment: its name, rule and kind; on return its id, uuid and times are set
 */
gboolean
esp_segment_insert (EspTx *tx, EspSegment *segment, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO segment (uuid, name, kind, rule, description, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
  g_autoptr (EspStmt) stmt = NULL;
  guint8 uuid[UUID_BYTES];
  GString *hex;

  if (!check_name (segment->name, error) || !esp_tx_require_write (tx, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  segment->created_at_us = segment->updated_at_us = esp_tx_get_now_us (tx);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, segment->name);
  esp_stmt_bind_text (stmt, 3, segment->is_static ? "static" : "dynamic");
  esp_stmt_bind_text (stmt, 4, segment->is_static ? NULL : segment->rule);
  esp_stmt_bind_text (stmt, 5, segment->description);
  esp_stmt_bind_int64 (stmt, 6, segment->created_at_us);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  segment->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  hex = g_string_new (NULL);
  for (guint i = 0; i < sizeof uuid; i++)
    g_string_append_printf (hex, "%02x", uuid[i]);
  g_free (segment->uuid);
  segment->uuid = g_string_free (hex, FALSE);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return TRUE;
}

/**
 * esp_segment_update:
 *
 * Writes name, rule, draft and description of a segment. The rule that it had is kept as a version. What names
 * the segment follows its name.
 */
gboolean
esp_segment_update (EspTx *tx, const EspSegment *segment, GError **error)
{
  static const char sql_update[] = "UPDATE segment"
                                   " SET name = ?2, rule = ?3, description = ?4, updated_at = ?5,"
                                   " draft = ?6"
                                   " WHERE id = ?1";
  g_auto (EspRename) rename = { 0 };
  g_autoptr (EspStmt) stmt = NULL;

  if (!check_name (segment->name, error) || !esp_tx_require_write (tx, error) ||
      !esp_rename_begin (&rename, tx, ESP_NAMED_SEGMENT, segment->id, segment->name, error))
    return FALSE;
  if (!segment->is_static && !esp_segment_keep_before (tx, segment->id, segment->rule, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_update, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, segment->id);
  esp_stmt_bind_text (stmt, 2, segment->name);
  esp_stmt_bind_text (stmt, 3, segment->is_static ? NULL : segment->rule);
  esp_stmt_bind_text (stmt, 4, segment->description);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 6, segment->is_static ? NULL : segment->draft);
  if (!esp_tx_run_for_one (tx, stmt, "segment", segment->id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return esp_rename_end (&rename, tx, segment->name, error);
}

/**
 * esp_segment_archive:
 *
 * Takes a segment out of the list. What asks for it keeps its name and says that it is gone.
 */
gboolean
esp_segment_archive (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_archive[] = "UPDATE segment"
                                    " SET archived_at = ?2"
                                    " WHERE id = ?1 AND archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  if (!esp_tx_run_for_one (tx, stmt, "segment", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return TRUE;
}

/**
 * esp_segment_load:
 *
 * Returns: (transfer full): the segment; %NULL with @error set, also when there is none of that id
 */
EspSegment *
esp_segment_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = SEGMENT_COLUMNS " WHERE segment.id = ?1 AND archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "segment", id);
  return step == ESP_STEP_ROW ? read_segment (stmt) : NULL;
}

/**
 * esp_segment_list:
 *
 * Returns: (transfer full) (element-type EspSegment): all segments by name; %NULL with @error set
 */
GPtrArray *
esp_segment_list (EspTx *tx, GError **error)
{
  static const char sql_list[] = SEGMENT_COLUMNS " WHERE archived_at IS NULL"
                                                 " ORDER BY name COLLATE NOCASE, segment.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_segment, (GDestroyNotify) esp_segment_free, error);
}

/**
 * esp_segment_resolve:
 * @reference: a number, the 32 digits of the uuid, or the name
 *
 * Returns: whether there is exactly one such segment; @error is set otherwise
 */
gboolean
esp_segment_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] =
    "SELECT id FROM segment"
    " WHERE archived_at IS NULL"
    " AND (name = ?1 OR lower (hex (uuid)) = ?1 OR CAST (id AS TEXT) = ?1)"
    " ORDER BY name = ?1, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  gint64 id;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  if (step == ESP_STEP_DONE)
    {
      esp_store_set_no_name (error, "segment", reference);
      return FALSE;
    }
  id = esp_stmt_int64 (stmt, 0);
  if (esp_stmt_step (stmt, error) != ESP_STEP_DONE)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                     "There are several segments “%s”; name it by its number.", reference);
      return FALSE;
    }
  *out_id = id;
  return TRUE;
}

static gboolean
change_members (EspTx *tx,
                const char *static_sql,
                gint64 id,
                const EspBitmap *leads,
                gint64 *out_n,
                GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);
  guint32 ids[CHUNK];
  guint32 from = 0;
  gint64 n_changed = 0;
  gsize n;

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          esp_stmt_bind_int64 (stmt, 1, id);
          esp_stmt_bind_int64 (stmt, 2, ids[i]);
          esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
          if (!esp_stmt_run (stmt, error))
            return FALSE;
          if (esp_db_n_changed (esp_tx_get_db (tx)) == 0)
            continue;
          n_changed++;
          esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT, ids[i]);
        }
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  if (out_n != NULL)
    *out_n = n_changed;
  return TRUE;
}

/**
 * esp_segment_add_members:
 * @out_n: (out) (optional): how many were not in it before
 *
 * Puts leads into a static segment; those in it already, and ids of no lead, are passed over.
 */
gboolean
esp_segment_add_members (EspTx *tx,
                         gint64 id,
                         const EspBitmap *leads,
                         gint64 *out_n,
                         GError **error)
{
  static const char sql_add[] =
    "INSERT INTO segment_member (segment_id, lead_id, added_at)"
    " SELECT ?1, lead.id, ?3 FROM lead, segment"
    " WHERE lead.id = ?2 AND segment.id = ?1 AND segment.kind = 'static'"
    " ON CONFLICT (segment_id, lead_id) DO NOTHING";

  return change_members (tx, sql_add, id, leads, out_n, error);
}

/**
 * esp_segment_copy_members:
 *
 * Puts the members of one static segment into another.
 */
gboolean
esp_segment_copy_members (EspTx *tx, gint64 from_id, gint64 to_id, GError **error)
{
  static const char sql_copy[] = "INSERT INTO segment_member (segment_id, lead_id, added_at)"
                                 " SELECT ?2, lead_id, ?3 FROM segment_member WHERE segment_id = ?1"
                                 " ON CONFLICT DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_copy, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, from_id);
  esp_stmt_bind_int64 (stmt, 2, to_id);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  esp_changes_note_all_leads (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return TRUE;
}

/**
 * esp_segment_remove_members:
 * @out_n: (out) (optional): how many were in it
 */
gboolean
esp_segment_remove_members (EspTx *tx,
                            gint64 id,
                            const EspBitmap *leads,
                            gint64 *out_n,
                            GError **error)
{
  static const char sql_remove[] = "DELETE FROM segment_member"
                                   " WHERE segment_id = ?1 AND lead_id = ?2 AND ?3 > 0";

  return change_members (tx, sql_remove, id, leads, out_n, error);
}
