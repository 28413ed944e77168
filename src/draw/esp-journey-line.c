/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays the steps of a journey that stand behind each other in a line, with groups and the wires between. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-layout-private.h"

#include <math.h>

#define NO_GROUP G_MAXUINT32

/* A step with its ways, or a group, at its place in the line. */
typedef struct
{
  double left, right; /* of what it needs */
  double y;
  double base[2];     /* from where on wires may turn aside on the left and right */
  GPtrArray *escapes; /* (owned) (nullable) */
} Placed;

typedef struct
{
  EspJourneyBuilder *builder;
  const EspJourneyMetrics *metrics;
  EspJourneyBox *out;
  GArray *placed;       /* (element-type Placed) (nullable) only when there are escapes */
  double y;             /* where the next block begins */
  double busy[2];       /* down to where ways hang at the side; 0: none */
  double busy_inner[2]; /* how near they come to the middle */
  EspJourneyBox previous;
  double previous_y;
  gboolean has_previous;
} Line;

static guint32
get_group (const EspJourneyBuilder *self, guint32 step)
{
  const char *group = esp_journey_get_step (self->journey, step)->group;

  return group != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->groups, group)) - 1
                       : NO_GROUP;
}

/* Returns: the first step behind those of the same group. */
static guint32
find_group_end (const EspJourneyBuilder *self, guint32 first, guint32 end)
{
  guint32 group = get_group (self, first);
  guint32 i = first;

  while (i != end && i != ESP_JOURNEY_NOWHERE && get_group (self, i) == group)
    i = esp_journey_get_step (self->journey, i)->sibling;
  return i;
}

static guint32
find_last (const EspJourneyBuilder *self, guint32 first, guint32 end)
{
  guint32 last = first;

  for (guint32 i = first; i != end && i != ESP_JOURNEY_NOWHERE;
       i = esp_journey_get_step (self->journey, i)->sibling)
    last = i;
  return last;
}

static void
lay_step (EspJourneyBuilder *self, guint32 step, EspJourneyBlock *block)
{
  EspJourneyNode *node = esp_journey_builder_add_node (self, ESP_JOURNEY_NODE_STEP, step);
  const EspJourneyStep *found = esp_journey_get_step (self->journey, step);

  block->box.left = MIN (node->box.x, -self->across / 2);
  block->box.right = -block->box.left;
  block->box.length = block->box.tail = block->box.trunk = node->box.height;
  block->box.last = step;
  block->box.is_open = esp_journey_builder_is_open (self, step);
  if (found->kind == ESP_STEP_JOIN)
    {
      guint32 target = self->join_target[step];

      if (target != ESP_JOURNEY_NOWHERE)
        esp_journey_builder_add_escape (&block->box,
                                        esp_journey_builder_escape_new (step, target, 0,
                                                                        node->box.height));
      return;
    }
  if (esp_journey_step_get_n_branches (found) > 0)
    esp_journey_builder_lay_row (self, step, block);
}

/* A wire for each step further out that somebody inside comes out behind. */
static void
add_group_escapes (EspJourneyBuilder *self, EspJourneyBox *box, guint32 first, guint32 end)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint32 i = first; i < end; i++)
    {
      guint32 target = self->join_target[i];

      if (target == ESP_JOURNEY_NOWHERE || (target >= first && target < end) ||
          !g_hash_table_add (seen, GUINT_TO_POINTER (target)))
        continue;
      esp_journey_builder_add_escape (box,
                                      esp_journey_builder_escape_new (i, target,
                                                                      (g_hash_table_size (seen) -
                                                                       1) *
                                                                        self->layout->metrics.lane,
                                                                      box->length));
    }
}

static void
lay_collapsed (EspJourneyBuilder *self, guint32 first, guint32 end, EspJourneyBlock *block)
{
  EspJourneyNode *node = esp_journey_builder_add_node (self, ESP_JOURNEY_NODE_GROUP, first);
  guint32 last = find_last (self, first, end);
  guint32 number = self->layout->nodes->len - 1;

  node->group = get_group (self, first);
  node->n_steps = self->subtree_end[last] - first;
  for (guint32 i = first; i < self->subtree_end[last]; i++)
    self->layout->node_of_step[i] = number;
  block->box.left = node->box.x;
  block->box.right = -node->box.x;
  block->box.length = block->box.tail = block->box.trunk = node->box.height;
  block->box.last = last;
  block->box.is_open = esp_journey_builder_is_open (self, last);
  add_group_escapes (self, &block->box, first, self->subtree_end[last]);
}

