/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The problems of journeys in the words of people: what is wrong, what to do, and where. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-words.h"

#include "engine/journey/esp-journey-refusal.h"
#include "views/messages/esp-check-words.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

static const char *
plain_sentence (EspJourneyProblemCode code)
{
  static const char *const sentences[ESP_N_JOURNEY_PROBLEMS] = {
    [ESP_JOURNEY_PROBLEM_EMPTY] = N_ ("There are no steps yet. Add the first one."),
    [ESP_JOURNEY_PROBLEM_NO_ENTRY] = N_ ("Nobody can come in. Say who enters the journey."),
    [ESP_JOURNEY_PROBLEM_DANGLING] =
      N_ ("The way just stops here. End it with an exit, a join or a go-to."),
    [ESP_JOURNEY_PROBLEM_BEHIND_EXIT] = N_ ("Nobody can come to the steps behind this one."),
    [ESP_JOURNEY_PROBLEM_JOIN_OUTSIDE] =
      N_ ("This join is not in a branch of the step it names. Move it, or delete it."),
    [ESP_JOURNEY_PROBLEM_JOIN_NOWHERE] =
      N_ ("Nothing stands behind the step that divided. Add a step there, or end the branch with "
          "an exit."),
    [ESP_JOURNEY_PROBLEM_UNKNOWN_STEP] = N_ ("No step is chosen. Choose one."),
    [ESP_JOURNEY_PROBLEM_ENDLESS] =
      N_ ("People would go round for ever. Say how often or for how many days."),
    [ESP_JOURNEY_PROBLEM_NO_MESSAGE] = N_ ("No message is chosen. Choose one."),
    [ESP_JOURNEY_PROBLEM_NO_CHANNEL] = N_ ("There is no channel to send with. Set one up."),
    [ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT] = N_ ("No segment is chosen. Choose one."),
    [ESP_JOURNEY_PROBLEM_UNKNOWN_JOURNEY] = N_ ("No journey is chosen. Choose one."),
    [ESP_JOURNEY_PROBLEM_UNKNOWN_AUDIENCE] = N_ ("No ad audience is chosen. Choose one."),
    [ESP_JOURNEY_PROBLEM_ENTERS_ITSELF] =
      N_ ("Whoever leaves the journey would enter it again. Choose another journey."),
    [ESP_JOURNEY_PROBLEM_UNKNOWN_FIELD] = N_ ("No field is chosen. Choose one."),
    [ESP_JOURNEY_PROBLEM_RULE] = N_ ("The rule cannot be asked. Mend it."),
    [ESP_JOURNEY_PROBLEM_NO_BRANCHES] = N_ ("A step that divides needs branches. Add them."),
    [ESP_JOURNEY_PROBLEM_ELSE_NOT_LAST] =
      N_ ("“Everyone else” takes all, so nobody comes to the branches behind it. Move it to the "
          "end."),
    [ESP_JOURNEY_PROBLEM_NO_SHARES] = N_ ("All shares are 0. Give one branch a share at least."),
    [ESP_JOURNEY_PROBLEM_DOUBLE_BRANCH] =
      N_ ("Two branches are for the same outcome. Delete one of them."),
    [ESP_JOURNEY_PROBLEM_NO_UNSENT] =
      N_ ("Who cannot be sent to shall take a branch, but there is none. Add it, or choose "
          "something else."),
    [ESP_JOURNEY_PROBLEM_NO_TEXT] = N_ ("Nothing says what is to be done here. Write it."),
    [ESP_JOURNEY_PROBLEM_NO_FORM] = N_ ("No form is named. Write its name."),
    [ESP_JOURNEY_PROBLEM_NO_CHANGES] = N_ ("Nothing says what is to be changed. Add a change."),
    [ESP_JOURNEY_PROBLEM_NO_ADDRESS] = N_ ("No address says which program to call. Write it."),
    [ESP_JOURNEY_PROBLEM_NO_CALLER] =
      N_ ("The address must begin with https, and its server needs a secret key. Give it one when "
          "you publish."),
    [ESP_JOURNEY_PROBLEM_SAME_BRANCHES] =
      N_ ("All branches do the same, so the split changes nothing."),
    [ESP_JOURNEY_PROBLEM_NO_WAIT_IN_LOOP] =
      N_ ("There is no wait on the way back, so everything is repeated at once. Add one."),
    [ESP_JOURNEY_PROBLEM_NO_TIMEOUT] = N_ ("Who never does this waits for ever. Give it a time."),
    [ESP_JOURNEY_PROBLEM_SAME_MESSAGE] = N_ ("Another step sends the same message."),
    [ESP_JOURNEY_PROBLEM_DATE_PAST] = N_ ("The day is over, so nobody waits here any more."),
    [ESP_JOURNEY_PROBLEM_ASKS_NOTHING] =
      N_ ("The rule has no conditions, so it takes everyone. Add one."),
    [ESP_JOURNEY_PROBLEM_LONG_WAIT] =
      N_ ("People wait here for more than two years, and a consent has to be confirmed every two "
          "years. Wait less long."),
    [ESP_JOURNEY_PROBLEM_SENT_ELSEWHERE] = N_ ("Another journey that runs sends the same message."),
    [ESP_JOURNEY_PROBLEM_NOBODY] = N_ ("As things are, nobody would come this way."),
    [ESP_JOURNEY_PROBLEM_GOAL_IMPOSSIBLE] =
      N_ ("Nobody can ever reach this goal: its rule contradicts itself."),
    [ESP_JOURNEY_PROBLEM_NEVER_TAKEN] = N_ ("Nobody takes this branch: its share is 0."),
  };

  return sentences[code];
}

