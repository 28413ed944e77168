/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index of leads: what is to be indexed again, indexing it, and asking it. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-search.h"

#include "base/esp-hangul.h"

#include <string.h>

/* People type a number from its start, or the last eight or four digits that they remember. */
static const gsize phone_tails[] = { 8, 4 };

/* A search of more words than this is cut: nobody types them, and each costs. */
#define MAX_WORDS 12

static gboolean
run_on_range (EspTx *tx, const char *static_sql, gint64 first, gint64 last, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_lead_search_mark:
 *
 * Notes that the search tokens of the leads from @first_lead_id to @last_lead_id are out of date.
 */
gboolean
esp_lead_search_mark (EspTx *tx, gint64 first_lead_id, gint64 last_lead_id, GError **error)
{
  static const char sql_extend[] =
    "UPDATE search_dirty SET last_lead_id = ?2"
    " WHERE id = (SELECT max (id) FROM search_dirty) AND last_lead_id BETWEEN ?1 - 1 AND ?2"
    " AND first_lead_id <= ?1";
  static const char sql_mark[] = "INSERT INTO search_dirty (first_lead_id, last_lead_id)"
                                 " VALUES (?1, ?2)";

  /* Leads that come in one after another make one range. */
  if (!run_on_range (tx, sql_extend, first_lead_id, last_lead_id, error))
    return FALSE;
  return esp_db_n_changed (esp_tx_get_db (tx)) > 0 ||
         run_on_range (tx, sql_mark, first_lead_id, last_lead_id, error);
}

static char *
digits_of (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  return g_string_free (digits, FALSE);
}

static void
add_token (GString *tokens, const char *token)
{
  if (*token == '\0')
    return;
  if (tokens->len > 0)
    g_string_append_c (tokens, ' ');
  g_string_append (tokens, token);
}

/* "+821012345678" is found as 821012345678, 01012345678, 12345678 and 5678. */
static void
add_phone (GString *tokens, const char *phone)
{
  g_autofree char *digits = digits_of (phone);
  gsize length = strlen (digits);

  add_token (tokens, digits);
  if (g_str_has_prefix (digits, "82"))
    {
      g_autofree char *national = g_strconcat ("0", digits + 2, NULL);

      add_token (tokens, national);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (phone_tails); i++)
    if (length > phone_tails[i])
      add_token (tokens, digits + length - phone_tails[i]);
}

/**
 * esp_lead_search_tokens:
 * @name: (nullable): and so the others
 *
 * Returns: (transfer full): what the index keeps of a lead, tokens split by a space
 */
char *
esp_lead_search_tokens (const char *name,
                        const char *email,
                        const char *phone,
                        const char *company,
                        const char *external_id)
{
  GString *tokens = g_string_new (NULL);
  const char *const named[] = { name, company };

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i] != NULL)
      {
        g_autofree char *some = esp_hangul_search_tokens (named[i]);

        add_token (tokens, some);
      }
  if (email != NULL)
    add_token (tokens, email);
  if (phone != NULL)
    add_phone (tokens, phone);
  if (external_id != NULL)
    add_token (tokens, external_id);
  return g_string_free (tokens, FALSE);
}

static gboolean
is_phone_like (const char *text)
{
  gsize n_digits = 0;

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      n_digits++;
    else if (strchr ("+-() .", *p) == NULL)
      return FALSE;
  return n_digits >= 3;
}

/* Adds one word as a prefix. A double quote cannot be part of it, so the quoting cannot be left. */
static void
add_prefix (GString *match, const char *word)
{
  if (match->len > 0)
    g_string_append (match, " AND ");
  g_string_append_c (match, '"');
  for (const char *p = word; *p != '\0'; p++)
    if (*p != '"')
      g_string_append_c (match, *p);
  g_string_append (match, "\"*");
}

/**
 * esp_lead_search_match:
 * @text: what stands in a search field, the syllable being composed included
 *
 * Returns: (transfer full) (nullable): the query for the index: every word is the beginning of a token;
 *   %NULL when there is nothing to look for
 */
char *
esp_lead_search_match (const char *text)
{
  g_autoptr (GString) match = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  guint n_words = 0;

  if (is_phone_like (text))
    {
      g_autofree char *digits = digits_of (text);

      add_prefix (match, digits);
      return g_string_free (g_steal_pointer (&match), FALSE);
    }
  words = g_strsplit_set (text, " \t\r\n@.,;:/\\|()[]{}<>\"'*^&!?+=~`#%-_", -1);
  for (guint i = 0; words[i] != NULL && n_words < MAX_WORDS; i++)
    {
      g_autofree char *folded = *words[i] != '\0' ? esp_hangul_fold_query (words[i], NULL) : NULL;

      if (folded == NULL || *folded == '\0')
        continue;
      add_prefix (match, folded);
      n_words++;
    }
  return n_words > 0 ? g_string_free (g_steal_pointer (&match), FALSE) : NULL;
}

