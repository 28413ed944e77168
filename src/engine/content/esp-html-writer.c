/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a message into HTML that is still a Liquid template: frame, sections, hidden preview text, footer. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-writer.h"

#include "engine/content/esp-escape.h"
#include "engine/content/esp-footer.h"
#include "engine/content/esp-html-private.h"
#include "engine/content/esp-message-language.h"

#include <string.h>

#define TABLE "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\""

static const int side_px = 32;
static const int end_px = 32;
static const int top_px = 24;

/* Keeps the first words of the body out of the preview line: invisible, but not collapsed. */
static const char preview_filler[] = "&#8199;&#65279;&#847; ";
static const int n_preview_fillers = 40;

static void
append_preheader (GString *out, const EspMessageDoc *doc)
{
  if (esp_text_is_blank (doc->preheader))
    return;
  g_string_append (out, "<div style=\"display:none;font-size:1px;line-height:1px;max-height:0;"
                        "max-width:0;opacity:0;overflow:hidden;mso-hide:all\">");
  esp_escape_html (out, doc->preheader);
  for (int i = 0; i < n_preview_fillers; i++)
    g_string_append (out, preview_filler);
  g_string_append (out, "</div>\n");
}

/* Writes @wanted, or white or black where it cannot be read on @ground. */
static void
choose_text (const char *wanted, EspColor ground, char out_text[ESP_COLOR_BUFFER])
{
  const EspColor white = { 255, 255, 255 };
  EspColor color = { 0, 0, 0 };

  (void) esp_color_parse (wanted, &color); /* black then */
  if (esp_color_contrast (color, ground) < ESP_CONTRAST_TEXT)
    color = esp_color_readable_on (white, ground, ESP_CONTRAST_TEXT);
  esp_color_format (color, out_text);
}

/**
 * esp_html_enter_ground:
 * @background: (nullable): the ground of what follows; NULL is the brand's surface
 *
 * Chooses the colours that can be read on it.
 */
void
esp_html_enter_ground (EspHtmlContext *context, const char *background)
{
  const EspBrand *brand = context->brand;
  EspColor link = { 0, 0, 0 };
  EspColor dark = { 0, 0, 0 };
  char name[ESP_COLOR_BUFFER];
  char darkened[ESP_COLOR_BUFFER];

  context->ground = (EspColor){ 255, 255, 255 };
  (void) esp_color_parse (background != NULL ? background : brand->surface, &context->ground);
  context->is_fixed = esp_color_luminance (context->ground) < ESP_DARK_LUMINANCE;
  choose_text (brand->text, context->ground, context->text);
  (void) esp_color_parse (brand->link, &link);
  esp_color_format (esp_color_readable_on (link, context->ground, ESP_CONTRAST_TEXT),
                    context->link);
  if (background == NULL || context->is_fixed)
    return;
  (void) esp_color_parse (brand->dark_surface, &dark);
  esp_color_format (context->ground, name);
  esp_color_format (esp_color_mix (dark, context->ground, ESP_DARK_TINT), darkened);
  g_hash_table_replace (context->grounds, g_strdup (name + 1), g_strdup (darkened));
}

/**
 * esp_html_leave_ground:
 * @outer: the context as it was before esp_html_enter_ground()
 */
void
esp_html_leave_ground (EspHtmlContext *context, const EspHtmlContext *outer)
{
  context->ground = outer->ground;
  context->is_fixed = outer->is_fixed;
  context->width = outer->width;
  memcpy (context->text, outer->text, sizeof context->text);
  memcpy (context->link, outer->link, sizeof context->link);
}

/**
 * esp_html_ground_class:
 * @background: (nullable): as it was given to esp_html_enter_ground()
 * @out_class: (out): room for the class
 *
 * Returns: the class of the cell that has the ground; "" when dark mode leaves it alone.
 */
const char *
esp_html_ground_class (const EspHtmlContext *context,
                       const char *background,
                       char out_class[ESP_COLOR_BUFFER + 8])
{
  char ground[ESP_COLOR_BUFFER];

  esp_color_format (context->ground, ground);
  if (background == NULL)
    g_strlcpy (out_class, "e-s", ESP_COLOR_BUFFER + 8);
  else if (context->is_fixed)
    *out_class = '\0';
  else
    g_snprintf (out_class, ESP_COLOR_BUFFER + 8, "e-d%s", ground + 1);
  return out_class;
}

