/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one person in a rehearsal: what was read, and over it what the journey itself changed. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-private.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"
#include "engine/journey/esp-journey-time.h"
#include "store/esp-leaf-query.h"

#include <math.h>

#define PERCENT 100.0

static void
read_column (const EspRehearsalPerson *self, guint column, EspRehearsalValue *out)
{
  const EspRehearsalColumn *read =
    &g_array_index (self->world->columns, EspRehearsalColumn, column);

  *out = (EspRehearsalValue){ TRUE, read->texts != NULL ? read->texts[self->index] : NULL,
                              read->numbers != NULL ? read->numbers[self->index] : (double) NAN,
                              read->moments != NULL ? read->moments[self->index] : G_MININT64 };
}

static void
get_value (const EspRehearsalPerson *self, guint column, EspRehearsalValue *out)
{
  if (self->values[column].is_set)
    *out = self->values[column];
  else
    read_column (self, column, out);
}

static gint64
last_event (const EspRehearsalPerson *self)
{
  gint64 last_us = G_MININT64;

  for (guint i = 0; i < self->extra->len; i++)
    {
      const EspRehearsalEvent *event = &g_array_index (self->extra, EspRehearsalEvent, i);

      if (event->kind != self->world->sent_kind)
        last_us = MAX (last_us, event->at_us);
    }
  return last_us;
}

static void
get_field (gpointer data, const char *key, EspFact *out)
{
  const EspRehearsalPerson *self = data;
  int column = esp_rehearsal_world_find_column (self->world, key);
  EspRehearsalValue value;
  EspFieldType type;

  *out = (EspFact){ ESP_FACT_UNKNOWN };
  if (column < 0)
    return;
  get_value (self, (guint) column, &value);
  if (g_str_equal (key, ESP_LEAF_FIELD_LAST_EVENT))
    value.moment = MAX (value.moment, last_event (self));
  type = g_array_index (self->world->columns, EspRehearsalColumn, column).type;
  if (type == ESP_FIELD_TEXT)
    {
      if (value.text != NULL)
        *out = (EspFact){ .type = ESP_FACT_TEXT, .text = value.text };
    }
  else if (type == ESP_FIELD_DATE || type == ESP_FIELD_DATETIME)
    {
      if (value.moment != G_MININT64)
        *out = (EspFact){ .type = ESP_FACT_MOMENT, .moment_us = value.moment };
    }
  else if (!isnan (value.number))
    *out = (EspFact){ .type = type == ESP_FIELD_BOOLEAN ? ESP_FACT_BOOLEAN : ESP_FACT_NUMBER,
                      .number = value.number };
}

static gboolean
find_mark (const GArray *marks, const char *name, gboolean *out_is_in)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const EspRehearsalMark *mark = &g_array_index (marks, EspRehearsalMark, i);

      if (g_str_equal (mark->name, name))
        {
          *out_is_in = mark->is_in;
          return TRUE;
        }
    }
  return FALSE;
}

static void
set_mark (GArray *marks, const char *name, gboolean is_in)
{
  const EspRehearsalMark added = { name, is_in };

  for (guint i = 0; i < marks->len; i++)
    {
      EspRehearsalMark *mark = &g_array_index (marks, EspRehearsalMark, i);

      if (g_str_equal (mark->name, name))
        {
          mark->is_in = is_in;
          return;
        }
    }
  g_array_append_val (marks, added);
}

static gboolean
is_in_set (const EspRehearsalPerson *self, GHashTable *sets, const GArray *marks, const char *name)
{
  const EspBitmap *set = g_hash_table_lookup (sets, name);
  gboolean is_in;

  if (find_mark (marks, name, &is_in))
    return is_in;
  return set != NULL && esp_bitmap_contains (set, self->lead_id);
}

static gboolean
has_tag (gpointer data, const char *tag)
{
  const EspRehearsalPerson *self = data;

  return is_in_set (self, self->world->tags, self->tags, tag);
}

static gboolean
in_segment (gpointer data, const char *segment)
{
  const EspRehearsalPerson *self = data;

  return is_in_set (self, self->world->lists, self->lists, segment);
}

/* Asked of made-up people alone: of all others the segment engine has said it. */
static const char *
get_consent (gpointer data, const char *channel, const char *purpose)
{
  const EspRehearsalPerson *self = data;
  guint8 flags = self->world->flags[self->index];

  if (g_strcmp0 (purpose, "night") == 0)
    return (flags & ESP_PERSON_NIGHT) != 0 ? "granted" : NULL;
  if ((flags & ESP_PERSON_REFUSED) != 0)
    return "denied";
  return (flags & ESP_PERSON_GRANTED) != 0 ? "granted" : NULL;
}

