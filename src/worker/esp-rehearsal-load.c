/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the world of a rehearsal in one look at the workspace: the journey, its rules, who takes part, and
 * everything that is asked of them. Nothing is written. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-load.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/segment/esp-segment-measure.h"
#include "store/esp-journey-log.h"
#include "store/esp-journeys.h"
#include "store/esp-leads.h"
#include "store/esp-leaf-query.h"
#include "store/esp-segments.h"
#include "worker/esp-days-off.h"
#include "worker/esp-journey-plan.h"

#define FORM_EVENT "form"

/**
 * esp_rehearsal_load_match:
 *
 * Returns: (transfer full): who matches now; %NULL with @error set
 */
EspBitmap *
esp_rehearsal_load_match (EspRehearsalLoad *self, const EspRule *rule, GError **error)
{
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (self->engine, self->tx, rule, NULL, ESP_SEGMENT_PLAIN, error);

  return count != NULL ? g_steal_pointer (&count->members) : NULL;
}

/**
 * esp_rehearsal_load_segment_rule:
 * @reference: number, uuid or name
 *
 * Returns: (transfer full): its rule; %NULL with @error set
 */
EspRule *
esp_rehearsal_load_segment_rule (EspRehearsalLoad *self, const char *reference, GError **error)
{
  g_autoptr (EspSegment) segment = NULL;
  EspRule *rule = NULL;
  gint64 id = 0;

  if (esp_segment_resolve (self->tx, reference, &id, error))
    segment = esp_segment_load (self->tx, id, error);
  rule = segment != NULL ? esp_segment_read_rule (segment, error) : NULL;
  if (rule != NULL)
    (void) esp_rule_number (rule, 1);
  return rule;
}

/**
 * esp_rehearsal_load_campaign:
 *
 * Returns: its number
 */
guint
esp_rehearsal_load_campaign (EspRehearsalLoad *self, const char *uuid)
{
  gpointer found = NULL;
  GPtrArray *campaigns = self->world->campaigns;

  if (uuid == NULL || *uuid == '\0')
    return 0;
  if (g_hash_table_lookup_extended (self->campaigns, uuid, NULL, &found))
    return GPOINTER_TO_UINT (found);
  if (campaigns->len >= G_MAXUINT16)
    return 0;
  g_ptr_array_add (campaigns, g_strdup (uuid));
  g_hash_table_insert (self->campaigns, g_strdup (uuid), GUINT_TO_POINTER (campaigns->len - 1));
  return campaigns->len - 1;
}

/**
 * esp_rehearsal_load_props:
 *
 * Returns: the number of the object; the same text is read once
 */
guint32
esp_rehearsal_load_props (EspRehearsalLoad *self, const char *json)
{
  g_autoptr (JsonNode) node = NULL;
  gpointer found = NULL;

  if (json == NULL)
    return ESP_REHEARSAL_NO_PROPS;
  if (g_hash_table_lookup_extended (self->props, json, NULL, &found))
    return GPOINTER_TO_UINT (found);
  node = json_from_string (json, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return ESP_REHEARSAL_NO_PROPS;
  json_node_seal (node);
  g_ptr_array_add (self->world->props, g_steal_pointer (&node));
  g_hash_table_insert (self->props, g_strdup (json),
                       GUINT_TO_POINTER (self->world->props->len - 1));
  return self->world->props->len - 1;
}

static char *
find_list (EspTx *tx, const char *reference)
{
  g_autoptr (EspSegment) segment = NULL;
  gint64 id = 0;

  if (!esp_segment_resolve (tx, reference, &id, NULL))
    return NULL; /* the list is no more; the check of the journey says so */
  segment = esp_segment_load (tx, id, NULL);
  return segment != NULL ? g_strdup (segment->uuid) : NULL;
}

/* What the steps change of people. */
static void
find_touched (EspRehearsalLoad *self)
{
  EspRehearsalWorld *world = self->world;

  for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (world->journey, i);

      for (guint j = 0; step->changes != NULL && j < step->changes->len; j++)
        {
          const EspJourneyChange *change = &g_array_index (step->changes, EspJourneyChange, j);
          gboolean is_tag =
            change->kind == ESP_STEP_CHANGE_TAG || change->kind == ESP_STEP_CHANGE_UNTAG;

          g_hash_table_add (is_tag ? self->touch->tags : self->touch->fields,
                            g_strdup (change->name));
          g_hash_table_add (self->touch->fields, g_strdup ("updated_at"));
        }
      if (step->kind == ESP_STEP_SEGMENT && !step->is_audience && step->reference != NULL)
        {
          char *uuid = find_list (self->tx, step->reference);

          if (uuid == NULL)
            continue;
          g_hash_table_add (self->touch->lists, g_strdup (uuid));
          g_hash_table_insert (world->list_of, g_strdup (step->reference), uuid);
        }
    }
}

