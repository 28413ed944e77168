/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sets of the engine and the evaluator of one lead always agree, whatever changes. */
#include "engine/segment/esp-dossier-facts.h"
#include "engine/segment/esp-rule-eval.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-segment-engine.h"
#include "engine/segment/esp-segment-overlap.h"
#include "segment-world.h"
#include "store/esp-leads.h"

#include "base/esp-clock.h"

#include <string.h>

#define SEED 20260922
#define N_LEADS 150
#define N_RULES 1500
#define N_ROUNDS 40
#define RULES_PER_ROUND 60
#define CHANGES_PER_ROUND 12

/* Everything known about every lead, read once per state of the data. */
typedef struct
{
  SegmentWorld world;
  EspSegmentEngine *engine;
  GPtrArray *rules;
  guint n_differences;
  guint64 n_compared;
} Differential;

static void
compare_rule (Differential *self,
              EspTx *tx,
              const EspRule *rule,
              EspSegmentWorld *world,
              GPtrArray *facts,
              GError **error)
{
  EspRuleTime time = { esp_tx_get_now_us (tx), esp_segment_world_get_zone (world) };
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (self->engine, tx, rule, NULL, ESP_SEGMENT_ROWS | ESP_SEGMENT_NEXT,
                              error);

  if (count == NULL)
    return;
  g_assert_cmpuint (count->size, ==, esp_bitmap_count (count->members));
  for (guint i = 0; i < facts->len; i++)
    {
      const EspRuleFacts *lead = esp_dossier_facts_get (g_ptr_array_index (facts, i));
      gboolean matches =
        esp_rule_matches (rule, esp_segment_world_get_catalog (world), &time, lead);

      self->n_compared++;
      if (matches == esp_bitmap_contains (count->members, lead->lead_id))
        continue;
      if (self->n_differences++ < 5)
        {
          g_autofree char *text = esp_rule_to_text (rule, NULL);

          g_test_message ("lead %u: evaluator says %d: %s", lead->lead_id, matches, text);
        }
    }
}

static gboolean
compare_all_cb (EspTx *tx, gpointer data, GError **error)
{
  Differential *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (GPtrArray) dossiers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_lead_dossier_free);
  g_autoptr (GPtrArray) facts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_dossier_facts_free);

  if (world == NULL)
    return FALSE;
  for (guint id = 1; id <= self->world.n_leads; id++)
    {
      EspLeadDossier *dossier =
        esp_lead_dossier_load (tx, esp_segment_world_get_fields (world), id, NULL);

      if (dossier == NULL)
        continue;
      g_ptr_array_add (dossiers, dossier);
      if (dossier->lead->archived_at_us == 0)
        g_ptr_array_add (facts, esp_dossier_facts_new (dossier, world, esp_tx_get_now_us (tx)));
    }
  for (guint i = 0; i < self->rules->len; i++)
    {
      compare_rule (self, tx, g_ptr_array_index (self->rules, i), world, facts, error);
      if (error != NULL && *error != NULL)
        return FALSE;
    }
  return TRUE;
}

static void
compare_all (Differential *self)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (self->world.store, ESP_READ_LONG, compare_all_cb, self, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_differences, ==, 0);
}

static void
add_rules (Differential *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->rules, segment_world_random_rule (&self->world));
}

static void
differential_set_up_seed (Differential *self, guint64 seed)
{
  *self = (Differential){ 0 };
  segment_world_set_up (&self->world, seed, N_LEADS);
  self->engine = esp_segment_engine_new ();
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_unref);
}

static void
differential_set_up (Differential *self)
{
  differential_set_up_seed (self, SEED);
}

static void
differential_tear_down (Differential *self)
{
  g_test_message ("%" G_GUINT64_FORMAT " verdicts compared", self->n_compared);
  g_ptr_array_unref (self->rules);
  esp_segment_engine_unref (self->engine);
  segment_world_tear_down (&self->world);
}

