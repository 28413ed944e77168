/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what a bounce says about an address, by numbers first and words second, after rules read from data. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-bounce.h"

#include "data/esp-core-resources.h"
#include "engine/policy/esp-bounce-words.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define PACK "/io/github/espalier/core/rules/bounces.json"
#define MAX_LOOKED_AT 8192 /* bytes of a text */

/* The words that must be there, and how the numbers narrow them. */
typedef struct
{
  char *id;              /* (owned) */
  EspBounceWords *words; /* (owned) (nullable) any */
  EspBounceClass klass;
  guint code;          /* 0 any */
  guint subject;       /* of statuses */
  int detail;          /* of statuses; -1 any */
  gboolean is_vague;   /* the words are asked before this is believed */
  gboolean is_lasting; /* whatever the number: given up, it stays so */
} Rule;

struct _EspBounceRules
{
  char *date;
  GPtrArray *overruling; /* (element-type Rule) */
  GPtrArray *statuses;   /* (element-type Rule) */
  GPtrArray *texts;      /* (element-type Rule) */
  GPtrArray *replies;    /* (element-type Rule) */
  EspBounceWords *lists[ESP_MAIL_WORDS_N];
};

typedef struct
{
  guint klass;
  guint subject;
  guint detail;
} Status;

static const char *const class_names[] = { "none", "soft", "hard", "block", "content", "account" };

static const char *const list_names[ESP_MAIL_WORDS_N] = {
  [ESP_MAIL_WORDS_BOUNCE_SUBJECT] = "bounce-subjects",
  [ESP_MAIL_WORDS_BOUNCE_TEXT] = "bounce-texts",
  [ESP_MAIL_WORDS_BOUNCE_SENDER] = "bounce-senders",
  [ESP_MAIL_WORDS_DELAY] = "delays",
  [ESP_MAIL_WORDS_FINAL] = "finals",
  [ESP_MAIL_WORDS_ORIGINAL] = "originals",
  [ESP_MAIL_WORDS_AUTO_SUBJECT] = "auto-subjects",
  [ESP_MAIL_WORDS_AUTO_FRESH_SUBJECT] = "auto-fresh-subjects",
  [ESP_MAIL_WORDS_AUTO_TEXT] = "auto-texts",
  [ESP_MAIL_WORDS_AUTO_BEGINNING] = "auto-beginnings",
  [ESP_MAIL_WORDS_CHALLENGE] = "challenges",
  [ESP_MAIL_WORDS_UNSUBSCRIBE] = "unsubscribes",
  [ESP_MAIL_WORDS_WISH] = "wishes",
  [ESP_MAIL_WORDS_REQUEST] = "requests",
  [ESP_MAIL_WORDS_NO_WISH] = "no-wishes",
  [ESP_MAIL_WORDS_OTHER_SUBJECT] = "others",
  [ESP_MAIL_WORDS_COMPLAINT_SUBJECT] = "complaint-subjects",
  [ESP_MAIL_WORDS_QUOTE] = "quotes",
};

/**
 * esp_bounce_class_name:
 *
 * Returns: the word that data files use
 */
const char *
esp_bounce_class_name (EspBounceClass klass)
{
  g_return_val_if_fail ((guint) klass < G_N_ELEMENTS (class_names), "none");

  return class_names[klass];
}

/* Reading the pack */

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->id);
  esp_bounce_words_free (rule->words);
  g_free (rule);
}

static gboolean
set_invalid (GError **error, const char *list, guint i, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The rules of bounces: %s[%u]: %s", list,
               i, what);
  return FALSE;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gboolean
