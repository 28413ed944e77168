/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PLAN_MONTH,
  ESP_PLAN_WEEK,
  ESP_PLAN_TIMELINE,
} EspPlanMode;

/* What the lanes of a timeline stand for. */
typedef enum
{
  ESP_PLAN_BY_CAMPAIGN,
  ESP_PLAN_BY_CHANNEL,
  ESP_PLAN_BY_OWNER,
  ESP_PLAN_BY_STATE,
  ESP_PLAN_BY_AUDIENCE,
} EspPlanGroup;

#define ESP_N_PLAN_GROUPS (ESP_PLAN_BY_AUDIENCE + 1)

/* Where an entry stands, or how many more there are. */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  const EspPlanEntry *entry; /* NULL: more than there is place for */
  guint n_more;
  guint day;            /* from the first one */
  gboolean starts_here; /* else it goes on from the left */
  gboolean ends_here;
  gboolean is_bar;
} EspPlanBox;

typedef struct
{
  char *title; /* (owned) (nullable): of none */
  double y;
  double height;
} EspPlanLane;

/* What is asked of a layout. Lengths are in pixels, or in points on paper. */
typedef struct
{
  EspPlanMode mode;
  EspPlanGroup group;
  GDate first;
  guint n_days; /* 7 of a week; a multiple of 7 of a month */
  double width;
  double height; /* that there is; a week and a timeline may be taller */
  double line;   /* of one line of text with its place */
} EspPlanAsk;

typedef struct
{
  EspPlanAsk ask;
  double left; /* of hours or names of lanes */
  double top;  /* of the names of days, and the whole days of a week */
  double column;
  double row;    /* a week of a month, an hour of a week */
  double height; /* of all */
  GArray *boxes; /* (owned) (element-type EspPlanBox) */
  GArray *lanes; /* (owned) (element-type EspPlanLane) */
} EspPlanLayout;

EspPlanLayout *
esp_plan_layout_new (const EspPlanAsk *ask, const GPtrArray *entries, GTimeZone *zone);
void esp_plan_layout_free (EspPlanLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanLayout, esp_plan_layout_free)

void esp_plan_layout_get_day (const EspPlanLayout *self, guint i, GDate *out_day);
gboolean esp_plan_layout_find_time (const EspPlanLayout *self,
                                    double x,
                                    double y,
                                    GTimeZone *zone,
                                    gint64 *out_us,
                                    gboolean *out_has_hour);
gboolean esp_plan_layout_get_day_box (const EspPlanLayout *self, guint i, EspPlanBox *out_box);

G_END_DECLS
