/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

/* What somebody found who opened an address. */
typedef struct
{
  gboolean is_broken;
  gboolean is_doubtful; /* nobody can tell, or it will not last */
  char *what;           /* (nullable): English; the pack translates it */
} EspLinkFact;

void esp_link_fact_free (EspLinkFact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLinkFact, esp_link_fact_free)

GPtrArray *esp_link_facts_list_addresses (const EspMessageDoc *doc);
void esp_link_facts_add_from_text (GPtrArray *addresses, const char *text);
void esp_link_facts_check_text (const EspContentRules *rules,
                                const EspRuleScope *scope,
                                GHashTable *facts,
                                const char *text,
                                GPtrArray *findings);

G_END_DECLS
