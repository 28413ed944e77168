/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the place of every step, wire and group of a journey: always the same for the same journey. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-layout-private.h"

#include <math.h>

/* Sizes at text of usual size; ux: node 220, gaps 40 and 56. */
#define NODE_WIDTH 220
#define NODE_HEIGHT 84
#define COMPACT_HEIGHT 64
#define PILL_WIDTH 120
#define PILL_HEIGHT 38
#define DOT 24
#define MAX_SCALE 4

/* What is around the name of a branch, the sign of one that was put aside included. */
#define LABEL_FRAME 36

/**
 * esp_journey_metrics_init:
 */
void
esp_journey_metrics_init (EspJourneyMetrics *self, const EspJourneyLayoutOptions *options)
{
  double s = options->scale > 0 ? CLAMP (options->scale, 1.0 / MAX_SCALE, MAX_SCALE) : 1;
  gboolean is_compact = options->is_compact;
  gboolean is_down = options->flow == ESP_JOURNEY_DOWN;

  *self = (EspJourneyMetrics){
    .scale = s,
    .node_width = NODE_WIDTH * s,
    .node_height = (is_compact ? COMPACT_HEIGHT : NODE_HEIGHT) * s,
    .pill_width = PILL_WIDTH * s,
    .pill_height = PILL_HEIGHT * s,
    .dot = DOT * s,
    .sibling_gap = (is_compact ? 24 : 40) * s,
    .level_gap = (is_compact ? 40 : 56) * s,
    .bus = (is_compact ? 14 : 20) * s,
    .merge_gap = (is_compact ? 14 : 22) * s,
    .open_length = (is_compact ? 24 : 32) * s,
    .lane = 14 * s,
    .frame_pad = 16 * s,
    .frame_header = 28 * s,
    .label_height = 24 * s,
  };
  /* Room for the label of a way: across its wire, or along it. */
  self->branch_gap =
    self->bus + self->level_gap + (is_down ? self->label_height + 14 * s : self->node_width * 0.6);
}

/**
 * esp_journey_builder_mark:
 */
EspJourneyMark
esp_journey_builder_mark (const EspJourneyBuilder *self)
{
  const EspJourneyLayout *layout = self->layout;

  return (EspJourneyMark){ layout->nodes->len, layout->points->len, layout->frames->len,
                           layout->wires->len };
}

static void
shift_wires (EspJourneyLayout *layout,
             const EspJourneyMark *since,
             const EspJourneyMark *until,
             const EspJourneyPoint *by)
{
  for (guint i = since->point; i < until->point; i++)
    {
      EspJourneyPoint *point = &g_array_index (layout->points, EspJourneyPoint, i);

      point->x += by->x;
      point->y += by->y;
    }
  for (guint i = since->wire; i < until->wire; i++)
    {
      EspJourneyWire *wire = &g_array_index (layout->wires, EspJourneyWire, i);

      wire->plus.x += by->x;
      wire->plus.y += by->y;
      wire->label.x += by->x;
      wire->label.y += by->y;
    }
}

/**
 * esp_journey_builder_shift:
 * @box: the part's, whose wires under way are moved too
 *
 * Moves everything that was added between @since and @until.
 */
void
esp_journey_builder_shift (EspJourneyBuilder *self,
                           const EspJourneyMark *since,
                           const EspJourneyMark *until,
                           EspJourneyBox *box,
                           const EspJourneyPoint *by)
{
  EspJourneyLayout *layout = self->layout;

  if (by->x == 0 && by->y == 0)
    return;
  for (guint i = since->node; i < until->node; i++)
    {
      EspJourneyNode *node = &g_array_index (layout->nodes, EspJourneyNode, i);

      node->box.x += by->x;
      node->box.y += by->y;
    }
  for (guint i = since->frame; i < until->frame; i++)
    {
      EspJourneyFrame *frame = &g_array_index (layout->frames, EspJourneyFrame, i);

      frame->box.x += by->x;
      frame->box.y += by->y;
      frame->header.x += by->x;
      frame->header.y += by->y;
    }
  shift_wires (layout, since, until, by);
  for (guint i = 0; box->escapes != NULL && i < box->escapes->len; i++)
    {
      EspJourneyEscape *escape = g_ptr_array_index (box->escapes, i);

      for (guint j = 0; j < escape->points->len; j++)
        {
          g_array_index (escape->points, EspJourneyPoint, j).x += by->x;
          g_array_index (escape->points, EspJourneyPoint, j).y += by->y;
        }
    }
}

