/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for everything that would lose, hurt or surprise people in a journey, each with its place. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-check.h"

#include "engine/journey/esp-journey-build.h"
#include "engine/journey/esp-journey-check-private.h"
#include "engine/journey/esp-journey-refusal.h"
#include "engine/journey/esp-journey-time.h"
#include "engine/segment/esp-rule-check.h"

typedef EspJourneyChecking Check;

static void
problem_clear (gpointer data)
{
  EspJourneyProblem *problem = data;

  g_free (problem->id);
  g_free (problem->text);
  esp_journey_refusal_clear (&problem->refusal);
}

/**
 * esp_journey_check_add:
 * @text: (nullable): what the sentence names
 *
 * Returns: (transfer none): the problem, at the place that is being looked at
 */
EspJourneyProblem *
esp_journey_check_add (Check *self, EspJourneyProblemCode code, const char *text)
{
  EspJourneyProblem problem = { .code = code,
                                .step = self->step,
                                .branch = self->branch,
                                .entry = self->entry,
                                .text = g_strdup (text) };
  const char *place = "journey";

  if (self->entry >= 0)
    place = g_array_index (self->journey->entries, EspJourneyEntry, self->entry).id;
  else if (self->step != ESP_JOURNEY_NOWHERE)
    place = esp_journey_get_step (self->journey, self->step)->id;
  problem.id =
    self->branch >= 0
      ? g_strdup_printf ("%s:%s:%d", esp_journey_problem_name (code), place, self->branch)
      : g_strdup_printf ("%s:%s", esp_journey_problem_name (code), place);
  g_array_append_val (self->problems, problem);
  return &g_array_index (self->problems, EspJourneyProblem, self->problems->len - 1);
}

/* Returns: what is known of the name; 1 when nobody can be asked. */
static int
look_up (const Check *self, EspJourneyNameKind kind, const char *name)
{
  return self->world->look_up != NULL ? self->world->look_up (self->world->data, kind, name) : 1;
}

static void
check_name (Check *self, EspJourneyNameKind kind, EspJourneyProblemCode code, const char *name)
{
  if (name == NULL || name[0] == '\0' || look_up (self, kind, name) == 0)
    (void) esp_journey_check_add (self, code, name != NULL && name[0] != '\0' ? name : "?");
}

static void
check_rule (Check *self, const EspRule *rule)
{
  g_autoptr (GArray) problems = NULL;
  const EspRuleProblem *fatal;
  g_autofree char *sentence = NULL;

  if (rule == NULL || self->world->catalog == NULL)
    return;
  problems = esp_rule_check (rule, self->world->catalog, NULL);
  fatal = esp_rule_problems_first_fatal (problems);
  if (fatal == NULL)
    return;
  sentence = esp_rule_problem_dup_sentence (fatal);
  (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_RULE, sentence);
}

static void
check_field (Check *self, const char *field, gboolean must_be_date, gboolean must_be_number)
{
  const EspRuleField *found;

  if (self->world->catalog == NULL)
    return;
  found = field != NULL ? esp_rule_catalog_find_field (self->world->catalog, field) : NULL;
  if (found == NULL)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_UNKNOWN_FIELD,
                                  field != NULL ? field : "?");
  else if (must_be_date && found->type != ESP_RULE_TYPE_DATE && found->type != ESP_RULE_TYPE_MOMENT)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NOT_A_DATE, found->label);
  else if (must_be_number && found->type != ESP_RULE_TYPE_NUMBER)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NOT_A_NUMBER, field);
}

static void
check_entry (Check *self, const EspJourneyEntry *entry)
{
  switch (entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
    case ESP_ENTRY_LEAVES_SEGMENT:
    case ESP_ENTRY_SCHEDULE:
      check_name (self, ESP_NAME_SEGMENT, ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT, entry->reference);
      break;
    case ESP_ENTRY_JOURNEY:
      check_name (self, ESP_NAME_JOURNEY, ESP_JOURNEY_PROBLEM_UNKNOWN_JOURNEY, entry->reference);
      if (entry->reference != NULL && look_up (self, ESP_NAME_JOURNEY, entry->reference) == 2)
        (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_ENTERS_ITSELF, NULL);
      break;
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      check_field (self, entry->field, TRUE, FALSE);
      break;
    case ESP_ENTRY_FORM:
      if (entry->reference == NULL || entry->reference[0] == '\0')
        (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_FORM, NULL);
      break;
    case ESP_ENTRY_EVENT:
    case ESP_ENTRY_MANUAL:
    case ESP_N_ENTRY_KINDS:
    default:
      break;
    }
}

