/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models of attribution: how the worth of a conversion is divided among the touches before it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-attribution-models.h"

#include <math.h>
#include <string.h>

/* By position: of three and more touches the first and the last get this much each. */
#define ENDS_SHARE 0.4
#define TINY 1e-12

struct _EspAttribution
{
  EspAttributionRule rule;
  double *credit;      /* (owned) by model and place */
  double *transitions; /* (owned) counts, from × to: places, then start, conversion, null */
  double *effects;     /* (owned) removal effects by place */
  GArray *shares;      /* (owned) of double: of the touches of one path */
  double total;        /* the value of all paths that converted with a touch */
};

/* States after the places. */
#define START(self) ((self)->rule.n_places)
#define CONVERSION(self) ((self)->rule.n_places + 1)
#define NOTHING(self) ((self)->rule.n_places + 2)
#define N_STATES(self) ((self)->rule.n_places + 3)

static const char *const names[ESP_N_ATTRIBUTION_MODELS] = {
  [ESP_MODEL_FIRST] = "first",
  [ESP_MODEL_LAST] = "last",
  [ESP_MODEL_LAST_NON_DIRECT] = "last-non-direct",
  [ESP_MODEL_LINEAR] = "linear",
  [ESP_MODEL_TIME_DECAY] = "time-decay",
  [ESP_MODEL_POSITION] = "position",
  [ESP_MODEL_MARKOV] = "markov",
  [ESP_MODEL_SHAPLEY] = "shapley",
};

/**
 * esp_attribution_model_get_name:
 */
const char *
esp_attribution_model_get_name (EspAttributionModel model)
{
  return names[model];
}

/**
 * esp_attribution_model_find:
 *
 * Returns: whether there is a model of that name
 */
