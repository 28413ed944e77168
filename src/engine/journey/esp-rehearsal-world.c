/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what a rehearsal was told of people, messages, plans and habits, in few bytes a person. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-world.h"

#include "base/esp-clock.h"
#include "engine/segment/esp-rule-time.h"

#include <string.h>

#define MAX_SHORT (G_MAXUINT16 - 1)

static void
column_clear (gpointer data)
{
  EspRehearsalColumn *column = data;

  g_free (column->name);
  g_free (column->texts);
  g_free (column->numbers);
  g_free (column->moments);
}

static void
rule_free (gpointer data)
{
  esp_rehearsal_rule_free (data);
}

/**
 * esp_rehearsal_world_new:
 *
 * Returns: (transfer full): a world without people
 */
EspRehearsalWorld *
esp_rehearsal_world_new (EspJourney *journey)
{
  EspRehearsalWorld *self = g_new0 (EspRehearsalWorld, 1);

  self->journey = esp_journey_ref (journey);
  self->holds_back = TRUE;
  self->sent_kind = -1;
  self->zone_names = g_ptr_array_new_with_free_func (g_free);
  self->zone_list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_time_zone_unref);
  self->kinds = g_ptr_array_new_with_free_func (g_free);
  self->campaigns = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->campaigns, NULL);
  self->props = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->sources = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_array_new (FALSE, TRUE, sizeof (EspRehearsalColumn));
  g_array_set_clear_func (self->columns, column_clear);
  self->tags =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  self->lists =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  self->list_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pool = g_string_chunk_new (4096);
  self->questions = g_ptr_array_new_with_free_func (rule_free);
  self->doors = g_ptr_array_new_with_free_func (rule_free);
  self->schedules = g_ptr_array_new_with_free_func (rule_free);
  self->sends = g_new0 (EspRehearsalSend, journey->n_sends + 1);
  for (guint i = 0; i < journey->n_sends; i++)
    self->sends[i].price = -1;
  self->assumptions = g_array_new (FALSE, TRUE, sizeof (EspAssumption));
  self->watched = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->number_texts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->forced = g_new0 (JsonObject *, esp_journey_get_n_steps (journey) + 1);
  return self;
}

static void
free_sends (EspRehearsalWorld *self)
{
  for (guint i = 0; i < self->journey->n_sends; i++)
    {
      g_free (self->sends[i].channel);
      g_free (self->sends[i].channel_kind);
      g_free (self->sends[i].missing_field);
      g_clear_pointer (&self->sends[i].failing, esp_bitmap_free);
    }
  g_free (self->sends);
  for (guint32 i = 0; i < esp_journey_get_n_steps (self->journey); i++)
    g_clear_pointer (&self->forced[i], json_object_unref);
  g_free (self->forced);
}

/**
 * esp_rehearsal_world_free:
 */
void
esp_rehearsal_world_free (EspRehearsalWorld *self)
{
  if (self == NULL)
    return;
  free_sends (self);
  g_free (self->leads);
  g_free (self->flags);
  g_free (self->zones);
  g_ptr_array_unref (self->zone_names);
  g_ptr_array_unref (self->zone_list);
  g_free (self->zone_name);
  g_free (self->currency);
  g_clear_pointer (&self->days_off, esp_day_set_unref);
  for (guint i = 0; self->habits != NULL && i < self->kinds->len; i++)
    g_clear_pointer (&self->habits[i].samples, g_array_unref);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->campaigns);
  g_ptr_array_unref (self->props);
  g_free (self->events_from);
  g_free (self->events);
  g_ptr_array_unref (self->sources);
  g_free (self->past_from);
  g_free (self->past_us);
  g_free (self->planned_from);
  g_free (self->planned);
  g_array_unref (self->columns);
  g_hash_table_unref (self->tags);
  g_hash_table_unref (self->lists);
  g_hash_table_unref (self->list_of);
  g_clear_pointer (&self->catalog, esp_rule_catalog_unref);
  g_string_chunk_free (self->pool);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->doors);
  g_ptr_array_unref (self->schedules);
  g_free (self->visits_from);
  g_free (self->visits);
  g_clear_pointer (&self->inside, esp_bitmap_free);
  g_clear_pointer (&self->last_entries, g_hash_table_unref);
  g_free (self->habits);
  g_array_unref (self->assumptions);
  g_array_unref (self->watched);
  g_hash_table_unref (self->number_texts);
  g_free (self->said);
  g_free (self->midnights);
  esp_journey_unref (self->journey);
  g_free (self);
}

