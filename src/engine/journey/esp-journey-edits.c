/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts steps into a journey, takes them out, and moves them along its ways. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-edits.h"

#include "engine/journey/esp-journey-clip.h"

/* Where a piece of text goes. */
typedef struct
{
  guint32 at;
  EspJourneyLine line;
  gboolean needs_join; /* what goes in stands in a branch that led on without it */
} Gap;

/* A branch that may be left with nothing but its join. */
typedef struct
{
  char *step;
  guint branch;
} Bare;

static void
bare_clear (gpointer data)
{
  g_free (((Bare *) data)->step);
}

static gboolean
find_gap (const EspJourney *self, const EspJourneySpot *spot, Gap *gap, GError **error)
{
  const EspJourneyStep *step;
  guint32 index;
  EspJourneyRange range;

  *gap = (Gap){ 0, { 0, 0 }, FALSE };
  if (spot->step == NULL)
    return TRUE;
  if (!esp_journey_spot_exists (self, spot))
    {
      g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                   "There is no such place any more, behind the step “%.64s”", spot->step);
      return FALSE;
    }
  index = esp_journey_find_step (self, spot->step);
  step = esp_journey_get_step (self, index);
  if (spot->branch < 0)
    {
      *gap =
        (Gap){ esp_journey_subtree_end (self, index), { step->level, step->parent_branch }, FALSE };
      return TRUE;
    }
  range = esp_journey_branch_range (self, index, (guint) spot->branch);
  gap->at = range.from;
  gap->line = (EspJourneyLine){ step->level + 1, (guint) spot->branch };
  gap->needs_join = range.from == range.until && step->next != ESP_JOURNEY_NOWHERE;
  return TRUE;
}

/* Returns: (transfer full): the ids of the steps in whose branches the spot is, the innermost last. */
static GPtrArray *
list_around (const EspJourney *self, const EspJourneySpot *spot)
{
  GPtrArray *around = g_ptr_array_new_with_free_func (g_free);
  guint32 index = spot->step != NULL ? esp_journey_find_step (self, spot->step) : 0;

  if (spot->step == NULL || index == ESP_JOURNEY_NOWHERE)
    return around;
  if (spot->branch < 0)
    index = esp_journey_get_step (self, index)->parent;
  while (index != ESP_JOURNEY_NOWHERE)
    {
      g_ptr_array_insert (around, 0, g_strdup (esp_journey_get_step (self, index)->id));
      index = esp_journey_get_step (self, index)->parent;
    }
  return around;
}

/* Returns: whether the journey has the group, under that name. */
static gboolean
has_group (const EspJourney *self, const EspJourneyGroup *group, gboolean *out_is_taken)
{
  *out_is_taken = FALSE;
  for (guint i = 0; i < self->groups->len; i++)
    {
      const EspJourneyGroup *known = &g_array_index (self->groups, EspJourneyGroup, i);

      if (g_strcmp0 (known->id, group->id) != 0)
        continue;
      *out_is_taken = TRUE;
      return g_strcmp0 (known->title, group->title) == 0;
    }
  return FALSE;
}

/* The groups of what comes in, from @first step on. */
static void
bring_groups (EspJourney *self, const EspJourney *fragment, EspJourneyRange range)
{
  for (guint i = 0; i < fragment->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (fragment->groups, EspJourneyGroup, i);
      g_autofree char *id = NULL;
      gboolean is_taken;

      if (group->id == NULL || has_group (self, group, &is_taken))
        continue;
      id = is_taken ? esp_journey_free_group_id (self) : g_strdup (group->id);
      esp_journey_add_group (self, id, group->title);
      for (guint32 j = range.from; is_taken && j < range.until; j++)
        if (g_strcmp0 (esp_journey_get_step (fragment, j - range.from)->group, group->id) == 0)
          esp_journey_set_group (self, j, id);
    }
}