gboolean
esp_attribution_model_find (const char *name, EspAttributionModel *out_model)
{
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    if (g_str_equal (names[i], name))
      {
        *out_model = (EspAttributionModel) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_attribution_new:
 *
 * Returns: (transfer full): sums without any path
 */
EspAttribution *
esp_attribution_new (const EspAttributionRule *rule)
{
  EspAttribution *self = g_new0 (EspAttribution, 1);
  gsize n_states = (gsize) rule->n_places + 3;

  self->rule = *rule;
  self->credit = g_new0 (double, (gsize) rule->n_places *ESP_N_ATTRIBUTION_MODELS + 1);
  self->transitions = g_new0 (double, n_states *n_states);
  self->effects = g_new0 (double, (gsize) rule->n_places + 1);
  self->shares = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

/**
 * esp_attribution_free:
 */
void
esp_attribution_free (EspAttribution *self)
{
  if (self == NULL)
    return;
  g_free (self->credit);
  g_free (self->transitions);
  g_free (self->effects);
  g_array_unref (self->shares);
  g_free (self);
}

static void
give (EspAttribution *self, EspAttributionModel model, guint place, double value)
{
  self->credit[model * self->rule.n_places + place] += value;
}

static void
count_transitions (EspAttribution *self, const EspTouchPath *path)
{
  gsize n = N_STATES (self);
  guint from = START (self);

  for (guint i = 0; i < path->n_touches; i++)
    {
      self->transitions[from * n + path->touches[i].place]++;
      from = path->touches[i].place;
    }
  self->transitions[from * n + (path->has_converted ? CONVERSION (self) : NOTHING (self))]++;
}

static guint
find_last_source (const EspAttributionRule *rule, const EspTouchPath *path)
{
  for (guint i = path->n_touches; i-- > 0;)
    if ((int) path->touches[i].place != rule->direct)
      return i;
  return path->n_touches - 1;
}

static void
divide_by_age (const EspAttributionRule *rule, const EspTouchPath *path, double *shares)
{
  double sum = 0;

  for (guint i = 0; i < path->n_touches; i++)
    {
      double age = (double) (path->converted_us - path->touches[i].at_us);

      shares[i] = exp2 (-age / (double) MAX (rule->half_life_us, 1));
      sum += shares[i];
    }
  for (guint i = 0; i < path->n_touches; i++)
    shares[i] = sum > 0 ? shares[i] / sum : 1.0 / path->n_touches;
}

static double
position_share (guint touch, guint n_touches)
{
  if (n_touches <= 2)
    return 1.0 / n_touches;
  if (touch == 0 || touch == n_touches - 1)
    return ENDS_SHARE;
  return (1 - 2 * ENDS_SHARE) / (n_touches - 2);
}

/* The worth of a set of places is the value of the paths whose places are all in it. Such a game is a sum
 * of one game a path, in each of which all places of the path are needed; by symmetry and additivity its
 * Shapley value divides each path evenly among its distinct places. Exact for any number of places. What a
 * place gets is that of its touches together. */
static void
divide_by_places (const EspTouchPath *path, double *shares)
{
  guint n_distinct = 0;

  for (guint i = 0; i < path->n_touches; i++)
    {
      guint n_same = 0;
      gboolean is_new = TRUE;

      for (guint j = 0; j < path->n_touches; j++)
        if (path->touches[j].place == path->touches[i].place)
          {
            n_same++;
            is_new = is_new && j >= i;
          }
      n_distinct += is_new;
      shares[i] = 1.0 / n_same;
    }
  for (guint i = 0; i < path->n_touches; i++)
    shares[i] /= n_distinct;
}

/**
 * esp_attribution_divide:
 * @path: with at least one touch
 * @model: any but Markov's, which divides all paths together and none by itself
 * @out_shares: (out caller-allocates): what each touch gets of its value, 1 in all
 */
void
esp_attribution_divide (const EspAttributionRule *rule,
                        const EspTouchPath *path,
                        EspAttributionModel model,
                        double *out_shares)
{
  guint n = path->n_touches;

  for (guint i = 0; i < n; i++)
    out_shares[i] = model == ESP_MODEL_POSITION ? position_share (i, n)
                    : model == ESP_MODEL_LINEAR ? 1.0 / n
                                                : 0;
  if (model == ESP_MODEL_FIRST)
    out_shares[0] = 1;
  else if (model == ESP_MODEL_LAST)
    out_shares[n - 1] = 1;
  else if (model == ESP_MODEL_LAST_NON_DIRECT)
    out_shares[find_last_source (rule, path)] = 1;
  else if (model == ESP_MODEL_TIME_DECAY)
    divide_by_age (rule, path, out_shares);
  else if (model == ESP_MODEL_SHAPLEY)
    divide_by_places (path, out_shares);
}

/**
 * esp_attribution_add:
 * @path: with at least one touch
 *
 * Adds a path. One that did not convert counts only for the chain of Markov.
 */
void
esp_attribution_add (EspAttribution *self, const EspTouchPath *path)
{
  guint n = path->n_touches;

  g_return_if_fail (n > 0);

  count_transitions (self, path);
  if (!path->has_converted)
    return;
  self->total += path->value;
  g_array_set_size (self->shares, MAX (self->shares->len, n));
  for (guint model = 0; model < ESP_N_ATTRIBUTION_MODELS; model++)
    {
      double *shares = (double *) (gpointer) self->shares->data;

      if (model == ESP_MODEL_MARKOV)
        continue;
      esp_attribution_divide (&self->rule, path, (EspAttributionModel) model, shares);
      for (guint i = 0; i < n; i++)
        give (self, (EspAttributionModel) model, path->touches[i].place, path->value * shares[i]);
    }
}

/* Solves a x = b in place by Gauss with pivots; x ends up in b. A singular row gives 0. */
static void
solve (double *a, double *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize pivot = i;

      for (gsize row = i + 1; row < n; row++)
        if (fabs (a[row * n + i]) > fabs (a[pivot * n + i]))
          pivot = row;
      if (fabs (a[pivot * n + i]) < TINY)
        continue;
      for (gsize k = 0; k < n && pivot != i; k++)
        {
          double swap = a[i * n + k];

          a[i * n + k] = a[pivot * n + k];
          a[pivot * n + k] = swap;
        }
      if (pivot != i)
        {
          double swap = b[i];

          b[i] = b[pivot];
          b[pivot] = swap;
        }
      for (gsize row = i + 1; row < n; row++)
        {
          double factor = a[row * n + i] / a[i * n + i];

          for (gsize k = i; k < n; k++)
            a[row * n + k] -= factor * a[i * n + k];
          b[row] -= factor * b[i];
        }
    }
  for (gsize i = n; i-- > 0;)
    {
      for (gsize k = i + 1; k < n; k++)
        b[i] -= a[i * n + k] * b[k];
      b[i] = fabs (a[i * n + i]) < TINY ? 0 : b[i] / a[i * n + i];
    }
}

/* How likely the chain comes from the start to a conversion; whoever comes to @removed is lost. */
static double
conversion_probability (const EspAttribution *self, int removed)
{
  gsize n_all = N_STATES (self);
  gsize n = (gsize) self->rule.n_places + 1; /* the places and the start */
  g_autofree double *a = g_new0 (double, n *n);
  g_autofree double *b = g_new0 (double, n);

  for (gsize from = 0; from < n; from++)
    {
      const double *counts = self->transitions + from * n_all;
      double out = 0;

      a[from * n + from] = 1;
      for (gsize to = 0; to < n_all; to++)
        out += counts[to];
      if (out <= 0 || (int) from == removed)
        continue;
      for (gsize to = 0; to < n; to++)
        if ((int) to != removed)
          a[from * n + to] -= counts[to] / out;
      b[from] = counts[CONVERSION (self)] / out;
    }
  solve (a, b, n);
  return b[START (self)];
}

/**
 * esp_attribution_finish:
 *
 * Computes the chain of Markov: states are the start, the places, conversion and null; the probability to
 * go from one to another is how often that happened in all paths. The removal effect of a place is the
 * share of conversions that is lost when whoever would come to it comes to null,
 *
 *   RE(c) = 1 − P(conversion without c) / P(conversion),
 *
 * and the credit of c is RE(c) / Σ RE of all that converted. Going on in the same place changes nothing.
 */
void
esp_attribution_finish (EspAttribution *self)
{
  double whole = conversion_probability (self, -1);
  double sum = 0;

  for (guint i = 0; i < self->rule.n_places; i++)
    {
      self->effects[i] =
        whole > TINY ? MAX (1 - conversion_probability (self, (int) i) / whole, 0) : 0;
      sum += self->effects[i];
    }
  for (guint i = 0; i < self->rule.n_places && sum > TINY; i++)
    give (self, ESP_MODEL_MARKOV, i, self->total * self->effects[i] / sum);
}

/**
 * esp_attribution_get:
 *
 * Returns: what the place is credited with by the model; for Markov after esp_attribution_finish()
 */
double
esp_attribution_get (const EspAttribution *self, EspAttributionModel model, guint place)
{
  g_return_val_if_fail (place < self->rule.n_places, 0);

  return self->credit[model * self->rule.n_places + place];
}

/**
 * esp_attribution_get_removal_effect:
 *
 * Returns: 0…1
 */
double
esp_attribution_get_removal_effect (const EspAttribution *self, guint place)
{
  return self->effects[place];
}
