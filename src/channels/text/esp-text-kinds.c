/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services for texts, KakaoTalk, chat, webhooks and push as kinds of channels: what each wants to know. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-kinds.h"

#include "channels/text/esp-gateway-channel.h"
#include "channels/text/esp-text-services.h"

#include <glib/gi18n.h>

/* Leads to another address: a region, a proxy, a test. */
#define BASE_URL_FIELD(usual)                                                                      \
  {                                                                                                \
    .name = "base-url", .label = "base-url", .type = ESP_CHANNEL_FIELD_TEXT, .fallback = (usual),  \
    .is_hidden = TRUE                                                                              \
  }
#define CA_FILE_FIELD                                                                              \
  {                                                                                                \
    .name = "ca-file", .label = "ca-file", .type = ESP_CHANNEL_FIELD_FILE, .is_hidden = TRUE       \
  }

/* What every service of the country asks for. */
#define NEEDED_FIELD(id, words, kind)                                                              \
  {                                                                                                \
    .name = (id), .label = words, .type = (kind), .is_required = TRUE                              \
  }
#define SENDER_FIELD                                                                               \
  {                                                                                                \
    .name = "sender", .label = N_ ("Sender number"), .type = ESP_CHANNEL_FIELD_TEXT,               \
    .is_required = TRUE, .hint = N_ ("Registered with the service beforehand")                     \
  }
#define PROFILE_FIELD(words)                                                                       \
  {                                                                                                \
    .name = "profile", .label = N_ ("KakaoTalk channel (sender profile)"),                         \
    .type = ESP_CHANNEL_FIELD_TEXT, .is_required = TRUE, .hint = words                             \
  }
#define OPTOUT_FIELD                                                                               \
  {                                                                                                \
    .name = "optout-number", .label = N_ ("Free opt-out number (080)"),                            \
    .type = ESP_CHANNEL_FIELD_TEXT, .hint = N_ ("Stands at the end of every advertisement")        \
  }
#define PRICE_FIELD(id, words)                                                                     \
  {                                                                                                \
    .name = (id), .label = words, .type = ESP_CHANNEL_FIELD_TEXT                                   \
  }
#define TEXT_PRICES                                                                                \
  PRICE_FIELD ("price-sms", N_ ("Price of an SMS")),                                               \
    PRICE_FIELD ("price-lms", N_ ("Price of an LMS")),                                             \
    PRICE_FIELD ("price-mms", N_ ("Price of an MMS"))
#define KAKAO_PRICES                                                                               \
  PRICE_FIELD ("price-alimtalk", N_ ("Price of an Alimtalk")),                                     \
    PRICE_FIELD ("price-brand", N_ ("Price of a Brand Message")),                                  \
    PRICE_FIELD ("price-sms", N_ ("Price of a substitute SMS")),                                   \
    PRICE_FIELD ("price-lms", N_ ("Price of a substitute LMS"))

static const char *const urgencies[] = { "very-low", "low", "normal", "high", NULL };

static EspChannel *
open_at (const EspTextGateway *service,
         const EspChannelKind *kind,
         const char *settings,
         const char *secret)
{
  return esp_gateway_channel_new (esp_gateway_new (service, kind, settings, secret));
}