static gboolean
is_suppressed (gpointer data, const char *channel)
{
  const EspRehearsalPerson *self = data;

  return (self->world->flags[self->index] & ESP_PERSON_SUPPRESSED) != 0;
}

static JsonObject *
get_props (const EspRehearsalWorld *world, guint32 props)
{
  return props != ESP_REHEARSAL_NO_PROPS
           ? json_node_get_object (g_ptr_array_index (world->props, props))
           : NULL;
}

static void
get_property (const EspFactEvent *event, const char *property, EspFact *out)
{
  JsonObject *props = event->data;
  JsonNode *node = props != NULL ? json_object_get_member (props, property) : NULL;

  *out = (EspFact){ ESP_FACT_UNKNOWN };
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_VALUE (node))
    *out = (EspFact){ .type = ESP_FACT_OTHER };
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    *out = (EspFact){ .type = ESP_FACT_TEXT, .text = json_node_get_string (node) };
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    *out = (EspFact){ .type = ESP_FACT_BOOLEAN, .number = json_node_get_boolean (node) ? 1 : 0 };
  else
    *out = (EspFact){ .type = ESP_FACT_NUMBER, .number = json_node_get_double (node) };
}

static void
give (const EspRehearsalPerson *self,
      const EspRehearsalEvent *event,
      guint id,
      EspFactEventFunc func,
      gpointer user_data)
{
  const EspFactEvent fact = { event->at_us, id,
                              g_ptr_array_index (self->world->campaigns, event->campaign),
                              get_props (self->world, event->props), get_property };

  func (&fact, user_data);
}

static void
foreach_event (gpointer data, const char *kind, EspFactEventFunc func, gpointer user_data)
{
  const EspRehearsalPerson *self = data;
  const EspRehearsalWorld *world = self->world;
  int number = esp_rehearsal_world_find_kind (world, kind);
  guint32 first = world->events_from[self->index];

  if (number < 0)
    return;
  for (guint32 i = first; i < self->next_event; i++)
    if (world->events[i].kind == number)
      give (self, &world->events[i], i - first, func, user_data);
  for (guint i = 0; i < self->extra->len; i++)
    {
      const EspRehearsalEvent *event = &g_array_index (self->extra, EspRehearsalEvent, i);

      if (event->kind == number)
        give (self, event, self->next_event - first + i, func, user_data);
    }
}

/* Of those that lie within "since", the past ones are in order. */
static guint
count_since (const EspRehearsalPerson *self, gint64 since_us)
{
  const EspRehearsalWorld *world = self->world;
  guint n = 0;

  for (guint32 i = world->past_from[self->index + 1]; i > world->past_from[self->index]; i--)
    {
      if (world->past_us[i - 1] < since_us)
        break;
      n++;
    }
  for (guint i = 0; i < self->out_us->len; i++)
    if (g_array_index (self->out_us, gint64, i) >= since_us)
      n++;
  for (guint i = 0; i < self->foreign->len; i++)
    if (g_array_index (self->foreign, EspRehearsalPlanned, i).at_us >= since_us)
      n++;
  return n;
}

/**
 * esp_rehearsal_facts_is_capped:
 *
 * Returns: whether the person has had as much as the policy allows: before, here, and from others meanwhile
 */
gboolean
esp_rehearsal_facts_is_capped (EspRehearsalPerson *self, const EspPolicy *policy)
{
  return (policy->cap_count > 0 &&
          count_since (self, self->now_us - (gint64) policy->cap_days * ESP_USEC_PER_DAY) >=
            policy->cap_count) ||
         (policy->cap_per_day > 0 &&
          count_since (self, self->now_us - ESP_USEC_PER_DAY) >= policy->cap_per_day);
}

/**
 * esp_rehearsal_facts_note_collision:
 *
 * Counts, by name, the others whose messages stood in the way of one of this journey.
 */
void
esp_rehearsal_facts_note_collision (EspRehearsalPerson *self)
{
  gint64 since_us =
    self->now_us - (gint64) MAX (self->world->policy.cap_days, 1) * ESP_USEC_PER_DAY;

  for (guint i = 0; i < self->foreign->len; i++)
    {
      const EspRehearsalPlanned *one = &g_array_index (self->foreign, EspRehearsalPlanned, i);
      gboolean is_first = TRUE;

      for (guint j = 0; j < i && is_first; j++)
        is_first = g_array_index (self->foreign, EspRehearsalPlanned, j).source != one->source;
      if (!is_first || one->at_us < since_us)
        continue;
      esp_rehearsal_note (self, ESP_REHEARSED_COLLIDED, one->source);
      if (self->tally != NULL)
        self->tally->collided[one->source]++;
    }
}

