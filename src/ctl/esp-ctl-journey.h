/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-journeys.h"
#include "store/esp-tasks.h"

G_BEGIN_DECLS

/* What the subject was told, and what it found. */
typedef struct
{
  char *workspace;
  char *reference; /* (nullable) the journey */
  char *file;
  char *name;
  char *lead;
  char *segment;
  char *now;
  gboolean accepts_warnings;
  gboolean is_json;
  char **references;
  EspSegmentEngine *engine;
  EspJourneyRow *row;
  EspJourney *journey;
  GArray *problems;
  GArray *counts;
  GArray *inside;
  GPtrArray *rows;
  GHashTable *inside_of; /* journey to gint64 * */
  EspJourneyMembers *members;
  GPtrArray *versions; /* (element-type EspJourney) of the members */
  GPtrArray *tasks;
  char *text;
  gint64 n;
} EspCtlJourney;

int esp_ctl_journey (int argc, char **argv);

void esp_ctl_journey_print_list (const EspCtlJourney *self);
void esp_ctl_journey_print_one (const EspCtlJourney *self);
void esp_ctl_journey_print_problems (const EspCtlJourney *self);
void esp_ctl_journey_print_trace (const EspCtlJourney *self);
void esp_ctl_journey_print_tasks (const EspCtlJourney *self);

G_END_DECLS
