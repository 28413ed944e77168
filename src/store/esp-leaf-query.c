/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the workspace who matches one leaf of a rule: one query, its rows gathered into a set. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-leaf-query.h"

#include "store/esp-leaf-sql.h"

#include "base/esp-clock.h"

#include <string.h>

#define BITS 64
#define FIRST_WORDS 1024

/* Ids as they come, unordered: a plain bit each, which is many times faster than a compressed set. */
typedef struct
{
  guint64 *words; /* (owned) */
  gsize n_words;
} Bits;

/* What gathering one query's rows needs. */
typedef struct
{
  const EspLeafQuery *leaf;
  Bits matching;
  Bits seen;      /* of first and last times */
  GArray *counts; /* (owned) (nullable) guint32 by lead id: of counted events */
} Gather;

static void
bits_reserve (Bits *bits, guint32 id)
{
  gsize needed = (gsize) id / BITS + 1;

  if (needed <= bits->n_words)
    return;
  needed = MAX (MAX (needed, bits->n_words * 2), FIRST_WORDS);
  bits->words = g_renew (guint64, bits->words, needed);
  memset (bits->words + bits->n_words, 0, (needed - bits->n_words) * sizeof (guint64));
  bits->n_words = needed;
}

/* Returns: whether the id was there already. */
static gboolean
bits_set (Bits *bits, guint32 id)
{
  guint64 mask = G_GUINT64_CONSTANT (1) << (id % BITS);
  gboolean was_set;

  bits_reserve (bits, id);
  was_set = (bits->words[id / BITS] & mask) != 0;
  bits->words[id / BITS] |= mask;
  return was_set;
}

static EspBitmap *
bits_to_bitmap (const Bits *bits)
{
  EspBitmap *bitmap = esp_bitmap_new ();
  guint32 buffer[BITS];

  for (gsize word = 0; word < bits->n_words; word++)
    {
      guint64 left = bits->words[word];
      gsize n = 0;

      for (; left != 0; left &= left - 1)
        buffer[n++] = (guint32) (word * BITS) + (guint32) __builtin_ctzll (left);
      if (n > 0)
        esp_bitmap_add_many (bitmap, buffer, n);
    }
  return bitmap;
}

static void
gather_clear (Gather *gather)
{
  g_free (gather->matching.words);
  g_free (gather->seen.words);
  g_clear_pointer (&gather->counts, g_array_unref);
}

static void
count_one (Gather *gather, guint32 id)
{
  if (gather->counts == NULL)
    gather->counts = g_array_new (FALSE, TRUE, sizeof (guint32));
  if (gather->counts->len <= id)
    g_array_set_size (gather->counts, MAX (id + 1, gather->counts->len * 2));
  g_array_index (gather->counts, guint32, id)++;
}

