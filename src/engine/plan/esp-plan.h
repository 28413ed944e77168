/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-goal.h"
#include "engine/plan/esp-holidays.h"
#include "store/esp-plan-items.h"
#include "store/esp-plan-read.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PLAN_OF_SEND,
  ESP_PLAN_OF_CAMPAIGN,
  ESP_PLAN_OF_JOURNEY,
  ESP_PLAN_OF_TASK, /* about a lead */
  ESP_PLAN_OF_ITEM, /* see EspPlanKind */
  ESP_PLAN_OF_APPROVAL,
  ESP_PLAN_OF_GOAL,
  ESP_PLAN_OF_REPORT,
  ESP_PLAN_OF_STAGE, /* of a campaign; its note names it */
  ESP_PLAN_OF_HOLIDAY,
} EspPlanType;

#define ESP_N_PLAN_TYPES (ESP_PLAN_OF_HOLIDAY + 1)

/* Something on the one axis of the plan. */
typedef struct
{
  EspPlanType type;
  gint64 id; /* of the send, campaign, item …; 0 of a holiday */
  char *key; /* "send:12", "item:3": how people and programs name it */
  char *title;
  gint64 from_us;
  gint64 to_us; /* the same: a moment; G_MAXINT64: open */
  gboolean is_all_day;
  char
    *state; /* for machines: draft, review, approved, scheduled, sending, done, planned, live … */
  gint64 campaign_id;
  char *campaign; /* (nullable) */
  gint64 channel_id;
  char *channel;  /* (nullable) */
  char *medium;   /* (nullable) email, text, kakao, push, chat, ads, offline … */
  char *owner;    /* (nullable) */
  char *audience; /* (nullable) JSON */
  char *options;  /* (nullable) JSON of a send */
  char *note;     /* (nullable) */
  gint64 message_id;
  gint64 other_id; /* the lead of a task, the send of an approval */
  gint64 n_people; /* -1: not known */
  double per_day;  /* of a journey */
  gint64 money;    /* cost of an item, budget of a campaign */
  EspPlanKind item_kind;
  EspHolidayKind holiday_kind;
  gboolean is_off; /* nobody works then */
  gint64 approved_until_us;
  double value; /* of a goal: reached; NAN while not counted */
  gint64 target;
  const char *currency; /* (nullable): the plan's, of a goal in money */
  EspGoal goal;
  EspGoalProgress *progress; /* (owned) (nullable) of a goal */
  char *people;              /* (owned) (nullable) to whom a send goes, by name; "everyone" */
} EspPlanEntry;

/* Everything dated in a span. */
typedef struct
{
  gint64 from_us;
  gint64 to_us;
  gint64 now_us;
  GTimeZone *zone;    /* (owned) */
  char *zone_name;    /* (owned) */
  char *currency;     /* (owned) */
  GPtrArray *entries; /* (owned) (element-type EspPlanEntry): in order of time */
} EspPlan;

EspPlan *
esp_plan_load (EspTx *tx, gint64 from_us, gint64 to_us, EspHolidays *holidays, GError **error);
EspHolidays *esp_plan_load_holidays (EspTx *tx, GError **error);
void esp_plan_free (EspPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlan, esp_plan_free)
EspPlanEntry *esp_plan_find (const EspPlan *self, const char *key);
void esp_plan_sort (EspPlan *self);

const char *esp_plan_type_get_name (EspPlanType type);
gboolean esp_plan_entry_is_movable (const EspPlanEntry *entry, const char **out_why);
gboolean esp_plan_entry_is_open_send (const EspPlanEntry *entry);
gint64 esp_plan_entry_get_end (const EspPlanEntry *entry);

gboolean esp_plan_get_campaign_span (const EspPlanBarRow *row,
                                     GTimeZone *zone,
                                     gint64 *out_from_us,
                                     gint64 *out_to_us,
                                     gboolean *out_is_all_day);
gint64 esp_plan_day_to_utc (gint64 at_us, GTimeZone *zone);
gint64 esp_plan_day_from_utc (gint64 day_us, GTimeZone *zone);
gint64 esp_plan_same_clock (gint64 like_us, const GDate *day, GTimeZone *zone);
void esp_plan_get_date (gint64 at_us, GTimeZone *zone, GDate *out_day);

G_END_DECLS
