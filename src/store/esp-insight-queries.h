/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-set.h"

G_BEGIN_DECLS

/* A reason for which leads were not to get a campaign. A lead stands under one reason only. */
typedef struct
{
  char *name;
  EspBitmap *leads; /* (owned) */
} EspSkipReason;

/* What became of a campaign, as sets of leads: matched = skipped + cancelled + waiting + failed +
 * unknown + sent, and sent = bounced + delivered. With several sends a lead counts where it got
 * farthest: bounced is who got none of them. */
typedef struct
{
  gint64 campaign_id;
  gint64 send_id; /* 0: all sends */
  char *campaign_name;
  EspBitmap *sets[ESP_N_LEAD_SETS]; /* (owned) */
  GPtrArray *reasons;               /* of EspSkipReason, most leads first */
  gint64 n_erased;                  /* rows of the ledger whose person has been erased since */
  gint64 first_us;                  /* the first hand-over; 0: none */
  gint64 last_us;                   /* the last event or hand-over */
} EspCampaignResults;

/* The first time that a lead did something. */
typedef struct
{
  gint64 at_us;
  guint32 lead_id;
} EspMoment;

/* A link of a campaign. */
typedef struct
{
  char *url;
  gint64 n_leads;  /* who clicked it */
  gint64 n_clicks; /* how often */
} EspLinkClicks;

EspCampaignResults *
esp_insight_load_results (EspTx *tx, gint64 campaign_id, gint64 send_id, GError **error);
void esp_campaign_results_free (EspCampaignResults *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignResults, esp_campaign_results_free)
gint64 esp_campaign_results_count (const EspCampaignResults *self, EspLeadSetKind kind);

GArray *esp_insight_load_moments (EspTx *tx,
                                  const EspCampaignResults *results,
                                  EspLeadSetKind kind,
                                  GError **error);
GPtrArray *esp_insight_load_links (EspTx *tx, const EspCampaignResults *results, GError **error);
EspBitmap *esp_insight_load_link_leads (EspTx *tx,
                                        const EspCampaignResults *results,
                                        const char *url,
                                        GError **error);
gboolean
esp_insight_find_campaign (EspTx *tx, const char *reference, gint64 *out_id, GError **error);

G_END_DECLS
