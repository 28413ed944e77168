/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The display list of a chart: text measured and placed, rules, swatches and marks. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-scene.h"

#include "draw/esp-word-keep.h"

#include <math.h>
#include <pango/pangocairo.h>

#define SWATCH_SIZE 10

/* Relative to body text. Hangul below 12 px is hard to read, so captions stay close. */
static const double font_scales[] = {
  [ESP_FONT_BODY] = 1,
  [ESP_FONT_CAPTION] = 12.0 / 13,
  [ESP_FONT_STRONG] = 1,
  [ESP_FONT_TITLE] = 16.0 / 13,
};

static void
clear_label (gpointer data)
{
  g_clear_object (&((EspLabel *) data)->layout);
}

static PangoContext *
create_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  /* Unhinted metrics: the same layout on screen, in a picture and on paper. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  return context;
}

/**
 * esp_scene_new:
 *
 * Returns: (transfer full): an empty scene of @width × @height
 */
EspScene *
esp_scene_new (EspChart *chart, const EspChartStyle *style, double width, double height)
{
  EspScene *self = g_new0 (EspScene, 1);

  self->chart = g_object_ref (chart);
  self->context = create_context ();
  self->style = *style;
  self->font_family = g_strdup (style->font_family != NULL ? style->font_family : "Sans");
  self->style.font_family = self->font_family;
  self->width = width;
  self->height = height;
  self->marks = g_array_new (FALSE, TRUE, sizeof (EspMark));
  self->runs = g_array_new (FALSE, TRUE, sizeof (EspRun));
  self->labels = g_array_new (FALSE, TRUE, sizeof (EspLabel));
  g_array_set_clear_func (self->labels, clear_label);
  self->rules = g_array_new (FALSE, TRUE, sizeof (EspRuling));
  self->swatches = g_array_new (FALSE, TRUE, sizeof (EspSwatch));
  self->patches = g_array_new (FALSE, TRUE, sizeof (EspPatch));
  self->bands = g_array_new (FALSE, TRUE, sizeof (EspBand));
  return self;
}

/**
 * esp_scene_free:
 */
void
esp_scene_free (EspScene *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->marks);
  g_array_unref (self->runs);
  g_array_unref (self->labels);
  g_array_unref (self->rules);
  g_array_unref (self->swatches);
  g_array_unref (self->patches);
  g_array_unref (self->bands);
  g_free (self->font_family);
  g_object_unref (self->context);
  g_object_unref (self->chart);
  g_free (self);
}

static gboolean
has_korean (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      if (script == G_UNICODE_SCRIPT_HANGUL || script == G_UNICODE_SCRIPT_HAN)
        return TRUE;
    }
  return FALSE;
}

/* Han glyphs take their Korean forms whatever the chart's language; bare numbers take the font of the
 * words around them. */
static PangoLanguage *
language_of (EspScene *self, const char *text)
{
  if (esp_chart_get_lang (self->chart) == ESP_LANG_KO || has_korean (text))
    return pango_language_from_string ("ko");
  return pango_language_from_string ("en");
}

/**
 * esp_scene_create_text:
 *
 * Returns: (transfer full): @text set in @font, on one line unless given a width
 */
PangoLayout *
esp_scene_create_text (EspScene *self, EspFont font, const char *text)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *description = pango_font_description_new ();
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_family (description, self->style.font_family);
  pango_font_description_set_absolute_size (description, self->style.font_size * font_scales[font] *
                                                           PANGO_SCALE);
  if (font == ESP_FONT_STRONG || font == ESP_FONT_TITLE)
    pango_font_description_set_weight (description, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  /* Digits of one width, so that columns of numbers line up. */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_language_new (language_of (self, text)));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
get_size (PangoLayout *layout, double *out_width, double *out_height)
{
  int width, height;

  pango_layout_get_size (layout, &width, &height);
  *out_width = (double) width / PANGO_SCALE;
  *out_height = (double) height / PANGO_SCALE;
}

/**
 * esp_scene_measure:
 *
 * Returns: the width of @text on one line
 */
double
esp_scene_measure (EspScene *self, EspFont font, const char *text)
{
  g_autoptr (PangoLayout) layout = esp_scene_create_text (self, font, text);
  double width, height;

  get_size (layout, &width, &height);
  return width;
}

/**
 * esp_scene_line_height:
 *
 * Returns: the height of one line in @font
 */
double
esp_scene_line_height (EspScene *self, EspFont font)
{
  g_autoptr (PangoLayout) layout = esp_scene_create_text (self, font, "가Ag1");
  double width, height;

  get_size (layout, &width, &height);
  return height;
}

