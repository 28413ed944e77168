/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an HTML email of any origin into blocks. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom-sheet.h"
#include "engine/content/exchange/esp-flow.h"

#include "engine/content/esp-message-language.h"

#include <string.h>

static const gsize max_line_bytes = 1900;

static void
set_line (char **field, const char *text)
{
  const char *end;

  if (strlen (text) <= max_line_bytes)
    {
      esp_message_doc_set (field, text);
      return;
    }
  end = g_utf8_find_prev_char (text, text + max_line_bytes);
  g_free (*field);
  *field = g_strndup (text, (gsize) (end - text));
}

static void
read_subject (EspDom *dom, EspMessageDoc *doc)
{
  const xmlNode *title = esp_dom_find (dom, "title");
  g_autofree char *text = title != NULL ? esp_dom_dup_text (title) : NULL;

  if (text != NULL)
    set_line (&doc->subject, text);
}

static void
read_language (EspDom *dom, EspMessageDoc *doc)
{
  const xmlNode *html = esp_dom_find (dom, "html");
  g_autofree char *language = html != NULL ? esp_dom_dup_attribute (html, "lang") : NULL;

  if (language != NULL && *language != '\0' && strlen (language) <= 20 &&
      strspn (language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
        strlen (language) &&
      g_ascii_strcasecmp (language, "und") != 0)
    esp_message_doc_set (&doc->language, language);
}

/* Fillers that keep the body out of the preview line are not part of it. */
static void
strip_fillers (char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (u != 0x200b && u != 0x200c && u != 0x200d && u != 0xfeff && u != 0x34f && u != 0xad &&
          u != 0x2007 && u != 0x847)
        g_string_append_unichar (out, u == 0xa0 ? ' ' : u);
    }
  g_strlcpy (text, g_strstrip (out->str), strlen (text) + 1);
  g_string_free (out, TRUE);
}

/* The first hidden words of the body are what mail programs show behind the subject. */
static const xmlNode *
find_hidden (const xmlNode *node, int depth)
{
  const int max_depth = 12;

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      const xmlNode *found;

      if (!esp_dom_is_element (child) || esp_dom_is (child, "style") ||
          esp_dom_is (child, "script"))
        continue;
      if (esp_flow_is_hidden (child))
        return child;
      if (depth >= max_depth)
        return NULL;
      found = find_hidden (child, depth + 1);
      if (found != NULL)
        return found;
      if (esp_flow_has_content (child))
        return NULL; /* visible words came first */
    }
  return NULL;
}

static void
read_preheader (const xmlNode *body, EspMessageDoc *doc)
{
  const xmlNode *hidden = find_hidden (body, 0);
  g_autofree char *text = hidden != NULL ? esp_dom_dup_text (hidden) : NULL;

  if (text == NULL)
    return;
  strip_fillers (text);
  set_line (&doc->preheader, text);
}

/* The ground of the body, or of the first table that is as wide as the window. */
static char *
find_page_ground (const xmlNode *body)
{
  char *ground = esp_flow_dup_ground (body);

  for (const xmlNode *child = body->children; child != NULL && ground == NULL; child = child->next)
    {
      g_autofree char *width = NULL;

      if (!esp_dom_is (child, "table") && !esp_dom_is (child, "div") &&
          !esp_dom_is (child, "center"))
        continue;
      width = esp_dom_dup_attribute (child, "width");
      if (!esp_dom_is (child, "table") || g_strcmp0 (width, "100%") == 0)
        ground = esp_flow_dup_ground (child);
    }
  return ground;
}

static void
read_styles (EspDom *dom, EspFlow *flow)
{
  EspDomSheets sheets = esp_dom_apply_sheets (dom, "style");

  if (sheets.n_left > 0)
    esp_flow_note (flow, "style",
                   "Rules of style sheets for telephones, dark mode or the pointer did not come "
                   "along: blocks have their own.");
}

/* The font of the first words that have one is that of the message. */
static void
read_font (const xmlNode *body, EspMessageDoc *doc)
{
  for (xmlNode *node = (xmlNode *) body; node != NULL && doc->font == NULL;
       node = esp_dom_next (node, body))
    {
      const xmlNode *around =
        esp_dom_is_text (node) && !esp_dom_is_blank (node) ? node->parent : NULL;

      if (esp_dom_is (around, "style") || esp_dom_is (around, "script"))
        continue;
      for (; esp_dom_is_element (around) && doc->font == NULL && !esp_flow_is_hidden (around);
           around = around->parent)
        {
          g_autofree char *css = esp_dom_dup_style (around, "font-family");

          doc->font = esp_font_dup_safe (css);
        }
    }
}

/* Where words begin at the right, "right" is where they begin. */
static EspAlign
turn_align (EspAlign align)
{
  return align == ESP_ALIGN_END ? ESP_ALIGN_START : align;
}

static gboolean
turn_align_cb (const EspBlock *given, const EspSection *section, gpointer data)
{
  EspBlock *block = (EspBlock *) given; /* of a message that is just being made */

  block->align = turn_align (block->align);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      EspParagraph *paragraph = block->paragraphs->pdata[i];

      paragraph->align = turn_align (paragraph->align);
    }
  return TRUE;
}

/**
 * esp_message_from_html:
 * @html: an email, or a piece of one; in UTF-8 or the encoding that it names
 * @length: its bytes, -1 when it ends in NUL
 * @notes: (nullable) (element-type EspExchangeNote): takes what came over otherwise
 *
 * Sees through layout tables: texts, headings, pictures, buttons, lines, columns, rows of social icons become
 * blocks; tables of data and what has no block stay as raw HTML; scripts are left out. No word is lost.
 *
 * Returns: (transfer full) (nullable): the message, or NULL with %ESP_MESSAGE_ERROR set.
 */
EspMessageDoc *
esp_message_from_html (const char *html, gssize length, GPtrArray *notes, GError **error)
{
  g_autoptr (EspDom) dom = esp_dom_parse (html, length, error);
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autoptr (GPtrArray) blocks = NULL;
  g_autofree char *page_ground = NULL;
  const EspFlowLook look = { .align = ESP_ALIGN_START };
  xmlNode *body;
  EspFlow flow;

  if (dom == NULL)
    return NULL;
  body = esp_dom_find (dom, "body");
  if (body == NULL)
    body = xmlDocGetRootElement (dom->doc);
  doc = esp_message_doc_new ();
  blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_block_free);
  esp_flow_init (&flow, doc, notes);
  flow.pictures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  flow.grounds = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  flow.blocks = blocks;
  flow.is_quirky = xmlGetIntSubset (dom->doc) == NULL;
  read_styles (dom, &flow);
  read_subject (dom, doc);
  read_language (dom, doc);
  read_preheader (body, doc);
  page_ground = find_page_ground (body);
  doc->background = g_strdup (page_ground);
  read_font (body, doc);
  esp_flow_read (&flow, body, &look);
  esp_flow_tidy (blocks);
  if (blocks->len == 0)
    {
      esp_flow_clear (&flow);
      g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                           "There are no words and no pictures in the HTML");
      return NULL;
    }
  esp_flow_add_sections (&flow, blocks, page_ground);
  esp_flow_drop_common_colors (doc->sections);
  esp_flow_note_places (&flow);
  if (esp_language_is_right_to_left (doc->language))
    (void) esp_message_doc_foreach_any_block (doc, turn_align_cb, NULL);
  esp_flow_clear (&flow);
  return g_steal_pointer (&doc);
}
