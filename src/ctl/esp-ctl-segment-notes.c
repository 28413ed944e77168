/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what in a rule counts but is probably not meant: names nobody uses, contradictions. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-segment-notes.h"

#include "engine/segment/esp-rule-names.h"
#include "store/esp-events.h"
#include "store/esp-tags.h"

/* Kinds that everybody may ask for, whether one was recorded yet or not. */
static const char *const usual_kinds[] = { "open",   "click",     "visit",     "order",
                                           "bounce", "complaint", "delivered", "unsubscribe",
                                           "signup", "cart",      NULL };

typedef struct
{
  GStrv kinds;
  GStrv tags;
} Names;

static void
note (const EspRuleNode *node, const char *what, const char *name, const char *near)
{
  g_autofree char *place = esp_rule_node_dup_place (node);

  if (near != NULL)
    g_printerr ("Note: %s: no %s “%s” is known here. Is “%s” meant?\n", place, what, name, near);
  else
    g_printerr ("Note: %s: no %s “%s” is known here.\n", place, what, name);
}

static void
note_event (const EspRuleNode *node, const EspCondition *condition, const Names *names)
{
  const char *const *kinds = (const char *const *) names->kinds;
  const char *near;

  if (condition->kind != ESP_CONDITION_EVENT || g_strv_contains (kinds, condition->subject) ||
      g_strv_contains (usual_kinds, condition->subject))
    return;
  near = esp_rule_names_nearest (kinds, condition->subject);
  if (near == NULL)
    near = esp_rule_names_nearest (usual_kinds, condition->subject);
  note (node, "event", condition->subject, near);
}

static void
note_cb (EspRuleNode *node, gpointer data)
{
  const Names *names = data;
  const EspCondition *condition = node->condition;
  const char *const *tags = (const char *const *) names->tags;

  if (condition == NULL || !esp_rule_node_is_active (node))
    return;
  note_event (node, condition, names);
  if (condition->after != NULL)
    note_event (node, condition->after, names);
  for (guint i = 0; condition->kind == ESP_CONDITION_TAG && i < condition->values->len; i++)
    {
      const char *tag = esp_operands_peek (condition->values, i)->text;

      if (!g_strv_contains (tags, tag))
        note (node, "tag", tag, esp_rule_names_nearest (tags, tag));
    }
}

/**
 * esp_ctl_segment_note_names:
 *
 * Prints notes to the standard error; the count itself is none the worse.
 */
gboolean
esp_ctl_segment_note_names (EspCtlSegment *self, EspTx *tx, GError **error)
{
  g_auto (GStrv) kinds = esp_event_list_kinds (tx, error);
  g_auto (GStrv) tags = kinds != NULL ? esp_tag_list_names (tx, error) : NULL;
  g_autoptr (GArray) problems = NULL;
  Names names = { kinds, tags };

  if (tags == NULL)
    return FALSE;
  problems = esp_rule_check (self->rule, esp_segment_world_get_catalog (self->world), NULL);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *sentence =
        esp_rule_problem_dup_sentence (&g_array_index (problems, EspRuleProblem, i));

      g_printerr ("Note: %s\n", sentence);
    }
  esp_rule_foreach (self->rule, note_cb, &names);
  return TRUE;
}
