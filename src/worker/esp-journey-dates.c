/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets people into journeys on a day of theirs, when their own clock shows the hour of the entry. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-time.h"

/* A day begins somewhere so long before it does in UTC. */
#define EAST_US (14 * ESP_USEC_PER_HOUR)
/* And somewhere so long after; an hour of it for clocks that were changed. */
#define WEST_US (13 * ESP_USEC_PER_HOUR)
/* What passed while nothing ran and is still made up for. */
#define MISSED_US (7 * ESP_USEC_PER_DAY)
#define MINUTE_US (60 * ESP_USEC_PER_SEC)

/* The hours of an entry that one look is about: those after from_us, up to until_us. */
typedef struct
{
  EspJourneyTurn *turn;
  const EspJourneyEntry *entry;
  gint64 from_us;
  gint64 until_us;
  gint64 next_us;    /* the first hour after them at which somebody comes */
  gboolean has_more; /* not everybody could be let in at once */
  gboolean has_news; /* to be kept: an hour at which nobody comes can be looked at again */
  gboolean is_blind; /* what cannot be asked is told at the end of the turn */
} Look;

/* Returns: (nullable): whose day it is, wherever they are */
static EspBitmap *
match_day (EspJourneyAsks *asks, const EspJourneyEntry *entry, gint64 day)
{
  gboolean is_yearly = entry->kind == ESP_ENTRY_ANNIVERSARY;
  EspCondition *condition =
    esp_condition_new (is_yearly ? ESP_CONDITION_ANNIVERSARY : ESP_CONDITION_ATTRIBUTE,
                       entry->field);
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc ((day - entry->offset_days) *
                                                            (ESP_USEC_PER_DAY / ESP_USEC_PER_SEC));
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  g_autoptr (EspRule) rule = NULL;

  condition->op = ESP_OP_WITHIN;
  condition->window.kind = ESP_WINDOW_ON;
  condition->window.from = g_date_time_format (at, "%Y-%m-%d");
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
  rule = esp_rule_new (root);
  (void) esp_rule_number (rule, 1);
  return esp_journey_asks_match (asks, rule, NULL);
}

/* Of @people: those whose hour is one of the look, and those for whom it was over before they had this day. */
static void
divide (Look *look, const EspBitmap *people, gint64 day, EspBitmap *ready, EspBitmap *late)
{
  EspJourneyAsks *asks = look->turn->asks;
  const EspJourneyFacts *facts = esp_journey_asks_get_facts (asks);
  g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
  GTimeZone *zone = NULL;
  gint64 at_us = 0;
  gsize n = esp_bitmap_next (people, 0, ids, ESP_JOURNEY_BATCH);

  while (n > 0)
    {
      esp_journey_asks_set_crowd (asks, ids, n);
      for (gsize i = 0; i < n; i++)
        {
          GTimeZone *own = facts->get_zone (facts->data, ids[i]);

          if (own != zone)
            at_us = esp_journey_moment_of_day (day, look->entry->minute, own);
          zone = own;
          if (at_us > look->until_us)
            look->next_us = MIN (look->next_us, at_us);
          else
            esp_bitmap_add (at_us > look->from_us ? ready : late, ids[i]);
          look->has_news = look->has_news || at_us <= look->until_us;
        }
      n = n == ESP_JOURNEY_BATCH && ids[n - 1] != G_MAXUINT32
            ? esp_bitmap_next (people, ids[n - 1] + 1, ids, ESP_JOURNEY_BATCH)
            : 0;
    }
  esp_journey_asks_set_crowd (asks, NULL, 0);
}

/* Nobody is looked at twice on one day, @looked has who was: whoever finds the day full does not come a day late. */
static gboolean
look_at_day (Look *look, gint64 day, EspBitmap **looked, GError **error)
{
  g_autoptr (EspBitmap) people = match_day (look->turn->asks, look->entry, day);
  g_autoptr (EspBitmap) ready = esp_bitmap_new ();
  g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
  gsize n_ids;

  look->is_blind = look->is_blind || people == NULL;
  if (look->is_blind)
    return TRUE;
  if (*looked == NULL)
    *looked = esp_bitmap_new ();
  esp_bitmap_andnot (people, *looked);
  divide (look, people, day, ready, *looked);
  n_ids = esp_bitmap_next (ready, 0, ids, ESP_JOURNEY_BATCH);
  look->has_more = look->has_more || esp_bitmap_count (ready) > n_ids;
  esp_bitmap_add_many (*looked, ids, n_ids);
  return esp_journey_turn_admit (look->turn, ready, look->entry, day, NULL, error);
}

