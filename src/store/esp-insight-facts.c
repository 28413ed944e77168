/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What analyses go through: events of some kinds by lead and time, moves between stages, fields of leads. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-facts.h"

#include "store/esp-day-facts.h"
#include "store/esp-events.h"
#include "store/esp-fields.h"
#include "store/esp-lead-zone.h"
#include "store/esp-memo.h"

#include <string.h>

/* Beyond so many times more ids than events a table by id costs more than comparing. */
#define SPARSE_IDS 8
/* Beyond so many events of a lead they are sorted by halves. */
#define MANY 24

/**
 * esp_insight_compare_events:
 *
 * Returns: less than 0, 0 or more than 0: by lead, time, kind and place
 */
int
esp_insight_compare_events (const EspInsightEvent *a, const EspInsightEvent *b)
{
  if (a->lead_id != b->lead_id)
    return a->lead_id < b->lead_id ? -1 : 1;
  if (a->at_us != b->at_us)
    return a->at_us < b->at_us ? -1 : 1;
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  return a->place < b->place ? -1 : a->place > b->place;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  return esp_insight_compare_events (a, b);
}

/* As a rule a lead has a handful, and most of them stand in their order. */
static void
sort_few (EspInsightEvent *events, guint n)
{
  if (n > MANY)
    {
      qsort (events, n, sizeof *events, compare_events);
      return;
    }
  for (guint i = 1; i < n; i++)
    {
      EspInsightEvent event = events[i];
      guint place = i;

      for (; place > 0 && compare_events (&events[place - 1], &event) > 0; place--)
        events[place] = events[place - 1];
      events[place] = event;
    }
}

/* Puts the events of each lead together, in the order in which they stand. */
static void
gather_by_lead (GArray *events, guint32 max_id)
{
  g_autofree guint32 *starts = g_new0 (guint32, (gsize) max_id + 2);
  g_autofree EspInsightEvent *sorted = g_new (EspInsightEvent, MAX (events->len, 1));

  for (guint i = 0; i < events->len; i++)
    starts[g_array_index (events, EspInsightEvent, i).lead_id + 1]++;
  for (gsize id = 1; id <= (gsize) max_id + 1; id++)
    starts[id] += starts[id - 1];
  for (guint i = 0; i < events->len; i++)
    {
      const EspInsightEvent *event = &g_array_index (events, EspInsightEvent, i);

      sorted[starts[event->lead_id]++] = *event;
    }
  if (events->len > 0)
    memcpy (events->data, sorted, events->len * sizeof (EspInsightEvent));
}

/**
 * esp_insight_sort_events:
 *
 * Sorts by lead, time and kind: what happened at the same moment is in the order of the kinds asked for.
 */
void
esp_insight_sort_events (GArray *events)
{
  EspInsightEvent *all = (EspInsightEvent *) (gpointer) events->data;
  guint32 max_id = 0;
  guint start = 0;

  for (guint i = 0; i < events->len; i++)
    max_id = MAX (max_id, all[i].lead_id);
  if (max_id / SPARSE_IDS > events->len)
    {
      g_array_sort (events, compare_events);
      return;
    }
  gather_by_lead (events, max_id);
  for (guint i = 1; i <= events->len; i++)
    if (i == events->len || all[i].lead_id != all[start].lead_id)
      {
        sort_few (all + start, i - start);
        start = i;
      }
}

typedef struct
{
  GArray *events;
  guint16 kind;
} Gathering;

static void
gather_day (const EspDayFacts *facts, gpointer data)
{
  const Gathering *gathering = data;
  guint n = gathering->events->len;
  EspInsightEvent *to;

  g_array_set_size (gathering->events, n + facts->n);
  to = &g_array_index (gathering->events, EspInsightEvent, n);
  for (guint i = 0; i < facts->n; i++)
    to[i] = (EspInsightEvent){ .lead_id = facts->leads[i],
                               .at_us = facts->times[i],
                               .kind = gathering->kind };
}

/**
 * esp_insight_load_events:
 * @kinds: (array zero-terminated=1): names; the same one may stand there twice and is read once
 * @from_us: events from here
 * @to_us: up to here, exclusive
 *
 * Returns: (transfer full) (element-type EspInsightEvent): the events by lead and time; %NULL with @error
 *   set
 */
GArray *
esp_insight_load_events (EspTx *tx,
                         const char *const *kinds,
                         gint64 from_us,
                         gint64 to_us,
                         GError **error)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));

  for (guint16 i = 0; kinds[i] != NULL && i < G_MAXUINT16; i++)
    {
      const EspDayQuery query = { kinds[i], ESP_DAY_EVENTS, from_us, to_us, "", 1 };
      Gathering gathering = { events, i };
      guint16 known = 0;

      while (!g_str_equal (kinds[known], kinds[i]))
        known++;
      if (known == i && !esp_day_facts_read (tx, &query, gather_day, &gathering, error))
        return NULL;
    }
  esp_insight_sort_events (events);
  return g_steal_pointer (&events);
}

