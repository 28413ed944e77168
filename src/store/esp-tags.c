/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags and who carries them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-tags.h"

/* Ids walked at a time. */
#define CHUNK 4096

/**
 * esp_tag_free:
 */
void
esp_tag_free (EspTag *tag)
{
  if (tag == NULL)
    return;
  g_free (tag->name);
  g_free (tag);
}

/**
 * esp_tag_ensure:
 *
 * Finds the tag of that name, or makes it.
 */
gboolean
esp_tag_ensure (EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  static const char sql_insert[] = "INSERT INTO tag (name, created_at) VALUES (?1, ?2)"
                                   " ON CONFLICT (name) DO NOTHING";
  static const char sql_id[] = "SELECT id FROM tag WHERE name = ?1";
  g_autofree char *trimmed = g_strstrip (g_strdup (name));
  g_autoptr (EspStmt) insert = esp_tx_stmt (tx, sql_insert, error);
  g_autoptr (EspStmt) select = esp_tx_stmt (tx, sql_id, error);

  if (insert == NULL || select == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (*trimmed == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "A tag needs a name");
      return FALSE;
    }
  esp_stmt_bind_text (insert, 1, trimmed);
  esp_stmt_bind_int64 (insert, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (select, 1, trimmed);
  if (!esp_stmt_run (insert, error) || esp_stmt_step (select, error) != ESP_STEP_ROW)
    return FALSE;
  *out_id = esp_stmt_int64 (select, 0);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_TAG);
  return TRUE;
}

static gboolean
change_leads (EspTx *tx,
              const char *static_sql,
              gint64 tag_id,
              const EspBitmap *leads,
              gint64 *out_n,
              GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);
  guint32 ids[CHUNK];
  guint32 from = 0;
  gsize n;
  gint64 n_changed = 0;

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          esp_stmt_bind_int64 (stmt, 1, ids[i]);
          esp_stmt_bind_int64 (stmt, 2, tag_id);
          if (!esp_stmt_run (stmt, error))
            return FALSE;
          if (esp_db_n_changed (esp_tx_get_db (tx)) == 0)
            continue;
          n_changed++;
          esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_TAG, ids[i]);
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
 * esp_tag_add:
 * @out_n_added: (out) (optional): how many did not carry it before
 */
gboolean
esp_tag_add (EspTx *tx, gint64 tag_id, const EspBitmap *leads, gint64 *out_n_added, GError **error)
{
  static const char sql_add[] = "INSERT INTO lead_tag (lead_id, tag_id)"
                                " SELECT id, ?2 FROM lead WHERE id = ?1"
                                " ON CONFLICT (lead_id, tag_id) DO NOTHING";

  return change_leads (tx, sql_add, tag_id, leads, out_n_added, error);
}

/**
 * esp_tag_remove:
 * @out_n_removed: (out) (optional): how many carried it
 */
gboolean
esp_tag_remove (EspTx *tx,
                gint64 tag_id,
                const EspBitmap *leads,
                gint64 *out_n_removed,
                GError **error)
{
  static const char sql_remove[] = "DELETE FROM lead_tag WHERE lead_id = ?1 AND tag_id = ?2";

  return change_leads (tx, sql_remove, tag_id, leads, out_n_removed, error);
}

/**
 * esp_tag_list:
 *
 * Returns: (transfer full) (element-type EspTag): all tags by name with their counts; %NULL with @error set
 */
GPtrArray *
esp_tag_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT id, name, (SELECT count(*) FROM lead_tag WHERE tag_id = tag.id)"
    " FROM tag ORDER BY name COLLATE NOCASE, id";
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_tag_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspTag *tag = g_new0 (EspTag, 1);

      tag->id = esp_stmt_int64 (stmt, 0);
      tag->name = esp_stmt_dup_text (stmt, 1);
      tag->n_leads = esp_stmt_int64 (stmt, 2);
      g_ptr_array_add (tags, tag);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&tags) : NULL;
}

/**
 * esp_tag_list_names:
 *
 * Returns: (transfer full): the names of all tags, which costs less than esp_tag_list(); %NULL with @error
 *   set
 */
GStrv
esp_tag_list_names (EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT name FROM tag ORDER BY name COLLATE NOCASE, id";
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_strv_builder_add (builder, esp_stmt_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}

/**
 * esp_tag_list_of_lead:
 *
 * Returns: (transfer full): the names of the tags that a lead carries; %NULL with @error set
 */
GStrv
esp_tag_list_of_lead (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_list[] =
    "SELECT tag.name FROM lead_tag JOIN tag ON tag.id = lead_tag.tag_id"
    " WHERE lead_tag.lead_id = ?1 ORDER BY tag.name COLLATE NOCASE, tag.id";
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_strv_builder_add (builder, esp_stmt_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}
