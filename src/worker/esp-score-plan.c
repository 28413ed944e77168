/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads all scores once, and knows which events they ask about. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-score-private.h"

#include "engine/score/esp-score-json.h"
#include "store/esp-events.h"

static void
plan_free (gpointer data)
{
  EspScorePlan *plan = data;

  g_clear_pointer (&plan->row, esp_score_row_free);
  g_clear_pointer (&plan->score, esp_score_unref);
  g_clear_pointer (&plan->members, g_ptr_array_unref);
  esp_score_run_clear (&plan->run);
  g_free (plan->key);
  g_free (plan);
}

/**
 * esp_score_plans_free:
 */
void
esp_score_plans_free (EspScorePlans *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->plans);
  g_hash_table_unref (self->kind_names);
  g_free (self->kinds);
  g_free (self->kinds_with_props);
  g_time_zone_unref (self->zone);
  g_free (self);
}

static void
clear_members (gpointer data)
{
  if (data != NULL)
    esp_bitmap_free (data);
}

static EspScorePlan *
load_plan (EspTx *tx, EspScoreRow *row, GTimeZone *zone, GError **error)
{
  EspScorePlan *plan = g_new0 (EspScorePlan, 1);
  g_autofree char *text =
    g_strconcat (row->definition, "\n", row->column, "\n", g_time_zone_get_identifier (zone), NULL);

  plan->row = row;
  plan->key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  plan->members = g_ptr_array_new_with_free_func (clear_members);
  plan->score = esp_score_parse_json (row->definition, -1, error);
  if (plan->score != NULL && esp_score_run_load (tx, row->id, &plan->run, error))
    return plan;
  plan_free (plan);
  return NULL;
}

/* What a definition of another hand says wrongly keeps its last values until it is mended. */
static gboolean
load_all (EspScorePlans *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_score_row_list (tx, error);

  if (rows == NULL)
    return FALSE;
  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GError) trouble = NULL;
      EspScorePlan *plan = load_plan (tx, g_ptr_array_index (rows, i), self->zone, &trouble);

      if (plan != NULL)
        g_ptr_array_add (self->plans, plan);
      else
        g_debug ("A score is left out: %s", trouble->message);
    }
  return TRUE;
}

static gboolean
asks_props (const EspScorePlans *self, const char *kind)
{
  if (g_str_equal (kind, ESP_EVENT_SCORE_POINTS))
    return TRUE;
  for (guint i = 0; i < self->plans->len; i++)
    {
      const EspScorePlan *plan = g_ptr_array_index (self->plans, i);

      for (guint j = 0; j < esp_score_get_n_rules (plan->score); j++)
        {
          const EspCondition *match = esp_score_get_rule (plan->score, j)->match;

          if (match != NULL && g_strcmp0 (match->subject, kind) == 0 && match->where != NULL &&
              match->where->len > 0)
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
asks (const EspScorePlans *self, const char *kind)
{
  for (guint i = 0; i < self->plans->len; i++)
    if (esp_score_has_kind (((EspScorePlan *) g_ptr_array_index (self->plans, i))->score, kind))
      return TRUE;
  return FALSE;
}

static void
add_number (GString *list, gint64 id)
{
  g_string_append_printf (list, "%s%" G_GINT64_FORMAT, list->len > 1 ? "," : "", id);
}

static gboolean
list_kinds (EspScorePlans *self, EspTx *tx, GError **error)
{
  g_auto (GStrv) kinds = esp_event_list_kinds (tx, error);
  g_autoptr (GString) all = g_string_new ("[");
  g_autoptr (GString) with_props = g_string_new ("[");

  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    {
      gint64 id;

      if (!asks (self, kinds[i]))
        continue;
      if (!esp_event_kind_id (tx, kinds[i], &id, error))
        return FALSE;
      g_hash_table_insert (self->kind_names, GSIZE_TO_POINTER ((gsize) id), g_strdup (kinds[i]));
      add_number (all, id);
      if (asks_props (self, kinds[i]))
        add_number (with_props, id);
    }
  self->kinds = g_strconcat (all->str, "]", NULL);
  self->kinds_with_props = g_strconcat (with_props->str, "]", NULL);
  return kinds != NULL;
}

/**
 * esp_score_plans_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspScorePlans *
esp_score_plans_load (EspTx *tx, GTimeZone *zone, GError **error)
{
  g_autoptr (EspScorePlans) self = g_new0 (EspScorePlans, 1);

  self->plans = g_ptr_array_new_with_free_func (plan_free);
  self->kind_names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->zone = g_time_zone_ref (zone);
  return load_all (self, tx, error) && list_kinds (self, tx, error) ? g_steal_pointer (&self)
                                                                    : NULL;
}

/**
 * esp_score_plans_new_draft:
 * @column: the field that a score of this definition has; "" without one
 *
 * Returns: (transfer full): one score that is nowhere kept; %NULL with @error set
 */
EspScorePlans *
esp_score_plans_new_draft (EspTx *tx,
                           GTimeZone *zone,
                           EspScore *score,
                           const char *column,
                           GError **error)
{
  g_autoptr (EspScorePlans) self = g_new0 (EspScorePlans, 1);
  EspScorePlan *plan = g_new0 (EspScorePlan, 1);

  self->plans = g_ptr_array_new_with_free_func (plan_free);
  self->kind_names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->zone = g_time_zone_ref (zone);
  plan->row = g_new0 (EspScoreRow, 1);
  plan->row->column = g_strdup (column);
  plan->score = esp_score_ref (score);
  plan->members = g_ptr_array_new_with_free_func (clear_members);
  g_ptr_array_add (self->plans, plan);
  return list_kinds (self, tx, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_score_plans_find:
 *
 * Returns: (transfer none) (nullable)
 */
EspScorePlan *
esp_score_plans_find (const EspScorePlans *self, gint64 score_id)
{
  for (guint i = 0; i < self->plans->len; i++)
    {
      EspScorePlan *plan = g_ptr_array_index (self->plans, i);

      if (plan->row->id == score_id)
        return plan;
    }
  return NULL;
}

/**
 * esp_score_plan_steady:
 *
 * Returns: what the conditions that are true give the lead, as they were asked last
 */
int
esp_score_plan_steady (const EspScorePlan *self, guint32 lead_id)
{
  int points = 0;

  for (guint i = 0; i < self->members->len; i++)
    {
      const EspBitmap *members = g_ptr_array_index (self->members, i);

      if (members != NULL && esp_bitmap_contains (members, lead_id))
        points += esp_score_get_rule (self->score, i)->points;
    }
  return points;
}

/**
 * esp_score_plans_fold:
 *
 * Adds an event to where a lead stands.
 */
EspScoreFold
esp_score_plans_fold (const EspScorePlans *self,
                      const EspScorePlan *plan,
                      EspScoreState *state,
                      const EspScoreEvent *event)
{
  g_autoptr (JsonNode) props = event->props != NULL ? json_from_string (event->props, NULL) : NULL;
  const EspJourneyEvent told = {
    g_hash_table_lookup (self->kind_names, GSIZE_TO_POINTER ((gsize) event->kind_id)), event->at_us,
    props != NULL && JSON_NODE_HOLDS_OBJECT (props) ? json_node_get_object (props) : NULL
  };

  if (told.kind == NULL)
    return ESP_SCORE_IGNORED;
  return esp_score_state_fold (state, plan->score, plan->row->column, self->zone, &told);
}