static void
add_kinds (EspRehearsalWorld *world, const EspRehearsalRule *rule)
{
  GPtrArray *leaves = esp_rehearsal_rule_get_leaves (rule);

  for (guint i = 0; i < leaves->len; i++)
    {
      const EspRehearsalLeaf *leaf = g_ptr_array_index (leaves, i);

      if (!esp_condition_is_events (leaf->condition))
        continue;
      (void) esp_rehearsal_world_add_kind (world, esp_condition_event_kind (leaf->condition));
      if (leaf->condition->after != NULL)
        (void) esp_rehearsal_world_add_kind (world,
                                             esp_condition_event_kind (leaf->condition->after));
    }
}

static gboolean
build_rule (EspRehearsalLoad *self, const EspRule *rule, GPtrArray *to, guint at, GError **error)
{
  EspRehearsalRule *built = esp_rehearsal_rule_new (rule, self->segments, self->touch, error);

  if (built == NULL)
    return FALSE;
  while (to->len <= at)
    g_ptr_array_add (to, NULL);
  g_ptr_array_index (to, at) = built;
  add_kinds (self->world, built);
  return TRUE;
}

static gboolean
build_questions (EspRehearsalLoad *self, GError **error)
{
  const GPtrArray *questions = self->world->journey->questions;

  for (guint i = 0; i < questions->len; i++)
    if (!build_rule (self, g_ptr_array_index (questions, i), self->world->questions, i, error))
      {
        g_prefix_error (error, "A rule of the journey: ");
        return FALSE;
      }
  return TRUE;
}

/* Segments at the doors matter only when people come in by themselves. */
static gboolean
build_doors (EspRehearsalLoad *self, GError **error)
{
  const GArray *entries = self->world->journey->entries;

  for (guint i = 0; i < entries->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (entries, EspJourneyEntry, i);
      gboolean is_door =
        entry->kind == ESP_ENTRY_ENTERS_SEGMENT || entry->kind == ESP_ENTRY_LEAVES_SEGMENT;
      g_autoptr (EspRule) rule = NULL;

      if (entry->event != NULL)
        (void) esp_rehearsal_world_add_kind (self->world, entry->event->subject);
      if (entry->kind == ESP_ENTRY_FORM)
        (void) esp_rehearsal_world_add_kind (self->world, FORM_EVENT);
      if (self->options->who != ESP_REHEARSE_ENTRIES ||
          (!is_door && (entry->kind != ESP_ENTRY_SCHEDULE || entry->reference == NULL)))
        continue;
      rule = esp_rehearsal_load_segment_rule (self, entry->reference, error);
      if (rule == NULL ||
          !build_rule (self, rule, is_door ? self->world->doors : self->world->schedules, i, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_step_kinds (EspRehearsalWorld *world)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (world->journey, i);

      if (step->event != NULL && !step->is_off)
        (void) esp_rehearsal_world_add_kind (world, step->event->subject);
    }
}

/* Sets of what stays as it is. */
static gboolean
fill_rules (EspRehearsalLoad *self, const GPtrArray *rules, GError **error)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const EspRehearsalRule *rule = g_ptr_array_index (rules, i);
      GPtrArray *leaves = rule != NULL ? esp_rehearsal_rule_get_leaves (rule) : NULL;

      for (guint j = 0; leaves != NULL && j < leaves->len; j++)
        {
          EspRehearsalLeaf *leaf = g_ptr_array_index (leaves, j);
          EspRuleNode *root;
          g_autoptr (EspRule) one = NULL;

          if (!leaf->is_fixed || leaf->members != NULL)
            continue;
          root = esp_rule_node_new_group (ESP_GROUP_ALL);
          esp_rule_node_insert (root, 0,
                                esp_rule_node_new_leaf (esp_condition_copy (leaf->condition)));
          one = esp_rule_new (root);
          (void) esp_rule_number (one, 1);
          leaf->members = esp_rehearsal_load_match (self, one, error);
          if (leaf->members == NULL)
            return FALSE;
        }
    }
  return TRUE;
}

typedef struct
{
  guint32 lead_id;
  guint64 hash;
} Draw;

static int
compare_draws (gconstpointer a, gconstpointer b)
{
  const Draw *first = a;
  const Draw *second = b;

  if (first->hash != second->hash)
    return first->hash < second->hash ? -1 : 1;
  return first->lead_id < second->lead_id ? -1 : first->lead_id > second->lead_id;
}

