/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What the text of a setting must be. */
typedef enum
{
  ESP_SETTING_TEXT,
  ESP_SETTING_EMAIL,
  ESP_SETTING_URL,     /* https */
  ESP_SETTING_ZONE,    /* IANA */
  ESP_SETTING_COUNTRY, /* two letters */
  ESP_SETTING_CURRENCY,
  ESP_SETTING_RATES,    /* of exchange, see esp_exchange_rates_parse() */
  ESP_SETTING_LANGUAGE, /* BCP 47 */
  ESP_SETTING_CAP,      /* "3/7": messages to one person in so many days; "off" */
  ESP_SETTING_HOURS,    /* "22:00-07:00"; "off" */
  ESP_SETTING_SECONDS,
  ESP_SETTING_PERCENT,
  ESP_SETTING_WORD, /* one of its words */
} EspSettingKind;

/* One setting of a workspace that people change. */
typedef struct
{
  const char *name;  /* as it is written on a command line: "sender-address" */
  const char *title; /* English, for translation */
  const char *group; /* static: "workspace", "sender", "sending" or "review" */
  EspSettingKind kind;
  const char *key;      /* of the store; NULL: a member of the policy */
  const char *fallback; /* what holds while nothing is set */
  const char
    *words; /* of ESP_SETTING_WORD: what it may be, between bars; "#" is any number above 0 */
} EspSetting;

guint esp_setting_get_n (void);
const EspSetting *esp_setting_get (guint i);
const EspSetting *esp_setting_find (const char *name);
char *esp_setting_normalize (const EspSetting *self, const char *text, GError **error);
char *esp_setting_load (EspTx *tx, const EspSetting *self, GError **error);
gboolean esp_setting_store (EspTx *tx, const EspSetting *self, const char *text, GError **error);

G_END_DECLS
