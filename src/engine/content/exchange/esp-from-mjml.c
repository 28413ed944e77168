/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads MJML: head, sections, wrappers, groups and columns; what is in a column is read elsewhere. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-exchange-ink.h"
#include "engine/content/exchange/esp-dom-sheet.h"
#include "engine/content/exchange/esp-from-mjml.h"

#include <string.h>

static const gsize max_line_bytes = 1900;
static const int section_px = 600;

static char *
dup_from_defaults (EspMjml *self, const char *tag, const char *name)
{
  for (const xmlNode *child = self->attributes != NULL ? self->attributes->children : NULL;
       child != NULL; child = child->next)
    if (esp_dom_is (child, tag))
      {
        char *value = esp_dom_dup_attribute (child, name);

        if (value != NULL)
          return value;
      }
  return NULL;
}

/* What one class says of a component, or, with @tag, of such components within one that has it. */
static char *
dup_from_class (const xmlNode *class, const char *tag, const char *name)
{
  char *found = NULL;

  if (tag == NULL)
    return esp_dom_dup_attribute (class, name);
  for (const xmlNode *child = class->children; child != NULL && found == NULL; child = child->next)
    if (esp_dom_is (child, tag))
      found = esp_dom_dup_attribute (child, name);
  return found;
}

/* @given: the names of classes; the last wins */
static char *
dup_from_classes (EspMjml *self, const char *given, const char *tag, const char *name)
{
  g_auto (GStrv) classes = g_strsplit (given, " ", 20);
  char *found = NULL;

  for (guint i = 0; classes[i] != NULL; i++)
    for (const xmlNode *child = self->attributes != NULL ? self->attributes->children : NULL;
         child != NULL; child = child->next)
      {
        g_autofree char *own =
          esp_dom_is (child, "mj-class") ? esp_dom_dup_attribute (child, "name") : NULL;
        char *value;

        if (own == NULL || !g_str_equal (own, classes[i]))
          continue;
        value = dup_from_class (child, tag, name);
        if (value == NULL)
          continue;
        g_free (found);
        found = value;
      }
  return found;
}

/* Classes say something of the components within, down to the next that has classes; that wins over the component's
 * own classes, as mjml-core applies them. */
static char *
dup_from_all_classes (EspMjml *self, const xmlNode *node, const char *name)
{
  g_autofree char *own = esp_dom_dup_attribute (node, "mj-class");
  char *found = NULL;

  for (const xmlNode *above = node->parent; above != NULL && above->type == XML_ELEMENT_NODE;
       above = above->parent)
    {
      g_autofree char *given = esp_dom_dup_attribute (above, "mj-class");

      if (given == NULL)
        continue;
      found = dup_from_classes (self, given, (const char *) node->name, name);
      break;
    }
  return found != NULL || own == NULL ? found : dup_from_classes (self, own, NULL, name);
}

/**
 * esp_mjml_dup_level:
 * @level: 0 what the head says for all, 1 for such components, 2 for its classes, 3 the component itself
 *
 * Returns: (transfer full) (nullable): what is said there and nowhere else.
 */
char *
esp_mjml_dup_level (EspMjml *self, const xmlNode *node, guint level, const char *name)
{
  switch (level)
    {
    case 0:
      return dup_from_defaults (self, "mj-all", name);
    case 1:
      return dup_from_defaults (self, (const char *) node->name, name);
    case 2:
      return dup_from_all_classes (self, node, name);
    default:
      return esp_dom_dup_attribute (node, name);
    }
}

/**
 * esp_mjml_dup_attribute:
 *
 * Returns: (transfer full) (nullable): what the component says, then its classes, then what the head says for
 * such components, then for all.
 */
char *
esp_mjml_dup_attribute (EspMjml *self, const xmlNode *node, const char *name)
{
  char *value = NULL;

  for (guint level = ESP_MJML_N_LEVELS; level > 0 && value == NULL; level--)
    value = esp_mjml_dup_level (self, node, level - 1, name);
  return value;
}

static void
set_line (char **field, const xmlNode *node)
{
  g_autofree char *text = esp_dom_dup_text (node);

  if (strlen (text) > max_line_bytes)
    *g_utf8_find_prev_char (text, text + max_line_bytes) = '\0';
  esp_message_doc_set (field, text);
}

