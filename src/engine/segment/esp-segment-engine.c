/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts segments: sets of leads from the leaf cache, joined by AND, OR and ANDNOT. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-segment-run.h"

#include "engine/segment/esp-leaf.h"
#include "engine/segment/esp-rule-check.h"

#include <string.h>

#define MAX_SEGMENT_DEPTH 32
#define MIN_SAMPLE_POPULATION 20000

struct _EspSegmentEngine
{
  gatomicrefcount refs;
  GMutex run_lock;
  GMutex note_lock;
  EspChanges *noted;      /* (owned) (note_lock) */
  EspLeafCache *cache;    /* (owned) (run_lock) */
  EspSegmentWorld *world; /* (owned) (nullable) (run_lock) */
};

/**
 * esp_segment_engine_new:
 *
 * Returns: (transfer full)
 */
EspSegmentEngine *
esp_segment_engine_new (void)
{
  EspSegmentEngine *self = g_new0 (EspSegmentEngine, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->run_lock);
  g_mutex_init (&self->note_lock);
  self->noted = esp_changes_new ();
  self->cache = esp_leaf_cache_new ();
  return self;
}

/**
 * esp_segment_engine_ref:
 */
EspSegmentEngine *
esp_segment_engine_ref (EspSegmentEngine *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_segment_engine_unref:
 */
void
esp_segment_engine_unref (EspSegmentEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  esp_changes_unref (self->noted);
  esp_leaf_cache_free (self->cache);
  g_clear_pointer (&self->world, esp_segment_world_unref);
  g_mutex_clear (&self->run_lock);
  g_mutex_clear (&self->note_lock);
  g_free (self);
}

/**
 * esp_segment_engine_note:
 *
 * Tells what a commit changed. Cheap: the next count asks again of those leads.
 */
void
esp_segment_engine_note (EspSegmentEngine *self, const EspChanges *changes)
{
  g_mutex_lock (&self->note_lock);
  esp_changes_merge (self->noted, changes);
  g_mutex_unlock (&self->note_lock);
}

static EspChanges *
take_noted (EspSegmentEngine *self)
{
  EspChanges *noted;

  g_mutex_lock (&self->note_lock);
  noted = self->noted;
  self->noted = esp_changes_new ();
  g_mutex_unlock (&self->note_lock);
  return noted;
}

static gboolean
same_settings (const EspSegmentWorld *a, const EspSegmentWorld *b)
{
  return g_str_equal (g_time_zone_get_identifier (esp_segment_world_get_zone (a)),
                      g_time_zone_get_identifier (esp_segment_world_get_zone (b))) &&
         g_str_equal (esp_segment_world_get_currency (a), esp_segment_world_get_currency (b));
}

/* Takes in what was noted since the last count, and reads the world again when it changed. */
static gboolean
catch_up (EspSegmentEngine *self, EspTx *tx, GError **error)
{
  g_autoptr (EspChanges) changes = take_noted (self);
  g_autoptr (EspSegmentWorld) world = NULL;
  gboolean stale = esp_changes_has (changes, ESP_CHANGE_FIELD | ESP_CHANGE_SEGMENT |
                                               ESP_CHANGE_CAMPAIGN | ESP_CHANGE_SETTING);

  esp_leaf_cache_trim (self->cache);
  if (!esp_changes_is_empty (changes))
    esp_leaf_cache_note (self->cache, changes);
  if (self->world != NULL && !stale)
    return TRUE;
  world = esp_segment_world_load (tx, error);
  if (world == NULL)
    {
      /* That the world is old must not be forgotten, nor what of the cache went with it. */
      esp_leaf_cache_clear (self->cache);
      g_clear_pointer (&self->world, esp_segment_world_unref);
      return FALSE;
    }
  if (esp_changes_has (changes, ESP_CHANGE_FIELD) ||
      (self->world != NULL && !same_settings (self->world, world)))
    esp_leaf_cache_clear (self->cache);
  g_clear_pointer (&self->world, esp_segment_world_unref);
  self->world = g_steal_pointer (&world);
  return TRUE;
}

static void
part_free (gpointer data)
{
  EspSegmentPart *part = data;

  g_clear_pointer (&part->owned, esp_bitmap_free);
  g_free (part);
}

static gboolean count_node (EspSegmentRun *count, const EspRuleNode *node, GError **error);

/* The members of a dynamic segment that a rule asks for: its own rule, over the same leaves. */
static EspBitmap *
count_segment (EspSegmentRun *count, const char *uuid, GError **error)
{
  EspRule *rule = esp_segment_world_find_rule (count->run.world, uuid, error);
  g_autoptr (GArray) problems = NULL;
  const EspRuleProblem *fatal;

  if (rule == NULL)
    return NULL;
  if (count->depth >= MAX_SEGMENT_DEPTH)
    {
      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT,
                   "Segments ask each other more than %d times deep.", MAX_SEGMENT_DEPTH);
      return NULL;
    }
  problems = esp_rule_check (rule, esp_segment_world_get_catalog (count->run.world), uuid);
  fatal = esp_rule_problems_first_fatal (problems);
  if (fatal != NULL)
    {
      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_UNKNOWN, "The segment “%s”: %s",
                   esp_rule_catalog_get_segment_name (esp_segment_world_get_catalog (
                                                        count->run.world),
                                                      uuid),
                   fatal->message);
      return NULL;
    }
  if (esp_rule_is_everyone (rule))
    return esp_bitmap_copy (count->universe);
  count->depth++;
  if (!count_node (count, rule->root, error))
    return NULL;
  count->depth--;
  return esp_bitmap_copy (
    ((EspSegmentPart *) g_hash_table_lookup (count->parts, rule->root))->leads);
}

