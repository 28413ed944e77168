/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explains an audience for one person: each segment, and each of its conditions with what the person has. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-audience-why.h"

#include "engine/segment/esp-dossier-facts.h"
#include "engine/segment/esp-rule-eval.h"
#include "engine/segment/esp-segment-measure.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-leads.h"

#include <json-glib/json-glib.h>

/* All that explaining a rule for one lead needs. */
typedef struct
{
  EspSegmentWorld *world;  /* (owned) */
  EspLeadDossier *dossier; /* (owned) */
  EspDossierFacts *facts;  /* (owned) */
  EspRuleTime time;
  EspLang lang;
} Lens;

static void
lens_clear (Lens *lens)
{
  g_clear_pointer (&lens->facts, esp_dossier_facts_free);
  g_clear_pointer (&lens->dossier, esp_lead_dossier_free);
  g_clear_pointer (&lens->world, esp_segment_world_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lens, lens_clear)

static void
condition_free (gpointer data)
{
  EspAudienceCondition *condition = data;

  g_free (condition->sentence);
  g_free (condition->value);
  g_free (condition);
}

static void
part_free (gpointer data)
{
  EspAudiencePart *part = data;

  g_free (part->name);
  g_ptr_array_unref (part->conditions);
  g_free (part);
}

/**
 * esp_audience_why_free:
 */
void
esp_audience_why_free (EspAudienceWhy *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static gboolean
lens_open (Lens *lens, EspTx *tx, gint64 lead_id, EspLang lang, GError **error)
{
  lens->world = esp_segment_world_load (tx, error);
  lens->dossier =
    lens->world != NULL
      ? esp_lead_dossier_load (tx, esp_segment_world_get_fields (lens->world), lead_id, error)
      : NULL;
  if (lens->dossier == NULL)
    return FALSE;
  lens->lang = lang;
  lens->time = (EspRuleTime){ esp_tx_get_now_us (tx), esp_segment_world_get_zone (lens->world) };
  lens->facts = esp_dossier_facts_new (lens->dossier, lens->world, lens->time.now_us);
  return TRUE;
}

static char *
condition_sentence (const Lens *lens, const EspCondition *condition)
{
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (EspSentence) sentence = NULL;

  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (esp_condition_copy (condition)));
  rule = esp_rule_new (root);
  sentence = esp_sentence_new (rule, esp_segment_world_get_catalog (lens->world),
                               esp_segment_world_get_currency (lens->world), lens->lang);
  return g_strdup (sentence->text);
}

/* Words such as "yes" say no more than the mark does. */
static char *
dup_value (const EspRuleVerdict *verdict)
{
  switch ((guint) verdict->node->condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
    case ESP_CONDITION_ANNIVERSARY:
    case ESP_CONDITION_TAG:
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return g_strdup (verdict->value);
    default:
      return NULL;
    }
}

static void
explain_rule (const Lens *lens, const EspRule *rule, EspAudiencePart *part)
{
  g_autoptr (GArray) verdicts = esp_rule_explain (rule, esp_segment_world_get_catalog (lens->world),
                                                  &lens->time, esp_dossier_facts_get (lens->facts));

  part->is_member =
    lens->dossier->lead->archived_at_us == 0 && g_array_index (verdicts, EspRuleVerdict, 0).matches;
  for (guint i = 0; i < verdicts->len; i++)
    {
      const EspRuleVerdict *verdict = &g_array_index (verdicts, EspRuleVerdict, i);
      EspAudienceCondition *condition;

      if (!verdict->is_active || verdict->node->condition == NULL)
        continue;
      condition = g_new0 (EspAudienceCondition, 1);
      condition->sentence = condition_sentence (lens, verdict->node->condition);
      condition->value = dup_value (verdict);
      condition->matches = verdict->matches;
      g_ptr_array_add (part->conditions, condition);
    }
}

static gboolean
add_part (EspAudienceWhy *self,
          EspTx *tx,
          const Lens *lens,
          const char *reference,
          gboolean is_excluded,
          GError **error)
{
  g_autoptr (EspSegment) segment = NULL;
  EspAudiencePart *part;
  gint64 id = 0;

  if (!esp_segment_resolve (tx, reference, &id, error))
    return FALSE;
  segment = esp_segment_load (tx, id, error);
  if (segment == NULL)
    return FALSE;
  part = g_new0 (EspAudiencePart, 1);
  part->id = id;
  part->name = g_strdup (segment->name);
  part->is_excluded = is_excluded;
  part->conditions = g_ptr_array_new_with_free_func (condition_free);
  g_ptr_array_add (self->parts, part);
  if (segment->is_static)
    part->is_member = lens->dossier->lead->archived_at_us == 0 &&
                      g_hash_table_contains (lens->dossier->segments, segment->uuid);
  else
    {
      g_autoptr (EspRule) rule = esp_segment_read_rule (segment, error);

      if (rule == NULL)
        return FALSE;
      explain_rule (lens, rule, part);
    }
  return TRUE;
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
add_parts (EspAudienceWhy *self,
           EspTx *tx,
           const Lens *lens,
           JsonObject *object,
           const char *member,
           GError **error)
{
  JsonArray *array = get_array (object, member);
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *reference = NULL;

      if (!JSON_NODE_HOLDS_VALUE (element))
        continue;
      reference = json_node_get_value_type (element) == G_TYPE_STRING
                    ? json_node_dup_string (element)
                    : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (element));
      if (!add_part (self, tx, lens, reference, g_str_equal (member, "without"), error))
        return FALSE;
    }
  return TRUE;
}

