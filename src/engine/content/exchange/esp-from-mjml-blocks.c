/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what stands in a column of MJML: each component becomes a block. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-from-mjml.h"

#include "engine/content/esp-social.h"

#include <string.h>

typedef void (*ReadFunc) (EspMjml *self, const xmlNode *node);

static const int max_width_px = 2000;

/* Names of MJML for networks that have another one here, and where its share buttons lead. */
static const struct
{
  const char *name;
  const char *network;
  const char *share; /* (nullable): before the address */
} networks[] = {
  { "facebook", "facebook", "https://www.facebook.com/sharer/sharer.php?u=" },
  { "twitter", "x", "https://twitter.com/intent/tweet?url=" },
  { "x", "x", "https://twitter.com/intent/tweet?url=" },
  { "linkedin", "linkedin", "https://www.linkedin.com/shareArticle?mini=true&url=" },
  { "pinterest", "pinterest", "https://pinterest.com/pin/create/button/?url=" },
  { "google", "website", "https://plus.google.com/share?url=" },
  { "tumblr", "website", "https://www.tumblr.com/widgets/share/tool?canonicalUrl=" },
  { "xing", "website", "https://www.xing.com/app/user?op=share&url=" },
  { "web", "website", NULL },
};

static EspAlign
align_of (EspMjml *self, const xmlNode *node, EspAlign otherwise)
{
  g_autofree char *align = esp_mjml_dup_attribute (self, node, "align");

  if (align == NULL)
    return otherwise;
  if (g_str_equal (align, "center") || g_str_equal (align, "justify"))
    return g_str_equal (align, "center") ? ESP_ALIGN_CENTER : ESP_ALIGN_START;
  return g_str_equal (align, "right") ? ESP_ALIGN_END : ESP_ALIGN_START;
}

static int
px_of (EspMjml *self, const xmlNode *node, const char *name, int otherwise)
{
  g_autofree char *value = esp_mjml_dup_attribute (self, node, name);

  return esp_dom_parse_px (value, 600, otherwise);
}

static char *
color_of (EspMjml *self, const xmlNode *node, const char *name)
{
  g_autofree char *value = esp_mjml_dup_attribute (self, node, name);

  return esp_dom_dup_color (value);
}

/* As esp_mjml_dup_own(), a colour. */
static char *
own_color_of (EspMjml *self, const xmlNode *node, const char *name)
{
  g_autofree char *value = esp_mjml_dup_own (self, node, name);

  return esp_dom_dup_color (value);
}

static char *
href_of (EspMjml *self, const xmlNode *node)
{
  g_autofree char *href = esp_mjml_dup_attribute (self, node, "href");

  if (href == NULL || esp_dom_is_safe_href (href))
    return g_steal_pointer (&href);
  esp_flow_note (&self->flow, (const char *) node->name, "A link that runs a script was left out.");
  return NULL;
}

/* A block that was written by esp_message_to_mjml() travels in a comment. */
static gboolean
read_memo (EspMjml *self, const xmlNode *node)
{
  static const char mark[] = " espalier {";
  const xmlNode *comment = node->children;
  const char *text;
  g_autoptr (EspMessageDoc) memo = NULL;
  const EspSection *section;
  const EspColumn *column;
  EspBlock *block;

  while (comment != NULL && esp_dom_is_text (comment) && esp_dom_is_blank (comment))
    comment = comment->next;
  text =
    comment != NULL && comment->type == XML_COMMENT_NODE ? (const char *) comment->content : NULL;
  if (text == NULL || !g_str_has_prefix (text, mark))
    return FALSE;
  memo = esp_message_doc_parse (text + strlen (mark) - 1, -1, NULL);
  section = memo != NULL && memo->sections->len > 0 ? memo->sections->pdata[0] : NULL;
  column = section != NULL ? section->columns->pdata[0] : NULL;
  if (column == NULL || column->blocks->len != 1)
    return FALSE;
  block = g_ptr_array_steal_index (column->blocks, 0);
  g_free (block->id);
  block->id = g_strdup_printf ("b%u", ++self->flow.n_blocks);
  g_clear_pointer (&block->show_if, g_free); /* the tags around say it */
  g_ptr_array_add (self->flow.blocks, block);
  return TRUE;
}

