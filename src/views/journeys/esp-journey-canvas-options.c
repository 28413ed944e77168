/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the canvas shows a journey: its flow, its groups, the part that is seen, and where things are. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

#define ZOOM_STEP 1.2
#define REVEAL_MARGIN 48

/**
 * esp_journey_canvas_set_flow:
 *
 * Sets whether steps follow each other down or to the right.
 */
void
esp_journey_canvas_set_flow (EspJourneyCanvas *self, EspJourneyDirection flow)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  if (self->flow == flow)
    return;
  self->flow = flow;
  self->has_view = FALSE;
  esp_canvas_lay_out (self);
}

/**
 * esp_journey_canvas_get_flow:
 */
EspJourneyDirection
esp_journey_canvas_get_flow (EspJourneyCanvas *self)
{
  return self->flow;
}

/**
 * esp_journey_canvas_set_compact:
 *
 * Sets whether nodes stand closer and show less.
 */
void
esp_journey_canvas_set_compact (EspJourneyCanvas *self, gboolean compact)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  if (self->is_compact == compact)
    return;
  self->is_compact = compact;
  esp_canvas_lay_out (self);
}

/**
 * esp_journey_canvas_get_compact:
 */
gboolean
esp_journey_canvas_get_compact (EspJourneyCanvas *self)
{
  return self->is_compact;
}

/**
 * esp_journey_canvas_set_minimap:
 *
 * Sets whether there is a minimap when not everything is seen.
 */
void
esp_journey_canvas_set_minimap (EspJourneyCanvas *self, gboolean minimap)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  self->wants_minimap = minimap;
  esp_canvas_view_changed (self);
}

/**
 * esp_journey_canvas_get_minimap:
 */
gboolean
esp_journey_canvas_get_minimap (EspJourneyCanvas *self)
{
  return self->wants_minimap;
}

/**
 * esp_journey_canvas_toggle_group:
 * @group: its id
 *
 * Shows the group as one node, or opens it again.
 */
void
esp_journey_canvas_toggle_group (EspJourneyCanvas *self, const char *group)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  if (!g_hash_table_remove (self->collapsed, group))
    g_hash_table_add (self->collapsed, g_strdup (group));
  esp_canvas_lay_out (self);
  g_signal_emit (self, esp_canvas_signals[ESP_CANVAS_SIGNAL_GROUPS], 0);
}

/**
 * esp_journey_canvas_set_collapsed:
 * @groups: their ids
 *
 * Shows these groups as one node each, and all others open.
 */
void
esp_journey_canvas_set_collapsed (EspJourneyCanvas *self, const char *const *groups)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  g_hash_table_remove_all (self->collapsed);
  for (guint i = 0; groups[i] != NULL; i++)
    g_hash_table_add (self->collapsed, g_strdup (groups[i]));
  esp_canvas_lay_out (self);
}

/**
 * esp_journey_canvas_dup_collapsed:
 *
 * Returns: (transfer full) (array zero-terminated=1): ids of the groups that are shown as one node
 */
char **
esp_journey_canvas_dup_collapsed (EspJourneyCanvas *self)
{
  g_autofree const char **keys =
    (const char **) g_hash_table_get_keys_as_array (self->collapsed, NULL);

  return g_strdupv ((char **) keys);
}

/**
 * esp_journey_canvas_is_collapsed:
 */
gboolean
esp_journey_canvas_is_collapsed (EspJourneyCanvas *self, const char *group)
{
  return g_hash_table_contains (self->collapsed, group);
}

/**
 * esp_journey_canvas_get_layout:
 *
 * Returns: (transfer none) (nullable): where everything is, for printing as it is seen
 */
EspJourneyLayout *
esp_journey_canvas_get_layout (EspJourneyCanvas *self)
{
  return self->layout;
}

/**
 * esp_journey_canvas_get_faces:
 *
 * Returns: (transfer none) (nullable): what is written on it
 */
EspJourneyFaces *
esp_journey_canvas_get_faces (EspJourneyCanvas *self)
{
  return self->faces;
}

static void
to_rectangle (EspJourneyCanvas *self, const EspRect *box, GdkRectangle *out)
{
  EspRect at = esp_journey_view_to_screen (&self->view, box);

  *out =
    (GdkRectangle){ (int) at.x, (int) at.y, MAX ((int) at.width, 1), MAX ((int) at.height, 1) };
}

/**
 * esp_journey_canvas_get_rectangle:
 * @id: (nullable): of a step; %NULL: the entries
 * @out: (out): in the coordinates of the canvas
 *
 * Returns: whether the step is there
 */
