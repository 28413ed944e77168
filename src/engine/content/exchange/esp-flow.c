/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a stream of HTML elements into texts, headings, pictures, buttons and lines. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include <stdarg.h>
#include <string.h>

static const guint max_notes = 200;

static const char *const skipped[] = { "head", "style", "title",    "meta", "link",
                                       "base", "xml",   "noscript", NULL };
static const char *const running[] = { "script", "iframe", "object", "embed", "applet", NULL };
static const char *const foreign[] = { "form",  "input", "select", "textarea", "video",
                                       "audio", "svg",   "canvas", "map",      NULL };
static const char *const blocks_of_text[] = { "p",       "div",        "section", "article",
                                              "header",  "footer",     "main",    "center",
                                              "address", "blockquote", "pre",     "dl",
                                              "dt",      "dd",         "figure",  "figcaption",
                                              "body",    "html",       NULL };

static void
note_free (gpointer data)
{
  EspExchangeNote *note = data;

  g_free (note->place);
  g_free (note->text);
  g_free (note);
}

/**
 * esp_exchange_notes_new:
 *
 * Returns: (transfer full) (element-type EspExchangeNote): an empty list that owns its notes.
 */
GPtrArray *
esp_exchange_notes_new (void)
{
  return g_ptr_array_new_with_free_func (note_free);
}

/**
 * esp_flow_init:
 * @doc: takes names and pictures
 * @notes: (nullable): takes what came over otherwise
 */
void
esp_flow_init (EspFlow *self, EspMessageDoc *doc, GPtrArray *notes)
{
  memset (self, 0, sizeof *self);
  self->doc = doc;
  self->notes = notes;
}

/**
 * esp_flow_clear:
 */
void
esp_flow_clear (EspFlow *self)
{
  g_clear_pointer (&self->grounds, g_hash_table_unref);
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  g_clear_pointer (&self->mark, g_free);
}

/**
 * esp_flow_note:
 * @place: what it is about
 * @format: a sentence
 *
 * Remembers that something came over otherwise than it was.
 */
void
esp_flow_note (EspFlow *self, const char *place, const char *format, ...)
{
  EspExchangeNote *note;
  va_list args;

  if (self->notes == NULL || self->notes->len >= max_notes)
    return;
  note = g_new0 (EspExchangeNote, 1);
  note->place = g_strdup (place);
  va_start (args, format);
  note->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->notes, note);
}

/**
 * esp_flow_add:
 *
 * Ends the text that is being filled and adds a block.
 *
 * Returns: (transfer none): the block
 */
EspBlock *
esp_flow_add (EspFlow *self, EspBlockKind kind)
{
  g_autofree char *id = g_strdup_printf ("b%u", ++self->n_blocks);
  EspBlock *block = esp_block_new (kind, id);

  esp_flow_end_text (self);
  g_ptr_array_add (self->blocks, block);
  if (self->grounds != NULL && self->column_depth > 0 && kind != ESP_BLOCK_COLUMNS &&
      self->ground != NULL && g_strcmp0 (self->ground, self->column_ground) != 0)
    block->look.background = g_strdup (self->ground);
  if (self->grounds != NULL && self->column_depth == 0 && self->ground != NULL)
    g_hash_table_insert (self->grounds, block, g_strdup (self->ground));
  if (self->pictures != NULL && self->column_depth == 0 && self->picture != NULL)
    g_hash_table_insert (self->pictures, block, g_strdup (self->picture));
  return block;
}

/**
 * esp_flow_end_text:
 *
 * What comes next begins a new block.
 */
void
esp_flow_end_text (EspFlow *self)
{
  self->text = NULL;
  self->line = NULL;
  self->is_space = FALSE;
}

/**
 * esp_flow_end_line:
 *
 * What comes next begins a new paragraph.
 */
void
esp_flow_end_line (EspFlow *self)
{
  if (self->text != NULL && self->text->kind == ESP_BLOCK_HEADING)
    {
      self->is_space = TRUE; /* a heading has one paragraph */
      return;
    }
  self->line = NULL;
  self->is_space = FALSE;
}

/**
 * esp_flow_add_raw:
 * @html: kept as it is
 */
void
esp_flow_add_raw (EspFlow *self, const char *html)
{
  EspBlock *block = esp_flow_add (self, ESP_BLOCK_HTML);

  block->html = g_strdup (html);
}

