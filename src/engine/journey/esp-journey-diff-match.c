/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which step of one version of a journey is which of another, and which of them stand elsewhere now. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-diff-private.h"

/* A branch that only one version has: nothing stands at the same place of the other. */
#define ELSEWHERE (G_GUINT64_CONSTANT (1) << 62)

static void
match_steps (EspJourneyDiff *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_old = esp_journey_get_n_steps (self->before);
  guint n_new = esp_journey_get_n_steps (self->after);

  for (guint32 i = 0; i < n_old; i++)
    {
      self->to_new[i] = ESP_JOURNEY_NOWHERE;
      self->changed[i] = -1;
      g_hash_table_insert (ids, esp_journey_get_step (self->before, i)->id,
                           GUINT_TO_POINTER (i + 1));
    }
  for (guint32 i = 0; i < n_new; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->after, i);
      guint32 old = GPOINTER_TO_UINT (g_hash_table_lookup (ids, step->id));

      self->to_old[i] = ESP_JOURNEY_NOWHERE;
      if (old == 0 || esp_journey_get_step (self->before, old - 1)->kind != step->kind ||
          self->to_new[old - 1] != ESP_JOURNEY_NOWHERE)
        continue;
      self->to_old[i] = old - 1;
      self->to_new[old - 1] = i;
    }
}

/**
 * esp_journey_diff_match_branch:
 *
 * Returns: which branch of @to is that branch of @from: by id, else by what it is taken for; -1 none
 */
int
esp_journey_diff_match_branch (const EspJourneyStep *from, const EspJourneyStep *to, guint branch)
{
  const EspJourneyBranch *wanted = esp_journey_step_get_branch (from, branch);
  guint n_before = 0;

  for (guint i = 0; i < branch; i++)
    if (esp_journey_step_get_branch (from, i)->kind == wanted->kind &&
        esp_journey_step_get_branch (from, i)->id == NULL)
      n_before++;
  for (guint i = 0; i < esp_journey_step_get_n_branches (to); i++)
    {
      const EspJourneyBranch *other = esp_journey_step_get_branch (to, i);

      if (wanted->id != NULL ? g_strcmp0 (wanted->id, other->id) == 0
                             : other->id == NULL && other->kind == wanted->kind && n_before-- == 0)
        return (int) i;
    }
  return -1;
}

/* Which line a step stands in, in the numbers of the old version. What only one version has is looked
 * through: a step that is wrapped into a new split has not moved by that. */
static guint64 *
find_containers (const EspJourney *journey, const EspJourneyDiff *diff, gboolean is_new)
{
  guint n = esp_journey_get_n_steps (journey);
  guint64 *containers = g_new0 (guint64, n + 1);
  const guint32 *matches = is_new ? diff->to_old : diff->to_new;

  for (guint32 i = 0; i < n; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      const EspJourneyStep *parent, *other;
      int branch;

      if (step->parent == ESP_JOURNEY_NOWHERE)
        continue;
      if (matches[step->parent] == ESP_JOURNEY_NOWHERE)
        {
          containers[i] = containers[step->parent];
          continue;
        }
      parent = esp_journey_get_step (journey, step->parent);
      other = esp_journey_get_step (is_new ? diff->before : diff->after, matches[step->parent]);
      branch = esp_journey_diff_match_branch (parent, other, step->parent_branch);
      if (branch < 0)
        containers[i] = ELSEWHERE | (is_new ? ELSEWHERE << 1 : 0) | (guint64) step->parent << 16 |
                        step->parent_branch;
      else
        containers[i] = (guint64) ((is_new ? matches[step->parent] : step->parent) + 1) << 16 |
                        (is_new ? (guint) branch : step->parent_branch);
    }
  return containers;
}

/**
 * esp_journey_diff_mark_longest:
 * @values: (array length=n)
 * @out_is_in: (array length=n): which of them make the longest rising row
 */
void
esp_journey_diff_mark_longest (const guint32 *values, guint n, gboolean *out_is_in)
{
  g_autofree guint *ends = g_new0 (guint, n + 1);     /* by length: index of the smallest end */
  g_autofree guint *previous = g_new0 (guint, n + 1); /* plus 1 */
  guint length = 0;

  for (guint i = 0; i < n; i++)
    {
      guint low = 0;
      guint high = length;

      while (low < high)
        {
          guint middle = low + (high - low) / 2;

          if (values[ends[middle]] < values[i])
            low = middle + 1;
          else
            high = middle;
        }
      previous[i] = low > 0 ? ends[low - 1] + 1 : 0;
      ends[low] = i;
      length = MAX (length, low + 1);
      out_is_in[i] = FALSE;
    }
  for (guint at = length > 0 ? ends[length - 1] + 1 : 0; at > 0; at = previous[at - 1])
    out_is_in[at - 1] = TRUE;
}

/* Those of one line that stayed in it, in their new order. */
static void
mark_line (EspJourneyDiff *self, const GArray *line)
{
  g_autofree gboolean *is_in = g_new0 (gboolean, line->len + 1);
  const guint32 *old = (const guint32 *) (gpointer) line->data;

  if (line->len == 0)
    return;
  esp_journey_diff_mark_longest (old, line->len, is_in);
  for (guint i = 0; i < line->len; i++)
    self->has_moved[old[i]] = !is_in[i];
}

static void
find_moved (EspJourneyDiff *diff)
{
  g_autofree guint64 *before = find_containers (diff->before, diff, FALSE);
  g_autofree guint64 *after = find_containers (diff->after, diff, TRUE);
  g_autoptr (GHashTable) lines =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer line;

  for (guint32 i = 0; i < esp_journey_get_n_steps (diff->after); i++)
    {
      guint32 old = diff->to_old[i];

      if (old == ESP_JOURNEY_NOWHERE)
        continue;
      if (before[old] != after[i])
        {
          diff->has_moved[old] = TRUE;
          continue;
        }
      line = g_hash_table_lookup (lines, &after[i]);
      if (line == NULL)
        {
          line = g_array_new (FALSE, FALSE, sizeof (guint32));
          g_hash_table_insert (lines, &after[i], line);
        }
      g_array_append_val ((GArray *) line, old);
    }
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    mark_line (diff, line);
}

/**
 * esp_journey_diff_match:
 *
 * Fills in which step is which, and which have moved.
 */
void
esp_journey_diff_match (EspJourneyDiff *self)
{
  match_steps (self);
  find_moved (self);
}
