/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the bar alone. */
#pragma once

#include "views/journeys/esp-rehearsal-bar-build.h"
#include "views/journeys/esp-rehearsal-bar.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

/* How far the threads are; shared with them. */
typedef struct
{
  gint permille; /* atomic */
} EspRehearsalBarProgress;

struct _EspRehearsalBar
{
  GtkWidget parent_instance;

  EspJourneyDesk *desk; /* (unowned) (nullable) around it */
  EspRehearsalParts parts;
  EspRehearsal *rehearsal;   /* (owned) (nullable) */
  EspRehearsal *live;        /* (owned) (nullable) the published version with the same people */
  GCancellable *cancellable; /* (owned) (nullable) of what runs */
  EspRehearsalBarProgress *progress; /* (owned) (nullable) of what runs */
  guint progress_id;
  guint play_id;
  gboolean by_day;
};

/* esp-rehearsal-bar-play.c */
gint64 esp_rehearsal_bar_get_moment (EspRehearsalBar *self);
void esp_rehearsal_bar_show_moment (EspRehearsalBar *self);
void esp_rehearsal_bar_stop_playing (EspRehearsalBar *self);
void esp_rehearsal_bar_play (EspRehearsalBar *self);
void esp_rehearsal_bar_go_to (EspRehearsalBar *self, gint64 at_us);
void esp_rehearsal_bar_move (EspRehearsalBar *self, int direction);
void esp_rehearsal_bar_go_to_send (EspRehearsalBar *self);

G_END_DECLS
