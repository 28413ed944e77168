/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a workspace as people write them: which there are, what is allowed, where they are kept. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-workspace-setting.h"

#include "base/esp-email-address.h"
#include "engine/import/esp-exchange-rates.h"
#include "engine/policy/esp-eligibility.h"
#include "engine/policy/esp-policy.h"
#include "store/esp-meta.h"
#include "store/esp-outbox.h"

#include <stdio.h>
#include <string.h>

#define MAX_TEXT_BYTES 500
#define MAX_RATES_BYTES 16000 /* years of months in some currencies */
#define MAX_CAP 1000
#define MAX_HOLD_SECONDS 3600
#define MAX_HOLDOUT 50

#define N_(text) text

static const EspSetting settings[] = {
  { "name", N_ ("Name of the workspace"), "workspace", ESP_SETTING_TEXT, ESP_META_NAME, "" },
  { "time-zone", N_ ("Time zone, such as Asia/Seoul"), "workspace", ESP_SETTING_ZONE, ESP_META_ZONE,
    "Asia/Seoul" },
  { "country", N_ ("Country whose law applies to people of whom nothing tells it"), "workspace",
    ESP_SETTING_COUNTRY, ESP_META_COUNTRY, "KR" },
  { "language", N_ ("Language of messages"), "workspace", ESP_SETTING_LANGUAGE, ESP_META_LANGUAGE,
    "ko" },
  { "currency", N_ ("Currency"), "workspace", ESP_SETTING_CURRENCY, ESP_META_CURRENCY, "KRW" },
  { "exchange-rates", N_ ("Exchange rates of orders and ad spend, such as USD 1385.5; 100 JPY 931"),
    "workspace", ESP_SETTING_RATES, ESP_META_EXCHANGE_RATES, "" },
  { "sender-name", N_ ("Sender name, as people see it"), "sender", ESP_SETTING_TEXT,
    ESP_META_SENDER_NAME, "" },
  { "sender-email", N_ ("Sender address"), "sender", ESP_SETTING_EMAIL, ESP_META_SENDER_EMAIL, "" },
  { "reply-to", N_ ("Replies go to (empty: the sender address)"), "sender", ESP_SETTING_EMAIL,
    ESP_META_SENDER_REPLY_TO, "" },
  { "company", N_ ("Company, as registered"), "sender", ESP_SETTING_TEXT, ESP_META_SENDER_COMPANY,
    "" },
  { "business-number", N_ ("Registration number of the business"), "sender", ESP_SETTING_TEXT,
    ESP_META_SENDER_NUMBER, "" },
  { "address", N_ ("Postal address"), "sender", ESP_SETTING_TEXT, ESP_META_SENDER_ADDRESS, "" },
  { "phone", N_ ("Telephone"), "sender", ESP_SETTING_TEXT, ESP_META_SENDER_PHONE, "" },
  { "unsubscribe-mailbox", N_ ("Mailbox for unsubscribing (empty: where replies go)"), "sender",
    ESP_SETTING_EMAIL, ESP_META_UNSUBSCRIBE_MAILBOX, "" },
  { "unsubscribe-url", N_ ("Page for unsubscribing, https://…"), "sender", ESP_SETTING_URL,
    ESP_META_UNSUBSCRIBE_URL, "" },
  { "preferences-url", N_ ("Page of choices, https://…"), "sender", ESP_SETTING_URL,
    ESP_META_PREFERENCES_URL, "" },
  { "text-certificate",
    N_ ("Certificate of the company that sends your texts: number and day (Korea)"), "sender",
    ESP_SETTING_TEXT, ESP_META_TEXT_CERTIFICATE, "" },
  { "bounce-mailbox", N_ ("Mailbox for bounces (empty: the sender address)"), "sender",
    ESP_SETTING_EMAIL, ESP_META_BOUNCE_MAILBOX, "" },
  { "frequency-cap", N_ ("Most advertising to one person, such as 3/7: three in seven days"),
    "sending", ESP_SETTING_CAP, NULL, "3/7" },
  { "quiet-hours", N_ ("Quiet hours where the person is, such as 22:00-07:00"), "sending",
    ESP_SETTING_HOURS, NULL, "22:00-07:00" },
  { "hold", N_ ("Hold before the first message, in seconds"), "sending", ESP_SETTING_SECONDS, NULL,
    "60" },
  { "holdout", N_ ("Group to compare with in new campaigns, in percent"), "sending",
    ESP_SETTING_PERCENT, ESP_META_HOLDOUT, "0" },
  { "review",
    N_ ("What somebody must approve before it leaves: off, all, or sends to so many people"),
    "review", ESP_SETTING_WORD, ESP_META_REVIEW, "off", "off|all|#" },
  { "reviewers", N_ ("How many must approve: 1 or 2"), "review", ESP_SETTING_WORD,
    ESP_META_REVIEWERS, "1", "1|2" },
  { "own-review", N_ ("Approving what oneself asked for: cooling (after ten minutes) or never"),
    "review", ESP_SETTING_WORD, ESP_META_OWN_REVIEW, "cooling", "cooling|never" },
  { "consent-notices",
    N_ ("Notices about consent that the law wants: tell (the overview tells), draft or send"),
    "review", ESP_SETTING_WORD, ESP_META_CONSENT_NOTICES, "tell", "tell|draft|send" },
  { "door-port",
    N_ ("Port of this computer at which services tell what became of messages: off or a number"),
    "sending", ESP_SETTING_WORD, ESP_META_DOOR_PORT, "off", "off|#" },
};

