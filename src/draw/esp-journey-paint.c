/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints a laid out journey, for the screen as for files: what is visible, as far as it can be read. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-paint.h"

#include "draw/esp-brush.h"
#include "draw/esp-journey-paint-private.h"
#include "draw/esp-word-keep.h"

#include <math.h>
#include <pango/pangocairo.h>

/* px of body text for which nodes have their usual size. */
#define USUAL_FONT_SIZE 14.667

/* Of what is not on the path that is shown. */
#define FADED_ALPHA 0.42

static void
drop_texts (EspJourneyPainter *self)
{
  guint n_nodes = self->layout != NULL ? self->layout->nodes->len : 0;
  guint n_wires = self->layout != NULL ? self->layout->wires->len : 0;

  for (guint i = 0; self->node_texts != NULL && i < n_nodes; i++)
    for (guint j = 0; j < ESP_JOURNEY_N_NODE_TEXTS; j++)
      g_clear_object (&self->node_texts[i].texts[j]);
  for (guint i = 0; self->wire_texts != NULL && i < n_wires; i++)
    for (guint j = 0; j < ESP_JOURNEY_N_WIRE_TEXTS; j++)
      g_clear_object (&self->wire_texts[i].texts[j]);
}

static void
drop_layout (EspJourneyPainter *self)
{
  drop_texts (self);
  g_clear_pointer (&self->node_texts, g_free);
  g_clear_pointer (&self->wire_texts, g_free);
  g_clear_pointer (&self->node_looks, g_free);
  g_clear_pointer (&self->wire_looks, g_free);
  g_clear_pointer (&self->layout, esp_journey_layout_unref);
  g_clear_pointer (&self->places, esp_journey_layout_unref);
}

/**
 * esp_journey_painter_new:
 *
 * Returns: (transfer full): a painter in light colours that has nothing to paint yet
 */
