/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads whose scores are being worked on: each is read once, followed through time, and written once with
 * what crossed a threshold on the way. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-score-private.h"

#include "base/esp-clock.h"
#include "store/esp-events.h"
#include "store/esp-tasks.h"

#include <json-glib/json-glib.h>

/* What was crossed longer ago is told only if it still holds: the news is old. */
#define NEWS_US ESP_USEC_PER_DAY
/* So many changes by time alone are followed one by one; then the last one counts. */
#define MAX_CHANGES 2000

typedef struct
{
  guint threshold;
  int value;
  gint64 at_us;
} Crossed;

/* One lead in one score. */
typedef struct
{
  const EspScorePlan *plan;
  EspScoreStand stand;
  EspScoreState state;
  GArray *crossed;   /* (owned) (nullable) (element-type Crossed) */
  gboolean is_known; /* has a row */
  gboolean is_whole; /* the history is to be gone through */
  gboolean is_quiet; /* crossings are not told */
  gboolean is_changed;
  gint64 cause_us; /* when the newest of what changed it happened */
} Seat;

struct _EspScoreDesk
{
  EspTx *tx;
  const EspScorePlans *plans;
  EspScoreTurnResult *result;
  GHashTable *seats; /* (owned) score and lead to Seat */
  gint64 now_us;
};

static void
seat_free (gpointer data)
{
  Seat *seat = data;

  esp_score_stand_clear (&seat->stand);
  esp_score_state_clear (&seat->state);
  g_clear_pointer (&seat->crossed, g_array_unref);
  g_free (seat);
}

/**
 * esp_score_desk_new:
 */
EspScoreDesk *
esp_score_desk_new (EspTx *tx, const EspScorePlans *plans, EspScoreTurnResult *result)
{
  EspScoreDesk *self = g_new0 (EspScoreDesk, 1);

  self->tx = tx;
  self->plans = plans;
  self->result = result;
  self->seats = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, seat_free);
  self->now_us = esp_tx_get_now_us (tx);
  return self;
}

/**
 * esp_score_desk_free:
 */
void
esp_score_desk_free (EspScoreDesk *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->seats);
  g_free (self);
}

static Seat *
seat_new (const EspScorePlan *plan, guint32 lead_id)
{
  Seat *seat = g_new0 (Seat, 1);

  seat->plan = plan;
  seat->stand =
    (EspScoreStand){ .score_id = plan->row->id, .lead_id = lead_id, .due_us = G_MAXINT64 };
  esp_score_state_init (&seat->state, plan->score);
  return seat;
}

/* Returns: (transfer none): where the lead stands, as far as this turn has come; %NULL with @error set */
static Seat *
take_seat (EspScoreDesk *self, const EspScorePlan *plan, guint32 lead_id, GError **error)
{
  gint64 key = plan->row->id << 32 | lead_id;
  Seat *seat = g_hash_table_lookup (self->seats, &key);

  if (seat != NULL)
    return seat;
  seat = seat_new (plan, lead_id);
  if (!esp_score_stand_load (self->tx, &seat->stand, &seat->is_known, error))
    {
      seat_free (seat);
      return NULL;
    }
  seat->state.steady = seat->stand.steady;
  seat->state.above = seat->stand.above;
  if (seat->is_known &&
      !esp_score_state_unpack (&seat->state, g_bytes_get_data (seat->stand.state, NULL),
                               g_bytes_get_size (seat->stand.state)))
    seat->is_whole = TRUE;
  g_hash_table_insert (self->seats, g_memdup2 (&key, sizeof key), seat);
  return seat;
}

static void
note_crossings (Seat *seat, int value, gint64 at_us)
{
  g_autoptr (GArray) crossed = g_array_new (FALSE, FALSE, sizeof (EspScoreCrossing));

  esp_score_state_cross (&seat->state, seat->plan->score, value, crossed);
  for (guint i = 0; i < crossed->len; i++)
    {
      const EspScoreCrossing *one = &g_array_index (crossed, EspScoreCrossing, i);
      const Crossed kept = { one->threshold, one->value, at_us };

      if (seat->crossed == NULL)
        seat->crossed = g_array_new (FALSE, FALSE, sizeof (Crossed));
      g_array_append_val (seat->crossed, kept);
    }
}

