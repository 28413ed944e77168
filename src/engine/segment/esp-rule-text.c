/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the small text language of rules; every error names its line and column.
 *
 *   all(city in ["서울", "경기"], event("open") count>=2 in last 30 days,
 *       any(ltv >= 300000, tag = "VIP"), none(event("order") in last 7 days))
 */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-text.h"

#include "engine/segment/esp-rule-limits.h"
#include "engine/segment/esp-rule-parser.h"

#include <string.h>

static gboolean
read_attribute (EspRuleParser *self, EspCondition *condition)
{
  gboolean done = FALSE;

  if (!esp_rule_parser_need_name (self, "a field", &condition->subject) ||
      !esp_rule_parser_read_between (self, &condition->op, condition->values, &done))
    return FALSE;
  if (!done &&
      !esp_rule_parser_read_operator (self, &condition->op, condition->values, &condition->window))
    return FALSE;
  if (!esp_rule_parser_skip_word (self, "or"))
    return TRUE;
  condition->or_unknown = TRUE;
  return esp_rule_parser_skip_word (self, "unknown") || esp_rule_parser_skip_word (self, "empty") ||
         esp_rule_parser_fail_at (self, self->lexer.offset, ESP_RULE_FAULT_OR_WITHOUT_UNKNOWN, 0);
}

static gboolean
read_tag (EspRuleParser *self, EspCondition *condition)
{
  gsize start = self->lexer.offset;

  if (!esp_rule_parser_read_operator (self, &condition->op, condition->values, NULL))
    return FALSE;
  if (condition->op == ESP_OP_IS || condition->op == ESP_OP_ONE_OF)
    condition->op = ESP_OP_HAS_ANY;
  else if (condition->op == ESP_OP_IS_NOT || condition->op == ESP_OP_NONE_OF)
    condition->op = ESP_OP_HAS_NONE;
  if (condition->op != ESP_OP_HAS_ANY && condition->op != ESP_OP_HAS_ALL &&
      condition->op != ESP_OP_HAS_NONE)
    return esp_rule_parser_fail_at (self, start, ESP_RULE_FAULT_TAG_COMPARISON, 0);
  return TRUE;
}

static gboolean
read_consent (EspRuleParser *self, EspCondition *condition)
{
  if (!esp_rule_parser_need_sign (self, "(") ||
      !esp_rule_parser_need_text (self, "a channel in quotes", &condition->subject) ||
      !esp_rule_parser_need_sign (self, ",") ||
      !esp_rule_parser_need_text (self, "a purpose in quotes", &condition->detail) ||
      !esp_rule_parser_need_sign (self, ")"))
    return FALSE;
  condition->negate = esp_rule_parser_at_sign (self, "!=");
  if (!esp_rule_parser_skip_sign (self, "=") && !esp_rule_parser_skip_sign (self, "!="))
    return esp_rule_parser_expected (self, "“=” or “!=”");
  return esp_rule_parser_need_text (self, "a state in quotes, such as \"granted\"",
                                    &condition->state);
}

static gboolean
read_where (EspRuleParser *self, EspCondition *condition)
{
  if (!esp_rule_parser_skip_word (self, "where"))
    return TRUE;
  if (!esp_rule_parser_need_sign (self, "("))
    return FALSE;
  do
    {
      EspWhere *clause = esp_where_new (NULL, ESP_OP_IS);
      gsize start = self->lexer.offset;
      EspRuleFault *problem = NULL;
      gboolean done = FALSE;

      g_ptr_array_add (condition->where, clause);
      if (condition->where->len > ESP_RULE_MAX_WHERE)
        return esp_rule_parser_fail_at (self, start, ESP_RULE_FAULT_MANY_DEMANDS,
                                        ESP_RULE_MAX_WHERE);
      if (!esp_rule_parser_need_name (self, "a property", &clause->property) ||
          !esp_rule_parser_read_between (self, &clause->op, clause->values, &done))
        return FALSE;
      if (!done && !esp_rule_parser_read_operator (self, &clause->op, clause->values, NULL))
        return FALSE;
      problem = esp_rule_where_problem (clause);
      if (problem != NULL)
        return esp_rule_parser_fail_with (self, start, problem);
    }
  while (esp_rule_parser_skip_sign (self, ","));
  return esp_rule_parser_need_sign (self, ")");
}

