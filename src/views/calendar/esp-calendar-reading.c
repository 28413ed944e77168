/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the period that the calendar shows: the plan at once, then what follows from it for everybody. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-screen-private.h"

#include "views/shell/esp-store-messages.h"
#include "worker/esp-plan-scenario.h"
#include "worker/esp-segment-source.h"

/* One reading: the days first, then the people. */
typedef struct
{
  EspCalendarScreen *screen; /* (owned) main thread only */
  guint number;
  gint64 from_us;
  gint64 to_us;
  EspPlan *plan;         /* (owned) (nullable) */
  EspPlanStudy *study;   /* (owned) (nullable) */
  EspPlanBudget *budget; /* (owned) (nullable) */
  GPtrArray *changes;    /* (owned) (nullable) */
  GPtrArray *kept;       /* (owned) (nullable) */
  EspPlanSum sums[2];
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->screen);
  esp_plan_free (look->plan);
  esp_plan_study_unref (look->study);
  esp_plan_budget_free (look->budget);
  g_clear_pointer (&look->changes, g_ptr_array_unref);
  g_clear_pointer (&look->kept, g_ptr_array_unref);
  g_free (look);
}

static gboolean
plan_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);

  if (holidays != NULL)
    look->plan = esp_plan_load (tx, look->from_us, look->to_us, holidays, error);
  return look->plan != NULL;
}

/* The plan as it is beside the one that is thought about. */
static gboolean
compare (EspTx *tx, Look *look, GError **error)
{
  g_autoptr (EspPlanStudy) plain =
    esp_plan_study_new (tx, look->from_us, look->to_us, esp_segment_source_members, NULL, error);

  return plain != NULL && esp_plan_study_sum (plain, tx, &look->sums[0], error) &&
         esp_plan_study_sum (look->study, tx, &look->sums[1], error);
}

static gboolean
study_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->study = esp_plan_study_new (tx, look->from_us, look->to_us, esp_segment_source_members,
                                    look->changes, error);
  if (look->study != NULL && look->changes != NULL && !compare (tx, look, error))
    return FALSE;
  if (look->study != NULL && look->changes != NULL)
    {
      look->kept = esp_plan_scenario_row_list (tx, error);
      if (look->kept == NULL)
        return FALSE;
    }
  if (look->study != NULL)
    look->budget = esp_plan_budget_new (tx, look->study, look->from_us, look->to_us, error);
  return look->budget != NULL;
}

static void
fail (EspCalendarScreen *self, const GError *error)
{
  g_autofree char *message = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  message = esp_store_message (error);
  esp_status_show_error (self->status, message, error->message);
}

static void
take (EspCalendarScreen *self, Look *look)
{
  /* The view lets go of the old plan before it goes. */
  esp_calendar_view_set_plan (self->view, NULL, g_ptr_array_new (), NULL);
  g_clear_pointer (&self->plan, esp_plan_free);
  g_clear_pointer (&self->study, esp_plan_study_unref);
  g_clear_pointer (&self->budget, esp_plan_budget_free);
  self->study = g_steal_pointer (&look->study);
  self->budget = g_steal_pointer (&look->budget);
  if (look->changes != NULL)
    {
      self->sums[0] = look->sums[0];
      self->sums[1] = look->sums[1];
      self->has_sums = TRUE;
      g_clear_pointer (&self->kept, g_ptr_array_unref);
      self->kept = g_steal_pointer (&look->kept);
    }
  self->plan = g_steal_pointer (&look->plan);
  esp_calendar_screen_show (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCalendarScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box == NULL)
    g_clear_pointer (&look, look_free);
  else if (look == NULL)
    fail (self, error);
  else if (look->number == self->reading)
    {
      gboolean is_whole = look->study != NULL;

      if (is_whole || self->study == NULL)
        take (self, look);
      esp_status_set_loading (self->status, !is_whole, NULL);
    }
  g_clear_pointer (&look, look_free);
}

static Look *
new_look (EspCalendarScreen *self, gint64 from_us, gint64 to_us)
{
  Look *look = g_new0 (Look, 1);

  look->screen = g_object_ref (self);
  look->number = self->reading;
  look->from_us = from_us;
  look->to_us = to_us;
  if (self->changes != NULL)
    {
      g_autofree char *json = esp_plan_changes_to_json (self->changes);

      look->changes = esp_plan_changes_parse (json, NULL);
    }
  return look;
}

/**
 * esp_calendar_screen_read:
 *
 * Reads the period that is shown anew.
 */
void
esp_calendar_screen_read (EspCalendarScreen *self)
{
  EspStore *store = esp_session_get_store (self->session);
  GTimeZone *zone = esp_session_get_zone (self->session);
  gint64 from_us, to_us;
  GDate first, end;
  guint n_days;

  esp_calendar_screen_get_span (self, &first, &n_days);
  end = first;
  g_date_add_days (&end, n_days);
  from_us = esp_day_start_us (&first, zone);
  to_us = esp_day_start_us (&end, zone);
  self->reading++;
  esp_status_set_loading (self->status, TRUE, NULL);
  if (self->changes == NULL) /* the plain plan would only flicker */
    esp_store_read_async (store, ESP_READ_PAGE, plan_cb, new_look (self, from_us, to_us), look_free,
                          esp_session_get_cancellable (self->session), looked_cb,
                          g_object_ref (self));
  esp_store_read_async (store, ESP_READ_LONG, study_cb, new_look (self, from_us, to_us), look_free,
                        esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}