get_switch (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

static gboolean
find_class (const char *name, EspBounceClass *out_class)
{
  for (guint i = 1; i < G_N_ELEMENTS (class_names); i++)
    if (g_strcmp0 (class_names[i], name) == 0)
      {
        *out_class = (EspBounceClass) i;
        return TRUE;
      }
  return FALSE;
}

/* "1.1", "7.*" */
static gboolean
read_status (const char *text, Rule *rule)
{
  char *end = NULL;
  guint64 subject = g_ascii_strtoull (text, &end, 10);

  if (end == text || *end != '.' || subject > 9)
    return FALSE;
  rule->subject = (guint) subject;
  text = end + 1;
  if (g_str_equal (text, "*"))
    {
      rule->detail = -1;
      return TRUE;
    }
  rule->detail = (int) g_ascii_strtoull (text, &end, 10);
  return end != text && *end == '\0';
}

static gboolean
read_rule (JsonObject *object, const char *list, guint i, Rule *rule, GError **error)
{
  const char *status = get_text (object, "status");
  JsonNode *words = json_object_get_member (object, "words");
  JsonNode *code = json_object_get_member (object, "code");

  rule->id = g_strdup (get_text (object, "id"));
  if (rule->id == NULL)
    rule->id = g_strdup_printf ("%s-%u", list, i);
  if (!find_class (get_text (object, "class"), &rule->klass))
    return set_invalid (error, list, i, "“class” must be soft, hard, block, content or account");
  if (status != NULL && !read_status (status, rule))
    return set_invalid (error, list, i, "“status” must look like “1.1” or “7.*”");
  if (words != NULL)
    {
      if (!JSON_NODE_HOLDS_ARRAY (words))
        return set_invalid (error, list, i, "“words” must be a list");
      rule->words = esp_bounce_words_new (json_node_get_array (words));
    }
  if (code != NULL && JSON_NODE_HOLDS_VALUE (code))
    rule->code = (guint) CLAMP (json_node_get_int (code), 0, 599);
  rule->is_vague = get_switch (object, "vague");
  rule->is_lasting = get_switch (object, "lasting");
  return TRUE;
}

static GPtrArray *
read_rules (JsonObject *root, const char *list, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (rule_free);
  JsonNode *node = json_object_get_member (root, list);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      (void) set_invalid (error, list, 0, "is missing");
      return NULL;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      Rule *rule = g_new0 (Rule, 1);

      g_ptr_array_add (rules, rule);
      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          (void) set_invalid (error, list, i, "must be an object");
          return NULL;
        }
      if (!read_rule (json_node_get_object (element), list, i, rule, error))
        return NULL;
    }
  return g_steal_pointer (&rules);
}

static gboolean
read_lists (EspBounceRules *self, JsonObject *root, GError **error)
{
  for (guint i = 0; i < ESP_MAIL_WORDS_N; i++)
    {
      JsonNode *node = json_object_get_member (root, list_names[i]);

      if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
        return set_invalid (error, list_names[i], 0, "is missing");
      self->lists[i] = esp_bounce_words_new (json_node_get_array (node));
    }
  return TRUE;
}

/**
 * esp_bounce_rules_new:
 * @json: a pack of rules; see data/rules/bounces.json
 * @length: its length, -1 when it ends in a zero
 *
 * Returns: (transfer full) (nullable): the rules; %NULL with @error set
 */
EspBounceRules *
esp_bounce_rules_new (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspBounceRules) self = NULL;
  JsonObject *root;

  if (!json_parser_load_from_data (parser, json, length, error))
    return NULL;
  if (json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The rules of bounces must be a JSON object");
      return NULL;
    }
  root = json_node_get_object (json_parser_get_root (parser));
  self = g_new0 (EspBounceRules, 1);
  self->date = g_strdup (get_text (root, "date"));
  if ((self->overruling = read_rules (root, "overruling", error)) == NULL ||
      (self->statuses = read_rules (root, "statuses", error)) == NULL ||
      (self->texts = read_rules (root, "texts", error)) == NULL ||
      (self->replies = read_rules (root, "replies", error)) == NULL ||
      !read_lists (self, root, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_bounce_rules_free:
 */
void
esp_bounce_rules_free (EspBounceRules *self)
{
  if (self == NULL)
    return;
  g_free (self->date);
  g_clear_pointer (&self->overruling, g_ptr_array_unref);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->replies, g_ptr_array_unref);
  for (guint i = 0; i < ESP_MAIL_WORDS_N; i++)
    esp_bounce_words_free (self->lists[i]);
  g_free (self);
}

/**
 * esp_bounce_rules_get:
 *
 * Returns: (transfer none): the rules that the program brings along; read once and kept for good
 */
const EspBounceRules *
esp_bounce_rules_get (void)
{
  static gsize once;
  static EspBounceRules *rules; /* (owned) */

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) bytes =
        g_resource_lookup_data (esp_core_get_resource (), PACK, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autoptr (GError) error = NULL;
      gsize size = 0;
      const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : "";

      rules = esp_bounce_rules_new (text, (gssize) size, &error);
      if (rules == NULL)
        g_error ("%s", error->message); /* it is built in */
      g_once_init_leave (&once, 1);
    }
  return rules;
}