static gboolean
ask_leaf (EspSegmentRun *count, const EspCondition *normal, EspSegmentPart *part, GError **error)
{
  if (normal->kind == ESP_CONDITION_SEGMENT &&
      esp_segment_world_find_static (count->run.world, normal->subject) == 0)
    part->leads = part->owned = count_segment (count, normal->subject, error);
  else if (count->sample != NULL && !esp_leaf_cache_has (count->self->cache, normal))
    part->leads = part->owned =
      esp_leaf_cache_sample (count->self->cache, &count->run, normal, count->sample, error);
  else
    part->leads =
      esp_leaf_cache_get (count->self->cache, &count->run, normal, &part->cost_us, error);
  return part->leads != NULL;
}

static gboolean
count_leaf (EspSegmentRun *count, const EspRuleNode *node, EspSegmentPart *part, GError **error)
{
  gboolean complement;
  g_autoptr (EspCondition) normal = esp_leaf_normalise (node->condition, &complement);
  EspBitmap *rest;

  if (!ask_leaf (count, normal, part, error))
    return FALSE;
  if (!complement)
    return TRUE;
  rest = esp_bitmap_copy (count->universe);
  esp_bitmap_andnot (rest, part->leads);
  g_clear_pointer (&part->owned, esp_bitmap_free);
  part->leads = part->owned = rest;
  return TRUE;
}

/* Counts a part and all it holds; the results stand in count->parts. */
static gboolean
count_node (EspSegmentRun *count, const EspRuleNode *node, GError **error)
{
  EspSegmentPart *part;

  if (g_hash_table_contains (count->parts, node))
    return TRUE;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (esp_rule_node_is_active (esp_rule_node_child (node, i)) &&
        !count_node (count, esp_rule_node_child (node, i), error))
      return FALSE;
  part = g_new0 (EspSegmentPart, 1);
  g_hash_table_insert (count->parts, (gpointer) node, part);
  if (node->condition != NULL)
    return count_leaf (count, node, part, error);
  part->leads = part->owned = esp_segment_combine (count, node, NULL, NULL, NULL);
  return TRUE;
}

typedef struct
{
  EspSegmentRun *count;
  gboolean all_known;
  gint64 next_us;
  GError *error;
} Visit;

static void
is_known_cb (EspRuleNode *node, gpointer data)
{
  Visit *visit = data;
  g_autoptr (EspCondition) normal = NULL;
  gboolean complement;

  if (node->condition == NULL || !esp_rule_node_is_active (node))
    return;
  normal = esp_leaf_normalise (node->condition, &complement);
  if (!esp_leaf_cache_has (visit->count->self->cache, normal))
    visit->all_known = FALSE;
}

static void
next_flip_cb (EspRuleNode *node, gpointer data)
{
  Visit *visit = data;
  g_autoptr (EspCondition) normal = NULL;
  gboolean complement;
  gint64 next_us;

  if (node->condition == NULL || !esp_rule_node_is_active (node) || visit->error != NULL)
    return;
  normal = esp_leaf_normalise (node->condition, &complement);
  if (normal->kind == ESP_CONDITION_SEGMENT)
    {
      EspRule *rule = esp_segment_world_find_rule (visit->count->run.world, normal->subject, NULL);

      /* Cycles were refused before. */
      if (rule != NULL)
        esp_rule_foreach (rule, next_flip_cb, visit);
      return;
    }
  if (esp_leaf_next_flip (&visit->count->run, normal, &next_us, &visit->error))
    visit->next_us = MIN (visit->next_us, next_us);
}

static gboolean
find_next (EspSegmentRun *count, const EspRule *rule, EspSegmentCount *out, GError **error)
{
  Visit visit = { .count = count, .next_us = G_MAXINT64 };

  esp_rule_foreach (rule, next_flip_cb, &visit);
  out->next_us = visit.next_us;
  if (visit.error == NULL)
    return TRUE;
  g_propagate_error (error, visit.error);
  return FALSE;
}

static gboolean
check (const EspSegmentRun *count, const EspRule *rule, const char *segment_id, GError **error)
{
  g_autoptr (GArray) problems =
    esp_rule_check (rule, esp_segment_world_get_catalog (count->run.world), segment_id);
  const EspRuleProblem *fatal = esp_rule_problems_first_fatal (problems);
  g_autofree char *sentence = NULL;

  if (fatal == NULL)
    return TRUE;
  sentence = esp_rule_problem_dup_sentence (fatal);
  g_set_error_literal (error, ESP_RULE_ERROR, ESP_RULE_ERROR_UNKNOWN, sentence);
  return FALSE;
}

