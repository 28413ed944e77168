/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets people into journeys: who entered or left a segment, whose day has come, for whom a schedule opens. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-entry.h"
#include "engine/journey/esp-journey-time.h"

/* So many at the door: whoever was in it before is found by one look at all. */
#define MANY 1000

typedef struct
{
  EspJourneyTurn *turn;
  EspJourneyRun run;
  const EspJourneyEntry *entry; /* (nullable) */
  gint64 day;                   /* of date entries */
  EspBitmap *ever;              /* (owned) (nullable) */
  EspJourneyMembers *members;   /* (owned) who comes in */
  gint64 today;
  gint64 n_today;
  gint64 n_total;
  EspBitmap *settled; /* (nullable) */
} Door;

static EspAdmission
judge (Door *door, guint32 lead_id, GError **error)
{
  EspJourneyTurn *turn = door->turn;
  EspVisitor visitor = { FALSE, 0, door->n_today, door->n_total };

  if ((door->ever == NULL || esp_bitmap_contains (door->ever, lead_id)) &&
      !esp_journey_last_entry (turn->tx, turn->plan->row->id, lead_id, &visitor.is_inside,
                               &visitor.last_entry_us, error))
    return ESP_ADMISSION_INSIDE;
  return esp_journey_admit (door->run.journey, &visitor,
                            door->run.facts->get_zone (door->run.facts->data, lead_id),
                            door->run.now_us);
}

/* Returns: the number of the entry, from 1; 0 is by hand */
static guint
find_entry (const Door *door)
{
  const GArray *entries = door->run.journey->entries;

  for (guint i = 0; i < entries->len; i++)
    if (&g_array_index (entries, EspJourneyEntry, i) == door->entry)
      return i + 1;
  return 0;
}

/* Returns: whether the person comes in; not when the hour of the day was over before the journey began. */
static gboolean
take_in (Door *door, guint32 lead_id)
{
  EspJourneyMember member = { .lead_id = lead_id,
                              .version = door->turn->plan->version,
                              .watch = ESP_MEMBER_NO_WATCH,
                              .entry = find_entry (door) };
  EspJourneyState state;

  esp_journey_state_init (&state, &door->run, lead_id);
  if (door->entry != NULL &&
      (door->entry->kind == ESP_ENTRY_DATE || door->entry->kind == ESP_ENTRY_ANNIVERSARY))
    {
      GTimeZone *zone = door->run.facts->get_zone (door->run.facts->data, lead_id);
      gint64 at_us = esp_journey_moment_of_day (door->day, door->entry->minute, zone);

      if (at_us < door->turn->plan->row->begun_at_us)
        return FALSE;
      state.due_us =
        esp_journey_hours_next (&door->run.journey->hours, door->run.facts->days_off, zone, at_us);
      state.since_us = state.due_us;
    }
  member.phase = state.phase;
  member.step = state.step != ESP_JOURNEY_NOWHERE ? state.step : 0;
  member.entered_us = state.entered_us;
  member.since_us = state.since_us;
  member.due_us = state.due_us;
  g_array_append_val (door->members->rows, member);
  return TRUE;
}

