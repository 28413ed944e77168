/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a message as MJML. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-exchange-ink.h"
#include "engine/content/exchange/esp-exchange.h"
#include "engine/content/exchange/esp-flow.h"

#include "engine/content/esp-escape.h"
#include "engine/content/esp-html-private.h"
#include "engine/content/esp-message-edit.h"
#include "engine/content/esp-social.h"

#include <string.h>

typedef struct
{
  GString *out;
  const EspMessageDoc *doc;
  const EspBrand *brand;
  const EspSection *section;
  const EspColumn *column;
} Writer;

static void
append_attribute (GString *out, const char *name, const char *value)
{
  char quote;

  if (value == NULL)
    return;
  /* A Liquid tag keeps its quotes; they must not end the value. */
  quote = strchr (value, '"') != NULL && strchr (value, '\'') == NULL ? '\'' : '"';
  g_string_append_printf (out, " %s=%c", name, quote);
  esp_escape_html (out, value);
  g_string_append_c (out, quote);
}

static void
append_align (GString *out, EspAlign align)
{
  static const char *const names[] = { "left", "center", "right" };

  g_string_append_printf (out, " align=\"%s\"", names[MIN (align, G_N_ELEMENTS (names) - 1)]);
}

static void
append_padding (GString *out, const EspPadding *padding)
{
  static const char *const names[] = { "top", "right", "bottom", "left" };
  const int sides[] = { padding->top, padding->right, padding->bottom, padding->left };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] >= 0)
      g_string_append_printf (out, " padding-%s=\"%dpx\"", names[i], sides[i]);
}

static void
append_border (GString *out, const EspBorder *border, const char *usual_color)
{
  static const char *const names[] = { "top", "right", "bottom", "left" };
  const int sides[] = { border->top, border->right, border->bottom, border->left };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] > 0)
      g_string_append_printf (out, " border-%s=\"%dpx %s %s\"", names[i], sides[i],
                              esp_line_style_names[border->style],
                              border->color != NULL ? border->color : usual_color);
}

static void
append_radius (GString *out, int radius)
{
  if (radius >= 0)
    g_string_append_printf (out, " border-radius=\"%dpx\"", radius);
}

/* The head has one colour of words; on a dark ground they get one that can be read, as the HTML does. */
static gboolean
find_ink (const Writer *self, const EspBlock *block, char out_ink[ESP_COLOR_BUFFER])
{
  const char *column = self->column != NULL ? self->column->background : NULL;
  const char *section =
    self->section->background != NULL ? self->section->background : self->brand->surface;
  const char *ground = block->look.background != NULL ? block->look.background
                       : column != NULL               ? column
                                                      : section;

  return esp_exchange_find_ink (self->brand, ground, out_ink);
}

/* The letters, lines and ground of a single block. */
static void
append_look (Writer *self, const EspBlock *block)
{
  const EspBlockLook *look = &block->look;
  GString *out = self->out;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  append_attribute (out, "container-background-color", look->background);
  append_attribute (out, "font-family", look->font);
  if (look->weight > 0)
    g_string_append_printf (out, " font-weight=\"%d\"", look->weight);
  if (look->line_height > 0)
    g_string_append_printf (out, " line-height=\"%d%%\"", look->line_height);
  if (look->letter_spacing != 0)
    g_string_append_printf (out, " letter-spacing=\"%spx\"",
                            g_ascii_formatd (number, sizeof number, "%.4g", look->letter_spacing));
  if (look->is_upper)
    g_string_append (out, " text-transform=\"uppercase\"");
  append_border (out, &look->border, self->brand->line);
}