static gboolean
needs_join (const EspJourney *fragment, const Gap *gap)
{
  guint32 last = 0;

  while (esp_journey_get_step (fragment, last)->sibling != ESP_JOURNEY_NOWHERE)
    last = esp_journey_get_step (fragment, last)->sibling;
  return gap->needs_join && !esp_journey_step_ends_way (esp_journey_get_step (fragment, last)) &&
         !esp_journey_takes_all (fragment, esp_journey_get_step (fragment, last));
}

static EspJourney *
put_in (const EspJourney *self, const Gap *gap, const EspJourney *fragment, GError **error)
{
  EspJourney *new = esp_journey_shell_new (self);
  guint32 n = esp_journey_get_n_steps (fragment);

  if (self->steps->len + n > ESP_JOURNEY_MAX_STEPS)
    {
      g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                   "The journey would have more than %d steps; divide it into journeys that lead "
                   "to each other",
                   ESP_JOURNEY_MAX_STEPS);
      esp_journey_unref (new);
      return NULL;
    }
  esp_journey_append_range (new, self, (EspJourneyRange){ 0, gap->at });
  esp_journey_append_lines (new, fragment, (EspJourneyRange){ 0, n }, gap->line);
  bring_groups (new, fragment, (EspJourneyRange){ gap->at, gap->at + n });
  if (needs_join (fragment, gap))
    {
      g_autoptr (GHashTable) ids = esp_journey_ids (self);
      g_autoptr (EspJourney) join = NULL;

      for (guint32 i = 0; i < n; i++)
        (void) g_hash_table_add (ids, esp_journey_get_step (fragment, i)->id);
      join = esp_journey_join_new (ids, &new->spent, error);
      if (join == NULL)
        {
          esp_journey_unref (new);
          return NULL;
        }
      esp_journey_append_lines (new, join, (EspJourneyRange){ 0, 1 }, gap->line);
    }
  esp_journey_append_range (new, self, (EspJourneyRange){ gap->at, self->steps->len });
  return esp_journey_relink (new, error);
}

static EspJourney *
insert_clip (const EspJourney *self,
             const EspJourneySpot *spot,
             EspJourneyClip *clip,
             char **out_first_id,
             GError **error)
{
  g_autoptr (GPtrArray) around = list_around (self, spot);
  g_autoptr (EspJourney) fragment = NULL;
  EspJourney *new;
  Gap gap;

  if (!find_gap (self, spot, &gap, error))
    return NULL;
  esp_journey_clip_rename (clip, self, around);
  fragment = esp_journey_parse_steps (clip->steps, clip->groups, error);
  if (fragment == NULL)
    {
      g_prefix_error (error, "The steps cannot be put in: ");
      return NULL;
    }
  new = put_in (self, &gap, fragment, error);
  if (new != NULL && out_first_id != NULL)
    *out_first_id = g_strdup (esp_journey_get_step (fragment, 0)->id);
  return new;
}

/**
 * esp_journey_edit_insert:
 * @fragment: one step, a list of steps, what esp_journey_copy_steps() gave, or a whole journey, as JSON;
 *   steps without an id get one, and those whose id is taken another one
 * @out_first_id: (out) (optional) (transfer full): of the first of the new steps
 *
 * Puts steps on an edge. What stood behind the edge stands behind them, also when the edge was a branch
 * without steps: then a join goes in with them.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_insert (const EspJourney *self,
                         const EspJourneySpot *spot,
                         const char *fragment,
                         char **out_first_id,
                         GError **error)
{
  g_auto (EspJourneyClip) clip = { NULL, NULL };

  if (!esp_journey_clip_read (&clip, fragment, error))
    return NULL;
  return insert_clip (self, spot, &clip, out_first_id, error);
}

/* Taking out */

static gboolean
is_kept (const EspJourneyStep *step, int kept_branch)
{
  return kept_branch >= 0 && (guint) kept_branch < esp_journey_step_get_n_branches (step);
}

