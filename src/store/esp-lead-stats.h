/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* One value of a column and how many leads have it. */
typedef struct
{
  EspValue value; /* of a month: its first moment, µs UTC */
  gint64 n;
} EspLeadValueCount;

/* What a column of the lead list holds, over some leads. */
typedef struct
{
  gint64 n_leads;
  gint64 n_empty;
  gint64 n_distinct; /* values, or months of a date */
  gboolean is_monthly;
  gboolean is_number; /* least, most, mean and median are known */
  double least;
  double most;
  double mean;
  double median;
  GPtrArray
    *values; /* (owned) (element-type EspLeadValueCount): the most frequent first; months: the
                        newest first */
} EspLeadStats;

void esp_lead_stats_free (EspLeadStats *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeadStats, esp_lead_stats_free)

gboolean esp_lead_stats_is_known (EspFields *fields, const char *column);
EspLeadStats *esp_lead_stats_load (EspTx *tx,
                                   EspFields *fields,
                                   const EspBitmap *leads,
                                   const char *column,
                                   GTimeZone *zone,
                                   guint limit,
                                   GError **error);
EspBitmap *esp_lead_stats_find (EspTx *tx,
                                EspFields *fields,
                                const EspBitmap *leads,
                                const char *column,
                                GTimeZone *zone,
                                const EspValue *value,
                                GError **error);

G_END_DECLS
