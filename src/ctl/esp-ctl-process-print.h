/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-ad-check.h"
#include "engine/plan/esp-forecast.h"
#include "engine/plan/esp-occasions.h"
#include "engine/plan/esp-post-mortem.h"
#include "store/esp-campaigns.h"

G_BEGIN_DECLS

/* One call about a campaign as a process: what the options say, and what was found. */
typedef struct
{
  char *workspace;
  char *process;
  char *occasion;
  char *from;
  char *to;
  char *stage;
  char *owner;
  char *due;
  char *note;
  char *state;
  char *text;
  char *file;
  char *output;
  char *metric;
  char *language;
  char **sets;
  gint64 audience;
  gboolean unticks;
  gboolean in_spite;
  gboolean keeps;
  gboolean is_json;
  gboolean makes_new;
  const char *name; /* (unowned) of the campaign */

  gint64 campaign_id;
  gint64 today;
  char *currency;
  EspHolidays *holidays;
  EspCampaign *campaign;
  EspStageBook *book;
  EspProcessFacts facts;
  EspForecast *forecast;
  EspPostMortem *post_mortem;
  GPtrArray *ads;
  GPtrArray *due_rows;
  GPtrArray *occasions;
} EspCtlProcess;

char *esp_ctl_process_reason (const EspForecast *forecast);
void esp_ctl_process_print_stages (const EspCtlProcess *self);
void esp_ctl_process_print_brief (const EspCtlProcess *self);
void esp_ctl_process_print_forecast (const EspCtlProcess *self);
void esp_ctl_process_print_post_mortem (const EspCtlProcess *self);
void esp_ctl_process_print_ads (const EspCtlProcess *self);
void esp_ctl_process_print_occasions (const EspCtlProcess *self);

G_END_DECLS