static void
test_sets_equal_evaluator (void)
{
  const char *seed = g_getenv ("ESP_TEST_SEED"); /* to look further than every run does */

  for (guint i = 0; i < 2; i++)
    {
      Differential self;

      differential_set_up_seed (&self,
                                (seed != NULL ? g_ascii_strtoull (seed, NULL, 10) : SEED) + i);
      add_rules (&self, N_RULES);
      compare_all (&self);
      differential_tear_down (&self);
    }
}

static void
test_random_rules_survive_both_forms (void)
{
  Differential self;

  differential_set_up (&self);
  add_rules (&self, N_RULES);
  for (guint i = 0; i < self.rules->len; i++)
    {
      EspRule *rule = g_ptr_array_index (self.rules, i);
      g_autofree char *json = esp_rule_to_json (rule);
      g_autofree char *text = esp_rule_to_text (rule, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRule) from_json = esp_rule_parse_json (json, -1, &error);
      g_autoptr (EspRule) from_text = NULL;

      g_assert_no_error (error);
      g_assert_true (esp_rule_node_equal (rule->root, from_json->root));
      from_text = esp_rule_parse_text (text, NULL, NULL, &error);
      if (error != NULL)
        g_test_message ("%s", text);
      g_assert_no_error (error);
      g_assert_true (esp_rule_node_equal (rule->root, from_text->root));
    }
  differential_tear_down (&self);
}

/* Data and time move between the rounds; only notices tell the engine. */
static void
test_sets_follow_changes (void)
{
  Differential self;
  guint n_whole_first, n_whole_last, n_partial;

  differential_set_up (&self);
  add_rules (&self, RULES_PER_ROUND);
  compare_all (&self);
  esp_segment_engine_get_statistics (self.engine, &n_whole_first, &n_partial);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (EspChanges) changes = NULL;

      if (esp_random_below (&self.world.random, 2) == 0)
        esp_clock_advance (self.world.clock,
                           esp_random_below (&self.world.random, 72) * ESP_USEC_PER_HOUR / 2);
      segment_world_change (&self.world, CHANGES_PER_ROUND);
      changes = segment_world_take_changes (&self.world);
      esp_segment_engine_note (self.engine, changes);
      compare_all (&self);
    }
  esp_segment_engine_get_statistics (self.engine, &n_whole_last, &n_partial);
  g_test_message ("%u leaves asked whole, then %u; %u times of a few leads", n_whole_first,
                  n_whole_last, n_partial);
  g_assert_cmpuint (n_partial, >, n_whole_last - n_whole_first);
  differential_tear_down (&self);
}

typedef struct
{
  EspSegmentEngine *engine;
  const char *text;
  EspSegmentFlags flags;
  EspSegmentCount *count;
  EspRule *rule;
} Ask;

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Ask *ask = data;

  ask->rule = esp_rule_parse_text (ask->text, NULL, NULL, error);
  if (ask->rule == NULL)
    return FALSE;
  (void) esp_rule_number (ask->rule, 1);
  ask->count = esp_segment_engine_count (ask->engine, tx, ask->rule, NULL, ask->flags, error);
  return ask->count != NULL;
}

static EspSegmentCount *
count_text (Differential *self, const char *text, EspSegmentFlags flags, GError **error)
{
  Ask ask = { self->engine, text, flags };

  esp_store_read (self->world.store, ESP_READ_LONG, ask_cb, &ask, NULL, error);
  g_clear_pointer (&ask.rule, esp_rule_unref);
  return ask.count;
}

static guint64
size_of (Differential *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegmentCount) count = count_text (self, text, ESP_SEGMENT_PLAIN, &error);

  g_assert_no_error (error);
  return count->size;
}

