/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of EspCalendarView alone. */
#pragma once

#include "views/calendar/esp-calendar-view.h"

G_BEGIN_DECLS

struct _EspCalendarView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the view */
  EspCalendarFuncs funcs;
  gpointer data;

  EspPlanMode mode;
  EspPlanGroup group;
  GDate first;
  guint n_days;
  const EspPlan *plan;   /* (nullable) the screen's */
  GPtrArray *entries;    /* (owned) (nullable) (element-type EspPlanEntry): of the plan */
  GHashTable *conflicts; /* (owned) (nullable): key to GPtrArray of EspConflict */
  EspPlanLayout *layout; /* (owned) (nullable) */
  GPtrArray *buttons;    /* (owned) (element-type GtkWidget): one a box of the layout */
  double heat[7][24];
  gboolean has_heat;
  int laid_width;
  int laid_height;
  double line;

  gint64 cursor_us;
  char *dragged; /* (owned) (nullable) key */
  double grab_x; /* from the left of what is dragged */
  double grab_y;
  gint64 target_us; /* where it would go; 0: nowhere */
  double pointer_x;
  double pointer_y;
};

void esp_calendar_view_paint (EspCalendarView *self, GtkSnapshot *snapshot);
void esp_calendar_view_init_input (EspCalendarView *self);
gint64
esp_calendar_view_keep_hour (EspCalendarView *self, const EspPlanEntry *entry, gint64 day_us);
const EspPlanEntry *esp_calendar_view_find (EspCalendarView *self, const char *key);

G_END_DECLS