static int
font_of (const EspFlowLook *look)
{
  int difference = look->font_px - ESP_FLOW_USUAL_FONT_PX;

  return look->font_px == 0 || ABS (difference) < 2 ? 0 : CLAMP (look->font_px, 8, 96);
}

static void
ensure_line (EspFlow *self, const EspFlowLook *look)
{
  if (self->text != NULL && self->text->kind == ESP_BLOCK_TEXT && self->line == NULL &&
      self->text->font_size != font_of (look))
    esp_flow_end_text (self);
  if (self->text == NULL)
    {
      EspBlock *block = esp_flow_add (self, ESP_BLOCK_TEXT);

      block->font_size = font_of (look);
      self->text = block;
    }
  if (self->line != NULL)
    return;
  self->line = esp_paragraph_new (look->list);
  self->line->align = look->align;
  g_ptr_array_add (self->text->paragraphs, self->line);
}

static gboolean
has_look (const EspRun *run, const EspFlowLook *look)
{
  return run->bold == look->bold && run->italic == look->italic &&
         run->underline == (look->underline && look->href == NULL) && run->strike == look->strike &&
         g_strcmp0 (run->href, look->href) == 0 && g_strcmp0 (run->color, look->color) == 0;
}

static void
append_to_line (EspFlow *self, const EspFlowLook *look, const char *text)
{
  GPtrArray *runs = self->line->runs;
  EspRun *run = runs->len > 0 ? runs->pdata[runs->len - 1] : NULL;
  char *joined;

  if (run == NULL || !has_look (run, look))
    {
      run = esp_run_new ("");
      run->bold = look->bold;
      run->italic = look->italic;
      run->underline = look->underline && look->href == NULL;
      run->strike = look->strike;
      run->href = g_strdup (look->href);
      run->color = g_strdup (look->color);
      g_ptr_array_add (runs, run);
    }
  joined = g_strconcat (run->text, text, NULL);
  g_free (run->text);
  run->text = joined;
}

static gboolean
ends_with_break (const EspFlow *self)
{
  const GPtrArray *runs = self->line->runs;
  const EspRun *run = runs->len > 0 ? runs->pdata[runs->len - 1] : NULL;
  gsize n = run != NULL ? strlen (run->text) : 0;

  return n == 0 || run->text[n - 1] == '\n';
}

/* A space beside a link belongs to what is no link. Returns FALSE when the words to come take it. */
static gboolean
append_space (EspFlow *self, const EspFlowLook *look)
{
  const GPtrArray *runs = self->line->runs;
  EspRun *run = runs->pdata[runs->len - 1];
  char *longer;

  if (run->href != NULL && look->href == NULL)
    return FALSE;
  longer = g_strconcat (run->text, " ", NULL);
  g_free (run->text);
  run->text = longer;
  return TRUE;
}

/* A Liquid tag that stands alone between blocks is no words: it stays as it is. */
static gboolean
read_lonely_tag (EspFlow *self, const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (self->line != NULL || !g_str_has_prefix (trimmed, "{%") || !g_str_has_suffix (trimmed, "%}"))
    return FALSE;
  esp_flow_add_raw (self, trimmed);
  return TRUE;
}

/* White space folds as in a browser; Liquid tags keep theirs, which does not matter to them. */
static void
append_words (EspFlow *self, const char *text, const EspFlowLook *look)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean is_space = self->is_space;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (look->is_pre && u == '\n' && (out->len > 0 || self->line != NULL))
        {
          g_string_append_c (out, '\n');
          is_space = FALSE;
          continue;
        }
      if (u == ' ' || u == '\t' || u == '\n' || u == '\r' || u == '\f' || u < ' ' || u == 0x7f)
        {
          is_space = TRUE;
          continue;
        }
      if (u == 0x200b || u == 0xfeff || u == 0x34f || u == 0xad)
        continue; /* fillers of preview lines */
      if (out->len == 0 && self->line == NULL &&
          (u == 0xa0 || u == 0x202f || (u >= 0x2000 && u <= 0x200a)))
        continue; /* an empty line's &nbsp;, or a thin one */
      if (out->len == 0)
        {
          ensure_line (self, look);
          if (self->mark != NULL)
            {
              append_to_line (self, look, self->mark);
              g_clear_pointer (&self->mark, g_free);
              is_space = FALSE;
            }
          if (is_space && !ends_with_break (self) && !append_space (self, look))
            g_string_append_c (out, ' ');
        }
      else if (is_space)
        g_string_append_c (out, ' ');
      is_space = FALSE;
      g_string_append_unichar (out, u);
    }
  self->is_space = is_space;
  if (out->len > 0)
    append_to_line (self, look, out->str);
}

