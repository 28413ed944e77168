/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands the messages of a rehearsal over, to nobody. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-rehearsal-private.h"

static void
note_sent (EspRehearsalPerson *self, const EspJourneyStep *step)
{
  EspRehearsalTally *tally = self->tally;
  const EspRehearsalWorld *world = self->world;
  gint64 hour = (self->now_us - world->start_us) / ESP_USEC_PER_HOUR;
  const EspRehearsalEvent event = { self->now_us, ESP_REHEARSAL_NO_PROPS,
                                    (guint16) world->sent_kind, (guint16) world->own_campaign };

  if (world->sent_kind >= 0)
    g_array_append_val (self->extra, event);
  if (world->holds_back)
    g_array_append_val (self->out_us, self->now_us);
  if (self->paths != NULL && self->paths->sends != NULL)
    {
      const gint64 pair[2] = { self->index, self->now_us };

      g_array_append_vals (self->paths->sends, pair, 2);
    }
  esp_rehearsal_note (self, ESP_REHEARSED_SENT, 0);
  esp_rehearsal_note (self, ESP_REHEARSED_HOUR, (guint) MAX (hour, 0));
  if (tally != NULL)
    {
      tally->sent[step->send_number]++;
      if (hour >= 0 && hour < tally->n_hours)
        tally->hours[(gsize) step->send_number * tally->n_hours + (gsize) hour]++;
    }
  esp_rehearsal_chance_sent (self);
}

/**
 * esp_rehearsal_deliver:
 * @number: of the step
 *
 * A message is judged again at the moment of handing over, as the real ones are.
 */
void
esp_rehearsal_deliver (EspRehearsalPerson *self, guint32 number)
{
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, number);
  const EspRehearsalSend *send = &self->world->sends[step->send_number];
  EspVerdict verdict = { ESP_REASON_NONE, 0 };

  if (send->failing != NULL && esp_bitmap_contains (send->failing, self->lead_id))
    verdict.reason = ESP_REASON_CONTENT;
  else if (!self->world->replays && !send->takes_all)
    verdict = esp_rehearsal_facts_judge (self, step);
  if (esp_reason_waits (verdict.reason) && verdict.retry_at_us > self->now_us)
    {
      EspRehearsalItem item = { verdict.retry_at_us, ITEM_DELIVERY, number, ESP_REHEARSAL_NO_PROPS,
                                0 };

      esp_rehearsal_person_plan (self, &item);
      return;
    }
  if (verdict.reason == ESP_REASON_NONE || esp_reason_waits (verdict.reason))
    {
      note_sent (self, step);
      return;
    }
  esp_rehearsal_note (self, ESP_REHEARSED_HELD, verdict.reason);
  if (self->tally != NULL)
    self->tally->held[step->send_number * ESP_N_REASONS + verdict.reason]++;
  if (verdict.reason == ESP_REASON_CAPPED)
    esp_rehearsal_facts_note_collision (self);
}
