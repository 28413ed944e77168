/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts segments: sets of leads from the leaf cache, joined by AND, OR and ANDNOT. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-segment-engine.h"

#include "engine/segment/esp-leaf-cache.h"
#include "engine/segment/esp-leaf.h"
#include "engine/segment/esp-rule-check.h"

#include <string.h>

#define MAX_SEGMENT_DEPTH 32
/* Above so many parts the effect of each costs more than it tells. */
#define MAX_EFFECT_PARTS 80
/* One lead in a hundred, and never more than can be asked of while a finger is still on the key. */
#define SAMPLE_PART 100
#define MAX_SAMPLE 2000
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

/* What one part of a rule matches. */
typedef struct
{
  const EspBitmap *leads; /* (unowned) */
  EspBitmap *owned;       /* (owned) (nullable): behind "leads" of groups, and of complements */
  gint64 cost_us;
} Part;

typedef struct
{
  EspSegmentEngine *self;
  EspLeafRun run;
  const EspBitmap *universe; /* (unowned): everyone, or the sample */
  const EspBitmap *sample;   /* (nullable) (unowned) */
  GHashTable *parts;         /* (owned): node to Part */
  guint depth;
} Count;

/**
 * esp_segment_count_free:
 */
void
esp_segment_count_free (EspSegmentCount *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->members, esp_bitmap_free);
  g_array_unref (self->rows);
  g_free (self);
}

/**
 * esp_segment_count_find_row:
 *
 * Returns: (nullable): what was counted for the part of that id
 */
const EspSegmentRow *
esp_segment_count_find_row (const EspSegmentCount *self, guint node_id)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, EspSegmentRow, i).node_id == node_id)
      return &g_array_index (self->rows, EspSegmentRow, i);
  return NULL;
}

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
  Part *part = data;

  g_clear_pointer (&part->owned, esp_bitmap_free);
  g_free (part);
}

static EspBitmap *combine (const Count *count,
                           const EspRuleNode *group,
                           const EspRuleNode *without,
                           const EspRuleNode *replaced,
                           const EspBitmap *replacement);
static gboolean count_node (Count *count, const EspRuleNode *node, GError **error);

/* The members of a dynamic segment that a rule asks for: its own rule, over the same leaves. */
static EspBitmap *
count_segment (Count *count, const char *uuid, GError **error)
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
  return esp_bitmap_copy (((Part *) g_hash_table_lookup (count->parts, rule->root))->leads);
}

static gboolean
ask_leaf (Count *count, const EspCondition *normal, Part *part, GError **error)
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
count_leaf (Count *count, const EspRuleNode *node, Part *part, GError **error)
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
count_node (Count *count, const EspRuleNode *node, GError **error)
{
  Part *part;

  if (g_hash_table_contains (count->parts, node))
    return TRUE;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (esp_rule_node_is_active (esp_rule_node_child (node, i)) &&
        !count_node (count, esp_rule_node_child (node, i), error))
      return FALSE;
  part = g_new0 (Part, 1);
  g_hash_table_insert (count->parts, (gpointer) node, part);
  if (node->condition != NULL)
    return count_leaf (count, node, part, error);
  part->leads = part->owned = combine (count, node, NULL, NULL, NULL);
  return TRUE;
}

/* Joins the active children of a group.
 *
 * @without: (nullable): left out, as if it were not there
 * @replaced: (nullable): stands for @replacement, or is left out when that is %NULL
 *
 * Returns: (transfer full) (nullable): who matches; %NULL when nothing active is left */
static EspBitmap *
combine (const Count *count,
         const EspRuleNode *group,
         const EspRuleNode *without,
         const EspRuleNode *replaced,
         const EspBitmap *replacement)
{
  EspBitmap *result = NULL;

  for (guint i = 0; i < group->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (group, i);
      const Part *part = g_hash_table_lookup (count->parts, child);
      const EspBitmap *leads = child == replaced ? replacement : part != NULL ? part->leads : NULL;

      if (child == without || leads == NULL || !esp_rule_node_is_active (child))
        continue;
      if (result == NULL)
        {
          result =
            group->mode == ESP_GROUP_ANY ? esp_bitmap_new () : esp_bitmap_copy (count->universe);
        }
      if (group->mode == ESP_GROUP_ALL)
        esp_bitmap_and (result, leads);
      else if (group->mode == ESP_GROUP_ANY)
        esp_bitmap_or (result, leads);
      else
        esp_bitmap_andnot (result, leads);
    }
  /* Leaves may name leads that are archived, or not of the sample. */
  if (result != NULL && group->mode == ESP_GROUP_ANY)
    esp_bitmap_and (result, count->universe);
  return result;
}

