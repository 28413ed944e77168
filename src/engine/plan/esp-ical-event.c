/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the events of a calendar are: occurrences, what is left out of them, and what stands in for them. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ical-event.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-ical-rule.h"

#include <string.h>

#define MAX_DAYS 3660
/* After so many rules of every second the next ones count once. */
#define MAX_HEAVY 10
/* Before 1970 and after 9000 nothing is planned. */
#define LAST_WALL (G_GINT64_CONSTANT (7031) * 366 * 86400)

struct _EspIcalSet
{
  GPtrArray *parts;     /* (owned) (element-type EspIcalPart) */
  GHashTable *newest;   /* (owned): key of a part to its place */
  GHashTable *replaced; /* (owned): "uid@seconds", "uid@day" that stand by themselves */
  GHashTable *onward; /* (owned): uid to (element-type EspIcalPart) that change what follows too */
};

/* One expansion. */
typedef struct
{
  EspIcalSet *set;
  const EspIcalZone *here;
  const EspIcalFrame *frame;
  EspIcalTold *told;
  GPtrArray *found; /* (element-type EspIcalEvent) */
  guint n_heavy;    /* rules with more occurrences than anybody can look at */
} Work;

/**
 * esp_ical_part_new:
 *
 * Returns: (transfer full)
 */
EspIcalPart *
esp_ical_part_new (void)
{
  EspIcalPart *self = g_new0 (EspIcalPart, 1);

  self->rules = g_ptr_array_new_with_free_func (g_free);
  self->not_rules = g_ptr_array_new_with_free_func (g_free);
  self->dates = g_array_new (FALSE, FALSE, sizeof (EspIcalTime));
  self->not_dates = g_array_new (FALSE, FALSE, sizeof (EspIcalTime));
  return self;
}

/**
 * esp_ical_part_free:
 */
void
esp_ical_part_free (EspIcalPart *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->title);
  g_free (self->note);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->not_rules);
  g_array_unref (self->dates);
  g_array_unref (self->not_dates);
  g_free (self);
}

/**
 * esp_ical_set_new:
 *
 * Returns: (transfer full)
 */
EspIcalSet *
esp_ical_set_new (void)
{
  EspIcalSet *self = g_new0 (EspIcalSet, 1);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ical_part_free);
  self->newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->onward =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * esp_ical_set_free:
 */
void
esp_ical_set_free (EspIcalSet *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_hash_table_unref (self->newest);
  g_hash_table_unref (self->replaced);
  g_hash_table_unref (self->onward);
  g_free (self);
}

/* Seconds, UTC; a day is its midnight there. */
static gint64
to_utc (const EspIcalTime *time, gint64 wall)
{
  return time->zone != NULL ? esp_ical_zone_to_utc (time->zone, wall) : wall;
}

static gint64
get_utc (const EspIcalTime *time)
{
  return to_utc (time, time->stamp.wall);
}

static char *
new_key (const char *uid, gint64 seconds)
{
  return g_strdup_printf ("%s@%" G_GINT64_FORMAT, uid, seconds);
}

static char *
new_day_key (const char *uid, gint64 wall)
{
  return g_strdup_printf ("%s@day%" G_GINT64_FORMAT, uid, esp_ical_wall_floor (wall));
}

/* The newer of two that say the same thing; two things that share an id by mistake are both kept. */
static gboolean
is_outdated (EspIcalSet *self, const EspIcalPart *part)
{
  g_autofree char *key =
    new_key (part->uid, part->is_instead ? get_utc (&part->instead_of) : G_MAXINT64);
  gpointer place;
  EspIcalPart *other;

  if (!g_hash_table_lookup_extended (self->newest, key, NULL, &place))
    {
      g_hash_table_insert (self->newest, g_steal_pointer (&key),
                           GUINT_TO_POINTER (self->parts->len));
      return FALSE;
    }
  other = g_ptr_array_index (self->parts, GPOINTER_TO_UINT (place));
  if (other->sequence > part->sequence)
    return TRUE;
  if (other->sequence == part->sequence)
    return other->has_start && part->has_start &&
           get_utc (&other->start) == get_utc (&part->start) &&
           g_strcmp0 (other->title, part->title) == 0;
  other->has_start = FALSE; /* its place stays, it does not count */
  other->is_odd = FALSE;
  other->is_cancelled = FALSE;
  g_hash_table_insert (self->newest, g_steal_pointer (&key), GUINT_TO_POINTER (self->parts->len));
  return FALSE;
}

