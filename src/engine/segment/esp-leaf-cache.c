/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the set of leads of each leaf, and re-asks only about those whom a change touched. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-leaf-cache.h"

#include "engine/segment/esp-leaf.h"
#include "engine/segment/esp-rule-eval.h"
#include "store/esp-leaf-query.h"

#include "base/esp-clock.h"

#include <string.h>

#define MAX_ENTRIES 512
/* Beyond so many touched leads one whole query is cheaper than asking of each. */
#define MAX_PARTIAL 5000

typedef struct
{
  EspCondition *condition; /* (owned) (nullable): NULL is the universe */
  EspBitmap *leads;        /* (owned) (nullable): NULL was never asked */
  EspBitmap *dirty;        /* (owned): leads to ask of again */
  gboolean all_dirty;
  gint64 now_us;
  EspBounds bounds;
  EspYearDays year_days;
  guint64 used; /* grows with each use: the smallest goes first */
} Entry;

struct _EspLeafCache
{
  GHashTable *entries; /* (owned): key to Entry */
  Entry *universe;     /* (owned) */
  guint64 clock;
  guint n_whole;
  guint n_partial;
};

static Entry *
entry_new (const EspCondition *condition)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->condition = condition != NULL ? esp_condition_copy (condition) : NULL;
  entry->dirty = esp_bitmap_new ();
  return entry;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->condition, esp_condition_free);
  g_clear_pointer (&entry->leads, esp_bitmap_free);
  esp_bitmap_free (entry->dirty);
  g_free (entry);
}

/**
 * esp_leaf_cache_new:
 *
 * Returns: (transfer full)
 */
EspLeafCache *
esp_leaf_cache_new (void)
{
  EspLeafCache *self = g_new0 (EspLeafCache, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->universe = entry_new (NULL);
  return self;
}

/**
 * esp_leaf_cache_free:
 */
void
esp_leaf_cache_free (EspLeafCache *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->entries);
  entry_free (self->universe);
  g_free (self);
}

/**
 * esp_leaf_cache_clear:
 *
 * Forgets everything: the zone, the currency or the fields changed.
 */
void
esp_leaf_cache_clear (EspLeafCache *self)
{
  g_hash_table_remove_all (self->entries);
  entry_free (self->universe);
  self->universe = entry_new (NULL);
}

static gboolean
is_happening_touched (const EspCondition *condition, const EspChanges *changes)
{
  if (esp_condition_is_ledger (condition))
    return esp_changes_has (changes, ESP_CHANGE_LEDGER);
  return esp_changes_has (changes, ESP_CHANGE_EVENT) &&
         esp_changes_has_event_kind (changes, esp_condition_event_kind (condition));
}

/* Whether the change can turn a lead's answer to the leaf. */
static gboolean
is_touched (const EspCondition *condition, const EspChanges *changes)
{
  /* A lead that came or went, perhaps under the number of an earlier one. */
  if (esp_changes_has (changes, ESP_CHANGE_LEAD) && esp_changes_has_column (changes, "*"))
    return TRUE;
  if (condition == NULL)
    return esp_changes_has (changes, ESP_CHANGE_LEAD) &&
           esp_changes_has_column (changes, "archived_at");
  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
    case ESP_CONDITION_ANNIVERSARY:
      if (g_str_equal (condition->subject, ESP_LEAF_FIELD_LTV) ||
          g_str_equal (condition->subject, ESP_LEAF_FIELD_LAST_EVENT))
        return esp_changes_has (changes, ESP_CHANGE_EVENT | ESP_CHANGE_ORDER);
      return esp_changes_has (changes, ESP_CHANGE_LEAD) &&
             esp_changes_has_column (changes, condition->subject);
    case ESP_CONDITION_TAG:
      return esp_changes_has (changes, ESP_CHANGE_TAG);
    case ESP_CONDITION_CONSENT:
      return esp_changes_has (changes, ESP_CHANGE_CONSENT);
    case ESP_CONDITION_SUPPRESSION:
      return esp_changes_has (changes, ESP_CHANGE_SUPPRESSION);
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return is_happening_touched (condition, changes) ||
             (condition->after != NULL && is_happening_touched (condition->after, changes));
    case ESP_CONDITION_SEGMENT:
      return esp_changes_has (changes, ESP_CHANGE_SEGMENT);
    default:
      return FALSE;
    }
}

