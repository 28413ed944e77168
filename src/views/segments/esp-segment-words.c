/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of rules are called on the screen. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-words.h"

#include "engine/insight/esp-event-words.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-events.h"
#include "store/esp-tags.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *key;
  const char *word; /* N_() */
} Word;

static const char *
find_word (const Word *words, gsize n_words, const char *key)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i].key, key) == 0)
      return _ (words[i].word);
  return key;
}

/**
 * esp_segment_choices_free:
 */
void
esp_segment_choices_free (EspSegmentChoices *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->world, esp_segment_world_unref);
  g_clear_object (&self->hints);
  g_strfreev (self->event_kinds);
  g_strfreev (self->tags);
  g_free (self);
}

/* What everybody can ask for, whether it happened yet or not, and then what happened besides. */
static GStrv
with_known_kinds (GStrv kinds)
{
  static const char *const known[] = {
    ESP_EVENT_OPEN,      ESP_EVENT_CLICK,       ESP_EVENT_VISIT,
    ESP_EVENT_ORDER,     ESP_EVENT_BOUNCE,      ESP_EVENT_COMPLAINT,
    ESP_EVENT_DELIVERED, ESP_EVENT_UNSUBSCRIBE, NULL
  };
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv all;

  g_strv_builder_addv (builder, (const char **) known);
  for (guint i = 0; kinds[i] != NULL; i++)
    if (!g_strv_contains (known, kinds[i]))
      g_strv_builder_add (builder, kinds[i]);
  all = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return all;
}

/**
 * esp_segment_choices_load:
 *
 * Returns: (transfer full): what editors offer; %NULL with @error set
 */
EspSegmentChoices *
esp_segment_choices_load (EspTx *tx, EspSegmentWorld *world, EspLang lang, GError **error)
{
  g_autoptr (EspSegmentChoices) self = g_new0 (EspSegmentChoices, 1);
  g_autoptr (GPtrArray) tags = esp_tag_list (tx, error);
  g_auto (GStrv) kinds = NULL;
  GStrvBuilder *builder;

  if (tags == NULL)
    return NULL;
  self->world = esp_segment_world_ref (world);
  self->lang = lang;
  kinds = esp_event_list_kinds (tx, error);
  if (kinds == NULL)
    return NULL;
  self->event_kinds = with_known_kinds (kinds);
  builder = g_strv_builder_new ();
  for (guint i = 0; i < tags->len; i++)
    g_strv_builder_add (builder, ((EspTag *) g_ptr_array_index (tags, i))->name);
  self->tags = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return g_steal_pointer (&self);
}

/**
 * esp_words_mode:
 */
const char *
esp_words_mode (EspGroupMode mode)
{
  static const char *const words[ESP_N_GROUP_MODES] = { N_ ("All of these"), N_ ("Any of these"),
                                                        N_ ("None of these") };

  return _ (words[mode]);
}

/**
 * esp_words_op:
 */
const char *
esp_words_op (EspConditionOp op, EspRuleType type)
{
  static const char *const words[ESP_N_OPS] = {
    [ESP_OP_IS] = N_ ("is"),
    [ESP_OP_IS_NOT] = N_ ("is not"),
    [ESP_OP_ONE_OF] = N_ ("is one of"),
    [ESP_OP_NONE_OF] = N_ ("is none of"),
    [ESP_OP_CONTAINS] = N_ ("contains"),
    [ESP_OP_NOT_CONTAINS] = N_ ("does not contain"),
    [ESP_OP_STARTS] = N_ ("starts with"),
    [ESP_OP_ENDS] = N_ ("ends with"),
    [ESP_OP_LESS] = N_ ("is below"),
    [ESP_OP_AT_MOST] = N_ ("is at most"),
    [ESP_OP_MORE] = N_ ("is above"),
    [ESP_OP_AT_LEAST] = N_ ("is at least"),
    [ESP_OP_BETWEEN] = N_ ("is between"),
    [ESP_OP_WITHIN] = N_ ("lies"),
    [ESP_OP_NOT_WITHIN] = N_ ("does not lie"),
    [ESP_OP_HAS_ANY] = N_ ("has any of"),
    [ESP_OP_HAS_ALL] = N_ ("has all of"),
    [ESP_OP_HAS_NONE] = N_ ("has none of"),
    [ESP_OP_KNOWN] = N_ ("is known"),
    [ESP_OP_UNKNOWN] = N_ ("is unknown"),
  };

  if (type == ESP_RULE_TYPE_NUMBER && op == ESP_OP_IS)
    return C_ ("number", "equals");
  if (type == ESP_RULE_TYPE_NUMBER && op == ESP_OP_IS_NOT)
    return C_ ("number", "does not equal");
  return _ (words[op]);
}