/* Time passes: from the first moment at which it changes the score up to @until_us. */
static void
follow_time (Seat *seat, gint64 until_us)
{
  const EspScore *score = seat->plan->score;

  if (seat->stand.is_partial)
    return;
  for (guint i = 0; seat->stand.due_us <= until_us && i < MAX_CHANGES; i++)
    {
      gint64 at_us = seat->stand.due_us;

      note_crossings (seat, esp_score_state_value (&seat->state, score, at_us), at_us);
      seat->stand.due_us = esp_score_state_next_us (&seat->state, score, at_us);
      seat->is_changed = TRUE;
    }
}

static gboolean
is_beyond_run (const EspScorePlan *plan, guint32 lead_id)
{
  return plan->run.next_lead != 0 && lead_id >= (guint64) plan->run.next_lead;
}

/**
 * esp_score_desk_event:
 *
 * Something happened to a lead. Events come in the order in which they came in.
 */
gboolean
esp_score_desk_event (EspScoreDesk *self, const EspScoreEvent *event, GError **error)
{
  const char *kind =
    g_hash_table_lookup (self->plans->kind_names, GSIZE_TO_POINTER ((gsize) event->kind_id));

  for (guint i = 0; i < self->plans->plans->len; i++)
    {
      const EspScorePlan *plan = g_ptr_array_index (self->plans->plans, i);
      Seat *seat;

      /* Who is still to be computed is computed with this event. */
      if (is_beyond_run (plan, event->lead_id) || !esp_score_has_kind (plan->score, kind))
        continue;
      seat = take_seat (self, plan, event->lead_id, error);
      if (seat == NULL)
        return FALSE;
      if (event->at_us > self->now_us || seat->stand.is_partial)
        seat->is_whole = TRUE;
      if (!seat->is_whole)
        {
          EspScoreFold fold;

          follow_time (seat, event->at_us);
          fold = esp_score_plans_fold (self->plans, plan, &seat->state, event);
          if (fold == ESP_SCORE_IGNORED)
            continue;
          seat->is_changed = TRUE;
          seat->is_whole = fold == ESP_SCORE_LATE;
          if (fold == ESP_SCORE_FOLDED)
            {
              note_crossings (seat, esp_score_state_value (&seat->state, plan->score, event->at_us),
                              event->at_us);
              seat->stand.due_us =
                esp_score_state_next_us (&seat->state, plan->score, event->at_us);
            }
        }
      seat->cause_us = MAX (seat->cause_us, event->at_us);
    }
  return TRUE;
}

/**
 * esp_score_desk_due:
 *
 * Time has changed a lead's score.
 */
gboolean
esp_score_desk_due (EspScoreDesk *self, const EspScoreDue *due, GError **error)
{
  const EspScorePlan *plan = esp_score_plans_find (self->plans, due->score_id);
  Seat *seat;

  /* Of a score that is gone, or one that computes this lead anew anyway. */
  if (plan == NULL || is_beyond_run (plan, due->lead_id))
    return esp_score_stand_wait (self->tx, due->score_id, due->lead_id, error);
  seat = take_seat (self, plan, due->lead_id, error);
  if (seat == NULL)
    return FALSE;
  seat->is_changed = TRUE;
  seat->cause_us = self->now_us;
  if (seat->stand.is_partial)
    seat->is_whole = TRUE;
  self->result->n_due++;
  return TRUE;
}

/**
 * esp_score_desk_dirty:
 *
 * The lead's history was changed behind the last event.
 */
gboolean
esp_score_desk_dirty (EspScoreDesk *self, guint32 lead_id, GError **error)
{
  for (guint i = 0; i < self->plans->plans->len; i++)
    {
      const EspScorePlan *plan = g_ptr_array_index (self->plans->plans, i);
      Seat *seat = is_beyond_run (plan, lead_id) ? NULL : take_seat (self, plan, lead_id, error);

      if (seat == NULL && !is_beyond_run (plan, lead_id))
        return FALSE;
      if (seat != NULL)
        seat->is_whole = seat->is_quiet = TRUE;
    }
  return TRUE;
}

/**
 * esp_score_desk_steady:
 * @change: points that a condition gives or takes now
 */