static void
read_text (EspMjml *self, const xmlNode *node)
{
  /* Our own runs bring their colours; that around them is there for others. */
  g_autofree char *color = self->is_own ? NULL : color_of (self, node, "color");
  g_autofree char *weight = esp_mjml_dup_attribute (self, node, "font-weight");
  g_autofree char *style = esp_mjml_dup_attribute (self, node, "font-style");
  g_autofree char *line = esp_mjml_dup_attribute (self, node, "text-decoration");
  EspFlowLook look = { .align = align_of (self, node, ESP_ALIGN_START),
                       .color = color,
                       .bold = weight != NULL && (g_str_has_prefix (weight, "bold") ||
                                                  g_ascii_strtoll (weight, NULL, 10) >= 600),
                       .italic = g_strcmp0 (style, "italic") == 0,
                       .underline = line != NULL && strstr (line, "underline") != NULL,
                       .strike = line != NULL && strstr (line, "line-through") != NULL,
                       .font_px = px_of (self, node, "font-size", 0) };

  esp_flow_end_text (&self->flow);
  if (read_memo (self, node))
    return;
  esp_flow_read_children (&self->flow, node, &look);
  esp_flow_end_text (&self->flow);
}

/* The size whose room above and below the words is nearest. */
static void
read_button_size (EspMjml *self, const xmlNode *node, EspBlock *block)
{
  const int small_px = 11;
  const int large_px = 17;
  g_autofree char *room = esp_mjml_dup_own (self, node, "inner-padding");
  g_autofree char *size = esp_mjml_dup_own (self, node, "font-size");
  int px = esp_dom_parse_px (room, 0, 14);
  int font = esp_dom_parse_px (size, 16, 0);

  block->size = px <= small_px   ? ESP_BUTTON_SMALL
                : px >= large_px ? ESP_BUTTON_LARGE
                                 : ESP_BUTTON_MEDIUM;
  block->font_size = font > 0 ? CLAMP (font, 8, 96) : 0;
}

static void
read_button (EspMjml *self, const xmlNode *node)
{
  EspBlock *block = esp_flow_add (&self->flow, ESP_BLOCK_BUTTON);
  g_autofree char *width = esp_mjml_dup_attribute (self, node, "width");
  g_autofree char *radius = esp_dom_dup_attribute (node, "border-radius");

  block->label = esp_dom_dup_text (node);
  block->href = href_of (self, node);
  if (block->href == NULL)
    block->href = g_strdup ("");
  block->color = own_color_of (self, node, "background-color");
  block->text_color = own_color_of (self, node, "color");
  block->align = align_of (self, node, ESP_ALIGN_CENTER);
  block->radius = !self->is_own || radius != NULL
                    ? CLAMP (px_of (self, node, "border-radius", ESP_RADIUS_USUAL), -1, 100)
                    : ESP_RADIUS_USUAL;
  block->full_width = g_strcmp0 (width, "100%") == 0;
  read_button_size (self, node, block);
}

static void
read_image (EspMjml *self, const xmlNode *node)
{
  g_autofree char *src = esp_mjml_dup_attribute (self, node, "src");
  g_autofree char *alt = esp_mjml_dup_attribute (self, node, "alt");
  g_autofree char *width = esp_mjml_dup_attribute (self, node, "width");
  EspBlock *block;

  if (src == NULL || *src == '\0')
    return;
  block = esp_flow_add (&self->flow, ESP_BLOCK_IMAGE);
  block->src = esp_flow_dup_file_address (&self->flow, src);
  block->decorative = alt != NULL && *alt == '\0';
  block->alt = alt != NULL && *alt != '\0' ? g_steal_pointer (&alt) : NULL;
  block->href = href_of (self, node);
  block->align = align_of (self, node, ESP_ALIGN_CENTER);
  block->width = width != NULL && strchr (width, '%') == NULL
                   ? MIN (esp_dom_parse_px (width, 0, 0), max_width_px)
                   : 0;
  block->radius = CLAMP (px_of (self, node, "border-radius", 0), 0, 100);
}