/* The hours of the policy, where the person is; most of the day they do not hold. */
static gint64
hours_end (const EspRehearsalPerson *self, const EspHours *hours)
{
  guint16 zone = self->world->zones[self->index];
  EspLocalTime local;
  guint minute;
  gboolean holds;

  if (hours->from_minute == hours->until_minute)
    return 0;
  esp_local_time_read (g_ptr_array_index (self->world->zone_list, zone), self->now_us, &local);
  minute = (guint) (local.clock_us / ESP_USEC_PER_MINUTE);
  holds = hours->from_minute < hours->until_minute
            ? minute >= hours->from_minute && minute < hours->until_minute
            : minute >= hours->from_minute || minute < hours->until_minute;
  return holds
           ? esp_hours_end (hours, g_ptr_array_index (self->world->zone_names, zone), self->now_us)
           : 0;
}

/* The law's night, where the person is. */
static gint64
night_end (const EspRehearsalPerson *self, const EspPolicy *policy)
{
  const char *zone = g_ptr_array_index (self->world->zone_names, self->world->zones[self->index]);
  const EspHours night = esp_policy_get_night (policy, zone);

  return esp_zone_get_parts (zone) != NULL ? esp_policy_get_night_end (policy, zone, self->now_us)
                                           : hours_end (self, &night);
}

/**
 * esp_rehearsal_facts_judge:
 *
 * Returns: the verdict of the one decision about every message, on what is known now
 */
EspVerdict
esp_rehearsal_facts_judge (EspRehearsalPerson *self, const EspJourneyStep *step)
{
  const EspRehearsalSend *send = &self->world->sends[step->send_number];
  guint8 flags = self->world->flags[self->index];
  const EspRecipient recipient = {
    .lead_id = self->lead_id,
    .is_present = (flags & ESP_PERSON_PRESENT) != 0,
    .is_in_audience = TRUE,
    .has_address = (flags & ESP_PERSON_ADDRESSED) != 0,
    .is_address_valid = (flags & ESP_PERSON_VALID) != 0,
    .is_suppressed = (flags & ESP_PERSON_SUPPRESSED) != 0,
    .is_capped =
      send->rule.is_marketing && esp_rehearsal_facts_is_capped (self, &self->world->policy),
    .consent = (flags & ESP_PERSON_GRANTED) != 0   ? ESP_WORD_GRANTED
               : (flags & ESP_PERSON_REFUSED) != 0 ? ESP_WORD_REFUSED
                                                   : ESP_WORD_NONE,
    .night_consent = (flags & ESP_PERSON_NIGHT) != 0 ? ESP_WORD_GRANTED : ESP_WORD_NONE,
    .quiet_until_us = hours_end (self, &send->policy.quiet),
    .night_until_us = night_end (self, &send->policy),
  };

  return esp_eligibility_judge (&send->rule, &recipient);
}

static EspVerdict
judge (gpointer data, guint32 lead_id, const EspJourneyStep *step)
{
  return esp_rehearsal_facts_judge (data, step);
}

/**
 * esp_rehearsal_facts_match:
 */
gboolean
esp_rehearsal_facts_match (EspRehearsalPerson *self, const EspRehearsalRule *rule)
{
  self->time.now_us = self->now_us;
  return rule != NULL &&
         esp_rehearsal_rule_matches (rule, self->world->catalog, &self->time, &self->facts);
}

static EspJourneyAnswer
ask (gpointer data, guint32 lead_id, guint question)
{
  EspRehearsalPerson *self = data;
  EspJourneyAnswer answer;

  if (esp_rehearsal_chance_answers (self, question, &answer))
    return answer;
  return esp_rehearsal_facts_match (self, g_ptr_array_index (self->world->questions, question))
           ? ESP_ANSWER_YES
           : ESP_ANSWER_NO;
}

static GTimeZone *
get_zone (gpointer data, guint32 lead_id)
{
  const EspRehearsalPerson *self = data;

  return esp_rehearsal_world_get_zone (self->world, self->index);
}

static gboolean
get_day (gpointer data, guint32 lead_id, const char *field, gint64 *out_day)
{
  const EspRehearsalPerson *self = data;
  int column = esp_rehearsal_world_find_column (self->world, field);
  EspRehearsalValue value;

  if (column < 0)
    return FALSE;
  get_value (self, (guint) column, &value);
  if (value.moment == G_MININT64)
    return FALSE;
  /* A day is kept as its midnight UTC; of a moment it is the day where the person is. */
  if (value.moment % ESP_USEC_PER_DAY == 0)
    *out_day = value.moment / ESP_USEC_PER_DAY;
  else
    {
      EspLocalTime local;

      esp_local_time_read (get_zone (data, lead_id), value.moment, &local);
      *out_day = local.day;
    }
  return TRUE;
}

