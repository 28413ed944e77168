/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works out how a message may look where the reader wants dark ones: the range of what mail programs do. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-dark-look.h"

#include "engine/content/esp-html-private.h"

#include <math.h>
#include <string.h>

/* Programs that turn round only what is light take a ground for light above this luminance … */
static const double light_ground = 0.18;
/* … and a text for dark below this one. */
static const double dark_text = 0.36;
/* Inverted white is not black: programs put it on their own grey. */
static const double darkest = 0.1;

typedef struct
{
  EspDarkSheet *sheet;
  const EspBrand *brand;
  EspDarkLook look;
  EspColor ground;   /* of the section, in the look */
  EspColor text;     /* the same for words without a colour */
  EspColor link;     /* and for links */
  gboolean is_fixed; /* the ground is dark by itself: our own rules leave the section alone */
} Painter;

static EspColor
parse (const char *text)
{
  EspColor color = { 0, 0, 0 };

  (void) esp_color_parse (text, &color); /* black then */
  return color;
}

static double
channel (double low, double high, double hue)
{
  double h = hue - floor (hue);

  if (h * 6 < 1)
    return low + (high - low) * 6 * h;
  if (h * 2 < 1)
    return high;
  if (h * 3 < 2)
    return low + (high - low) * (2.0 / 3 - h) * 6;
  return low;
}

static EspColor
from_hsl (double hue, double saturation, double lightness)
{
  double high = lightness < 0.5 ? lightness * (1 + saturation)
                                : lightness + saturation - lightness * saturation;
  double low = 2 * lightness - high;

  return (EspColor){ (guint8) lrint (255 * channel (low, high, hue + 1.0 / 3)),
                     (guint8) lrint (255 * channel (low, high, hue)),
                     (guint8) lrint (255 * channel (low, high, hue - 1.0 / 3)) };
}

/**
 * esp_color_invert:
 *
 * Returns: the colour of the same hue that is as light as @color is dark; white becomes a dark grey.
 */
EspColor
esp_color_invert (EspColor color)
{
  double r = color.red / 255.0;
  double g = color.green / 255.0;
  double b = color.blue / 255.0;
  double high = MAX (r, MAX (g, b));
  double low = MIN (r, MIN (g, b));
  double span = high - low;
  double lightness = (high + low) / 2;
  double saturation = 0;
  double hue = 0;

  if (span > 0)
    {
      saturation = lightness > 0.5 ? span / (2 - high - low) : span / (high + low);
      if (high <= r)
        hue = (g - b) / span;
      else if (high <= g)
        hue = (b - r) / span + 2;
      else
        hue = (r - g) / span + 4;
    }
  return from_hsl (hue / 6, saturation, darkest + (1 - lightness) * (1 - darkest));
}

/* A PNG says by its colour type or a chunk, a GIF by its first control block, WebP by a bit, SVG always. */
static gboolean
png_is_transparent (const guint8 *bytes, gsize n)
{
  const gsize color_type_at = 25;
  gsize at = 8;

  if (n > color_type_at && (bytes[color_type_at] & 4) != 0)
    return TRUE;
  while (n - at >= 12)
    {
      guint32 size = ((guint32) bytes[at] << 24) | ((guint32) bytes[at + 1] << 16) |
                     ((guint32) bytes[at + 2] << 8) | bytes[at + 3];

      if (memcmp (bytes + at + 4, "tRNS", 4) == 0)
        return TRUE;
      if (memcmp (bytes + at + 4, "IDAT", 4) == 0 || size > n - at - 12)
        return FALSE;
      at += 12 + size;
    }
  return FALSE;
}

/**
 * esp_image_is_transparent:
 * @data: a picture file
 *
 * Returns: whether the ground shows through parts of it, as far as its head tells.
 */
gboolean
esp_image_is_transparent (GBytes *data)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 gif_control[] = { 0x21, 0xf9, 0x04 };
  const gsize webp_flags_at = 20;
  const gsize head_bytes = 2048;
  gsize n;
  const guint8 *bytes = g_bytes_get_data (data, &n);

  if (n > sizeof png && memcmp (bytes, png, sizeof png) == 0)
    return png_is_transparent (bytes, n);
  if (n > 6 && memcmp (bytes, "GIF8", 4) == 0)
    {
      const guint8 *control = memmem (bytes, MIN (n, head_bytes), gif_control, sizeof gif_control);

      return control != NULL && (gsize) (control - bytes) + 3 < n && (control[3] & 1) != 0;
    }
  if (n > webp_flags_at && memcmp (bytes, "RIFF", 4) == 0 && memcmp (bytes + 8, "WEBPVP8X", 8) == 0)
    return (bytes[webp_flags_at] & 0x10) != 0;
  return n > 0 && memmem (bytes, MIN (n, head_bytes), "<svg", 4) != NULL;
}

