/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts blocks beside other ones, and changes sections and columns, as dragging and its keys ask for. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-place.h"

#include "engine/content/esp-message-edit.h"

typedef struct
{
  GPtrArray *blocks; /* (nullable): the list that holds it */
  guint index;
  guint section;
  const EspBlock *outer; /* (nullable): the columns block around it */
} Spot;

static gboolean
find_in (GPtrArray *columns, const EspBlock *outer, const char *id, Spot *spot)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GPtrArray *blocks = ((EspColumn *) columns->pdata[i])->blocks;

      for (guint j = 0; j < blocks->len; j++)
        {
          const EspBlock *block = blocks->pdata[j];

          if (g_strcmp0 (block->id, id) == 0)
            {
              *spot = (Spot){ blocks, j, spot->section, outer };
              return TRUE;
            }
          if (block->columns != NULL && find_in (block->columns, block, id, spot))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
find (const EspMessageDoc *doc, const char *id, Spot *spot)
{
  for (guint i = 0; id != NULL && i < doc->sections->len; i++)
    {
      spot->section = i;
      if (find_in (((EspSection *) doc->sections->pdata[i])->columns, NULL, id, spot))
        return TRUE;
    }
  return FALSE;
}

/* Columns never stand in columns: then the outer one is the neighbour. */
static gboolean
find_place (const EspMessageDoc *doc, const EspBlockPlace *place, EspBlockKind kind, Spot *spot)
{
  if (!find (doc, place->beside, spot))
    return FALSE;
  return kind != ESP_BLOCK_COLUMNS || spot->outer == NULL || find (doc, spot->outer->id, spot);
}

/**
 * esp_message_place_new:
 * @block: (transfer full): its names must be new to @doc
 *
 * Returns: (transfer none): @block, in its place; at the end when that place is not there
 */
EspBlock *
esp_message_place_new (EspMessageDoc *doc, const EspBlockPlace *place, EspBlock *block)
{
  Spot spot = { 0 };

  if (!find_place (doc, place, block->kind, &spot))
    return esp_message_edit_insert (doc, NULL, block);
  g_ptr_array_insert (spot.blocks, (int) (spot.index + (place->is_before ? 0 : 1)), block);
  return block;
}

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

/**
 * esp_message_place_move:
 *
 * Takes the block @id to another place.
 *
 * Returns: FALSE when nothing has changed: it stands there, or there is no such place.
 */
gboolean
esp_message_place_move (EspMessageDoc *doc, const EspBlockPlace *place, const char *id)
{
  Spot from = { 0 };
  Spot to = { 0 };
  EspBlock *block;
  guint index;

  if (!find (doc, id, &from))
    return FALSE;
  block = from.blocks->pdata[from.index];
  if (!find_place (doc, place, block->kind, &to) || to.outer == block)
    return FALSE;
  index = to.index + (place->is_before ? 0 : 1);
  if (to.blocks == from.blocks && (index == from.index || index == from.index + 1))
    return FALSE;
  if (to.blocks == from.blocks && index > from.index)
    index--;
  (void) g_ptr_array_steal_index (from.blocks, from.index); /* it is @block */
  g_ptr_array_insert (to.blocks, (int) index, block);
  drop_empty_section (doc, from.section);
  return TRUE;
}

/* Sections */

/**
 * esp_message_find_section:
 *
 * Returns: (transfer none) (nullable): the section in which a block stands
 */
EspSection *
esp_message_find_section (const EspMessageDoc *doc, const char *block_id)
{
  Spot spot = { 0 };

  return find (doc, block_id, &spot) ? doc->sections->pdata[spot.section] : NULL;
}

static char *
new_section_id (const EspMessageDoc *doc)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", n);
      gboolean is_free =
        esp_message_doc_find_block (doc, id) == NULL && esp_message_doc_find_file (doc, id) == NULL;

      for (guint i = 0; is_free && i < doc->sections->len; i++)
        is_free = g_strcmp0 (((EspSection *) doc->sections->pdata[i])->id, id) != 0;
      if (is_free)
        return g_steal_pointer (&id);
    }
}