static gboolean
count_rule (EspSegmentRun *count,
            const EspRule *rule,
            EspSegmentFlags flags,
            EspSegmentCount *out,
            GError **error)
{
  const EspSegmentPart *root;

  if (esp_rule_is_everyone (rule))
    out->members = esp_bitmap_copy (count->universe);
  else
    {
      if (!count_node (count, rule->root, error))
        return FALSE;
      root = g_hash_table_lookup (count->parts, rule->root);
      out->members = esp_bitmap_copy (root->leads);
    }
  out->size = esp_bitmap_count (out->members);
  if ((flags & ESP_SEGMENT_ROWS) != 0)
    esp_segment_add_rows (count, rule->root, out);
  return (flags & ESP_SEGMENT_NEXT) == 0 || find_next (count, rule, out, error);
}

static gboolean
run_count (EspSegmentEngine *self,
           EspTx *tx,
           const EspRule *rule,
           const char *segment_id,
           EspSegmentFlags flags,
           EspSegmentCount *out,
           GError **error)
{
  g_autoptr (GHashTable) parts = g_hash_table_new_full (NULL, NULL, NULL, part_free);
  g_autoptr (EspBitmap) sample = NULL;
  EspSegmentRun count = { .self = self, .run = { tx, self->world, out->now_us }, .parts = parts };
  Visit visit = { .count = &count, .all_known = TRUE };

  if (!check (&count, rule, segment_id, error))
    return FALSE;
  count.universe = esp_leaf_cache_get_universe (self->cache, &count.run, error);
  if (count.universe == NULL)
    return FALSE;
  out->n_leads = esp_bitmap_count (count.universe);
  if ((flags & ESP_SEGMENT_ESTIMATE) != 0 && out->n_leads >= MIN_SAMPLE_POPULATION)
    {
      esp_rule_foreach (rule, is_known_cb, &visit);
      sample = visit.all_known ? NULL : esp_segment_draw_sample (count.universe);
    }
  if (sample != NULL)
    count.universe = count.sample = sample;
  if (!count_rule (&count, rule, flags, out, error))
    return FALSE;
  if (sample != NULL)
    esp_segment_scale_estimate (out, esp_bitmap_count (sample));
  return TRUE;
}

/**
 * esp_segment_engine_count:
 * @segment_id: (nullable): uuid of the segment whose rule it is, so that a cycle is refused
 *
 * Finds who matches a rule now. Only leaves that were not asked before, or that a change or the time
 * touched, cost a query; the transaction's cancellable stops them within about a millisecond. Shares and
 * effects belong to nodes by their ids, see esp_rule_number().
 *
 * Returns: (transfer full): %NULL with @error set: an #EspRuleError when the rule names what is not
 *   there (the segment then stays at its last good size), or what the store says
 */
EspSegmentCount *
esp_segment_engine_count (EspSegmentEngine *self,
                          EspTx *tx,
                          const EspRule *rule,
                          const char *segment_id,
                          EspSegmentFlags flags,
                          GError **error)
{
  g_autoptr (EspSegmentCount) out = g_new0 (EspSegmentCount, 1);
  gint64 start_us = g_get_monotonic_time ();
  gboolean fine;

  out->rows = g_array_new (FALSE, FALSE, sizeof (EspSegmentRow));
  out->now_us = esp_tx_get_now_us (tx);
  out->next_us = G_MAXINT64;
  g_mutex_lock (&self->run_lock);
  fine = catch_up (self, tx, error) && run_count (self, tx, rule, segment_id, flags, out, error);
  g_mutex_unlock (&self->run_lock);
  out->elapsed_us = g_get_monotonic_time () - start_us;
  return fine ? g_steal_pointer (&out) : NULL;
}

/**
 * esp_segment_engine_get_world:
 *
 * Returns: (transfer full): fields, segments and settings as counts see them; %NULL with @error set
 */
EspSegmentWorld *
esp_segment_engine_get_world (EspSegmentEngine *self, EspTx *tx, GError **error)
{
  EspSegmentWorld *world = NULL;

  g_mutex_lock (&self->run_lock);
  if (catch_up (self, tx, error))
    world = esp_segment_world_ref (self->world);
  g_mutex_unlock (&self->run_lock);
  return world;
}

/**
 * esp_segment_engine_get_statistics:
 *
 * Tells how many leaves were asked whole, and of a few leads alone, since the beginning.
 */
void
esp_segment_engine_get_statistics (EspSegmentEngine *self, guint *out_n_whole, guint *out_n_partial)
{
  g_mutex_lock (&self->run_lock);
  esp_leaf_cache_get_statistics (self->cache, out_n_whole, out_n_partial);
  g_mutex_unlock (&self->run_lock);
}
