/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controls of every kind of condition but fields of the lead, and what a new condition says at first. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "engine/segment/esp-rule-limits.h"
#include "engine/segment/esp-rule-time.h"
#include "views/segments/esp-condition-controls.h"

#include <glib/gi18n.h>

static void
negate_cb (gpointer owner, int value)
{
  ((EspConditionEditor *) owner)->condition->negate = value != 0;
  esp_condition_editor_tell (owner, FALSE);
}

static void
add_negation (EspConditionEditor *self, const char *yes, const char *no)
{
  GtkWidget *pick = esp_pick_new (_ ("Whether"), negate_cb, self);

  esp_pick_add (pick, yes, 0);
  esp_pick_add (pick, no, 1);
  esp_pick_finish (pick, self->condition->negate ? 1 : 0);
  esp_condition_editor_add (self, pick);
}

static void
event_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;

  esp_condition_set_text (&self->condition->subject, self->choices->event_kinds[value]);
  /* Its demands complete from other properties now. */
  if (self->condition->where->len > 0)
    esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

enum
{
  TIMES_ONCE = -1,
  TIMES_FIRST = 100,
  TIMES_LAST,
};

static void
times_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  EspCondition *condition = self->condition;

  condition->occurrence = value == TIMES_FIRST  ? ESP_OCCURRENCE_FIRST
                          : value == TIMES_LAST ? ESP_OCCURRENCE_LAST
                                                : ESP_OCCURRENCE_ANY;
  condition->count_op = value >= 0 && value < TIMES_FIRST ? (EspCountOp) value : ESP_COUNT_AT_LEAST;
  condition->count = value >= 0 && value < TIMES_FIRST ? MAX (condition->count, 2) : 1;
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
count_cb (gpointer owner, double value)
{
  ((EspConditionEditor *) owner)->condition->count = (guint) value;
  esp_condition_editor_tell (owner, TRUE);
}

static void
add_times (EspConditionEditor *self)
{
  EspCondition *condition = self->condition;
  gboolean once = condition->occurrence == ESP_OCCURRENCE_ANY &&
                  condition->count_op == ESP_COUNT_AT_LEAST && condition->count == 1;
  GtkWidget *pick = esp_pick_new (_ ("How often"), times_cb, self);

  esp_pick_add (pick, _ ("at least once"), TIMES_ONCE);
  esp_pick_add (pick, _ ("at least"), ESP_COUNT_AT_LEAST);
  esp_pick_add (pick, _ ("at most"), ESP_COUNT_AT_MOST);
  esp_pick_add (pick, _ ("exactly"), ESP_COUNT_EXACTLY);
  esp_pick_add (pick, _ ("for the first time"), TIMES_FIRST);
  esp_pick_add (pick, _ ("for the last time"), TIMES_LAST);
  esp_pick_finish (pick, once                                            ? TIMES_ONCE
                         : condition->occurrence == ESP_OCCURRENCE_FIRST ? TIMES_FIRST
                         : condition->occurrence == ESP_OCCURRENCE_LAST
                           ? TIMES_LAST
                           : (int) condition->count_op);
  esp_condition_editor_add (self, pick);
  if (once || condition->occurrence != ESP_OCCURRENCE_ANY)
    return;
  esp_condition_editor_add (self, esp_number_control_new (_ ("How many times"), condition->count, 0,
                                                          ESP_RULE_MAX_COUNT, 0, count_cb, self));
  esp_condition_editor_add (self, esp_words_control_new (C_ ("how often", "times")));
}

/**
 * esp_condition_build_event:
 *
 * Builds the line of a condition on events.
 */
void
esp_condition_build_event (EspConditionEditor *self)
{
  GtkWidget *pick = esp_pick_new (_ ("Event"), event_cb, self);
  int chosen = -1;

  add_negation (self, _ ("Did"), _ ("Did not"));
  for (int i = 0; self->choices->event_kinds[i] != NULL; i++)
    {
      esp_pick_add (pick, esp_words_event (self->choices->event_kinds[i]), i);
      if (g_strcmp0 (self->choices->event_kinds[i], self->condition->subject) == 0)
        chosen = i;
    }
  if (chosen < 0 && self->condition->subject != NULL)
    esp_pick_add (pick, esp_words_event (self->condition->subject), chosen);
  esp_pick_finish (pick, chosen);
  esp_condition_editor_add (self, pick);
  add_times (self);
  esp_condition_editor_add_window (self, ESP_WINDOW_EVER, TRUE, FALSE);
  esp_condition_editor_add_where (self, self->condition);
  esp_condition_editor_add_after (self);
}

