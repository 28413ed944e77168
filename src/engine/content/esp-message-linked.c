/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts saved blocks in the place of the blocks that only name them. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-linked.h"

#include <string.h>

/* A saved block may use another one; deeper is a circle or cannot be kept in mind. */
static const guint max_depth = 4;
static const guint max_blocks = 2000;

typedef struct
{
  EspBlockLookup lookup;
  gpointer lookup_data;
  EspMessageDoc *doc; /* the copy that is resolved */
  GPtrArray *open;    /* (element-type utf8): uuids that we are inside of */
  guint n_blocks;
  GError *error;
} Resolver;

static void resolve_columns (Resolver *self, GPtrArray *columns, gboolean is_top);

static gboolean
is_linked_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  GStrvBuilder *refs = data;

  if (block->kind != ESP_BLOCK_LINKED)
    return TRUE;
  if (refs == NULL)
    return FALSE;
  g_strv_builder_add (refs, block->ref != NULL ? block->ref : "");
  return TRUE;
}

/**
 * esp_message_has_linked:
 *
 * Returns: whether some block in any language stands for a saved one.
 */
gboolean
esp_message_has_linked (const EspMessageDoc *doc)
{
  return !esp_message_doc_foreach_any_block (doc, is_linked_cb, NULL);
}

/**
 * esp_message_list_linked:
 *
 * Returns: (transfer full) (array zero-terminated=1): the uuids of saved blocks that the message names, in
 * reading order; one may be there twice.
 */
char **
esp_message_list_linked (const EspMessageDoc *doc)
{
  g_autoptr (GStrvBuilder) refs = g_strv_builder_new ();

  (void) esp_message_doc_foreach_any_block (doc, is_linked_cb, refs); /* never stops */
  return g_strv_builder_end (refs);
}

/* The picture goes over under a name that is free. */
static void
adopt_file (Resolver *self, const EspMessageDoc *from, EspBlock *block)
{
  const EspMessageFile *file = NULL;
  g_autofree char *id = NULL;

  if (block->src != NULL && g_str_has_prefix (block->src, "cid:"))
    file = esp_message_doc_find_file (from, block->src + strlen ("cid:"));
  if (file == NULL)
    return;
  for (guint i = 0; i < self->doc->files->len && id == NULL; i++)
    {
      const EspMessageFile *own = self->doc->files->pdata[i];

      if (own->is_inline && g_bytes_equal (own->data, file->data))
        id = g_strdup (own->id);
    }
  for (guint n = 1; id == NULL; n++)
    {
      g_autofree char *candidate = g_strdup_printf ("f%u", n);

      if (esp_message_doc_find_file (self->doc, candidate) != NULL)
        continue;
      id = g_steal_pointer (&candidate);
      g_ptr_array_add (self->doc->files,
                       esp_message_file_new (id, file->name, file->type, TRUE, file->data));
    }
  g_free (block->src);
  block->src = g_strdup_printf ("cid:%s", id);
}

/* Names become "outer.inner": findings and errors still lead to the block in the message. */
static void
adopt_block (Resolver *self, const EspMessageDoc *from, EspBlock *block, const char *outer)
{
  char *id = g_strdup_printf ("%s.%s", outer, block->id);

  g_free (block->id);
  block->id = id;
  self->n_blocks++;
  adopt_file (self, from, block);
  for (guint i = 0; block->columns != NULL && i < block->columns->len; i++)
    {
      const EspColumn *column = block->columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        adopt_block (self, from, column->blocks->pdata[j], outer);
    }
}

/* Returns the block, shown only when @outer holds too: (transfer full) for (transfer full). Liquid has no
 * brackets and reads "a and b or c" as "a and (b or c)": the side without an "or" goes first, and where both
 * have one, a frame around the block carries the outer condition. */