/* Returns the first address of "a.png 1x, b.png 2x", or NULL. */
static char *
dup_srcset (const xmlNode *node)
{
  g_autofree char *set = esp_dom_dup_attribute (node, "srcset");

  if (set == NULL || *set == '\0')
    return NULL;
  return g_strndup (set, strcspn (set, " ,"));
}

static void
add_image (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  g_autofree char *src = esp_dom_dup_attribute (node, "src");
  g_autofree char *alt = esp_dom_dup_attribute (node, "alt");
  g_autofree char *width = esp_dom_dup_attribute (node, "width");
  g_autofree char *height = esp_dom_dup_attribute (node, "height");
  g_autofree char *style_width = esp_dom_dup_style (node, "width");
  g_autofree char *max_width = esp_dom_dup_style (node, "max-width");
  g_autofree char *radius = esp_dom_dup_style (node, "border-radius");
  int px = esp_dom_parse_px (width != NULL ? width : style_width, 0, 0);
  EspBlock *block;

  if (src == NULL || *src == '\0')
    {
      g_free (src);
      src = dup_srcset (node);
    }
  if (src == NULL)
    return;
  if (g_str_has_prefix (src, "//"))
    {
      char *whole = g_strconcat ("https:", src, NULL);

      g_free (src);
      src = whole;
    }
  if (px == 1 || esp_dom_parse_px (height, 0, 0) == 1)
    {
      esp_flow_note (self, "img", "A counting pixel was left out; Espalier counts by itself.");
      return;
    }
  if (px == 0)
    px = esp_dom_parse_px (max_width, 0, 0);
  block = esp_flow_add (self, ESP_BLOCK_IMAGE);
  block->src = esp_flow_dup_file_address (self, src);
  block->decorative = alt != NULL && *alt == '\0';
  block->alt = alt != NULL && *alt != '\0' ? g_strdup (alt) : NULL;
  block->width = MIN (px, 2000);
  block->align = look->align;
  block->href = g_strdup (look->href);
  block->radius = CLAMP (esp_dom_parse_px (radius, px, 0), 0, 100);
}

static void
read_heading (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  EspBlock *block = esp_flow_add (self, ESP_BLOCK_HEADING);
  EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);
  EspFlowLook inner = *look;
  g_autofree char *color G_GNUC_UNUSED = esp_flow_change_look (node, &inner); /* what inner names */
  int px = inner.font_px;

  block->level = MIN (node->name[1] - '0', 3);
  block->align = inner.align;
  paragraph->align = ESP_ALIGN_START;
  g_ptr_array_add (block->paragraphs, paragraph);
  if (px > look->font_px && px != 0)
    block->font_size = CLAMP (px, 8, 96);
  inner.bold = FALSE; /* headings are bold by themselves */
  self->text = block;
  self->line = paragraph;
  esp_flow_read_children (self, node, &inner);
  esp_flow_end_text (self);
}

static void
read_link (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  g_autofree char *href = esp_dom_dup_attribute (node, "href");
  EspFlowLook inner = *look;
  g_autofree char *color = NULL;

  if (href != NULL && !esp_dom_is_safe_href (href))
    {
      esp_flow_note (self, "a", "A link that runs a script was left out.");
      g_clear_pointer (&href, g_free);
    }
  if (href != NULL && *href != '\0')
    inner.href = href;
  color = esp_flow_change_look (node, &inner);
  esp_flow_read_children (self, node, &inner);
}

static void
read_foreign (EspFlow *self, const xmlNode *node)
{
  g_autoptr (GString) html = g_string_new (NULL);

  esp_dom_append_html (html, node, TRUE);
  esp_flow_note (self, (const char *) node->name,
                 "<%s> has no block of its own and was kept as HTML; many mail programs do not "
                 "show "
                 "it.",
                 (const char *) node->name);
  esp_flow_add_raw (self, html->str);
}

static gboolean
is_heading (const xmlNode *node)
{
  return node->name[0] != '\0' && g_ascii_tolower ((char) node->name[0]) == 'h' &&
         node->name[1] >= '1' && node->name[1] <= '6' && node->name[2] == '\0';
}

