/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a journey's problems: a name for programs, a sentence for people, the place. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-check.h"
#include "engine/journey/esp-journey-refusal.h"

typedef struct
{
  const char *name;
  const char *sentence; /* ends where what it names follows */
} Words;

static const Words words[ESP_N_JOURNEY_PROBLEMS] = {
  [ESP_JOURNEY_PROBLEM_EMPTY] = { "empty", "The journey has no steps yet; add the first one" },
  [ESP_JOURNEY_PROBLEM_NO_ENTRY] = { "no-entry", "Nobody can come in; say who enters the journey" },
  [ESP_JOURNEY_PROBLEM_DANGLING] = { "dangling",
                                     "The way just stops here; end it with an exit, a join or a "
                                     "go-to" },
  [ESP_JOURNEY_PROBLEM_BEHIND_EXIT] = { "behind-exit",
                                        "Nobody can come to the steps behind this one" },
  [ESP_JOURNEY_PROBLEM_JOIN_OUTSIDE] = { "join-outside",
                                         "A join belongs into a branch; this one is in none, or "
                                         "not inside the step it names" },
  [ESP_JOURNEY_PROBLEM_JOIN_NOWHERE] = { "join-nowhere",
                                         "Nothing stands behind the step that divided, so the "
                                         "branch leads nowhere; add a step there, or end the "
                                         "branch with an exit" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_STEP] = { "unknown-step", "There is no step of the id" },
  [ESP_JOURNEY_PROBLEM_ENDLESS] = { "endless",
                                    "It goes back without a limit, so people would go round for "
                                    "ever; say how often or for how many days" },
  [ESP_JOURNEY_PROBLEM_NO_MESSAGE] = { "no-message", "No message is chosen" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_MESSAGE] = { "unknown-message", "There is no message" },
  [ESP_JOURNEY_PROBLEM_ARCHIVED_MESSAGE] = { "archived-message",
                                             "The message is archived; take it back or choose "
                                             "another one:" },
  [ESP_JOURNEY_PROBLEM_NO_CHANNEL] = { "no-channel",
                                       "There is no channel to send with; set one up" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_CHANNEL] = { "unknown-channel", "There is no channel" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT] = { "unknown-segment", "There is no segment" },
  [ESP_JOURNEY_PROBLEM_NOT_STATIC] = { "not-static",
                                       "Only a fixed list takes people in by hand; this segment "
                                       "follows a rule:" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_JOURNEY] = { "unknown-journey", "There is no journey" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_AUDIENCE] = { "unknown-audience", "There is no ad audience" },
  [ESP_JOURNEY_PROBLEM_ENTERS_ITSELF] = { "enters-itself",
                                          "Whoever leaves the journey would enter it again" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_FIELD] = { "unknown-field", "There is no field" },
  [ESP_JOURNEY_PROBLEM_NOT_A_DATE] = { "not-a-date", "This field is not a date:" },
  [ESP_JOURNEY_PROBLEM_NOT_A_NUMBER] = { "not-a-number", "This field is not a number:" },
  [ESP_JOURNEY_PROBLEM_RULE] = { "rule", "The rule cannot be asked:" },
  [ESP_JOURNEY_PROBLEM_NO_BRANCHES] = { "no-branches", "A step that divides needs branches" },
  [ESP_JOURNEY_PROBLEM_ELSE_NOT_LAST] = { "else-not-last",
                                          "“Everyone else” takes all, so nobody comes to the "
                                          "branches behind it; it must be the last and only one" },
  [ESP_JOURNEY_PROBLEM_NO_SHARES] = { "no-shares",
                                      "All shares are 0; give one branch a share at least" },
  [ESP_JOURNEY_PROBLEM_DOUBLE_BRANCH] = { "double-branch",
                                          "Two branches are for the same outcome" },
  [ESP_JOURNEY_PROBLEM_NO_UNSENT] = { "no-unsent",
                                      "Who cannot be sent to shall take a branch, but there is "
                                      "none" },
  [ESP_JOURNEY_PROBLEM_NO_TEXT] = { "no-text", "Nothing says what is to be done here" },
  [ESP_JOURNEY_PROBLEM_NO_FORM] = { "no-form", "No form is named" },
  [ESP_JOURNEY_PROBLEM_NO_CHANGES] = { "no-changes", "Nothing says what is to be changed" },
  [ESP_JOURNEY_PROBLEM_NO_ADDRESS] = { "no-address", "No address says which program to call" },
  [ESP_JOURNEY_PROBLEM_UNKNOWN_GROUP] = { "unknown-group", "There is no group" },
  [ESP_JOURNEY_PROBLEM_NO_CALLER] = { "no-caller",
                                      "The address must begin with https, and its server needs a "
                                      "secret that calls are signed with:" },
  [ESP_JOURNEY_PROBLEM_REFUSED] = { "refused", "The message cannot be sent as it is:" },
  [ESP_JOURNEY_PROBLEM_NEEDS_YES] = { "needs-yes",
                                      "The message is sent only with the yes of a person:" },
  [ESP_JOURNEY_PROBLEM_SAME_BRANCHES] = { "same-branches",
                                          "All branches do the same, so the split changes "
                                          "nothing" },
  [ESP_JOURNEY_PROBLEM_NO_WAIT_IN_LOOP] = { "no-wait-in-loop",
                                            "There is no wait on the way back, so everything is "
                                            "repeated at once" },
  [ESP_JOURNEY_PROBLEM_NO_TIMEOUT] = { "no-timeout",
                                       "Who never fulfils this waits for ever; give it a time" },
  [ESP_JOURNEY_PROBLEM_SAME_MESSAGE] = { "same-message",
                                         "Another step of this journey sends the same message:" },
  [ESP_JOURNEY_PROBLEM_DATE_PAST] = { "date-past",
                                      "The day is over, so nobody waits here any more:" },
  [ESP_JOURNEY_PROBLEM_ASKS_NOTHING] = { "asks-nothing",
                                         "The rule has no conditions, so it takes everyone" },
  [ESP_JOURNEY_PROBLEM_LONG_WAIT] = { "long-wait",
                                      "People wait here for more than two years, and a consent has "
                                      "to be confirmed every two years; wait less long" },
  [ESP_JOURNEY_PROBLEM_NO_WINDOW] = { "no-window",
                                      "All its hours lie in the quiet hours of the workspace, so "
                                      "nothing can ever be sent:" },
  [ESP_JOURNEY_PROBLEM_NO_FALLBACK] = { "no-fallback",
                                        "The message names a field that not everyone has, without "
                                        "saying what stands there instead:" },
  [ESP_JOURNEY_PROBLEM_SENT_ELSEWHERE] = { "sent-elsewhere",
                                           "Another journey that runs sends the same message:" },
  [ESP_JOURNEY_PROBLEM_NOBODY] = { "nobody", "As things are, nobody would come this way" },
  [ESP_JOURNEY_PROBLEM_GOAL_IMPOSSIBLE] = { "goal-impossible",
                                            "Nobody can ever reach this goal: its rule contradicts "
                                            "itself" },
  [ESP_JOURNEY_PROBLEM_NEVER_TAKEN] = { "never-taken", "Nobody takes this branch: its share is 0" },
};

