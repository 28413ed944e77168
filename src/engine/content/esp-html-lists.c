/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the blocks that repeat something: links to networks, and cards for the products of a list. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-private.h"

#include "engine/content/esp-escape.h"
#include "engine/content/esp-social.h"

#include <string.h>

#define TABLE "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\""

static const int usual_icon_px = 32;
static const int usual_name_px = 16;
static const int card_gap_px = 16;

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  esp_escape_html (out, value);
  g_string_append_c (out, '"');
}

static const char *
label_of (const EspHtmlContext *context, const EspSocialLink *link)
{
  const EspSocialNetwork *network = esp_social_network_find (link->network);

  if (!esp_text_is_blank (link->label))
    return link->label;
  return network != NULL ? esp_social_network_get_label (network, context->doc->language) : "";
}

/* A link in words: what is left of an icon when pictures are off looks the same. */
static void
append_social_word (EspHtmlContext *context, const EspSocialLink *link)
{
  const char *label = label_of (context, link);
  GString *out = context->out;

  g_string_append_printf (out, "<a%s", context->is_fixed ? "" : " class=\"e-a\"");
  append_attribute (out, "href", esp_text_is_blank (link->href) ? "#" : link->href);
  g_string_append_printf (out,
                          " target=\"_blank\" style=\"color:%s;font-size:14px;line-height:20px;"
                          "text-decoration:underline\">",
                          context->link);
  esp_escape_html (out, label);
  g_string_append (out, "</a>");
}

static void
append_social_icon (EspHtmlContext *context, const EspBlock *block, const EspSocialLink *link)
{
  int px = block->icon_size > 0 ? block->icon_size : usual_icon_px;
  g_autofree char *id = esp_social_icon_dup_id (link->network, block->social_style);
  GString *out = context->out;

  g_string_append (out, "<a");
  append_attribute (out, "href", esp_text_is_blank (link->href) ? "#" : link->href);
  g_string_append (out, " target=\"_blank\" style=\"text-decoration:none\"><img");
  append_attribute (out, "alt", label_of (context, link));
  g_string_append_printf (out,
                          " src=\"cid:%s\" width=\"%d\" height=\"%d\" class=\"%s\" "
                          "style=\"display:block;width:%dpx;height:%dpx;font-size:12px;"
                          "line-height:16px;color:%s\"></a>",
                          id, px, px, context->is_fixed ? "e-x" : "e-t", px, px, context->text);
  if (!esp_text_is_blank (link->label))
    {
      g_string_append (out, "</td><td style=\"padding:0 8px 0 4px\">");
      append_social_word (context, link);
    }
}

/**
 * esp_html_append_social:
 *
 * Appends the links of a social block side by side.
 */
void
esp_html_append_social (EspHtmlContext *context, const EspBlock *block)
{
  GString *out = context->out;

  if (block->links->len == 0)
    return;
  g_string_append_printf (out, TABLE " align=\"%s\"><tr>", esp_html_align (context, block->align));
  for (guint i = 0; i < block->links->len; i++)
    {
      const EspSocialLink *link = block->links->pdata[i];

      g_string_append_printf (out, "<td style=\"padding:0 %dpx 0 %dpx\">",
                              i + 1 == block->links->len ? 0 : 6, i == 0 ? 0 : 6);
      if (block->social_style == ESP_SOCIAL_TEXT)
        append_social_word (context, link);
      else
        append_social_icon (context, block, link);
      g_string_append (out, "</td>");
    }
  g_string_append (out, "</tr></table>");
}

/**
 * esp_product_expression:
 * @member: a name of a member, with or without filters; "item" is the element itself
 * @with_filters: FALSE for a condition, which takes none
 *
 * Returns: (transfer full): the Liquid expression that reads it from "item".
 */
char *
esp_product_expression (const char *member, gboolean with_filters)
{
  g_autofree char *name =
    g_strndup (member, with_filters ? strlen (member) : strcspn (member, "|"));
  gboolean is_whole = g_str_has_prefix (name, "item") && strchr (".[| ", name[4]) != NULL;

  g_strstrip (name);
  return is_whole ? g_steal_pointer (&name) : g_strconcat ("item.", name, NULL);
}

static void
append_output (GString *out, const char *member)
{
  g_autofree char *expression = esp_product_expression (member, TRUE);

  g_string_append_printf (out, "{{ %s }}", expression);
}

static void
append_if (GString *out, const char *member)
{
  g_autofree char *expression = esp_product_expression (member, FALSE);

  g_string_append_printf (out, "{%% if %s %%}", expression);
}

