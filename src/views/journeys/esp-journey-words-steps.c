/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says every step, branch and entry of a journey in one line, with the names of what it refers to. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-words.h"

#include "engine/segment/esp-sentence.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

/**
 * esp_journey_words_medium:
 *
 * Returns: what a step that sends sends: "Email"; "Send" when that is not known
 */
const char *
esp_journey_words_medium (const EspJourneyStep *step, const EspJourneyNames *names)
{
  const char *medium = esp_journey_names_find_medium (names, step->reference);

  return medium != NULL ? esp_words_channel (medium) : esp_journey_words_step_kind (ESP_STEP_SEND);
}

/**
 * esp_journey_words_rule:
 *
 * Returns: (transfer full): the rule as a sentence
 */
char *
esp_journey_words_rule (const EspRule *rule, const EspJourneyNames *names)
{
  EspSegmentWorld *world = names != NULL ? esp_journey_names_get_world (names) : NULL;
  g_autoptr (EspSentence) sentence = NULL;

  if (rule == NULL || esp_rule_is_everyone (rule))
    return g_strdup (C_ ("journey", "Everyone"));
  sentence = esp_sentence_new (rule, world != NULL ? esp_segment_world_get_catalog (world) : NULL,
                               world != NULL ? esp_segment_world_get_currency (world) : "KRW",
                               names != NULL ? esp_journey_names_get_lang (names) : ESP_LANG_EN);
  return g_strdup (sentence->text);
}

/**
 * esp_journey_words_event:
 * @event: (nullable)
 *
 * Returns: (transfer full): what has to happen: "Clicked a link"; with its demands as a sentence
 */
char *
esp_journey_words_event (const EspCondition *event, const EspJourneyNames *names)
{
  g_autoptr (EspRule) rule = NULL;
  EspRuleNode *root;

  if (event == NULL || event->subject == NULL)
    return g_strdup (C_ ("journey", "nothing chosen"));
  if (event->where == NULL || event->where->len == 0)
    return g_strdup (esp_words_event (event->subject));
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (esp_condition_copy (event)));
  rule = esp_rule_new (root);
  return esp_journey_words_rule (rule, names);
}

/* Steps. */

static char *
say_send (const EspJourneyStep *step, const EspJourneyNames *names)
{
  if (step->reference == NULL)
    return g_strdup (C_ ("journey", "Choose a message"));
  /* Translators: the kind of a message and its name: "Email “Welcome”" */
  return g_strdup_printf (C_ ("journey step", "%1$s “%2$s”"),
                          esp_journey_words_medium (step, names),
                          esp_journey_names_find (names, ESP_NAME_MESSAGE, step->reference));
}

static char *
say_wait_time (const EspJourneyStep *step)
{
  g_autofree char *days = esp_journey_words_weekdays (step->hours.weekdays);
  g_autofree char *at = esp_journey_words_minute (step->hours.from_minute);

  if (*days == '\0')
    return g_strdup_printf (C_ ("journey step", "Wait until %s"), at);
  /* Translators: an hour and weekdays: "Wait until 09:00, Mon–Fri, not on holidays" */
  return g_strdup_printf (C_ ("hour and weekdays", "Wait until %1$s, %2$s"), at, days);
}

static char *
say_wait_field (const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *offset = NULL;
  g_autofree char *at = esp_journey_words_minute (step->hours.from_minute);

  if (step->field == NULL)
    return g_strdup (C_ ("journey", "Choose a date"));
  offset =
    esp_journey_words_offset (step->offset_days, esp_journey_names_find_field (names, step->field));
  /* Translators: "Wait until 3 days before Birthday, 09:00" */
  return g_strdup_printf (C_ ("journey step", "Wait until %1$s, %2$s"), offset, at);
}

static char *
say_wait (const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *what = NULL;

  switch (step->wait)
    {
    case ESP_WAIT_DATE:
      what = g_strdup (step->date != NULL ? step->date : "");
      g_strdelimit (what, "T", ' ');
      return g_strdup_printf (C_ ("journey step", "Wait until %s"), what);
    case ESP_WAIT_FIELD:
      return say_wait_field (step, names);
    case ESP_WAIT_TIME:
      return say_wait_time (step);
    case ESP_WAIT_EVENT:
      what = esp_journey_words_event (step->event, names);
      /* Translators: %s is what has to happen: "Clicked a link" */
      return g_strdup_printf (C_ ("journey step", "Wait for: %s"), what);
    case ESP_WAIT_CONDITION:
      what = esp_journey_words_rule (step->rule, names);
      return g_strdup_printf (C_ ("journey step", "Wait for: %s"), what);
    case ESP_WAIT_FOR:
    default:
      what = esp_journey_words_span (&step->span);
      /* Translators: %s is a time: "Wait 2 days" */
      return g_strdup_printf (C_ ("journey step", "Wait %s"), what);
    }
}

