/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Kinds that the program itself gives a meaning; any other word is a kind of the user's own. */
#define ESP_EVENT_DELIVERED "delivered"
#define ESP_EVENT_OPEN "open"
#define ESP_EVENT_CLICK "click"   /* property "url" */
#define ESP_EVENT_BOUNCE "bounce" /* property "class": hard, soft, block */
/* Made by a program, not by the person: mail proxies, prefetching, scanners. */
#define ESP_EVENT_MACHINE_OPEN "machine_open"
#define ESP_EVENT_MACHINE_CLICK "machine_click"
#define ESP_EVENT_COMPLAINT "complaint"
#define ESP_EVENT_UNSUBSCRIBE "unsubscribe"
#define ESP_EVENT_REPLY "reply"           /* property "text": the beginning of it */
#define ESP_EVENT_AUTO_REPLY "auto_reply" /* out of office and the like */
#define ESP_EVENT_VISIT "visit"
#define ESP_EVENT_FORWARD "forward" /* passed the message on */
#define ESP_EVENT_SHARE "share"     /* the same, to a network */
#define ESP_EVENT_ORDER                                                                            \
  "order" /* properties "amount" in whole units, "currency", "order_id", "items" */
#define ESP_EVENT_REFUND "refund" /* money given back: properties as of an order */
/* Told by the program about the person; they are no activity. Properties: engine/score, store/esp-stages. */
#define ESP_EVENT_SCORE_POINTS "score_points"
#define ESP_EVENT_SCORE_THRESHOLD "score_threshold"
#define ESP_EVENT_STAGE "stage_change"

/* Something that happened to, or was done by, a lead. */
typedef struct
{
  gint64 id;
  gint64 lead_id;
  char *kind;
  gint64 at_us;
  gint64 campaign_id; /* 0 is none, and so the next three */
  gint64 send_id;
  gint64 message_id;
  gint64 journey_id;
  char *props;         /* (nullable) a JSON object */
  char *dedupe_key;    /* (nullable) the same key counts once */
  const char *channel; /* static (nullable) whose consent and suppression follow; email */
} EspEvent;

void esp_event_clear (EspEvent *event);
void esp_event_free (EspEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspEvent, esp_event_free)

gboolean esp_event_get_last_id (EspTx *tx, gint64 *out_id, GError **error);
gboolean esp_event_add (EspTx *tx, const EspEvent *event, gboolean *out_is_new, GError **error);
gboolean esp_event_kind_id (EspTx *tx, const char *kind, gint64 *out_id, GError **error);
GStrv esp_event_list_kinds (EspTx *tx, GError **error);
gboolean esp_event_is_kind_name (const char *kind);
gboolean esp_event_is_activity (const char *kind);

gboolean esp_events_estimate (EspTx *tx, gint64 *out_n, GError **error);

G_END_DECLS