static int
find_text (const GPtrArray *texts, const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (g_strcmp0 (g_ptr_array_index (texts, i), text) == 0)
      return (int) i;
  return -1;
}

static guint
add_text (GPtrArray *texts, const char *text)
{
  int found = find_text (texts, text);

  if (found >= 0)
    return (guint) found;
  if (texts->len >= MAX_SHORT)
    return texts->len - 1;
  g_ptr_array_add (texts, g_strdup (text));
  return texts->len - 1;
}

/**
 * esp_rehearsal_world_add_kind:
 *
 * Returns: its number
 */
guint
esp_rehearsal_world_add_kind (EspRehearsalWorld *self, const char *kind)
{
  return add_text (self->kinds, kind);
}

/**
 * esp_rehearsal_world_find_kind:
 *
 * Returns: the number of a kind of events; -1 when nobody asks for it
 */
int
esp_rehearsal_world_find_kind (const EspRehearsalWorld *self, const char *kind)
{
  return find_text (self->kinds, kind);
}

/**
 * esp_rehearsal_world_add_source:
 *
 * Returns: the number of something else that sends, by its name
 */
guint
esp_rehearsal_world_add_source (EspRehearsalWorld *self, const char *name)
{
  return add_text (self->sources, name);
}

/**
 * esp_rehearsal_world_find_column:
 *
 * Returns: -1 when nobody asks for it
 */
int
esp_rehearsal_world_find_column (const EspRehearsalWorld *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_str_equal (g_array_index (self->columns, EspRehearsalColumn, i).name, name))
      return (int) i;
  return -1;
}

/**
 * esp_rehearsal_world_find_person:
 *
 * Returns: the number of the person; -1 when the lead has no part in it
 */
int
esp_rehearsal_world_find_person (const EspRehearsalWorld *self, guint32 lead_id)
{
  guint low = 0;
  guint high = self->n_people;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->leads[middle] < lead_id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->n_people && self->leads[low] == lead_id ? (int) low : -1;
}

/**
 * esp_rehearsal_world_set_people:
 * @leads: in the order of their ids
 */
void
esp_rehearsal_world_set_people (EspRehearsalWorld *self, const guint32 *leads, guint n)
{
  self->n_people = n;
  self->leads = g_new0 (guint32, n + 1);
  if (n > 0)
    memcpy (self->leads, leads, n * sizeof *leads);
  self->flags = g_new0 (guint8, n + 1);
  self->zones = g_new0 (guint16, n + 1);
  self->events_from = g_new0 (guint32, n + 2);
  self->past_from = g_new0 (guint32, n + 2);
  self->planned_from = g_new0 (guint32, n + 2);
  self->visits_from = g_new0 (guint32, n + 2);
}

/* Where the items of each person begin when all are put in the order of the persons. */
static void
count_by_person (guint32 *from, guint n_people, const GArray *persons)
{
  memset (from, 0, (n_people + 2) * sizeof *from);
  for (guint i = 0; i < persons->len; i++)
    from[g_array_index (persons, guint32, i) + 2]++;
  for (guint i = 2; i < n_people + 2; i++)
    from[i] += from[i - 1];
}

/* A counting sort by person that keeps the order within; afterwards "from" tells the beginnings. */
static gpointer
sort_by_person (guint32 *from, guint n_people, const GArray *persons, const GArray *items)
{
  gsize size = g_array_get_element_size ((GArray *) items);
  char *sorted = g_malloc0 ((gsize) (items->len + 1) * size);

  count_by_person (from, n_people, persons);
  for (guint i = 0; i < persons->len; i++)
    {
      guint32 *at = &from[g_array_index (persons, guint32, i) + 1];

      memcpy (sorted + (gsize) *at * size, items->data + (gsize) i * size, size);
      (*at)++;
    }
  return sorted;
}

static int
compare_first (gconstpointer a, gconstpointer b)
{
  gint64 first, second;

  memcpy (&first, a, sizeof first);
  memcpy (&second, b, sizeof second);
  return first < second ? -1 : first > second;
}