static char *
say_split (const EspJourneyStep *step, const EspJourneyNames *names)
{
  guint n = esp_journey_step_get_n_branches (step);

  if (n == 0)
    return g_strdup (C_ ("journey", "Add branches"));
  if (step->kind == ESP_STEP_SPLIT && n <= 2 &&
      esp_journey_step_get_branch (step, 0)->kind == ESP_BRANCH_RULE)
    {
      const EspJourneyBranch *branch = esp_journey_step_get_branch (step, 0);

      return branch->title != NULL ? g_strdup (branch->title)
                                   : esp_journey_words_rule (branch->rule, names);
    }
  return g_strdup_printf (ngettext ("%u way", "%u ways", n), n);
}

static char *
say_value (const EspOperand *value)
{
  if (value->type == ESP_OPERAND_TEXT)
    return g_strdup (value->text != NULL ? value->text : "");
  if (value->type == ESP_OPERAND_BOOLEAN)
    return g_strdup (value->number > 0 ? C_ ("journey", "yes") : C_ ("journey", "no"));
  return esp_format_number (value->number);
}

static char *
say_change (const EspJourneyChange *change, const EspJourneyNames *names)
{
  g_autofree char *value = say_value (&change->value);
  gboolean is_tag = change->kind == ESP_STEP_CHANGE_TAG || change->kind == ESP_STEP_CHANGE_UNTAG;
  const char *name = is_tag ? change->name : esp_journey_names_find_field (names, change->name);

  switch (change->kind)
    {
    case ESP_STEP_CHANGE_CLEAR:
      return esp_particle_printf (C_ ("journey step", "Empty %s"), name);
    case ESP_STEP_CHANGE_ADD:
      if (change->value.number < 0)
        {
          g_autofree char *less = esp_format_number (-change->value.number);

          return esp_particle_printf (C_ ("journey step", "%1$s less %2$s"), name, less);
        }
      /* Translators: a number is added to a field: "Score plus 10" */
      return esp_particle_printf (C_ ("journey step", "%1$s plus %2$s"), name, value);
    case ESP_STEP_CHANGE_DECAY:
      /* Translators: a number becomes so many percent of itself: "Score to 50 % of itself" */
      return esp_particle_printf (C_ ("journey step", "%1$s to %2$s %% of itself"), name, value);
    case ESP_STEP_CHANGE_TAG:
      return esp_particle_printf (C_ ("journey step", "Tag “%s”"), name);
    case ESP_STEP_CHANGE_UNTAG:
      return esp_particle_printf (C_ ("journey step", "Remove tag “%s”"), name);
    case ESP_STEP_CHANGE_SET:
    default:
      /* Translators: a field and its new value: "Set Grade to VIP" */
      return esp_particle_printf (C_ ("journey step", "Set %1$s to %2$s"), name, value);
    }
}

static char *
say_update (const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *first = NULL;
  guint n = step->changes != NULL ? step->changes->len : 0;

  if (n == 0)
    return g_strdup (C_ ("journey", "Choose what to change"));
  first = say_change (&g_array_index (step->changes, EspJourneyChange, 0), names);
  if (n == 1)
    return g_steal_pointer (&first);
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n - 1), first, n - 1);
}

static char *
say_audience (const EspJourneyStep *step, const EspJourneyNames *names)
{
  const char *name = step->reference != NULL && *step->reference != '\0'
                       ? esp_journey_names_find (names, ESP_NAME_AUDIENCE, step->reference)
                       : NULL;

  if (name == NULL)
    return g_strdup (C_ ("journey", "Choose an ad audience"));
  return step->is_removing
           ? esp_particle_printf (C_ ("journey step", "Remove from ad audience “%s”"), name)
           : esp_particle_printf (C_ ("journey step", "Add to ad audience “%s”"), name);
}

