/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the body of a message: sections, columns, blocks, paragraphs and runs. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-reader-private.h"

#include "engine/content/esp-social.h"

#include <string.h>

#define MAX_BLOCKS 2000
#define MAX_COLUMNS_DEPTH 2 /* a section's columns, and one columns block inside */
#define MAX_TEXT_BYTES (256 * 1024)
#define MAX_HTML_BYTES (4 * 1024 * 1024)
#define MAX_HREF_BYTES 8000

static const char *const paragraph_names[] = { "plain", "bullet", "number", NULL };
static const char *const align_names[] = { "start", "center", "end", NULL };
static const char *const valign_names[] = { "top", "middle", "bottom", NULL };
static const char *const size_names[] = { "medium", "small", "large", NULL };
static const char *const social_names[] = { "color", "mono", "text", NULL };

/**
 * esp_message_reader_is_plain_id:
 *
 * Returns: whether @id is short and of letters, digits, “-”, “_” and “.” alone
 */
gboolean
esp_message_reader_is_plain_id (const char *id)
{
  return *id != '\0' && strlen (id) <= 64 &&
         strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
           strlen (id);
}

/**
 * esp_message_reader_read_id:
 * @prefix: of an id that is made up
 *
 * Returns: (transfer full): an id that nothing else in the message has, made from the place when none is given
 */
char *
esp_message_reader_read_id (EspMessageReader *reader, JsonObject *object, const char *prefix)
{
  g_autofree char *id = esp_json_walk_line (&reader->walk, object, "id", MAX_LINE_BYTES);

  for (guint n = 1; id == NULL; n++)
    {
      g_autofree char *candidate = g_strdup_printf ("%s%u", prefix, n);

      if (!g_hash_table_contains (reader->ids, candidate))
        id = g_steal_pointer (&candidate);
    }
  if (!esp_message_reader_is_plain_id (id))
    esp_json_walk_fail (&reader->walk, "id",
                        "1 to 64 letters, digits, “-”, “_” or “.” are expected");
  else if (!g_hash_table_add (reader->ids, g_strdup (id)))
    esp_json_walk_fail (&reader->walk, "id", "“%s” is used twice", id);
  return g_steal_pointer (&id);
}

static EspRun *
read_run (EspMessageReader *reader, JsonNode *node)
{
  static const char *const known[] = { "text",   "href",      "color",  "bold",
                                       "italic", "underline", "strike", NULL };
  EspRun *run = esp_run_new ("");
  JsonObject *object;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      esp_message_doc_set (&run->text, json_node_get_string (node));
      if (!g_utf8_validate (run->text, -1, NULL))
        esp_json_walk_fail (&reader->walk, NULL, "it is not valid UTF-8");
      if (strlen (run->text) > MAX_TEXT_BYTES)
        esp_json_walk_fail (&reader->walk, NULL, "the text is longer than %d bytes",
                            MAX_TEXT_BYTES);
      return run;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, NULL, "a text or an object in braces is expected");
      return run;
    }
  object = json_node_get_object (node);
  esp_json_walk_check_members (&reader->walk, object, known);
  g_free (run->text);
  run->text = esp_json_walk_string (&reader->walk, object, "text", MAX_TEXT_BYTES);
  if (run->text == NULL)
    {
      esp_json_walk_fail (&reader->walk, "text", "a run needs its text");
      run->text = g_strdup ("");
    }
  run->href = esp_json_walk_line (&reader->walk, object, "href", MAX_HREF_BYTES);
  run->color = esp_message_reader_read_color (reader, object, "color");
  run->bold = esp_json_walk_bool (&reader->walk, object, "bold");
  run->italic = esp_json_walk_bool (&reader->walk, object, "italic");
  run->underline = esp_json_walk_bool (&reader->walk, object, "underline");
  run->strike = esp_json_walk_bool (&reader->walk, object, "strike");
  return run;
}

static EspParagraph *
read_paragraph (EspMessageReader *reader, JsonObject *object)
{
  static const char *const known[] = { "kind", "align", "runs", NULL };
  EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);
  JsonArray *runs;

  esp_json_walk_check_members (&reader->walk, object, known);
  paragraph->kind = esp_json_walk_word (&reader->walk, object, "kind", paragraph_names);
  paragraph->align = esp_json_walk_word (&reader->walk, object, "align", align_names);
  runs = esp_json_walk_array (&reader->walk, object, "runs");
  for (guint i = 0; runs != NULL && i < json_array_get_length (runs); i++)
    {
      gsize member = esp_json_walk_push (&reader->walk, "runs");

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      g_ptr_array_add (paragraph->runs, read_run (reader, json_array_get_element (runs, i)));
      esp_json_walk_pop (&reader->walk, member);
    }
  return paragraph;
}