static void
read_head (EspMjml *self, const xmlNode *head)
{
  EspMessageDoc *doc = self->flow.doc;

  for (const xmlNode *child = head->children; child != NULL; child = child->next)
    {
      if (esp_dom_is (child, "mj-title"))
        set_line (&doc->subject, child);
      else if (esp_dom_is (child, "mj-preview"))
        set_line (&doc->preheader, child);
      else if (esp_dom_is (child, "mj-attributes"))
        self->attributes = child;
      else if (esp_dom_is (child, "mj-font"))
        esp_flow_note (&self->flow, "mj-font",
                       "Fonts from the network do not come along: the brand kit names the fonts.");
      else if (esp_dom_is (child, "mj-include") && self->error == NULL)
        g_set_error_literal (&self->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                             "The head of the MJML includes another file, and files are not opened "
                             "from inside a message; put its content in and try again");
    }
}

/* What the writer of our own MJML says in the head: "espalier", and what of the look is the message's own. */
static const char *
find_mark (const xmlNode *head)
{
  for (const xmlNode *child = head->children; child != NULL; child = child->next)
    if (child->type == XML_COMMENT_NODE && child->content != NULL &&
        g_str_has_prefix ((const char *) child->content, ESP_MJML_MARK))
      return (const char *) child->content;
  return NULL;
}

static void
read_page_look (EspMjml *self, const xmlNode *head, const char *ground)
{
  const char *mark = head != NULL ? find_mark (head) : NULL;
  EspMessageDoc *doc = self->flow.doc;
  g_autofree char *font = dup_from_defaults (self, "mj-all", "font-family");

  self->is_own = mark != NULL;
  if (mark == NULL || strstr (mark, "font ") != NULL)
    doc->font = esp_font_dup_safe (font);
  if (mark == NULL || strstr (mark, "background ") != NULL)
    doc->background = g_strdup (ground);
}

static EspSection *
add_section (EspMjml *self, const char *background)
{
  GPtrArray *sections = self->flow.doc->sections;
  g_autofree char *id = g_strdup_printf ("s%u", sections->len + 1);
  EspSection *section = esp_section_new (id);

  section->background = g_strcmp0 (background, "#ffffff") != 0 ? g_strdup (background) : NULL;
  g_ptr_array_add (sections, section);
  return section;
}

/* What a column or a group of columns says about itself. */
static void
read_shape (EspMjml *self, const xmlNode *node, EspColumn *column)
{
  g_autofree char *inner = esp_mjml_dup_attribute (self, node, "inner-background-color");
  g_autofree char *width = esp_mjml_dup_attribute (self, node, "width");
  g_autofree char *valign = esp_mjml_dup_attribute (self, node, "vertical-align");
  g_autofree char *background = esp_mjml_dup_attribute (self, node, "background-color");

  if (width != NULL && strchr (width, '%') != NULL)
    column->width = MIN (esp_dom_parse_px (width, 100, 0), 100);
  else if (width != NULL)
    column->width = CLAMP (esp_dom_parse_px (width, section_px, 0) * 100 / section_px, 0, 100);
  if (g_strcmp0 (valign, "middle") == 0)
    column->valign = ESP_VALIGN_MIDDLE;
  else if (g_strcmp0 (valign, "bottom") == 0)
    column->valign = ESP_VALIGN_BOTTOM;
  column->background = esp_dom_dup_color (inner != NULL ? inner : background);
  esp_mjml_read_padding (self, node, &column->padding);
  esp_mjml_read_border (self, node, &column->border);
  column->radius = esp_mjml_read_radius (self, node);
  if (!self->is_own && column->background != NULL && column->radius < 0)
    column->radius = 0;
}

static EspColumn *
read_column (EspMjml *self, const xmlNode *node)
{
  EspColumn *column = esp_column_new ();
  GPtrArray *outer = self->flow.blocks;

  read_shape (self, node, column);
  self->flow.blocks = column->blocks;
  self->flow.column_depth++;
  esp_mjml_read_blocks (self, node);
  self->flow.column_depth--;
  self->flow.blocks = outer;
  esp_flow_tidy (column->blocks);
  return column;
}

static void
read_columns (EspMjml *self, const xmlNode *node, GPtrArray *columns)
{
  for (const xmlNode *child = node->children; child != NULL && self->error == NULL;
       child = child->next)
    {
      if (esp_dom_is (child, "mj-column"))
        g_ptr_array_add (columns, read_column (self, child));
      else if (esp_dom_is_element (child) && !esp_dom_is (child, "mj-group"))
        {
          EspColumn *column = esp_column_new (); /* a component without a column */
          GPtrArray *outer = self->flow.blocks;
          xmlNode *next = child->next;
          xmlNode *previous = child->prev;
          xmlNode single = *node;

          single.children = (xmlNode *) child;
          ((xmlNode *) child)->next = NULL;
          ((xmlNode *) child)->prev = NULL;
          self->flow.blocks = column->blocks;
          esp_mjml_read_blocks (self, &single);
          self->flow.blocks = outer;
          ((xmlNode *) child)->next = next;
          ((xmlNode *) child)->prev = previous;
          g_ptr_array_add (columns, column);
        }
    }
}

