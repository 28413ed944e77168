/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the rules of a pack look for: their words, lists and limits. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-rules-private.h"

#include "base/esp-hangul-verb.h"
#include "base/esp-hangul.h"
#include "base/esp-json-walk.h"

#include <string.h>

#define MAX_TEXT_BYTES 4000
#define MAX_WORDS 5000
/* Each is looked for in every message. */
#define MAX_PACK_WORDS 20000
#define MAX_PAIRS 50
#define MAX_WITHIN 1000
#define DEFAULT_WITHIN 12
#define STEM_MARK "~"

/**
 * esp_rule_pair_free:
 * @data: (type EspRulePair)
 */
void
esp_rule_pair_free (gpointer data)
{
  EspRulePair *pair = data;

  g_ptr_array_unref (pair->words);
  g_ptr_array_unref (pair->with);
  g_free (pair);
}

/* "@drinks" stands for all words of the list "drinks" of the pack. */
static void
add_string (EspRuleFile *self,
            EspJsonWalk *walk,
            const char *member,
            const char *text,
            GStrvBuilder *builder)
{
  char **list = *text == '@' ? g_hash_table_lookup (self->lists, text + 1) : NULL;

  if (list != NULL)
    g_strv_builder_addv (builder, (const char **) list);
  else if (*text == '@')
    esp_json_walk_fail (walk, member, "“%s” is no list of this pack", text);
  else
    g_strv_builder_add (builder, text);
}

/**
 * esp_rule_params_read_strings:
 * @array: texts; such that begin with @ stand for a list of the pack
 * @member: what is told when one is wrong
 *
 * Returns: (transfer full): the texts
 */
char **
esp_rule_params_read_strings (EspRuleFile *self,
                              EspJsonWalk *walk,
                              JsonArray *array,
                              const char *member)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **strings;

  if (json_array_get_length (array) > MAX_WORDS)
    esp_json_walk_fail (walk, member, "a list may have at most %d texts", MAX_WORDS);
  for (guint i = 0; i < json_array_get_length (array) && i < MAX_WORDS; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *text =
        json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

      if (text == NULL)
        esp_json_walk_fail (walk, member, "a list of texts is expected");
      else if (*text == '\0' || strlen (text) > MAX_TEXT_BYTES || !g_utf8_validate (text, -1, NULL))
        esp_json_walk_fail (walk, member, "text %u is empty, too long or not UTF-8", i + 1);
      else
        add_string (self, walk, member, text, builder);
    }
  strings = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return strings;
}

/* A word that is nothing but marks of the pattern would be everywhere. */
static gboolean
is_word (const char *text)
{
  return text[strspn (text, "*| \t\r\n")] != '\0';
}

/* Returns: whether a mark of stems, if there is one, stands behind Hangul */
static gboolean
is_stem_of_verb (const char *text)
{
  const char *mark = text + strlen (text) - strlen (STEM_MARK);
  const char *last;

  if (!g_str_has_suffix (text, STEM_MARK) || *text == *STEM_MARK)
    return TRUE;
  last = g_utf8_find_prev_char (text, mark);
  return last != NULL && esp_hangul_is_syllable (g_utf8_get_char (last));
}

/* Lists, numbers and yes or no: what is written otherwise would silently count as not there. */
static void
check_param (EspJsonWalk *walk, const char *member, JsonNode *value)
{
  static const char *const lists[] = { "in",  "words", "near", "with",   "except",        "unless",
                                       "any", "all",   "when", "denied", "denied_before", NULL };
  static const char *const flags[] = { "sentence", "digits", "exact", NULL };
  static const struct
  {
    const char *name;
    int least;
    int most;
  } numbers[] = { { "within", 0, 1000 },
                  { "least", 1, 1000 },
                  { "min", 0, 1000000 },
                  { "max", 0, 1000000 } };
  GType type = json_node_get_value_type (value);

  if (g_strv_contains (lists, member) && !JSON_NODE_HOLDS_ARRAY (value))
    esp_json_walk_fail (walk, member, "a list of texts in square brackets is expected");
  if (g_strv_contains (flags, member) && type != G_TYPE_BOOLEAN)
    esp_json_walk_fail (walk, member, "true or false is expected");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (numbers[i].name, member) &&
        ((type != G_TYPE_INT64 && type != G_TYPE_DOUBLE) ||
         !(json_node_get_double (value) >= numbers[i].least &&
           json_node_get_double (value) <= numbers[i].most)))
      esp_json_walk_fail (walk, member, "a number from %d to %d is expected", numbers[i].least,
                          numbers[i].most);
}