/**
 * esp_journey_problem_name:
 *
 * Returns: the stable word for programs
 */
const char *
esp_journey_problem_name (EspJourneyProblemCode code)
{
  return words[code].name;
}

/**
 * esp_journey_problem_get_severity:
 */
EspJourneySeverity
esp_journey_problem_get_severity (const EspJourneyProblem *problem)
{
  if (problem->code >= ESP_JOURNEY_PROBLEM_NEVER_TAKEN)
    return ESP_PROBLEM_NOTE;
  if (problem->code >= ESP_JOURNEY_PROBLEM_SAME_BRANCHES)
    return ESP_PROBLEM_WARNING;
  return ESP_PROBLEM_ERROR;
}

/**
 * esp_journey_problem_dup_sentence:
 *
 * Returns: (transfer full): what is wrong and what to do, in English
 */
char *
esp_journey_problem_dup_sentence (const EspJourneyProblem *problem)
{
  if (problem->code == ESP_JOURNEY_PROBLEM_NOBODY && problem->of > 0)
    return g_strdup_printf ("%s (0 of %" G_GINT64_FORMAT ")", words[problem->code].sentence,
                            problem->of);
  if (problem->refusal.rule != NULL)
    {
      EspContentFinding finding = esp_journey_refusal_get_finding (&problem->refusal);
      g_autofree char *sentence = esp_content_finding_to_sentence (&finding);

      return g_strdup_printf ("%s %s", words[problem->code].sentence, sentence);
    }
  if (problem->text == NULL)
    return g_strdup (words[problem->code].sentence);
  if (problem->code == ESP_JOURNEY_PROBLEM_RULE)
    return g_strdup_printf ("%s %s", words[problem->code].sentence, problem->text);
  return g_strdup_printf ("%s “%s”", words[problem->code].sentence, problem->text);
}

/**
 * esp_journey_problem_dup_place:
 *
 * Returns: (transfer full): where it is: the step by its title or id, the branch, the entry
 */
char *
esp_journey_problem_dup_place (const EspJourneyProblem *problem, const EspJourney *journey)
{
  const EspJourneyStep *step;
  const char *name;

  if (problem->entry >= 0)
    return g_strdup_printf ("entry “%s”",
                            g_array_index (journey->entries, EspJourneyEntry, problem->entry).id);
  if (problem->step == ESP_JOURNEY_NOWHERE)
    return g_strdup ("journey");
  step = esp_journey_get_step (journey, problem->step);
  name = step->title != NULL ? step->title : step->id;
  if (problem->branch < 0)
    return g_strdup_printf ("step %u “%s”", problem->step + 1, name);
  return g_strdup_printf ("step %u “%s”, branch %d", problem->step + 1, name, problem->branch + 1);
}

/**
 * esp_journey_problems_find:
 *
 * Returns: (transfer none) (nullable): the problem of that id
 */
const EspJourneyProblem *
esp_journey_problems_find (const GArray *problems, const char *id)
{
  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (g_array_index (problems, EspJourneyProblem, i).id, id))
      return &g_array_index (problems, EspJourneyProblem, i);
  return NULL;
}

/**
 * esp_journey_problems_first_error:
 *
 * Returns: (transfer none) (nullable): what keeps the journey from being published
 */
const EspJourneyProblem *
esp_journey_problems_first_error (const GArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (problems, EspJourneyProblem, i);

      if (esp_journey_problem_get_severity (problem) == ESP_PROBLEM_ERROR)
        return problem;
    }
  return NULL;
}