/* The same seed draws the same people, and a larger sample holds the smaller one. */
static void
draw_sample (EspBitmap *people, guint n_wanted, guint64 seed)
{
  g_autofree guint32 *ids = NULL;
  g_autofree Draw *draws = NULL;
  gsize n = 0;

  ids = esp_bitmap_to_array (people, &n);
  if (n_wanted == 0 || n <= n_wanted)
    return;
  draws = g_new (Draw, n);
  for (gsize i = 0; i < n; i++)
    draws[i] = (Draw){ ids[i], esp_random_hash (seed ^ esp_random_hash (ids[i])) };
  qsort (draws, n, sizeof *draws, compare_draws);
  for (gsize i = n_wanted; i < n; i++)
    esp_bitmap_remove (people, draws[i].lead_id);
}

static EspBitmap *
choose_people (EspRehearsalLoad *self, GError **error)
{
  const EspRehearsalOptions *options = self->options;
  g_autoptr (EspBitmap) people = NULL;
  g_autoptr (EspRule) rule = NULL;

  if (options->who == ESP_REHEARSE_LEAD)
    people = options->leads != NULL ? esp_bitmap_copy (options->leads) : esp_bitmap_new ();
  else if (options->who == ESP_REHEARSE_ENTRIES)
    people = esp_rehearsal_load_candidates (self, error);
  else if (options->who == ESP_REHEARSE_SEGMENT)
    {
      rule = esp_rehearsal_load_segment_rule (self, options->segment, error);
      people = rule != NULL ? esp_rehearsal_load_match (self, rule, error) : NULL;
    }
  else
    people = esp_bitmap_copy (self->present);
  if (people == NULL)
    return NULL;
  esp_bitmap_and (people, self->present);
  draw_sample (people, options->sample, options->seed);
  return g_steal_pointer (&people);
}

static gboolean
add_assumptions (EspRehearsalLoad *self, GError **error)
{
  const GArray *assumes = self->options->assumes;

  for (guint i = 0; i < assumes->len; i++)
    {
      const EspRehearsalAssume *one = &g_array_index (assumes, EspRehearsalAssume, i);
      EspAssumption assumption = { esp_journey_find_step (self->world->journey, one->step),
                                   one->share < 0 ? ESP_ASSUME_HISTORY : ESP_ASSUME_SHARE,
                                   CLAMP (one->share, 0, 1) };
      const EspJourneyStep *step;

      if (assumption.step == ESP_JOURNEY_NOWHERE)
        continue; /* of another version */
      step = esp_journey_get_step (self->world->journey, assumption.step);
      if (step->kind != ESP_STEP_WAIT && step->kind != ESP_STEP_SPLIT &&
          step->kind != ESP_STEP_GOAL)
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "Nothing can be assumed at the step “%s”: only at waits, splits and goals",
                       one->step);
          return FALSE;
        }
      g_array_append_val (self->world->assumptions, assumption);
    }
  return TRUE;
}

static gboolean
load_journey (EspRehearsalLoad *self, GError **error)
{
  const EspRehearsalOptions *options = self->options;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (self->tx, options->journey_id, error);
  g_autoptr (EspJourneyVersion) version = NULL;
  g_autoptr (EspJourney) journey = NULL;
  g_autofree char *campaign = NULL;
  const char *text;

  if (row == NULL)
    return FALSE;
  if (options->version > 0)
    {
      version = esp_journey_version_load (self->tx, row->id, options->version, error);
      if (version == NULL)
        return FALSE;
    }
  text = options->text != NULL ? options->text : version != NULL ? version->definition : row->draft;
  journey = esp_journey_parse_json (text, -1, error);
  if (journey == NULL)
    return FALSE;
  self->world = esp_rehearsal_world_new (journey);
  self->world->version = options->version;
  self->world->seed = esp_journey_seed (row->uuid);
  self->world->chance = options->seed;
  self->world->start_us = options->start_us != 0 ? options->start_us : esp_tx_get_now_us (self->tx);
  self->world->end_us =
    self->world->start_us +
    (gint64) CLAMP (options->days, 1, ESP_REHEARSAL_MAX_DAYS) * ESP_USEC_PER_DAY;
  campaign = esp_rehearsal_find_campaign (self->tx, row->id, NULL);
  self->world->own_campaign = esp_rehearsal_load_campaign (self, campaign);
  return TRUE;
}

