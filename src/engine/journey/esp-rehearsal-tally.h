/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-entry.h"
#include "engine/journey/esp-rehearsal-world.h"

G_BEGIN_DECLS

#define ESP_N_ADMISSIONS (ESP_ADMISSION_FULL + 1)
#define ESP_N_STATUSES (ESP_STATE_MOVED + 1)

/* What was counted, by step and by stretch of time: any moment can be shown without running again. Sums
 * alone, so that the order in which people are led does not matter. */
typedef struct
{
  gint64 start_us;
  gint64 bucket_us;
  guint n_buckets;
  guint n_steps;
  guint n_slots; /* branches of all steps */
  guint n_sends; /* steps that send */
  guint n_hours;
  guint n_sources;
  guint *slot_from; /* (owned) by step: where its branches begin */
  gint32
    *arrived; /* (owned) by step and stretch: who came to rest there; a sum up to then at the end */
  gint32 *left;      /* (owned) */
  gint32 *passed;    /* (owned) whose step was done */
  gint32 *taken;     /* (owned) by branch and stretch */
  gint32 *entered;   /* (owned) by stretch */
  gint32 *gone;      /* (owned) by stretch: who left the journey */
  gint32 *active;    /* (owned) by stretch: decisions; not summed up */
  gint64 *outcomes;  /* (owned) by step and outcome */
  gint64 *held;      /* (owned) by send and reason, for good */
  gint64 *delayed;   /* (owned) by send and reason, for a time */
  gint64 *sent;      /* (owned) by send */
  guint32 *hours;    /* (owned) by send and hour: messages that went out */
  gint64 *collided;  /* (owned) by source: ours held by the caps with theirs among it */
  gint64 *displaced; /* (owned) by source: theirs that ours would hold */
  gint64 refused[ESP_N_ADMISSIONS];
  gint64 by_status[ESP_N_STATUSES];
  gint64 n_entered;
  gint64 n_people; /* who came in at least once */
  gint64 n_decisions;
} EspRehearsalTally;

EspRehearsalTally *esp_rehearsal_tally_new (const EspRehearsalWorld *world);
void esp_rehearsal_tally_free (EspRehearsalTally *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalTally, esp_rehearsal_tally_free)
void esp_rehearsal_tally_merge (EspRehearsalTally *self, const EspRehearsalTally *other);
void esp_rehearsal_tally_finish (EspRehearsalTally *self);
guint esp_rehearsal_tally_bucket (const EspRehearsalTally *self, gint64 at_us);

/* Of a finished one. */
gint64 esp_rehearsal_tally_get_end (const EspRehearsalTally *self);
gint64 esp_rehearsal_tally_n_here (const EspRehearsalTally *self, guint32 step, gint64 at_us);
gint64 esp_rehearsal_tally_n_inside (const EspRehearsalTally *self, gint64 at_us);
gint64 esp_rehearsal_tally_n_entered (const EspRehearsalTally *self, gint64 at_us);
gint64 esp_rehearsal_tally_n_passed (const EspRehearsalTally *self, guint32 step, gint64 at_us);
gint64 esp_rehearsal_tally_n_taken (const EspRehearsalTally *self,
                                    guint32 step,
                                    guint branch,
                                    gint64 at_us);
gint64 esp_rehearsal_tally_next_active (const EspRehearsalTally *self, gint64 at_us, int direction);
gint64 esp_rehearsal_tally_next_send (const EspRehearsalTally *self, gint64 at_us);
gint64 esp_rehearsal_tally_n_sent (const EspRehearsalTally *self);
gint64 esp_rehearsal_tally_n_held (const EspRehearsalTally *self, EspReason reason);
gint64 esp_rehearsal_tally_n_delayed (const EspRehearsalTally *self, EspReason reason);
gint64 esp_rehearsal_tally_in_hour (const EspRehearsalTally *self, guint hour);
gint64 esp_rehearsal_tally_get_peak (const EspRehearsalTally *self, guint *out_hour);

G_END_DECLS
