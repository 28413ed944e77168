/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the list of journeys with its figures, and how all of them are read. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-item.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-step.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "views/journeys/esp-journey-words.h"
#include "worker/esp-journey-orders.h"

#include <glib/gi18n.h>

#define DAYS 7

struct _EspJourneyItem
{
  GObject parent_instance;

  EspJourneyFigures figures;
};

G_DEFINE_FINAL_TYPE (EspJourneyItem, esp_journey_item, G_TYPE_OBJECT)

static void
esp_journey_item_finalize (GObject *object)
{
  EspJourneyItem *self = ESP_JOURNEY_ITEM (object);

  esp_journey_row_free (self->figures.row);
  g_free (self->figures.health);
  G_OBJECT_CLASS (esp_journey_item_parent_class)->finalize (object);
}

static void
esp_journey_item_class_init (EspJourneyItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_journey_item_finalize;
}

static void
esp_journey_item_init (EspJourneyItem *self)
{
}

/**
 * esp_journey_item_get:
 *
 * Returns: (transfer none): the same for the item's whole life
 */
const EspJourneyFigures *
esp_journey_item_get (EspJourneyItem *self)
{
  return &self->figures;
}

static gboolean
read_entered (EspTx *tx, EspJourneyFigures *figures, gint64 today, GError **error)
{
  gint64 n, total;

  for (gint64 day = today - DAYS + 1; day <= today; day++)
    {
      if (!esp_journey_entered_load (tx, figures->row->id, day, &n, &total, error))
        return FALSE;
      figures->n_entered += n;
    }
  return TRUE;
}

static gboolean
read_counts (EspTx *tx, EspJourneyFigures *figures, GError **error)
{
  g_autoptr (GArray) inside = esp_journey_count_inside (tx, figures->row->id, error);
  g_autoptr (GArray) counts =
    inside != NULL ? esp_journey_counts_load (tx, figures->row->id, figures->row->version, error)
                   : NULL;

  for (guint i = 0; inside != NULL && i < inside->len; i++)
    figures->n_inside += g_array_index (inside, EspJourneyCount, i).n;
  for (guint i = 0; counts != NULL && i < counts->len; i++)
    {
      const EspJourneyCount *count = &g_array_index (counts, EspJourneyCount, i);

      if (count->outcome == ESP_OUTCOME_REACHED)
        figures->n_goals += count->n;
      if (count->outcome == ESP_OUTCOME_LEFT)
        figures->n_ended += count->n;
    }
  return counts != NULL;
}

static gboolean
has_goal (const EspJourney *journey)
{
  for (guint i = 0; i < esp_journey_get_n_steps (journey); i++)
    if (esp_journey_get_step (journey, i)->kind == ESP_STEP_GOAL)
      return TRUE;
  return FALSE;
}

static gboolean
read_problems (EspTx *tx, EspJourneyItems *all, EspJourneyFigures *figures, GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (figures->row->draft, -1, NULL);
  g_autoptr (GArray) problems = NULL;

  if (journey == NULL)
    {
      figures->n_errors = 1;
      figures->health = g_strdup (_ ("Its text cannot be read"));
      return TRUE;
    }
  figures->has_goal = has_goal (journey);
  problems = esp_journey_check_draft (tx, all->engine, figures->row->id, journey, error);
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    switch (esp_journey_problem_get_severity (&g_array_index (problems, EspJourneyProblem, i)))
      {
      case ESP_PROBLEM_ERROR:
        figures->n_errors++;
        break;
      case ESP_PROBLEM_WARNING:
        figures->n_warnings++;
        break;
      case ESP_PROBLEM_NOTE:
      default:
        break;
      }
  return problems != NULL;
}

static EspJourneyItem *
read_item (EspTx *tx, EspJourneyItems *all, EspJourneyRow *row, gint64 today, GError **error)
{
  g_autoptr (EspJourneyItem) self = g_object_new (ESP_TYPE_JOURNEY_ITEM, NULL);
  EspJourneyFigures *figures = &self->figures;
  gint64 due_us = G_MAXINT64;

  figures->row = row;
  if (!read_entered (tx, figures, today, error) || !read_counts (tx, figures, error) ||
      !read_problems (tx, all, figures, error) ||
      !esp_journey_next_due (tx, row->id, &due_us, error))
    return NULL;
  figures->next_us = due_us == G_MAXINT64 || !g_str_equal (row->state, "live") ? 0 : due_us;
  return g_steal_pointer (&self);
}

/**
 * esp_journey_items_new:
 */
EspJourneyItems *
esp_journey_items_new (EspSegmentEngine *engine, EspLang lang)
{
  EspJourneyItems *self = g_new0 (EspJourneyItems, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->lang = lang;
  return self;
}

/**
 * esp_journey_items_free:
 */
void
esp_journey_items_free (gpointer data)
{
  EspJourneyItems *self = data;

  if (self == NULL)
    return;
  g_clear_pointer (&self->items, g_ptr_array_unref);
  esp_segment_engine_unref (self->engine);
  g_free (self);
}

/**
 * esp_journey_items_read:
 */
gboolean
esp_journey_items_read (EspTx *tx, gpointer data, GError **error)
{
  EspJourneyItems *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (GPtrArray) rows = world != NULL ? esp_journey_row_list (tx, FALSE, error) : NULL;
  gint64 today;

  if (rows == NULL)
    return FALSE;
  today = esp_segment_world_get_day (world, esp_tx_get_now_us (tx));
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  while (rows->len > 0)
    {
      /* The row is the item's from here on, also when reading fails. */
      EspJourneyItem *item = read_item (tx, self, g_ptr_array_steal_index (rows, 0), today, error);

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (self->items, item);
    }
  return TRUE;
}