static EspBlock *
add_condition (EspBlock *block, const char *outer)
{
  g_autofree char *inner = NULL;
  g_autofree char *id = NULL;
  EspBlock *frame;
  EspColumn *column;

  if (outer == NULL || *outer == '\0')
    return block;
  inner = g_steal_pointer (&block->show_if);
  if (inner == NULL || *inner == '\0')
    {
      block->show_if = g_strdup (outer);
      return block;
    }
  if (strstr (outer, " or ") == NULL || strstr (inner, " or ") == NULL)
    {
      gboolean is_outer_first = strstr (outer, " or ") == NULL;

      block->show_if = g_strdup_printf ("%s and %s", is_outer_first ? outer : inner,
                                        is_outer_first ? inner : outer);
      return block;
    }
  block->show_if = g_steal_pointer (&inner);
  id = g_strdup_printf ("%s.if", block->id);
  frame = esp_block_new (ESP_BLOCK_COLUMNS, id);
  frame->show_if = g_strdup (outer);
  column = esp_column_new ();
  g_ptr_array_add (column->blocks, block);
  g_ptr_array_add (frame->columns, column);
  return frame;
}

/* Columns of a saved section stand side by side here too, unless they would stand inside columns. */
static void
collect_blocks (Resolver *self, const EspMessageDoc *from, gboolean is_top, GPtrArray *blocks)
{
  for (guint i = 0; i < from->sections->len; i++)
    {
      const EspSection *section = from->sections->pdata[i];

      if (section->columns->len > 1 && is_top)
        {
          EspBlock *columns = esp_block_new (ESP_BLOCK_COLUMNS, section->id);

          columns->no_stack = section->no_stack;
          for (guint j = 0; j < section->columns->len; j++)
            g_ptr_array_add (columns->columns, esp_column_copy (section->columns->pdata[j]));
          g_ptr_array_add (blocks, columns);
          continue;
        }
      for (guint j = 0; j < section->columns->len; j++)
        {
          const EspColumn *column = section->columns->pdata[j];

          for (guint k = 0; k < column->blocks->len; k++)
            g_ptr_array_add (blocks, esp_block_copy (column->blocks->pdata[k]));
        }
    }
}

static EspMessageDoc *
look_up (Resolver *self, const EspBlock *block)
{
  EspMessageDoc *from = NULL;

  for (guint i = 0; i < self->open->len; i++)
    if (g_strcmp0 (self->open->pdata[i], block->ref) == 0)
      {
        g_set_error (&self->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LINKED,
                     "Block “%s” shows a saved block that contains itself; take it out of there",
                     block->id);
        return NULL;
      }
  if (self->open->len >= max_depth || self->n_blocks > max_blocks)
    {
      g_set_error (&self->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LINKED,
                   "Block “%s” leads through more than %u saved blocks in each other, or they hold "
                   "more than %u blocks",
                   block->id, max_depth, max_blocks);
      return NULL;
    }
  if (self->lookup != NULL && block->ref != NULL)
    from = self->lookup (block->ref, self->lookup_data);
  if (from == NULL)
    g_set_error (&self->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LINKED,
                 "Block “%s” shows the saved block %s, which is not in the library any more; put "
                 "it "
                 "back or remove the block",
                 block->id, block->ref != NULL ? block->ref : "(none)");
  return from;
}

/* Replaces the block at @at of @blocks. */
static void
resolve_block (Resolver *self, GPtrArray *blocks, guint at, gboolean is_top)
{
  EspBlock *block = blocks->pdata[at];
  g_autoptr (EspMessageDoc) from = look_up (self, block);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (EspColumn) holder = NULL;
  g_autoptr (GPtrArray) holders = NULL;

  if (from == NULL)
    return;
  found = g_ptr_array_new ();
  collect_blocks (self, from, is_top, found);
  holder = esp_column_new ();
  for (guint i = 0; i < found->len; i++)
    {
      adopt_block (self, from, found->pdata[i], block->id);
      g_ptr_array_add (holder->blocks, add_condition (found->pdata[i], block->show_if));
    }
  holders = g_ptr_array_new ();
  g_ptr_array_add (holders, holder);
  g_ptr_array_add (self->open, g_strdup (block->ref));
  resolve_columns (self, holders, is_top);
  g_ptr_array_set_size (self->open, (int) self->open->len - 1);
  g_ptr_array_remove_index (blocks, at);
  while (holder->blocks->len > 0)
    g_ptr_array_insert (blocks, (int) at,
                        g_ptr_array_steal_index (holder->blocks, holder->blocks->len - 1));
}