static void
touch (Entry *entry, const EspChanges *changes)
{
  if (entry->leads == NULL || !is_touched (entry->condition, changes))
    return;
  /* Notices of the ledger do not say whose rows changed. */
  if (esp_changes_touches_all_leads (changes) ||
      (entry->condition != NULL && esp_condition_asks_ledger (entry->condition) &&
       esp_changes_has (changes, ESP_CHANGE_LEDGER)))
    entry->all_dirty = TRUE;
  else
    esp_bitmap_or (entry->dirty, esp_changes_get_leads (changes));
}

/**
 * esp_leaf_cache_note:
 *
 * Marks what a commit changed; nothing is asked before somebody wants to know.
 */
void
esp_leaf_cache_note (EspLeafCache *self, const EspChanges *changes)
{
  GHashTableIter iter;
  gpointer entry;

  touch (self->universe, changes);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    touch (entry, changes);
}

static gboolean
is_calendar_day (const EspLeafRun *run, const EspCondition *condition)
{
  const EspRuleField *field =
    esp_rule_catalog_find_field (esp_segment_world_get_catalog (run->world), condition->subject);

  return field != NULL && field->type == ESP_RULE_TYPE_DATE;
}

static void
resolve (const EspLeafRun *run, const EspCondition *condition, EspBounds *bounds, EspYearDays *days)
{
  EspRuleTime time = { run->now_us, esp_segment_world_get_zone (run->world) };

  if (condition->kind == ESP_CONDITION_ANNIVERSARY)
    esp_time_window_resolve_year_days (&condition->window, &time, days);
  else if (condition->kind == ESP_CONDITION_ATTRIBUTE && is_calendar_day (run, condition))
    esp_time_window_resolve_days (&condition->window, &time, bounds);
  else
    esp_time_window_resolve (&condition->window, &time, bounds);
}

static void
fill_query (const EspLeafRun *run,
            const EspCondition *condition,
            const EspBounds *bounds,
            const EspYearDays *days,
            EspLeafQuery *out)
{
  gboolean is_moment =
    condition->kind == ESP_CONDITION_ANNIVERSARY && !is_calendar_day (run, condition);

  *out = (EspLeafQuery){
    .condition = condition,
    .fields = esp_segment_world_get_fields (run->world),
    .from_us = bounds->from_us,
    .until_us = bounds->until_us,
    .year_days = days->day,
    .zone = is_moment ? esp_segment_world_get_zone (run->world) : NULL,
    .money_scale = esp_segment_world_get_money_scale (run->world),
    .segment_id = condition->kind == ESP_CONDITION_SEGMENT
                    ? esp_segment_world_find_static (run->world, condition->subject)
                    : 0,
  };
}

/* A share of the leads needs no query: it is a property of their numbers. */
static EspBitmap *
draw_share (const EspCondition *condition, const EspBitmap *from)
{
  double percent = esp_operands_peek (condition->values, 0)->number;
  g_autofree guint32 *ids = NULL;
  EspBitmap *drawn = esp_bitmap_new ();
  gsize n_ids, n_drawn = 0;

  ids = esp_bitmap_to_array (from, &n_ids);
  for (gsize i = 0; i < n_ids; i++)
    if (esp_random_share_contains (ids[i], percent, condition->detail))
      ids[n_drawn++] = ids[i];
  esp_bitmap_add_many (drawn, ids, n_drawn);
  return drawn;
}

static EspBitmap *
ask (EspLeafCache *self,
     const EspLeafRun *run,
     const EspLeafQuery *query,
     const EspCondition *condition,
     GError **error)
{
  const EspBitmap *from;

  if (condition->kind != ESP_CONDITION_RANDOM)
    return esp_leaf_query_run (run->tx, query, error);
  from = query->only != NULL ? query->only : esp_leaf_cache_get_universe (self, run, error);
  return from != NULL ? draw_share (condition, from) : NULL;
}

/* Who may have crossed an end of the window that moved from @before to @after. */
static gboolean
add_crossing (const EspLeafRun *run,
              EspLeafQuery query,
              gint64 before,
              gint64 after,
              EspBitmap *candidates,
              GError **error)
{
  g_autoptr (EspBitmap) crossing = NULL;

  if (before == after)
    return TRUE;
  query.from_us = MIN (before, after);
  query.until_us = MAX (before, after);
  crossing = esp_leaf_query_crossing (run->tx, &query, error);
  if (crossing == NULL)
    return FALSE;
  esp_bitmap_or (candidates, crossing);
  return TRUE;
}

