/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records that a message body is made of, their memory and their names. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-block.h"

static const char *const kind_names[ESP_N_BLOCK_KINDS] = {
  [ESP_BLOCK_HEADING] = "heading",   [ESP_BLOCK_TEXT] = "text",       [ESP_BLOCK_BUTTON] = "button",
  [ESP_BLOCK_IMAGE] = "image",       [ESP_BLOCK_DIVIDER] = "divider", [ESP_BLOCK_SPACER] = "spacer",
  [ESP_BLOCK_COLUMNS] = "columns",   [ESP_BLOCK_HTML] = "html",       [ESP_BLOCK_SOCIAL] = "social",
  [ESP_BLOCK_PRODUCTS] = "products", [ESP_BLOCK_LINKED] = "linked",
};

static const int default_spacer_px = 24;
static const int default_per_row = 2;

/**
 * esp_padding_reset:
 *
 * Leaves every side to the layout.
 */
void
esp_padding_reset (EspPadding *self)
{
  *self =
    (EspPadding){ ESP_PADDING_USUAL, ESP_PADDING_USUAL, ESP_PADDING_USUAL, ESP_PADDING_USUAL };
}

/**
 * esp_padding_is_usual:
 *
 * Returns: whether every side is left to the layout.
 */
gboolean
esp_padding_is_usual (const EspPadding *self)
{
  return self->top < 0 && self->right < 0 && self->bottom < 0 && self->left < 0;
}

/**
 * esp_social_link_new:
 * @network: an id of esp-social.h
 * @href: where it leads
 * @label: (nullable): words in place of the network's name
 *
 * Returns: (transfer full): the link.
 */
EspSocialLink *
esp_social_link_new (const char *network, const char *href, const char *label)
{
  EspSocialLink *self = g_new0 (EspSocialLink, 1);

  self->network = g_strdup (network);
  self->href = g_strdup (href);
  self->label = g_strdup (label);
  return self;
}

/**
 * esp_social_link_free:
 * @self: (nullable): a link
 */
void
esp_social_link_free (EspSocialLink *self)
{
  if (self == NULL)
    return;
  g_free (self->network);
  g_free (self->href);
  g_free (self->label);
  g_free (self);
}

/**
 * esp_run_new:
 * @text: the text, UTF-8
 *
 * Returns: (transfer full): a run without any markup.
 */
EspRun *
esp_run_new (const char *text)
{
  EspRun *self = g_new0 (EspRun, 1);

  self->text = g_strdup (text);
  return self;
}

/**
 * esp_run_free:
 * @self: (nullable): a run
 */
void
esp_run_free (EspRun *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->href);
  g_free (self->color);
  g_free (self);
}

/**
 * esp_paragraph_new:
 * @kind: plain, or an item of a list
 *
 * Returns: (transfer full): a paragraph without runs.
 */
EspParagraph *
esp_paragraph_new (EspParagraphKind kind)
{
  EspParagraph *self = g_new0 (EspParagraph, 1);

  self->kind = kind;
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_run_free);
  return self;
}

/**
 * esp_paragraph_free:
 * @self: (nullable): a paragraph
 */
void
esp_paragraph_free (EspParagraph *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->runs);
  g_free (self);
}

/**
 * esp_block_new:
 * @kind: what it is
 * @id: its name, unique in the message
 *
 * Returns: (transfer full): an empty block; texts and headings have no paragraph yet.
 */
EspBlock *
esp_block_new (EspBlockKind kind, const char *id)
{
  EspBlock *self = g_new0 (EspBlock, 1);

  self->kind = kind;
  self->id = g_strdup (id);
  self->level = 1;
  self->height = kind == ESP_BLOCK_SPACER ? default_spacer_px : 0;
  self->radius = ESP_RADIUS_USUAL;
  self->per_row = default_per_row;
  esp_padding_reset (&self->padding);
  if (kind == ESP_BLOCK_SOCIAL)
    self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_social_link_free);
  if (kind == ESP_BLOCK_HEADING || kind == ESP_BLOCK_TEXT)
    self->paragraphs = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_paragraph_free);
  if (kind == ESP_BLOCK_COLUMNS)
    self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_column_free);
  return self;
}

/**
 * esp_block_new_text:
 * @kind: %ESP_BLOCK_HEADING or %ESP_BLOCK_TEXT
 * @id: its name
 * @text: the words, in one run of one paragraph
 *
 * Returns: (transfer full): the block.
 */
