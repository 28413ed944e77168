/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the blocks of a message as rows of layout tables that every mail program can show. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-private.h"

#include "engine/content/esp-escape.h"

#define TABLE "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\""

static const int block_gap_px = 20;
static const int text_px = 16;
static const int list_indent_px = 24;

/* Sizes of the three heading levels, px; lines are 1.35 times as high. */
static const int heading_px[] = { 28, 22, 18 };

/**
 * esp_html_align:
 *
 * Returns: the value of an align attribute in the direction of the message.
 */
const char *
esp_html_align (const EspHtmlContext *context, EspAlign align)
{
  if (align == ESP_ALIGN_CENTER)
    return "center";
  return (align == ESP_ALIGN_START) != context->is_rtl ? "left" : "right";
}

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  esp_escape_html (out, value);
  g_string_append_c (out, '"');
}

/**
 * esp_html_append_ink:
 * @more_class: (nullable): another class of the element
 *
 * Appends the class that makes text of @color readable on a dark ground, and its colour.
 */
void
esp_html_append_ink (EspHtmlContext *context, const char *color, const char *more_class)
{
  EspColor ink;
  EspColor dark = { 0, 0, 0 };
  char name[ESP_COLOR_BUFFER];
  char lightened[ESP_COLOR_BUFFER];

  if (!esp_color_parse (color, &ink))
    return;
  esp_color_format (ink, name);
  if (!context->is_fixed)
    {
      (void) esp_color_parse (context->brand->dark_surface, &dark);
      esp_color_format (esp_color_readable_on (ink, dark, ESP_CONTRAST_TEXT + 1), lightened);
      g_hash_table_replace (context->inks, g_strdup (name + 1), g_strdup (lightened));
      g_string_append_printf (context->out, " class=\"e-c%s%s%s\"", name + 1,
                              more_class != NULL ? " " : "", more_class != NULL ? more_class : "");
    }
  g_string_append_printf (context->out, " style=\"color:%s\"", name);
}

static void
append_run (EspHtmlContext *context, const EspRun *run)
{
  GString *out = context->out;
  gboolean is_link = !esp_text_is_blank (run->href);

  if (is_link)
    {
      g_string_append_printf (out, "<a%s", context->is_fixed ? "" : " class=\"e-a\"");
      append_attribute (out, "href", run->href);
      g_string_append_printf (out,
                              " target=\"_blank\" style=\"color:%s;text-decoration:underline\">",
                              context->link);
    }
  if (run->color != NULL)
    {
      g_string_append (out, "<span");
      esp_html_append_ink (context, run->color, NULL);
      g_string_append_c (out, '>');
    }
  g_string_append (out, run->bold ? "<strong>" : "");
  g_string_append (out, run->italic ? "<em>" : "");
  g_string_append (out, run->underline && !is_link ? "<u>" : "");
  g_string_append (out, run->strike ? "<s>" : "");
  esp_escape_html_lines (out, run->text);
  g_string_append (out, run->strike ? "</s>" : "");
  g_string_append (out, run->underline && !is_link ? "</u>" : "");
  g_string_append (out, run->italic ? "</em>" : "");
  g_string_append (out, run->bold ? "</strong>" : "");
  g_string_append (out, run->color != NULL ? "</span>" : "");
  g_string_append (out, is_link ? "</a>" : "");
}

static void
append_runs (EspHtmlContext *context, const EspParagraph *paragraph)
{
  for (guint i = 0; i < paragraph->runs->len; i++)
    append_run (context, paragraph->runs->pdata[i]);
}

static const char *
text_class (const EspHtmlContext *context)
{
  return context->is_fixed ? "e-x" : "e-t";
}

/* Appends "text-align:…;" when it is not the usual one. */
static void
append_text_align (EspHtmlContext *context, EspAlign align)
{
  if (align != ESP_ALIGN_START)
    g_string_append_printf (context->out, "text-align:%s;", esp_html_align (context, align));
}

