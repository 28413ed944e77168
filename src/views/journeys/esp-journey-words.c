/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kinds, states, outcomes and times of journeys are called on the screen. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-words.h"

#include "views/campaigns/esp-campaign-words.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *title; /* NC_ ("journey", …) */
  const char *icon;
  const char *about; /* N_() */
} Kind;

static const Kind steps[ESP_N_STEP_KINDS] = {
  [ESP_STEP_SEND] = { NC_ ("journey", "Send"), "esp-email-symbolic",
                      N_ ("Send a message to everyone who may get it") },
  [ESP_STEP_WAIT] = { NC_ ("journey", "Wait"), "esp-wait-symbolic",
                      N_ ("Wait for a time, a date, an event or a condition") },
  [ESP_STEP_SPLIT] = { NC_ ("journey", "Split"), "esp-split-symbolic",
                       N_ ("Go different ways, as rules about the lead say") },
  [ESP_STEP_RANDOM] = { NC_ ("journey", "Random split"), "esp-random-symbolic",
                        N_ ("Go different ways by chance, always the same way for a lead") },
  [ESP_STEP_TEST] = { NC_ ("journey", "A/B test"), "esp-experiment-symbolic",
                      N_ ("Compare ways by a metric") },
  [ESP_STEP_UPDATE] = { NC_ ("journey", "Update"), "esp-edit-symbolic",
                        N_ ("Change fields, tags, a score or the stage") },
  [ESP_STEP_SEGMENT] = { NC_ ("journey", "List"), "esp-segment-symbolic",
                         N_ ("Add to a fixed list, or remove from it") },
  [ESP_STEP_TASK] = { NC_ ("journey", "Task"), "esp-task-symbolic",
                      N_ ("Give sales something to do, or alert them") },
  [ESP_STEP_WEBHOOK] = { NC_ ("journey", "Webhook"), "esp-webhook-symbolic",
                         N_ ("Tell another program") },
  [ESP_STEP_GO_TO] = { NC_ ("journey", "Go to"), "esp-go-to-symbolic",
                       N_ ("Go to another step, so often at most") },
  [ESP_STEP_JOIN] = { NC_ ("journey", "Join"), "esp-merge-symbolic",
                      N_ ("Go on behind the step that divided") },
  [ESP_STEP_GOAL] = { NC_ ("journey", "Goal"), "esp-goal-symbolic",
                      N_ ("What the journey is for; who reaches it moves here or leaves") },
  [ESP_STEP_EXIT] = { NC_ ("journey", "Exit"), "esp-exit-symbolic", N_ ("Leave the journey") },
};

static const Kind entries[ESP_N_ENTRY_KINDS] = {
  [ESP_ENTRY_ENTERS_SEGMENT] = { NC_ ("journey entry", "Enters a segment"), "esp-segment-symbolic",
                                 N_ ("Whoever comes to match its rule") },
  [ESP_ENTRY_LEAVES_SEGMENT] = { NC_ ("journey entry", "Leaves a segment"), "esp-segment-symbolic",
                                 N_ ("Whoever no longer matches its rule") },
  [ESP_ENTRY_EVENT] = { NC_ ("journey entry", "Does something"), "esp-event-symbolic",
                        N_ ("Whoever clicks, buys, visits and the like") },
  [ESP_ENTRY_FORM] = { NC_ ("journey entry", "Sends a form"), "esp-form-symbolic",
                       N_ ("Whoever fills in a form") },
  [ESP_ENTRY_DATE] = { NC_ ("journey entry", "On a date"), "esp-calendar-symbolic",
                       N_ ("On, before or after a date of the lead") },
  [ESP_ENTRY_ANNIVERSARY] = { NC_ ("journey entry", "Every year on a date"),
                              "esp-anniversary-symbolic",
                              N_ ("A birthday, the day of a contract") },
  [ESP_ENTRY_MANUAL] = { NC_ ("journey entry", "By hand or import"), "esp-person-symbolic",
                         N_ ("Whom you, an import or a program add") },
  [ESP_ENTRY_JOURNEY] = { NC_ ("journey entry", "From another journey"), "esp-journey-symbolic",
                          N_ ("Whoever leaves that journey") },
  [ESP_ENTRY_SCHEDULE] = { NC_ ("journey entry", "On a schedule"), "esp-clock-symbolic",
                           N_ ("A whole segment, once or again and again") },
};

/**
 * esp_journey_words_step_kind:
 */
const char *
esp_journey_words_step_kind (EspStepKind kind)
{
  return g_dpgettext2 (NULL, "journey", steps[kind].title);
}

/**
 * esp_journey_words_step_icon:
 */
const char *
esp_journey_words_step_icon (EspStepKind kind)
{
  return steps[kind].icon;
}

