/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays the ways of one step of a journey side by side and brings those together that go on behind it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-layout-private.h"

#include <math.h>

typedef struct
{
  int branch;        /* -1: straight on */
  gboolean is_loose; /* goes on behind the step */
  gboolean is_wire;  /* has no steps */
  double position;   /* of its middle */
  double offset;     /* kept free beside it, by hand */
  EspJourneyBox box;
} Way;

typedef struct
{
  EspJourneyBuilder *builder;
  const EspJourneyMetrics *metrics;
  const EspJourneyStep *step;
  guint32 index;
  Way *ways;
  guint n;
  guint first_loose; /* n when there is none */
  guint last_loose;
  double length; /* of the node */
} Row;

static void
add_way (Row *self, int branch)
{
  Way *way = &self->ways[self->n++];
  guint32 first;

  way->branch = branch;
  way->box.left = -self->builder->across / 2;
  way->box.right = self->builder->across / 2;
  way->is_wire = way->is_loose = TRUE;
  if (branch < 0)
    return;
  first = esp_journey_step_get_branch (self->step, (guint) branch)->first_step;
  way->offset =
    esp_journey_step_get_branch (self->step, (guint) branch)->offset * self->metrics->scale;
  if (first == ESP_JOURNEY_NOWHERE)
    return;
  way->is_wire = way->is_loose = FALSE;
  esp_journey_builder_lay_way (self->builder, first, &way->box);
  for (guint i = 0; way->box.escapes != NULL && i < way->box.escapes->len; i++)
    {
      const EspJourneyEscape *escape = g_ptr_array_index (way->box.escapes, i);

      way->is_loose = way->is_loose || escape->target == self->index;
    }
}

/* Splits try their branches in order, so who matches none comes last; elsewhere straight on is the main way. */
static void
collect_ways (Row *self, EspJourneyMark *marks)
{
  gboolean has_direct = esp_journey_builder_has_direct (self->step);
  gboolean is_last = self->step->kind == ESP_STEP_SPLIT && !self->step->is_off;

  if (has_direct && !is_last)
    {
      marks[self->n] = esp_journey_builder_mark (self->builder);
      add_way (self, -1);
    }
  for (guint i = 0; i < esp_journey_step_get_n_branches (self->step); i++)
    {
      marks[self->n] = esp_journey_builder_mark (self->builder);
      add_way (self, (int) i);
    }
  if (has_direct && is_last)
    {
      marks[self->n] = esp_journey_builder_mark (self->builder);
      add_way (self, -1);
    }
  self->first_loose = self->last_loose = self->n;
  for (guint i = 0; i < self->n; i++)
    if (self->ways[i].is_loose)
      {
        self->first_loose = MIN (self->first_loose, i);
        self->last_loose = i;
      }
}

/* The middle of the ways that go on is the middle of the step, so that its own way runs straight. */
static void
arrange_ways (Row *self)
{
  double position = 0, middle;
  guint first = self->first_loose < self->n ? self->first_loose : 0;
  guint last = self->first_loose < self->n ? self->last_loose : self->n - 1;

  for (guint i = 0; i < self->n; i++)
    {
      Way *way = &self->ways[i];

      if (i > 0)
        position += self->ways[i - 1].box.right + self->metrics->sibling_gap - way->box.left;
      /* Room is made on the side that is turned away from the middle. */
      if (i > 0 && i >= first)
        position += way->offset;
      if (i > 0 && i - 1 < first)
        position += self->ways[i - 1].offset;
      way->position = position;
    }
  middle = (self->ways[first].position + self->ways[last].position) / 2;
  if (self->ways[first].branch < 0 && first == 0)
    middle = self->ways[0].position;
  for (guint i = 0; i < self->n; i++)
    self->ways[i].position -= middle;
}

/* The part of the wire that all ways share: out of the step and along the bus. */
static EspJourneyWire *
begin_wire (Row *self, const Way *way, double end)
{
  EspJourneyWire *wire =
    esp_journey_builder_add_wire (self->builder, ESP_JOURNEY_WIRE_WAY, self->index, way->branch);

  esp_journey_builder_add_point (self->builder, 0, self->length);
  if (way->position != 0)
    {
      esp_journey_builder_add_point (self->builder, 0, self->length + self->metrics->bus);
      esp_journey_builder_add_point (self->builder, way->position,
                                     self->length + self->metrics->bus);
    }
  esp_journey_builder_add_point (self->builder, way->position, end);
  wire->label.x = way->position;
  wire->label.y = self->length + self->metrics->branch_gap - self->metrics->level_gap -
                  self->metrics->label_height / 2;
  wire->plus.x = way->position;
  wire->plus.y = self->length + self->metrics->branch_gap - self->metrics->level_gap / 2;
  return wire;
}

static void
add_wires (Row *self, double meeting, gboolean has_bus)
{
  double row = self->length + self->metrics->branch_gap;

  for (guint i = 0; i < self->n; i++)
    {
      const Way *way = &self->ways[i];
      EspJourneyWire *wire;

      /* Straight on with nothing to meet is the wire to what stands behind. */
      if (way->branch < 0 && !has_bus && way->position == 0)
        continue;
      if (!way->is_wire)
        {
          wire = begin_wire (self, way, row + way->box.lead);
          wire->to = esp_journey_step_get_branch (self->step, (guint) way->branch)->first_step;
          wire->has_spot = TRUE;
          wire->has_arrow = TRUE;
          continue;
        }
      wire = begin_wire (self, way, meeting);
      wire->to = self->step->sibling;
      wire->has_spot = has_bus && way->branch >= 0;
      if (way->position != 0)
        esp_journey_builder_add_point (self->builder, 0, meeting);
    }
}

