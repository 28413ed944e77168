/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What an edit did: views have the words for "Undo …". */
typedef enum
{
  ESP_RULE_EDIT_NONE,
  ESP_RULE_EDIT_ADD,
  ESP_RULE_EDIT_REMOVE,
  ESP_RULE_EDIT_CHANGE,
  ESP_RULE_EDIT_MODE,
  ESP_RULE_EDIT_DISABLE,
  ESP_RULE_EDIT_MOVE,
  ESP_RULE_EDIT_GROUP,
  ESP_RULE_EDIT_UNGROUP,
  ESP_RULE_EDIT_DUPLICATE,
  ESP_RULE_EDIT_PASTE,
  ESP_RULE_EDIT_TEXT,
  ESP_N_RULE_EDITS
} EspRuleEdit;

/* A rule being edited, with everything that was done to it. One gesture is one step back.
 *
 * Signal "changed": after each edit, undo and redo. Parts are named by the ids of their nodes, which stay
 * as long as the part does, also through undo. */
#define ESP_TYPE_RULE_DOC (esp_rule_doc_get_type ())
G_DECLARE_FINAL_TYPE (EspRuleDoc, esp_rule_doc, ESP, RULE_DOC, GObject)

EspRuleDoc *esp_rule_doc_new (const EspRule *rule);
const EspRule *esp_rule_doc_get_rule (EspRuleDoc *self);
EspRule *esp_rule_doc_dup_complete (EspRuleDoc *self);
gboolean esp_rule_doc_is_incomplete (EspRuleDoc *self, guint id);

guint esp_rule_doc_add (EspRuleDoc *self, guint group_id, guint position, EspRuleNode *node);
guint esp_rule_doc_paste (EspRuleDoc *self, guint after_id, const EspRuleNode *node);
gboolean esp_rule_doc_remove (EspRuleDoc *self, const guint *ids, guint n_ids);
gboolean
esp_rule_doc_set_condition (EspRuleDoc *self, guint id, EspCondition *condition, gboolean merge);
gboolean esp_rule_doc_set_mode (EspRuleDoc *self, guint id, EspGroupMode mode);
gboolean esp_rule_doc_toggle_disabled (EspRuleDoc *self, const guint *ids, guint n_ids);
gboolean esp_rule_doc_move (EspRuleDoc *self, guint id, int delta);
gboolean esp_rule_doc_move_in (EspRuleDoc *self, guint id);
gboolean esp_rule_doc_move_out (EspRuleDoc *self, guint id);
gboolean esp_rule_doc_move_to (EspRuleDoc *self, guint id, guint group_id, guint position);
guint esp_rule_doc_group (EspRuleDoc *self, const guint *ids, guint n_ids);
gboolean esp_rule_doc_ungroup (EspRuleDoc *self, guint id);
guint esp_rule_doc_duplicate (EspRuleDoc *self, guint id);
gboolean esp_rule_doc_replace (EspRuleDoc *self, const EspRule *rule);

EspRuleEdit esp_rule_doc_get_undo (EspRuleDoc *self);
EspRuleEdit esp_rule_doc_get_redo (EspRuleDoc *self);
gboolean esp_rule_doc_undo (EspRuleDoc *self);
gboolean esp_rule_doc_redo (EspRuleDoc *self);

char *esp_rule_doc_save_steps (EspRuleDoc *self);
void esp_rule_doc_load_steps (EspRuleDoc *self, const char *json);

G_END_DECLS