EspBlock *
esp_block_new_text (EspBlockKind kind, const char *id, const char *text)
{
  EspBlock *self = esp_block_new (kind, id);
  EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);

  g_assert (esp_block_has_paragraphs (self));
  g_ptr_array_add (paragraph->runs, esp_run_new (text));
  g_ptr_array_add (self->paragraphs, paragraph);
  return self;
}

static void
clear_members (EspProductMembers *members)
{
  g_free (members->name);
  g_free (members->image);
  g_free (members->price);
  g_free (members->was);
  g_free (members->text);
  g_free (members->link);
}

/**
 * esp_block_free:
 * @self: (nullable): a block
 */
void
esp_block_free (EspBlock *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->show_if);
  g_clear_pointer (&self->paragraphs, g_ptr_array_unref);
  g_free (self->label);
  g_free (self->href);
  g_free (self->color);
  g_free (self->text_color);
  g_free (self->src);
  g_free (self->alt);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_free (self->html);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_free (self->source);
  clear_members (&self->members);
  g_free (self->ref);
  esp_block_look_clear (&self->look);
  g_free (self);
}

/**
 * esp_column_new:
 *
 * Returns: (transfer full): a column of an equal share, without blocks.
 */
EspColumn *
esp_column_new (void)
{
  EspColumn *self = g_new0 (EspColumn, 1);

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_block_free);
  self->radius = ESP_RADIUS_USUAL;
  esp_padding_reset (&self->padding);
  return self;
}

/**
 * esp_column_free:
 * @self: (nullable): a column
 */
void
esp_column_free (EspColumn *self)
{
  if (self == NULL)
    return;
  g_free (self->background);
  esp_border_clear (&self->border);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/**
 * esp_section_new:
 * @id: its name, unique in the message
 *
 * Returns: (transfer full): a section without columns.
 */
EspSection *
esp_section_new (const char *id)
{
  EspSection *self = g_new0 (EspSection, 1);

  self->id = g_strdup (id);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_column_free);
  self->radius = ESP_RADIUS_USUAL;
  esp_padding_reset (&self->padding);
  return self;
}

/**
 * esp_section_free:
 * @self: (nullable): a section
 */
void
esp_section_free (EspSection *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->background);
  g_free (self->picture);
  esp_border_clear (&self->border);
  g_free (self->show_if);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

static GPtrArray *
copy_all (GPtrArray *source, GCopyFunc copy, GDestroyNotify free_func)
{
  GPtrArray *copies;

  if (source == NULL)
    return NULL;
  copies = g_ptr_array_new_full (source->len, free_func);
  for (guint i = 0; i < source->len; i++)
    g_ptr_array_add (copies, copy (source->pdata[i], NULL));
  return copies;
}

static gpointer
copy_run_cb (gconstpointer source, gpointer data)
{
  const EspRun *run = source;
  EspRun *copy = g_memdup2 (run, sizeof *run);

  copy->text = g_strdup (run->text);
  copy->href = g_strdup (run->href);
  copy->color = g_strdup (run->color);
  return copy;
}

static gpointer
copy_link_cb (gconstpointer source, gpointer data)
{
  const EspSocialLink *link = source;

  return esp_social_link_new (link->network, link->href, link->label);
}

static void
copy_members (EspProductMembers *members)
{
  members->name = g_strdup (members->name);
  members->image = g_strdup (members->image);
  members->price = g_strdup (members->price);
  members->was = g_strdup (members->was);
  members->text = g_strdup (members->text);
  members->link = g_strdup (members->link);
}

static gpointer
copy_paragraph_cb (gconstpointer source, gpointer data)
{
  return esp_paragraph_copy (source);
}

static gpointer
copy_block_cb (gconstpointer source, gpointer data)
{
  return esp_block_copy (source);
}

static gpointer
copy_column_cb (gconstpointer source, gpointer data)
{
  return esp_column_copy (source);
}

/**
 * esp_paragraph_copy:
 *
 * Returns: (transfer full): a copy that shares nothing.
 */
EspParagraph *
esp_paragraph_copy (const EspParagraph *self)
{
  EspParagraph *copy = g_memdup2 (self, sizeof *self);

  copy->runs = copy_all (self->runs, copy_run_cb, (GDestroyNotify) esp_run_free);
  return copy;
}

/**
 * esp_block_copy:
 *
 * Returns: (transfer full): a copy that shares nothing; it has the same id.
 */
