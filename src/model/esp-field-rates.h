/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* How many of the people that a message is meant for have each field. */
typedef struct
{
  EspFields *fields;   /* (owned) */
  gint64 segment_id;   /* 0: all leads */
  char *segment_name;  /* (nullable) */
  gint64 n_leads;      /* in the segment, or in all */
  gint64 *filled;      /* for each field */
  GPtrArray *segments; /* (element-type EspSegment): among which one can be chosen */
} EspFieldRates;

EspFieldRates *esp_field_rates_load (EspTx *tx, gint64 message_id, GError **error);
void esp_field_rates_free (EspFieldRates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspFieldRates, esp_field_rates_free)
double esp_field_rates_get_share (const EspFieldRates *self, const char *name);
gboolean esp_field_rates_choose (EspTx *tx, gint64 message_id, gint64 segment_id, GError **error);

G_END_DECLS
