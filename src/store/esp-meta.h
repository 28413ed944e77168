/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Keys of the workspace's settings that more than one part reads. */
#define ESP_META_NAME "name"
#define ESP_META_ZONE "time_zone"                /* IANA; default Asia/Seoul */
#define ESP_META_LANGUAGE "language"             /* BCP 47; default ko */
#define ESP_META_CURRENCY "currency"             /* ISO 4217; default KRW */
#define ESP_META_EXCHANGE_RATES "exchange_rates" /* "USD 1385.5; 100 JPY 931": of ad spend */
#define ESP_META_COUNTRY "country"               /* ISO 3166-1; default KR */
#define ESP_META_IS_SAMPLE "is_sample"           /* 1: nothing of it may leave the computer */
#define ESP_META_KILL_SWITCH "kill_switch"       /* 1: nothing is handed over */
#define ESP_META_SENDER_NAME "sender_name"
#define ESP_META_SENDER_EMAIL "sender_email"
#define ESP_META_SENDER_REPLY_TO "sender_reply_to"
#define ESP_META_SENDER_COMPANY "sender_company"
#define ESP_META_SENDER_ADDRESS "sender_address"
#define ESP_META_SENDER_PHONE "sender_phone"
#define ESP_META_SENDER_NUMBER "sender_number"     /* of registration of the business */
#define ESP_META_PREFERENCES_URL "preferences_url" /* where people choose what they get */
#define ESP_META_TEXT_CERTIFICATE                                                                  \
  "text_certificate"                               /* of whoever sends the texts: number and day */
#define ESP_META_UNSUBSCRIBE_URL "unsubscribe_url" /* https; a token is appended */
#define ESP_META_UNSUBSCRIBE_MAILBOX "unsubscribe_mailbox" /* else the reply address */
#define ESP_META_BOUNCE_MAILBOX "bounce_mailbox"           /* takes name+tag@; else the sender */
#define ESP_META_POLICY "policy"       /* JSON: caps, quiet hours, hold, brakes */
#define ESP_META_REVIEW "review"       /* what needs a yes: off, all, or so many people */
#define ESP_META_REVIEWERS "reviewers" /* how many must say it */
#define ESP_META_PREFERENCE_PAGE "preference_page" /* JSON */
#define ESP_META_CONSENT_NOTICES "consent_notices" /* tell, draft or send */
#define ESP_META_DOOR_PORT "door_port"             /* at which services tell; "off" or a number */
#define ESP_META_OWN_REVIEW "own_review"           /* cooling or never */
#define ESP_META_HOLIDAYS "holidays" /* JSON: days that the workspace adds and hides */
#define ESP_META_COMPUTER "computer" /* JSON: when this computer is usually on */
#define ESP_META_HOLDOUT "holdout"   /* percent, of a new campaign that says nothing of its own */

GPtrArray *esp_meta_list_keys (EspTx *tx, const char *prefix, GError **error);
char *esp_meta_get_text (EspTx *tx, const char *key, const char *fallback, GError **error);
gboolean
esp_meta_get_int64 (EspTx *tx, const char *key, gint64 fallback, gint64 *out_value, GError **error);
gboolean esp_meta_set_text (EspTx *tx, const char *key, const char *value, GError **error);
gboolean esp_meta_set_int64 (EspTx *tx, const char *key, gint64 value, GError **error);
gboolean esp_meta_load_address_key (EspDb *db, guint8 out_key[ESP_HASH_SIZE], GError **error);

G_END_DECLS
