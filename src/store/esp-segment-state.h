/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One day of a segment. */
typedef struct
{
  gint64 day; /* days since 1970 in the workspace's zone */
  gint64 size;
  gint64 entered;
  gint64 exited;
} EspSegmentDay;

EspBitmap *esp_segment_load_state (EspTx *tx, gint64 id, GError **error);
gboolean esp_segment_save_state (EspTx *tx, gint64 id, const EspBitmap *members, GError **error);
gboolean esp_segment_save_problem (EspTx *tx, gint64 id, const char *problem, GError **error);
gboolean esp_segment_add_day (EspTx *tx, gint64 id, const EspSegmentDay *day, GError **error);
GArray *esp_segment_list_days (EspTx *tx, gint64 id, gint64 first_day, GError **error);

G_END_DECLS
