/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journey as a picture to work on: what is shown of it, where, and how changes move. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

#include "views/journeys/esp-journey-minimap.h"

#include <adwaita.h>
#include <pango/pangocairo.h>

#define MIN_WIDTH 200
#define MIN_HEIGHT 160
#define NATURAL_WIDTH 640
#define NATURAL_HEIGHT 480

typedef enum
{
  PROP_ZOOM = 1,
} EspJourneyCanvasProperty;

static GParamSpec *properties[PROP_ZOOM + 1];
guint esp_canvas_signals[ESP_CANVAS_N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspJourneyCanvas, esp_journey_canvas, GTK_TYPE_WIDGET)

/**
 * esp_canvas_get_id:
 *
 * Returns: (transfer none) (nullable): the id of the node's step; %NULL of the entries
 */
const char *
esp_canvas_get_id (EspJourneyCanvas *self, guint32 node)
{
  return esp_journey_layout_get_node_id (self->layout, node);
}

/**
 * esp_canvas_get_current:
 *
 * Returns: the node of the current step; %ESP_JOURNEY_NOWHERE without one
 */
guint32
esp_canvas_get_current (EspJourneyCanvas *self)
{
  if (self->layout == NULL)
    return ESP_JOURNEY_NOWHERE;
  return esp_journey_layout_find_node (self->layout,
                                       self->selection != NULL
                                         ? esp_journey_selection_get_current (self->selection)
                                         : NULL);
}

/**
 * esp_canvas_dup_spot:
 *
 * Returns: (transfer full): the place for a step on that wire
 */
EspJourneySpot *
esp_canvas_dup_spot (EspJourneyCanvas *self, guint32 wire)
{
  const EspJourneyWire *found = esp_journey_layout_get_wire (self->layout, wire);

  return esp_journey_spot_new (found->step != ESP_JOURNEY_NOWHERE
                                 ? esp_journey_get_step (self->layout->journey, found->step)->id
                                 : NULL,
                               found->branch);
}

/**
 * esp_canvas_view_changed:
 *
 * To be called whenever another part of the journey is seen.
 */
void
esp_canvas_view_changed (EspJourneyCanvas *self)
{
  if (self->layout == NULL)
    return;
  esp_journey_view_clamp (&self->view, &self->layout->bounds);
  gtk_widget_set_child_visible (self->minimap,
                                self->wants_minimap &&
                                  !esp_journey_view_holds (&self->view, &self->layout->bounds));
  esp_journey_minimap_set_view (ESP_JOURNEY_MINIMAP (self->minimap), &self->view);
  esp_canvas_queue_children (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->told_zoom == self->view.zoom)
    return;
  self->told_zoom = self->view.zoom;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

static void
look_at_wires (EspJourneyCanvas *self, guint32 current)
{
  if (self->tool == ESP_CANVAS_MOVE)
    return;
  for (guint32 i = 0; self->is_editable && i < self->layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->layout, i);
      gboolean is_near = wire->from == current || wire->to == current;

      /* A short journey shows where steps can be put before anything is pointed at. */
      if (wire->has_spot && (is_near || wire->kind == ESP_JOURNEY_WIRE_OPEN))
        esp_journey_painter_add_wire_look (self->painter, i, ESP_JOURNEY_LOOK_SELECTED);
    }
  if (self->is_editable && self->hover_wire != ESP_JOURNEY_NOWHERE &&
      self->hover_wire < self->layout->wires->len)
    esp_journey_painter_add_wire_look (self->painter, self->hover_wire, ESP_JOURNEY_LOOK_HOVER);
}

/**
 * esp_canvas_update_looks:
 *
 * To be called whenever something else is selected, pointed at or has the focus.
 */
void
esp_canvas_update_looks (EspJourneyCanvas *self)
{
  const char *const *ids =
    self->selection != NULL ? esp_journey_selection_get_ids (self->selection) : NULL;
  guint32 current = esp_canvas_get_current (self);

  if (self->layout == NULL)
    return;
  esp_journey_painter_clear_looks (self->painter, ESP_JOURNEY_LOOK_SELECTED |
                                                    ESP_JOURNEY_LOOK_CURRENT |
                                                    ESP_JOURNEY_LOOK_HOVER);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      guint32 node = esp_journey_layout_find_node (self->layout, ids[i]);

      if (node != ESP_JOURNEY_NOWHERE)
        esp_journey_painter_add_node_look (self->painter, node, ESP_JOURNEY_LOOK_SELECTED);
    }
  if (current != ESP_JOURNEY_NOWHERE)
    {
      if (self->selection != NULL)
        esp_journey_painter_add_node_look (self->painter, current, ESP_JOURNEY_LOOK_SELECTED);
      if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
        esp_journey_painter_add_node_look (self->painter, current, ESP_JOURNEY_LOOK_CURRENT);
    }
  look_at_wires (self, current);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static const EspJourneyColors *
