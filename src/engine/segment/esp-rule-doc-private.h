/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-rule-doc*.c only. */
#pragma once

#include "engine/segment/esp-rule-doc.h"
#include "engine/segment/esp-rule-limits.h"

G_BEGIN_DECLS

/* The rule as it was, and the edit that ended that. */
typedef struct
{
  EspRule *rule; /* (owned) */
  EspRuleEdit edit;
  guint node_id; /* of changes that may merge */
} EspRuleStep;

struct _EspRuleDoc
{
  GObject parent_instance;

  EspRule *rule; /* (owned): never changed once it stands here */
  GQueue undo;   /* (element-type EspRuleStep), newest first */
  GQueue redo;   /* (element-type EspRuleStep), next first */
  guint next_id;
};

EspRuleStep *esp_rule_step_new (EspRule *rule, EspRuleEdit edit, guint node_id);
void esp_rule_step_free (gpointer data);
void esp_rule_drop_incomplete (EspRuleNode *group);
void esp_rule_doc_tell (EspRuleDoc *self);
void esp_rule_doc_commit (EspRuleDoc *self,
                          EspRule *rule,
                          EspRuleEdit edit,
                          guint node_id,
                          gboolean merge);
gboolean esp_rule_doc_commit_if_fits (EspRuleDoc *self, EspRule *rule, EspRuleEdit edit);
EspRuleNode *esp_rule_doc_find_group (EspRule *rule, guint id);

G_END_DECLS