/* A join that led behind a step which goes, from deep inside the branch that stays. What is behind the step
 * stands behind the branch from now on. */
static EspJourney *
turn_join (const EspJourney *self, guint32 join, guint32 split, EspJourneyRange kept)
{
  g_autoptr (JsonNode) node = esp_journey_step_to_node (self, join, FALSE);
  g_autoptr (JsonNode) list = json_node_new (JSON_NODE_ARRAY);
  JsonObject *object = json_node_get_object (node);
  JsonArray *array = json_array_new ();
  guint32 behind = esp_journey_get_step (self, split)->sibling;
  guint32 top = kept.from;

  while (esp_journey_subtree_end (self, top) <= join)
    top = esp_journey_get_step (self, top)->sibling;
  if (esp_journey_get_step (self, top)->sibling == ESP_JOURNEY_NOWHERE)
    json_object_set_string_member (object, "after", esp_journey_get_step (self, top)->id);
  else if (behind != ESP_JOURNEY_NOWHERE)
    {
      json_object_set_string_member (object, "kind", esp_step_kind_name (ESP_STEP_GO_TO));
      json_object_remove_member (object, "after");
      json_object_set_string_member (object, "to", esp_journey_get_step (self, behind)->id);
      json_object_set_int_member (object, "times", ESP_JOURNEY_MAX_TIMES);
    }
  json_array_add_element (array, json_node_copy (node));
  json_node_take_array (list, array);
  return esp_journey_parse_steps (list, NULL, NULL);
}

/* One branch takes the place of the step that divided. */
static EspJourney *
lift (const EspJourney *self, guint32 split, guint branch, GError **error)
{
  const EspJourneyStep *step = esp_journey_get_step (self, split);
  const EspJourneyLine line = { step->level, step->parent_branch };
  EspJourneyRange kept = esp_journey_branch_range (self, split, branch);
  EspJourney *new = esp_journey_shell_new (self);

  esp_journey_append_range (new, self, (EspJourneyRange){ 0, split });
  if (kept.from < kept.until)
    {
      guint32 first = new->steps->len;

      esp_journey_append_lines (new, self, kept, line);
      for (guint32 i = kept.until; i > kept.from; i--)
        {
          const EspJourneyStep *inner = esp_journey_get_step (self, i - 1);
          gboolean is_own = inner->parent == split;

          if (inner->kind != ESP_STEP_JOIN)
            continue;
          if (is_own && (inner->reference == NULL || g_str_equal (inner->reference, step->id)))
            g_array_remove_index (new->steps, first + i - 1 - kept.from);
          else if (!is_own && g_strcmp0 (inner->reference, step->id) == 0)
            {
              g_autoptr (EspJourney) turned = turn_join (self, i - 1, split, kept);
              EspJourneyStep *place =
                &g_array_index (new->steps, EspJourneyStep, first + i - 1 - kept.from);
              EspJourneyLine there = { place->level, place->parent_branch };

              if (turned != NULL)
                esp_journey_replace_step (new, first + i - 1 - kept.from, turned, there);
            }
        }
    }
  esp_journey_append_range (new, self,
                            (EspJourneyRange){ esp_journey_subtree_end (self, split),
                                               self->steps->len });
  return esp_journey_relink (new, error);
}

static void
note_bare (const EspJourney *self, guint32 step, GArray *bare)
{
  const EspJourneyStep *gone = esp_journey_get_step (self, step);
  Bare place;

  if (gone->parent == ESP_JOURNEY_NOWHERE)
    return;
  place = (Bare){ g_strdup (esp_journey_get_step (self, gone->parent)->id), gone->parent_branch };
  g_array_append_val (bare, place);
}

static EspJourney *
cut_out (const EspJourney *self, const GArray *steps, GError **error)
{
  EspJourney *new = esp_journey_shell_new (self);
  guint32 from = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      guint32 step = g_array_index (steps, guint32, i);

      esp_journey_append_range (new, self, (EspJourneyRange){ from, step });
      from = esp_journey_subtree_end (self, step);
    }
  esp_journey_append_range (new, self, (EspJourneyRange){ from, self->steps->len });
  return esp_journey_relink (new, error);
}

