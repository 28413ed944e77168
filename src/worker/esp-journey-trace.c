/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complete path of one lead through a journey, read from what was recorded: decisions, what rules answered,
 * what became of messages, and what comes next. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-trace.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-path.h"
#include "store/esp-journey-members.h"
#include "store/esp-leads.h"

static void
line_free (gpointer data)
{
  EspTraceLine *line = data;

  esp_journey_fate_free (line->fate);
  g_clear_pointer (&line->answers, g_array_unref);
  g_free (line);
}

static void
passage_free (gpointer data)
{
  EspTracePassage *passage = data;

  g_ptr_array_unref (passage->lines);
  g_free (passage);
}

/**
 * esp_journey_trace_free:
 */
void
esp_journey_trace_free (EspJourneyTrace *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->passages, g_ptr_array_unref);
  g_clear_pointer (&self->versions, g_hash_table_unref);
  esp_journey_row_free (self->row);
  g_free (self->lead);
  g_free (self);
}

/* Returns: (nullable): that version, read once */
static const EspJourney *
load_version (EspTx *tx, EspJourneyTrace *self, guint version, GError **error)
{
  EspJourney *journey = g_hash_table_lookup (self->versions, GUINT_TO_POINTER (version));
  g_autoptr (EspJourneyVersion) stored = NULL;

  if (journey != NULL)
    return journey;
  stored = esp_journey_version_load (tx, self->row->id, version, error);
  journey = stored != NULL ? esp_journey_parse_json (stored->definition, -1, error) : NULL;
  if (journey != NULL)
    g_hash_table_insert (self->versions, GUINT_TO_POINTER (version), journey);
  return journey;
}

static void
add_answer (GArray *answers, int branch, const EspRule *rule, gboolean is_yes)
{
  const EspTraceAnswer answer = { branch, rule, is_yes };

  g_array_append_val (answers, answer);
}

/* Branches are asked in order: the one that was taken said yes, and all before it no. */
static void
read_split (EspTraceLine *line)
{
  guint n = esp_journey_step_get_n_branches (line->step);

  for (guint i = 0; i < n; i++)
    {
      const EspJourneyBranch *branch = esp_journey_step_get_branch (line->step, i);
      gboolean is_taken = line->mark.outcome == ESP_OUTCOME_BRANCH && i == line->mark.detail;

      add_answer (line->answers, (int) i, branch->kind == ESP_BRANCH_ELSE ? NULL : branch->rule,
                  is_taken);
      if (is_taken)
        return;
    }
}

static void
read_answers (EspTraceLine *line)
{
  line->answers = g_array_new (FALSE, FALSE, sizeof (EspTraceAnswer));
  if (line->step == NULL)
    return;
  if (line->step->kind == ESP_STEP_SPLIT &&
      (line->mark.outcome == ESP_OUTCOME_BRANCH || line->mark.outcome == ESP_OUTCOME_PASSED))
    read_split (line);
  else if (line->step->rule == NULL)
    return;
  else if (line->mark.outcome == ESP_OUTCOME_MET)
    add_answer (line->answers, -1, line->step->rule, TRUE);
  else if (line->mark.outcome == ESP_OUTCOME_REACHED && line->step->event == NULL)
    add_answer (line->answers, -1, line->step->rule, TRUE);
  else if (line->mark.outcome == ESP_OUTCOME_TIMEOUT || line->mark.outcome == ESP_OUTCOME_MISSED)
    add_answer (line->answers, -1, line->step->rule, FALSE);
}

/* Returns: (transfer full) (nullable): the fate of the message that a mark gave away */
static EspJourneyFate *
take_fate (GPtrArray *fates, gint64 passage, guint mark)
{
  for (guint i = 0; i < fates->len; i++)
    {
      const EspJourneyFate *fate = g_ptr_array_index (fates, i);

      if (ESP_OCCASION_PASSAGE (fate->occasion) == passage &&
          ESP_OCCASION_MARK (fate->occasion) == mark)
        return g_ptr_array_steal_index (fates, i);
    }
  return NULL;
}