static gboolean
same_ground (const EspSection *a, const EspSection *b)
{
  return g_strcmp0 (a->background, b->background) == 0 && a->full_width == b->full_width &&
         a->picture == NULL && b->picture == NULL && esp_border_is_none (&a->border) &&
         esp_border_is_none (&b->border);
}

/* Opens the 600 px table that sections are rows of, alone in its row of the window-wide table. */
static void
open_card (EspHtmlContext *context, const EspSection *section, gboolean is_first)
{
  GString *out = context->out;
  char ground[ESP_COLOR_BUFFER];
  char class[ESP_COLOR_BUFFER + 8];

  if (section != NULL && section->full_width)
    {
      esp_color_format (context->ground, ground);
      g_string_append_printf (out,
                              "<tr><td class=\"%s\" align=\"center\" bgcolor=\"%s\" "
                              "style=\"background-color:%s;font-family:%s\">",
                              esp_html_ground_class (context, section->background, class), ground,
                              ground, context->brand->font);
    }
  else
    g_string_append_printf (out,
                            "<tr><td class=\"e-o\" align=\"center\" style=\"padding:%dpx 12px 0;"
                            "font-family:%s\">",
                            is_first ? top_px : 0, context->brand->font);
  g_string_append_printf (out,
                          "\n<!--[if mso]>" TABLE " width=\"%d\"><tr><td><![endif]-->\n" TABLE
                          " width=\"100%%\" style=\"max-width:%dpx;text-align:%s\">\n",
                          ESP_HTML_WIDTH, ESP_HTML_WIDTH, context->is_rtl ? "right" : "left");
}

static void
close_card (EspHtmlContext *context)
{
  g_string_append (context->out,
                   "</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr>\n");
}

static int
side_or (int side, int usual)
{
  return side >= 0 ? side : usual;
}

/* Corners are round where the card begins and ends. */
static void
append_corners (EspHtmlContext *context, guint i)
{
  GPtrArray *sections = context->doc->sections;
  const EspSection *section = sections->pdata[i];
  int radius = section->full_width ? 0 : context->brand->radius + 2;
  const EspSection *before = i > 0 ? sections->pdata[i - 1] : NULL;
  const EspSection *after = i + 1 < sections->len ? sections->pdata[i + 1] : NULL;
  gboolean is_top = before != NULL ? before->full_width : context->brand->logo_src == NULL;
  gboolean is_bottom = after == NULL || after->full_width;
  int top = is_top ? radius : 0;
  int bottom = is_bottom ? radius : 0;

  if (section->radius >= 0)
    top = bottom = section->radius;
  if (top > 0 || bottom > 0)
    g_string_append_printf (context->out, ";border-radius:%dpx %dpx %dpx %dpx", top, top, bottom,
                            bottom);
}

/* Outlook for Windows shows a picture behind words in a shape alone. */
static void
open_picture (EspHtmlContext *context, const EspSection *section, const char *ground)
{
  GString *out = context->out;

  g_string_append_printf (out,
                          "<!--[if mso]><v:rect xmlns:v=\"urn:schemas-microsoft-com:vml\" "
                          "fill=\"true\" stroke=\"false\" style=\"width:%dpx\"><v:fill "
                          "type=\"frame\" src=\"",
                          ESP_HTML_WIDTH);
  esp_escape_html (out, section->picture);
  g_string_append_printf (out,
                          "\" color=\"%s\"/><v:textbox style=\"mso-fit-shape-to-text:true\" "
                          "inset=\"0,0,0,0\"><![endif]-->\n",
                          ground);
}

/* An address that could end its declaration stands in the attribute alone. */
static void
append_picture_style (GString *out, const char *picture)
{
  if (strpbrk (picture, "'\"()\\<> ") != NULL)
    return;
  g_string_append (out, ";background-image:url('");
  esp_escape_html (out, picture);
  g_string_append (out, "');background-size:cover;background-position:center");
}

