/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes to the doors of a journey in a rehearsal, and when: by date, by schedule, by what happens as it
 * happened lately, or let in by hand at the start. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-load.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-entry.h"
#include "engine/journey/esp-journey-time.h"

#define FORM_EVENT "form"
#define WEEK_US (7 * ESP_USEC_PER_DAY)
#define HISTORY_DAYS 28
#define MAX_OPENINGS 500

static void
add_all (const EspRehearsalRow *row, gpointer data)
{
  if (!row->is_null)
    esp_bitmap_add (data, row->lead_id);
}

static gboolean
add_of_segment (EspRehearsalLoad *self,
                const EspJourneyEntry *entry,
                const EspRehearsalRule *rule,
                EspBitmap *people,
                GError **error)
{
  g_autoptr (EspRule) segment = NULL;
  g_autoptr (EspBitmap) members = NULL;

  /* Time may let anybody in or out. */
  if (!esp_rehearsal_rule_is_fixed (rule))
    {
      esp_bitmap_or (people, self->present);
      return TRUE;
    }
  if (entry->kind == ESP_ENTRY_LEAVES_SEGMENT ||
      (entry->kind == ESP_ENTRY_ENTERS_SEGMENT && !entry->takes_existing))
    return TRUE;
  segment = esp_rehearsal_load_segment_rule (self, entry->reference, error);
  members = segment != NULL ? esp_rehearsal_load_match (self, segment, error) : NULL;
  if (members == NULL)
    return FALSE;
  esp_bitmap_or (people, members);
  return TRUE;
}

static const char *
get_event_kind (const EspJourneyEntry *entry)
{
  return entry->kind == ESP_ENTRY_FORM    ? FORM_EVENT
         : entry->kind == ESP_ENTRY_EVENT ? entry->event->subject
                                          : NULL;
}

static gboolean
add_of_journey (EspRehearsalLoad *self, guint index, EspBitmap *people, GError **error)
{
  if (!esp_rehearsal_load_arrivals (self, index, error))
    return FALSE;
  for (guint i = 0; i < self->arrivals->len; i++)
    esp_bitmap_add (people, g_array_index (self->arrivals, EspRehearsalArrival, i).lead_id);
  return TRUE;
}

static gboolean
add_of_entry (EspRehearsalLoad *self, guint index, EspBitmap *people, GError **error)
{
  const EspJourneyEntry *entry =
    &g_array_index (self->world->journey->entries, EspJourneyEntry, index);
  const EspFields *fields = esp_segment_world_get_fields (self->segments);

  switch (entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
    case ESP_ENTRY_LEAVES_SEGMENT:
      return add_of_segment (self, entry, g_ptr_array_index (self->world->doors, index), people,
                             error);
    case ESP_ENTRY_SCHEDULE:
      if (entry->reference == NULL) /* for everybody */
        {
          esp_bitmap_or (people, self->present);
          return TRUE;
        }
      return add_of_segment (self, entry, g_ptr_array_index (self->world->schedules, index), people,
                             error);
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      return esp_rehearsal_read_column (self->tx, fields, entry->field, add_all, people, error);
    case ESP_ENTRY_EVENT:
    case ESP_ENTRY_FORM:
      return esp_rehearsal_read_events (self->tx, get_event_kind (entry), FALSE, add_all, people,
                                        error);
    case ESP_ENTRY_JOURNEY:
      return add_of_journey (self, index, people, error);
    case ESP_ENTRY_MANUAL:
    case ESP_N_ENTRY_KINDS:
    default:
      return TRUE;
    }
}

/**
 * esp_rehearsal_load_candidates:
 *
 * Returns: (transfer full): everyone who might come to a door; %NULL with @error set
 */
EspBitmap *
esp_rehearsal_load_candidates (EspRehearsalLoad *self, GError **error)
{
  g_autoptr (EspBitmap) people = esp_bitmap_new ();

  for (guint i = 0; i < self->world->journey->entries->len; i++)
    if (!add_of_entry (self, i, people, error))
      return NULL;
  return g_steal_pointer (&people);
}

