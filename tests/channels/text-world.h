/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that holds to what a service documents, and one channel that talks to it. */
#pragma once

#include "channels/esp-channel-kinds.h"
#include "channels/text/esp-gateway-channel.h"
#include "channels/text/esp-text-services.h"

#include "engine/content/text/esp-text-doc.h"

#include <libsoup/soup.h>

/* What the server does with its next answers, whatever it was asked. */
typedef enum
{
  MOOD_WELL,
  MOOD_SLOW_DOWN_ONCE, /* 429 with Retry-After, then well */
  MOOD_BUSY,           /* 429 for long */
  MOOD_DOWN,           /* 503 */
  MOOD_IMPATIENT,      /* 408: it did not wait for the whole call */
  MOOD_HALF,           /* half an answer */
  MOOD_ERROR,          /* 500 */
  MOOD_DENIED,         /* 401 */
} Mood;

typedef struct _World World;
typedef void (*Serve) (World *world,
                       SoupServerMessage *message,
                       const char *path,
                       const char *body);

struct _World
{
  SoupServer *server;
  char *url;
  Serve serve;
  Mood mood;
  guint n_calls;
  guint n_taken; /* messages that the service took */
  guint n_uploads;
  char *last_body;
  char *last_path;
  EspOutBatch *batch;
  EspChannelReports *reports;
  EspChannelReport *report;
  GPtrArray *templates;
  GError *error;
  gboolean is_done;
};

void answer (SoupServerMessage *message, guint status, const char *body);
void world_init (World *world, Serve serve);
void world_reset (World *world);
void world_clear (World *world);
EspChannel *open_kind (World *world,
                       const char *id,
                       const char *more,
                       const char *secret_name,
                       const char *secret);
void wait_for (World *world);
void add_message (GArray *messages, gint64 key, const char *to, const EspTextDoc *doc);
EspTextDoc *make_sms (const char *body);
void submit (World *world, EspChannel *channel, GArray *messages);
const EspOutResult *get_result (World *world, gint64 key);
void submit_one (World *world, EspChannel *channel, const char *to, const EspTextDoc *doc);
void pull (World *world, EspChannel *channel, const char *cursor);
const EspReport *get_report (World *world, guint i);
void pull_all (World *world, EspChannel *channel, const char *cursor, GString *found);
void list_templates (World *world, EspChannel *channel);
gboolean test_channel (World *world, EspChannel *channel);
