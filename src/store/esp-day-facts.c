/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events by kind and day: from what is kept of days that are over, else from the events themselves; a day whose
 * events change is forgotten, and nothing but that day. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-day-block.h"
#include "store/esp-day-sql.h"
#include "store/esp-event-tokens.h"
#include "store/esp-tx-private.h"

#include "base/esp-clock.h"

/* A day as it was read from its events. What it adds up to tells whether they are still the same. */
typedef struct
{
  gint64 kind_id;
  EspDayWhat what;
  gint64 day;
  char *tag; /* (owned) */
  gint64 n;
  gint64 sum_leads;
  gint64 sum_times; /* from the beginning of the day */
  GBytes *bytes;    /* (owned) */
} Lesson;

struct _EspDayLessons
{
  gatomicrefcount n_refs;
  GPtrArray *all;   /* (owned) of Lesson; only grows while the read goes on */
  GHashTable *days; /* (owned) the same, to be found */
  guint n_kept;     /* writer thread only: so many are kept, or need not be */
};

typedef struct
{
  EspTx *tx;
  const EspDayQuery *query;
  EspDayFunc func;
  gpointer data;
  gint64 kind_id;
  gint64 today; /* it is not over, so it is not kept */
  EspDayBlock block;
  EspEventTokens *tokens; /* (owned) (nullable) of what has places, when rows are read */
  GArray *places; /* (owned) of guint16: by token, what it is in the block, plus 1; 0 is not yet */
} Reading;

static guint
lesson_hash (gconstpointer data)
{
  const Lesson *self = data;

  return (guint) (self->kind_id * 7919 + self->day * 31 + (gint64) self->what) ^
         g_str_hash (self->tag);
}

static gboolean
lesson_equal (gconstpointer a, gconstpointer b)
{
  const Lesson *first = a;
  const Lesson *second = b;

  return first->kind_id == second->kind_id && first->what == second->what &&
         first->day == second->day && g_str_equal (first->tag, second->tag);
}

