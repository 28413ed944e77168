/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_REVIEW_ACT_ASK,     /* id: of the campaign */
  ESP_REVIEW_ACT_COMMENT, /* with place and text */
  ESP_REVIEW_ACT_DONE,    /* id: of the comment */
  ESP_REVIEW_ACT_UNDONE,  /* id: of the comment */
  ESP_REVIEW_ACT_CHANGES, /* with text */
  ESP_REVIEW_ACT_APPROVE, /* with until_us */
  ESP_REVIEW_ACT_WITHDRAW,
} EspReviewAct;

typedef struct
{
  EspReviewAct act;
  gint64 id;
  const char *person; /* (nullable): whoever sits here */
  const char *place;  /* (nullable) */
  const char *text;   /* (nullable) */
  gint64 until_us;
} EspReviewOrder;

void esp_review_act (EspSession *session, const EspReviewOrder *order);
const char *esp_review_get_person (void);

G_END_DECLS