gboolean
esp_score_desk_steady (EspScoreDesk *self,
                       const EspScorePlan *plan,
                       guint32 lead_id,
                       int change,
                       GError **error)
{
  Seat *seat = take_seat (self, plan, lead_id, error);

  if (seat == NULL)
    return FALSE;
  follow_time (seat, self->now_us);
  seat->state.steady += change;
  seat->is_changed = TRUE;
  seat->cause_us = self->now_us;
  return TRUE;
}

typedef struct
{
  EspScoreDesk *desk;
  EspScorePlan *plan;
  Seat *seat;           /* (nullable) (unowned) whose events are coming */
  gint64 next_event_us; /* the first that is still to come; G_MAXINT64 */
  GArray *ties;         /* (element-type EspScoreEvent) of the same moment, texts owned */
} Going;

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const EspScoreEvent *x = a;
  const EspScoreEvent *y = b;

  return (x->id > y->id) - (x->id < y->id);
}

static void
tie_clear (gpointer data)
{
  g_free ((char *) ((EspScoreEvent *) data)->props);
}

/* Events of one moment are taken by their numbers, as they came in. */
static void
fold_ties (Going *going)
{
  if (going->ties->len > 1)
    g_array_sort (going->ties, compare_ids);
  for (guint i = 0; i < going->ties->len; i++)
    (void) esp_score_plans_fold (going->desk->plans, going->plan, &going->seat->state,
                                 &g_array_index (going->ties, EspScoreEvent, i)); /* never late */
  g_array_set_size (going->ties, 0);
}

/* A lead whose whole history has been gone through. */
static gboolean
end_lead (Going *going, GError **error)
{
  Seat *seat = going->seat;

  if (seat == NULL)
    return TRUE;
  fold_ties (going);
  seat->stand.is_partial = going->next_event_us != G_MAXINT64;
  seat->stand.due_us = going->next_event_us;
  seat->is_changed = TRUE;
  going->next_event_us = G_MAXINT64;
  going->desk->result->n_computed++;
  return TRUE;
}

static gboolean
whole_event (const EspScoreEvent *event, gpointer user_data, GError **error)
{
  Going *going = user_data;
  EspScoreEvent kept = *event;

  if (event->at_us > going->desk->now_us)
    {
      going->next_event_us = MIN (going->next_event_us, event->at_us);
      return TRUE;
    }
  if (going->ties->len > 0 && g_array_index (going->ties, EspScoreEvent, 0).at_us != event->at_us)
    fold_ties (going);
  kept.props = g_strdup (event->props);
  g_array_append_val (going->ties, kept);
  return TRUE;
}

static void
going_init (Going *going, EspScoreDesk *desk, EspScorePlan *plan, Seat *seat)
{
  *going = (Going){ .desk = desk,
                    .plan = plan,
                    .seat = seat,
                    .next_event_us = G_MAXINT64,
                    .ties = g_array_new (FALSE, FALSE, sizeof (EspScoreEvent)) };
  g_array_set_clear_func (going->ties, tie_clear);
}

static gboolean
go_through (EspScoreDesk *self, Seat *seat, gint64 until_event, GError **error)
{
  const EspScoreScan scan = { self->plans->kinds, self->plans->kinds_with_props, until_event };
  gboolean is_ok;
  Going going;

  going_init (&going, self, (EspScorePlan *) seat->plan, seat);
  esp_score_state_reset (&seat->state);
  is_ok = esp_score_scan_leads (self->tx, &scan, seat->stand.lead_id, seat->stand.lead_id,
                                whole_event, &going, error) &&
          end_lead (&going, error);
  g_array_unref (going.ties);
  return is_ok;
}

static char *
make_props (const Seat *seat, const Crossed *crossed)
{
  const EspScoreThreshold *threshold =
    esp_score_get_threshold (seat->plan->score, crossed->threshold);
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (out);
  json_builder_set_member_name (out, "score");
  json_builder_add_string_value (out, seat->plan->row->column);
  json_builder_set_member_name (out, "name");
  json_builder_add_string_value (out, seat->plan->row->name);
  json_builder_set_member_name (out, "threshold");
  json_builder_add_string_value (out, threshold->id);
  if (threshold->title != NULL)
    {
      json_builder_set_member_name (out, "title");
      json_builder_add_string_value (out, threshold->title);
    }
  json_builder_set_member_name (out, "value");
  json_builder_add_int_value (out, crossed->value);
  json_builder_set_member_name (out, "direction");
  json_builder_add_string_value (out, threshold->is_falling ? "down" : "up");
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, FALSE);
}

