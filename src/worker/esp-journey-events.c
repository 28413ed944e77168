/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives events to journeys, each once and in the order in which they came in; and wakes those whose rule
 * has come true. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "engine/journey/esp-journey-event.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_EVENTS 2000
#define FORM_EVENT "form"
#define FORM_PROPERTY "form"

static gboolean
asks_for (const EspCondition *condition, const char *kind)
{
  return condition != NULL && g_strcmp0 (condition->subject, kind) == 0;
}

static gboolean
is_wanted_inside (const EspJourney *journey, const char *kind)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    if (asks_for (esp_journey_get_step (journey, i)->event, kind))
      return TRUE;
  return FALSE;
}

static gboolean
opens (const EspJourneyEntry *entry, const EspJourneyEvent *event)
{
  JsonNode *form;

  if (entry->kind == ESP_ENTRY_EVENT)
    return esp_journey_event_matches (entry->event, event);
  if (entry->kind != ESP_ENTRY_FORM || !g_str_equal (event->kind, FORM_EVENT))
    return FALSE;
  form = event->props != NULL ? json_object_get_member (event->props, FORM_PROPERTY) : NULL;
  return form != NULL && json_node_get_value_type (form) == G_TYPE_STRING &&
         g_strcmp0 (json_node_get_string (form), entry->reference) == 0;
}

static gboolean
let_in (EspJourneyTurn *self, const EspJourneyEvent *event, guint32 lead_id, GError **error)
{
  const GArray *entries = self->plan->journey->entries;
  g_autoptr (EspBitmap) one = esp_bitmap_new ();

  /* What happened before the journey began does not begin it: an import of old events lets nobody in. */
  if (event->at_us < self->plan->row->begun_at_us)
    return TRUE;
  esp_bitmap_add (one, lead_id);
  for (guint i = 0; i < entries->len; i++)
    if (opens (&g_array_index (entries, EspJourneyEntry, i), event))
      return esp_journey_turn_admit (self, one, &g_array_index (entries, EspJourneyEntry, i), 0,
                                     NULL, error);
  return TRUE;
}

static gboolean
tell_inside (EspJourneyTurn *self, const EspJourneyEvent *event, guint32 lead_id, GError **error)
{
  g_autoptr (EspJourneyMembers) members = NULL;

  if (!is_wanted_inside (self->plan->journey, event->kind))
    return TRUE;
  members = esp_journey_members_new ();
  if (!esp_journey_members_load_leads (self->tx, self->plan->row->id, &lead_id, 1, members, error))
    return FALSE;
  for (guint i = members->rows->len; i > 0; i--)
    if (g_array_index (members->rows, EspJourneyMember, i - 1).version != self->plan->version)
      g_array_remove_index (members->rows, i - 1);
  return members->rows->len == 0 || esp_journey_turn_batch (self, members, event, error);
}

/* How far each plan's journey has come among the events: G_MAXINT64 for one that is left out. */
static gint64 *
load_cursors (EspJourneyTurn *self, gint64 *out_first, GError **error)
{
  g_autofree gint64 *cursors = g_new (gint64, self->plans->len + 1);

  *out_first = G_MAXINT64;
  for (guint i = 0; i < self->plans->len; i++)
    {
      const EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);

      cursors[i] = G_MAXINT64;
      if (esp_journey_turn_is_troubled (self, plan->row->id))
        continue;
      if (!esp_journey_cursor_load (self->tx, plan->row->id, &cursors[i], error))
        return NULL;
      *out_first = MIN (*out_first, cursors[i]);
    }
  return g_steal_pointer (&cursors);
}