static void
lay_framed (EspJourneyBuilder *self, guint32 first, guint32 end, EspJourneyBlock *block)
{
  const EspJourneyMetrics *metrics = &self->layout->metrics;
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;
  EspJourneyMark before = esp_journey_builder_mark (self), after;
  EspJourneyFrame frame = { .first_step = first, .group = get_group (self, first) };
  EspJourneyPoint by = { 0, (is_down ? metrics->frame_header : 0) + metrics->frame_pad };
  EspJourneyBox *box = &block->box;
  guint at = self->layout->frames->len;

  g_array_append_val (self->layout->frames, frame);
  before.frame++;
  esp_journey_builder_lay_steps (self, first, end, frame.group, box);
  after = esp_journey_builder_mark (self);
  esp_journey_builder_shift (self, &before, &after, box, &by);
  box->lead += by.y;
  box->tail += by.y;
  box->length += by.y + metrics->frame_pad;
  box->trunk = box->length;
  box->left -= metrics->frame_pad + (is_down ? 0 : metrics->frame_header);
  box->right += metrics->frame_pad;
  frame.box = (EspRect){ box->left, 0, box->right - box->left, box->length };
  frame.n_steps = self->subtree_end[box->last] - first;
  frame.header = frame.box;
  if (is_down)
    frame.header.height = metrics->frame_header;
  else
    frame.header.width = metrics->frame_header;
  g_array_index (self->layout->frames, EspJourneyFrame, at) = frame;
}

/* Ways that hang at the side of the line keep what is wide below their end. */
static double
find_place (Line *line, const EspJourneyBlock *block)
{
  double extents[2] = { -block->box.left, block->box.right };
  double y = line->y;

  for (guint side = 0; side < 2; side++)
    if (line->busy[side] > 0 && (extents[side] + line->metrics->lane > line->busy_inner[side] ||
                                 block->box.escapes != NULL))
      y = MAX (y, line->busy[side] + line->metrics->sibling_gap - block->row);
  return y;
}

static void
add_next_wire (Line *line, double y, double lead)
{
  EspJourneyWire *wire =
    esp_journey_builder_add_wire (line->builder, ESP_JOURNEY_WIRE_NEXT, line->previous.last, -1);

  wire->to = esp_journey_get_step (line->builder->journey, line->previous.last)->sibling;
  wire->has_spot = TRUE;
  wire->has_arrow = TRUE;
  wire->plus.y = y - line->metrics->level_gap / 2;
  wire->label.y = wire->plus.y;
  esp_journey_builder_add_point (line->builder, 0, line->previous_y + line->previous.tail);
  esp_journey_builder_add_point (line->builder, 0, y + lead);
}

/* Keeps free what the wires that lead further out need to turn aside below the block. */
static void
reserve_lanes (Line *line, EspJourneyBlock *block, double y)
{
  EspJourneyBox *box = &block->box;
  Placed placed = { .left = box->left, .right = box->right, .y = y };

  if (box->escapes != NULL)
    {
      double band = (box->escapes->len + 1) * line->metrics->lane;

      for (guint side = 0; side < 2; side++)
        {
          if (block->hang[side] > 0 && !block->has_free_escapes)
            {
              placed.base[side] = y + block->hang[side];
              block->hang[side] += band;
              continue;
            }
          box->trunk = MAX (box->trunk, block->hang[side]);
          block->hang[side] = 0;
        }
      if (block->has_free_escapes || block->hang[0] + block->hang[1] == 0)
        {
          placed.base[0] = placed.base[1] = y + box->trunk;
          box->trunk += band;
        }
      box->length = MAX (MAX (box->length, box->trunk), MAX (block->hang[0], block->hang[1]));
    }
  placed.escapes = g_steal_pointer (&box->escapes);
  g_array_append_val (line->placed, placed);
}

static void
place_block (Line *line, EspJourneyBlock *block, const EspJourneyMark *since)
{
  EspJourneyMark until = esp_journey_builder_mark (line->builder);
  EspJourneyPoint by = { 0, find_place (line, block) };

  esp_journey_builder_shift (line->builder, since, &until, &block->box, &by);
  if (!line->has_previous)
    line->out->lead = by.y + block->box.lead;
  else if (line->previous.is_open)
    add_next_wire (line, by.y, block->box.lead);
  line->out->left = MIN (line->out->left, block->box.left);
  line->out->right = MAX (line->out->right, block->box.right);
  reserve_lanes (line, block, by.y);
  for (guint side = 0; side < 2; side++)
    if (block->hang[side] > 0)
      {
        line->busy_inner[side] = line->busy[side] > by.y
                                   ? MIN (line->busy_inner[side], block->hang_inner[side])
                                   : block->hang_inner[side];
        line->busy[side] = MAX (line->busy[side], by.y + block->hang[side]);
      }
  line->y = by.y + block->box.trunk + line->metrics->level_gap;
  line->out->length = MAX (line->out->length, by.y + block->box.length);
  line->previous = block->box;
  line->previous_y = by.y;
  line->has_previous = TRUE;
}

static int
compare_escapes (gconstpointer a, gconstpointer b)
{
  const EspJourneyEscape *first = *(EspJourneyEscape *const *) a;
  const EspJourneyEscape *second = *(EspJourneyEscape *const *) b;
  double x0 = fabs (esp_journey_escape_get_end (first).x);
  double x1 = fabs (esp_journey_escape_get_end (second).x);

  if (x0 != x1)
    return x0 < x1 ? -1 : 1;
  return first->join < second->join ? -1 : first->join > second->join;
}

