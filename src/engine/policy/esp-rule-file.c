/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one rule pack from JSON; docs/rules.md says what its members mean. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-rules-private.h"

#include "base/esp-json-walk.h"

#include <stdio.h>
#include <string.h>

#define FORMAT 2
#define MAX_PACK_BYTES (2 * 1024 * 1024)
#define MAX_TEXT_BYTES 4000
#define MAX_DEPTH 16
#define MAX_RULES 2000
#define MAX_WORDS 5000
/* Each is looked for in every message. */
#define MAX_PACK_WORDS 20000
#define MAX_ID_LENGTH 60

const char *const esp_severity_names[] = { "fine", "warn", "approve", "block", NULL };
const char *const esp_rule_kind_names[] = { "check", "words", "near", "require", "length", NULL };

static const char *const class_names[] = { "ad", "transactional", NULL };

static void
rule_free (gpointer data)
{
  EspContentRule *rule = data;

  g_hash_table_unref (rule->words);
  g_hash_table_unref (rule->patterns);
  g_free (rule);
}

/**
 * esp_rule_file_free:
 * @self: (nullable): a pack
 */
void
esp_rule_file_free (EspRuleFile *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->parser);
  g_hash_table_unref (self->terms);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->strings);
  g_free (self);
}

/* Reads a text that lives as long as the pack. */
static const char *
read_text (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object, const char *member)
{
  char *text = esp_json_walk_string (walk, object, member, MAX_TEXT_BYTES);

  if (text != NULL)
    g_ptr_array_add (self->strings, text);
  return text;
}

/* Reads a text in English, or an object of texts by their language. */
static void
read_wording (EspRuleFile *self,
              EspJsonWalk *walk,
              JsonObject *object,
              const char *member,
              const char *out_texts[2])
{
  JsonNode *node = json_object_get_member (object, member);
  gsize before;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      out_texts[0] = read_text (self, walk, object, member);
      return;
    }
  before = esp_json_walk_push (walk, member);
  out_texts[0] = read_text (self, walk, json_node_get_object (node), "en");
  out_texts[1] = read_text (self, walk, json_node_get_object (node), "ko");
  if (out_texts[0] == NULL)
    esp_json_walk_fail (walk, "en", "the English text is missing");
  esp_json_walk_pop (walk, before);
}

static char **
read_strings (EspJsonWalk *walk, JsonArray *array, const char *member)
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
        g_strv_builder_add (builder, text);
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

/* Lists, numbers and yes or no: what is written otherwise would silently count as not there. */
static void
check_param (EspJsonWalk *walk, const char *member, JsonNode *value)
{
  static const char *const lists[] = { "in",     "words", "near", "with", "except",
                                       "unless", "any",   "all",  "when", NULL };
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
  static const char *const all[] = { "in",     "words",  "near",   "sentence", "with",
                                     "within", "except", "unless", "any",      "all",
                                     "when",   "least",  "digits", "at",       "exact",
                                     "min",    "max",    "unit",   NULL };

  if (rule->kind != ESP_RULE_CHECK)
    esp_json_walk_check_members (walk, rule->params, all);
}

static GPtrArray *
compile_words (char **words, gboolean has_digits)
{
  GPtrArray *patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_word_free);

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (patterns, esp_rule_word_new (words[i], has_digits));
  return patterns;
}

