/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-pulse.h"
#include "store/esp-agenda.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What the overview shows, to be put on one sheet. */
typedef struct
{
  EspSession *session;
  const EspAgenda *agenda; /* (nullable) */
  const EspPulse *pulse;   /* (nullable) */
  GPtrArray *goals;        /* (nullable) of EspOverviewGoalLine */
} EspOverviewPrint;

/* A goal in words. */
typedef struct
{
  char *title;
  char *detail;
  double share;
} EspOverviewGoalLine;

void esp_overview_goal_line_free (gpointer line);
void esp_overview_print (const EspOverviewPrint *what);
void esp_overview_print_to_file (const EspOverviewPrint *what);

G_END_DECLS
