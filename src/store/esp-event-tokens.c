/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which place an event came from, read from its row once: of many events in the order of the file, of a few one by
 * one, and these are kept until an event is changed or goes. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-event-tokens.h"

#include "store/esp-day-sql.h"
#include "store/esp-memo.h"

/* From so many on, and from such a part of all events, all rows are gone through. */
#define MANY 20000
#define LARGE_PART 4
/* Numbers of events between the first and the last: four bytes each, while they are read. */
#define MAX_NUMBERS (48 * 1024 * 1024)
/* One by one: so many are kept, in about so many bytes each. */
#define MAX_KEPT 500000
#define KEPT_BYTES 40

struct _EspEventTokens
{
  guint n_refs; /* one thread */
  EspDayWhat what;
  gint64 revision;     /* of events, see the schema */
  GHashTable *known;   /* (owned) number of an event → number of its name, plus 1 */
  GPtrArray *names;    /* (owned) */
  GHashTable *numbers; /* (owned) name → its number, plus 1 */
  guint32
    *all; /* (owned) (nullable) by number of the event from the first: that of its name, plus 1 */
  gint64 first;
  gint64 end; /* exclusive */
};

static EspEventTokens *
tokens_new (EspDayWhat what, gint64 revision)
{
  EspEventTokens *self = g_new0 (EspEventTokens, 1);

  self->n_refs = 1;
  self->what = what;
  self->revision = revision;
  self->known = g_hash_table_new (NULL, NULL);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * esp_event_tokens_unref:
 */
void
esp_event_tokens_unref (EspEventTokens *self)
{
  if (--self->n_refs > 0)
    return;
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->names);
  g_free (self->all);
  g_free (self);
}

static void
unref (gpointer data)
{
  esp_event_tokens_unref (data);
}

static char *
make_key (EspDayWhat what)
{
  return g_strdup_printf ("tokens|%d", (int) what);
}

/**
 * esp_event_tokens_get:
 *
 * Returns: (transfer full): what is known of events; %NULL with @error set
 */
EspEventTokens *
esp_event_tokens_get (EspTx *tx, EspDayWhat what, GError **error)
{
  g_autofree char *key = make_key (what);
  EspEventTokens *known;
  gconstpointer value;
  gint64 revision;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), "SELECT n FROM event_revision", &revision, error) ||
      !esp_memo_recall (tx, key, 0, &value, error))
    return NULL;
  known = (EspEventTokens *) value;
  if (known == NULL || known->revision != revision)
    return tokens_new (what, revision);
  known->n_refs++;
  return known;
}

/**
 * esp_event_tokens_put:
 *
 * Keeps what was read one by one for the next time; in the same read in which they were got.
 */
void
esp_event_tokens_put (EspEventTokens *self, EspTx *tx)
{
  g_autofree char *key = make_key (self->what);
  guint n = g_hash_table_size (self->known);

  g_clear_pointer (&self->all, g_free);
  if (n == 0 || n > MAX_KEPT)
    return;
  self->n_refs++;
  (void) esp_memo_keep (tx, key, self, (gsize) n * KEPT_BYTES, unref);
}

static guint
number_name (EspEventTokens *self, const char *name)
{
  gpointer number = g_hash_table_lookup (self->numbers, name);

  if (number == NULL)
    {
      g_ptr_array_add (self->names, g_strdup (name));
      number = GUINT_TO_POINTER (self->names->len);
      g_hash_table_insert (self->numbers, g_ptr_array_index (self->names, self->names->len - 1),
                           number);
    }
  return GPOINTER_TO_UINT (number) - 1;
}

