/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-stage-book.h"
#include "views/campaigns/esp-campaign-page.h"

G_BEGIN_DECLS

/* What can be done with a campaign as a process; each is one write that can be undone. */
typedef enum
{
  ESP_PROCESS_ACT_BEGIN,     /* number: which process; NONE ends it */
  ESP_PROCESS_ACT_OCCASION,  /* text: its id */
  ESP_PROCESS_ACT_DAYS,      /* text: the first day; more: the last one */
  ESP_PROCESS_ACT_OWNER,     /* work; text */
  ESP_PROCESS_ACT_DUE,       /* work; text: a day */
  ESP_PROCESS_ACT_STATE,     /* work; number */
  ESP_PROCESS_ACT_TICK,      /* number: the point; text: non-NULL is done */
  ESP_PROCESS_ACT_ADD,       /* work; text: a further point */
  ESP_PROCESS_ACT_REMOVE,    /* number: the point */
  ESP_PROCESS_ACT_HAND_OVER, /* text: to whom; more: a note; number: in spite of what is missing */
  ESP_PROCESS_ACT_ATTACH,    /* work; text: path of a file */
  ESP_PROCESS_ACT_DETACH,    /* number: the file */
  ESP_PROCESS_ACT_BRIEF,     /* text: which part; more: what it says */
  ESP_PROCESS_ACT_FORECAST,  /* text: the figure; number: of how many */
  ESP_PROCESS_ACT_EXPECT, /* text: the figure; more: how many, as somebody judged without a forecast */
  ESP_PROCESS_ACT_ADS,    /* text: all advertisements as JSON */
} EspProcessAct;

typedef struct
{
  EspProcessAct act;
  EspWork work;
  const char *text; /* (nullable) */
  const char *more; /* (nullable) */
  gint64 number;
} EspProcessOrder;

void esp_process_act (EspCampaignPage *page, const EspProcessOrder *order);

G_END_DECLS