static gboolean
read_lines (EspTx *tx,
            EspJourneyTrace *self,
            const GArray *marks,
            GPtrArray *fates,
            EspTracePassage *passage,
            GError **error)
{
  for (guint i = 0; i < marks->len; i++)
    {
      EspTraceLine *line = g_new0 (EspTraceLine, 1);

      g_ptr_array_add (passage->lines, line);
      line->mark = g_array_index (marks, EspJourneyMark, i);
      line->version = esp_journey_path_version (marks, i, passage->version);
      line->journey = load_version (tx, self, line->version, error);
      if (line->journey == NULL)
        return FALSE;
      if (line->mark.step < esp_journey_get_n_steps (line->journey))
        line->step = esp_journey_get_step (line->journey, line->mark.step);
      line->is_by_hand = line->mark.outcome == ESP_OUTCOME_MOVED &&
                         esp_journey_path_version (marks, i + 1, passage->version) == line->version;
      line->fate = take_fate (fates, passage->id, i);
      if (line->mark.outcome == ESP_OUTCOME_LEFT)
        passage->left_us = line->mark.at_us;
      read_answers (line);
      if (i == 0)
        passage->first_version = line->version;
    }
  return TRUE;
}

/* Returns: (nullable): where a wait leads whatever comes */
static const EspJourneyStep *
find_then (const EspJourney *journey, const EspJourneyStep *step, EspJourneyPhase phase)
{
  guint n = esp_journey_step_get_n_branches (step);
  guint32 to = n > 0 ? esp_journey_get_branch_start (journey, step, 0) : step->next;

  if (phase != ESP_PHASE_WAITING)
    return NULL;
  for (guint i = 1; i < n; i++)
    if (esp_journey_get_branch_start (journey, step, i) != to)
      return NULL;
  while (to != ESP_JOURNEY_NOWHERE && esp_journey_get_step (journey, to)->kind == ESP_STEP_JOIN)
    to = esp_journey_get_step (journey, to)->next;
  return to != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, to) : NULL;
}

static EspNextKind
find_kind (const EspJourneyPassage *passage, const EspJourneyStep *step, gint64 now_us)
{
  if (passage->status != ESP_STATE_INSIDE)
    return ESP_NEXT_LEFT;
  if (g_str_equal (passage->state, "paused"))
    return ESP_NEXT_PAUSED;
  if (passage->phase != ESP_PHASE_WAITING && passage->due_us == ESP_JOURNEY_NEVER)
    return ESP_NEXT_CHANNEL;
  if (passage->due_us <= now_us)
    return ESP_NEXT_NOW;
  if (passage->phase == ESP_PHASE_WAITING && step != NULL && step->kind == ESP_STEP_GOAL)
    return ESP_NEXT_GOAL;
  if (passage->phase == ESP_PHASE_WAITING && step != NULL && step->wait == ESP_WAIT_EVENT)
    return ESP_NEXT_EVENT;
  if (passage->phase == ESP_PHASE_WAITING && step != NULL && step->wait == ESP_WAIT_CONDITION)
    return ESP_NEXT_RULE;
  return ESP_NEXT_TIME;
}

/**
 * esp_journey_next_of_passage:
 * @journey: the version of the passage; must live as long as @out_next
 *
 * Says what comes next for somebody, and when.
 */
void
esp_journey_next_of_passage (const EspJourneyPassage *passage,
                             const EspJourney *journey,
                             gint64 now_us,
                             EspTraceNext *out_next)
{
  const EspJourneyStep *step = passage->step < esp_journey_get_n_steps (journey)
                                 ? esp_journey_get_step (journey, passage->step)
                                 : NULL;

  *out_next =
    (EspTraceNext){ find_kind (passage, step, now_us), journey, step, NULL, passage->due_us };
  if (step != NULL && passage->status == ESP_STATE_INSIDE)
    out_next->then = find_then (journey, step, (EspJourneyPhase) passage->phase);
}

static gboolean
read_passage (EspTx *tx,
              EspJourneyTrace *self,
              const EspJourneyMembers *members,
              const EspJourneyMember *member,
              GPtrArray *fates,
              GError **error)
{
  EspTracePassage *passage = g_new0 (EspTracePassage, 1);
  const EspJourneyPassage now = { .state = self->row->state,
                                  .step = member->step,
                                  .status = member->status,
                                  .phase = member->phase,
                                  .since_us = member->since_us,
                                  .due_us = member->due_us };
  g_autoptr (GArray) marks = NULL;
  const EspJourney *journey;

  passage->lines = g_ptr_array_new_with_free_func (line_free);
  g_ptr_array_add (self->passages, passage);
  passage->id = member->id;
  passage->status = (EspJourneyStatus) member->status;
  passage->version = passage->first_version = member->version;
  passage->entry = member->entry;
  passage->entered_us = member->entered_us;
  journey = load_version (tx, self, member->version, error);
  if (journey == NULL)
    return FALSE;
  esp_journey_next_of_passage (&now, journey, self->as_of_us, &passage->next);
  marks = esp_journey_path_read (esp_journey_path_at (members->bytes, member->path_at),
                                 member->n_path, member->entered_us);
  return read_lines (tx, self, marks, fates, passage, error);
}

