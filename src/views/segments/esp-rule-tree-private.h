/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-rule-tree.c and esp-rule-acts.c only. */
#pragma once

#include "views/segments/esp-rule-parts.h"
#include "views/segments/esp-rule-tree.h"

G_BEGIN_DECLS

struct _EspRuleTree
{
  GtkWidget parent_instance;

  GtkWidget *child;                 /* (nullable): the card of the root */
  EspRuleDoc *doc;                  /* (owned) */
  const EspSegmentChoices *choices; /* (unowned) (nullable) */
  GHashTable *parts;                /* (owned): id to EspRulePart */
  GHashTable *chosen;               /* (owned): set of ids */
  GSimpleActionGroup *actions;      /* (owned) */
  guint focus_id;                   /* what to focus once it is shown again */
  gboolean is_editing;              /* the change comes from a control that is on the screen */
  guint adding_to;
};

/* Something that is done to one part, or to all chosen ones if it is one of them. */
typedef struct
{
  const char *name;
  void (*act) (EspRuleTree *self, guint id);
  const char *trigger; /* (nullable) */
} EspRuleAct;

extern const EspRuleAct esp_rule_acts[];
extern const guint esp_n_rule_acts;

void esp_rule_tree_say (EspRuleTree *self, const char *text);
EspRulePart *esp_rule_tree_find_part (EspRuleTree *self, guint id);
const EspRuleNode *esp_rule_tree_find_node (EspRuleTree *self, guint id);
guint esp_rule_tree_current_id (EspRuleTree *self);

G_END_DECLS