static void
read_paragraphs (EspMessageReader *reader, JsonObject *object, EspBlock *block)
{
  JsonArray *paragraphs = esp_json_walk_array (&reader->walk, object, "paragraphs");
  guint n = paragraphs != NULL ? json_array_get_length (paragraphs) : 0;

  for (guint i = 0; i < n; i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "paragraphs");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, paragraphs, i);
      if (element != NULL)
        g_ptr_array_add (block->paragraphs, read_paragraph (reader, element));
      esp_json_walk_pop (&reader->walk, before);
    }
  if (block->kind == ESP_BLOCK_HEADING && n != 1)
    esp_json_walk_fail (&reader->walk, "paragraphs",
                        "a heading has exactly one paragraph, here are %u", n);
}

static void
read_columns (EspMessageReader *reader, JsonObject *object, GPtrArray *columns, int depth);

static void
check_block_members (EspMessageReader *reader, JsonObject *object, EspBlockKind kind)
{
#define COMMON "id", "type", "align", "show_if", "padding", "background"
#define COMMON_ROW "id", "type", "align", "show_if", "padding"
#define LETTERS "font", "weight", "line_height", "letter_spacing", "capitals"
  static const char *const heading[] = {
    COMMON, LETTERS, "level", "font_size", "paragraphs", NULL
  };
  static const char *const text[] = { COMMON, LETTERS, "font_size", "paragraphs", NULL };
  static const char *const button[] = { COMMON,       "label",      "href",   "color",
                                        "text_color", "full_width", "radius", "size",
                                        "font_size",  LETTERS,      "border", NULL };
  static const char *const image[] = { COMMON, "src",    "alt",    "decorative", "width",
                                       "href", "radius", "border", NULL };
  static const char *const divider[] = { COMMON, "color", "height", "span", "line", NULL };
  static const char *const spacer[] = { "id", "type", "align", "show_if", "height", NULL };
  static const char *const columns[] = { COMMON_ROW, "columns", "no_stack", NULL };
  static const char *const html[] = { COMMON, "html", NULL };
  static const char *const social[] = { COMMON, "links", "style", "icon_size", NULL };
  static const char *const products[] = { COMMON,      "source", "members", "per_row",
                                          "limit",     "label",  "color",   "text_color",
                                          "font_size", "radius", "size",    NULL };
  static const char *const linked[] = { "id", "type", "align", "show_if", "ref", NULL };
#undef COMMON
#undef COMMON_ROW
#undef LETTERS
  static const char *const *const known[ESP_N_BLOCK_KINDS] = {
    [ESP_BLOCK_HEADING] = heading,   [ESP_BLOCK_TEXT] = text,       [ESP_BLOCK_BUTTON] = button,
    [ESP_BLOCK_IMAGE] = image,       [ESP_BLOCK_DIVIDER] = divider, [ESP_BLOCK_SPACER] = spacer,
    [ESP_BLOCK_COLUMNS] = columns,   [ESP_BLOCK_HTML] = html,       [ESP_BLOCK_SOCIAL] = social,
    [ESP_BLOCK_PRODUCTS] = products, [ESP_BLOCK_LINKED] = linked,
  };

  esp_json_walk_check_members (&reader->walk, object, known[kind]);
}

static char *
read_condition (EspMessageReader *reader, JsonObject *object)
{
  char *text = esp_json_walk_line (&reader->walk, object, "show_if", MAX_LINE_BYTES);

  if (text != NULL && (strstr (text, "%}") != NULL || strstr (text, "{%") != NULL))
    esp_json_walk_fail (&reader->walk, "show_if", "write the condition alone, without {%% and %%}");
  return text;
}

static EspPadding
read_padding (EspMessageReader *reader, JsonObject *object)
{
  static const char *const known[] = { "top", "right", "bottom", "left", NULL };
  JsonNode *node = json_object_get_member (object, "padding");
  EspPadding padding;
  int *sides[] = { &padding.top, &padding.right, &padding.bottom, &padding.left };
  gsize before;

  esp_padding_reset (&padding);
  if (node == NULL)
    return padding;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, "padding",
                          "an object with top, right, bottom and left is expected");
      return padding;
    }
  before = esp_json_walk_push (&reader->walk, "padding");
  esp_json_walk_check_members (&reader->walk, json_node_get_object (node), known);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    *sides[i] = esp_json_walk_int (&reader->walk, json_node_get_object (node), known[i],
                                   ESP_MAX_PADDING_PX, ESP_PADDING_USUAL);
  esp_json_walk_pop (&reader->walk, before);
  return padding;
}

