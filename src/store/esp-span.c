/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what in a span of days over all campaigns, read from covering indexes in order of time. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-span.h"

#include "store/esp-day-facts.h"
#include "store/esp-events.h"
#include "store/esp-revenue.h"

#include <string.h>

/* Each gives lead, moment and amount, in order of time; ?1 and ?2 are the span, ?3 a kind of event. */
static const char sql_created[] = "SELECT id, created_at, 0 FROM lead"
                                  " WHERE created_at >= ?1 AND created_at < ?2"
                                  " AND archived_at IS NULL ORDER BY created_at";
static const char sql_sent[] = "SELECT lead_id, updated_at, 0 FROM delivery WHERE state = 'sent'"
                               " AND updated_at >= ?1 AND updated_at < ?2 ORDER BY updated_at";
static const char sql_delivered[] = "SELECT lead_id, updated_at, 0 FROM delivery"
                                    " WHERE state = 'sent' AND updated_at >= ?1 AND updated_at < ?2"
                                    " AND bounced_at IS NULL ORDER BY updated_at";
/* Whoever something came back from, and in place of the amount whether it arrived: of those, nobody has bounced. */
static const char sql_bounced[] = "SELECT lead_id, updated_at, bounced_at IS NULL FROM delivery"
                                  " WHERE state = 'sent' AND updated_at >= ?1 AND updated_at < ?2"
                                  " ORDER BY updated_at";
static const char sql_event[] = "SELECT lead_id, at, 0 FROM event"
                                " WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?3)"
                                " AND at >= ?1 AND at < ?2 ORDER BY at";
/* In whole units of the currency. A refund takes away, and makes nobody a buyer. */
static const char sql_ordered[] =
  "SELECT iif (kind_id = (SELECT id FROM event_kind WHERE name = ?3), lead_id, NULL), at,"
  " " ESP_REVENUE_SIGN
  " * " ESP_REVENUE_AMOUNT ("props",
                            "1e3",
                            "coalesce ((SELECT value FROM meta WHERE key = 'currency'), "
                            "'KRW')") " / 1e3"
                                      " FROM event WHERE kind_id IN " ESP_REVENUE_KINDS
                                      " AND at >= ?1 AND at < ?2 ORDER BY at";

static const struct
{
  const char *sql;
  const char *event;    /* (nullable) */
  gboolean has_orphans; /* rows outlive an erased lead */
} sources[ESP_N_LEAD_SETS] = {
  [ESP_LEAD_SET_SENT] = { sql_sent, NULL, TRUE },
  [ESP_LEAD_SET_DELIVERED] = { sql_delivered, NULL, TRUE },
  [ESP_LEAD_SET_BOUNCED] = { sql_bounced, NULL, TRUE },
  [ESP_LEAD_SET_OPENED] = { sql_event, ESP_EVENT_OPEN, FALSE },
  [ESP_LEAD_SET_CLICKED] = { sql_event, ESP_EVENT_CLICK, FALSE },
  [ESP_LEAD_SET_UNSUBSCRIBED] = { sql_event, ESP_EVENT_UNSUBSCRIBE, FALSE },
  [ESP_LEAD_SET_COMPLAINED] = { sql_event, ESP_EVENT_COMPLAINT, FALSE },
  [ESP_LEAD_SET_CREATED] = { sql_created, NULL, FALSE },
  [ESP_LEAD_SET_ORDERED] = { sql_ordered, ESP_EVENT_ORDER, FALSE },
};

/**
 * esp_span_has_kind:
 *
 * Returns: whether the set exists without a campaign, for a span of time
 */
gboolean
esp_span_has_kind (EspLeadSetKind kind)
{
  return kind < ESP_N_LEAD_SETS && sources[kind].sql != NULL;
}

/**
 * esp_span_free:
 */
void
esp_span_free (EspSpan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_free (self->days);
  g_free (self->reached);
  g_free (self->amounts);
  g_free (self);
}

/* A span while it is read: who did it on the day, and whom it does not hold for any more, as what bounced
 * once arrived another time. */
typedef struct
{
  EspSpan *span;
  const EspBitmap *everyone; /* (nullable) */
  EspBitmap *leads;          /* (owned) of the day */
  EspBitmap *freed;          /* (owned) of the day */
  EspBitmap *all_freed;      /* (owned) */
  guint day;
} Filling;

