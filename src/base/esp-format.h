/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The language in which numbers and dates are written; words come from the caller. */
typedef enum
{
  ESP_LANG_EN,
  ESP_LANG_KO,
} EspLang;

typedef enum
{
  ESP_DATE_DAY,        /* 2025. 3. 18. (화)        Tue 18 Mar 2025 */
  ESP_DATE_DAY_TIME,   /* 2025. 3. 18. (화) 10:00  Tue 18 Mar 2025 10:00 */
  ESP_DATE_SHORT,      /* 3월 18일                 18 Mar */
  ESP_DATE_SHORT_TIME, /* 3월 18일 10:00           18 Mar 10:00 */
  ESP_DATE_TIME,       /* 10:00 */
  ESP_DATE_MONTH,      /* 2025년 3월               Mar 2025 */
  ESP_DATE_ISO_DAY,    /* 2025-03-18 */
} EspDateStyle;

EspLang esp_lang_from_locale (const char *locale);
const char *esp_lang_get_code (EspLang lang);

gint64 esp_count_of (double value);
char *esp_format_count (gint64 value);
char *esp_format_decimal (double value, guint n_decimals);
char *esp_format_number (double value);
char *esp_format_short (double value, EspLang lang);
char *esp_format_percent (double ratio, guint n_decimals);
char *esp_format_share (gint64 part, gint64 whole);

guint esp_currency_exponent (const char *currency);
char *esp_format_money (gint64 minor, const char *currency);
char *esp_format_money_short (gint64 minor, const char *currency, EspLang lang);

char *esp_format_date (gint64 time_us, GTimeZone *zone, EspDateStyle style, EspLang lang);
char *esp_format_relative (gint64 time_us, gint64 now_us, EspLang lang);
char *esp_format_duration (gint64 duration_us, EspLang lang);

G_END_DECLS