static int
read_radius (EspMessageReader *reader, JsonObject *object)
{
  const int max_radius_px = 100;

  return esp_json_walk_int (&reader->walk, object, "radius", max_radius_px, ESP_RADIUS_USUAL);
}

static int
read_font_size (EspMessageReader *reader, JsonObject *object)
{
  const int min_px = 8;
  const int max_px = 96;
  int px = esp_json_walk_int (&reader->walk, object, "font_size", max_px, 0);

  if (px > 0 && px < min_px)
    esp_json_walk_fail (&reader->walk, "font_size", "%d to %d px are expected", min_px, max_px);
  return px;
}

static EspSocialLink *
read_social_link (EspMessageReader *reader, JsonObject *object)
{
  static const char *const known[] = { "network", "href", "label", NULL };
  EspSocialLink *link = esp_social_link_new (NULL, NULL, NULL);

  esp_json_walk_check_members (&reader->walk, object, known);
  link->network = esp_json_walk_line (&reader->walk, object, "network", MAX_LINE_BYTES);
  link->href = esp_json_walk_line (&reader->walk, object, "href", MAX_HREF_BYTES);
  link->label = esp_json_walk_line (&reader->walk, object, "label", MAX_LINE_BYTES);
  if (link->network == NULL)
    esp_json_walk_fail (&reader->walk, "network", "the name of a network is expected");
  else if (esp_social_network_find (link->network) == NULL)
    esp_json_walk_fail (&reader->walk, "network",
                        "“%.40s” is not known; use “website” with a label for it", link->network);
  return link;
}

static void
read_social (EspMessageReader *reader, JsonObject *object, EspBlock *block)
{
  const int max_icon_px = 96;
  JsonArray *links = esp_json_walk_array (&reader->walk, object, "links");
  guint n = links != NULL ? json_array_get_length (links) : 0;

  block->social_style = esp_json_walk_word (&reader->walk, object, "style", social_names);
  block->icon_size = esp_json_walk_int (&reader->walk, object, "icon_size", max_icon_px, 0);
  if (n > ESP_MAX_SOCIAL_LINKS)
    esp_json_walk_fail (&reader->walk, "links", "at most %d links are expected, here are %u",
                        ESP_MAX_SOCIAL_LINKS, n);
  for (guint i = 0; i < n && reader->walk.error == NULL; i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "links");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, links, i);
      if (element != NULL)
        g_ptr_array_add (block->links, read_social_link (reader, element));
      esp_json_walk_pop (&reader->walk, before);
    }
}

/* What stands inside a tag that the writer makes must not close it. */
static char *
read_expression (EspMessageReader *reader, JsonObject *object, const char *member)
{
  char *text = esp_json_walk_line (&reader->walk, object, member, MAX_LINE_BYTES);

  if (text != NULL && (strpbrk (text, "{}") != NULL || strstr (text, "%}") != NULL))
    esp_json_walk_fail (&reader->walk, member, "write the name alone, without braces");
  return text;
}

static void
read_product_members (EspMessageReader *reader, JsonObject *object, EspProductMembers *members)
{
  static const char *const known[] = { "name", "image", "price", "was", "text", "link", NULL };

  esp_json_walk_check_members (&reader->walk, object, known);
  members->name = read_expression (reader, object, "name");
  members->image = read_expression (reader, object, "image");
  members->price = read_expression (reader, object, "price");
  members->was = read_expression (reader, object, "was");
  members->text = read_expression (reader, object, "text");
  members->link = read_expression (reader, object, "link");
}

static void
read_products (EspMessageReader *reader, JsonObject *object, EspBlock *block)
{
  const int max_products = 100;
  JsonNode *node = json_object_get_member (object, "members");

  block->source = read_expression (reader, object, "source");
  block->per_row =
    esp_json_walk_int (&reader->walk, object, "per_row", ESP_MAX_PRODUCTS_PER_ROW, block->per_row);
  if (block->per_row < 1)
    esp_json_walk_fail (&reader->walk, "per_row", "at least one product stands in a row");
  block->limit = esp_json_walk_int (&reader->walk, object, "limit", max_products, 0);
  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      gsize before = esp_json_walk_push (&reader->walk, "members");

      read_product_members (reader, json_node_get_object (node), &block->members);
      esp_json_walk_pop (&reader->walk, before);
    }
  else
    esp_json_walk_fail (&reader->walk, "members",
                        "an object with name, image, price … is expected");
}