static void
filling_clear (Filling *self)
{
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_clear_pointer (&self->freed, esp_bitmap_free);
  g_clear_pointer (&self->all_freed, esp_bitmap_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filling, filling_clear)

static void
close_day (Filling *self)
{
  EspSpan *span = self->span;
  guint day = self->day++;

  if (self->everyone != NULL)
    esp_bitmap_and (self->leads, self->everyone);
  span->days[day] =
    (gint64) (esp_bitmap_count (self->leads) - esp_bitmap_and_count (self->leads, self->freed));
  esp_bitmap_or (span->leads, self->leads);
  esp_bitmap_or (self->all_freed, self->freed);
  span->reached[day] =
    (gint64) (esp_bitmap_count (span->leads) - esp_bitmap_and_count (span->leads, self->all_freed));
  esp_bitmap_free (self->leads);
  esp_bitmap_free (self->freed);
  self->leads = esp_bitmap_new ();
  self->freed = esp_bitmap_new ();
}

static gboolean
fill (Filling *self, EspStmt *stmt, const gint64 *bounds, gboolean has_freed, GError **error)
{
  EspSpan *span = self->span;
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 lead_id = (guint32) esp_stmt_int64 (stmt, 0);

      while (esp_stmt_int64 (stmt, 1) >= bounds[self->day + 1])
        close_day (self);
      if (has_freed && esp_stmt_int64 (stmt, 2) != 0)
        {
          esp_bitmap_add (self->freed, lead_id);
          continue;
        }
      span->amounts[self->day] += esp_stmt_double (stmt, 2);
      if (!esp_stmt_is_null (stmt, 0))
        esp_bitmap_add (self->leads, lead_id);
    }
  if (step != ESP_STEP_DONE)
    return FALSE;
  while (self->day < span->n_days)
    close_day (self);
  esp_bitmap_andnot (span->leads, self->all_freed);
  return TRUE;
}

/**
 * esp_span_load:
 * @kind: one for which esp_span_has_kind() holds
 * @bounds: (array): n_days + 1 moments, rising: where the days begin, and the end (µs)
 *
 * Reads who did something in a span, and how many each day. A delivery counts in the moment in which it
 * was handed over; people erased since are left out, so that the number can be opened. Bounced are those to whom
 * something was sent, in the day or in the span, and nothing of it arrived: with the delivered they are the sent.
 *
 * Returns: (transfer full): the span; %NULL with @error set
 */
EspSpan *
esp_span_load (EspTx *tx, EspLeadSetKind kind, const gint64 *bounds, guint n_days, GError **error)
{
  g_autoptr (EspSpan) self = g_new0 (EspSpan, 1);
  g_autoptr (EspBitmap) everyone = NULL;
  g_auto (Filling) filling = { .span = self };
  g_autoptr (EspStmt) stmt = NULL;

  g_return_val_if_fail (esp_span_has_kind (kind) && n_days > 0, NULL);

  self->leads = esp_bitmap_new ();
  self->n_days = n_days;
  self->days = g_new0 (gint64, n_days);
  self->reached = g_new0 (gint64, n_days);
  self->amounts = g_new0 (double, n_days);
  if (sources[kind].has_orphans)
    {
      everyone = esp_tx_load_everyone (tx, error);
      if (everyone == NULL)
        return NULL;
    }
  stmt = esp_tx_stmt (tx, sources[kind].sql, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, bounds[0]);
  esp_stmt_bind_int64 (stmt, 2, bounds[n_days]);
  if (sources[kind].event != NULL)
    esp_stmt_bind_text (stmt, 3, sources[kind].event);
  filling.everyone = everyone;
  filling.leads = esp_bitmap_new ();
  filling.freed = esp_bitmap_new ();
  filling.all_freed = esp_bitmap_new ();
  return fill (&filling, stmt, bounds, kind == ESP_LEAD_SET_BOUNCED, error)
           ? g_steal_pointer (&self)
           : NULL;
}

typedef struct
{
  GPtrArray *sets;
  const gint64 *bounds;
  guint part;
} Sorting;

/* Days come in their order, and so do the moments of a day. */
static void
sort_day (const EspDayFacts *facts, gpointer data)
{
  Sorting *self = data;

  for (guint i = 0; i < facts->n; i++)
    {
      while (facts->times[i] >= self->bounds[self->part + 1])
        self->part++;
      esp_bitmap_add (g_ptr_array_index (self->sets, self->part), facts->leads[i]);
    }
}