get_colors (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return esp_journey_colors_choose (adw_style_manager_get_dark (manager),
                                    adw_style_manager_get_high_contrast (manager));
}

static void
read_font (EspJourneyCanvas *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double resolution = pango_cairo_context_get_resolution (context);

  self->font_size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    self->font_size *= (resolution > 0 ? resolution : 96) / 72;
  g_free (self->font_family);
  self->font_family = g_strdup (pango_font_description_get_family (font));
}

static void
apply_style (EspJourneyCanvas *self)
{
  EspJourneyStyle style = { 0 };

  read_font (self);
  style.font_family = self->font_family;
  style.font_size = self->font_size;
  style.colors = get_colors ();
  esp_journey_painter_set_style (self->painter, &style);
  esp_journey_minimap_set_colors (ESP_JOURNEY_MINIMAP (self->minimap), style.colors);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
place_view (EspJourneyCanvas *self)
{
  if (self->layout == NULL || self->has_view || self->view.width <= 0)
    return;
  if (self->wants_fit)
    esp_journey_view_fit (&self->view, &self->layout->bounds);
  else
    esp_journey_view_begin (&self->view, self->layout);
  self->has_view = TRUE;
}

/**
 * esp_canvas_lay_out:
 *
 * Finds the place of everything anew and lets it move there.
 */
void
esp_canvas_lay_out (EspJourneyCanvas *self)
{
  g_autofree const char **collapsed =
    (const char **) g_hash_table_get_keys_as_array (self->collapsed, NULL);
  const EspJourneyLayoutOptions options = { self->flow, self->is_compact,
                                            esp_journey_style_get_scale (self->font_size),
                                            collapsed };
  g_autoptr (EspJourneyLayout) old = NULL;

  esp_canvas_end_move (self);
  old = g_steal_pointer (&self->layout);
  self->hover_wire = self->target = self->target_node = ESP_JOURNEY_NOWHERE;
  if (self->journey != NULL)
    self->layout = esp_journey_layout_new (self->journey, &options);
  esp_journey_painter_set_layout (self->painter, self->layout);
  esp_journey_minimap_set_content (ESP_JOURNEY_MINIMAP (self->minimap), self->layout, self->faces);
  if (self->layout == NULL)
    {
      esp_canvas_drop_children (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  esp_journey_painter_set_path (self->painter, (const char *const *) self->path);
  place_view (self);
  /* Before it was ever shown nothing can be seen to move. */
  if (old != NULL && self->has_view)
    esp_canvas_begin_move (self, old);
  esp_canvas_update_children (self);
  esp_canvas_update_looks (self);
  esp_canvas_view_changed (self);
}

static void
esp_journey_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  const EspJourneyColors *colors = get_colors ();
  GdkRGBA ground = { .alpha = 1 };
  double red, green, blue;

  esp_hue_get_rgb (colors->ground, &red, &green, &blue);
  ground.red = (float) red;
  ground.green = (float) green;
  ground.blue = (float) blue;
  gtk_snapshot_append_color (snapshot, &ground, &all);
  if (self->layout != NULL)
    {
      const EspRect visible = esp_journey_view_get_visible (&self->view);
      cairo_t *cr;

      /* One node for everything: nothing is cached that a zoom would make worthless. */
      gtk_snapshot_push_clip (snapshot, &all);
      cr = gtk_snapshot_append_cairo (snapshot, &all);
      cairo_scale (cr, self->view.zoom, self->view.zoom);
      cairo_translate (cr, -self->view.x, -self->view.y);
      esp_journey_painter_paint (self->painter, cr, &visible, self->view.zoom);
      cairo_destroy (cr);
      esp_canvas_snapshot_tool (self, snapshot);
      gtk_snapshot_pop (snapshot);
    }
  gtk_widget_snapshot_child (widget, self->minimap, snapshot);
}

static void
esp_journey_canvas_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);

  (void) gtk_widget_measure (self->minimap, orientation, -1, minimum, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
esp_journey_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  gboolean is_new_size = self->view.width != width || self->view.height != height;

  esp_canvas_allocate_map (self, width, height);
  if (is_new_size)
    {
      /* What is in the middle at the top stays there. */
      if (self->has_view && self->view.width > 0)
        {
          double aside = (self->view.width - width) / 2 / self->view.zoom;

          self->view.x += aside;
          self->blend_view.x += aside; /* from where a change on its way began */
        }
      self->view.width = width;
      self->view.height = height;
      place_view (self);
      esp_canvas_view_changed (self);
    }
  esp_canvas_allocate_children (self);
}

static void
esp_journey_canvas_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  double size = self->font_size;

  GTK_WIDGET_CLASS (esp_journey_canvas_parent_class)->css_changed (widget, change);
  apply_style (self);
  if (size != self->font_size && self->layout != NULL)
    esp_canvas_lay_out (self);
}