static void
read_ref (EspMessageReader *reader, JsonObject *object, EspBlock *block)
{
  block->ref = esp_json_walk_line (&reader->walk, object, "ref", MAX_LINE_BYTES);
  if (block->ref == NULL || !esp_message_reader_is_plain_id (block->ref))
    esp_json_walk_fail (&reader->walk, "ref", "the uuid of a saved block is expected");
}

static void
read_block_members (EspMessageReader *reader, JsonObject *object, EspBlock *block, int depth)
{
  const int max_px = 2000;

  block->align = esp_json_walk_word (&reader->walk, object, "align", align_names);
  block->show_if = read_condition (reader, object);
  block->padding = read_padding (reader, object);
  block->span = esp_json_walk_int (&reader->walk, object, "span", 100, 0);
  block->line_style = esp_json_walk_word (&reader->walk, object, "line", esp_line_style_names);
  esp_message_reader_read_look (reader, object, &block->look);
  if (block->paragraphs != NULL)
    read_paragraphs (reader, object, block);
  if (block->kind == ESP_BLOCK_HEADING)
    block->level = esp_json_walk_int (&reader->walk, object, "level", 3, 1);
  if (block->level < 1)
    esp_json_walk_fail (&reader->walk, "level", "a heading has level 1, 2 or 3");
  block->label = esp_json_walk_line (&reader->walk, object, "label", MAX_LINE_BYTES);
  block->href = esp_json_walk_line (&reader->walk, object, "href", MAX_HREF_BYTES);
  block->color = esp_message_reader_read_color (reader, object, "color");
  block->text_color = esp_message_reader_read_color (reader, object, "text_color");
  block->full_width = esp_json_walk_bool (&reader->walk, object, "full_width");
  block->src = esp_json_walk_line (&reader->walk, object, "src", MAX_HREF_BYTES);
  block->alt = esp_json_walk_line (&reader->walk, object, "alt", MAX_LINE_BYTES);
  block->decorative = esp_json_walk_bool (&reader->walk, object, "decorative");
  block->width = esp_json_walk_int (&reader->walk, object, "width", max_px, 0);
  block->height = esp_json_walk_int (&reader->walk, object, "height", max_px, block->height);
  block->html = esp_json_walk_string (&reader->walk, object, "html", MAX_HTML_BYTES);
  block->font_size = read_font_size (reader, object);
  block->radius = read_radius (reader, object);
  block->size = esp_json_walk_word (&reader->walk, object, "size", size_names);
  block->no_stack = esp_json_walk_bool (&reader->walk, object, "no_stack");
  if (block->kind == ESP_BLOCK_SOCIAL)
    read_social (reader, object, block);
  if (block->kind == ESP_BLOCK_PRODUCTS)
    read_products (reader, object, block);
  if (block->kind == ESP_BLOCK_LINKED)
    read_ref (reader, object, block);
  if (block->columns != NULL)
    read_columns (reader, object, block->columns, depth + 1);
}

static EspBlock *
read_block (EspMessageReader *reader, JsonObject *object, int depth)
{
  g_autofree char *name = esp_json_walk_line (&reader->walk, object, "type", MAX_LINE_BYTES);
  g_autofree char *id = NULL;
  EspBlock *block;
  EspBlockKind kind;

  if (name == NULL)
    {
      esp_json_walk_fail (&reader->walk, "type", "a block needs a type");
      return NULL;
    }
  if (!esp_block_kind_from_string (name, &kind))
    {
      esp_json_walk_fail (&reader->walk, "type", "there is no block of type “%.40s”", name);
      return NULL;
    }
  if (++reader->n_blocks > MAX_BLOCKS)
    {
      esp_json_walk_fail (&reader->walk, NULL, "there are more than %d blocks", MAX_BLOCKS);
      return NULL;
    }
  check_block_members (reader, object, kind);
  id = esp_message_reader_read_id (reader, object, "b");
  block = esp_block_new (kind, id);
  read_block_members (reader, object, block, depth);
  return block;
}