/* Who did something, from the days that are kept of events. */
static gboolean
load_event_sets (EspTx *tx,
                 const char *event,
                 const gint64 *bounds,
                 GPtrArray *sets,
                 GError **error)
{
  const EspDayQuery query = { event, ESP_DAY_EVENTS, bounds[0], bounds[sets->len], "", 1 };
  Sorting sorting = { sets, bounds, 0 };

  return esp_day_facts_read (tx, &query, sort_day, &sorting, error);
}

static GPtrArray *
make_sets (guint n)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sets, esp_bitmap_new ());
  return sets;
}

/* @freed: (nullable): filled with those for whom the third column says so, instead of the sets */
static gboolean
load_row_sets (EspTx *tx,
               const char *sql,
               const gint64 *bounds,
               GPtrArray *sets,
               GPtrArray *freed,
               GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);
  guint part = 0;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, bounds[0]);
  esp_stmt_bind_int64 (stmt, 2, bounds[sets->len]);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      GPtrArray *to = freed != NULL && esp_stmt_int64 (stmt, 2) != 0 ? freed : sets;

      while (esp_stmt_int64 (stmt, 1) >= bounds[part + 1])
        part++;
      if (!esp_stmt_is_null (stmt, 0))
        esp_bitmap_add (g_ptr_array_index (to, part), (guint32) esp_stmt_int64 (stmt, 0));
    }
  return step == ESP_STEP_DONE;
}

/* All parts together, without whom it does not hold for in any of them. */
static EspBitmap *
join (const GPtrArray *sets, const GPtrArray *freed)
{
  EspBitmap *all = esp_bitmap_new ();

  for (guint i = 0; i < sets->len; i++)
    esp_bitmap_or (all, g_ptr_array_index (sets, i));
  for (guint i = 0; freed != NULL && i < freed->len; i++)
    esp_bitmap_andnot (all, g_ptr_array_index (freed, i));
  return all;
}

/**
 * esp_span_load_sets:
 * @kind: one for which esp_span_has_kind() holds
 * @bounds: (array): n_parts + 1 moments, rising (µs)
 *
 * @out_whole: (out) (transfer full) (optional): who did in the whole span
 *
 * Reads who did something in each part of a span, as esp_span_load() counts them.
 *
 * Returns: (transfer full) (element-type EspBitmap): a set per part; %NULL with @error set
 */
GPtrArray *
esp_span_load_sets (EspTx *tx,
                    EspLeadSetKind kind,
                    const gint64 *bounds,
                    guint n_parts,
                    EspBitmap **out_whole,
                    GError **error)
{
  g_autoptr (GPtrArray) sets = make_sets (n_parts);
  g_autoptr (GPtrArray) freed = kind == ESP_LEAD_SET_BOUNCED ? make_sets (n_parts) : NULL;
  g_autoptr (EspBitmap) everyone = NULL;

  g_return_val_if_fail (esp_span_has_kind (kind) && n_parts > 0, NULL);

  everyone = sources[kind].has_orphans ? esp_tx_load_everyone (tx, error) : NULL;
  if (sources[kind].has_orphans && everyone == NULL)
    return NULL;
  if (sources[kind].event != NULL
        ? !load_event_sets (tx, sources[kind].event, bounds, sets, error)
        : !load_row_sets (tx, sources[kind].sql, bounds, sets, freed, error))
    return NULL;
  for (guint i = 0; everyone != NULL && i < n_parts; i++)
    esp_bitmap_and (g_ptr_array_index (sets, i), everyone);
  if (out_whole != NULL)
    *out_whole = join (sets, freed);
  for (guint i = 0; freed != NULL && i < n_parts; i++)
    esp_bitmap_andnot (g_ptr_array_index (sets, i), g_ptr_array_index (freed, i));
  return g_steal_pointer (&sets);
}

/**
 * esp_span_find_any:
 *
 * Tells whether there is anything to look back on: something sent, or an event.
 */
gboolean
esp_span_find_any (EspTx *tx, gboolean *out_has, GError **error)
{
  static const char sql_any[] = "SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'sent')"
                                " OR EXISTS (SELECT 1 FROM event)";
  gint64 has = 0;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), sql_any, &has, error))
    return FALSE;
  *out_has = has != 0;
  return TRUE;
}