static gboolean
esp_journey_canvas_focus (GtkWidget *widget, GtkDirectionType direction)
{
  /* One stop of the Tab key: inside, arrows move. */
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return esp_canvas_focus_current (ESP_JOURNEY_CANVAS (widget));
}

static gboolean
esp_journey_canvas_grab_focus (GtkWidget *widget)
{
  return esp_canvas_focus_current (ESP_JOURNEY_CANVAS (widget));
}

static void
esp_journey_canvas_set_focus_child (GtkWidget *widget, GtkWidget *child)
{
  GTK_WIDGET_CLASS (esp_journey_canvas_parent_class)->set_focus_child (widget, child);
  /* Whoever takes the focus away sees the space bar come up. */
  if (child == NULL)
    ESP_JOURNEY_CANVAS (widget)->has_space = FALSE;
  esp_canvas_update_looks (ESP_JOURNEY_CANVAS (widget));
}

static gboolean
esp_journey_canvas_query_tooltip (GtkWidget *widget,
                                  int x,
                                  int y,
                                  gboolean keyboard,
                                  GtkTooltip *tooltip)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (widget);
  EspCanvasHit hit = esp_canvas_hit (self, x, y);
  const EspJourneyFace *face;
  g_autoptr (GString) text = NULL;

  if (hit.kind == ESP_CANVAS_HIT_NUMBER || hit.kind == ESP_CANVAS_HIT_LABEL)
    {
      const EspJourneyEdgeFace *edge = esp_journey_painter_get_edge_face (self->painter, hit.index);

      if (hit.kind == ESP_CANVAS_HIT_LABEL)
        {
          gtk_tooltip_set_text (tooltip, edge->text);
          return TRUE;
        }
      gtk_tooltip_set_text (tooltip, edge->tooltip != NULL ? edge->tooltip : edge->text);
      return edge->tooltip != NULL || edge->text != NULL;
    }
  if (hit.kind != ESP_CANVAS_HIT_NODE && hit.kind != ESP_CANVAS_HIT_BADGE &&
      hit.kind != ESP_CANVAS_HIT_HERE && hit.kind != ESP_CANVAS_HIT_TALLY)
    return FALSE;
  face = esp_journey_painter_get_face (self->painter, hit.index);
  /* What can be read anyhow is not said twice. */
  if (face == NULL || !esp_journey_painter_is_cut (self->painter, hit.index, self->view.zoom))
    return FALSE;
  text = g_string_new (face->title != NULL ? face->title : face->kind);
  if (face->line != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", face->line);
  gtk_tooltip_set_text (tooltip, text->str);
  return text->len > 0;
}

static void
esp_journey_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (object);

  switch ((EspJourneyCanvasProperty) id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, self->view.zoom);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_journey_canvas_dispose (GObject *object)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_pointer (&self->blend, esp_journey_blend_free);
  g_clear_handle_id (&self->children_source, g_source_remove);
  esp_canvas_drop_children (self);
  g_clear_pointer (&self->minimap, gtk_widget_unparent);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (esp_journey_canvas_parent_class)->dispose (object);
}