static void
resolve_columns (Resolver *self, GPtrArray *columns, gboolean is_top)
{
  for (guint i = 0; i < columns->len && self->error == NULL; i++)
    {
      const EspColumn *column = columns->pdata[i];

      for (guint j = column->blocks->len; j > 0 && self->error == NULL; j--)
        {
          EspBlock *block = column->blocks->pdata[j - 1];

          if (block->kind == ESP_BLOCK_LINKED)
            resolve_block (self, column->blocks, j - 1, is_top);
          else if (block->columns != NULL)
            resolve_columns (self, block->columns, FALSE);
        }
    }
}

static void
resolve_sections (Resolver *self, GPtrArray *sections)
{
  for (guint i = 0; i < sections->len && self->error == NULL; i++)
    resolve_columns (self, ((EspSection *) sections->pdata[i])->columns, TRUE);
}

/**
 * esp_message_resolve_linked:
 * @lookup: (nullable): finds saved blocks
 *
 * Returns: (transfer full) (nullable): a copy without linked blocks, in every language; NULL with
 * %ESP_MESSAGE_ERROR_LINKED set, which names the block, when one cannot be found or contains itself.
 */
EspMessageDoc *
esp_message_resolve_linked (const EspMessageDoc *doc,
                            EspBlockLookup lookup,
                            gpointer data,
                            GError **error)
{
  g_autoptr (EspMessageDoc) copy = esp_message_doc_copy (doc);
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_free);
  Resolver self = { lookup, data, copy, open, 0, NULL };

  resolve_sections (&self, copy->sections);
  for (guint i = 0; i < copy->variants->len; i++)
    resolve_sections (&self, ((EspMessageVariant *) copy->variants->pdata[i])->sections);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return NULL;
    }
  return g_steal_pointer (&copy);
}

/**
 * esp_message_narrow:
 * @doc: a saved block
 * @outer: (nullable): a condition in Liquid, without the tag around it
 *
 * Shows each of the blocks only when @outer holds too, as a linked block with that condition does.
 */
void
esp_message_narrow (EspMessageDoc *doc, const char *outer)
{
  for (guint i = 0; i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];

      for (guint j = 0; j < section->columns->len; j++)
        {
          GPtrArray *blocks = ((EspColumn *) section->columns->pdata[j])->blocks;

          for (guint k = 0; k < blocks->len; k++)
            blocks->pdata[k] = add_condition (blocks->pdata[k], outer);
        }
    }
}

/* Takes a condition away that add_condition() put there; another one stays. */
static void
remove_condition (GPtrArray *blocks, guint at, const char *outer)
{
  EspBlock *block = blocks->pdata[at];
  g_autofree char *first = g_strdup_printf ("%s and ", outer);
  g_autofree char *last = g_strdup_printf (" and %s", outer);
  const char *condition = block->show_if != NULL ? block->show_if : "";
  char *inner = NULL;

  if (g_str_equal (condition, outer) && block->kind == ESP_BLOCK_COLUMNS &&
      g_str_has_suffix (block->id, ".if") && block->columns->len == 1)
    {
      GPtrArray *framed = ((EspColumn *) block->columns->pdata[0])->blocks;

      if (framed->len == 1)
        {
          blocks->pdata[at] = g_ptr_array_steal_index (framed, 0);
          esp_block_free (block);
          return;
        }
    }
  if (g_str_has_prefix (condition, first))
    inner = g_strdup (condition + strlen (first));
  else if (g_str_has_suffix (condition, last))
    inner = g_strndup (condition, strlen (condition) - strlen (last));
  else if (!g_str_equal (condition, outer))
    return;
  g_free (block->show_if);
  block->show_if = inner;
}

/**
 * esp_message_widen:
 * @outer: (nullable): as esp_message_narrow() got it
 *
 * Takes back what esp_message_narrow() did; conditions that were changed since stay as they are.
 */
void
esp_message_widen (EspMessageDoc *doc, const char *outer)
{
  if (outer == NULL || *outer == '\0')
    return;
  for (guint i = 0; i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];

      for (guint j = 0; j < section->columns->len; j++)
        {
          GPtrArray *blocks = ((EspColumn *) section->columns->pdata[j])->blocks;

          for (guint k = 0; k < blocks->len; k++)
            remove_condition (blocks, k, outer);
        }
    }
}
