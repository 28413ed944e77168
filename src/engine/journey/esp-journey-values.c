/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the small values of a journey's text: hours, spans, days, rules, changes. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-private.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-rule-time.h"

#include <string.h>

const char *const esp_journey_unit_names[] = {
  "minutes", "hours", "days", "weeks", "months", NULL
};
const char *const esp_journey_weekday_names[] = { "mon", "tue", "wed", "thu",
                                                  "fri", "sat", "sun", NULL };
const char *const esp_journey_late_names[] = { "now", "next", "skip", NULL };
const char *const esp_journey_blocked_names[] = { "go-on", "exit", "branch", NULL };
const char *const esp_journey_unready_names[] = { "wait", "blocked", NULL };
const char *const esp_journey_reentry_names[] = { "never", "after", "always", NULL };
const char *const esp_journey_reached_names[] = { "go-on", "exit", NULL };
const char *const esp_journey_otherwise_names[] = { "go-on", "wait", "exit", NULL };
const char *const esp_journey_change_names[] = { "set", "clear", "add", "decay",
                                                 "tag", "untag", NULL };
const char *const esp_journey_every_names[] = { "once", "day", "week", "month", NULL };

/**
 * esp_journey_read_object:
 *
 * Returns: (transfer none) (nullable): the object at @member; %NULL when it is absent or wrong
 */
JsonObject *
esp_journey_read_object (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  esp_json_walk_fail (walk, member, "an object in braces is expected");
  return NULL;
}

/**
 * esp_journey_read_minute:
 *
 * Returns: the minute of the day that "09:30" names; 0 when it is absent or wrong
 */
guint
esp_journey_read_minute (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  g_autofree char *text = esp_json_walk_line (walk, object, member, ESP_JOURNEY_MAX_LINE);
  guint hour, minute;

  if (text == NULL)
    return 0;
  if (strlen (text) == 5 && g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) &&
      text[2] == ':' && g_ascii_isdigit (text[3]) && g_ascii_isdigit (text[4]))
    {
      hour = (guint) (text[0] - '0') * 10 + (guint) (text[1] - '0');
      minute = (guint) (text[3] - '0') * 10 + (guint) (text[4] - '0');
      if (hour < 24 && minute < 60)
        return hour * 60 + minute;
    }
  esp_json_walk_fail (walk, member, "“%.20s” is not a time of day such as 09:30", text);
  return 0;
}

/**
 * esp_journey_read_weekdays:
 *
 * Returns: the days of "weekdays", Monday in bit 0, with %ESP_WEEKDAYS_NO_HOLIDAYS by "skip_holidays"; 0 when both
 *   are absent
 */
guint8
esp_journey_read_weekdays (EspJsonWalk *walk, JsonObject *object)
{
  JsonArray *array = esp_json_walk_array (walk, object, "weekdays");
  guint8 days = 0;
  gboolean skips = esp_json_walk_bool (walk, object, "skip_holidays");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *text =
        json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
      guint day = 0;

      while (esp_journey_weekday_names[day] != NULL &&
             !g_str_equal (esp_journey_weekday_names[day], text))
        day++;
      if (day < 7)
        days |= (guint8) (1u << day);
      else
        esp_json_walk_fail (walk, "weekdays",
                            "“%.20s” is none of mon, tue, wed, thu, fri, sat, sun", text);
    }
  if (array != NULL && days == 0)
    esp_json_walk_fail (walk, "weekdays", "at least one day is expected");
  return skips ? days | ESP_WEEKDAYS_NO_HOLIDAYS : days;
}

/**
 * esp_journey_read_days:
 *
 * Returns: the number of "days", which may be below 0; 0 when it is absent or wrong
 */
int
esp_journey_read_days (EspJsonWalk *walk, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "days");
  gint64 days = 0;

  if (node == NULL)
    return 0;
  if (esp_json_read_whole (node, &days) && days >= -ESP_JOURNEY_MAX_DAYS &&
      days <= ESP_JOURNEY_MAX_DAYS)
    return (int) days;
  esp_json_walk_fail (walk, "days", "a whole number from -%d to %d is expected",
                      ESP_JOURNEY_MAX_DAYS, ESP_JOURNEY_MAX_DAYS);
  return 0;
}

/**
 * esp_journey_read_moment:
 *
 * Returns: (transfer full) (nullable): "2026-01-31" or "2026-01-31T09:00", a day that exists
 */
char *
esp_journey_read_moment (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  g_autofree char *text = esp_json_walk_line (walk, object, member, ESP_JOURNEY_MAX_LINE);

  if (text == NULL || esp_rule_date_is_valid (text))
    return g_steal_pointer (&text);
  esp_json_walk_fail (walk, member, "“%.30s” is not a day such as 2026-01-31 or 2026-01-31T09:00",
                      text);
  return NULL;
}

