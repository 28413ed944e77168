/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_SEVERITY_FINE,
  ESP_SEVERITY_WARN,    /* shown; the send may go on */
  ESP_SEVERITY_APPROVE, /* needs the yes of a person, with a reason */
  ESP_SEVERITY_BLOCK,   /* cannot be sent */
} EspSeverity;

/* One rule of a pack. Everything belongs to the pack. */
typedef struct
{
  const char *id;
  EspSeverity severity;
  const char *message_class;    /* (nullable): "ad" or "transactional" */
  const char *const *countries; /* (nullable): only with leads of these */
  const char *sentence;         /* English; {0} and {1} are filled in */
  const char *fine;
  const char *source; /* the law, or why */
  JsonObject *params; /* (nullable) */
  GHashTable *words;  /* lists of @params: name → strings */
} EspContentRule;

/* A dated set of rules for the content of messages; immutable. */
typedef struct _EspContentRules EspContentRules;

EspContentRules *esp_content_rules_parse (const char *json, gssize length, GError **error);
void esp_content_rules_free (EspContentRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspContentRules, esp_content_rules_free)
const EspContentRules *esp_content_rules_get_default (void);

const char *esp_content_rules_get_date (const EspContentRules *self);
const EspContentRule *esp_content_rules_find (const EspContentRules *self, const char *id);
const EspContentRule *esp_content_rules_get (const EspContentRules *self, guint i);
guint esp_content_rules_get_n (const EspContentRules *self);

const char *const *esp_content_rule_words (const EspContentRule *rule, const char *param);
double esp_content_rule_number (const EspContentRule *rule, const char *param, double fallback);
const char *esp_severity_to_string (EspSeverity severity);

#define ESP_CONTENT_RULES_ERROR (esp_content_rules_error_quark ())
GQuark esp_content_rules_error_quark (void);

typedef enum
{
  ESP_CONTENT_RULES_ERROR_INVALID, /* a rule pack is wrong; the text names the place */
} EspContentRulesError;

G_END_DECLS
