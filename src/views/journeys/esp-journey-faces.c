/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what stands on the steps and edges of the canvas: titles, lines, problems, numbers. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-faces.h"

#include <glib/gi18n.h>

/* Problems by step: how many and how bad. */
typedef struct
{
  guint n;
  EspFaceLevel level;
} Trouble;

static EspFaceLevel
level_of (const EspJourneyProblem *problem)
{
  switch (esp_journey_problem_get_severity (problem))
    {
    case ESP_PROBLEM_ERROR:
      return ESP_FACE_LEVEL_ERROR;
    case ESP_PROBLEM_WARNING:
      return ESP_FACE_LEVEL_WARNING;
    case ESP_PROBLEM_NOTE:
    default:
      return ESP_FACE_LEVEL_NOTE;
    }
}

/* Returns: (array): one for each step, and one more for the entries and the whole. */
static Trouble *
count_problems (const EspJourneyFaceFacts *facts)
{
  guint n_steps = esp_journey_get_n_steps (facts->journey);
  Trouble *troubles = g_new0 (Trouble, n_steps + 1);

  for (guint i = 0; facts->problems != NULL && i < facts->problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (facts->problems, EspJourneyProblem, i);
      Trouble *trouble = &troubles[MIN (problem->step, n_steps)];

      trouble->n++;
      trouble->level = MAX (trouble->level, level_of (problem));
    }
  return troubles;
}

static void
take_trouble (EspJourneyFace *face, const Trouble *trouble)
{
  face->n_problems = trouble->n;
  face->level = trouble->level;
}

/* Entries */

static EspJourneyFace *
entries_face (const EspJourneyFaceFacts *facts, const Trouble *trouble)
{
  EspJourneyFace *face = esp_journey_face_new ();
  guint n = facts->journey->entries->len;
  g_autofree char *reentry = esp_journey_words_reentry (facts->journey);
  g_autofree char *all = esp_journey_words_entries (facts->journey, facts->names);

  face->kind = g_strdup (C_ ("journey", "Entry"));
  face->n_here = -1;
  face->heat = -1;
  if (n == 1)
    {
      const EspJourneyEntry *entry = &g_array_index (facts->journey->entries, EspJourneyEntry, 0);

      face->icon = g_strdup (esp_journey_words_entry_icon (entry->kind));
      face->title = esp_journey_words_entry (entry, facts->names);
      face->line = g_strdup (reentry);
    }
  else
    {
      face->icon = g_strdup ("esp-people-symbolic");
      face->title = n == 0 ? g_strdup (_ ("Nobody comes in yet"))
                           : g_strdup_printf (ngettext ("%u way in", "%u ways in", n), n);
      face->line =
        n == 0 ? g_strdup (_ ("Choose who enters")) : g_strdelimit (g_strdup (all), "\n", '/');
    }
  take_trouble (face, trouble);
  return face;
}

/* Steps */

/* Returns: (transfer full): how many people's messages became what, as short as a step has room for */
static char *
tally_text (EspFaceTally tally, gint64 n)
{
  g_autofree char *count = esp_format_count (n);

  switch (tally)
    {
    case ESP_FACE_TALLY_SENT:
      return g_strdup_printf (C_ ("messages of a step", "%s sent"), count);
    case ESP_FACE_TALLY_HELD:
      return g_strdup_printf (C_ ("messages of a step", "%s held"), count);
    case ESP_FACE_TALLY_NOT_SENT:
      return g_strdup_printf (C_ ("messages of a step", "%s not sent"), count);
    case ESP_FACE_TALLY_FAILED:
    case ESP_N_FACE_TALLIES:
    default:
      return g_strdup_printf (C_ ("messages of a step", "%s failed"), count);
    }
}

static char *
here_text (gint64 n)
{
  g_autofree char *count = esp_format_count (n);

  /* Translators: how many people stand at a step now */
  return g_strdup_printf (ngettext ("%s here", "%s here", (gulong) n), count);
}

