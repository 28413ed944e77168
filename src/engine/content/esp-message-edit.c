/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps by which a message is edited: blocks come, go, move and are copied. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-edit.h"

#include "engine/content/esp-escape.h"
#include "engine/content/esp-html-text.h"
#include <string.h>

/* Where a block stands. */
typedef struct
{
  GPtrArray *blocks; /* (nullable): the list that holds it */
  guint index;
  guint section; /* the section's number */
  gboolean is_top;
} Place;

static gboolean
find_in (GPtrArray *columns, const char *id, gboolean is_top, Place *place)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        {
          const EspBlock *block = column->blocks->pdata[j];

          if (g_strcmp0 (block->id, id) == 0)
            {
              place->blocks = column->blocks;
              place->index = j;
              place->is_top = is_top;
              return TRUE;
            }
          if (block->columns != NULL && find_in (block->columns, id, FALSE, place))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
find (const EspMessageDoc *doc, const char *id, Place *place)
{
  for (guint i = 0; id != NULL && i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];

      place->section = i;
      if (find_in (section->columns, id, TRUE, place))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_id (const EspMessageDoc *doc, const char *id)
{
  for (guint i = 0; i < doc->sections->len; i++)
    if (g_strcmp0 (((EspSection *) doc->sections->pdata[i])->id, id) == 0)
      return TRUE;
  return esp_message_doc_find_block (doc, id) != NULL ||
         esp_message_doc_find_file (doc, id) != NULL;
}

/* @n goes on where it stopped, so that a group of new blocks gets as many names. */
static char *
new_id (const EspMessageDoc *doc, const char *prefix, guint *n)
{
  for (;;)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", prefix, ++*n);

      if (!has_id (doc, id))
        return g_steal_pointer (&id);
    }
}

static void
rename_blocks (const EspMessageDoc *doc, EspBlock *block, guint *n)
{
  g_free (block->id);
  block->id = new_id (doc, "b", n);
  for (guint i = 0; block->columns != NULL && i < block->columns->len; i++)
    {
      const EspColumn *column = block->columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        rename_blocks (doc, column->blocks->pdata[j], n);
    }
}

/* The names that shops most often use. */
static void
begin_products (EspBlock *block)
{
  block->source = g_strdup ("event.items");
  block->members.name = g_strdup ("name");
  block->members.image = g_strdup ("image");
  block->members.price = g_strdup ("price");
  block->members.link = g_strdup ("url");
}

/**
 * esp_message_edit_new_block:
 *
 * Returns: (transfer full): an empty block of that kind with a name that @doc does not have; columns come
 *   as two, each with a text.
 */
EspBlock *
esp_message_edit_new_block (const EspMessageDoc *doc, EspBlockKind kind)
{
  guint n = 0;
  g_autofree char *id = new_id (doc, "b", &n);
  EspBlock *block;

  if (kind == ESP_BLOCK_HEADING || kind == ESP_BLOCK_TEXT)
    return esp_block_new_text (kind, id, "");
  block = esp_block_new (kind, id);
  if (kind == ESP_BLOCK_BUTTON)
    {
      block->label = g_strdup ("");
      block->href = g_strdup ("");
      block->align = ESP_ALIGN_CENTER;
    }
  if (kind == ESP_BLOCK_HTML)
    block->html = g_strdup ("");
  if (kind == ESP_BLOCK_SOCIAL)
    block->align = ESP_ALIGN_CENTER;
  if (kind == ESP_BLOCK_PRODUCTS)
    begin_products (block);
  for (guint i = 0; kind == ESP_BLOCK_COLUMNS && i < 2; i++)
    {
      EspColumn *column = esp_column_new ();
      g_autofree char *text_id = new_id (doc, "b", &n);

      g_ptr_array_add (column->blocks, esp_block_new_text (ESP_BLOCK_TEXT, text_id, ""));
      g_ptr_array_add (block->columns, column);
    }
  return block;
}

/**
 * esp_message_edit_insert:
 * @after_id: (nullable): the block that it follows; NULL or unknown: at the end
 * @block: (transfer full): its names must be new to @doc
 *
 * A columns block never goes into another one; it follows the outer one instead.
 *
 * Returns: (transfer none): @block, in its place.
 */
EspBlock *
esp_message_edit_insert (EspMessageDoc *doc, const char *after_id, EspBlock *block)
{
  Place place = { 0 };
  const EspSection *section;

  if (doc->sections->len == 0)
    {
      guint n = 0;
      g_autofree char *id = new_id (doc, "s", &n);
      EspSection *first = esp_section_new (id);

      g_ptr_array_add (first->columns, esp_column_new ());
      g_ptr_array_add (doc->sections, first);
    }
  if (find (doc, after_id, &place) && (place.is_top || block->kind != ESP_BLOCK_COLUMNS))
    {
      g_ptr_array_insert (place.blocks, (int) place.index + 1, block);
      return block;
    }
  section = doc->sections->pdata[place.blocks != NULL ? place.section : doc->sections->len - 1];
  g_ptr_array_add (((EspColumn *) section->columns->pdata[0])->blocks, block);
  return block;
}

/**
 * esp_message_edit_move:
 * @by: -1 up, 1 down
 *
 * At the edge of its section a block goes on into the next one.
 *
 * Returns: FALSE when it cannot go further.
 */
gboolean
esp_message_edit_move (EspMessageDoc *doc, const char *id, int by)
{
  Place place = { 0 };
  int target;
  EspBlock *block;

  g_return_val_if_fail (by == 1 || by == -1, FALSE);

  if (!find (doc, id, &place))
    return FALSE;
  target = (int) place.index + by;
  if (target >= 0 && target < (int) place.blocks->len)
    {
      block = g_ptr_array_steal_index (place.blocks, place.index);
      g_ptr_array_insert (place.blocks, target, block);
      return TRUE;
    }
  target = (int) place.section + by;
  if (!place.is_top || target < 0 || target >= (int) doc->sections->len)
    return FALSE;
  block = g_ptr_array_steal_index (place.blocks, place.index);
  {
    const EspSection *section = doc->sections->pdata[target];
    const EspColumn *column = section->columns->pdata[0];

    g_ptr_array_insert (column->blocks, by > 0 ? 0 : -1, block);
  }
  return TRUE;
}

/**
 * esp_message_edit_duplicate:
 *
 * Returns: (transfer none) (nullable): the copy, right after its original.
 */
EspBlock *
esp_message_edit_duplicate (EspMessageDoc *doc, const char *id)
{
  const EspBlock *original = esp_message_doc_find_block (doc, id);
  EspBlock *copy;
  guint n = 0;

  if (original == NULL)
    return NULL;
  copy = esp_block_copy (original);
  rename_blocks (doc, copy, &n);
  return esp_message_edit_insert (doc, id, copy);
}

/* A section without any block says nothing; one always stays. */
static void
drop_empty_section (EspMessageDoc *doc, guint index)
{
  const EspSection *section = doc->sections->pdata[index];

  for (guint i = 0; i < section->columns->len; i++)
    if (((EspColumn *) section->columns->pdata[i])->blocks->len > 0)
      return;
  if (doc->sections->len > 1)
    g_ptr_array_remove_index (doc->sections, index);
}

/* Pictures that no block shows any more would only make the mail heavier. */
static gboolean
is_file_used_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  const EspMessageFile *file = data;

  return block->src == NULL || !g_str_has_prefix (block->src, "cid:") ||
         !g_str_equal (block->src + strlen ("cid:"), file->id);
}

