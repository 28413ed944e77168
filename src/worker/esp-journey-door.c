/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry of a journey has seen when it is opened: whoever is in its segment already is not new. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-door.h"

#include "engine/journey/esp-journey-entry.h"
#include "store/esp-journey-log.h"
#include "worker/esp-days-off.h"
#include "worker/esp-segment-source.h"

static gboolean
see_segment (EspTx *tx, const EspJourneyEntry *entry, EspJourneyDoor *door, GError **error)
{
  door->members = entry->kind == ESP_ENTRY_ENTERS_SEGMENT && entry->takes_existing
                    ? esp_bitmap_new ()
                    : esp_segment_source_members (tx, entry->reference, error);
  return door->members != NULL;
}

static gboolean
see_schedule (EspTx *tx,
              EspSegmentEngine *engine,
              const EspJourneyEntry *entry,
              EspJourneyDoor *door,
              GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, error);

  g_auto (EspDaysOff) off = { NULL };

  if (world == NULL || !esp_days_off_load (&off, tx, esp_tx_get_now_us (tx), error))
    return FALSE;
  door->next_us = esp_journey_schedule_next (entry, off.days, esp_segment_world_get_zone (world),
                                             esp_tx_get_now_us (tx) - 1);
  return TRUE;
}

/**
 * esp_journey_door_reset:
 *
 * Opens an entry anew: for whom it was not for before, from now on.
 */
gboolean
esp_journey_door_reset (EspTx *tx,
                        EspSegmentEngine *engine,
                        gint64 journey_id,
                        const EspJourneyEntry *entry,
                        GError **error)
{
  EspJourneyDoor door = { NULL, 0 };
  gboolean is_ok = TRUE;

  switch (entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
    case ESP_ENTRY_LEAVES_SEGMENT:
      is_ok = see_segment (tx, entry, &door, error);
      break;
    case ESP_ENTRY_SCHEDULE:
      is_ok = see_schedule (tx, engine, entry, &door, error);
      break;
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      door.looked_us = esp_tx_get_now_us (tx); /* begins with today */
      break;
    case ESP_ENTRY_EVENT:
    case ESP_ENTRY_FORM:
    case ESP_ENTRY_MANUAL:
    case ESP_ENTRY_JOURNEY:
    case ESP_N_ENTRY_KINDS:
    default:
      return TRUE; /* remembers nothing */
    }
  is_ok = is_ok && esp_journey_door_save (tx, journey_id, entry->id, &door, error);
  esp_journey_door_clear (&door);
  return is_ok;
}
