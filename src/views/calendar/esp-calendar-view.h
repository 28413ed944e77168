/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-plan-layout.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A month, a week or a timeline of the plan: a grid that draws days, and a button for each entry that is seen. */
#define ESP_TYPE_CALENDAR_VIEW (esp_calendar_view_get_type ())
G_DECLARE_FINAL_TYPE (EspCalendarView, esp_calendar_view, ESP, CALENDAR_VIEW, GtkWidget)

/* What happens to the view; @data is the screen. */
typedef struct
{
  void (*open) (gpointer data, const char *key);
  void (*peek) (gpointer data, const char *key);
  void (*add) (gpointer data, gint64 at_us, gboolean has_hour);
  void (*move) (gpointer data, const char *key, gint64 at_us);
  void (*hover) (gpointer data, const char *key, gint64 at_us); /* 0: not any more */
  void (*show_day) (gpointer data, gint64 day_us);
  void (*hover_shelf) (gpointer data,
                       const char *what,
                       gint64 at_us,
                       gboolean has_hour); /* 0: left */
  void (*drop) (gpointer data, const char *what, gint64 at_us, gboolean has_hour);
  void (*turn) (gpointer data, int direction); /* the cursor left the page */
} EspCalendarFuncs;

GtkWidget *
esp_calendar_view_new (EspSession *session, const EspCalendarFuncs *funcs, gpointer data);
void esp_calendar_view_show (EspCalendarView *self,
                             EspPlanMode mode,
                             EspPlanGroup group,
                             const GDate *first,
                             guint n_days);
void esp_calendar_view_set_plan (EspCalendarView *self,
                                 const EspPlan *plan,
                                 GPtrArray *entries,
                                 GHashTable *conflicts);
void esp_calendar_view_set_heat (EspCalendarView *self, const double heat[7][24]);
void esp_calendar_view_set_cursor (EspCalendarView *self, gint64 at_us);
gint64 esp_calendar_view_get_cursor (EspCalendarView *self);
const char *esp_calendar_view_get_selected (EspCalendarView *self);
gboolean esp_calendar_view_focus (EspCalendarView *self, const char *key);

G_END_DECLS
