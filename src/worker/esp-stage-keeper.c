/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves leads on to the stage whose rule they fulfil, forward only, and says why. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-stage-keeper.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-sentence.h"

/* So many move in a turn at most. */
#define MAX_MOVES 5000
#define MAX_REASON 300

/**
 * esp_stage_parse_rule:
 *
 * Returns: (transfer full): the rule of a stage that has one; %NULL with @error set
 */
EspRule *
esp_stage_parse_rule (const EspStageRow *row, GError **error)
{
  EspRule *rule = esp_rule_parse_json (row->rule, -1, error);

  if (rule != NULL)
    (void) esp_rule_number (rule, 1);
  return rule;
}

/* Everyone of the rule who is neither there nor farther. */
static EspRule *
make_question (const EspRule *rule, GPtrArray *stages, guint index)
{
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "stage");
  EspRule *whole;

  condition->op = ESP_OP_NONE_OF;
  condition->or_unknown = TRUE;
  for (guint i = index; i < stages->len; i++)
    esp_condition_add_text (condition, ((EspStageRow *) g_ptr_array_index (stages, i))->key);
  esp_rule_node_insert (root, 0, esp_rule_node_copy (rule->root));
  esp_rule_node_insert (root, 1, esp_rule_node_new_leaf (condition));
  whole = esp_rule_new (root);
  (void) esp_rule_number (whole, 1);
  return whole;
}

/**
 * esp_stage_find_movers:
 * @stages: (element-type EspStageRow): all of them, in their order
 * @index: of one that has a rule
 * @inout_next_us: (nullable): becomes the moment at which time alone changes the answer, if that is earlier
 *
 * Returns: (transfer full): who is to move there now; %NULL with @error set
 */
EspBitmap *
esp_stage_find_movers (EspSegmentEngine *engine,
                       EspTx *tx,
                       GPtrArray *stages,
                       guint index,
                       gint64 *inout_next_us,
                       GError **error)
{
  g_autoptr (EspRule) rule = esp_stage_parse_rule (g_ptr_array_index (stages, index), error);
  g_autoptr (EspRule) question = rule != NULL ? make_question (rule, stages, index) : NULL;
  g_autoptr (EspSegmentCount) count = NULL;

  if (question == NULL)
    return NULL;
  count = esp_segment_engine_count (engine, tx, question, NULL, ESP_SEGMENT_NEXT, error);
  if (count == NULL)
    return NULL;
  if (inout_next_us != NULL)
    *inout_next_us = MIN (*inout_next_us, count->next_us);
  return g_steal_pointer (&count->members);
}

static char *
describe (EspSegmentEngine *engine, EspTx *tx, const EspStageRow *stage)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, NULL);
  g_autoptr (EspRule) rule = esp_stage_parse_rule (stage, NULL);
  g_autoptr (EspSentence) sentence =
    world != NULL && rule != NULL
      ? esp_sentence_new (rule, esp_segment_world_get_catalog (world),
                          esp_segment_world_get_currency (world), ESP_LANG_KO)
      : NULL;

  return sentence != NULL ? g_utf8_substring (sentence->text, 0,
                                              MIN (MAX_REASON, g_utf8_strlen (sentence->text, -1)))
                          : NULL;
}

static void
keep_some (EspBitmap **leads, gboolean *inout_more)
{
  g_autofree guint32 *ids = NULL;
  EspBitmap *first;
  gsize n;

  if (esp_bitmap_count (*leads) <= MAX_MOVES)
    return;
  ids = g_new (guint32, MAX_MOVES);
  first = esp_bitmap_new ();
  n = esp_bitmap_next (*leads, 0, ids, MAX_MOVES);
  for (gsize i = 0; i < n; i++)
    esp_bitmap_add (first, ids[i]);
  esp_bitmap_free (*leads);
  *leads = first;
  *inout_more = TRUE;
}

/* A rule that cannot be asked, such as of a field that is gone, moves nobody. */
static gboolean
is_harmless (const GError *error)
{
  return error->domain == ESP_RULE_ERROR ||
         g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND) ||
         g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
}

/**
 * esp_stage_keeper_turn:
 * @inout_more: becomes %TRUE when there is more to do at once
 * @inout_next_us: as in esp_stage_find_movers()
 *
 * Asks the rules of all stages, the last one first: whoever fulfils several goes to the farthest.
 */
gboolean
esp_stage_keeper_turn (EspSegmentEngine *engine,
                       EspTx *tx,
                       gint64 *out_n_moved,
                       gboolean *inout_more,
                       gint64 *inout_next_us,
                       GError **error)
{
  g_autoptr (GPtrArray) stages = esp_stage_list (tx, FALSE, error);

  if (stages == NULL)
    return FALSE;
  for (guint i = stages->len; i > 0; i--)
    {
      const EspStageRow *stage = g_ptr_array_index (stages, i - 1);
      g_autoptr (GError) trouble = NULL;
      g_autoptr (EspBitmap) leads = NULL;
      g_autofree char *reason = NULL;
      gint64 n = 0;

      if (stage->rule == NULL)
        continue;
      leads = esp_stage_find_movers (engine, tx, stages, i - 1, inout_next_us, &trouble);
      if (leads == NULL && !is_harmless (trouble))
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
      if (leads == NULL || esp_bitmap_is_empty (leads))
        continue;
      keep_some (&leads, inout_more);
      reason = describe (engine, tx, stage);
      {
        const EspStageMove move = { stage->key, ESP_STAGE_BY_RULE, reason, TRUE };

        if (!esp_stage_move (tx, &move, leads, &n, error))
          return FALSE;
      }
      *out_n_moved += n;
      esp_segment_engine_note (engine, esp_tx_get_changes (tx));
    }
  return TRUE;
}