/* A group among columns is one column with columns in it that stay side by side. */
static EspColumn *
read_group (EspMjml *self, const xmlNode *node)
{
  EspColumn *column = esp_column_new ();
  GPtrArray *outer = self->flow.blocks;
  EspBlock *block;

  read_shape (self, node, column);
  self->flow.blocks = column->blocks;
  block = esp_flow_add (&self->flow, ESP_BLOCK_COLUMNS);
  block->no_stack = TRUE;
  read_columns (self, node, block->columns);
  self->flow.blocks = outer;
  if (block->columns->len == 0)
    g_ptr_array_set_size (column->blocks, 0);
  return column;
}

static guint
count_children (const xmlNode *node, const char *name)
{
  guint n = 0;

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    n += name == NULL ? esp_dom_is_element (child) : esp_dom_is (child, name);
  return n;
}

static void
read_all_columns (EspMjml *self, const xmlNode *node, EspSection *section)
{
  const xmlNode *holder = node;

  if (count_children (node, "mj-group") == 1 && count_children (node, NULL) == 1)
    {
      for (const xmlNode *child = node->children; child != NULL; child = child->next)
        if (esp_dom_is (child, "mj-group"))
          holder = child;
      section->no_stack = TRUE;
    }
  if (holder == node && count_children (node, "mj-group") > 0)
    for (const xmlNode *child = node->children; child != NULL; child = child->next)
      {
        if (esp_dom_is (child, "mj-group"))
          g_ptr_array_add (section->columns, read_group (self, child));
        else if (esp_dom_is (child, "mj-column"))
          g_ptr_array_add (section->columns, read_column (self, child));
      }
  else
    read_columns (self, holder, section->columns);
}

static gboolean
has_content (const EspSection *section)
{
  for (guint i = 0; i < section->columns->len; i++)
    if (((EspColumn *) section->columns->pdata[i])->blocks->len > 0)
      return TRUE;
  return FALSE;
}

/* More columns than fit go on in the next section. */
static void
split_columns (EspMjml *self, EspSection *section)
{
  while (section->columns->len > ESP_MAX_COLUMNS)
    {
      EspSection *rest = add_section (self, section->background);
      guint n = section->columns->len - ESP_MAX_COLUMNS;

      esp_flow_note (&self->flow, "mj-section",
                     "More than %d columns became rows below each other.", ESP_MAX_COLUMNS);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (rest->columns,
                         g_ptr_array_steal_index (section->columns, ESP_MAX_COLUMNS));
      rest->padding = section->padding;
      rest->padding.top = 0;
      section = rest;
    }
}

/* As they stand beside each other on a wide screen. */
static void
turn_columns (EspSection *section)
{
  GPtrArray *columns = section->columns;

  for (guint i = 0; i < columns->len / 2; i++)
    {
      gpointer other = columns->pdata[columns->len - 1 - i];

      columns->pdata[columns->len - 1 - i] = columns->pdata[i];
      columns->pdata[i] = other;
    }
}

/* What a section, a wrapper or a hero has behind and around it. */
static void
read_ground (EspMjml *self, const xmlNode *node, EspSection *section)
{
  g_autofree char *full = esp_mjml_dup_attribute (self, node, "full-width");
  g_autofree char *picture = esp_mjml_dup_attribute (self, node, "background-url");
  int radius = esp_mjml_read_radius (self, node);

  section->full_width = section->full_width || full != NULL;
  if (picture != NULL && *picture != '\0' && esp_dom_is_safe_href (picture))
    esp_message_doc_set (&section->picture, picture);
  esp_mjml_read_border (self, node, &section->border);
  if (radius >= 0)
    section->radius = radius;
}

static void
read_section (EspMjml *self, const xmlNode *node, const char *around)
{
  g_autofree char *direction = esp_mjml_dup_attribute (self, node, "direction");
  g_autofree char *given = esp_mjml_dup_attribute (self, node, "background-color");
  g_autofree char *background = esp_dom_dup_color (given);
  EspSection *section = add_section (self, background != NULL ? background : around);

  read_ground (self, node, section);
  esp_mjml_read_padding (self, node, &section->padding);
  read_all_columns (self, node, section);
  if (g_strcmp0 (direction, "rtl") == 0)
    turn_columns (section);
  esp_mjml_settle_padding (self, section);
  if (section->picture != NULL && background == NULL)
    g_clear_pointer (&section->background, g_free);
  esp_flow_darken_picture (section);
  split_columns (self, section);
  if (!has_content (section) && self->error == NULL)
    g_ptr_array_remove (self->flow.doc->sections, section);
}