static gboolean
ends_way (const EspJourneyStep *step)
{
  return step->kind == ESP_STEP_EXIT || step->kind == ESP_STEP_JOIN ||
         (step->kind == ESP_STEP_GO_TO && !step->is_off);
}

static void
check_way (Check *self, const EspJourneyStep *step)
{
  if (step->kind == ESP_STEP_JOIN && step->next == ESP_JOURNEY_NOWHERE)
    {
      guint32 parent = step->parent;

      while (parent != ESP_JOURNEY_NOWHERE && step->reference != NULL &&
             g_strcmp0 (esp_journey_get_step (self->journey, parent)->id, step->reference) != 0)
        parent = esp_journey_get_step (self->journey, parent)->parent;
      if (parent != ESP_JOURNEY_NOWHERE)
        esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_JOIN_NOWHERE, NULL)->fix =
          ESP_JOURNEY_FIX_END_HERE;
      else
        esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_JOIN_OUTSIDE, NULL)->fix =
          step->level > 0 ? ESP_JOURNEY_FIX_JOIN_NEAREST : ESP_JOURNEY_FIX_REMOVE_STEP;
    }
  if (step->sibling == ESP_JOURNEY_NOWHERE && !ends_way (step) &&
      !esp_journey_takes_all (self->journey, step))
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_DANGLING, NULL)->fix =
      ESP_JOURNEY_FIX_ADD_EXIT;
  if (step->sibling != ESP_JOURNEY_NOWHERE &&
      (step->kind == ESP_STEP_EXIT || step->kind == ESP_STEP_JOIN))
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_BEHIND_EXIT, NULL)->fix =
      ESP_JOURNEY_FIX_REMOVE_REST;
  if (step->group != NULL)
    {
      gboolean is_known = FALSE;

      for (guint i = 0; i < self->journey->groups->len; i++)
        is_known =
          is_known || g_strcmp0 (g_array_index (self->journey->groups, EspJourneyGroup, i).id,
                                 step->group) == 0;
      if (!is_known)
        esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_UNKNOWN_GROUP, step->group)->fix =
          ESP_JOURNEY_FIX_LEAVE_GROUP;
    }
}

static void
check_go_to (Check *self, const EspJourneyStep *step)
{
  gboolean has_wait = FALSE;

  if (step->target == ESP_JOURNEY_NOWHERE)
    {
      (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_UNKNOWN_STEP,
                                    step->reference != NULL ? step->reference : "?");
      return;
    }
  if (step->times == 0 && step->days == 0)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_ENDLESS, NULL)->fix =
      ESP_JOURNEY_FIX_LIMIT_LOOP;
  for (guint32 i = step->target; i < self->step; i++)
    has_wait = has_wait || esp_journey_get_step (self->journey, i)->kind == ESP_STEP_WAIT;
  if (step->target <= self->step && !has_wait)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_WAIT_IN_LOOP, NULL)->fix =
      ESP_JOURNEY_FIX_ADD_WAIT;
}

static void
check_send (Check *self, const EspJourneyStep *step)
{
  int found = step->reference != NULL ? look_up (self, ESP_NAME_MESSAGE, step->reference) : 0;

  if (step->reference == NULL || step->reference[0] == '\0')
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_MESSAGE, NULL);
  else if (found == 0)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_UNKNOWN_MESSAGE, step->reference);
  else if (found == 2)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_ARCHIVED_MESSAGE, step->reference);
  if (step->channel != NULL)
    check_name (self, ESP_NAME_CHANNEL, ESP_JOURNEY_PROBLEM_UNKNOWN_CHANNEL, step->channel);
  else if (look_up (self, ESP_NAME_CHANNEL, "") == 0)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_CHANNEL, NULL);
  if (step->blocked == ESP_BLOCKED_BRANCH && esp_journey_step_get_n_branches (step) == 0)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_UNSENT, NULL)->fix =
      ESP_JOURNEY_FIX_ADD_UNSENT;
  for (guint32 i = 0; step->reference != NULL && i < self->step; i++)
    {
      const EspJourneyStep *other = esp_journey_get_step (self->journey, i);

      if (other->kind == ESP_STEP_SEND && g_strcmp0 (other->reference, step->reference) == 0)
        {
          (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_SAME_MESSAGE, step->reference);
          return;
        }
    }
}