/* As the store writes them. */
static void
write_set (const EspRehearsalPerson *self,
           const EspJourneyChange *change,
           const EspRehearsalColumn *column,
           EspRehearsalValue *value)
{
  const EspOperand *operand = &change->value;
  gboolean is_moment = column->type == ESP_FIELD_DATE || column->type == ESP_FIELD_DATETIME;

  *value = (EspRehearsalValue){ TRUE, NULL, (double) NAN, G_MININT64 };
  if (column->type == ESP_FIELD_TEXT)
    value->text = operand->type == ESP_OPERAND_TEXT
                    ? operand->text
                    : g_hash_table_lookup (self->world->number_texts, change);
  else if (operand->type == ESP_OPERAND_TEXT)
    return; /* no number and no day: nothing is written that is none */
  else if (is_moment)
    value->moment = (gint64) operand->number;
  else
    value->number = column->type == ESP_FIELD_DECIMAL ? operand->number : trunc (operand->number);
}

static void
write_number (const EspJourneyChange *change,
              const EspRehearsalColumn *column,
              EspRehearsalValue *value)
{
  double number = change->value.number;
  gboolean is_known = !isnan (value->number);

  if (change->kind == ESP_STEP_CHANGE_ADD)
    value->number = (is_known ? value->number : 0) +
                    (column->type == ESP_FIELD_DECIMAL ? number : trunc (number));
  else if (is_known)
    value->number = column->type == ESP_FIELD_DECIMAL ? value->number * number / PERCENT
                                                      : round (value->number * number / PERCENT);
  value->is_set = TRUE;
}

static void
write_field (EspRehearsalPerson *self, const EspJourneyChange *change)
{
  int index = esp_rehearsal_world_find_column (self->world, change->name);
  const EspRehearsalColumn *column;
  EspRehearsalValue value;

  if (index < 0)
    return; /* nobody asks for it */
  column = &g_array_index (self->world->columns, EspRehearsalColumn, index);
  if (!column->is_editable)
    return;
  get_value (self, (guint) index, &value);
  if (change->kind == ESP_STEP_CHANGE_SET)
    write_set (self, change, column, &value);
  else if (change->kind == ESP_STEP_CHANGE_CLEAR)
    value = (EspRehearsalValue){ TRUE, NULL, (double) NAN, G_MININT64 };
  else
    write_number (change, column, &value);
  self->values[index] = value;
}

static void
write_update (EspRehearsalPerson *self, const EspJourneyStep *step)
{
  int updated = esp_rehearsal_world_find_column (self->world, "updated_at");

  for (guint i = 0; i < step->changes->len; i++)
    {
      const EspJourneyChange *change = &g_array_index (step->changes, EspJourneyChange, i);

      if (change->kind == ESP_STEP_CHANGE_TAG || change->kind == ESP_STEP_CHANGE_UNTAG)
        set_mark (self->tags, change->name, change->kind == ESP_STEP_CHANGE_TAG);
      else
        write_field (self, change);
    }
  if (updated >= 0)
    self->values[updated] = (EspRehearsalValue){ TRUE, NULL, (double) NAN, self->now_us };
}

/**
 * esp_rehearsal_facts_apply:
 *
 * Keeps what a step changed of the person; nothing is written anywhere else.
 */
void
esp_rehearsal_facts_apply (EspRehearsalPerson *self, const EspJourneyEffect *effect)
{
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, effect->step);
  const char *list;

  if (effect->kind == ESP_EFFECT_UPDATE)
    write_update (self, step);
  else if (effect->kind == ESP_EFFECT_SEGMENT && !step->is_audience)
    {
      list = g_hash_table_lookup (self->world->list_of, step->reference);
      if (list != NULL)
        set_mark (self->lists, list, !step->is_removing);
    }
}

/**
 * esp_rehearsal_facts_init:
 */
void
esp_rehearsal_facts_init (EspRehearsalPerson *self)
{
  self->facts = (EspRuleFacts){ .data = self,
                                .get_field = get_field,
                                .has_tag = has_tag,
                                .get_consent = get_consent,
                                .is_suppressed = is_suppressed,
                                .foreach_event = foreach_event,
                                .in_segment = in_segment };
  self->journey_facts =
    (EspJourneyFacts){ self, ask, judge, get_zone, get_day, self->world->days_off };
  self->time.zone = g_ptr_array_index (self->world->zone_list, 0);
  self->values = g_new0 (EspRehearsalValue, self->world->columns->len + 1);
  self->tags = g_array_new (FALSE, FALSE, sizeof (EspRehearsalMark));
  self->lists = g_array_new (FALSE, FALSE, sizeof (EspRehearsalMark));
}

/**
 * esp_rehearsal_facts_clear:
 *
 * For the next person.
 */
void
esp_rehearsal_facts_clear (EspRehearsalPerson *self)
{
  for (guint i = 0; i < self->world->columns->len; i++)
    self->values[i].is_set = FALSE;
  g_array_set_size (self->tags, 0);
  g_array_set_size (self->lists, 0);
}