/**
 * esp_journey_words_step_about:
 *
 * Returns: what such a step does
 */
const char *
esp_journey_words_step_about (EspStepKind kind)
{
  return _ (steps[kind].about);
}

/**
 * esp_journey_words_entry_kind:
 */
const char *
esp_journey_words_entry_kind (EspEntryKind kind)
{
  return g_dpgettext2 (NULL, "journey entry", entries[kind].title);
}

/**
 * esp_journey_words_entry_icon:
 */
const char *
esp_journey_words_entry_icon (EspEntryKind kind)
{
  return entries[kind].icon;
}

/**
 * esp_journey_words_entry_about:
 *
 * Returns: who comes in that way
 */
const char *
esp_journey_words_entry_about (EspEntryKind kind)
{
  return _ (entries[kind].about);
}

static const struct
{
  const char *state;
  const char *title; /* NC_ ("journey state", …) */
  const char *about; /* N_() */
} states[] = {
  { "draft", NC_ ("journey state", "Draft"), N_ ("Not published yet: nobody is in it") },
  { "live", NC_ ("journey state", "Live"), N_ ("People enter and go on") },
  { "paused", NC_ ("journey state", "Paused"), N_ ("People wait where they are") },
  { "closed", NC_ ("journey state", "Entry stopped"),
    N_ ("Nobody enters any more; who is inside goes on to the end") },
  { "ending", NC_ ("journey state", "Ending"),
    N_ ("Nobody enters any more; it ends when the last one has left it") },
  { "ended", NC_ ("journey state", "Ended"), N_ ("Everybody has left it") },
  { "archived", NC_ ("journey state", "Archived"), N_ ("Kept for the record") },
};

/**
 * esp_journey_words_state:
 * @state: of a journey as it is kept
 */
const char *
esp_journey_words_state (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].state, state) == 0)
      return g_dpgettext2 (NULL, "journey state", states[i].title);
  return state;
}

/**
 * esp_journey_words_state_about:
 *
 * Returns: what the state means for people, as a sentence
 */
const char *
esp_journey_words_state_about (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].state, state) == 0)
      return _ (states[i].about);
  return "";
}

/**
 * esp_journey_words_status:
 *
 * Returns: how a passage ended, or that it has not
 */
const char *
esp_journey_words_status (EspJourneyStatus status)
{
  switch (status)
    {
    case ESP_STATE_ENDED:
      return C_ ("journey passage", "Came to the end");
    case ESP_STATE_EXITED:
      return C_ ("journey passage", "Left by an exit");
    case ESP_STATE_GOAL:
      return C_ ("journey passage", "Reached the goal");
    case ESP_STATE_GONE:
      return C_ ("journey passage", "Erased or archived");
    case ESP_STATE_MOVED:
      return C_ ("journey passage", "Taken out by a person");
    case ESP_STATE_INSIDE:
    default:
      return C_ ("journey passage", "Inside");
    }
}

/**
 * esp_journey_words_reason:
 *
 * Returns: why somebody does not get a message
 */
const char *
esp_journey_words_reason (EspReason reason)
{
  switch ((int) reason)
    {
    case ESP_REASON_LOCAL:
      return C_ ("journey", "Waits for the hour of their place");
    case ESP_REASON_NIGHT:
      return C_ ("journey", "Waits for the morning: it is night");
    case ESP_REASON_QUIET:
      return C_ ("journey", "Waits for the end of the quiet hours");
    default:
      return esp_campaign_reason_title (reason);
    }
}

/**
 * esp_journey_words_severity:
 */
const char *
esp_journey_words_severity (EspJourneySeverity severity)
{
  switch (severity)
    {
    case ESP_PROBLEM_ERROR:
      return C_ ("journey problem", "Error");
    case ESP_PROBLEM_WARNING:
      return C_ ("journey problem", "Warning");
    case ESP_PROBLEM_NOTE:
    default:
      return C_ ("journey problem", "Note");
    }
}

/**
 * esp_journey_words_fix:
 *
 * Returns: (nullable): what the button that mends a problem says; %NULL when there is none
 */