EspJourneyPainter *
esp_journey_painter_new (void)
{
  EspJourneyPainter *self = g_new0 (EspJourneyPainter, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  self->colors = esp_journey_colors_get (ESP_PALETTE_LIGHT);
  self->font_size = USUAL_FONT_SIZE;
  self->scale = 1;
  self->arrival = 1;
  self->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  /* Texts are measured once and shown at any size, so their widths must not depend on it. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  return self;
}

/**
 * esp_journey_painter_free:
 */
void
esp_journey_painter_free (EspJourneyPainter *self)
{
  drop_layout (self);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  g_object_unref (self->context);
  g_free (self->font_family);
  g_free (self);
}

/**
 * esp_journey_style_get_scale:
 * @font_size: px of body text
 *
 * Returns: how much larger than usual everything is laid out for such text
 */
double
esp_journey_style_get_scale (double font_size)
{
  return MAX (font_size / USUAL_FONT_SIZE, 1);
}

/**
 * esp_journey_painter_set_style:
 */
void
esp_journey_painter_set_style (EspJourneyPainter *self, const EspJourneyStyle *style)
{
  if (g_strcmp0 (self->font_family, style->font_family) != 0 || self->font_size != style->font_size)
    drop_texts (self);
  g_free (self->font_family);
  self->font_family = g_strdup (style->font_family);
  self->font_size = style->font_size;
  self->scale = esp_journey_style_get_scale (style->font_size);
  self->colors = style->colors;
  self->is_plain = style->is_plain;
}

/**
 * esp_journey_painter_set_layout:
 * @layout: (nullable)
 *
 * Sets what to paint. Looks and path begin anew.
 */
void
esp_journey_painter_set_layout (EspJourneyPainter *self, EspJourneyLayout *layout)
{
  drop_layout (self);
  self->arrival = 1;
  if (layout == NULL)
    return;
  self->layout = esp_journey_layout_ref (layout);
  self->places = esp_journey_layout_ref (layout);
  self->node_texts = g_new0 (EspJourneyNodeTexts, layout->nodes->len);
  self->wire_texts = g_new0 (EspJourneyWireTexts, layout->wires->len + 1);
  self->node_looks = g_new0 (guint8, layout->nodes->len);
  self->wire_looks = g_new0 (guint8, layout->wires->len + 1);
}

/**
 * esp_journey_painter_set_positions:
 * @moved: the same nodes and wires as the layout's, on their way
 */
void
esp_journey_painter_set_positions (EspJourneyPainter *self, EspJourneyLayout *moved)
{
  g_return_if_fail (self->layout != NULL && moved->nodes->len == self->layout->nodes->len);

  esp_journey_layout_ref (moved);
  esp_journey_layout_unref (self->places);
  self->places = moved;
}

/**
 * esp_journey_painter_set_arrival:
 * @progress: 0…1: how far what looks new has come in
 */
void
esp_journey_painter_set_arrival (EspJourneyPainter *self, double progress)
{
  self->arrival = progress;
}

/**
 * esp_journey_painter_set_faces:
 * @faces: (nullable)
 */
void
esp_journey_painter_set_faces (EspJourneyPainter *self, EspJourneyFaces *faces)
{
  drop_texts (self);
  if (faces != NULL)
    esp_journey_faces_ref (faces);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  self->faces = faces;
}

/**
 * esp_journey_painter_clear_looks:
 * @looks: those of #EspJourneyLook that no node and no wire has any more
 */
void
esp_journey_painter_clear_looks (EspJourneyPainter *self, guint looks)
{
  if (self->layout == NULL)
    return;
  for (guint i = 0; i < self->layout->nodes->len; i++)
    self->node_looks[i] &= (guint8) ~looks;
  for (guint i = 0; i < self->layout->wires->len; i++)
    self->wire_looks[i] &= (guint8) ~looks;
}

/**
 * esp_journey_painter_add_node_look:
 */
void
esp_journey_painter_add_node_look (EspJourneyPainter *self, guint32 node, EspJourneyLook look)
{
  if (self->layout != NULL && node < self->layout->nodes->len)
    self->node_looks[node] |= (guint8) look;
}

/**
 * esp_journey_painter_add_wire_look:
 */
void
esp_journey_painter_add_wire_look (EspJourneyPainter *self, guint32 wire, EspJourneyLook look)
{
  if (self->layout != NULL && wire < self->layout->wires->len)
    self->wire_looks[wire] |= (guint8) look;
}

/* The wires that lead from one node of the path to the next, the shared end where ways meet included. */
static void
light_wires (EspJourneyPainter *self, GHashTable *pairs)
{
  const EspJourneyLayout *layout = self->layout;
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);

  for (guint round = 0; round < 2; round++)
    for (guint32 i = 0; i < layout->wires->len; i++)
      {
        const EspJourneyWire *wire = esp_journey_layout_get_wire (layout, i);
        gint64 pair = (gint64) wire->from << 32 | wire->to;
        gboolean is_lit = g_hash_table_contains (pairs, &pair);

        if (is_lit && wire->kind == ESP_JOURNEY_WIRE_MERGE)
          g_hash_table_add (met, GUINT_TO_POINTER (wire->step + 1));
        /* Behind a step whose ways meet, whoever comes out of any of them goes on here. */
        if (wire->kind == ESP_JOURNEY_WIRE_NEXT)
          is_lit = is_lit || g_hash_table_contains (met, GUINT_TO_POINTER (wire->step + 1));
        if (round == 1)
          self->wire_looks[i] |= is_lit ? ESP_JOURNEY_LOOK_LIT : ESP_JOURNEY_LOOK_FADED;
      }
}

/**
 * esp_journey_painter_set_path:
 * @ids: (nullable): the steps that somebody came by, in order; %NULL: no path
 *
 * Lights that path up and lets everything else fade.
 */
void
esp_journey_painter_set_path (EspJourneyPainter *self, const char *const *ids)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint32 last = 0;

  esp_journey_painter_clear_looks (self, ESP_JOURNEY_LOOK_LIT | ESP_JOURNEY_LOOK_FADED);
  if (self->layout == NULL || ids == NULL || ids[0] == NULL)
    return;
  for (guint i = 0; i < self->layout->nodes->len; i++)
    self->node_looks[i] |= ESP_JOURNEY_LOOK_FADED;
  self->node_looks[0] = ESP_JOURNEY_LOOK_LIT;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      guint32 node = esp_journey_layout_find_node (self->layout, ids[i]);
      gint64 pair = (gint64) last << 32 | node;

      if (node == ESP_JOURNEY_NOWHERE)
        continue;
      self->node_looks[node] =
        (guint8) ((self->node_looks[node] & ~ESP_JOURNEY_LOOK_FADED) | ESP_JOURNEY_LOOK_LIT);
      g_hash_table_add (pairs, g_memdup2 (&pair, sizeof pair));
      last = node;
    }
  light_wires (self, pairs);
}

