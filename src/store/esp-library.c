/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library of a workspace: templates, blocks, pictures, pieces of text, brand kits and phrases. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-library.h"

#include <string.h>

/* As large as a message may be: a template is one. */
#define MAX_DOCUMENT_BYTES (32 * 1024 * 1024)
#define MAX_NAME_BYTES 300

static const char *const kind_names[ESP_N_LIBRARY_KINDS] = { "template", "block", "image",
                                                             "snippet",  "brand", "phrase" };

/**
 * esp_library_kind_to_string:
 */
const char *
esp_library_kind_to_string (EspLibraryKind kind)
{
  g_return_val_if_fail ((guint) kind < ESP_N_LIBRARY_KINDS, NULL);
  return kind_names[kind];
}

/**
 * esp_library_kind_from_string:
 * @out_kind: (out): the kind
 *
 * Returns: whether there is a kind of that name
 */
gboolean
esp_library_kind_from_string (const char *name, EspLibraryKind *out_kind)
{
  for (guint i = 0; i < ESP_N_LIBRARY_KINDS; i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      {
        *out_kind = (EspLibraryKind) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_library_item_free:
 */
void
esp_library_item_free (EspLibraryItem *item)
{
  if (item == NULL)
    return;
  g_free (item->uuid);
  g_free (item->name);
  g_free (item->document);
  g_free (item->media_type);
  g_clear_pointer (&item->data, g_bytes_unref);
  g_free (item);
}

/* Writing */

static gboolean
check (const EspLibraryItem *item, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (item->name != NULL ? item->name : ""));

  if (*trimmed == '\0' || strlen (trimmed) > MAX_NAME_BYTES)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "What is kept in the library needs a name of at most %d bytes", MAX_NAME_BYTES);
  else if (item->document == NULL || strlen (item->document) > MAX_DOCUMENT_BYTES)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "“%s” is larger than %d MB; use smaller pictures", trimmed,
                 MAX_DOCUMENT_BYTES / 1024 / 1024);
  else if (item->data != NULL && g_bytes_get_size (item->data) > ESP_LIBRARY_MAX_BYTES)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "The picture “%s” is larger than %d MB; make it smaller first", trimmed,
                 ESP_LIBRARY_MAX_BYTES / 1024 / 1024);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_uuid (const char *text, guint8 out_uuid[16])
{
  if (strlen (text) != 32)
    return FALSE;
  for (guint i = 0; i < 16; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      out_uuid[i] = (guint8) (high * 16 + low);
    }
  return TRUE;
}

static void
bind_content (EspStmt *stmt, const EspLibraryItem *item)
{
  gsize n_bytes = 0;
  gconstpointer data = item->data != NULL ? g_bytes_get_data (item->data, &n_bytes) : NULL;

  esp_stmt_bind_text (stmt, 2, item->name);
  esp_stmt_bind_text (stmt, 3, item->document);
  esp_stmt_bind_text (stmt, 4, item->media_type);
  if (data != NULL)
    esp_stmt_bind_blob (stmt, 5, data, n_bytes);
  else
    esp_stmt_bind_null (stmt, 5);
}

/**
 * esp_library_insert:
 * @item: without an id; its uuid may be %NULL: then it gets a new one
 * @out_id: (out): the new thing
 */
gboolean
esp_library_insert (EspTx *tx, const EspLibraryItem *item, gint64 *out_id, GError **error)
{
  static const char sql_insert[] = "INSERT INTO library_item (uuid, kind, name, document, "
                                   "media_type, data, created_at, updated_at)"
                                   " VALUES (?1, ?7, ?2, ?3, ?4, ?5, ?6, ?6)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check (item, error))
    return FALSE;
  if (item->uuid == NULL)
    esp_random_uuid (esp_tx_get_random (tx), uuid);
  else if (!read_uuid (item->uuid, uuid))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no id of the library; it has 32 hexadecimal digits", item->uuid);
      return FALSE;
    }
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  bind_content (stmt, item);
  esp_stmt_bind_int64 (stmt, 6, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 7, esp_library_kind_to_string (item->kind));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LIBRARY);
  return TRUE;
}

/**
 * esp_library_update:
 *
 * Replaces the name and the document; the picture too when @item brings one. Kind and uuid stay.
 */