const char *
esp_journey_words_fix (EspJourneyFix fix)
{
  switch ((int) fix)
    {
    case ESP_JOURNEY_FIX_NONE:
      return NULL;
    case ESP_JOURNEY_FIX_ADD_EXIT:
      return C_ ("journey fix", "Add an exit");
    case ESP_JOURNEY_FIX_REMOVE_REST:
      return C_ ("journey fix", "Delete the steps behind it");
    case ESP_JOURNEY_FIX_MOVE_ELSE:
      return C_ ("journey fix", "Move “everyone else” to the end");
    case ESP_JOURNEY_FIX_LIMIT_LOOP:
      return C_ ("journey fix", "Go back once at most");
    case ESP_JOURNEY_FIX_ADD_ENTRY:
      return C_ ("journey fix", "Let people in by hand");
    case ESP_JOURNEY_FIX_REMOVE_STEP:
      return C_ ("journey fix", "Delete the step");
    case ESP_JOURNEY_FIX_JOIN_NEAREST:
      return C_ ("journey fix", "Join behind the step around it");
    case ESP_JOURNEY_FIX_END_HERE:
      return C_ ("journey fix", "End the branch with an exit");
    case ESP_JOURNEY_FIX_ADD_UNSENT:
      return C_ ("journey fix", "Add the branch");
    case ESP_JOURNEY_FIX_LEAVE_GROUP:
      return C_ ("journey fix", "Take it out of the group");
    case ESP_JOURNEY_FIX_SWITCH_OFF:
      return C_ ("journey fix", "Switch the step off");
    case ESP_JOURNEY_FIX_ADD_TIMEOUT:
      return C_ ("journey fix", "Wait for 30 days at most");
    case ESP_JOURNEY_FIX_ADD_WAIT:
      return C_ ("journey fix", "Add a wait of a day");
    case ESP_JOURNEY_FIX_ADD_BRANCHES:
      return C_ ("journey fix", "Add two branches");
    case ESP_JOURNEY_FIX_EVEN_SHARES:
      return C_ ("journey fix", "Make the shares equal");
    case ESP_JOURNEY_FIX_REMOVE_BRANCH:
      return C_ ("journey fix", "Delete the branch");
    case ESP_JOURNEY_FIX_CLEAR_HOURS:
      return C_ ("journey fix", "Send whenever it is allowed");
    default:
      return C_ ("journey fix", "Fix");
    }
}

/* Times. */

/**
 * esp_journey_words_weekday:
 * @day: Monday is 0
 */
const char *
esp_journey_words_weekday (guint day)
{
  static const char *const names[] = { NC_ ("weekday", "Mon"), NC_ ("weekday", "Tue"),
                                       NC_ ("weekday", "Wed"), NC_ ("weekday", "Thu"),
                                       NC_ ("weekday", "Fri"), NC_ ("weekday", "Sat"),
                                       NC_ ("weekday", "Sun") };

  return g_dpgettext2 (NULL, "weekday", names[day % 7]);
}

/**
 * esp_journey_words_span:
 *
 * Returns: (transfer full): "2 days"; "at once" for none
 */
char *
esp_journey_words_span (const EspJourneySpan *span)
{
  if (span->n == 0)
    return g_strdup (C_ ("journey", "no time"));
  switch (span->unit)
    {
    case ESP_SPAN_MINUTE:
      return g_strdup_printf (ngettext ("%u minute", "%u minutes", span->n), span->n);
    case ESP_SPAN_HOUR:
      return g_strdup_printf (ngettext ("%u hour", "%u hours", span->n), span->n);
    case ESP_SPAN_WEEK:
      return g_strdup_printf (ngettext ("%u week", "%u weeks", span->n), span->n);
    case ESP_SPAN_MONTH:
      return g_strdup_printf (ngettext ("%u month", "%u months", span->n), span->n);
    case ESP_SPAN_DAY:
    default:
      return g_strdup_printf (ngettext ("%u day", "%u days", span->n), span->n);
    }
}

/**
 * esp_journey_words_weekdays:
 *
 * Returns: (transfer full): "Mon–Fri", "Sat, Sun", "Mon–Fri, not on holidays"; empty for all
 */
char *
esp_journey_words_weekdays (guint8 weekdays)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean skips_holidays = (weekdays & ESP_WEEKDAYS_NO_HOLIDAYS) != 0;

  weekdays &= ESP_EVERY_WEEKDAY;
  if (weekdays == ESP_EVERY_WEEKDAY)
    weekdays = 0;
  for (guint day = 0; day < 7; day++)
    {
      guint last = day;

      if (!(weekdays & (1u << day)))
        continue;
      while (last < 6 && weekdays & (1u << (last + 1)))
        last++;
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "",
                              esp_journey_words_weekday (day));
      if (last > day)
        g_string_append_printf (out, "%s%s", last > day + 1 ? "–" : ", ",
                                esp_journey_words_weekday (last));
      day = last;
    }
  if (skips_holidays)
    g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", _ ("not on holidays"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_journey_words_minute:
 * @minute: of the day
 *
 * Returns: (transfer full): "09:00"
 */
char *
esp_journey_words_minute (guint minute)
{
  return g_strdup_printf ("%02u:%02u", minute / 60 % 24, minute % 60);
}

/**
 * esp_journey_words_hours:
 *
 * Returns: (transfer full) (nullable): "09:00–18:00, Mon–Fri"; %NULL when any time will do
 */
