/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, money and dates read the same whatever the C locale. */
#include "base/esp-format.h"

#include "base/esp-clock.h"

#include <locale.h>
#include <math.h>

static void
assert_text (char *got, const char *wanted)
{
  g_autofree char *owned = got;

  g_assert_cmpstr (owned, ==, wanted);
}

static void
test_numbers (void)
{
  assert_text (esp_format_count (0), "0");
  assert_text (esp_format_count (999), "999");
  assert_text (esp_format_count (1000), "1,000");
  assert_text (esp_format_count (-1234567), "−1,234,567");
  assert_text (esp_format_count (G_MININT64), "−9,223,372,036,854,775,808");
  assert_text (esp_format_decimal (1234.567, 2), "1,234.57");
  assert_text (esp_format_decimal (-0.001, 2), "0.00");
  assert_text (esp_format_decimal (NAN, 2), "–");
  assert_text (esp_format_number (12), "12");
  assert_text (esp_format_number (12.5), "12.50");
  /* Sums of parts, but for their rounding. */
  assert_text (esp_format_number (1.0 / 49 * 49), "1");
  assert_text (esp_format_number (2.9999999999996), "3");
  assert_text (esp_format_number (2.999), "3.00");
}

static void
test_short_forms (void)
{
  static const struct
  {
    double value;
    const char *ko;
    const char *en;
  } cases[] = {
    { 0, "0", "0" },
    { 999, "999", "999" },
    { 0.25, "0.25", "0.25" },
    { 1000, "1,000", "1k" },
    { 9999, "9,999", "10k" },
    { 10000, "1만", "10k" },
    { 12345, "1.2만", "12.3k" },
    { 382140, "38.2만", "382k" },
    { 999960, "100만", "1M" },
    { 120000000, "1.2억", "120M" },
    { -25000, "−2.5만", "−25k" },
    { 99999999, "1억", "100M" },
    { 3.2e12, "3.2조", "3.2T" },
    { 1e15, "1,000조", "1,000T" },
    { INFINITY, "–", "–" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_text (esp_format_short (cases[i].value, ESP_LANG_KO), cases[i].ko);
      assert_text (esp_format_short (cases[i].value, ESP_LANG_EN), cases[i].en);
    }
}

static void
test_shares (void)
{
  assert_text (esp_format_share (4210, 12102), "34.8%");
  assert_text (esp_format_share (0, 10), "0%");
  assert_text (esp_format_share (10, 10), "100%");
  assert_text (esp_format_share (1, 1000000), "<0.1%");
  assert_text (esp_format_share (999999, 1000000), ">99.9%");
  assert_text (esp_format_share (1, 0), "–");
  assert_text (esp_format_percent (0.0712, 1), "7.1%");
}

static void
test_money (void)
{
  assert_text (esp_format_money (12000, "KRW"), "₩12,000");
  assert_text (esp_format_money (-123450, "USD"), "−$1,234.50");
  assert_text (esp_format_money (5, "usd"), "$0.05");
  assert_text (esp_format_money (1234567, "KWD"), "KWD\u00a01,234.567");
  assert_text (esp_format_money_short (382000, "KRW", ESP_LANG_KO), "₩38.2만");
  assert_text (esp_format_money_short (120000000, "USD", ESP_LANG_EN), "$1.2M");
}

static void
test_dates (void)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_offset (9 * 3600);
  gint64 time_us = G_GINT64_CONSTANT (1742259600) * ESP_USEC_PER_SEC; /* 2025-03-18 01:00 UTC */

  assert_text (esp_format_date (time_us, seoul, ESP_DATE_DAY_TIME, ESP_LANG_KO),
               "2025. 3. 18. (화) 10:00");
  assert_text (esp_format_date (time_us, seoul, ESP_DATE_DAY_TIME, ESP_LANG_EN),
               "Tue 18 Mar 2025 10:00");
  assert_text (esp_format_date (time_us, NULL, ESP_DATE_TIME, ESP_LANG_EN), "01:00");
  assert_text (esp_format_date (time_us, seoul, ESP_DATE_SHORT, ESP_LANG_KO), "3월 18일");
  assert_text (esp_format_date (time_us, seoul, ESP_DATE_MONTH, ESP_LANG_EN), "Mar 2025");
  assert_text (esp_format_date (-1, NULL, ESP_DATE_ISO_DAY, ESP_LANG_EN), "1969-12-31");
  assert_text (esp_format_date (G_MAXINT64, NULL, ESP_DATE_DAY, ESP_LANG_EN), "–");
  assert_text (esp_format_relative (0, 3 * ESP_USEC_PER_DAY, ESP_LANG_KO), "3일 전");
  assert_text (esp_format_relative (0, 3 * ESP_USEC_PER_DAY, ESP_LANG_EN), "3\u00a0d ago");
  assert_text (esp_format_relative (10, 0, ESP_LANG_KO), "방금");
  assert_text (esp_format_relative (2 * ESP_USEC_PER_HOUR, 0, ESP_LANG_KO), "2시간 후");
}

static void
test_language (void)
{
  g_assert_cmpint (esp_lang_from_locale ("ko_KR.UTF-8"), ==, ESP_LANG_KO);
  g_assert_cmpint (esp_lang_from_locale ("ko"), ==, ESP_LANG_KO);
  g_assert_cmpint (esp_lang_from_locale ("kok_IN"), ==, ESP_LANG_EN);
  g_assert_cmpint (esp_lang_from_locale (NULL), ==, ESP_LANG_EN);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/format/numbers", test_numbers);
  g_test_add_func ("/base/format/short-forms", test_short_forms);
  g_test_add_func ("/base/format/shares-never-lie", test_shares);
  g_test_add_func ("/base/format/money", test_money);
  g_test_add_func ("/base/format/dates", test_dates);
  g_test_add_func ("/base/format/language", test_language);
  return g_test_run ();
}