gboolean
esp_library_update (EspTx *tx, const EspLibraryItem *item, GError **error)
{
  static const char sql_update[] =
    "UPDATE library_item SET name = ?2, document = ?3, media_type = coalesce (?4, media_type),"
    " data = coalesce (?5, data), updated_at = ?6 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check (item, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, item->id);
  bind_content (stmt, item);
  esp_stmt_bind_int64 (stmt, 6, esp_tx_get_now_us (tx));
  if (!esp_tx_run_for_one (tx, stmt, "thing of the library", item->id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LIBRARY);
  return TRUE;
}

/**
 * esp_library_set_archived:
 *
 * Puts a thing away; messages that use it go on to.
 */
gboolean
esp_library_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] =
    "UPDATE library_item SET archived_at = ?2, is_default = 0 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (is_archived)
    esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  else
    esp_stmt_bind_null (stmt, 2);
  if (!esp_tx_run_for_one (tx, stmt, "thing of the library", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LIBRARY);
  return TRUE;
}

/**
 * esp_library_set_default:
 *
 * Makes a thing the one of its kind that is taken unasked, in place of the one before.
 */
gboolean
esp_library_set_default (EspTx *tx, gint64 id, gboolean is_default, GError **error)
{
  static const char sql_clear[] =
    "UPDATE library_item SET is_default = 0 WHERE is_default = 1 AND id <> ?1"
    " AND kind = (SELECT kind FROM library_item WHERE id = ?1)";
  static const char sql_set[] = "UPDATE library_item SET is_default = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) clear = esp_tx_stmt (tx, sql_clear, error);
  g_autoptr (EspStmt) set = esp_tx_stmt (tx, sql_set, error);

  if (clear == NULL || set == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (clear, 1, id);
  esp_stmt_bind_int64 (set, 1, id);
  esp_stmt_bind_int64 (set, 2, is_default ? 1 : 0);
  if (!esp_stmt_run (clear, error) ||
      !esp_tx_run_for_one (tx, set, "thing of the library", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LIBRARY);
  return TRUE;
}

/* Reading */

#define COLUMNS                                                                                    \
  "id, lower (hex (uuid)), kind, name, document, media_type,"                                      \
  " coalesce (length (data), 0), is_default, created_at, updated_at, archived_at"

static gpointer
read_item (EspStmt *stmt)
{
  EspLibraryItem *item = g_new0 (EspLibraryItem, 1);
  g_autofree char *kind = esp_stmt_dup_text (stmt, 2);

  item->id = esp_stmt_int64 (stmt, 0);
  item->uuid = esp_stmt_dup_text (stmt, 1);
  if (!esp_library_kind_from_string (kind, &item->kind))
    item->kind = ESP_LIBRARY_SNIPPET; /* cannot be: the table checks it */
  item->name = esp_stmt_dup_text (stmt, 3);
  item->document = esp_stmt_dup_text (stmt, 4);
  item->media_type = esp_stmt_dup_text (stmt, 5);
  item->n_bytes = (gsize) esp_stmt_int64 (stmt, 6);
  item->is_default = esp_stmt_int64 (stmt, 7) != 0;
  item->created_at_us = esp_stmt_int64 (stmt, 8);
  item->updated_at_us = esp_stmt_int64 (stmt, 9);
  item->archived_at_us = esp_stmt_int64 (stmt, 10);
  return item;
}

static gpointer
read_with_data (EspStmt *stmt)
{
  EspLibraryItem *item = read_item (stmt);
  gsize n_bytes = 0;
  gconstpointer data = esp_stmt_blob (stmt, 11, &n_bytes);

  if (data != NULL)
    item->data = g_bytes_new (data, n_bytes);
  return item;
}

/**
 * esp_library_load:
 *
 * Returns: (transfer full) (nullable): the thing with its picture; %NULL with @error set
 */
EspLibraryItem *
esp_library_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS ", data FROM library_item WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_with_data, "thing of the library", id, error);
}

/**
 * esp_library_find:
 * @uuid: 32 hexadecimal digits
 *
 * Returns: (transfer full) (nullable): the thing with its picture, archived or not; %NULL with @error set
 */
EspLibraryItem *
esp_library_find (EspTx *tx, const char *uuid, GError **error)
{
  static const char sql_find[] = "SELECT " COLUMNS ", data FROM library_item WHERE uuid = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  guint8 bytes[16];
  EspStep step = ESP_STEP_DONE;

  if (stmt == NULL)
    return NULL;
  if (read_uuid (uuid, bytes))
    {
      esp_stmt_bind_blob (stmt, 1, bytes, sizeof bytes);
      step = esp_stmt_step (stmt, error);
    }
  if (step == ESP_STEP_ROW)
    return read_with_data (stmt);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "thing of the library", uuid);
  return NULL;
}

