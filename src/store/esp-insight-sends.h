/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What became of one message to one lead. */
typedef enum
{
  ESP_SENT_BOUNCED = 1 << 0,
  ESP_SENT_OPENED = 1 << 1,
  ESP_SENT_CLICKED = 1 << 2,
  ESP_SENT_UNSUBSCRIBED = 1 << 3,
  ESP_SENT_COMPLAINED = 1 << 4,
  ESP_SENT_HELD_OUT = 1 << 5, /* was not sent to, to compare with */
} EspSentFlags;

/* A message of the ledger that was handed over, or one that was held out. */
typedef struct
{
  gint64 at_us;    /* handed over; held out: decided */
  gint64 click_us; /* the first click; 0: none */
  guint32 lead_id;
  guint32 send_id;
  guint flags; /* EspSentFlags */
} EspInsightSent;

/* A send with its campaign. */
typedef struct
{
  gint64 id;
  gint64 campaign_id;
  gint64 first_us; /* the first hand-over in the time asked about */
  char *campaign;  /* (owned) */
  char *message;   /* (owned) (nullable) */
  char *channel;   /* (owned) (nullable) of the message */
} EspInsightSend;

GArray *esp_insight_load_ledger (EspTx *tx,
                                 gint64 from_us,
                                 gint64 to_us,
                                 gint64 campaign_id,
                                 GError **error);
GArray *
esp_insight_load_sent (EspTx *tx, gint64 from_us, gint64 to_us, gint64 campaign_id, GError **error);
GPtrArray *esp_insight_load_sends (EspTx *tx, GArray *sent, GError **error);
GArray *esp_insight_load_domains (EspTx *tx, GPtrArray *domains, GError **error);

G_END_DECLS