/**
 * esp_setting_get_n:
 */
guint
esp_setting_get_n (void)
{
  return G_N_ELEMENTS (settings);
}

/**
 * esp_setting_get:
 */
const EspSetting *
esp_setting_get (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (settings), NULL);
  return &settings[i];
}

/**
 * esp_setting_find:
 * @name: as it is written on a command line
 *
 * Returns: (nullable)
 */
const EspSetting *
esp_setting_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].name, name))
      return &settings[i];
  return NULL;
}

static char *
refuse (GError **error, const char *text, const char *wanted)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "“%s” cannot be used here: %s",
               text, wanted);
  return NULL;
}

/* "3/7", "off" */
static gboolean
parse_cap (const char *text, guint *out_count, guint *out_days)
{
  char rest = '\0';

  if (g_ascii_strcasecmp (text, "off") == 0)
    {
      *out_count = 0;
      *out_days = 1;
      return TRUE;
    }
  return sscanf (text, "%4u/%4u%c", out_count, out_days, &rest) == 2 && *out_count > 0 &&
         *out_count <= MAX_CAP && *out_days > 0 && *out_days <= MAX_CAP;
}

/* "22:00-07:00", "off" */
static gboolean
parse_hours (const char *text, EspHours *out_hours)
{
  guint from[2];
  guint until[2];
  char rest = '\0';

  if (g_ascii_strcasecmp (text, "off") == 0)
    {
      *out_hours = (EspHours){ 0, 0 };
      return TRUE;
    }
  if (sscanf (text, "%2u:%2u-%2u:%2u%c", &from[0], &from[1], &until[0], &until[1], &rest) != 4 ||
      from[0] > 23 || until[0] > 23 || from[1] > 59 || until[1] > 59)
    return FALSE;
  *out_hours = (EspHours){ from[0] * 60 + from[1], until[0] * 60 + until[1] };
  return TRUE;
}

static gboolean
parse_number (const char *text, double max, double *out_number)
{
  char *end = NULL;

  *out_number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *out_number >= 0 && *out_number <= max;
}

static char *
normalize_word (const EspSetting *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (self->words, "|", -1);
  g_autofree char *wanted = NULL;
  double number;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], text))
        return g_strdup (text);
      if (g_str_equal (words[i], "#") && parse_number (text, G_MAXINT32, &number) && number >= 1)
        return g_strdup_printf ("%.0f", number);
    }
  wanted = g_strdup_printf ("write one of these: %s", self->words);
  return refuse (error, text, wanted);
}