static void
check_known (EspJsonWalk *walk, const EspContentRule *rule)
{
  static const char *const all[] = {
    "in",  "words", "near", "sentence", "with",          "within", "except", "unless",
    "any", "all",   "when", "least",    "digits",        "at",     "exact",  "min",
    "max", "unit",  "also", "denied",   "denied_before", NULL
  };

  if (rule->kind != ESP_RULE_CHECK)
    esp_json_walk_check_members (walk, rule->params, all);
}

/* "낫~" stands for all forms of a verb. */
static gboolean
is_stem (const char *text)
{
  return g_str_has_suffix (text, STEM_MARK) && *text != *STEM_MARK;
}

static void
add_forms (GPtrArray *patterns, const char *text, gboolean has_digits)
{
  g_autofree char *stem = g_strndup (text, strlen (text) - strlen (STEM_MARK));
  g_auto (GStrv) forms = esp_hangul_conjugate (stem);

  for (guint i = 0; forms[i] != NULL; i++)
    g_ptr_array_add (patterns, esp_rule_word_new (forms[i], has_digits));
}

static GPtrArray *
compile_words (char **words, gboolean has_digits)
{
  GPtrArray *patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_word_free);

  for (guint i = 0; words[i] != NULL; i++)
    if (is_stem (words[i]))
      add_forms (patterns, words[i], has_digits);
    else
      g_ptr_array_add (patterns, esp_rule_word_new (words[i], has_digits));
  return patterns;
}

static gboolean
has_words (const EspContentRule *rule, const char *param)
{
  char **words = g_hash_table_lookup (rule->words, param);

  return words != NULL && words[0] != NULL;
}

static gboolean
is_word_of (const EspContentRule *rule, const char *param, const char *const *allowed)
{
  JsonNode *node = json_object_get_member (rule->params, param);

  return node == NULL || (json_node_get_value_type (node) == G_TYPE_STRING &&
                          g_strv_contains (allowed, json_node_get_string (node)));
}

/* What each kind needs, said before the rule is used. */
static void
check_kind (EspJsonWalk *walk, const EspContentRule *rule)
{
  static const char *const parts[] = { "subject", "preheader", "sender", "body",   "alt",
                                       "link",    "title",     "button", "footer", NULL };
  static const char *const places[] = { "start", "end", NULL };
  static const char *const units[] = { "letters", "columns", "bytes", "cp949", "words", NULL };
  const char *const *in;

  if (rule->kind == ESP_RULE_CHECK)
    return;
  if (rule->params == NULL)
    {
      esp_json_walk_fail (walk, "params", "a rule of this kind needs params");
      return;
    }
  in = esp_content_rule_words (rule, "in");
  for (guint i = 0; in[i] != NULL; i++)
    if (!g_strv_contains (parts, in[i]) && !g_str_has_prefix (in[i], "x-"))
      esp_json_walk_fail (walk, "params.in",
                          "“%s” is no part of a message; there are subject, preheader, sender, "
                          "title, body, button, alt, link and footer, and your own with x- before",
                          in[i]);
  if ((rule->kind == ESP_RULE_WORDS || rule->kind == ESP_RULE_NEAR) && !has_words (rule, "words"))
    esp_json_walk_fail (walk, "params.words", "the words to look for are missing");
  if ((rule->kind == ESP_RULE_NEAR || has_words (rule, "near")) && !has_words (rule, "with"))
    esp_json_walk_fail (walk, "params.with", "the words near which they count are missing");
  if (rule->kind == ESP_RULE_REQUIRE && !has_words (rule, "any") && !has_words (rule, "all"))
    esp_json_walk_fail (walk, "params.any", "say what must be there, in any or in all");
  if (rule->kind == ESP_RULE_LENGTH && !json_object_has_member (rule->params, "min") &&
      !json_object_has_member (rule->params, "max"))
    esp_json_walk_fail (walk, "params.max", "say how long it may be, in max or min");
  if (json_object_has_member (rule->params, "min") &&
      json_object_has_member (rule->params, "max") &&
      json_object_get_double_member (rule->params, "min") >
        json_object_get_double_member (rule->params, "max"))
    esp_json_walk_fail (walk, "params.max", "it is less than min");
  if (!is_word_of (rule, "at", places))
    esp_json_walk_fail (walk, "params.at", "use start or end");
  if (!is_word_of (rule, "unit", units))
    esp_json_walk_fail (walk, "params.unit", "use letters, columns, bytes, cp949 or words");
}

