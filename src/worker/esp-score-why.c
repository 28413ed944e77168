/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a lead has its score, and what another definition would do: gone through, not remembered. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-score-why.h"

#include "worker/esp-score-private.h"

#include "engine/score/esp-score-json.h"
#include "engine/segment/esp-rule-eval.h"
#include "store/esp-events.h"

#include <math.h>

/* So many events are gone through for a preview; of more, a part of the leads. */
#define MAX_PREVIEW_EVENTS 400000
#define BLOCK 200
#define N_TOP 20
#define N_BARS 20

/**
 * esp_score_why_free:
 */
void
esp_score_why_free (EspScoreWhy *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->row, esp_score_row_free);
  g_clear_pointer (&self->score, esp_score_unref);
  g_array_unref (self->parts);
  g_free (self);
}

/**
 * esp_score_preview_free:
 */
void
esp_score_preview_free (EspScorePreview *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->bars);
  g_array_unref (self->top);
  g_free (self);
}

typedef struct
{
  const EspScorePlans *plans;
  const EspScorePlan *plan;
  EspScoreState *state;
  gint64 now_us;
} Walk;

static gboolean
walk_event (const EspScoreEvent *event, gpointer user_data, GError **error)
{
  Walk *walk = user_data;

  if (event->at_us <= walk->now_us)
    (void) esp_score_plans_fold (walk->plans, walk->plan, walk->state, event); /* in order */
  return TRUE;
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const EspScorePart *x = a;
  const EspScorePart *y = b;

  return (fabs (y->now) > fabs (x->now)) - (fabs (y->now) < fabs (x->now));
}

static void
add_part (EspScoreWhy *self, const EspScorePart *part)
{
  if (part->n > 0 || part->now > 0 || part->now < 0)
    g_array_append_vals (self->parts, part, 1);
}

/* Whether a condition holds for one lead. */
static gboolean
holds (EspTx *tx, EspSegmentEngine *engine, const EspRule *rule, guint32 lead_id)
{
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (engine, tx, rule, NULL, ESP_SEGMENT_PLAIN, NULL);

  return count != NULL && esp_bitmap_contains (count->members, lead_id);
}

static void
collect_parts (EspScoreWhy *self,
               EspTx *tx,
               EspSegmentEngine *engine,
               EspScoreState *state,
               guint32 lead_id)
{
  gint64 now_us = esp_tx_get_now_us (tx);
  EspScorePart given = { .rule = -1 };

  for (guint i = 0; i < esp_score_get_n_rules (self->score); i++)
    {
      const EspScoreRule *rule = esp_score_get_rule (self->score, i);
      const EspScoreCell *cell = &state->cells[i];
      EspScorePart part = { .rule = (int) i,
                            .n = cell->n_all,
                            .all = cell->all,
                            .last_us = cell->last_us };

      if (rule->condition != NULL && !rule->is_off && holds (tx, engine, rule->condition, lead_id))
        {
          part.all = part.now = rule->points;
          state->steady += rule->points;
        }
      else if (rule->match != NULL)
        part.now = esp_score_state_rule_value (state, self->score, i, now_us);
      add_part (self, &part);
    }
  given.now = given.all = esp_score_state_given_value (state, self->score, now_us);
  given.last_us = state->at_us;
  add_part (self, &given);
  g_array_sort (self->parts, compare_parts);
}

/**
 * esp_score_why_load:
 *
 * Goes through the history of one lead.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspScoreWhy *
esp_score_why_load (EspTx *tx,
                    EspSegmentEngine *engine,
                    gint64 score_id,
                    guint32 lead_id,
                    GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, error);
  g_autoptr (EspScorePlans) plans =
    world != NULL ? esp_score_plans_load (tx, esp_segment_world_get_zone (world), error) : NULL;
  g_autoptr (EspScoreWhy) self = g_new0 (EspScoreWhy, 1);
  g_auto (EspScoreState) state = { 0 };
  EspScoreStand stand = { .score_id = score_id, .lead_id = lead_id };
  EspScorePlan *plan = plans != NULL ? esp_score_plans_find (plans, score_id) : NULL;
  gint64 now_us = esp_tx_get_now_us (tx);
  gboolean is_known = FALSE;

  self->parts = g_array_new (FALSE, FALSE, sizeof (EspScorePart));
  if (plans == NULL)
    return NULL;
  if (plan == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "There is no score %" G_GINT64_FORMAT " that can be read", score_id);
      return NULL;
    }
  esp_score_state_init (&state, plan->score);
  {
    const EspScoreScan scan = { plans->kinds, plans->kinds_with_props, G_MAXINT64 };
    Walk walk = { plans, plan, &state, now_us };

    if (!esp_score_scan_leads (tx, &scan, lead_id, lead_id, walk_event, &walk, error) ||
        !esp_score_stand_load (tx, &stand, &is_known, error))
      return NULL;
  }
  self->kept = stand.value;
  esp_score_stand_clear (&stand);
  self->row = esp_score_row_load (tx, score_id, error);
  self->score = esp_score_ref (plan->score);
  if (self->row == NULL)
    return NULL;
  collect_parts (self, tx, engine, &state, lead_id);
  self->value = esp_score_state_value (&state, plan->score, now_us);
  self->next_us = esp_score_state_next_us (&state, plan->score, now_us);
  return g_steal_pointer (&self);
}

typedef struct
{
  EspScorePreview *out;
  const EspScorePlans *plans;
  EspScorePlan *plan;
  EspScoreState state;
  GHashTable *befores; /* lead to value, of those that have one */
  GHashTable *afters;  /* lead to value, of those with events */
  guint32 lead_id;     /* whose events are coming; 0 nobody's */
  gint64 now_us;
} Sight;

