/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey as plain arrays: entries and steps in the order of the text, ways resolved to numbers.
 *
 * The text nests: a step that divides has branches, each with steps of its own. A branch ends in an exit, a
 * go-to, or a join, which leads to what stands behind the step that divided (or behind one further out). So
 * a step that nobody can reach cannot be written, and only a go-to, which has a limit, leads back. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey.h"

#include "engine/journey/esp-journey-build.h"

/* What a step says. Edits of a journey copy all of its steps but share this. */
typedef struct
{
  gatomicrefcount refs;
  EspJourneyStep step; /* the owner of what its pointers lead to, but for the group */
} Body;

G_DEFINE_QUARK (esp - journey - error - quark, esp_journey_error)

static const char *const entry_names[ESP_N_ENTRY_KINDS] = {
  [ESP_ENTRY_ENTERS_SEGMENT] = "enters-segment",
  [ESP_ENTRY_LEAVES_SEGMENT] = "leaves-segment",
  [ESP_ENTRY_EVENT] = "event",
  [ESP_ENTRY_FORM] = "form",
  [ESP_ENTRY_DATE] = "date",
  [ESP_ENTRY_ANNIVERSARY] = "anniversary",
  [ESP_ENTRY_MANUAL] = "manual",
  [ESP_ENTRY_JOURNEY] = "journey",
  [ESP_ENTRY_SCHEDULE] = "schedule",
};

static const char *const step_names[ESP_N_STEP_KINDS] = {
  [ESP_STEP_SEND] = "send",       [ESP_STEP_WAIT] = "wait", [ESP_STEP_SPLIT] = "split",
  [ESP_STEP_RANDOM] = "random",   [ESP_STEP_TEST] = "test", [ESP_STEP_UPDATE] = "update",
  [ESP_STEP_SEGMENT] = "segment", [ESP_STEP_TASK] = "task", [ESP_STEP_WEBHOOK] = "webhook",
  [ESP_STEP_GO_TO] = "go-to",     [ESP_STEP_JOIN] = "join", [ESP_STEP_GOAL] = "goal",
  [ESP_STEP_EXIT] = "exit",
};

/**
 * esp_entry_kind_name:
 *
 * Returns: the word of the text
 */
const char *
esp_entry_kind_name (EspEntryKind kind)
{
  return entry_names[kind];
}

/**
 * esp_step_kind_name:
 *
 * Returns: the word of the text
 */
const char *
esp_step_kind_name (EspStepKind kind)
{
  return step_names[kind];
}

/**
 * esp_step_kind_from_name:
 *
 * Returns: whether there is such a kind
 */
gboolean
esp_step_kind_from_name (const char *name, EspStepKind *out_kind)
{
  for (guint i = 0; i < ESP_N_STEP_KINDS; i++)
    if (g_str_equal (step_names[i], name))
      {
        *out_kind = (EspStepKind) i;
        return TRUE;
      }
  return FALSE;
}

static void
entry_clear (gpointer data)
{
  EspJourneyEntry *entry = data;

  g_free (entry->id);
  g_free (entry->reference);
  g_clear_pointer (&entry->event, esp_condition_free);
  g_free (entry->field);
  g_free (entry->every);
  g_free (entry->date);
}

static void
group_clear (gpointer data)
{
  EspJourneyGroup *group = data;

  g_free (group->id);
  g_free (group->title);
}

static void
branch_clear (gpointer data)
{
  EspJourneyBranch *branch = data;

  g_free (branch->id);
  g_free (branch->title);
  g_clear_pointer (&branch->rule, esp_rule_unref);
}

static void
free_texts (EspJourneyStep *step)
{
  g_free (step->id);
  g_free (step->title);
  g_free (step->note);
  g_free (step->reference);
  g_free (step->channel);
  g_free (step->date);
  g_free (step->field);
  g_free (step->owner);
  g_free (step->url);
  g_clear_pointer (&step->branches, g_array_unref);
  g_clear_pointer (&step->changes, g_array_unref);
  g_clear_pointer (&step->event, esp_condition_free);
  g_clear_pointer (&step->rule, esp_rule_unref);
}

static void
body_unref (Body *body)
{
  if (!g_atomic_ref_count_dec (&body->refs))
    return;
  free_texts (&body->step);
  g_free (body);
}

static void
step_clear (gpointer data)
{
  EspJourneyStep *step = data;

  g_clear_pointer (&step->group, g_ref_string_release);
  if (step->body == NULL)
    {
      free_texts (step);
      return;
    }
  g_clear_pointer (&step->branches, g_array_unref);
  body_unref (step->body);
}

/* The branches of one journey; what their pointers lead to belongs to the body. */
static GArray *
copy_branches (const GArray *branches)
{
  GArray *copy;

  if (branches == NULL)
    return NULL;
  copy = g_array_sized_new (FALSE, TRUE, sizeof (EspJourneyBranch), branches->len);
  return g_array_append_vals (copy, branches->data, branches->len);
}