/* Reads a list of words, both as it is written and ready to be looked for. */
static char **
read_words (EspRuleFile *self, EspJsonWalk *walk, JsonArray *array, const char *member)
{
  char **words = esp_rule_params_read_strings (self, walk, array, member);

  self->n_words += g_strv_length (words);
  for (guint i = 0; words[i] != NULL; i++)
    if (!is_word (words[i]))
      esp_json_walk_fail (walk, member, "“%s” has no letter to look for", words[i]);
    else if (!is_stem_of_verb (words[i]))
      esp_json_walk_fail (walk, member,
                          "“%s”: “~” stands behind the stem of a Korean verb, as in “사라지~”",
                          words[i]);
  return words;
}

static GPtrArray *
read_patterns (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object, const char *member)
{
  JsonArray *array = esp_json_walk_array (walk, object, member);
  g_auto (GStrv) words = NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    {
      esp_json_walk_fail (walk, member, "the words are missing");
      return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_word_free);
    }
  words = read_words (self, walk, array, member);
  return compile_words (words, self->has_digits);
}

/* One more pair of lists: { "words": […], "with": […], "within": 8, "sentence": true } */
static void
read_pair (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object, EspContentRule *rule)
{
  static const char *const known[] = { "words", "with", "within", "sentence", NULL };
  EspRulePair *pair = g_new0 (EspRulePair, 1);
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  esp_json_walk_check_members (walk, object, known);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &value))
    check_param (walk, member, value);
  pair->words = read_patterns (self, walk, object, "words");
  pair->with = read_patterns (self, walk, object, "with");
  pair->within = json_object_has_member (object, "within")
                   ? (guint) esp_json_walk_int (walk, object, "within", MAX_WITHIN, 0)
                   : esp_content_rule_count (rule, "within", DEFAULT_WITHIN);
  pair->in_sentence = json_object_has_member (object, "sentence")
                        ? esp_json_walk_bool (walk, object, "sentence")
                        : esp_content_rule_flag (rule, "sentence");
  g_ptr_array_add (rule->pairs, pair);
}

static void
read_pairs (EspRuleFile *self, EspJsonWalk *walk, EspContentRule *rule)
{
  JsonArray *array = esp_json_walk_array (walk, rule->params, "also");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n > MAX_PAIRS)
    esp_json_walk_fail (walk, "also", "a rule may have at most %d more pairs", MAX_PAIRS);
  for (guint i = 0; i < n && i < MAX_PAIRS; i++)
    {
      gsize before = esp_json_walk_push (walk, "also");
      JsonObject *object;

      (void) esp_json_walk_push_index (walk, i); /* popped with its list */
      object = esp_json_walk_element (walk, array, i);
      if (object != NULL)
        read_pair (self, walk, object, rule);
      esp_json_walk_pop (walk, before);
    }
}