/* Ends the wires of joins that come out behind this step, and hands the others on. */
static void
end_escapes (Row *self, EspJourneyBlock *block, double meeting, gboolean has_bus)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_autoptr (GPtrArray) escapes = g_steal_pointer (&self->ways[i].box.escapes);

      for (guint j = 0; escapes != NULL && j < escapes->len; j++)
        {
          EspJourneyEscape *escape = g_ptr_array_index (escapes, j);
          EspJourneyPoint end = esp_journey_escape_get_end (escape);
          EspJourneyWire *wire;

          if (escape->target != self->index)
            {
              gboolean is_free = i >= self->first_loose && i <= self->last_loose;

              /* Right above the middle it would run over the wire of those that go on. */
              if (has_bus && is_free && fabs (end.x) < self->metrics->lane)
                {
                  esp_journey_escape_lead (escape, end.x, meeting - self->metrics->merge_gap / 2);
                  esp_journey_escape_lead (escape, self->metrics->lane * 2,
                                           meeting - self->metrics->merge_gap / 2);
                }
              block->has_free_escapes = block->has_free_escapes || is_free;
              esp_journey_builder_add_escape (&block->box, escape);
              continue;
            }
          esp_journey_escape_lead (escape, end.x, meeting);
          if (end.x != 0)
            esp_journey_escape_lead (escape, 0, meeting);
          wire =
            esp_journey_builder_add_wire (self->builder, ESP_JOURNEY_WIRE_MERGE, self->index, -1);
          wire->from = escape->join;
          wire->to = self->step->sibling;
          for (guint k = 0; k < escape->points->len; k++)
            esp_journey_builder_add_point (self->builder,
                                           g_array_index (escape->points, EspJourneyPoint, k).x,
                                           g_array_index (escape->points, EspJourneyPoint, k).y);
          esp_journey_escape_free (escape);
        }
    }
}

/* Where the ways that go on meet, and whether they need a line to do so. */
static double
find_meeting (Row *self, gboolean *out_has_bus)
{
  double row = self->length + self->metrics->branch_gap;
  double end = row;
  guint n = 0;
  gboolean is_aside = FALSE;

  for (guint i = self->first_loose; i < self->n && i <= self->last_loose; i++)
    {
      const Way *way = &self->ways[i];

      end = MAX (end, row + way->box.length);
      n += way->is_wire;
      is_aside = is_aside || (way->is_wire && way->position != 0);
      for (guint j = 0; way->box.escapes != NULL && j < way->box.escapes->len; j++)
        {
          const EspJourneyEscape *escape = g_ptr_array_index (way->box.escapes, j);

          if (escape->target != self->index)
            continue;
          n++;
          is_aside = is_aside || esp_journey_escape_get_end (escape).x != 0;
        }
    }
  *out_has_bus = n > 1 || is_aside;
  if (*out_has_bus)
    return end + self->metrics->merge_gap;
  if (self->first_loose == self->n || !self->ways[self->first_loose].is_wire)
    return end;
  return self->ways[self->first_loose].branch < 0 ? self->length : row - self->metrics->level_gap;
}

static void
measure (Row *self, EspJourneyBlock *block)
{
  double row = self->length + self->metrics->branch_gap;

  for (guint i = 0; i < self->n; i++)
    {
      const Way *way = &self->ways[i];
      guint side = way->position < 0 ? 0 : 1;
      double inner = side == 0 ? -(way->position + way->box.right) : way->position + way->box.left;
      gboolean hangs =
        self->first_loose < self->n && (i < self->first_loose || i > self->last_loose);

      block->box.left = MIN (block->box.left, way->position + way->box.left);
      block->box.right = MAX (block->box.right, way->position + way->box.right);
      if (self->first_loose == self->n)
        block->box.trunk = MAX (block->box.trunk, row + way->box.length);
      block->box.length = MAX (block->box.length, row + way->box.length);
      if (!hangs)
        continue;
      block->hang_inner[side] =
        block->hang[side] > 0 ? MIN (block->hang_inner[side], inner) : inner;
      block->hang[side] = MAX (block->hang[side], row + way->box.length);
    }
}

/**
 * esp_journey_builder_lay_row:
 *
 * Adds the ways of a step with branches below it; the step itself stands at 0, 0 already. Ways that end
 * without coming back hang at the side of the main way, which need not wait for their end.
 */
void
esp_journey_builder_lay_row (EspJourneyBuilder *self, guint32 step, EspJourneyBlock *block)
{
  const EspJourneyStep *found = esp_journey_get_step (self->journey, step);
  guint n = esp_journey_step_get_n_branches (found) + 1;
  g_autofree Way *ways = g_new0 (Way, n);
  g_autofree EspJourneyMark *marks = g_new0 (EspJourneyMark, n + 1);
  Row row = { .builder = self,
              .metrics = &self->layout->metrics,
              .step = found,
              .index = step,
              .ways = ways,
              .length = block->box.length };
  double meeting;
  gboolean has_bus;

  collect_ways (&row, marks);
  arrange_ways (&row);
  marks[row.n] = esp_journey_builder_mark (self);
  for (guint i = 0; i < row.n; i++)
    {
      const EspJourneyPoint by = { ways[i].position, row.length + row.metrics->branch_gap };

      if (!ways[i].is_wire)
        esp_journey_builder_shift (self, &marks[i], &marks[i + 1], &ways[i].box, &by);
    }
  meeting = find_meeting (&row, &has_bus);
  block->row = row.length;
  block->box.trunk = block->box.tail = meeting;
  block->box.is_open = row.first_loose < row.n;
  measure (&row, block);
  if (has_bus)
    block->box.length = MAX (block->box.length, meeting);
  end_escapes (&row, block, meeting, has_bus);
  add_wires (&row, meeting, has_bus);
}
