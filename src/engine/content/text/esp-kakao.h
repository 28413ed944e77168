/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"

G_BEGIN_DECLS

#define ESP_ALIMTALK_MAX_CHARS 1000

/* What stands in the way of a Kakao message. */
typedef enum
{
  ESP_KAKAO_NO_TEMPLATE,
  ESP_KAKAO_NOT_APPROVED, /* the template is rejected or still being looked at */
  ESP_KAKAO_NO_TEXT,
  ESP_KAKAO_MISSING_VARIABLE, /* argument: its name */
  ESP_KAKAO_EMPTY_VARIABLE,   /* the same, of one person */
  ESP_KAKAO_BAD_NAME,         /* a name of a variable that gateways refuse */
  ESP_KAKAO_TOO_LONG,         /* argument: characters */
  ESP_KAKAO_TOO_MANY_LINES,
  ESP_KAKAO_TOO_MANY_BUTTONS,
  ESP_KAKAO_BUTTON_NAME, /* empty, too long, or with a variable; argument: the name */
  ESP_KAKAO_BUTTON_LINK, /* an address is missing or none; argument: the name */
  ESP_KAKAO_BUTTON_TYPE, /* argument: the name */
  ESP_KAKAO_NO_IMAGE,
  ESP_KAKAO_COUPON_TITLE,
  ESP_KAKAO_COUPON_TEXT,
  ESP_KAKAO_NO_SUBSTITUTE, /* nothing reaches who has no KakaoTalk */
} EspKakaoProblemKind;

typedef struct
{
  EspKakaoProblemKind kind;
  char *place;    /* as in the JSON */
  char *argument; /* (nullable) */
} EspKakaoProblem;

void esp_kakao_problem_free (gpointer problem);
gboolean esp_kakao_problem_blocks (EspKakaoProblemKind kind);
char *esp_kakao_problem_to_sentence (const EspKakaoProblem *self);
GPtrArray *esp_kakao_check (const EspTextDoc *doc);

GPtrArray *esp_kakao_list_names (const char *template_text);
char *esp_kakao_fill (const EspTextDoc *doc);
char *esp_kakao_fill_text (const EspTextDoc *doc, const char *text);
const char *esp_bubble_gateway_name (EspBubble bubble);
guint esp_bubble_max_chars (EspBubble bubble);

G_END_DECLS
