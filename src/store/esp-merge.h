/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"

G_BEGIN_DECLS

/* What came over from the lead that is gone. */
typedef struct
{
  gint64 n_events;
  gint64 n_messages; /* rows of the ledger */
  gint64 n_consents;
  gint64 n_notes;
} EspMergeResult;

/* The word that holds after a merge, about one channel and purpose. */
typedef struct
{
  char *channel;
  char *purpose;
  char *kept_state;  /* (nullable) of the lead that stays */
  char *other_state; /* (nullable) of the one that goes */
  char *state;       /* what holds then */
} EspMergeConsent;

void esp_merge_consent_free (EspMergeConsent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMergeConsent, esp_merge_consent_free)

const char *esp_merge_strictest (const char *a, const char *b);
GPtrArray *esp_merge_list_consents (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error);
gboolean esp_merge_leads (EspTx *tx,
                          gint64 other_id,
                          const EspLead *after,
                          EspMergeResult *out_result,
                          GError **error);

G_END_DECLS
