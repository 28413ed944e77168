/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The passage of a journey and the place in its path that a row of the ledger or a task belongs to. */
#define ESP_OCCASION_BITS 20
#define ESP_OCCASION_PASSAGE(occasion) ((occasion) >> ESP_OCCASION_BITS)
#define ESP_OCCASION_MARK(occasion) ((guint) ((occasion) & ((1 << ESP_OCCASION_BITS) - 1)))

/* What became of one message that a journey gave to the ledger for a lead. */
typedef struct
{
  gint64 id; /* of the row */
  gint64 send_id;
  gint64 campaign_id;
  gint64 message_id;
  gint64 occasion;
  char *message; /* (nullable) its name */
  char *state;   /* queued, sending, sent, failed, unknown, skipped, cancelled */
  char *reason;  /* (nullable) by name */
  char *reply;   /* (nullable) the server's words */
  guint attempts;
  gint64 next_at_us;
  gint64 created_at_us;
  gint64 updated_at_us;
  gint64 bounced_at_us; /* 0: did not come back */
  GPtrArray *events; /* (owned) (element-type EspAskFact) what the lead did with it, oldest first */
} EspJourneyFate;

/* One passage of a lead through a journey, in short. */
typedef struct
{
  gint64 id;
  gint64 journey_id;
  char *name; /* of the journey */
  char *state;
  guint version;
  guint32 step;
  guint status;
  guint phase;
  guint entry;
  gint64 entered_us;
  gint64 since_us;
  gint64 due_us; /* %G_MAXINT64: nothing wakes it by itself */
} EspJourneyPassage;

void esp_journey_fate_free (EspJourneyFate *self);
void esp_journey_passage_free (EspJourneyPassage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyFate, esp_journey_fate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyPassage, esp_journey_passage_free)

GPtrArray *esp_journey_fates_load (EspTx *tx, gint64 campaign_id, gint64 lead_id, GError **error);
GPtrArray *esp_journey_passages_of_lead (EspTx *tx, gint64 lead_id, guint limit, GError **error);

G_END_DECLS
