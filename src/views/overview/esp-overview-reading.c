/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads goals and pinned reports in one transaction, away from the main thread. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-reading.h"

#include "store/esp-report-docs.h"

#include <json-glib/json-glib.h>

static void
goal_free (gpointer data)
{
  EspOverviewGoal *goal = data;

  esp_goal_progress_free (goal->progress);
  g_free (goal);
}

static void
pin_free (gpointer data)
{
  EspOverviewPin *pin = data;

  esp_campaign_report_free (pin->report);
  esp_report_result_unref (pin->result);
  g_free (pin);
}

/**
 * esp_overview_reading_new:
 * @zone: of the workspace
 *
 * Returns: (transfer full): a reading with nothing in it yet
 */
EspOverviewReading *
esp_overview_reading_new (GTimeZone *zone)
{
  EspOverviewReading *self = g_new0 (EspOverviewReading, 1);

  self->zone = g_time_zone_ref (zone);
  self->goals = g_ptr_array_new_with_free_func (goal_free);
  self->pins = g_ptr_array_new_with_free_func (pin_free);
  return self;
}

/**
 * esp_overview_reading_free:
 */
void
esp_overview_reading_free (EspOverviewReading *self)
{
  if (self == NULL)
    return;
  g_time_zone_unref (self->zone);
  g_ptr_array_unref (self->goals);
  g_ptr_array_unref (self->pins);
  g_free (self);
}

static gboolean
read_goals (EspTx *tx, EspOverviewReading *self, GError **error)
{
  g_autoptr (GPtrArray) items = esp_overview_items_load (tx, ESP_OVERVIEW_GOAL, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      EspOverviewGoal *goal;
      EspGoal parsed;

      /* One that a newer program wrote waits for it. */
      if (!esp_goal_parse (items->pdata[i], &parsed, NULL))
        continue;
      goal = g_new0 (EspOverviewGoal, 1);
      goal->goal = parsed;
      g_ptr_array_add (self->goals, goal);
      goal->progress = esp_goal_load_progress (tx, &parsed, self->zone, error);
      if (goal->progress == NULL)
        return FALSE;
    }
  return items != NULL;
}

static gboolean
parse_pin (const EspOverviewItem *item, gint64 *out_campaign_id, EspCampaignChart *out_chart)
{
  g_autoptr (JsonNode) root = json_from_string (item->content, NULL);
  const char *name;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  *out_campaign_id =
    json_object_get_int_member_with_default (json_node_get_object (root), "campaign", 0);
  name = json_object_get_string_member_with_default (json_node_get_object (root), "chart", "");
  for (guint i = 0; i < ESP_N_CAMPAIGN_CHARTS; i++)
    if (g_str_equal (name, esp_campaign_chart_get_name ((EspCampaignChart) i)))
      {
        *out_chart = (EspCampaignChart) i;
        return TRUE;
      }
  return FALSE;
}

/* A card of a report, asked as its report has it. One that is gone is left out. */
static gboolean
read_card (EspTx *tx, EspOverviewReading *self, const EspOverviewItem *item, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (item->content, NULL);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autoptr (EspReportDoc) doc = NULL;
  g_autoptr (EspReportDesign) design = NULL;
  EspOverviewPin pin = { .id = item->id };

  if (object == NULL)
    return TRUE;
  pin.report_id = json_object_get_int_member_with_default (object, "report", 0);
  pin.card_id = (guint) json_object_get_int_member_with_default (object, "card", 0);
  doc = pin.report_id > 0 ? esp_report_doc_load (tx, pin.report_id, NULL) : NULL;
  design = doc != NULL ? esp_report_design_parse (doc->document, -1, NULL) : NULL;
  if (design == NULL || esp_report_design_find_card (design, pin.card_id, NULL) == NULL)
    return TRUE;
  for (guint i = esp_report_design_get_n_cards (design); i > 0; i--)
    {
      guint id = esp_report_design_get_card (design, i - 1)->id;

      if (id != pin.card_id)
        (void) esp_report_design_remove_card (design, id);
    }
  pin.result = esp_report_run (tx, design, esp_tx_get_now_us (tx), NULL, NULL, error);
  if (pin.result == NULL)
    return FALSE;
  g_ptr_array_add (self->pins, g_memdup2 (&pin, sizeof pin));
  return TRUE;
}

static gboolean
read_pin (EspTx *tx, EspOverviewReading *self, const EspOverviewItem *item, GError **error)
{
  g_autoptr (GError) failure = NULL;
  EspOverviewPin pin = { .id = item->id };
  gint64 campaign_id = 0;

  if (!parse_pin (item, &campaign_id, &pin.chart))
    return read_card (tx, self, item, error);
  pin.report = esp_campaign_report_load (tx, campaign_id, 0, &failure);
  if (pin.report != NULL)
    g_ptr_array_add (self->pins, g_memdup2 (&pin, sizeof pin));
  else if (!g_error_matches (failure, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

/**
 * esp_overview_reading_fill:
 * @reading: an #EspOverviewReading
 *
 * Reads all of it; an #EspStoreFunc.
 */
gboolean
esp_overview_reading_fill (EspTx *tx, gpointer reading, GError **error)
{
  EspOverviewReading *self = reading;
  g_autoptr (GPtrArray) items = NULL;

  if (!read_goals (tx, self, error))
    return FALSE;
  items = esp_overview_items_load (tx, ESP_OVERVIEW_PIN, error);
  for (guint i = 0; items != NULL && i < items->len; i++)
    if (!read_pin (tx, self, items->pdata[i], error))
      return FALSE;
  return items != NULL;
}
