/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the list of journeys with its figures, and how all of them are read. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-item.h"

#include "engine/journey/esp-journey-json.h"
#include "worker/esp-journey-orders.h"

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
  g_clear_pointer (&self->figures.summary, esp_journey_summary_free);
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
read_numbers (EspTx *tx, EspJourneyFigures *figures, GError **error)
{
  EspJourneySummary *summary = esp_journey_summary_load (tx, figures->row->id, error);

  if (summary == NULL)
    return FALSE;
  figures->summary = summary;
  figures->n_entered = summary->entered_week.n;
  figures->n_inside = summary->inside.n;
  figures->n_goals = summary->reached.n;
  figures->next_us = summary->next_us == G_MAXINT64 || !g_str_equal (figures->row->state, "live")
                       ? 0
                       : summary->next_us;
  return TRUE;
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
      figures->is_broken = TRUE;
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
read_item (EspTx *tx, EspJourneyItems *all, EspJourneyRow *row, GError **error)
{
  g_autoptr (EspJourneyItem) self = g_object_new (ESP_TYPE_JOURNEY_ITEM, NULL);

  self->figures.row = row;
  if (!read_numbers (tx, &self->figures, error) || !read_problems (tx, all, &self->figures, error))
    return NULL;
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
  g_autoptr (GPtrArray) rows = esp_journey_row_list (tx, FALSE, error);

  if (rows == NULL)
    return FALSE;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  while (rows->len > 0)
    {
      /* The row is the item's from here on, also when reading fails. */
      EspJourneyItem *item = read_item (tx, self, g_ptr_array_steal_index (rows, 0), error);

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (self->items, item);
    }
  return TRUE;
}
