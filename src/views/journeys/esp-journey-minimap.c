/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows all of a journey in small, and lets the pointer move the part that is seen. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-minimap.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint.h"

#include <math.h>

#define WIDTH 176
#define HEIGHT 124
#define PAD 8
#define RADIUS 9

struct _EspJourneyMinimap
{
  GtkWidget parent_instance;

  EspJourneyLayout *layout; /* (owned) (nullable) */
  EspJourneyFaces *faces;   /* (owned) (nullable) */
  EspJourneyView view;
  const EspJourneyColors *colors;
  GdkTexture *picture; /* (owned) (nullable) of the steps; made anew when they change */
  GtkGesture *drag;    /* (unowned) */
  double press_x, press_y;
};

static guint moved_signal;

G_DEFINE_FINAL_TYPE (EspJourneyMinimap, esp_journey_minimap, GTK_TYPE_WIDGET)

/* px of the minimap for each px of the journey. */
static double
get_scale (EspJourneyMinimap *self)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PAD, 1);
  double height = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * PAD, 1);

  return MIN (width / MAX (self->layout->bounds.width, 1),
              height / MAX (self->layout->bounds.height, 1));
}

static EspJourneyPoint
get_origin (EspJourneyMinimap *self, double scale)
{
  const EspRect *bounds = &self->layout->bounds;

  return (EspJourneyPoint){
    (gtk_widget_get_width (GTK_WIDGET (self)) - bounds->width * scale) / 2 - bounds->x * scale,
    (gtk_widget_get_height (GTK_WIDGET (self)) - bounds->height * scale) / 2 - bounds->y * scale
  };
}

static const EspJourneyFace *
get_face (EspJourneyMinimap *self, guint32 node)
{
  return self->faces != NULL
           ? esp_journey_faces_get_step (self->faces,
                                         esp_journey_layout_get_node_id (self->layout, node))
           : NULL;
}

/* Wrong steps are painted last and larger, so that none is lost among thousands. */
static void
paint_nodes (EspJourneyMinimap *self, cairo_t *cr, double scale, gboolean wrong)
{
  for (guint32 i = 0; i < self->layout->nodes->len; i++)
    {
      const EspJourneyNode *node = esp_journey_layout_get_node (self->layout, i);
      const EspJourneyFace *face = get_face (self, i);
      gboolean is_wrong =
        face != NULL && face->n_problems > 0 && face->level >= ESP_FACE_LEVEL_WARNING;
      EspFaceFamily family = ESP_FACE_FAMILY_ENTRY;
      double least = is_wrong ? 4 : 1;

      if (is_wrong != wrong)
        continue;
      if (node->step != ESP_JOURNEY_NOWHERE)
        family = esp_journey_family_of_step (
          esp_journey_get_step (self->layout->journey, node->step)->kind);
      esp_brush_set_color (cr, is_wrong ? self->colors->levels[face->level]
                                        : esp_hue_mix (self->colors->families[family],
                                                       self->colors->card, 0.55));
      cairo_rectangle (cr, node->box.x * scale, node->box.y * scale,
                       MAX (node->box.width * scale, least), MAX (node->box.height * scale, least));
      cairo_fill (cr);
    }
}