static void
read_params (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object, EspContentRule *rule)
{
  JsonNode *node = json_object_get_member (object, "params");
  gboolean has_digits;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;
  gsize before;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (walk, "params", "an object in braces is expected");
      return;
    }
  before = esp_json_walk_push (walk, "params");
  rule->params = json_node_get_object (node);
  has_digits = esp_json_walk_bool (walk, rule->params, "digits");
  json_object_iter_init (&iter, rule->params);
  while (json_object_iter_next (&iter, &member, &value))
    {
      if (rule->kind != ESP_RULE_CHECK)
        check_param (walk, member, value);
      if (JSON_NODE_HOLDS_ARRAY (value))
        {
          char **words = read_strings (walk, json_node_get_array (value), member);

          self->n_words += g_strv_length (words);
          for (guint i = 0; rule->kind != ESP_RULE_CHECK && words[i] != NULL; i++)
            if (!is_word (words[i]))
              esp_json_walk_fail (walk, member, "“%s” has no letter to look for", words[i]);
          g_hash_table_insert (rule->words, (gpointer) member, words);
          if (rule->kind != ESP_RULE_CHECK)
            g_hash_table_insert (rule->patterns, (gpointer) member,
                                 compile_words (words, has_digits));
        }
    }
  if (self->n_words > MAX_PACK_WORDS)
    esp_json_walk_fail (walk, NULL, "the words of a pack are more than %d: make several packs",
                        MAX_PACK_WORDS);
  check_known (walk, rule);
  esp_json_walk_pop (walk, before);
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

static gboolean
is_day (const char *text)
{
  guint year;
  guint month;
  guint day;
  char rest;

  return strlen (text) == strlen ("2026-01-01") &&
         sscanf (text, "%4u-%2u-%2u%c", &year, &month, &day, &rest) == 3 && year > 0 &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static const char *
read_day (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object, const char *member)
{
  const char *text = read_text (self, walk, object, member);

  if (text != NULL && !is_day (text))
    {
      esp_json_walk_fail (walk, member, "“%s” is no day; write it as 2026-01-31", text);
      return NULL;
    }
  return text;
}

static gboolean
is_id (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_ID_LENGTH)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-_.", *c) == NULL)
      return FALSE;
  return TRUE;
}

/* An id stays the same for ever: findings, approvals and proofs name it. */
static const char *
read_id (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object)
{
  const char *id = read_text (self, walk, object, "id");

  if (id == NULL || !is_id (id))
    {
      esp_json_walk_fail (walk, "id",
                          "give it a name of letters, digits, “-”, “_” and “.”, such as KR-AD-04");
      return "";
    }
  return id;
}

static const char *const *
read_list (EspContentRule *rule, EspJsonWalk *walk, JsonObject *object, const char *member)
{
  JsonArray *array = esp_json_walk_array (walk, object, member);
  char **list;

  if (array == NULL)
    return NULL;
  list = read_strings (walk, array, member);
  /* No parameter begins with a dot, so these cannot meet. */
  g_hash_table_insert (rule->words,
                       (gpointer) (g_str_equal (member, "countries") ? ".countries" : ".channels"),
                       list);
  return (const char *const *) list;
}

static void
check_countries (EspJsonWalk *walk, const EspContentRule *rule)
{
  for (guint i = 0; rule->countries != NULL && rule->countries[i] != NULL; i++)
    if (strlen (rule->countries[i]) != 2 || !g_ascii_isupper (rule->countries[i][0]) ||
        !g_ascii_isupper (rule->countries[i][1]))
      esp_json_walk_fail (walk, "countries", "“%s” is no country; write two capitals, such as KR",
                          rule->countries[i]);
}

/* Two places are filled in; another one would be shown as it stands. */
static void
check_places (EspJsonWalk *walk, const char *member, const char *const texts[2])
{
  for (guint i = 0; i < 2; i++)
    for (const char *c = texts[i]; c != NULL && (c = strchr (c, '{')) != NULL; c++)
      if (g_ascii_isdigit (c[1]) && c[2] == '}' && c[1] > '1')
        esp_json_walk_fail (walk, member, "only {0} and {1} can be filled in");
}

