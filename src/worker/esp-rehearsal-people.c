/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a rehearsal asks of people: addresses, consent and zones as sets, and of columns, tags and events
 * those alone that a rule of the journey asks for at every moment. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-load.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"
#include "engine/journey/esp-journey-time.h"
#include "store/esp-facts.h"
#include "store/esp-leaf-query.h"

#include <math.h>
#include <string.h>

static guint8
read_flags (const EspFacts *facts, guint32 id)
{
  guint flags = 0;

  flags |= esp_bitmap_contains (facts->present, id) ? ESP_PERSON_PRESENT : 0;
  flags |= esp_bitmap_contains (facts->addressed, id) ? ESP_PERSON_ADDRESSED : 0;
  flags |= esp_bitmap_contains (facts->valid, id) ? ESP_PERSON_VALID : 0;
  flags |= esp_bitmap_contains (facts->suppressed, id) ? ESP_PERSON_SUPPRESSED : 0;
  flags |= esp_bitmap_contains (facts->granted, id) ? ESP_PERSON_GRANTED : 0;
  flags |= esp_bitmap_contains (facts->refused, id) ? ESP_PERSON_REFUSED : 0;
  flags |= esp_bitmap_contains (facts->night_granted, id) ? ESP_PERSON_NIGHT : 0;
  return (guint8) flags;
}

static void
add_zones (EspRehearsalWorld *world, const EspFacts *facts)
{
  for (guint i = 1; i < facts->zone_names->len; i++)
    {
      const char *name = g_ptr_array_index (facts->zone_names, i);
      GTimeZone *zone = esp_zone_open (name);

      g_ptr_array_add (world->zone_names, g_strdup (name));
      g_ptr_array_add (world->zone_list,
                       zone != NULL ? zone
                                    : g_time_zone_ref (g_ptr_array_index (world->zone_list, 0)));
    }
}

/**
 * esp_rehearsal_load_people:
 */
gboolean
esp_rehearsal_load_people (EspRehearsalLoad *self, const EspBitmap *people, GError **error)
{
  const EspFactsQuery query = { .channel = "email", .purpose = "marketing" };
  g_autoptr (EspFacts) facts = esp_facts_load (self->tx, &query, error);
  EspRehearsalWorld *world = self->world;
  g_autofree guint32 *ids = NULL;
  gsize n = 0;

  if (facts == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (people, &n);
  esp_rehearsal_world_set_people (world, ids, (guint) n);
  add_zones (world, facts);
  for (gsize i = 0; i < n; i++)
    {
      world->flags[i] = read_flags (facts, ids[i]);
      world->zones[i] = (guint16) esp_facts_get_zone_index (facts, ids[i]);
    }
  return TRUE;
}

static EspFieldType
find_type (const EspRehearsalLoad *self, const char *name, gboolean *out_is_editable)
{
  const EspFields *fields = esp_segment_world_get_fields (self->segments);
  int index = esp_fields_find (fields, name);

  *out_is_editable = FALSE;
  if (g_str_equal (name, ESP_LEAF_FIELD_LTV))
    return ESP_FIELD_DECIMAL;
  if (index < 0)
    return g_str_equal (name, ESP_LEAF_FIELD_LAST_EVENT) ? ESP_FIELD_DATETIME : ESP_FIELD_TEXT;
  *out_is_editable = esp_fields_get (fields, (guint) index)->is_editable;
  return esp_fields_get (fields, (guint) index)->type;
}

static void
add_column (EspRehearsalLoad *self, const char *name)
{
  EspRehearsalWorld *world = self->world;
  EspRehearsalColumn column = { NULL };
  gsize n = world->n_people;

  if (name == NULL || esp_rehearsal_world_find_column (world, name) >= 0)
    return;
  column.name = g_strdup (name);
  column.type = find_type (self, name, &column.is_editable);
  if (column.type == ESP_FIELD_TEXT)
    column.texts = g_new0 (const char *, n + 1);
  else if (column.type == ESP_FIELD_DATE || column.type == ESP_FIELD_DATETIME)
    {
      column.moments = g_new (gint64, n + 1);
      for (gsize i = 0; i < n; i++)
        column.moments[i] = G_MININT64;
    }
  else
    {
      column.numbers = g_new (double, n + 1);
      for (gsize i = 0; i < n; i++)
        column.numbers[i] = (double) NAN;
    }
  g_array_append_val (world->columns, column);
}

static void
add_columns_of_rules (EspRehearsalLoad *self, const GPtrArray *rules)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const EspRehearsalRule *rule = g_ptr_array_index (rules, i);
      GPtrArray *leaves = rule != NULL ? esp_rehearsal_rule_get_leaves (rule) : NULL;

      for (guint j = 0; leaves != NULL && j < leaves->len; j++)
        {
          const EspRehearsalLeaf *leaf = g_ptr_array_index (leaves, j);

          if (!leaf->is_fixed && (leaf->condition->kind == ESP_CONDITION_ATTRIBUTE ||
                                  leaf->condition->kind == ESP_CONDITION_ANNIVERSARY))
            add_column (self, leaf->condition->subject);
        }
    }
}