static void
end_sight (Sight *self)
{
  if (self->lead_id == 0)
    return;
  self->state.steady = esp_score_plan_steady (self->plan, self->lead_id);
  g_hash_table_insert (self->afters, GUINT_TO_POINTER (self->lead_id),
                       GINT_TO_POINTER (
                         esp_score_state_value (&self->state, self->plan->score, self->now_us)));
  esp_score_state_reset (&self->state);
  self->lead_id = 0;
}

static gboolean
sight_event (const EspScoreEvent *event, gpointer user_data, GError **error)
{
  Sight *self = user_data;

  if (event->lead_id != self->lead_id)
    end_sight (self);
  self->lead_id = event->lead_id;
  if (event->at_us <= self->now_us)
    (void) esp_score_plans_fold (self->plans, self->plan, &self->state, event); /* in order */
  return TRUE;
}

static int
compare_tops (gconstpointer a, gconstpointer b)
{
  const EspScoreTop *x = a;
  const EspScoreTop *y = b;

  if (x->after != y->after)
    return x->after < y->after ? 1 : -1;
  return (x->lead_id > y->lead_id) - (x->lead_id < y->lead_id);
}

static void
keep_top (EspScorePreview *out, const EspScoreTop *top)
{
  if (top->after <= 0)
    return;
  g_array_append_vals (out->top, top, 1);
  if (out->top->len < 20 * N_TOP)
    return;
  g_array_sort (out->top, compare_tops);
  g_array_set_size (out->top, N_TOP);
}

static void
count_lead (Sight *self, guint32 lead_id, GArray *values)
{
  gpointer key = GUINT_TO_POINTER (lead_id);
  gpointer after = NULL;
  EspScoreTop top = { lead_id, GPOINTER_TO_INT (g_hash_table_lookup (self->befores, key)), 0 };

  if (g_hash_table_lookup_extended (self->afters, key, NULL, &after))
    top.after = GPOINTER_TO_INT (after);
  else
    {
      self->state.steady = esp_score_plan_steady (self->plan, lead_id);
      top.after = esp_score_state_value (&self->state, self->plan->score, self->now_us);
    }
  self->out->n_changed += top.before != top.after;
  self->out->n_up += top.after > top.before;
  self->out->n_down += top.after < top.before;
  self->out->n_positive += top.after > 0;
  for (guint i = 0; i < esp_score_get_n_thresholds (self->plan->score); i++)
    self->out->crossing[i] += top.after >= esp_score_get_threshold (self->plan->score, i)->value;
  keep_top (self->out, &top);
  g_array_append_val (values, top);
}

/* Bars of a round width that cover what there is. */
static void
make_bars (EspScorePreview *out, GArray *values)
{
  static const int widths[] = { 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000 };
  int low = 0;
  int high = 0;
  int width = widths[0];

  for (guint i = 0; i < values->len; i++)
    {
      const EspScoreTop *top = &g_array_index (values, EspScoreTop, i);

      low = MIN (low, MIN (top->before, top->after));
      high = MAX (high, MAX (top->before, top->after));
    }
  for (guint i = 0; i < G_N_ELEMENTS (widths) && (high - low) / width >= N_BARS; i++)
    width = widths[i];
  if ((high - low) / width >= N_BARS)
    width = (high - low) / N_BARS + 1;
  low = (int) floor ((double) low / width) * width;
  for (int from = low; from <= high; from += width)
    {
      const EspScoreBar bar = { from, from + width - 1, 0, 0 };

      g_array_append_val (out->bars, bar);
    }
  for (guint i = 0; i < values->len; i++)
    {
      const EspScoreTop *top = &g_array_index (values, EspScoreTop, i);

      g_array_index (out->bars, EspScoreBar, (guint) ((top->before - low) / width)).n_before++;
      g_array_index (out->bars, EspScoreBar, (guint) ((top->after - low) / width)).n_after++;
    }
}

