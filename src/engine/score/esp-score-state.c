/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a lead stands in a score: what happened, one after another, and what it is worth at a moment. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/score/esp-score-state.h"

#include "base/esp-clock.h"

#include <math.h>
#include <string.h>

/* What sums of halves lose on the way: 5 stays 5, and "at least 5" holds. */
#define TINY 1e-6
#define HALF 0.5
#define PACK_VERSION 1

/**
 * esp_score_state_init:
 *
 * A lead of whom nothing is known yet.
 */
void
esp_score_state_init (EspScoreState *self, const EspScore *score)
{
  *self = (EspScoreState){ .at_us = G_MININT64,
                           .n_cells = score->rules->len,
                           .cells = g_new0 (EspScoreCell, score->rules->len + 1) };
}

/**
 * esp_score_state_clear:
 */
void
esp_score_state_clear (EspScoreState *self)
{
  g_clear_pointer (&self->cells, g_free);
}

/**
 * esp_score_state_reset:
 *
 * Forgets what happened, so that the history can be gone through again; what conditions give and which
 * thresholds were told stays.
 */
void
esp_score_state_reset (EspScoreState *self)
{
  self->at_us = G_MININT64;
  self->given = 0;
  for (guint i = 0; i < self->n_cells; i++)
    self->cells[i] = (EspScoreCell){ 0 };
}

/**
 * esp_score_state_is_empty:
 *
 * Returns: whether there is nothing to keep
 */
gboolean
esp_score_state_is_empty (const EspScoreState *self)
{
  return self->at_us == G_MININT64 && self->steady == 0 && self->above == 0;
}

/* What a point of then is worth later. */
static double
decay (const EspScore *score, gint64 from_us, gint64 to_us)
{
  if (score->half_life_days <= 0 || to_us <= from_us || from_us == G_MININT64)
    return 1;
  return exp2 (-((double) (to_us - from_us) / (score->half_life_days * ESP_USEC_PER_DAY)));
}

static void
move_on (EspScoreState *self, const EspScore *score, gint64 at_us)
{
  double factor = decay (score, self->at_us, at_us);

  if (factor < 1)
    {
      self->given *= factor;
      for (guint i = 0; i < self->n_cells; i++)
        self->cells[i].sum *= factor;
    }
  self->at_us = at_us;
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* Returns: a number that moments of the same day, week or month share. */
static gint64
find_period (EspScorePeriod per, GTimeZone *zone, gint64 at_us)
{
  gint64 seconds = floor_div (at_us, G_USEC_PER_SEC);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);
  gint64 offset = interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0;
  gint64 day = floor_div (seconds + offset, 24 * 60 * 60);
  GDate date;

  if (per == ESP_SCORE_DAY)
    return day;
  if (per == ESP_SCORE_WEEK)
    return floor_div (day + 3, 7); /* the first day of 1970 was a Thursday */
  g_date_clear (&date, 1);
  /* GDate counts from the first day of the year 1. */
  g_date_set_julian (&date, (guint32) CLAMP (day + 719163, 1, 3650000));
  return (gint64) g_date_get_year (&date) * 12 + (gint64) g_date_get_month (&date);
}

static gboolean
matches (const EspScoreRule *rule, const EspJourneyEvent *event)
{
  return rule->match != NULL && !rule->is_off && esp_journey_event_matches (rule->match, event);
}

static void
count_event (EspScoreCell *cell, const EspScoreRule *rule, GTimeZone *zone, gint64 at_us)
{
  if (rule->count == ESP_SCORE_ONCE && cell->n > 0)
    return;
  if (rule->count == ESP_SCORE_MOST)
    {
      gint64 period = find_period (rule->per, zone, at_us);

      if (period != cell->period)
        cell->n = 0;
      cell->period = period;
      if (cell->n >= rule->most)
        return;
    }
  cell->n++;
  cell->n_all++;
  cell->last_us = at_us;
  cell->all += rule->points;
  cell->sum += rule->points;
}

static gboolean
get_number (JsonObject *props, const char *member, double *out)
{
  JsonNode *node = json_object_get_member (props, member);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *out = json_node_get_double (node);
  return isfinite (*out) != 0;
}

static gboolean
is_for (const EspJourneyEvent *event, const char *column)
{
  JsonNode *node = event->props != NULL ? json_object_get_member (event->props, "score") : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING &&
         g_strcmp0 (json_node_get_string (node), column) == 0;
}

/* Points by hand or by a journey. What is set takes the place of everything that was collected; conditions
 * that are true go on top. */
static void
give (EspScoreState *self, JsonObject *props)
{
  double number;

  if (get_number (props, "add", &number))
    self->given += number;
  else if (get_number (props, "set", &number))
    {
      self->given = number;
      for (guint i = 0; i < self->n_cells; i++)
        self->cells[i].sum = 0;
    }
  else if (get_number (props, "scale", &number))
    {
      self->given *= number / 100;
      for (guint i = 0; i < self->n_cells; i++)
        self->cells[i].sum *= number / 100;
    }
}