static gboolean
is_midnight (const EspIcalTime *time)
{
  return !time->stamp.is_utc && time->stamp.wall == esp_ical_wall_floor (time->stamp.wall);
}

/* Midnights that are meant as whole days become them. */
static void
settle_days (EspIcalPart *part)
{
  if (part->is_office_day && part->has_end && is_midnight (&part->start) &&
      is_midnight (&part->end) && part->end.stamp.wall > part->start.stamp.wall)
    {
      part->start.stamp.is_day = part->end.stamp.is_day = TRUE;
      part->start.zone = part->end.zone = NULL;
    }
  if (part->start.stamp.is_day && part->has_end && !part->end.stamp.is_day)
    {
      /* "until 23:59" of a whole day is that day. */
      part->end.stamp.wall = esp_ical_wall_floor (part->end.stamp.wall + ESP_ICAL_DAY_SECONDS - 1);
      part->end.zone = NULL;
    }
}

/**
 * esp_ical_set_add:
 * @part: (transfer full)
 */
void
esp_ical_set_add (EspIcalSet *self, EspIcalPart *part)
{
  if (part->uid == NULL || *part->uid == '\0')
    {
      g_free (part->uid);
      part->uid = g_strdup_printf ("no-uid-%u", self->parts->len);
    }
  if (is_outdated (self, part))
    {
      esp_ical_part_free (part);
      return;
    }
  if (!part->has_start)
    part->is_odd = TRUE;
  settle_days (part);
  if (part->is_instead)
    {
      g_hash_table_add (self->replaced, new_key (part->uid, get_utc (&part->instead_of)));
      if (part->instead_of.stamp.is_day)
        g_hash_table_add (self->replaced, new_day_key (part->uid, part->instead_of.stamp.wall));
    }
  g_ptr_array_add (self->parts, part);
}

/* How long it takes: by the clock, and days of whole days. */
static gint64
get_end (const EspIcalPart *part, gint64 start_wall, gint64 start_utc)
{
  gint64 end = start_utc;

  if (part->has_end)
    end = start_utc + get_utc (&part->end) - get_utc (&part->start);
  else if (part->has_length)
    end = to_utc (&part->start, start_wall + part->length_days * ESP_ICAL_DAY_SECONDS) +
          part->length_seconds;
  if (part->start.stamp.is_day)
    {
      end = esp_ical_wall_floor (end + ESP_ICAL_DAY_SECONDS - 1);
      if (end <= start_utc)
        end = start_utc + ESP_ICAL_DAY_SECONDS;
    }
  return CLAMP (end, start_utc, start_utc + MAX_DAYS * ESP_ICAL_DAY_SECONDS);
}

/* Whether it is within the frame, or touches it. */
static gboolean
add_found (Work *work, const EspIcalPart *part, gint64 wall, gint64 utc, const char *uid)
{
  gint64 end = get_end (part, wall, utc);
  EspIcalEvent *one;

  if (work->found->len >= ESP_ICAL_MAX_EVENTS || utc < 0 || utc > LAST_WALL ||
      utc * ESP_USEC_PER_SEC >= work->frame->to_us || end * ESP_USEC_PER_SEC < work->frame->from_us)
    return FALSE;
  one = g_new0 (EspIcalEvent, 1);
  one->uid = g_strdup (uid);
  one->title = g_strdup (part->title != NULL && *part->title != '\0' ? part->title : "–");
  one->note = g_strdup (part->note);
  one->from_us = utc * ESP_USEC_PER_SEC;
  one->to_us = end * ESP_USEC_PER_SEC;
  one->is_all_day = part->start.stamp.is_day;
  g_ptr_array_add (work->found, one);
  return TRUE;
}