/* From now on what the step says can be shared. */
static void
seal (EspJourneyStep *step)
{
  Body *body = g_new0 (Body, 1);

  g_atomic_ref_count_init (&body->refs);
  body->step = *step;
  step->body = body;
  step->branches = copy_branches (step->branches);
}

/**
 * esp_journey_append_copy:
 * @step: of a journey that is resolved
 *
 * For edits: puts the step at the end of @self without its place. Esp_journey_relink() mends the rest.
 */
void
esp_journey_append_copy (EspJourney *self, const EspJourneyStep *step)
{
  EspJourneyStep copy = *step;

  g_atomic_ref_count_inc (&((Body *) copy.body)->refs);
  copy.branches = copy_branches (step->branches);
  copy.group = step->group != NULL ? g_ref_string_acquire (step->group) : NULL;
  g_array_append_val (self->steps, copy);
}

/**
 * esp_journey_name_field:
 * @self: just read, and nobody else's yet
 *
 * Names the field of a step anew.
 */
void
esp_journey_name_field (EspJourney *self, guint32 step, const char *field)
{
  EspJourneyStep *found = &g_array_index (self->steps, EspJourneyStep, step);
  char *copy = g_strdup (field);

  g_free (found->field);
  found->field = copy;
  if (found->body != NULL)
    ((Body *) found->body)->step.field = copy;
}

/**
 * esp_journey_new:
 *
 * Returns: (transfer full): a journey without entries and steps, for a reader to fill
 */
EspJourney *
esp_journey_new (void)
{
  EspJourney *self = g_new0 (EspJourney, 1);

  g_atomic_ref_count_init (&self->refs);
  self->entries = g_array_new (FALSE, TRUE, sizeof (EspJourneyEntry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->groups = esp_journey_groups_new ();
  self->steps = esp_journey_steps_new (0);
  self->questions = g_ptr_array_new ();
  self->goals = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

/**
 * esp_journey_steps_new:
 * @n: how many there is room for
 *
 * Returns: (transfer full) (element-type EspJourneyStep): empty
 */
GArray *
esp_journey_steps_new (guint n)
{
  GArray *steps = g_array_sized_new (FALSE, TRUE, sizeof (EspJourneyStep), n);

  g_array_set_clear_func (steps, step_clear);
  return steps;
}

/**
 * esp_journey_groups_new:
 *
 * Returns: (transfer full) (element-type EspJourneyGroup)
 */
GArray *
esp_journey_groups_new (void)
{
  GArray *groups = g_array_new (FALSE, TRUE, sizeof (EspJourneyGroup));

  g_array_set_clear_func (groups, group_clear);
  return groups;
}

/**
 * esp_journey_branches_new:
 *
 * Returns: (transfer full) (element-type EspJourneyBranch): for a reader to fill
 */
GArray *
esp_journey_branches_new (guint n)
{
  GArray *branches = g_array_sized_new (FALSE, TRUE, sizeof (EspJourneyBranch), n);

  g_array_set_clear_func (branches, branch_clear);
  return branches;
}

/**
 * esp_journey_ref:
 */
EspJourney *
esp_journey_ref (EspJourney *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_journey_unref:
 */
void
esp_journey_unref (EspJourney *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->name);
  g_free (self->note);
  g_array_unref (self->entries);
  g_array_unref (self->groups);
  g_array_unref (self->steps);
  g_ptr_array_unref (self->questions);
  g_array_unref (self->goals);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self);
}

/**
 * esp_journey_get_n_steps:
 */
guint
esp_journey_get_n_steps (const EspJourney *self)
{
  return self->steps->len;
}

/**
 * esp_journey_get_step:
 * @step: below the number of steps
 *
 * Returns: (transfer none)
 */
const EspJourneyStep *
esp_journey_get_step (const EspJourney *self, guint32 step)
{
  return &g_array_index (self->steps, EspJourneyStep, step);
}

/**
 * esp_journey_find_step:
 *
 * Returns: the number of the step of that id; %ESP_JOURNEY_NOWHERE when there is none
 */
guint32
esp_journey_find_step (const EspJourney *self, const char *id)
{
  if (id == NULL)
    return ESP_JOURNEY_NOWHERE;
  for (guint32 i = 0; self->places == NULL && i < self->steps->len; i++)
    if (g_strcmp0 (esp_journey_get_step (self, i)->id, id) == 0)
      return i; /* one that is being built */
  if (self->places == NULL)
    return ESP_JOURNEY_NOWHERE;
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->places, id)) - 1;
}

/**
 * esp_journey_get_first:
 *
 * Returns: the step that everyone comes to first; %ESP_JOURNEY_NOWHERE of an empty journey
 */