/**
 * esp_journey_painter_get_face:
 *
 * Returns: (transfer none) (nullable): what is written on the node
 */
const EspJourneyFace *
esp_journey_painter_get_face (const EspJourneyPainter *self, guint32 node)
{
  const EspJourneyNode *found = esp_journey_layout_get_node (self->layout, node);
  const EspJourney *journey = self->layout->journey;

  if (self->faces == NULL)
    return NULL;
  if (found->kind == ESP_JOURNEY_NODE_ENTRIES)
    return esp_journey_faces_get_entries (self->faces);
  if (found->kind == ESP_JOURNEY_NODE_GROUP)
    return esp_journey_faces_get_group (self->faces, g_array_index (journey->groups,
                                                                    EspJourneyGroup, found->group)
                                                       .id);
  return esp_journey_faces_get_step (self->faces, esp_journey_get_step (journey, found->step)->id);
}

/**
 * esp_journey_painter_get_edge_face:
 *
 * Returns: (transfer none) (nullable): what stands on the wire
 */
const EspJourneyEdgeFace *
esp_journey_painter_get_edge_face (const EspJourneyPainter *self, guint32 wire)
{
  const EspJourneyWire *found = esp_journey_layout_get_wire (self->layout, wire);

  if (self->faces == NULL || found->kind == ESP_JOURNEY_WIRE_MERGE)
    return NULL;
  return esp_journey_faces_get_edge (self->faces,
                                     found->step != ESP_JOURNEY_NOWHERE
                                       ? esp_journey_get_step (self->layout->journey, found->step)
                                           ->id
                                       : NULL,
                                     found->branch);
}

/**
 * esp_journey_icon_of_step:
 *
 * Returns: (transfer none): the name of the symbolic icon of such steps
 */
const char *
esp_journey_icon_of_step (EspStepKind kind)
{
  static const char *const icons[ESP_N_STEP_KINDS] = {
    [ESP_STEP_SEND] = "esp-email-symbolic",      [ESP_STEP_WAIT] = "esp-wait-symbolic",
    [ESP_STEP_SPLIT] = "esp-split-symbolic",     [ESP_STEP_RANDOM] = "esp-random-symbolic",
    [ESP_STEP_TEST] = "esp-experiment-symbolic", [ESP_STEP_UPDATE] = "esp-edit-symbolic",
    [ESP_STEP_SEGMENT] = "esp-segment-symbolic", [ESP_STEP_TASK] = "esp-task-symbolic",
    [ESP_STEP_WEBHOOK] = "esp-webhook-symbolic", [ESP_STEP_GO_TO] = "esp-go-to-symbolic",
    [ESP_STEP_JOIN] = "esp-merge-symbolic",      [ESP_STEP_GOAL] = "esp-goal-symbolic",
    [ESP_STEP_EXIT] = "esp-exit-symbolic",
  };

  return kind < ESP_N_STEP_KINDS ? icons[kind] : "esp-journey-symbolic";
}

/**
 * esp_journey_family_of_step:
 */
EspFaceFamily
esp_journey_family_of_step (EspStepKind kind)
{
  static const EspFaceFamily families[ESP_N_STEP_KINDS] = {
    [ESP_STEP_SEND] = ESP_FACE_FAMILY_MESSAGE, [ESP_STEP_WAIT] = ESP_FACE_FAMILY_TIME,
    [ESP_STEP_SPLIT] = ESP_FACE_FAMILY_BRANCH, [ESP_STEP_RANDOM] = ESP_FACE_FAMILY_BRANCH,
    [ESP_STEP_TEST] = ESP_FACE_FAMILY_BRANCH,  [ESP_STEP_UPDATE] = ESP_FACE_FAMILY_DATA,
    [ESP_STEP_SEGMENT] = ESP_FACE_FAMILY_DATA, [ESP_STEP_TASK] = ESP_FACE_FAMILY_DATA,
    [ESP_STEP_WEBHOOK] = ESP_FACE_FAMILY_DATA, [ESP_STEP_GO_TO] = ESP_FACE_FAMILY_END,
    [ESP_STEP_JOIN] = ESP_FACE_FAMILY_END,     [ESP_STEP_GOAL] = ESP_FACE_FAMILY_GOAL,
    [ESP_STEP_EXIT] = ESP_FACE_FAMILY_END,
  };

  return kind < ESP_N_STEP_KINDS ? families[kind] : ESP_FACE_FAMILY_END;
}

