/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-set.h"

G_BEGIN_DECLS

/* What happened in a span of days, whatever campaign it belonged to. */
typedef struct
{
  EspBitmap *leads; /* (owned) who did it, each once */
  guint n_days;
  gint64 *days;    /* (owned) leads by day, each once a day */
  gint64 *reached; /* (owned) leads up to the end of each day, each once */
  double *amounts; /* (owned) of orders: sums by day in whole units of the currency; else all 0 */
} EspSpan;

EspSpan *
esp_span_load (EspTx *tx, EspLeadSetKind kind, const gint64 *bounds, guint n_days, GError **error);
void esp_span_free (EspSpan *self);
GPtrArray *esp_span_load_sets (EspTx *tx,
                               EspLeadSetKind kind,
                               const gint64 *bounds,
                               guint n_parts,
                               EspBitmap **out_whole,
                               GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSpan, esp_span_free)

gboolean esp_span_has_kind (EspLeadSetKind kind);
gboolean esp_span_find_any (EspTx *tx, gboolean *out_has, GError **error);

G_END_DECLS