static void
scale_up (EspScorePreview *out)
{
  double factor = out->share > 0 ? 1 / out->share : 1;

  out->n_changed *= factor;
  out->n_up *= factor;
  out->n_down *= factor;
  out->n_positive *= factor;
  for (guint i = 0; i < ESP_SCORE_MAX_THRESHOLDS; i++)
    out->crossing[i] *= factor;
  for (guint i = 0; i < out->bars->len; i++)
    {
      g_array_index (out->bars, EspScoreBar, i).n_before *= factor;
      g_array_index (out->bars, EspScoreBar, i).n_after *= factor;
    }
}

static gboolean
see_block (Sight *self, EspTx *tx, guint32 first, guint32 last, GArray *values, GError **error)
{
  const EspScoreScan scan = { self->plans->kinds, self->plans->kinds_with_props, G_MAXINT64 };
  g_autoptr (EspBitmap) leads = esp_score_leads_of_range (tx, first, last, error);
  g_autofree guint32 *ids = NULL;
  gsize n = 0;

  if (leads == NULL ||
      !esp_score_values_of_range (tx, self->plan->row->column, first, last, self->befores, error) ||
      !esp_score_scan_leads (tx, &scan, first, last, sight_event, self, error))
    return FALSE;
  end_sight (self);
  ids = esp_bitmap_to_array (leads, &n);
  for (gsize i = 0; i < n; i++)
    count_lead (self, ids[i], values);
  g_hash_table_remove_all (self->befores);
  g_hash_table_remove_all (self->afters);
  return TRUE;
}

static gboolean
see_all (Sight *self, EspTx *tx, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (EspScoreTop));
  gint64 last_lead, n_events;
  guint step;

  if (!esp_score_last_lead (tx, &last_lead, error) || !esp_events_estimate (tx, &n_events, error))
    return FALSE;
  step = (guint) (n_events / MAX_PREVIEW_EVENTS) + 1;
  for (gint64 first = 1; first <= last_lead; first += (gint64) BLOCK * step)
    if (!see_block (self, tx, (guint32) first, (guint32) MIN (first + BLOCK - 1, last_lead), values,
                    error))
      return FALSE;
  if (!esp_score_count_leads (tx, &self->out->n_leads, error))
    return FALSE;
  self->out->share =
    self->out->n_leads > 0 ? MIN (1.0, (double) values->len / (double) self->out->n_leads) : 1;
  make_bars (self->out, values);
  g_array_sort (self->out->top, compare_tops);
  if (self->out->top->len > N_TOP)
    g_array_set_size (self->out->top, N_TOP);
  if (step > 1)
    scale_up (self->out);
  else
    self->out->share = 1;
  return TRUE;
}

/**
 * esp_score_preview_load:
 * @column: the field of the score; a new one has "" and is compared with nothing
 *
 * Computes what @score would give, of all leads or, where that would be slow, of a part of them spread over
 * all.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspScorePreview *
esp_score_preview_load (EspTx *tx,
                        EspSegmentEngine *engine,
                        EspScore *score,
                        const char *column,
                        GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, error);
  g_autoptr (EspScorePreview) out = g_new0 (EspScorePreview, 1);
  g_autoptr (EspScorePlans) plans = NULL;
  gboolean is_ok;
  Sight sight;

  out->bars = g_array_new (FALSE, FALSE, sizeof (EspScoreBar));
  out->top = g_array_new (FALSE, FALSE, sizeof (EspScoreTop));
  if (world == NULL)
    return NULL;
  plans = esp_score_plans_new_draft (tx, esp_segment_world_get_zone (world), score, column, error);
  if (plans == NULL ||
      !esp_score_conditions_ask (tx, engine, g_ptr_array_index (plans->plans, 0), error))
    return NULL;
  sight = (Sight){ .out = out,
                   .plans = plans,
                   .plan = g_ptr_array_index (plans->plans, 0),
                   .befores = g_hash_table_new (NULL, NULL),
                   .afters = g_hash_table_new (NULL, NULL),
                   .now_us = esp_tx_get_now_us (tx) };
  esp_score_state_init (&sight.state, score);
  is_ok = see_all (&sight, tx, error);
  esp_score_state_clear (&sight.state);
  g_hash_table_unref (sight.befores);
  g_hash_table_unref (sight.afters);
  return is_ok ? g_steal_pointer (&out) : NULL;
}
