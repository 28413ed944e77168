/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *name;
  char *goal;    /* (nullable) JSON */
  char *note;    /* (nullable) */
  gint64 budget; /* in minor units of the workspace's currency; 0 is none */
  gint64 created_at_us;
  gint64 updated_at_us;
} EspCampaign;

/* One message to one audience at one time. */
typedef struct
{
  gint64 id;
  gint64 campaign_id;
  gint64 message_id;      /* 0 is none yet */
  gint64 message_version; /* 0 is the newest */
  gint64 channel_id;      /* 0 is none yet */
  char *audience; /* JSON: {"everyone":true} or {"segments":[…],"without":[…]} or {"leads":[…]} */
  char *options; /* JSON: holdout, hours, rate … */
  char *state;   /* draft, scheduled, preparing, hold, sending, paused, stopped, done, failed */
  char *pause_reason;     /* (nullable) "user", or what a brake or the channel said */
  gint64 scheduled_at_us; /* 0 is at once */
  gint64 hold_until_us;
  gint64 prepared_at_us; /* 0 while the ledger is not whole */
  gint64 started_at_us;
  gint64 finished_at_us;
  gint64 created_at_us;
  guint8 uuid[16];
} EspSend;

void esp_campaign_free (EspCampaign *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaign, esp_campaign_free)
void esp_send_free (EspSend *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSend, esp_send_free)

gboolean esp_campaign_insert (EspTx *tx, const char *name, gint64 *out_id, GError **error);
gboolean esp_campaign_rename (EspTx *tx, gint64 id, const char *name, GError **error);
gboolean
esp_campaign_set_goal (EspTx *tx, gint64 id, const char *goal, gint64 budget, GError **error);
gboolean esp_campaign_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);
EspCampaign *esp_campaign_load (EspTx *tx, gint64 id, GError **error);
gboolean esp_campaign_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);
GPtrArray *esp_campaign_list (EspTx *tx, GError **error);

EspSend *esp_send_new (gint64 campaign_id);
gboolean esp_send_insert (EspTx *tx, EspSend *send, GError **error);
gboolean esp_send_update (EspTx *tx, const EspSend *send, GError **error);
EspSend *esp_send_load (EspTx *tx, gint64 id, GError **error);
EspSend *esp_send_load_newest (EspTx *tx, gint64 campaign_id, GError **error);
GPtrArray *esp_send_list (EspTx *tx, gint64 campaign_id, GError **error);
gboolean esp_send_set_state (EspTx *tx,
                             gint64 id,
                             const char *state,
                             const char *pause_reason,
                             GError **error);
gboolean esp_send_set_prepared (EspTx *tx, gint64 id, gint64 hold_until_us, GError **error);
char *esp_send_dup_audience_of (EspTx *tx, gint64 message_id, GError **error);

G_END_DECLS