/**
 * esp_library_load_default:
 * @out_item: (out) (nullable): the thing of @kind that is taken unasked, with its picture; %NULL when there is none
 */
gboolean
esp_library_load_default (EspTx *tx, EspLibraryKind kind, EspLibraryItem **out_item, GError **error)
{
  static const char sql_default[] = "SELECT " COLUMNS ", data FROM library_item"
                                    " WHERE kind = ?1 AND is_default = 1 AND archived_at IS NULL"
                                    " ORDER BY id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_default, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, esp_library_kind_to_string (kind));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_item = step == ESP_STEP_ROW ? read_with_data (stmt) : NULL;
  return TRUE;
}

/* Words are looked for where people write them, not in colours and ids. */
static char *
make_pattern (const char *text)
{
  g_autoptr (GString) pattern = g_string_new ("%");

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '%' || *at == '_' || *at == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *at);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (g_steal_pointer (&pattern), FALSE);
}

/**
 * esp_library_list:
 *
 * Returns: (transfer full) (nullable) (element-type EspLibraryItem): by kind and name, without their pictures;
 *   %NULL with @error set
 */
GPtrArray *
esp_library_list (EspTx *tx, const EspLibraryQuery *query, GError **error)
{
  static const char sql_list[] =
    "SELECT " COLUMNS " FROM library_item WHERE (?1 IS NULL OR kind = ?1)"
    " AND (?2 OR archived_at IS NULL)"
    " AND (?3 IS NULL OR name LIKE ?3 ESCAPE '\\' OR (json_valid (document) AND EXISTS"
    " (SELECT 1 FROM json_tree (document) WHERE type = 'text' AND key IN ('text', 'alt', 'label',"
    " 'subject', 'preheader', 'html', 'note', 'rights', 'name', 'title')"
    " AND atom LIKE ?3 ESCAPE '\\')))"
    " ORDER BY kind, name COLLATE NOCASE, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  g_autofree char *pattern = NULL;

  if (stmt == NULL)
    return NULL;
  if (query->text != NULL && *query->text != '\0')
    pattern = make_pattern (query->text);
  esp_stmt_bind_text (stmt, 1,
                      query->kind >= 0 ? esp_library_kind_to_string ((EspLibraryKind) query->kind)
                                       : NULL);
  esp_stmt_bind_int64 (stmt, 2, query->with_archived ? 1 : 0);
  esp_stmt_bind_text (stmt, 3, pattern);
  return esp_stmt_read_all (stmt, read_item, (GDestroyNotify) esp_library_item_free, error);
}

/**
 * esp_library_resolve:
 * @reference: an id, a uuid, or the exact name of one thing
 * @out_id: (out): the thing
 */
gboolean
esp_library_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_resolve[] =
    "SELECT id, id = ?1 OR lower (hex (uuid)) = ?2 FROM library_item"
    " WHERE id = ?1 OR lower (hex (uuid)) = ?2 OR name = ?2 ORDER BY 2 DESC, id LIMIT 2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_resolve, error);
  guint64 id = 0;
  EspStep step;
  gboolean is_sure;

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
      esp_store_set_no_name (error, "thing of the library", reference);
      return FALSE;
    }
  *out_id = esp_stmt_int64 (stmt, 0);
  is_sure = esp_stmt_int64 (stmt, 1) != 0;
  if (is_sure || (step = esp_stmt_step (stmt, error)) == ESP_STEP_DONE)
    return TRUE;
  if (step == ESP_STEP_ROW)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "More than one thing of the library is called “%s”; name it by its number",
                 reference);
  return FALSE;
}