static int
side_or (int side, int usual)
{
  return side >= 0 ? side : usual;
}

/* Appends the letters of a heading or text: "font-size:…;line-height:…;font-weight:…;…color:…". */
static void
append_letters (EspHtmlContext *context, const EspBlock *block, int usual_px, int usual_line)
{
  const EspBlockLook *look = &block->look;
  int percent = look->line_height > 0 ? look->line_height : usual_line;

  g_string_append_printf (context->out, "font-size:%dpx;line-height:%d.%02d;",
                          block->font_size > 0 ? block->font_size : usual_px, percent / 100,
                          percent % 100);
  if (look->weight > 0 || block->kind == ESP_BLOCK_HEADING)
    g_string_append_printf (context->out, "font-weight:%d;", look->weight > 0 ? look->weight : 700);
  if (look->letter_spacing == 0 && block->kind == ESP_BLOCK_HEADING)
    g_string_append (context->out, "letter-spacing:-.01em;");
  esp_block_look_append_letters (look, context->out);
  g_string_append_printf (context->out, "color:%s", context->text);
}

/* Opens the row of @block; what stands in it is as wide as the column without the block's own room. */
static void
open_row (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  const EspPadding *padding = &block->padding;
  int right = side_or (padding->right, 0);
  int left = side_or (padding->left, 0);

  g_string_append (context->out, "<tr><td");
  if (block->align != ESP_ALIGN_START)
    g_string_append_printf (context->out, " align=\"%s\"", esp_html_align (context, block->align));
  if (block->look.background != NULL)
    {
      char class[ESP_COLOR_BUFFER + 8];

      g_string_append_printf (context->out, " class=\"%s\" bgcolor=\"%s\"",
                              esp_html_ground_class (context, block->look.background, class),
                              block->look.background);
    }
  g_string_append (context->out, " style=\"");
  if (block->look.background != NULL)
    g_string_append_printf (context->out, "background-color:%s;", block->look.background);
  g_string_append_printf (context->out, "padding:%dpx %dpx %dpx %dpx\">", side_or (padding->top, 0),
                          context->is_rtl ? left : right, side_or (padding->bottom, gap_px),
                          context->is_rtl ? right : left);
  context->inset = MIN (left + right, context->width - 1);
  context->width -= context->inset;
}

static void
close_row (EspHtmlContext *context)
{
  g_string_append (context->out, "</td></tr>\n");
  context->width += context->inset;
  context->inset = 0;
}

/* Large headings become smaller on phones; a size of the writer's own does when it is larger than those. */
static const char *
heading_class (const EspBlock *block, int level)
{
  static const char *const classes[] = { " e-1", " e-2", "" };
  const int large_px = 30;

  if (block->font_size == 0)
    return classes[level - 1];
  return block->font_size > large_px ? " e-h" : "";
}

static void
append_heading (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  int level = CLAMP (block->level, 1, (int) G_N_ELEMENTS (heading_px));
  const EspParagraph *paragraph = block->paragraphs->pdata[0];
  EspAlign align = block->align != ESP_ALIGN_START ? block->align : paragraph->align;

  open_row (context, block, MIN (gap_px, 12));
  g_string_append_printf (context->out, "<h%d class=\"%s%s\" style=\"margin:0;", level,
                          text_class (context), heading_class (block, level));
  append_text_align (context, align);
  if (context->brand->heading_font != NULL && block->look.font == NULL)
    g_string_append_printf (context->out, "font-family:%s;", context->brand->heading_font);
  append_letters (context, block, heading_px[level - 1], 135);
  g_string_append (context->out, "\">");
  append_runs (context, paragraph);
  g_string_append_printf (context->out, "</h%d>", level);
  close_row (context);
}

