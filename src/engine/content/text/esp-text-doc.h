/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "engine/content/text/esp-text-count.h"

G_BEGIN_DECLS

#define ESP_TEXT_DOC_VERSION 1
#define ESP_TEXT_MAX_BUTTONS 5
#define ESP_TEXT_MAX_VARIABLES 40

/* What kind of channel carries the message; also the word of messages.channel. */
typedef enum
{
  ESP_TEXT_MEDIUM_TEXT,  /* SMS, LMS, MMS */
  ESP_TEXT_MEDIUM_KAKAO, /* Alimtalk, Brand Message */
  ESP_TEXT_MEDIUM_CHAT,  /* a room of a team, or a webhook */
  ESP_TEXT_MEDIUM_PUSH,  /* web push */
  ESP_N_TEXT_MEDIA
} EspTextMedium;

typedef enum
{
  ESP_KAKAO_ALIMTALK, /* information, by an approved template, to anyone with a telephone */
  ESP_KAKAO_BRAND,    /* advertising, free form, to friends of the channel */
} EspKakaoProduct;

/* The bubbles of a Brand Message that we make. */
typedef enum
{
  ESP_BUBBLE_TEXT,
  ESP_BUBBLE_IMAGE,
  ESP_BUBBLE_WIDE,
  ESP_N_BUBBLES
} EspBubble;

/* What the operator said of an Alimtalk template when it was asked last. */
typedef enum
{
  ESP_TEMPLATE_UNKNOWN,
  ESP_TEMPLATE_PENDING,
  ESP_TEMPLATE_INSPECTING,
  ESP_TEMPLATE_APPROVED,
  ESP_TEMPLATE_REJECTED,
} EspTemplateState;

/* A button of a Kakao message; strings are never NULL. */
typedef struct
{
  char *name;
  char *type; /* "WL", "AL", "BK", "MD", "DS", "BC", "BT", "AC" */
  char *mobile;
  char *pc;
  char *android;
  char *ios;
} EspKakaoButton;

/* A text as it goes to telephones. */
typedef struct
{
  EspTextWish wish;
  char *title; /* heads an LMS or MMS */
  char *body;
} EspTextBody;

/* The Kakao part; strings are never NULL. */
typedef struct
{
  EspKakaoProduct product;
  char *profile;       /* the sender's channel, "KA01PF…"; "" takes the channel's own */
  char *template_code; /* of Alimtalk */
  char *template_text; /* as approved, with #{names} */
  EspTemplateState state;
  GPtrArray *variables; /* (element-type EspKakaoVariable) in their order */
  EspBubble bubble;     /* of a Brand Message */
  char *targeting;      /* "I", "M" or "N" */
  char *image_link;
  char *coupon_title; /* "" is no coupon */
  char *coupon_text;
  char *coupon_link;
  GPtrArray *buttons; /* (element-type EspKakaoButton) */
} EspKakaoPart;

typedef struct
{
  char *name; /* without #{ } */
  char *value;
} EspKakaoVariable;

/* One message that is not an email, as it is edited and stored. Strings are never NULL. */
typedef struct
{
  EspTextMedium medium;
  EspMessageClass message_class;
  char *language; /* BCP 47 */
  EspMissingPolicy missing;
  GHashTable *fallbacks; /* field name → text in its place when a lead has none */
  EspTextBody text;      /* KAKAO: the body of a Brand Message; CHAT, PUSH: title and body */
  EspKakaoPart kakao;
  gboolean has_substitute;
  EspTextBody substitute; /* goes as text message where KakaoTalk does not arrive */
  char *link;             /* PUSH: what a click opens */
  char *icon;             /* PUSH: https */
  GPtrArray *files;       /* (element-type EspMessageFile) pictures of MMS and Brand Message */
} EspTextDoc;

EspTextDoc *esp_text_doc_new (EspTextMedium medium);
EspTextDoc *esp_text_doc_copy (const EspTextDoc *self);
void esp_text_doc_free (EspTextDoc *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextDoc, esp_text_doc_free)

EspTextDoc *esp_text_doc_parse (const char *json, gssize length, GError **error);
char *esp_text_doc_to_json (const EspTextDoc *self);
gboolean esp_text_doc_is_text (const char *medium);

const char *esp_text_medium_name (EspTextMedium medium);
gboolean esp_text_medium_from_name (const char *name, EspTextMedium *out_medium);
const char *esp_bubble_name (EspBubble bubble);
const char *esp_template_state_name (EspTemplateState state);
gboolean esp_template_state_from_name (const char *name, EspTemplateState *out_state);

EspKakaoButton *esp_kakao_button_new (const char *name, const char *type);
void esp_kakao_button_free (gpointer button);
EspKakaoVariable *esp_kakao_variable_new (const char *name, const char *value);
void esp_kakao_variable_free (gpointer variable);
const char *esp_text_doc_get_variable (const EspTextDoc *self, const char *name);

/* Every text of a message that may hold tags. @place: as in the JSON, for sentences. */
typedef void (*EspTextPlaceFunc) (const char *place, char **text, gpointer user_data);
void esp_text_doc_foreach_text (EspTextDoc *self, EspTextPlaceFunc func, gpointer user_data);

G_END_DECLS
