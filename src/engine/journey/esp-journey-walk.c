/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the arrow keys lead in a journey, the numbers of its steps, and finding one by its words. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-walk.h"

#include <string.h>

typedef struct
{
  const EspJourney *journey;
  const EspJourneyTrail *trail; /* (nullable) */
} Walk;

static const EspJourneyStep *
get (const Walk *self, guint32 step)
{
  return esp_journey_get_step (self->journey, step);
}

static guint32
branch_first (const Walk *self, guint32 step, int branch)
{
  const EspJourneyStep *divides = get (self, step);

  if (branch < 0 || (guint) branch >= esp_journey_step_get_n_branches (divides))
    return ESP_JOURNEY_NOWHERE;
  return esp_journey_step_get_branch (divides, (guint) branch)->first_step;
}

/* Returns: the branch that was visited last; before any was, the first with steps of a step that always
 * divides, and the main line of one that goes on by itself. */
static int
last_branch (const Walk *self, guint32 step)
{
  const EspJourneyStep *divides = get (self, step);
  int n = (int) esp_journey_step_get_n_branches (divides);
  int branch = -1;

  if (n == 0)
    return -1;
  if (self->trail != NULL)
    branch = self->trail->get_branch (self->trail->data, divides->id);
  if (branch >= 0 && branch < n)
    return branch;
  if (divides->kind == ESP_STEP_SEND || (divides->kind == ESP_STEP_WAIT && n < 2))
    return -1;
  for (int i = 0; i < n; i++)
    if (branch_first (self, step, i) != ESP_JOURNEY_NOWHERE)
      return i;
  return -1;
}

static guint32
line_first (const Walk *self, guint32 step)
{
  const EspJourneyStep *found = get (self, step);

  return found->parent == ESP_JOURNEY_NOWHERE
           ? esp_journey_get_first (self->journey)
           : branch_first (self, found->parent, (int) found->parent_branch);
}

static guint32
line_last (const Walk *self, guint32 step)
{
  while (get (self, step)->sibling != ESP_JOURNEY_NOWHERE)
    step = get (self, step)->sibling;
  return step;
}

static guint32
go_next (const Walk *self, guint32 step)
{
  guint32 first = branch_first (self, step, last_branch (self, step));

  return first != ESP_JOURNEY_NOWHERE ? first : get (self, step)->next;
}

static guint32
find_elder (const Walk *self, guint32 step)
{
  guint32 elder = ESP_JOURNEY_NOWHERE;

  for (guint32 i = line_first (self, step); i != step; i = get (self, i)->sibling)
    elder = i;
  return elder;
}

/* Returns: the last step of the way that was visited last and comes out behind @step. */
static guint32
come_out (const Walk *self, guint32 step)
{
  guint32 behind = get (self, step)->sibling;

  for (;;)
    {
      guint32 first = branch_first (self, step, last_branch (self, step));
      guint32 last;

      if (first == ESP_JOURNEY_NOWHERE)
        return step;
      last = line_last (self, first);
      if (get (self, last)->kind == ESP_STEP_JOIN)
        return get (self, last)->next == behind ? last : step;
      if (get (self, last)->branches == NULL)
        return step; /* that way ends */
      step = last;
    }
}

static guint32
go_previous (const Walk *self, guint32 step)
{
  guint32 elder = find_elder (self, step);

  if (elder != ESP_JOURNEY_NOWHERE)
    return come_out (self, elder);
  return get (self, step)->parent;
}

static guint
get_position (const Walk *self, guint32 step)
{
  guint n = 0;

  for (guint32 i = line_first (self, step); i != step; i = get (self, i)->sibling)
    n++;
  return n;
}

static guint32
at_position (const Walk *self, guint32 first, guint position)
{
  while (position > 0 && get (self, first)->sibling != ESP_JOURNEY_NOWHERE)
    {
      first = get (self, first)->sibling;
      position--;
    }
  return first;
}

static guint32
neighbour (const Walk *self, guint32 divides, int branch, int way)
{
  int n = (int) esp_journey_step_get_n_branches (get (self, divides));

  for (branch += way; branch >= 0 && branch < n; branch += way)
    if (branch_first (self, divides, branch) != ESP_JOURNEY_NOWHERE)
      return branch_first (self, divides, branch);
  return ESP_JOURNEY_NOWHERE;
}

/* To the step at the same height in the next branch, of the innermost step that has one there. */
static guint32
go_aside (const Walk *self, guint32 step, int way)
{
  guint position = 0;
  guint32 found;

  if (get (self, step)->branches != NULL)
    {
      found = neighbour (self, step, last_branch (self, step), way);
      if (found != ESP_JOURNEY_NOWHERE)
        return found;
    }
  for (guint32 i = step; get (self, i)->parent != ESP_JOURNEY_NOWHERE; i = get (self, i)->parent)
    {
      position = get_position (self, i);
      found = neighbour (self, get (self, i)->parent, (int) get (self, i)->parent_branch, way);
      if (found != ESP_JOURNEY_NOWHERE)
        return at_position (self, found, position);
    }
  return ESP_JOURNEY_NOWHERE;
}

static gboolean
walk_from_entries (const EspJourney *journey, EspJourneyStride stride, guint32 *out_step)
{
  guint32 n = esp_journey_get_n_steps (journey);

  if (n == 0)
    return FALSE;
  switch (stride)
    {
    case ESP_STRIDE_NEXT:
    case ESP_STRIDE_FIRST:
      *out_step = 0;
      return TRUE;
    case ESP_STRIDE_END:
      *out_step = line_last (&(Walk){ journey, NULL }, 0);
      return TRUE;
    case ESP_STRIDE_LAST:
      *out_step = n - 1;
      return TRUE;
    case ESP_STRIDE_PREVIOUS:
    case ESP_STRIDE_LEFT:
    case ESP_STRIDE_RIGHT:
    case ESP_STRIDE_HOME:
    default:
      return FALSE;
    }
}