static EspColor
paint_ground (const Painter *painter, EspColor color, gboolean is_surface)
{
  switch (painter->look)
    {
    case ESP_DARK_LOOK_OWN:
      if (painter->is_fixed)
        return color;
      return is_surface
               ? parse (painter->brand->dark_surface)
               : esp_color_mix (parse (painter->brand->dark_surface), color, ESP_DARK_TINT);
    case ESP_DARK_LOOK_PARTIAL:
      return esp_color_luminance (color) > light_ground ? esp_color_invert (color) : color;
    case ESP_DARK_LOOK_FULL:
      return esp_color_invert (color);
    case ESP_DARK_LOOK_LIGHT:
    default:
      return color;
    }
}

static EspColor
paint_ink (const Painter *painter, EspColor color)
{
  switch (painter->look)
    {
    case ESP_DARK_LOOK_OWN:
      return painter->is_fixed ? color
                               : esp_color_readable_on (color, parse (painter->brand->dark_surface),
                                                        ESP_CONTRAST_TEXT + 1);
    case ESP_DARK_LOOK_PARTIAL:
      return esp_color_luminance (color) < dark_text ? esp_color_invert (color) : color;
    case ESP_DARK_LOOK_FULL:
      return esp_color_invert (color);
    case ESP_DARK_LOOK_LIGHT:
    default:
      return color;
    }
}

static void
set_color (char **field, EspColor color)
{
  char text[ESP_COLOR_BUFFER];

  esp_color_format (color, text);
  g_free (*field);
  *field = g_strdup (text);
}

static void
note_contrast (Painter *painter, const EspBlock *block, EspColor ink, EspColor ground)
{
  double contrast = esp_color_contrast (ink, ground);

  if (contrast >= painter->sheet->contrast)
    return;
  painter->sheet->contrast = contrast;
  g_free (painter->sheet->contrast_block);
  painter->sheet->contrast_block = g_strdup (block->id);
}

static void
paint_words (Painter *painter, EspBlock *block)
{
  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint k = 0; k < paragraph->runs->len; k++)
        {
          EspRun *run = paragraph->runs->pdata[k];
          EspColor ink = run->color != NULL              ? paint_ink (painter, parse (run->color))
                         : esp_text_is_blank (run->href) ? painter->text
                                                         : painter->link;

          set_color (&run->color, ink);
          if (!esp_text_is_blank (run->text))
            note_contrast (painter, block, ink, painter->ground);
        }
    }
}

/* A line without a ground: the words have its colour and stand on what lies under the button. */
static void
paint_outline (Painter *painter, EspBlock *block)
{
  const int usual_px = 2;
  EspBorder *border = &block->look.border;
  gboolean is_ruled = !esp_border_is_none (border);
  const char *line = is_ruled && block->text_color != NULL ? block->text_color
                     : is_ruled && border->color != NULL   ? border->color
                                                           : painter->brand->accent;
  EspColor ink = paint_ink (painter, parse (line));

  if (!is_ruled)
    border->top = border->right = border->bottom = border->left = usual_px;
  set_color (&block->text_color, ink);
  set_color (&border->color,
             border->color != NULL ? paint_ink (painter, parse (border->color)) : ink);
  note_contrast (painter, block, ink, painter->ground);
}

/* Our own rules leave buttons alone; programs that invert do not. */
static void
paint_button (Painter *painter, EspBlock *block)
{
  EspColor ground = parse (block->color != NULL ? block->color : painter->brand->accent);
  EspColor ink = parse (block->text_color != NULL ? block->text_color : painter->brand->on_accent);

  if (block->color == NULL &&
      (painter->brand->button_is_outline || !esp_border_is_none (&block->look.border)))
    {
      paint_outline (painter, block);
      return;
    }
  if (painter->look != ESP_DARK_LOOK_OWN)
    {
      ground = paint_ground (painter, ground, FALSE);
      ink = paint_ink (painter, ink);
    }
  set_color (&block->color, ground);
  set_color (&block->text_color, ink);
  note_contrast (painter, block, ink, ground);
}

static void
look_at_image (Painter *painter, const EspBlock *block)
{
  const EspMessageFile *file =
    block->src != NULL && g_str_has_prefix (block->src, "cid:")
      ? esp_message_doc_find_file (painter->sheet->doc, block->src + strlen ("cid:"))
      : NULL;

  if (file == NULL || !esp_image_is_transparent (file->data))
    return;
  if (painter->sheet->n_transparent++ == 0)
    painter->sheet->transparent_block = g_strdup (block->id);
}

/* Lines of the message's own colour stay where programs leave colours alone. */
static void
paint_divider (Painter *painter, EspBlock *block)
{
  gboolean is_own = painter->look == ESP_DARK_LOOK_OWN;
  EspColor line = parse (block->color != NULL ? block->color : painter->brand->line);

  if (is_own && block->color == NULL && !painter->is_fixed)
    line = parse (painter->brand->dark_line);
  else if (!is_own)
    line = paint_ground (painter, line, FALSE);
  set_color (&block->color, line);
}

