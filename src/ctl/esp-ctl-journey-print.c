/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey: what it prints, for people and for machines. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey.h"

#include "ctl/esp-ctl-journey-outline.h"
#include "ctl/esp-ctl-json.h"
#include "engine/journey/esp-journey-path.h"

static char *
format_time (gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);

  return at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("?");
}

static gint64
get_inside (const EspCtlJourney *self, gint64 id)
{
  const gint64 *n = self->inside_of != NULL
                      ? g_hash_table_lookup (self->inside_of, GSIZE_TO_POINTER ((gsize) id))
                      : NULL;

  return n != NULL ? *n : 0;
}

/**
 * esp_ctl_journey_print_list:
 */
void
esp_ctl_journey_print_list (const EspCtlJourney *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (self->rows, i);

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", row->id);
      esp_ctl_add_text (out, "name", row->name);
      esp_ctl_add_text (out, "state", row->state);
      esp_ctl_add_int (out, "version", row->version);
      esp_ctl_add_int (out, "inside", get_inside (self, row->id));
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("%6" G_GINT64_FORMAT "  %-8s v%-3u %10" G_GINT64_FORMAT " inside  %s\n", row->id,
                 row->state, row->version, get_inside (self, row->id), row->name);
    }
  json_builder_end_array (out);
  if (self->is_json)
    esp_ctl_print_json (out);
  else if (self->rows->len == 0)
    g_print ("There are no journeys yet.\n");
}

static gint64
count_here (const EspCtlJourney *self, guint32 step)
{
  gint64 n = 0;

  for (guint i = 0; self->inside != NULL && i < self->inside->len; i++)
    {
      const EspJourneyCount *count = &g_array_index (self->inside, EspJourneyCount, i);

      if (count->step == step && count->version == self->row->version)
        n += count->n;
    }
  return n;
}

/**
 * esp_ctl_journey_describe_outcome:
 *
 * Returns: (transfer full): what became of a step, as the log says it
 */
char *
esp_ctl_journey_describe_outcome (guint outcome, guint detail)
{
  const char *name = esp_journey_outcome_name ((EspJourneyOutcome) outcome);

  if (outcome == ESP_OUTCOME_BRANCH)
    return g_strdup_printf ("%s %u", name, detail + 1);
  if ((outcome == ESP_OUTCOME_NOT_SENT || outcome == ESP_OUTCOME_SEND) && detail > 0 &&
      detail < ESP_N_REASONS)
    return g_strdup_printf ("%s, %s", name, esp_reason_name ((EspReason) detail));
  if (outcome == ESP_OUTCOME_LEFT)
    return g_strdup_printf ("%s, %s", name, esp_journey_status_name ((EspJourneyStatus) detail));
  return g_strdup (name);
}

static char *
describe_outcome (const EspJourneyCount *count)
{
  return esp_ctl_journey_describe_outcome (count->outcome, count->detail);
}

static void
print_entries (const EspCtlJourney *self, JsonBuilder *out)
{
  json_builder_set_member_name (out, "entries");
  json_builder_begin_array (out);
  for (guint i = 0; i < self->journey->entries->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (self->journey->entries, EspJourneyEntry, i);
      g_autofree char *words = esp_ctl_journey_outline_entry (self, entry);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "id", entry->id);
      esp_ctl_add_text (out, "kind", esp_entry_kind_name (entry->kind));
      esp_ctl_add_text (out, "words", words);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("  in: %s [%s]\n", words, entry->id);
    }
  json_builder_end_array (out);
}

static void
print_step (const EspCtlJourney *self, guint32 index, JsonBuilder *out)
{
  const EspJourneyStep *step = esp_journey_get_step (self->journey, index);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *words = esp_ctl_journey_outline_step (self, step);

  g_string_append_printf (line, "%*s%3u  %-8s%s%s%s%s [%s]%s", (int) step->level * 2, "", index + 1,
                          esp_step_kind_name (step->kind), step->title != NULL ? " " : "",
                          step->title != NULL ? step->title : "",
                          step->title != NULL && *words != '\0' ? ":" : "", words, step->id,
                          step->is_off ? " (off)" : "");
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "id", step->id);
  esp_ctl_add_text (out, "kind", esp_step_kind_name (step->kind));
  esp_ctl_add_text (out, "title", step->title);
  esp_ctl_add_text (out, "words", g_strstrip (words));
  esp_ctl_add_int (out, "here", count_here (self, index));
  json_builder_set_member_name (out, "outcomes");
  json_builder_begin_object (out);
  if (count_here (self, index) > 0)
    g_string_append_printf (line, "  here %" G_GINT64_FORMAT, count_here (self, index));
  for (guint i = 0; self->counts != NULL && i < self->counts->len; i++)
    {
      const EspJourneyCount *count = &g_array_index (self->counts, EspJourneyCount, i);
      g_autofree char *outcome = describe_outcome (count);

      if (count->step != index)
        continue;
      g_string_append_printf (line, "  %s %" G_GINT64_FORMAT, outcome, count->n);
      esp_ctl_add_int (out, outcome, count->n);
    }
  json_builder_end_object (out);
  json_builder_end_object (out);
  if (!self->is_json)
    g_print ("%s\n", line->str);
}