/**
 * esp_insight_load_created:
 *
 * Returns: (transfer full) (element-type EspInsightEvent): when each lead came in, not to be changed; %NULL with
 *   @error set
 */
GArray *
esp_insight_load_created (EspTx *tx, GError **error)
{
  /* In the order of the index, which holds all of it. */
  static const char sql_created[] = "SELECT id, created_at FROM lead";
  static const char key[] = "created";
  g_autoptr (GArray) events = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (!esp_memo_recall_array (tx, key, ESP_CHANGE_LEAD, &events, error))
    return NULL;
  if (events != NULL)
    return g_steal_pointer (&events);
  events = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));
  stmt = esp_tx_stmt (tx, sql_created, error);
  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspInsightEvent event = { .lead_id = (guint32) esp_stmt_int64 (stmt, 0),
                                .at_us = esp_stmt_int64 (stmt, 1) };

      g_array_append_val (events, event);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  esp_insight_sort_events (events);
  esp_memo_keep_array (tx, key, events);
  return g_steal_pointer (&events);
}

/**
 * esp_insight_load_first:
 * @out_us: (out): when the first thing of the workspace happened; now if nothing did
 */
gboolean
esp_insight_load_first (EspTx *tx, gint64 *out_us, GError **error)
{
  static const char sql_first[] =
    "SELECT min (coalesce ((SELECT min (created_at) FROM lead), 9223372036854775807),"
    " coalesce ((SELECT min (e) FROM (SELECT (SELECT min (at) FROM event"
    " WHERE kind_id = k.id) AS e FROM event_kind AS k)), 9223372036854775807))";
  gint64 first;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), sql_first, &first, error))
    return FALSE;
  *out_us = first == G_MAXINT64 ? esp_tx_get_now_us (tx) : first;
  return TRUE;
}

/* Values get numbers in the order in which they come. */
typedef struct
{
  GPtrArray *values; /* (element-type utf8) */
  GHashTable *known; /* (owned) borrows from @values */
  GHashTable *of;    /* lead to number */
} Numbering;

static void
number (Numbering *self, gint64 lead_id, const char *value)
{
  gpointer found = g_hash_table_lookup (self->known, value);

  if (found == NULL)
    {
      g_ptr_array_add (self->values, g_strdup (value));
      found = GUINT_TO_POINTER (self->values->len);
      g_hash_table_insert (self->known, g_ptr_array_index (self->values, self->values->len - 1),
                           found);
    }
  g_hash_table_insert (self->of, GUINT_TO_POINTER ((guint) lead_id), found);
}

/**
 * esp_insight_load_field:
 * @column: of esp_fields_load()
 * @values: (element-type utf8): filled with the values that occur
 *
 * Reads a field of all leads that have a value there.
 *
 * Returns: (transfer full): lead → number of its value in @values, plus 1; %NULL with @error set
 */
GHashTable *
esp_insight_load_field (EspTx *tx, const char *column, GPtrArray *values, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) of = g_hash_table_new (NULL, NULL);
  Numbering numbering = { values, known, of };
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  EspStep step;

  if (fields == NULL)
    return NULL;
  if (esp_fields_find (fields, column) < 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "There is no field “%.60s” of leads", column);
      return NULL;
    }
  sql = g_strdup_printf ("SELECT id, CAST (\"%s\" AS TEXT) FROM lead WHERE \"%s\" IS NOT NULL",
                         column, column);
  stmt = esp_db_stmt_dynamic (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    number (&numbering, esp_stmt_int64 (stmt, 0), esp_stmt_text (stmt, 1));
  return step == ESP_STEP_DONE ? g_steal_pointer (&of) : NULL;
}

/**
 * esp_insight_load_zones:
 * @zones: (element-type utf8): filled with the zones that occur
 *
 * Reads where all leads are, of whom something tells it; see esp_lead_zone_find().
 *
 * Returns: (transfer full): lead → number of its zone in @zones, plus 1; %NULL with @error set
 */
GHashTable *
esp_insight_load_zones (EspTx *tx, GPtrArray *zones, GError **error)
{
  static const char sql_places[] = "SELECT id, time_zone, country, phone, email FROM lead";
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) of = g_hash_table_new (NULL, NULL);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_places, error);
  Numbering numbering = { zones, known, of };
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspLeadPlace place = { esp_stmt_text (stmt, 1), esp_stmt_text (stmt, 2),
                                   esp_stmt_text (stmt, 3), esp_stmt_text (stmt, 4) };
      const char *zone = esp_lead_zone_find (&place, NULL);

      if (zone != NULL)
        number (&numbering, esp_stmt_int64 (stmt, 0), zone);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&of) : NULL;
}
