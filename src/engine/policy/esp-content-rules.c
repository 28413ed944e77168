/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the rule packs that are in use: which there are, and which of their rules hold where and when. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-rules-private.h"

#include "data/esp-core-resources.h"

#include <string.h>

#define OWN_PACKS "/io/github/espalier/core/rules/packs"

struct _EspContentRules
{
  GPtrArray *files;  /* (element-type EspRuleFile) */
  GPtrArray *rules;  /* (element-type EspContentRule) of all files */
  GHashTable *by_id; /* id → GPtrArray of EspContentRule: the same rule at different times */
};

static EspContentRules *installed; /* atomic; findings point into it, so it is never freed */

G_DEFINE_QUARK (esp - content - rules - error - quark, esp_content_rules_error)

static EspContentRules *
rules_new (void)
{
  EspContentRules *self = g_new0 (EspContentRules, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rule_file_free);
  self->rules = g_ptr_array_new ();
  self->by_id =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

static void
index_rules (EspContentRules *self)
{
  g_ptr_array_set_size (self->rules, 0);
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < self->files->len; i++)
    {
      const EspRuleFile *file = self->files->pdata[i];

      for (guint j = 0; j < file->rules->len; j++)
        {
          EspContentRule *rule = file->rules->pdata[j];
          GPtrArray *same = g_hash_table_lookup (self->by_id, rule->id);

          if (same == NULL)
            {
              same = g_ptr_array_new ();
              g_hash_table_insert (self->by_id, (gpointer) rule->id, same);
            }
          g_ptr_array_add (same, rule);
          g_ptr_array_add (self->rules, rule);
        }
    }
}

/**
 * esp_content_rules_parse:
 * @json: a pack; docs/rules.md says what its members mean
 * @length: its bytes, -1 when it ends in NUL
 *
 * Returns: (transfer full) (nullable): a set with this pack alone, or NULL with
 *   %ESP_CONTENT_RULES_ERROR, which names the place
 */
EspContentRules *
esp_content_rules_parse (const char *json, gssize length, GError **error)
{
  EspRuleFile *file =
    esp_rule_file_parse (json, length < 0 ? strlen (json) : (gsize) length, error);
  EspContentRules *self;

  if (file == NULL)
    return NULL;
  self = rules_new ();
  g_ptr_array_add (self->files, file);
  index_rules (self);
  return self;
}

/**
 * esp_content_rules_free:
 * @self: (nullable): a set that nobody uses
 */
