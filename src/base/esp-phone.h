/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "+" and at most 15 digits (ITU-T E.164), with room to spare. */
#define ESP_PHONE_E164_BYTES 20

typedef enum
{
  ESP_PHONE_OK,
  ESP_PHONE_EMPTY,
  ESP_PHONE_INVALID,
  ESP_PHONE_TOO_SHORT,
  ESP_PHONE_TOO_LONG,
  ESP_PHONE_SCIENTIFIC, /* a spreadsheet wrote it as 1.01E+09: digits are lost */
} EspPhoneProblem;

typedef enum
{
  ESP_PHONE_KIND_OTHER,
  ESP_PHONE_KIND_MOBILE,
  ESP_PHONE_KIND_FIXED,
} EspPhoneKind;

typedef struct
{
  char e164[ESP_PHONE_E164_BYTES];
  EspPhoneKind kind;
  gboolean
    is_repaired; /* a leading zero or a trailing ".0" that a spreadsheet damaged was mended */
} EspPhone;

EspPhoneProblem esp_phone_normalize (const char *text, const char *region, EspPhone *out_phone);
EspPhoneProblem
esp_phone_normalize_by_library (const char *text, const char *region, EspPhone *out_phone);
const char *esp_phone_problem_to_string (EspPhoneProblem problem);
char *esp_phone_format (const char *e164, const char *region);
gboolean esp_phone_is_region (const char *region);

G_END_DECLS