static gboolean
is_in_html_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  g_autofree char *address = g_strdup_printf ("cid:%s", ((EspMessageFile *) data)->id);

  return block->html == NULL || strstr (block->html, address) == NULL;
}

static void
drop_unused_files (EspMessageDoc *doc)
{
  for (guint i = doc->files->len; i > 0; i--)
    {
      EspMessageFile *file = doc->files->pdata[i - 1];

      if (file->is_inline && esp_message_doc_foreach_any_block (doc, is_file_used_cb, file) &&
          esp_message_doc_foreach_any_block (doc, is_in_html_cb, file))
        g_ptr_array_remove_index (doc->files, i - 1);
    }
}

/**
 * esp_message_edit_remove:
 * @out_next_id: (out) (optional) (nullable) (transfer full): the block that takes its place for the cursor
 *
 * Takes a block out, with the files and the section that were only there for it.
 *
 * Returns: FALSE when there is no such block.
 */
gboolean
esp_message_edit_remove (EspMessageDoc *doc, const char *id, char **out_next_id)
{
  Place place = { 0 };

  if (out_next_id != NULL)
    *out_next_id = NULL;
  if (!find (doc, id, &place))
    return FALSE;
  g_ptr_array_remove_index (place.blocks, place.index);
  if (place.blocks->len > 0 && out_next_id != NULL)
    {
      const EspBlock *next = place.blocks->pdata[MIN (place.index, place.blocks->len - 1)];

      *out_next_id = g_strdup (next->id);
    }
  drop_empty_section (doc, place.section);
  drop_unused_files (doc);
  return TRUE;
}

