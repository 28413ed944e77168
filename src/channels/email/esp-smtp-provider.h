/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-account.h"

G_BEGIN_DECLS

/* A mail server by the name that people know; from data/rules/smtp-providers.json. */
typedef struct
{
  const char *id;
  const char *name;
  const char *host;
  guint port;
  EspSmtpSecurity security;
  const char *user;   /* (nullable) the same for everybody */
  const char *hint;   /* what the sign-in wants: app-password, api-key, smtp-user, oauth, mailbox */
  guint per_day;      /* 0: depends on the contract */
  guint per_minute;   /* 0: it says nothing */
  const char *source; /* (nullable) where it says so */
} EspSmtpProvider;

guint esp_smtp_provider_get_n (void);
const EspSmtpProvider *esp_smtp_provider_get (guint index);
const EspSmtpProvider *esp_smtp_provider_find (const char *id);
const EspSmtpProvider *esp_smtp_provider_find_address (const char *address);
const char *esp_smtp_provider_get_date (void);
void esp_smtp_provider_apply (const EspSmtpProvider *self, EspSmtpAccount *account);
char *
esp_smtp_provider_limit (const EspSmtpProvider *self, const char *settings, gboolean has_rate);

G_END_DECLS