static char *
as_id (EspRuleParser *self, EspConditionKind kind, char *name)
{
  char *id = self->names != NULL && self->names->id_of != NULL && name != NULL
               ? self->names->id_of (kind, name, self->names->data)
               : NULL;

  if (id == NULL)
    return name;
  g_free (name);
  return id;
}

/* event( … ), message( … , … ) and what is demanded of them. */
static gboolean
read_happening (EspRuleParser *self, EspCondition *condition)
{
  if (!esp_rule_parser_need_sign (self, "(") ||
      !esp_rule_parser_need_text (self, "a name in quotes", &condition->subject))
    return FALSE;
  if (condition->kind == ESP_CONDITION_MESSAGE && esp_rule_parser_skip_sign (self, ","))
    {
      if (!esp_rule_parser_need_text (self, "a campaign in quotes", &condition->detail))
        return FALSE;
      condition->detail = as_id (self, ESP_CONDITION_MESSAGE, condition->detail);
    }
  return esp_rule_parser_need_sign (self, ")") && read_where (self, condition);
}

/* “within 3 days after event("cart")” */
static gboolean
read_after (EspRuleParser *self, EspCondition *condition)
{
  if (!esp_rule_parser_skip_word (self, "within"))
    return TRUE;
  condition->after = esp_condition_new (ESP_CONDITION_EVENT, NULL);
  condition->after->window.kind = ESP_WINDOW_LAST;
  if (!esp_rule_parser_read_length (self, &condition->after->window))
    return FALSE;
  if (!esp_rule_parser_skip_word (self, "after"))
    return esp_rule_parser_expected (self, "“after”");
  if (esp_rule_parser_skip_word (self, "message"))
    condition->after->kind = ESP_CONDITION_MESSAGE;
  else if (!esp_rule_parser_skip_word (self, "event"))
    return esp_rule_parser_expected (self, "“event” or “message”");
  return read_happening (self, condition->after);
}

static gboolean
read_count (EspRuleParser *self, EspCondition *condition)
{
  if (!esp_rule_parser_skip_word (self, "count"))
    return TRUE;
  if (esp_rule_parser_at_sign (self, ">="))
    condition->count_op = ESP_COUNT_AT_LEAST;
  else if (esp_rule_parser_at_sign (self, "<="))
    condition->count_op = ESP_COUNT_AT_MOST;
  else if (esp_rule_parser_at_sign (self, "="))
    condition->count_op = ESP_COUNT_EXACTLY;
  else
    return esp_rule_parser_expected (self, "“>=”, “<=” or “=”");
  esp_rule_lexer_advance (&self->lexer);
  return esp_rule_parser_need_integer (self, "a count", ESP_RULE_MAX_COUNT, &condition->count);
}

static gboolean
read_events (EspRuleParser *self, EspCondition *condition)
{
  if (!read_happening (self, condition) || !read_after (self, condition) ||
      !read_count (self, condition))
    return FALSE;
  return !esp_rule_parser_at_window (self) ||
         esp_rule_parser_read_window (self, &condition->window);
}

static gboolean
read_random (EspRuleParser *self, EspCondition *condition)
{
  if (!esp_rule_parser_need_sign (self, "("))
    return FALSE;
  if (self->lexer.kind != ESP_TOKEN_NUMBER)
    return esp_rule_parser_expected (self, "a share such as 10%");
  if (!esp_rule_parser_read_value (self, condition->values) ||
      !esp_rule_parser_need_sign (self, "%"))
    return FALSE;
  if (esp_rule_parser_skip_sign (self, ",") &&
      !esp_rule_parser_need_text (self, "a seed in quotes", &condition->detail))
    return FALSE;
  return esp_rule_parser_need_sign (self, ")");
}