static gboolean
judge_all (Door *door, const guint32 *ids, gsize n_ids, GError **error)
{
  for (gsize i = 0; i < n_ids; i++)
    {
      g_autoptr (GError) local = NULL;
      EspAdmission admission;

      if (!esp_journey_asks_is_present (door->turn->asks, ids[i]))
        continue;
      admission = judge (door, ids[i], &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (admission == ESP_ADMISSION_YES && take_in (door, ids[i]))
        {
          door->n_today++;
          door->n_total++;
        }
      if (admission != ESP_ADMISSION_DAY_FULL && door->settled != NULL)
        esp_bitmap_add (door->settled, ids[i]);
    }
  return TRUE;
}

static gboolean
open_door (Door *door, gsize n_ids, GError **error)
{
  EspJourneyTurn *turn = door->turn;

  if (!esp_journey_turn_find_day (turn, &door->today, error))
    return FALSE;
  if (!esp_journey_entered_load (turn->tx, turn->plan->row->id, door->today, &door->n_today,
                                 &door->n_total, error))
    return FALSE;
  door->members = esp_journey_members_new ();
  door->members->day = door->today;
  if (n_ids < MANY)
    return TRUE;
  door->ever = esp_journey_leads (turn->tx, turn->plan->row->id, FALSE, error);
  return door->ever != NULL;
}

static gboolean
close_door (Door *door, GError **error)
{
  EspJourneyTurn *turn = door->turn;
  gint64 n = door->members->rows->len;

  /* Whoever comes in may have reached a goal already: rules are looked at again at once. */
  turn->more = turn->more || (n > 0 && turn->plan->journey->goals->len > 0);
  return n == 0 ||
         (esp_journey_members_enter (turn->tx, turn->plan->row->id, door->members, error) &&
          esp_journey_entered_add (turn->tx, turn->plan->row->id, door->today, n, error));
}

/**
 * esp_journey_turn_admit:
 * @candidates: who is at the door of the plan in use; at most a batch of them is looked at
 * @entry: (nullable): which door
 * @day: of entries by date, since 1970-01-01
 * @out_settled: (nullable): gets those of whom nothing more is to be asked
 *
 * Lets those in who may come.
 */
gboolean
esp_journey_turn_admit (EspJourneyTurn *self,
                        const EspBitmap *candidates,
                        const EspJourneyEntry *entry,
                        gint64 day,
                        EspBitmap *out_settled,
                        GError **error)
{
  g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
  gsize n = esp_bitmap_next (candidates, 0, ids, ESP_JOURNEY_BATCH);
  Door door = { .turn = self, .entry = entry, .day = day, .settled = out_settled };
  gboolean is_ok;

  if (n == 0)
    return TRUE;
  esp_journey_asks_set_crowd (self->asks, ids, n);
  door.run = (EspJourneyRun){ .journey = self->plan->journey,
                              .facts = esp_journey_asks_get_facts (self->asks),
                              .now_us = esp_tx_get_now_us (self->tx) };
  is_ok =
    open_door (&door, n, error) && judge_all (&door, ids, n, error) && close_door (&door, error);
  if (n == ESP_JOURNEY_BATCH)
    self->more = TRUE;
  esp_bitmap_free (door.ever);
  esp_journey_members_free (door.members);
  esp_journey_asks_set_crowd (self->asks, NULL, 0);
  return is_ok;
}

static void
wake_at (EspJourneyTurn *self, gint64 at_us)
{
  self->next_us = MIN (self->next_us, at_us);
}

/* What an entry has not seen of a segment goes in by batches; what it has seen is kept with it. */
static gboolean
look_at_segment (EspJourneyTurn *self,
                 const EspJourneyEntry *entry,
                 EspJourneyDoor *door,
                 GError **error)
{
  gint64 next_us = G_MAXINT64;
  g_autoptr (EspBitmap) now = esp_journey_asks_segment (self->asks, entry->reference, &next_us);
  g_autoptr (EspBitmap) candidates = NULL;
  g_autoptr (EspBitmap) settled = esp_bitmap_new ();

  wake_at (self, next_us);
  if (now == NULL)
    return TRUE; /* told at the end of the turn */
  if (door->members == NULL)
    door->members = esp_bitmap_new ();
  if (entry->kind == ESP_ENTRY_ENTERS_SEGMENT)
    {
      esp_bitmap_and (door->members, now); /* who left may enter again */
      candidates = esp_bitmap_copy (now);
      esp_bitmap_andnot (candidates, door->members);
    }
  else
    {
      candidates = esp_bitmap_copy (door->members);
      esp_bitmap_andnot (candidates, now);
      esp_bitmap_or (door->members, now);
    }
  if (!esp_journey_turn_admit (self, candidates, entry, 0, settled, error))
    return FALSE;
  if (entry->kind == ESP_ENTRY_ENTERS_SEGMENT)
    esp_bitmap_or (door->members, settled);
  else
    esp_bitmap_andnot (door->members, settled);
  return esp_journey_door_save (self->tx, self->plan->row->id, entry->id, door, error);
}

static gboolean
look_at_schedule (EspJourneyTurn *self,
                  const EspJourneyEntry *entry,
                  EspJourneyDoor *door,
                  GError **error)
{
  gint64 now_us = esp_tx_get_now_us (self->tx);
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, self->tx, error);
  g_autoptr (EspBitmap) settled = esp_bitmap_new ();
  GTimeZone *zone = world != NULL ? esp_segment_world_get_zone (world) : NULL;
  const EspDaySet *off = esp_journey_asks_get_facts (self->asks)->days_off;

  if (world == NULL)
    return FALSE;
  if (door->next_us == 0)
    door->next_us = esp_journey_schedule_next (entry, off, zone, self->plan->row->begun_at_us - 1);
  /* The day may have become a holiday since. */
  if (door->members == NULL && door->next_us <= now_us)
    door->next_us = esp_journey_schedule_next (entry, off, zone, door->next_us - 1);
  if (door->members == NULL && door->next_us <= now_us)
    {
      door->members = esp_journey_asks_segment (self->asks, entry->reference, NULL);
      if (door->members == NULL)
        return TRUE; /* told at the end of the turn */
      door->next_us = esp_journey_schedule_next (entry, off, zone, now_us);
    }
  wake_at (self, door->next_us);
  if (door->members == NULL)
    return esp_journey_door_save (self->tx, self->plan->row->id, entry->id, door, error);
  if (!esp_journey_turn_admit (self, door->members, entry, 0, settled, error))
    return FALSE;
  esp_bitmap_andnot (door->members, settled);
  if (esp_bitmap_is_empty (settled) || esp_bitmap_is_empty (door->members))
    g_clear_pointer (&door->members, esp_bitmap_free);
  else
    self->more = TRUE;
  return esp_journey_door_save (self->tx, self->plan->row->id, entry->id, door, error);
}

