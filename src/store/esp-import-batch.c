/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a file on their way to the store, in an arena that is filled again and again. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-batch.h"

#include <string.h>

#define BLOCK_BYTES (256 * 1024)
#define FIRST_ROWS 1024

typedef struct
{
  gsize size;
  char data[];
} Block;

/**
 * esp_import_batch_new:
 *
 * Returns: (transfer full): a batch without rows
 */
EspImportBatch *
esp_import_batch_new (guint n_slots)
{
  EspImportBatch *self = g_new0 (EspImportBatch, 1);

  self->n_slots = n_slots;
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * esp_import_batch_free:
 */
void
esp_import_batch_free (EspImportBatch *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self->rows);
  g_free (self);
}

/**
 * esp_import_batch_clear:
 *
 * Takes the rows out and keeps the memory for the next ones, but for what one huge row took.
 */
void
esp_import_batch_clear (EspImportBatch *self)
{
  guint i = 0;

  while (i < self->blocks->len)
    {
      Block *block = g_ptr_array_index (self->blocks, i);

      if (block->size > BLOCK_BYTES)
        g_ptr_array_remove_index_fast (self->blocks, i);
      else
        i++;
    }
  self->n_rows = self->block = 0;
  self->block_used = self->n_bytes = 0;
}

/**
 * esp_import_batch_alloc:
 *
 * Returns: (transfer none): zeroed memory that lives until the batch is cleared
 */
gpointer
esp_import_batch_alloc (EspImportBatch *self, gsize size)
{
  Block *block = NULL;
  gpointer memory;

  size = (size + 7) & ~(gsize) 7;
  while (self->block < self->blocks->len)
    {
      block = g_ptr_array_index (self->blocks, self->block);
      if (block->size - self->block_used >= size)
        break;
      self->block++;
      self->block_used = 0;
      block = NULL;
    }
  if (block == NULL)
    {
      gsize block_size = MAX (size, BLOCK_BYTES);

      block = g_malloc (sizeof *block + block_size);
      block->size = block_size;
      g_ptr_array_add (self->blocks, block);
      self->block = self->blocks->len - 1;
      self->block_used = 0;
    }
  memory = block->data + self->block_used;
  memset (memory, 0, size);
  self->block_used += size;
  self->n_bytes += size;
  return memory;
}

/**
 * esp_import_batch_copy:
 *
 * Returns: (transfer none): a NUL-terminated copy that lives until the batch is cleared
 */
char *
esp_import_batch_copy (EspImportBatch *self, const char *text, gsize length)
{
  char *copy = esp_import_batch_alloc (self, length + 1);

  memcpy (copy, text, length);
  return copy;
}

/**
 * esp_import_batch_add:
 *
 * Returns: (transfer none): a zeroed row with room for its values; valid until the next is added
 */
EspImportRow *
esp_import_batch_add (EspImportBatch *self)
{
  EspImportRow *row;

  if (self->n_rows == self->n_allocated)
    {
      self->n_allocated = MAX (self->n_allocated * 2, FIRST_ROWS);
      self->rows = g_renew (EspImportRow, self->rows, self->n_allocated);
    }
  row = &self->rows[self->n_rows++];
  memset (row, 0, sizeof *row);
  row->values = esp_import_batch_alloc (self, sizeof (EspValue) * self->n_slots);
  return row;
}

/**
 * esp_import_spec_new:
 */
EspImportSpec *
esp_import_spec_new (guint n_slots)
{
  EspImportSpec *self = g_new0 (EspImportSpec, 1);

  self->n_slots = n_slots;
  self->columns = g_new0 (char *, n_slots + 1);
  self->policies = g_new0 (EspImportPolicy, n_slots);
  self->name_slot = -1;
  for (guint i = 0; i < ESP_N_IMPORT_KEYS; i++)
    self->key_slots[i] = -1;
  return self;
}

/**
 * esp_import_spec_free:
 */
void
esp_import_spec_free (EspImportSpec *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->columns);
  g_strfreev (self->tags);
  g_clear_pointer (&self->decisions, g_hash_table_unref);
  g_free (self->policies);
  g_free (self->consent_basis);
  g_free (self->consent_wording);
  g_free (self->consent_source);
  g_free (self);
}

/**
 * esp_import_counts_add_row:
 *
 * Counts one row that has its outcome.
 */
void
esp_import_counts_add_row (EspImportCounts *self, const EspImportRow *row)
{
  self->n_rows++;
  self->n_outcomes[row->outcome]++;
  self->n_repeats += row->is_repeat;
  if (row->outcome == ESP_IMPORT_OUTCOME_UPDATED)
    for (guint i = 0; i < G_N_ELEMENTS (self->n_changed); i++)
      self->n_changed[i] += (row->changed >> i) & 1;
}

/**
 * esp_import_counts_merge:
 *
 * Adds the numbers of a part.
 */
void
esp_import_counts_merge (EspImportCounts *self, const EspImportCounts *part)
{
  self->n_rows += part->n_rows;
  self->n_blank += part->n_blank;
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    self->n_outcomes[i] += part->n_outcomes[i];
  for (guint i = 0; i < G_N_ELEMENTS (self->n_changed); i++)
    self->n_changed[i] += part->n_changed[i];
  self->n_repeats += part->n_repeats;
  self->n_consents += part->n_consents;
  self->n_consents_undated += part->n_consents_undated;
  self->n_consents_kept += part->n_consents_kept;
  self->n_suppressed += part->n_suppressed;
}

/**
 * esp_import_outcome_get_name:
 *
 * Returns: (transfer none): the name in machine output
 */
const char *
esp_import_outcome_get_name (EspImportOutcome outcome)
{
  static const char *const names[] = { "new", "updated", "unchanged", "decide", "error" };

  g_return_val_if_fail (outcome < ESP_N_IMPORT_OUTCOMES, NULL);

  return names[outcome];
}