/* A hero is as high as its picture; blocks are as high as what is in them, and the room around them. */
static void
read_hero_height (EspMjml *self, const xmlNode *node, EspSection *section)
{
  const int usual_content_px = 160;
  g_autofree char *height = esp_mjml_dup_attribute (self, node, "height");
  int room = (esp_dom_parse_px (height, 0, 0) - usual_content_px) / 2;

  if (room <= 0)
    return;
  section->padding.top = MIN (MAX (section->padding.top, room), ESP_MAX_PADDING_PX);
  section->padding.bottom = MIN (MAX (section->padding.bottom, room), ESP_MAX_PADDING_PX);
}

static void
read_hero (EspMjml *self, const xmlNode *node)
{
  g_autofree char *given = esp_mjml_dup_attribute (self, node, "background-color");
  g_autofree char *background = esp_dom_dup_color (given);
  EspSection *section = add_section (self, background); /* a hero is white where it says nothing */
  EspColumn *column = esp_column_new ();

  read_ground (self, node, section);
  esp_mjml_read_padding (self, node, &section->padding);
  g_ptr_array_add (section->columns, column);
  self->flow.blocks = column->blocks;
  esp_mjml_read_blocks (self, node);
  esp_flow_tidy (column->blocks);
  esp_mjml_settle_padding (self, section);
  read_hero_height (self, node, section);
  esp_flow_darken_picture (section);
}

static void
read_loose (EspMjml *self, const xmlNode *node, const char *around)
{
  EspSection *section = add_section (self, around);
  xmlNode single = *node;
  xmlNode copy = *node;

  copy.next = NULL;
  copy.prev = NULL;
  single.children = &copy;
  g_ptr_array_add (section->columns, esp_column_new ());
  self->flow.blocks = ((EspColumn *) section->columns->pdata[0])->blocks;
  esp_mjml_read_blocks (self, &single);
  if (esp_dom_is (node, "mj-raw")) /* it has no room but its own */
    section->padding = (EspPadding){ 0 };
  if (!has_content (section))
    g_ptr_array_remove (self->flow.doc->sections, section);
}

static void read_body (EspMjml *self, const xmlNode *body, const char *around);

/* What is around several sections comes to the first and the last of them where it can. */
static void
read_wrapper (EspMjml *self, const xmlNode *node, const char *around)
{
  GPtrArray *sections = self->flow.doc->sections;
  guint first = sections->len;
  g_autofree char *given = esp_mjml_dup_attribute (self, node, "background-color");
  g_autofree char *background = esp_dom_dup_color (given);
  EspSection *outer = esp_section_new ("wrapper");

  read_body (self, node, background != NULL ? background : around);
  read_ground (self, node, outer);
  if (sections->len == first + 1)
    read_ground (self, node, sections->pdata[first]);
  else if (outer->picture != NULL || !esp_border_is_none (&outer->border))
    esp_flow_note (&self->flow, "mj-wrapper",
                   "Frames and pictures around several sections do not come along.");
  for (guint i = first; i < sections->len; i++)
    ((EspSection *) sections->pdata[i])->full_width |= outer->full_width;
  esp_section_free (outer);
}

static void
read_body (EspMjml *self, const xmlNode *body, const char *around)
{
  for (const xmlNode *child = body->children; child != NULL && self->error == NULL;
       child = child->next)
    {
      if (esp_dom_is (child, "mj-section"))
        read_section (self, child, around);
      else if (esp_dom_is (child, "mj-wrapper"))
        read_wrapper (self, child, around);
      else if (esp_dom_is (child, "mj-hero"))
        read_hero (self, child);
      else if (esp_dom_is_element (child))
        read_loose (self, child, around);
    }
}

/* Returns the raw words of a section that holds nothing else, or NULL. */
static const char *
peek_raw (const EspSection *section)
{
  const EspColumn *column = section->columns->len == 1 ? section->columns->pdata[0] : NULL;
  const EspBlock *block =
    column != NULL && column->blocks->len == 1 ? column->blocks->pdata[0] : NULL;

  return block != NULL && block->kind == ESP_BLOCK_HTML ? block->html : NULL;
}

