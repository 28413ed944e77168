/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-buckets.h"

G_BEGIN_DECLS

/* Leads by the calendar week or month in which something happened to them first. */
typedef struct
{
  guint n;            /* cohorts: one after the other, empty ones included */
  gint64 first;       /* the number of the first week or month: see esp_calendar_number() */
  gint64 from_us;     /* when that begins */
  GPtrArray *members; /* (owned) of EspBitmap, by cohort */
  EspCalendar calendar;
  GArray *of_lead; /* (owned) of guint16, by number of the lead: its cohort, plus 1 */
  GArray *since;   /* (owned) of gint64, by number of the lead: when that happened first */
  guint n_leads;   /* in all cohorts */
} EspCohorts;

EspCohorts *esp_cohorts_new (GArray *events, const EspAnalysis *analysis, const char *unit);
void esp_cohorts_free (EspCohorts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCohorts, esp_cohorts_free)
gboolean esp_cohorts_find (const EspCohorts *self, guint32 lead_id, guint *out_cohort);
gboolean esp_cohorts_is_after (const EspCohorts *self, guint32 lead_id, gint64 at_us);
GStrv esp_cohorts_choose_kinds (EspTx *tx, GStrv kinds, GError **error);

G_END_DECLS
