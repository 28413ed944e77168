/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-rehearsal-tally.h"

G_BEGIN_DECLS

/* One passage of one person. */
typedef struct
{
  guint32 person;
  guint32 path_at; /* into the bytes */
  guint32 n_path;
  guint32 step;
  gint64 entered_us;
  gint64 due_us;
  guint8 status;
} EspRehearsalPassage;

/* Where the paths of many people go. */
typedef struct
{
  GArray *passages;  /* (owned) (element-type EspRehearsalPassage) */
  GByteArray *bytes; /* (owned) */
  GArray *
    sends; /* (owned) (nullable) (element-type gint64) pairs of person and moment, when asked for */
} EspRehearsalPaths;

EspRehearsalPaths *esp_rehearsal_paths_new (void);
void esp_rehearsal_paths_free (EspRehearsalPaths *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalPaths, esp_rehearsal_paths_free)

/* What the limits of entry have decided of one person: when each passage begins, and since when the next one
 * may. */
typedef struct
{
  gint64 first_us;  /* of the first passage */
  GArray *later_us; /* (owned) (nullable) (element-type gint64) of those behind it */
  guint n;          /* passages that were let in */
  gint64 opens_us;  /* the next one is refused before; %G_MAXINT64: always */
} EspRehearsalGate;

/* What is looked for when people are led again: whom a number counts. */
typedef enum
{
  ESP_REHEARSED_ENTERED,
  ESP_REHEARSED_REACHED,
  ESP_REHEARSED_INSIDE, /* at the end */
  ESP_REHEARSED_SENT,
  ESP_REHEARSED_HELD,      /* by reason */
  ESP_REHEARSED_DELAYED,   /* by reason */
  ESP_REHEARSED_REFUSED,   /* by admission */
  ESP_REHEARSED_COLLIDED,  /* by source: ours held */
  ESP_REHEARSED_DISPLACED, /* by source: theirs held */
  ESP_REHEARSED_HOUR,      /* by hour since the start: who gets a message in it */
  ESP_N_REHEARSED
} EspRehearsed;

typedef struct
{
  EspRehearsed what;
  guint which;
  EspBitmap *leads; /* (owned) */
} EspRehearsalQuest;

/* Leads one person at a time through a rehearsal; kept for the next one, so that nothing is allocated twice.
 * Of one thread. */
typedef struct _EspRehearsalPerson EspRehearsalPerson;

EspRehearsalPerson *esp_rehearsal_person_new (const EspRehearsalWorld *world);
void esp_rehearsal_person_free (EspRehearsalPerson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalPerson, esp_rehearsal_person_free)
void esp_rehearsal_person_lead (EspRehearsalPerson *self,
                                guint person,
                                EspRehearsalTally *tally,
                                EspRehearsalPaths *paths);
void esp_rehearsal_person_set_gates (EspRehearsalPerson *self, const EspRehearsalGate *gates);
void esp_rehearsal_person_set_quest (EspRehearsalPerson *self, EspRehearsalQuest *quest);
gint64 esp_rehearsal_person_next_try (EspRehearsalPerson *self, guint person);

G_END_DECLS