/**
 * esp_scene_add_label:
 * @within: where the text may be; it is centred on its height and cut with "…" at its width
 * @align: 0 start … 1 end
 *
 * Returns: (transfer none): the label, until the next one is added
 */
EspLabel *
esp_scene_add_label (EspScene *self,
                     EspFont font,
                     EspInk ink,
                     const char *text,
                     const EspRect *within,
                     double align)
{
  EspLabel label = { .ink = ink };
  double width, height;

  label.layout = esp_scene_create_text (self, font, text);
  get_size (label.layout, &width, &height);
  if (width > within->width)
    {
      pango_layout_set_ellipsize (label.layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (label.layout, (int) (MAX (within->width, 0) * PANGO_SCALE));
      get_size (label.layout, &width, &height);
    }
  label.box = (EspRect){ within->x + (within->width - width) * align,
                         within->y + (within->height - height) / 2, width, height };
  g_array_append_val (self->labels, label);
  return &g_array_index (self->labels, EspLabel, self->labels->len - 1);
}

/* About how wide a syllable is beside the height of its line. */
#define EM 0.75

/* Korean words that fit on a line are not broken. */
static void
keep_words (EspScene *self, PangoLayout *layout, EspFont font, double width)
{
  double size = esp_scene_line_height (self, font) * EM;
  g_autoptr (PangoAttrList) kept =
    esp_word_keep_attributes (pango_layout_get_text (layout), (guint) (width / MAX (size, 1)));

  if (kept != NULL)
    pango_layout_set_attributes (layout, kept);
  pango_layout_set_wrap (layout, kept != NULL ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
}

/**
 * esp_scene_add_paragraph:
 * @within: its width wraps the text; the text starts at its top
 * @max_lines: what is longer ends in "…"
 *
 * Returns: where the text came to stand
 */
EspRect
esp_scene_add_paragraph (EspScene *self,
                         EspFont font,
                         EspInk ink,
                         const char *text,
                         const EspRect *within,
                         guint max_lines)
{
  EspLabel label = { .ink = ink };
  double width, height;

  label.layout = esp_scene_create_text (self, font, text);
  pango_layout_set_width (label.layout, (int) (MAX (within->width, 0) * PANGO_SCALE));
  keep_words (self, label.layout, font, within->width);
  pango_layout_set_height (label.layout, -(int) max_lines);
  pango_layout_set_ellipsize (label.layout, PANGO_ELLIPSIZE_END);
  get_size (label.layout, &width, &height);
  label.box = (EspRect){ within->x, within->y, width, height };
  g_array_append_val (self->labels, label);
  return label.box;
}

/**
 * esp_scene_add_rule:
 */
void
esp_scene_add_rule (EspScene *self, double x0, double y0, double x1, double y1, EspInk ink)
{
  EspRuling rule = { x0, y0, x1, y1, ink, FALSE };

  g_array_append_val (self->rules, rule);
}

/**
 * esp_scene_add_patch:
 */
void
esp_scene_add_patch (EspScene *self, const EspRect *box, EspFill fill, guint slot)
{
  EspPatch patch = { *box, fill, (guint8) slot };

  g_array_append_val (self->patches, patch);
}

/**
 * esp_scene_add_swatch:
 * @x: the start
 * @y: the middle
 */
void
esp_scene_add_swatch (EspScene *self, double x, double y, guint slot, gboolean is_marker)
{
  EspSwatch swatch = { { x, y - SWATCH_SIZE / 2.0, SWATCH_SIZE, SWATCH_SIZE },
                       (guint8) slot,
                       is_marker };

  g_array_append_val (self->swatches, swatch);
}

/**
 * esp_scene_begin_run:
 *
 * The marks added from here on belong to the next series.
 */
void
esp_scene_begin_run (EspScene *self)
{
  EspRun run = { self->marks->len, 0 };

  g_array_append_val (self->runs, run);
}

/**
 * esp_scene_add_mark:
 *
 * Returns: (transfer none): the mark, until the next one is added
 */
EspMark *
esp_scene_add_mark (EspScene *self, const EspRect *box, guint series, guint point)
{
  const EspPoint *data = esp_series_get_point (esp_chart_get_series (self->chart, series), point);
  EspMark mark = { *box, series, point, 0, ESP_FILL_SERIES, 0, (guint8) data->flags };

  mark.slot = (guint8) esp_chart_get_palette_slot (self->chart, series);
  g_array_append_val (self->marks, mark);
  g_array_index (self->runs, EspRun, self->runs->len - 1).n++;
  return &g_array_index (self->marks, EspMark, self->marks->len - 1);
}