/* Every item begins with its moment. Most lists come in order; a stable sort is not asked for equal ones
 * because nothing else tells them apart than what they are. */
static void
sort_each (const guint32 *from, guint n_people, char *items, gsize size)
{
  for (guint i = 0; i < n_people; i++)
    {
      gboolean is_sorted = TRUE;

      for (guint j = from[i] + 1; j < from[i + 1] && is_sorted; j++)
        is_sorted = compare_first (items + (j - 1) * size, items + j * size) <= 0;
      if (!is_sorted)
        g_qsort_with_data (items + from[i] * size, (int) (from[i + 1] - from[i]), size,
                           (GCompareDataFunc) (void (*) (void)) compare_first, NULL);
    }
}

/**
 * esp_rehearsal_world_set_events:
 * @persons: (element-type guint32): whose, by their numbers
 * @events: (element-type EspRehearsalEvent)
 */
void
esp_rehearsal_world_set_events (EspRehearsalWorld *self, GArray *persons, GArray *events)
{
  g_free (self->events);
  self->events = sort_by_person (self->events_from, self->n_people, persons, events);
  sort_each (self->events_from, self->n_people, (char *) self->events, sizeof *self->events);
}

/**
 * esp_rehearsal_world_set_past:
 * @moments: (element-type gint64): when a message went out
 */
void
esp_rehearsal_world_set_past (EspRehearsalWorld *self, GArray *persons, GArray *moments)
{
  g_free (self->past_us);
  self->past_us = sort_by_person (self->past_from, self->n_people, persons, moments);
  sort_each (self->past_from, self->n_people, (char *) self->past_us, sizeof *self->past_us);
}

/**
 * esp_rehearsal_world_set_planned:
 * @planned: (element-type EspRehearsalPlanned)
 */
void
esp_rehearsal_world_set_planned (EspRehearsalWorld *self, GArray *persons, GArray *planned)
{
  g_free (self->planned);
  self->planned = sort_by_person (self->planned_from, self->n_people, persons, planned);
  sort_each (self->planned_from, self->n_people, (char *) self->planned, sizeof *self->planned);
}

/**
 * esp_rehearsal_world_set_visits:
 * @visits: (element-type EspRehearsalVisit)
 */
void
esp_rehearsal_world_set_visits (EspRehearsalWorld *self, GArray *persons, GArray *visits)
{
  g_free (self->visits);
  self->visits = sort_by_person (self->visits_from, self->n_people, persons, visits);
  sort_each (self->visits_from, self->n_people, (char *) self->visits, sizeof *self->visits);
}

static void
set_midnights (EspRehearsalWorld *self)
{
  GTimeZone *zone = g_ptr_array_index (self->zone_list, 0);
  g_autoptr (GArray) midnights = g_array_new (FALSE, FALSE, sizeof (gint64));
  EspRuleTime time = { self->start_us, zone };

  while (midnights->len < ESP_REHEARSAL_MAX_DAYS + 2 && time.now_us <= self->end_us)
    {
      gint64 next_us = esp_time_window_next_day_us (&time);

      g_array_append_val (midnights, next_us);
      time.now_us = next_us;
    }
  g_free (self->midnights);
  self->n_midnights = midnights->len;
  self->midnights = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&midnights), FALSE);
}

/* A value of a property with which an event fits a demand. */
static void
satisfy (JsonObject *props, const EspWhere *where)
{
  const EspOperand *first =
    where->values->len > 0 ? esp_operands_peek (where->values, 0) : &(EspOperand){ 0 };
  double step = where->op == ESP_OP_LESS ? -1 : where->op == ESP_OP_MORE ? 1 : 0;

  if (where->op == ESP_OP_UNKNOWN || where->op == ESP_OP_NOT_CONTAINS)
    return;
  if (where->op == ESP_OP_KNOWN || first->type == ESP_OPERAND_TEXT)
    {
      gboolean is_other = where->op == ESP_OP_IS_NOT || where->op == ESP_OP_NONE_OF;

      json_object_set_string_member (props, where->property,
                                     is_other || first->text == NULL ? "?" : first->text);
    }
  else if (first->type == ESP_OPERAND_BOOLEAN)
    json_object_set_boolean_member (props, where->property,
                                    (first->number != 0) ==
                                      (where->op == ESP_OP_IS || where->op == ESP_OP_ONE_OF));
  else if (where->op == ESP_OP_IS_NOT || where->op == ESP_OP_NONE_OF)
    json_object_set_double_member (props, where->property, -1e15);
  else
    json_object_set_double_member (props, where->property, first->number + step);
}