static EspSection *
new_section (const EspMessageDoc *doc)
{
  g_autofree char *id = new_section_id (doc);
  EspSection *section = esp_section_new (id);

  g_ptr_array_add (section->columns, esp_column_new ());
  return section;
}

/**
 * esp_message_add_section:
 * @after_block_id: (nullable): a block of the section that it follows; otherwise it is the last one
 *
 * Returns: (transfer none): a new section with one empty text.
 */
EspSection *
esp_message_add_section (EspMessageDoc *doc, const char *after_block_id)
{
  Spot spot = { 0 };
  gboolean is_found = find (doc, after_block_id, &spot);
  EspSection *section = new_section (doc);
  EspColumn *column = section->columns->pdata[0];

  g_ptr_array_add (column->blocks, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
  g_ptr_array_insert (doc->sections, is_found ? (int) spot.section + 1 : -1, section);
  return section;
}

/**
 * esp_message_move_section:
 * @block_id: a block of the section
 * @by: -1 up, 1 down
 *
 * Returns: FALSE when it cannot go further.
 */
gboolean
esp_message_move_section (EspMessageDoc *doc, const char *block_id, int by)
{
  Spot spot = { 0 };
  int target;

  if (!find (doc, block_id, &spot))
    return FALSE;
  target = (int) spot.section + by;
  if (target < 0 || target >= (int) doc->sections->len)
    return FALSE;
  g_ptr_array_insert (doc->sections, target, g_ptr_array_steal_index (doc->sections, spot.section));
  return TRUE;
}

/**
 * esp_message_split_section:
 *
 * Begins a new section with the block @block_id and what follows it.
 *
 * Returns: FALSE when it is the first one of its section, or stands in columns.
 */
gboolean
esp_message_split_section (EspMessageDoc *doc, const char *block_id)
{
  Spot spot = { 0 };
  const EspSection *section;
  EspSection *next;
  EspColumn *column;

  if (!find (doc, block_id, &spot) || spot.index == 0 || spot.outer != NULL)
    return FALSE;
  section = doc->sections->pdata[spot.section];
  if (section->columns->len != 1)
    return FALSE;
  next = new_section (doc);
  esp_message_doc_set (&next->background, section->background);
  next->padding = section->padding;
  column = next->columns->pdata[0];
  while (spot.blocks->len > spot.index)
    g_ptr_array_add (column->blocks, g_ptr_array_steal_index (spot.blocks, spot.index));
  g_ptr_array_insert (doc->sections, (int) spot.section + 1, next);
  return TRUE;
}

/* Columns */

static void
add_column (EspMessageDoc *doc, GPtrArray *columns)
{
  EspColumn *column = esp_column_new ();

  g_ptr_array_add (columns, column);
  g_ptr_array_add (column->blocks, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
}

static gboolean
is_empty_text (const EspBlock *block)
{
  g_autofree char *words = block->kind == ESP_BLOCK_TEXT ? esp_block_dup_plain_text (block) : NULL;

  return words != NULL && *words == '\0';
}

/**
 * esp_message_set_columns:
 * @block: a columns block of @doc
 * @widths: percent of each, 0 is an equal share
 *
 * Gives the block @n columns. What stands in columns that go is kept, in the last one that stays.
 */
void
esp_message_set_columns (EspMessageDoc *doc, EspBlock *block, const int *widths, guint n)
{
  g_return_if_fail (block->columns != NULL && n >= 1 && n <= ESP_MAX_COLUMNS);

  while (block->columns->len < n)
    add_column (doc, block->columns);
  while (block->columns->len > n)
    {
      EspColumn *last = block->columns->pdata[n - 1];
      EspColumn *gone = block->columns->pdata[block->columns->len - 1];

      while (gone->blocks->len > 0)
        {
          EspBlock *kept = g_ptr_array_steal_index (gone->blocks, 0);

          if (is_empty_text (kept) && last->blocks->len > 0)
            esp_block_free (kept);
          else
            g_ptr_array_add (last->blocks, kept);
        }
      g_ptr_array_remove_index (block->columns, block->columns->len - 1);
    }
  for (guint i = 0; i < n; i++)
    ((EspColumn *) block->columns->pdata[i])->width = widths[i];
}
