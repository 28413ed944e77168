/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-condition.h"
#include "store/esp-fields.h"

G_BEGIN_DECLS

/* Facts that are no columns of the lead but may be asked as if they were. */
#define ESP_LEAF_FIELD_LTV "ltv" /* what they paid in all, in whole currency units */
#define ESP_LEAF_FIELD_LAST_EVENT "last_event_at"

/* One normalised leaf with everything that its query needs, the moment included. */
typedef struct
{
  const EspCondition *condition; /* (unowned): in normal form; not random, not a dynamic segment */
  const EspFields *fields;       /* (unowned): the only source of column names */
  gint64 from_us;                /* bounds of the condition's window: from_us <= t < until_us */
  gint64 until_us;
  const guint8 (*year_days)[31]; /* (nullable) (unowned): of anniversaries */
  GTimeZone *zone;               /* (nullable) (unowned): of anniversaries of moments */
  double money_scale;            /* minor units in one unit of the workspace's currency */
  gint64 segment_id;             /* of static segments */
  const EspBitmap *only;         /* (nullable) (unowned): ask of these leads alone */
} EspLeafQuery;

EspBitmap *esp_leaf_query_run (EspTx *tx, const EspLeafQuery *leaf, GError **error);
EspBitmap *esp_leaf_query_crossing (EspTx *tx, const EspLeafQuery *leaf, GError **error);
gboolean esp_leaf_query_next (EspTx *tx,
                              const EspLeafQuery *leaf,
                              gint64 from_us,
                              gint64 *out_us,
                              GError **error);
char *esp_leaf_query_explain (EspTx *tx, const EspLeafQuery *leaf, GError **error);
EspBitmap *esp_leaf_query_universe (EspTx *tx, const EspBitmap *only, GError **error);

G_END_DECLS