gboolean
esp_journey_canvas_get_rectangle (EspJourneyCanvas *self, const char *id, GdkRectangle *out)
{
  guint32 node =
    self->layout != NULL ? esp_journey_layout_find_node (self->layout, id) : ESP_JOURNEY_NOWHERE;

  if (node == ESP_JOURNEY_NOWHERE)
    return FALSE;
  to_rectangle (self, &esp_journey_layout_get_node (self->layout, node)->box, out);
  return TRUE;
}

/**
 * esp_journey_canvas_get_spot_rectangle:
 * @out: (out): of the sign that adds a step, in the coordinates of the canvas
 *
 * Returns: whether there is such an edge
 */
gboolean
esp_journey_canvas_get_spot_rectangle (EspJourneyCanvas *self,
                                       const EspJourneySpot *spot,
                                       GdkRectangle *out)
{
  guint32 wire = self->layout != NULL
                   ? esp_journey_layout_find_wire (self->layout, spot->step, spot->branch)
                   : ESP_JOURNEY_NOWHERE;
  const EspJourneyPoint *plus;
  EspRect box;

  if (wire == ESP_JOURNEY_NOWHERE)
    return FALSE;
  plus = &esp_journey_layout_get_wire (self->layout, wire)->plus;
  box = (EspRect){ plus->x - 12, plus->y - 12, 24, 24 };
  to_rectangle (self, &box, out);
  return TRUE;
}

static void
zoom_to (EspJourneyCanvas *self, double zoom)
{
  guint32 current = esp_canvas_get_current (self);
  double x = self->view.width / 2, y = self->view.height / 2;

  if (self->layout == NULL)
    return;
  esp_canvas_end_move (self);
  /* The current step stays where it is, when it is seen at all. */
  if (current != ESP_JOURNEY_NOWHERE)
    {
      EspRect at =
        esp_journey_view_to_screen (&self->view,
                                    &esp_journey_layout_get_node (self->layout, current)->box);

      if (at.x + at.width > 0 && at.y + at.height > 0 && at.x < self->view.width &&
          at.y < self->view.height)
        {
          x = at.x + at.width / 2;
          y = at.y + at.height / 2;
        }
    }
  esp_journey_view_zoom_at (&self->view, zoom, x, y);
  esp_canvas_view_changed (self);
}

/**
 * esp_journey_canvas_zoom_in:
 */
void
esp_journey_canvas_zoom_in (EspJourneyCanvas *self)
{
  zoom_to (self, self->view.zoom * ZOOM_STEP);
}

/**
 * esp_journey_canvas_zoom_out:
 */
void
esp_journey_canvas_zoom_out (EspJourneyCanvas *self)
{
  zoom_to (self, self->view.zoom / ZOOM_STEP);
}

/**
 * esp_journey_canvas_zoom_100:
 */
void
esp_journey_canvas_zoom_100 (EspJourneyCanvas *self)
{
  zoom_to (self, 1);
}

/**
 * esp_journey_canvas_zoom_fit:
 *
 * Shows the whole journey, as far as it can be shown.
 */
void
esp_journey_canvas_zoom_fit (EspJourneyCanvas *self)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  self->wants_fit = TRUE;
  if (self->layout == NULL || self->view.width <= 0)
    return;
  esp_canvas_end_move (self);
  esp_journey_view_fit (&self->view, &self->layout->bounds);
  esp_canvas_view_changed (self);
}

/**
 * esp_journey_canvas_get_zoom:
 *
 * Returns: 1 for 100 %
 */
double
esp_journey_canvas_get_zoom (EspJourneyCanvas *self)
{
  return self->view.zoom;
}

/**
 * esp_journey_canvas_scroll:
 * @dx: px of the screen
 */
void
esp_journey_canvas_scroll (EspJourneyCanvas *self, double dx, double dy)
{
  esp_canvas_end_move (self);
  self->view.x += dx / self->view.zoom;
  self->view.y += dy / self->view.zoom;
  esp_canvas_view_changed (self);
}

/**
 * esp_journey_canvas_reveal:
 * @id: (nullable): of a step; %NULL: the entries
 */
void
esp_journey_canvas_reveal (EspJourneyCanvas *self, const char *id)
{
  guint32 node =
    self->layout != NULL ? esp_journey_layout_find_node (self->layout, id) : ESP_JOURNEY_NOWHERE;

  if (node == ESP_JOURNEY_NOWHERE)
    return;
  esp_canvas_end_move (self);
  (void) esp_journey_view_reveal (&self->view,
                                  &esp_journey_layout_get_node (self->layout, node)->box,
                                  REVEAL_MARGIN);
  esp_canvas_view_changed (self);
}