static void
check_wait (Check *self, const EspJourneyStep *step)
{
  if (step->wait == ESP_WAIT_FIELD)
    check_field (self, step->field, TRUE, FALSE);
  if ((step->wait == ESP_WAIT_EVENT || step->wait == ESP_WAIT_CONDITION) && step->timeout.n == 0)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_TIMEOUT, NULL)->fix =
      ESP_JOURNEY_FIX_ADD_TIMEOUT;
  if (step->wait == ESP_WAIT_DATE && self->world->zone != NULL && self->world->now_us != 0 &&
      esp_journey_moment_of_text (step->date, self->world->zone) < self->world->now_us)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_DATE_PAST, step->date)->fix =
      ESP_JOURNEY_FIX_REMOVE_STEP;
  check_rule (self, step->rule);
}

static void
check_changes (Check *self, const EspJourneyStep *step)
{
  for (guint i = 0; i < step->changes->len; i++)
    {
      const EspJourneyChange *change = &g_array_index (step->changes, EspJourneyChange, i);

      if (change->kind != ESP_STEP_CHANGE_TAG && change->kind != ESP_STEP_CHANGE_UNTAG)
        check_field (self, change->name, FALSE,
                     change->kind == ESP_STEP_CHANGE_ADD || change->kind == ESP_STEP_CHANGE_DECAY);
    }
}

static gboolean
is_empty_branch (const EspJourneyBranch *branch)
{
  return branch->first_step == ESP_JOURNEY_NOWHERE;
}

static void
check_branches (Check *self, const EspJourneyStep *step)
{
  guint n = esp_journey_step_get_n_branches (step);
  guint n_empty = 0;
  guint kinds = 0;
  double sum = 0;
  gboolean has_choice;

  for (guint i = 0; i < n; i++)
    {
      const EspJourneyBranch *branch = esp_journey_step_get_branch (step, i);
      gboolean is_single = branch->kind != ESP_BRANCH_RULE && branch->kind != ESP_BRANCH_SHARE;

      self->branch = (int) i;
      n_empty += is_empty_branch (branch);
      sum += branch->share;
      check_rule (self, branch->rule);
      if (branch->kind == ESP_BRANCH_ELSE && i + 1 < n)
        esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_ELSE_NOT_LAST, NULL)->fix =
          ESP_JOURNEY_FIX_MOVE_ELSE;
      else if (is_single && (kinds & (1u << branch->kind)) != 0)
        esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_DOUBLE_BRANCH, NULL)->fix =
          is_empty_branch (branch) ? ESP_JOURNEY_FIX_REMOVE_BRANCH : ESP_JOURNEY_FIX_NONE;
      if (branch->kind == ESP_BRANCH_SHARE && branch->share <= 0)
        (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NEVER_TAKEN, NULL);
      if (is_empty_branch (branch) && step->sibling == ESP_JOURNEY_NOWHERE)
        esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_DANGLING, NULL)->fix =
          ESP_JOURNEY_FIX_ADD_EXIT;
      kinds |= 1u << branch->kind;
      self->branch = -1;
    }
  has_choice =
    n > 0 && (sum > 0 || esp_journey_step_get_branch (step, 0)->kind != ESP_BRANCH_SHARE);
  if (n == 0)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_BRANCHES, NULL)->fix =
      ESP_JOURNEY_FIX_ADD_BRANCHES;
  else if (n > 1 &&
           (n_empty == n || (has_choice && esp_journey_check_branches_are_same (self, step))))
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_SAME_BRANCHES, NULL)->fix =
      n_empty == n && step->kind != ESP_STEP_WAIT && step->kind != ESP_STEP_SEND
        ? ESP_JOURNEY_FIX_REMOVE_STEP
        : ESP_JOURNEY_FIX_NONE; /* a wait does more than divide */
  if (n > 0 && esp_journey_step_get_branch (step, 0)->kind == ESP_BRANCH_SHARE && sum <= 0)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_SHARES, NULL)->fix =
      ESP_JOURNEY_FIX_EVEN_SHARES;
}