static void
choose_shape (const EspJourneyBuilder *self, EspJourneyNode *node)
{
  const EspJourneyMetrics *metrics = &self->layout->metrics;
  gboolean is_down = self->layout->flow == ESP_JOURNEY_DOWN;
  EspStepKind kind = ESP_STEP_SEND;

  if (node->kind == ESP_JOURNEY_NODE_STEP)
    kind = esp_journey_get_step (self->journey, node->step)->kind;
  node->box.width = self->across;
  node->box.height = self->along;
  if (kind == ESP_STEP_JOIN)
    {
      node->shape = ESP_JOURNEY_SHAPE_DOT;
      node->box.width = node->box.height = metrics->dot;
    }
  else if (kind == ESP_STEP_EXIT || kind == ESP_STEP_GO_TO)
    {
      double width = kind == ESP_STEP_EXIT ? metrics->pill_width : metrics->node_width;

      node->shape = ESP_JOURNEY_SHAPE_PILL;
      node->box.width = is_down ? width : metrics->pill_height;
      node->box.height = is_down ? metrics->pill_height : width;
    }
  node->box.x = -node->box.width / 2;
}

/**
 * esp_journey_builder_add_node:
 *
 * Returns: (transfer none): a node in the middle of the way; valid until the next one is added
 */
EspJourneyNode *
esp_journey_builder_add_node (EspJourneyBuilder *self, EspJourneyNodeKind kind, guint32 step)
{
  EspJourneyNode node = { .kind = kind, .step = step, .n_steps = 1 };

  choose_shape (self, &node);
  if (kind == ESP_JOURNEY_NODE_STEP)
    self->layout->node_of_step[step] = self->layout->nodes->len;
  g_array_append_val (self->layout->nodes, node);
  return &g_array_index (self->layout->nodes, EspJourneyNode, self->layout->nodes->len - 1);
}

/**
 * esp_journey_builder_add_wire:
 *
 * Returns: (transfer none): a wire without points; valid until the next one is added
 */
EspJourneyWire *
esp_journey_builder_add_wire (EspJourneyBuilder *self,
                              EspJourneyWireKind kind,
                              guint32 step,
                              int branch)
{
  EspJourneyWire wire = { .kind = kind,
                          .from = step,
                          .to = ESP_JOURNEY_NOWHERE,
                          .step = step,
                          .branch = branch,
                          .first_point = self->layout->points->len };

  g_array_append_val (self->layout->wires, wire);
  return &g_array_index (self->layout->wires, EspJourneyWire, self->layout->wires->len - 1);
}

/**
 * esp_journey_builder_add_point:
 *
 * Adds a point to the wire that was added last.
 */
void
esp_journey_builder_add_point (EspJourneyBuilder *self, double x, double y)
{
  EspJourneyWire *wire =
    &g_array_index (self->layout->wires, EspJourneyWire, self->layout->wires->len - 1);
  EspJourneyPoint point = { x, y };

  g_array_append_val (self->layout->points, point);
  wire->n_points++;
}

/**
 * esp_journey_escape_free:
 */
void
esp_journey_escape_free (EspJourneyEscape *self)
{
  g_array_unref (self->points);
  g_free (self);
}

/**
 * esp_journey_builder_escape_new:
 *
 * Returns: (transfer full): a wire under way that begins at @x, @y
 */
EspJourneyEscape *
esp_journey_builder_escape_new (guint32 join, guint32 target, double x, double y)
{
  EspJourneyEscape *self = g_new0 (EspJourneyEscape, 1);
  EspJourneyPoint point = { x, y };

  self->join = join;
  self->target = target;
  self->points = g_array_new (FALSE, FALSE, sizeof (EspJourneyPoint));
  g_array_append_val (self->points, point);
  return self;
}

/**
 * esp_journey_builder_add_escape:
 * @escape: (transfer full)
 */
void
esp_journey_builder_add_escape (EspJourneyBox *box, EspJourneyEscape *escape)
{
  if (box->escapes == NULL)
    box->escapes = g_ptr_array_new ();
  g_ptr_array_add (box->escapes, escape);
}

/**
 * esp_journey_escape_get_end:
 */