/**
 * esp_score_state_fold:
 * @column: of the score's field, which points by hand name
 * @zone: of the workspace: days, weeks and months are its own
 *
 * Adds one event. Events come in the order of their moments and, of the same moment, of their ids; then
 * adding them one by one gives bit by bit what going through the whole history gives.
 */
EspScoreFold
esp_score_state_fold (EspScoreState *self,
                      const EspScore *score,
                      const char *column,
                      GTimeZone *zone,
                      const EspJourneyEvent *event)
{
  gboolean is_given = g_strcmp0 (event->kind, ESP_SCORE_EVENT_POINTS) == 0;
  gboolean has_moved = FALSE;

  if (is_given && !is_for (event, column))
    return ESP_SCORE_IGNORED;
  for (guint i = 0; i < score->rules->len; i++)
    {
      if (is_given || !matches (esp_score_get_rule (score, i), event))
        continue;
      if (event->at_us < self->at_us)
        return ESP_SCORE_LATE;
      if (!has_moved)
        move_on (self, score, event->at_us);
      has_moved = TRUE;
      count_event (&self->cells[i], esp_score_get_rule (score, i), zone, event->at_us);
    }
  if (!is_given)
    return has_moved ? ESP_SCORE_FOLDED : ESP_SCORE_IGNORED;
  if (event->at_us < self->at_us)
    return ESP_SCORE_LATE;
  move_on (self, score, event->at_us);
  give (self, event->props);
  return ESP_SCORE_FOLDED;
}

static double
within_cap (const EspScoreRule *rule, double sum)
{
  if (rule->cap > 0)
    return MIN (sum, rule->cap);
  return rule->cap < 0 ? MAX (sum, rule->cap) : sum;
}

static double
within_bounds (const EspScore *score, double value)
{
  if (score->has_max && value > score->max)
    value = score->max;
  return score->has_min && value < score->min ? score->min : value;
}

static int
round_to_whole (double value)
{
  return (int) floor (CLAMP (value, -1e9, 1e9) + HALF + TINY);
}

/* The sum at a share of what it was at the state's moment. */
static double
sum_at (const EspScoreState *self, const EspScore *score, double factor)
{
  double sum = self->steady + self->given * factor;

  for (guint i = 0; i < self->n_cells; i++)
    sum += within_cap (esp_score_get_rule (score, i), self->cells[i].sum * factor);
  return sum;
}

/**
 * esp_score_state_value:
 *
 * Returns: the score at that moment, which is not before the last event that was folded
 */
int
esp_score_state_value (const EspScoreState *self, const EspScore *score, gint64 at_us)
{
  return round_to_whole (
    within_bounds (score, sum_at (self, score, decay (score, self->at_us, at_us))));
}

/**
 * esp_score_state_rule_value:
 *
 * Returns: what a rule on events gives at that moment, within its cap
 */
double
esp_score_state_rule_value (const EspScoreState *self,
                            const EspScore *score,
                            guint rule,
                            gint64 at_us)
{
  return within_cap (esp_score_get_rule (score, rule),
                     self->cells[rule].sum * decay (score, self->at_us, at_us));
}

/**
 * esp_score_state_given_value:
 *
 * Returns: what was given by hand and by journeys, at that moment
 */
double
esp_score_state_given_value (const EspScoreState *self, const EspScore *score, gint64 at_us)
{
  return self->given * decay (score, self->at_us, at_us);
}

/* Below this factor the next cap lets go; 0: none does. */
static double
next_release (const EspScoreState *self, const EspScore *score, double factor)
{
  double next = 0;

  for (guint i = 0; i < self->n_cells; i++)
    {
      int cap = esp_score_get_rule (score, i)->cap;
      double release = cap != 0 && self->cells[i].sum != 0 ? cap / self->cells[i].sum : 0;

      if (release < factor && release > next)
        next = release;
    }
  return next;
}

/* Between two releases the sum is a straight line over the factor: base + slope * factor. */
static double
find_slope (const EspScoreState *self, const EspScore *score, double factor, double low)
{
  double middle = (factor + low) / 2;
  double slope = self->given;

  for (guint i = 0; i < self->n_cells; i++)
    {
      const EspScoreRule *rule = esp_score_get_rule (score, i);
      double sum = self->cells[i].sum;
      double now = sum * middle;

      if (within_cap (rule, now) - now == 0)
        slope += sum;
    }
  return slope;
}

/* Returns: the factor at which the whole number changes, looking down from @factor; 0: never. */
static double
find_change (const EspScoreState *self, const EspScore *score, double factor)
{
  int value = round_to_whole (within_bounds (score, sum_at (self, score, factor)));

  while (factor > 0)
    {
      double low = next_release (self, score, factor);
      double slope = find_slope (self, score, factor, low);
      double base = sum_at (self, score, factor) - slope * factor;
      double at = 0;

      /* Held by a bound it does not move, however the sum does. */
      if (slope > 0 && !(score->has_min && value <= score->min))
        at = (value - HALF - TINY - base) / slope;
      else if (slope < 0 && !(score->has_max && value >= score->max))
        at = (value + HALF - TINY - base) / slope;
      if (at > low && at <= factor)
        return at;
      factor = low;
    }
  return 0;
}