static void
make_picture (EspJourneyMinimap *self, int width, int height)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * factor, height * factor);
  cairo_t *cr = cairo_create (surface);
  double scale = get_scale (self);
  EspJourneyPoint origin = get_origin (self, scale);
  g_autoptr (GBytes) bytes = NULL;

  cairo_scale (cr, factor, factor);
  cairo_translate (cr, origin.x, origin.y);
  for (guint i = 0; i < self->layout->frames->len; i++)
    {
      const EspRect *box = &g_array_index (self->layout->frames, EspJourneyFrame, i).box;

      esp_brush_set_color (cr, self->colors->frame_border);
      cairo_rectangle (cr, box->x * scale, box->y * scale, box->width * scale, box->height * scale);
      cairo_fill (cr);
    }
  paint_nodes (self, cr, scale, FALSE);
  paint_nodes (self, cr, scale, TRUE);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes =
    g_bytes_new (cairo_image_surface_get_data (surface),
                 (gsize) cairo_image_surface_get_stride (surface) * (gsize) (height * factor));
  self->picture = gdk_memory_texture_new (width * factor, height * factor, GDK_MEMORY_DEFAULT,
                                          bytes, (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_destroy (surface);
}

static void
paint_ground (EspJourneyMinimap *self, cairo_t *cr, int width, int height)
{
  const EspRect box = { 0.5, 0.5, width - 1, height - 1 };

  esp_brush_rounded (cr, &box, RADIUS, ESP_CORNERS_ALL);
  esp_brush_set_color (cr, self->colors->card);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->border);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_seen (EspJourneyMinimap *self, cairo_t *cr)
{
  double scale = get_scale (self);
  EspJourneyPoint origin = get_origin (self, scale);
  EspRect seen = esp_journey_view_get_visible (&self->view);
  EspRect box = { origin.x + seen.x * scale, origin.y + seen.y * scale, seen.width * scale,
                  seen.height * scale };

  box.x = floor (box.x) + 0.5;
  box.y = floor (box.y) + 0.5;
  esp_brush_rounded (cr, &box, 3, ESP_CORNERS_ALL);
  esp_brush_set_color_alpha (cr, self->colors->accent, 0.12);
  cairo_fill_preserve (cr);
  esp_brush_set_color (cr, self->colors->accent);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
esp_journey_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EspJourneyMinimap *self = ESP_JOURNEY_MINIMAP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  cairo_t *cr;

  if (self->layout == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  paint_ground (self, cr, width, height);
  cairo_destroy (cr);
  if (self->picture == NULL)
    make_picture (self, width, height);
  gtk_snapshot_append_texture (snapshot, self->picture, &all);
  gtk_snapshot_push_clip (snapshot, &all);
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  paint_seen (self, cr);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
esp_journey_minimap_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
forget_picture (EspJourneyMinimap *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
esp_journey_minimap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_clear_object (&ESP_JOURNEY_MINIMAP (widget)->picture);
}

static void
go_to (EspJourneyMinimap *self, double x, double y)
{
  double scale;
  EspJourneyPoint origin;

  if (self->layout == NULL)
    return;
  scale = get_scale (self);
  origin = get_origin (self, scale);
  g_signal_emit (self, moved_signal, 0, (x - origin.x) / scale, (y - origin.y) / scale);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, EspJourneyMinimap *self)
{
  self->press_x = x;
  self->press_y = y;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  go_to (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, EspJourneyMinimap *self)
{
  go_to (self, self->press_x + dx, self->press_y + dy);
}

static void
esp_journey_minimap_dispose (GObject *object)
{
  EspJourneyMinimap *self = ESP_JOURNEY_MINIMAP (object);

  g_clear_object (&self->picture);
  g_clear_pointer (&self->layout, esp_journey_layout_unref);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  G_OBJECT_CLASS (esp_journey_minimap_parent_class)->dispose (object);
}

static void
esp_journey_minimap_class_init (EspJourneyMinimapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_minimap_dispose;
  widget_class->snapshot = esp_journey_minimap_snapshot;
  widget_class->measure = esp_journey_minimap_measure;
  widget_class->size_allocate = esp_journey_minimap_size_allocate;
  moved_signal = g_signal_new ("moved", ESP_TYPE_JOURNEY_MINIMAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_css_name (widget_class, "esp-journey-minimap");
  /* The same is reached by keys on the canvas itself. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
esp_journey_minimap_init (EspJourneyMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->colors = esp_journey_colors_get (ESP_PALETTE_LIGHT);
  self->drag = drag;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "move");
}

/**
 * esp_journey_minimap_new:
 *
 * Returns: (transfer floating): a minimap of nothing
 */
GtkWidget *
esp_journey_minimap_new (void)
{
  return g_object_new (ESP_TYPE_JOURNEY_MINIMAP, NULL);
}

/**
 * esp_journey_minimap_set_content:
 * @layout: (nullable)
 * @faces: (nullable)
 */
void
esp_journey_minimap_set_content (EspJourneyMinimap *self,
                                 EspJourneyLayout *layout,
                                 EspJourneyFaces *faces)
{
  g_return_if_fail (ESP_IS_JOURNEY_MINIMAP (self));

  if (layout != NULL)
    esp_journey_layout_ref (layout);
  if (faces != NULL)
    esp_journey_faces_ref (faces);
  g_clear_pointer (&self->layout, esp_journey_layout_unref);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  self->layout = layout;
  self->faces = faces;
  forget_picture (self);
}

/**
 * esp_journey_minimap_set_view:
 */
void
esp_journey_minimap_set_view (EspJourneyMinimap *self, const EspJourneyView *view)
{
  g_return_if_fail (ESP_IS_JOURNEY_MINIMAP (self));

  self->view = *view;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * esp_journey_minimap_set_colors:
 */
void
esp_journey_minimap_set_colors (EspJourneyMinimap *self, const EspJourneyColors *colors)
{
  g_return_if_fail (ESP_IS_JOURNEY_MINIMAP (self));

  self->colors = colors;
  forget_picture (self);
}

/**
 * esp_journey_minimap_is_held:
 *
 * Returns: whether the pointer has hold of it
 */
gboolean
esp_journey_minimap_is_held (EspJourneyMinimap *self)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_MINIMAP (self), FALSE);

  return gtk_gesture_is_active (self->drag);
}
