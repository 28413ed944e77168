/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a journey as text that people read and compare: always the same order, one member a line. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-json.h"

#include "engine/journey/esp-journey-build.h"
#include "engine/journey/esp-journey-private.h"
#include "engine/segment/esp-rule-json.h"

typedef struct
{
  const EspJourney *journey;
  JsonBuilder *out;    /* (owned) */
  gboolean is_shallow; /* branches without their steps */
} Writer;

static void
write_text (Writer *self, const char *member, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (self->out, member);
  json_builder_add_string_value (self->out, text);
}

static void
write_true (Writer *self, const char *member, gboolean value)
{
  if (!value)
    return;
  json_builder_set_member_name (self->out, member);
  json_builder_add_boolean_value (self->out, TRUE);
}

static void
write_int (Writer *self, const char *member, gint64 value)
{
  if (value == 0)
    return;
  json_builder_set_member_name (self->out, member);
  json_builder_add_int_value (self->out, value);
}

/* Whole numbers are written as such. */
static void
write_number (Writer *self, const char *member, double value)
{
  json_builder_set_member_name (self->out, member);
  if (value >= -9e15 && value <= 9e15 && value - (double) (gint64) value == 0)
    json_builder_add_int_value (self->out, (gint64) value);
  else
    json_builder_add_double_value (self->out, value);
}

static void
write_minute (Writer *self, const char *member, guint minute)
{
  g_autofree char *text = g_strdup_printf ("%02u:%02u", minute / 60 % 24, minute % 60);

  write_text (self, member, text);
}

static void
write_weekdays (Writer *self, guint8 weekdays)
{
  if (weekdays & ESP_EVERY_WEEKDAY)
    {
      json_builder_set_member_name (self->out, "weekdays");
      json_builder_begin_array (self->out);
      for (guint i = 0; i < 7; i++)
        if (weekdays & (1u << i))
          json_builder_add_string_value (self->out, esp_journey_weekday_names[i]);
      json_builder_end_array (self->out);
    }
  write_true (self, "skip_holidays", (weekdays & ESP_WEEKDAYS_NO_HOLIDAYS) != 0);
}

static void
write_hours (Writer *self, const EspJourneyHours *hours)
{
  if (!hours->is_set)
    return;
  json_builder_set_member_name (self->out, "hours");
  json_builder_begin_object (self->out);
  if (hours->from_minute != hours->until_minute)
    {
      write_minute (self, "from", hours->from_minute);
      write_minute (self, "until", hours->until_minute);
    }
  write_weekdays (self, hours->weekdays);
  json_builder_end_object (self->out);
}

static void
write_span (Writer *self, const char *member, const EspJourneySpan *span)
{
  if (span->n == 0)
    return;
  json_builder_set_member_name (self->out, member);
  json_builder_begin_object (self->out);
  write_int (self, esp_journey_unit_names[span->unit], span->n);
  json_builder_end_object (self->out);
}

static void
write_rule (Writer *self, const char *member, const EspRule *rule)
{
  g_autofree char *text = NULL;

  if (rule == NULL)
    return;
  text = esp_rule_node_to_json (rule->root);
  json_builder_set_member_name (self->out, member);
  json_builder_add_value (self->out, json_from_string (text, NULL));
}

static void
write_event (Writer *self, const char *member, const EspCondition *event)
{
  g_autofree char *text = NULL;
  JsonNode *node;
  JsonObject *object;

  if (event == NULL)
    return;
  text = esp_condition_to_json (event);
  node = json_from_string (text, NULL);
  object = json_node_get_object (node);
  json_builder_set_member_name (self->out, member);
  json_builder_begin_object (self->out);
  write_text (self, "event", event->subject);
  if (json_object_has_member (object, "where"))
    {
      json_builder_set_member_name (self->out, "where");
      json_builder_add_value (self->out, json_node_copy (json_object_get_member (object, "where")));
    }
  json_builder_end_object (self->out);
  json_node_unref (node);
}

