/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in whole sentences what a step does, for its form. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-words.h"

#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

/**
 * esp_step_words_detail:
 * @detail: (nullable)
 *
 * Returns: (transfer none) (nullable): what kind of such a thing it is, in a word
 */
const char *
esp_step_words_detail (EspStepNameKind kind, const char *detail)
{
  if (detail == NULL)
    return NULL;
  switch ((int) kind)
    {
    case ESP_STEP_NAME_MESSAGE:
      return esp_words_channel (detail);
    case ESP_STEP_NAME_SEGMENT:
      return C_ ("segment", "Fixed list");
    case ESP_STEP_NAME_JOURNEY:
      return esp_journey_words_state (detail);
    default:
      return detail;
    }
}

static const char *
say_clock (const EspJourney *journey)
{
  return journey->uses_workspace_zone ? _ ("by the workspace's clock")
                                      : _ ("by each lead's own clock");
}

/* Takes the sentence, and puts it behind those that are there. */
static void
add (GString *out, char *sentence)
{
  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append (out, sentence);
  g_free (sentence);
}

static const EspJourneyBranch *
find_branch (const EspJourneyStep *step, EspBranchKind kind, guint *out_index)
{
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    if (esp_journey_step_get_branch (step, i)->kind == kind)
      {
        *out_index = i;
        return esp_journey_step_get_branch (step, i);
      }
  return NULL;
}

static void
add_hours (GString *out, const EspJourney *journey, const EspJourneyHours *hours)
{
  g_autofree char *words = hours->is_set ? esp_journey_words_hours (hours) : NULL;

  if (words != NULL)
    /* Translators: hours of days, then whose clock counts */
    add (out, g_strdup_printf (_ ("Only %1$s, %2$s."), words, say_clock (journey)));
}

static void
add_late (GString *out, const EspJourneyStep *step)
{
  g_autofree char *after = NULL;

  if (step->late != ESP_LATE_SKIP)
    return;
  after = esp_journey_words_span (&step->late_after);
  add (out, g_strdup_printf (_ ("More than %s late, it is skipped."), after));
}

static void
say_send (GString *out,
          const EspJourney *journey,
          const EspJourneyStep *step,
          const EspJourneyNames *names)
{
  guint index = 0;

  if (step->reference == NULL || *step->reference == '\0')
    {
      add (out, g_strdup (_ ("Sends nothing yet: choose a message.")));
      return;
    }
  add (out, esp_particle_printf (_ ("Sends “%s”."), esp_journey_names_find (names, ESP_NAME_MESSAGE,
                                                                            step->reference)));
  add_hours (out, journey, &step->hours);
  if (step->blocked == ESP_BLOCKED_EXIT)
    add (out, g_strdup (_ ("Whoever cannot be sent to leaves the journey.")));
  else if (step->blocked == ESP_BLOCKED_BRANCH &&
           find_branch (step, ESP_BRANCH_UNSENT, &index) != NULL)
    {
      g_autofree char *title = esp_journey_words_branch (step, index, names);

      add (out,
           esp_particle_printf (_ ("Whoever cannot be sent to takes the branch “%s”."), title));
    }
  else
    add (out, g_strdup (_ ("Whoever cannot be sent to goes on.")));
  add_late (out, step);
}

static void
add_timeout (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *span = esp_journey_words_span (&step->timeout);
  g_autofree char *title = NULL;
  guint index = 0;

  if (step->timeout.n == 0)
    {
      add (out, g_strdup (_ ("There is no limit: whoever never does waits for ever.")));
      return;
    }
  if (find_branch (step, ESP_BRANCH_LATE, &index) == NULL)
    {
      add (out, g_strdup_printf (_ ("After %s the lead goes on anyway."), span));
      return;
    }
  title = esp_journey_words_branch (step, index, names);
  add (out, esp_particle_printf (_ ("After %1$s the lead takes the branch “%2$s”."), span, title));
}