/* What became of the messages of a step that sends. The last line has no room for words of its own then. */
static void
set_tallies (EspJourneyFace *face, const EspFlowStep *flow)
{
  const gint64 counts[ESP_N_FACE_TALLIES] = {
    [ESP_FACE_TALLY_SENT] = flow->sent.n,
    [ESP_FACE_TALLY_HELD] = flow->held.n,
    [ESP_FACE_TALLY_NOT_SENT] = flow->not_sent.n,
    [ESP_FACE_TALLY_FAILED] = flow->failed.n,
  };

  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    if (counts[i] > 0)
      face->tallies[i] = tally_text ((EspFaceTally) i, counts[i]);
}

static char *
dup_name (const EspJourneyFaceFacts *facts, guint32 index, const EspJourneyFace *face)
{
  const EspJourneyStep *step = esp_journey_get_step (facts->journey, index);
  g_autoptr (GString) name = g_string_new (NULL);

  g_string_append_printf (name, _ ("Step %1$u of %2$u, %3$s: %4$s"), index + 1,
                          esp_journey_get_n_steps (facts->journey), face->kind, face->title);
  if (face->line != NULL && *face->line != '\0')
    g_string_append_printf (name, ", %s", face->line);
  if (step->is_off)
    g_string_append_printf (name, ", %s", C_ ("journey", "off"));
  if (face->here != NULL)
    g_string_append_printf (name, ", %s", face->here);
  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    if (face->tallies[i] != NULL)
      g_string_append_printf (name, ", %s", face->tallies[i]);
  if (face->n_problems > 0)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("%u problem", "%u problems", face->n_problems),
                         face->n_problems);

      g_string_append_printf (name, ", %s", text);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static EspJourneyFace *
step_face (const EspJourneyFaceFacts *facts, guint32 index, const Trouble *trouble)
{
  const EspJourneyStep *step = esp_journey_get_step (facts->journey, index);
  const EspFlowStep *flow =
    facts->flow != NULL ? esp_journey_flow_find_step (facts->flow, step->id) : NULL;
  EspJourneyFace *face = esp_journey_face_new ();

  face->kind = g_strdup (step->kind == ESP_STEP_SEND ? esp_journey_words_medium (step, facts->names)
                                                     : esp_journey_words_step_kind (step->kind));
  face->icon = g_strdup (esp_journey_words_step_icon (step->kind));
  /* The kind stands above it already: the name of the message alone says more. */
  face->title =
    step->kind == ESP_STEP_SEND && step->reference != NULL && step->title == NULL
      ? g_strdup (esp_journey_names_find (facts->names, ESP_NAME_MESSAGE, step->reference))
      : esp_journey_words_title (facts->journey, step, facts->names);
  face->line = esp_journey_words_line (facts->journey, step, facts->names);
  face->is_off = step->is_off;
  face->n_here = -1;
  face->heat = -1;
  if (flow != NULL && facts->count != ESP_FACE_COUNT_OFF)
    {
      face->n_here = flow->here.n;
      if (flow->here.n > 0)
        face->here = here_text (flow->here.n);
      if (step->kind == ESP_STEP_SEND)
        set_tallies (face, flow);
    }
  take_trouble (face, trouble);
  face->accessible_name = dup_name (facts, index, face);
  return face;
}

/* Edges */

static void
set_number (EspJourneyEdgeFace *edge, const EspJourneyFaceFacts *facts, const EspFlowEdge *flow)
{
  g_autofree char *people = esp_format_count (flow->people.n);

  switch (facts->count)
    {
    case ESP_FACE_COUNT_PERIOD:
      edge->n = flow->people.n;
      edge->number = g_steal_pointer (&people);
      /* Translators: %s is a period: "7 days" */
      edge->tooltip =
        g_strdup_printf (_ ("People who went this way: %s"), esp_face_period_title (facts->period));
      break;
    case ESP_FACE_COUNT_NOW:
      edge->n = flow->waiting.n;
      edge->number = esp_format_count (flow->waiting.n);
      edge->tooltip = g_strdup (_ ("People who are at the next step now"));
      break;
    case ESP_FACE_COUNT_SHARE:
      if (flow->n_base <= 0)
        break;
      edge->n = flow->people.n;
      edge->number = esp_format_share (flow->people.n, flow->n_base);
      {
        g_autofree char *base = esp_format_count (flow->n_base);

        /* Translators: so many of those who came to the step before */
        edge->tooltip =
          g_strdup_printf (_ ("%1$s of %2$s who came to the step before"), people, base);
      }
      break;
    case ESP_FACE_COUNT_OFF:
    case ESP_N_FACE_COUNTS:
    default:
      break;
    }
}

