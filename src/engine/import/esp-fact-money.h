/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-fact-row.h"

G_BEGIN_DECLS

/* An amount as it stands in a file, and what it is worth in the workspace. */
typedef struct
{
  char currency[4];
  gint64 paid;  /* minor units of it */
  gint64 minor; /* of the workspace's */
} EspFactMoney;

gboolean esp_fact_takes_comma (const EspFactMarks *marks, const char *text, gboolean is_whole);
gboolean esp_fact_parse_currency (const char *text, char *out_currency);
gboolean esp_fact_parse_money (const EspFactColumns *columns,
                               const EspFactRowOptions *options,
                               EspFactRole role,
                               const char *row_currency,
                               const char *written,
                               EspFactMoney *out,
                               char **out_reason);
char *esp_fact_convert_money (const EspFactRowOptions *options,
                              gint64 day,
                              const char *written,
                              EspFactMoney *money);
gboolean esp_fact_money_is_doubtful (const char *currency, const char *written);

G_END_DECLS
