/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-store.h"
#include "worker/esp-journey-runner.h"

#include "base/esp-clock.h"

#include "temp-store.h"

G_BEGIN_DECLS

#define N_LEADS 100
#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC, 09:00 in Seoul */

/* A workspace of a hundred people with a message "Hello" and a virtual clock; three of four gave consent. */
typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspSegmentEngine *engine;
  EspJourneyRunner *runner;
  gint64 journey_id;
  const char *text;
  const char *kind;
  guint32 lead_id;
  gint64 n;
} JourneyWorld;

#define BEGIN "{\"version\":1,\"entries\":["
#define MANUAL "{\"id\":\"in\",\"kind\":\"manual\"}"
#define WAIT(n) "{\"id\":\"w" #n "\",\"kind\":\"wait\",\"for\":{\"days\":" #n "}}"
#define SEND "{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Hello\"}"
#define EXIT "{\"id\":\"x\",\"kind\":\"exit\"}]}"

void journey_world_write (JourneyWorld *world, EspStoreFunc func);
void journey_world_set_up (JourneyWorld *world, gconstpointer data);
void journey_world_tear_down (JourneyWorld *world, gconstpointer data);
gboolean journey_world_publish_cb (EspTx *tx, gpointer data, GError **error);
void journey_world_publish (JourneyWorld *world, const char *text);
void journey_world_settle (JourneyWorld *world);
void journey_world_pass (JourneyWorld *world, gint64 us);
gint64 journey_world_count_inside (JourneyWorld *world);
gboolean journey_world_enter (EspTx *tx, gpointer data, GError **error);
gboolean journey_world_event_cb (EspTx *tx, gpointer data, GError **error);
void journey_world_happen (JourneyWorld *world, guint32 lead_id, const char *kind);
void journey_world_tag (JourneyWorld *world, guint32 lead_id, const char *name);
gint64 journey_world_count_ledger (JourneyWorld *world, const char *state);

G_END_DECLS
