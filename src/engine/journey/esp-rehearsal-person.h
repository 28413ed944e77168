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
void esp_rehearsal_person_set_gate (EspRehearsalPerson *self, const gint64 *opens_us);
gint64 esp_rehearsal_person_get_first_try (const EspRehearsalPerson *self);

G_END_DECLS
