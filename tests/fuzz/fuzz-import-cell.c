/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single cells and headers of lists: dates, numbers, money, phones, addresses, words; none may crash. */
#include "base/esp-email-address.h"
#include "base/esp-phone.h"
#include "engine/import/esp-import-field.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_time (const EspCivilTime *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  g_assert_true (g_date_valid_dmy (time->day, (GDateMonth) time->month, (GDateYear) time->year));
  g_assert_cmpint (time->hour, <, 24);
  g_assert_cmpint (time->minute, <, 60);
  g_assert_cmpint (time->second, <, 60);
  (void) esp_civil_time_to_us (time, zone);
}

static void
read_dates (const char *text)
{
  EspCivilTime time;
  gboolean is_short;

  for (guint i = ESP_DATE_ORDER_UNKNOWN; i <= ESP_DATE_ORDER_YMD; i++)
    if (esp_cell_parse_date (text, (EspDateOrder) i, &time))
      check_time (&time);
  if (esp_cell_parse_bare_date (text, &time))
    check_time (&time);
  (void) esp_cell_find_date_orders (text, &is_short);
  (void) esp_cell_is_compact_date (text);
}

static void
read_numbers (const char *text)
{
  gint64 integer;
  double decimal;

  for (guint comma = 0; comma < 2; comma++)
    {
      (void) esp_cell_parse_integer (text, comma != 0, &integer);
      (void) esp_cell_parse_decimal (text, comma != 0, &decimal);
      (void) esp_cell_parse_money (text, comma != 0, 2, &integer, NULL);
      (void) esp_cell_guess_kind (text, comma != 0);
    }
  (void) esp_cell_find_decimal_mark (text);
  (void) esp_cell_get_unit (text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  EspEmailAddress address;
  EspPhone phone;
  gboolean is_plain;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  read_dates (text);
  read_numbers (text);
  (void) esp_cell_parse_boolean (text, &is_plain);
  (void) esp_cell_parse_consent (text);
  (void) esp_cell_boolean_family (text, &is_plain);
  (void) esp_phone_normalize (text, "KR", &phone);
  (void) esp_phone_normalize (text, NULL, &phone);
  if (esp_email_normalize (text, &address) == ESP_EMAIL_OK)
    g_assert_cmpuint (strlen (address.address), <=, ESP_EMAIL_MAX_BYTES);
  (void) esp_import_field_from_header (text);
  (void) esp_import_header_is_date (text);
  (void) esp_import_header_is_of_others (text);
  esp_cell_unwrap (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return 0;
}