static gboolean
is_left_out (const Work *work, const EspIcalPart *part, gint64 wall, gint64 utc)
{
  g_autofree char *key = new_key (part->uid, utc);
  g_autofree char *day_key = new_day_key (part->uid, wall);

  for (guint i = 0; i < part->not_dates->len; i++)
    {
      const EspIcalTime *date = &g_array_index (part->not_dates, EspIcalTime, i);

      /* Some leave out a day where an hour is meant. */
      if (date->stamp.is_day || part->start.stamp.is_day
            ? esp_ical_wall_floor (date->stamp.wall) == esp_ical_wall_floor (wall)
            : get_utc (date) == utc)
        return TRUE;
    }
  return g_hash_table_contains (work->set->replaced, key) ||
         g_hash_table_contains (work->set->replaced, day_key);
}

/* Whole days end on a day, whatever hour in UTC some programs give for it. */
static void
settle_until (const Work *work, const EspIcalPart *part, EspIcalRule *rule)
{
  if (!part->start.stamp.is_day)
    return;
  if (rule->until_utc != G_MAXINT64)
    {
      gint64 wall = rule->until_utc == esp_ical_wall_floor (rule->until_utc)
                      ? rule->until_utc
                      : esp_ical_zone_to_wall (work->here, rule->until_utc);

      rule->until_wall = esp_ical_wall_floor (wall) + ESP_ICAL_DAY_SECONDS - 1;
      rule->until_utc = G_MAXINT64;
    }
  else if (rule->until_wall != G_MAXINT64)
    rule->until_wall = esp_ical_wall_floor (rule->until_wall) + ESP_ICAL_DAY_SECONDS - 1;
}

static gboolean
gather_rule (Work *work, const EspIcalPart *part, const char *text, GHashTable *walls, gboolean add)
{
  g_autoptr (GArray) found = NULL;
  gboolean is_whole;
  EspIcalRule rule;
  gint64 from, to;

  if (work->n_heavy > MAX_HEAVY || !esp_ical_rule_parse (text, &rule))
    return FALSE;
  settle_until (work, part, &rule);
  from = work->frame->from_us / ESP_USEC_PER_SEC - 2 * ESP_ICAL_DAY_SECONDS;
  from -= get_end (part, part->start.stamp.wall, get_utc (&part->start)) - get_utc (&part->start);
  to = work->frame->to_us / ESP_USEC_PER_SEC + 2 * ESP_ICAL_DAY_SECONDS;
  found = esp_ical_rule_expand (&rule, part->start.stamp.wall, from, to, &is_whole);
  for (guint i = 0; i < found->len; i++)
    {
      gint64 wall = g_array_index (found, gint64, i);

      if (to_utc (&part->start, wall) > rule.until_utc && wall != part->start.stamp.wall)
        break;
      if (add)
        g_hash_table_add (walls, g_memdup2 (&wall, sizeof wall));
      else
        g_hash_table_remove (walls, &wall);
    }
  work->n_heavy += !is_whole;
  return is_whole;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  gint64 first = **(const gint64 *const *) a, second = **(const gint64 *const *) b;

  return (first > second) - (first < second);
}

/* A date of another zone, by the clock of the event's. */
static gint64
get_wall_of (const EspIcalPart *part, const EspIcalTime *date)
{
  if (date->stamp.is_day && !part->start.stamp.is_day)
    return date->stamp.wall + part->start.stamp.wall - esp_ical_wall_floor (part->start.stamp.wall);
  if (part->start.stamp.is_day)
    return esp_ical_wall_floor (date->stamp.wall);
  return part->start.zone != NULL ? esp_ical_zone_to_wall (part->start.zone, get_utc (date))
                                  : get_utc (date);
}

/* The one that changes what follows, of those that begin by then. */
static const EspIcalPart *
find_onward (const Work *work, const EspIcalPart *part, gint64 utc)
{
  GPtrArray *all = g_hash_table_lookup (work->set->onward, part->uid);
  const EspIcalPart *found = NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const EspIcalPart *one = g_ptr_array_index (all, i);

      if (get_utc (&one->instead_of) < utc &&
          (found == NULL || get_utc (&one->instead_of) > get_utc (&found->instead_of)))
        found = one;
    }
  return found;
}

