/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one step, one branch and one entry of a journey's text, each member by its kind. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-private.h"

#define COMMON "id", "kind", "title", "note", "off", "group"
#define MAX_URL 2000

static const char *const known_members[ESP_N_STEP_KINDS][20] = {
  [ESP_STEP_SEND] = { COMMON, "message", "channel", "transactional", "blocked", "unready", "late",
                      "late_after", "hours", "branches" },
  [ESP_STEP_WAIT] = { COMMON, "for", "until", "event", "condition", "timeout", "late", "late_after",
                      "hours", "branches" },
  [ESP_STEP_SPLIT] = { COMMON, "branches" },
  [ESP_STEP_RANDOM] = { COMMON, "branches" },
  [ESP_STEP_TEST] = { COMMON, "metric", "branches" },
  [ESP_STEP_UPDATE] = { COMMON, "changes" },
  [ESP_STEP_SEGMENT] = { COMMON, "do", "segment", "audience" },
  [ESP_STEP_TASK] = { COMMON, "text", "owner", "due", "alert" },
  [ESP_STEP_WEBHOOK] = { COMMON, "url", "once" },
  [ESP_STEP_GO_TO] = { COMMON, "to", "times", "days" },
  [ESP_STEP_JOIN] = { COMMON, "after" },
  [ESP_STEP_GOAL] = { COMMON, "event", "condition", "reached", "otherwise" },
  [ESP_STEP_EXIT] = { COMMON },
};

static void
read_until (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  static const char *const known[] = { "date",     "field",         "days", "at",
                                       "weekdays", "skip_holidays", NULL };
  JsonObject *until = esp_journey_read_object (walk, object, "until");
  gsize mark;

  if (until == NULL)
    return;
  mark = esp_json_walk_push (walk, "until");
  esp_json_walk_check_members (walk, until, known);
  step->date = esp_journey_read_moment (walk, until, "date");
  step->field = esp_json_walk_line (walk, until, "field", ESP_JOURNEY_MAX_LINE);
  step->offset_days = esp_journey_read_days (walk, until);
  step->hours.from_minute = esp_journey_read_minute (walk, until, "at");
  step->hours.weekdays = esp_journey_read_weekdays (walk, until);
  step->hours.until_minute = step->hours.from_minute;
  if ((step->date != NULL) + (step->field != NULL) + json_object_has_member (until, "at") == 0)
    esp_json_walk_fail (walk, NULL, "“date”, “field” or “at” is expected");
  if (step->date != NULL && json_object_get_size (until) > 1)
    esp_json_walk_fail (walk, NULL, "nothing else goes with “date”");
  if (step->field == NULL && json_object_has_member (until, "days"))
    esp_json_walk_fail (walk, "days", "it goes with “field” only");
  step->wait = step->date != NULL    ? ESP_WAIT_DATE
               : step->field != NULL ? ESP_WAIT_FIELD
                                     : ESP_WAIT_TIME;
  esp_json_walk_pop (walk, mark);
}