/**
 * esp_journey_painter_get_family:
 *
 * Returns: what kind of thing the node is
 */
EspFaceFamily
esp_journey_painter_get_family (const EspJourneyPainter *self, guint32 node)
{
  const EspJourneyNode *found = esp_journey_layout_get_node (self->layout, node);

  if (found->kind == ESP_JOURNEY_NODE_ENTRIES)
    return ESP_FACE_FAMILY_ENTRY;
  if (found->kind == ESP_JOURNEY_NODE_GROUP)
    return ESP_FACE_FAMILY_END;
  return esp_journey_family_of_step (
    esp_journey_get_step (self->layout->journey, found->step)->kind);
}

/**
 * esp_journey_painter_get_icon:
 *
 * Returns: (transfer none) (nullable)
 */
const EspIcon *
esp_journey_painter_get_icon (const EspJourneyPainter *self, guint32 node)
{
  const EspJourneyFace *face = esp_journey_painter_get_face (self, node);
  const EspJourneyNode *found = esp_journey_layout_get_node (self->layout, node);
  const EspIcon *icon = face != NULL && face->icon != NULL ? esp_icon_get (face->icon) : NULL;

  if (icon != NULL)
    return icon;
  if (found->kind == ESP_JOURNEY_NODE_ENTRIES)
    return esp_icon_get ("esp-entry-symbolic");
  if (found->kind == ESP_JOURNEY_NODE_GROUP)
    return esp_icon_get ("esp-group-symbolic");
  return esp_icon_get (
    esp_journey_icon_of_step (esp_journey_get_step (self->layout->journey, found->step)->kind));
}

