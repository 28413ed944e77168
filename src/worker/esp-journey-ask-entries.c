/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one person stands to each entry of a journey now. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-ask-entries.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"
#include "engine/journey/esp-journey-event.h"
#include "engine/journey/esp-journey-time.h"
#include "engine/segment/esp-segment-measure.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-lead-dossier.h"
#include "store/esp-lead-zone.h"
#include "store/esp-segments.h"
#include "worker/esp-days-off.h"
#include "worker/esp-journey-lead.h"

#define FORM_EVENT "form"
#define FORM_PROPERTY "form"

typedef struct
{
  EspJourneyAsk *ask;
  EspTx *tx;
  EspSegmentEngine *engine;
  EspSegmentWorld *world;  /* (owned) */
  EspLeadDossier *dossier; /* (owned) */
  EspJourneyLead *lead;    /* (owned) */
} Person;

static void
person_clear (Person *person)
{
  g_clear_pointer (&person->lead, esp_journey_lead_free);
  g_clear_pointer (&person->dossier, esp_lead_dossier_free);
  g_clear_pointer (&person->world, esp_segment_world_unref);
}

static void
set (EspJourneyLink *link, EspEntryFact fact, EspLinkMark mark, gint64 at_us)
{
  link->fact = fact;
  link->mark = mark;
  link->at_us = at_us;
}

/* Returns: whether the segment could be asked */
static gboolean
is_member (const Person *person, const char *reference, gboolean *out_is)
{
  g_autoptr (EspSegment) segment = NULL;
  g_autoptr (EspRule) rule = NULL;
  gint64 id = 0;

  if (reference == NULL || !esp_segment_resolve (person->tx, reference, &id, NULL))
    return FALSE;
  segment = esp_segment_load (person->tx, id, NULL);
  rule = segment != NULL ? esp_segment_read_rule (segment, NULL) : NULL;
  if (rule == NULL)
    return FALSE;
  (void) esp_rule_number (rule, 1);
  *out_is = esp_journey_lead_matches (person->lead, rule);
  return TRUE;
}

static gboolean
ask_segment (const Person *person, EspJourneyLink *link, GError **error)
{
  gboolean is_in = FALSE;
  gboolean is_known = FALSE;
  gboolean was_seen;
  EspJourneyDoor door = { NULL, 0 };

  if (!is_member (person, link->entry->reference, &is_in))
    return TRUE;
  if (!esp_journey_door_load (person->tx, person->ask->trace->row->id, link->entry->id, &door,
                              &is_known, error))
    return FALSE;
  was_seen = door.members != NULL &&
             esp_bitmap_contains (door.members, (guint32) person->ask->trace->lead_id);
  esp_journey_door_clear (&door);
  if (link->entry->kind == ESP_ENTRY_ENTERS_SEGMENT)
    set (link,
         !is_in     ? ESP_ENTRY_FACT_NOT_MEMBER
         : was_seen ? ESP_ENTRY_FACT_SEEN
                    : ESP_ENTRY_FACT_COMES,
         is_in && !was_seen ? ESP_LINK_YES : ESP_LINK_NO, 0);
  else
    set (link,
         is_in      ? ESP_ENTRY_FACT_STILL_MEMBER
         : was_seen ? ESP_ENTRY_FACT_COMES
                    : ESP_ENTRY_FACT_NEVER_MEMBER,
         !is_in && was_seen ? ESP_LINK_YES : ESP_LINK_NO, 0);
  return TRUE;
}

static gboolean
opens (const EspJourneyEntry *entry, const EspJourneyEvent *event)
{
  const char *form;

  if (entry->kind == ESP_ENTRY_EVENT)
    return esp_journey_event_matches (entry->event, event);
  if (!g_str_equal (event->kind, FORM_EVENT) || event->props == NULL)
    return FALSE;
  form = json_object_get_string_member_with_default (event->props, FORM_PROPERTY, NULL);
  return g_strcmp0 (form, entry->reference) == 0;
}