static void
append_run (GString *out, const EspRun *run)
{
  gboolean is_link = !esp_text_is_blank (run->href);

  if (is_link)
    {
      g_string_append (out, "<a");
      append_attribute (out, "href", run->href);
      g_string_append_c (out, '>');
    }
  if (run->color != NULL)
    g_string_append_printf (out, "<span style=\"color:%s\">", run->color);
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
append_paragraph (GString *out, const EspParagraph *paragraph, const char *element)
{
  static const char *const names[] = { NULL, "center", "right" };

  g_string_append_printf (out, "<%s", element);
  if (paragraph->align != ESP_ALIGN_START)
    g_string_append_printf (out, " style=\"text-align:%s\"", names[paragraph->align]);
  g_string_append_c (out, '>');
  for (guint i = 0; i < paragraph->runs->len; i++)
    append_run (out, paragraph->runs->pdata[i]);
  g_string_append_printf (out, "</%s>", element);
}

static void
append_text (Writer *self, const EspBlock *block)
{
  EspParagraphKind list = ESP_PARAGRAPH_PLAIN;
  GString *out = self->out;
  char ink[ESP_COLOR_BUFFER];

  g_string_append (out, "<mj-text");
  append_align (out, block->align);
  if (block->font_size > 0)
    g_string_append_printf (out, " font-size=\"%dpx\"", block->font_size);
  if (find_ink (self, block, ink))
    append_attribute (out, "color", ink);
  append_look (self, block);
  append_padding (out, &block->padding);
  g_string_append (out, ">\n");
  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      if (paragraph->kind != list && list != ESP_PARAGRAPH_PLAIN)
        g_string_append (out, list == ESP_PARAGRAPH_BULLET ? "</ul>\n" : "</ol>\n");
      if (paragraph->kind != list && paragraph->kind != ESP_PARAGRAPH_PLAIN)
        g_string_append (out, paragraph->kind == ESP_PARAGRAPH_BULLET ? "<ul>\n" : "<ol>\n");
      list = paragraph->kind;
      append_paragraph (out, paragraph, list == ESP_PARAGRAPH_PLAIN ? "p" : "li");
      g_string_append_c (out, '\n');
    }
  if (list != ESP_PARAGRAPH_PLAIN)
    g_string_append (out, list == ESP_PARAGRAPH_BULLET ? "</ul>\n" : "</ol>\n");
  g_string_append (out, "</mj-text>\n");
}

/* The rules of the head are about h1, h2 and h3; what stands around them does not reach the words. */
static void
append_heading_style (Writer *self, const EspBlock *block)
{
  const EspBlockLook *look = &block->look;
  GString *out = self->out;
  char ink[ESP_COLOR_BUFFER];
  gboolean has_ink = find_ink (self, block, ink);

  if (block->font_size == 0 && look->weight == 0 && look->line_height == 0 && !has_ink)
    return;
  g_string_append (out, " style=\"");
  if (block->font_size > 0)
    g_string_append_printf (out, "font-size:%dpx;", block->font_size);
  if (look->weight > 0)
    g_string_append_printf (out, "font-weight:%d;", look->weight);
  if (look->line_height > 0)
    g_string_append_printf (out, "line-height:%d%%;", look->line_height);
  if (has_ink)
    g_string_append_printf (out, "color:%s;", ink);
  g_string_append_c (out, '"');
}

static void
append_heading (Writer *self, const EspBlock *block)
{
  const EspParagraph *paragraph = block->paragraphs->pdata[0];
  EspAlign align = block->align != ESP_ALIGN_START ? block->align : paragraph->align;
  GString *out = self->out;

  g_string_append (out, "<mj-text");
  append_align (out, align);
  append_look (self, block);
  append_padding (out, &block->padding);
  g_string_append_printf (out, "><h%d", block->level);
  append_heading_style (self, block);
  g_string_append_c (out, '>');
  for (guint i = 0; i < paragraph->runs->len; i++)
    append_run (out, paragraph->runs->pdata[i]);
  g_string_append_printf (out, "</h%d></mj-text>\n", block->level);
}

static void
append_button (Writer *self, const EspBlock *block)
{
  GString *out = self->out;

  g_string_append (out, "<mj-button");
  append_align (out, block->align);
  append_attribute (out, "href", block->href);
  append_attribute (out, "background-color", block->color);
  append_attribute (out, "color", block->text_color);
  append_radius (out, block->radius);
  if (block->font_size > 0)
    g_string_append_printf (out, " font-size=\"%dpx\"", block->font_size);
  if (block->size != ESP_BUTTON_MEDIUM)
    g_string_append (out, block->size == ESP_BUTTON_SMALL ? " inner-padding=\"10px 18px\""
                                                          : " inner-padding=\"18px 36px\"");
  if (block->color == NULL && !esp_border_is_none (&block->look.border))
    g_string_append (out, " background-color=\"transparent\"");
  if (block->full_width)
    g_string_append (out, " width=\"100%\"");
  append_look (self, block);
  append_padding (out, &block->padding);
  g_string_append_c (out, '>');
  esp_escape_html (out, block->label != NULL ? block->label : "");
  g_string_append (out, "</mj-button>\n");
}

