/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small workspace for questions: leads, events, orders and spend as a test writes them down. */
#pragma once

#include "engine/insight/esp-insight.h"
#include "store/esp-store.h"

#define WORLD_DAY0 G_GINT64_CONSTANT (1735657200000000) /* 2025-01-01 00:00 in Seoul */

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} InsightWorld;

/* Something that lead number @lead (from 1) did @day days (and a part) after WORLD_DAY0. */
typedef struct
{
  guint lead;
  const char *kind;
  double day;
  const char *props; /* JSON, or NULL */
} WorldEvent;

void insight_world_init (InsightWorld *self, guint n_leads);
void insight_world_clear (InsightWorld *self);
void insight_world_set_day (InsightWorld *self, double day);
void insight_world_add (InsightWorld *self, const WorldEvent *events, gsize n_events);
void insight_world_run (InsightWorld *self, const char *sql);
EspAnswer *insight_world_ask (InsightWorld *self, const char *json);
void insight_world_assert_same (InsightWorld *self, const char *json);
const EspAnswerCell *
world_cell (const EspAnswer *answer, const char *row, const char *group, const char *column);
void assert_cell (const EspAnswer *answer, const char *row, const char *column, double value);
void assert_drills (InsightWorld *self, const EspAnswer *answer);