EspJourneyPoint
esp_journey_escape_get_end (const EspJourneyEscape *self)
{
  return g_array_index (self->points, EspJourneyPoint, self->points->len - 1);
}

/**
 * esp_journey_escape_lead:
 *
 * Leads the wire on to a point that is straight below or beside its end.
 */
void
esp_journey_escape_lead (EspJourneyEscape *self, double x, double y)
{
  EspJourneyPoint point = { x, y };
  EspJourneyPoint *end = &g_array_index (self->points, EspJourneyPoint, self->points->len - 1);

  if (end->x == x && end->y == y)
    return;
  if (self->points->len > 1 && end->x == x && end[-1].x == x)
    *end = point;
  else
    g_array_append_val (self->points, point);
}

/**
 * esp_journey_builder_has_direct:
 *
 * Returns: whether somebody goes straight on behind the step without taking a branch
 */
gboolean
esp_journey_builder_has_direct (const EspJourneyStep *step)
{
  guint n = esp_journey_step_get_n_branches (step);

  if (step->kind == ESP_STEP_RANDOM || step->kind == ESP_STEP_TEST)
    return step->is_off;
  if (step->kind == ESP_STEP_WAIT)
    return step->is_off || n < 2;
  if (step->kind != ESP_STEP_SPLIT || step->is_off)
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (esp_journey_step_get_branch (step, i)->kind == ESP_BRANCH_ELSE)
      return FALSE;
  return TRUE;
}

/**
 * esp_journey_builder_is_open:
 *
 * Returns: whether the way goes on behind the step
 */
gboolean
esp_journey_builder_is_open (const EspJourneyBuilder *self, guint32 step)
{
  const EspJourneyStep *found = esp_journey_get_step (self->journey, step);
  guint n = esp_journey_step_get_n_branches (found);

  if (found->kind == ESP_STEP_EXIT || found->kind == ESP_STEP_JOIN)
    return FALSE;
  if (found->kind == ESP_STEP_GO_TO)
    return found->is_off || found->sibling != ESP_JOURNEY_NOWHERE;
  if (n == 0)
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (esp_journey_step_get_branch (found, i)->first_step == ESP_JOURNEY_NOWHERE)
      return TRUE;
  return esp_journey_builder_has_direct (found) || self->n_joins_to[step] > 0;
}

static guint32
find_join_target (const EspJourney *journey, const EspJourneyStep *step)
{
  guint32 parent = step->parent;

  while (step->reference != NULL && parent != ESP_JOURNEY_NOWHERE &&
         g_strcmp0 (esp_journey_get_step (journey, parent)->id, step->reference) != 0)
    parent = esp_journey_get_step (journey, parent)->parent;
  return parent;
}

static void
builder_init (EspJourneyBuilder *self,
              EspJourneyLayout *layout,
              const EspJourneyLayoutOptions *options)
{
  const EspJourney *journey = layout->journey;
  guint n = esp_journey_get_n_steps (journey);
  gboolean is_down = layout->flow == ESP_JOURNEY_DOWN;

  self->journey = journey;
  self->layout = layout;
  self->across = is_down ? layout->metrics.node_width : layout->metrics.node_height;
  self->along = is_down ? layout->metrics.node_height : layout->metrics.node_width;
  self->collapsed = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; options->collapsed != NULL && options->collapsed[i] != NULL; i++)
    g_hash_table_add (self->collapsed, (gpointer) options->collapsed[i]);
  self->groups = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = journey->groups->len; i > 0; i--)
    {
      const EspJourneyGroup *group = &g_array_index (journey->groups, EspJourneyGroup, i - 1);

      if (group->id != NULL)
        g_hash_table_insert (self->groups, group->id, GUINT_TO_POINTER (i));
    }
  self->join_target = g_new (guint32, n + 1);
  self->n_joins_to = g_new0 (guint, n + 1);
  self->subtree_end = g_new (guint32, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      self->join_target[i] =
        step->kind == ESP_STEP_JOIN ? find_join_target (journey, step) : ESP_JOURNEY_NOWHERE;
      if (self->join_target[i] != ESP_JOURNEY_NOWHERE)
        self->n_joins_to[self->join_target[i]]++;
      self->subtree_end[i] = i + 1;
    }
  /* Whatever is inside stands behind its step in the text. */
  for (guint32 i = n; i > 0; i--)
    {
      guint32 parent = esp_journey_get_step (journey, i - 1)->parent;

      if (parent != ESP_JOURNEY_NOWHERE)
        self->subtree_end[parent] = MAX (self->subtree_end[parent], self->subtree_end[i - 1]);
    }
}

