/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-condition.h"

G_BEGIN_DECLS

/* Limits of every rule, whichever way it comes in. */
#define ESP_RULE_MAX_DEPTH 6
#define ESP_RULE_MAX_NODES 500
#define ESP_RULE_MAX_BYTES (256 * 1024)
#define ESP_RULE_MAX_VALUES 1000
#define ESP_RULE_MAX_TEXT 1000 /* bytes of one value or name */
#define ESP_RULE_MAX_WHERE 10
#define ESP_RULE_MAX_COUNT 1000000
#define ESP_RULE_MAX_UNITS 100000
#define ESP_RULE_VERSION 1

typedef enum
{
  ESP_GROUP_ALL,
  ESP_GROUP_ANY,
  ESP_GROUP_NONE,
  ESP_N_GROUP_MODES
} EspGroupMode;

#define ESP_RULE_ERROR (esp_rule_error_quark ())
typedef enum
{
  ESP_RULE_ERROR_SYNTAX,  /* not readable: mend the text */
  ESP_RULE_ERROR_UNKNOWN, /* names a field, kind or word that this version does not know */
  ESP_RULE_ERROR_LIMIT,   /* too deep, too long, too many */
  ESP_RULE_ERROR_VERSION, /* written by a newer version */
} EspRuleError;

typedef struct _EspRuleNode EspRuleNode;
struct _EspRuleNode
{
  guint id;          /* stays with the node through copies; 0 in what was just read */
  gboolean disabled; /* kept but without effect */
  guint line;        /* where it stood in a text; 0 when it came another way */
  guint column;
  EspRuleNode *parent;     /* (unowned) (nullable): the group around */
  EspGroupMode mode;       /* of groups */
  GPtrArray *children;     /* (owned) (nullable) (element-type EspRuleNode): of groups */
  EspCondition *condition; /* (owned) (nullable): of leaves */
};

/* A whole rule: always one group at the root; an empty root matches everyone. */
typedef struct
{
  gatomicrefcount refs;
  EspRuleNode *root; /* (owned) */
} EspRule;

GQuark esp_rule_error_quark (void);

EspRuleNode *esp_rule_node_new_group (EspGroupMode mode);
EspRuleNode *esp_rule_node_new_leaf (EspCondition *condition);
EspRuleNode *esp_rule_node_copy (const EspRuleNode *self);
void esp_rule_node_free (EspRuleNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleNode, esp_rule_node_free)
void esp_rule_node_insert (EspRuleNode *group, guint position, EspRuleNode *child);
EspRuleNode *esp_rule_node_take_out (EspRuleNode *self);
guint esp_rule_node_index (const EspRuleNode *self);
guint esp_rule_node_level (const EspRuleNode *self);
guint esp_rule_node_height (const EspRuleNode *self);
guint esp_rule_node_size (const EspRuleNode *self);
gboolean esp_rule_node_is_group (const EspRuleNode *self);
gboolean esp_rule_node_is_active (const EspRuleNode *self);
EspRuleNode *esp_rule_node_child (const EspRuleNode *self, guint index);
char *esp_rule_node_dup_place (const EspRuleNode *self);
gboolean esp_rule_node_equal (const EspRuleNode *a, const EspRuleNode *b);

EspRule *esp_rule_new (EspRuleNode *root);
EspRule *esp_rule_new_everyone (void);
EspRule *esp_rule_ref (EspRule *self);
void esp_rule_unref (EspRule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRule, esp_rule_unref)
EspRule *esp_rule_copy (const EspRule *self);
guint esp_rule_number (EspRule *self, guint next_id);
EspRuleNode *esp_rule_find (const EspRule *self, guint id);
gboolean esp_rule_is_everyone (const EspRule *self);

typedef void (*EspRuleNodeFunc) (EspRuleNode *node, gpointer data);
void esp_rule_foreach (const EspRule *self, EspRuleNodeFunc func, gpointer data);

const char *esp_group_mode_name (EspGroupMode mode);
gboolean esp_group_mode_parse (const char *name, EspGroupMode *out_mode);

G_END_DECLS