/* Appends @open, the value and @close, all of it only when the element has the member. */
static void
append_line (GString *out, const char *member, const char *open, const char *close)
{
  append_if (out, member);
  g_string_append (out, open);
  append_output (out, member);
  g_string_append_printf (out, "%s{%% endif %%}", close);
}

static void
append_product_image (EspHtmlContext *context, const EspBlock *block, int width)
{
  const EspProductMembers *members = &block->members;
  int radius = block->radius >= 0 ? block->radius : context->brand->radius;
  GString *out = context->out;

  if (esp_text_is_blank (members->image))
    return;
  append_if (out, members->image);
  if (!esp_text_is_blank (members->link))
    {
      append_if (out, members->link);
      g_string_append (out, "<a target=\"_blank\" style=\"text-decoration:none\" href=\"");
      append_output (out, members->link);
      g_string_append (out, "\">{% endif %}");
    }
  g_string_append (out, "<img src=\"");
  append_output (out, members->image);
  g_string_append (out, "\" alt=\"");
  if (!esp_text_is_blank (members->name))
    append_output (out, members->name);
  g_string_append_printf (out,
                          "\" width=\"%d\" class=\"%s e-i\" style=\"display:block;width:100%%;"
                          "max-width:%dpx;height:auto;border-radius:%dpx;margin:0 0 10px;"
                          "font-size:14px;line-height:1.5;color:%s\">",
                          width, context->is_fixed ? "e-x" : "e-t", width, radius, context->text);
  if (!esp_text_is_blank (members->link))
    {
      append_if (out, members->link);
      g_string_append (out, "</a>{% endif %}");
    }
  g_string_append (out, "{% endif %}");
}

static void
append_product_name (EspHtmlContext *context, const EspBlock *block)
{
  const EspProductMembers *members = &block->members;
  int px = block->font_size > 0 ? block->font_size : usual_name_px;
  const char *class = context->is_fixed ? "e-x" : "e-t";
  GString *out = context->out;

  if (esp_text_is_blank (members->name))
    return;
  g_string_append_printf (out,
                          "<p class=\"%s\" style=\"margin:0 0 4px;font-size:%dpx;line-height:1.45;"
                          "font-weight:700;color:%s\">",
                          class, px, context->text);
  if (!esp_text_is_blank (members->link))
    {
      append_if (out, members->link);
      g_string_append_printf (out,
                              "<a target=\"_blank\" class=\"%s\" style=\"color:%s;"
                              "text-decoration:none\" href=\"",
                              class, context->text);
      append_output (out, members->link);
      g_string_append (out, "\">{% endif %}");
    }
  append_output (out, members->name);
  if (!esp_text_is_blank (members->link))
    {
      append_if (out, members->link);
      g_string_append (out, "</a>{% endif %}");
    }
  g_string_append (out, "</p>");
}

static void
append_product_words (EspHtmlContext *context, const EspBlock *block)
{
  const EspProductMembers *members = &block->members;
  const char *quiet = context->is_fixed ? "e-x" : "e-m";
  const char *muted = context->is_fixed ? context->text : context->brand->muted;
  GString *out = context->out;

  append_product_name (context, block);
  if (!esp_text_is_blank (members->text))
    {
      g_autofree char *open =
        g_strdup_printf ("<p class=\"%s\" style=\"margin:0 0 6px;font-size:14px;line-height:1.55;"
                         "color:%s\">",
                         quiet, muted);

      append_line (out, members->text, open, "</p>");
    }
  if (esp_text_is_blank (members->price) && esp_text_is_blank (members->was))
    return;
  g_string_append_printf (out,
                          "<p class=\"%s\" style=\"margin:0;font-size:15px;line-height:1.5;"
                          "color:%s\">",
                          context->is_fixed ? "e-x" : "e-t", context->text);
  if (!esp_text_is_blank (members->price))
    append_line (out, members->price, "<strong>", "</strong> ");
  if (!esp_text_is_blank (members->was))
    {
      g_autofree char *open =
        g_strdup_printf ("<s class=\"%s\" style=\"color:%s;font-size:13px\">", quiet, muted);

      append_line (out, members->was, open, "</s>");
    }
  g_string_append (out, "</p>");
}

static void
append_product_button (EspHtmlContext *context, const EspBlock *block)
{
  g_autoptr (EspBlock) button = NULL;
  g_autofree char *link = NULL;

  if (esp_text_is_blank (block->label) || esp_text_is_blank (block->members.link))
    return;
  link = esp_product_expression (block->members.link, TRUE);
  button = esp_block_new (ESP_BLOCK_BUTTON, block->id);
  button->label = g_strdup (block->label);
  button->href = g_strdup_printf ("{{ %s }}", link);
  button->color = g_strdup (block->color);
  button->text_color = g_strdup (block->text_color);
  button->radius = block->radius;
  button->size = block->size == ESP_BUTTON_MEDIUM ? ESP_BUTTON_SMALL : block->size;
  append_if (context->out, block->members.link);
  g_string_append (context->out, "<div style=\"margin:10px 0 0\">");
  esp_html_append_button (context, button);
  g_string_append (context->out, "</div>{% endif %}");
}