/* With what it names; the sentences are ours, with one "%s" each. */
static char *
named_sentence (EspJourneyProblemCode code, const char *text)
{
  switch ((int) code)
    {
    case ESP_JOURNEY_PROBLEM_UNKNOWN_STEP:
      return esp_particle_printf (_ ("There is no step “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_MESSAGE:
      return esp_particle_printf (_ ("There is no message “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_ARCHIVED_MESSAGE:
      return esp_particle_printf (
        _ ("The message “%s” is archived. Take it back or choose another one."), text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_CHANNEL:
      return esp_particle_printf (_ ("There is no channel “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT:
      return esp_particle_printf (_ ("There is no segment “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_NOT_STATIC:
      return esp_particle_printf (_ ("The segment “%s” follows a rule. Choose a fixed list; only "
                                     "that takes people in."),
                                  text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_AUDIENCE:
      return esp_particle_printf (_ ("There is no ad audience “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_JOURNEY:
      return esp_particle_printf (_ ("There is no journey “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_FIELD:
      return esp_particle_printf (_ ("There is no field “%s”. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_NOT_A_DATE:
      return esp_particle_printf (_ ("The field “%s” is not a date. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_NOT_A_NUMBER:
      return esp_particle_printf (_ ("The field “%s” is not a number. Choose another one."), text);
    case ESP_JOURNEY_PROBLEM_RULE:
      return esp_particle_printf (_ ("The rule cannot be asked: %s"), text);
    case ESP_JOURNEY_PROBLEM_UNKNOWN_GROUP:
      return esp_particle_printf (_ ("There is no group “%s”. Take the step out of it."), text);
    case ESP_JOURNEY_PROBLEM_SAME_MESSAGE:
      return esp_particle_printf (_ ("Another step sends “%s” too."), text);
    case ESP_JOURNEY_PROBLEM_NO_WINDOW:
      return g_strdup_printf (_ ("All its hours lie in the quiet hours of the workspace (%s), so "
                                 "nothing is ever sent."),
                              text);
    case ESP_JOURNEY_PROBLEM_NO_FALLBACK:
      return g_strdup_printf (_ ("The message names what not everyone has, without saying what "
                                 "stands there instead: %s"),
                              text);
    case ESP_JOURNEY_PROBLEM_SENT_ELSEWHERE:
      return esp_particle_printf (_ ("The journey “%s” runs and sends the same message."), text);
    case ESP_JOURNEY_PROBLEM_DATE_PAST:
      return esp_particle_printf (_ ("%s is over, so nobody waits here any more."), text);
    default:
      return NULL;
    }
}

/* What a problem names is a reference: said as it is called. */
static const char *
name_of (const EspJourneyProblem *problem, const EspJourneyNames *names)
{
  switch ((int) problem->code)
    {
    case ESP_JOURNEY_PROBLEM_UNKNOWN_MESSAGE:
    case ESP_JOURNEY_PROBLEM_ARCHIVED_MESSAGE:
    case ESP_JOURNEY_PROBLEM_SAME_MESSAGE:
      return esp_journey_names_find (names, ESP_NAME_MESSAGE, problem->text);
    case ESP_JOURNEY_PROBLEM_NOT_STATIC:
      return esp_journey_names_find (names, ESP_NAME_SEGMENT, problem->text);
    case ESP_JOURNEY_PROBLEM_NOT_A_DATE:
    case ESP_JOURNEY_PROBLEM_NOT_A_NUMBER:
      return esp_journey_names_find_field (names, problem->text);
    default:
      return problem->text;
    }
}

/* Returns: (transfer full): what the problem names, as people call it */
static char *
dup_name (const EspJourneyProblem *problem, const EspJourneyNames *names)
{
  g_auto (GStrv) fields = NULL;

  if (problem->code != ESP_JOURNEY_PROBLEM_NO_FALLBACK)
    return g_strdup (name_of (problem, names));
  fields = g_strsplit (problem->text, ", ", -1);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      char *name = g_strdup (esp_journey_names_find_field (names, fields[i]));

      g_free (fields[i]);
      fields[i] = name;
    }
  return g_strjoinv (", ", fields);
}

static char *
refusal_sentence (const EspJourneyRefusal *refusal)
{
  EspContentFinding finding = esp_journey_refusal_get_finding (refusal);
  g_autofree char *why = esp_check_dup_sentence (&finding);

  return refusal->needs_yes
           ? g_strdup_printf (_ ("The message is sent only with your yes. %s"), why)
           : g_strdup_printf (_ ("The message cannot be sent as it is. %s"), why);
}

/**
 * esp_journey_words_problem:
 *
 * Returns: (transfer full): what is wrong and what to do
 */
char *
esp_journey_words_problem (const EspJourneyProblem *problem, const EspJourneyNames *names)
{
  const char *plain = plain_sentence (problem->code);
  /* A reference that is not there yet is named "?". */
  gboolean has_name =
    problem->text != NULL && *problem->text != '\0' && !g_str_equal (problem->text, "?");
  g_autofree char *name = has_name ? dup_name (problem, names) : NULL;
  char *named = name != NULL ? named_sentence (problem->code, name) : NULL;

  if (problem->refusal.rule != NULL)
    return refusal_sentence (&problem->refusal);
  if (named != NULL)
    return named;
  if (problem->code == ESP_JOURNEY_PROBLEM_NOBODY && problem->of > 0)
    {
      g_autofree char *of = g_strdup_printf ("%'" G_GINT64_FORMAT, problem->of);

      return g_strdup_printf (_ ("As things are, nobody would come this way (0 of %s)."), of);
    }
  return plain != NULL ? g_strdup (_ (plain)) : esp_journey_problem_dup_sentence (problem);
}

/**
 * esp_journey_words_problem_place:
 *
 * Returns: (transfer full): the step with its number, its branch, the entry; or the journey
 */
char *
esp_journey_words_problem_place (const EspJourneyProblem *problem,
                                 const EspJourney *journey,
                                 const EspJourneyNames *names)
{
  const EspJourneyStep *step;
  g_autofree char *title = NULL;
  g_autofree char *branch = NULL;

  if (problem->entry >= 0 && (guint) problem->entry < journey->entries->len)
    {
      g_autofree char *entry =
        esp_journey_words_entry (&g_array_index (journey->entries, EspJourneyEntry, problem->entry),
                                 names);

      /* Translators: %s is who enters: "Enters the segment “VIP”" */
      return g_strdup_printf (_ ("Entry: %s"), entry);
    }
  if (problem->step >= esp_journey_get_n_steps (journey))
    return g_strdup (C_ ("journey problem", "The whole journey"));
  step = esp_journey_get_step (journey, problem->step);
  title = esp_journey_words_title (journey, step, names);
  if (problem->branch < 0 || (guint) problem->branch >= esp_journey_step_get_n_branches (step))
    /* Translators: the number of a step and its title */
    return g_strdup_printf (_ ("Step %1$u, %2$s"), problem->step + 1, title);
  branch = esp_journey_words_branch (step, (guint) problem->branch, names);
  /* Translators: the number of a step, its title, its branch */
  return g_strdup_printf (_ ("Step %1$u, %2$s: branch “%3$s”"), problem->step + 1, title, branch);
}