typedef struct
{
  EspRehearsalLoad *load;
  const EspJourneyEntry *entry;
  guint index; /* of the entry, or of the kind */
  GArray *persons;
  GArray *visits;
  gint64 shift_us;
  gint64 from_us;
} Visits;

static void
add_visit (Visits *visits, guint32 person, gint64 at_us)
{
  const EspRehearsalVisit visit = { at_us, visits->index };

  if (at_us > visits->load->world->end_us)
    return;
  g_array_append_val (visits->persons, person);
  g_array_append_val (visits->visits, visit);
}

/* Each comes when their own clock shows the hour of the day. */
static void
add_day (Visits *visits, guint32 person, gint64 day)
{
  const EspRehearsalWorld *world = visits->load->world;
  gint64 at_us = esp_journey_moment_of_day (day, visits->entry->minute,
                                            esp_rehearsal_world_get_zone (world, person));

  if (at_us >= world->start_us)
    add_visit (visits, person, at_us);
}

static gint64
to_day (const EspRehearsalWorld *world, gint64 moment_us)
{
  EspLocalTime local;

  if (moment_us % ESP_USEC_PER_DAY == 0)
    return moment_us / ESP_USEC_PER_DAY;
  esp_local_time_read (g_ptr_array_index (world->zone_list, 0), moment_us, &local);
  return local.day;
}