static void
set_font (const EspJourneyPainter *self, PangoLayout *text, EspJourneyFont font)
{
  static const double sizes[] = { 0.84, 1, 1, 0.84, 1.5, 2.1 };
  PangoFontDescription *description = pango_font_description_new ();

  pango_font_description_set_family (description,
                                     self->font_family != NULL ? self->font_family : "sans");
  pango_font_description_set_absolute_size (description,
                                            self->font_size * sizes[font] * PANGO_SCALE);
  if (font >= ESP_JOURNEY_FONT_STRONG)
    pango_font_description_set_weight (description, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (text, description);
  pango_font_description_free (description);
}

/* Korean words that fit on a line are not broken. */
static void
keep_words (PangoLayout *layout, const char *text, double width)
{
  const PangoFontDescription *font = pango_layout_get_font_description (layout);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  PangoAttrList *kept = esp_word_keep_attributes (text, (guint) (width / MAX (size, 1)));

  pango_layout_set_attributes (layout, kept);
  pango_layout_set_wrap (layout, kept != NULL ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
  g_clear_pointer (&kept, pango_attr_list_unref);
}

/**
 * esp_journey_painter_get_text:
 *
 * Returns: (transfer none): the text, made when it is seen for the first time
 */
PangoLayout *
esp_journey_painter_get_text (EspJourneyPainter *self,
                              PangoLayout **slot,
                              const char *text,
                              const EspJourneyTextLook *look)
{
  if (*slot != NULL)
    return *slot;
  *slot = pango_layout_new (self->context);
  set_font (self, *slot, look->font);
  if (look->width >= 0)
    {
      pango_layout_set_width (*slot, (int) (MAX (look->width, 1) * PANGO_SCALE));
      pango_layout_set_ellipsize (*slot, PANGO_ELLIPSIZE_END);
      pango_layout_set_height (*slot, -(int) MAX (look->lines, 1));
      if (look->lines > 1)
        keep_words (*slot, text, look->width);
    }
  pango_layout_set_single_paragraph_mode (*slot, look->lines <= 1);
  pango_layout_set_text (*slot, text, -1);
  return *slot;
}

/**
 * esp_journey_painter_measure:
 *
 * Measures @text as it is laid out.
 */
void
esp_journey_painter_measure (PangoLayout *text, double *out_width, double *out_height)
{
  PangoRectangle logical;

  pango_layout_get_extents (text, NULL, &logical);
  *out_width = (double) logical.width / PANGO_SCALE;
  *out_height = (double) logical.height / PANGO_SCALE;
}

/**
 * esp_journey_painter_get_lead:
 *
 * Returns: how far from the left the longest line of a text in the middle begins
 */
double
esp_journey_painter_get_lead (PangoLayout *text)
{
  PangoRectangle logical;

  pango_layout_get_extents (text, NULL, &logical);
  return (double) logical.x / PANGO_SCALE;
}

/**
 * esp_journey_painter_show:
 *
 * @y: the middle of the text.
 */
void
esp_journey_painter_show (cairo_t *cr, PangoLayout *text, EspHue color, double x, double y)
{
  double width, height;

  esp_journey_painter_measure (text, &width, &height);
  esp_brush_set_color (cr, color);
  cairo_move_to (cr, x, y - height / 2);
  pango_cairo_show_layout (cr, text);
}

static gboolean
is_visible (const EspRect *box, const EspRect *visible, double margin)
{
  return box->x - margin < visible->x + visible->width &&
         visible->x < box->x + box->width + margin &&
         box->y - margin < visible->y + visible->height &&
         visible->y < box->y + box->height + margin;
}

static void
paint_nodes (EspJourneyPainter *self, cairo_t *cr, const EspRect *visible, double zoom)
{
  const double margin = 14 * self->scale;

  for (guint32 i = 0; i < self->places->nodes->len; i++)
    {
      gboolean is_faint = (self->node_looks[i] & ESP_JOURNEY_LOOK_FADED) != 0 ||
                          ((self->node_looks[i] & ESP_JOURNEY_LOOK_NEW) != 0 && self->arrival < 1);

      if (!is_visible (&esp_journey_layout_get_node (self->places, i)->box, visible, margin))
        continue;
      if (is_faint)
        {
          const EspRect *box = &esp_journey_layout_get_node (self->places, i)->box;

          cairo_save (cr);
          cairo_rectangle (cr, box->x - margin, box->y - margin, box->width + 2 * margin,
                           box->height + 2 * margin);
          cairo_clip (cr);
          cairo_push_group (cr);
        }
      if (zoom < ESP_JOURNEY_ZOOM_BRIEF)
        esp_journey_painter_paint_brief (self, cr, i);
      else
        esp_journey_painter_paint_node (self, cr, i);
      esp_journey_painter_paint_badge (self, cr, i);
      if (!is_faint)
        continue;
      cairo_pop_group_to_source (cr);
      cairo_paint_with_alpha (cr, (self->node_looks[i] & ESP_JOURNEY_LOOK_FADED) != 0
                                    ? FADED_ALPHA
                                    : self->arrival);
      cairo_restore (cr);
    }
}

/**
 * esp_journey_painter_paint:
 * @cr: turned so that it takes the coordinates of the layout
 * @visible: the part to paint, in those coordinates
 * @zoom: px of the screen for each px of the layout: decides how much can be read
 */
void
esp_journey_painter_paint (EspJourneyPainter *self,
                           cairo_t *cr,
                           const EspRect *visible,
                           double zoom)
{
  if (self->layout == NULL)
    return;
  if (zoom < ESP_JOURNEY_ZOOM_FAR)
    {
      esp_journey_painter_paint_far (self, cr, visible, zoom);
      return;
    }
  for (guint i = 0; i < self->places->frames->len; i++)
    {
      const EspJourneyFrame *frame = &g_array_index (self->places->frames, EspJourneyFrame, i);

      if (is_visible (&frame->box, visible, 2))
        esp_journey_painter_paint_frame (self, cr, frame, zoom);
    }
  esp_journey_painter_paint_wires (self, cr, visible, zoom);
  esp_journey_painter_paint_edges (self, cr, visible, zoom);
  paint_nodes (self, cr, visible, zoom);
}
