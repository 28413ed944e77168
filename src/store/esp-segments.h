/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_SEGMENT_UUID_LENGTH 32 /* hexadecimal digits */

/* A segment as a plain record. */
typedef struct
{
  gint64 id;
  char *uuid; /* 32 hexadecimal digits: how rules name it */
  char *name;
  gboolean is_static;
  char *rule;        /* (nullable): JSON; NULL for a static one */
  char *draft;       /* (nullable): JSON of a rule that waits to be applied */
  char *description; /* (nullable) */
  gint64 created_at_us;
  gint64 updated_at_us;
  gint64 size;          /* at the last count; -1: never counted */
  gint64 counted_at_us; /* 0: never */
  char *problem;        /* (nullable): why the size is frozen */
} EspSegment;

EspSegment *esp_segment_copy (const EspSegment *self);
void esp_segment_free (EspSegment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegment, esp_segment_free)

gboolean esp_segment_insert (EspTx *tx, EspSegment *segment, GError **error);
gboolean esp_segment_update (EspTx *tx, const EspSegment *segment, GError **error);
gboolean esp_segment_archive (EspTx *tx, gint64 id, GError **error);
EspSegment *esp_segment_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_segment_list (EspTx *tx, GError **error);
gboolean esp_segment_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);

gboolean esp_segment_add_members (EspTx *tx,
                                  gint64 id,
                                  const EspBitmap *leads,
                                  gint64 *out_n,
                                  GError **error);
gboolean esp_segment_copy_members (EspTx *tx, gint64 from_id, gint64 to_id, GError **error);
gboolean esp_segment_remove_members (EspTx *tx,
                                     gint64 id,
                                     const EspBitmap *leads,
                                     gint64 *out_n,
                                     GError **error);

G_END_DECLS
