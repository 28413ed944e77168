/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-send-ask.h"

G_BEGIN_DECLS

/* How a link of the chain stands. */
typedef enum
{
  ESP_ASK_FINE,
  ESP_ASK_AGAINST,
  ESP_ASK_WAITS,
} EspAskMark;

/* One line of an answer. */
typedef struct
{
  EspAskMark mark;
  char *sentence; /* (owned) */
  char *detail;   /* (owned) (nullable) */
  char *address;  /* (owned) (nullable) where the cause is */
  char *action;   /* (owned) (nullable) what opening it is called */
  gboolean is_decisive;
} EspAskLine;

void esp_ask_line_free (EspAskLine *line);
EspAskMark esp_ask_words_mark (const EspSendAsk *ask);
char *esp_ask_words_headline (EspSession *session, const EspSendAsk *ask);
char *esp_ask_words_now (EspSession *session, const EspSendAsk *ask);
char *esp_ask_words_events (EspSession *session, const EspSendAsk *ask);
GPtrArray *esp_ask_words_lines (EspSession *session, const EspSendAsk *ask);
char *esp_ask_words_choice (EspSession *session, const EspAskChoice *choice);

G_END_DECLS