static void
write_entry (Writer *self, const EspJourneyEntry *entry)
{
  static const char *const references[ESP_N_ENTRY_KINDS] = {
    [ESP_ENTRY_ENTERS_SEGMENT] = "segment",
    [ESP_ENTRY_LEAVES_SEGMENT] = "segment",
    [ESP_ENTRY_FORM] = "form",
    [ESP_ENTRY_JOURNEY] = "journey",
    [ESP_ENTRY_SCHEDULE] = "segment",
  };
  gboolean has_minute = entry->kind == ESP_ENTRY_DATE || entry->kind == ESP_ENTRY_ANNIVERSARY ||
                        entry->kind == ESP_ENTRY_SCHEDULE;

  json_builder_begin_object (self->out);
  write_text (self, "id", entry->id);
  write_text (self, "kind", esp_entry_kind_name (entry->kind));
  if (references[entry->kind] != NULL)
    write_text (self, references[entry->kind], entry->reference);
  write_true (self, "existing", entry->takes_existing);
  write_event (self, "match", entry->event);
  write_text (self, "field", entry->field);
  write_int (self, "days", entry->offset_days);
  write_text (self, "every", entry->every);
  write_text (self, "on", entry->date);
  if (has_minute)
    write_minute (self, "at", entry->minute);
  write_weekdays (self, entry->weekdays);
  if (entry->kind == ESP_ENTRY_SCHEDULE && g_strcmp0 (entry->every, "month") == 0)
    write_int (self, "day", entry->day);
  json_builder_end_object (self->out);
}

static void
write_until (Writer *self, const EspJourneyStep *step)
{
  if (step->wait != ESP_WAIT_DATE && step->wait != ESP_WAIT_FIELD && step->wait != ESP_WAIT_TIME)
    return;
  json_builder_set_member_name (self->out, "until");
  json_builder_begin_object (self->out);
  write_text (self, "date", step->date);
  write_text (self, "field", step->field);
  write_int (self, "days", step->offset_days);
  if (step->wait != ESP_WAIT_DATE)
    write_minute (self, "at", step->hours.from_minute);
  write_weekdays (self, step->hours.weekdays);
  json_builder_end_object (self->out);
}

static void
write_late (Writer *self, const EspJourneyStep *step)
{
  if (step->late != ESP_LATE_NOW)
    write_text (self, "late", esp_journey_late_names[step->late]);
  write_span (self, "late_after", &step->late_after);
}

static void
write_changes (Writer *self, const GArray *changes)
{
  json_builder_set_member_name (self->out, "changes");
  json_builder_begin_array (self->out);
  for (guint i = 0; i < changes->len; i++)
    {
      const EspJourneyChange *change = &g_array_index (changes, EspJourneyChange, i);
      gboolean is_tag =
        change->kind == ESP_STEP_CHANGE_TAG || change->kind == ESP_STEP_CHANGE_UNTAG;

      json_builder_begin_object (self->out);
      write_text (self, "do", esp_journey_change_names[change->kind]);
      write_text (self, is_tag ? "tag" : "field", change->name);
      if (change->kind == ESP_STEP_CHANGE_SET && change->value.type == ESP_OPERAND_TEXT)
        write_text (self, "value", change->value.text);
      else if (change->kind == ESP_STEP_CHANGE_SET && change->value.type == ESP_OPERAND_BOOLEAN)
        {
          json_builder_set_member_name (self->out, "value");
          json_builder_add_boolean_value (self->out, change->value.number > 0);
        }
      else if (!is_tag && change->kind != ESP_STEP_CHANGE_CLEAR)
        write_number (self, "value", change->value.number);
      json_builder_end_object (self->out);
    }
  json_builder_end_array (self->out);
}

static void
write_wait (Writer *self, const EspJourneyStep *step)
{
  if (step->wait == ESP_WAIT_FOR)
    {
      write_span (self, "for", &step->span);
      write_hours (self, &step->hours);
    }
  write_until (self, step);
  write_event (self, "event", step->event);
  write_rule (self, "condition", step->rule);
  write_span (self, "timeout", &step->timeout);
  write_late (self, step);
}