static void
esp_journey_canvas_finalize (GObject *object)
{
  EspJourneyCanvas *self = ESP_JOURNEY_CANVAS (object);

  esp_journey_painter_free (self->painter);
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  g_clear_pointer (&self->layout, esp_journey_layout_unref);
  g_ptr_array_unref (self->children);
  g_hash_table_unref (self->collapsed);
  g_strfreev (self->path);
  g_free (self->font_family);
  g_free (self->dragged);
  g_free (self->label);
  G_OBJECT_CLASS (esp_journey_canvas_parent_class)->finalize (object);
}

static void
add_signals (GType type)
{
  static const struct
  {
    const char *name;
    guint n;
    GType types[3];
  } signals[ESP_CANVAS_N_SIGNALS] = {
    [ESP_CANVAS_SIGNAL_ACTIVATE] = { "activate", 1, { G_TYPE_STRING } },
    [ESP_CANVAS_SIGNAL_INSERT] = { "insert", 1, { G_TYPE_POINTER } },
    [ESP_CANVAS_SIGNAL_MENU] = { "menu", 2, { G_TYPE_STRING, G_TYPE_POINTER } },
    [ESP_CANVAS_SIGNAL_NUMBER] = { "number", 3, { G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT } },
    [ESP_CANVAS_SIGNAL_MOVE] = { "move", 1, { G_TYPE_POINTER } },
    [ESP_CANVAS_SIGNAL_DROP] = { "drop", 3, { G_TYPE_POINTER, G_TYPE_POINTER, G_TYPE_STRING } },
    [ESP_CANVAS_SIGNAL_GROUPS] = { "groups", 0, { 0 } },
    [ESP_CANVAS_SIGNAL_ASIDE] = { "aside", 3, { G_TYPE_STRING, G_TYPE_INT, G_TYPE_INT } },
  };

  for (guint i = 0; i < ESP_CANVAS_N_SIGNALS; i++)
    {
      gboolean answers = i == ESP_CANVAS_SIGNAL_DROP;

      esp_canvas_signals[i] = g_signal_newv (signals[i].name, type, G_SIGNAL_RUN_LAST, NULL,
                                             answers ? g_signal_accumulator_true_handled : NULL,
                                             NULL, NULL, answers ? G_TYPE_BOOLEAN : G_TYPE_NONE,
                                             signals[i].n, (GType *) signals[i].types);
    }
}

static void
esp_journey_canvas_class_init (EspJourneyCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = esp_journey_canvas_dispose;
  object_class->finalize = esp_journey_canvas_finalize;
  object_class->get_property = esp_journey_canvas_get_property;
  properties[PROP_ZOOM] =
    g_param_spec_double ("zoom", NULL, NULL, 0, 100, 1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  widget_class->snapshot = esp_journey_canvas_snapshot;
  widget_class->measure = esp_journey_canvas_measure;
  widget_class->size_allocate = esp_journey_canvas_size_allocate;
  widget_class->css_changed = esp_journey_canvas_css_changed;
  widget_class->focus = esp_journey_canvas_focus;
  widget_class->grab_focus = esp_journey_canvas_grab_focus;
  widget_class->set_focus_child = esp_journey_canvas_set_focus_child;
  widget_class->query_tooltip = esp_journey_canvas_query_tooltip;
  add_signals (ESP_TYPE_JOURNEY_CANVAS);
  gtk_widget_class_set_css_name (widget_class, "esp-journey-canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  esp_canvas_bind_keys (widget_class);
}

static void
esp_journey_canvas_init (EspJourneyCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->painter = esp_journey_painter_new ();
  self->collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->children = g_ptr_array_new ();
  self->view.zoom = 1;
  self->wants_minimap = TRUE;
  self->is_editable = TRUE;
  self->hover_wire = self->target = self->target_node = ESP_JOURNEY_NOWHERE;
  esp_canvas_add_map (self);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  esp_canvas_add_pointer (self);
  esp_canvas_add_drop (self);
  esp_canvas_add_keys (self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (apply_style), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (apply_style), self,
                           G_CONNECT_SWAPPED);
  apply_style (self);
}

/**
 * esp_journey_canvas_new:
 *
 * Returns: (transfer floating): a canvas without a journey
 */
GtkWidget *
esp_journey_canvas_new (void)
{
  return g_object_new (ESP_TYPE_JOURNEY_CANVAS, NULL);
}
