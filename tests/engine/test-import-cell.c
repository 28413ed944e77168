/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of reading single cells and of guessing where columns go. */
#include "engine/import/esp-csv-sniff.h"
#include "engine/import/esp-import-cell.h"
#include "engine/import/esp-import-field.h"
#include "engine/import/esp-import-inspect.h"

#include <string.h>

static void
test_dates (void)
{
  static const struct
  {
    const char *text;
    EspDateOrder order;
    const char *expected; /* in UTC, the file being written in Seoul; NULL: refused */
  } cases[] = {
    { "2025-03-18", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:00:00Z" },
    { "2025. 3. 18.", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:00:00Z" },
    { "2025.03.18", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:00:00Z" },
    { "2025년 3월 18일", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:00:00Z" },
    { "2025년3월18일 (화) 오후 3:05", ESP_DATE_ORDER_UNKNOWN, "2025-03-18T06:05:00Z" },
    { "2025. 3. 18. (화) 10:00", ESP_DATE_ORDER_UNKNOWN, "2025-03-18T01:00:00Z" },
    { "2025-03-18 오전 12:10:07", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:10:07Z" },
    { "2025-03-18T10:00:00Z", ESP_DATE_ORDER_UNKNOWN, "2025-03-18T10:00:00Z" },
    { "2025-03-18T10:00:00.123+02:00", ESP_DATE_ORDER_UNKNOWN, "2025-03-18T08:00:00Z" },
    { "2025-03-18 10:00 -0500", ESP_DATE_ORDER_UNKNOWN, "2025-03-18T15:00:00Z" },
    { "20250318", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:00:00Z" },
    { "2025/3/18 3:05 PM", ESP_DATE_ORDER_UNKNOWN, "2025-03-18T06:05:00Z" },
    { "03/04/2025", ESP_DATE_ORDER_MDY, "2025-03-03T15:00:00Z" },
    { "03/04/2025", ESP_DATE_ORDER_DMY, "2025-04-02T15:00:00Z" },
    { "03/04/2025", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "18/03/2025", ESP_DATE_ORDER_UNKNOWN, "2025-03-17T15:00:00Z" },
    { "2025-02-29", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "2024-02-29", ESP_DATE_ORDER_UNKNOWN, "2024-02-28T15:00:00Z" },
    { "2025-13-01", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "2025-03-18 25:00", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "2025-03-18 tomorrow", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "25-3-18", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "25-3-18", ESP_DATE_ORDER_YMD, "2025-03-17T15:00:00Z" },
    { "26/03/05", ESP_DATE_ORDER_YMD, "2026-03-04T15:00:00Z" },
    { "26/03/05", ESP_DATE_ORDER_DMY, "2005-03-25T15:00:00Z" },
    { "3/5/26", ESP_DATE_ORDER_MDY, "2026-03-04T15:00:00Z" },
    { "85. 12. 31.", ESP_DATE_ORDER_UNKNOWN, "1985-12-30T15:00:00Z" },
    { "31.12.85", ESP_DATE_ORDER_UNKNOWN, "1985-12-30T15:00:00Z" },
    { "26/13/05", ESP_DATE_ORDER_YMD, NULL },
    { "03/04/2025", ESP_DATE_ORDER_YMD, NULL },
    { "5-Mar-26", ESP_DATE_ORDER_UNKNOWN, "2026-03-04T15:00:00Z" },
    { "05/Mar/2026", ESP_DATE_ORDER_UNKNOWN, "2026-03-04T15:00:00Z" },
    { "Thu, 05 Mar 2026 10:00:00 +0900", ESP_DATE_ORDER_UNKNOWN, "2026-03-05T01:00:00Z" },
    { "2026년 3월 5일 목요일 오후 3:05", ESP_DATE_ORDER_UNKNOWN, "2026-03-05T06:05:00Z" },
    { "2026年3月5日", ESP_DATE_ORDER_UNKNOWN, "2026-03-04T15:00:00Z" },
    { "２０２６－０３－０５", ESP_DATE_ORDER_UNKNOWN, "2026-03-04T15:00:00Z" },
    { "20260305150507", ESP_DATE_ORDER_UNKNOWN, "2026-03-05T06:05:07Z" },
    { "202603051505", ESP_DATE_ORDER_UNKNOWN, "2026-03-05T06:05:00Z" },
    { "20260305250507", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "2026-03-05 오후 15:05", ESP_DATE_ORDER_UNKNOWN, "2026-03-05T06:05:00Z" },
    { "2026-03-05 오전 15:05", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "1234", ESP_DATE_ORDER_UNKNOWN, NULL },
    { "", ESP_DATE_ORDER_UNKNOWN, NULL },
  };
  g_autoptr (GTimeZone) seoul = g_time_zone_new_identifier ("Asia/Seoul");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspCivilTime time;
      g_autoptr (GDateTime) expected = NULL;

      g_test_message ("%s", cases[i].text);
      if (!esp_cell_parse_date (cases[i].text, cases[i].order, &time))
        {
          g_assert_null (cases[i].expected);
          continue;
        }
      g_assert_nonnull (cases[i].expected);
      expected = g_date_time_new_from_iso8601 (cases[i].expected, NULL);
      g_assert_cmpint (esp_civil_time_to_us (&time, seoul), ==,
                       g_date_time_to_unix (expected) * G_USEC_PER_SEC);
    }
}

static void
test_excel_serials (void)
{
  EspCivilTime time;

  g_assert_true (esp_cell_parse_excel_serial ("45734", &time));
  g_assert_cmpint (time.year, ==, 2025);
  g_assert_cmpint (time.month, ==, 3);
  g_assert_cmpint (time.day, ==, 18);
  g_assert_false (time.has_time);
  g_assert_true (esp_cell_parse_excel_serial ("45734.5", &time));
  g_assert_cmpint (time.hour, ==, 12);
  g_assert_false (esp_cell_parse_excel_serial ("5", &time));
  g_assert_false (esp_cell_parse_excel_serial ("2025-03-18", &time));
}

static void
test_bare_dates (void)
{
  EspCivilTime time;

  g_assert_true (esp_cell_parse_bare_date ("851231", &time));
  g_assert_cmpint (time.year, ==, 1985);
  g_assert_cmpint (time.day, ==, 31);
  g_assert_true (esp_cell_parse_bare_date ("1772668800", &time));
  g_assert_true (time.has_offset);
  g_assert_cmpint (time.year, ==, 2026);
  g_assert_true (esp_cell_parse_bare_date ("1772668800123", &time));
  g_assert_true (esp_cell_parse_bare_date ("46086.5", &time));
  g_assert_false (esp_cell_parse_bare_date ("851331", &time));
  g_assert_false (esp_cell_parse_bare_date ("12", &time));
  g_assert_false (esp_cell_parse_bare_date ("9999999999", &time));
}

/* What programs wrap around a cell for the sake of spreadsheets is no part of it. */
static void
test_unwraps (void)
{
  static const char *const cases[][2] = {
    { "=\"00123\"", "00123" },
    { "'01012345678", "01012345678" },
    { "'=1+1", "=1+1" },
    { "'@a", "@a" },
    { "'90s", "'90s" },
    { "'인용", "'인용" },
    { "=\"a\"&\"b\"", "=\"a\"&\"b\"" },
    { "'", "'" },
    { "=\"\"", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup (cases[i][0]);

      esp_cell_unwrap (text);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    gboolean has_decimal_comma;
    gboolean is_number;
    double expected;
  } cases[] = {
    { "1234", FALSE, TRUE, 1234 },
    { "1,234", FALSE, TRUE, 1234 },
    { "1,234,567.5", FALSE, TRUE, 1234567.5 },
    { "1.234,5", TRUE, TRUE, 1234.5 },
    { " -7 ", FALSE, TRUE, -7 },
    { "12%", FALSE, TRUE, 12 },
    { "1.5E+3", FALSE, TRUE, 1500 },
    { "1,23", FALSE, FALSE, 0 },
    { "12,34,567", FALSE, TRUE, 1234567 },
    { "1,23,4,567", FALSE, FALSE, 0 },
    { "123,45,678", FALSE, FALSE, 0 },
    { "1.2.3", FALSE, FALSE, 0 },
    { "abc", FALSE, FALSE, 0 },
    { "", FALSE, FALSE, 0 },
    { "-", FALSE, FALSE, 0 },
    { "1234,567", FALSE, FALSE, 0 },
    { "1억 2천만", FALSE, TRUE, 120000000 },
    { "3만5천원", FALSE, TRUE, 35000 },
    { "1.5억", FALSE, TRUE, 150000000 },
    { "1,5억", TRUE, TRUE, 150000000 },
    { "100만 원", FALSE, TRUE, 1000000 },
    { "2조 5000억", FALSE, TRUE, 2500000000000 },
    { "만", FALSE, FALSE, 0 },
    { "1천2백만", FALSE, TRUE, 12000000 },
    { "2만 3만", FALSE, FALSE, 0 },
    { "1만~2만", FALSE, FALSE, 0 },
    { "12명", FALSE, TRUE, 12 },
    { "20대", FALSE, FALSE, 0 },
    { "(1,234)", FALSE, TRUE, -1234 },
    { "1,234-", FALSE, TRUE, -1234 },
    { "−12", FALSE, TRUE, -12 },
    { "１，２３４", FALSE, TRUE, 1234 },
    { "1’234.50", FALSE, TRUE, 1234.5 },
  };
  gint64 integer;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (esp_cell_parse_decimal (cases[i].text, cases[i].has_decimal_comma, &value),
                       ==, cases[i].is_number);
      g_assert_cmpfloat (value, ==, cases[i].expected);
    }
  g_assert_true (esp_cell_parse_integer ("9,223,372,036,854,775,807", FALSE, &integer));
  g_assert_cmpint (integer, ==, G_MAXINT64);
  g_assert_false (esp_cell_parse_integer ("9223372036854775808", FALSE, &integer));
  g_assert_false (esp_cell_parse_integer ("1.0", FALSE, &integer));
}

static void
test_money (void)
{
  const char *currency;
  gint64 minor;

  g_assert_true (esp_cell_parse_money ("₩1,234,000", FALSE, 0, &minor, &currency));
  g_assert_cmpint (minor, ==, 1234000);
  g_assert_cmpstr (currency, ==, "KRW");
  g_assert_true (esp_cell_parse_money ("12,000원", FALSE, 0, &minor, &currency));
  g_assert_cmpint (minor, ==, 12000);
  g_assert_true (esp_cell_parse_money ("$12.5", FALSE, 2, &minor, &currency));
  g_assert_cmpint (minor, ==, 1250);
  g_assert_true (esp_cell_parse_money ("1.234,56", TRUE, 2, &minor, NULL));
  g_assert_cmpint (minor, ==, 123456);
  g_assert_true (esp_cell_parse_money ("-3.10", FALSE, 2, &minor, NULL));
  g_assert_cmpint (minor, ==, -310);
  g_assert_true (esp_cell_parse_money ("3.1000", FALSE, 2, &minor, NULL));
  g_assert_false (esp_cell_parse_money ("3.105", FALSE, 2, &minor, NULL));
  g_assert_false (esp_cell_parse_money ("100000000000000000000", FALSE, 0, &minor, NULL));
}

static void
test_consent_words (void)
{
  static const char *const yes[] = {
    "Y", "yes", "T", "1", "동의", "수신", "수신동의", "O", " 예 "
  };
  static const char *const no[] = { "N",        "no",     "F", "0",       "거부",
                                    "수신거부", "미동의", "X", "동의안함" };
  static const char *const unknown[] = { "아마도", "2", "2025-01-01", "|", "y|n" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_cmpint (esp_cell_parse_consent (yes[i]), ==, ESP_CONSENT_WORD_YES);
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_cmpint (esp_cell_parse_consent (no[i]), ==, ESP_CONSENT_WORD_NO);
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_cmpint (esp_cell_parse_consent (unknown[i]), ==, ESP_CONSENT_WORD_UNKNOWN);
  g_assert_cmpint (esp_cell_parse_consent ("  "), ==, ESP_CONSENT_WORD_NONE);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *text;
    EspCellKind kind;
  } cases[] = {
    { "", ESP_CELL_KIND_EMPTY },           { "hello", ESP_CELL_KIND_TEXT },
    { "42", ESP_CELL_KIND_INTEGER },       { "007", ESP_CELL_KIND_TEXT },
    { "4.2", ESP_CELL_KIND_DECIMAL },      { "Yes", ESP_CELL_KIND_BOOLEAN },
    { "2025-03-18", ESP_CELL_KIND_DATE },  { "2025-03-18 10:00", ESP_CELL_KIND_DATETIME },
    { "a@b.co", ESP_CELL_KIND_EMAIL },     { "010-1234-5678", ESP_CELL_KIND_PHONE },
    { "1012345678", ESP_CELL_KIND_PHONE }, { "20250318", ESP_CELL_KIND_INTEGER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (esp_cell_guess_kind (cases[i].text, FALSE), ==, cases[i].kind);
    }
}

static void
test_header_words (void)
{
  static const struct
  {
    const char *header;
    EspImportField field;
  } cases[] = {
    { "E-mail", ESP_IMPORT_FIELD_EMAIL },
    { "이메일 주소(필수)", ESP_IMPORT_FIELD_EMAIL },
    { "휴대폰 번호", ESP_IMPORT_FIELD_PHONE },
    { "고객명", ESP_IMPORT_FIELD_NAME },
    { "First Name", ESP_IMPORT_FIELD_GIVEN_NAME },
    { "회사", ESP_IMPORT_FIELD_COMPANY },
    { "SMS 수신동의", ESP_IMPORT_FIELD_CONSENT_SMS },
    { "마케팅 동의", ESP_IMPORT_FIELD_CONSENT_ALL },
    { "동의일", ESP_IMPORT_FIELD_CONSENT_AT },
    { "가입일", ESP_IMPORT_FIELD_CREATED_AT },
    { "광고성 정보 수신동의(SMS)", ESP_IMPORT_FIELD_CONSENT_SMS },
    { "광고성 정보 수신동의(이메일)", ESP_IMPORT_FIELD_CONSENT_EMAIL },
    { "수신동의일(이메일)", ESP_IMPORT_FIELD_CONSENT_AT },
    { "이메일 수신거부 동의", ESP_IMPORT_FIELD_NONE },
    { "개인정보 수집 및 이용 동의", ESP_IMPORT_FIELD_NONE },
    { "개인정보 마케팅 활용 동의", ESP_IMPORT_FIELD_CONSENT_ALL },
    { "회사/소속", ESP_IMPORT_FIELD_COMPANY },
    { "Company / Organization", ESP_IMPORT_FIELD_COMPANY },
    { "Phone 1 - Value", ESP_IMPORT_FIELD_PHONE },
    { "Do Not Email", ESP_IMPORT_FIELD_NONE },
    { "OPTIN_IP", ESP_IMPORT_FIELD_NONE },
    { "마케팅 동의 경로", ESP_IMPORT_FIELD_NONE },
    { "고객 이메일", ESP_IMPORT_FIELD_EMAIL },
    { "담당자 연락처", ESP_IMPORT_FIELD_PHONE },
    { "성(Last name)", ESP_IMPORT_FIELD_FAMILY_NAME },
    { "이름(성)", ESP_IMPORT_FIELD_FAMILY_NAME },
    { "뉴스레터 구독", ESP_IMPORT_FIELD_CONSENT_EMAIL },
    { "Accepts SMS Marketing", ESP_IMPORT_FIELD_CONSENT_SMS },
    { "회원가입일", ESP_IMPORT_FIELD_CREATED_AT },
    { "추천인 연락처", ESP_IMPORT_FIELD_NONE },
    { "Total Visits", ESP_IMPORT_FIELD_NONE },
    { "", ESP_IMPORT_FIELD_NONE },
    { "|", ESP_IMPORT_FIELD_NONE },
    { "メールアドレス", ESP_IMPORT_FIELD_EMAIL },
    { "氏名", ESP_IMPORT_FIELD_NAME },
    { "手机号码", ESP_IMPORT_FIELD_PHONE },
    { "公司", ESP_IMPORT_FIELD_COMPANY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].header);
      g_assert_cmpint (esp_import_field_from_header (cases[i].header), ==, cases[i].field);
    }
}

static void
test_maps_by_content (void)
{
  const char *text = "가,나,다,라,마\n"
                     "김민지,a@b.co,010-1234-5678,,5\n"
                     "이수진,c@d.co,010-2345-6789,,7\n"
                     "박지훈,typo,010-3456-7890,,x\n"
                     "최유나,e@f.co,010-3456-7891,,8\n";
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };
  g_autoptr (GPtrArray) rows =
    esp_csv_read_sample (&options, (const guint8 *) text, strlen (text), TRUE, 100);
  EspImportColumnFacts facts[5];
  EspImportField fields[5];

  g_ptr_array_remove_index (rows, 0);
  for (guint i = 0; i < 5; i++)
    esp_import_column_learn (rows, i, NULL, FALSE, &facts[i]);
  esp_import_guess_mapping ((const char *[]){ "가", "나", "다", "라", "마", NULL }, facts, 5,
                            fields);
  g_assert_cmpint (fields[0], ==, ESP_IMPORT_FIELD_CUSTOM);
  g_assert_cmpint (fields[1], ==, ESP_IMPORT_FIELD_EMAIL);
  g_assert_cmpint (fields[2], ==, ESP_IMPORT_FIELD_PHONE);
  g_assert_cmpint (fields[3], ==, ESP_IMPORT_FIELD_NONE);
  g_assert_cmpint (fields[4], ==, ESP_IMPORT_FIELD_CUSTOM);
  g_assert_cmpint (facts[4].kind, ==, ESP_CELL_KIND_TEXT);
  g_assert_cmpint (facts[4].main_kind, ==, ESP_CELL_KIND_INTEGER);
}

typedef struct
{
  const char *text; /* a list with a header, commas between cells */
  EspDateOrder date_order;
  gboolean has_decimal_comma;
  EspCellKind kind; /* of the second column */
} FormatCase;

static void
check_formats (const FormatCase *format)
{
  EspEncodingGuess guess = { .n_candidates = 1, .is_sure = TRUE };
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspImportInspection) inspection = NULL;

  shape.delimiter = ';';
  shape.header = 1;
  inspection = esp_import_inspect ((const guint8 *) format->text, strlen (format->text), TRUE,
                                   &guess, &shape, &error);
  g_assert_no_error (error);
  g_test_message ("%s", format->text);
  g_assert_cmpint (inspection->plan->date_order, ==, format->date_order);
  g_assert_cmpint (inspection->plan->has_decimal_comma, ==, format->has_decimal_comma);
  g_assert_cmpint (inspection->facts[1].kind, ==, format->kind);
}

/* A column that shows its mark is read by it, and not by that of its neighbours; what a person says holds for all. */
static void
test_marks_by_column (void)
{
  static const char text[] = "e;a;b;c;d\n1;1.234,50;1,234.50;1,234;x\n2;2.345;2,345;7;y\n";
  EspEncodingGuess guess = { .n_candidates = 1, .is_sure = TRUE };
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspImportInspection) inspection = NULL;

  shape.delimiter = ';';
  shape.header = 1;
  inspection =
    esp_import_inspect ((const guint8 *) text, strlen (text), TRUE, &guess, &shape, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (inspection->plan->marks, ==, "?,.??");
  g_assert_cmpint (inspection->facts[1].kind, ==, ESP_CELL_KIND_DECIMAL);
  g_assert_cmpint (inspection->facts[2].kind, ==, ESP_CELL_KIND_DECIMAL);
  g_assert_true (esp_import_plan_has_comma (inspection->plan, 1));
  g_assert_false (esp_import_plan_has_comma (inspection->plan, 2));
  esp_import_plan_set_comma (inspection->plan, TRUE);
  g_assert_true (esp_import_plan_has_comma (inspection->plan, 2));
}

/* What is beyond doubt somewhere in the file settles what could be read in two ways. */
static void
test_formats_by_context (void)
{
  static const FormatCase cases[] = {
    { "e;d\n1;04/03/2026\n2;25/03/2026\n", ESP_DATE_ORDER_DMY, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;03/04/2026\n2;03/25/2026\n", ESP_DATE_ORDER_MDY, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;03/04/2026\n2;04/05/2026\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;03/04/2026 9:00 AM\n", ESP_DATE_ORDER_MDY, FALSE, ESP_CELL_KIND_DATETIME },
    { "e;d\n1;04.03.2026\n", ESP_DATE_ORDER_DMY, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;4 Mar 2026\n2;March 5, 2026\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;2026.3.4\n2;20260305\n3;46085\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DATE },
    { "e;가입일자\n1;46085\n2;46086.5\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DATETIME },
    { "e;n\n1;46085\n2;46086\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_INTEGER },
    { "e;n\n1;1.234,5\n2;10\n", ESP_DATE_ORDER_DMY, TRUE, ESP_CELL_KIND_DECIMAL },
    { "e;n\n1;1.234\n2;10,25\n", ESP_DATE_ORDER_DMY, TRUE, ESP_CELL_KIND_DECIMAL },
    { "e;n\n1;1,234.5\n2;1,000\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DECIMAL },
    { "e;n\n1;₩12,000\n2;3,500원\n3;-₩5\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_INTEGER },
    { "e;n\n1;₩12,000\n2;$5\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_TEXT },
    { "e;b\n1;예\n2;아니오\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_BOOLEAN },
    { "e;b\n1;x\n2;\n3;x\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_TEXT },
    { "e;b\n1;O\n2;X\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_BOOLEAN },
    { "e;d\n1;26/03/05\n2;26/03/06\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DATE },
    { "e;일\n1;26/03/05\n2;26/03/06\n", ESP_DATE_ORDER_YMD, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;26/03/05\n2;85/03/06\n", ESP_DATE_ORDER_YMD, FALSE, ESP_CELL_KIND_DATE },
    { "e;d\n1;3/5/26\n2;3/25/26\n", ESP_DATE_ORDER_MDY, FALSE, ESP_CELL_KIND_DATE },
    { "e;생년월일\n1;851231\n2;900101\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_DATE },
    { "e;n\n1;851231\n2;900101\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_INTEGER },
    { "e;n\n1;3만원\n2;1억\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_INTEGER },
    { "e;n\n1;3명\n2;12개\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_TEXT },
    { "e;b\n1;yes\n2;x\n", ESP_DATE_ORDER_UNKNOWN, FALSE, ESP_CELL_KIND_TEXT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_formats (&cases[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/cell/marks-by-column", test_marks_by_column);
  g_test_add_func ("/engine/cell/dates", test_dates);
  g_test_add_func ("/engine/cell/excel-serials", test_excel_serials);
  g_test_add_func ("/engine/cell/bare-dates", test_bare_dates);
  g_test_add_func ("/engine/cell/unwraps", test_unwraps);
  g_test_add_func ("/engine/cell/numbers", test_numbers);
  g_test_add_func ("/engine/cell/money", test_money);
  g_test_add_func ("/engine/cell/consent-words", test_consent_words);
  g_test_add_func ("/engine/cell/kinds", test_kinds);
  g_test_add_func ("/engine/import-field/header-words", test_header_words);
  g_test_add_func ("/engine/import-field/maps-by-content", test_maps_by_content);
  g_test_add_func ("/engine/import-inspect/formats-by-context", test_formats_by_context);
  return g_test_run ();
}
