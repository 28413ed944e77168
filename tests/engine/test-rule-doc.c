/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every edit of a rule is one step that can be taken back, and no edit breaks the limits. */
#include "engine/segment/esp-rule-doc.h"
#include "engine/segment/esp-rule-text.h"

static EspRuleDoc *
make_doc (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRule) rule = esp_rule_parse_text (text, NULL, NULL, &error);

  g_assert_no_error (error);
  return esp_rule_doc_new (rule);
}

static void
assert_text (EspRuleDoc *doc, const char *expected)
{
  g_autofree char *text = esp_rule_to_text (esp_rule_doc_get_rule (doc), NULL);

  g_assert_cmpstr (text, ==, expected);
}

/* Ids in make_doc() go by the order of reading: the root is 1. */
static void
test_moves (void)
{
  g_autoptr (EspRuleDoc) doc = make_doc ("all(tag = \"a\", any(tag = \"b\"), tag = \"c\")");

  g_assert_true (esp_rule_doc_move (doc, 2, 1));
  assert_text (doc, "all(any(tag = \"b\"), tag = \"a\", tag = \"c\")");
  g_assert_true (esp_rule_doc_move_in (doc, 5));
  assert_text (doc, "all(any(tag = \"b\", tag = \"c\"), tag = \"a\")");
  g_assert_true (esp_rule_doc_move_out (doc, 4));
  assert_text (doc, "all(any(tag = \"c\"), tag = \"b\", tag = \"a\")");
  g_assert_false (esp_rule_doc_move_to (doc, 3, 3, 0));
  g_assert_false (esp_rule_doc_move_out (doc, 4));
  for (guint i = 0; i < 3; i++)
    g_assert_true (esp_rule_doc_undo (doc));
  g_assert_false (esp_rule_doc_undo (doc));
  assert_text (doc, "all(tag = \"a\", any(tag = \"b\"), tag = \"c\")");
  g_assert_true (esp_rule_doc_redo (doc));
  assert_text (doc, "all(any(tag = \"b\"), tag = \"a\", tag = \"c\")");
}

static void
test_groups (void)
{
  g_autoptr (EspRuleDoc) doc = make_doc ("all(tag = \"a\", tag = \"b\", tag = \"c\")");
  guint both[] = { 2, 4 };
  guint id = esp_rule_doc_group (doc, both, 2);

  assert_text (doc, "all(any(tag = \"a\", tag = \"c\"), tag = \"b\")");
  g_assert_true (esp_rule_doc_set_mode (doc, id, ESP_GROUP_NONE));
  g_assert_true (esp_rule_doc_toggle_disabled (doc, &id, 1));
  assert_text (doc, "all(off none(tag = \"a\", tag = \"c\"), tag = \"b\")");
  g_assert_true (esp_rule_doc_ungroup (doc, id));
  assert_text (doc, "all(tag = \"a\", tag = \"c\", tag = \"b\")");
  g_assert_cmpuint (esp_rule_doc_duplicate (doc, 3), !=, 0);
  assert_text (doc, "all(tag = \"a\", tag = \"c\", tag = \"b\", tag = \"b\")");
}

static void
test_depth_is_kept (void)
{
  g_autoptr (EspRuleDoc) doc = make_doc ("all(any(all(any(all(any(tag = \"a\"), tag = \"b\"))))) ");
  guint leaf = 8;

  g_assert_cmpuint (esp_rule_doc_group (doc, (guint[]){ 7 }, 1), ==, 0);
  g_assert_cmpuint (esp_rule_doc_group (doc, &leaf, 1), !=, 0);
  g_assert_cmpuint (esp_rule_doc_group (doc, &leaf, 1), ==, 0);
}

static void
test_typing_is_one_step (void)
{
  g_autoptr (EspRuleDoc) doc = make_doc ("name contains \"a\"");

  for (guint i = 0; i < 4; i++)
    {
      EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "name");
      g_autofree char *typed = g_strndup ("abcdef", i + 2);

      condition->op = ESP_OP_CONTAINS;
      esp_condition_add_text (condition, typed);
      g_assert_true (esp_rule_doc_set_condition (doc, 2, condition, i > 0));
    }
  assert_text (doc, "all(name contains \"abcde\")");
  g_assert_cmpint (esp_rule_doc_get_undo (doc), ==, ESP_RULE_EDIT_CHANGE);
  g_assert_true (esp_rule_doc_undo (doc));
  assert_text (doc, "all(name contains \"a\")");
}

static void
test_incomplete_is_not_counted (void)
{
  g_autoptr (EspRuleDoc) doc = make_doc ("tag = \"a\"");
  g_autoptr (EspRule) complete = NULL;
  g_autofree char *text = NULL;
  guint id =
    esp_rule_doc_add (doc, 1, 0,
                      esp_rule_node_new_leaf (esp_condition_new (ESP_CONDITION_ATTRIBUTE, "city")));

  g_assert_true (esp_rule_doc_is_incomplete (doc, id));
  complete = esp_rule_doc_dup_complete (doc);
  text = esp_rule_to_text (complete, NULL);
  g_assert_cmpstr (text, ==, "all(tag = \"a\")");
}

static void
test_steps_survive_restart (void)
{
  g_autoptr (EspRuleDoc) doc = make_doc ("all(tag = \"a\", tag = \"b\")");
  g_autoptr (EspRuleDoc) again = NULL;
  g_autofree char *steps = NULL;

  esp_rule_doc_remove (doc, (guint[]){ 2 }, 1);
  esp_rule_doc_set_mode (doc, 1, ESP_GROUP_NONE);
  esp_rule_doc_undo (doc);
  steps = esp_rule_doc_save_steps (doc);
  again = esp_rule_doc_new (esp_rule_doc_get_rule (doc));
  esp_rule_doc_load_steps (again, steps);
  g_assert_true (esp_rule_doc_redo (again));
  assert_text (again, "none(tag = \"b\")");
  g_assert_true (esp_rule_doc_undo (again));
  g_assert_true (esp_rule_doc_undo (again));
  assert_text (again, "all(tag = \"a\", tag = \"b\")");
  esp_rule_doc_load_steps (again, "{\"undo\":[[1,\"nonsense\"],7]}");
  g_assert_false (esp_rule_doc_undo (again));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/rule-doc/moves", test_moves);
  g_test_add_func ("/engine/rule-doc/groups", test_groups);
  g_test_add_func ("/engine/rule-doc/depth-is-kept", test_depth_is_kept);
  g_test_add_func ("/engine/rule-doc/typing-is-one-step", test_typing_is_one_step);
  g_test_add_func ("/engine/rule-doc/incomplete-is-not-counted", test_incomplete_is_not_counted);
  g_test_add_func ("/engine/rule-doc/steps-survive-restart", test_steps_survive_restart);
  return g_test_run ();
}