/**
 * esp_journey_read_hours:
 *
 * Reads "hours" of @object.
 */
void
esp_journey_read_hours (EspJsonWalk *walk, JsonObject *object, EspJourneyHours *out)
{
  static const char *const known[] = { "from", "until", "weekdays", "skip_holidays", NULL };
  JsonObject *hours = esp_journey_read_object (walk, object, "hours");
  gsize mark;

  if (hours == NULL)
    return;
  mark = esp_json_walk_push (walk, "hours");
  esp_json_walk_check_members (walk, hours, known);
  out->is_set = TRUE;
  out->from_minute = esp_journey_read_minute (walk, hours, "from");
  out->until_minute = esp_journey_read_minute (walk, hours, "until");
  out->weekdays = esp_journey_read_weekdays (walk, hours);
  if (json_object_has_member (hours, "from") != json_object_has_member (hours, "until"))
    esp_json_walk_fail (walk, NULL, "“from” and “until” go together");
  else if (json_object_has_member (hours, "from") && out->from_minute == out->until_minute)
    esp_json_walk_fail (walk, "until", "it is the same time as “from”, so nothing is ever allowed");
  esp_json_walk_pop (walk, mark);
}

/**
 * esp_journey_read_span:
 *
 * Reads a length of time such as {"days": 2}.
 */
void
esp_journey_read_span (EspJsonWalk *walk,
                       JsonObject *object,
                       const char *member,
                       EspJourneySpan *out)
{
  JsonObject *span = esp_journey_read_object (walk, object, member);
  gsize mark;

  if (span == NULL)
    return;
  mark = esp_json_walk_push (walk, member);
  esp_json_walk_check_members (walk, span, esp_journey_unit_names);
  if (json_object_get_size (span) != 1)
    esp_json_walk_fail (walk, NULL,
                        "exactly one of minutes, hours, days, weeks, months is expected");
  for (guint i = 0; esp_journey_unit_names[i] != NULL; i++)
    if (json_object_has_member (span, esp_journey_unit_names[i]))
      {
        out->unit = (EspSpanUnit) i;
        out->n = (guint) esp_json_walk_int (walk, span, esp_journey_unit_names[i],
                                            ESP_JOURNEY_MAX_SPAN, 0);
        if (out->n == 0)
          esp_json_walk_fail (walk, esp_journey_unit_names[i], "at least 1 is expected");
      }
  esp_json_walk_pop (walk, mark);
}

static EspRule *
parse_node (EspJsonWalk *walk, JsonNode *node, const char *member)
{
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *whole = NULL;
  g_autoptr (GError) error = NULL;
  EspRule *rule;
  gboolean is_group =
    JSON_NODE_HOLDS_OBJECT (node) && json_object_has_member (json_node_get_object (node), "group");

  whole = g_strdup_printf (is_group ? "{\"version\":1,\"rule\":%s}"
                                    : "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[%s]}}",
                           text);
  rule = esp_rule_parse_json (whole, -1, &error);
  if (rule == NULL)
    esp_json_walk_fail (walk, member, "%s", error->message);
  return rule;
}

/* "all(city = \"서울\", score >= 50)", as segments are written too. */
static EspRule *
parse_text (EspJsonWalk *walk, const char *text, const char *member)
{
  g_autoptr (GError) error = NULL;
  EspRule *rule;

  if (*text == '\0')
    {
      esp_json_walk_fail (walk, member, "the rule is empty");
      return NULL;
    }
  rule = esp_rule_parse_text (text, NULL, NULL, &error);
  if (rule == NULL)
    esp_json_walk_fail (walk, member, "%s", error->message);
  return rule;
}

/**
 * esp_journey_read_rule:
 *
 * Reads a group or a condition of a segment's rule, or its text.
 *
 * Returns: (transfer full) (nullable)
 */
EspRule *
esp_journey_read_rule (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  EspRule *rule = NULL;

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    rule = parse_text (walk, json_node_get_string (node), member);
  else if (node != NULL)
    rule = parse_node (walk, node, member);
  if (rule != NULL)
    (void) esp_rule_number (rule, 1);
  return rule;
}

/**
 * esp_journey_read_event:
 *
 * Reads what has to happen: {"event": "open", "where": […]}, as a condition of a segment has it.
 *
 * Returns: (transfer full) (nullable)
 */