static gboolean
save_cursors (EspJourneyTurn *self, const gint64 *cursors, gint64 last, GError **error)
{
  for (guint i = 0; i < self->plans->len; i++)
    {
      const EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);

      if (cursors[i] < last && !esp_journey_cursor_save (self->tx, plan->row->id, last, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
give (EspJourneyTurn *self, const EspEvent *event, const gint64 *cursors, GError **error)
{
  g_autoptr (JsonNode) props = event->props != NULL ? json_from_string (event->props, NULL) : NULL;
  const EspJourneyEvent told = { event->kind, event->at_us,
                                 props != NULL && JSON_NODE_HOLDS_OBJECT (props)
                                   ? json_node_get_object (props)
                                   : NULL };

  if (event->lead_id == 0)
    return TRUE;
  for (guint i = 0; i < self->plans->len; i++)
    {
      EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);
      gboolean takes_in =
        g_str_equal (plan->row->state, "live") && plan->version == plan->row->version;

      if (cursors[i] >= event->id)
        continue;
      esp_journey_turn_use (self, plan);
      if (!tell_inside (self, &told, (guint32) event->lead_id, error) ||
          (takes_in && !let_in (self, &told, (guint32) event->lead_id, error)) ||
          !esp_journey_turn_write_counts (self, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_journey_turn_events:
 *
 * Gives each journey the next events that it has not seen. One that was left out for a while sees later what
 * came in meanwhile.
 */
gboolean
esp_journey_turn_events (EspJourneyTurn *self, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autofree gint64 *cursors = NULL;
  gint64 first;

  cursors = load_cursors (self, &first, error);
  if (cursors == NULL)
    return FALSE;
  if (first == G_MAXINT64)
    return TRUE;
  events = esp_journey_events_after (self->tx, first, MAX_EVENTS, error);
  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    if (!give (self, g_ptr_array_index (events, i), cursors, error))
      return FALSE;
  if (events->len == 0)
    return TRUE;
  self->more = self->more || events->len == MAX_EVENTS;
  return save_cursors (self, cursors,
                       ((EspEvent *) g_ptr_array_index (events, events->len - 1))->id, error);
}

/* Wakes some of those who wait for a rule and match it now. */
static gboolean
wake_matching (EspJourneyTurn *self, const EspBitmap *leads, GError **error)
{
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();
  g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
  gsize n = esp_bitmap_next (leads, 0, ids, ESP_JOURNEY_BATCH);

  if (n == 0)
    return TRUE;
  self->more = self->more || n == ESP_JOURNEY_BATCH;
  return esp_journey_members_load_leads (self->tx, self->plan->row->id, ids, n, members, error) &&
         esp_journey_turn_batch (self, members, NULL, error);
}

/* A goal that was moved behind those who have been through it is no goal for them. */
static gboolean
has_done (const EspJourneyMembers *members, const EspJourneyMember *member, guint32 goal)
{
  for (gsize at = 0; at + sizeof (guint32) <= member->n_skips; at += sizeof (guint32))
    {
      guint32 step;

      memcpy (&step, members->bytes->data + member->skips_at + at, sizeof step);
      if (GUINT32_FROM_LE (step) == goal)
        return TRUE;
    }
  return FALSE;
}

/* Whoever reaches a goal moves to it, wherever they are. */
static gboolean
move_to_goal (EspJourneyTurn *self, guint32 goal, const EspBitmap *leads, GError **error)
{
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();
  g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
  const EspJourneyStep *step = esp_journey_get_step (self->plan->journey, goal);
  gsize n = esp_bitmap_next (leads, 0, ids, ESP_JOURNEY_BATCH);

  if (n == 0)
    return TRUE;
  if (!esp_journey_members_load_leads (self->tx, self->plan->row->id, ids, n, members, error))
    return FALSE;
  for (guint i = members->rows->len; i > 0; i--)
    {
      EspJourneyMember *member = &g_array_index (members->rows, EspJourneyMember, i - 1);

      if (member->version != self->plan->version ||
          (member->step == goal && member->phase == ESP_PHASE_ARRIVING) ||
          has_done (members, member, goal) ||
          (step->reached == ESP_GOAL_GO_ON && member->step > goal))
        {
          g_array_remove_index (members->rows, i - 1);
          continue;
        }
      /* It asks its own rule on arrival, and finds it true. */
      member->step = goal;
      member->phase = ESP_PHASE_ARRIVING;
      member->since_us = member->due_us = esp_tx_get_now_us (self->tx);
    }
  return members->rows->len == 0 || esp_journey_turn_batch (self, members, NULL, error);
}

/**
 * esp_journey_turn_watches:
 *
 * Asks every rule that somebody of the plan in use waits for, and every goal that is one.
 */
gboolean
esp_journey_turn_watches (EspJourneyTurn *self, GError **error)
{
  const EspJourney *journey = self->plan->journey;

  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      g_autoptr (EspBitmap) waiting = NULL;
      g_autoptr (EspBitmap) match = NULL;
      gboolean is_goal = step->kind == ESP_STEP_GOAL;
      gint64 next_us = G_MAXINT64;

      if (step->rule == NULL || step->is_off)
        continue;
      waiting = is_goal ? esp_journey_leads (self->tx, self->plan->row->id, TRUE, error)
                        : esp_journey_leads_watching (self->tx, self->plan->row->id,
                                                      self->plan->version, step->question, error);
      if (waiting == NULL)
        return FALSE;
      if (esp_bitmap_is_empty (waiting))
        continue;
      match = esp_journey_asks_match (self->asks, step->rule, &next_us);
      self->next_us = MIN (self->next_us, next_us);
      if (match == NULL)
        continue; /* told at the end of the turn */
      esp_bitmap_and (waiting, match);
      if (is_goal ? !move_to_goal (self, i, waiting, error) : !wake_matching (self, waiting, error))
        return FALSE;
    }
  return TRUE;
}
