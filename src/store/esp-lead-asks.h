/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One send that may be asked about: those that know the lead, and the newest of every campaign. */
typedef struct
{
  gint64 send_id;
  gint64 campaign_id;
  char *campaign;  /* its name */
  char *state;     /* of the send */
  char *row_state; /* (nullable) of the ledger; NULL: the send does not know the lead */
  gint64 at_us;    /* when it happened to the lead, else when the send was made */
} EspAskChoice;

/* Something that the lead did with a message, or a message that counts towards the limit. */
typedef struct
{
  char *what; /* a kind of event, or the name of a campaign */
  gint64 campaign_id;
  gint64 at_us;
} EspAskFact;

void esp_ask_choice_free (EspAskChoice *self);
void esp_ask_fact_free (EspAskFact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAskChoice, esp_ask_choice_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAskFact, esp_ask_fact_free)

GPtrArray *esp_lead_asks_sends (EspTx *tx, gint64 lead_id, guint limit, GError **error);
GPtrArray *esp_lead_asks_counted (EspTx *tx,
                                  gint64 lead_id,
                                  gint64 since_us,
                                  gint64 except_send_id,
                                  GError **error);
GPtrArray *esp_lead_asks_events (EspTx *tx, gint64 lead_id, gint64 send_id, GError **error);

G_END_DECLS