static void
ask_event (const Person *person, EspJourneyLink *link)
{
  const GArray *events = person->dossier->events;
  gint64 since_us = person->ask->trace->row->published_at_us;
  gint64 last_us = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const EspDossierEvent *from = &g_array_index (events, EspDossierEvent, i);
      g_autoptr (JsonNode) props =
        from->props != NULL ? json_from_string (from->props, NULL) : NULL;
      const EspJourneyEvent event = { from->kind, from->at_us,
                                      props != NULL && JSON_NODE_HOLDS_OBJECT (props)
                                        ? json_node_get_object (props)
                                        : NULL };

      if (opens (link->entry, &event))
        last_us = MAX (last_us, from->at_us);
    }
  if (last_us == 0)
    set (link, ESP_ENTRY_FACT_NEVER, ESP_LINK_NO, 0);
  else if (last_us < since_us)
    set (link, ESP_ENTRY_FACT_BEFORE, ESP_LINK_NO, last_us);
  else
    set (link, ESP_ENTRY_FACT_HAPPENED, ESP_LINK_YES, last_us);
}

static gint64
find_year (gint64 day, gint64 today)
{
  g_autoptr (GDateTime) birth = g_date_time_new_from_unix_utc (day * 86400);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (today * 86400);

  for (int year = g_date_time_get_year (now); birth != NULL && year < 9998; year++)
    {
      int month = g_date_time_get_month (birth);
      int date = g_date_time_get_day_of_month (birth);
      g_autoptr (GDateTime) at = g_date_time_new_utc (year, month, date, 0, 0, 0);

      if (at == NULL) /* the 29th of February: the day before stands for it */
        at = g_date_time_new_utc (year, month, date - 1, 0, 0, 0);
      if (at != NULL && g_date_time_to_unix (at) / 86400 >= today)
        return g_date_time_to_unix (at) / 86400;
    }
  return day;
}

/* Returns: (transfer full) (nullable): whose clock counts; %NULL with @error set */
static GTimeZone *
open_zone (const Person *person, GError **error)
{
  GTimeZone *home = esp_segment_world_get_zone (person->world);
  g_autofree char *name = NULL;
  EspZoneSource source;
  GTimeZone *zone;
  GError *local = NULL;

  if (person->ask->journey->uses_workspace_zone)
    return g_time_zone_ref (home);
  name = esp_lead_zone_read (person->tx, person->ask->trace->lead_id, &source, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  zone = name != NULL ? esp_zone_open (name) : NULL;
  return zone != NULL ? zone : g_time_zone_ref (home);
}

static gboolean
ask_date (const Person *person, EspJourneyLink *link, GError **error)
{
  guint32 id = (guint32) person->ask->trace->lead_id;
  g_autoptr (GHashTable) moments = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GTimeZone) zone = open_zone (person, error);
  gint64 now_us = esp_tx_get_now_us (person->tx);
  const gint64 *moment_us;
  EspLocalTime local;
  gint64 day, at_us;

  if (zone == NULL)
    return FALSE;
  if (link->entry->field == NULL)
    return TRUE;
  if (!esp_journey_load_days (person->tx, link->entry->field, &id, 1, moments, error))
    return FALSE;
  moment_us = g_hash_table_lookup (moments, GUINT_TO_POINTER (id));
  if (moment_us == NULL)
    {
      set (link, ESP_ENTRY_FACT_NO_DATE, ESP_LINK_NO, 0);
      return TRUE;
    }
  esp_local_time_read (zone, now_us, &local);
  day = (*moment_us >= 0 ? *moment_us : *moment_us - (ESP_USEC_PER_DAY - 1)) / ESP_USEC_PER_DAY +
        link->entry->offset_days;
  /* Whose hour was today has the next one in a year. */
  if (link->entry->kind == ESP_ENTRY_ANNIVERSARY &&
      esp_journey_moment_of_day (local.day, link->entry->minute, zone) <= now_us)
    local.day++;
  if (link->entry->kind == ESP_ENTRY_ANNIVERSARY)
    day = find_year (day, local.day);
  at_us = esp_journey_moment_of_day (day, link->entry->minute, zone);
  if (at_us <= now_us)
    set (link, ESP_ENTRY_FACT_DATE_PAST, ESP_LINK_NO, at_us);
  else
    set (link, ESP_ENTRY_FACT_DATE, ESP_LINK_WAITS, at_us);
  return TRUE;
}

