/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the lead list as a vector of ids: its first part at once, all of it soon after. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-query.h"

#include "store/esp-lead-search.h"

/* What lead_stat knows and a list may sort by. */
static const char *const stat_columns[] = { "n_sent",        "n_opened",     "n_clicked",
                                            "last_sent_at",  "last_open_at", "last_click_at",
                                            "last_event_at", "revenue" };

/**
 * esp_lead_query_is_stat:
 *
 * Returns: whether @column is about behaviour, kept beside the lead
 */
gboolean
esp_lead_query_is_stat (const char *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stat_columns); i++)
    if (g_str_equal (stat_columns[i], column))
      return TRUE;
  return FALSE;
}

static gboolean
unknown_column (const char *column, GError **error)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "Leads cannot be sorted by “%s”: there is no such field", column);
  return FALSE;
}

/* Puts the statement together. The column comes from the catalogue or from the list above. */
static gboolean
build (EspFields *fields, const EspLeadQuery *query, GString *sql, GError **error)
{
  const char *direction = query->is_descending ? "DESC" : "ASC";
  const char *archived = query->is_archived ? "IS NOT NULL" : "IS NULL";
  int index;

  if (query->sort_column == NULL)
    {
      g_string_printf (sql, "SELECT id FROM lead WHERE archived_at %s ORDER BY id %s LIMIT ?1",
                       archived, direction);
      return TRUE;
    }
  if (esp_lead_query_is_stat (query->sort_column))
    {
      g_string_printf (sql,
                       "SELECT lead.id FROM lead LEFT JOIN lead_stat ON lead_stat.lead_id = lead.id"
                       " WHERE archived_at %s ORDER BY lead_stat.%s %s NULLS LAST, lead.id LIMIT "
                       "?1",
                       archived, query->sort_column, direction);
      return TRUE;
    }
  index = esp_fields_find (fields, query->sort_column);
  if (index < 0)
    return unknown_column (query->sort_column, error);
  /* The direction of id follows, so that one index serves both; empty values come first or last. */
  g_string_printf (sql,
                   "SELECT id FROM lead WHERE archived_at %s ORDER BY \"%s\"%s %s, id %s LIMIT ?1",
                   archived, query->sort_column,
                   esp_fields_get (fields, (guint) index)->type == ESP_FIELD_TEXT
                     ? " COLLATE NOCASE"
                     : "",
                   direction, direction);
  return TRUE;
}

/* What the list is limited to: the given set, what the search finds, or both; NULL is no limit. */
static gboolean
resolve_limit (EspTx *tx, const EspLeadQuery *query, EspBitmap **out_within, GError **error)
{
  g_autoptr (EspBitmap) found = NULL;

  *out_within = NULL;
  if (query->search == NULL || *query->search == '\0')
    {
      if (query->within != NULL)
        *out_within = esp_bitmap_copy (query->within);
      return TRUE;
    }
  found = esp_bitmap_new ();
  if (!esp_lead_search_find (tx, query->search, found, error))
    return FALSE;
  if (query->within != NULL)
    esp_bitmap_and (found, query->within);
  *out_within = g_steal_pointer (&found);
  return TRUE;
}

/**
 * esp_lead_query_ids:
 * @limit: at most so many; 0 is all
 * @ids: (element-type guint32): the ids are appended in the list's order
 */
gboolean
esp_lead_query_ids (EspTx *tx,
                    EspFields *fields,
                    const EspLeadQuery *query,
                    guint limit,
                    GArray *ids,
                    GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (EspBitmap) within = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  guint n_max = limit > 0 ? ids->len + limit : G_MAXUINT;
  EspStep step = ESP_STEP_DONE;

  if (!resolve_limit (tx, query, &within, error) || !build (fields, query, sql, error))
    return FALSE;
  if (within != NULL && esp_bitmap_is_empty (within))
    return TRUE;
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql->str, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, limit > 0 && within == NULL ? (gint64) limit : -1);
  while (ids->len < n_max && (step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (stmt, 0);

      if (within == NULL || esp_bitmap_contains (within, id))
        g_array_append_val (ids, id);
    }
  return step != ESP_STEP_ERROR;
}

/**
 * esp_lead_query_bitmap:
 * @leads: the ids are added; the order is of no matter here
 *
 * The same leads as esp_lead_query_ids() lists, as a set.
 */
gboolean
esp_lead_query_bitmap (EspTx *tx,
                       EspFields *fields,
                       const EspLeadQuery *query,
                       EspBitmap *leads,
                       GError **error)
{
  EspLeadQuery unsorted = *query;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  unsorted.sort_column = NULL;
  unsorted.is_descending = FALSE;
  if (!esp_lead_query_ids (tx, fields, &unsorted, 0, ids, error))
    return FALSE;
  esp_bitmap_add_many (leads, (const guint32 *) (gpointer) ids->data, ids->len);
  return TRUE;
}
