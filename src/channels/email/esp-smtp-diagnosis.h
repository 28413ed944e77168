/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-account.h"

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a certificate, as far as it shows. */
typedef enum
{
  ESP_SMTP_CERTIFICATE_UNKNOWN,
  ESP_SMTP_CERTIFICATE_EXPIRED,
  ESP_SMTP_CERTIFICATE_SELF_SIGNED,
} EspSmtpCertificate;

/* What was seen while signing in. */
typedef struct
{
  CURLcode curl_code;
  const char *curl_text;  /* libcurl's own words, to tell certificate troubles apart */
  int os_errno;           /* 0 when unknown */
  gboolean was_connected; /* TCP stood */
  int reply_code;         /* the last reply; 0 without one */
  const char *reply;      /* its words, or "" */
  EspSmtpCertificate certificate;
} EspSmtpSymptom;

EspSmtpCertificate esp_smtp_judge_certificate (const struct curl_certinfo *certificates,
                                               gint64 now_us);

GError *esp_smtp_diagnose (const EspSmtpAccount *account, const EspSmtpSymptom *symptom);
GError *esp_smtp_error_new (const EspSmtpAccount *account, int code, const EspSmtpSymptom *symptom);

G_END_DECLS