char *
esp_journey_words_hours (const EspJourneyHours *hours)
{
  g_autofree char *days = esp_journey_words_weekdays (hours->weekdays);
  g_autofree char *from = esp_journey_words_minute (hours->from_minute);
  g_autofree char *until = esp_journey_words_minute (hours->until_minute);

  if (!hours->is_set)
    return NULL;
  if (hours->from_minute == hours->until_minute)
    return *days != '\0' ? g_steal_pointer (&days) : NULL;
  return *days != '\0' ? g_strdup_printf ("%s–%s, %s", from, until, days)
                       : g_strdup_printf ("%s–%s", from, until);
}

/**
 * esp_journey_words_offset:
 * @field: what the date is called
 *
 * Returns: (transfer full): "3 days before Birthday", "on Birthday"
 */
char *
esp_journey_words_offset (int days, const char *field)
{
  guint n = (guint) ABS (days);

  if (days == 0)
    /* Translators: %s is a date of the lead: "on Birthday" */
    return g_strdup_printf (_ ("on %s"), field);
  if (days < 0)
    /* Translators: %1$u days before the date %2$s of the lead */
    return g_strdup_printf (ngettext ("%1$u day before %2$s", "%1$u days before %2$s", n), n,
                            field);
  /* Translators: %1$u days after the date %2$s of the lead */
  return g_strdup_printf (ngettext ("%1$u day after %2$s", "%1$u days after %2$s", n), n, field);
}

/* What became of a step. */

static char *
branch_taken (const EspJourneyMark *mark, const EspJourney *journey, const EspJourneyNames *names)
{
  const EspJourneyStep *step = journey != NULL && mark->step < esp_journey_get_n_steps (journey)
                                 ? esp_journey_get_step (journey, mark->step)
                                 : NULL;
  g_autofree char *branch = NULL;

  if (step == NULL || mark->detail >= esp_journey_step_get_n_branches (step))
    return g_strdup_printf (_ ("Took branch %u"), mark->detail + 1);
  branch = esp_journey_words_branch (step, mark->detail, names);
  /* Translators: %s is the name of a branch */
  return esp_particle_printf (_ ("Took “%s”"), branch);
}

/**
 * esp_journey_words_outcome:
 * @journey: (nullable): the version that the mark is of
 *
 * Returns: (transfer full): what became of the step
 */
char *
esp_journey_words_outcome (const EspJourneyMark *mark,
                           const EspJourney *journey,
                           const EspJourneyNames *names)
{
  switch (mark->outcome)
    {
    case ESP_OUTCOME_ENTERED:
      return g_strdup (C_ ("journey outcome", "Entered"));
    case ESP_OUTCOME_BRANCH:
      return branch_taken (mark, journey, names);
    case ESP_OUTCOME_WAITED:
      return g_strdup (C_ ("journey outcome", "The time came"));
    case ESP_OUTCOME_MET:
      return g_strdup (C_ ("journey outcome", "It came"));
    case ESP_OUTCOME_TIMEOUT:
      return g_strdup (C_ ("journey outcome", "It did not come in time"));
    case ESP_OUTCOME_SEND:
      return mark->detail == ESP_REASON_NONE
               ? g_strdup (C_ ("journey outcome", "Given to be sent"))
               : g_strdup (esp_journey_words_reason ((EspReason) mark->detail));
    case ESP_OUTCOME_NOT_SENT:
      return g_strdup_printf (C_ ("journey outcome", "Not sent: %s"),
                              esp_journey_words_reason ((EspReason) mark->detail));
    case ESP_OUTCOME_TOO_LATE:
      return g_strdup (C_ ("journey outcome", "Skipped: it was too late"));
    case ESP_OUTCOME_OFF:
      return g_strdup (C_ ("journey outcome", "Passed by: the step is off"));
    case ESP_OUTCOME_LOOPED:
      return g_strdup_printf (ngettext ("Went back, %u time by now", "Went back, %u times by now",
                                        mark->detail),
                              mark->detail);
    case ESP_OUTCOME_LIMIT:
      return g_strdup (C_ ("journey outcome", "Went back often enough"));
    case ESP_OUTCOME_REACHED:
      return g_strdup (C_ ("journey outcome", "Reached the goal"));
    case ESP_OUTCOME_MISSED:
      return g_strdup (C_ ("journey outcome", "Had not reached the goal"));
    case ESP_OUTCOME_LEFT:
      return g_strdup_printf (C_ ("journey outcome", "Left: %s"),
                              esp_journey_words_status ((EspJourneyStatus) mark->detail));
    case ESP_OUTCOME_MOVED:
      return g_strdup (C_ ("journey outcome", "Moved by a change of the journey"));
    case ESP_OUTCOME_PASSED:
    case ESP_N_OUTCOMES:
    default:
      return g_strdup (C_ ("journey outcome", "Done"));
    }
}