static void
append_paragraph (EspHtmlContext *context,
                  const EspBlock *block,
                  const EspParagraph *paragraph,
                  gboolean is_last)
{
  gboolean is_item = paragraph->kind != ESP_PARAGRAPH_PLAIN;
  EspAlign align = paragraph->align != ESP_ALIGN_START ? paragraph->align : block->align;

  g_string_append_printf (context->out, "<%s class=\"%s\" style=\"margin:0 0 %dpx;",
                          is_item ? "li" : "p", text_class (context),
                          is_last   ? 0
                          : is_item ? 4
                                    : 12);
  append_text_align (context, align);
  append_letters (context, block, text_px, 165);
  g_string_append (context->out, "\">");
  append_runs (context, paragraph);
  g_string_append (context->out, is_item ? "</li>\n" : "</p>\n");
}

static void
append_text (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  EspParagraphKind list = ESP_PARAGRAPH_PLAIN;
  guint n = block->paragraphs->len;

  open_row (context, block, gap_px);
  for (guint i = 0; i < n; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      if (paragraph->kind != list && list != ESP_PARAGRAPH_PLAIN)
        g_string_append (context->out, list == ESP_PARAGRAPH_BULLET ? "</ul>\n" : "</ol>\n");
      if (paragraph->kind != list && paragraph->kind != ESP_PARAGRAPH_PLAIN)
        g_string_append_printf (context->out,
                                "<%s class=\"%s\" style=\"margin:0 0 %dpx;padding:0 %dpx 0 "
                                "%dpx;font-size:%dpx;color:%s\">\n",
                                paragraph->kind == ESP_PARAGRAPH_BULLET ? "ul" : "ol",
                                text_class (context), i + 1 == n ? 0 : 12,
                                context->is_rtl ? list_indent_px : 0,
                                context->is_rtl ? 0 : list_indent_px,
                                block->font_size > 0 ? block->font_size : text_px, context->text);
      list = paragraph->kind;
      append_paragraph (context, block, paragraph, i + 1 == n);
    }
  if (list != ESP_PARAGRAPH_PLAIN)
    g_string_append (context->out, list == ESP_PARAGRAPH_BULLET ? "</ul>\n" : "</ol>\n");
  close_row (context);
}

static void
append_image (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  gboolean is_link = !esp_text_is_blank (block->href);
  GString *out = context->out;
  gboolean fills;
  int width;

  open_row (context, block, gap_px);
  width = block->width > 0 ? MIN (block->width, context->width) : context->width;
  /* What fills its column fills the telephone when columns fall below each other; an icon stays small. */
  fills = width * 10 >= context->width * 9;
  if (is_link)
    {
      g_string_append (out, "<a");
      append_attribute (out, "href", block->href);
      g_string_append (out, " target=\"_blank\" style=\"text-decoration:none\">");
    }
  g_string_append (out, "<img");
  append_attribute (out, "src", block->src != NULL ? block->src : "");
  append_attribute (out, "alt", block->decorative || block->alt == NULL ? "" : block->alt);
  g_string_append_printf (out,
                          " width=\"%d\" class=\"%s%s\" style=\"display:block;width:100%%;"
                          "max-width:%dpx;height:auto;border-radius:%dpx;",
                          width, text_class (context), fills ? " e-i" : "", width,
                          block->radius >= 0 ? block->radius : context->brand->radius);
  if (!esp_border_is_none (&block->look.border))
    {
      g_string_append (out, "box-sizing:border-box;");
      esp_border_append_css (&block->look.border, context->brand->line, out);
    }
  g_string_append_printf (out, "font-size:14px;line-height:1.5;color:%s\">", context->text);
  g_string_append (out, is_link ? "</a>" : "");
  close_row (context);
}

