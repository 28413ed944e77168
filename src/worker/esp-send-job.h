/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-jobs.h"
#include "store/esp-store.h"
#include "worker/esp-build-pool.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-domain-pace.h"
#include "worker/esp-message-source.h"

G_BEGIN_DECLS

/* What all sends of an engine share. Network thread only, except where said. */
typedef struct
{
  EspStore *store;
  EspClock *clock;
  GMainContext *context;
  EspBuildPool *pool;
  EspChannelPool *channels;
  EspDomainPace *pace;
  const EspMessageSource *source;
  EspSegmentFunc segments; /* (nullable) */
  const char *holder;      /* of the engine's lease */
} EspSendContext;

/* A state of a journey's send: whoever came so far has been written to, and more may come. */
#define ESP_SEND_IDLE "idle"

/* How far a send is; a plain copy that may cross threads. */
typedef struct
{
  gint64 job_id;
  gint64 send_id;
  char state[12]; /* preparing, hold, sending, paused, stopped, done, failed, waiting, idle */
  gint64 n_total; /* who was to get it */
  gint64 n_sent;
  gint64 n_failed;
  gint64 n_unknown;
  gint64 n_in_flight;
  double per_minute; /* measured */
  gint64 hold_until_us;
  gint64 next_at_us;  /* waiting: until then */
  gint64 ended_at_us; /* 0 while it is not over */
  gint64 n_retryable; /* of those that failed; known once it is over */
  gint64 n_delivered; /* that was told, of the newest sends; people */
  gint64 n_soft;      /* the same: came back, for now */
  gint64 n_hard;      /* the same: came back for good */
  gboolean is_live;   /* an engine of this process works on it */
  char reason[256];   /* why it is paused or waits; see esp_send_reason_sentence() */
} EspSendProgress;

typedef struct _EspSendJob EspSendJob;

typedef void (*EspSendProgressFunc) (const EspSendProgress *progress, gpointer user_data);
typedef void (*EspSendEndedFunc) (EspSendJob *job, gpointer user_data);

EspSendJob *esp_send_job_new (const EspSendContext *context,
                              EspJobRecord *record,
                              EspSendProgressFunc progress,
                              EspSendEndedFunc ended,
                              gpointer user_data);
void esp_send_job_free (EspSendJob *self);
void esp_send_job_start (EspSendJob *self);
void esp_send_job_shut_down (EspSendJob *self);
void esp_send_job_tick (EspSendJob *self);
void esp_send_job_look (EspSendJob *self);
void esp_send_job_shift (EspSendJob *self, gint64 delta_us);
gint64 esp_send_job_read_send_id (const char *payload);

G_END_DECLS
