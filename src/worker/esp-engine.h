/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-job.h"

G_BEGIN_DECLS

/* The engine itself, on the network thread: holds the lease, claims jobs, lets them run. */
typedef struct _EspEngine EspEngine;

/* What the engine says of itself; a plain copy that may cross threads. */
typedef struct
{
  gboolean is_leading; /* holds the lease */
  gboolean is_idle;    /* nothing runs and nothing is due */
  gboolean is_killed;  /* the kill switch is on */
  gint64 next_at_us;   /* when something is due; -1 never */
  gint64 tick_us;      /* of the last look around */
  char other[128];     /* who holds the lease instead */
  char trouble[256];   /* why the workspace could not be written just now; "" when it could */
  gint64 trouble_us;   /* for how long that is so */
} EspEngineState;

typedef struct
{
  void (*state) (const EspEngineState *state, gpointer user_data);
  void (*progress) (const EspSendProgress *progress, gpointer user_data);
  void (*stopped) (gpointer user_data); /* the last call */
} EspEngineEvents;

EspEngine *esp_engine_new (EspStore *store,
                           const EspMessageSource *source,
                           EspSegmentFunc segments,
                           const EspEngineEvents *events,
                           gpointer user_data);
void esp_engine_free (EspEngine *self);
void esp_engine_start (EspEngine *self);
void esp_engine_stop (EspEngine *self);
void esp_engine_look (EspEngine *self);

G_END_DECLS