static void
add_columns (EspRehearsalLoad *self)
{
  const EspRehearsalWorld *world = self->world;

  add_columns_of_rules (self, world->questions);
  add_columns_of_rules (self, world->doors);
  add_columns_of_rules (self, world->schedules);
  for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (world->journey, i);

      if (step->kind == ESP_STEP_WAIT && step->wait == ESP_WAIT_FIELD)
        add_column (self, step->field);
    }
}

typedef struct
{
  EspRehearsalWorld *world;
  EspRehearsalColumn *column;
} Fill;

static void
fill_cb (const EspRehearsalRow *row, gpointer data)
{
  Fill *fill = data;
  int person = row->is_null ? -1 : esp_rehearsal_world_find_person (fill->world, row->lead_id);
  EspRehearsalColumn *column = fill->column;

  if (person < 0)
    return;
  if (column->texts != NULL)
    column->texts[person] = g_string_chunk_insert_const (fill->world->pool, row->text);
  else if (column->moments != NULL)
    column->moments[person] = row->at_us;
  else
    column->numbers[person] = row->number;
}

static gboolean
fill_columns (EspRehearsalLoad *self, GError **error)
{
  EspRehearsalWorld *world = self->world;
  const EspFields *fields = esp_segment_world_get_fields (self->segments);

  for (guint i = 0; i < world->columns->len; i++)
    {
      Fill fill = { world, &g_array_index (world->columns, EspRehearsalColumn, i) };

      if (!esp_rehearsal_read_column (self->tx, fields, fill.column->name, fill_cb, &fill, error))
        return FALSE;
      if (!g_str_equal (fill.column->name, ESP_LEAF_FIELD_LTV))
        continue;
      for (guint person = 0; person < world->n_people; person++)
        fill.column->numbers[person] =
          (isnan (fill.column->numbers[person]) ? 0 : fill.column->numbers[person]) /
          esp_segment_world_get_money_scale (self->segments);
    }
  return TRUE;
}

static EspBitmap *
match_one (EspRehearsalLoad *self, EspCondition *condition, GError **error)
{
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  g_autoptr (EspRule) rule = NULL;

  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
  rule = esp_rule_new (root);
  (void) esp_rule_number (rule, 1);
  return esp_rehearsal_load_match (self, rule, error);
}

static gboolean
add_tag (EspRehearsalLoad *self, const char *tag, GError **error)
{
  EspCondition *condition;
  EspBitmap *leads;

  if (g_hash_table_contains (self->world->tags, tag))
    return TRUE;
  condition = esp_condition_new (ESP_CONDITION_TAG, NULL);
  condition->op = ESP_OP_HAS_ANY;
  esp_condition_add_text (condition, tag);
  leads = match_one (self, condition, error);
  if (leads != NULL)
    g_hash_table_insert (self->world->tags, g_strdup (tag), leads);
  return leads != NULL;
}

static gboolean
add_list (EspRehearsalLoad *self, const char *uuid, GError **error)
{
  EspBitmap *leads;

  if (g_hash_table_contains (self->world->lists, uuid))
    return TRUE;
  leads = match_one (self, esp_condition_new (ESP_CONDITION_SEGMENT, uuid), error);
  if (leads != NULL)
    g_hash_table_insert (self->world->lists, g_strdup (uuid), leads);
  return leads != NULL;
}