static gboolean
load_title (EspTx *tx, EspJourneyTrace *self, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspLead) lead = NULL;

  if (fields == NULL)
    return FALSE;
  lead = esp_lead_load (tx, fields, self->lead_id, &problem);
  if (lead != NULL)
    self->lead = g_strdup (esp_lead_get_title (lead));
  else if (!g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

/**
 * esp_journey_trace_new:
 *
 * Reads everything that was decided about one lead. Costs what is recorded of that lead, however many others
 * there are.
 *
 * Returns: (transfer full): without passages when the lead was never in it; %NULL with @error set
 */
EspJourneyTrace *
esp_journey_trace_new (EspTx *tx, gint64 journey_id, gint64 lead_id, GError **error)
{
  g_autoptr (EspJourneyTrace) self = g_new0 (EspJourneyTrace, 1);
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();
  g_autoptr (GPtrArray) fates = NULL;

  self->lead_id = lead_id;
  self->as_of_us = esp_tx_get_now_us (tx);
  self->versions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_journey_unref);
  self->passages = g_ptr_array_new_with_free_func (passage_free);
  self->row = esp_journey_row_load (tx, journey_id, error);
  if (self->row == NULL || !load_title (tx, self, error) ||
      !esp_journey_members_load_passages (tx, journey_id, (guint32) lead_id, members, error))
    return NULL;
  fates = esp_journey_fates_load (tx, self->row->campaign_id, lead_id, error);
  if (fates == NULL)
    return NULL;
  for (guint i = 0; i < members->rows->len; i++)
    if (!read_passage (tx, self, members, &g_array_index (members->rows, EspJourneyMember, i),
                       fates, error))
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_journey_trace_get_version:
 *
 * Returns: (transfer none) (nullable): a version that the path names
 */
const EspJourney *
esp_journey_trace_get_version (const EspJourneyTrace *self, guint version)
{
  return g_hash_table_lookup (self->versions, GUINT_TO_POINTER (version));
}

/**
 * esp_journey_trace_get_entry:
 *
 * Returns: (transfer none) (nullable): by which the person came in; %NULL: by hand
 */
const EspJourneyEntry *
esp_journey_trace_get_entry (const EspJourneyTrace *self, const EspTracePassage *passage)
{
  const EspJourney *journey = esp_journey_trace_get_version (self, passage->first_version);

  if (journey == NULL || passage->entry == 0 || passage->entry > journey->entries->len)
    return NULL;
  return &g_array_index (journey->entries, EspJourneyEntry, passage->entry - 1);
}

/**
 * esp_journey_trace_dup_path:
 * @passage: which one
 *
 * Returns: (transfer full): the ids of the steps in the order in which they were come to, each once, the one
 *   where the person is now last
 */
char **
esp_journey_trace_dup_path (const EspJourneyTrace *self, guint passage)
{
  const EspTracePassage *from = g_ptr_array_index (self->passages, passage);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < from->lines->len; i++)
    {
      const EspTraceLine *line = g_ptr_array_index (from->lines, i);

      if (line->step != NULL && g_hash_table_add (known, line->step->id))
        g_strv_builder_add (ids, line->step->id);
    }
  if (from->next.kind != ESP_NEXT_LEFT && from->next.step != NULL &&
      !g_hash_table_contains (known, from->next.step->id))
    g_strv_builder_add (ids, from->next.step->id);
  return g_strv_builder_end (ids);
}

/**
 * esp_next_kind_name:
 */
const char *
esp_next_kind_name (EspNextKind kind)
{
  static const char *const names[] = { "left", "now",  "time",   "event",
                                       "rule", "goal", "paused", "channel" };

  return (guint) kind < G_N_ELEMENTS (names) ? names[kind] : "unknown";
}