/* The words of links to networks; icons are pictures, which nobody colours. */
static void
paint_social (Painter *painter, EspBlock *block)
{
  set_color (&block->text_color, painter->link);
  if (block->social_style == ESP_SOCIAL_TEXT && block->links->len > 0)
    note_contrast (painter, block, painter->link, painter->ground);
}

static void enter_ground (Painter *painter, char **background);
static void paint_blocks (Painter *painter, GPtrArray *columns);

static void
paint_block (const Painter *painter, EspBlock *block)
{
  Painter inner = *painter;

  if (block->look.background != NULL)
    enter_ground (&inner, &block->look.background);
  if (block->kind == ESP_BLOCK_HEADING || block->kind == ESP_BLOCK_TEXT)
    paint_words (&inner, block);
  else if (block->kind == ESP_BLOCK_BUTTON)
    paint_button (&inner, block);
  else if (block->kind == ESP_BLOCK_IMAGE)
    look_at_image (&inner, block);
  else if (block->kind == ESP_BLOCK_DIVIDER)
    paint_divider (&inner, block);
  else if (block->kind == ESP_BLOCK_SOCIAL)
    paint_social (&inner, block);
  else if (block->kind == ESP_BLOCK_COLUMNS)
    paint_blocks (&inner, block->columns);
}

static void
paint_column (const Painter *painter, EspColumn *column)
{
  Painter inner = *painter;

  if (column->background != NULL)
    enter_ground (&inner, &column->background);
  for (guint i = 0; i < column->blocks->len; i++)
    paint_block (&inner, column->blocks->pdata[i]);
}

static void
paint_blocks (Painter *painter, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    paint_column (painter, columns->pdata[i]);
}

/* What follows stands on @background, which becomes the colour of the look. */
static void
enter_ground (Painter *painter, char **background)
{
  gboolean is_surface = *background == NULL;
  EspColor ground = parse (is_surface ? painter->brand->surface : *background);
  EspColor text = parse (painter->brand->text);
  EspColor link = esp_color_readable_on (parse (painter->brand->link), ground, ESP_CONTRAST_TEXT);
  const EspColor white = { 255, 255, 255 };

  if (esp_color_contrast (text, ground) < ESP_CONTRAST_TEXT)
    text = esp_color_readable_on (white, ground, ESP_CONTRAST_TEXT);
  painter->is_fixed = esp_color_luminance (ground) < ESP_DARK_LUMINANCE;
  painter->ground = paint_ground (painter, ground, is_surface);
  if (painter->look == ESP_DARK_LOOK_OWN && !painter->is_fixed)
    painter->text = parse (painter->brand->dark_text);
  else
    painter->text = paint_ink (painter, text);
  painter->link = paint_ink (painter, link);
  set_color (background, painter->ground);
}

/**
 * esp_dark_sheet_new:
 * @doc: copied
 * @brand: the colours of what has none of its own
 * @look: what the mail program does
 *
 * What %ESP_DARK_LOOK_OWN gives is exactly what esp_html_write() asks for; the other two are approximations
 * of what Gmail and Outlook do on their various systems, each of which decides by itself.
 *
 * Returns: (transfer full): the message in its colours, with what is hardest to read in them
 */
EspDarkSheet *
esp_dark_sheet_new (const EspMessageDoc *doc, const EspBrand *brand, EspDarkLook look)
{
  const double highest = 21;
  EspDarkSheet *self = g_new0 (EspDarkSheet, 1);
  Painter painter = { .sheet = self, .brand = brand, .look = look };

  self->doc = esp_message_doc_copy (doc);
  self->contrast = highest;
  for (guint i = 0; i < self->doc->sections->len; i++)
    {
      EspSection *section = self->doc->sections->pdata[i];

      enter_ground (&painter, &section->background);
      paint_blocks (&painter, section->columns);
    }
  painter.is_fixed = FALSE;
  esp_color_format (paint_ground (&painter, parse (brand->surface), TRUE), self->page);
  esp_color_format (look == ESP_DARK_LOOK_OWN ? parse (brand->dark_text)
                                              : paint_ink (&painter, parse (brand->text)),
                    self->text);
  esp_color_format (look == ESP_DARK_LOOK_OWN ? parse (brand->dark_muted)
                                              : paint_ink (&painter, parse (brand->muted)),
                    self->muted);
  return self;
}

/**
 * esp_dark_sheet_free:
 * @self: (nullable): a sheet
 */
void
esp_dark_sheet_free (EspDarkSheet *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->doc, esp_message_doc_free);
  g_free (self->contrast_block);
  g_free (self->transparent_block);
  g_free (self);
}