static const EspChannelField solapi_fields[] = {
  NEEDED_FIELD ("api-key", N_ ("API key"), ESP_CHANNEL_FIELD_TEXT),
  NEEDED_FIELD ("api-secret", N_ ("API secret"), ESP_CHANNEL_FIELD_SECRET),
  SENDER_FIELD,
  OPTOUT_FIELD,
  TEXT_PRICES,
  BASE_URL_FIELD ("https://api.solapi.com"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_solapi (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_solapi_text, &esp_solapi_kind, settings, secret);
}

const EspChannelKind esp_solapi_kind = {
  .id = "solapi",
  .title = N_ ("Solapi – text messages"),
  .medium = ESP_MEDIUM_TEXT,
  .fields = solapi_fields,
  .open = open_solapi,
  .can_pull = TRUE,
  .max_pictures = 1,
  .max_picture_kb = 200,
};

static const EspChannelField solapi_kakao_fields[] = {
  NEEDED_FIELD ("api-key", N_ ("API key"), ESP_CHANNEL_FIELD_TEXT),
  NEEDED_FIELD ("api-secret", N_ ("API secret"), ESP_CHANNEL_FIELD_SECRET),
  PROFILE_FIELD (N_ ("Begins with KA01PF")),
  SENDER_FIELD,
  OPTOUT_FIELD,
  KAKAO_PRICES,
  BASE_URL_FIELD ("https://api.solapi.com"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_solapi_kakao (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_solapi_text, &esp_solapi_kakao_kind, settings, secret);
}

const EspChannelKind esp_solapi_kakao_kind = {
  .id = "solapi-kakao",
  .title = N_ ("Solapi – KakaoTalk"),
  .medium = ESP_MEDIUM_KAKAO,
  .fields = solapi_kakao_fields,
  .open = open_solapi_kakao,
  .can_pull = TRUE,
};

static const EspChannelField nhn_fields[] = {
  NEEDED_FIELD ("app-key", N_ ("App key"), ESP_CHANNEL_FIELD_TEXT),
  NEEDED_FIELD ("secret-key", N_ ("Secret key"), ESP_CHANNEL_FIELD_SECRET),
  SENDER_FIELD,
  OPTOUT_FIELD,
  TEXT_PRICES,
  BASE_URL_FIELD ("https://api-sms.cloud.toast.com"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_nhn (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_nhn_text, &esp_nhn_kind, settings, secret);
}

const EspChannelKind esp_nhn_kind = {
  .id = "nhn",
  .title = N_ ("NHN Cloud – text messages"),
  .medium = ESP_MEDIUM_TEXT,
  .fields = nhn_fields,
  .open = open_nhn,
  .can_pull = TRUE,
  .max_pictures = 3,
  .max_picture_kb = 300,
  .max_picture_px = 1000,
};

static const EspChannelField nhn_kakao_fields[] = {
  NEEDED_FIELD ("app-key", N_ ("App key"), ESP_CHANNEL_FIELD_TEXT),
  NEEDED_FIELD ("secret-key", N_ ("Secret key"), ESP_CHANNEL_FIELD_SECRET),
  PROFILE_FIELD (N_ ("The sender key")),
  SENDER_FIELD,
  KAKAO_PRICES,
  BASE_URL_FIELD ("https://api-alimtalk.cloud.toast.com"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_nhn_kakao (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_nhn_kakao, &esp_nhn_kakao_kind, settings, secret);
}

const EspChannelKind esp_nhn_kakao_kind = {
  .id = "nhn-kakao",
  .title = N_ ("NHN Cloud – KakaoTalk"),
  .medium = ESP_MEDIUM_KAKAO,
  .fields = nhn_kakao_fields,
  .open = open_nhn_kakao,
  .can_pull = TRUE,
};

static const EspChannelField aligo_fields[] = {
  NEEDED_FIELD ("user", N_ ("User id"), ESP_CHANNEL_FIELD_TEXT),
  NEEDED_FIELD ("api-key", N_ ("API key"), ESP_CHANNEL_FIELD_SECRET),
  SENDER_FIELD,
  OPTOUT_FIELD,
  TEXT_PRICES,
  BASE_URL_FIELD ("https://apis.aligo.in"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_aligo (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_aligo_text, &esp_aligo_kind, settings, secret);
}

const EspChannelKind esp_aligo_kind = {
  .id = "aligo",
  .title = N_ ("Aligo – text messages"),
  .medium = ESP_MEDIUM_TEXT,
  .fields = aligo_fields,
  .help = N_ ("Aligo answers only to addresses (IP) that you registered with it."),
  .open = open_aligo,
  .can_pull = TRUE,
  .max_pictures = 3,
  .max_picture_kb = 300,
  .max_picture_px = 1000,
};

static const EspChannelField aligo_kakao_fields[] = {
  NEEDED_FIELD ("user", N_ ("User id"), ESP_CHANNEL_FIELD_TEXT),
  NEEDED_FIELD ("api-key", N_ ("API key"), ESP_CHANNEL_FIELD_SECRET),
  PROFILE_FIELD (N_ ("The sender key")),
  SENDER_FIELD,
  KAKAO_PRICES,
  BASE_URL_FIELD ("https://kakaoapi.aligo.in"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_aligo_kakao (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_aligo_kakao, &esp_aligo_kakao_kind, settings, secret);
}

const EspChannelKind esp_aligo_kakao_kind = {
  .id = "aligo-kakao",
  .title = N_ ("Aligo – KakaoTalk"),
  .medium = ESP_MEDIUM_KAKAO,
  .fields = aligo_kakao_fields,
  .help = N_ ("Aligo answers only to addresses (IP) that you registered with it."),
  .open = open_aligo_kakao,
  .can_pull = TRUE,
};

static const EspChannelField twilio_fields[] = {
  { .name = "account",
    .label = N_ ("Account SID"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .hint = N_ ("Begins with AC") },
  { .name = "api-key",
    .label = N_ ("API key SID"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("Empty: the account itself signs in") },
  NEEDED_FIELD ("token", N_ ("Auth token or API secret"), ESP_CHANNEL_FIELD_SECRET),
  { .name = "sender",
    .label = N_ ("Sender number"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("With + and the code of the country") },
  { .name = "service",
    .label = N_ ("Messaging service"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("Instead of a number; begins with MG") },
  OPTOUT_FIELD,
  { .name = "price-sms", .label = N_ ("Price of a segment"), .type = ESP_CHANNEL_FIELD_TEXT },
  BASE_URL_FIELD ("https://api.twilio.com"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_twilio (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_twilio_text, &esp_twilio_kind, settings, secret);
}

const EspChannelKind esp_twilio_kind = {
  .id = "twilio",
  .title = N_ ("Twilio – text messages"),
  .medium = ESP_MEDIUM_TEXT,
  .fields = twilio_fields,
  .open = open_twilio,
  .can_pull = TRUE,
};

static const EspChannelField slack_fields[] = {
  { .name = "url",
    .label = N_ ("Address of the incoming webhook"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE,
    .hint = N_ ("https://hooks.slack.com/services/…") },
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_slack (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_slack_chat, &esp_slack_kind, settings, secret);
}

const EspChannelKind esp_slack_kind = {
  .id = "slack",
  .title = N_ ("Slack"),
  .medium = ESP_MEDIUM_CHAT,
  .fields = slack_fields,
  .open = open_slack,
};

static const EspChannelField discord_fields[] = {
  { .name = "url",
    .label = N_ ("Address of the webhook"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE,
    .hint = N_ ("https://discord.com/api/webhooks/…") },
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_discord (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_discord_chat, &esp_discord_kind, settings, secret);
}

const EspChannelKind esp_discord_kind = {
  .id = "discord",
  .title = N_ ("Discord"),
  .medium = ESP_MEDIUM_CHAT,
  .fields = discord_fields,
  .open = open_discord,
};

static const EspChannelField teams_fields[] = {
  { .name = "url",
    .label = N_ ("Address of the workflow"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE,
    .hint = N_ ("From the app Workflows of the room") },
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_teams (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_teams_chat, &esp_teams_kind, settings, secret);
}

const EspChannelKind esp_teams_kind = {
  .id = "teams",
  .title = N_ ("Microsoft Teams"),
  .medium = ESP_MEDIUM_CHAT,
  .fields = teams_fields,
  .open = open_teams,
};

static const EspChannelField telegram_fields[] = {
  { .name = "token",
    .label = N_ ("Token of the bot"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE,
    .hint = N_ ("From @BotFather") },
  { .name = "room",
    .label = N_ ("Room or person"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .hint = N_ ("@name of a channel, or a number") },
  { .name = "address-field",
    .label = N_ ("Field with the number of each lead"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("Empty: everything goes to the room") },
  BASE_URL_FIELD ("https://api.telegram.org"),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_telegram (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_telegram_chat, &esp_telegram_kind, settings, secret);
}

const EspChannelKind esp_telegram_kind = {
  .id = "telegram",
  .title = N_ ("Telegram"),
  .medium = ESP_MEDIUM_CHAT,
  .fields = telegram_fields,
  .open = open_telegram,
};

static const EspChannelField webhook_fields[] = {
  { .name = "url",
    .label = N_ ("Address"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .hint = N_ ("Begins with https://") },
  NEEDED_FIELD ("secret", N_ ("Secret that signs"), ESP_CHANNEL_FIELD_SECRET),
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_webhook (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_webhook_post, &esp_webhook_kind, settings, secret);
}

const EspChannelKind esp_webhook_kind = {
  .id = "webhook",
  .title = N_ ("Webhook"),
  .medium = ESP_MEDIUM_WEBHOOK,
  .fields = webhook_fields,
  .open = open_webhook,
};

static const EspChannelField web_push_fields[] = {
  { .name = "subject",
    .label = N_ ("Who sends"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .hint = N_ ("mailto: and your address, or your web site") },
  { .name = "vapid-private-key",
    .label = N_ ("Private VAPID key"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE,
    .hint = N_ ("32 bytes in base64url") },
  { .name = "address-field",
    .label = N_ ("Field with the subscription of each lead"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .fallback = "push_subscription" },
  { .name = "optout-path",
    .label = N_ ("How it is turned off"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("Such as: browser > settings > notifications") },
  { .name = "ttl",
    .label = N_ ("Seconds that it waits for the browser"),
    .type = ESP_CHANNEL_FIELD_NUMBER,
    .fallback = "86400" },
  { .name = "urgency",
    .label = N_ ("Urgency"),
    .type = ESP_CHANNEL_FIELD_CHOICE,
    .fallback = "normal",
    .choices = urgencies },
  CA_FILE_FIELD,
  { .name = NULL },
};

static EspChannel *
open_web_push (const char *settings, const char *secret, GError **error)
{
  return open_at (&esp_web_push, &esp_web_push_kind, settings, secret);
}

const EspChannelKind esp_web_push_kind = {
  .id = "web-push",
  .title = N_ ("Web push"),
  .medium = ESP_MEDIUM_PUSH,
  .fields = web_push_fields,
  .open = open_web_push,
};