static const char *const message_words[] = { "sent",    "delivered", "opened",
                                             "clicked", "bounced",   "unsubscribed" };

static void
message_cb (gpointer owner, int value)
{
  esp_condition_set_text (&((EspConditionEditor *) owner)->condition->subject,
                          message_words[value]);
  esp_condition_editor_tell (owner, FALSE);
}

/* Picks say a number: the campaigns in the order of their names. */
static void
set_campaign (EspConditionEditor *self, EspCondition *condition, int value)
{
  g_autoptr (GPtrArray) ids =
    esp_rule_catalog_list_campaigns (esp_condition_editor_catalog_of (self));

  esp_condition_set_text (&condition->detail,
                          value >= 0 ? g_ptr_array_index (ids, (guint) value) : NULL);
  esp_condition_editor_tell (self, FALSE);
}

static void
campaign_cb (gpointer owner, int value)
{
  set_campaign (owner, ((EspConditionEditor *) owner)->condition, value);
}

static void
earlier_campaign_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;

  if (self->condition->after != NULL)
    set_campaign (self, self->condition->after, value);
}

/**
 * esp_condition_editor_add_campaign:
 * @condition: the editor's, or what must come before it
 *
 * Adds the choice of the campaign that a message belongs to.
 */
void
esp_condition_editor_add_campaign (EspConditionEditor *self, EspCondition *condition)
{
  EspRuleCatalog *catalog = esp_condition_editor_catalog_of (self);
  g_autoptr (GPtrArray) ids = esp_rule_catalog_list_campaigns (catalog);
  GtkWidget *pick =
    esp_pick_new (_ ("Campaign"), condition == self->condition ? campaign_cb : earlier_campaign_cb,
                  self);
  int chosen = condition->detail != NULL ? -2 : -1;

  if (ids->len == 0 && condition->detail == NULL)
    {
      g_object_unref (g_object_ref_sink (pick));
      return;
    }
  esp_pick_add (pick, _ ("of any campaign"), -1);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      esp_pick_add (pick, esp_rule_catalog_get_campaign_name (catalog, id), (int) i);
      if (g_strcmp0 (id, condition->detail) == 0)
        chosen = (int) i;
    }
  if (chosen == -2)
    esp_pick_add (pick, condition->detail, chosen);
  esp_pick_finish (pick, chosen);
  esp_condition_editor_add (self, pick);
}

/**
 * esp_condition_build_message:
 *
 * Builds the line of a condition on messages.
 */
void
esp_condition_build_message (EspConditionEditor *self)
{
  GtkWidget *pick = esp_pick_new (_ ("What became of it"), message_cb, self);
  int chosen = 0;

  esp_condition_editor_add (self, esp_words_control_new (_ ("A message")));
  add_negation (self, C_ ("message", "was"), C_ ("message", "was not"));
  for (guint i = 0; i < G_N_ELEMENTS (message_words); i++)
    {
      esp_pick_add (pick, esp_words_event (message_words[i]), (int) i);
      if (g_strcmp0 (message_words[i], self->condition->subject) == 0)
        chosen = (int) i;
    }
  esp_pick_finish (pick, chosen);
  esp_condition_editor_add (self, pick);
  esp_condition_editor_add_campaign (self, self->condition);
  add_times (self);
  esp_condition_editor_add_window (self, ESP_WINDOW_EVER, TRUE, FALSE);
  esp_condition_editor_add_after (self);
}

/* Tags, consent, suppression, segments, shares. */

static void
tag_op_cb (gpointer owner, int value)
{
  ((EspConditionEditor *) owner)->condition->op = (EspConditionOp) value;
  esp_condition_editor_tell (owner, FALSE);
}

/**
 * esp_condition_build_tag:
 *
 * Builds the line of a condition on tags.
 */
