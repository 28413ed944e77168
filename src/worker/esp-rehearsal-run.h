/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-rehearsal.h"
#include "store/esp-rehearsal-log.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

#define ESP_REHEARSAL_DEFAULT_DAYS 30
#define ESP_REHEARSAL_DEFAULT_SEED 1

/* Who is led through. */
typedef enum
{
  ESP_REHEARSE_ENTRIES,  /* who would come in, by the entries */
  ESP_REHEARSE_EVERYONE, /* let in by hand at the start, and so the next ones */
  ESP_REHEARSE_SEGMENT,
  ESP_REHEARSE_LEAD,
  ESP_REHEARSE_GHOST, /* somebody made up */
} EspRehearseWho;

/* What is said of one step by hand. */
typedef struct
{
  char *step;   /* (owned) id */
  double share; /* 0 … 1; below 0: from history, as if nothing had been said */
} EspRehearsalAssume;

typedef struct
{
  gint64 journey_id;
  guint version; /* 0: the draft */
  char *text;    /* (owned) (nullable) this journey instead of the draft */
  EspRehearseWho who;
  char *segment;    /* (owned) (nullable) number, uuid or name */
  guint sample;     /* so many of them, drawn by seed; 0: all */
  EspBitmap *leads; /* (owned) (nullable) who is led, where leads are */
  GStrv ghost;      /* (owned) (nullable) "field=value" */
  gint64 start_us;  /* 0: now */
  guint days;
  guint64 seed;
  GArray *assumes; /* (owned) (element-type EspRehearsalAssume) */
  guint n_threads; /* 0: as many as there are processors */
  guint depth; /* 0: asked for by a person; else for another rehearsal, into which people go on */
} EspRehearsalOptions;

/* On the thread that runs it; done of total, in parts of the whole. */
typedef void (*EspRehearsalProgress) (double fraction, gpointer user_data);

EspRehearsalOptions *esp_rehearsal_options_new (gint64 journey_id);
EspRehearsalOptions *esp_rehearsal_options_copy (const EspRehearsalOptions *self);
void esp_rehearsal_options_free (EspRehearsalOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalOptions, esp_rehearsal_options_free)
void esp_rehearsal_options_add_lead (EspRehearsalOptions *self, gint64 lead_id);
void esp_rehearsal_options_assume (EspRehearsalOptions *self, const char *step, double share);
double esp_rehearsal_options_get_assumed (const EspRehearsalOptions *self, const char *step);

EspRehearsalWorld *
esp_rehearsal_world_load (EspTx *tx, const EspRehearsalOptions *options, GError **error);
EspRehearsal *esp_rehearsal_compute (EspRehearsalWorld *world,
                                     guint n_threads,
                                     EspRehearsalProgress progress,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);
EspRehearsal *esp_rehearsal_run (EspStore *store,
                                 const EspRehearsalOptions *options,
                                 EspRehearsalProgress progress,
                                 gpointer user_data,
                                 GCancellable *cancellable,
                                 GError **error);
void esp_rehearsal_run_async (EspStore *store,
                              const EspRehearsalOptions *options,
                              EspRehearsalProgress progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
EspRehearsal *esp_rehearsal_run_finish (GAsyncResult *result, GError **error);

void esp_rehearsal_get_report (const EspRehearsal *rehearsal, EspRehearsalReport *out_report);

G_END_DECLS
