/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One event of a lead, as analyses go through them. */
typedef struct
{
  gint64 at_us;
  guint32 lead_id;
  guint16 kind;  /* which of the kinds asked for */
  guint16 place; /* of some loaders: which of the places that they found */
} EspInsightEvent;

GArray *esp_insight_load_events (EspTx *tx,
                                 const char *const *kinds,
                                 gint64 from_us,
                                 gint64 to_us,
                                 GError **error);
int esp_insight_compare_events (const EspInsightEvent *a, const EspInsightEvent *b);
void esp_insight_sort_events (GArray *events);
GArray *esp_insight_load_created (EspTx *tx, GError **error);
gboolean esp_insight_load_first (EspTx *tx, gint64 *out_us, GError **error);

/* When leads came to which stage: those whose stage never changed, when they came in. */

GHashTable *
esp_insight_load_field (EspTx *tx, const char *column, GPtrArray *values, GError **error);

GHashTable *esp_insight_load_zones (EspTx *tx, GPtrArray *zones, GError **error);

G_END_DECLS