guint32
esp_journey_get_first (const EspJourney *self)
{
  return self->steps->len > 0 ? 0 : ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_step_get_n_branches:
 */
guint
esp_journey_step_get_n_branches (const EspJourneyStep *step)
{
  return step->branches != NULL ? step->branches->len : 0;
}

/**
 * esp_journey_step_get_branch:
 *
 * Returns: (transfer none)
 */
const EspJourneyBranch *
esp_journey_step_get_branch (const EspJourneyStep *step, guint branch)
{
  return &g_array_index (step->branches, EspJourneyBranch, branch);
}

/**
 * esp_journey_step_get_share:
 *
 * Returns: which part of all takes the branch by chance, from 0 to 1
 */
double
esp_journey_step_get_share (const EspJourneyStep *step, guint branch)
{
  double total = 0;

  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    total += MAX (0, esp_journey_step_get_branch (step, i)->share);
  return total > 0 ? MAX (0, esp_journey_step_get_branch (step, branch)->share) / total : 0;
}

/**
 * esp_journey_get_branch_start:
 *
 * Returns: where whoever takes the branch goes on; a branch without steps leads behind its step
 */
guint32
esp_journey_get_branch_start (const EspJourney *self, const EspJourneyStep *step, guint branch)
{
  guint32 first = esp_journey_step_get_branch (step, branch)->first_step;

  return first != ESP_JOURNEY_NOWHERE ? first : step->next;
}

static guint32
find_enclosing (const EspJourney *self, const EspJourneyStep *step, const char *id)
{
  guint32 parent = step->parent;

  while (id != NULL && parent != ESP_JOURNEY_NOWHERE &&
         g_strcmp0 (esp_journey_get_step (self, parent)->id, id) != 0)
    parent = esp_journey_get_step (self, parent)->parent;
  return parent;
}

static guint
add_question (EspJourney *self, EspRule *rule)
{
  g_ptr_array_add (self->questions, rule);
  return self->questions->len - 1;
}

static void
number_step (EspJourney *self, EspJourneyStep *step, guint32 index)
{
  if (step->rule != NULL)
    step->question = add_question (self, step->rule);
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      EspJourneyBranch *branch = &g_array_index (step->branches, EspJourneyBranch, i);

      if (branch->rule != NULL)
        branch->question = add_question (self, branch->rule);
    }
  if (step->hours.weekdays & ESP_WEEKDAYS_NO_HOLIDAYS)
    self->skips_holidays = TRUE;
  if (step->kind == ESP_STEP_GO_TO)
    step->counter = self->n_counters++;
  if (step->kind == ESP_STEP_SEND)
    step->send_number = self->n_sends++;
  if (step->kind == ESP_STEP_GOAL && !step->is_off)
    g_array_append_val (self->goals, index);
}

static void
list_places (EspJourney *self)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint32 i = self->steps->len; i > 0; i--)
    {
      const EspJourneyStep *step = esp_journey_get_step (self, i - 1);

      if (step->id != NULL)
        g_hash_table_insert (self->places, step->id, GUINT_TO_POINTER (i));
    }
}

/**
 * esp_journey_resolve:
 *
 * For readers, when all steps are in: follows joins and go-to steps to the numbers of steps, and numbers
 * rules, counters and sends. Where a way leads is decided here alone.
 */
void
esp_journey_resolve (EspJourney *self)
{
  list_places (self);
  g_ptr_array_set_size (self->questions, 0);
  g_array_set_size (self->goals, 0);
  self->n_counters = 0;
  self->n_sends = 0;
  self->skips_holidays = (self->hours.weekdays & ESP_WEEKDAYS_NO_HOLIDAYS) != 0;
  for (guint i = 0; i < self->entries->len; i++)
    if (g_array_index (self->entries, EspJourneyEntry, i).weekdays & ESP_WEEKDAYS_NO_HOLIDAYS)
      self->skips_holidays = TRUE;
  /* Enclosing steps stand before what they enclose, so their own way is known already. */
  for (guint32 i = 0; i < self->steps->len; i++)
    {
      EspJourneyStep *step = &g_array_index (self->steps, EspJourneyStep, i);
      guint32 enclosing;

      if (step->body == NULL)
        seal (step);
      number_step (self, step, i);
      step->next = step->kind == ESP_STEP_EXIT ? ESP_JOURNEY_NOWHERE : step->sibling;
      step->target = ESP_JOURNEY_NOWHERE;
      if (step->kind == ESP_STEP_GO_TO && step->reference != NULL)
        step->target = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, step->reference)) - 1;
      if (step->kind != ESP_STEP_JOIN)
        continue;
      enclosing = find_enclosing (self, step, step->reference);
      step->next = enclosing != ESP_JOURNEY_NOWHERE
                     ? esp_journey_get_step (self, enclosing)->sibling
                     : ESP_JOURNEY_NOWHERE;
    }
}
