/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"
#include "store/esp-events.h"

G_BEGIN_DECLS

#define ESP_SCORE_VERSION 1
#define ESP_SCORE_MAX_BYTES (256 * 1024)
#define ESP_SCORE_MAX_RULES 100
#define ESP_SCORE_MAX_THRESHOLDS 16
#define ESP_SCORE_MAX_POINTS 100000
#define ESP_SCORE_MAX_MOST 1000
#define ESP_SCORE_MAX_DAYS 3650

/* Points by hand and by journeys are events too, so that the history alone tells a score:
 * {"score": column, "add": n}, {"score": column, "set": n} or {"score": column, "scale": percent}. */
#define ESP_SCORE_EVENT_POINTS ESP_EVENT_SCORE_POINTS

/* How often the same rule counts for one lead. */
typedef enum
{
  ESP_SCORE_EACH,
  ESP_SCORE_ONCE, /* the first time ever */
  ESP_SCORE_MOST, /* the first n times of each period */
} EspScoreCount;

/* Periods of the calendar of the workspace. */
typedef enum
{
  ESP_SCORE_DAY,
  ESP_SCORE_WEEK, /* from Monday */
  ESP_SCORE_MONTH,
} EspScorePeriod;

/* Points for something that happened, or for something that is so. */
typedef struct
{
  char *id;
  char *title; /* (nullable) */
  gboolean is_off;
  int points;
  EspCondition *match; /* (owned) (nullable): an event and what it has to have */
  EspRule *condition;  /* (owned) (nullable): points while it is true; they do not decay */
  EspScoreCount count; /* this and the next two: of events */
  guint most;
  EspScorePeriod per;
  int
    cap; /* so many points at most, or at least when they are negative, at any moment; 0: no end */
} EspScoreRule;

/* A value whose crossing is an event. */
typedef struct
{
  char *id;
  char *title; /* (nullable) */
  int value;
  gboolean is_falling; /* told when the score falls below, having been at or above */
  int slack;           /* how far back it has to go before the next crossing counts */
  gboolean has_task;   /* sales get something to do */
  gboolean is_alert;
  char *task;     /* (nullable) its title */
  char *owner;    /* (nullable) */
  guint due_days; /* 0: no day */
} EspScoreThreshold;

/* How one score is made. Built once, then only read, by any thread. */
typedef struct
{
  gatomicrefcount refs;
  double half_life_days; /* 0: points stay */
  gboolean has_min;
  gboolean has_max;
  int min;
  int max;
  GArray *rules;      /* (owned) (element-type EspScoreRule) */
  GArray *thresholds; /* (owned) (element-type EspScoreThreshold) */
} EspScore;

EspScore *esp_score_new (void);
EspScore *esp_score_ref (EspScore *self);
void esp_score_unref (EspScore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScore, esp_score_unref)

guint esp_score_get_n_rules (const EspScore *self);
const EspScoreRule *esp_score_get_rule (const EspScore *self, guint index);
guint esp_score_get_n_thresholds (const EspScore *self);
const EspScoreThreshold *esp_score_get_threshold (const EspScore *self, guint index);
gboolean esp_score_asks_events (const EspScore *self);
gboolean esp_score_has_kind (const EspScore *self, const char *kind);

G_END_DECLS