static void
append_image (Writer *self, const EspBlock *block)
{
  GString *out = self->out;

  g_string_append (out, "<mj-image");
  append_align (out, block->align);
  append_attribute (out, "src", block->src != NULL ? block->src : "");
  append_attribute (out, "alt", block->decorative ? "" : block->alt);
  append_attribute (out, "href", block->href);
  if (block->width > 0)
    g_string_append_printf (out, " width=\"%dpx\"", block->width);
  g_string_append_printf (out, " border-radius=\"%dpx\"",
                          block->radius >= 0 ? block->radius : self->brand->radius);
  append_look (self, block);
  append_padding (out, &block->padding);
  g_string_append (out, " />\n");
}

/* MJML shares the page for some names; ours lead to pages. */
static const char *
mjml_name (const char *network)
{
  static const char *const names[][2] = { { "facebook", "facebook-noshare" },
                                          { "x", "x-noshare" },
                                          { "linkedin", "linkedin-noshare" },
                                          { "pinterest", "pinterest-noshare" },
                                          { "website", "web" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i][0], network))
      return names[i][1];
  return network;
}

static gboolean
mjml_has_icon (const char *network)
{
  static const char *const known[] = { "website", "facebook", "x",       "linkedin",  "pinterest",
                                       "github",  "medium",   "youtube", "instagram", NULL };

  return g_strv_contains (known, network);
}

static void
append_social (Writer *self, const EspBlock *block)
{
  GString *out = self->out;

  g_string_append (out, "<mj-social mode=\"horizontal\"");
  append_align (out, block->align);
  if (block->icon_size > 0)
    g_string_append_printf (out, " icon-size=\"%dpx\"", block->icon_size);
  append_look (self, block);
  append_padding (out, &block->padding);
  g_string_append (out, ">\n");
  for (guint i = 0; i < block->links->len; i++)
    {
      const EspSocialLink *link = block->links->pdata[i];
      g_autofree char *icon = esp_social_icon_dup_id (link->network, block->social_style);
      g_autofree char *src = g_strconcat ("cid:", icon, NULL);

      g_string_append (out, "<mj-social-element");
      append_attribute (out, "name", mjml_name (link->network));
      append_attribute (out, "href", link->href);
      if (!mjml_has_icon (link->network))
        append_attribute (out, "src", src);
      g_string_append_c (out, '>');
      if (!esp_text_is_blank (link->label))
        esp_escape_html (out, link->label);
      g_string_append (out, "</mj-social-element>\n");
    }
  g_string_append (out, "</mj-social>\n");
}

/* Two dashes would end the comment that the block travels in. */
static void
append_memo (Writer *self, const EspBlock *block)
{
  g_autofree char *json = esp_message_edit_block_to_json (self->doc, block->id);
  g_auto (GStrv) pieces = json != NULL ? g_strsplit (json, "--", -1) : NULL;
  g_autofree char *safe = pieces != NULL ? g_strjoinv ("-\\u002d", pieces) : NULL;

  if (safe != NULL)
    g_string_append_printf (self->out, "<!-- espalier %s -->", safe);
}

/* What MJML has no component for: the HTML that it becomes, and the block itself in a comment for the way back. */
static void
append_foreign (Writer *self, const EspBlock *block)
{
  g_autoptr (GHashTable) inks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) grounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const int side_px = 32;
  EspHtmlContext context = { .out = self->out,
                             .doc = self->doc,
                             .brand = self->brand,
                             .width = 600 - 2 * side_px,
                             .inks = inks,
                             .grounds = grounds };

  g_string_append (self->out, "<mj-text>");
  append_memo (self, block);
  esp_html_enter_ground (&context, self->section->background);
  if (block->kind == ESP_BLOCK_PRODUCTS)
    esp_html_append_products (&context, block);
  else if (block->kind == ESP_BLOCK_HTML && block->html != NULL)
    g_string_append (self->out, block->html);
  g_string_append (self->out, "</mj-text>\n");
}

static void append_column_blocks (Writer *self, const EspColumn *column);