static void
append_section (EspHtmlContext *context, guint i)
{
  GPtrArray *sections = context->doc->sections;
  const EspSection *section = sections->pdata[i];
  const EspPadding *padding = &section->padding;
  gboolean joins = i > 0 && same_ground (section, sections->pdata[i - 1]);
  int left = side_or (padding->left, side_px);
  int right = side_or (padding->right, side_px);
  char ground[ESP_COLOR_BUFFER];
  char class[ESP_COLOR_BUFFER + 8];

  esp_color_format (context->ground, ground);
  g_string_append_printf (context->out, "<tr><td class=\"%s%s\" bgcolor=\"%s\"",
                          padding->left < 0 && padding->right < 0 ? "e-p " : "",
                          esp_html_ground_class (context, section->background, class), ground);
  if (section->picture != NULL)
    {
      g_string_append (context->out, " background=\"");
      esp_escape_html (context->out, section->picture);
      g_string_append_c (context->out, '"');
    }
  g_string_append (context->out, " style=\"");
  esp_border_append_css (&section->border, context->brand->line, context->out);
  g_string_append_printf (context->out, "background-color:%s;padding:%dpx %dpx %dpx %dpx", ground,
                          side_or (padding->top, joins ? 0 : end_px),
                          context->is_rtl ? left : right, side_or (padding->bottom, end_px),
                          context->is_rtl ? right : left);
  append_corners (context, i);
  if (section->picture != NULL)
    append_picture_style (context->out, section->picture);
  g_string_append (context->out, "\">\n");
  if (section->picture != NULL)
    open_picture (context, section, ground);
  context->width =
    MAX (ESP_HTML_WIDTH - left - right - section->border.left - section->border.right, 1);
  esp_html_append_columns (context, section->columns, section->no_stack);
  if (section->picture != NULL)
    g_string_append (context->out, "<!--[if mso]></v:textbox></v:rect><![endif]-->");
  g_string_append (context->out, "</td></tr>\n");
}

static void
append_logo (EspHtmlContext *context)
{
  const EspBrand *brand = context->brand;
  GString *out = context->out;
  int radius = brand->radius + 2;

  if (esp_text_is_blank (brand->logo_src))
    return;
  g_string_append_printf (out,
                          "<tr><td class=\"e-p e-s\" bgcolor=\"%s\" style=\"background-color:%s;"
                          "padding:28px %dpx 0;border-radius:%dpx %dpx 0 0\">",
                          brand->surface, brand->surface, side_px, radius, radius);
  if (!esp_text_is_blank (brand->home_url))
    {
      g_string_append (out, "<a target=\"_blank\" href=\"");
      esp_escape_html (out, brand->home_url);
      g_string_append (out, "\">");
    }
  g_string_append (out, "<img src=\"");
  esp_escape_html (out, brand->logo_src);
  g_string_append (out, "\" alt=\"");
  esp_escape_html (out, brand->name != NULL ? brand->name : "");
  g_string_append_printf (out, "\" width=\"%d\" style=\"display:block;height:auto\">%s</td></tr>\n",
                          brand->logo_width, esp_text_is_blank (brand->home_url) ? "" : "</a>");
}

/* Sections that are not as wide as the window share one card; a condition must not cut a card in two, so it
 * stands around the row. */
static void
append_sections (EspHtmlContext *context)
{
  GPtrArray *sections = context->doc->sections;
  gboolean is_open = !esp_text_is_blank (context->brand->logo_src);

  if (is_open)
    {
      open_card (context, NULL, TRUE);
      append_logo (context);
    }
  for (guint i = 0; i < sections->len; i++)
    {
      const EspSection *section = sections->pdata[i];
      gboolean is_conditional = !esp_text_is_blank (section->show_if);

      esp_html_enter_ground (context, section->background);
      if (is_open && section->full_width)
        {
          close_card (context);
          is_open = FALSE;
        }
      if (is_conditional && section->full_width)
        g_string_append_printf (context->out, "{%% if %s %%}", section->show_if);
      if (!is_open)
        open_card (context, section, i == 0);
      is_open = TRUE;
      if (is_conditional && !section->full_width)
        g_string_append_printf (context->out, "{%% if %s %%}", section->show_if);
      append_section (context, i);
      if (section->full_width)
        {
          close_card (context);
          is_open = FALSE;
        }
      if (is_conditional)
        g_string_append (context->out, "{% endif %}");
    }
  if (is_open)
    close_card (context);
}

