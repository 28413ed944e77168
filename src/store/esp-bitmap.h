/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A compressed set of lead ids. Ids are positive and below 2^32; not safe to change from two threads. */
typedef struct _EspBitmap EspBitmap;

EspBitmap *esp_bitmap_new (void);
EspBitmap *esp_bitmap_new_range (guint32 first, guint32 last);
EspBitmap *esp_bitmap_copy (const EspBitmap *self);
void esp_bitmap_free (EspBitmap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBitmap, esp_bitmap_free)

void esp_bitmap_add (EspBitmap *self, guint32 id);
void esp_bitmap_add_many (EspBitmap *self, const guint32 *ids, gsize n_ids);
void esp_bitmap_remove (EspBitmap *self, guint32 id);
gboolean esp_bitmap_contains (const EspBitmap *self, guint32 id);
guint64 esp_bitmap_count (const EspBitmap *self);
gboolean esp_bitmap_is_empty (const EspBitmap *self);
gboolean esp_bitmap_equal (const EspBitmap *a, const EspBitmap *b);

void esp_bitmap_and (EspBitmap *self, const EspBitmap *other);
void esp_bitmap_or (EspBitmap *self, const EspBitmap *other);
void esp_bitmap_andnot (EspBitmap *self, const EspBitmap *other);
void esp_bitmap_xor (EspBitmap *self, const EspBitmap *other);
guint64 esp_bitmap_and_count (const EspBitmap *a, const EspBitmap *b);
guint64 esp_bitmap_andnot_count (const EspBitmap *a, const EspBitmap *b);

gboolean esp_bitmap_select (const EspBitmap *self, guint64 rank, guint32 *out_id);
guint32 *esp_bitmap_to_array (const EspBitmap *self, gsize *out_n);
gsize esp_bitmap_next (const EspBitmap *self, guint32 from, guint32 *buffer, gsize n_buffer);
void esp_bitmap_optimize (EspBitmap *self);

GBytes *esp_bitmap_serialize (const EspBitmap *self);
EspBitmap *esp_bitmap_deserialize (gconstpointer data, gsize length);

G_END_DECLS
