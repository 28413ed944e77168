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
  ESP_LEAD_SET_FAILED,       /* refused for good */
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
} EspLeadSetKind;

#define ESP_N_LEAD_SETS (ESP_LEAD_SET_ORDERED + 1)

/* One set, written "opened;campaign=3;send=7;from=…;to=…;of=…". Without a campaign it is what happened in
 * [from, to) whatever it belonged to, and detail names a second set of the span whose leads alone count:
 * "clicked;from=…;to=…;of=delivered". */
typedef struct
{
  EspLeadSetKind kind;
  gint64 campaign_id; /* 0: the whole workspace, in a span */
  gint64 send_id;     /* 0: all sends of the campaign */
  gint64 from_us; /* only those whose first event of the kind is in [from, to); 0, 0: any time */
  gint64 to_us;
  char *detail; /* (owned) (nullable) */
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