static void
read_wait (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  static const char *const ways[] = { "for", "until", "event", "condition" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    n += json_object_has_member (object, ways[i]);
  if (n != 1)
    esp_json_walk_fail (walk, NULL,
                        "a wait has exactly one of “for”, “until”, “event” and “condition”");
  step->wait = ESP_WAIT_FOR;
  esp_journey_read_span (walk, object, "for", &step->span);
  read_until (walk, object, step);
  step->event = esp_journey_read_event (walk, object, "event");
  step->rule = esp_journey_read_rule (walk, object, "condition");
  if (step->event != NULL)
    step->wait = ESP_WAIT_EVENT;
  else if (step->rule != NULL)
    step->wait = ESP_WAIT_CONDITION;
  esp_journey_read_span (walk, object, "timeout", &step->timeout);
  if (step->timeout.n > 0 && step->wait != ESP_WAIT_EVENT && step->wait != ESP_WAIT_CONDITION)
    esp_json_walk_fail (walk, "timeout", "it goes with “event” and “condition” only");
  if (step->wait == ESP_WAIT_FOR)
    esp_journey_read_hours (walk, object, &step->hours);
  else if (json_object_has_member (object, "hours"))
    esp_json_walk_fail (walk, "hours", "they go with “for” only");
}

static void
read_late (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  step->late = (EspLate) esp_json_walk_word (walk, object, "late", esp_journey_late_names);
  esp_journey_read_span (walk, object, "late_after", &step->late_after);
  if ((step->late == ESP_LATE_SKIP) != (step->late_after.n > 0))
    esp_json_walk_fail (walk, "late_after",
                        "it says after how long a late step is skipped, and goes with “skip” only");
}

static void
read_send (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  step->reference = esp_json_walk_line (walk, object, "message", ESP_JOURNEY_MAX_LINE);
  step->channel = esp_json_walk_line (walk, object, "channel", ESP_JOURNEY_MAX_LINE);
  step->is_transactional = esp_json_walk_bool (walk, object, "transactional");
  step->blocked =
    (EspBlocked) esp_json_walk_word (walk, object, "blocked", esp_journey_blocked_names);
  step->is_impatient = esp_json_walk_word (walk, object, "unready", esp_journey_unready_names) != 0;
  esp_journey_read_hours (walk, object, &step->hours);
}

static void
read_task (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  step->reference = esp_json_walk_line (walk, object, "text", ESP_JOURNEY_MAX_LINE);
  step->owner = esp_json_walk_line (walk, object, "owner", ESP_JOURNEY_MAX_LINE);
  esp_journey_read_span (walk, object, "due", &step->span);
  step->is_alert = esp_json_walk_bool (walk, object, "alert");
}

static void
read_webhook (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  g_autoptr (GUri) uri = NULL;

  step->url = esp_json_walk_line (walk, object, "url", MAX_URL);
  step->is_once = esp_json_walk_bool (walk, object, "once");
  uri = step->url != NULL ? g_uri_parse (step->url, G_URI_FLAGS_NONE, NULL) : NULL;
  if (step->url != NULL && step->url[0] != '\0' &&
      (uri == NULL || g_uri_get_host (uri) == NULL ||
       (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 &&
        g_strcmp0 (g_uri_get_scheme (uri), "http") != 0)))
    esp_json_walk_fail (walk, "url", "an address that begins with https:// is expected");
}

static void
read_goal (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  step->event = esp_journey_read_event (walk, object, "event");
  step->rule = esp_journey_read_rule (walk, object, "condition");
  step->reached =
    (EspGoalThen) esp_json_walk_word (walk, object, "reached", esp_journey_reached_names);
  step->otherwise =
    (EspGoalElse) esp_json_walk_word (walk, object, "otherwise", esp_journey_otherwise_names);
  if (json_object_has_member (object, "event") == json_object_has_member (object, "condition"))
    esp_json_walk_fail (walk, NULL, "a goal has either an “event” or a “condition”");
}

static void
read_members (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  static const char *const moves[] = { "add", "remove", NULL };

  switch (step->kind)
    {
    case ESP_STEP_SEND:
      read_send (walk, object, step);
      read_late (walk, object, step);
      break;
    case ESP_STEP_WAIT:
      read_wait (walk, object, step);
      read_late (walk, object, step);
      break;
    case ESP_STEP_TEST:
      step->field = esp_json_walk_line (walk, object, "metric", ESP_JOURNEY_MAX_LINE);
      break;
    case ESP_STEP_UPDATE:
      step->changes = esp_journey_read_changes (walk, object);
      break;
    case ESP_STEP_SEGMENT:
      step->is_audience = json_object_has_member (object, "audience");
      step->reference =
        esp_json_walk_line (walk, object, step->is_audience ? "audience" : "segment",
                            ESP_JOURNEY_MAX_LINE);
      if (step->is_audience && json_object_has_member (object, "segment"))
        esp_json_walk_fail (walk, "segment", "either a “segment” or an “audience” is expected");
      step->is_removing = esp_json_walk_word (walk, object, "do", moves) == 1;
      break;
    case ESP_STEP_TASK:
      read_task (walk, object, step);
      break;
    case ESP_STEP_WEBHOOK:
      read_webhook (walk, object, step);
      break;
    case ESP_STEP_GO_TO:
      step->reference = esp_json_walk_line (walk, object, "to", ESP_JOURNEY_MAX_LINE);
      step->times = (guint) esp_json_walk_int (walk, object, "times", ESP_JOURNEY_MAX_TIMES, 0);
      step->days = (guint) esp_json_walk_int (walk, object, "days", ESP_JOURNEY_MAX_DAYS, 0);
      break;
    case ESP_STEP_JOIN:
      step->reference = esp_json_walk_line (walk, object, "after", ESP_JOURNEY_MAX_LINE);
      break;
    case ESP_STEP_GOAL:
      read_goal (walk, object, step);
      break;
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      break;
    }
}

/**
 * esp_journey_read_step:
 *
 * Reads everything of a step but its branches.
 */
void
esp_journey_read_step (EspJsonWalk *walk, JsonObject *object, EspJourneyStep *step)
{
  g_autofree char *kind = esp_json_walk_line (walk, object, "kind", ESP_JOURNEY_MAX_LINE);
  g_autofree char *group = NULL;

  if (kind == NULL || !esp_step_kind_from_name (kind, &step->kind))
    {
      esp_json_walk_fail (walk, "kind", "“%.40s” is no kind of step", kind != NULL ? kind : "");
      return;
    }
  esp_json_walk_check_members (walk, object, known_members[step->kind]);
  step->id = esp_json_walk_line (walk, object, "id", ESP_JOURNEY_MAX_ID);
  if (step->id == NULL || step->id[0] == '\0')
    esp_json_walk_fail (walk, "id", "every step has an id of its own");
  step->title = esp_json_walk_line (walk, object, "title", ESP_JOURNEY_MAX_LINE);
  step->note = esp_json_walk_string (walk, object, "note", ESP_JOURNEY_MAX_NOTE);
  group = esp_json_walk_line (walk, object, "group", ESP_JOURNEY_MAX_ID);
  step->group = group != NULL && *group != '\0' ? g_ref_string_new (group) : NULL;
  step->is_off = esp_json_walk_bool (walk, object, "off");
  read_members (walk, object, step);
}

static gboolean
read_branch_kind (EspJsonWalk *walk,
                  JsonObject *object,
                  const EspJourneyStep *step,
                  EspJourneyBranch *branch)
{
  static const char *const waits[] = { "met", "late", NULL };

  switch (step->kind)
    {
    case ESP_STEP_SPLIT:
      branch->kind = esp_json_walk_bool (walk, object, "else") ? ESP_BRANCH_ELSE : ESP_BRANCH_RULE;
      return TRUE;
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
      branch->kind = ESP_BRANCH_SHARE;
      return TRUE;
    case ESP_STEP_WAIT:
      branch->kind =
        esp_json_walk_word (walk, object, "on", waits) == 1 ? ESP_BRANCH_LATE : ESP_BRANCH_MET;
      return TRUE;
    case ESP_STEP_SEND:
      branch->kind = ESP_BRANCH_UNSENT;
      return TRUE;
    case ESP_STEP_UPDATE:
    case ESP_STEP_SEGMENT:
    case ESP_STEP_TASK:
    case ESP_STEP_WEBHOOK:
    case ESP_STEP_GO_TO:
    case ESP_STEP_JOIN:
    case ESP_STEP_GOAL:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      return FALSE;
    }
}

static double
read_share (EspJsonWalk *walk, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "share");
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    if (json_node_get_double (node) >= 0 && json_node_get_double (node) <= 1000000)
      return json_node_get_double (node);
  esp_json_walk_fail (walk, "share", "a number from 0 to 1000000 is expected");
  return 0;
}

