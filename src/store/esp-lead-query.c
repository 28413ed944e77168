/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the lead list as a vector of ids: its first part at once, all of it soon after. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-query.h"

#include "store/esp-lead-order.h"
#include "store/esp-lead-search.h"

/* Up to so many are sorted sooner than an index of all leads is walked through. */
#define FEW_LEADS 20000

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

/* In the orders that an index keeps the first rows are there at once. */
static const char *const sql_newest[] = {
  "SELECT id FROM lead WHERE archived_at IS NULL ORDER BY id LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NULL ORDER BY id DESC LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NOT NULL ORDER BY id LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NOT NULL ORDER BY id DESC LIMIT ?1",
};
static const char *const sql_created[] = {
  "SELECT id FROM lead WHERE archived_at IS NULL ORDER BY created_at, id LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NOT NULL ORDER BY created_at, id LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT ?1",
};
/* Leads without a name stand last, whatever the direction. */
static const char *const sql_name[] = {
  "SELECT id FROM lead WHERE archived_at IS NULL AND name > ''"
  " ORDER BY name COLLATE NOCASE, id LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NULL AND name > ''"
  " ORDER BY name COLLATE NOCASE DESC, id DESC LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NOT NULL AND name > ''"
  " ORDER BY name COLLATE NOCASE, id LIMIT ?1",
  "SELECT id FROM lead WHERE archived_at IS NOT NULL AND name > ''"
  " ORDER BY name COLLATE NOCASE DESC, id DESC LIMIT ?1",
};
static const char *const sql_nameless[] = {
  "SELECT id FROM lead INDEXED BY lead_name WHERE archived_at IS NULL"
  " AND (name COLLATE NOCASE IS NULL OR name COLLATE NOCASE = '') ORDER BY id LIMIT ?1",
  "SELECT id FROM lead INDEXED BY lead_name WHERE archived_at IS NULL"
  " AND (name COLLATE NOCASE IS NULL OR name COLLATE NOCASE = '') ORDER BY id DESC LIMIT ?1",
  "SELECT id FROM lead INDEXED BY lead_name WHERE archived_at IS NOT NULL"
  " AND (name COLLATE NOCASE IS NULL OR name COLLATE NOCASE = '') ORDER BY id LIMIT ?1",
  "SELECT id FROM lead INDEXED BY lead_name WHERE archived_at IS NOT NULL"
  " AND (name COLLATE NOCASE IS NULL OR name COLLATE NOCASE = '') ORDER BY id DESC LIMIT ?1",
};

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

/* Appends what a statement yields, as far as there is room. */
static gboolean
run (EspTx *tx,
     const char *const *sql,
     const EspLeadQuery *query,
     const EspBitmap *within,
     guint limit,
     GArray *ids,
     GError **error)
{
  int index = (query->is_archived ? 2 : 0) + (query->is_descending ? 1 : 0);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql[index], error);
  guint n_before = ids->len;
  EspStep step = ESP_STEP_DONE;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, limit > 0 && within == NULL ? (gint64) limit : -1);
  while ((limit == 0 || ids->len - n_before < limit) &&
         (step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (stmt, 0);

      if (within == NULL || esp_bitmap_contains (within, id))
        g_array_append_val (ids, id);
    }
  return step != ESP_STEP_ERROR;
}

static gboolean
run_by_name (EspTx *tx,
             const EspLeadQuery *query,
             const EspBitmap *within,
             guint limit,
             GArray *ids,
             GError **error)
{
  guint n_before = ids->len;

  if (!run (tx, sql_name, query, within, limit, ids, error))
    return FALSE;
  if (limit > 0 && ids->len - n_before >= limit)
    return TRUE;
  return run (tx, sql_nameless, query, within, limit > 0 ? limit - (ids->len - n_before) : 0, ids,
              error);
}

/**
 * esp_lead_query_ids:
 * @limit: at most so many; 0 is all
 * @ids: (element-type guint32): the ids are appended in the list's order
 *
 * Leads without a value stand last, whatever the direction.
 */
gboolean
esp_lead_query_ids (EspTx *tx,
                    EspFields *fields,
                    const EspLeadQuery *query,
                    guint limit,
                    GArray *ids,
                    GError **error)
{
  g_autoptr (EspBitmap) within = NULL;
  gboolean is_few;

  if (!resolve_limit (tx, query, &within, error))
    return FALSE;
  if (within != NULL && esp_bitmap_is_empty (within) && query->sort_column == NULL)
    return TRUE;
  is_few = within != NULL && esp_bitmap_count (within) <= FEW_LEADS;
  if (query->sort_column == NULL && within == NULL && limit > 0)
    return run (tx, sql_newest, query, NULL, limit, ids, error);
  if (!is_few && g_strcmp0 (query->sort_column, "name") == 0)
    return run_by_name (tx, query, within, limit, ids, error);
  if (!is_few && g_strcmp0 (query->sort_column, "created_at") == 0)
    return run (tx, sql_created, query, within, limit, ids, error);
  return esp_lead_order_ids (tx, fields, query, within, limit, ids, error);
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
