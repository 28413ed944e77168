/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail server as a kind of channel: its settings as fields, checked and opened. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-smtp-kind.h"

#include "channels/email/esp-smtp-channel.h"

#include <glib/gi18n.h>

static const char *const securities[] = { "tls", "starttls", "optional", "none", NULL };
static const char *const security_labels[] = { N_ ("TLS from the start (465)"),
                                               N_ ("STARTTLS (587)"), N_ ("Encrypted when offered"),
                                               N_ ("Not encrypted"), NULL };
static const char *const auths[] = { "auto", "plain", "login", "xoauth2", NULL };
static const char *const auth_labels[] = { N_ ("The best that the server offers"), "PLAIN", "LOGIN",
                                           "OAuth 2", NULL };

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
  { .name = "connections",
    .label = N_ ("Connections at once"),
    .type = ESP_CHANNEL_FIELD_NUMBER,
    .fallback = "4" },
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

  return account != NULL ? esp_smtp_channel_new (account, secret) : NULL;
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
