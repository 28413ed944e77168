/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the canvas is given to show: a journey, what is written on it, what is selected, a path. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"
#include "views/journeys/esp-journey-minimap.h"
#include "views/shell/esp-focus.h"

/* px of the screen around the step that is shown. */
#define REVEAL_MARGIN 48

/**
 * esp_journey_canvas_set_journey:
 * @journey: (nullable)
 *
 * Shows @journey. What stays moves to its new place; another journey begins where people come in.
 */
void
esp_journey_canvas_set_journey (EspJourneyCanvas *self, EspJourney *journey)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  if (self->journey == journey)
    return;
  if (journey != NULL)
    esp_journey_ref (journey);
  g_clear_pointer (&self->journey, esp_journey_unref);
  self->journey = journey;
  esp_canvas_lay_out (self);
}

/* Whoever walks along sees where the way goes on, as far as there is room. */
static void
reveal_with_next (EspJourneyCanvas *self, EspJourneyView *view, const EspRect *box)
{
  const EspJourneyMetrics *metrics = &self->layout->metrics;
  EspRect ahead = *box;

  if (self->layout->flow == ESP_JOURNEY_DOWN)
    ahead.height += metrics->branch_gap + metrics->node_height / 2;
  else
    ahead.width += metrics->branch_gap + metrics->node_width / 2;
  if (ahead.height * view->zoom < view->height * 0.8 &&
      ahead.width * view->zoom < view->width * 0.8)
    (void) esp_journey_view_reveal (view, &ahead, 0);
  (void) esp_journey_view_reveal (view, box, REVEAL_MARGIN);
}

static void
show_node (EspJourneyCanvas *self, guint32 node)
{
  EspJourneyView view = self->view;
  const EspRect *box = &esp_journey_layout_get_node (self->layout, node)->box;

  /* On the way to a change the view goes to where the step will be. */
  if (self->blend != NULL)
    {
      view.x = self->blend_view.x + self->blend_by.x;
      view.y = self->blend_view.y + self->blend_by.y;
    }
  reveal_with_next (self, &view, box);
  esp_canvas_clear_of_map (self, &view, box);
  self->blend_by = (EspJourneyPoint){ view.x - self->blend_view.x, view.y - self->blend_view.y };
  if (self->blend == NULL)
    self->view = view;
  esp_canvas_view_changed (self);
}

static void
selection_changed_cb (EspJourneyCanvas *self)
{
  guint32 current = esp_canvas_get_current (self);

  if (self->layout == NULL)
    return;
  esp_canvas_update_looks (self);
  if (current == ESP_JOURNEY_NOWHERE || self->tool != ESP_CANVAS_IDLE)
    return;
  if (!self->keeps_view)
    show_node (self, current);
  esp_canvas_update_children (self);
  if (esp_focus_is_in (GTK_WIDGET (self)))
    (void) esp_canvas_focus_current (self); /* FALSE: there is nothing to focus */
}

/**
 * esp_journey_canvas_set_selection:
 * @selection: (nullable): shared with the outline and the inspector
 */
void
esp_journey_canvas_set_selection (EspJourneyCanvas *self, EspJourneySelection *selection)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  if (self->selection == selection)
    return;
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_set_object (&self->selection, selection);
  if (selection != NULL)
    g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                             G_CONNECT_SWAPPED);
  esp_canvas_update_looks (self);
}

/**
 * esp_journey_canvas_set_faces:
 * @faces: (nullable): what is written on nodes and edges; not to be changed any more
 */
void
esp_journey_canvas_set_faces (EspJourneyCanvas *self, EspJourneyFaces *faces)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  if (faces != NULL)
    esp_journey_faces_ref (faces);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  self->faces = faces;
  esp_journey_painter_set_faces (self->painter, faces);
  esp_journey_minimap_set_content (ESP_JOURNEY_MINIMAP (self->minimap), self->layout, faces);
  esp_canvas_describe_children (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * esp_journey_canvas_set_path:
 * @ids: (nullable): the steps that somebody came by, in order; %NULL: none is lit
 */
void
esp_journey_canvas_set_path (EspJourneyCanvas *self, const char *const *ids)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  g_strfreev (self->path);
  self->path = g_strdupv ((char **) ids);
  esp_journey_painter_set_path (self->painter, ids);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * esp_journey_canvas_set_editable:
 *
 * Sets whether steps can be added and moved here.
 */
void
esp_journey_canvas_set_editable (EspJourneyCanvas *self, gboolean editable)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  self->is_editable = editable;
  esp_canvas_update_looks (self);
}

/**
 * esp_journey_canvas_set_label:
 * @label: what screen readers say of the whole: "Journey 온보딩, 14 steps, 2 problems"
 */
void
esp_journey_canvas_set_label (EspJourneyCanvas *self, const char *label)
{
  g_return_if_fail (ESP_IS_JOURNEY_CANVAS (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