static char *
say_wait_time (const EspJourney *journey, const EspJourneyStep *step)
{
  g_autofree char *at = esp_journey_words_minute (step->hours.from_minute);
  g_autofree char *days = esp_journey_words_weekdays (step->hours.weekdays & ESP_EVERY_WEEKDAY);

  if (*days == '\0')
    return g_strdup_printf (_ ("Waits until the next %1$s, %2$s."), at, say_clock (journey));
  /* Translators: a time of day, weekdays, whose clock counts */
  return g_strdup_printf (_ ("Waits until the next %1$s on %2$s, %3$s."), at, days,
                          say_clock (journey));
}

static void
add_holidays (GString *out, const EspJourneyStep *step)
{
  if (step->hours.weekdays & ESP_WEEKDAYS_NO_HOLIDAYS)
    add (out, g_strdup (_ ("Holidays and days off are passed over.")));
}

static char *
say_wait_field (const EspJourney *journey, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *at = esp_journey_words_minute (step->hours.from_minute);
  g_autofree char *offset = NULL;

  if (step->field == NULL || *step->field == '\0')
    return g_strdup (_ ("Waits for a date of the lead: choose the field."));
  offset =
    esp_journey_words_offset (step->offset_days, esp_journey_names_find_field (names, step->field));
  /* Translators: days around a field, a time of day, whose clock counts */
  return g_strdup_printf (_ ("Waits until %1$s at %2$s, %3$s. Whoever is past it or has no such "
                             "date goes on at once."),
                          offset, at, say_clock (journey));
}

static void
say_wait (GString *out,
          const EspJourney *journey,
          const EspJourneyStep *step,
          const EspJourneyNames *names)
{
  g_autofree char *words = NULL;

  switch (step->wait)
    {
    case ESP_WAIT_DATE:
      words = g_strdup (step->date != NULL ? step->date : "");
      g_strdelimit (words, "T", ' ');
      add (out, g_strdup_printf (_ ("Waits until %1$s, %2$s. Whoever comes later goes on at once."),
                                 words, say_clock (journey)));
      break;
    case ESP_WAIT_FIELD:
      add (out, say_wait_field (journey, step, names));
      add_holidays (out, step);
      break;
    case ESP_WAIT_TIME:
      add (out, say_wait_time (journey, step));
      add_holidays (out, step);
      break;
    case ESP_WAIT_EVENT:
      words = esp_journey_words_event (step->event, names);
      add (out, g_strdup_printf (_ ("Waits until the lead does this: %s."), words));
      add_timeout (out, step, names);
      break;
    case ESP_WAIT_CONDITION:
      words = esp_journey_words_rule (step->rule, names);
      add (out, g_strdup_printf (_ ("Waits until this is so: %s."), words));
      add_timeout (out, step, names);
      break;
    case ESP_WAIT_FOR:
    default:
      words = esp_journey_words_span (&step->span);
      add (out, g_strdup_printf (_ ("Waits %s."), words));
      add_hours (out, journey, &step->hours);
      break;
    }
  add_late (out, step);
}

static void
say_split (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *title = NULL;
  guint index = 0;

  add (out, g_strdup (_ ("The lead takes the first branch whose rule matches.")));
  if (find_branch (step, ESP_BRANCH_ELSE, &index) == NULL)
    {
      add (out, g_strdup (_ ("Whoever matches none goes on behind.")));
      return;
    }
  title = esp_journey_words_branch (step, index, names);
  add (out, esp_particle_printf (_ ("Whoever matches none takes “%s”."), title));
}

static void
say_shares (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      g_autofree char *branch = esp_journey_words_branch (step, i, names);

      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", branch);
    }
  if (step->kind == ESP_STEP_TEST)
    {
      add (out, g_strdup_printf (_ ("Compares the branches: %s."), all->str));
      if (step->field != NULL)
        add (out, g_strdup_printf (_ ("What counts: %s."), esp_words_event (step->field)));
    }
  else
    add (out, g_strdup_printf (_ ("Chance decides: %s."), all->str));
  add (out, g_strdup (_ ("A lead always takes the same branch.")));
}