static gboolean
make_task (EspScoreDesk *self, const Seat *seat, const Crossed *crossed, GError **error)
{
  const EspScoreThreshold *threshold =
    esp_score_get_threshold (seat->plan->score, crossed->threshold);
  g_autofree char *owner = NULL;
  EspTaskRow task = { .lead_id = seat->stand.lead_id,
                      .is_alert = threshold->is_alert,
                      .score_id = seat->plan->row->id };

  if (!esp_score_owner_load (self->tx, seat->stand.lead_id, &owner, error))
    return FALSE;
  task.title = threshold->task != NULL && *threshold->task != '\0'     ? threshold->task
               : threshold->title != NULL && *threshold->title != '\0' ? threshold->title
                                                                       : seat->plan->row->name;
  task.owner = threshold->owner != NULL && *threshold->owner != '\0' ? threshold->owner : owner;
  if (threshold->due_days > 0)
    task.due_us = self->now_us + threshold->due_days * ESP_USEC_PER_DAY;
  return esp_task_row_insert (self->tx, &task, NULL, error);
}

/* Old news is told only while it is still so. */
static gboolean
is_to_tell (EspScoreDesk *self, const Seat *seat, const Crossed *crossed)
{
  const EspScoreThreshold *threshold =
    esp_score_get_threshold (seat->plan->score, crossed->threshold);
  gboolean is_above = (seat->state.above >> crossed->threshold & 1) != 0;

  if (seat->is_quiet || seat->cause_us < seat->plan->run.started_us)
    return FALSE;
  return crossed->at_us >= self->now_us - NEWS_US || is_above != threshold->is_falling;
}

static gboolean
tell (EspScoreDesk *self, const Seat *seat, GError **error)
{
  for (guint i = 0; seat->crossed != NULL && i < seat->crossed->len; i++)
    {
      const Crossed *crossed = &g_array_index (seat->crossed, Crossed, i);
      g_autofree char *props = NULL;

      if (!is_to_tell (self, seat, crossed))
        continue;
      props = make_props (seat, crossed);
      {
        const EspEvent event = { .lead_id = seat->stand.lead_id,
                                 .kind = (char *) ESP_EVENT_SCORE_THRESHOLD,
                                 .at_us = crossed->at_us,
                                 .props = props };

        if (!esp_event_add (self->tx, &event, NULL, error))
          return FALSE;
      }
      if (esp_score_get_threshold (seat->plan->score, crossed->threshold)->has_task &&
          !make_task (self, seat, crossed, error))
        return FALSE;
      self->result->n_told++;
    }
  return TRUE;
}

/* Up to now, and into the file. */
static gboolean
settle (EspScoreDesk *self, Seat *seat, GError **error)
{
  const EspScore *score = seat->plan->score;
  gint64 next_us;

  follow_time (seat, self->now_us);
  seat->stand.value = esp_score_state_value (&seat->state, score, self->now_us);
  note_crossings (seat, seat->stand.value, self->now_us);
  next_us = esp_score_state_next_us (&seat->state, score, self->now_us);
  seat->stand.due_us = seat->stand.is_partial ? MIN (seat->stand.due_us, next_us) : next_us;
  seat->stand.steady = seat->state.steady;
  seat->stand.above = seat->state.above;
  if (!esp_score_stand_write (self->tx, seat->plan->row->column, seat->stand.lead_id,
                              seat->stand.value, error))
    return FALSE;
  if (esp_score_state_is_empty (&seat->state) && seat->stand.due_us == G_MAXINT64)
    return !seat->is_known ||
           esp_score_stand_delete (self->tx, seat->stand.score_id, seat->stand.lead_id, error);
  g_clear_pointer (&seat->stand.state, g_bytes_unref);
  seat->stand.state = esp_score_state_pack (&seat->state);
  return esp_score_stand_save (self->tx, &seat->stand, error) && tell (self, seat, error);
}