/* The pair that stands in the rule itself: the words of @member near those of "with". */
static void
add_own_pair (EspContentRule *rule, const char *member)
{
  GPtrArray *words = esp_content_rule_patterns (rule, member);
  GPtrArray *with = esp_content_rule_patterns (rule, "with");
  EspRulePair *pair;

  if (words == NULL || with == NULL)
    return;
  pair = g_new0 (EspRulePair, 1);
  pair->words = g_ptr_array_ref (words);
  pair->with = g_ptr_array_ref (with);
  pair->within = esp_content_rule_count (rule, "within", DEFAULT_WITHIN);
  pair->in_sentence = esp_content_rule_flag (rule, "sentence");
  g_ptr_array_add (rule->pairs, pair);
}

static void
read_param (EspRuleFile *self,
            EspJsonWalk *walk,
            EspContentRule *rule,
            const char *member,
            JsonNode *value)
{
  char **words;

  if (rule->kind != ESP_RULE_CHECK)
    check_param (walk, member, value);
  if (!JSON_NODE_HOLDS_ARRAY (value) || g_str_equal (member, "also"))
    return;
  if (rule->kind == ESP_RULE_CHECK)
    {
      words = esp_rule_params_read_strings (self, walk, json_node_get_array (value), member);
      self->n_words += g_strv_length (words);
    }
  else
    {
      words = read_words (self, walk, json_node_get_array (value), member);
      g_hash_table_insert (rule->patterns, (gpointer) member,
                           compile_words (words, self->has_digits));
    }
  g_hash_table_insert (rule->words, (gpointer) member, words);
}

/**
 * esp_rule_params_read:
 * @object: a rule
 *
 * Reads what a rule looks for, and says what is wrong with it.
 */
void
esp_rule_params_read (EspRuleFile *self,
                      EspJsonWalk *walk,
                      JsonObject *object,
                      EspContentRule *rule)
{
  JsonNode *node = json_object_get_member (object, "params");
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;
  gsize before;

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (walk, "params", "an object in braces is expected");
      return;
    }
  if (node != NULL)
    {
      before = esp_json_walk_push (walk, "params");
      rule->params = json_node_get_object (node);
      self->has_digits = esp_json_walk_bool (walk, rule->params, "digits");
      json_object_iter_init (&iter, rule->params);
      while (json_object_iter_next (&iter, &member, &value))
        read_param (self, walk, rule, member, value);
      check_known (walk, rule);
      if (rule->kind == ESP_RULE_NEAR)
        add_own_pair (rule, "words");
      else if (rule->kind == ESP_RULE_WORDS)
        add_own_pair (rule, "near");
      if (rule->kind == ESP_RULE_NEAR || rule->kind == ESP_RULE_WORDS)
        read_pairs (self, walk, rule);
      if (self->n_words > MAX_PACK_WORDS)
        esp_json_walk_fail (walk, NULL, "the words of a pack are more than %d: make several packs",
                            MAX_PACK_WORDS);
      esp_json_walk_pop (walk, before);
    }
  check_kind (walk, rule);
}

/**
 * esp_rule_params_read_lists:
 * @root: a pack
 *
 * Reads the lists of words to which the rules of the pack refer by "@NAME".
 */
void
esp_rule_params_read_lists (EspRuleFile *self, EspJsonWalk *walk, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "lists");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gsize before;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (walk, "lists", "an object in braces is expected");
      return;
    }
  before = esp_json_walk_push (walk, "lists");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    if (!JSON_NODE_HOLDS_ARRAY (value))
      esp_json_walk_fail (walk, name, "a list of texts in square brackets is expected");
    else
      g_hash_table_insert (self->lists, (gpointer) name,
                           esp_rule_params_read_strings (self, walk, json_node_get_array (value),
                                                         name));
  esp_json_walk_pop (walk, before);
}