void
esp_content_rules_free (EspContentRules *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static guint
find_file (const EspContentRules *self, const char *id)
{
  guint i = 0;

  while (i < self->files->len &&
         !g_str_equal (((EspRuleFile *) self->files->pdata[i])->head.id, id))
    i++;
  return i;
}

/* A rule of another pack is not changed in passing, and only the program has checks of its own. */
static gboolean
check_rules (const EspContentRules *self, const EspRuleFile *file, GError **error)
{
  for (guint i = 0; i < file->rules->len; i++)
    {
      const EspContentRule *rule = file->rules->pdata[i];
      GPtrArray *same = g_hash_table_lookup (self->by_id, rule->id);
      const EspContentRule *first = same != NULL ? same->pdata[0] : NULL;

      if (first != NULL && !g_str_equal (first->pack->id, file->head.id))
        {
          g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                       "The rule “%s” belongs to the pack “%s” already; give it another id, or "
                       "give "
                       "your pack the id “%s” and a newer date to replace the whole pack",
                       rule->id, first->pack->id, first->pack->id);
          return FALSE;
        }
      if (rule->kind == ESP_RULE_CHECK && (first == NULL || first->kind != ESP_RULE_CHECK))
        {
          g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                       "This program has no check of its own for the rule “%s”; give the rule a "
                       "kind: "
                       "words, near, require or length",
                       rule->id);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * esp_content_rules_take_pack:
 * @self: a set that is not in use yet
 * @pack: (transfer full): a set of one pack from outside of the program; it replaces an older pack of its
 *   id
 *
 * Returns: %FALSE with %ESP_CONTENT_RULES_ERROR_OLD or what is wrong; then @self is as before
 */
gboolean
esp_content_rules_take_pack (EspContentRules *self, EspContentRules *pack, GError **error)
{
  g_autoptr (EspContentRules) other = pack;
  EspRuleFile *file;
  guint at;

  g_return_val_if_fail (other->files->len == 1, FALSE);
  file = other->files->pdata[0];
  at = find_file (self, file->head.id);
  if (at < self->files->len)
    {
      const EspRuleFile *mine = self->files->pdata[at];

      if (strcmp (file->head.date, mine->head.date) <= 0)
        {
          g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_OLD,
                       "The pack “%s” of %s is not newer than the one in use (%s); it is left out",
                       file->head.id, file->head.date, mine->head.date);
          return FALSE;
        }
    }
  if (!check_rules (self, file, error))
    return FALSE;
  (void) g_ptr_array_steal_index (other->files, 0); /* it goes over to @self */
  if (at < self->files->len)
    {
      esp_rule_file_free (self->files->pdata[at]);
      self->files->pdata[at] = file;
    }
  else
    g_ptr_array_add (self->files, file);
  index_rules (self);
  return TRUE;
}

static EspRuleFile *
load_own (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (OWN_PACKS, "/", name, NULL);
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  EspRuleFile *file = NULL;

  if (bytes != NULL)
    file = esp_rule_file_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  if (file != NULL)
    file->head.is_own = TRUE;
  return file;
}

/**
 * esp_content_rules_new_own:
 *
 * Returns: (transfer full): the packs that the program carries
 */
EspContentRules *
esp_content_rules_new_own (void)
{
  EspContentRules *self = rules_new ();
  g_auto (GStrv) names = g_resource_enumerate_children (esp_core_get_resource (), OWN_PACKS,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      EspRuleFile *file = load_own (names[i], &error);

      if (file == NULL)
        g_error ("The rule pack %s of the program is broken: %s", names[i], error->message);
      g_ptr_array_add (self->files, file);
    }
  index_rules (self);
  return self;
}

/**
 * esp_content_rules_get_default:
 *
 * Returns: (transfer none): the packs in use: those of the program, until others are installed
 */
const EspContentRules *
esp_content_rules_get_default (void)
{
  static EspContentRules *own;
  const EspContentRules *rules = g_atomic_pointer_get (&installed);

  if (rules != NULL)
    return rules;
  if (g_once_init_enter (&own))
    g_once_init_leave (&own, esp_content_rules_new_own ());
  return own;
}

/**
 * esp_content_rules_install:
 * @rules: (transfer full): the packs to use from now on
 *
 * What was in use before stays: findings that are still shown point to it.
 */
void
esp_content_rules_install (EspContentRules *rules)
{
  static GMutex lock;
  static GPtrArray *kept; /* all that were ever in use */

  g_mutex_lock (&lock);
  if (kept == NULL)
    kept = g_ptr_array_new ();
  g_ptr_array_add (kept, rules);
  g_mutex_unlock (&lock);
  g_atomic_pointer_set (&installed, rules);
}

/**
 * esp_content_rules_get_date:
 *
 * Returns: the day of the newest pack, "2026-11-01"; kept with every decision.
 */
const char *
esp_content_rules_get_date (const EspContentRules *self)
{
  const char *date = "";

  for (guint i = 0; i < self->files->len; i++)
    {
      const EspRuleFile *file = self->files->pdata[i];

      if (strcmp (file->head.date, date) > 0)
        date = file->head.date;
    }
  return date;
}

static gboolean
is_on (const EspRulePack *pack, const EspRuleScope *scope)
{
  gboolean on = pack->is_on;

  if (scope->only != NULL)
    return g_strv_contains (scope->only, pack->id);
  for (guint i = 0; scope->choices != NULL && scope->choices[i] != NULL; i++)
    if (g_str_equal (scope->choices[i], pack->id))
      on = TRUE;
    else if (*scope->choices[i] == '-' && g_str_equal (scope->choices[i] + 1, pack->id))
      on = FALSE;
  return on;
}

static gboolean
meets (const char *const *wanted, const char *const *given)
{
  if (wanted == NULL || given == NULL)
    return TRUE;
  for (guint i = 0; given[i] != NULL; i++)
    if (g_strv_contains (wanted, given[i]))
      return TRUE;
  return FALSE;
}

/**
 * esp_content_rule_is_in:
 *
 * Returns: whether the rule holds for what @scope describes
 */
gboolean
esp_content_rule_is_in (const EspContentRule *rule, const EspRuleScope *scope)
{
  const char *channel[] = { scope->channel, NULL };

  if (!is_on (rule->pack, scope) || !meets (rule->countries, scope->countries) ||
      !meets (rule->channels, scope->channel != NULL ? channel : NULL))
    return FALSE;
  if (rule->message_class != NULL && scope->message_class != NULL &&
      !g_str_equal (rule->message_class, scope->message_class))
    return FALSE;
  if (scope->day == NULL)
    return TRUE;
  return (rule->from == NULL || strcmp (rule->from, scope->day) <= 0) &&
         (rule->until == NULL || strcmp (scope->day, rule->until) <= 0);
}

/**
 * esp_content_rules_find:
 *
 * Returns: (nullable): the rule of that id, the newest when it changed; packs may lack it, then it is not
 *   checked.
 */
const EspContentRule *
esp_content_rules_find (const EspContentRules *self, const char *id)
{
  GPtrArray *same = g_hash_table_lookup (self->by_id, id);
  const EspContentRule *newest = NULL;

  for (guint i = 0; same != NULL && i < same->len; i++)
    {
      const EspContentRule *rule = same->pdata[i];

      if (newest == NULL ||
          (rule->from != NULL && (newest->from == NULL || strcmp (rule->from, newest->from) > 0)))
        newest = rule;
    }
  return newest;
}

/**
 * esp_content_rules_find_in:
 *
 * Returns: (nullable): the rule of that id that holds for @scope
 */
const EspContentRule *
esp_content_rules_find_in (const EspContentRules *self, const char *id, const EspRuleScope *scope)
{
  GPtrArray *same = g_hash_table_lookup (self->by_id, id);

  if (scope->day == NULL)
    {
      const EspContentRule *newest = esp_content_rules_find (self, id);

      return newest != NULL && esp_content_rule_is_in (newest, scope) ? newest : NULL;
    }
  for (guint i = 0; same != NULL && i < same->len; i++)
    if (esp_content_rule_is_in (same->pdata[i], scope))
      return same->pdata[i];
  return NULL;
}

/**
 * esp_content_rules_get:
 */
const EspContentRule *
esp_content_rules_get (const EspContentRules *self, guint i)
{
  g_return_val_if_fail (i < self->rules->len, NULL);
  return self->rules->pdata[i];
}

/**
 * esp_content_rules_get_n:
 */
guint
esp_content_rules_get_n (const EspContentRules *self)
{
  return self->rules->len;
}

/**
 * esp_content_rules_get_pack:
 */
const EspRulePack *
esp_content_rules_get_pack (const EspContentRules *self, guint i)
{
  g_return_val_if_fail (i < self->files->len, NULL);
  return &((EspRuleFile *) self->files->pdata[i])->head;
}

/**
 * esp_content_rules_find_pack:
 *
 * Returns: (nullable)
 */
const EspRulePack *
esp_content_rules_find_pack (const EspContentRules *self, const char *id)
{
  guint at = find_file (self, id);

  return at < self->files->len ? esp_content_rules_get_pack (self, at) : NULL;
}

/**
 * esp_content_rules_get_n_packs:
 */
guint
esp_content_rules_get_n_packs (const EspContentRules *self)
{
  return self->files->len;
}

/**
 * esp_content_rules_translate:
 * @term: English words that the program fills into sentences
 * @language: "ko"
 *
 * Returns: (transfer none): the same in @language as far as a pack knows it
 */
const char *
esp_content_rules_translate (const EspContentRules *self, const char *term, const char *language)
{
  for (guint i = 0; g_strcmp0 (language, "ko") == 0 && i < self->files->len; i++)
    {
      const EspRuleFile *file = self->files->pdata[i];
      const char *word = g_hash_table_lookup (file->terms, term);

      if (word != NULL)
        return word;
    }
  return term;
}

/**
 * esp_content_rule_words:
 *
 * Returns: (array zero-terminated=1): the texts of a parameter; empty when the pack has none.
 */
const char *const *
esp_content_rule_words (const EspContentRule *rule, const char *param)
{
  static const char *const none[] = { NULL };
  char **words = g_hash_table_lookup (rule->words, param);

  return words != NULL ? (const char *const *) words : none;
}

/**
 * esp_content_rule_patterns:
 *
 * Returns: (transfer none) (nullable) (element-type EspRuleWord): the texts of a parameter, to look for
 */
GPtrArray *
esp_content_rule_patterns (const EspContentRule *rule, const char *param)
{
  return g_hash_table_lookup (rule->patterns, param);
}

static JsonNode *
get_param (const EspContentRule *rule, const char *param)
{
  JsonNode *node = rule->params != NULL ? json_object_get_member (rule->params, param) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

/**
 * esp_content_rule_number:
 *
 * Returns: the number of a parameter, or @fallback when the pack has none.
 */
double
esp_content_rule_number (const EspContentRule *rule, const char *param, double fallback)
{
  JsonNode *node = get_param (rule, param);

  return node != NULL ? json_node_get_double (node) : fallback;
}

/**
 * esp_content_rule_count:
 *
 * Returns: the parameter as a count, from 0 to %ESP_CONTENT_MAX_COUNT; @fallback when the pack has none.
 */
guint
esp_content_rule_count (const EspContentRule *rule, const char *param, guint fallback)
{
  double number = esp_content_rule_number (rule, param, fallback);

  return (guint) CLAMP (number, 0, ESP_CONTENT_MAX_COUNT);
}

/**
 * esp_content_rule_flag:
 */
gboolean
esp_content_rule_flag (const EspContentRule *rule, const char *param)
{
  JsonNode *node = get_param (rule, param);

  return node != NULL && json_node_get_boolean (node);
}

/**
 * esp_content_rule_word:
 *
 * Returns: (nullable): the one text of a parameter
 */
const char *
esp_content_rule_word (const EspContentRule *rule, const char *param)
{
  JsonNode *node = get_param (rule, param);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static const char *
pick (const char *english, const char *korean, const char *language)
{
  return korean != NULL && g_strcmp0 (language, "ko") == 0 ? korean : english;
}

/**
 * esp_content_rule_get_reason:
 * @language: (nullable): "ko"; else English
 *
 * Returns: (nullable): why the rule matters
 */
const char *
esp_content_rule_get_reason (const EspContentRule *rule, const char *language)
{
  return pick (rule->reason, rule->reason_ko, language);
}

/**
 * esp_content_rule_get_source:
 * @language: (nullable): "ko"; else English
 *
 * Returns: the law, or who says so
 */
const char *
esp_content_rule_get_source (const EspContentRule *rule, const char *language)
{
  return pick (rule->source, rule->source_ko, language);
}

/**
 * esp_severity_to_string:
 */
const char *
esp_severity_to_string (EspSeverity severity)
{
  g_return_val_if_fail (severity <= ESP_SEVERITY_BLOCK, NULL);
  return esp_severity_names[severity];
}

/**
 * esp_rule_kind_to_string:
 */
const char *
esp_rule_kind_to_string (EspRuleKind kind)
{
  g_return_val_if_fail (kind <= ESP_RULE_LENGTH, NULL);
  return esp_rule_kind_names[kind];
}