static void
set_zone (EspRehearsalLoad *self)
{
  GTimeZone *zone = esp_segment_world_get_zone (self->segments);
  EspRehearsalWorld *world = self->world;

  world->zone_name = g_strdup (g_time_zone_get_identifier (zone));
  world->currency = g_strdup (esp_segment_world_get_currency (self->segments));
  world->catalog = esp_rule_catalog_ref (esp_segment_world_get_catalog (self->segments));
  g_ptr_array_add (world->zone_names, g_strdup (world->zone_name));
  g_ptr_array_add (world->zone_list, g_time_zone_ref (zone));
}

static gboolean
load_days_off (EspRehearsalLoad *self, GError **error)
{
  g_auto (EspDaysOff) off = { NULL };

  if (!self->world->journey->skips_holidays)
    return TRUE;
  if (!esp_days_off_load (&off, self->tx, self->world->start_us, error))
    return FALSE;
  self->world->days_off = g_steal_pointer (&off.days);
  return TRUE;
}

static void
note_entry_cb (const EspRehearsalRow *row, gpointer data)
{
  EspRehearsalWorld *world = data;

  if (row->number != 0)
    esp_bitmap_add (world->inside, row->lead_id);
  g_hash_table_insert (world->last_entries, GUINT_TO_POINTER (row->lead_id),
                       g_memdup2 (&row->at_us, sizeof row->at_us));
}

/* Who was in it before counts only when people come in by themselves: whoever is chosen by hand comes as if
 * for the first time. */
static gboolean
load_past (EspRehearsalLoad *self, GError **error)
{
  EspRehearsalWorld *world = self->world;
  gint64 today = esp_segment_world_get_day (self->segments, world->start_us);

  if (self->options->who != ESP_REHEARSE_ENTRIES)
    return TRUE;
  world->inside = esp_bitmap_new ();
  world->last_entries = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return esp_rehearsal_read_entries (self->tx, self->options->journey_id, note_entry_cb, world,
                                     error) &&
         esp_journey_entered_load (self->tx, self->options->journey_id, today,
                                   &world->n_entered_today, &world->n_entered, error);
}

static gboolean
build_rules (EspRehearsalLoad *self, GError **error)
{
  self->touch->everything = self->options->who == ESP_REHEARSE_GHOST;
  find_touched (self);
  return build_questions (self, error) && build_doors (self, error);
}

static gboolean
load_real_people (EspRehearsalLoad *self, GError **error)
{
  g_autoptr (EspBitmap) people = NULL;

  if (!fill_rules (self, self->world->questions, error) ||
      !fill_rules (self, self->world->doors, error) ||
      !fill_rules (self, self->world->schedules, error))
    return FALSE;
  people = choose_people (self, error);
  return people != NULL && esp_rehearsal_load_people (self, people, error) &&
         esp_rehearsal_load_asked (self, error) && load_past (self, error) &&
         esp_rehearsal_load_visits (self, error) && esp_rehearsal_load_others (self, error);
}

static gboolean
load (EspRehearsalLoad *self, GError **error)
{
  self->segments = esp_segment_engine_get_world (self->engine, self->tx, error);
  self->present = self->segments != NULL ? esp_leaf_query_universe (self->tx, NULL, error) : NULL;
  if (self->present == NULL || !load_journey (self, error))
    return FALSE;
  set_zone (self);
  if (!load_days_off (self, error) || !build_rules (self, error))
    return FALSE;
  add_step_kinds (self->world);
  if (!(self->options->who == ESP_REHEARSE_GHOST ? esp_rehearsal_load_ghost (self, error)
                                                 : load_real_people (self, error)))
    return FALSE;
  return esp_rehearsal_load_sends (self, error) && esp_rehearsal_load_habits (self, error) &&
         add_assumptions (self, error);
}

/**
 * esp_rehearsal_world_load:
 *
 * Returns: (transfer full): everything that the rehearsal asks, as @tx sees it; %NULL with @error set
 */
EspRehearsalWorld *
esp_rehearsal_world_load (EspTx *tx, const EspRehearsalOptions *options, GError **error)
{
  EspRehearsalLoad self = { .tx = tx, .options = options };
  gboolean is_ok;

  self.engine = esp_segment_engine_new ();
  self.touch = esp_rehearsal_touch_new ();
  self.props = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.campaigns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  is_ok = load (&self, error);
  if (is_ok)
    esp_rehearsal_world_prepare (self.world);
  else
    g_clear_pointer (&self.world, esp_rehearsal_world_free);
  g_hash_table_unref (self.props);
  g_hash_table_unref (self.campaigns);
  g_clear_pointer (&self.arrivals, g_array_unref);
  g_clear_pointer (&self.present, esp_bitmap_free);
  g_clear_pointer (&self.segments, esp_segment_world_unref);
  esp_rehearsal_touch_free (self.touch);
  esp_segment_engine_unref (self.engine);
  return self.world;
}