/* Whether there are so many in the span; no further than it takes to know. */
static gboolean
has_many (EspTx *tx,
          gint64 kind_id,
          const gint64 span[2],
          gint64 least,
          gboolean *out_has,
          GError **error)
{
  static const char sql_count[] = "SELECT count (*) FROM (SELECT 1 FROM event WHERE kind_id = ?1"
                                  " AND at >= ?2 AND at < ?3 LIMIT ?4)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, kind_id);
  esp_stmt_bind_int64 (stmt, 2, span[0]);
  esp_stmt_bind_int64 (stmt, 3, span[1]);
  esp_stmt_bind_int64 (stmt, 4, least);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_has = esp_stmt_int64 (stmt, 0) >= least;
  return TRUE;
}

static gboolean
read_all (EspEventTokens *self, EspTx *tx, gint64 kind_id, const gint64 span[2], GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, esp_day_sql_get_token (self->what, FALSE), error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, kind_id);
  esp_stmt_bind_int64 (stmt, 2, span[0]);
  esp_stmt_bind_int64 (stmt, 3, span[1]);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const char *name = esp_stmt_text (stmt, 1);

      self->all[esp_stmt_int64 (stmt, 0) - self->first] =
        number_name (self, name != NULL ? name : "") + 1;
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_event_tokens_prepare:
 * @span: from and to, exclusive
 *
 * Reads all events of the kind in the span, if they are so many that going through the file is quicker than
 * going to each of them.
 */
gboolean
esp_event_tokens_prepare (EspEventTokens *self,
                          EspTx *tx,
                          gint64 kind_id,
                          const gint64 span[2],
                          GError **error)
{
  EspDb *db = esp_tx_get_db (tx);
  gint64 first, last;
  gboolean has = FALSE;

  g_clear_pointer (&self->all, g_free);
  if (!esp_db_query_int64 (db, "SELECT ifnull (min (id), 0) FROM event", &first, error) ||
      !esp_db_query_int64 (db, "SELECT ifnull (max (id), 0) FROM event", &last, error))
    return FALSE;
  if (last - first >= MANY && last - first < MAX_NUMBERS &&
      !has_many (tx, kind_id, span, MAX (MANY, (last - first) / LARGE_PART), &has, error))
    return FALSE;
  if (!has)
    return TRUE;
  self->first = first;
  self->end = last + 1;
  self->all = g_new0 (guint32, (gsize) (self->end - first));
  return read_all (self, tx, kind_id, span, error);
}

/**
 * esp_event_tokens_find:
 * @out_number: (out): of its name, see esp_event_tokens_get_name()
 */
gboolean
esp_event_tokens_find (EspEventTokens *self,
                       EspTx *tx,
                       gint64 event_id,
                       guint *out_number,
                       GError **error)
{
  gpointer number = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  const char *name;
  EspStep step;

  if (self->all != NULL && event_id >= self->first && event_id < self->end)
    number = GUINT_TO_POINTER (self->all[event_id - self->first]);
  if (number == NULL)
    number = g_hash_table_lookup (self->known, GSIZE_TO_POINTER ((gsize) event_id));
  if (number != NULL)
    {
      *out_number = GPOINTER_TO_UINT (number) - 1;
      return TRUE;
    }
  stmt = esp_tx_stmt (tx, esp_day_sql_get_token (self->what, TRUE), error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  name = step == ESP_STEP_ROW ? esp_stmt_text (stmt, 0) : NULL;
  *out_number = number_name (self, name != NULL ? name : "");
  g_hash_table_insert (self->known, GSIZE_TO_POINTER ((gsize) event_id),
                       GUINT_TO_POINTER (*out_number + 1));
  return TRUE;
}

/**
 * esp_event_tokens_get_n:
 *
 * Returns: how many names there are
 */
guint
esp_event_tokens_get_n (const EspEventTokens *self)
{
  return self->names->len;
}

/**
 * esp_event_tokens_get_name:
 *
 * Returns: (transfer none): a token, see esp_day_places_find()
 */
const char *
esp_event_tokens_get_name (const EspEventTokens *self, guint number)
{
  return g_ptr_array_index (self->names, number);
}