static gboolean
is_word (const char *text, gsize length, gboolean is_upper)
{
  for (gsize i = 0; i < length; i++)
    if (is_upper ? !g_ascii_isupper (text[i]) : !g_ascii_islower (text[i]))
      return FALSE;
  return text[length] == '\0';
}

static char *
normalize_email (const char *text, GError **error)
{
  EspEmailAddress address;

  if (esp_email_normalize (text, &address) != ESP_EMAIL_OK)
    return refuse (error, text, "write an email address such as hello@example.com");
  return g_strdup (text);
}

static char *
normalize_zone (const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (text);

  return zone != NULL && (strchr (text, '/') != NULL || g_str_equal (text, "UTC"))
           ? g_strdup (text)
           : refuse (error, text, "write a time zone such as Asia/Seoul");
}

static char *
normalize_policy (EspSettingKind kind, const char *text, GError **error)
{
  EspHours hours;
  double number;
  guint count;
  guint days;

  switch ((int) kind)
    {
    case ESP_SETTING_CAP:
      if (parse_cap (text, &count, &days))
        return count > 0 ? g_strdup_printf ("%u/%u", count, days) : g_strdup ("off");
      return refuse (error, text, "write how many in how many days, such as 3/7, or off");
    case ESP_SETTING_HOURS:
      if (parse_hours (text, &hours))
        return hours.from_minute == hours.until_minute
                 ? g_strdup ("off")
                 : g_strdup_printf ("%02u:%02u-%02u:%02u", hours.from_minute / 60,
                                    hours.from_minute % 60, hours.until_minute / 60,
                                    hours.until_minute % 60);
      return refuse (error, text, "write from when until when, such as 22:00-07:00, or off");
    case ESP_SETTING_SECONDS:
      if (parse_number (text, MAX_HOLD_SECONDS, &number))
        return g_strdup_printf ("%.0f", number);
      return refuse (error, text, "write the seconds as a number from 0 to 3600");
    default:
      if (parse_number (text, MAX_HOLDOUT, &number))
        return g_strdup_printf ("%g", number);
      return refuse (error, text, "write a percentage from 0 to 50");
    }
}

static char *
normalize_rates (const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspExchangeRates) rates = esp_exchange_rates_parse (text, &problem);

  if (rates != NULL)
    return esp_exchange_rates_to_text (rates);
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, problem->message);
  return NULL;
}

/**
 * esp_setting_normalize:
 * @text: as somebody wrote it; "" gives the setting back to what is usual
 *
 * Returns: (transfer full): as it is kept; %NULL with @error set, which says what is allowed
 */
char *
esp_setting_normalize (const EspSetting *self, const char *text, GError **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));

  if (*bare == '\0')
    return g_steal_pointer (&bare);
  if (self->kind == ESP_SETTING_RATES && strlen (bare) <= MAX_RATES_BYTES &&
      g_utf8_validate (bare, -1, NULL))
    return normalize_rates (bare, error);
  if (!g_utf8_validate (bare, -1, NULL) || strlen (bare) > MAX_TEXT_BYTES ||
      strpbrk (bare, "\r\n") != NULL)
    return refuse (error, self->name, "write one line of at most 500 bytes");
  switch (self->kind)
    {
    case ESP_SETTING_EMAIL:
      return normalize_email (bare, error);
    case ESP_SETTING_ZONE:
      return normalize_zone (bare, error);
    case ESP_SETTING_URL:
      return g_str_has_prefix (bare, "https://") && g_uri_is_valid (bare, G_URI_FLAGS_NONE, NULL)
               ? g_steal_pointer (&bare)
               : refuse (error, bare, "write an address that begins with https://");
    case ESP_SETTING_COUNTRY:
      return is_word (bare, 2, TRUE) ? g_steal_pointer (&bare)
                                     : refuse (error, bare, "write two letters such as KR");
    case ESP_SETTING_CURRENCY:
      return is_word (bare, 3, TRUE) ? g_steal_pointer (&bare)
                                     : refuse (error, bare, "write three letters such as KRW");
    case ESP_SETTING_LANGUAGE:
      return is_word (bare, 2, FALSE) ? g_steal_pointer (&bare)
                                      : refuse (error, bare, "write two letters such as ko");
    case ESP_SETTING_CAP:
    case ESP_SETTING_HOURS:
    case ESP_SETTING_SECONDS:
    case ESP_SETTING_PERCENT:
      return normalize_policy (self->kind, bare, error);
    case ESP_SETTING_WORD:
      return normalize_word (self, bare, error);
    case ESP_SETTING_RATES: /* too long */
    case ESP_SETTING_TEXT:
    default:
      return g_steal_pointer (&bare);
    }
}