static void
ask_schedule (const Person *person, EspJourneyLink *link)
{
  g_auto (EspDaysOff) off = { NULL };
  gint64 now_us = esp_tx_get_now_us (person->tx);
  gboolean is_in = FALSE;
  gint64 at_us;

  /* Days that cannot be read leave the rest of the answer true. */
  (void) esp_days_off_load (&off, person->tx, now_us, NULL);
  at_us = esp_journey_schedule_next (link->entry, off.days,
                                     esp_segment_world_get_zone (person->world), now_us);
  if (!is_member (person, link->entry->reference, &is_in))
    return;
  if (is_in)
    set (link, ESP_ENTRY_FACT_OPENS, ESP_LINK_WAITS, at_us != G_MAXINT64 ? at_us : 0);
  else
    set (link, ESP_ENTRY_FACT_NOT_SCHEDULED, ESP_LINK_NO, at_us != G_MAXINT64 ? at_us : 0);
}

static gboolean
ask_journey (const Person *person, EspJourneyLink *link, GError **error)
{
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();
  gint64 id = 0;

  if (!esp_journey_row_resolve (person->tx, link->entry->reference, &id, NULL))
    return TRUE;
  if (!esp_journey_members_load_passages (person->tx, id, (guint32) person->ask->trace->lead_id,
                                          members, error))
    return FALSE;
  for (guint i = 0; i < members->rows->len; i++)
    if (g_array_index (members->rows, EspJourneyMember, i).status != ESP_STATE_INSIDE)
      {
        set (link, ESP_ENTRY_FACT_HAPPENED, ESP_LINK_YES, 0);
        return TRUE;
      }
  set (link, ESP_ENTRY_FACT_OTHER_JOURNEY, ESP_LINK_NO, 0);
  return TRUE;
}

static gboolean
ask_entry (const Person *person, EspJourneyLink *link, GError **error)
{
  switch (link->entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
    case ESP_ENTRY_LEAVES_SEGMENT:
      return ask_segment (person, link, error);
    case ESP_ENTRY_EVENT:
    case ESP_ENTRY_FORM:
      ask_event (person, link);
      return TRUE;
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      return ask_date (person, link, error);
    case ESP_ENTRY_MANUAL:
      set (link, ESP_ENTRY_FACT_BY_HAND, ESP_LINK_NO, 0);
      return TRUE;
    case ESP_ENTRY_JOURNEY:
      return ask_journey (person, link, error);
    case ESP_ENTRY_SCHEDULE:
      ask_schedule (person, link);
      return TRUE;
    case ESP_N_ENTRY_KINDS:
    default:
      return TRUE;
    }
}

/**
 * esp_journey_ask_entries:
 *
 * Adds a link for each entry.
 */
gboolean
esp_journey_ask_entries (EspJourneyAsk *self, EspTx *tx, EspSegmentEngine *engine, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  Person person = { self, tx, engine, NULL, NULL, NULL };
  gboolean is_ok = fields != NULL;

  if (is_ok)
    person.world = esp_segment_engine_get_world (engine, tx, error);
  if (person.world != NULL)
    person.dossier = esp_lead_dossier_load (tx, fields, self->trace->lead_id, error);
  if (person.dossier != NULL)
    person.lead = esp_journey_lead_load (tx, engine, (guint32) self->trace->lead_id, error);
  is_ok = person.lead != NULL;
  for (guint i = 0; is_ok && i < self->journey->entries->len; i++)
    {
      EspJourneyLink link = { .kind = ESP_LINK_ENTRY,
                              .mark = ESP_LINK_NO,
                              .entry =
                                &g_array_index (self->journey->entries, EspJourneyEntry, i) };

      is_ok = ask_entry (&person, &link, error);
      g_array_append_val (self->links, link);
    }
  person_clear (&person);
  return is_ok;
}