static void
write_send (Writer *self, const EspJourneyStep *step)
{
  write_text (self, "message", step->reference);
  write_text (self, "channel", step->channel);
  write_true (self, "transactional", step->is_transactional);
  if (step->blocked != ESP_BLOCKED_GO_ON)
    write_text (self, "blocked", esp_journey_blocked_names[step->blocked]);
  if (step->is_impatient)
    write_text (self, "unready", esp_journey_unready_names[1]);
  write_late (self, step);
  write_hours (self, &step->hours);
}

static void
write_goal (Writer *self, const EspJourneyStep *step)
{
  write_event (self, "event", step->event);
  write_rule (self, "condition", step->rule);
  if (step->reached != ESP_GOAL_GO_ON)
    write_text (self, "reached", esp_journey_reached_names[step->reached]);
  if (step->otherwise != ESP_GOAL_PASS)
    write_text (self, "otherwise", esp_journey_otherwise_names[step->otherwise]);
}

static void
write_members (Writer *self, const EspJourneyStep *step)
{
  switch (step->kind)
    {
    case ESP_STEP_SEND:
      write_send (self, step);
      break;
    case ESP_STEP_WAIT:
      write_wait (self, step);
      break;
    case ESP_STEP_TEST:
      write_text (self, "metric", step->field);
      break;
    case ESP_STEP_UPDATE:
      write_changes (self, step->changes);
      break;
    case ESP_STEP_SEGMENT:
      write_text (self, "do", step->is_removing ? "remove" : "add");
      if (step->is_audience)
        write_text (self, "audience", step->reference != NULL ? step->reference : "");
      else
        write_text (self, "segment", step->reference);
      break;
    case ESP_STEP_TASK:
      write_text (self, "text", step->reference);
      write_text (self, "owner", step->owner);
      write_span (self, "due", &step->span);
      write_true (self, "alert", step->is_alert);
      break;
    case ESP_STEP_WEBHOOK:
      write_text (self, "url", step->url);
      write_true (self, "once", step->is_once);
      break;
    case ESP_STEP_GO_TO:
      write_text (self, "to", step->reference);
      write_int (self, "times", step->times);
      write_int (self, "days", step->days);
      break;
    case ESP_STEP_JOIN:
      write_text (self, "after", step->reference);
      break;
    case ESP_STEP_GOAL:
      write_goal (self, step);
      break;
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      break;
    }
}

static void write_steps (Writer *self, guint32 first);

static void
write_branch (Writer *self, const EspJourneyBranch *branch)
{
  json_builder_begin_object (self->out);
  write_text (self, "id", branch->id);
  write_text (self, "title", branch->title);
  switch (branch->kind)
    {
    case ESP_BRANCH_RULE:
      write_rule (self, "when", branch->rule);
      break;
    case ESP_BRANCH_ELSE:
      write_true (self, "else", TRUE);
      break;
    case ESP_BRANCH_SHARE:
      write_number (self, "share", branch->share);
      break;
    case ESP_BRANCH_MET:
      write_text (self, "on", "met");
      break;
    case ESP_BRANCH_LATE:
      write_text (self, "on", "late");
      break;
    case ESP_BRANCH_UNSENT:
    default:
      break;
    }
  if (branch->offset > 0)
    write_int (self, "offset", branch->offset);
  if (!self->is_shallow)
    write_steps (self, branch->first_step);
  json_builder_end_object (self->out);
}

static void
write_step (Writer *self, const EspJourneyStep *step)
{
  json_builder_begin_object (self->out);
  write_text (self, "id", step->id);
  write_text (self, "kind", esp_step_kind_name (step->kind));
  write_text (self, "title", step->title);
  write_text (self, "note", step->note);
  write_text (self, "group", step->group);
  write_true (self, "off", step->is_off);
  write_members (self, step);
  if (step->branches != NULL)
    {
      json_builder_set_member_name (self->out, "branches");
      json_builder_begin_array (self->out);
      for (guint i = 0; i < step->branches->len; i++)
        write_branch (self, esp_journey_step_get_branch (step, i));
      json_builder_end_array (self->out);
    }
  json_builder_end_object (self->out);
}

