/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the values of a field compare. */
typedef enum
{
  ESP_RULE_TYPE_TEXT,
  ESP_RULE_TYPE_NUMBER,
  ESP_RULE_TYPE_BOOLEAN,
  ESP_RULE_TYPE_DATE,   /* a calendar day, kept as its midnight in UTC, µs */
  ESP_RULE_TYPE_MOMENT, /* µs UTC */
} EspRuleType;

typedef struct
{
  char *key;   /* (owned) */
  char *label; /* (owned) */
  EspRuleType type;
} EspRuleField;

/* What rules may name in one workspace at one moment. Built once, then only read, by any thread. */
typedef struct _EspRuleCatalog EspRuleCatalog;

EspRuleCatalog *esp_rule_catalog_new (void);
EspRuleCatalog *esp_rule_catalog_ref (EspRuleCatalog *self);
void esp_rule_catalog_unref (EspRuleCatalog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleCatalog, esp_rule_catalog_unref)

void esp_rule_catalog_add_field (EspRuleCatalog *self,
                                 const char *key,
                                 const char *label,
                                 EspRuleType type);
void esp_rule_catalog_add_segment (EspRuleCatalog *self,
                                   const char *id,
                                   const char *name,
                                   const char *const *uses);
void esp_rule_catalog_add_campaign (EspRuleCatalog *self, const char *id, const char *name);

guint esp_rule_catalog_get_n_fields (const EspRuleCatalog *self);
const EspRuleField *esp_rule_catalog_get_field (const EspRuleCatalog *self, guint index);
const EspRuleField *esp_rule_catalog_find_field (const EspRuleCatalog *self, const char *key);
GPtrArray *esp_rule_catalog_list_segments (const EspRuleCatalog *self);
const char *esp_rule_catalog_get_segment_name (const EspRuleCatalog *self, const char *id);
const char *esp_rule_catalog_find_segment (const EspRuleCatalog *self, const char *name);
const char *esp_rule_catalog_get_campaign_name (const EspRuleCatalog *self, const char *id);
GPtrArray *esp_rule_catalog_list_campaigns (const EspRuleCatalog *self);
const char *esp_rule_catalog_find_campaign (const EspRuleCatalog *self, const char *name);
gboolean esp_rule_catalog_reaches (const EspRuleCatalog *self, const char *from, const char *to);

G_END_DECLS