/* "{% if x %}" before and "{% endif %}" behind one section are its condition. */
static void
fold_conditions (GPtrArray *sections)
{
  for (guint i = 0; i + 2 < sections->len; i++)
    {
      g_autofree char *condition = esp_flow_dup_condition (peek_raw (sections->pdata[i]));
      EspSection *section = sections->pdata[i + 1];

      if (condition == NULL || section->show_if != NULL ||
          g_strcmp0 (peek_raw (sections->pdata[i + 2]), "{% endif %}") != 0)
        continue;
      section->show_if = g_steal_pointer (&condition);
      g_ptr_array_remove_index (sections, i + 2);
      g_ptr_array_remove_index (sections, i);
    }
}

static void
read_language (EspMessageDoc *doc, const xmlNode *root)
{
  g_autofree char *language = esp_dom_dup_attribute (root, "lang");

  if (language != NULL && *language != '\0' && strlen (language) <= 20 &&
      strspn (language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
        strlen (language) &&
      g_ascii_strcasecmp (language, "und") != 0)
    esp_message_doc_set (&doc->language, language);
}

/* Components of the old MJML 3 keep their words in CDATA; for HTML those marks would be words. */
static EspDom *
parse (const char *mjml, gssize length, GError **error)
{
  gsize n = length >= 0 ? (gsize) length : strlen (mjml);
  g_autofree char *copy = NULL;
  g_autoptr (GString) text = NULL;

  if (g_strstr_len (mjml, (gssize) n, "<![CDATA[") == NULL || memchr (mjml, '\0', n) != NULL)
    return esp_dom_parse (mjml, length, error);
  copy = g_strndup (mjml, n);
  text = g_string_new (copy);
  g_string_replace (text, "<![CDATA[", "", 0);
  g_string_replace (text, "]]>", "", 0);
  return esp_dom_parse (text->str, (gssize) text->len, error);
}

/**
 * esp_message_from_mjml:
 * @mjml: a document of MJML 4; in UTF-8 or the encoding that it names
 * @length: its bytes, -1 when it ends in NUL
 * @notes: (nullable) (element-type EspExchangeNote): takes what came over otherwise
 *
 * Reads the standard components. Nothing else is opened: mj-include fails.
 *
 * Returns: (transfer full) (nullable): the message, or NULL with %ESP_MESSAGE_ERROR set.
 */
EspMessageDoc *
esp_message_from_mjml (const char *mjml, gssize length, GPtrArray *notes, GError **error)
{
  g_autoptr (EspDom) dom = parse (mjml, length, error);
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autofree char *given = NULL;
  g_autofree char *ground = NULL;
  EspMjml self = { 0 };
  EspDomSheets sheets;
  gboolean is_plain_own;
  const xmlNode *root;
  const xmlNode *head;
  const xmlNode *body;

  if (dom == NULL)
    return NULL;
  root = esp_dom_find (dom, "mjml");
  head = esp_dom_find (dom, "mj-head");
  body = esp_dom_find (dom, "mj-body");
  if (root == NULL || body == NULL)
    {
      g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                           "This is not MJML: an <mjml> with an <mj-body> in it is expected");
      return NULL;
    }
  doc = esp_message_doc_new ();
  esp_flow_init (&self.flow, doc, notes);
  read_language (doc, root);
  /* Our own rules say how the usual words look; what is not said is as usual. */
  is_plain_own = head != NULL && find_mark (head) != NULL && count_children (head, "mj-style") == 1;
  sheets = is_plain_own ? (EspDomSheets){ 0 } : esp_dom_apply_sheets (dom, "mj-style");
  if (sheets.n_left > 0)
    esp_flow_note (&self.flow, "mj-style",
                   "Rules of style sheets for telephones, dark mode or the pointer did not come "
                   "along: blocks have their own.");
  if (head != NULL)
    read_head (&self, head);
  given = esp_mjml_dup_attribute (&self, body, "background-color");
  ground = esp_dom_dup_color (given);
  read_page_look (&self, head, ground);
  read_body (&self, body, ground);
  esp_flow_note_places (&self.flow);
  esp_mjml_note_losses (&self, body);
  esp_flow_clear (&self.flow);
  if (self.is_own)
    esp_exchange_drop_inks (doc);
  if (self.error == NULL && doc->sections->len == 0)
    g_set_error_literal (&self.error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                         "There is nothing in the body of the MJML");
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return NULL;
    }
  fold_conditions (doc->sections);
  esp_flow_drop_common_colors (doc->sections);
  return g_steal_pointer (&doc);
}