/* Asks again of @candidates alone and puts their answers into the set. */
static gboolean
refresh_some (EspLeafCache *self,
              const EspLeafRun *run,
              Entry *entry,
              EspLeafQuery *query,
              const EspBitmap *candidates,
              GError **error)
{
  g_autoptr (EspBitmap) matching = NULL;

  query->only = candidates;
  matching = ask (self, run, query, entry->condition, error);
  if (matching == NULL)
    return FALSE;
  esp_bitmap_andnot (entry->leads, candidates);
  esp_bitmap_or (entry->leads, matching);
  self->n_partial++;
  return TRUE;
}

static gboolean
refresh (EspLeafCache *self, const EspLeafRun *run, Entry *entry, GError **error)
{
  EspBounds bounds = { 0 };
  EspYearDays days = { 0 };
  g_autoptr (EspBitmap) candidates = NULL;
  EspBitmap *leads;
  EspLeafQuery query;
  gboolean whole = entry->leads == NULL || entry->all_dirty;

  resolve (run, entry->condition, &bounds, &days);
  fill_query (run, entry->condition, &bounds, &days, &query);
  whole |= memcmp (&days, &entry->year_days, sizeof days) != 0;
  if (!whole)
    {
      candidates = esp_bitmap_copy (entry->dirty);
      if (!add_crossing (run, query, entry->bounds.from_us, bounds.from_us, candidates, error) ||
          !add_crossing (run, query, entry->bounds.until_us, bounds.until_us, candidates, error))
        return FALSE;
      whole = esp_bitmap_count (candidates) > MAX_PARTIAL;
    }
  if (whole)
    {
      leads = ask (self, run, &query, entry->condition, error);
      if (leads == NULL)
        return FALSE;
      g_clear_pointer (&entry->leads, esp_bitmap_free);
      entry->leads = leads;
      self->n_whole++;
    }
  else if (!esp_bitmap_is_empty (candidates) &&
           !refresh_some (self, run, entry, &query, candidates, error))
    return FALSE;
  g_clear_pointer (&entry->dirty, esp_bitmap_free);
  entry->dirty = esp_bitmap_new ();
  entry->all_dirty = FALSE;
  entry->now_us = run->now_us;
  entry->bounds = bounds;
  entry->year_days = days;
  return TRUE;
}

/**
 * esp_leaf_cache_get_universe:
 *
 * Returns: (transfer none): every lead that is not archived; %NULL with @error set
 */
const EspBitmap *
esp_leaf_cache_get_universe (EspLeafCache *self, const EspLeafRun *run, GError **error)
{
  Entry *entry = self->universe;
  gboolean whole =
    entry->leads == NULL || entry->all_dirty || esp_bitmap_count (entry->dirty) > MAX_PARTIAL;
  EspBitmap *leads;

  if (!whole && esp_bitmap_is_empty (entry->dirty))
    return entry->leads;
  leads = esp_leaf_query_universe (run->tx, whole ? NULL : entry->dirty, error);
  if (leads == NULL)
    return NULL;
  if (whole)
    {
      g_clear_pointer (&entry->leads, esp_bitmap_free);
      entry->leads = leads;
    }
  else
    {
      esp_bitmap_andnot (entry->leads, entry->dirty);
      esp_bitmap_or (entry->leads, leads);
      esp_bitmap_free (leads);
    }
  esp_bitmap_free (entry->dirty);
  entry->dirty = esp_bitmap_new ();
  entry->all_dirty = FALSE;
  return entry->leads;
}

/**
 * esp_leaf_cache_trim:
 *
 * Lets go of the leaves that were not used for longest. Between runs only: during one, sets are on loan.
 */
void
esp_leaf_cache_trim (EspLeafCache *self)
{
  while (g_hash_table_size (self->entries) > MAX_ENTRIES)
    {
      const char *oldest = NULL;
      guint64 used = G_MAXUINT64;
      GHashTableIter iter;
      gpointer key, entry;

      g_hash_table_iter_init (&iter, self->entries);
      while (g_hash_table_iter_next (&iter, &key, &entry))
        if (((Entry *) entry)->used < used)
          {
            used = ((Entry *) entry)->used;
            oldest = key;
          }
      g_hash_table_remove (self->entries, oldest);
    }
}

