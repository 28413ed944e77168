/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bump allocation: everything made while parsing or rendering one template dies at once. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-arena.h"

#include <string.h>

#define FIRST_CHUNK_BYTES 4000
#define LARGEST_CHUNK_BYTES (1 << 20)
#define ALIGNMENT 16

typedef struct _Chunk Chunk;

struct _Chunk
{
  Chunk *next; /* (owned) (nullable): the chunk filled before this one */
  gsize size;
  gsize used;
  char data[] __attribute__ ((aligned (ALIGNMENT)));
};

struct _EspLiquidArena
{
  Chunk *head; /* (owned) */
  gsize max_bytes;
  gsize total_bytes;
};

static Chunk *
chunk_new (gsize size)
{
  Chunk *chunk = g_malloc (sizeof (Chunk) + size);

  chunk->next = NULL;
  chunk->size = size;
  chunk->used = 0;
  return chunk;
}

/**
 * esp_liquid_arena_new:
 * @max_bytes: how much may be handed out before esp_liquid_arena_is_full() turns true
 *
 * Returns: (transfer full): an empty arena.
 */
EspLiquidArena *
esp_liquid_arena_new (gsize max_bytes)
{
  EspLiquidArena *self = g_new0 (EspLiquidArena, 1);

  self->max_bytes = max_bytes;
  self->head = chunk_new (FIRST_CHUNK_BYTES);
  return self;
}

/** esp_liquid_arena_free: frees the arena and everything that was allocated from it. */
void
esp_liquid_arena_free (EspLiquidArena *self)
{
  if (self == NULL)
    return;
  while (self->head != NULL)
    {
      Chunk *next = self->head->next;

      g_free (self->head);
      self->head = next;
    }
  g_free (self);
}

/** esp_liquid_arena_reset: forgets all allocations and keeps the largest chunk for the next use. */
void
esp_liquid_arena_reset (EspLiquidArena *self)
{
  Chunk *chunk = self->head->next;

  while (chunk != NULL)
    {
      Chunk *next = chunk->next;

      g_free (chunk);
      chunk = next;
    }
  self->head->next = NULL;
  self->head->used = 0;
  self->total_bytes = 0;
}

/**
 * esp_liquid_arena_alloc:
 *
 * Never fails: past the bound it still serves, and the caller looks at esp_liquid_arena_is_full()
 * at its next step.  A single request is bounded by the caller.
 *
 * Returns: (transfer none): @size bytes, not zeroed, aligned for any type.
 */
gpointer
esp_liquid_arena_alloc (EspLiquidArena *self, gsize size)
{
  gsize need = (size + ALIGNMENT - 1) & ~((gsize) ALIGNMENT - 1);
  gpointer memory;

  if (self->head->size - self->head->used < need)
    {
      gsize grown = MIN (self->head->size * 2, LARGEST_CHUNK_BYTES);
      Chunk *chunk = chunk_new (MAX (grown, need));

      chunk->next = self->head;
      self->head = chunk;
    }
  memory = self->head->data + self->head->used;
  self->head->used += need;
  self->total_bytes += need;
  return memory;
}

/** esp_liquid_arena_alloc_n: as esp_liquid_arena_alloc(), for @n elements, zeroed. */
gpointer
esp_liquid_arena_alloc_n (EspLiquidArena *self, gsize n, gsize size)
{
  gpointer memory;

  g_assert (n == 0 || size <= G_MAXSIZE / 2 / n);
  memory = esp_liquid_arena_alloc (self, n * size);
  memset (memory, 0, n * size);
  return memory;
}

/** esp_liquid_arena_dup: Returns: (transfer none): a copy of @len bytes with a zero after them. */
char *
esp_liquid_arena_dup (EspLiquidArena *self, const char *data, gsize len)
{
  char *copy = esp_liquid_arena_alloc (self, len + 1);

  if (len > 0)
    memcpy (copy, data, len);
  copy[len] = '\0';
  return copy;
}

/** esp_liquid_arena_is_full: whether more was handed out than was allowed. */
gboolean
esp_liquid_arena_is_full (EspLiquidArena *self)
{
  return self->total_bytes > self->max_bytes;
}
