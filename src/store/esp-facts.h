/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What eligibility asks about leads, as sets: of the whole workspace, or of one lead. */
typedef struct
{
  EspBitmap *present;   /* not archived */
  EspBitmap *addressed; /* has an address for the channel */
  EspBitmap *valid;     /* and it can be written to */
  EspBitmap *suppressed;
  EspBitmap *granted; /* last word about the purpose */
  EspBitmap *refused;
  EspBitmap *night_granted;
  EspBitmap *capped;     /* has had the most that may be sent */
  GPtrArray *zone_names; /* (element-type utf8) the first is NULL: none known */
  GArray *zone_of;       /* (element-type guint16) by id: index into zone_names */
} EspFacts;

typedef struct
{
  const char *channel; /* "email", "sms" … */
  const char *purpose; /* "marketing" … */
  guint cap_count;     /* 0 is off */
  gint64 cap_since_us;
  guint day_count; /* the same within the last day; 0 is off */
  gint64 day_since_us;
  gint64 except_send_id; /* does not count towards the cap */
  gint64 lead_id;        /* 0 is everyone */
} EspFactsQuery;

EspFacts *esp_facts_load (EspTx *tx, const EspFactsQuery *query, GError **error);
gboolean esp_facts_is_capped (EspTx *tx,
                              const EspFactsQuery *query,
                              gboolean *out_is_capped,
                              GError **error);
void esp_facts_free (EspFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspFacts, esp_facts_free)
guint esp_facts_get_zone_index (const EspFacts *self, guint32 lead_id);
const char *esp_facts_get_zone (const EspFacts *self, guint32 lead_id);

G_END_DECLS
