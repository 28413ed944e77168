/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The sets of leads that the results of a campaign count. Each number shown is the size of one, and
 * opening the number lists exactly its leads. */
typedef enum
{
  ESP_LEAD_SET_MATCHED,      /* has a row in the ledger */
  ESP_LEAD_SET_SKIPPED,      /* was not to get it; detail: the reason, NULL for any */
  ESP_LEAD_SET_CANCELLED,    /* was to get it, but the send was stopped before */
  ESP_LEAD_SET_WAITING,      /* not handed over yet */
  ESP_LEAD_SET_FAILED,       /* refused for good; detail: the reason or the cause, NULL for any */
  ESP_LEAD_SET_UNKNOWN,      /* in doubt: handed over, no answer seen */
  ESP_LEAD_SET_SENT,         /* accepted by the next server */
  ESP_LEAD_SET_BOUNCED,      /* sent, and came back */
  ESP_LEAD_SET_DELIVERED,    /* sent, and did not come back */
  ESP_LEAD_SET_OPENED,       /* delivered, and opened */
  ESP_LEAD_SET_CLICKED,      /* delivered, and clicked; detail: the address, NULL for any */
  ESP_LEAD_SET_UNSUBSCRIBED, /* sent, and unsubscribed from it */
  ESP_LEAD_SET_COMPLAINED,   /* sent, and reported as spam */
  ESP_LEAD_SET_MACHINE,      /* delivered, and only programs opened or clicked it */
  ESP_LEAD_SET_CREATED,      /* of a span of time only: came in */
  ESP_LEAD_SET_ORDERED,      /* of a span of time only: bought */
  ESP_LEAD_SET_ENTERED,      /* of a journey: came in; detail: places, see esp-journey-flow.h */
  ESP_LEAD_SET_HERE,         /* of a journey: is there now; detail: places */
  ESP_LEAD_SET_PASSED,       /* of a journey: came by; detail: places */
  ESP_LEAD_SET_EXITED,       /* of a journey: left it there; detail: places */
  ESP_LEAD_SET_REACHED,      /* of a journey: reached a goal; detail: places */
  ESP_LEAD_SET_NOT_SENT,     /* of a journey: got nothing there; detail: places */
  ESP_LEAD_SET_HELD, /* of a journey: the message waits to be handed over; detail: "1,2" sends, then "/" and a reason */
  ESP_LEAD_SET_ANSWER, /* behind a cell of an answer; detail: see engine/insight/esp-drill.h, which loads it */
  ESP_LEAD_SET_FORWARDED, /* of a campaign: delivered, and passed on: events "forward" and "share" */
} EspLeadSetKind;

#define ESP_N_LEAD_SETS (ESP_LEAD_SET_FORWARDED + 1)

/* One set, written "opened;campaign=3;send=7;from=…;to=…;of=…". Without a campaign it is what happened in
 * [from, to) whatever it belonged to, and detail names a second set of the span whose leads alone count:
 * "clicked;from=…;to=…;of=delivered". With a journey it is who came by at some places of it, in whole days of the
 * workspace's zone: "passed;journey=2;of=1:4:2;from=…;to=…". Failed may be of a journey too: "failed;journey=2;of=7". */
typedef struct
{
  EspLeadSetKind kind;
  gint64 campaign_id; /* 0: the whole workspace, in a span */
  gint64 send_id;     /* 0: all sends of the campaign */
  gint64 from_us; /* only those whose first event of the kind is in [from, to); 0, 0: any time. Of a
                   * journey: days, each as its midnight UTC */
  gint64 to_us;
  char *detail;      /* (owned) (nullable) */
  gint64 journey_id; /* 0: of none */
} EspLeadSet;

void esp_lead_set_clear (EspLeadSet *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspLeadSet, esp_lead_set_clear)

const char *esp_lead_set_kind_get_name (EspLeadSetKind kind);
gboolean esp_lead_set_kind_find (const char *name, EspLeadSetKind *out_kind);
gboolean esp_lead_set_kind_has_moments (EspLeadSetKind kind);
char *esp_lead_set_to_key (const EspLeadSet *self);
gboolean esp_lead_set_parse (const char *key, EspLeadSet *out_set, GError **error);
EspBitmap *esp_lead_set_load (EspTx *tx, const EspLeadSet *self, GError **error);

G_END_DECLS
