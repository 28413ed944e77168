/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the plain-text part of a message from its blocks, or from its HTML. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-text-writer.h"

#include "engine/content/esp-footer.h"
#include "engine/content/esp-html-private.h"
#include "engine/content/esp-html-text.h"
#include "engine/content/esp-link-list.h"
#include "engine/content/esp-social.h"

#include <string.h>

static void
append_columns (GString *out, EspLinkList *links, GPtrArray *columns, const char *language);

static void
append_runs (GString *out, EspLinkList *links, const EspParagraph *paragraph)
{
  for (guint i = 0; i < paragraph->runs->len; i++)
    {
      const EspRun *run = paragraph->runs->pdata[i];

      g_string_append (out, run->text);
      esp_link_list_append_mark (links, out, run->href, run->text);
    }
}

static void
append_paragraphs (GString *out, EspLinkList *links, const EspBlock *block)
{
  guint number = 0;

  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];
      const EspParagraph *next =
        i + 1 < block->paragraphs->len ? block->paragraphs->pdata[i + 1] : NULL;
      gboolean is_list = paragraph->kind != ESP_PARAGRAPH_PLAIN;

      number = paragraph->kind == ESP_PARAGRAPH_NUMBER ? number + 1 : 0;
      if (paragraph->kind == ESP_PARAGRAPH_BULLET)
        g_string_append (out, "- ");
      else if (is_list)
        g_string_append_printf (out, "%u. ", number);
      append_runs (out, links, paragraph);
      g_string_append (out,
                       is_list && next != NULL && next->kind == paragraph->kind ? "\n" : "\n\n");
    }
}

static void
append_heading (GString *out, EspLinkList *links, const EspBlock *block)
{
  g_string_append (out, block->level == 1 ? "# " : block->level == 2 ? "## " : "### ");
  append_runs (out, links, block->paragraphs->pdata[0]);
  g_string_append (out, "\n\n");
}

static void
append_image (GString *out, EspLinkList *links, const EspBlock *block)
{
  if (block->decorative || esp_text_is_blank (block->alt))
    return;
  g_string_append_printf (out, "[%s]", block->alt);
  esp_link_list_append_mark (links, out, block->href, block->alt);
  g_string_append (out, "\n\n");
}

static void
append_html (GString *out, const EspBlock *block)
{
  g_autofree char *text = esp_html_to_text (block->html != NULL ? block->html : "");

  g_string_append_printf (out, "%s\n", text);
}

static void
append_social (GString *out, const EspBlock *block, const char *language)
{
  for (guint i = 0; i < block->links->len; i++)
    {
      const EspSocialLink *link = block->links->pdata[i];
      const EspSocialNetwork *network = esp_social_network_find (link->network);
      const char *label = !esp_text_is_blank (link->label) ? link->label
                          : network != NULL ? esp_social_network_get_label (network, language)
                                            : "";

      if (!esp_text_is_blank (link->href))
        g_string_append_printf (out, "%s: %s\n", label, link->href);
    }
  g_string_append (out, block->links->len > 0 ? "\n" : "");
}

static void
append_member (GString *out, const char *member, const char *before, const char *after)
{
  g_autofree char *value = NULL;
  g_autofree char *condition = NULL;

  if (esp_text_is_blank (member))
    return;
  value = esp_product_expression (member, TRUE);
  condition = esp_product_expression (member, FALSE);
  g_string_append_printf (out, "{%% if %s %%}%s{{ %s }}%s{%% endif %%}", condition, before, value,
                          after);
}

static void
append_products (GString *out, const EspBlock *block)
{
  if (esp_text_is_blank (block->source))
    return;
  esp_product_append_loop (out, block);
  append_member (out, block->members.name, "- ", "\n");
  append_member (out, block->members.text, "  ", "\n");
  append_member (out, block->members.price, "  ", "\n");
  append_member (out, block->members.link, "  ", "\n");
  g_string_append (out, "{% endfor %}\n");
}

static void
append_block (GString *out, EspLinkList *links, const EspBlock *block, const char *language)
{
  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
      append_heading (out, links, block);
      break;
    case ESP_BLOCK_TEXT:
      append_paragraphs (out, links, block);
      break;
    case ESP_BLOCK_BUTTON:
      if (!esp_text_is_blank (block->label))
        g_string_append_printf (out, "▶ %s\n%s\n\n", block->label,
                                block->href != NULL ? block->href : "");
      break;
    case ESP_BLOCK_IMAGE:
      append_image (out, links, block);
      break;
    case ESP_BLOCK_DIVIDER:
      g_string_append (out, "----------------------------------------\n\n");
      break;
    case ESP_BLOCK_SPACER:
      break;
    case ESP_BLOCK_COLUMNS:
      append_columns (out, links, block->columns, language);
      break;
    case ESP_BLOCK_HTML:
      append_html (out, block);
      break;
    case ESP_BLOCK_SOCIAL:
      append_social (out, block, language);
      break;
    case ESP_BLOCK_PRODUCTS:
      append_products (out, block);
      break;
    case ESP_BLOCK_LINKED:
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
append_columns (GString *out, EspLinkList *links, GPtrArray *columns, const char *language)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        {
          const EspBlock *block = column->blocks->pdata[j];
          gboolean is_conditional = !esp_text_is_blank (block->show_if);

          if (is_conditional)
            g_string_append_printf (out, "{%% if %s %%}", block->show_if);
          append_block (out, links, block, language);
          if (is_conditional)
            g_string_append (out, "{% endif %}");
        }
    }
}

static void
append_section (GString *out, EspLinkList *links, const EspSection *section, const char *language)
{
  gboolean is_conditional = !esp_text_is_blank (section->show_if);

  if (is_conditional)
    g_string_append_printf (out, "{%% if %s %%}", section->show_if);
  append_columns (out, links, section->columns, language);
  if (is_conditional)
    g_string_append (out, "{% endif %}");
}

/**
 * esp_text_writer_write:
 * @doc: the message
 * @facts: who sends, for the footer
 *
 * Lists and headings get marks, links a number and a list of addresses, buttons their address on a
 * line of its own, pictures their description. Lines are not broken yet: values are still to come; use
 * esp_text_wrap() on the rendered text.
 *
 * Returns: (transfer full): plain text that is a Liquid template; render it without escaping.
 */
char *
esp_text_writer_write (const EspMessageDoc *doc, const EspSenderFacts *facts)
{
  g_autoptr (GPtrArray) links = esp_link_list_new ();
  GString *out = g_string_new (NULL);

  if (doc->body_kind == ESP_BODY_HTML)
    {
      g_autofree char *text = esp_html_to_text (doc->html);

      g_string_append (out, text);
    }
  for (guint i = 0; doc->body_kind == ESP_BODY_BLOCKS && i < doc->sections->len; i++)
    append_section (out, links, doc->sections->pdata[i], doc->language);
  while (out->len > 0 && out->str[out->len - 1] == '\n')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
  esp_link_list_append_all (links, out);
  if (doc->body_kind == ESP_BODY_BLOCKS ||
      (doc->message_class == ESP_MESSAGE_CLASS_AD && !esp_footer_has_unsubscribe (doc->html)))
    esp_footer_append_text (out, doc, facts);
  return g_string_free (out, FALSE);
}