EspCondition *
esp_journey_read_event (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  static const char *const known[] = { "event", "where", NULL };
  JsonObject *event = esp_journey_read_object (walk, object, member);
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (JsonNode) copy = NULL;
  gsize mark;

  if (event == NULL)
    return NULL;
  mark = esp_json_walk_push (walk, member);
  esp_json_walk_check_members (walk, event, known);
  copy = json_node_new (JSON_NODE_OBJECT);
  {
    JsonObject *leaf = json_object_new ();

    json_object_set_string_member (leaf, "kind", "event");
    if (json_object_has_member (event, "event"))
      json_object_set_member (leaf, "event",
                              json_node_copy (json_object_get_member (event, "event")));
    if (json_object_has_member (event, "where"))
      json_object_set_member (leaf, "where",
                              json_node_copy (json_object_get_member (event, "where")));
    json_node_take_object (copy, leaf);
  }
  rule = parse_node (walk, copy, NULL);
  esp_json_walk_pop (walk, mark);
  return rule != NULL ? esp_condition_copy (esp_rule_node_child (rule->root, 0)->condition) : NULL;
}

static void
read_value (EspJsonWalk *walk, JsonObject *object, EspOperand *out)
{
  JsonNode *node = json_object_get_member (object, "value");
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING && strlen (json_node_get_string (node)) <= ESP_RULE_MAX_TEXT)
    esp_operand_init_text (out, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    esp_operand_init_boolean (out, json_node_get_boolean (node));
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    esp_operand_init_number (out, json_node_get_double (node));
  else
    esp_json_walk_fail (walk, "value", "a text, a number, true or false is expected");
}

static void
read_change (EspJsonWalk *walk, JsonObject *object, EspJourneyChange *change)
{
  static const char *const known[] = { "do", "field", "tag", "value", NULL };
  gboolean is_tag, has_value;

  esp_json_walk_check_members (walk, object, known);
  if (!json_object_has_member (object, "do"))
    esp_json_walk_fail (walk, "do", "what to do is missing");
  change->kind =
    (EspJourneyChangeKind) esp_json_walk_word (walk, object, "do", esp_journey_change_names);
  is_tag = change->kind == ESP_STEP_CHANGE_TAG || change->kind == ESP_STEP_CHANGE_UNTAG;
  has_value = !is_tag && change->kind != ESP_STEP_CHANGE_CLEAR;
  change->name = esp_json_walk_line (walk, object, is_tag ? "tag" : "field", ESP_JOURNEY_MAX_LINE);
  if (change->name == NULL || change->name[0] == '\0')
    esp_json_walk_fail (walk, is_tag ? "tag" : "field", "the name is missing");
  if (json_object_has_member (object, is_tag ? "field" : "tag"))
    esp_json_walk_fail (walk, is_tag ? "field" : "tag", "it does not belong to this change");
  if (!has_value && json_object_has_member (object, "value"))
    esp_json_walk_fail (walk, "value", "it does not belong to this change");
  if (has_value)
    read_value (walk, object, &change->value);
  if (change->kind == ESP_STEP_CHANGE_ADD && change->value.type != ESP_OPERAND_NUMBER)
    esp_json_walk_fail (walk, "value", "a number is expected");
  if (change->kind == ESP_STEP_CHANGE_DECAY &&
      (change->value.type != ESP_OPERAND_NUMBER || change->value.number < 0 ||
       change->value.number > 100))
    esp_json_walk_fail (walk, "value", "a percentage from 0 to 100 is expected");
}

static void
change_clear (gpointer data)
{
  EspJourneyChange *change = data;

  g_free (change->name);
  esp_operand_clear (&change->value);
}

/**
 * esp_journey_read_changes:
 *
 * Returns: (transfer full) (element-type EspJourneyChange): what "changes" says
 */
GArray *
esp_journey_read_changes (EspJsonWalk *walk, JsonObject *object)
{
  JsonArray *array = esp_json_walk_array (walk, object, "changes");
  GArray *changes = g_array_new (FALSE, TRUE, sizeof (EspJourneyChange));
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gsize mark;

  g_array_set_clear_func (changes, change_clear);
  if (array == NULL || n > ESP_JOURNEY_MAX_CHANGES)
    esp_json_walk_fail (walk, "changes", "a list of at most %d changes is expected",
                        ESP_JOURNEY_MAX_CHANGES);
  mark = esp_json_walk_push (walk, "changes");
  for (guint i = 0; i < MIN (n, ESP_JOURNEY_MAX_CHANGES); i++)
    {
      gsize inner = esp_json_walk_push_index (walk, i);
      JsonObject *element = esp_json_walk_element (walk, array, i);
      EspJourneyChange change = { ESP_STEP_CHANGE_SET };

      if (element != NULL)
        {
          read_change (walk, element, &change);
          g_array_append_val (changes, change);
        }
      esp_json_walk_pop (walk, inner);
    }
  esp_json_walk_pop (walk, mark);
  return changes;
}