static void
check_segment (Check *self, const EspJourneyStep *step)
{
  if (step->is_audience)
    {
      check_name (self, ESP_NAME_AUDIENCE, ESP_JOURNEY_PROBLEM_UNKNOWN_AUDIENCE,
                  step->reference != NULL && *step->reference != '\0' ? step->reference : NULL);
      return;
    }
  check_name (self, ESP_NAME_SEGMENT, ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT, step->reference);
  if (self->world->look_up != NULL && step->reference != NULL &&
      look_up (self, ESP_NAME_SEGMENT, step->reference) == 1)
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NOT_STATIC, step->reference);
}

/* Only what nobody else can read leaves this computer. */
static gboolean
can_be_called (const char *url)
{
  return g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://localhost") ||
         g_str_has_prefix (url, "http://127.0.0.1") || g_str_has_prefix (url, "http://[::1]");
}

/* Whoever is called must be able to tell that it is us. */
static void
check_webhook (Check *self, const EspJourneyStep *step)
{
  if (step->url == NULL || step->url[0] == '\0')
    (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_ADDRESS, NULL);
  else if (!can_be_called (step->url) || look_up (self, ESP_NAME_CALLER, step->url) != 1)
    esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_CALLER, step->url)->fix =
      ESP_JOURNEY_FIX_SWITCH_OFF;
}

static void
check_kind (Check *self, const EspJourneyStep *step)
{
  switch (step->kind)
    {
    case ESP_STEP_SEND:
      check_send (self, step);
      break;
    case ESP_STEP_WAIT:
      check_wait (self, step);
      break;
    case ESP_STEP_UPDATE:
      if (step->changes->len == 0)
        (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_CHANGES, NULL);
      check_changes (self, step);
      break;
    case ESP_STEP_SEGMENT:
      check_segment (self, step);
      break;
    case ESP_STEP_TASK:
      if (step->reference == NULL || step->reference[0] == '\0')
        (void) esp_journey_check_add (self, ESP_JOURNEY_PROBLEM_NO_TEXT, NULL);
      break;
    case ESP_STEP_WEBHOOK:
      check_webhook (self, step);
      break;
    case ESP_STEP_GO_TO:
      check_go_to (self, step);
      break;
    case ESP_STEP_GOAL:
      check_rule (self, step->rule);
      break;
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
    case ESP_STEP_JOIN:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      break;
    }
}

static void
check_step (Check *self, const EspJourneyStep *step)
{
  gboolean divides =
    step->kind == ESP_STEP_SPLIT || step->kind == ESP_STEP_RANDOM || step->kind == ESP_STEP_TEST;

  check_way (self, step);
  if (!step->is_off)
    check_kind (self, step);
  if (divides || step->branches != NULL)
    check_branches (self, step);
  if (!step->is_off)
    esp_journey_check_more (self, step);
}

/**
 * esp_journey_check:
 *
 * Returns: (transfer full) (element-type EspJourneyProblem): everything that is wrong or strange, in the
 *   order of the steps; quick enough for every key that is typed
 */
GArray *
esp_journey_check (const EspJourney *journey, const EspJourneyWorld *world)
{
  GArray *problems = g_array_new (FALSE, TRUE, sizeof (EspJourneyProblem));
  Check check = { journey, world, problems, ESP_JOURNEY_NOWHERE, -1, -1 };

  g_array_set_clear_func (problems, problem_clear);
  if (journey->entries->len == 0)
    esp_journey_check_add (&check, ESP_JOURNEY_PROBLEM_NO_ENTRY, NULL)->fix =
      ESP_JOURNEY_FIX_ADD_ENTRY;
  if (esp_journey_get_n_steps (journey) == 0)
    (void) esp_journey_check_add (&check, ESP_JOURNEY_PROBLEM_EMPTY, NULL);
  for (guint i = 0; i < journey->entries->len; i++)
    {
      check.entry = (int) i;
      check_entry (&check, &g_array_index (journey->entries, EspJourneyEntry, i));
      esp_journey_check_door (&check, &g_array_index (journey->entries, EspJourneyEntry, i));
      check.entry = -1;
    }
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      check.step = i;
      check_step (&check, esp_journey_get_step (journey, i));
    }
  return problems;
}