static void
fill_edge (EspJourneyFaces *faces,
           const EspJourneyFaceFacts *facts,
           const EspJourneyStep *step,
           int branch)
{
  const char *id = step != NULL ? step->id : NULL;
  const EspFlowEdge *flow =
    facts->flow != NULL ? esp_journey_flow_find_edge (facts->flow, id, branch) : NULL;
  EspJourneyEdgeFace *edge;

  if (branch < 0 && (flow == NULL || facts->count == ESP_FACE_COUNT_OFF))
    return;
  edge = esp_journey_faces_edit_edge (faces, id, branch);
  if (branch >= 0)
    {
      g_free (edge->text);
      edge->text = esp_journey_words_branch (step, (guint) branch, facts->names);
    }
  if (flow != NULL)
    set_number (edge, facts, flow);
}

/**
 * esp_journey_faces_make:
 *
 * Returns: (transfer full): what is written on every step and edge
 */
EspJourneyFaces *
esp_journey_faces_make (const EspJourneyFaceFacts *facts)
{
  EspJourneyFaces *faces = esp_journey_faces_new ();
  guint n_steps = esp_journey_get_n_steps (facts->journey);
  g_autofree Trouble *troubles = count_problems (facts);

  esp_journey_faces_set_entries (faces, entries_face (facts, &troubles[n_steps]));
  fill_edge (faces, facts, NULL, -1);
  for (guint32 i = 0; i < n_steps; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (facts->journey, i);

      esp_journey_faces_set_step (faces, step->id, step_face (facts, i, &troubles[i]));
      fill_edge (faces, facts, step, -1);
      for (guint b = 0; b < esp_journey_step_get_n_branches (step); b++)
        fill_edge (faces, facts, step, (int) b);
    }
  for (guint i = 0; i < facts->journey->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (facts->journey->groups, EspJourneyGroup, i);
      EspJourneyFace *face = esp_journey_face_new ();

      face->kind = g_strdup (C_ ("journey", "Group"));
      face->title = g_strdup (group->title != NULL ? group->title : C_ ("journey", "Group"));
      face->n_here = -1;
      face->heat = -1;
      esp_journey_faces_set_group (faces, group->id, face);
    }
  return faces;
}

/**
 * esp_face_count_title:
 */
const char *
esp_face_count_title (EspFaceCount count)
{
  switch (count)
    {
    case ESP_FACE_COUNT_PERIOD:
      return C_ ("journey numbers", "People in the period");
    case ESP_FACE_COUNT_NOW:
      return C_ ("journey numbers", "Waiting now");
    case ESP_FACE_COUNT_SHARE:
      return C_ ("journey numbers", "Share of the step");
    case ESP_FACE_COUNT_OFF:
    case ESP_N_FACE_COUNTS:
    default:
      return C_ ("journey numbers", "No numbers");
    }
}

/**
 * esp_face_period_title:
 */
const char *
esp_face_period_title (EspFlowPeriod period)
{
  switch (period)
    {
    case ESP_FLOW_TODAY:
      return C_ ("period of numbers", "Today");
    case ESP_FLOW_WEEK:
      return C_ ("period of numbers", "7 days");
    case ESP_FLOW_MONTH:
      return C_ ("period of numbers", "30 days");
    case ESP_FLOW_ALL:
    case ESP_N_FLOW_PERIODS:
    default:
      return C_ ("period of numbers", "All time");
    }
}