static void
test_rows_tell_share_and_effect (void)
{
  Differential self;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegmentCount) count = NULL;
  const EspSegmentRow *city, *score, *any;

  differential_set_up (&self);
  count = count_text (&self, "all(city = \"서울\", any(score > 3, tag = \"VIP\"), off score > 100)",
                      ESP_SEGMENT_ROWS, &error);
  g_assert_no_error (error);
  city = esp_segment_count_find_row (count, 2);
  any = esp_segment_count_find_row (count, 3);
  score = esp_segment_count_find_row (count, 4);
  g_assert_cmpuint (city->n_alone, ==, size_of (&self, "city = \"서울\""));
  g_assert_cmpint (city->n_running, ==, (gint64) city->n_alone);
  g_assert_cmpint (any->n_running, ==, (gint64) count->size);
  g_assert_cmpint (city->effect, ==,
                   (gint64) count->size -
                     (gint64) size_of (&self, "any(score > 3, tag = \"VIP\")"));
  g_assert_cmpint (score->effect, ==,
                   (gint64) count->size -
                     (gint64) size_of (&self, "all(city = \"서울\", tag = \"VIP\")"));
  g_assert_false (esp_segment_count_find_row (count, 6)->is_active);
  differential_tear_down (&self);
}

static void
test_unknown_names_are_refused_by_name (void)
{
  static const char *const texts[] = { "town = \"x\"", "segment(\"nowhere\")", "city > 3" };
  static const char *const words[] = { "town", "nowhere", "City" };
  Differential self;

  differential_set_up (&self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      EspSegmentCount *count = count_text (&self, texts[i], ESP_SEGMENT_PLAIN, &error);

      g_assert_null (count);
      g_assert_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_UNKNOWN);
      g_assert_nonnull (strstr (error->message, words[i]));
    }
  differential_tear_down (&self);
}

/* Until the moment that is promised nothing changes by itself. */
static void
test_next_flip_is_never_late (void)
{
  static const char *const texts[] = {
    "event(\"open\") in last 9 days",
    "event(\"visit\") count>=2 in last 30 hours",
    "c_joined in last 5 days",
    "c_joined in next 2 days",
    "event(\"order\") this week",
    "c_birthday in last 3 weeks",
    "anniversary(c_birthday) in next 20 days",
    "last event(\"click\") in last 10 days",
  };
  Differential self;

  differential_set_up (&self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint turn = 0; turn < 12; turn++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (EspSegmentCount) before = count_text (&self, texts[i], ESP_SEGMENT_NEXT, &error);
        g_autoptr (EspSegmentCount) just_before = NULL;
        g_autoptr (EspSegmentEngine) fresh = esp_segment_engine_new ();

        g_assert_no_error (error);
        g_assert_cmpint (before->next_us, >, before->now_us);
        if (before->next_us == G_MAXINT64)
          break;
        esp_clock_set (self.world.clock, before->next_us - 1);
        /* Asked anew, so that the cache has no part in the proof. */
        esp_segment_engine_unref (self.engine);
        self.engine = g_steal_pointer (&fresh);
        just_before = count_text (&self, texts[i], ESP_SEGMENT_PLAIN, &error);
        g_assert_no_error (error);
        g_assert_true (esp_bitmap_equal (before->members, just_before->members));
        esp_clock_advance (self.world.clock, 1);
      }
  differential_tear_down (&self);
}

