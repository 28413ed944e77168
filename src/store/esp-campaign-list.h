/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_CAMPAIGN_SORT_NEWEST,
  ESP_CAMPAIGN_SORT_OLDEST,
  ESP_CAMPAIGN_SORT_NAME,
  ESP_CAMPAIGN_SORT_STATE,
  ESP_CAMPAIGN_SORT_SENT, /* most first */
} EspCampaignSort;

/* A campaign with its newest send, as a list shows it. */
typedef struct
{
  gint64 id;
  char *name;
  char *state;   /* (nullable) of the send */
  char *message; /* (nullable) its name */
  gint64 scheduled_at_us;
  gint64 started_at_us;
  gint64 n_audience; /* leads of all its sends, each once; 0 before one is prepared */
  gint64 n_sent;     /* of these, who was sent to: “sent” of the catalogue of metrics */
  guint n_sends;
} EspCampaignLine;

void esp_campaign_line_free (EspCampaignLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignLine, esp_campaign_line_free)

GPtrArray *
esp_campaign_lines_load (EspTx *tx, const char *search, EspCampaignSort sort, GError **error);

G_END_DECLS