static gboolean
add_occurrence (Work *work, const EspIcalPart *part, gint64 wall)
{
  gint64 utc = to_utc (&part->start, wall);
  const EspIcalPart *onward;
  g_autofree char *uid = NULL;

  if (is_left_out (work, part, wall, utc))
    return FALSE;
  uid = new_key (part->uid, utc * ESP_USEC_PER_SEC);
  onward = find_onward (work, part, utc);
  if (onward == NULL)
    return add_found (work, part, wall, utc, uid);
  if (onward->is_cancelled)
    return FALSE;
  wall += onward->start.stamp.wall - get_wall_of (onward, &onward->instead_of);
  return add_found (work, onward, wall, to_utc (&onward->start, wall), uid);
}

static guint
expand (Work *work, EspIcalPart *part)
{
  g_autoptr (GHashTable) walls = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  gint64 first = part->start.stamp.wall;
  GHashTableIter iter;
  gpointer wall;
  guint n = 0;

  g_hash_table_add (walls, g_memdup2 (&first, sizeof first));
  for (guint i = 0; i < part->rules->len; i++)
    part->is_odd |= !gather_rule (work, part, g_ptr_array_index (part->rules, i), walls, TRUE);
  for (guint i = 0; i < part->dates->len; i++)
    {
      first = get_wall_of (part, &g_array_index (part->dates, EspIcalTime, i));
      g_hash_table_add (walls, g_memdup2 (&first, sizeof first));
    }
  for (guint i = 0; i < part->not_rules->len; i++)
    part->is_odd |= !gather_rule (work, part, g_ptr_array_index (part->not_rules, i), walls, FALSE);
  g_hash_table_iter_init (&iter, walls);
  while (g_hash_table_iter_next (&iter, &wall, NULL))
    g_ptr_array_add (sorted, wall);
  g_ptr_array_sort (sorted, compare_keys);
  for (guint i = 0; i < sorted->len; i++)
    n += add_occurrence (work, part, *(gint64 *) g_ptr_array_index (sorted, i)) ? 1 : 0;
  return n;
}

static gboolean
add_part (Work *work, EspIcalPart *part)
{
  gint64 wall = part->start.stamp.wall;
  gint64 utc = get_utc (&part->start);
  g_autofree char *uid = NULL;

  if (part->is_instead)
    {
      uid = new_key (part->uid, get_utc (&part->instead_of) * ESP_USEC_PER_SEC);
      return add_found (work, part, wall, utc, uid);
    }
  if (part->rules->len + part->dates->len > 0)
    return expand (work, part) > 0;
  return add_found (work, part, wall, utc, part->uid);
}

static void
gather_onward (EspIcalSet *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      EspIcalPart *part = g_ptr_array_index (self->parts, i);
      GPtrArray *all;

      if (!part->is_instead || !part->is_onward || !part->has_start)
        continue;
      all = g_hash_table_lookup (self->onward, part->uid);
      if (all == NULL)
        {
          all = g_ptr_array_new ();
          g_hash_table_insert (self->onward, g_strdup (part->uid), all);
        }
      g_ptr_array_add (all, part);
    }
}

/* Ids of things that share one by mistake become different. */
static void
part_ids (GPtrArray *found)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < found->len; i++)
    {
      EspIcalEvent *event = g_ptr_array_index (found, i);

      if (g_hash_table_contains (seen, event->uid))
        {
          char *other = g_strdup_printf ("%s#%u", event->uid, i);

          g_free (event->uid);
          event->uid = other;
        }
      g_hash_table_add (seen, event->uid);
    }
}

/**
 * esp_ical_set_expand:
 * @here: the clock that UNTIL of whole days is meant by
 * @told: what is left out is added
 *
 * Returns: (transfer full) (element-type EspIcalEvent)
 */
GPtrArray *
esp_ical_set_expand (EspIcalSet *self,
                     const EspIcalZone *here,
                     const EspIcalFrame *frame,
                     EspIcalTold *told)
{
  Work work = { self, here, frame, told, NULL, 0 };

  work.found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ical_event_free);
  gather_onward (self);
  for (guint i = 0; i < self->parts->len; i++)
    {
      EspIcalPart *part = g_ptr_array_index (self->parts, i);

      if (part->is_cancelled)
        told->n_cancelled++;
      else if (work.found->len >= ESP_ICAL_MAX_EVENTS)
        part->is_odd = TRUE;
      else if (part->has_start && !add_part (&work, part))
        told->n_outside++;
      told->n_odd += part->is_odd ? 1 : 0;
    }
  part_ids (work.found);
  return work.found;
}