static void
test_count_can_be_cancelled (void)
{
  Differential self;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Ask ask = { NULL, "event(\"open\") count>=2" };

  differential_set_up (&self);
  ask.engine = self.engine;
  g_cancellable_cancel (cancellable);
  g_assert_false (
    esp_store_read (self.world.store, ESP_READ_LONG, ask_cb, &ask, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_pointer (&ask.rule, esp_rule_unref);
  /* What was half asked is not kept. */
  g_assert_cmpuint (size_of (&self, "event(\"open\") count>=2"), >, 0);
  differential_tear_down (&self);
}

static gboolean
explain_cb (EspTx *tx, gpointer data, GError **error)
{
  Differential *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (EspRule) rule =
    esp_rule_parse_text ("all(score >= -5, event(\"open\") count>=1)", NULL, NULL, error);
  g_autoptr (EspLeadDossier) dossier = NULL;
  g_autoptr (EspDossierFacts) facts = NULL;
  g_autoptr (GArray) verdicts = NULL;
  EspRuleTime time = { esp_tx_get_now_us (tx), esp_segment_world_get_zone (world) };
  const EspRuleVerdict *score, *open;

  dossier = esp_lead_dossier_load (tx, esp_segment_world_get_fields (world), 2, error);
  facts = esp_dossier_facts_new (dossier, world, time.now_us);
  verdicts = esp_rule_explain (rule, esp_segment_world_get_catalog (world), &time,
                               esp_dossier_facts_get (facts));
  g_assert_cmpuint (verdicts->len, ==, 3);
  score = &g_array_index (verdicts, EspRuleVerdict, 1);
  open = &g_array_index (verdicts, EspRuleVerdict, 2);
  g_assert_true (score->matches);
  g_assert_cmpint (g_ascii_strtoll (score->value, NULL, 10), ==,
                   esp_lead_get_integer (dossier->lead, "score", 99));
  g_assert_true (open->matches == (open->n_events > 0));
  return TRUE;
}

static void
test_explain_shows_the_values (void)
{
  Differential self;
  g_autoptr (GError) error = NULL;

  differential_set_up (&self);
  esp_store_read (self.world.store, ESP_READ_PAGE, explain_cb, &self, NULL, &error);
  g_assert_no_error (error);
  differential_tear_down (&self);
}

static void
test_overlap_counts_everyone_once (void)
{
  g_autoptr (EspBitmap) a = esp_bitmap_new_range (1, 100);
  g_autoptr (EspBitmap) b = esp_bitmap_new_range (51, 120);
  g_autoptr (EspBitmap) c = esp_bitmap_new_range (91, 95);
  const EspBitmap *sets[] = { a, b, c };
  g_autoptr (EspSegmentOverlap) overlap = esp_segment_overlap_new (sets, G_N_ELEMENTS (sets));
  static const struct
  {
    guint in;
    guint64 n;
  } parts[] = { { 1, 50 }, { 3, 45 }, { 2, 20 }, { 7, 5 } };

  g_assert_cmpuint (overlap->n_any, ==, 120);
  g_assert_cmpuint (overlap->sizes[1], ==, 70);
  g_assert_cmpuint (overlap->parts->len, ==, G_N_ELEMENTS (parts));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const EspOverlapPart *part = &g_array_index (overlap->parts, EspOverlapPart, i);

      g_assert_cmpuint (part->in, ==, parts[i].in);
      g_assert_cmpuint (part->n, ==, parts[i].n);
      g_assert_cmpuint (esp_bitmap_count (part->leads), ==, part->n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/segment-engine/sets-equal-evaluator", test_sets_equal_evaluator);
  g_test_add_func ("/engine/segment-engine/random-rules-survive-both-forms",
                   test_random_rules_survive_both_forms);
  g_test_add_func ("/engine/segment-engine/sets-follow-changes", test_sets_follow_changes);
  g_test_add_func ("/engine/segment-engine/rows-tell-share-and-effect",
                   test_rows_tell_share_and_effect);
  g_test_add_func ("/engine/segment-engine/unknown-names-are-refused-by-name",
                   test_unknown_names_are_refused_by_name);
  g_test_add_func ("/engine/segment-engine/next-flip-is-never-late", test_next_flip_is_never_late);
  g_test_add_func ("/engine/segment-engine/count-can-be-cancelled", test_count_can_be_cancelled);
  g_test_add_func ("/engine/segment-engine/explain-shows-the-values",
                   test_explain_shows_the_values);
  g_test_add_func ("/engine/segment-overlap/counts-everyone-once",
                   test_overlap_counts_everyone_once);
  return g_test_run ();
}
