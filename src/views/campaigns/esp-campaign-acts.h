/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-campaigns.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What can be done with a campaign; each is one write. */
typedef enum
{
  ESP_CAMPAIGN_NEW,       /* text: its name; opens it */
  ESP_CAMPAIGN_DUPLICATE, /* text: the name of the copy; opens it */
  ESP_CAMPAIGN_ARCHIVE,
  ESP_CAMPAIGN_RENAME,   /* text */
  ESP_CAMPAIGN_GOAL,     /* text: JSON or NULL; number: budget */
  ESP_CAMPAIGN_MESSAGE,  /* number: its id */
  ESP_CAMPAIGN_CHANNEL,  /* number: its id */
  ESP_CAMPAIGN_AUDIENCE, /* text: JSON */
  ESP_CAMPAIGN_OPTIONS,  /* text: JSON of those that change */
  ESP_CAMPAIGN_AT,       /* number: when; 0 at once */
  ESP_CAMPAIGN_NEXT,     /* a further send, a draft like the last one */
  ESP_CAMPAIGN_FIX,      /* text: the rule whose finding is mended */
  ESP_CAMPAIGN_SEND,     /* number: when; 0 at once */
  ESP_CAMPAIGN_PAUSE,
  ESP_CAMPAIGN_RESUME,
  ESP_CAMPAIGN_STOP,
  ESP_CAMPAIGN_COUNT_SENT, /* number: a lead in doubt, 0 all: got it */
  ESP_CAMPAIGN_SEND_AGAIN, /* number: a lead in doubt, 0 all: gets it again */
} EspCampaignAct;

void esp_campaign_act (EspSession *session,
                       EspCampaignAct act,
                       gint64 campaign_id,
                       const char *text,
                       gint64 number);

G_END_DECLS