static gboolean
load_policy (EspTx *tx, EspPolicy *out_policy, GError **error)
{
  g_autofree char *json = esp_meta_get_text (tx, ESP_META_POLICY, "", error);

  return json != NULL && esp_policy_from_json (json, out_policy, error);
}

static char *
read_policy (const EspPolicy *policy, EspSettingKind kind)
{
  if (kind == ESP_SETTING_CAP)
    return policy->cap_count > 0 ? g_strdup_printf ("%u/%u", policy->cap_count, policy->cap_days)
                                 : g_strdup ("off");
  if (kind == ESP_SETTING_SECONDS)
    return g_strdup_printf ("%u", policy->hold_seconds);
  if (policy->quiet.from_minute == policy->quiet.until_minute)
    return g_strdup ("off");
  return g_strdup_printf ("%02u:%02u-%02u:%02u", policy->quiet.from_minute / 60,
                          policy->quiet.from_minute % 60, policy->quiet.until_minute / 60,
                          policy->quiet.until_minute % 60);
}

/**
 * esp_setting_load:
 *
 * Returns: (transfer full): what holds; "" when nothing is set and nothing is usual; %NULL with @error set
 */
char *
esp_setting_load (EspTx *tx, const EspSetting *self, GError **error)
{
  EspPolicy policy;

  if (self->key != NULL)
    return esp_meta_get_text (tx, self->key, self->fallback, error);
  return load_policy (tx, &policy, error) ? read_policy (&policy, self->kind) : NULL;
}

static gboolean
store_policy (EspTx *tx, const EspSetting *self, const char *text, GError **error)
{
  g_autofree char *json = NULL;
  EspPolicy policy;
  double number = 0;

  if (!load_policy (tx, &policy, error))
    return FALSE;
  if (self->kind == ESP_SETTING_CAP)
    (void) parse_cap (text, &policy.cap_count, &policy.cap_days); /* it is in normal form */
  else if (self->kind == ESP_SETTING_HOURS)
    (void) parse_hours (text, &policy.quiet);
  else if (parse_number (text, MAX_HOLD_SECONDS, &number))
    policy.hold_seconds = (guint) number;
  json = esp_policy_to_json (&policy);
  return esp_meta_set_text (tx, ESP_META_POLICY, json, error);
}

/* Whoever waits for an hour that these decide is asked again: the hour may be another now. */
static gboolean
wake_waiting (EspTx *tx, const EspSetting *self, GError **error)
{
  gboolean moves_hours = self->kind == ESP_SETTING_HOURS || self->kind == ESP_SETTING_ZONE;

  return !moves_hours || (esp_outbox_wake (tx, esp_reason_name (ESP_REASON_QUIET), error) &&
                          esp_outbox_wake (tx, esp_reason_name (ESP_REASON_NIGHT), error));
}

/**
 * esp_setting_store:
 * @text: as somebody wrote it; "" gives the setting back to what is usual
 *
 * Returns: %FALSE with @error set, also when @text is not allowed
 */
gboolean
esp_setting_store (EspTx *tx, const EspSetting *self, const char *text, GError **error)
{
  g_autofree char *normal = esp_setting_normalize (self, text, error);

  if (normal == NULL)
    return FALSE;
  if (self->key != NULL)
    return esp_meta_set_text (tx, self->key, *normal != '\0' ? normal : NULL, error) &&
           wake_waiting (tx, self, error);
  return store_policy (tx, self, *normal != '\0' ? normal : self->fallback, error) &&
         wake_waiting (tx, self, error);
}