static gboolean
read_body (EspRuleParser *self, EspCondition *condition)
{
  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_TAG:
      return read_tag (self, condition);
    case ESP_CONDITION_CONSENT:
      return read_consent (self, condition);
    case ESP_CONDITION_SUPPRESSION:
      if (!esp_rule_parser_skip_sign (self, "("))
        return TRUE;
      return esp_rule_parser_need_text (self, "a channel in quotes", &condition->subject) &&
             esp_rule_parser_need_sign (self, ")");
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return read_events (self, condition);
    case ESP_CONDITION_SEGMENT:
      if (!esp_rule_parser_need_sign (self, "(") ||
          !esp_rule_parser_need_text (self, "a segment in quotes", &condition->subject))
        return FALSE;
      condition->subject = as_id (self, ESP_CONDITION_SEGMENT, condition->subject);
      return esp_rule_parser_need_sign (self, ")");
    case ESP_CONDITION_ANNIVERSARY:
      return esp_rule_parser_need_sign (self, "(") &&
             esp_rule_parser_need_name (self, "a field", &condition->subject) &&
             esp_rule_parser_need_sign (self, ")") &&
             (esp_rule_parser_at_window (self) ||
              esp_rule_parser_expected (self, "a window such as “in next 7 days”")) &&
             esp_rule_parser_read_window (self, &condition->window);
    case ESP_CONDITION_RANDOM:
      return read_random (self, condition);
    default:
      return read_attribute (self, condition);
    }
}

/* Which condition begins here; the words before it are taken in. */
static gboolean
read_head (EspRuleParser *self, EspCondition *condition, gboolean *out_negated)
{
  static const struct
  {
    const char *word;
    EspConditionKind kind;
  } heads[] = { { "tag", ESP_CONDITION_TAG },         { "consent", ESP_CONDITION_CONSENT },
                { "event", ESP_CONDITION_EVENT },     { "suppressed", ESP_CONDITION_SUPPRESSION },
                { "message", ESP_CONDITION_MESSAGE }, { "anniversary", ESP_CONDITION_ANNIVERSARY },
                { "segment", ESP_CONDITION_SEGMENT }, { "random", ESP_CONDITION_RANDOM } };

  *out_negated = esp_rule_parser_skip_word (self, "not");
  if (esp_rule_parser_at_word (self, "first") || esp_rule_parser_at_word (self, "last"))
    {
      (void) esp_occurrence_parse (self->lexer.text, &condition->occurrence); /* one of the two */
      esp_rule_lexer_advance (&self->lexer);
    }
  condition->kind = ESP_CONDITION_ATTRIBUTE;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (esp_rule_parser_skip_word (self, heads[i].word))
      {
        condition->kind = heads[i].kind;
        break;
      }
  if (condition->occurrence != ESP_OCCURRENCE_ANY && !esp_condition_is_events (condition))
    return esp_rule_parser_expected (self, "“event” or “message” after “first” or “last”");
  return TRUE;
}

/* Conditions that have no contrary of their own are put into a group "none": unknown values match. */
static EspRuleNode *
negate_node (EspRuleNode *node)
{
  EspRuleNode *group;

  if (node->condition != NULL &&
      (node->condition->kind == ESP_CONDITION_CONSENT ||
       node->condition->kind == ESP_CONDITION_SUPPRESSION ||
       node->condition->kind == ESP_CONDITION_SEGMENT || esp_condition_is_events (node->condition)))
    {
      node->condition->negate = !node->condition->negate;
      return node;
    }
  if (node->children != NULL && node->mode != ESP_GROUP_ALL)
    {
      node->mode = node->mode == ESP_GROUP_ANY ? ESP_GROUP_NONE : ESP_GROUP_ANY;
      return node;
    }
  group = esp_rule_node_new_group (ESP_GROUP_NONE);
  esp_rule_node_insert (group, 0, node);
  return group;
}

