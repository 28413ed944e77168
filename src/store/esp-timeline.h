/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_TIMELINE_EVENT,    /* what is the kind of event; detail its properties as JSON */
  ESP_TIMELINE_DELIVERY, /* what is the state of the ledger row; detail the reason */
  ESP_TIMELINE_CONSENT,  /* what is the state; detail "channel/purpose" */
  ESP_TIMELINE_NOTE,     /* detail is the text */
  ESP_TIMELINE_JOURNEY,  /* came in; what is the number of the status now, detail "hand" or NULL */
  ESP_TIMELINE_DECISION, /* a journey did not send: what is the outcome, detail the reason; see esp_lead_history_load() */
} EspTimelineKind;

/* One line of a lead's history: what happened, and what did not, with the reason. */
typedef struct
{
  EspTimelineKind kind;
  gint64 id; /* of its own table */
  gint64 at_us;
  char *what;
  char *detail;  /* (nullable) */
  char *subject; /* (nullable) the campaign's name, the source of a consent, journey and message */
  gint64 campaign_id; /* 0 is none */
  gint64 send_id;     /* 0 is none */
  gint64 journey_id;  /* 0 is none */
} EspTimelineItem;

void esp_timeline_item_free (EspTimelineItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTimelineItem, esp_timeline_item_free)

/* Sets of kinds. */
#define ESP_TIMELINE_SET(kind) (1u << (kind))
#define ESP_TIMELINE_ALL 63u

/* Which part of a history. */
typedef struct
{
  gint64 lead_id;
  guint kinds; /* a set; 0 is all */
  guint limit;
  gint64 after_us; /* 0: from the newest; else see esp_timeline_query_after() */
  EspTimelineKind after_kind;
  gint64 after_id;
} EspTimelineQuery;

GPtrArray *esp_timeline_load (EspTx *tx, const EspTimelineQuery *query, GError **error);
void esp_timeline_query_after (EspTimelineQuery *query, const EspTimelineItem *last);

G_END_DECLS