static void
append_body (EspHtmlContext *context, const EspSenderFacts *facts)
{
  const EspMessageDoc *doc = context->doc;
  const EspBrand *brand = context->brand;
  GString *out = context->out;

  g_string_append_printf (out,
                          "<body class=\"e-g\" style=\"margin:0;padding:0;background-color:%s\">\n",
                          brand->background);
  append_preheader (out, doc);
  g_string_append (out, "<div role=\"article\" aria-roledescription=\"email\" aria-label=\"");
  esp_escape_html (out, doc->subject);
  g_string_append (out, "\" lang=\"");
  esp_escape_html (out, doc->language);
  g_string_append_printf (
    out,
    "\" dir=\"%s\" "
    "style=\"font-family:%s;font-size:16px;line-height:1.65;%soverflow-wrap:anywhere\">\n",
    context->is_rtl ? "rtl" : "ltr", brand->font,
    g_ascii_strncasecmp (doc->language, "ko", 2) == 0 ? "word-break:keep-all;" : "");
  g_string_append_printf (out,
                          TABLE " width=\"100%%\" class=\"e-g\" bgcolor=\"%s\" "
                                "style=\"background-color:%s\">\n",
                          brand->background, brand->background);
  append_sections (context);
  open_card (context, NULL, FALSE);
  g_string_append (out, "<tr><td>\n");
  esp_footer_append_html (out, doc, brand, facts);
  g_string_append (out, "</td></tr>");
  close_card (context);
  g_string_append (out, "</table>\n</div>\n</body>\n</html>\n");
}

/* The brand with what the message has in its place. */
static EspBrand
brand_of (const EspMessageDoc *doc, const EspBrand *brand)
{
  EspBrand own = *brand;

  if (doc->font != NULL)
    {
      own.font = doc->font;
      own.heading_font = NULL;
    }
  if (doc->background != NULL)
    own.background = doc->background;
  return own;
}

static char *
write_blocks (const EspMessageDoc *doc, const EspBrand *brand, const EspSenderFacts *facts)
{
  g_autoptr (GHashTable) inks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) grounds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const EspBrand own = brand_of (doc, brand);
  EspHtmlContext context = { .out = g_string_sized_new (16 * 1024),
                             .doc = doc,
                             .brand = &own,
                             .is_rtl = esp_language_is_right_to_left (doc->language),
                             .inks = inks,
                             .grounds = grounds };
  GString *out = g_string_sized_new (20 * 1024);

  append_body (&context, facts);
  esp_html_append_head (out, &context);
  g_string_append_len (out, context.out->str, (gssize) context.out->len);
  g_string_free (context.out, TRUE);
  return g_string_free (out, FALSE);
}

/* Returns the last place in @html where @tag begins, any case, or NULL. */
static const char *
find_last (const char *html, const char *tag)
{
  gsize n = strlen (tag);
  const char *found = NULL;

  for (const char *c = strchr (html, '<'); c != NULL; c = strchr (c + 1, '<'))
    if (g_ascii_strncasecmp (c, tag, n) == 0)
      found = c;
  return found;
}

/* Returns the place right after the opening body tag, or the start of @html. */
static const char *
find_body_start (const char *html)
{
  for (const char *c = strchr (html, '<'); c != NULL; c = strchr (c + 1, '<'))
    if (g_ascii_strncasecmp (c, "<body", 5) == 0 && (c[5] == '>' || g_ascii_isspace (c[5])))
      {
        const char *end = strchr (c, '>');

        return end != NULL ? end + 1 : html;
      }
  return html;
}

static char *
write_raw (const EspMessageDoc *doc, const EspBrand *brand, const EspSenderFacts *facts)
{
  const char *start = find_body_start (doc->html);
  const char *end = find_last (start, "</body");
  GString *out = g_string_sized_new (strlen (doc->html) + 4096);

  if (end == NULL)
    end = find_last (start, "</html");
  if (end == NULL)
    end = doc->html + strlen (doc->html);
  g_string_append_len (out, doc->html, start - doc->html);
  append_preheader (out, doc);
  g_string_append_len (out, start, end - start);
  if (doc->message_class == ESP_MESSAGE_CLASS_AD && !esp_footer_has_unsubscribe (doc->html))
    esp_footer_append_html (out, doc, brand, facts);
  g_string_append (out, end);
  return g_string_free (out, FALSE);
}

/**
 * esp_html_writer_write:
 * @doc: the message
 * @brand: its look
 * @facts: who sends, for the footer
 *
 * Block bodies become a whole document: tables with role "presentation", 600 px wide, columns that fall
 * below each other on narrow screens, colours for dark mode, a footer. A body of raw HTML stays byte for
 * byte; the preview text is put after <body>, and an advertisement without an unsubscribe link of its
 * own gets the footer before </body>.
 *
 * Returns: (transfer full): HTML whose text is a Liquid template; render it with automatic escaping.
 */
char *
esp_html_writer_write (const EspMessageDoc *doc, const EspBrand *brand, const EspSenderFacts *facts)
{
  if (doc->body_kind == ESP_BODY_HTML)
    return write_raw (doc, brand, facts);
  return write_blocks (doc, brand, facts);
}