static char *
say_list (const EspJourneyStep *step, const EspJourneyNames *names)
{
  const char *name = step->reference != NULL
                       ? esp_journey_names_find (names, ESP_NAME_SEGMENT, step->reference)
                       : NULL;

  if (name == NULL)
    return g_strdup (C_ ("journey", "Choose a list"));
  return step->is_removing
           ? esp_particle_printf (C_ ("journey step", "Remove from list “%s”"), name)
           : esp_particle_printf (C_ ("journey step", "Add to list “%s”"), name);
}

static char *
say_task (const EspJourneyStep *step)
{
  if (step->reference == NULL)
    return g_strdup (C_ ("journey", "Write what is to be done"));
  return step->is_alert ? g_strdup_printf (C_ ("journey step", "Alert “%s”"), step->reference)
                        : g_strdup_printf (C_ ("journey step", "Task “%s”"), step->reference);
}

/* The host says enough, and the rest may be secret. */
static char *
say_webhook (const EspJourneyStep *step)
{
  g_autoptr (GUri) uri = step->url != NULL ? g_uri_parse (step->url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (C_ ("journey", "Write the address"));
  return g_strdup_printf (C_ ("journey step", "Call %s"), g_uri_get_host (uri));
}

static char *
say_other_step (const EspJourney *journey,
                const char *id,
                const char *none,
                const EspJourneyNames *names)
{
  guint32 target = id != NULL ? esp_journey_find_step (journey, id) : ESP_JOURNEY_NOWHERE;

  if (target == ESP_JOURNEY_NOWHERE)
    return g_strdup (id != NULL ? id : none);
  return esp_journey_words_title (journey, esp_journey_get_step (journey, target), names);
}

static char *
say_go_to (const EspJourney *journey, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *target =
    say_other_step (journey, step->reference, C_ ("journey", "no step"), names);

  /* Translators: %s is the title of a step */
  return esp_particle_printf (C_ ("journey step", "Go to “%s”"), target);
}

static char *
say_goal (const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *what = step->event != NULL  ? esp_journey_words_event (step->event, names)
                          : step->rule != NULL ? esp_journey_words_rule (step->rule, names)
                                               : NULL;

  if (what == NULL)
    return g_strdup (C_ ("journey", "Choose the goal"));
  /* Translators: %s is what is to be reached: "Bought" */
  return g_strdup_printf (C_ ("journey step", "Goal: %s"), what);
}

/**
 * esp_journey_words_sentence:
 *
 * Returns: (transfer full): what the step does, in one line
 */
char *
esp_journey_words_sentence (const EspJourney *journey,
                            const EspJourneyStep *step,
                            const EspJourneyNames *names)
{
  switch (step->kind)
    {
    case ESP_STEP_SEND:
      return say_send (step, names);
    case ESP_STEP_WAIT:
      return say_wait (step, names);
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
      return say_split (step, names);
    case ESP_STEP_UPDATE:
      return say_update (step, names);
    case ESP_STEP_SEGMENT:
      return step->is_audience ? say_audience (step, names) : say_list (step, names);
    case ESP_STEP_TASK:
      return say_task (step);
    case ESP_STEP_WEBHOOK:
      return say_webhook (step);
    case ESP_STEP_GO_TO:
      return say_go_to (journey, step, names);
    case ESP_STEP_GOAL:
      return say_goal (step, names);
    case ESP_STEP_JOIN:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      return g_strdup (esp_journey_words_step_kind (step->kind));
    }
}

/**
 * esp_journey_words_title:
 *
 * Returns: (transfer full): the title that somebody gave it, else what it does
 */
char *
esp_journey_words_title (const EspJourney *journey,
                         const EspJourneyStep *step,
                         const EspJourneyNames *names)
{
  return step->title != NULL && *step->title != '\0'
           ? g_strdup (step->title)
           : esp_journey_words_sentence (journey, step, names);
}

/* Details: what else is good to know about it. */

static void
add_part (GString *out, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, part);
}

static void
add_send (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autofree char *hours = esp_journey_words_hours (&step->hours);

  if (step->channel != NULL)
    add_part (out, esp_journey_names_find (names, ESP_NAME_CHANNEL, step->channel));
  if (step->is_transactional)
    add_part (out, C_ ("journey step", "transactional"));
  add_part (out, hours);
  if (step->blocked == ESP_BLOCKED_EXIT)
    add_part (out, C_ ("journey step", "not sent: leaves"));
}

static void
add_wait (GString *out, const EspJourneyStep *step)
{
  g_autofree char *hours =
    step->wait == ESP_WAIT_FOR ? esp_journey_words_hours (&step->hours) : NULL;
  g_autofree char *timeout = esp_journey_words_span (&step->timeout);
  g_autofree char *at_most = g_strdup_printf (_ ("%s at most"), timeout);

  add_part (out, hours);
  if (step->timeout.n > 0)
    add_part (out, at_most);
}