static void
builder_clear (EspJourneyBuilder *self)
{
  g_hash_table_unref (self->collapsed);
  g_hash_table_unref (self->groups);
  g_free (self->join_target);
  g_free (self->n_joins_to);
  g_free (self->subtree_end);
}

static void
free_escapes (EspJourneyBox *box)
{
  for (guint i = 0; box->escapes != NULL && i < box->escapes->len; i++)
    esp_journey_escape_free (g_ptr_array_index (box->escapes, i));
  g_clear_pointer (&box->escapes, g_ptr_array_unref);
}

static void
build (EspJourneyBuilder *self)
{
  EspJourneyLayout *layout = self->layout;
  const EspJourneyNode *entries =
    esp_journey_builder_add_node (self, ESP_JOURNEY_NODE_ENTRIES, ESP_JOURNEY_NOWHERE);
  double top = entries->box.height;
  EspJourneyMark since = esp_journey_builder_mark (self), until;
  guint32 first = esp_journey_get_first (self->journey);
  EspJourneyPoint by = { 0, top + layout->metrics.level_gap };
  EspJourneyBox box = { 0 };
  EspJourneyWire *wire;

  if (first != ESP_JOURNEY_NOWHERE)
    esp_journey_builder_lay_way (self, first, &box);
  until = esp_journey_builder_mark (self);
  esp_journey_builder_shift (self, &since, &until, &box, &by);
  wire = esp_journey_builder_add_wire (self,
                                       first != ESP_JOURNEY_NOWHERE ? ESP_JOURNEY_WIRE_NEXT
                                                                    : ESP_JOURNEY_WIRE_OPEN,
                                       ESP_JOURNEY_NOWHERE, -1);
  wire->to = first;
  wire->has_spot = TRUE;
  wire->has_arrow = first != ESP_JOURNEY_NOWHERE;
  wire->plus.y = top + layout->metrics.level_gap / 2;
  wire->label.y = wire->plus.y;
  esp_journey_builder_add_point (self, 0, top);
  esp_journey_builder_add_point (self, 0,
                                 first != ESP_JOURNEY_NOWHERE ? by.y + box.lead : wire->plus.y);
  free_escapes (&box);
}

static void
turn_rect (EspRect *rect)
{
  *rect = (EspRect){ rect->y, rect->x, rect->height, rect->width };
}

static void
turn_point (EspJourneyPoint *point)
{
  *point = (EspJourneyPoint){ point->y, point->x };
}

static void
turn (EspJourneyLayout *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    turn_rect (&g_array_index (self->nodes, EspJourneyNode, i).box);
  for (guint i = 0; i < self->points->len; i++)
    turn_point (&g_array_index (self->points, EspJourneyPoint, i));
  for (guint i = 0; i < self->frames->len; i++)
    {
      turn_rect (&g_array_index (self->frames, EspJourneyFrame, i).box);
      turn_rect (&g_array_index (self->frames, EspJourneyFrame, i).header);
    }
  for (guint i = 0; i < self->wires->len; i++)
    {
      EspJourneyWire *wire = &g_array_index (self->wires, EspJourneyWire, i);

      turn_point (&wire->plus);
      turn_point (&wire->label);
      /* Over its wire's straight end, which is as long as a label is wide. */
      if (wire->kind == ESP_JOURNEY_WIRE_WAY)
        wire->label.x = wire->plus.x - self->metrics.level_gap / 2 - self->metrics.node_width * 0.3;
    }
}

static void
extend (EspRect *bounds, const EspRect *by)
{
  double right = MAX (bounds->x + bounds->width, by->x + by->width);
  double bottom = MAX (bounds->y + bounds->height, by->y + by->height);

  bounds->x = MIN (bounds->x, by->x);
  bounds->y = MIN (bounds->y, by->y);
  bounds->width = right - bounds->x;
  bounds->height = bottom - bounds->y;
}