static void
read_divider (EspMjml *self, const xmlNode *node)
{
  const int usual_px = 550; /* of a section in one column, without the room around the line */
  EspBlock *block = esp_flow_add (&self->flow, ESP_BLOCK_DIVIDER);
  g_autofree char *style = esp_mjml_dup_attribute (self, node, "border-style");
  g_autofree char *height = esp_dom_dup_attribute (node, "border-width");
  g_autofree char *width = esp_mjml_dup_attribute (self, node, "width");

  block->color = own_color_of (self, node, "border-color");
  if (block->color == NULL && !self->is_own)
    block->color = g_strdup ("#000000"); /* what MJML draws */
  block->height =
    !self->is_own || height != NULL ? CLAMP (px_of (self, node, "border-width", 4), 0, 40) : 0;
  if (!esp_dom_find_line_style (style, &block->line_style))
    block->line_style = ESP_LINE_SOLID;
  block->align = align_of (self, node, ESP_ALIGN_CENTER);
  if (width != NULL && !g_str_equal (width, "100%"))
    block->span = strchr (width, '%') != NULL
                    ? CLAMP (esp_dom_parse_px (width, 100, 0), 1, 100)
                    : CLAMP (esp_dom_parse_px (width, 0, usual_px) * 100 / usual_px, 1, 100);
  if (block->span == 0 || block->span == 100)
    {
      block->span = 0;
      block->align = ESP_ALIGN_START;
    }
}

static void
read_spacer (EspMjml *self, const xmlNode *node)
{
  EspBlock *block = esp_flow_add (&self->flow, ESP_BLOCK_SPACER);

  block->height = CLAMP (px_of (self, node, "height", 20), 0, 400);
}

static EspSocialLink *
make_link (EspMjml *self, const xmlNode *node)
{
  g_autofree char *given = esp_mjml_dup_attribute (self, node, "name");
  g_autofree char *href = href_of (self, node);
  g_autofree char *label = esp_dom_dup_text (node);
  const char *dash = given != NULL ? strstr (given, "-noshare") : NULL;
  g_autofree char *name =
    given != NULL ? g_strndup (given, dash != NULL ? (gsize) (dash - given) : strlen (given))
                  : g_strdup ("");
  const EspSocialNetwork *network = esp_social_network_find (name);
  const char *id = network != NULL ? network->id : "website";
  g_autofree char *address = g_strdup (href != NULL ? href : "");

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    if (g_str_equal (networks[i].name, name))
      {
        id = networks[i].network;
        if (networks[i].share != NULL && dash == NULL && *address != '\0' &&
            strstr (address, "[[") == NULL)
          {
            g_free (address);
            address = g_strconcat (networks[i].share, href, NULL);
          }
      }
  if (g_str_equal (id, "website") && href != NULL && esp_social_network_find_by_href (href) != NULL)
    id = esp_social_network_find_by_href (href)->id;
  if (*label == '\0' && g_str_equal (id, "website") && *name != '\0' && !g_str_equal (name, "web"))
    esp_message_doc_set (&label, name);
  return esp_social_link_new (id, address, *label != '\0' ? label : NULL);
}

static void
read_social (EspMjml *self, const xmlNode *node)
{
  EspBlock *block = esp_flow_add (&self->flow, ESP_BLOCK_SOCIAL);
  gboolean has_icons = FALSE;

  block->align = align_of (self, node, ESP_ALIGN_CENTER);
  block->icon_size = CLAMP (px_of (self, node, "icon-size", 0), 0, 96);
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (esp_dom_is (child, "mj-social-element"))
      {
        g_autofree char *icon = esp_dom_dup_attribute (child, "src");

        has_icons = has_icons || (icon != NULL && !g_str_has_prefix (icon, "cid:"));
        if (block->links->len < ESP_MAX_SOCIAL_LINKS)
          g_ptr_array_add (block->links, make_link (self, child));
        else
          esp_flow_note (&self->flow, "mj-social", "Only the first %d links were read.",
                         ESP_MAX_SOCIAL_LINKS);
      }
  if (has_icons && !self->is_own)
    esp_flow_note (&self->flow, "mj-social",
                   "Pictures of social networks became icons that are drawn here.");
}