static EspRuleNode *
read_leaf (EspRuleParser *self)
{
  g_autoptr (EspCondition) condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, NULL);
  gsize start = self->lexer.offset;
  EspRuleFault *problem = NULL;
  gboolean negated = FALSE;
  EspRuleNode *leaf;

  if (self->lexer.kind != ESP_TOKEN_WORD && self->lexer.kind != ESP_TOKEN_NAME)
    {
      esp_rule_parser_expected (self, "a condition");
      return NULL;
    }
  if (!read_head (self, condition, &negated) || !read_body (self, condition))
    return NULL;
  problem = esp_rule_condition_problem (condition);
  if (problem != NULL)
    {
      esp_rule_parser_fail_with (self, start, problem);
      return NULL;
    }
  leaf = esp_rule_node_new_leaf (g_steal_pointer (&condition));
  esp_rule_parser_get_place (self, start, &leaf->line, &leaf->column);
  return negated ? negate_node (leaf) : leaf;
}

static EspRuleNode *read_node (EspRuleParser *self, guint depth);

static gboolean
at_group (EspRuleParser *self, EspGroupMode *out_mode)
{
  EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
  gboolean is_group;

  if (self->lexer.kind != ESP_TOKEN_WORD || !esp_group_mode_parse (self->lexer.text, out_mode))
    return FALSE;
  esp_rule_lexer_advance (&ahead);
  is_group = esp_rule_lexer_is (&ahead, ESP_TOKEN_SIGN, "(");
  esp_rule_lexer_clear (&ahead);
  return is_group;
}

/* Who knows other languages writes "and" and "or" between conditions. */
static gboolean
expected_end (EspRuleParser *self, const char *what)
{
  if (esp_rule_parser_at_word (self, "and") || esp_rule_parser_at_word (self, "AND"))
    return esp_rule_parser_fail_at (self, self->lexer.offset, ESP_RULE_FAULT_USE_ALL, 0);
  if (esp_rule_parser_at_word (self, "or") || esp_rule_parser_at_word (self, "OR"))
    return esp_rule_parser_fail_at (self, self->lexer.offset, ESP_RULE_FAULT_USE_ANY, 0);
  return esp_rule_parser_expected (self, what);
}

