/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-rule-text.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* More than any message has of anything. */
#define ESP_CONTENT_MAX_COUNT 1000000000u

typedef enum
{
  ESP_SEVERITY_FINE,
  ESP_SEVERITY_WARN,    /* shown; the send may go on */
  ESP_SEVERITY_APPROVE, /* needs the yes of a person, with a reason */
  ESP_SEVERITY_BLOCK,   /* cannot be sent */
} EspSeverity;

/* How a rule is checked. All but the first need no code of their own: a pack can use them. */
typedef enum
{
  ESP_RULE_CHECK,   /* by the program, which knows the rule by its id */
  ESP_RULE_WORDS,   /* words that must not be there */
  ESP_RULE_NEAR,    /* words that must not stand near others */
  ESP_RULE_REQUIRE, /* words that must be there */
  ESP_RULE_LENGTH,  /* how long a part may be */
} EspRuleKind;

/* A dated set of rules that belong together; it lives in its set. */
typedef struct
{
  const char *id;
  const char *date;     /* "2026-11-22": the newer one of the same id counts */
  const char *title;    /* English */
  const char *title_ko; /* (nullable) */
  const char *about;    /* (nullable) */
  const char *about_ko; /* (nullable) */
  const char *industry; /* (nullable): whose words it knows */
  gboolean is_on;       /* holds unless a workspace switches it off; else it must be switched on */
  gboolean is_own;      /* of the program, not of a file of the user */
  guint n_rules;
  const char *digest; /* of its text, SHA-256 */
} EspRulePack;

/* Words that count only near others. */
typedef struct
{
  GPtrArray *words; /* (element-type EspRuleWord) */
  GPtrArray *with;  /* (element-type EspRuleWord) */
  guint within;     /* letters between them at most */
  gboolean in_sentence;
} EspRulePair;

/* One rule of a pack. Everything belongs to the pack. */
typedef struct
{
  const EspRulePack *pack;
  const char *id;
  EspRuleKind kind;
  EspSeverity severity;
  const char *message_class;    /* (nullable): "ad" or "transactional" */
  const char *const *countries; /* (nullable): only with leads of these */
  const char *const *channels;  /* (nullable): only for messages of these */
  const char *from;             /* (nullable): the first day on which it holds */
  const char *until;            /* (nullable): the last one */
  const char *sentence;         /* English; {0} and {1} are filled in */
  const char *sentence_ko;      /* (nullable) */
  const char *fine;
  const char *fine_ko;
  const char *reason; /* (nullable): why it matters */
  const char *reason_ko;
  const char *source; /* the law, or who says so */
  const char *source_ko;
  const char *url;    /* (nullable): where it can be read */
  JsonObject *params; /* (nullable) */
  GHashTable *words;  /* lists of @params: name → strings */
  GHashTable
    *patterns;      /* the same lists, ready to be looked for: name → GPtrArray of EspRuleWord */
  GPtrArray *pairs; /* (element-type EspRulePair) */
} EspContentRule;

/* What decides which rules hold. Everything is borrowed. */
typedef struct
{
  const char *const *countries; /* (nullable): every country */
  const char *message_class;    /* (nullable): every class */
  const char *channel;          /* (nullable): "email" */
  const char *day;              /* (nullable): "2026-11-22"; else the newest rule of each id */
  const char *const *choices;   /* (nullable): "PACK" is switched on, "-PACK" off */
  const char *const *only;      /* (nullable): nothing but these packs */
} EspRuleScope;

/* The packs of rules for what is sent; immutable once it is in use. */
typedef struct _EspContentRules EspContentRules;

EspContentRules *esp_content_rules_parse (const char *json, gssize length, GError **error);
EspContentRules *esp_content_rules_new_own (void);
gboolean esp_content_rules_take_pack (EspContentRules *self, EspContentRules *pack, GError **error);
void esp_content_rules_free (EspContentRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspContentRules, esp_content_rules_free)
const EspContentRules *esp_content_rules_get_default (void);
void esp_content_rules_install (EspContentRules *rules);

const char *esp_content_rules_get_date (const EspContentRules *self);
const EspContentRule *esp_content_rules_find (const EspContentRules *self, const char *id);
const EspContentRule *
esp_content_rules_find_in (const EspContentRules *self, const char *id, const EspRuleScope *scope);
const EspContentRule *esp_content_rules_get (const EspContentRules *self, guint i);
guint esp_content_rules_get_n (const EspContentRules *self);
const EspRulePack *esp_content_rules_get_pack (const EspContentRules *self, guint i);
const EspRulePack *esp_content_rules_find_pack (const EspContentRules *self, const char *id);
guint esp_content_rules_get_n_packs (const EspContentRules *self);
const char *
esp_content_rules_translate (const EspContentRules *self, const char *term, const char *language);

gboolean esp_content_rule_is_in (const EspContentRule *rule, const EspRuleScope *scope);
const char *const *esp_content_rule_words (const EspContentRule *rule, const char *param);
GPtrArray *esp_content_rule_patterns (const EspContentRule *rule, const char *param);
double esp_content_rule_number (const EspContentRule *rule, const char *param, double fallback);
guint esp_content_rule_count (const EspContentRule *rule, const char *param, guint fallback);
gboolean esp_content_rule_flag (const EspContentRule *rule, const char *param);
const char *esp_content_rule_word (const EspContentRule *rule, const char *param);
const char *esp_content_rule_get_reason (const EspContentRule *rule, const char *language);
const char *esp_content_rule_get_source (const EspContentRule *rule, const char *language);
const char *esp_severity_to_string (EspSeverity severity);
const char *esp_rule_kind_to_string (EspRuleKind kind);

#define ESP_CONTENT_RULES_ERROR (esp_content_rules_error_quark ())
GQuark esp_content_rules_error_quark (void);

typedef enum
{
  ESP_CONTENT_RULES_ERROR_INVALID, /* a rule pack is wrong; the text names the place */
  ESP_CONTENT_RULES_ERROR_OLD,     /* a newer one of the same id is in use */
} EspContentRulesError;

G_END_DECLS
