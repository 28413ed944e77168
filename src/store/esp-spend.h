/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What one ad cost and brought on one day, as its platform reports it. */
typedef struct
{
  char *platform; /* google, meta, naver, kakao, tiktok, or any other word */
  char *account;  /* "" when it is not said, and so the next three */
  char *campaign;
  char *ad_group;
  char *creative;
  gint64 day; /* since 1970 */
  char *currency;
  gint64 cost; /* minor units */
  gint64 impressions;
  gint64 clicks;
  double conversions;
  gint64 value;        /* minor units */
  gint64 campaign_id;  /* of ours; 0: none */
  char *paid_currency; /* (nullable) of the platform, when cost and value were converted from it */
  gint64 paid;         /* the cost in it, minor units */
  gint64 paid_value;
} EspSpend;

typedef enum
{
  ESP_SPEND_NEW,
  ESP_SPEND_CHANGED, /* the day was there with other numbers */
  ESP_SPEND_SAME,
} EspSpendOutcome;

typedef struct
{
  gint64 cost;
  gint64 impressions;
  gint64 clicks;
  double conversions;
  gint64 value;
  gint64 n_rows;
  gint64 n_foreign; /* rows in another currency, which are left out */
} EspSpendSum;

typedef enum
{
  ESP_SPEND_BY_PLATFORM,
  ESP_SPEND_BY_CAMPAIGN, /* of ours */
  ESP_SPEND_BY_AD_CAMPAIGN,
  ESP_SPEND_BY_AD_GROUP,
  ESP_SPEND_BY_CREATIVE,
  ESP_SPEND_BY_DAY,
} EspSpendGroup;

typedef struct
{
  char *key;     /* (owned) */
  char *label;   /* (owned) */
  gint64 number; /* the day, or the id of the campaign */
  EspSpendSum sum;
} EspSpendPart;

/* What was spent in one currency and converted. */
typedef struct
{
  char *currency; /* (owned) */
  gint64 paid;    /* minor units of it */
  gint64 cost;    /* the same in the workspace's */
  gint64 n_rows;
} EspSpendPaid;

void esp_spend_clear (EspSpend *self);
gboolean
esp_spend_put (EspTx *tx, const EspSpend *spend, EspSpendOutcome *out_outcome, GError **error);
gboolean
esp_spend_find (EspTx *tx, const EspSpend *spend, EspSpendOutcome *out_outcome, GError **error);
gboolean esp_spend_sum_days (EspTx *tx,
                             gint64 first_day,
                             gint64 end_day,
                             gint64 campaign_id,
                             EspSpendSum *out_sum,
                             GError **error);
GPtrArray *esp_spend_list_parts (EspTx *tx,
                                 EspSpendGroup group,
                                 const gint64 days[2],
                                 gint64 campaign_id,
                                 GError **error);
GPtrArray *
esp_spend_list_paid (EspTx *tx, const gint64 days[2], gint64 campaign_id, GError **error);
gboolean
esp_spend_find_campaign (EspTx *tx, const char *name, gint64 *out_campaign_id, GError **error);

G_END_DECLS