/**
 * esp_words_window:
 */
const char *
esp_words_window (EspWindowKind kind)
{
  static const char *const words[ESP_N_WINDOWS] = {
    [ESP_WINDOW_EVER] = N_ ("at any time"),
    [ESP_WINDOW_LAST] = N_ ("in the last"),
    [ESP_WINDOW_NEXT] = N_ ("in the next"),
    [ESP_WINDOW_SINCE] = N_ ("since"),
    [ESP_WINDOW_AFTER] = N_ ("after"),
    [ESP_WINDOW_BEFORE] = N_ ("before"),
    [ESP_WINDOW_ON] = N_ ("on"),
    [ESP_WINDOW_BETWEEN] = N_ ("between"),
    [ESP_WINDOW_TODAY] = N_ ("today"),
    [ESP_WINDOW_THIS_WEEK] = N_ ("this week"),
    [ESP_WINDOW_THIS_MONTH] = N_ ("this month"),
    [ESP_WINDOW_THIS_YEAR] = N_ ("this year"),
  };

  return _ (words[kind]);
}

/**
 * esp_words_unit:
 */
const char *
esp_words_unit (EspWindowUnit unit)
{
  static const char *const words[ESP_N_UNITS] = { N_ ("hours"), N_ ("days"), N_ ("weeks") };

  return _ (words[unit]);
}

/**
 * esp_words_kind:
 */
const char *
esp_words_kind (EspConditionKind kind)
{
  static const char *const words[ESP_N_CONDITION_KINDS] = {
    [ESP_CONDITION_ATTRIBUTE] = N_ ("Field"),
    [ESP_CONDITION_TAG] = N_ ("Tag"),
    [ESP_CONDITION_CONSENT] = N_ ("Consent"),
    [ESP_CONDITION_SUPPRESSION] = N_ ("Suppression list"),
    [ESP_CONDITION_EVENT] = N_ ("Behaviour"),
    [ESP_CONDITION_MESSAGE] = N_ ("Message"),
    [ESP_CONDITION_SEGMENT] = N_ ("Segment"),
    [ESP_CONDITION_ANNIVERSARY] = N_ ("Anniversary"),
    [ESP_CONDITION_RANDOM] = N_ ("Random share"),
  };

  return _ (words[kind]);
}

/**
 * esp_words_event:
 *
 * Returns: what somebody did, or the kind itself when it is the user's own
 */
const char *
esp_words_event (const char *kind)
{
  /* Of messages: what became of them, and not what somebody did. */
  static const Word words[] = {
    { "sent", N_ ("sent") },
    { "opened", N_ ("opened") },
    { "clicked", N_ ("clicked") },
    { "bounced", N_ ("returned") },
    { "unsubscribed", N_ ("answered by unsubscribing") },
  };
  const char *title = esp_event_title (kind);

  if (title != NULL)
    return _ (title);
  return find_word (words, G_N_ELEMENTS (words), kind);
}

/**
 * esp_words_channel:
 */
const char *
esp_words_channel (const char *channel)
{
  static const Word words[] = { { "email", N_ ("Email") },     { "sms", N_ ("Text message") },
                                { "kakao", N_ ("KakaoTalk") }, { "push", N_ ("Push") },
                                { "phone", N_ ("Phone") },     { "post", N_ ("Post") },
                                { "ads", N_ ("Ads") } };

  return find_word (words, G_N_ELEMENTS (words), channel);
}

/**
 * esp_words_purpose:
 */
const char *
esp_words_purpose (const char *purpose)
{
  static const Word words[] = { { "marketing", N_ ("Marketing") },
                                { "night", N_ ("At night") },
                                { "transactional", N_ ("Transactional") },
                                { "profiling", N_ ("Profiling") } };

  return find_word (words, G_N_ELEMENTS (words), purpose);
}

/**
 * esp_words_consent:
 */
