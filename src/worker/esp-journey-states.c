/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of people out of the rows that keep them, and back into them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-states.h"

#include "engine/journey/esp-journey-path.h"

#include <string.h>

/**
 * esp_journey_state_of_member:
 * @journey: the version in which the member is
 * @out_state: (out): to be cleared
 */
void
esp_journey_state_of_member (const EspJourneyMembers *members,
                             const EspJourneyMember *member,
                             const EspJourney *journey,
                             EspJourneyState *out_state)
{
  guint n = journey->n_counters;

  *out_state = (EspJourneyState){ .status = (EspJourneyStatus) member->status,
                                  .phase = (EspJourneyPhase) member->phase,
                                  .step = member->step,
                                  .n_steps = member->n_steps,
                                  .entered_us = member->entered_us,
                                  .since_us = member->since_us,
                                  .due_us = member->due_us };
  if (member->n_counters > 0 && n > 0)
    {
      out_state->counters = g_new0 (guint16, n);
      memcpy (out_state->counters, members->bytes->data + member->counters_at,
              MIN (member->n_counters, n * sizeof (guint16)));
    }
  out_state->n_skips = (guint) (member->n_skips / sizeof (guint32));
  if (out_state->n_skips == 0)
    return;
  out_state->skips = g_new0 (guint32, out_state->n_skips);
  memcpy (out_state->skips, members->bytes->data + member->skips_at,
          out_state->n_skips * sizeof (guint32));
  for (guint i = 0; i < out_state->n_skips; i++)
    out_state->skips[i] = GUINT32_FROM_LE (out_state->skips[i]);
}

static void
store_skips (EspJourneyMembers *members, EspJourneyMember *member, const EspJourneyState *state)
{
  member->skips_at = members->bytes->len;
  member->n_skips = state->n_skips * sizeof (guint32);
  for (guint i = 0; i < state->n_skips; i++)
    {
      guint32 step = GUINT32_TO_LE (state->skips[i]);

      g_byte_array_append (members->bytes, (const guint8 *) &step, sizeof step);
    }
}

/**
 * esp_journey_state_to_member:
 * @journey: the version in which the member is now
 * @state: is cleared
 */
void
esp_journey_state_to_member (EspJourneyMembers *members,
                             EspJourneyMember *member,
                             const EspJourney *journey,
                             EspJourneyState *state)
{
  member->status = state->status;
  member->phase = state->phase;
  member->step = state->step;
  member->n_steps = state->n_steps;
  member->since_us = state->since_us;
  member->due_us = state->due_us;
  member->watch = esp_journey_get_watch (journey, state);
  member->n_counters = 0;
  if (state->counters != NULL)
    {
      member->counters_at = members->bytes->len;
      member->n_counters = journey->n_counters * sizeof (guint16);
      g_byte_array_append (members->bytes, (const guint8 *) state->counters,
                           (guint) member->n_counters);
    }
  member->n_skips = 0;
  if (state->n_skips > 0)
    store_skips (members, member, state);
  esp_journey_state_clear (state);
}

/**
 * esp_journey_member_add_marks:
 * @marks: (element-type EspJourneyMark)
 *
 * The old path is copied behind everything else, and goes on there.
 */
void
esp_journey_member_add_marks (EspJourneyMembers *members,
                              EspJourneyMember *member,
                              const GArray *marks)
{
  GByteArray *bytes = members->bytes;
  gint64 last_us;
  gsize at = bytes->len;

  if (marks->len == 0)
    return;
  last_us = esp_journey_path_last_us (esp_journey_path_at (bytes, member->path_at), member->n_path,
                                      member->entered_us);
  g_byte_array_set_size (bytes, (guint) (at + member->n_path));
  if (member->n_path > 0)
    memcpy (bytes->data + at, esp_journey_path_at (bytes, member->path_at), member->n_path);
  for (guint i = 0; i < marks->len; i++)
    esp_journey_path_append (bytes, &g_array_index (marks, EspJourneyMark, i), &last_us);
  member->path_at = at;
  member->n_path = bytes->len - at;
}
