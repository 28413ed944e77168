/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-rehearsal-person.h"

G_BEGIN_DECLS

/* Of so many people more no paths are kept; each can still be followed, by being led again. */
#define ESP_REHEARSAL_MAX_PATHS 300000

/* A whole rehearsal: everyone is led, a chunk of people at a time, by as many hands as there are. The result is
 * the same whatever their number. */
typedef struct _EspRehearsal EspRehearsal;

/* One thread's part. */
typedef struct _EspRehearsalHand EspRehearsalHand;

EspRehearsal *esp_rehearsal_new (EspRehearsalWorld *world);
EspRehearsal *esp_rehearsal_ref (EspRehearsal *self);
void esp_rehearsal_unref (EspRehearsal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsal, esp_rehearsal_unref)

EspRehearsalHand *esp_rehearsal_hand_new (EspRehearsal *self);
void esp_rehearsal_hand_free (EspRehearsalHand *self);
guint esp_rehearsal_get_n_chunks (const EspRehearsal *self);
void esp_rehearsal_lead_chunk (EspRehearsalHand *hand, guint chunk);
void esp_rehearsal_finish (EspRehearsal *self, EspRehearsalHand **hands, guint n_hands);

const EspRehearsalWorld *esp_rehearsal_get_world (const EspRehearsal *self);
const EspRehearsalTally *esp_rehearsal_get_tally (const EspRehearsal *self);
gboolean esp_rehearsal_has_paths (const EspRehearsal *self);
EspRehearsalPaths *esp_rehearsal_follow (const EspRehearsal *self, guint person);
EspBitmap *esp_rehearsal_get_leads_at (const EspRehearsal *self, guint32 step, gint64 at_us);
const EspRehearsalGate *esp_rehearsal_get_gates (const EspRehearsal *self);
gint64 esp_rehearsal_get_cost (const EspRehearsal *self, gboolean *out_is_whole);
gint64 esp_rehearsal_get_n_reached (const EspRehearsal *self);
gsize esp_rehearsal_get_size (const EspRehearsal *self);

G_END_DECLS
