/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of EspPlanningWindow alone. */
#pragma once

#include <adwaita.h>

#include "engine/plan/esp-plan-check.h"
#include "store/esp-budget.h"
#include "views/calendar/esp-planning-window.h"
#include "worker/esp-plan-budget.h"

G_BEGIN_DECLS

/* Budgets, special days and the hours of the computer; whatever is changed is written at once and can be undone. */
#define ESP_TYPE_PLANNING_WINDOW (esp_planning_window_get_type ())
G_DECLARE_FINAL_TYPE (EspPlanningWindow, esp_planning_window, ESP, PLANNING_WINDOW, AdwWindow)

/* What is planned, as the file has it. */
typedef struct
{
  GPtrArray *lines;        /* (owned) (element-type EspBudgetLine) */
  GPtrArray *campaigns;    /* (owned) (element-type EspCampaign) */
  EspHolidays *holidays;   /* (owned): with those of the workspace, without the hidden ones */
  EspHolidays *of_country; /* (owned): all of the country's */
  EspComputerHours hours;
  char *currency; /* (owned) */
} EspPlanningRead;

struct _EspPlanningWindow
{
  AdwWindow parent_instance;

  EspSession *session;   /* (owned) */
  EspPlanningRead *read; /* (owned) (nullable) */
  GtkWidget *page;
  GtkWidget *groups[3]; /* budgets, days, hours */
  GtkWidget *problem;
};

/* One change. Strings are owned. */
typedef struct
{
  EspPlanningWindow *window; /* (owned) main thread only */
  EspBudgetLine *line;       /* (owned) (nullable) */
  char *amounts[2];          /* (owned) (nullable) of the line, as they were typed */
  gint64 id;                 /* of a line that goes */
  GDate day;
  char *name; /* (owned) (nullable) of a day; or its id */
  gboolean is_off;
  gboolean is_yearly;
  gboolean hides;
  EspComputerHours hours;
} EspPlanningChange;

EspPlanningChange *esp_planning_change_new (EspPlanningWindow *self);
void esp_planning_change_free (EspPlanningChange *change);
void esp_planning_change_write (EspPlanningChange *change, const char *kind, EspStoreFunc func);
void esp_planning_window_fail (EspPlanningWindow *self, GtkWidget *where, const char *sentence);

GtkWidget *esp_planning_budgets_new (EspPlanningWindow *self);
GtkWidget *esp_planning_days_new (EspPlanningWindow *self);
GtkWidget *esp_planning_hours_new (EspPlanningWindow *self);

G_END_DECLS