/* The days of two rules of one id must not overlap, else nobody knows which one holds. */
static void
check_days (EspRuleFile *self, EspJsonWalk *walk, const EspContentRule *rule)
{
  if (rule->from != NULL && rule->until != NULL && strcmp (rule->from, rule->until) > 0)
    esp_json_walk_fail (walk, "until", "it ends before it begins");
  for (guint i = 0; i < self->rules->len; i++)
    {
      const EspContentRule *other = self->rules->pdata[i];

      if (other == rule || !g_str_equal (other->id, rule->id))
        continue;
      if ((other->until == NULL || rule->from == NULL || strcmp (rule->from, other->until) <= 0) &&
          (rule->until == NULL || other->from == NULL || strcmp (other->from, rule->until) <= 0))
        esp_json_walk_fail (walk, "id",
                            "“%s” stands twice for the same days; give the older one until and "
                            "the newer one from",
                            rule->id);
    }
}

static void
read_rule (EspRuleFile *self, EspJsonWalk *walk, JsonObject *object)
{
  static const char *const known[] = { "id",       "kind",   "severity", "class",    "countries",
                                       "channels", "from",   "until",    "sentence", "fine",
                                       "reason",   "source", "url",      "params",   NULL };
  EspContentRule *rule = g_new0 (EspContentRule, 1);
  const char *texts[4][2] = { { NULL } };

  rule->pack = &self->head;
  rule->words = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
  rule->patterns =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_add (self->rules, rule);
  esp_json_walk_check_members (walk, object, known);
  rule->id = read_id (self, walk, object);
  rule->kind = json_object_has_member (object, "kind")
                 ? esp_json_walk_word (walk, object, "kind", esp_rule_kind_names)
                 : ESP_RULE_CHECK;
  rule->severity = esp_json_walk_word (walk, object, "severity", esp_severity_names);
  if (json_object_has_member (object, "class"))
    rule->message_class = class_names[esp_json_walk_word (walk, object, "class", class_names)];
  rule->from = read_day (self, walk, object, "from");
  rule->until = read_day (self, walk, object, "until");
  read_wording (self, walk, object, "sentence", texts[0]);
  read_wording (self, walk, object, "fine", texts[1]);
  read_wording (self, walk, object, "reason", texts[2]);
  read_wording (self, walk, object, "source", texts[3]);
  rule->sentence = texts[0][0];
  rule->sentence_ko = texts[0][1];
  rule->fine = texts[1][0];
  rule->fine_ko = texts[1][1];
  rule->reason = texts[2][0];
  rule->reason_ko = texts[2][1];
  rule->source = texts[3][0];
  rule->source_ko = texts[3][1];
  rule->url = read_text (self, walk, object, "url");
  if (rule->sentence == NULL || rule->fine == NULL || rule->source == NULL)
    esp_json_walk_fail (walk, NULL, "a rule needs id, sentence, fine and source");
  if (rule->url != NULL && *rule->url != '\0' && !g_str_has_prefix (rule->url, "https://") &&
      !g_str_has_prefix (rule->url, "http://"))
    esp_json_walk_fail (walk, "url", "an address of the web is expected, such as https://…");
  check_places (walk, "sentence", texts[0]);
  check_places (walk, "fine", texts[1]);
  rule->countries = read_list (rule, walk, object, "countries");
  check_countries (walk, rule);
  rule->channels = read_list (rule, walk, object, "channels");
  read_params (self, walk, object, rule);
  check_kind (walk, rule);
  check_days (self, walk, rule);
}

/* What the program fills into sentences, translated: { "postal address": "주소" } */
static void
read_terms (EspRuleFile *self, EspJsonWalk *walk, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "terms");
  JsonObjectIter iter;
  const char *term;
  JsonNode *value;
  gsize before;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (walk, "terms", "an object in braces is expected");
      return;
    }
  before = esp_json_walk_push (walk, "terms");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &term, &value))
    if (json_node_get_value_type (value) == G_TYPE_STRING &&
        g_utf8_validate (json_node_get_string (value), -1, NULL))
      g_hash_table_insert (self->terms, (gpointer) term, (gpointer) json_node_get_string (value));
    else
      esp_json_walk_fail (walk, term, "a text is expected: the same in Korean");
  esp_json_walk_pop (walk, before);
}

