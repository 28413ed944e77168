/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace with people, a channel and a send, its engine and the server it sends to; for tests of sends. */
#pragma once

#include "../channels/smtp-server.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-meta.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-worker.h"

#define START_US G_GINT64_CONSTANT (1790000000000000) /* 2026-09-21 22:13 in Seoul… */
#define NOON_US (START_US - G_GINT64_CONSTANT (10) * ESP_USEC_PER_HOUR)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspWorker *worker;
  SmtpServer *server;
  gint64 send_id;
  gint64 campaign_id;
  gint64 channel_id;
  const char *settings;
  const char *audience;
  const char *options;
  guint n_idle;
} SendWorld;

typedef struct
{
  const char *email;
  const char *consent; /* (nullable) */
  const char *zone;    /* (nullable) */
  gboolean is_suppressed;
  gboolean is_archived;
} SendPerson;

void send_world_set_up (SendWorld *world, gconstpointer data);
void send_world_tear_down (SendWorld *world, gconstpointer data);
void send_world_start (SendWorld *world);
void send_world_stop (SendWorld *world);
void send_world_wait_until_idle (SendWorld *world);
void send_world_wait_for_messages (SendWorld *world, guint n);
void send_world_write (SendWorld *world, EspStoreFunc func, gconstpointer data);
gboolean send_world_insert_people (EspTx *tx, gpointer data, GError **error);
gboolean send_world_insert_send (EspTx *tx, gpointer data, GError **error);
SendPerson *send_world_make_people (guint n);
void send_world_free_people (SendPerson *people);
void send_world_insert_crowd (SendWorld *world, guint n);
char *send_world_make_settings (SendWorld *world, guint n_connections, guint rate);
gint64 send_world_count (SendWorld *world, const char *state, const char *reason);
void send_world_assert_state (SendWorld *world, const char *state);
gboolean send_world_is_state (SendWorld *world, const char *state);
gboolean send_world_shows (SendWorld *world, const char *state);
const EspSendProgress *send_world_get_progress (SendWorld *world);