static gboolean
look_at (EspJourneyTurn *self,
         const EspJourneyEntry *entry,
         gboolean has_changed,
         EspJourneyDoor *door,
         GError **error)
{
  switch (entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
    case ESP_ENTRY_LEAVES_SEGMENT:
      return !has_changed || look_at_segment (self, entry, door, error);
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      return esp_journey_turn_dates (self, entry, door, error);
    case ESP_ENTRY_SCHEDULE:
      return look_at_schedule (self, entry, door, error);
    case ESP_ENTRY_EVENT:
    case ESP_ENTRY_FORM:
    case ESP_ENTRY_MANUAL:
    case ESP_ENTRY_JOURNEY:
    case ESP_N_ENTRY_KINDS:
    default:
      return TRUE;
    }
}

/**
 * esp_journey_turn_doors:
 * @has_changed: something was written since the last time, or the time has come that changes segments
 *
 * Looks at every entry of the plan in use that does not wait for an event.
 */
gboolean
esp_journey_turn_doors (EspJourneyTurn *self, gboolean has_changed, GError **error)
{
  const GArray *entries = self->plan->journey->entries;

  for (guint i = 0; i < entries->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (entries, EspJourneyEntry, i);
      EspJourneyDoor door = { NULL, 0 };
      gboolean is_known = FALSE;
      gboolean is_ok =
        esp_journey_door_load (self->tx, self->plan->row->id, entry->id, &door, &is_known, error) &&
        look_at (self, entry, has_changed, &door, error);

      esp_journey_door_clear (&door);
      if (!is_ok)
        return FALSE;
    }
  return TRUE;
}