void
esp_condition_build_tag (EspConditionEditor *self)
{
  GtkWidget *pick = esp_pick_new (_ ("Comparison"), tag_op_cb, self);

  esp_condition_editor_add (self, esp_words_control_new (_ ("Tag")));
  for (int op = ESP_OP_HAS_ANY; op <= ESP_OP_HAS_NONE; op++)
    esp_pick_add (pick, esp_words_op ((EspConditionOp) op, ESP_RULE_TYPE_TEXT), op);
  esp_pick_finish (pick, (int) self->condition->op);
  esp_condition_editor_add (self, pick);
  esp_condition_editor_add_texts (self, _ ("Tags"), (const char *const *) self->choices->tags);
}

static const char *const channel_names[] = {
  "email", "sms", "kakao", "push", "phone", "post", "ads"
};
static const char *const purpose_names[] = { "marketing", "night", "transactional", "profiling" };
static const char *const state_names[] = { "granted", "denied", "withdrawn", "pending", "unknown" };

static void
channel_cb (gpointer owner, int value)
{
  esp_condition_set_text (&((EspConditionEditor *) owner)->condition->subject,
                          value >= 0 ? channel_names[value] : NULL);
  esp_condition_editor_tell (owner, FALSE);
}

static void
purpose_cb (gpointer owner, int value)
{
  esp_condition_set_text (&((EspConditionEditor *) owner)->condition->detail, purpose_names[value]);
  esp_condition_editor_tell (owner, FALSE);
}

static void
state_cb (gpointer owner, int value)
{
  esp_condition_set_text (&((EspConditionEditor *) owner)->condition->state, state_names[value]);
  esp_condition_editor_tell (owner, FALSE);
}

static void
add_names (EspConditionEditor *self,
           const char *label,
           EspPickFunc picked,
           const char *const *names,
           guint n_names,
           const char *(*word) (const char *),
           const char *chosen,
           const char *none)
{
  GtkWidget *pick = esp_pick_new (label, picked, self);
  int index = none != NULL ? -1 : 0;

  if (none != NULL)
    esp_pick_add (pick, none, -1);
  for (guint i = 0; i < n_names; i++)
    {
      esp_pick_add (pick, word (names[i]), (int) i);
      if (g_strcmp0 (names[i], chosen) == 0)
        index = (int) i;
    }
  esp_pick_finish (pick, index);
  esp_condition_editor_add (self, pick);
}

/**
 * esp_condition_build_consent:
 *
 * Builds the line of a condition on consent.
 */
void
esp_condition_build_consent (EspConditionEditor *self)
{
  EspCondition *condition = self->condition;

  esp_condition_editor_add (self, esp_words_control_new (_ ("Consent")));
  add_names (self, _ ("Channel"), channel_cb, channel_names, G_N_ELEMENTS (channel_names),
             esp_words_channel, condition->subject, NULL);
  add_names (self, _ ("Purpose"), purpose_cb, purpose_names, G_N_ELEMENTS (purpose_names),
             esp_words_purpose, condition->detail, NULL);
  add_negation (self, _ ("is"), _ ("is not"));
  add_names (self, _ ("State"), state_cb, state_names, G_N_ELEMENTS (state_names),
             esp_words_consent, condition->state, NULL);
}

/**
 * esp_condition_build_suppression:
 *
 * Builds the line of a condition on suppression.
 */
void
esp_condition_build_suppression (EspConditionEditor *self)
{
  esp_condition_editor_add (self, esp_words_control_new (_ ("Suppression list")));
  add_negation (self, _ ("is on it"), _ ("is not on it"));
  add_names (self, _ ("Channel"), channel_cb, channel_names, G_N_ELEMENTS (channel_names),
             esp_words_channel, self->condition->subject, _ ("any channel"));
}

static void
segment_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  g_autoptr (GPtrArray) ids =
    esp_rule_catalog_list_segments (esp_condition_editor_catalog_of (self));

  esp_condition_set_text (&self->condition->subject, g_ptr_array_index (ids, (guint) value));
  esp_condition_editor_tell (self, FALSE);
}

/**
 * esp_condition_build_segment:
 *
 * Builds the line of a condition on another segment.
 */
void
esp_condition_build_segment (EspConditionEditor *self)
{
  g_autoptr (GPtrArray) ids =
    esp_rule_catalog_list_segments (esp_condition_editor_catalog_of (self));
  GtkWidget *pick = esp_pick_new (_ ("Segment"), segment_cb, self);
  int chosen = -1;

  add_negation (self, _ ("Is in the segment"), _ ("Is not in the segment"));
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      esp_pick_add (pick,
                    esp_rule_catalog_get_segment_name (esp_condition_editor_catalog_of (self), id),
                    (int) i);
      if (g_strcmp0 (id, self->condition->subject) == 0)
        chosen = (int) i;
    }
  if (chosen < 0)
    esp_pick_add (pick, self->condition->subject != NULL ? self->condition->subject : "–", -1);
  esp_pick_finish (pick, chosen);
  esp_condition_editor_add (self, pick);
}

