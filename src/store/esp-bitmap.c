/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of lead ids: a thin, named face over CRoaring, the only file that knows that library. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-bitmap.h"

#include <roaring/roaring.h>

/* EspBitmap is never defined: a pointer to it is a pointer to the library's own type. */
#define R(bitmap) ((roaring_bitmap_t *) (bitmap))
#define RC(bitmap) ((const roaring_bitmap_t *) (bitmap))

/**
 * esp_bitmap_new:
 *
 * Returns: (transfer full): an empty set
 */
EspBitmap *
esp_bitmap_new (void)
{
  return (EspBitmap *) roaring_bitmap_create ();
}

/**
 * esp_bitmap_new_range:
 *
 * Returns: (transfer full): all ids from @first to @last, both included
 */
EspBitmap *
esp_bitmap_new_range (guint32 first, guint32 last)
{
  EspBitmap *self = esp_bitmap_new ();

  if (first <= last)
    roaring_bitmap_add_range_closed (R (self), first, last);
  return self;
}

/**
 * esp_bitmap_copy:
 *
 * Returns: (transfer full): a copy
 */
EspBitmap *
esp_bitmap_copy (const EspBitmap *self)
{
  return (EspBitmap *) roaring_bitmap_copy (RC (self));
}

/**
 * esp_bitmap_free:
 */
void
esp_bitmap_free (EspBitmap *self)
{
  if (self != NULL)
    roaring_bitmap_free (R (self));
}

/**
 * esp_bitmap_add:
 */
void
esp_bitmap_add (EspBitmap *self, guint32 id)
{
  roaring_bitmap_add (R (self), id);
}

/**
 * esp_bitmap_add_many:
 *
 * Adds @n_ids ids, fastest when they ascend.
 */
void
esp_bitmap_add_many (EspBitmap *self, const guint32 *ids, gsize n_ids)
{
  roaring_bitmap_add_many (R (self), n_ids, ids);
}

/**
 * esp_bitmap_remove:
 */
void
esp_bitmap_remove (EspBitmap *self, guint32 id)
{
  roaring_bitmap_remove (R (self), id);
}

/**
 * esp_bitmap_contains:
 */
gboolean
esp_bitmap_contains (const EspBitmap *self, guint32 id)
{
  return roaring_bitmap_contains (RC (self), id);
}

/**
 * esp_bitmap_count:
 */
guint64
esp_bitmap_count (const EspBitmap *self)
{
  return roaring_bitmap_get_cardinality (RC (self));
}

/**
 * esp_bitmap_is_empty:
 */
gboolean
esp_bitmap_is_empty (const EspBitmap *self)
{
  return roaring_bitmap_is_empty (RC (self));
}

/**
 * esp_bitmap_equal:
 */
gboolean
esp_bitmap_equal (const EspBitmap *a, const EspBitmap *b)
{
  return roaring_bitmap_equals (RC (a), RC (b));
}

/**
 * esp_bitmap_and:
 *
 * Keeps in @self only what @other holds too.
 */
void
esp_bitmap_and (EspBitmap *self, const EspBitmap *other)
{
  roaring_bitmap_and_inplace (R (self), RC (other));
}

/**
 * esp_bitmap_or:
 *
 * Adds to @self all of @other.
 */
void
esp_bitmap_or (EspBitmap *self, const EspBitmap *other)
{
  roaring_bitmap_or_inplace (R (self), RC (other));
}

/**
 * esp_bitmap_andnot:
 *
 * Takes out of @self all of @other.
 */
void
esp_bitmap_andnot (EspBitmap *self, const EspBitmap *other)
{
  roaring_bitmap_andnot_inplace (R (self), RC (other));
}

/**
 * esp_bitmap_xor:
 *
 * Leaves in @self what exactly one of the two held.
 */
void
esp_bitmap_xor (EspBitmap *self, const EspBitmap *other)
{
  roaring_bitmap_xor_inplace (R (self), RC (other));
}

/**
 * esp_bitmap_and_count:
 *
 * Returns: how many ids both hold, without building that set
 */
guint64
esp_bitmap_and_count (const EspBitmap *a, const EspBitmap *b)
{
  return roaring_bitmap_and_cardinality (RC (a), RC (b));
}

/**
 * esp_bitmap_andnot_count:
 *
 * Returns: how many ids @a holds and @b does not
 */
guint64
esp_bitmap_andnot_count (const EspBitmap *a, const EspBitmap *b)
{
  return roaring_bitmap_andnot_cardinality (RC (a), RC (b));
}

/**
 * esp_bitmap_select:
 * @rank: 0 is the smallest id
 *
 * Returns: whether there is an id of that rank
 */
gboolean
esp_bitmap_select (const EspBitmap *self, guint64 rank, guint32 *out_id)
{
  if (rank > G_MAXUINT32)
    return FALSE;
  return roaring_bitmap_select (RC (self), (guint32) rank, out_id);
}

/**
 * esp_bitmap_to_array:
 *
 * Returns: (transfer full) (array length=out_n): the ids, ascending
 */
guint32 *
esp_bitmap_to_array (const EspBitmap *self, gsize *out_n)
{
  gsize n = esp_bitmap_count (self);
  guint32 *ids = g_new (guint32, n + 1);

  roaring_bitmap_to_uint32_array (RC (self), ids);
  *out_n = n;
  return ids;
}

/**
 * esp_bitmap_next:
 * @from: the smallest id wanted
 *
 * Fills @buffer with the next ids, ascending, so that a large set is walked in constant memory.
 *
 * Returns: how many were written; 0 at the end
 */
gsize
esp_bitmap_next (const EspBitmap *self, guint32 from, guint32 *buffer, gsize n_buffer)
{
  roaring_uint32_iterator_t iterator;

  roaring_init_iterator (RC (self), &iterator);
  if (!roaring_move_uint32_iterator_equalorlarger (&iterator, from))
    return 0;
  return roaring_read_uint32_iterator (&iterator, buffer, (guint32) n_buffer);
}

/**
 * esp_bitmap_optimize:
 *
 * Packs the set; worth it before keeping it for long.
 */
void
esp_bitmap_optimize (EspBitmap *self)
{
  roaring_bitmap_run_optimize (R (self));
  roaring_bitmap_shrink_to_fit (R (self));
}

/**
 * esp_bitmap_serialize:
 *
 * Returns: (transfer full): the set in the portable Roaring format
 */
GBytes *
esp_bitmap_serialize (const EspBitmap *self)
{
  gsize length = roaring_bitmap_portable_size_in_bytes (RC (self));
  char *data = g_malloc (length);

  roaring_bitmap_portable_serialize (RC (self), data);
  return g_bytes_new_take (data, length);
}

/**
 * esp_bitmap_deserialize:
 *
 * Returns: (transfer full) (nullable): the set, or %NULL when the bytes are not one
 */
EspBitmap *
esp_bitmap_deserialize (gconstpointer data, gsize length)
{
  if (data == NULL || length == 0)
    return NULL;
  return (EspBitmap *) roaring_bitmap_portable_deserialize_safe (data, length);
}