EspBlock *
esp_block_copy (const EspBlock *self)
{
  EspBlock *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->show_if = g_strdup (self->show_if);
  copy->paragraphs =
    copy_all (self->paragraphs, copy_paragraph_cb, (GDestroyNotify) esp_paragraph_free);
  copy->label = g_strdup (self->label);
  copy->href = g_strdup (self->href);
  copy->color = g_strdup (self->color);
  copy->text_color = g_strdup (self->text_color);
  copy->src = g_strdup (self->src);
  copy->alt = g_strdup (self->alt);
  copy->columns = copy_all (self->columns, copy_column_cb, (GDestroyNotify) esp_column_free);
  copy->html = g_strdup (self->html);
  copy->links = copy_all (self->links, copy_link_cb, (GDestroyNotify) esp_social_link_free);
  copy->source = g_strdup (self->source);
  copy_members (&copy->members);
  copy->ref = g_strdup (self->ref);
  esp_block_look_copy (&self->look, &copy->look);
  return copy;
}

/**
 * esp_column_copy:
 *
 * Returns: (transfer full): a copy that shares nothing.
 */
EspColumn *
esp_column_copy (const EspColumn *self)
{
  EspColumn *copy = g_memdup2 (self, sizeof *self);

  copy->background = g_strdup (self->background);
  esp_border_copy (&self->border, &copy->border);
  copy->blocks = copy_all (self->blocks, copy_block_cb, (GDestroyNotify) esp_block_free);
  return copy;
}

/**
 * esp_section_copy:
 *
 * Returns: (transfer full): a copy that shares nothing; it has the same id.
 */
EspSection *
esp_section_copy (const EspSection *self)
{
  EspSection *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->background = g_strdup (self->background);
  copy->picture = g_strdup (self->picture);
  esp_border_copy (&self->border, &copy->border);
  copy->show_if = g_strdup (self->show_if);
  copy->columns = copy_all (self->columns, copy_column_cb, (GDestroyNotify) esp_column_free);
  return copy;
}

/**
 * esp_block_kind_to_string:
 *
 * Returns: the name as it is stored.
 */
const char *
esp_block_kind_to_string (EspBlockKind kind)
{
  g_return_val_if_fail (kind < ESP_N_BLOCK_KINDS, NULL);
  return kind_names[kind];
}

/**
 * esp_block_kind_from_string:
 * @name: a stored name
 * @out_kind: (out): the kind
 *
 * Returns: whether there is such a kind.
 */
gboolean
esp_block_kind_from_string (const char *name, EspBlockKind *out_kind)
{
  for (int i = 0; i < ESP_N_BLOCK_KINDS; i++)
    if (g_str_equal (kind_names[i], name))
      {
        *out_kind = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_block_has_paragraphs:
 *
 * Returns: whether the block is made of paragraphs (a heading or a text).
 */
gboolean
esp_block_has_paragraphs (const EspBlock *self)
{
  return self->kind == ESP_BLOCK_HEADING || self->kind == ESP_BLOCK_TEXT;
}

/**
 * esp_block_dup_plain_text:
 *
 * Returns: (transfer full): the words of a heading or text without markup, a line per paragraph; the
 * label of a button; the description of an image; the empty string for others.
 */
char *
esp_block_dup_plain_text (const EspBlock *self)
{
  GString *text = g_string_new (NULL);

  if (self->label != NULL)
    g_string_append (text, self->label);
  else if (self->alt != NULL)
    g_string_append (text, self->alt);
  for (guint i = 0; self->paragraphs != NULL && i < self->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = self->paragraphs->pdata[i];

      if (i > 0)
        g_string_append_c (text, '\n');
      for (guint j = 0; j < paragraph->runs->len; j++)
        g_string_append (text, ((const EspRun *) paragraph->runs->pdata[j])->text);
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_columns_get_widths:
 * @columns: (element-type EspColumn): the columns side by side, at most %ESP_MAX_COLUMNS
 * @total: the width to share, px
 * @out_widths: (out): room for one width per column, px; they add up to at most @total
 *
 * Given percentages are kept (scaled down when they exceed 100); the others share what is left.
 */
void
esp_columns_get_widths (GPtrArray *columns, int total, int *out_widths)
{
  const int min_percent = 5;
  int given = 0;
  int n_free = 0;
  int share = 0;
  int sum;

  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      given += column->width;
      n_free += column->width == 0;
    }
  if (n_free > 0)
    share = MAX ((100 - given) / n_free, min_percent);
  sum = MAX (given + share * n_free, 1);
  if (n_free == 0)
    sum = MAX (sum, 100);
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      out_widths[i] = total * (column->width > 0 ? column->width : share) / MAX (sum, 1);
    }
}