static void
say_segment (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  EspJourneyNameKind kind = step->is_audience ? ESP_NAME_AUDIENCE : ESP_NAME_SEGMENT;
  const char *name = step->reference != NULL && *step->reference != '\0'
                       ? esp_journey_names_find (names, kind, step->reference)
                       : NULL;

  if (name == NULL && step->is_audience)
    add (out, g_strdup (_ ("Changes no ad audience yet: choose one.")));
  else if (step->is_audience)
    add (out, step->is_removing
                ? esp_particle_printf (_ ("Takes the lead out of the ad audience “%s”."), name)
                : esp_particle_printf (_ ("Puts the lead into the ad audience “%s”."), name));
  else if (name == NULL)
    add (out, g_strdup (_ ("Changes no list yet: choose one.")));
  else if (step->is_removing)
    add (out, esp_particle_printf (_ ("Takes the lead out of the fixed list “%s”."), name));
  else
    add (out, esp_particle_printf (_ ("Puts the lead into the fixed list “%s”."), name));
}

static void
say_task (GString *out, const EspJourneyStep *step)
{
  const char *what = step->reference != NULL ? step->reference : "";
  g_autofree char *due = NULL;

  if (*what == '\0')
    {
      add (out, g_strdup (_ ("Asks for nothing yet: write what is to be done.")));
      return;
    }
  if (step->owner == NULL)
    add (out, g_strdup_printf (step->is_alert ? _ ("Alerts sales at once: “%s”.")
                                              : _ ("Makes a task: “%s”."),
                               what));
  else
    /* Translators: somebody, and what is to be done */
    add (out, esp_particle_printf (step->is_alert ? _ ("%1$s is alerted at once: “%2$s”.")
                                                  : _ ("%1$s gets a task: “%2$s”."),
                                   step->owner, what));
  if (step->span.n == 0)
    return;
  due = esp_journey_words_span (&step->span);
  add (out, g_strdup_printf (_ ("It is due in %s."), due));
}

/* Each change in a line of its own, as the canvas says it. */
static void
say_update (GString *out,
            const EspJourney *journey,
            const EspJourneyStep *step,
            const EspJourneyNames *names)
{
  guint n = step->changes != NULL ? step->changes->len : 0;

  if (n == 0)
    add (out, g_strdup (_ ("Changes nothing yet: add a change.")));
  for (guint i = 0; i < n; i++)
    {
      EspJourneyStep one = *step;
      g_autoptr (GArray) change = g_array_new (FALSE, FALSE, sizeof (EspJourneyChange));
      g_autofree char *words = NULL;

      g_array_append_vals (change, &g_array_index (step->changes, EspJourneyChange, i), 1);
      one.changes = change;
      words = esp_journey_words_sentence (journey, &one, names);
      g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", words);
    }
}

static char *
say_step (const EspJourney *journey, const char *id, const EspJourneyNames *names)
{
  guint32 step = id != NULL ? esp_journey_find_step (journey, id) : ESP_JOURNEY_NOWHERE;

  return step != ESP_JOURNEY_NOWHERE
           ? esp_journey_words_title (journey, esp_journey_get_step (journey, step), names)
           : NULL;
}