static void
append_plain (Writer *self, const EspBlock *block)
{
  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
      append_heading (self, block);
      break;
    case ESP_BLOCK_TEXT:
      append_text (self, block);
      break;
    case ESP_BLOCK_BUTTON:
      append_button (self, block);
      break;
    case ESP_BLOCK_IMAGE:
      append_image (self, block);
      break;
    case ESP_BLOCK_DIVIDER:
      g_string_append (self->out, "<mj-divider");
      if (block->height > 0)
        g_string_append_printf (self->out, " border-width=\"%dpx\"", block->height);
      if (block->line_style != ESP_LINE_SOLID)
        append_attribute (self->out, "border-style", esp_line_style_names[block->line_style]);
      if (block->span > 0)
        {
          g_string_append_printf (self->out, " width=\"%d%%\"", block->span);
          append_align (self->out, block->align);
        }
      append_look (self, block);
      append_attribute (self->out, "border-color", block->color);
      append_padding (self->out, &block->padding);
      g_string_append (self->out, " />\n");
      break;
    case ESP_BLOCK_SPACER:
      g_string_append_printf (self->out, "<mj-spacer height=\"%dpx\" />\n", block->height);
      break;
    case ESP_BLOCK_SOCIAL:
      append_social (self, block);
      break;
    case ESP_BLOCK_COLUMNS: /* in a column already: MJML has no columns in columns */
      for (guint i = 0; i < block->columns->len; i++)
        append_column_blocks (self, block->columns->pdata[i]);
      break;
    case ESP_BLOCK_HTML:
    case ESP_BLOCK_PRODUCTS:
    case ESP_BLOCK_LINKED:
    default:
      append_foreign (self, block);
      break;
    }
}

static void
open_condition (GString *out, const char *condition)
{
  if (!esp_text_is_blank (condition))
    g_string_append_printf (out, "<mj-raw>{%% if %s %%}</mj-raw>\n", condition);
}

static void
close_condition (GString *out, const char *condition)
{
  if (!esp_text_is_blank (condition))
    g_string_append (out, "<mj-raw>{% endif %}</mj-raw>\n");
}

static void
append_block (Writer *self, const EspBlock *block)
{
  open_condition (self->out, block->show_if);
  append_plain (self, block);
  close_condition (self->out, block->show_if);
}

static void
append_column_blocks (Writer *self, const EspColumn *column)
{
  for (guint i = 0; i < column->blocks->len; i++)
    append_block (self, column->blocks->pdata[i]);
}

static void
open_column (Writer *self, const EspColumn *column)
{
  static const char *const valigns[] = { NULL, "middle", "bottom" };

  self->column = column;
  g_string_append (self->out, "<mj-column");
  if (column->width > 0)
    g_string_append_printf (self->out, " width=\"%d%%\"", column->width);
  append_attribute (self->out, "vertical-align", valigns[MIN (column->valign, 2)]);
  append_attribute (self->out, "background-color", column->background);
  append_border (self->out, &column->border, self->brand->line);
  append_radius (self->out, column->radius);
  append_padding (self->out, &column->padding);
  g_string_append (self->out, ">\n");
}

static void
open_section (Writer *self, gboolean stays_together)
{
  const EspSection *section = self->section;

  g_string_append (self->out, "<mj-section");
  append_attribute (self->out, "background-color",
                    section->background != NULL ? section->background : self->brand->surface);
  append_attribute (self->out, "background-url", section->picture);
  if (section->picture != NULL)
    g_string_append (self->out, " background-size=\"cover\" background-repeat=\"no-repeat\"");
  append_border (self->out, &section->border, self->brand->line);
  append_radius (self->out, section->radius);
  if (section->full_width)
    g_string_append (self->out, " full-width=\"full-width\"");
  append_padding (self->out, &section->padding);
  g_string_append_printf (self->out, ">\n%s", stays_together ? "<mj-group>\n" : "");
}

static void
close_section (Writer *self, gboolean stays_together)
{
  g_string_append_printf (self->out, "%s</mj-section>\n", stays_together ? "</mj-group>\n" : "");
}

static void
append_columns (Writer *self, GPtrArray *columns, gboolean stays_together)
{
  open_section (self, stays_together);
  for (guint i = 0; i < columns->len; i++)
    {
      open_column (self, columns->pdata[i]);
      append_column_blocks (self, columns->pdata[i]);
      g_string_append (self->out, "</mj-column>\n");
    }
  close_section (self, stays_together);
}

