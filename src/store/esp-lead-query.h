/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* Which leads a list shows, and in which order. */
typedef struct
{
  const EspBitmap *within; /* (nullable) only these */
  const char *search;      /* (nullable) what stands in the search field */
  gboolean is_archived;    /* those that are archived, instead of the others */
  const char
    *sort_column; /* (nullable) a field, or a column of esp_lead_query_is_stat(); NULL: id */
  gboolean is_descending;
} EspLeadQuery;

gboolean esp_lead_query_is_stat (const char *column);
gboolean esp_lead_query_ids (EspTx *tx,
                             EspFields *fields,
                             const EspLeadQuery *query,
                             guint limit,
                             GArray *ids,
                             GError **error);
gboolean esp_lead_query_bitmap (EspTx *tx,
                                EspFields *fields,
                                const EspLeadQuery *query,
                                EspBitmap *leads,
                                GError **error);

G_END_DECLS