static void
say_go_to (GString *out,
           const EspJourney *journey,
           const EspJourneyStep *step,
           const EspJourneyNames *names)
{
  g_autofree char *title = say_step (journey, step->reference, names);

  if (title == NULL)
    {
      add (out, g_strdup (_ ("Goes nowhere yet: choose a step.")));
      return;
    }
  add (out, esp_particle_printf (_ ("Goes to “%s”."), title));
  if (step->times > 0)
    add (out, g_strdup_printf (ngettext ("%u time at most for each lead.",
                                         "%u times at most for each lead.", step->times),
                               step->times));
  if (step->days > 0)
    add (out, g_strdup_printf (ngettext ("Only within %u day of entering.",
                                         "Only within %u days of entering.", step->days),
                               step->days));
  if (step->times > 0 || step->days > 0)
    add (out, g_strdup (_ ("After that the lead goes on behind.")));
}

static void
say_goal (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *what = step->event != NULL ? esp_journey_words_event (step->event, names)
                                              : esp_journey_words_rule (step->rule, names);

  add (out, g_strdup_printf (_ ("The goal: %s."), what));
  add (out, g_strdup (step->reached == ESP_GOAL_EXIT
                        ? _ ("Whoever reaches it leaves the journey, from wherever they are.")
                        : _ ("Whoever reaches it comes here, from wherever they are, and goes "
                             "on.")));
  if (step->otherwise == ESP_GOAL_WAIT)
    add (out, g_strdup (_ ("Whoever comes by without it waits here.")));
  else if (step->otherwise == ESP_GOAL_LEAVE)
    add (out, g_strdup (_ ("Whoever comes by without it leaves.")));
  else
    add (out, g_strdup (_ ("Whoever comes by without it goes on too.")));
}

static void
say_other (GString *out,
           const EspJourney *journey,
           const EspJourneyStep *step,
           const EspJourneyNames *names)
{
  g_autofree char *words = NULL;

  switch ((int) step->kind)
    {
    case ESP_STEP_GO_TO:
      say_go_to (out, journey, step, names);
      break;
    case ESP_STEP_JOIN:
      words = say_step (journey,
                        step->reference != NULL ? step->reference
                        : step->parent != ESP_JOURNEY_NOWHERE
                          ? esp_journey_get_step (journey, step->parent)->id
                          : NULL,
                        names);
      if (words != NULL)
        add (out, esp_particle_printf (_ ("The branch goes on behind “%s”."), words));
      else
        add (out, g_strdup (_ ("A join belongs into a branch.")));
      break;
    case ESP_STEP_WEBHOOK:
      words = esp_journey_words_sentence (journey, step, names);
      add (out, g_strdup_printf ("%s.", words));
      add (out, g_strdup (_ ("The call is signed, and repeated when nobody answers.")));
      break;
    case ESP_STEP_EXIT:
      add (out, g_strdup (_ ("The lead leaves the journey here.")));
      break;
    default:
      words = esp_journey_words_sentence (journey, step, names);
      add (out, g_strdup_printf ("%s.", words));
      break;
    }
}

/**
 * esp_step_words_sentence:
 * @names: (nullable)
 *
 * Returns: (transfer full): what the step does, as one would explain it to a colleague
 */
char *
esp_step_words_sentence (const EspJourney *journey,
                         const EspJourneyStep *step,
                         const EspJourneyNames *names)
{
  GString *out = g_string_new (NULL);

  if (step->is_off)
    add (out, g_strdup (_ ("Skipped for now.")));
  switch ((int) step->kind)
    {
    case ESP_STEP_SEND:
      say_send (out, journey, step, names);
      break;
    case ESP_STEP_WAIT:
      say_wait (out, journey, step, names);
      break;
    case ESP_STEP_SPLIT:
      say_split (out, step, names);
      break;
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
      say_shares (out, step, names);
      break;
    case ESP_STEP_UPDATE:
      say_update (out, journey, step, names);
      break;
    case ESP_STEP_SEGMENT:
      say_segment (out, step, names);
      break;
    case ESP_STEP_TASK:
      say_task (out, step);
      break;
    case ESP_STEP_GOAL:
      say_goal (out, step, names);
      break;
    default:
      say_other (out, journey, step, names);
      break;
    }
  return g_string_free (out, FALSE);
}