static void
index_steps (EspJourneyLayout *self)
{
  self->steps = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint32 i = esp_journey_get_n_steps (self->journey); i > 0; i--)
    {
      const char *id = esp_journey_get_step (self->journey, i - 1)->id;

      if (id != NULL)
        g_hash_table_insert (self->steps, (gpointer) id, GUINT_TO_POINTER (i));
    }
}

/* What a branch is taken for may be as wide as a step, and stand where none does. */
static void
extend_by_label (EspJourneyLayout *self, const EspJourneyWire *wire)
{
  double width = self->metrics.node_width * (self->flow == ESP_JOURNEY_DOWN ? 1 : 0.5) +
                 LABEL_FRAME * self->metrics.scale;
  double height = self->metrics.label_height * (self->flow == ESP_JOURNEY_DOWN ? 1.5 : 2.2);
  const EspRect label = { wire->label.x - width / 2, wire->label.y - height / 2, width, height };

  extend (&self->bounds, &label);
}

/* Steps become nodes, points become boxes, and everything together the bounds. */
static void
finish (EspJourneyLayout *self)
{
  self->bounds = g_array_index (self->nodes, EspJourneyNode, 0).box;
  for (guint i = 1; i < self->nodes->len; i++)
    extend (&self->bounds, &g_array_index (self->nodes, EspJourneyNode, i).box);
  for (guint i = 0; i < self->frames->len; i++)
    extend (&self->bounds, &g_array_index (self->frames, EspJourneyFrame, i).box);
  for (guint i = 0; i < self->wires->len; i++)
    {
      EspJourneyWire *wire = &g_array_index (self->wires, EspJourneyWire, i);
      const EspJourneyPoint *points = esp_journey_layout_get_points (self, wire);

      wire->from = wire->from != ESP_JOURNEY_NOWHERE ? self->node_of_step[wire->from] : 0;
      if (wire->to != ESP_JOURNEY_NOWHERE)
        wire->to = self->node_of_step[wire->to];
      wire->box = (EspRect){ points[0].x, points[0].y, 0, 0 };
      for (guint j = 1; j < wire->n_points; j++)
        {
          const EspRect point = { points[j].x, points[j].y, 0, 0 };

          extend (&wire->box, &point);
        }
      extend (&self->bounds, &wire->box);
      if (wire->kind == ESP_JOURNEY_WIRE_WAY && wire->branch >= 0)
        extend_by_label (self, wire);
    }
}

/**
 * esp_journey_layout_new:
 *
 * Finds the place of everything, in time that grows with the number of steps. Adding a plain step moves only
 * what is behind it and what waits for it; nothing else is ever looked at but the journey and @options.
 *
 * Returns: (transfer full)
 */
EspJourneyLayout *
esp_journey_layout_new (EspJourney *journey, const EspJourneyLayoutOptions *options)
{
  EspJourneyLayout *self = g_new0 (EspJourneyLayout, 1);
  EspJourneyBuilder builder = { NULL };
  guint n = esp_journey_get_n_steps (journey);

  g_atomic_ref_count_init (&self->refs);
  self->journey = esp_journey_ref (journey);
  self->flow = options->flow;
  esp_journey_metrics_init (&self->metrics, options);
  self->nodes = g_array_sized_new (FALSE, FALSE, sizeof (EspJourneyNode), n + 1);
  self->wires = g_array_sized_new (FALSE, FALSE, sizeof (EspJourneyWire), n + 1);
  self->points = g_array_sized_new (FALSE, FALSE, sizeof (EspJourneyPoint), 3 * n + 2);
  self->frames = g_array_new (FALSE, FALSE, sizeof (EspJourneyFrame));
  self->node_of_step = g_new0 (guint32, n + 1);
  builder_init (&builder, self, options);
  build (&builder);
  builder_clear (&builder);
  if (self->flow == ESP_JOURNEY_RIGHT)
    turn (self);
  finish (self);
  index_steps (self);
  return self;
}

/**
 * esp_journey_layout_ref:
 */
EspJourneyLayout *
esp_journey_layout_ref (EspJourneyLayout *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_journey_layout_unref:
 */
void
esp_journey_layout_unref (EspJourneyLayout *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  esp_journey_unref (self->journey);
  g_array_unref (self->nodes);
  g_array_unref (self->wires);
  g_array_unref (self->points);
  g_array_unref (self->frames);
  g_free (self->node_of_step);
  g_hash_table_unref (self->steps);
  g_free (self);
}
