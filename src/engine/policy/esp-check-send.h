/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

/* Why a channel cannot take a send. */
typedef enum
{
  ESP_CHANNEL_READY,
  ESP_CHANNEL_NONE,     /* none is chosen */
  ESP_CHANNEL_OFF,      /* switched off */
  ESP_CHANNEL_SAMPLE,   /* nothing of the sample workspace leaves the computer */
  ESP_CHANNEL_KIND,     /* of a kind that this program does not know */
  ESP_CHANNEL_SETTINGS, /* its settings cannot be used */
  ESP_CHANNEL_MEDIUM,   /* it carries messages of another kind */
} EspChannelProblem;

/* What somebody else found out about one rule. */
typedef struct
{
  const char *rule;
  gboolean is_broken;
  gboolean is_mild; /* to be looked at, whatever the rule says */
  const char *place;
  char *args[2];   /* (nullable) */
  char *detail_ko; /* (nullable): the second of them in Korean */
} EspSendNote;

/* What the rules ask about a send as a whole. Everything is borrowed. */
typedef struct
{
  EspChannelProblem problem;
  const char *channel;        /* (nullable): its name */
  const char *problem_detail; /* (nullable): with ESP_CHANNEL_SETTINGS */
  gboolean has_message;
  const char *broken;           /* (nullable): why the message cannot be made */
  gboolean is_ad;               /* what the message says of itself */
  gboolean is_marketing;        /* consent is asked */
  gboolean is_to_room;          /* everything goes to one room, once for each person */
  gboolean is_email;            /* exempt from the rule of the night */
  const char *const *countries; /* of those who will receive */
  guint64 n_receivers;          /* now or when their quiet hours end */
  guint64 n_night;              /* would get it in the law's night without having agreed */
  guint64 n_quiet;              /* would get it in quiet hours, which the send ignores */
  guint64 n_old_consents;
  guint64 n_bare_consents;
  const EspSendNote *notes; /* (nullable) */
  guint n_notes;
  const char *medium;       /* (nullable): "email"; else rules of all media */
  const char *day;          /* (nullable): as in EspContentInput */
  const char *const *packs; /* (nullable) */
  const char *const *only;  /* (nullable) */
} EspSendFacts;

void
esp_send_facts_check (const EspSendFacts *self, const EspContentRules *rules, GPtrArray *findings);

G_END_DECLS