static void
percent_cb (gpointer owner, double value)
{
  EspConditionEditor *self = owner;

  esp_condition_editor_set_numbers (self, value, 0, FALSE);
  esp_condition_editor_tell (self, TRUE);
}

/**
 * esp_condition_build_random:
 *
 * Builds the line of a random share.
 */
void
esp_condition_build_random (EspConditionEditor *self)
{
  esp_condition_editor_add (self, esp_words_control_new (_ ("A random share of")));
  esp_condition_editor_add (self, esp_number_control_new (_ ("Percent"),
                                                          esp_condition_editor_number_at (self, 0),
                                                          0, 100, 0, percent_cb, self));
  esp_condition_editor_add (self, esp_words_control_new (
                                    _ ("percent of all leads, always the same ones")));
}

/**
 * esp_condition_build_anniversary:
 *
 * Builds the line of a condition on a yearly day.
 */
void
esp_condition_build_anniversary (EspConditionEditor *self)
{
  esp_condition_editor_add (self, esp_words_control_new (_ ("The anniversary of")));
  esp_condition_editor_add_fields (self, TRUE);
  esp_condition_editor_add (self, esp_words_control_new (_ ("lies")));
  esp_condition_editor_add_window (self, ESP_WINDOW_LAST, FALSE, TRUE);
}

/**
 * esp_condition_default:
 * @subject: (nullable): the field or the event
 *
 * Returns: (transfer full): a new condition of a kind, complete where that is possible
 */
EspCondition *
esp_condition_default (EspConditionKind kind, const char *subject, const EspSegmentChoices *choices)
{
  EspRuleCatalog *catalog = esp_segment_world_get_catalog (choices->world);
  EspCondition *condition = esp_condition_new (kind, subject);
  const EspRuleField *field =
    subject != NULL ? esp_rule_catalog_find_field (catalog, subject) : NULL;
  EspRuleType type = field != NULL ? field->type : ESP_RULE_TYPE_TEXT;

  switch ((guint) kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      condition->op = esp_condition_first_op (type);
      if (type == ESP_RULE_TYPE_NUMBER)
        esp_condition_add_number (condition, 0);
      else if (type == ESP_RULE_TYPE_BOOLEAN)
        esp_condition_add_boolean (condition, TRUE);
      else if (type != ESP_RULE_TYPE_TEXT)
        condition->window =
          (EspTimeWindow){ ESP_WINDOW_LAST, ESP_CONDITION_DEFAULT_DAYS, ESP_UNIT_DAY, NULL, NULL };
      break;
    case ESP_CONDITION_CONSENT:
      esp_condition_set_text (&condition->subject, "email");
      condition->detail = g_strdup ("marketing");
      condition->state = g_strdup ("granted");
      break;
    case ESP_CONDITION_EVENT:
      if (subject == NULL)
        esp_condition_set_text (&condition->subject,
                                choices->event_kinds[0] != NULL ? choices->event_kinds[0] : "open");
      condition->window =
        (EspTimeWindow){ ESP_WINDOW_LAST, ESP_CONDITION_DEFAULT_DAYS, ESP_UNIT_DAY, NULL, NULL };
      break;
    case ESP_CONDITION_MESSAGE:
      esp_condition_set_text (&condition->subject, "opened");
      condition->window =
        (EspTimeWindow){ ESP_WINDOW_LAST, ESP_CONDITION_DEFAULT_DAYS, ESP_UNIT_DAY, NULL, NULL };
      break;
    case ESP_CONDITION_ANNIVERSARY:
      if (subject == NULL)
        esp_condition_set_text (&condition->subject, "created_at");
      condition->window = (EspTimeWindow){ ESP_WINDOW_NEXT, 7, ESP_UNIT_DAY, NULL, NULL };
      break;
    case ESP_CONDITION_RANDOM:
      esp_condition_add_number (condition, 10);
      break;
    default:
      break;
    }
  return condition;
}