/* A card across the column: picture beside the words, below each other on phones. */
static void
append_wide_card (EspHtmlContext *context, const EspBlock *block)
{
  int outer = context->width;
  int left = outer * 2 / 5;
  gboolean has_image = !esp_text_is_blank (block->members.image);
  GString *out = context->out;

  if (has_image)
    {
      append_if (out, block->members.image);
      g_string_append_printf (out,
                              "<!--[if mso]><td width=\"%d\" valign=\"top\"><![endif]-->"
                              "<div class=\"e-k\" style=\"display:inline-block;width:100%%;"
                              "max-width:%dpx;vertical-align:top\">" TABLE
                              " width=\"100%%\"><tr><td class=\"e-ki\" style=\"padding:0 %dpx 0 "
                              "0;font-size:16px\">",
                              left, left, card_gap_px);
      append_product_image (context, block, left - card_gap_px);
      g_string_append (out, "</td></tr></table></div><!--[if mso]></td><![endif]-->{% endif %}");
    }
  g_string_append_printf (out,
                          "<!--[if mso]><td width=\"%d\" valign=\"middle\"><![endif]-->"
                          "<div class=\"e-k\" style=\"display:inline-block;width:100%%;"
                          "max-width:%dpx;vertical-align:middle\">" TABLE
                          " width=\"100%%\"><tr><td style=\"font-size:16px;padding:0 0 %dpx\">",
                          has_image ? outer - left : outer, has_image ? outer - left : outer,
                          card_gap_px);
  append_product_words (context, block);
  append_product_button (context, block);
  g_string_append (out, "</td></tr></table></div><!--[if mso]></td><![endif]-->");
}

static void
append_card (EspHtmlContext *context, const EspBlock *block, int width)
{
  int half = card_gap_px / 2;
  GString *out = context->out;

  g_string_append_printf (out,
                          "<!--[if mso]><td width=\"%d\" valign=\"top\"><![endif]-->"
                          "<div class=\"e-k\" style=\"display:inline-block;width:100%%;"
                          "max-width:%dpx;vertical-align:top\">" TABLE
                          " width=\"100%%\"><tr><td class=\"e-ki e-kn\" style=\"padding:0 %dpx "
                          "%dpx;font-size:16px\">",
                          width, width, half, card_gap_px);
  append_product_image (context, block, width - card_gap_px);
  append_product_words (context, block);
  append_product_button (context, block);
  g_string_append (out, "</td></tr></table></div><!--[if mso]></td><![endif]-->");
}

/**
 * esp_product_append_loop:
 * @out: appended to
 *
 * Appends the Liquid tags that begin a walk over the list of @block; the element is "item". A text that holds a
 * JSON list counts as the list. "{% endfor %}" ends it.
 */
void
esp_product_append_loop (GString *out, const EspBlock *block)
{
  g_string_append_printf (out, "{%% assign esp_items = %s | list %%}{%% for item in esp_items",
                          block->source);
  if (block->limit > 0)
    g_string_append_printf (out, " limit: %d", block->limit);
  g_string_append (out, " %}");
}

/**
 * esp_html_append_products:
 *
 * Appends a loop over the list of a products block: cards side by side that fall below each other on phones.
 */
void
esp_html_append_products (EspHtmlContext *context, const EspBlock *block)
{
  int n = CLAMP (block->per_row, 1, ESP_MAX_PRODUCTS_PER_ROW);
  GString *out = context->out;

  if (esp_text_is_blank (block->source))
    return;
  g_string_append_printf (out,
                          "<div class=\"e-pg\" style=\"font-size:0;text-align:%s%s\"><!--[if "
                          "mso]>" TABLE " width=\"%d\"><tr><![endif]-->",
                          esp_html_align (context, ESP_ALIGN_START), n > 1 ? ";margin:0 -8px" : "",
                          context->width);
  esp_product_append_loop (out, block);
  g_string_append_printf (
    out,
    "{%% assign esp_at = forloop.index0 | modulo: %d %%}{%% if esp_at == 0 and "
    "forloop.first == false %%}<!--[if mso]></tr><tr><![endif]-->{%% endif %%}",
    n);
  if (n == 1)
    append_wide_card (context, block);
  else
    append_card (context, block, (context->width + card_gap_px) / n);
  g_string_append (out, "{% endfor %}<!--[if mso]></tr></table><![endif]--></div>\n");
}