/* A file name of a message has no folder and no control characters. */
static char *
clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *base = g_path_get_basename (valid);

  for (char *c = base; *c != '\0'; c++)
    if (*c == '\\' || *c == '/' || g_ascii_iscntrl (*c))
      *c = '-';
  return g_steal_pointer (&base);
}

/**
 * esp_message_edit_add_file:
 * @type: media type
 *
 * Puts a picture into the message, to be shown by "cid:ID". The same bytes are kept once.
 *
 * Returns: (transfer none): the file.
 */
const EspMessageFile *
esp_message_edit_add_file (EspMessageDoc *doc, const char *name, const char *type, GBytes *data)
{
  guint n = 0;
  g_autofree char *id = NULL;
  g_autofree char *clean = clean_name (name);

  for (guint i = 0; i < doc->files->len; i++)
    {
      const EspMessageFile *file = doc->files->pdata[i];

      if (file->is_inline && g_bytes_equal (file->data, data))
        return file;
    }
  id = new_id (doc, "f", &n);
  g_ptr_array_add (doc->files, esp_message_file_new (id, clean, type, TRUE, data));
  return doc->files->pdata[doc->files->len - 1];
}

static gboolean
collect_file_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  EspMessageDoc *const *docs = data;
  const EspMessageFile *file = NULL;

  if (block->src != NULL && g_str_has_prefix (block->src, "cid:"))
    file = esp_message_doc_find_file (docs[0], block->src + strlen ("cid:"));
  if (file != NULL && esp_message_doc_find_file (docs[1], file->id) == NULL)
    g_ptr_array_add (docs[1]->files, esp_message_file_new (file->id, file->name, file->type,
                                                           file->is_inline, file->data));
  return TRUE;
}

/**
 * esp_message_edit_pick:
 * @ids: blocks of @doc; what is none is left out
 *
 * Returns: (transfer full) (nullable): a message of these blocks, in this order, and their pictures; %NULL when none
 *   of them is there
 */
EspMessageDoc *
esp_message_edit_pick (const EspMessageDoc *doc, const char *const *ids)
{
  g_autoptr (EspMessageDoc) picked = esp_message_doc_new ();
  const EspMessageDoc *docs[] = { doc, picked };
  const char *last = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      const EspBlock *block = esp_message_doc_find_block (doc, ids[i]);

      if (block != NULL)
        last = esp_message_edit_insert (picked, last, esp_block_copy (block))->id;
    }
  if (last == NULL)
    return NULL;
  (void) esp_message_doc_foreach_block (picked, collect_file_cb, docs); /* never stops */
  return g_steal_pointer (&picked);
}

/**
 * esp_message_edit_block_to_json:
 *
 * Returns: (transfer full) (nullable): a message of this one block and its pictures, for the clipboard.
 */
char *
esp_message_edit_block_to_json (const EspMessageDoc *doc, const char *id)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (EspMessageDoc) single = esp_message_edit_pick (doc, ids);

  return single != NULL ? esp_message_doc_to_json (single) : NULL;
}

static void
adopt_file (EspMessageDoc *doc, const EspMessageDoc *from, EspBlock *block)
{
  const EspMessageFile *file = NULL;

  if (block->src != NULL && g_str_has_prefix (block->src, "cid:"))
    file = esp_message_doc_find_file (from, block->src + strlen ("cid:"));
  if (file != NULL)
    {
      file = esp_message_edit_add_file (doc, file->name, file->type, file->data);
      g_free (block->src);
      block->src = g_strdup_printf ("cid:%s", file->id);
    }
  for (guint i = 0; block->columns != NULL && i < block->columns->len; i++)
    {
      const EspColumn *column = block->columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        adopt_file (doc, from, column->blocks->pdata[j]);
    }
}

/**
 * esp_message_edit_paste_message:
 * @after_id: (nullable): see esp_message_edit_insert()
 * @out_ids: (nullable) (element-type utf8): gets the blocks as they are called here
 *
 * Puts copies of all blocks of @from, with their pictures, one after the other.
 *
 * Returns: (transfer none) (nullable): the last one; %NULL when there was none
 */
EspBlock *
esp_message_edit_paste_message (EspMessageDoc *doc,
                                const char *after_id,
                                const EspMessageDoc *from,
                                GPtrArray *out_ids)
{
  EspBlock *last = NULL;
  g_autofree char *place = g_strdup (after_id);
  guint n = 0;

  for (guint i = 0; i < from->sections->len; i++)
    {
      const EspSection *section = from->sections->pdata[i];

      for (guint j = 0; j < section->columns->len; j++)
        {
          const EspColumn *column = section->columns->pdata[j];

          for (guint k = 0; k < column->blocks->len; k++)
            {
              EspBlock *copy = esp_block_copy (column->blocks->pdata[k]);

              rename_blocks (doc, copy, &n);
              adopt_file (doc, from, copy);
              last = esp_message_edit_insert (doc, place, copy);
              g_free (place);
              place = g_strdup (last->id);
              if (out_ids != NULL)
                g_ptr_array_add (out_ids, g_strdup (last->id));
            }
        }
    }
  return last;
}