/**
 * esp_journey_read_branch:
 *
 * Reads everything of a branch but its steps.
 */
void
esp_journey_read_branch (EspJsonWalk *walk,
                         JsonObject *object,
                         const EspJourneyStep *step,
                         EspJourneyBranch *branch)
{
  static const char *const known[ESP_BRANCH_UNSENT + 1][8] = {
    [ESP_BRANCH_RULE] = { "id", "title", "when", "else", "offset", "steps" },
    [ESP_BRANCH_ELSE] = { "id", "title", "else", "offset", "steps" },
    [ESP_BRANCH_SHARE] = { "id", "title", "share", "offset", "steps" },
    [ESP_BRANCH_MET] = { "id", "title", "on", "offset", "steps" },
    [ESP_BRANCH_LATE] = { "id", "title", "on", "offset", "steps" },
    [ESP_BRANCH_UNSENT] = { "id", "title", "offset", "steps" },
  };

  branch->first_step = ESP_JOURNEY_NOWHERE;
  if (!read_branch_kind (walk, object, step, branch))
    return;
  esp_json_walk_check_members (walk, object, known[branch->kind]);
  branch->id = esp_json_walk_line (walk, object, "id", ESP_JOURNEY_MAX_ID);
  if (branch->id != NULL && *branch->id == '\0')
    esp_json_walk_fail (walk, "id", "an id is not empty");
  branch->title = esp_json_walk_line (walk, object, "title", ESP_JOURNEY_MAX_LINE);
  branch->offset = (guint) esp_json_walk_int (walk, object, "offset", ESP_JOURNEY_MAX_OFFSET, 0);
  if (branch->kind == ESP_BRANCH_RULE)
    {
      branch->rule = esp_journey_read_rule (walk, object, "when");
      if (!json_object_has_member (object, "when"))
        esp_json_walk_fail (walk, "when", "the rule is missing; the last branch may have “else”");
    }
  if (branch->kind == ESP_BRANCH_SHARE)
    branch->share = read_share (walk, object);
}