/* The size of the whole without one part. */
static guint64
size_without (const Count *count, const EspRuleNode *node)
{
  g_autoptr (EspBitmap) result = combine (count, node->parent, node, NULL, NULL);

  for (const EspRuleNode *up = node->parent; up->parent != NULL; up = up->parent)
    {
      EspBitmap *next = combine (count, up->parent, NULL, up, result);

      g_clear_pointer (&result, esp_bitmap_free);
      result = next;
    }
  return esp_bitmap_count (result != NULL ? result : count->universe);
}

static void
add_row (const Count *count, const EspRuleNode *node, gboolean with_effect, EspSegmentCount *out)
{
  const Part *part = g_hash_table_lookup (count->parts, node);
  EspSegmentRow row = { .node_id = node->id, .n_running = -1 };

  row.is_active = part != NULL && esp_rule_node_is_active (node);
  if (row.is_active)
    {
      row.n_alone = esp_bitmap_and_count (part->leads, count->universe);
      row.cost_us = part->cost_us;
      row.has_effect = with_effect && node->parent != NULL;
      if (row.has_effect)
        row.effect = (gint64) esp_bitmap_count (out->members) - (gint64) size_without (count, node);
    }
  g_array_append_val (out->rows, row);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    add_row (count, esp_rule_node_child (node, i), with_effect && row.is_active, out);
}

/* After which part of a root "all" how many are left: names the one that removes everyone. */
static void
add_running (const Count *count, const EspRuleNode *root, EspSegmentCount *out)
{
  g_autoptr (EspBitmap) left = esp_bitmap_copy (count->universe);

  for (guint i = 0; root->mode == ESP_GROUP_ALL && i < root->children->len; i++)
    {
      const EspRuleNode *child = esp_rule_node_child (root, i);
      const Part *part = g_hash_table_lookup (count->parts, child);
      EspSegmentRow *row = (EspSegmentRow *) esp_segment_count_find_row (out, child->id);

      if (part == NULL || row == NULL || !row->is_active)
        continue;
      esp_bitmap_and (left, part->leads);
      row->n_running = (gint64) esp_bitmap_count (left);
    }
}

/* Every hundredth lead, evenly over the numbers. */
static EspBitmap *
draw_sample (const EspBitmap *universe)
{
  guint64 n = esp_bitmap_count (universe);
  guint64 step = MAX (SAMPLE_PART, n / MAX_SAMPLE);
  EspBitmap *sample = esp_bitmap_new ();
  guint32 id;

  for (guint64 rank = step / 2; rank < n; rank += step)
    if (esp_bitmap_select (universe, rank, &id))
      esp_bitmap_add (sample, id);
  return sample;
}

static gint64
scale_up (const EspSegmentCount *out, gint64 n, guint64 n_sample)
{
  return (gint64) ((double) n * (double) out->n_leads / (double) n_sample + (n < 0 ? -0.5 : 0.5));
}

static void
scale_estimate (EspSegmentCount *out, guint64 n_sample)
{
  out->is_estimate = TRUE;
  out->size = (guint64) scale_up (out, (gint64) out->size, n_sample);
  for (guint i = 0; i < out->rows->len; i++)
    {
      EspSegmentRow *row = &g_array_index (out->rows, EspSegmentRow, i);

      row->n_alone = (guint64) scale_up (out, (gint64) row->n_alone, n_sample);
      row->effect = scale_up (out, row->effect, n_sample);
      if (row->n_running >= 0)
        row->n_running = scale_up (out, row->n_running, n_sample);
    }
}

typedef struct
{
  Count *count;
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
find_next (Count *count, const EspRule *rule, EspSegmentCount *out, GError **error)
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
check (const Count *count, const EspRule *rule, const char *segment_id, GError **error)
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
count_rule (Count *count,
            const EspRule *rule,
            EspSegmentFlags flags,
            EspSegmentCount *out,
            GError **error)
{
  const Part *root;

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
    {
      add_row (count, rule->root, esp_rule_node_size (rule->root) <= MAX_EFFECT_PARTS, out);
      add_running (count, rule->root, out);
    }
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
  Count count = { .self = self, .run = { tx, self->world, out->now_us }, .parts = parts };
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
      sample = visit.all_known ? NULL : draw_sample (count.universe);
    }
  if (sample != NULL)
    count.universe = count.sample = sample;
  if (!count_rule (&count, rule, flags, out, error))
    return FALSE;
  if (sample != NULL)
    scale_estimate (out, esp_bitmap_count (sample));
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
