/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for what a journey does that its author can hardly mean, given the workspace it is for. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-check-private.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-build.h"
#include "engine/journey/esp-journey-time.h"
#include "engine/segment/esp-rule-check.h"

#define MINUTES_A_DAY 1440
/* Korea's law asks for a new word of consent after so long. */
#define CONSENT_DAYS (2 * 365 + 1)

typedef EspJourneyChecking Check;

static guint
days_of (const EspJourneySpan *span)
{
  switch (span->unit)
    {
    case ESP_SPAN_MINUTE:
      return span->n / MINUTES_A_DAY;
    case ESP_SPAN_HOUR:
      return span->n / 24;
    case ESP_SPAN_WEEK:
      return span->n * 7;
    case ESP_SPAN_MONTH:
      return span->n * 30;
    case ESP_SPAN_DAY:
    default:
      return span->n;
    }
}

static gboolean
sends_later (const Check *self)
{
  for (guint32 i = self->step + 1; i < esp_journey_get_n_steps (self->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->journey, i);

      if (step->kind == ESP_STEP_SEND && !step->is_off && !step->is_transactional)
        return TRUE;
    }
  return FALSE;
}

static void
check_length (Check *self, const EspJourneyStep *step)
{
  guint days = MAX (days_of (&step->span), days_of (&step->timeout));
  const EspJourneyWorld *world = self->world;

  if (step->wait == ESP_WAIT_DATE && world->zone != NULL && world->now_us != 0)
    {
      gint64 left_us = esp_journey_moment_of_text (step->date, world->zone) - world->now_us;

      days = (guint) CLAMP (left_us / ESP_USEC_PER_DAY, 0, G_MAXINT);
    }
  if (days > CONSENT_DAYS && sends_later (self))
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_LONG_WAIT, NULL);
}

static gboolean
is_between (guint minute, guint from, guint until)
{
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

static void
check_window (Check *self, const EspJourneyStep *step)
{
  const EspHours *quiet = &self->world->policy.quiet;
  const EspJourneyHours *hours = &step->hours;
  g_autofree char *text = NULL;

  if (!hours->is_set || hours->from_minute == hours->until_minute || step->is_transactional ||
      quiet->from_minute == quiet->until_minute)
    return;
  for (guint i = 0; i < MINUTES_A_DAY; i++)
    if (is_between (i, hours->from_minute, hours->until_minute) &&
        !is_between (i, quiet->from_minute, quiet->until_minute))
      return;
  text = g_strdup_printf ("%02u:%02u–%02u:%02u", quiet->from_minute / 60, quiet->from_minute % 60,
                          quiet->until_minute / 60, quiet->until_minute % 60);
  esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_WINDOW, text)->fix =
    ESP_JOURNEY_FIX_CLEAR_HOURS;
}

static void
check_refusal (Check *self, const char *message)
{
  EspJourneyRefusal refusal = { NULL };

  if (self->world->find_refusal != NULL &&
      self->world->find_refusal (self->world->data, message, &refusal))
    esp_journey_check_add (self,
                           refusal.needs_yes ? ESP_JOURNEY_PROBLEM_NEEDS_YES
                                             : ESP_JOURNEY_PROBLEM_REFUSED,
                           NULL)
      ->refusal = refusal;
}

static void
check_message (Check *self, const EspJourneyStep *step)
{
  const EspJourneyWorld *world = self->world;
  g_auto (GStrv) fields = NULL;
  g_autofree char *other = NULL;

  if (step->reference == NULL || *step->reference == '\0')
    return;
  check_refusal (self, step->reference);
  if (world->list_bare_fields != NULL)
    fields = world->list_bare_fields (world->data, step->reference);
  if (fields != NULL && fields[0] != NULL)
    {
      g_autofree char *text = g_strjoinv (", ", fields);

      (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_FALLBACK, text);
    }
  if (world->find_other_sender != NULL)
    other = world->find_other_sender (world->data, step->reference);
  if (other != NULL)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_SENT_ELSEWHERE, other);
}

static void
note_nobody (Check *self, gint64 n, gint64 of)
{
  if (n == 0 && of > 0)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NOBODY, NULL)->of = of;
}

typedef struct
{
  const EspJourney *journey;
  gboolean is_ours;
} Making;

