/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When messages that were handed over at an hour of the week get clicked: seven days by 24 hours. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"
#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-question-time.h"
#include "store/esp-insight-sends.h"

#include <math.h>

#define N_DAYS 7
#define N_HOURS 24
#define EPOCH_WEEKDAY 3 /* 1970-01-01 was a Thursday; Monday is 0 */

typedef struct
{
  EspBitmap *delivered[N_DAYS * N_HOURS];
  EspBitmap *clicked[N_DAYS * N_HOURS];
} Grid;

static void
grid_clear (Grid *self)
{
  for (guint i = 0; i < N_DAYS * N_HOURS; i++)
    {
      g_clear_pointer (&self->delivered[i], esp_bitmap_free);
      g_clear_pointer (&self->clicked[i], esp_bitmap_free);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grid, grid_clear)

/* The zones of leads by name; names that are no zones, and none, are that of the workspace. */
typedef struct
{
  GHashTable *of;    /* (owned) (nullable) lead → number, plus 1 */
  GPtrArray *zones;  /* (owned) of GTimeZone */
  GTimeZone *common; /* (unowned) */
} Zones;

static void
zones_clear (Zones *self)
{
  g_clear_pointer (&self->of, g_hash_table_unref);
  g_clear_pointer (&self->zones, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Zones, zones_clear)

static gboolean
load_zones (EspAnalysis *self, Zones *zones, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  zones->common = self->context->zone;
  if (!esp_question_is (self->question, "zone", "lead"))
    return TRUE;
  zones->of = esp_insight_load_zones (self->tx, names, error);
  if (zones->of == NULL)
    return FALSE;
  zones->zones = g_ptr_array_new_with_free_func ((GDestroyNotify) g_time_zone_unref);
  for (guint i = 0; i < names->len; i++)
    {
      GTimeZone *zone = esp_zone_open (g_ptr_array_index (names, i));

      g_ptr_array_add (zones->zones, zone != NULL ? zone : g_time_zone_ref (zones->common));
    }
  return TRUE;
}

static GTimeZone *
zone_of (const Zones *zones, guint32 lead_id)
{
  guint number = zones->of != NULL
                   ? GPOINTER_TO_UINT (g_hash_table_lookup (zones->of, GUINT_TO_POINTER (lead_id)))
                   : 0;

  return number > 0 ? g_ptr_array_index (zones->zones, number - 1) : zones->common;
}

static guint
cell_of (gint64 at_us, GTimeZone *zone)
{
  gint64 second = at_us / ESP_USEC_PER_SEC;
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, second);
  gint64 local = second + (interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0);
  gint64 day = esp_insight_day_of (at_us, zone);
  gint64 hour = (local - day * N_HOURS * 3600) / 3600;

  return (guint) (((day + EPOCH_WEEKDAY) % N_DAYS + N_DAYS) % N_DAYS) * N_HOURS +
         (guint) CLAMP (hour, 0, N_HOURS - 1);
}

static void
fill (EspAnalysis *self, Grid *grid, GArray *sent, const Zones *zones)
{
  for (guint i = 0; i < N_DAYS * N_HOURS; i++)
    {
      grid->delivered[i] = esp_bitmap_new ();
      grid->clicked[i] = esp_bitmap_new ();
    }
  for (guint i = 0; i < sent->len; i++)
    {
      const EspInsightSent *row = &g_array_index (sent, EspInsightSent, i);
      guint cell;

      if ((row->flags & (ESP_SENT_BOUNCED | ESP_SENT_HELD_OUT)) != 0 ||
          !esp_analysis_counts (self, row->lead_id))
        continue;
      cell = cell_of (row->at_us, zone_of (zones, row->lead_id));
      esp_bitmap_add (grid->delivered[cell], row->lead_id);
      if ((row->flags & ESP_SENT_CLICKED) != 0)
        esp_bitmap_add (grid->clicked[cell], row->lead_id);
    }
}

static void
write_grid (EspAnalysis *self, const Grid *grid)
{
  static const char *const days[N_DAYS] = { "monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday" };
  double least = esp_question_get_number (self->question, "least");
  double best_rate = -1;
  guint best = 0;

  for (guint day = 0; day < N_DAYS; day++)
    {
      EspAnswerRow *row = esp_answer_add_row (self->answer, days[day], NULL, NULL);

      for (guint hour = 0; hour < N_HOURS; hour++)
        {
          guint i = day * N_HOURS + hour;
          EspAnswerCell *cell = &row->cells[hour];

          if (esp_bitmap_is_empty (grid->delivered[i]))
            continue;
          esp_analysis_put_share (self, row, hour, grid->clicked[i], grid->delivered[i]);
          cell->flags &= ~(guint) ESP_CELL_FEW;
          if ((double) cell->whole < least)
            cell->flags |= ESP_CELL_FEW;
          else if (cell->low > best_rate)
            {
              best_rate = cell->low;
              best = i;
            }
        }
    }
  if (best_rate >= 0)
    {
      EspAnswerSentence *sentence = esp_answer_say (self->answer, "send-times");
      const EspAnswerCell *cell =
        esp_answer_get_cell (self->answer, best / N_HOURS, best % N_HOURS);

      esp_answer_sentence_add_text (sentence, "day", days[best / N_HOURS]);
      esp_answer_sentence_add (sentence, "hour", best % N_HOURS, ESP_ANSWER_COUNT);
      esp_answer_sentence_add (sentence, "rate", cell->value, ESP_ANSWER_RATIO);
    }
  else
    esp_answer_say (self->answer, "send-times-few");
}

/**
 * esp_send_times_answer:
 *
 * For each hour of the week in which messages of the period were handed over: of the leads that they were
 * delivered to then, those who clicked one of them, whenever they did. Each lead counts once in an hour.
 * Hours are those of the workspace's zone, or of each lead's own. Cells of few deliveries are marked; the
 * best hour is the one whose interval begins highest.
 */
gboolean
esp_send_times_answer (EspAnalysis *self, GError **error)
{
  g_auto (Grid) grid = { 0 };
  g_auto (Zones) zones = { 0 };
  g_autoptr (GArray) sent =
    esp_insight_load_sent (self->tx, self->from_us, self->to_us,
                           (gint64) esp_question_get_number (self->question, "campaign"), error);

  if (sent == NULL || !load_zones (self, &zones, error))
    return FALSE;
  for (guint hour = 0; hour < N_HOURS; hour++)
    {
      g_autofree char *key = g_strdup_printf ("h%u", hour);
      g_autofree char *label = g_strdup_printf ("%u", hour);

      esp_answer_add_column (self->answer, key, label, ESP_ANSWER_RATIO);
    }
  fill (self, &grid, sent, &zones);
  write_grid (self, &grid);
  return TRUE;
}