/* Tags and lists that the journey changes: who has them before. */
static gboolean
add_sets (EspRehearsalLoad *self, const GPtrArray *rules, GError **error)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const EspRehearsalRule *rule = g_ptr_array_index (rules, i);
      GPtrArray *leaves = rule != NULL ? esp_rehearsal_rule_get_leaves (rule) : NULL;

      for (guint j = 0; leaves != NULL && j < leaves->len; j++)
        {
          const EspRehearsalLeaf *leaf = g_ptr_array_index (leaves, j);
          const EspCondition *condition = leaf->condition;

          if (leaf->is_fixed)
            continue;
          for (guint k = 0; condition->kind == ESP_CONDITION_TAG && k < condition->values->len; k++)
            if (!add_tag (self, esp_operands_peek (condition->values, k)->text, error))
              return FALSE;
          if (condition->kind == ESP_CONDITION_SEGMENT &&
              !add_list (self, condition->subject, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
asks_props (const EspCondition *condition)
{
  return condition != NULL && condition->where != NULL && condition->where->len > 0;
}

static gboolean
rules_ask (const GPtrArray *rules, const char *kind, gboolean *props)
{
  gboolean asks = FALSE;

  for (guint i = 0; i < rules->len; i++)
    {
      const EspRehearsalRule *rule = g_ptr_array_index (rules, i);
      GPtrArray *leaves = rule != NULL ? esp_rehearsal_rule_get_leaves (rule) : NULL;

      for (guint j = 0; leaves != NULL && j < leaves->len; j++)
        {
          const EspCondition *condition =
            ((EspRehearsalLeaf *) g_ptr_array_index (leaves, j))->condition;
          const EspCondition *both[] = { condition, condition->after };

          for (guint k = 0; esp_condition_is_events (condition) && k < 2; k++)
            if (both[k] != NULL && g_strcmp0 (esp_condition_event_kind (both[k]), kind) == 0)
              {
                asks = TRUE;
                *props = *props || asks_props (both[k]);
              }
        }
    }
  return asks;
}

typedef struct
{
  EspRehearsalLoad *load;
  guint kind;
} Events;

static void
event_cb (const EspRehearsalRow *row, gpointer data)
{
  Events *events = data;
  EspRehearsalLoad *self = events->load;
  int person = esp_rehearsal_world_find_person (self->world, row->lead_id);
  EspRehearsalEvent event = { row->at_us, ESP_REHEARSAL_NO_PROPS, (guint16) events->kind, 0 };
  guint32 number = (guint32) person;

  /* What is dated ahead of the start would be told as new. */
  if (person < 0 || row->at_us >= self->world->start_us)
    return;
  event.props = esp_rehearsal_load_props (self, row->props);
  event.campaign = (guint16) esp_rehearsal_load_campaign (self, row->campaign);
  g_array_append_val (self->persons, number);
  g_array_append_val (self->items, event);
}

static gboolean
read_events (EspRehearsalLoad *self, GError **error)
{
  const EspRehearsalWorld *world = self->world;

  for (guint i = 0; i < world->kinds->len; i++)
    {
      const char *kind = g_ptr_array_index (world->kinds, i);
      Events events = { self, i };
      gboolean props = FALSE;
      gboolean asks = rules_ask (world->questions, kind, &props);

      asks = rules_ask (world->doors, kind, &props) || asks;
      asks = rules_ask (world->schedules, kind, &props) || asks;
      if (!asks)
        continue;
      if (g_str_equal (kind, ESP_CONDITION_SENT_KIND)
            ? !esp_rehearsal_read_sent (self->tx, G_MININT64, event_cb, &events, error)
            : !esp_rehearsal_read_events (self->tx, kind, props, event_cb, &events, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_rehearsal_load_asked:
 *
 * Reads the columns, tags, lists and events that rules ask for at every moment.
 */
gboolean
esp_rehearsal_load_asked (EspRehearsalLoad *self, GError **error)
{
  EspRehearsalWorld *world = self->world;

  add_columns (self);
  if (!fill_columns (self, error) || !add_sets (self, world->questions, error) ||
      !add_sets (self, world->doors, error) || !add_sets (self, world->schedules, error))
    return FALSE;
  self->persons = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->items = g_array_new (FALSE, FALSE, sizeof (EspRehearsalEvent));
  if (!read_events (self, error))
    return FALSE;
  return TRUE; /* the visits add what is to come, and set them */
}

static gboolean
is_member (const char *list, const char *one)
{
  g_auto (GStrv) words = g_strsplit (list, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (g_strstrip (words[i]), one))
      return TRUE;
  return FALSE;
}

static const char *
find_ghost (const EspRehearsalLoad *self, const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; self->options->ghost != NULL && self->options->ghost[i] != NULL; i++)
    if (g_str_has_prefix (self->options->ghost[i], name) && self->options->ghost[i][length] == '=')
      return self->options->ghost[i] + length + 1;
  return NULL;
}

static gint64
read_moment (const EspRehearsalColumn *column, const char *text, GTimeZone *zone)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (text, zone);
  g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);

  if (at == NULL)
    at = g_date_time_new_from_iso8601 (midnight, NULL);
  if (at == NULL)
    return G_MININT64;
  return g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
}

static void
set_ghost_columns (EspRehearsalLoad *self)
{
  EspRehearsalWorld *world = self->world;

  for (guint i = 0; i < world->columns->len; i++)
    {
      EspRehearsalColumn *column = &g_array_index (world->columns, EspRehearsalColumn, i);
      const char *value = find_ghost (self, column->name);
      double number;

      if (value == NULL || *value == '\0')
        continue;
      if (column->texts != NULL)
        column->texts[0] = g_string_chunk_insert_const (world->pool, value);
      else if (column->moments != NULL)
        column->moments[0] = read_moment (column, value, g_ptr_array_index (world->zone_list, 0));
      else if (esp_operand_read_number (value, &number))
        column->numbers[0] = number;
      else
        column->numbers[0] = g_str_equal (value, "true") ? 1 : 0;
    }
}

static void
set_ghost_tags (EspRehearsalLoad *self)
{
  const char *tags = find_ghost (self, "tags");
  GPtrArray *questions = self->world->questions;

  for (guint i = 0; tags != NULL && i < questions->len; i++)
    {
      GPtrArray *leaves = esp_rehearsal_rule_get_leaves (g_ptr_array_index (questions, i));

      for (guint j = 0; j < leaves->len; j++)
        {
          const EspCondition *condition =
            ((EspRehearsalLeaf *) g_ptr_array_index (leaves, j))->condition;

          for (guint k = 0; condition->kind == ESP_CONDITION_TAG && k < condition->values->len; k++)
            {
              const char *tag = esp_operands_peek (condition->values, k)->text;
              EspBitmap *one;

              if (!is_member (tags, tag))
                continue;
              one = esp_bitmap_new ();
              esp_bitmap_add (one, self->world->leads[0]);
              g_hash_table_insert (self->world->tags, g_strdup (tag), one);
            }
        }
    }
}

/* Every name must be one that somebody could have. */
static gboolean
check_ghost (EspRehearsalLoad *self, GError **error)
{
  const EspFields *fields = esp_segment_world_get_fields (self->segments);

  for (guint i = 0; self->options->ghost != NULL && self->options->ghost[i] != NULL; i++)
    {
      const char *equals = strchr (self->options->ghost[i], '=');
      g_autofree char *name =
        equals != NULL
          ? g_strndup (self->options->ghost[i], (gsize) (equals - self->options->ghost[i]))
          : g_strdup (self->options->ghost[i]);

      if (equals != NULL && (esp_fields_find (fields, name) >= 0 || g_str_equal (name, "tags") ||
                             g_str_equal (name, "consent")))
        continue;
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "A made-up person has field=value, tags=… and consent=yes or no: “%s” is none "
                   "of "
                   "them",
                   self->options->ghost[i]);
      return FALSE;
    }
  return TRUE;
}

/**
 * esp_rehearsal_load_ghost:
 *
 * One made-up person, of whom the options tell everything; agreed to messages unless they say otherwise.
 */
gboolean
esp_rehearsal_load_ghost (EspRehearsalLoad *self, GError **error)
{
  EspRehearsalWorld *world = self->world;
  const guint32 id = G_MAXUINT32 - 1 - (guint32) (self->options->seed % 1000000);
  const char *zone = find_ghost (self, "time_zone");
  const char *consent = find_ghost (self, "consent");
  gboolean refuses = g_strcmp0 (consent, "no") == 0;
  const EspRehearsalVisit visit = { world->start_us, G_MAXUINT };
  const guint32 person = 0;
  g_autoptr (GTimeZone) found = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  g_autoptr (GArray) persons = g_array_new (FALSE, FALSE, sizeof person);
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof visit);

  if (!check_ghost (self, error))
    return FALSE;
  esp_rehearsal_world_set_people (world, &id, 1);
  world->is_ghost = TRUE;
  world->flags[0] = ESP_PERSON_PRESENT | ESP_PERSON_ADDRESSED | ESP_PERSON_VALID |
                    (refuses ? ESP_PERSON_REFUSED : ESP_PERSON_GRANTED);
  if (found != NULL)
    {
      g_ptr_array_add (world->zone_names, g_strdup (zone));
      g_ptr_array_add (world->zone_list, g_time_zone_ref (found));
      world->zones[0] = 1;
    }
  add_columns (self);
  set_ghost_columns (self);
  set_ghost_tags (self);
  g_array_append_val (persons, person);
  g_array_append_val (visits, visit);
  esp_rehearsal_world_set_visits (world, persons, visits);
  return TRUE;
}