static guint32
walk_from (const Walk *self, guint32 step, EspJourneyStride stride)
{
  switch (stride)
    {
    case ESP_STRIDE_NEXT:
      return go_next (self, step);
    case ESP_STRIDE_PREVIOUS:
      return go_previous (self, step);
    case ESP_STRIDE_LEFT:
      return go_aside (self, step, -1);
    case ESP_STRIDE_RIGHT:
      return go_aside (self, step, 1);
    case ESP_STRIDE_HOME:
      return get (self, step)->parent == ESP_JOURNEY_NOWHERE ? ESP_JOURNEY_NOWHERE
                                                             : line_first (self, step);
    case ESP_STRIDE_END:
      return line_last (self, step);
    case ESP_STRIDE_FIRST:
      return 0;
    case ESP_STRIDE_LAST:
      return esp_journey_get_n_steps (self->journey) - 1;
    default:
      return ESP_JOURNEY_NOWHERE;
    }
}

/**
 * esp_journey_walk:
 * @from: (nullable): id of a step; %NULL: the entries
 * @trail: (nullable)
 * @out_id: (out) (transfer none) (nullable): %NULL: the entries
 *
 * Returns: whether there is anything in that direction
 */
gboolean
esp_journey_walk (const EspJourney *journey,
                  const char *from,
                  EspJourneyStride stride,
                  const EspJourneyTrail *trail,
                  const char **out_id)
{
  const Walk walk = { journey, trail };
  guint32 step = esp_journey_find_step (journey, from);
  guint32 found;

  if (step == ESP_JOURNEY_NOWHERE)
    {
      if (!walk_from_entries (journey, stride, &found))
        return FALSE;
    }
  else
    {
      gboolean is_back = stride == ESP_STRIDE_PREVIOUS || stride == ESP_STRIDE_HOME;

      found = walk_from (&walk, step, stride);
      if (found == step || (found == ESP_JOURNEY_NOWHERE && !is_back))
        return FALSE;
    }
  *out_id = found != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, found)->id : NULL;
  return TRUE;
}

/**
 * esp_journey_walk_around:
 * @id: (nullable): a step
 * @func: called with each step that it stands in a branch of, the innermost first
 *
 * For remembering which branches were visited.
 */
void
esp_journey_walk_around (const EspJourney *journey,
                         const char *id,
                         EspJourneyAroundFunc func,
                         gpointer data)
{
  guint32 step = esp_journey_find_step (journey, id);

  while (step != ESP_JOURNEY_NOWHERE)
    {
      const EspJourneyStep *inner = esp_journey_get_step (journey, step);

      if (inner->parent != ESP_JOURNEY_NOWHERE)
        func (data, esp_journey_get_step (journey, inner->parent)->id, (int) inner->parent_branch);
      step = inner->parent;
    }
}

/**
 * esp_journey_walk_number:
 *
 * Returns: 3 of "step 3 of 14", in the order of the outline; 0 when there is no such step
 */
guint
esp_journey_walk_number (const EspJourney *journey, const char *id)
{
  guint32 step = esp_journey_find_step (journey, id);

  return step != ESP_JOURNEY_NOWHERE ? step + 1 : 0;
}

/**
 * esp_journey_walk_by_number:
 * @number: from 1
 *
 * Returns: (nullable): the id of the step
 */
const char *
esp_journey_walk_by_number (const EspJourney *journey, guint number)
{
  return number > 0 && number <= esp_journey_get_n_steps (journey)
           ? esp_journey_get_step (journey, number - 1)->id
           : NULL;
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *normal =
    text != NULL ? g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE) : NULL;
  g_autofree char *other = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;

  return other != NULL && strstr (other, folded) != NULL;
}

static const char *
group_title (const EspJourney *journey, const char *id)
{
  for (guint i = 0; id != NULL && i < journey->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (journey->groups, EspJourneyGroup, i);

      if (g_strcmp0 (group->id, id) == 0)
        return group->title;
    }
  return NULL;
}

static gboolean
says (const EspJourney *journey, const EspJourneyStep *step, const char *folded)
{
  const char *const texts[] = {
    step->title, step->note, step->id,    step->reference, step->channel,
    step->field, step->date, step->owner, step->url,       group_title (journey, step->group),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (contains (texts[i], folded))
      return TRUE;
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    if (contains (esp_journey_step_get_branch (step, i)->title, folded))
      return TRUE;
  for (guint i = 0; step->changes != NULL && i < step->changes->len; i++)
    if (contains (g_array_index (step->changes, EspJourneyChange, i).name, folded))
      return TRUE;
  return step->event != NULL && contains (step->event->subject, folded);
}

/**
 * esp_journey_walk_find:
 * @text: a part of what a step says, in any case
 * @tell: (nullable): gives what a step looks like to the reader, in his language
 *
 * Returns: (transfer container) (element-type utf8): ids of the steps that say it, in the order of the
 *   outline; they live as long as @journey
 */
GPtrArray *
esp_journey_walk_find (const EspJourney *journey,
                       const char *text,
                       EspJourneyTellFunc tell,
                       gpointer data)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *stripped = normal != NULL ? g_strstrip (g_steal_pointer (&normal)) : NULL;
  g_autofree char *folded = stripped != NULL ? g_utf8_casefold (stripped, -1) : NULL;

  if (folded == NULL || *folded == '\0')
    return found;
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      g_autofree char *told = tell != NULL ? tell (data, journey, i) : NULL;

      if (contains (told, folded) || says (journey, step, folded))
        g_ptr_array_add (found, step->id);
    }
  return found;
}
