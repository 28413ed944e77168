/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of EspCalendarScreen alone. */
#pragma once

#include "store/esp-plan-scenarios.h"
#include "views/calendar/esp-calendar-agenda.h"
#include "views/calendar/esp-calendar-screen.h"
#include "views/calendar/esp-calendar-view.h"
#include "views/shell/esp-status.h"
#include "worker/esp-plan-budget.h"
#include "worker/esp-plan-scenario.h"

G_BEGIN_DECLS

#define ESP_CALENDAR_AREA "calendar"

typedef enum
{
  ESP_PAGE_MONTH,
  ESP_PAGE_WEEK,
  ESP_PAGE_TIMELINE,
  ESP_PAGE_AGENDA,
} EspCalendarPage;

#define ESP_N_CALENDAR_PAGES (ESP_PAGE_AGENDA + 1)

struct _EspCalendarScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *menu;                 /* (owned) */
  GtkWidget *box;
  GtkWidget *buttons[ESP_N_CALENDAR_PAGES];
  GtkWidget *title;
  GtkWidget *filter;  /* what is shown */
  GtkWidget *group;   /* lanes of the timeline */
  GtkWidget *summary; /* goals and load */
  GtkWidget *what_if; /* both plans side by side */
  GtkWidget *shelf;   /* messages and segments to be put on a day */
  GtkWidget *stack;
  GtkWidget *consequence; /* a revealer */
  GtkWidget *consequence_label;
  EspStatus *status;
  EspCalendarView *view;
  EspCalendarAgenda *agenda;
  GtkWidget *inspector; /* (owned) (nullable) */
  char *peeked;         /* (owned) (nullable) key of what the inspector shows */

  EspCalendarPage page;
  gint64 anchor_us;      /* a moment in the period that is shown */
  EspPlan *plan;         /* (owned) (nullable): until the study is there */
  EspPlanStudy *study;   /* (owned) (nullable) */
  EspPlanBudget *budget; /* (owned) (nullable): comes with the study */
  GPtrArray *changes;    /* (owned) (nullable): while a plan is thought about */
  GPtrArray *kept; /* (owned) (nullable) (element-type EspPlanScenarioRow): plans that were kept */
  gint64 kept_id;  /* of the one that is thought about; 0: a new one */
  EspPlanSum sums[2]; /* of the plan, and of the other one */
  gboolean has_sums;
  guint reading; /* number of the newest reading */
  guint trying;  /* the same of a look ahead */
  gint64 hover_us;
  char *focus_key; /* (owned) (nullable): gets the focus after the next reading */
};

void esp_calendar_screen_get_span (EspCalendarScreen *self, GDate *out_first, guint *out_n_days);
const EspPlan *esp_calendar_screen_get_plan (EspCalendarScreen *self);
GPtrArray *esp_calendar_screen_dup_conflicts (EspCalendarScreen *self, const char *key);
void esp_calendar_screen_show (EspCalendarScreen *self);
void esp_calendar_screen_read (EspCalendarScreen *self);
void esp_calendar_screen_set_page (EspCalendarScreen *self, EspCalendarPage page);
void esp_calendar_screen_go_to (EspCalendarScreen *self, gint64 at_us);

GtkWidget *esp_calendar_screen_make_head (EspCalendarScreen *self);
void esp_calendar_screen_page_toggled (GtkToggleButton *button, EspCalendarScreen *self);
void esp_calendar_screen_add_acts (EspCalendarScreen *self);
void esp_calendar_screen_open (gpointer data, const char *key);
void esp_calendar_screen_peek (gpointer data, const char *key);
void esp_calendar_screen_move (gpointer data, const char *key, gint64 at_us);
void esp_calendar_screen_hover (gpointer data, const char *key, gint64 at_us);
void
esp_calendar_screen_hover_shelf (gpointer data, const char *what, gint64 at_us, gboolean has_hour);
void esp_calendar_screen_drop (gpointer data, const char *what, gint64 at_us, gboolean has_hour);
void esp_calendar_screen_put (gpointer data, const char *what);
void esp_calendar_screen_tell (EspCalendarScreen *self, const GError *error);
void esp_calendar_screen_fill_inspector (EspCalendarScreen *self);
void esp_calendar_screen_fill_summary (EspCalendarScreen *self);
const EspHelp *esp_calendar_screen_get_help (void);

G_END_DECLS