static void
read_head (EspRuleFile *self, EspJsonWalk *walk, JsonObject *root)
{
  static const char *const known[] = { "format",   "id",    "date",  "title", "about",
                                       "industry", "is_on", "terms", "rules", NULL };
  const char *title[2] = { NULL };
  const char *about[2] = { NULL };

  esp_json_walk_check_members (walk, root, known);
  if (esp_json_walk_int (walk, root, "format", G_MAXINT, 0) != FORMAT)
    esp_json_walk_fail (walk, "format", "this program reads format %d", FORMAT);
  self->head.id = read_id (self, walk, root);
  self->head.date = read_day (self, walk, root, "date");
  read_wording (self, walk, root, "title", title);
  read_wording (self, walk, root, "about", about);
  self->head.title = title[0] != NULL ? title[0] : self->head.id;
  self->head.title_ko = title[1];
  self->head.about = about[0];
  self->head.about_ko = about[1];
  self->head.industry = read_text (self, walk, root, "industry");
  self->head.is_on =
    !json_object_has_member (root, "is_on") || esp_json_walk_bool (walk, root, "is_on");
  if (self->head.date == NULL)
    esp_json_walk_fail (walk, "date", "a pack needs its day, such as 2026-01-31");
  read_terms (self, walk, root);
}

static void
read_pack (EspRuleFile *self, EspJsonWalk *walk, JsonObject *root)
{
  JsonArray *rules;
  guint n;

  read_head (self, walk, root);
  rules = esp_json_walk_array (walk, root, "rules");
  if (rules == NULL)
    esp_json_walk_fail (walk, "rules", "a pack needs its rules, a list in brackets");
  n = rules != NULL ? json_array_get_length (rules) : 0;
  if (n > MAX_RULES)
    esp_json_walk_fail (walk, "rules", "a pack may have at most %d rules", MAX_RULES);
  for (guint i = 0; i < n && walk->error == NULL; i++)
    {
      gsize before = esp_json_walk_push (walk, "rules");
      JsonObject *object;

      (void) esp_json_walk_push_index (walk, i); /* popped with its list */
      object = esp_json_walk_element (walk, rules, i);
      if (object != NULL)
        read_rule (self, walk, object);
      esp_json_walk_pop (walk, before);
    }
  self->head.n_rules = self->rules->len;
}

/**
 * esp_rule_file_parse:
 * @json: a pack
 * @length: its bytes
 *
 * Returns: (transfer full) (nullable): the pack, or NULL with %ESP_CONTENT_RULES_ERROR, which names the
 *   place
 */
EspRuleFile *
esp_rule_file_parse (const char *json, gsize length, GError **error)
{
  g_autoptr (EspRuleFile) self = g_new0 (EspRuleFile, 1);
  g_autoptr (GError) parse_error = NULL;
  EspJsonWalk walk;
  JsonNode *root;

  self->parser = json_parser_new_immutable ();
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->strings = g_ptr_array_new_with_free_func (g_free);
  self->terms = g_hash_table_new (g_str_hash, g_str_equal);
  if (length > MAX_PACK_BYTES || esp_json_is_too_deep (json, length, MAX_DEPTH))
    {
      g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                   "The rule pack is larger than %d MB or nested deeper than %d levels",
                   MAX_PACK_BYTES / 1024 / 1024, MAX_DEPTH);
      return NULL;
    }
  if (!json_parser_load_from_data (self->parser, json, (gssize) length, &parse_error) ||
      (root = json_parser_get_root (self->parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_autofree char *why = esp_json_dup_problem (parse_error);

      g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                   "The rule pack is not a JSON object: %s", why);
      return NULL;
    }
  esp_json_walk_init (&walk, "The rule pack", ESP_CONTENT_RULES_ERROR,
                      ESP_CONTENT_RULES_ERROR_INVALID);
  walk.text = json;
  walk.length = length;
  read_pack (self, &walk, json_node_get_object (root));
  if (!esp_json_walk_finish (&walk, error))
    return NULL;
  return g_steal_pointer (&self);
}
