/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-consents.h"
#include "store/esp-events.h"

G_BEGIN_DECLS

/* Rows by the hundred thousand into a workspace that nobody else looks at: no notice per row; the
 * figures that rows are summed up in are made once, at the end, by esp_bulk_finish(). */

/* A ledger row as it is when all is over. */
typedef struct
{
  gint64 send_id;
  gint64 lead_id;
  const char *state;
  const char *reason; /* (nullable) */
  gint64 at_us;
} EspBulkDelivery;

gboolean esp_bulk_add_event (EspTx *tx, const EspEvent *event, gint64 kind_id, GError **error);
gboolean esp_bulk_add_consent (EspTx *tx, const EspConsent *consent, GError **error);
gboolean esp_bulk_add_delivery (EspTx *tx, const EspBulkDelivery *delivery, GError **error);
gboolean esp_bulk_finish (EspTx *tx, GError **error);

G_END_DECLS