static gboolean
day_counts (const EspLeafQuery *leaf, gint64 moment_us)
{
  gint64 seconds = moment_us / ESP_USEC_PER_SEC - (moment_us % ESP_USEC_PER_SEC < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = NULL;

  if (utc == NULL)
    return FALSE;
  local = leaf->zone != NULL ? g_date_time_to_timezone (utc, leaf->zone) : g_date_time_ref (utc);
  return local != NULL &&
         leaf
           ->year_days[g_date_time_get_month (local) - 1][g_date_time_get_day_of_month (local) - 1];
}

static void
take_row (Gather *gather, EspLeafRows rows, EspStmt *stmt)
{
  gint64 raw = esp_stmt_int64 (stmt, 0);
  guint32 id = (guint32) raw;
  gint64 at_us;

  /* Events of visitors that no lead has been found for belong to nobody. */
  if (raw <= 0 || raw > G_MAXUINT32)
    return;
  switch (rows)
    {
    case ESP_LEAF_ROWS_COUNT:
      count_one (gather, id);
      break;
    case ESP_LEAF_ROWS_EDGE:
      at_us = esp_stmt_int64 (stmt, 1);
      if (!bits_set (&gather->seen, id) && at_us >= gather->leaf->from_us &&
          at_us < gather->leaf->until_us)
        (void) bits_set (&gather->matching, id);
      break;
    case ESP_LEAF_ROWS_DAYS:
      if (day_counts (gather->leaf, esp_stmt_int64 (stmt, 1)))
        (void) bits_set (&gather->matching, id);
      break;
    case ESP_LEAF_ROWS_IDS:
    default:
      (void) bits_set (&gather->matching, id);
      break;
    }
}

/* Leads with the wanted count. That nobody is counted here who has no event is right: "at most" and
 * "exactly none" are complements, made by the caller; at least none is everyone who is asked. */
static void
take_counts (Gather *gather, const EspCondition *condition)
{
  for (guint32 id = 0; gather->counts != NULL && id < gather->counts->len; id++)
    {
      guint32 n = g_array_index (gather->counts, guint32, id);

      if (n > 0 && (condition->count_op == ESP_COUNT_EXACTLY ? n == condition->count
                                                             : n >= condition->count))
        (void) bits_set (&gather->matching, id);
    }
}

static EspBitmap *
gather_rows (EspTx *tx, const EspLeafQuery *leaf, const EspLeafSql *sql, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_leaf_sql_prepare (sql, "", tx, error);
  Gather gather = { .leaf = leaf };
  EspBitmap *bitmap = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    take_row (&gather, sql->rows, stmt);
  if (step == ESP_STEP_DONE)
    {
      take_counts (&gather, leaf->condition);
      bitmap = bits_to_bitmap (&gather.matching);
      esp_bitmap_optimize (bitmap);
    }
  gather_clear (&gather);
  return bitmap;
}

/**
 * esp_leaf_query_run:
 *
 * Runs the leaf's query; the transaction's cancellable stops it.
 *
 * Returns: (transfer full): who matches, archived leads perhaps among them; %NULL with @error set
 */
EspBitmap *
esp_leaf_query_run (EspTx *tx, const EspLeafQuery *leaf, GError **error)
{
  g_autoptr (EspLeafSql) sql = NULL;

  if (esp_condition_is_events (leaf->condition) &&
      leaf->condition->occurrence == ESP_OCCURRENCE_ANY &&
      leaf->condition->count_op == ESP_COUNT_AT_LEAST && leaf->condition->count == 0)
    return esp_leaf_query_universe (tx, leaf->only, error);
  sql = esp_leaf_sql_new (leaf, error);
  return sql != NULL ? gather_rows (tx, leaf, sql, error) : NULL;
}

/**
 * esp_leaf_query_crossing:
 *
 * Finds of whom something the leaf looks at happened from from_us up to until_us: those who may change
 * sides when an end of a window moves over that time.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspBitmap *
esp_leaf_query_crossing (EspTx *tx, const EspLeafQuery *leaf, GError **error)
{
  g_autoptr (EspLeafSql) sql = esp_leaf_sql_new_crossing (leaf, error);

  return sql != NULL ? gather_rows (tx, leaf, sql, error) : NULL;
}

/**
 * esp_leaf_query_next:
 * @out_us: %G_MAXINT64 when there is nothing more
 *
 * Finds the first moment from @from_us on at which something the leaf looks at lies.
 */
gboolean
esp_leaf_query_next (EspTx *tx,
                     const EspLeafQuery *leaf,
                     gint64 from_us,
                     gint64 *out_us,
                     GError **error)
{
  g_autoptr (EspLeafSql) sql = esp_leaf_sql_new_next (leaf, from_us, error);
  g_autoptr (EspStmt) stmt = sql != NULL ? esp_leaf_sql_prepare (sql, "", tx, error) : NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  *out_us = G_MAXINT64;
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW && !esp_stmt_is_null (stmt, 0))
    *out_us = esp_stmt_int64 (stmt, 0);
  return step != ESP_STEP_ERROR;
}

/**
 * esp_leaf_query_explain:
 *
 * Returns: (transfer full): SQLite's plan, a line per step; %NULL with @error set
 */
char *
esp_leaf_query_explain (EspTx *tx, const EspLeafQuery *leaf, GError **error)
{
  g_autoptr (EspLeafSql) sql = esp_leaf_sql_new (leaf, error);
  g_autoptr (EspStmt) stmt =
    sql != NULL ? esp_leaf_sql_prepare (sql, "EXPLAIN QUERY PLAN ", tx, error) : NULL;
  g_autoptr (GString) plan = g_string_new (NULL);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_string_append_printf (plan, "%s\n", esp_stmt_text (stmt, 3));
  return step == ESP_STEP_DONE ? g_strdup (plan->str) : NULL;
}

/**
 * esp_leaf_query_universe:
 * @only: (nullable): look at these alone
 *
 * Returns: (transfer full): every lead that is not archived; %NULL with @error set
 */
EspBitmap *
esp_leaf_query_universe (EspTx *tx, const EspBitmap *only, GError **error)
{
  static const char sql_all[] = "SELECT id FROM lead WHERE archived_at IS NULL";
  static const char sql_one[] = "SELECT 1 FROM lead WHERE id = ?1 AND archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, only != NULL ? sql_one : sql_all, error);
  g_autofree guint32 *ids = NULL;
  EspBitmap *bitmap = NULL;
  Bits bits = { 0 };
  EspStep step = ESP_STEP_DONE;
  gsize n_ids = 0;

  if (stmt == NULL)
    return NULL;
  ids = only != NULL ? esp_bitmap_to_array (only, &n_ids) : NULL;
  for (gsize i = 0; i < n_ids && step != ESP_STEP_ERROR; i++)
    {
      esp_stmt_bind_int64 (stmt, 1, ids[i]);
      step = esp_stmt_step (stmt, error);
      if (step == ESP_STEP_ROW)
        (void) bits_set (&bits, ids[i]);
      esp_stmt_reset (stmt);
    }
  while (only == NULL && (step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    (void) bits_set (&bits, (guint32) esp_stmt_int64 (stmt, 0));
  if (step != ESP_STEP_ERROR)
    {
      bitmap = bits_to_bitmap (&bits);
      esp_bitmap_optimize (bitmap);
    }
  g_free (bits.words);
  return bitmap;
}