static gboolean
names_tag (const EspCondition *condition, const char *tag)
{
  for (guint i = 0; condition->values != NULL && i < condition->values->len; i++)
    if (g_strcmp0 (g_array_index (condition->values, EspOperand, i).text, tag) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
changes_it (const EspJourneyStep *step, const EspCondition *condition)
{
  for (guint i = 0; step->changes != NULL && i < step->changes->len; i++)
    {
      const EspJourneyChange *change = &g_array_index (step->changes, EspJourneyChange, i);
      gboolean is_tag =
        change->kind == ESP_STEP_CHANGE_TAG || change->kind == ESP_STEP_CHANGE_UNTAG;

      if (condition->kind == ESP_CONDITION_TAG
            ? is_tag && names_tag (condition, change->name)
            : !is_tag && g_strcmp0 (change->name, condition->subject) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
makes (const EspJourneyStep *step, const EspCondition *condition)
{
  switch ((int) condition->kind)
    {
    case ESP_CONDITION_TAG:
    case ESP_CONDITION_ATTRIBUTE:
      return changes_it (step, condition);
    case ESP_CONDITION_SEGMENT:
      return step->kind == ESP_STEP_SEGMENT;
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return step->kind == ESP_STEP_SEND;
    default:
      return FALSE;
    }
}

static void
look_at_leaf (EspRuleNode *node, gpointer data)
{
  Making *making = data;
  guint32 n = node->condition != NULL ? esp_journey_get_n_steps (making->journey) : 0;

  for (guint32 i = 0; !making->is_ours && i < n; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (making->journey, i);

      making->is_ours = !step->is_off && makes (step, node->condition);
    }
}

/* Returns: whether the journey itself brings about what the rule asks for: who is there today says nothing then. */
static gboolean
is_made_here (const Check *self, const EspRule *rule)
{
  Making making = { self->journey, FALSE };

  esp_rule_foreach (rule, look_at_leaf, &making);
  return making.is_ours;
}

/* Returns: whether the rule asks for anything. */
static gboolean
check_asks (Check *self, const EspRule *rule)
{
  if (rule == NULL)
    return FALSE;
  if (!esp_rule_is_everyone (rule))
    return TRUE;
  (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_ASKS_NOTHING, NULL);
  return FALSE;
}

static void
check_branch_rules (Check *self, const EspJourneyStep *step)
{
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      const EspJourneyBranch *branch = esp_journey_step_get_branch (step, i);
      gint64 of = 0;

      self->branch = (int) i;
      if (check_asks (self, branch->rule) && self->world->count_rule != NULL &&
          !is_made_here (self, branch->rule))
        {
          gint64 n = self->world->count_rule (self->world->data, branch->rule, &of);

          note_nobody (self, n, of);
        }
      self->branch = -1;
    }
}

static void
check_goal (Check *self, const EspJourneyStep *step)
{
  g_autoptr (GArray) problems = NULL;

  if (!check_asks (self, step->rule) || self->world->catalog == NULL)
    return;
  problems = esp_rule_check (step->rule, self->world->catalog, NULL);
  for (guint i = 0; i < problems->len; i++)
    if (g_array_index (problems, EspRuleProblem, i).code == ESP_RULE_PROBLEM_CONTRADICTION)
      {
        (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_GOAL_IMPOSSIBLE, NULL);
        return;
      }
}

/**
 * esp_journey_check_more:
 * @step: that is on
 */
void
esp_journey_check_more (Check *self, const EspJourneyStep *step)
{
  switch ((int) step->kind)
    {
    case ESP_STEP_SEND:
      check_window (self, step);
      check_message (self, step);
      break;
    case ESP_STEP_WAIT:
      check_length (self, step);
      (void) check_asks (self, step->rule);
      break;
    case ESP_STEP_SPLIT:
      check_branch_rules (self, step);
      break;
    case ESP_STEP_GOAL:
      check_goal (self, step);
      break;
    default:
      break;
    }
}

/**
 * esp_journey_check_door:
 *
 * Whoever enters a segment later comes later; but those who are to come in at once should be there.
 */
void
esp_journey_check_door (Check *self, const EspJourneyEntry *entry)
{
  const EspJourneyWorld *world = self->world;
  gint64 of = 0;
  gint64 n;

  if (world->count_segment == NULL || entry->reference == NULL ||
      !(entry->kind == ESP_ENTRY_SCHEDULE ||
        (entry->kind == ESP_ENTRY_ENTERS_SEGMENT && entry->takes_existing)))
    return;
  n = world->count_segment (world->data, entry->reference, &of);
  note_nobody (self, n, of);
}

/* What a branch does, without the ids that tell it from another. */
static char *
tell_branch (const EspJourney *journey, guint32 step, guint branch)
{
  EspJourneyRange range = esp_journey_branch_range (journey, step, branch);
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint32 i = range.from; i < range.until; i++)
    {
      const EspJourneyStep *found = esp_journey_get_step (journey, i);
      g_autoptr (JsonNode) node = esp_journey_step_to_node (journey, i, TRUE);
      g_autofree char *text = NULL;

      json_object_remove_member (json_node_get_object (node), "id");
      text = json_to_string (node, FALSE);
      /* The number of the branch itself does not count. */
      g_string_append_printf (told, "%u %u %s\n", found->level,
                              found->parent == step ? 0 : found->parent_branch, text);
    }
  return g_string_free (g_steal_pointer (&told), FALSE);
}

static gboolean
does_something (const EspJourney *journey, EspJourneyRange range)
{
  for (guint32 i = range.from; i < range.until; i++)
    if (esp_journey_get_step (journey, i)->kind != ESP_STEP_EXIT &&
        esp_journey_get_step (journey, i)->kind != ESP_STEP_JOIN)
      return TRUE;
  return FALSE;
}

/**
 * esp_journey_check_branches_are_same:
 *
 * Returns: whether all branches of the step do something, and the same; that all just end may be meant
 */
gboolean
esp_journey_check_branches_are_same (const Check *self, const EspJourneyStep *step)
{
  EspJourneyRange first = esp_journey_branch_range (self->journey, self->step, 0);
  g_autofree char *expected = NULL;

  for (guint i = 1; i < esp_journey_step_get_n_branches (step); i++)
    {
      EspJourneyRange range = esp_journey_branch_range (self->journey, self->step, i);

      if (range.until - range.from != first.until - first.from)
        return FALSE;
    }
  if (!does_something (self->journey, first))
    return FALSE;
  expected = tell_branch (self->journey, self->step, 0);
  for (guint i = 1; i < esp_journey_step_get_n_branches (step); i++)
    {
      g_autofree char *told = tell_branch (self->journey, self->step, i);

      if (!g_str_equal (told, expected))
        return FALSE;
    }
  return TRUE;
}