static void
lesson_free (gpointer data)
{
  Lesson *self = data;

  g_free (self->tag);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * esp_day_facts_learn:
 *
 * From now on the days that have to be read from their events are gathered, and not read again in this
 * transaction; see esp_day_facts_ref_lessons(). A transaction that writes gathers nothing: what it read may be
 * different after its next change.
 */
void
esp_day_facts_learn (EspTx *tx)
{
  if (tx->lessons != NULL || tx->changes != NULL)
    return;
  tx->lessons = g_new0 (EspDayLessons, 1);
  g_atomic_ref_count_init (&tx->lessons->n_refs);
  tx->lessons->all = g_ptr_array_new_with_free_func (lesson_free);
  tx->lessons->days = g_hash_table_new (lesson_hash, lesson_equal);
}

/**
 * esp_day_facts_ref_lessons:
 *
 * Returns: (transfer full) (nullable): what was learnt, to be kept by a write once this read is over
 */
EspDayLessons *
esp_day_facts_ref_lessons (EspTx *tx)
{
  return tx->lessons != NULL ? esp_day_lessons_ref (tx->lessons) : NULL;
}

/**
 * esp_day_lessons_ref:
 */
EspDayLessons *
esp_day_lessons_ref (EspDayLessons *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * esp_day_lessons_unref:
 */
void
esp_day_lessons_unref (EspDayLessons *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_hash_table_unref (self->days);
  g_ptr_array_unref (self->all);
  g_free (self);
}

/**
 * esp_day_lessons_is_empty:
 */
gboolean
esp_day_lessons_is_empty (const EspDayLessons *self)
{
  return self->all->len == 0;
}

static void
emit (Reading *self)
{
  EspDayFacts facts;

  esp_day_block_cut (&self->block, self->query->what, self->query->from_us, self->query->to_us,
                     &facts);
  if (facts.n > 0)
    self->func (&facts, self->data);
}

static gboolean
add_place (Reading *self, gint64 event_id, GError **error)
{
  EspDayBlock *block = &self->block;
  guint16 *place;
  guint number;

  if (!esp_event_tokens_find (self->tokens, self->tx, event_id, &number, error))
    return FALSE;
  if (number >= self->places->len)
    g_array_set_size (self->places, esp_event_tokens_get_n (self->tokens));
  place = &g_array_index (self->places, guint16, number);
  if (*place == 0)
    *place =
      esp_day_block_name (block, esp_event_tokens_get_name (self->tokens, number)) + (guint16) 1;
  number = *place - 1U;
  g_array_append_vals (block->places, &(guint16){ (guint16) number }, 1);
  return TRUE;
}

static gboolean
add_row (Reading *self, EspStmt *row, GError **error)
{
  EspDayBlock *block = &self->block;
  guint32 lead_id = (guint32) esp_stmt_int64 (row, 0);
  gint64 at_us = esp_stmt_int64 (row, 1);

  g_array_append_val (block->leads, lead_id);
  g_array_append_val (block->times, at_us);
  if (self->query->what == ESP_DAY_MONEY)
    {
      gint64 amount = esp_stmt_int64 (row, 3) != 0 ? ESP_DAY_FOREIGN : esp_stmt_int64 (row, 2);

      g_array_append_val (block->amounts, amount);
    }
  else if (self->query->what != ESP_DAY_EVENTS)
    return add_place (self, esp_stmt_int64 (row, 2), error);
  return TRUE;
}

static void
empty_block (Reading *self)
{
  esp_day_block_empty (&self->block);
  if (self->places != NULL)
    g_array_set_size (self->places, 0);
}

/* Keeps the block in mind as what a day consists of. */
static void
learn (Reading *self, gint64 day)
{
  const EspDayBlock *block = &self->block;
  EspDayLessons *lessons = self->tx->lessons;
  gint64 start_us = day * ESP_USEC_PER_DAY;
  Lesson *lesson;

  if (lessons == NULL || day < 1 || day >= self->today || block->is_broken)
    return;
  lesson = g_new0 (Lesson, 1);
  lesson->kind_id = self->kind_id;
  lesson->what = self->query->what;
  lesson->day = day;
  lesson->tag = g_strdup (self->query->tag);
  lesson->n = block->leads->len;
  for (guint i = 0; i < block->leads->len; i++)
    {
      lesson->sum_leads += g_array_index (block->leads, guint32, i);
      lesson->sum_times += g_array_index (block->times, gint64, i) - start_us;
    }
  lesson->bytes = esp_day_block_pack (block, lesson->what, start_us);
  g_ptr_array_add (lessons->all, lesson);
  g_hash_table_add (lessons->days, lesson);
}

static gint64
day_of (gint64 at_us)
{
  return at_us / ESP_USEC_PER_DAY;
}

/* Where events of a span came from. */
static gboolean
prepare_places (Reading *self, gint64 from_us, gint64 to_us, GError **error)
{
  const gint64 span[2] = { from_us, to_us };

  if (self->query->what == ESP_DAY_EVENTS || self->query->what == ESP_DAY_MONEY)
    return TRUE;
  if (self->tokens == NULL)
    {
      self->tokens = esp_event_tokens_get (self->tx, self->query->what, error);
      if (self->tokens == NULL)
        return FALSE;
      self->places = g_array_new (FALSE, TRUE, sizeof (guint16));
    }
  return esp_event_tokens_prepare (self->tokens, self->tx, self->kind_id, span, error);
}

/* Reads [@from_us, @to_us) from the events; whole days are learnt. */
static gboolean
read_events (Reading *self, gint64 from_us, gint64 to_us, GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;
  gint64 day = G_MININT64;
  EspStep step;

  if (from_us >= to_us)
    return TRUE;
  if (!prepare_places (self, from_us, to_us, error))
    return FALSE;
  stmt = esp_tx_stmt (self->tx, esp_day_sql_get (self->query->what), error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, self->kind_id);
  esp_stmt_bind_int64 (stmt, 2, from_us);
  esp_stmt_bind_int64 (stmt, 3, to_us);
  if (self->query->what == ESP_DAY_MONEY)
    {
      esp_stmt_bind_int64 (stmt, 4, self->query->scale);
      esp_stmt_bind_text (stmt, 5, self->query->tag);
    }
  empty_block (self);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 of = day_of (esp_stmt_int64 (stmt, 1));

      if (of != day && self->block.leads->len > 0)
        {
          learn (self, day);
          emit (self);
          empty_block (self);
        }
      day = of;
      if (!add_row (self, stmt, error))
        return FALSE;
    }
  if (step == ESP_STEP_DONE && self->block.leads->len > 0)
    {
      learn (self, day);
      emit (self);
    }
  return step == ESP_STEP_DONE;
}

static const Lesson *
find_lesson (const Reading *self, gint64 day)
{
  const Lesson wanted = { .kind_id = self->kind_id,
                          .what = self->query->what,
                          .day = day,
                          .tag = (char *) self->query->tag };

  return self->tx->lessons != NULL ? g_hash_table_lookup (self->tx->lessons->days, &wanted) : NULL;
}

static gboolean
emit_bytes (Reading *self, gint64 day, gconstpointer data, gsize length)
{
  if (!esp_day_block_unpack (&self->block, self->query->what, day * ESP_USEC_PER_DAY, data, length))
    return FALSE;
  emit (self);
  return TRUE;
}

/* Days of which nothing is kept: those that were learnt a moment ago, and runs of events between them. */
static gboolean
read_gap (Reading *self, gint64 day, gint64 end, GError **error)
{
  gint64 first = day;

  for (; day < end && self->tx->lessons != NULL && self->tx->lessons->all->len > 0; day++)
    {
      const Lesson *lesson = find_lesson (self, day);
      gsize length;
      gconstpointer data = lesson != NULL ? g_bytes_get_data (lesson->bytes, &length) : NULL;

      if (lesson == NULL)
        continue;
      if (!read_events (self, first * ESP_USEC_PER_DAY, day * ESP_USEC_PER_DAY, error))
        return FALSE;
      if (emit_bytes (self, day, data, length))
        first = day + 1;
      else
        first = day;
    }
  return read_events (self, first * ESP_USEC_PER_DAY, end * ESP_USEC_PER_DAY, error);
}

/* Whole days from @day up to @end, exclusive. */
static gboolean
read_days (Reading *self, gint64 day, gint64 end, GError **error)
{
  static const char sql_days[] = "SELECT day, facts FROM day_fact WHERE kind_id = ?1 AND what = ?2"
                                 " AND tag = ?3 AND day >= ?4 AND day < ?5 ORDER BY day";
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (day >= end)
    return TRUE;
  stmt = esp_tx_stmt (self->tx, sql_days, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, self->kind_id);
  esp_stmt_bind_int64 (stmt, 2, (gint64) self->query->what);
  esp_stmt_bind_text (stmt, 3, self->query->tag);
  esp_stmt_bind_int64 (stmt, 4, day);
  esp_stmt_bind_int64 (stmt, 5, end);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 kept = esp_stmt_int64 (stmt, 0);
      gsize length;
      gconstpointer data = esp_stmt_blob (stmt, 1, &length);

      if (!read_gap (self, day, kept, error))
        return FALSE;
      day = kept;
      if (emit_bytes (self, kept, data, length)) /* else it is read with the days after it */
        day++;
    }
  return step == ESP_STEP_DONE && read_gap (self, day, end, error);
}