static gint64
end_of (const EspJourneyEntry *entry, gint64 day)
{
  return day * ESP_USEC_PER_DAY + entry->minute * MINUTE_US + WEST_US;
}

/* Returns: the first day whose hour had not come everywhere at @at_us */
static gint64
find_open_day (const EspJourneyEntry *entry, gint64 at_us)
{
  gint64 day = at_us / ESP_USEC_PER_DAY - 2;

  while (end_of (entry, day) <= at_us)
    day++;
  return day;
}

/* Zones lie whole hours apart, nearly all: whoever gets a day or a zone in between is seen then. */
static gint64
find_next_hour (const EspJourneyEntry *entry, gint64 after_us)
{
  gint64 past_us = (after_us - entry->minute * MINUTE_US) % ESP_USEC_PER_HOUR;

  return after_us - past_us + ESP_USEC_PER_HOUR;
}

static void
end_day (EspJourneyDoor *door)
{
  g_clear_pointer (&door->members, esp_bitmap_free);
  door->members = g_steal_pointer (&door->seen);
}

/* Two days are open at most: the hour of the next comes in the east before that of this one does in the west. */
static gboolean
look (Look *look, EspJourneyDoor *door, gint64 now_us, GError **error)
{
  gint64 day = find_open_day (look->entry, look->from_us);
  gint64 ends_us = end_of (look->entry, day);
  gboolean has_next;

  look->until_us = MIN (now_us, ends_us);
  has_next = look->until_us >= ends_us + ESP_USEC_PER_DAY - WEST_US - EAST_US;
  if (!look_at_day (look, day, &door->members, error) ||
      (has_next && !look_at_day (look, day + 1, &door->seen, error)))
    return FALSE;
  if (look->is_blind)
    return TRUE;
  if (!look->has_more)
    {
      look->has_news = look->has_news || look->until_us == ends_us || door->looked_us == 0;
      door->looked_us = look->until_us;
      if (look->until_us == ends_us)
        end_day (door);
    }
  return TRUE;
}

/* Whether the hour has come where most are: whoever gets the day from now on gets it too late. */
static gboolean
passes_home (const Look *look, GTimeZone *home)
{
  EspLocalTime local;
  gint64 at_us;

  esp_local_time_read (home, look->until_us, &local);
  at_us = esp_journey_moment_of_day (local.day, look->entry->minute, home);
  if (at_us > look->until_us)
    at_us = esp_journey_moment_of_day (local.day - 1, look->entry->minute, home);
  return at_us > look->from_us;
}

static gint64 *
get_next (EspJourneyTurn *self, const EspJourneyEntry *entry)
{
  const GArray *entries = self->plan->journey->entries;

  return &self->plan->dates_us[entry - (const EspJourneyEntry *) (gpointer) entries->data];
}

/**
 * esp_journey_turn_dates:
 *
 * Lets those in whose day it is and whose hour has come since the last look. Whoever gets the day when its hour is over
 * does not come in; what passed while nothing ran is made up for.
 */
gboolean
esp_journey_turn_dates (EspJourneyTurn *self,
                        const EspJourneyEntry *entry,
                        EspJourneyDoor *door,
                        GError **error)
{
  gint64 now_us = esp_tx_get_now_us (self->tx);
  Look one = { .turn = self, .entry = entry, .next_us = G_MAXINT64 };
  gint64 *next_us = get_next (self, entry);
  g_autoptr (EspSegmentWorld) world = NULL;

  if (*next_us > now_us)
    {
      self->next_us = MIN (self->next_us, *next_us);
      return TRUE;
    }
  world = esp_segment_engine_get_world (self->engine, self->tx, error);
  if (world == NULL)
    return FALSE;
  one.from_us = door->looked_us != 0 ? door->looked_us : self->plan->row->begun_at_us - 1;
  if (one.from_us < now_us - MISSED_US)
    {
      one.from_us = now_us - MISSED_US;
      end_day (door);
      end_day (door);
    }
  if (!look (&one, door, now_us, error))
    return FALSE;
  if (one.is_blind)
    return TRUE;
  *next_us = now_us;
  if (one.has_more || door->looked_us < now_us)
    self->more = TRUE;
  else
    *next_us = MIN (one.next_us, find_next_hour (entry, now_us));
  self->next_us = MIN (self->next_us, *next_us);
  return !(one.has_news || passes_home (&one, esp_segment_world_get_zone (world))) ||
         esp_journey_door_save (self->tx, self->plan->row->id, entry->id, door, error);
}