static EspColumn *
read_column (EspMessageReader *reader, JsonObject *object, int depth)
{
  static const char *const known[] = { "width",  "valign",  "background", "border",
                                       "radius", "padding", "blocks",     NULL };
  EspColumn *column = esp_column_new ();
  JsonArray *blocks;

  esp_json_walk_check_members (&reader->walk, object, known);
  column->width = esp_json_walk_int (&reader->walk, object, "width", 100, 0);
  column->valign = esp_json_walk_word (&reader->walk, object, "valign", valign_names);
  column->background = esp_message_reader_read_color (reader, object, "background");
  esp_message_reader_read_border (reader, object, &column->border);
  column->radius = read_radius (reader, object);
  column->padding = read_padding (reader, object);
  blocks = esp_json_walk_array (&reader->walk, object, "blocks");
  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "blocks");
      JsonObject *element;
      EspBlock *block = NULL;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, blocks, i);
      if (element != NULL && reader->walk.error == NULL)
        block = read_block (reader, element, depth);
      if (block != NULL)
        g_ptr_array_add (column->blocks, block);
      esp_json_walk_pop (&reader->walk, before);
    }
  return column;
}

static void
read_columns (EspMessageReader *reader, JsonObject *object, GPtrArray *columns, int depth)
{
  JsonArray *array = esp_json_walk_array (&reader->walk, object, "columns");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (depth > MAX_COLUMNS_DEPTH)
    esp_json_walk_fail (&reader->walk, "columns",
                        "columns inside columns inside columns cannot be read on a phone");
  if (n < 1 || n > ESP_MAX_COLUMNS)
    esp_json_walk_fail (&reader->walk, "columns", "1 to %d columns are expected, here are %u",
                        ESP_MAX_COLUMNS, n);
  for (guint i = 0; i < n && reader->walk.error == NULL; i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "columns");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, array, i);
      if (element != NULL)
        g_ptr_array_add (columns, read_column (reader, element, depth));
      esp_json_walk_pop (&reader->walk, before);
    }
}

static void
read_section (EspMessageReader *reader, JsonObject *object, GPtrArray *sections)
{
  static const char *const known[] = { "id",       "background", "picture",    "border",
                                       "radius",   "padding",    "full_width", "show_if",
                                       "no_stack", "columns",    NULL };
  g_autofree char *id = NULL;
  EspSection *section;

  esp_json_walk_check_members (&reader->walk, object, known);
  id = esp_message_reader_read_id (reader, object, "s");
  section = esp_section_new (id);
  g_ptr_array_add (sections, section);
  section->background = esp_message_reader_read_color (reader, object, "background");
  section->picture = esp_json_walk_line (&reader->walk, object, "picture", MAX_HREF_BYTES);
  esp_message_reader_read_border (reader, object, &section->border);
  section->radius = read_radius (reader, object);
  section->padding = read_padding (reader, object);
  section->full_width = esp_json_walk_bool (&reader->walk, object, "full_width");
  section->no_stack = esp_json_walk_bool (&reader->walk, object, "no_stack");
  section->show_if = read_condition (reader, object);
  read_columns (reader, object, section->columns, 1);
}

/**
 * esp_message_reader_read_body:
 * @body: the member “body” of a message or of one of its languages
 * @sections: (element-type EspSection): sections are added to it
 * @html: (inout): replaced when the body is HTML
 *
 * Returns: of which kind the body is.
 */
EspBodyKind
esp_message_reader_read_body (EspMessageReader *reader,
                              JsonObject *body,
                              GPtrArray *sections,
                              char **html)
{
  static const char *const known[] = { "sections", "html", NULL };
  JsonArray *array;

  esp_json_walk_check_members (&reader->walk, body, known);
  if (json_object_has_member (body, "html"))
    {
      if (json_object_has_member (body, "sections"))
        esp_json_walk_fail (&reader->walk, NULL, "a body is either “sections” or “html”, not both");
      g_free (*html);
      *html = esp_json_walk_string (&reader->walk, body, "html", MAX_HTML_BYTES);
      if (*html == NULL)
        *html = g_strdup ("");
      return ESP_BODY_HTML;
    }
  array = esp_json_walk_array (&reader->walk, body, "sections");
  if (array == NULL)
    esp_json_walk_fail (&reader->walk, NULL, "a body needs “sections” or “html”");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      gsize before = esp_json_walk_push (&reader->walk, "sections");
      JsonObject *element;

      (void) esp_json_walk_push_index (&reader->walk, i); /* popped with its list */
      element = esp_json_walk_element (&reader->walk, array, i);
      if (element != NULL && reader->walk.error == NULL)
        read_section (reader, element, sections);
      esp_json_walk_pop (&reader->walk, before);
    }
  return ESP_BODY_BLOCKS;
}