static void
read_schedule (EspJsonWalk *walk, JsonObject *object, EspJourneyEntry *entry)
{
  guint every = (guint) esp_json_walk_word (walk, object, "every", esp_journey_every_names);

  entry->every = g_strdup (esp_journey_every_names[every]);
  entry->reference = esp_json_walk_line (walk, object, "segment", ESP_JOURNEY_MAX_LINE);
  entry->date = esp_journey_read_moment (walk, object, "on");
  entry->minute = esp_journey_read_minute (walk, object, "at");
  entry->weekdays = esp_journey_read_weekdays (walk, object);
  entry->day = (guint) esp_json_walk_int (walk, object, "day", 31, 1);
  if (entry->day == 0)
    esp_json_walk_fail (walk, "day", "a day of the month from 1 to 31 is expected");
  if (every == 0 && entry->date == NULL)
    esp_json_walk_fail (walk, "on", "the day is missing");
  if (json_object_has_member (object, "weekdays") && !g_str_equal (entry->every, "week"))
    esp_json_walk_fail (walk, "weekdays", "they go with “week” only");
  if (g_str_equal (entry->every, "week") && (entry->weekdays & ESP_EVERY_WEEKDAY) == 0 &&
      entry->date == NULL)
    esp_json_walk_fail (walk, "weekdays", "the days of the week are missing");
}

static void
read_entry_members (EspJsonWalk *walk, JsonObject *object, EspJourneyEntry *entry)
{
  switch (entry->kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
    case ESP_ENTRY_LEAVES_SEGMENT:
      entry->reference = esp_json_walk_line (walk, object, "segment", ESP_JOURNEY_MAX_LINE);
      entry->takes_existing = esp_json_walk_bool (walk, object, "existing");
      break;
    case ESP_ENTRY_EVENT:
      entry->event = esp_journey_read_event (walk, object, "match");
      if (!json_object_has_member (object, "match"))
        esp_json_walk_fail (walk, "match", "what has to happen is missing");
      break;
    case ESP_ENTRY_FORM:
      entry->reference = esp_json_walk_line (walk, object, "form", ESP_JOURNEY_MAX_LINE);
      break;
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      entry->field = esp_json_walk_line (walk, object, "field", ESP_JOURNEY_MAX_LINE);
      entry->offset_days = esp_journey_read_days (walk, object);
      entry->minute = esp_journey_read_minute (walk, object, "at");
      break;
    case ESP_ENTRY_JOURNEY:
      entry->reference = esp_json_walk_line (walk, object, "journey", ESP_JOURNEY_MAX_LINE);
      break;
    case ESP_ENTRY_SCHEDULE:
      read_schedule (walk, object, entry);
      break;
    case ESP_ENTRY_MANUAL:
    case ESP_N_ENTRY_KINDS:
    default:
      break;
    }
}

/**
 * esp_journey_read_entry:
 */
void
esp_journey_read_entry (EspJsonWalk *walk, JsonObject *object, EspJourneyEntry *entry)
{
  static const char *const known[ESP_N_ENTRY_KINDS][12] = {
    [ESP_ENTRY_ENTERS_SEGMENT] = { "id", "kind", "segment", "existing" },
    [ESP_ENTRY_LEAVES_SEGMENT] = { "id", "kind", "segment" },
    [ESP_ENTRY_EVENT] = { "id", "kind", "match" },
    [ESP_ENTRY_FORM] = { "id", "kind", "form" },
    [ESP_ENTRY_DATE] = { "id", "kind", "field", "days", "at" },
    [ESP_ENTRY_ANNIVERSARY] = { "id", "kind", "field", "days", "at" },
    [ESP_ENTRY_MANUAL] = { "id", "kind" },
    [ESP_ENTRY_JOURNEY] = { "id", "kind", "journey" },
    [ESP_ENTRY_SCHEDULE] = { "id", "kind", "segment", "every", "on", "at", "weekdays", "day",
                             "skip_holidays" },
  };
  g_autofree char *kind = esp_json_walk_line (walk, object, "kind", ESP_JOURNEY_MAX_LINE);
  guint i = 0;

  while (i < ESP_N_ENTRY_KINDS && g_strcmp0 (esp_entry_kind_name ((EspEntryKind) i), kind) != 0)
    i++;
  if (i == ESP_N_ENTRY_KINDS)
    {
      esp_json_walk_fail (walk, "kind", "“%.40s” is no kind of entry", kind != NULL ? kind : "");
      return;
    }
  entry->kind = (EspEntryKind) i;
  esp_json_walk_check_members (walk, object, known[i]);
  entry->id = esp_json_walk_line (walk, object, "id", ESP_JOURNEY_MAX_ID);
  if (entry->id == NULL || entry->id[0] == '\0')
    esp_json_walk_fail (walk, "id", "every entry has an id of its own");
  read_entry_members (walk, object, entry);
}