/**
 * esp_bounce_rules_get_date:
 *
 * Returns: (transfer none) (nullable): of which day the rules are
 */
const char *
esp_bounce_rules_get_date (const EspBounceRules *self)
{
  return self->date;
}

/**
 * esp_bounce_fold:
 * @text: (nullable): UTF-8; the first kilobytes of it are looked at
 *
 * Returns: (transfer full): it in small letters, every run of white space one space, as words are looked for
 */
char *
esp_bounce_fold (const char *text)
{
  g_autofree char *lower = NULL;
  GString *folded = g_string_new (NULL);
  gsize n = text != NULL ? strlen (text) : 0;

  if (n > MAX_LOOKED_AT)
    n = (gsize) (g_utf8_find_prev_char (text, text + MAX_LOOKED_AT) - text);
  lower = g_utf8_strdown (text != NULL ? text : "", (gssize) n);
  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
        g_string_append_unichar (folded, c == 0x2019 ? '\'' : c);
      else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
        g_string_append_c (folded, ' ');
    }
  return g_string_free (folded, FALSE);
}

/**
 * esp_bounce_rules_match:
 * @folded: of esp_bounce_fold()
 *
 * Returns: whether any of the words of @list stands in it
 */
gboolean
esp_bounce_rules_match (const EspBounceRules *self, EspMailWords list, const char *folded)
{
  return esp_bounce_words_find (self->lists[list], folded) != NULL;
}

/**
 * esp_bounce_rules_begins:
 * @folded: of esp_bounce_fold()
 *
 * Returns: whether it begins with any of the words of @list
 */
gboolean
esp_bounce_rules_begins (const EspBounceRules *self, EspMailWords list, const char *folded)
{
  return esp_bounce_words_find (self->lists[list], folded) == folded;
}

/* Reading the numbers */

/* An enhanced code that stands alone: no part of an IP address or of a version. */
static gboolean
parse_status (const char *p, Status *out)
{
  guint parts[3] = { 0 };

  if (*p != '2' && *p != '4' && *p != '5')
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      guint n = 0;

      for (; g_ascii_isdigit (*p) && n < 3; p++, n++)
        parts[i] = parts[i] * 10 + (guint) (*p - '0');
      if (n == 0 || (i == 0 && n > 1) || (i < 2 && *p++ != '.'))
        return FALSE;
    }
  if (g_ascii_isalnum (*p) || (*p == '.' && g_ascii_isdigit (p[1])))
    return FALSE;
  *out = (Status){ parts[0], parts[1], parts[2] };
  return TRUE;
}

static gboolean
find_status (const char *text, Status *out)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean is_start = p == text || (!g_ascii_isalnum (p[-1]) && p[-1] != '.' && p[-1] != '-');

      if (is_start && parse_status (p, out) && out->klass != 2)
        return TRUE;
    }
  return FALSE;
}

/* "550 …", "550-…", "(#550)": three digits of their own that begin with 4 or 5. */
static guint
find_code (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean is_start =
        p == text || (!g_ascii_isalnum (p[-1]) && strchr (".:-_@/", p[-1]) == NULL);

      if (is_start && (*p == '4' || *p == '5') && g_ascii_isdigit (p[1]) && p[1] <= '7' &&
          g_ascii_isdigit (p[2]) && strchr (" -)],;:#\"'", p[3]) != NULL)
        return (guint) (p[0] - '0') * 100 + (guint) (p[1] - '0') * 10 + (guint) (p[2] - '0');
    }
  return 0;
}

/* Deciding */

typedef struct
{
  const EspBounceRules *rules;
  char *diagnostic; /* (owned) folded */
  char *text;       /* (owned) folded */
  Status status;    /* klass is 0 without one */
  guint code;
} Case;

static gboolean
fits (const Rule *rule, const Case *c, const char *folded)
{
  return (rule->code == 0 || rule->code == c->code) &&
         (rule->words == NULL || esp_bounce_words_find (rule->words, folded) != NULL);
}