static void
look_for_lead (EspAudienceWhy *self, JsonObject *object, gint64 lead_id)
{
  JsonArray *array = get_array (object, "leads");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  self->names_leads = n > 0;
  for (guint i = 0; i < n && !self->is_named; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      self->is_named = JSON_NODE_HOLDS_VALUE (element) && json_node_get_int (element) == lead_id;
    }
}

/**
 * esp_audience_why_load:
 * @audience: JSON of a send
 * @lang: of the sentences of conditions
 *
 * Returns: (transfer full): every segment that the audience names, with how it is for the lead now;
 *   %NULL with @error set
 */
EspAudienceWhy *
esp_audience_why_load (EspTx *tx,
                       const char *audience,
                       gint64 lead_id,
                       EspLang lang,
                       GError **error)
{
  g_autoptr (EspAudienceWhy) self = g_new0 (EspAudienceWhy, 1);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Lens) lens = { NULL };
  JsonNode *root;
  JsonNode *everyone;
  JsonObject *object;

  self->parts = g_ptr_array_new_with_free_func (part_free);
  if (!json_parser_load_from_data (parser, audience, -1, error))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&self);
  object = json_node_get_object (root);
  everyone = json_object_get_member (object, "everyone");
  self->is_everyone = everyone != NULL && JSON_NODE_HOLDS_VALUE (everyone) &&
                      json_node_get_value_type (everyone) == G_TYPE_BOOLEAN &&
                      json_node_get_boolean (everyone);
  look_for_lead (self, object, lead_id);
  if (get_array (object, "segments") == NULL && get_array (object, "without") == NULL)
    return g_steal_pointer (&self);
  if (!lens_open (&lens, tx, lead_id, lang, error) ||
      !add_parts (self, tx, &lens, object, "segments", error) ||
      !add_parts (self, tx, &lens, object, "without", error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_audience_why_has:
 *
 * Returns: whether the lead is in the audience: in what adds up, and in nothing that is left out
 */
gboolean
esp_audience_why_has (const EspAudienceWhy *self)
{
  gboolean has = self->is_everyone || self->is_named;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspAudiencePart *part = g_ptr_array_index (self->parts, i);

      if (part->is_excluded && part->is_member)
        return FALSE;
      has |= !part->is_excluded && part->is_member;
    }
  return has;
}
