/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes buttons that can be pressed everywhere, and that Outlook draws with round corners too. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-private.h"

#include "engine/content/esp-escape.h"

#include <string.h>

#define TABLE "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\""

/* A button darker than this vanishes on a dark ground and gets an outline there. */
static const double vanishing_luminance = 0.05;
static const int outline_px = 2;

/* Room around the words and their size, px. */
typedef struct
{
  int vertical;
  int horizontal;
  int font;
  int line;
} Measure;

static const Measure measures[] = {
  [ESP_BUTTON_MEDIUM] = { 14, 28, 16, 20 },
  [ESP_BUTTON_SMALL] = { 10, 18, 14, 18 },
  [ESP_BUTTON_LARGE] = { 18, 36, 18, 24 },
};

typedef struct
{
  const EspBlock *block;
  const char *ground;
  const char *ink;
  const char *href;
  Measure measure;
  int radius;
  gboolean is_outline; /* no ground, the words in its colour */
  gboolean is_ruled;   /* lines of its own around it */
} Button;

static Button
measure_button (const EspHtmlContext *context, const EspBlock *block)
{
  const EspBrand *brand = context->brand;
  Button button = { .block = block,
                    .ground = block->color != NULL ? block->color : brand->accent,
                    .ink = block->text_color != NULL ? block->text_color : brand->on_accent,
                    .href = esp_text_is_blank (block->href) ? "#" : block->href,
                    .measure = measures[MIN (block->size, G_N_ELEMENTS (measures) - 1)],
                    .is_outline = brand->button_is_outline && block->color == NULL };

  button.radius = block->radius >= 0          ? block->radius
                  : brand->button_radius >= 0 ? brand->button_radius
                                              : brand->radius;
  button.is_ruled = !esp_border_is_none (&block->look.border);
  if (button.is_ruled && block->color == NULL)
    {
      /* A line without a ground: the words have the colour of the line. */
      button.is_outline = TRUE;
      button.ground = block->text_color != NULL          ? block->text_color
                      : block->look.border.color != NULL ? block->look.border.color
                                                         : brand->accent;
    }
  if (block->font_size > 0)
    {
      button.measure.font = block->font_size;
      button.measure.line = block->font_size + 4;
    }
  return button;
}

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  esp_escape_html (out, value);
  g_string_append_c (out, '"');
}

/* Wide letters are as wide as high, narrow ones a little over half: rather too wide than a broken word. */
static int
estimate_width (const char *label, int font_px)
{
  const int narrow_percent = 62;
  int percent = 0;

  for (const char *c = label; *c != '\0'; c = g_utf8_next_char (c))
    percent += g_unichar_iswide (g_utf8_get_char (c)) ? 100 : narrow_percent;
  return percent * font_px / 100;
}

/* Outlook for Windows knows neither padding nor round corners of a link, but draws shapes. They need a width,
 * so a label whose words come from the data keeps the plain table. */
static gboolean
can_draw_shape (const Button *button)
{
  const char *label = button->block->label;

  return !button->is_outline && !button->is_ruled && !button->block->full_width &&
         !esp_text_is_blank (label) && strstr (label, "{{") == NULL && strstr (label, "{%") == NULL;
}

static void
append_shape (EspHtmlContext *context, const Button *button)
{
  const Measure *measure = &button->measure;
  int height = measure->line + 2 * measure->vertical;
  int width = estimate_width (button->block->label, measure->font) + 2 * measure->horizontal;
  GString *out = context->out;

  g_string_append (out, "<!--[if mso]><v:roundrect xmlns:v=\"urn:schemas-microsoft-com:vml\" "
                        "xmlns:w=\"urn:schemas-microsoft-com:office:word\"");
  append_attribute (out, "href", button->href);
  g_string_append_printf (
    out,
    " style=\"height:%dpx;width:%dpx;v-text-anchor:middle\" arcsize=\"%d%%\" stroke=\"f\" "
    "fillcolor=\"%s\"><w:anchorlock/><center style=\"color:%s;font-size:%dpx;font-weight:bold\">",
    height, MIN (width, context->width), MIN (button->radius * 100 / height, 50), button->ground,
    button->ink, measure->font);
  esp_escape_html (out, button->block->label);
  g_string_append (out, "</center></v:roundrect><![endif]--><!--[if !mso]><!-->");
}

static void
append_cell (EspHtmlContext *context, const Button *button)
{
  const Measure *measure = &button->measure;
  EspColor color;
  gboolean is_dark = !context->is_fixed && !button->is_outline &&
                     esp_color_parse (button->ground, &color) &&
                     esp_color_luminance (color) < vanishing_luminance;

  g_string_append_printf (context->out, "<td%s align=\"center\"", is_dark ? " class=\"e-b\"" : "");
  if (!button->is_outline)
    g_string_append_printf (context->out, " bgcolor=\"%s\"", button->ground);
  g_string_append (context->out, " style=\"");
  if (!button->is_outline)
    g_string_append_printf (context->out, "background-color:%s;", button->ground);
  if (button->is_ruled)
    esp_border_append_css (&button->block->look.border, button->ground, context->out);
  else if (button->is_outline)
    g_string_append_printf (context->out, "border:%dpx solid %s;", outline_px, button->ground);
  g_string_append_printf (context->out, "border-radius:%dpx;mso-padding-alt:%dpx %dpx\">",
                          button->radius, measure->vertical, measure->horizontal);
}

/**
 * esp_html_append_button:
 *
 * Appends a button without a row around it. The cell carries the colour, and the padding for programs that
 * render with Word; the link carries the padding for all others: so the whole button can be pressed, and it keeps
 * its look when pictures are off.
 */
void
esp_html_append_button (EspHtmlContext *context, const EspBlock *block)
{
  Button button = measure_button (context, block);
  const Measure *measure = &button.measure;
  gboolean has_shape = can_draw_shape (&button);
  GString *out = context->out;

  if (has_shape)
    append_shape (context, &button);
  g_string_append_printf (out, TABLE "%s style=\"border-collapse:separate\"><tr>",
                          block->full_width ? " width=\"100%\"" : "");
  append_cell (context, &button);
  g_string_append (out, "<a");
  append_attribute (out, "href", button.href);
  g_string_append_printf (out,
                          " target=\"_blank\" style=\"display:%s;padding:%dpx "
                          "%dpx;border-radius:%dpx;font-size:%dpx;"
                          "line-height:%dpx;font-weight:%d;",
                          block->full_width ? "block" : "inline-block", measure->vertical,
                          measure->horizontal, button.radius, measure->font, measure->line,
                          block->look.weight > 0 ? block->look.weight : 700);
  esp_block_look_append_letters (&block->look, out);
  g_string_append_printf (out, "color:%s;text-decoration:none\"><span",
                          button.is_outline ? button.ground : button.ink);
  if (button.is_outline)
    esp_html_append_ink (context, button.ground, NULL);
  else
    g_string_append_printf (out, " style=\"color:%s\"", button.ink);
  g_string_append_c (out, '>');
  esp_escape_html (out, block->label != NULL ? block->label : "");
  g_string_append_printf (out, "</span></a></td></tr></table>%s",
                          has_shape ? "<!--<![endif]-->" : "");
}