static void
read_navbar (EspMjml *self, const xmlNode *node)
{
  EspBlock *block = esp_flow_add (&self->flow, ESP_BLOCK_TEXT);
  EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);
  g_autofree char *base = esp_mjml_dup_attribute (self, node, "base-url");

  paragraph->align = align_of (self, node, ESP_ALIGN_CENTER);
  g_ptr_array_add (block->paragraphs, paragraph);
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      g_autofree char *label = NULL;
      g_autofree char *href = NULL;
      EspRun *run;

      if (!esp_dom_is (child, "mj-navbar-link"))
        continue;
      label = esp_dom_dup_text (child);
      href = href_of (self, child);
      if (paragraph->runs->len > 0)
        g_ptr_array_add (paragraph->runs, esp_run_new ("  ·  "));
      run = esp_run_new (label);
      /* A whole address does not begin where the others do. */
      run->href = href != NULL && (strstr (href, "://") != NULL || g_str_has_prefix (href, "{{") ||
                                   g_str_has_prefix (href, "mailto:"))
                    ? g_strdup (href)
                    : g_strconcat (base != NULL ? base : "", href != NULL ? href : "", NULL);
      run->color = color_of (self, child, "color");
      g_ptr_array_add (paragraph->runs, run);
    }
}

static void
read_table (EspMjml *self, const xmlNode *node)
{
  g_autofree char *inner = esp_dom_dup_inner_html (node, TRUE);
  g_autoptr (GString) html =
    g_string_new ("<table border=\"0\" cellpadding=\"4\" cellspacing=\"0\" width=\"100%\"");

  esp_mjml_read_table_style (self, node, html);
  g_string_append_printf (html, ">%s</table>", inner);
  esp_flow_add_raw (&self->flow, html->str);
}

/* Notes of who wrote it, which nobody sees; what speaks to a mail program stays. */
static gboolean
is_mere_comment (const xmlNode *node)
{
  gboolean has_comment = FALSE;

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      const char *text = (const char *) child->content;

      if (child->type == XML_COMMENT_NODE && text != NULL && strstr (text, "[if") == NULL &&
          strstr (text, "[endif") == NULL)
        has_comment = TRUE;
      else if (!esp_dom_is_text (child) || !esp_dom_is_blank (child))
        return FALSE;
    }
  return has_comment;
}

static void
read_raw (EspMjml *self, const xmlNode *node)
{
  g_autofree char *html = esp_dom_dup_inner_html (node, TRUE);

  if (*html != '\0' && !is_mere_comment (node))
    esp_flow_add_raw (&self->flow, html);
}

static void
append_accordion (GString *html, const xmlNode *node)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      g_autofree char *inner = NULL;

      if (esp_dom_is (child, "mj-accordion-element"))
        append_accordion (html, child);
      if (!esp_dom_is (child, "mj-accordion-title") && !esp_dom_is (child, "mj-accordion-text"))
        continue;
      inner = esp_dom_dup_inner_html (child, TRUE);
      g_string_append_printf (html,
                              esp_dom_is (child, "mj-accordion-title")
                                ? "<p style=\"margin:0 0 4px\"><strong>%s</strong></p>"
                                : "<div style=\"margin:0 0 12px\">%s</div>",
                              inner);
    }
}

static void
read_accordion (EspMjml *self, const xmlNode *node)
{
  g_autoptr (GString) html = g_string_new (NULL);

  append_accordion (html, node);
  esp_flow_note (&self->flow, "mj-accordion",
                 "An accordion became HTML with everything open: most mail programs cannot fold.");
  esp_flow_add_raw (&self->flow, html->str);
}

