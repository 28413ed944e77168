/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-pulse.h"
#include "store/esp-agenda.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A line of the overview in words. Strings are owned unless said otherwise. */
typedef struct
{
  char *title;
  char *detail;
  char *address;         /* (nullable) what opens */
  const char *action;    /* (nullable) static: an action of the window instead */
  const char *icon_name; /* static */
  const char *css_class; /* (nullable) static: "error", "warning", "success" */
  const char *button;    /* translated, with a mnemonic */
} EspOverviewLine;

void esp_overview_line_clear (EspOverviewLine *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspOverviewLine, esp_overview_line_clear)

void
esp_overview_describe_need (EspSession *session, const EspNeed *need, EspOverviewLine *out_line);
void esp_overview_describe_change (EspSession *session,
                                   const EspChange *change,
                                   const EspPeriod *period,
                                   EspOverviewLine *out_line);
char *esp_overview_describe_send (const EspTodaySend *send);
char *esp_overview_drill_address (const char *key);

G_END_DECLS
