/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One turn of the runner, inside one transaction: the versions in use in order, and everyone who can go on. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "worker/esp-journey-acts.h"

/**
 * esp_journey_turn_init:
 * @self: with what it is about; the rest is made here
 */
void
esp_journey_turn_init (EspJourneyTurn *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  self->effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
  self->effect_owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->counts = esp_journey_tallies_new ();
  self->left = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_bitmap_free);
  self->next_us = G_MAXINT64;
}

/**
 * esp_journey_turn_clear:
 */
void
esp_journey_turn_clear (EspJourneyTurn *self)
{
  g_array_unref (self->marks);
  g_array_unref (self->effects);
  g_array_unref (self->effect_owners);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->left);
}

/* Returns: when the first of those that are left out is tried again. */
static gint64
next_try (const EspJourneyTurn *turn)
{
  gint64 now_us = esp_tx_get_now_us (turn->tx);
  gint64 next_us = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, turn->troubled);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (*(const gint64 *) value > now_us)
      next_us = MIN (next_us, *(const gint64 *) value);
  return next_us;
}

/**
 * esp_journey_turn_is_troubled:
 *
 * Returns: whether the journey is left out for now, because it could not be led on or is being moved
 */
gboolean
esp_journey_turn_is_troubled (const EspJourneyTurn *self, gint64 journey_id)
{
  const gint64 *until_us =
    g_hash_table_lookup (self->troubled, GSIZE_TO_POINTER ((gsize) journey_id));

  return (until_us != NULL && *until_us > esp_tx_get_now_us (self->tx)) ||
         g_hash_table_contains (self->moving, GSIZE_TO_POINTER ((gsize) journey_id));
}

/**
 * esp_journey_turn_find_plan:
 *
 * Returns: (transfer none): that version; %NULL with @error set
 */
EspJourneyPlan *
esp_journey_turn_find_plan (EspJourneyTurn *self, gint64 journey_id, guint version, GError **error)
{
  for (guint i = 0; i < self->plans->len; i++)
    {
      EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);

      if (plan->row->id == journey_id && plan->version == version)
        return plan;
    }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
               "Version %u of journey %" G_GINT64_FORMAT " is not there", version, journey_id);
  return NULL;
}

/**
 * esp_journey_turn_use:
 *
 * What follows is about people in that version.
 */
void
esp_journey_turn_use (EspJourneyTurn *self, EspJourneyPlan *plan)
{
  self->plan = plan;
  esp_journey_asks_begin (self->asks, self->tx, plan);
}

/* Those of one version out of many; the rest stays for its own turn. */
static gboolean
lead_version (EspJourneyTurn *self,
              EspJourneyMembers *members,
              EspJourneyPlan *plan,
              GError **error)
{
  g_autoptr (GArray) others = g_array_new (FALSE, TRUE, sizeof (EspJourneyMember));
  GArray *rows = members->rows;

  for (guint i = rows->len; i > 0; i--)
    if (g_array_index (rows, EspJourneyMember, i - 1).version != plan->version)
      {
        g_array_append_val (others, g_array_index (rows, EspJourneyMember, i - 1));
        g_array_remove_index_fast (rows, i - 1);
      }
  esp_journey_turn_use (self, plan);
  if (!esp_journey_turn_batch (self, members, NULL, error) ||
      !esp_journey_turn_write_counts (self, error))
    return FALSE;
  g_array_set_size (rows, 0);
  if (others->len > 0)
    g_array_append_vals (rows, others->data, others->len);
  return TRUE;
}

static gboolean
lead_due (EspJourneyTurn *self, gint64 journey_id, GError **error)
{
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();
  gint64 next_us = G_MAXINT64;

  if (!esp_journey_members_load_due (self->tx, journey_id, ESP_JOURNEY_BATCH, members, error))
    return FALSE;
  self->more = self->more || members->rows->len == ESP_JOURNEY_BATCH;
  while (members->rows->len > 0)
    {
      guint version = g_array_index (members->rows, EspJourneyMember, 0).version;
      EspJourneyPlan *plan = esp_journey_turn_find_plan (self, journey_id, version, error);

      if (plan == NULL || !lead_version (self, members, plan, error))
        return FALSE;
    }
  if (!esp_journey_next_due (self->tx, journey_id, &next_us, error))
    return FALSE;
  self->next_us = MIN (self->next_us, next_us);
  self->more = self->more || next_us <= esp_tx_get_now_us (self->tx);
  return TRUE;
}