/* One column: rows of columns in it become sections of their own between the others. */
static void
append_single (Writer *self, const EspColumn *column)
{
  gboolean is_open = FALSE;

  for (guint i = 0; i < column->blocks->len; i++)
    {
      const EspBlock *block = column->blocks->pdata[i];

      if (block->kind != ESP_BLOCK_COLUMNS)
        {
          if (!is_open)
            {
              open_section (self, FALSE);
              open_column (self, column);
            }
          is_open = TRUE;
          append_block (self, block);
          continue;
        }
      if (is_open)
        {
          g_string_append (self->out, "</mj-column>\n");
          close_section (self, FALSE);
        }
      is_open = FALSE;
      open_condition (self->out, block->show_if);
      append_columns (self, block->columns, block->no_stack);
      close_condition (self->out, block->show_if);
    }
  if (is_open)
    {
      g_string_append (self->out, "</mj-column>\n");
      close_section (self, FALSE);
    }
}

static void
append_head (Writer *self)
{
  const EspBrand *brand = self->brand;
  GString *out = self->out;

  g_string_append_printf (out, "<mj-head>\n<!--%s%s%s-->\n<mj-title>", ESP_MJML_MARK,
                          self->doc->font != NULL ? "font " : "",
                          self->doc->background != NULL ? "background " : "");
  esp_escape_html (out, self->doc->subject);
  g_string_append (out, "</mj-title>\n<mj-preview>");
  esp_escape_html (out, self->doc->preheader);
  g_string_append_printf (
    out,
    "</mj-preview>\n<mj-attributes>\n<mj-all font-family=\"%s\" />\n"
    "<mj-section padding=\"16px 32px 12px\" />\n"
    "<mj-text padding=\"0 0 20px\" font-size=\"16px\" line-height=\"1.65\" color=\"%s\" />\n"
    "<mj-button padding=\"0 0 20px\" background-color=\"%s\" color=\"%s\" border-radius=\"%dpx\" "
    "font-size=\"16px\" "
    "font-weight=\"700\" inner-padding=\"14px 28px\" />\n"
    "<mj-image padding=\"0 0 20px\" />\n<mj-social padding=\"0 0 20px\" />\n"
    "<mj-divider padding=\"0 0 20px\" border-width=\"1px\" border-color=\"%s\" "
    "/>\n</mj-attributes>\n"
    "<mj-style inline=\"inline\">h1,h2,h3{margin:0;line-height:1.35;color:%s}h1{font-size:28px}"
    "h2{font-size:22px}h3{font-size:18px}p{margin:0 0 12px}</mj-style>\n</mj-head>\n",
    self->doc->font != NULL ? self->doc->font : brand->font, brand->text, brand->accent,
    brand->on_accent, brand->radius, brand->line, brand->text);
}

/**
 * esp_message_to_mjml:
 * @doc: the message, in one language
 * @brand: its look
 *
 * Reading it back gives the same blocks: what MJML has no component for travels in a comment as well. An HTML
 * body becomes one mj-raw.
 *
 * Returns: (transfer full): MJML 4.
 */
char *
esp_message_to_mjml (const EspMessageDoc *doc, const EspBrand *brand)
{
  Writer self = { .out = g_string_sized_new (16 * 1024), .doc = doc, .brand = brand };

  g_string_append (self.out, "<mjml");
  append_attribute (self.out, "lang", doc->language);
  g_string_append (self.out, ">\n");
  append_head (&self);
  g_string_append_printf (self.out, "<mj-body background-color=\"%s\">\n",
                          doc->background != NULL ? doc->background : brand->background);
  if (doc->body_kind == ESP_BODY_HTML)
    g_string_append_printf (self.out, "<mj-raw>%s</mj-raw>\n", doc->html);
  for (guint i = 0; doc->body_kind == ESP_BODY_BLOCKS && i < doc->sections->len; i++)
    {
      self.section = doc->sections->pdata[i];
      open_condition (self.out, self.section->show_if);
      if (self.section->columns->len == 1)
        append_single (&self, self.section->columns->pdata[0]);
      else
        append_columns (&self, self.section->columns, self.section->no_stack);
      close_condition (self.out, self.section->show_if);
    }
  g_string_append (self.out, "</mj-body>\n</mjml>\n");
  return g_string_free (self.out, FALSE);
}
