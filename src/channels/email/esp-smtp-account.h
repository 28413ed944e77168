/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_SMTP_SECURITY_TLS,      /* encrypted from the first byte; port 465 */
  ESP_SMTP_SECURITY_STARTTLS, /* encrypted or not at all; port 587 */
  ESP_SMTP_SECURITY_OPTIONAL, /* encrypted when offered; with a password it is never optional */
  ESP_SMTP_SECURITY_NONE,     /* on this computer, or by explicit choice */
} EspSmtpSecurity;

typedef enum
{
  ESP_SMTP_AUTH_AUTO, /* the best that the server offers */
  ESP_SMTP_AUTH_PLAIN,
  ESP_SMTP_AUTH_LOGIN,
  ESP_SMTP_AUTH_XOAUTH2, /* the secret is an access token */
} EspSmtpAuth;

/* How long to wait for the other end, in milliseconds: once a message is under way as long as RFC 5321 (4.5.3.2) wants
 * it, but nobody loses anything when a server that does not even greet is given up sooner. */
typedef struct
{
  guint login_ms; /* name, connection, encryption, greeting and sign-in together */
  guint command_ms;
  guint data_ms;
  guint block_ms;
  guint dot_ms;
  guint idle_ms;  /* an unused connection is closed after this */
  guint stuck_ms; /* others go round a connection that has made no progress for so long; 0: never */
} EspSmtpPatience;

/* How to reach one mail server; holds no password. */
typedef struct
{
  char *host;
  guint port;
  EspSmtpSecurity security;
  EspSmtpAuth auth;
  char *user;                 /* (nullable) no sign-in without one */
  char *ehlo_name;            /* (nullable) an address literal is used without one */
  char *ca_file;              /* (nullable) authorities to trust instead of the system's */
  gboolean has_no_pipelining; /* learnt: the server offers it, and does not hear what comes so */
  gboolean is_plain_accepted; /* chosen by a person: unencrypted beyond this computer */
  guint n_connections;
  guint
    n_per_connection; /* messages after which a new one is opened; 0: as many as the server takes */
  EspSmtpPatience patience;
} EspSmtpAccount;

EspSmtpAccount *esp_smtp_account_new (const char *host, guint port);
EspSmtpAccount *esp_smtp_account_copy (const EspSmtpAccount *self);
void esp_smtp_account_free (EspSmtpAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSmtpAccount, esp_smtp_account_free)

EspSmtpAccount *esp_smtp_account_from_json (const char *json, GError **error);
char *esp_smtp_account_to_json (const EspSmtpAccount *self);
gboolean esp_smtp_account_check (const EspSmtpAccount *self, GError **error);
gboolean esp_smtp_account_is_loopback (const EspSmtpAccount *self);
gboolean esp_smtp_security_from_name (const char *name, EspSmtpSecurity *out_security);
const char *esp_smtp_security_to_name (EspSmtpSecurity security);
gboolean esp_smtp_auth_from_name (const char *name, EspSmtpAuth *out_auth);
char *esp_smtp_account_to_where (const EspSmtpAccount *self);

G_END_DECLS
