/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which messages, and which other things of the library, use a thing of the library. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-library-uses.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define UUID_DIGITS 32

/**
 * esp_library_use_free:
 */
void
esp_library_use_free (EspLibraryUse *use)
{
  if (use == NULL)
    return;
  g_free (use->name);
  g_free (use);
}

static gboolean
read_uses (EspStmt *stmt, gboolean are_items, GPtrArray *uses, GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspLibraryUse *use = g_new0 (EspLibraryUse, 1);

      use->is_item = are_items;
      use->id = esp_stmt_int64 (stmt, 0);
      use->name = esp_stmt_dup_text (stmt, 1);
      g_ptr_array_add (uses, use);
    }
  return step == ESP_STEP_DONE;
}

/* What a snippet or a phrase says.  Returns: (nullable): nothing */
static char *
dup_words (const EspLibraryItem *item)
{
  g_autoptr (JsonNode) root = json_from_string (item->document, NULL);
  const char *text = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    text = json_object_get_string_member_with_default (json_node_get_object (root), "text", NULL);
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static gboolean
list_by_mark (EspTx *tx, const EspLibraryItem *item, GPtrArray *uses, GError **error)
{
  static const char sql_messages[] =
    "SELECT id, name FROM message WHERE archived_at IS NULL AND instr (document, ?1) > 0"
    " ORDER BY updated_at DESC, id DESC";
  static const char sql_items[] =
    "SELECT id, name FROM library_item WHERE archived_at IS NULL AND id <> ?2"
    " AND kind IN ('template', 'block', 'brand') AND instr (document, ?1) > 0 ORDER BY name, id";
  g_autoptr (EspStmt) messages = esp_tx_stmt (tx, sql_messages, error);
  g_autoptr (EspStmt) items = esp_tx_stmt (tx, sql_items, error);

  if (messages == NULL || items == NULL)
    return FALSE;
  esp_stmt_bind_text (messages, 1, item->uuid);
  esp_stmt_bind_text (items, 1, item->uuid);
  esp_stmt_bind_int64 (items, 2, item->id);
  return read_uses (messages, FALSE, uses, error) && read_uses (items, TRUE, uses, error);
}

static gboolean
list_by_words (EspTx *tx, const EspLibraryItem *item, GPtrArray *uses, GError **error)
{
#define HAS_WORDS                                                                                  \
  " json_valid (document) AND EXISTS (SELECT 1 FROM json_tree (document) WHERE type = 'text'"      \
  " AND key IN ('text', 'alt', 'label', 'subject', 'preheader', 'html')"                           \
  " AND instr (lower (atom), lower (?1)) > 0)"
  static const char sql_messages[] =
    "SELECT id, name FROM message WHERE archived_at IS NULL AND" HAS_WORDS
    " ORDER BY updated_at DESC, id DESC";
  static const char sql_items[] =
    "SELECT id, name FROM library_item WHERE archived_at IS NULL AND id <> ?2"
    " AND kind IN ('template', 'block') AND" HAS_WORDS " ORDER BY name, id";
#undef HAS_WORDS
  g_autofree char *words = dup_words (item);
  g_autoptr (EspStmt) messages = esp_tx_stmt (tx, sql_messages, error);
  g_autoptr (EspStmt) items = esp_tx_stmt (tx, sql_items, error);

  if (messages == NULL || items == NULL)
    return FALSE;
  if (words == NULL)
    return TRUE;
  esp_stmt_bind_text (messages, 1, words);
  esp_stmt_bind_text (items, 1, words);
  esp_stmt_bind_int64 (items, 2, item->id);
  return read_uses (messages, FALSE, uses, error) && read_uses (items, TRUE, uses, error);
}

/**
 * esp_library_list_uses:
 *
 * A linked block, a picture and a template are named by their uuid; a snippet and a phrase are found by their words.
 * Archived messages do not count.
 *
 * Returns: (transfer full) (nullable) (element-type EspLibraryUse): messages first; %NULL with @error set
 */
GPtrArray *
esp_library_list_uses (EspTx *tx, const EspLibraryItem *item, GError **error)
{
  g_autoptr (GPtrArray) uses =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_library_use_free);
  gboolean by_words = item->kind == ESP_LIBRARY_SNIPPET || item->kind == ESP_LIBRARY_PHRASE;
  gboolean is_ok =
    by_words ? list_by_words (tx, item, uses, error) : list_by_mark (tx, item, uses, error);

  return is_ok ? g_steal_pointer (&uses) : NULL;
}

/* Looks for runs of exactly 32 hexadecimal digits, which stand nowhere else than in references. */
static void
count_marks (const char *document, GHashTable *known, GHashTable *counts)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (const char *at = document; *at != '\0';)
    {
      gsize n = strspn (at, "0123456789abcdef");
      char mark[UUID_DIGITS + 1];
      gpointer key;

      if (n == UUID_DIGITS)
        {
          memcpy (mark, at, UUID_DIGITS);
          mark[UUID_DIGITS] = '\0';
          if (g_hash_table_lookup_extended (known, mark, &key, NULL) &&
              g_hash_table_add (seen, key))
            g_hash_table_insert (counts, g_strdup (key),
                                 GUINT_TO_POINTER (
                                   GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
        }
      at += n;
      at += strcspn (at, "0123456789abcdef");
    }
}

static GHashTable *
load_known (EspTx *tx, GError **error)
{
  static const char sql_known[] = "SELECT lower (hex (uuid)) FROM library_item ORDER BY id";
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_known, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_hash_table_add (known, esp_stmt_dup_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&known) : NULL;
}

/**
 * esp_library_count_uses:
 *
 * How many messages and other things name each thing of the library, in one walk over all of them. Pieces of text are
 * not counted: esp_library_list_uses() finds them.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 guint): by uuid; %NULL with @error set
 */
GHashTable *
esp_library_count_uses (EspTx *tx, GError **error)
{
  static const char sql_documents[] =
    "SELECT document FROM message WHERE archived_at IS NULL UNION ALL"
    " SELECT document FROM library_item WHERE archived_at IS NULL"
    " AND kind IN ('template', 'block', 'brand')";
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) known = load_known (tx, error);
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (known == NULL)
    return NULL;
  if (g_hash_table_size (known) == 0)
    return g_steal_pointer (&counts);
  stmt = esp_tx_stmt (tx, sql_documents, error);
  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      g_autofree char *document = esp_stmt_dup_text (stmt, 0);

      count_marks (document, known, counts);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}