const char *
esp_words_consent (const char *state)
{
  static const Word words[] = { { "granted", N_ ("granted") },
                                { "denied", N_ ("denied") },
                                { "withdrawn", N_ ("withdrawn") },
                                { "pending", N_ ("pending") },
                                { "unknown", N_ ("unknown") } };

  return find_word (words, G_N_ELEMENTS (words), state);
}

/**
 * esp_words_edit:
 */
const char *
esp_words_edit (EspRuleEdit edit)
{
  static const char *const words[ESP_N_RULE_EDITS] = {
    [ESP_RULE_EDIT_NONE] = "",
    [ESP_RULE_EDIT_ADD] = N_ ("add condition"),
    [ESP_RULE_EDIT_REMOVE] = N_ ("remove"),
    [ESP_RULE_EDIT_CHANGE] = N_ ("change condition"),
    [ESP_RULE_EDIT_MODE] = N_ ("change group"),
    [ESP_RULE_EDIT_DISABLE] = N_ ("turn on or off"),
    [ESP_RULE_EDIT_MOVE] = N_ ("move"),
    [ESP_RULE_EDIT_GROUP] = N_ ("group"),
    [ESP_RULE_EDIT_UNGROUP] = N_ ("ungroup"),
    [ESP_RULE_EDIT_DUPLICATE] = N_ ("duplicate"),
    [ESP_RULE_EDIT_PASTE] = N_ ("paste"),
    [ESP_RULE_EDIT_TEXT] = N_ ("edit text"),
  };

  return edit == ESP_RULE_EDIT_NONE ? "" : _ (words[edit]);
}

/**
 * esp_words_problem:
 */
const char *
esp_words_problem (EspRuleProblemCode code)
{
  static const char *const words[] = {
    [ESP_RULE_PROBLEM_UNKNOWN_FIELD] = N_ ("This field is gone. Choose another one."),
    [ESP_RULE_PROBLEM_WRONG_OPERATOR] = N_ ("This comparison does not fit the field."),
    [ESP_RULE_PROBLEM_UNKNOWN_SEGMENT] = N_ ("This segment is gone. Choose another one."),
    [ESP_RULE_PROBLEM_CYCLE] =
      N_ ("That segment depends on this one; a segment cannot ask itself."),
    [ESP_RULE_PROBLEM_UNKNOWN_CAMPAIGN] = N_ ("This campaign is gone: nobody matches."),
    [ESP_RULE_PROBLEM_CONTRADICTION] = N_ ("Nobody can match this and another condition here."),
    [ESP_RULE_PROBLEM_DUPLICATE] = N_ ("This condition is in the group already."),
    [ESP_RULE_PROBLEM_EMPTY_GROUP] = N_ ("An empty group has no effect."),
  };

  return _ (words[code]);
}

/**
 * esp_words_field:
 *
 * Returns: what a field is called where it stands alone
 */
const char *
esp_words_field (const EspRuleField *field, const EspSegmentChoices *choices)
{
  /* In English sentences built-in fields are written small. */
  if (choices->lang != ESP_LANG_KO)
    return field->label;
  return esp_sentence_field_label (esp_segment_world_get_catalog (choices->world), field->key,
                                   choices->lang);
}

/**
 * esp_words_condition:
 *
 * Returns: (transfer full): the condition as a sentence, for those who hear the screen
 */
char *
esp_words_condition (const EspCondition *condition, const EspSegmentChoices *choices)
{
  g_autoptr (EspSentence) sentence = NULL;
  g_autoptr (EspRule) rule = NULL;
  EspRuleNode *root;

  if (condition->subject == NULL && condition->kind == ESP_CONDITION_ATTRIBUTE)
    return g_strdup (esp_words_kind (condition->kind));
  /* A condition that lacks its value has no sentence yet. */
  if (condition->kind == ESP_CONDITION_ATTRIBUTE && condition->values->len == 0 &&
      condition->op <= ESP_OP_BETWEEN)
    return g_strdup (esp_sentence_field_label (esp_segment_world_get_catalog (choices->world),
                                               condition->subject, choices->lang));
  if (condition->kind == ESP_CONDITION_TAG && condition->values->len == 0)
    return g_strdup (esp_words_kind (condition->kind));
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (esp_condition_copy (condition)));
  rule = esp_rule_new (root);
  sentence = esp_sentence_new (rule, esp_segment_world_get_catalog (choices->world),
                               esp_segment_world_get_currency (choices->world), choices->lang);
  return g_strdup (sentence->text);
}
