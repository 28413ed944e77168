/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail server as a kind of channel: its settings as fields, checked and opened. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-smtp-kind.h"

#include "channels/email/esp-smtp-channel.h"
#include "channels/email/esp-smtp-oauth.h"

#include <glib/gi18n.h>

static const char *const securities[] = { "tls", "starttls", "optional", "none", NULL };
static const char *const security_labels[] = { N_ ("TLS from the start (465)"),
                                               N_ ("STARTTLS (587)"), N_ ("Encrypted when offered"),
                                               N_ ("Not encrypted"), NULL };
static const char *const auths[] = { "auto", "plain", "login", "xoauth2", NULL };
static const char *const auth_labels[] = { N_ ("The best that the server offers"), "PLAIN", "LOGIN",
                                           "OAuth 2", NULL };

static const char *const sign_ins[] = { "google", "microsoft", "other", NULL };
static const char *const sign_in_labels[] = { "Google", "Microsoft", N_ ("Another provider"),
                                              NULL };

static const EspChannelField fields[] = {
  { .name = "host",
    .label = N_ ("Server, such as smtp.example.com"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE },
  { .name = "security",
    .label = N_ ("Security"),
    .type = ESP_CHANNEL_FIELD_CHOICE,
    .fallback = "starttls",
    .choices = securities,
    .choice_labels = security_labels },
  { .name = "port", .label = N_ ("Port"), .type = ESP_CHANNEL_FIELD_NUMBER, .fallback = "587" },
  { .name = "plain-accepted",
    .label = N_ ("Accept that mail can be read on the way"),
    .type = ESP_CHANNEL_FIELD_SWITCH },
  { .name = "auth",
    .label = N_ ("Way to sign in"),
    .type = ESP_CHANNEL_FIELD_CHOICE,
    .fallback = "auto",
    .choices = auths,
    .choice_labels = auth_labels,
    .is_hidden = TRUE },
  { .name = "user", .label = N_ ("User name"), .type = ESP_CHANNEL_FIELD_TEXT },
  { .name = "password", .label = N_ ("Password"), .type = ESP_CHANNEL_FIELD_SECRET },
  { .name = "oauth",
    .label = N_ ("Sign in at"),
    .type = ESP_CHANNEL_FIELD_CHOICE,
    .choices = sign_ins,
    .choice_labels = sign_in_labels,
    .is_hidden = TRUE },
  { .name = "oauth-client-id",
    .label = N_ ("Client ID"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_hidden = TRUE },
  { .name = "oauth-authorize-url",
    .label = "oauth-authorize-url",
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_hidden = TRUE },
  { .name = "oauth-token-url",
    .label = "oauth-token-url",
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_hidden = TRUE },
  { .name = "oauth-scope",
    .label = "oauth-scope",
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_hidden = TRUE },
  { .name = "oauth-redirect",
    .label = "oauth-redirect",
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_hidden = TRUE },
  { .name = "connections",
    .label = N_ ("Connections at once"),
    .type = ESP_CHANNEL_FIELD_NUMBER,
    .fallback = "4" },
  { .name = "messages-per-connection",
    .label = N_ ("Messages in one connection"),
    .type = ESP_CHANNEL_FIELD_NUMBER,
    .is_hidden = TRUE },
  { .name = "ehlo-name",
    .label = N_ ("Name of this computer"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_hidden = TRUE },
  { .name = "ca-file",
    .label = N_ ("Authorities to trust"),
    .type = ESP_CHANNEL_FIELD_FILE,
    .is_hidden = TRUE },
  { .name = "login-ms", .label = "login-ms", .type = ESP_CHANNEL_FIELD_NUMBER, .is_hidden = TRUE },
  { .name = "command-ms",
    .label = "command-ms",
    .type = ESP_CHANNEL_FIELD_NUMBER,
    .is_hidden = TRUE },
  { .name = "data-ms", .label = "data-ms", .type = ESP_CHANNEL_FIELD_NUMBER, .is_hidden = TRUE },
  { .name = "block-ms", .label = "block-ms", .type = ESP_CHANNEL_FIELD_NUMBER, .is_hidden = TRUE },
  { .name = "dot-ms", .label = "dot-ms", .type = ESP_CHANNEL_FIELD_NUMBER, .is_hidden = TRUE },
  { .name = "idle-ms", .label = "idle-ms", .type = ESP_CHANNEL_FIELD_NUMBER, .is_hidden = TRUE },
  { .name = NULL },
};

static gboolean
check (const char *settings, GError **error)
{
  g_autoptr (EspSmtpAccount) account = esp_smtp_account_from_json (settings, error);

  return account != NULL;
}

static EspChannel *
open_channel (const char *settings, const char *secret, GError **error)
{
  g_autoptr (EspSmtpAccount) account = esp_smtp_account_from_json (settings, error);
  g_autoptr (EspOauthTokens) tokens = NULL;
  g_autofree char *id = NULL;
  g_autofree char *plain = NULL;
  EspOauthApp *app;

  if (account == NULL)
    return NULL;
  tokens = account->auth == ESP_SMTP_AUTH_XOAUTH2 ? esp_oauth_secret_read (secret, &id) : NULL;
  app = tokens != NULL ? esp_oauth_app_new_from_settings (settings, secret, NULL) : NULL;
  if (app != NULL)
    return esp_smtp_oauth_new (account, app, g_steal_pointer (&tokens), secret, id);
  /* Without a program of one's own the token is good until it ends. */
  plain = tokens != NULL ? g_strdup (tokens->access_token)
                         : esp_channel_secret_dup (&esp_smtp_kind, secret, "password");
  return esp_smtp_channel_new (account, plain);
}

const EspChannelKind esp_smtp_kind = {
  .id = "smtp",
  .title = N_ ("Email (SMTP)"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help = N_ ("The server, user name and password that your mail provider gives you."),
  .check = check,
  .open = open_channel,
};
