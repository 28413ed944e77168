/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys side by side: who came in, who is inside, who reached the goal and who left. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-question-time.h"
#include "engine/journey/esp-journey-step.h"
#include "store/esp-journey-flow.h"
#include "store/esp-journeys.h"

#include <math.h>

static const struct
{
  const char *column;
  guint outcome;
} columns[] = {
  { "entered", ESP_OUTCOME_ENTERED },
  { "inside", ESP_PLACE_HERE },
  { "reached", ESP_OUTCOME_REACHED },
  { "exited", ESP_OUTCOME_LEFT },
};

enum
{
  COLUMN_ENTERED,
  COLUMN_INSIDE,
  COLUMN_REACHED,
  COLUMN_EXITED,
  COLUMN_RATE,
  COLUMN_STATE,
};

static gboolean
write_journey (EspAnalysis *self,
               const EspJourneyRow *journey,
               const EspJourneyDays *days,
               GError **error)
{
  g_autofree char *key = g_strdup_printf ("journey:%" G_GINT64_FORMAT, journey->id);
  EspAnswerRow *row = esp_answer_add_row (self->answer, key, journey->name, NULL);
  g_autoptr (EspBitmap) entered = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const EspJourneyPlace place = { 0, ESP_PLACE_ANY, columns[i].outcome, ESP_PLACE_ANY };
      g_autoptr (EspBitmap) leads =
        esp_journey_flow_load (self->tx, journey->id, &place, 1, days, error);

      if (leads == NULL)
        return FALSE;
      esp_analysis_filter (self, leads);
      esp_analysis_put_count (self, row, i, leads);
      if (i == COLUMN_ENTERED)
        entered = esp_bitmap_copy (leads);
      if (i == COLUMN_REACHED)
        {
          esp_bitmap_and (leads, entered);
          esp_analysis_put_share (self, row, COLUMN_RATE, leads, entered);
        }
    }
  esp_analysis_put_text (self, row, COLUMN_STATE, journey->state);
  return TRUE;
}

/**
 * esp_journeys_answer:
 *
 * Counts distinct people of each journey in whole days: who came in, reached a goal, left it; inside is
 * now. The rate is of those who came in in the period those who reached a goal in it. Single days are kept
 * for a month: a period that begins earlier is answered with all time, and that is told.
 */
gboolean
esp_journeys_answer (EspAnalysis *self, GError **error)
{
  g_autoptr (GPtrArray) journeys = esp_journey_row_list (self->tx, FALSE, error);
  gint64 only = (gint64) esp_question_get_number (self->question, "journey");
  EspJourneyDays days = { 0, 0 };
  gint64 bounds[2];
  gint64 today;

  if (journeys == NULL)
    return FALSE;
  esp_analysis_get_days (self, bounds);
  today = esp_insight_day_of (self->context->now_us, self->context->zone);
  if (self->from_us != G_MININT64 && bounds[0] > today - ESP_FLOW_DAYS)
    days = (EspJourneyDays){ bounds[0], bounds[1] - 1 };
  else
    esp_answer_note (self->answer, "journeys-all-time");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    esp_answer_add_column (self->answer, columns[i].column, NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "reached_rate", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "state", NULL, ESP_ANSWER_TEXT);
  for (guint i = 0; i < journeys->len; i++)
    {
      const EspJourneyRow *journey = g_ptr_array_index (journeys, i);

      if ((only == 0 || journey->id == only) && !write_journey (self, journey, &days, error))
        return FALSE;
    }
  if (self->answer->rows->len == 0)
    esp_answer_note (self->answer, only != 0 ? "journey-gone" : "journeys-nothing");
  return TRUE;
}
