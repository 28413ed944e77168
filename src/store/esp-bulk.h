/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-campaigns.h"
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-lead.h"

G_BEGIN_DECLS

/* Rows by the hundred thousand into a workspace that is still empty and that nobody else looks at: no
 * notice per row; indexes, and the figures that rows are summed up in, are made once, at the end. Goes
 * from esp_bulk_begin() to esp_bulk_finish() and esp_bulk_end() within one transaction. */
typedef struct _EspBulk EspBulk;

/* A ledger row as it is when all is over. */
typedef struct
{
  gint64 send_id;
  gint64 lead_id;
  const char *state;
  const char *reason; /* (nullable) */
  gint64 at_us;
} EspBulkDelivery;

EspBulk *esp_bulk_begin (EspTx *tx, EspFields *fields, GError **error);
void esp_bulk_free (EspBulk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBulk, esp_bulk_free)
gboolean esp_bulk_add_lead (EspBulk *self, EspTx *tx, EspLead *lead, GError **error);
gboolean esp_bulk_add_tag (EspTx *tx, gint64 lead_id, gint64 tag_id, GError **error);
gboolean esp_bulk_add_event (EspBulk *self,
                             EspTx *tx,
                             const EspEvent *event,
                             gint64 kind_id,
                             GError **error);
gboolean esp_bulk_add_consent (EspBulk *self, EspTx *tx, const EspConsent *consent, GError **error);
gboolean
esp_bulk_add_delivery (EspBulk *self, EspTx *tx, const EspBulkDelivery *delivery, GError **error);
gboolean esp_bulk_set_send_times (EspTx *tx, const EspSend *send, GError **error);
gboolean esp_bulk_finish (EspBulk *self, EspTx *tx, GError **error);
gboolean esp_bulk_end (EspTx *tx, GError **error);

G_END_DECLS
