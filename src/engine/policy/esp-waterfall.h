/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-eligibility.h"
#include "store/esp-lead-facts.h"

G_BEGIN_DECLS

/* From matching to receiving: who is lost at which step. Every number is the size of a set. */
typedef struct
{
  guint64 n_matching;
  EspBitmap *leads[ESP_N_REASONS]; /* (owned) by first reason; ESP_REASON_NONE gets the message */
  gint64 waits_until_us;           /* the earliest end of what waits; 0 without */
} EspWaterfall;

/* What turns set-wise facts into one person's. */
typedef struct
{
  const EspSendRule *rule;
  const EspPolicy *policy;
  const char *default_zone;       /* of leads that name none */
  const EspBitmap *fails_content; /* (nullable): for whom the message cannot be made */
  gint64 local_at_us; /* its hour of the default zone is kept in every zone; 0: at once */
  gint64 now_us;
  GHashTable
    *zones; /* (nullable) remembers the hours of zones between people; of this input alone */
} EspWaterfallInput;

EspWaterfall *esp_waterfall_new (const EspWaterfallInput *input,
                                 const EspFacts *facts,
                                 const EspBitmap *audience);
void esp_waterfall_free (EspWaterfall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspWaterfall, esp_waterfall_free)
guint64 esp_waterfall_count (const EspWaterfall *self, EspReason reason);
EspBitmap *esp_waterfall_dup_receivers (const EspWaterfall *self);
guint64 esp_waterfall_count_receivers (const EspWaterfall *self);

GHashTable *esp_waterfall_zones_new (void);
EspVerdict esp_waterfall_judge_one (const EspWaterfallInput *input,
                                    const EspLeadFacts *facts,
                                    gboolean is_in_audience,
                                    guint32 lead_id,
                                    EspRecipient *out_recipient);

G_END_DECLS