/* What an assumed event says, so that it is one that the step asks for. */
static void
make_forced (EspRehearsalWorld *self)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (self->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->journey, i);

      if (step->event == NULL)
        continue;
      g_clear_pointer (&self->forced[i], json_object_unref);
      self->forced[i] = json_object_new ();
      for (guint j = 0; step->event->where != NULL && j < step->event->where->len; j++)
        satisfy (self->forced[i], g_ptr_array_index (step->event->where, j));
    }
}

static void
list_watched (EspRehearsalWorld *self)
{
  g_array_set_size (self->watched, 0);
  for (guint32 i = 0; i < esp_journey_get_n_steps (self->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->journey, i);

      if (step->rule != NULL && !step->is_off)
        g_array_append_val (self->watched, i);
    }
}

static void
list_said (EspRehearsalWorld *self)
{
  guint n = esp_journey_get_n_steps (self->journey);

  g_free (self->said);
  self->said = g_new0 (const EspAssumption *, n + 1);
  for (guint i = 0; i < self->assumptions->len; i++)
    {
      const EspAssumption *one = &g_array_index (self->assumptions, EspAssumption, i);

      if (one->kind == ESP_ASSUME_SHARE && one->step < n)
        self->said[one->step] = one;
    }
}

/* A number that is written into a text is one; so that nobody has to print it for each person. */
static void
print_numbers (EspRehearsalWorld *self)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (self->journey); i++)
    {
      const GArray *changes = esp_journey_get_step (self->journey, i)->changes;

      for (guint j = 0; changes != NULL && j < changes->len; j++)
        {
          EspJourneyChange *change = &g_array_index (changes, EspJourneyChange, j);
          char text[G_ASCII_DTOSTR_BUF_SIZE];

          if (change->kind != ESP_STEP_CHANGE_SET || change->value.type == ESP_OPERAND_TEXT)
            continue;
          esp_operand_print_number (change->value.number, text, sizeof text);
          g_hash_table_insert (self->number_texts, change, g_strdup (text));
        }
    }
}

/**
 * esp_rehearsal_world_prepare:
 *
 * Works out what follows from the rest, once all of it is there.
 */
void
esp_rehearsal_world_prepare (EspRehearsalWorld *self)
{
  set_midnights (self);
  make_forced (self);
  list_watched (self);
  list_said (self);
  print_numbers (self);
  self->sent_kind = esp_rehearsal_world_find_kind (self, ESP_CONDITION_SENT_KIND);
  if (self->habits == NULL)
    self->habits = g_new0 (EspRehearsalHabit, self->kinds->len + 1);
}

/**
 * esp_rehearsal_world_find_assumption:
 *
 * Returns: (nullable): what was said of a step by hand
 */
const EspAssumption *
esp_rehearsal_world_find_assumption (const EspRehearsalWorld *self, guint32 step)
{
  return self->said[step];
}

/**
 * esp_rehearsal_world_get_zone:
 *
 * Returns: (transfer none): whose clocks count for the person in this journey
 */
GTimeZone *
esp_rehearsal_world_get_zone (const EspRehearsalWorld *self, guint person)
{
  return g_ptr_array_index (self->zone_list,
                            self->journey->uses_workspace_zone ? 0 : self->zones[person]);
}

/**
 * esp_rehearsal_world_get_size:
 *
 * Returns: about how many bytes the lists of people take
 */
gsize
esp_rehearsal_world_get_size (const EspRehearsalWorld *self)
{
  gsize n = self->n_people;
  gsize size = n * (sizeof *self->leads + sizeof *self->flags + sizeof *self->zones +
                    4 * sizeof (guint32) + self->columns->len * sizeof (gint64));

  if (n == 0)
    return 0;
  return size + self->events_from[n] * sizeof *self->events +
         self->past_from[n] * sizeof *self->past_us +
         self->planned_from[n] * sizeof *self->planned +
         self->visits_from[n] * sizeof *self->visits;
}