/**
 * esp_leaf_cache_get:
 * @normalised: not a dynamic segment
 * @out_cost_us: (out) (optional): how long it took
 *
 * Returns: (transfer none): who matches the leaf now, archived leads perhaps among them; valid until
 *   the run ends; %NULL with @error set
 */
const EspBitmap *
esp_leaf_cache_get (EspLeafCache *self,
                    const EspLeafRun *run,
                    const EspCondition *normalised,
                    gint64 *out_cost_us,
                    GError **error)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autofree char *key = esp_leaf_dup_key (normalised);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    {
      entry = entry_new (normalised);
      g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);
    }
  entry->used = ++self->clock;
  if (!refresh (self, run, entry, error))
    return NULL;
  if (out_cost_us != NULL)
    *out_cost_us = g_get_monotonic_time () - start_us;
  return entry->leads;
}

/**
 * esp_leaf_cache_sample:
 *
 * Asks of a few leads alone, for an estimate; uses what is known and keeps nothing.
 *
 * Returns: (transfer full): who of @only matches; %NULL with @error set
 */
EspBitmap *
esp_leaf_cache_sample (EspLeafCache *self,
                       const EspLeafRun *run,
                       const EspCondition *normalised,
                       const EspBitmap *only,
                       GError **error)
{
  EspBounds bounds = { 0 };
  EspYearDays days = { 0 };
  EspLeafQuery query;

  resolve (run, normalised, &bounds, &days);
  fill_query (run, normalised, &bounds, &days, &query);
  query.only = only;
  return ask (self, run, &query, normalised, error);
}

/**
 * esp_leaf_cache_has:
 *
 * Returns: whether the leaf was asked before, so that bringing it up to date is cheap
 */
gboolean
esp_leaf_cache_has (EspLeafCache *self, const EspCondition *normalised)
{
  g_autofree char *key = esp_leaf_dup_key (normalised);
  const Entry *entry = g_hash_table_lookup (self->entries, key);

  return entry != NULL && entry->leads != NULL && !entry->all_dirty;
}

/* When something that lies in a rolling window leaves it, or something ahead enters it. */
static gboolean
next_rolling (const EspLeafRun *run, const EspLeafQuery *query, gint64 *out_us, GError **error)
{
  gint64 inside_us, ahead_us;

  if (!esp_leaf_query_next (run->tx, query, query->from_us, &inside_us, error) ||
      !esp_leaf_query_next (run->tx, query, query->until_us, &ahead_us, error))
    return FALSE;
  /* from moves with now: what lies at the moment m is out once from is m + 1. */
  if (inside_us != G_MAXINT64 && inside_us < query->until_us)
    *out_us = MIN (*out_us, run->now_us + (inside_us - query->from_us) + 1);
  if (ahead_us != G_MAXINT64)
    *out_us = MIN (*out_us, run->now_us + (ahead_us - query->until_us) + 1);
  return TRUE;
}

/**
 * esp_leaf_next_flip:
 * @out_us: %G_MAXINT64 when time alone never changes the leaf
 *
 * Finds the next moment at which the passing of time may turn a lead's answer: never later than the
 * first real turn.
 */
gboolean
esp_leaf_next_flip (const EspLeafRun *run,
                    const EspCondition *normalised,
                    gint64 *out_us,
                    GError **error)
{
  EspRuleTime time = { run->now_us, esp_segment_world_get_zone (run->world) };
  EspBounds bounds = { 0 };
  EspYearDays days = { 0 };
  EspLeafQuery query;

  *out_us = G_MAXINT64;
  if (normalised->kind == ESP_CONDITION_ANNIVERSARY ||
      (normalised->kind == ESP_CONDITION_ATTRIBUTE && is_calendar_day (run, normalised) &&
       esp_time_window_is_rolling (&normalised->window)))
    {
      *out_us = esp_time_window_next_day_us (&time);
      return TRUE;
    }
  if (!esp_time_window_is_rolling (&normalised->window))
    {
      *out_us = esp_time_window_next_change_us (&normalised->window, &time);
      return TRUE;
    }
  resolve (run, normalised, &bounds, &days);
  fill_query (run, normalised, &bounds, &days, &query);
  return next_rolling (run, &query, out_us, error);
}

/**
 * esp_leaf_cache_get_statistics:
 */
void
esp_leaf_cache_get_statistics (const EspLeafCache *self, guint *out_n_whole, guint *out_n_partial)
{
  *out_n_whole = self->n_whole;
  *out_n_partial = self->n_partial;
}