/* Returns: the step in the branch when it is nothing but a plain join behind the step that divides. */
static guint32
find_bare_join (const EspJourney *self, const Bare *place)
{
  guint32 index = esp_journey_find_step (self, place->step);
  EspJourneyRange range;
  const EspJourneyStep *join;

  if (index == ESP_JOURNEY_NOWHERE ||
      place->branch >= esp_journey_step_get_n_branches (esp_journey_get_step (self, index)))
    return ESP_JOURNEY_NOWHERE;
  range = esp_journey_branch_range (self, index, place->branch);
  if (range.until != range.from + 1)
    return ESP_JOURNEY_NOWHERE;
  join = esp_journey_get_step (self, range.from);
  if (join->kind != ESP_STEP_JOIN || join->title != NULL || join->note != NULL ||
      join->group != NULL ||
      (join->reference != NULL && !g_str_equal (join->reference, place->step)))
    return ESP_JOURNEY_NOWHERE;
  return range.from;
}

static EspJourney *
drop_bare_joins (EspJourney *self, const GArray *bare, GError **error)
{
  for (guint i = 0; self != NULL && i < bare->len; i++)
    {
      g_autoptr (EspJourney) before = self;
      guint32 join = find_bare_join (self, &g_array_index (bare, Bare, i));

      if (join == ESP_JOURNEY_NOWHERE)
        g_steal_pointer (&before);
      else
        {
          g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (guint32));

          g_array_append_val (one, join);
          self = cut_out (before, one, error);
        }
    }
  return self;
}

/**
 * esp_journey_edit_remove:
 * @ids: (array zero-terminated=1)
 * @kept_branch: of steps that divide: the branch whose steps take their place; %ESP_JOURNEY_KEEP_NONE
 *
 * Takes steps out; what stands behind them follows what stood before them. A branch that is left with
 * nothing but its join is an empty one.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_remove (const EspJourney *self,
                         const char *const *ids,
                         int kept_branch,
                         GError **error)
{
  g_autoptr (GArray) steps = esp_journey_outermost (self, ids, error);
  g_autoptr (GArray) bare = g_array_new (FALSE, FALSE, sizeof (Bare));
  g_autoptr (EspJourney) lifted = NULL;
  EspJourney *new;

  g_array_set_clear_func (bare, bare_clear);
  if (steps == NULL)
    return NULL;
  lifted = esp_journey_ref ((EspJourney *) self);
  /* From the end, so that the numbers before stay right. */
  for (guint i = steps->len; i > 0; i--)
    {
      guint32 step = g_array_index (steps, guint32, i - 1);
      EspJourney *next;

      note_bare (lifted, step, bare);
      if (!is_kept (esp_journey_get_step (lifted, step), kept_branch))
        continue;
      next = lift (lifted, step, (guint) kept_branch, error);
      if (next == NULL)
        return NULL;
      for (guint j = i; j < steps->len; j++)
        g_array_index (steps, guint32, j) +=
          next->steps->len - lifted->steps->len; /* wraps round, as it should */
      g_array_remove_index (steps, i - 1);
      esp_journey_unref (lifted);
      lifted = next;
    }
  new = cut_out (lifted, steps, error);
  new = drop_bare_joins (new, bare, error);
  if (new != NULL)
    esp_journey_drop_bare_groups (new, self);
  return new;
}

/* Moving */

static gboolean
is_chosen (const GArray *steps, guint32 step)
{
  for (guint i = 0; i < steps->len; i++)
    if (g_array_index (steps, guint32, i) == step)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): the same place, named by a step that stays; %NULL when it is inside what moves */