static gboolean
find_kind (Reading *self, GError **error)
{
  static const char sql_kind[] = "SELECT id FROM event_kind WHERE name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (self->tx, sql_kind, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, self->query->kind);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    self->kind_id = esp_stmt_int64 (stmt, 0);
  return step != ESP_STEP_ERROR;
}

/* The days of the span that may be kept: the first, and the one after the last. */
static void
find_days (const EspDayQuery *query, gint64 today, gint64 *out_first, gint64 *out_end)
{
  *out_first = MAX (1, query->from_us < 0 ? 1 : day_of (query->from_us));
  *out_end = MIN (today, query->to_us > 0 ? day_of (query->to_us - 1) + 1 : 0);
}

/* The part of the period before and in the days that are kept, and after them. */
static gboolean
read_all (Reading *self, GError **error)
{
  const EspDayQuery *query = self->query;
  gint64 first, end;

  find_days (query, self->today, &first, &end);

  if (end <= first)
    return read_events (self, query->from_us, query->to_us, error);
  return read_events (self, query->from_us, first * ESP_USEC_PER_DAY, error) &&
         read_days (self, first, end, error) &&
         read_events (self, end * ESP_USEC_PER_DAY, query->to_us, error);
}

/**
 * esp_day_facts_read:
 * @func: called with the events of a day, or of a part of one; days come in their order
 *
 * Reads the events of a kind in a span of time, as whoever is given them, by time.
 */