/* Returns whether the element was one that makes a block of its own. */
static gboolean
read_special (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  if (esp_dom_is_any (node, running))
    {
      self->n_scripts++;
      esp_flow_note (self, (const char *) node->name,
                     "<%s> was left out: a message must not run anything.",
                     (const char *) node->name);
    }
  else if (esp_dom_is (node, "img"))
    add_image (self, node, look);
  else if (is_heading (node))
    read_heading (self, node, look);
  else if (esp_dom_is (node, "hr"))
    esp_flow_read_rule (self, node);
  else if (esp_flow_is_line (node))
    esp_flow_read_line (self, node);
  else if (esp_dom_is (node, "ul") || esp_dom_is (node, "ol"))
    esp_flow_read_list (self, node, look);
  else if (esp_dom_is (node, "table"))
    return esp_flow_read_table (self, node, look);
  else if (esp_dom_is_any (node, foreign))
    read_foreign (self, node);
  else
    return FALSE;
  return TRUE;
}

static void
read_element (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  gboolean is_block = esp_dom_is_any (node, blocks_of_text) || esp_dom_is (node, "li");
  EspFlowLook inner = *look;
  g_autofree char *color = NULL;
  g_autofree char *ground = NULL;
  g_autofree char *picture = NULL;
  const char *outer_ground = self->ground;
  const char *outer_picture = self->picture;

  if (esp_dom_is (node, "br"))
    {
      if (self->line != NULL)
        append_to_line (self, look, "\n");
      self->is_space = FALSE;
      return;
    }
  if (read_special (self, node, look))
    return;
  if (esp_dom_is (node, "a"))
    {
      if (!esp_flow_read_button (self, node, look))
        read_link (self, node, look);
      return;
    }
  color = esp_flow_change_look (node, &inner);
  esp_flow_read_word_item (node, &inner);
  ground = esp_flow_dup_ground (node);
  if (ground != NULL)
    self->ground = ground;
  if (is_block)
    esp_flow_end_line (self);
  if (is_block && esp_dom_is (node, "div"))
    picture = esp_flow_read_background (self, node);
  if (picture != NULL)
    self->picture = picture;
  if (!is_block || !esp_flow_read_boxes (self, node, &inner))
    esp_flow_read_children (self, node, &inner);
  if (is_block)
    esp_flow_end_line (self);
  self->ground = outer_ground;
  self->picture = outer_picture;
}

/* The hidden words at the beginning are the preview text; others are shown on some screens alone. */
static void
note_hidden (EspFlow *self, const xmlNode *node)
{
  const int told_chars = 60;
  g_autofree char *words = esp_dom_dup_text (node);
  g_autofree char *list = esp_dom_dup_style (node, "mso-list"); /* Word's mark of an item */
  g_autofree char *start = NULL;

  if (list != NULL || esp_dom_is_blank (node) || *words == '\0' ||
      (self->doc->preheader != NULL && *self->doc->preheader != '\0' &&
       strstr (words, self->doc->preheader) != NULL))
    return;
  start = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), told_chars));
  if (esp_dom_is_any (node, skipped) || self->doc->preheader == NULL ||
      g_str_has_prefix (self->doc->preheader, start))
    return;
  esp_flow_note (self, (const char *) node->name,
                 "Words that are hidden, or shown on some screens alone, were left out: “%s”",
                 start);
}

/**
 * esp_flow_read:
 * @look: how things look around @node
 *
 * Reads @node and what is in it.
 */
void
esp_flow_read (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  if (esp_dom_is_text (node))
    {
      if (!read_lonely_tag (self, (const char *) node->content))
        append_words (self, (const char *) node->content, look);
      return;
    }
  if (!esp_dom_is_element (node) || esp_dom_is_any (node, skipped))
    return;
  if (self->depth >= ESP_DOM_MAX_DEPTH || self->n_blocks >= ESP_FLOW_MAX_BLOCKS)
    {
      esp_flow_note (self, (const char *) node->name,
                     "What is nested deeper than %d elements, or comes after %d blocks, was left "
                     "out.",
                     ESP_DOM_MAX_DEPTH, ESP_FLOW_MAX_BLOCKS);
      return;
    }
  if (esp_flow_is_hidden (node))
    {
      note_hidden (self, node);
      return;
    }
  self->depth++;
  read_element (self, node, look);
  self->depth--;
}

/**
 * esp_flow_read_children:
 */
void
esp_flow_read_children (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    esp_flow_read (self, child, look);
}