typedef struct
{
  gint64 row_id;
  gint64 first;
  gint64 last;
} DirtyRange;

static EspStep
next_range (EspTx *tx, DirtyRange *range, GError **error)
{
  static const char sql_next[] = "SELECT id, first_lead_id, last_lead_id FROM search_dirty"
                                 " ORDER BY id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_next, error);
  EspStep step;

  if (stmt == NULL)
    return ESP_STEP_ERROR;
  step = esp_stmt_step (stmt, error);
  if (step != ESP_STEP_ROW)
    return step;
  range->row_id = esp_stmt_int64 (stmt, 0);
  range->first = esp_stmt_int64 (stmt, 1);
  range->last = esp_stmt_int64 (stmt, 2);
  return step;
}

static gboolean
index_lead (EspTx *tx, EspStmt *row, GError **error)
{
  static const char sql_replace[] = "INSERT INTO lead_search (rowid, tokens) VALUES (?1, ?2)";
  g_autofree char *tokens =
    esp_lead_search_tokens (esp_stmt_text (row, 1), esp_stmt_text (row, 2), esp_stmt_text (row, 3),
                            esp_stmt_text (row, 4), esp_stmt_text (row, 5));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_replace, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_stmt_int64 (row, 0));
  esp_stmt_bind_text (stmt, 2, tokens);
  return esp_stmt_run (stmt, error);
}

/* Indexes leads from first to last, at most limit; tells the last id that was looked at. */
static gboolean
index_range (EspTx *tx,
             const DirtyRange *range,
             guint limit,
             gint64 *out_last,
             guint *out_n,
             GError **error)
{
  static const char sql_clear[] = "DELETE FROM lead_search WHERE rowid BETWEEN ?1 AND ?2";
  static const char sql_rows[] = "SELECT id, name, email, phone, company, external_id FROM lead"
                                 " WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
  gint64 last = MIN (range->last, range->first + (gint64) limit - 1);
  g_autoptr (EspStmt) rows = NULL;
  EspStep step;

  *out_n = 1;
  if (!run_on_range (tx, sql_clear, range->first, last, error))
    return FALSE;
  rows = esp_tx_stmt (tx, sql_rows, error);
  if (rows == NULL)
    return FALSE;
  esp_stmt_bind_int64 (rows, 1, range->first);
  esp_stmt_bind_int64 (rows, 2, last);
  while ((step = esp_stmt_step (rows, error)) == ESP_STEP_ROW)
    {
      if (!index_lead (tx, rows, error))
        return FALSE;
      *out_n += 1;
    }
  *out_last = last;
  return step == ESP_STEP_DONE;
}

/**
 * esp_lead_search_index_some:
 * @limit: about how many leads to index now
 * @out_is_done: whether the index is up to date
 *
 * Brings a part of the index up to date; short enough to stand between other writes.
 */
gboolean
esp_lead_search_index_some (EspTx *tx, guint limit, gboolean *out_is_done, GError **error)
{
  static const char sql_shrink[] = "UPDATE search_dirty SET first_lead_id = ?2 WHERE id = ?1";
  static const char sql_drop[] = "DELETE FROM search_dirty WHERE id = ?1 AND ?2 = ?2";
  guint n_indexed = 0;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  while (n_indexed < limit)
    {
      DirtyRange range = { 0 };
      gint64 last;
      guint n;
      EspStep step = next_range (tx, &range, error);

      if (step == ESP_STEP_ERROR)
        return FALSE;
      *out_is_done = step == ESP_STEP_DONE;
      if (*out_is_done)
        return TRUE;
      if (!index_range (tx, &range, limit - n_indexed, &last, &n, error) ||
          !run_on_range (tx, last < range.last ? sql_shrink : sql_drop, range.row_id, last + 1,
                         error))
        return FALSE;
      n_indexed += n;
    }
  *out_is_done = FALSE;
  return TRUE;
}

/**
 * esp_lead_search_find:
 * @text: what stands in a search field
 * @leads: what is found is added to it
 */
gboolean
esp_lead_search_find (EspTx *tx, const char *text, EspBitmap *leads, GError **error)
{
  static const char sql_find[] = "SELECT rowid FROM lead_search WHERE lead_search MATCH ?1";
  g_autofree char *match = esp_lead_search_match (text);
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (match == NULL)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_find, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, match);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE;
}
