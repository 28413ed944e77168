/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one cell looks like. */
typedef enum
{
  ESP_CELL_KIND_EMPTY,
  ESP_CELL_KIND_TEXT,
  ESP_CELL_KIND_INTEGER,
  ESP_CELL_KIND_DECIMAL,
  ESP_CELL_KIND_BOOLEAN,
  ESP_CELL_KIND_DATE,
  ESP_CELL_KIND_DATETIME,
  ESP_CELL_KIND_EMAIL,
  ESP_CELL_KIND_PHONE,
} EspCellKind;

/* In which order the parts of 03/04/2025 stand. */
typedef enum
{
  ESP_DATE_ORDER_UNKNOWN, /* what can be read in two ways is refused */
  ESP_DATE_ORDER_MDY,
  ESP_DATE_ORDER_DMY,
  ESP_DATE_ORDER_YMD, /* 26/03/05: a short year stands first */
} EspDateOrder;

/* What divides the whole from the part of a number. */
typedef enum
{
  ESP_DECIMAL_MARK_NONE,    /* not a number */
  ESP_DECIMAL_MARK_UNKNOWN, /* 12 or 1,234: either would do */
  ESP_DECIMAL_MARK_POINT,
  ESP_DECIMAL_MARK_COMMA,
} EspDecimalMark;

typedef enum
{
  ESP_CONSENT_WORD_NONE, /* empty: nothing was said */
  ESP_CONSENT_WORD_YES,
  ESP_CONSENT_WORD_NO,
  ESP_CONSENT_WORD_UNKNOWN, /* something else */
} EspConsentWord;

/* A date as it stands in the file, not yet a moment. */
typedef struct
{
  gint16 year;
  guint8 month; /* 1…12 */
  guint8 day;   /* 1…31 */
  guint8 hour;
  guint8 minute;
  guint8 second;
  gboolean has_time;
  gboolean has_offset;
  gint32 offset_seconds; /* east of UTC */
} EspCivilTime;

void esp_cell_unwrap (char *text);
gboolean esp_cell_narrow (const char *text, char *out, gsize size);
EspCellKind esp_cell_guess_kind (const char *text, gboolean has_decimal_comma);
guint esp_cell_boolean_family (const char *text, gboolean *out_is_plain);
EspDecimalMark esp_cell_find_decimal_mark (const char *text);
const char *esp_cell_get_currency (const char *text);
const char *esp_cell_get_unit (const char *text);
gboolean esp_cell_parse_integer (const char *text, gboolean has_decimal_comma, gint64 *out_value);
gboolean esp_cell_parse_decimal (const char *text, gboolean has_decimal_comma, double *out_value);
const char *esp_cell_find_currency (const char *text);
gboolean esp_cell_parse_money (const char *text,
                               gboolean has_decimal_comma,
                               guint n_minor_digits,
                               gint64 *out_minor,
                               const char **out_currency);
gboolean esp_cell_parse_boolean (const char *text, gboolean *out_value);
EspConsentWord esp_cell_parse_consent (const char *text);
guint esp_cell_find_date_orders (const char *text, gboolean *out_has_short_year);
gboolean esp_cell_is_compact_date (const char *text);
gboolean esp_cell_parse_date (const char *text, EspDateOrder order, EspCivilTime *out_time);
gboolean esp_cell_parse_excel_serial (const char *text, EspCivilTime *out_time);
gboolean esp_cell_parse_bare_date (const char *text, EspCivilTime *out_time);
gint64 esp_civil_time_to_us (const EspCivilTime *time, GTimeZone *zone);

G_END_DECLS
