/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one rule pack from JSON; docs/rules.md says what its members mean. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-rules-private.h"

#include "base/esp-json-fault.h"
#include "base/esp-json-walk.h"

#include <stdio.h>
#include <string.h>

#define FORMAT 2
#define MAX_PACK_BYTES (2 * 1024 * 1024)
#define MAX_TEXT_BYTES 4000
#define MAX_DEPTH 16
#define MAX_RULES 2000
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
  g_ptr_array_unref (rule->pairs);
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
  g_hash_table_unref (self->lists);
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
read_list (EspRuleFile *self,
           EspContentRule *rule,
           EspJsonWalk *walk,
           JsonObject *object,
           const char *member)
{
  JsonArray *array = esp_json_walk_array (walk, object, member);
  char **list;

  if (array == NULL)
    return NULL;
  list = esp_rule_params_read_strings (self, walk, array, member);
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
    else if (g_str_equal (rule->countries[i], "UK") || g_str_equal (rule->countries[i], "EL"))
      esp_json_walk_fail (walk, "countries", "the United Kingdom is GB and Greece is GR");
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
  rule->pairs = g_ptr_array_new_with_free_func (esp_rule_pair_free);
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
  rule->countries = read_list (self, rule, walk, object, "countries");
  check_countries (walk, rule);
  rule->channels = read_list (self, rule, walk, object, "channels");
  esp_rule_params_read (self, walk, object, rule);
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
  static const char *const known[] = { "format", "id",    "date",  "title", "about", "industry",
                                       "is_on",  "terms", "lists", "rules", NULL };
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
  esp_rule_params_read_lists (self, walk, root);
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
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
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
      g_autofree char *fault =
        g_utf8_validate_len (json, length, NULL) ? esp_json_dup_fault (json, length) : NULL;
      g_autofree char *why =
        fault != NULL ? g_steal_pointer (&fault) : esp_json_dup_problem (parse_error);

      g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                   "The rule pack is not a JSON object: %s", why);
      return NULL;
    }
  esp_json_walk_init (&walk, "The rule pack", ESP_CONTENT_RULES_ERROR,
                      ESP_CONTENT_RULES_ERROR_INVALID);
  walk.text = json;
  walk.length = length;
  read_pack (self, &walk, json_node_get_object (root));
  self->head.digest =
    g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) json, length);
  g_ptr_array_add (self->strings, (gpointer) self->head.digest);
  if (!esp_json_walk_finish (&walk, error))
    return NULL;
  return g_steal_pointer (&self);
}