static void
append_divider (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  int percent = block->span > 0 ? MIN (block->span, 100) : 100;

  open_row (context, block, gap_px);
  g_string_append_printf (context->out, TABLE " width=\"%d%%\"", percent);
  if (percent < 100)
    g_string_append_printf (context->out, " align=\"%s\" style=\"width:%d%%\"",
                            esp_html_align (context, block->align), percent);
  g_string_append_printf (context->out,
                          "><tr><td%s style=\"border-top:%dpx %s %s;"
                          "font-size:1px;line-height:1px\">&nbsp;</td></tr></table>",
                          block->color == NULL && !context->is_fixed ? " class=\"e-l\"" : "",
                          MAX (block->height, 1), esp_line_style_names[block->line_style],
                          block->color != NULL ? block->color : context->brand->line);
  close_row (context);
}

static void
append_spacer (EspHtmlContext *context, const EspBlock *block)
{
  g_string_append_printf (context->out,
                          "<tr><td height=\"%d\" style=\"height:%dpx;font-size:1px;"
                          "line-height:%dpx\">&nbsp;</td></tr>\n",
                          block->height, block->height, MAX (block->height, 1));
}

/* The columns inside take over the width; what is around them comes back afterwards. */
static void
append_columns (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  int inset;

  open_row (context, block, gap_px);
  inset = context->inset;
  esp_html_append_columns (context, block->columns, block->no_stack);
  context->inset = inset;
  close_row (context);
}

static void
append_html (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  open_row (context, block, gap_px);
  g_string_append_printf (context->out, "<div class=\"%s\" style=\"color:%s\">",
                          text_class (context), context->text);
  g_string_append (context->out, block->html != NULL ? block->html : "");
  g_string_append (context->out, "</div>");
  close_row (context);
}

static void
append_block (EspHtmlContext *context, const EspBlock *block, int gap_px)
{
  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
      append_heading (context, block, gap_px);
      break;
    case ESP_BLOCK_TEXT:
      append_text (context, block, gap_px);
      break;
    case ESP_BLOCK_BUTTON:
      open_row (context, block, gap_px);
      esp_html_append_button (context, block);
      close_row (context);
      break;
    case ESP_BLOCK_IMAGE:
      append_image (context, block, gap_px);
      break;
    case ESP_BLOCK_DIVIDER:
      append_divider (context, block, gap_px);
      break;
    case ESP_BLOCK_SPACER:
      append_spacer (context, block);
      break;
    case ESP_BLOCK_COLUMNS:
      append_columns (context, block, gap_px);
      break;
    case ESP_BLOCK_HTML:
      append_html (context, block, gap_px);
      break;
    case ESP_BLOCK_SOCIAL:
      open_row (context, block, gap_px);
      esp_html_append_social (context, block);
      close_row (context);
      break;
    case ESP_BLOCK_PRODUCTS:
      open_row (context, block, gap_px);
      esp_html_append_products (context, block);
      close_row (context);
      break;
    case ESP_BLOCK_LINKED: /* nobody put the saved block in its place; templates refuse it */
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * esp_html_append_blocks:
 * @blocks: (element-type EspBlock): the blocks of one column
 *
 * Appends a table with a row for each; a block with a condition is inside a Liquid "if".
 */
void
esp_html_append_blocks (EspHtmlContext *context, GPtrArray *blocks)
{
  const EspHtmlContext outer = *context;

  g_string_append (context->out, TABLE " width=\"100%\">\n");
  for (guint i = 0; i < blocks->len; i++)
    {
      const EspBlock *block = blocks->pdata[i];
      gboolean is_conditional = !esp_text_is_blank (block->show_if);

      if (is_conditional)
        g_string_append_printf (context->out, "{%% if %s %%}", block->show_if);
      if (block->look.background != NULL)
        esp_html_enter_ground (context, block->look.background);
      append_block (context, block, i + 1 == blocks->len ? 0 : block_gap_px);
      esp_html_leave_ground (context, &outer);
      if (is_conditional)
        g_string_append (context->out, "{% endif %}");
    }
  if (blocks->len == 0)
    g_string_append (context->out,
                     "<tr><td style=\"font-size:1px;line-height:1px\">&nbsp;</td></tr>");
  g_string_append (context->out, "</table>\n");
}