gboolean
esp_day_facts_read (EspTx *tx,
                    const EspDayQuery *query,
                    EspDayFunc func,
                    gpointer data,
                    GError **error)
{
  Reading reading = { tx, query, func, data, 0, day_of (esp_tx_get_now_us (tx)) };
  gboolean is_ok;

  if (!find_kind (&reading, error))
    return FALSE;
  if (reading.kind_id == 0 || query->from_us >= query->to_us)
    return TRUE;
  esp_day_block_init (&reading.block);
  is_ok = read_all (&reading, error);
  if (is_ok && reading.tokens != NULL)
    esp_event_tokens_put (reading.tokens, tx);
  g_clear_pointer (&reading.tokens, esp_event_tokens_unref);
  g_clear_pointer (&reading.places, g_array_unref);
  esp_day_block_clear (&reading.block);
  return is_ok;
}

/**
 * esp_day_facts_list:
 * @out_first: (out): the first day of the span of @query that may be kept
 * @out_end: (out): the day after the last
 *
 * Lists which days are kept of what esp_day_facts_read() would read.
 *
 * Returns: (transfer full) (element-type EspDayMark): by day; %NULL with @error set
 */
GArray *
esp_day_facts_list (EspTx *tx,
                    const EspDayQuery *query,
                    gint64 *out_first,
                    gint64 *out_end,
                    GError **error)
{
  static const char sql_marks[] =
    "SELECT day, id FROM day_fact WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
    " AND what = ?2 AND tag = ?3 AND day >= ?4 AND day < ?5 ORDER BY day";
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspDayMark));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_marks, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  find_days (query, day_of (esp_tx_get_now_us (tx)), out_first, out_end);
  esp_stmt_bind_text (stmt, 1, query->kind);
  esp_stmt_bind_int64 (stmt, 2, (gint64) query->what);
  esp_stmt_bind_text (stmt, 3, query->tag);
  esp_stmt_bind_int64 (stmt, 4, *out_first);
  esp_stmt_bind_int64 (stmt, 5, *out_end);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspDayMark mark = { esp_stmt_int64 (stmt, 0), esp_stmt_int64 (stmt, 1) };

      g_array_append_val (marks, mark);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&marks) : NULL;
}

/* Whether the events of the day are those that were read. */
static gboolean
is_still_so (EspTx *tx, const Lesson *lesson, gboolean *out_is, GError **error)
{
  static const char sql_sums[] =
    "SELECT count (*), coalesce (sum (lead_id), 0), coalesce (sum (at - ?2), 0) FROM event"
    " WHERE kind_id = ?1 AND at >= ?2 AND at < ?3 AND lead_id IS NOT NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sums, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lesson->kind_id);
  esp_stmt_bind_int64 (stmt, 2, lesson->day * ESP_USEC_PER_DAY);
  esp_stmt_bind_int64 (stmt, 3, (lesson->day + 1) * ESP_USEC_PER_DAY);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_is = esp_stmt_int64 (stmt, 0) == lesson->n &&
            esp_stmt_int64 (stmt, 1) == lesson->sum_leads &&
            esp_stmt_int64 (stmt, 2) == lesson->sum_times;
  return TRUE;
}

static gboolean
keep_one (EspTx *tx, const Lesson *lesson, GError **error)
{
  static const char sql_keep[] =
    "INSERT OR REPLACE INTO day_fact (kind_id, what, tag, day, facts) VALUES (?1, ?2, ?3, ?4, ?5)";
  g_autoptr (EspStmt) stmt = NULL;
  gboolean is_so = FALSE;

  if (!is_still_so (tx, lesson, &is_so, error))
    return FALSE;
  if (!is_so)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_keep, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lesson->kind_id);
  esp_stmt_bind_int64 (stmt, 2, (gint64) lesson->what);
  esp_stmt_bind_text (stmt, 3, lesson->tag);
  esp_stmt_bind_int64 (stmt, 4, lesson->day);
  esp_stmt_bind_bytes (stmt, 5, lesson->bytes);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_day_lessons_keep:
 * @out_is_done: (out): whether there are no more
 *
 * Keeps some of the days that were learnt, as many as one write may take; a day whose events changed since
 * is left out. Nothing that others are told of. Once the read is over in which they were learnt.
 */
gboolean
esp_day_lessons_keep (EspTx *tx, EspDayLessons *self, gboolean *out_is_done, GError **error)
{
  const gsize most = 4 * 1024 * 1024;
  gsize length = 0;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  while (self->n_kept < self->all->len && length < most)
    {
      const Lesson *lesson = g_ptr_array_index (self->all, self->n_kept++);

      if (!keep_one (tx, lesson, error))
        return FALSE;
      length += g_bytes_get_size (lesson->bytes);
    }
  *out_is_done = self->n_kept == self->all->len;
  return TRUE;
}