/**
 * esp_message_edit_paste:
 * @text: what esp_message_edit_block_to_json() wrote, or any other text, whose lines become paragraphs
 *
 * Returns: (transfer none) (nullable): the last pasted block; NULL when there was nothing to paste.
 */
EspBlock *
esp_message_edit_paste (EspMessageDoc *doc, const char *after_id, const char *text)
{
  g_autoptr (EspMessageDoc) from = NULL;
  g_auto (GStrv) lines = NULL;
  EspBlock *block = NULL;

  if (*text == '{')
    from = esp_message_doc_parse (text, -1, NULL);
  if (from != NULL)
    return esp_message_edit_paste_message (doc, after_id, from, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      EspParagraph *paragraph;

      g_strstrip (lines[i]);
      if (*lines[i] == '\0')
        continue;
      if (block == NULL)
        {
          block = esp_message_edit_new_block (doc, ESP_BLOCK_TEXT);
          g_ptr_array_set_size (block->paragraphs, 0);
        }
      paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);
      g_ptr_array_add (paragraph->runs, esp_run_new (lines[i]));
      g_ptr_array_add (block->paragraphs, paragraph);
    }
  return block != NULL ? esp_message_edit_insert (doc, after_id, block) : NULL;
}

static gboolean
append_html_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  GString *html = data;
  g_autofree char *text =
    esp_block_has_paragraphs (block) ? esp_block_dup_plain_text (block) : NULL;
  const char *element = block->kind == ESP_BLOCK_HEADING ? "h1" : "p";

  if (text != NULL)
    {
      g_string_append_printf (html, "<%s>", element);
      esp_escape_html_lines (html, text);
      g_string_append_printf (html, "</%s>\n", element);
    }
  else if (block->kind == ESP_BLOCK_BUTTON)
    {
      g_string_append (html, "<p><a href=\"");
      esp_escape_html (html, block->href != NULL ? block->href : "");
      g_string_append (html, "\">");
      esp_escape_html (html, block->label != NULL ? block->label : "");
      g_string_append (html, "</a></p>\n");
    }
  else if (block->kind == ESP_BLOCK_HTML && block->html != NULL)
    g_string_append_printf (html, "%s\n", block->html);
  return TRUE;
}

/* A document keeps one kind of body: what the other one said begins the new one. */
static void
begin_html (EspMessageDoc *doc)
{
  g_autoptr (GString) html = g_string_new (NULL);

  g_string_append_printf (html, "<!DOCTYPE html>\n<html lang=\"%s\">\n<body>\n", doc->language);
  (void) esp_message_doc_foreach_block (doc, append_html_cb, html); /* never stops */
  g_string_append (html, "</body>\n</html>\n");
  esp_message_doc_set (&doc->html, html->str);
}

static void
begin_blocks (EspMessageDoc *doc)
{
  g_autofree char *text = esp_html_to_text (doc->html);
  EspBlock *block;

  doc->body_kind = ESP_BODY_BLOCKS;
  g_ptr_array_set_size (doc->sections, 0);
  block = esp_message_edit_insert (doc, NULL, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
  g_ptr_array_set_size (block->paragraphs, 0);
  for (const char *line = g_strstrip (text); line != NULL;)
    {
      const char *end = strchr (line, '\n');
      g_autofree char *words =
        end != NULL ? g_strndup (line, (gsize) (end - line)) : g_strdup (line);
      EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);

      g_ptr_array_add (paragraph->runs, esp_run_new (words));
      g_ptr_array_add (block->paragraphs, paragraph);
      line = end != NULL ? end + 1 : NULL;
    }
}

/**
 * esp_message_edit_set_body_kind:
 *
 * Changes between blocks and one piece of HTML, which begins with the words of what was there. Layout is lost on
 * the way: it is a step to be undone, not to be walked back.
 */
void
esp_message_edit_set_body_kind (EspMessageDoc *doc, EspBodyKind kind)
{
  if (doc->body_kind == kind)
    return;
  if (kind == ESP_BODY_HTML)
    begin_html (doc);
  else
    begin_blocks (doc);
  doc->body_kind = kind;
}
