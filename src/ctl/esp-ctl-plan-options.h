/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-plan-study.h"

G_BEGIN_DECLS

#define ESP_CTL_PLAN_SUBJECT "plan"

/* What was asked of “espalierctl plan”, and what was found. */
typedef struct
{
  char *workspace;
  char *from;
  char *to;
  char *at;
  char *until;
  char *kind;
  char *title;
  char *note;
  char *owner;
  char *state;
  char *medium;
  char *cost;
  char *committed;
  char *campaign;
  char *channel;
  char **segments;
  char *output;
  int days;
  int hours;
  gboolean is_everyone;
  gboolean is_dry;
  gboolean is_json;
  gboolean is_open;
  gboolean is_yearly;
  gboolean is_removed;
  gboolean is_year; /* a whole year rather than a month, when no span is given */

  const char *action;
  const char *key;      /* (nullable) the second word */
  const char *argument; /* (nullable) the third */
  const char *extra;    /* (nullable) the fourth */

  gint64 from_us;
  gint64 to_us;
  gint64 at_us;
  gint64 now_us;
  gboolean at_has_time;
  gint64 campaign_id;
  GTimeZone *zone; /* (owned) (nullable) */
  char *zone_name; /* (owned) (nullable) */
  char *currency;  /* (owned) (nullable) */
  char *made;      /* (owned) (nullable) the key of what was made */
  EspPlanMove move;
  EspPlan *plan;        /* (owned) (nullable) */
  EspPlanStudy *study;  /* (owned) (nullable) */
  EspPlanStudy *second; /* (owned) (nullable) */
  EspPlanSum sums[2];
  GPtrArray *tried;      /* (owned) (nullable) */
  GPtrArray *rows;       /* (owned) (nullable) */
  EspHolidays *holidays; /* (owned) (nullable) */
  GString *text;         /* (owned) (nullable) */
} EspCtlPlan;

void esp_ctl_plan_clear (EspCtlPlan *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspCtlPlan, esp_ctl_plan_clear)

gboolean esp_ctl_plan_parse (EspCtlPlan *self, int *argc, char ***argv, int *out_status);
gboolean esp_ctl_plan_read_world (EspCtlPlan *self, EspTx *tx, GError **error);
gboolean esp_ctl_plan_read_span (EspCtlPlan *self, EspTx *tx, GError **error);
gboolean esp_ctl_plan_read_moment (const EspCtlPlan *self,
                                   EspTx *tx,
                                   const char *key,
                                   gint64 *out_us,
                                   GError **error);
gboolean esp_ctl_plan_parse_time (const char *text,
                                  GTimeZone *zone,
                                  gint64 *out_us,
                                  gboolean *out_has_time,
                                  GError **error);
gboolean esp_ctl_plan_parse_money (const char *text,
                                   const char *currency,
                                   gint64 *out_minor,
                                   GError **error);
gboolean esp_ctl_plan_refuse (GError **error, const char *sentence);
int esp_ctl_plan_read (EspCtlPlan *self, EspStoreFunc func);
int esp_ctl_plan_write (EspCtlPlan *self, const char *kind, EspStoreFunc func);

G_END_DECLS