static void
add_branches (GString *out, const EspJourneyStep *step, const EspJourneyNames *names)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      g_autofree char *branch = esp_journey_words_branch (step, i, names);

      g_string_append_printf (titles, "%s%s", i > 0 ? " / " : "", branch);
    }
  add_part (out, titles->str);
}

static void
add_go_to (GString *out, const EspJourneyStep *step)
{
  g_autofree char *times =
    g_strdup_printf (ngettext ("%u time at most", "%u times at most", step->times), step->times);
  g_autofree char *days =
    g_strdup_printf (ngettext ("for %u day", "for %u days", step->days), step->days);

  if (step->times > 0)
    add_part (out, times);
  if (step->days > 0)
    add_part (out, days);
}

static void
add_goal (GString *out, const EspJourneyStep *step)
{
  if (step->reached == ESP_GOAL_EXIT)
    add_part (out, C_ ("journey step", "reached: leaves"));
  if (step->otherwise == ESP_GOAL_WAIT)
    add_part (out, C_ ("journey step", "else waits"));
  else if (step->otherwise == ESP_GOAL_LEAVE)
    add_part (out, C_ ("journey step", "else leaves"));
}

static void
add_details (GString *out,
             const EspJourney *journey,
             const EspJourneyStep *step,
             const EspJourneyNames *names)
{
  g_autofree char *span = esp_journey_words_span (&step->span);
  g_autofree char *due = g_strdup_printf (_ ("due in %s"), span);
  g_autofree char *target = NULL;

  switch ((int) step->kind)
    {
    case ESP_STEP_SEND:
      add_send (out, step, names);
      break;
    case ESP_STEP_WAIT:
      add_wait (out, step);
      break;
    case ESP_STEP_TASK:
      add_part (out, step->owner);
      if (step->span.n > 0)
        add_part (out, due);
      break;
    case ESP_STEP_GO_TO:
      add_go_to (out, step);
      break;
    case ESP_STEP_JOIN:
      target =
        step->reference != NULL ? say_other_step (journey, step->reference, "", names) : NULL;
      add_part (out, target);
      break;
    case ESP_STEP_GOAL:
      add_goal (out, step);
      break;
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
      add_branches (out, step, names);
      break;
    default:
      break;
    }
}

/**
 * esp_journey_words_line:
 *
 * Returns: (transfer full): what stands below the title: what it does when that does not say it, and its
 *   details; may be empty
 */
char *
esp_journey_words_line (const EspJourney *journey,
                        const EspJourneyStep *step,
                        const EspJourneyNames *names)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (step->title != NULL && *step->title != '\0' && step->kind != ESP_STEP_EXIT &&
      step->kind != ESP_STEP_JOIN)
    {
      g_autofree char *sentence = esp_journey_words_sentence (journey, step, names);

      if (!g_str_equal (sentence, step->title))
        add_part (out, sentence);
    }
  add_details (out, journey, step, names);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_journey_words_branch:
 *
 * Returns: (transfer full): its title, else whom it is for
 */
char *
esp_journey_words_branch (const EspJourneyStep *step, guint branch, const EspJourneyNames *names)
{
  const EspJourneyBranch *one = esp_journey_step_get_branch (step, branch);
  g_autofree char *share = NULL;

  if (one->kind == ESP_BRANCH_SHARE)
    share = esp_format_percent (esp_journey_step_get_share (step, branch), 0);
  if (one->title != NULL && *one->title != '\0')
    return share != NULL ? g_strdup_printf ("%s · %s", one->title, share) : g_strdup (one->title);
  switch (one->kind)
    {
    case ESP_BRANCH_ELSE:
      return g_strdup (C_ ("journey branch", "Everyone else"));
    case ESP_BRANCH_SHARE:
      return g_strdup_printf ("%c · %s", (int) ('A' + branch % 26), share);
    case ESP_BRANCH_MET:
      return g_strdup (C_ ("journey branch", "It came"));
    case ESP_BRANCH_LATE:
      return g_strdup (C_ ("journey branch", "Not in time"));
    case ESP_BRANCH_UNSENT:
      return g_strdup (C_ ("journey branch", "Not sent"));
    case ESP_BRANCH_RULE:
    default:
      return esp_journey_words_rule (one->rule, names);
    }
}