/* The step and those behind it, each with what is in its branches below it. */
static void
print_line_of_steps (const EspCtlJourney *self, guint32 first, JsonBuilder *out)
{
  for (guint32 i = first; i != ESP_JOURNEY_NOWHERE;
       i = esp_journey_get_step (self->journey, i)->sibling)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->journey, i);

      print_step (self, i, out);
      for (guint b = 0; b < esp_journey_step_get_n_branches (step); b++)
        {
          guint32 inside = esp_journey_step_get_branch (step, b)->first_step;
          g_autofree char *words = esp_ctl_journey_outline_branch (self, step, b);

          if (!self->is_json)
            g_print ("%*s%u) %s%s\n", (int) step->level * 2 + 5, "", b + 1, words,
                     inside == ESP_JOURNEY_NOWHERE ? " (no steps)" : "");
          print_line_of_steps (self, inside, out);
        }
    }
}

/* Who is at a step of an earlier version, and finishes it there. */
static void
print_former (const EspCtlJourney *self, JsonBuilder *out)
{
  json_builder_set_member_name (out, "former");
  json_builder_begin_array (out);
  for (guint i = 0; self->former != NULL && i < self->inside->len; i++)
    {
      const EspJourneyCount *count = &g_array_index (self->inside, EspJourneyCount, i);
      const EspJourney *journey =
        g_hash_table_lookup (self->former, GUINT_TO_POINTER (count->version));
      const EspJourneyStep *step =
        journey != NULL && count->step < esp_journey_get_n_steps (journey)
          ? esp_journey_get_step (journey, count->step)
          : NULL;

      if (step == NULL || count->n == 0)
        continue;
      json_builder_begin_object (out);
      esp_ctl_add_int (out, "version", count->version);
      esp_ctl_add_text (out, "id", step->id);
      esp_ctl_add_text (out, "kind", esp_step_kind_name (step->kind));
      esp_ctl_add_text (out, "title", step->title);
      esp_ctl_add_int (out, "here", count->n);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("  in version %u still: %s%s%s [%s]  here %" G_GINT64_FORMAT "\n", count->version,
                 esp_step_kind_name (step->kind), step->title != NULL ? " " : "",
                 step->title != NULL ? step->title : "", step->id, count->n);
    }
  json_builder_end_array (out);
}

/**
 * esp_ctl_journey_print_one:
 *
 * Prints a journey as an outline with its numbers.
 */
void
esp_ctl_journey_print_one (const EspCtlJourney *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_object (out);
  esp_ctl_add_int (out, "id", self->row->id);
  esp_ctl_add_text (out, "name", self->row->name);
  esp_ctl_add_text (out, "state", self->row->state);
  esp_ctl_add_int (out, "version", self->row->version);
  if (!self->is_json)
    g_print ("%" G_GINT64_FORMAT " “%s”, %s, version %u\n", self->row->id, self->row->name,
             self->row->state, self->row->version);
  print_entries (self, out);
  json_builder_set_member_name (out, "steps");
  json_builder_begin_array (out);
  print_line_of_steps (self, esp_journey_get_first (self->journey), out);
  json_builder_end_array (out);
  print_former (self, out);
  json_builder_end_object (out);
  if (self->is_json)
    esp_ctl_print_json (out);
}

/**
 * esp_ctl_journey_print_problems:
 */
void
esp_ctl_journey_print_problems (const EspCtlJourney *self)
{
  static const char *const severities[] = { "error", "warning", "note" };
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < self->problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (self->problems, EspJourneyProblem, i);
      g_autofree char *sentence = esp_journey_problem_dup_sentence (problem);
      g_autofree char *place = esp_journey_problem_dup_place (problem, self->journey);
      const char *severity = severities[esp_journey_problem_get_severity (problem)];

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "id", problem->id);
      esp_ctl_add_text (out, "code", esp_journey_problem_name (problem->code));
      esp_ctl_add_text (out, "severity", severity);
      esp_ctl_add_text (out, "place", place);
      esp_ctl_add_text (out, "sentence", sentence);
      json_builder_set_member_name (out, "fixable");
      json_builder_add_boolean_value (out, problem->fix != ESP_JOURNEY_FIX_NONE);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("%s: %s: %s%s\n", severity, place, sentence,
                 problem->fix != ESP_JOURNEY_FIX_NONE ? " [fix]" : "");
    }
  json_builder_end_array (out);
  if (self->is_json)
    esp_ctl_print_json (out);
  else if (self->problems->len == 0)
    g_print ("Nothing stands against it: %u %s.\n", esp_journey_get_n_steps (self->journey),
             esp_journey_get_n_steps (self->journey) == 1 ? "step" : "steps");
}

/**
 * esp_ctl_journey_print_tasks:
 */
void
esp_ctl_journey_print_tasks (const EspCtlJourney *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < self->tasks->len; i++)
    {
      const EspTaskRow *task = g_ptr_array_index (self->tasks, i);
      g_autofree char *due = task->due_us != 0 ? format_time (task->due_us) : NULL;

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", task->id);
      esp_ctl_add_int (out, "lead", task->lead_id);
      esp_ctl_add_text (out, "title", task->title);
      esp_ctl_add_text (out, "owner", task->owner);
      esp_ctl_add_text (out, "due", due);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("%6" G_GINT64_FORMAT "  %-20s  %s  (%s%s%s)\n", task->id,
                 due != NULL ? due : "no day", task->title, task->lead != NULL ? task->lead : "?",
                 task->owner != NULL ? ", " : "", task->owner != NULL ? task->owner : "");
    }
  json_builder_end_array (out);
  if (self->is_json)
    esp_ctl_print_json (out);
  else if (self->tasks->len == 0)
    g_print ("There is nothing to do.\n");
}