/* From the last block to the first: wires pass beside everything that stands below where they begin. */
static void
run_lanes (Line *line)
{
  double border[2] = { 0, 0 };

  for (guint i = line->placed->len; i > 0; i--)
    {
      Placed *placed = &g_array_index (line->placed, Placed, i - 1);
      guint n[2] = { 0, 0 };

      if (placed->escapes != NULL)
        g_ptr_array_sort (placed->escapes, compare_escapes);
      for (guint j = 0; placed->escapes != NULL && j < placed->escapes->len; j++)
        n[esp_journey_escape_get_end (g_ptr_array_index (placed->escapes, j)).x < 0 ? 0 : 1]++;
      for (guint j = 0; placed->escapes != NULL && j < placed->escapes->len; j++)
        {
          EspJourneyEscape *escape = g_ptr_array_index (placed->escapes, j);
          EspJourneyPoint end = esp_journey_escape_get_end (escape);
          guint side = end.x < 0 ? 0 : 1;
          double sign = side == 0 ? -1 : 1;
          double lane = border[side] > 0 ? MAX (fabs (end.x), border[side] + line->metrics->lane)
                                         : fabs (end.x);

          /* Outer ones turn first, so that no inner one has to cross them. */
          if (lane != fabs (end.x))
            {
              double turn = placed->base[side] + n[side] * line->metrics->lane;

              esp_journey_escape_lead (escape, end.x, turn);
              esp_journey_escape_lead (escape, sign * lane, turn);
            }
          n[side]--;
          border[side] = MAX (border[side], lane);
          line->out->left = MIN (line->out->left, side == 0 ? -lane : 0);
          line->out->right = MAX (line->out->right, side == 1 ? lane : 0);
          esp_journey_builder_add_escape (line->out, escape);
        }
      g_clear_pointer (&placed->escapes, g_ptr_array_unref);
      border[0] = MAX (border[0], -placed->left);
      border[1] = MAX (border[1], placed->right);
    }
}

/**
 * esp_journey_builder_lay_steps:
 * @end: the step at which to stop; %ESP_JOURNEY_NOWHERE: the end of the line
 * @group: the group whose frame is around them already; G_MAXUINT32: none
 * @out: (out): filled
 *
 * Adds the steps from @first on, each below the one before it.
 */
void
esp_journey_builder_lay_steps (EspJourneyBuilder *self,
                               guint32 first,
                               guint32 end,
                               guint32 group,
                               EspJourneyBox *out)
{
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));
  Line line = { .builder = self, .metrics = &self->layout->metrics, .out = out, .placed = placed };
  guint32 next;

  *out = (EspJourneyBox){ .last = first };
  for (guint32 i = first; i != end && i != ESP_JOURNEY_NOWHERE; i = next)
    {
      EspJourneyMark since = esp_journey_builder_mark (self);
      EspJourneyBlock block = { .row = 0 };
      guint32 own = get_group (self, i);

      next = esp_journey_get_step (self->journey, i)->sibling;
      if (own == NO_GROUP || own == group)
        lay_step (self, i, &block);
      else
        {
          next = find_group_end (self, i, end);
          if (g_hash_table_contains (self->collapsed,
                                     esp_journey_get_step (self->journey, i)->group))
            lay_collapsed (self, i, next, &block);
          else
            lay_framed (self, i, next, &block);
        }
      place_block (&line, &block, &since);
    }
  run_lanes (&line);
  out->tail = line.previous_y + line.previous.tail;
  out->trunk = line.previous_y + line.previous.trunk;
  out->is_open = line.previous.is_open;
  out->last = line.previous.last;
  out->length = MAX (out->length, MAX (line.busy[0], line.busy[1]));
}

/**
 * esp_journey_builder_lay_way:
 * @out: (out): filled
 *
 * Adds a whole way from @first to its end; a way that leads nowhere yet ends in an open wire.
 */
void
esp_journey_builder_lay_way (EspJourneyBuilder *self, guint32 first, EspJourneyBox *out)
{
  const EspJourneyMetrics *metrics = &self->layout->metrics;
  EspJourneyWire *wire;

  esp_journey_builder_lay_steps (self, first, ESP_JOURNEY_NOWHERE, NO_GROUP, out);
  if (!out->is_open)
    return;
  wire = esp_journey_builder_add_wire (self, ESP_JOURNEY_WIRE_OPEN, out->last, -1);
  wire->has_spot = TRUE;
  wire->plus.y = out->trunk + metrics->open_length;
  wire->label.y = wire->plus.y;
  esp_journey_builder_add_point (self, 0, out->tail);
  esp_journey_builder_add_point (self, 0, wire->plus.y);
  out->length = MAX (out->length, wire->plus.y + metrics->level_gap / 2);
}