static const Rule *
find_words (const GPtrArray *rules, const Case *c, const char *folded)
{
  for (guint i = 0; *folded != '\0' && i < rules->len; i++)
    if (fits (g_ptr_array_index (rules, i), c, folded))
      return g_ptr_array_index (rules, i);
  return NULL;
}

/* The server's own words count before those of the program that tells of it. */
static const Rule *
find_any_words (const GPtrArray *rules, const Case *c)
{
  const Rule *rule = find_words (rules, c, c->diagnostic);

  return rule != NULL ? rule : find_words (rules, c, c->text);
}

static const Rule *
find_status_rule (const Case *c)
{
  for (guint i = 0; c->status.klass != 0 && i < c->rules->statuses->len; i++)
    {
      const Rule *rule = g_ptr_array_index (c->rules->statuses, i);

      if (rule->subject == c->status.subject &&
          (rule->detail < 0 || (guint) rule->detail == c->status.detail) &&
          (fits (rule, c, c->diagnostic) || fits (rule, c, c->text)))
        return rule;
    }
  return NULL;
}

static const Rule *
find_rule (const Case *c)
{
  /* What programs tell people beside the server's words names many reasons that might be. */
  const char *said = *c->diagnostic != '\0' ? c->diagnostic : c->text;
  const Rule *rule = find_words (c->rules->overruling, c, said);
  const Rule *vague = NULL;

  if (rule != NULL)
    return rule;
  rule = find_status_rule (c);
  if (rule != NULL && !rule->is_vague)
    return rule;
  vague = rule;
  rule = find_any_words (c->rules->texts, c);
  if (rule == NULL && c->code != 0)
    rule = find_any_words (c->rules->replies, c);
  return rule != NULL ? rule : vague;
}

static void
read_numbers (Case *c, const EspBounceFacts *facts)
{
  Status other = { 0 };
  const char *status = facts->status != NULL ? facts->status : "";

  c->code = find_code (c->diagnostic);
  if (!find_status (status, &c->status))
    c->status = (Status){ 0 };
  /* Some programs write 5.0.0 for everything: what the server itself said is nearer. */
  if (find_status (c->diagnostic, &other) &&
      (c->status.klass == 0 || other.subject != 0 || c->status.subject == 0))
    c->status = other;
  if (c->status.klass == 0 && c->code == 0)
    {
      c->code = find_code (c->text);
      if (find_status (c->text, &other))
        c->status = other;
    }
  if (c->status.klass != 0 && c->status.subject == 0 && c->code == 0)
    c->code = find_code (c->text);
}

/**
 * esp_bounce_judge:
 * @facts: what is said about one address that was given up
 *
 * Where two codes disagree, the first digit is the reply's and the subject the enhanced code's. What began
 * with a 4 says nothing lasting, although it was given up in the end, but for rules that are lasting.
 */
void
esp_bounce_judge (const EspBounceRules *self,
                  const EspBounceFacts *facts,
                  EspBounceVerdict *out_verdict)
{
  Case c = { .rules = self,
             .diagnostic = esp_bounce_fold (facts->diagnostic),
             .text = esp_bounce_fold (facts->text) };
  EspBounceVerdict verdict = { .rule = "" };
  const Rule *rule;

  read_numbers (&c, facts);
  rule = find_rule (&c);
  verdict.code = c.code;
  if (c.status.klass != 0)
    (void) g_snprintf (verdict.status, sizeof verdict.status, "%u.%u.%u", c.status.klass,
                       c.status.subject, c.status.detail);
  if (rule != NULL)
    {
      verdict.klass = rule->klass;
      verdict.rule = rule->id;
      verdict.is_vague = rule->is_vague;
    }
  else if (c.status.klass != 0 || c.code != 0)
    verdict.klass = ESP_BOUNCE_SOFT;
  if (rule != NULL && verdict.klass == ESP_BOUNCE_HARD && !rule->is_lasting &&
      (c.code != 0 ? c.code < 500 : c.status.klass != 0 && c.status.klass < 5))
    verdict.klass = ESP_BOUNCE_SOFT;
  g_free (c.diagnostic);
  g_free (c.text);
  *out_verdict = verdict;
}