static void
write_steps (Writer *self, guint32 first)
{
  json_builder_set_member_name (self->out, "steps");
  json_builder_begin_array (self->out);
  for (guint32 i = first; i != ESP_JOURNEY_NOWHERE;
       i = esp_journey_get_step (self->journey, i)->sibling)
    write_step (self, esp_journey_get_step (self->journey, i));
  json_builder_end_array (self->out);
}

static void
write_rules_of_entry (Writer *self)
{
  const EspJourney *journey = self->journey;

  if (journey->reentry != ESP_REENTRY_NEVER)
    {
      json_builder_set_member_name (self->out, "reentry");
      json_builder_begin_object (self->out);
      write_text (self, "rule", esp_journey_reentry_names[journey->reentry]);
      write_int (self, "days", journey->reentry_days);
      json_builder_end_object (self->out);
    }
  if (journey->limit_per_day > 0 || journey->limit_total > 0)
    {
      json_builder_set_member_name (self->out, "limits");
      json_builder_begin_object (self->out);
      write_int (self, "per_day", journey->limit_per_day);
      write_int (self, "total", journey->limit_total);
      json_builder_end_object (self->out);
    }
  write_hours (self, &journey->hours);
  if (journey->uses_workspace_zone)
    write_text (self, "zone", "workspace");
}

static void
write_groups (Writer *self)
{
  if (self->journey->groups->len == 0)
    return;
  json_builder_set_member_name (self->out, "groups");
  json_builder_begin_array (self->out);
  for (guint i = 0; i < self->journey->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (self->journey->groups, EspJourneyGroup, i);

      json_builder_begin_object (self->out);
      write_text (self, "id", group->id);
      write_text (self, "title", group->title);
      json_builder_end_object (self->out);
    }
  json_builder_end_array (self->out);
}

static void
write_head (Writer *self)
{
  write_int (self, "version", ESP_JOURNEY_VERSION);
  write_text (self, "name", self->journey->name);
  write_text (self, "note", self->journey->note);
  json_builder_set_member_name (self->out, "entries");
  json_builder_begin_array (self->out);
  for (guint i = 0; i < self->journey->entries->len; i++)
    write_entry (self, &g_array_index (self->journey->entries, EspJourneyEntry, i));
  json_builder_end_array (self->out);
  write_rules_of_entry (self);
  write_groups (self);
}

/**
 * esp_journey_step_to_node:
 * @is_shallow: its branches are written without the steps in them
 *
 * Returns: (transfer full): the step as the text has it
 */
JsonNode *
esp_journey_step_to_node (const EspJourney *self, guint32 step, gboolean is_shallow)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  Writer writer = { self, builder, is_shallow };

  write_step (&writer, esp_journey_get_step (self, step));
  return json_builder_get_root (builder);
}

/**
 * esp_journey_shell_to_node:
 *
 * Returns: (transfer full): everything of the journey but its steps
 */
JsonNode *
esp_journey_shell_to_node (const EspJourney *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  Writer writer = { self, builder, FALSE };

  json_builder_begin_object (builder);
  write_head (&writer);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/**
 * esp_journey_node_to_text:
 *
 * Returns: (transfer full): indented for people, ending with a line break
 */
char *
esp_journey_node_to_text (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_indent (generator, 2);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}

/**
 * esp_journey_to_json:
 *
 * Returns: (transfer full): the journey as data/schema/journey.schema.json describes it, indented, ending
 *   with a line break; the same journey always gives the same bytes
 */
char *
esp_journey_to_json (const EspJourney *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  Writer writer = { self, builder, FALSE };

  json_builder_begin_object (builder);
  write_head (&writer);
  write_steps (&writer, esp_journey_get_first (self));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return esp_journey_node_to_text (root);
}