/**
 * esp_score_state_next_us:
 * @from_us: not before the last event that was folded
 *
 * Returns: the first moment after @from_us at which time alone changes the score; %G_MAXINT64: never
 */
gint64
esp_score_state_next_us (const EspScoreState *self, const EspScore *score, gint64 from_us)
{
  int value = esp_score_state_value (self, score, from_us);
  double half_life_us = score->half_life_days * ESP_USEC_PER_DAY;
  double factor, delay_us;
  gint64 at_us;

  if (score->half_life_days <= 0 || self->at_us == G_MININT64)
    return G_MAXINT64;
  factor = find_change (self, score, decay (score, self->at_us, from_us));
  if (factor <= 0)
    return G_MAXINT64;
  delay_us = -log2 (factor) * half_life_us;
  if (delay_us > (double) (G_MAXINT64 / 2))
    return G_MAXINT64;
  at_us = MAX (self->at_us + (gint64) ceil (delay_us), from_us + 1);
  /* The last bits of the logarithm. */
  for (gint64 step = 1; step < ESP_USEC_PER_HOUR; step *= 4)
    {
      if (esp_score_state_value (self, score, at_us) != value)
        return at_us;
      at_us += step;
    }
  return at_us;
}

/**
 * esp_score_state_cross:
 * @value: of the score now
 * @out_crossed: (nullable) (element-type EspScoreCrossing): gets what has to be told; %NULL tells nothing
 *
 * Notes on which side of its thresholds the lead is. A crossing counts once: the next one of the same
 * threshold only after the score went back by its slack.
 */
void
esp_score_state_cross (EspScoreState *self, const EspScore *score, int value, GArray *out_crossed)
{
  for (guint i = 0; i < score->thresholds->len; i++)
    {
      const EspScoreThreshold *threshold = esp_score_get_threshold (score, i);
      const EspScoreCrossing crossing = { i, value };
      gboolean was_above = (self->above >> i & 1) != 0;
      int rises_at = threshold->value + (threshold->is_falling ? threshold->slack : 0);
      int falls_below = threshold->value - (threshold->is_falling ? 0 : threshold->slack);
      gboolean is_above = was_above ? value >= falls_below : value >= rises_at;

      if (is_above == was_above)
        continue;
      self->above ^= 1u << i;
      if (out_crossed != NULL && is_above != threshold->is_falling)
        g_array_append_val (out_crossed, crossing);
    }
}

static void
put (GByteArray *out, gconstpointer data, gsize length)
{
  g_byte_array_append (out, data, (guint) length);
}

/**
 * esp_score_state_pack:
 *
 * Returns: (transfer full): what happened, for esp_score_state_unpack() with the same rules. Steady points
 *   and thresholds are not in it.
 */
GBytes *
esp_score_state_pack (const EspScoreState *self)
{
  GByteArray *out = g_byte_array_new ();
  guint8 version = PACK_VERSION;

  put (out, &version, sizeof version);
  put (out, &self->at_us, sizeof self->at_us);
  put (out, &self->given, sizeof self->given);
  for (guint i = 0; i < self->n_cells; i++)
    {
      const EspScoreCell *cell = &self->cells[i];
      guint8 place = (guint8) i;
      gint32 period = (gint32) cell->period;
      guint32 n = cell->n;

      if (cell->n == 0 && cell->sum == 0)
        continue;
      put (out, &place, sizeof place);
      put (out, &cell->sum, sizeof cell->sum);
      put (out, &n, sizeof n);
      put (out, &period, sizeof period);
    }
  return g_byte_array_free_to_bytes (out);
}

static gboolean
take (const guint8 **data, gsize *left, gpointer out, gsize length)
{
  if (*left < length)
    return FALSE;
  memcpy (out, *data, length);
  *data += length;
  *left -= length;
  return TRUE;
}

/**
 * esp_score_state_unpack:
 *
 * Returns: %FALSE, and @self as it was, when it is of other rules or not whole: go through the history
 */
gboolean
esp_score_state_unpack (EspScoreState *self, gconstpointer data, gsize length)
{
  const guint8 *at = data;
  guint8 version = 0;
  guint8 place;

  if (!take (&at, &length, &version, sizeof version) || version != PACK_VERSION ||
      !take (&at, &length, &self->at_us, sizeof self->at_us) ||
      !take (&at, &length, &self->given, sizeof self->given))
    return FALSE;
  while (length > 0)
    {
      EspScoreCell cell = { 0 };
      gint32 period = 0;
      guint32 n = 0;

      if (!take (&at, &length, &place, sizeof place) || place >= self->n_cells ||
          !take (&at, &length, &cell.sum, sizeof cell.sum) || !take (&at, &length, &n, sizeof n) ||
          !take (&at, &length, &period, sizeof period))
        {
          esp_score_state_reset (self);
          return FALSE;
        }
      cell.n = n;
      cell.period = period;
      self->cells[place] = cell;
    }
  return TRUE;
}
