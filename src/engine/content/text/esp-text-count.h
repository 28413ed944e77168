/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-charset.h"

G_BEGIN_DECLS

#define ESP_SMS_MAX_BYTES 90
#define ESP_LMS_MAX_BYTES 2000
#define ESP_LMS_MAX_SUBJECT_BYTES 40
#define ESP_MMS_MAX_IMAGES 3

/* How a gateway measures. */
typedef enum
{
  ESP_COUNTING_KOREAN, /* bytes of CP949; SMS, LMS, MMS */
  ESP_COUNTING_WORLD,  /* segments of GSM-7 or UCS-2 */
} EspTextCounting;

/* What a text message is paid as. */
typedef enum
{
  ESP_TEXT_SMS,
  ESP_TEXT_LMS,
  ESP_TEXT_MMS,
  ESP_N_TEXT_KINDS
} EspTextKind;

/* What is wanted; the kinds of a message follow the same order. */
typedef enum
{
  ESP_TEXT_WISH_AUTO,
  ESP_TEXT_WISH_SMS,
  ESP_TEXT_WISH_LMS,
  ESP_TEXT_WISH_MMS,
} EspTextWish;

typedef struct
{
  EspTextCounting counting;
  EspTextKind kind;
  guint bytes;         /* of the text, in CP949; GSM-7: septets, UCS-2: units */
  guint limit;         /* of one message of this kind, in the same measure */
  guint subject_bytes; /* CP949 */
  gboolean is_unicode; /* WORLD: goes out as UCS-2 */
  guint segments;      /* messages that are paid: 1 of a Korean one */
  guint n_strangers;   /* characters that cannot be sent; KOREAN */
  guint n_extensions;  /* syllables that old handsets lack; KOREAN */
  gboolean is_too_long;
  gboolean is_subject_too_long;
} EspTextCount;

char *esp_text_unify_lines (char *text);
guint esp_text_count_bytes (const char *text, guint *out_strangers, guint *out_extensions);
void esp_text_count_korean (const char *subject,
                            const char *body,
                            guint n_images,
                            EspTextWish wish,
                            EspTextCount *out_count);
void esp_text_count_world (const char *body, EspTextCount *out_count);
const char *esp_text_kind_name (EspTextKind kind);

G_END_DECLS