static EspJourneySpot *
anchor (const EspJourney *self, const GArray *steps, const EspJourneySpot *spot, GError **error)
{
  EspJourneySpot *place = esp_journey_spot_copy (spot);

  while (place->step != NULL)
    {
      guint32 index = esp_journey_find_step (self, place->step);
      gboolean is_inside = FALSE;

      if (is_chosen (steps, index) && place->branch < 0)
        {
          EspJourneySpot *before = esp_journey_spot_before (self, place->step);

          esp_journey_spot_free (place);
          place = before;
          continue;
        }
      for (guint i = 0; i < steps->len; i++)
        {
          guint32 step = g_array_index (steps, guint32, i);

          is_inside = is_inside || step == index || esp_journey_is_inside (self, index, step);
        }
      if (!is_inside)
        break;
      g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                           "A step cannot be moved into a branch of its own");
      esp_journey_spot_free (place);
      return NULL;
    }
  return place;
}

/**
 * esp_journey_edit_move:
 * @ids: (array zero-terminated=1): what is in their branches moves with them
 *
 * Puts steps on another edge, in the order of the text; they keep their ids.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_move (const EspJourney *self,
                       const char *const *ids,
                       const EspJourneySpot *spot,
                       GError **error)
{
  g_autoptr (GArray) steps = esp_journey_outermost (self, ids, error);
  g_autoptr (GArray) bare = g_array_new (FALSE, FALSE, sizeof (Bare));
  g_auto (EspJourneyClip) clip = { NULL, NULL };
  g_autoptr (EspJourneySpot) place = NULL;
  g_autoptr (EspJourney) rest = NULL;
  g_autoptr (JsonNode) text = NULL;
  EspJourney *new;

  g_array_set_clear_func (bare, bare_clear);
  if (steps == NULL)
    return NULL;
  if (!esp_journey_spot_exists (self, spot))
    {
      g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                   "There is no such place any more, behind the step “%.64s”", spot->step);
      return NULL;
    }
  place = anchor (self, steps, spot, error);
  if (place == NULL)
    return NULL;
  for (guint i = 0; i < steps->len; i++)
    note_bare (self, g_array_index (steps, guint32, i), bare);
  text = esp_journey_clip_write (self, steps);
  clip.steps = json_node_copy (json_object_get_member (json_node_get_object (text), "steps"));
  rest = cut_out (self, steps, error);
  new = rest != NULL ? insert_clip (rest, place, &clip, NULL, error) : NULL;
  return drop_bare_joins (new, bare, error);
}

/**
 * esp_journey_edit_duplicate:
 * @ids: (array zero-terminated=1)
 * @out_first_id: (out) (optional) (transfer full): of the first of the new steps
 *
 * Puts the same steps once more behind the last of them, under new ids. What ends the way is not doubled.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_duplicate (const EspJourney *self,
                            const char *const *ids,
                            char **out_first_id,
                            GError **error)
{
  g_autoptr (GArray) steps = esp_journey_outermost (self, ids, error);
  g_auto (EspJourneyClip) clip = { NULL, NULL };
  g_autoptr (EspJourneySpot) spot = NULL;
  g_autoptr (JsonNode) text = NULL;
  guint32 last;

  if (steps == NULL)
    return NULL;
  last = g_array_index (steps, guint32, steps->len - 1);
  for (guint i = steps->len; i > 0; i--)
    if (esp_journey_step_ends_way (
          esp_journey_get_step (self, g_array_index (steps, guint32, i - 1))))
      g_array_remove_index (steps, i - 1);
  if (steps->len == 0)
    {
      g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                           "The way ends here already; nobody would come to a second end");
      return NULL;
    }
  spot = esp_journey_spot_behind (self, esp_journey_get_step (self, last)->id);
  text = esp_journey_clip_write (self, steps);
  clip.steps = json_node_copy (json_object_get_member (json_node_get_object (text), "steps"));
  return insert_clip (self, spot, &clip, out_first_id, error);
}