static gboolean
is_current (const EspJourneyPlan *plan)
{
  return plan->version == plan->row->version;
}

/* Whoever left one journey may come into another. */
static gboolean
pass_on (EspJourneyTurn *self, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  for (guint i = 0; i < self->plans->len; i++)
    {
      EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);

      if (!is_current (plan) || !g_str_equal (plan->row->state, "live") ||
          esp_journey_turn_is_troubled (self, plan->row->id))
        continue;
      for (guint j = 0; j < plan->journey->entries->len; j++)
        {
          const EspJourneyEntry *entry =
            &g_array_index (plan->journey->entries, EspJourneyEntry, j);
          gint64 from = 0;

          if (entry->kind != ESP_ENTRY_JOURNEY ||
              !esp_journey_row_resolve (self->tx, entry->reference, &from, NULL))
            continue;
          g_hash_table_iter_init (&iter, self->left);
          while (g_hash_table_iter_next (&iter, &key, &value))
            if (GPOINTER_TO_SIZE (key) == (gsize) from)
              {
                esp_journey_turn_use (self, plan);
                if (!esp_journey_turn_admit (self, value, entry, 0, NULL, error))
                  return FALSE;
                self->more = TRUE;
              }
        }
    }
  return TRUE;
}

/* A journey that is ending is over when the last one has left it. */
static gboolean
end_empty (EspJourneyTurn *self, GError **error)
{
  for (guint i = 0; i < self->plans->len; i++)
    {
      EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);
      gboolean has_ended = FALSE;

      if (!is_current (plan) || !g_str_equal (plan->row->state, "ending") ||
          esp_journey_turn_is_troubled (self, plan->row->id) ||
          (plan->has_looked_at_end &&
           !g_hash_table_contains (self->left, GSIZE_TO_POINTER ((gsize) plan->row->id))))
        continue;
      plan->has_looked_at_end = TRUE;
      if (!esp_journey_end_if_empty (self->tx, plan->row->id, &has_ended, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at_plan (EspJourneyTurn *self, EspJourneyPlan *plan, gboolean has_changed, GError **error)
{
  esp_journey_turn_use (self, plan);
  if (!esp_journey_turn_channels (self, plan, error))
    return FALSE;
  if (has_changed && !esp_journey_turn_watches (self, error))
    return FALSE;
  if (is_current (plan) && g_str_equal (plan->row->state, "live") &&
      !esp_journey_turn_doors (self, has_changed, error))
    return FALSE;
  return esp_journey_turn_write_counts (self, error) && esp_journey_asks_end (self->asks, error);
}

/**
 * esp_journey_turn_run:
 * @has_changed: whether anything was written since the last turn
 * @look_us: (inout): when time alone changes a door or a rule
 *
 * Leads everyone on as far as they go now: doors, rules that came true, events, who is due, who left for another
 * journey.
 */
gboolean
esp_journey_turn_run (EspJourneyTurn *self, gboolean has_changed, gint64 *look_us, GError **error)
{
  gboolean looks = has_changed || *look_us <= esp_tx_get_now_us (self->tx);

  self->next_us = next_try (self);
  for (guint i = 0; i < self->plans->len; i++)
    {
      EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);

      if (!esp_journey_turn_is_troubled (self, plan->row->id) &&
          !look_at_plan (self, plan, looks, error))
        return FALSE;
    }
  /* What was not looked at in this turn keeps its time. */
  if (!looks)
    self->next_us = MIN (self->next_us, *look_us);
  *look_us = self->next_us;
  if (looks && !esp_journey_turn_events (self, error))
    return FALSE;
  for (guint i = 0; i < self->plans->len; i++)
    {
      EspJourneyPlan *plan = g_ptr_array_index (self->plans, i);

      if (is_current (plan) && !esp_journey_turn_is_troubled (self, plan->row->id) &&
          (!lead_due (self, plan->row->id, error) ||
           (self->plan != NULL && !esp_journey_asks_end (self->asks, error))))
        return FALSE;
    }
  return pass_on (self, error) && end_empty (self, error) &&
         esp_journey_asks_end (self->asks, error);
}