static gint64
day_number (int year, int month, int day)
{
  GDate date, epoch;

  g_date_clear (&date, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
  if (month == 2 && day == 29 && !g_date_is_leap_year ((GDateYear) year))
    day = 28;
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return (gint64) g_date_get_julian (&date) - (gint64) g_date_get_julian (&epoch);
}

static void
date_cb (const EspRehearsalRow *row, gpointer data)
{
  Visits *visits = data;
  const EspRehearsalWorld *world = visits->load->world;
  int person = row->is_null ? -1 : esp_rehearsal_world_find_person (world, row->lead_id);
  g_autoptr (GDateTime) birth = NULL;
  g_autoptr (GDateTime) start = NULL;
  gint64 day;

  if (person < 0)
    return;
  day = to_day (world, row->at_us);
  if (visits->entry->kind == ESP_ENTRY_DATE)
    {
      add_day (visits, (guint32) person, day + visits->entry->offset_days);
      return;
    }
  birth = g_date_time_new_from_unix_utc (day * (ESP_USEC_PER_DAY / ESP_USEC_PER_SEC));
  start = g_date_time_new_from_unix_utc (world->start_us / ESP_USEC_PER_SEC);
  for (int year = g_date_time_get_year (start) - 1; year <= g_date_time_get_year (start) + 3;
       year++)
    add_day (visits, (guint32) person,
             day_number (year, g_date_time_get_month (birth),
                         g_date_time_get_day_of_month (birth)) +
               visits->entry->offset_days);
}

static void
add_schedule (Visits *visits)
{
  const EspRehearsalWorld *world = visits->load->world;
  GTimeZone *zone = g_ptr_array_index (world->zone_list, 0);
  gint64 at_us =
    esp_journey_schedule_next (visits->entry, world->days_off, zone, world->start_us - 1);

  for (guint n = 0; n < MAX_OPENINGS && at_us <= world->end_us; n++)
    {
      for (guint32 person = 0; person < world->n_people; person++)
        add_visit (visits, person, at_us);
      at_us = esp_journey_schedule_next (visits->entry, world->days_off, zone, at_us);
    }
}

static void
add_arrivals (Visits *visits)
{
  const GArray *arrivals = visits->load->arrivals;

  for (guint i = 0; arrivals != NULL && i < arrivals->len; i++)
    {
      const EspRehearsalArrival *one = &g_array_index (arrivals, EspRehearsalArrival, i);
      int person = esp_rehearsal_world_find_person (visits->load->world, one->lead_id);

      if (one->entry == visits->index && person >= 0)
        add_visit (visits, (guint32) person, one->at_us);
    }
}

/* What happened in the last weeks happens again so many weeks later: the same people, weekdays and hours. */
static void
again_cb (const EspRehearsalRow *row, gpointer data)
{
  Visits *visits = data;
  EspRehearsalLoad *self = visits->load;
  const EspRehearsalWorld *world = self->world;
  int found = esp_rehearsal_world_find_person (world, row->lead_id);
  guint32 person = (guint32) found;
  EspRehearsalEvent event = { 0, ESP_REHEARSAL_NO_PROPS, (guint16) visits->index, 0 };

  if (found < 0 || row->at_us < visits->from_us || row->at_us >= world->start_us)
    return;
  event.props = esp_rehearsal_load_props (self, row->props);
  for (event.at_us = row->at_us + visits->shift_us; event.at_us <= world->end_us;
       event.at_us += visits->shift_us)
    {
      if (event.at_us < world->start_us)
        continue;
      g_array_append_val (self->persons, person);
      g_array_append_val (self->items, event);
    }
}

static gboolean
add_again (EspRehearsalLoad *self, const char *kind, GError **error)
{
  Visits visits = { .load = self,
                    .index = esp_rehearsal_world_add_kind (self->world, kind),
                    .shift_us = HISTORY_DAYS / 7 * WEEK_US,
                    .from_us = self->world->start_us - HISTORY_DAYS * ESP_USEC_PER_DAY };

  return esp_rehearsal_read_events (self->tx, kind, TRUE, again_cb, &visits, error);
}

static gboolean
is_first_of_kind (const GArray *entries, guint index, const char *kind)
{
  for (guint i = 0; i < index; i++)
    if (g_strcmp0 (get_event_kind (&g_array_index (entries, EspJourneyEntry, i)), kind) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
add_entry (Visits *visits, GError **error)
{
  EspRehearsalLoad *self = visits->load;
  const EspFields *fields = esp_segment_world_get_fields (self->segments);
  const char *kind = get_event_kind (visits->entry);

  if (kind != NULL)
    return !is_first_of_kind (self->world->journey->entries, visits->index, kind) ||
           add_again (self, kind, error);
  if (visits->entry->kind == ESP_ENTRY_DATE || visits->entry->kind == ESP_ENTRY_ANNIVERSARY)
    return esp_rehearsal_read_column (self->tx, fields, visits->entry->field, date_cb, visits,
                                      error);
  if (visits->entry->kind == ESP_ENTRY_SCHEDULE)
    add_schedule (visits);
  else if (visits->entry->kind == ESP_ENTRY_JOURNEY)
    add_arrivals (visits);
  return TRUE;
}

/**
 * esp_rehearsal_load_visits:
 *
 * Works out who comes when, and sets the events that are to come.
 */
gboolean
esp_rehearsal_load_visits (EspRehearsalLoad *self, GError **error)
{
  EspRehearsalWorld *world = self->world;
  const GArray *entries = world->journey->entries;
  Visits visits = { .load = self, .index = G_MAXUINT };
  gboolean is_ok = TRUE;

  visits.persons = g_array_new (FALSE, FALSE, sizeof (guint32));
  visits.visits = g_array_new (FALSE, FALSE, sizeof (EspRehearsalVisit));
  if (self->options->who != ESP_REHEARSE_ENTRIES)
    for (guint32 person = 0; person < world->n_people; person++)
      add_visit (&visits, person, world->start_us);
  else
    for (guint i = 0; i < entries->len && is_ok; i++)
      {
        visits.index = i;
        visits.entry = &g_array_index (entries, EspJourneyEntry, i);
        is_ok = add_entry (&visits, error);
      }
  esp_rehearsal_world_set_visits (world, visits.persons, visits.visits);
  esp_rehearsal_world_set_events (world, self->persons, self->items);
  g_clear_pointer (&self->persons, g_array_unref);
  g_clear_pointer (&self->items, g_array_unref);
  g_array_unref (visits.persons);
  g_array_unref (visits.visits);
  return is_ok;
}
