/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-overview-items.h"
#include "store/esp-span.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_GOAL_WEEK, /* these begin anew by themselves */
  ESP_GOAL_MONTH,
  ESP_GOAL_QUARTER,
  ESP_GOAL_YEAR,
  ESP_GOAL_SPAN, /* once, from a day to a day */
} EspGoalPeriod;

#define ESP_GOAL_MAX_OWNER 120
#define ESP_N_GOAL_PERIODS (ESP_GOAL_SPAN + 1)

/* What can be aimed at. */
typedef struct
{
  const char *key;  /* for machines; never changes */
  const char *name; /* English; views translate it */
  EspLeadSetKind kind;
  gboolean is_money; /* the sum of the amounts, not the leads */
} EspGoalMetric;

/* A number to be reached in a period. */
typedef struct
{
  gint64 id;                   /* of the item on the overview; 0: new */
  const EspGoalMetric *metric; /* static */
  gint64 target;               /* leads, or whole units of the currency; above 0 */
  EspGoalPeriod period;
  GDate from; /* of a span, both days included */
  GDate to;
  char owner[ESP_GOAL_MAX_OWNER + 1]; /* whose it is; empty: nobody's */
} EspGoal;

/* How far it is. */
typedef struct
{
  gint64 from_us; /* of the whole period */
  gint64 to_us;
  guint n_days;    /* of the whole period */
  guint n_passed;  /* days that have begun */
  gint64 *starts;  /* (owned) where each day begins, and the end: n_days + 1 */
  double *reached; /* (owned) up to the end of each day that has begun; leads each once */
  double value;    /* now */
  double expected; /* where an even pace would be now */
  EspLeadSet set;  /* the leads that it counts */
} EspGoalProgress;

guint esp_goal_metric_get_n (void);
const EspGoalMetric *esp_goal_metric_get (guint i);
const EspGoalMetric *esp_goal_metric_find (const char *key);
const char *esp_goal_period_get_name (EspGoalPeriod period);
gboolean esp_goal_period_find (const char *name, EspGoalPeriod *out_period);

void esp_goal_set_owner (EspGoal *self, const char *owner);
gboolean esp_goal_check (const EspGoal *self, GError **error);
gboolean esp_goal_parse (const EspOverviewItem *item, EspGoal *out_goal, GError **error);
char *esp_goal_to_json (const EspGoal *self);
gboolean esp_goal_parse_date (const char *text, GDate *out_date);

EspGoalProgress *
esp_goal_load_progress (EspTx *tx, const EspGoal *goal, GTimeZone *zone, GError **error);
void esp_goal_progress_free (EspGoalProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspGoalProgress, esp_goal_progress_free)

G_END_DECLS
