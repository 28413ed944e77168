/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_EMAIL_MAX_BYTES 254
#define ESP_EMAIL_MAX_LOCAL_BYTES 64

typedef enum
{
  ESP_EMAIL_OK,
  ESP_EMAIL_EMPTY,
  ESP_EMAIL_NO_AT,
  ESP_EMAIL_SEVERAL,
  ESP_EMAIL_BAD_LOCAL,
  ESP_EMAIL_BAD_DOMAIN,
  ESP_EMAIL_NO_TLD,
  ESP_EMAIL_TOO_LONG,
} EspEmailProblem;

/* An address as we store it: the domain in lower case and as an A-label, the local part untouched. */
typedef struct
{
  char address[ESP_EMAIL_MAX_BYTES + 1];
  gsize domain_offset; /* of the byte after the @ */
} EspEmailAddress;

EspEmailProblem esp_email_normalize (const char *text, EspEmailAddress *out_address);
const char *esp_email_problem_to_string (EspEmailProblem problem);
char *esp_email_dup_display_name (const char *text);
char *esp_email_suggest (const char *address);
gboolean esp_email_is_role (const char *address);

G_END_DECLS