static int
compare_seats (gconstpointer a, gconstpointer b)
{
  const EspScoreStand *first = &(*(const Seat *const *) a)->stand;
  const EspScoreStand *second = &(*(const Seat *const *) b)->stand;

  if (first->score_id != second->score_id)
    return first->score_id < second->score_id ? -1 : 1;
  return (first->lead_id > second->lead_id) - (first->lead_id < second->lead_id);
}

/**
 * esp_score_desk_finish:
 * @until_event: the last event that is taken into account
 *
 * Writes everyone, in the order in which they lie in the file: in any other, many leads would write and read the
 * same pages again and again.
 */
gboolean
esp_score_desk_finish (EspScoreDesk *self, gint64 until_event, GError **error)
{
  g_autoptr (GPtrArray) seats = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->seats);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (seats, value);
  g_ptr_array_sort (seats, compare_seats);
  for (guint i = 0; i < seats->len; i++)
    {
      Seat *seat = g_ptr_array_index (seats, i);

      if (seat->is_whole && !go_through (self, seat, until_event, error))
        return FALSE;
      if (seat->is_changed && !settle (self, seat, error))
        return FALSE;
    }
  g_hash_table_remove_all (self->seats);
  return TRUE;
}

/* The events of a range of leads, one lead after another. */
static gboolean
range_event (const EspScoreEvent *event, gpointer user_data, GError **error)
{
  Going *going = user_data;
  Seat *seat = going->seat;

  if (seat == NULL || seat->stand.lead_id != event->lead_id)
    {
      gint64 key = going->plan->row->id << 32 | event->lead_id;

      if (!end_lead (going, error))
        return FALSE;
      going->seat = g_hash_table_lookup (going->desk->seats, &key);
      if (going->seat == NULL)
        {
          going->seat = seat_new (going->plan, event->lead_id);
          g_hash_table_insert (going->desk->seats, g_memdup2 (&key, sizeof key), going->seat);
        }
    }
  return whole_event (event, user_data, error);
}

/* Who had points before, or has them by a condition, is in it also without any event. */
static gboolean
seat_range (EspScoreDesk *self, EspScorePlan *plan, const EspBitmap *leads, GError **error)
{
  guint32 ids[1024];
  guint32 from = 0;
  gsize n;

  while ((n = esp_bitmap_next (leads, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          gint64 key = plan->row->id << 32 | ids[i];
          Seat *seat = seat_new (plan, ids[i]);

          seat->is_quiet = !plan->run.is_telling;
          seat->cause_us = self->now_us;
          seat->is_changed = TRUE;
          seat->state.steady = esp_score_plan_steady (plan, ids[i]);
          if (!esp_score_stand_load (self->tx, &seat->stand, &seat->is_known, error))
            {
              seat_free (seat);
              return FALSE;
            }
          /* What was told before is not told again. */
          if (plan->run.is_telling)
            seat->state.above = seat->stand.above;
          seat->stand.due_us = G_MAXINT64;
          seat->stand.is_partial = FALSE;
          g_hash_table_insert (self->seats, g_memdup2 (&key, sizeof key), seat);
        }
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return TRUE;
}

/**
 * esp_score_desk_compute:
 *
 * Computes the leads of a range from their whole history. The desk is to be finished after it.
 */
gboolean
esp_score_desk_compute (EspScoreDesk *self,
                        EspScorePlan *plan,
                        guint32 first,
                        guint32 last,
                        GError **error)
{
  g_autoptr (EspBitmap) leads = esp_score_leads_of_range (self->tx, first, last, error);
  EspScoreScan scan = { self->plans->kinds, self->plans->kinds_with_props, 0 };
  gboolean is_ok;
  Going going;

  if (leads == NULL || !esp_score_cursor_load (self->tx, &scan.until_id, error) ||
      !seat_range (self, plan, leads, error))
    return FALSE;
  going_init (&going, self, plan, NULL);
  is_ok = esp_score_scan_leads (self->tx, &scan, first, last, range_event, &going, error) &&
          end_lead (&going, error);
  g_array_unref (going.ties);
  return is_ok;
}