static void
read_carousel (EspMjml *self, const xmlNode *node)
{
  g_autoptr (GString) html = g_string_new (NULL);

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      g_autofree char *src = NULL;
      g_autofree char *alt = NULL;
      g_autofree char *href = NULL;

      if (!esp_dom_is (child, "mj-carousel-image"))
        continue;
      src = esp_mjml_dup_attribute (self, child, "src");
      alt = esp_mjml_dup_attribute (self, child, "alt");
      href = href_of (self, child);
      g_string_append_printf (html, "%s%s%s", href != NULL ? "<a href=\"" : "",
                              href != NULL ? href : "", href != NULL ? "\">" : "");
      g_string_append_printf (html,
                              "<img src=\"%s\" alt=\"%s\" width=\"100%%\" style=\"display:block;"
                              "margin:0 0 8px\">%s",
                              src != NULL ? src : "", alt != NULL ? alt : "",
                              href != NULL ? "</a>" : "");
    }
  esp_flow_note (&self->flow, "mj-carousel",
                 "A carousel became HTML with its pictures below each other: most mail programs "
                 "cannot turn them.");
  esp_flow_add_raw (&self->flow, html->str);
}

static void
read_unknown (EspMjml *self, const xmlNode *node)
{
  g_autofree char *html = NULL;

  if (esp_dom_is (node, "mj-include"))
    {
      g_autofree char *path = esp_dom_dup_attribute (node, "path");

      if (self->error == NULL)
        g_set_error (&self->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                     "The MJML includes another file (“%s”), and files are not opened from inside "
                     "a "
                     "message; put its content in and try again",
                     path != NULL ? path : "");
      return;
    }
  html = esp_dom_dup_inner_html (node, TRUE);
  esp_flow_note (&self->flow, (const char *) node->name,
                 "<%s> is not known; what is in it was kept as HTML.", (const char *) node->name);
  if (*html != '\0')
    esp_flow_add_raw (&self->flow, html);
}

static const struct
{
  const char *name;
  ReadFunc read;
} components[] = {
  { "mj-text", read_text },         { "mj-button", read_button },
  { "mj-image", read_image },       { "mj-divider", read_divider },
  { "mj-spacer", read_spacer },     { "mj-social", read_social },
  { "mj-navbar", read_navbar },     { "mj-table", read_table },
  { "mj-raw", read_raw },           { "mj-accordion", read_accordion },
  { "mj-carousel", read_carousel },
};

/* A text with headings in it became several blocks: the room around it is above the first and below the last. */
static void
finish_blocks (EspMjml *self, const xmlNode *node, guint first)
{
  const int between_px = 8;
  guint n = self->flow.blocks->len;

  for (guint i = first; i < n; i++)
    {
      EspBlock *block = self->flow.blocks->pdata[i];

      if (block->kind == ESP_BLOCK_SPACER)
        continue;
      esp_mjml_read_padding (self, node, &block->padding);
      if (i > first && block->padding.top >= 0)
        block->padding.top = 0;
      if (i + 1 < n && block->padding.bottom >= 0)
        block->padding.bottom = between_px;
      if (block->kind != ESP_BLOCK_PRODUCTS)
        esp_mjml_read_look (self, node, block);
    }
}

static void
read_component (EspMjml *self, const xmlNode *node)
{
  guint first = self->flow.blocks->len;

  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    if (esp_dom_is (node, components[i].name))
      {
        components[i].read (self, node);
        finish_blocks (self, node, first);
        return;
      }
  read_unknown (self, node);
}

/**
 * esp_mjml_read_blocks:
 * @column: an element whose children are components
 *
 * Adds their blocks to where the flow stands.
 */
void
esp_mjml_read_blocks (EspMjml *self, const xmlNode *column)
{
  for (const xmlNode *child = column->children; child != NULL && self->error == NULL;
       child = child->next)
    {
      if (esp_dom_is_element (child))
        read_component (self, child);
      else if (!esp_dom_is_blank (child))
        {
          const EspFlowLook look = { .align = ESP_ALIGN_START };

          esp_flow_read (&self->flow, child, &look);
        }
    }
  esp_flow_end_text (&self->flow);
}
