/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The workspace's choice of packs: those that are switched on, and off with "-" before. */
#define ESP_META_RULE_PACKS "rule_packs"

/* A file of the user that is not used. */
typedef struct
{
  char *path;
  char *sentence;
} EspRulePackProblem;

char *esp_rule_packs_get_folder (void);
const EspContentRules *esp_rule_packs_refresh (void);
gboolean esp_rule_packs_take_file (EspContentRules *rules, const char *path, GError **error);
GPtrArray *esp_rule_packs_dup_problems (void);

/* What somebody wants to be checked otherwise than it is in the workspace now. Everything is borrowed. */
typedef struct
{
  const char *day;              /* (nullable): as if it were that day */
  const char *const *countries; /* (nullable): as if all who get it lived there */
  const char *const *only;      /* (nullable): nothing but these packs */
} EspCheckWish;

/* Which rules hold in a workspace today. */
typedef struct
{
  const EspContentRules *rules;
  char **choices;         /* (owned) */
  char *day;              /* (owned): "2026-11-22" in the workspace's time zone */
  GArray *phrases;        /* (owned) of EspContentPhrase */
  GPtrArray *texts;       /* (owned) what the phrases point to */
  GHashTable *link_facts; /* (owned) address → EspLinkFact */
} EspRuleUse;

EspRuleUse *esp_rule_use_load (EspTx *tx, GError **error);
void esp_rule_use_free (EspRuleUse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleUse, esp_rule_use_free)
gboolean esp_rule_use_has (const EspRuleUse *self, const EspRulePack *pack);
void esp_rule_use_fill (const EspRuleUse *self, EspContentInput *input);
gboolean esp_rule_use_switch (EspTx *tx, const char *pack, gboolean is_on, GError **error);

G_END_DECLS