static EspRuleNode *
read_group (EspRuleParser *self, EspGroupMode mode, guint depth)
{
  g_autoptr (EspRuleNode) group = esp_rule_node_new_group (mode);

  if (depth > ESP_RULE_MAX_DEPTH)
    {
      esp_rule_parser_fail_at (self, self->lexer.offset, ESP_RULE_FAULT_TOO_DEEP,
                               ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  esp_rule_lexer_advance (&self->lexer); /* the word */
  esp_rule_lexer_advance (&self->lexer); /* the bracket */
  if (esp_rule_parser_skip_sign (self, ")"))
    return g_steal_pointer (&group);
  do
    {
      EspRuleNode *child = read_node (self, depth + 1);

      if (child == NULL)
        return NULL;
      esp_rule_node_insert (group, G_MAXUINT, child);
    }
  while (esp_rule_parser_skip_sign (self, ","));
  if (!esp_rule_parser_at_sign (self, ")"))
    {
      expected_end (self, self->lexer.kind == ESP_TOKEN_END ? "“)”" : "“,” or “)”");
      return NULL;
    }
  esp_rule_lexer_advance (&self->lexer);
  return g_steal_pointer (&group);
}

/* "not" before a group turns it round. */
static gboolean
at_negated_group (EspRuleParser *self)
{
  EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
  EspGroupMode mode;
  gboolean is_group;

  if (!esp_rule_parser_at_word (self, "not"))
    return FALSE;
  esp_rule_lexer_advance (&ahead);
  is_group = ahead.kind == ESP_TOKEN_WORD && esp_group_mode_parse (ahead.text, &mode);
  if (is_group)
    esp_rule_lexer_advance (&ahead);
  is_group = is_group && esp_rule_lexer_is (&ahead, ESP_TOKEN_SIGN, "(");
  esp_rule_lexer_clear (&ahead);
  return is_group;
}

static EspRuleNode *
read_node (EspRuleParser *self, guint depth)
{
  gboolean disabled = esp_rule_parser_skip_word (self, "off");
  gboolean negated = at_negated_group (self) && esp_rule_parser_skip_word (self, "not");
  gsize start = self->lexer.offset;
  EspGroupMode mode = ESP_GROUP_ALL;
  g_autoptr (EspRuleNode) node = NULL;

  if (++self->n_nodes > ESP_RULE_MAX_NODES)
    {
      esp_rule_parser_fail_at (self, start, ESP_RULE_FAULT_TOO_MANY, ESP_RULE_MAX_NODES);
      return NULL;
    }
  node = at_group (self, &mode) ? read_group (self, mode, depth) : read_leaf (self);
  if (node != NULL && negated)
    node = negate_node (g_steal_pointer (&node));
  if (node == NULL)
    return NULL;
  node->disabled = disabled;
  if (node->line == 0)
    esp_rule_parser_get_place (self, start, &node->line, &node->column);
  if (depth + esp_rule_node_height (node) > ESP_RULE_MAX_DEPTH + 1)
    {
      esp_rule_parser_fail_at (self, start, ESP_RULE_FAULT_TOO_DEEP, ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  return g_steal_pointer (&node);
}

static EspRule *
read_rule (EspRuleParser *self)
{
  g_autoptr (EspRuleNode) node = NULL;
  EspRuleNode *root;

  if (self->lexer.kind == ESP_TOKEN_END)
    return esp_rule_new_everyone ();
  node = read_node (self, 1);
  if (node == NULL)
    return NULL;
  if (self->lexer.kind != ESP_TOKEN_END)
    {
      expected_end (self, "the end of the rule");
      return NULL;
    }
  if (esp_rule_node_is_group (node) && !node->disabled)
    return esp_rule_new (g_steal_pointer (&node));
  if (esp_rule_node_height (node) >= ESP_RULE_MAX_DEPTH)
    {
      esp_rule_parser_fail_at (self, 0, ESP_RULE_FAULT_TOO_DEEP, ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0, g_steal_pointer (&node));
  return esp_rule_new (root);
}

/**
 * esp_rule_read_text:
 * @names: (nullable): turns names of segments and campaigns into ids
 * @out_fault: (out) (transfer full): on failure what is wrong, by code
 *
 * Reads a rule in the small text language. A condition without a group around it stands for a group
 * "all" of that condition, an empty text for everyone.
 *
 * Returns: (transfer full) (nullable): the rule
 */
EspRule *
esp_rule_read_text (const char *text, const EspRuleNames *names, EspRuleFault **out_fault)
{
  EspRuleParser parser = { .names = names };
  EspRule *rule;

  if (strlen (text) > ESP_RULE_MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    {
      *out_fault =
        esp_rule_fault_new_with (ESP_RULE_FAULT_TOO_LONG, NULL, NULL, ESP_RULE_MAX_BYTES);
      return NULL;
    }
  esp_rule_lexer_init (&parser.lexer, text);
  rule = read_rule (&parser);
  esp_rule_lexer_clear (&parser.lexer);
  if (rule == NULL)
    *out_fault = parser.fault;
  return rule;
}

/**
 * esp_rule_parse_text:
 * @names: (nullable)
 * @out_offset: (out) (optional): on error, where in @text it is, in bytes
 *
 * As esp_rule_read_text(), for those who speak English.
 *
 * Returns: (transfer full): the rule, or %NULL with an #EspRuleError that names line and column
 */
EspRule *
esp_rule_parse_text (const char *text, const EspRuleNames *names, gsize *out_offset, GError **error)
{
  g_autoptr (EspRuleFault) fault = NULL;
  EspRule *rule = esp_rule_read_text (text, names, &fault);

  if (rule != NULL)
    return rule;
  esp_rule_fault_to_error (fault, error);
  if (out_offset != NULL)
    *out_offset = fault->offset;
  return NULL;
}
