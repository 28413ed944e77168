/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of orders and of ad platforms come in as they are exported; what is wrong is told row by row. */
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-spend.h"
#include "worker/esp-fact-import.h"
#include "worker/esp-workspace-setting.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static gboolean
add_leads (EspTx *tx, gpointer data, GError **error)
{
  static const char *const emails[] = { "one@example.com", "two@example.com" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), emails[i]);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  self->store = temp_store_new (self->folder, self->clock);
  g_assert_true (esp_store_write (self->store, NULL, add_leads, NULL, NULL, &error));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  g_clear_object (&self->clock);
  temp_folder_free (self->folder);
}

/* @encoding: (nullable): UTF-8 */
static void
import (Fixture *self,
        EspFactKind kind,
        const char *text,
        const char *encoding,
        EspFactImportResult *out_result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, "export.csv", NULL);
  EspFactImportOptions options = { .kind = kind };
  gsize length = strlen (text);
  g_autofree char *bytes = encoding != NULL
                             ? g_convert (text, -1, encoding, "UTF-8", NULL, &length, &error)
                             : g_strdup (text);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, &error));
  (void) esp_fact_import_run (self->store, path, &options, NULL, out_result, &error);
  g_assert_no_error (error);
}

static void
assert_problem (const EspFactImportResult *result, guint64 row, const char *part)
{
  for (guint i = 0; i < result->problems->len; i++)
    {
      const EspFactProblem *problem = g_ptr_array_index (result->problems, i);

      if (problem->row == row && strstr (problem->reason, part) != NULL)
        return;
    }
  g_error ("row %" G_GUINT64_FORMAT " is not told: %s", row, part);
}

static gint64
number (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspDb) db = esp_db_open (esp_store_get_path (self->store), ESP_DB_READ_ONLY, &error);
  gint64 value = 0;

  g_assert_no_error (error);
  g_assert_true (esp_db_query_int64 (db, sql, &value, &error));
  return value;
}

/* Exports by other people: days that the file tells, parts of a day, totals in words of their own. */
static void
test_forms (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) meta = { 0 };
  g_auto (EspFactImportResult) tiktok = { 0 };
  g_auto (EspFactImportResult) kakao = { 0 };
  g_auto (EspFactImportResult) range = { 0 };
  g_auto (EspFactImportResult) split = { 0 };
  g_auto (EspFactImportResult) american = { 0 };

  import (self, ESP_FACT_SPEND,
          "보고 시작,보고 종료,일,캠페인 이름,지출 금액 (KRW),노출,링크 클릭,결과\n"
          "2025-03-01,2025-03-02,2025-03-01,가을,1000,500,5,1.5\n"
          "2025-03-01,2025-03-02,2025-03-02,합계 세일,2000,5,9,1\n"
          ",,,,3000,505,14,2.5\n",
          NULL, &meta);
  g_assert_cmpint (meta.n_new, ==, 2);
  g_assert_cmpint (meta.n_errors, ==, 0);
  assert_problem (&meta, 2, "more clicks");
  import (self, ESP_FACT_SPEND,
          "날짜,캠페인 이름,광고 그룹 이름,통화,비용,노출수,클릭수(랜딩 페이지),총 구매 금액\n"
          "2025-03-01,설치,그룹,KRW,3000,900,7,40000\n"
          "총 1개 결과,-,-,KRW,3001,900,7,40000\n",
          NULL, &tiktok);
  g_assert_cmpstr (tiktok.columns->platform, ==, "tiktok");
  g_assert_cmpint (tiktok.n_errors, ==, 0);
  assert_problem (&tiktok, 2, "3,001 in all");
  g_assert_cmpint (number (self, "SELECT value FROM spend WHERE platform = 'tiktok'"), ==, 40000);
  import (self, ESP_FACT_SPEND,
          "시작일,종료일,캠페인 이름,광고그룹 이름,소재 이름,비용,구매 (7일),구매금액 (7일)\n"
          "2025-03-01,2025-03-01,보드,그룹,소재,500,1,4000\n"
          "2025-03-02,2025-03-08,보드,그룹,소재,500,1,4000\n",
          NULL, &kakao);
  g_assert_cmpstr (kakao.columns->platform, ==, "kakao");
  assert_problem (&kakao, 2, "several days");
  import (self, ESP_FACT_SPEND,
          "기간,캠페인유형,캠페인,총비용(VAT포함)\n2025-03-05 ~ 2025-03-05,쇼핑검색,신상,70\n"
          "2025-03-01 ~ 2025-03-07,쇼핑검색,신상,80\n",
          NULL, &range);
  g_assert_cmpint (range.n_new, ==, 1);
  assert_problem (&range, 2, "several days, 2025-03-01 to 2025-03-07");
  import (self, ESP_FACT_SPEND,
          "Tag;Kampagne;Gerät;Kosten;Impr.;Klicks\n"
          "2025-04-01;A;Mobil;1.000,25;1.000;5\n"
          "2025-04-01;A;PC;1.000,25;2.000;6\n"
          "2025-04-01;A;PC;1.000,25;2.000;6\n",
          NULL, &split);
  g_assert_cmpint (split.n_new, ==, 1);
  assert_problem (&split, 0, "divided by: Gerät");
  assert_problem (&split, 3, "repeats row 2");
  g_assert_cmpint (number (self, "SELECT impressions FROM spend WHERE clicks = 11"), ==, 3000);
  import (self, ESP_FACT_SPEND, "Date,Spend\n04/02/2025,100\n04/13/2025,200\n", NULL, &american);
  g_assert_cmpint (american.n_new, ==, 2);
  g_assert_cmpint (number (self, "SELECT min (day) FROM spend WHERE platform = 'other'"), ==,
                   20180);
}

/* Shops of other lands and houses: Shopify, WooCommerce, Cafe24. */
static void
test_shops (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) shopify = { 0 };
  g_auto (EspFactImportResult) woo = { 0 };
  g_auto (EspFactImportResult) cafe = { 0 };

  import (self, ESP_FACT_ORDERS,
          "Name,Email,Financial Status,Paid at,Total,Created at,Lineitem quantity,Lineitem name,"
          "Lineitem price,Id\n"
          "#1,one@example.com,paid,,53000,2026-03-01 09:59:50 +0900,1,Shirt,30000,111\n"
          "#1,one@example.com,,,,2026-03-01 09:59:50 +0900,1,Pants,20000,\n",
          NULL, &shopify);
  g_assert_cmpint (shopify.n_new, ==, 1);
  g_assert_cmpint (number (self, "SELECT amount FROM purchase WHERE external_id = '#1' AND items "
                                 "LIKE '%Pants%'"),
                   ==, 53000);
  import (self, ESP_FACT_ORDERS,
          "Order Number,Order Date,Email (Billing),Order Total Amount,Order Refund Amount,Item #,"
          "Item Name\n"
          "5,2026-03-01,two@example.com,8000,3000,1,Tea\n6,2026-03-02,two@example.com,,,1,Tea\n",
          NULL, &woo);
  g_assert_cmpint (number (self, "SELECT refunded FROM purchase WHERE external_id = '5' AND "
                                 "items LIKE '%Tea%'"),
                   ==, 3000);
  assert_problem (&woo, 2, "how much");
  import (self, ESP_FACT_ORDERS,
          "주문번호,주문일시,주문자 이메일,총 주문금액,총 실결제금액\n"
          "가1,2026-03-01 오후 3:05:00,one@example.com,50000,47000\n",
          "CP949", &cafe);
  g_assert_cmpint (number (self, "SELECT amount FROM purchase WHERE external_id = '가1'"), ==,
                   47000);
}

static void
test_platforms (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) google = { 0 };
  g_auto (EspFactImportResult) meta = { 0 };
  g_auto (EspFactImportResult) naver = { 0 };
  g_auto (EspFactImportResult) again = { 0 };
  const char *text = "Campaign report\n\"March 1, 2025 - March 4, 2025\"\n"
                     "Day\tCampaign\tCurrency code\tCost\tImpr.\tClicks\tConversions\tConv. value\n"
                     "2025-03-01\tA\tKRW\t\"12,300\"\t\"1,000\"\t50\t2.00\t\"90,000\"\n"
                     "2025-03-02\tA\tKRW\t10,000\t900\t40\t1.00\t--\n"
                     "2025-03-03\tA\tUSD\t5\t10\t1\t0\t0\n"
                     "Total: Campaigns\t --\tKRW\t\"22,300\"\t1,900\t90\t3\t90000\n";

  import (self, ESP_FACT_SPEND, text, "UTF-16LE", &google);
  g_assert_cmpstr (google.columns->platform, ==, "google");
  g_assert_cmpint (google.n_new, ==, 2);
  g_assert_cmpint (google.n_errors, ==, 1);
  assert_problem (&google, 3, "USD");
  import (self, ESP_FACT_SPEND, text, "UTF-16LE", &again);
  g_assert_cmpint (again.n_known, ==, 2);
  import (self, ESP_FACT_SPEND,
          "캠페인 이름,광고 세트 이름,광고 이름,일,지출 금액 (KRW),노출,링크 클릭,보고 시작,보고 "
          "종료\n"
          "봄,가,나,2025-03-01,\"5,000\",300,10,2025-03-01,2025-03-01\n"
          "봄,가,나,2025-03-01,\"5,000\",300,10,2025-03-01,2025-03-01\n"
          "봄,가,나,2025-03-05,\"5,000\",300,10,2025-03-05,2025-03-05\n"
          "봄,가,나,,\"5,000\",300,10,2025-03-06,2025-03-07\n"
          "합계,,,,\"20,000\",,,,\n",
          NULL, &meta);
  g_assert_cmpstr (meta.columns->platform, ==, "meta");
  g_assert_cmpint (meta.n_new, ==, 2);
  assert_problem (&meta, 2, "repeats row 1");
  assert_problem (&meta, 4, "of which day");
  assert_problem (&meta, 5, "add up to");
  assert_problem (&meta, 0, "2025-03-02 to 2025-03-04");
  import (self, ESP_FACT_SPEND,
          "일별,캠페인,광고그룹,노출수,클릭수,\"총비용(VAT포함,원)\",전환수,전환매출액(원)\n"
          "2025.03.01.,파워링크,그룹,\"1,234\",12,\"33,000\",1,\"50,000\"\n"
          "2025.03.02.,파워링크,그룹,100,1,-5,0,0\n",
          "CP949", &naver);
  g_assert_cmpstr (naver.columns->platform, ==, "naver");
  assert_problem (&naver, 2, "negative");
  g_assert_cmpint (number (self, "SELECT sum (cost) FROM spend"), ==, 22300 + 10000 + 33000);
  g_assert_true (esp_store_undo (self->store, naver.history_id, NULL, NULL, NULL));
  g_assert_cmpint (number (self, "SELECT sum (cost) FROM spend"), ==, 22300 + 10000);
}

static gboolean
set_rates (EspTx *tx, gpointer data, GError **error)
{
  return esp_setting_store (tx, esp_setting_find ("exchange-rates"), data, error);
}

static void
put_rates (Fixture *self, const char *rates)
{
  g_autoptr (GError) error = NULL;

  esp_store_write (self->store, NULL, set_rates, (gpointer) rates, NULL, &error);
  g_assert_no_error (error);
}

/* Rates given by hand: of a day the last that began; both amounts are kept; totals are of what the file counts in. */
static void
test_rates (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) early = { 0 };
  g_auto (EspFactImportResult) mixed = { 0 };
  g_auto (EspFactImportResult) dollars = { 0 };
  g_auto (EspFactImportResult) again = { 0 };
  const char *text = "Day,Campaign,Device,Currency code,Cost,Conv. value\n"
                     "2025-03-01,A,Mobile,USD,\"1,000.50\",20\n2025-03-01,A,Desktop,usd,$0.50,0\n"
                     "2025-03-02,A,Mobile,USD,10.00,0\n2025-03-02,A,Desktop,JPY,5,0\n"
                     "2025-03-03,B,Mobile,JPY,¥310,0\n2025-03-04,B,Mobile,원,\"1,000\",0\n"
                     "2025-03-04,C,Mobile,dollars,1,0\n2025-03-04,D,Mobile,GBP,1.25,0\n";

  put_rates (self, "usd=1,400; USD 2025-03-02 1500.25; 100 JPY 931");
  import (self, ESP_FACT_SPEND, text, NULL, &mixed);
  g_assert_cmpint (mixed.n_new, ==, 4);
  assert_problem (&mixed, 4, "row 3 of the same ad and day in USD");
  assert_problem (&mixed, 7, "“dollars” is not a currency");
  assert_problem (&mixed, 8, "give a rate of exchange");
  assert_problem (&mixed, 0, "days of ads were converted");
  g_assert_cmpint (number (self, "SELECT cost FROM spend WHERE day = 20148"), ==, 1401400);
  g_assert_cmpint (number (self, "SELECT paid FROM spend WHERE day = 20148"), ==, 100100);
  g_assert_cmpint (number (self, "SELECT value FROM spend WHERE paid_value = 2000"), ==, 28000);
  g_assert_cmpint (number (self, "SELECT cost FROM spend WHERE day = 20149"), ==, 15003);
  g_assert_cmpint (number (self, "SELECT cost FROM spend WHERE paid_currency = 'JPY'"), ==, 2886);
  g_assert_cmpint (number (self, "SELECT count (*) FROM spend WHERE paid_currency IS NULL"), ==, 1);
  import (self, ESP_FACT_SPEND,
          "캠페인 이름,광고 이름,일,결과,웹사이트 구매,웹사이트 구매 전환값,지출 금액 (AUD),링크 "
          "클릭\n"
          "봄,가,2025-03-01,9,2,100.00,10.00,5\n",
          NULL, &dollars);
  assert_problem (&dollars, 1, "is in AUD");
  g_assert_cmpint (dollars.columns->roles[4], ==, ESP_FACT_CONVERSIONS);
  g_assert_cmpint (dollars.columns->roles[5], ==, ESP_FACT_VALUE);
  put_rates (self, "USD 2025-03-02 1500; JPY 9");
  import (self, ESP_FACT_SPEND,
          "Day,Campaign,Spend (USD)\n2025-03-01,A,5\n2025-03-02,A,10.10\n2025-03-03,A,2.20\n"
          "Total,,\"12.31\"\n",
          NULL, &early);
  assert_problem (&early, 1, "begin on 2025-03-02; there is none for 2025-03-01");
  assert_problem (&early, 4, "$12.31 in all, but its rows add up to $12.30");
  import (self, ESP_FACT_SPEND, text, NULL, &again);
  g_assert_cmpint (again.n_changed, ==, 2);
  g_assert_null (esp_setting_normalize (esp_setting_find ("exchange-rates"), "USD 1,3850", NULL));
  g_assert_null (esp_setting_normalize (esp_setting_find ("exchange-rates"), "USD 1; USD 2", NULL));
  g_assert_null (
    esp_setting_normalize (esp_setting_find ("exchange-rates"), "USD 2025-02-29 2", NULL));
}

/* Orders are converted by the rate of their day, a refund by that of its order; both amounts are kept. */
static void
test_order_rates (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) first = { 0 };
  g_auto (EspFactImportResult) again = { 0 };
  static const char text[] =
    "order_id,date,email,currency,total,refund,item,qty,price\n"
    "U-1,2025-03-01 23:30,one@example.com,USD,10.01,,,,\n"
    "U-2,2025-03-02 00:30,two@example.com,USD,20.00,5.00,,,\n"
    "U-3,2025-03-02,one@example.com,,₩500,,,,\n"
    "U-4,2025-03-02,one@example.com,GBP,3.00,,,,\n"
    "U-5,2025-02-01,one@example.com,USD,3.00,,,,\n"
    "U-6,2025-03-02,one@example.com,USD,3.00,₩100,,,\n"
    "U-7,2025-03-03,two@example.com,JPY,,,Cup,3,100\n"
    "U-7,,,USD,,,Cup,1,1.00\n"
    "U-8,2025-03-03,two@example.com,USD,8.00,,,,\nU-8,2025-03-04,two@example.com,USD,-8.00,,,,\n";

  put_rates (self, "USD 2025-03-01 1400; USD 2025-03-02 1500; 100 JPY 930");
  import (self, ESP_FACT_ORDERS, text, NULL, &first);
  g_assert_cmpint (first.n_new, ==, 5);
  assert_problem (&first, 4, "“£3.00” is in GBP");
  assert_problem (&first, 5, "begin on 2025-03-01; there is none for 2025-02-01");
  assert_problem (&first, 6, "amounts both in USD and in KRW");
  assert_problem (&first, 8, "is in USD here, but in row 7 in JPY");
  assert_problem (&first, 0, "$38.01 of 3 orders were converted into ₩56,014");
  assert_problem (&first, 0, "of 1 orders were converted into ₩2,790");
  g_assert_cmpint (number (self, "SELECT amount FROM purchase WHERE external_id = 'U-1'"), ==,
                   14014); /* of the first of March, in the zone of the workspace */
  g_assert_cmpint (number (self, "SELECT paid FROM purchase WHERE external_id = 'U-1'"), ==, 1001);
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 1"), ==, 14514);
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 2"), ==,
                   30000 - 7500 + 2790); /* and U-8, which was given back */
  g_assert_cmpint (number (self, "SELECT count (*) FROM event"
                                 " WHERE json_extract (props, '$.paid') = 10.01"
                                 " AND json_extract (props, '$.paid_currency') = 'USD'"),
                   ==, 1);
  /* Another rate since: what is there stays, what is given back of it is so at its own rate. */
  put_rates (self, "USD 9000; JPY 10");
  import (self, ESP_FACT_ORDERS,
          "order_id,date,email,currency,total,refund\n"
          "U-1,2025-03-01 23:30,one@example.com,USD,10.01,10.01\n"
          "U-2,2025-03-02 00:30,two@example.com,USD,20.00,5.00\n"
          "U-3,2025-03-02,one@example.com,USD,500,\n",
          NULL, &again);
  g_assert_cmpint (again.n_changed, ==, 1);
  g_assert_cmpint (again.n_known, ==, 1);
  assert_problem (&again, 3, "with another buyer or amount");
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 1"), ==, 500);
  g_assert_true (esp_store_undo (self->store, again.history_id, NULL, NULL, NULL));
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 1"), ==, 14514);
}

static void
test_orders (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) first = { 0 };
  g_auto (EspFactImportResult) second = { 0 };

  import (self, ESP_FACT_ORDERS,
          "주문번호,주문일시,주문자 이메일,결제금액,주문상태,상품명,수량,단가,환불금액\n"
          "A-1,2025-03-01 10:00,ONE@example.com,\"\\30,000\",결제완료,티셔츠,2,10000,\n"
          "A-1,2025-03-01 10:00,one@example.com,\"30,000\",결제완료,모자,1,10000,\n"
          "A-2,2025-03-02 11:00,two@example.com,20000,환불,바지,1,20000,\n"
          "A-3,2025-03-03,two@example.com,50000,취소,코트,1,50000,\n"
          "A-4,2025-03-05,nobody@example.com,100,결제완료,,,,\n"
          "A-5,2025-13-05,one@example.com,100,결제완료,,,,\n"
          "A-6,2025-03-06,one@example.com,-100,결제완료,,,,\n"
          "A-7,2025-03-06,one@example.com,$10,결제완료,,,,\n"
          "A-8,2025-03-07,one@example.com,40000,부분환불,,,,15000\n",
          "CP949", &first);
  g_assert_cmpint (first.n_new, ==, 4);
  g_assert_cmpint (first.n_errors, ==, 4);
  assert_problem (&first, 5, "nobody@example.com");
  assert_problem (&first, 6, "2025-13-05");
  assert_problem (&first, 7, "negative");
  assert_problem (&first, 8, "USD");
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 1"), ==, 55000);
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 2"), ==, 0);
  g_assert_cmpint (number (self, "SELECT json_array_length (items) FROM purchase"
                                 " WHERE external_id = 'A-1'"),
                   ==, 2);
  import (self, ESP_FACT_ORDERS,
          "order_id,date,email,amount,refund_amount\nA-8,2025-03-07,one@example.com,40000,40000\n"
          "A-1,2025-03-01 10:00,one@example.com,31000,\n",
          NULL, &second);
  g_assert_cmpint (second.n_changed, ==, 1);
  assert_problem (&second, 2, "another buyer or amount");
  g_assert_cmpint (number (self, "SELECT revenue FROM lead_stat WHERE lead_id = 1"), ==, 30000);
  g_assert_true (esp_store_undo (self->store, second.history_id, NULL, NULL, NULL));
  g_assert_true (esp_store_undo (self->store, first.history_id, NULL, NULL, NULL));
  g_assert_cmpint (number (self, "SELECT count (*) FROM purchase"), ==, 0);
  g_assert_cmpint (number (self, "SELECT sum (revenue) FROM lead_stat"), ==, 0);
}

/* A workbook whose column is called oddly; what is refused goes into a file that comes in once it is mended. */
static void
test_workbook (Fixture *self, gconstpointer data)
{
  static const char *const mapping[] = { "받을 돈=amount", NULL };
  static const char *const wrong[] = { "받을 돈=clicks", NULL };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "xlsx", "orders.xlsx", NULL);
  g_autofree char *rejects = g_build_filename (self->folder, "rejects.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unknown = NULL;
  g_auto (EspFactImportResult) result = { 0 };
  g_auto (EspFactImportResult) look = { 0 };
  g_autofree char *text = NULL;
  EspFactImportOptions options = { .kind = ESP_FACT_ORDERS,
                                   .is_lenient = TRUE,
                                   .is_dry_run = TRUE };

  g_assert_true (esp_fact_import_run (self->store, path, &options, NULL, &look, &error));
  assert_problem (&look, 0, "how much");
  g_assert_cmpuint (g_strv_length (look.sheets), >, 0);
  g_assert_cmpuint (look.sheet, ==, 1);
  g_assert_cmpstr (look.columns->names[3], ==, "받을 돈");
  options = (EspFactImportOptions){ .kind = ESP_FACT_ORDERS, .mapping = wrong };
  g_assert_false (esp_fact_import_run (self->store, path, &options, NULL, &result, &unknown));
  g_assert_error (unknown, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS);
  options.mapping = mapping;
  options.rejects_path = rejects;
  g_assert_true (esp_fact_import_run (self->store, path, &options, NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (result.n_new, ==, 2);
  g_assert_cmpint (result.n_errors, ==, 1);
  g_assert_cmpint (number (self, "SELECT sum (revenue) FROM lead_stat"), ==, 30700);
  g_assert_true (g_file_get_contents (rejects, &text, NULL, &error));
  g_assert_nonnull (strstr (text, "reason"));
  g_assert_nonnull (strstr (text, "X-2,2025-13-01 10:00,two@example.com,500,"));
  g_assert_null (strstr (text, "X-1"));
}

/* What strangers write: none of it is taken for something else silently. */
static void
test_strangers (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) signs = { 0 };
  g_auto (EspFactImportResult) totals = { 0 };
  g_auto (EspFactImportResult) media = { 0 };
  g_auto (EspFactImportResult) items = { 0 };

  import (self, ESP_FACT_SPEND,
          "Date,Campaign,Spend\n2026-03-01,S,$100.50\n2026-03-02,S,\"100,50 €\"\n"
          "2026-03-03,S,₩100.50\n2026-03-04,S,-$0.75\n",
          NULL, &signs);
  g_assert_cmpint (signs.n_new, ==, 1);
  assert_problem (&signs, 1, "is in USD");
  assert_problem (&signs, 2, "is in EUR");
  assert_problem (&signs, 4, "is in USD");
  import (self, ESP_FACT_SPEND,
          "캠페인 보고서\n2026. 4. 1. - 2026. 4. 2.\n일\t캠페인\t통화 코드\t비용\n"
          "2026. 4. 1.\t봄\tKRW\t₩12,300\n2026. 4. 2.\t봄\tKRW\t₩10,000\n"
          "전체: 계정\t \t--\t₩22,301\n",
          "UTF-16LE", &totals);
  g_assert_cmpint (totals.n_new, ==, 2);
  g_assert_cmpint (totals.n_errors, ==, 0);
  assert_problem (&totals, 3, "₩22,301 in all");
  import (self, ESP_FACT_SPEND,
          "집행일,매체,비용\n2026-05-01,네이버 검색광고,1만원\n2026-05-01,카카오모먼트,5천원\n"
          "2026-05-01,구글,\"3.5만\"\n2026-05-01,당근,700\n",
          NULL, &media);
  g_assert_cmpint (media.n_new, ==, 4);
  g_assert_cmpint (number (self, "SELECT sum (cost) FROM spend WHERE platform IN ('naver', 'kakao',"
                                 " 'google') AND day = 20574"),
                   ==, 50000);
  import (self, ESP_FACT_ORDERS,
          "Name,Email,Total,Created at,Lineitem name,Lineitem quantity,Lineitem price\n"
          "#1,one@example.com,33000,2026-03-01 09:59:00 +0900,셔츠,1,15000\n"
          "#1,,,,바지,1,18000\n,,,,양말,1,1000\n",
          NULL, &items);
  g_assert_cmpint (items.n_new, ==, 1);
  g_assert_cmpint (items.n_errors, ==, 1);
  assert_problem (&items, 3, "no number of an order");
}

/* Days without a year, money back in rows of its own, merged cells, names that stand twice, doubtful amounts. */
static void
test_habits (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) bare = { 0 };
  g_auto (EspFactImportResult) titled = { 0 };
  g_auto (EspFactImportResult) month = { 0 };
  g_auto (EspFactImportResult) doubtful = { 0 };
  g_auto (EspFactImportResult) refunds = { 0 };
  g_auto (EspFactImportResult) merged = { 0 };

  /* The clock says 2026-09-21. */
  import (self, ESP_FACT_SPEND,
          "일자,캠페인,총비용\n12/30(화),봄,1000\n12월 31일,봄,2000\n1.1,봄,3000\n1/2,봄,100\n"
          "13/1,봄,100\n합계,,6100\n",
          NULL, &bare);
  g_assert_cmpint (bare.n_new, ==, 5);
  g_assert_cmpint (bare.n_errors, ==, 0);
  assert_problem (&bare, 0, "from 2025-12-30 to 2026-01-13");
  import (self, ESP_FACT_SPEND,
          "보고서 (2024. 12. 30. ~ 2025. 1. 2.)\n일자,캠페인,총비용\n12/30,여름,1000\n1/2,여름,7\n"
          "2/2,여름,7\n",
          NULL, &titled);
  assert_problem (&titled, 0, "from 2024-12-30 to 2025-01-02");
  assert_problem (&titled, 3, "not a day");
  import (self, ESP_FACT_SPEND, "2025년 2월 실적\n일자,캠페인,총비용\n02-03,가을,1000\n", NULL,
          &month);
  assert_problem (&month, 0, "from 2025-02-03 to 2025-02-03");
  import (self, ESP_FACT_SPEND,
          "날짜,캠페인,비용,비용\n2026-03-01,D,\"1,23\",1\n2026-03-02,D,1.234,1\n"
          "2026-03-03,D,\"1,234\",1\n2026-03-04,D,1234.567,1\n2026-03-05,D,1000엔,1\n"
          "2026-03-06,D,△300,1\n",
          NULL, &doubtful);
  assert_problem (&doubtful, 0, "Two columns are called “비용”");
  assert_problem (&doubtful, 1, "was read as ₩1;");
  assert_problem (&doubtful, 2, "was read as");
  assert_problem (&doubtful, 5, "is in JPY");
  assert_problem (&doubtful, 6, "negative");
  g_assert_cmpint (doubtful.n_new, ==, 4);
  import (self, ESP_FACT_ORDERS,
          "주문번호,주문일,결제금액,이메일\nR1,2026-03-05,-3000,one@example.com\n"
          "R1,2026-03-01,10000,one@example.com\nR2,2026-03-01,-500,two@example.com\n"
          "R3,2026-03-01,500,two@example.com\nR3,2026-03-02,-600,two@example.com\n",
          NULL, &refunds);
  g_assert_cmpint (refunds.n_new, ==, 2);
  g_assert_cmpint (refunds.n_errors, ==, 2);
  assert_problem (&refunds, 3, "its order is not in the file");
  assert_problem (&refunds, 5, "More was refunded");
  import (self, ESP_FACT_ORDERS,
          "주문번호,주문일,결제금액,이메일,상품명,수량,판매가\n"
          "M1,2026-03-01,30000,one@example.com,셔츠,1,10000\n,,,,바지,2,10000\n"
          "M2,2026-03-02,5000,two@example.com,양말,1,5000\n",
          NULL, &merged);
  g_assert_cmpint (merged.n_new, ==, 2);
  g_assert_cmpint (merged.n_errors, ==, 0);
}

static gboolean
set_euro (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_CURRENCY, "EUR", error);
}

static gint64
sum_of (Fixture *self, const char *campaign)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT coalesce (sum (cost), 0) FROM spend WHERE campaign = '%s'", campaign);

  return number (self, sql);
}

/* What a comma or a point is, found over the whole file; what contradicts the rest is named and not guessed. */
static void
test_marks (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *rows;
    gint64 cents;
    guint64 odd; /* the row that is refused; 0: none */
  } cases[] = {
    { "american", "2026-03-01,american,\"1,234\"\n2026-03-02,american,0.50\n", 123450, 0 },
    { "german",
      "2026-03-01,german,\"1.234,50\"\n2026-03-02,german,\"25,5\"\n2026-03-03,german,1.234\n",
      123450 + 2550 + 123400, 0 },
    { "bare", "2026-03-01,bare,\"1234,5\"\n2026-03-02,bare,\"0,125\"\n2026-03-03,bare,\"7,25\"\n",
      123450 + 13 + 725, 0 },
    { "slip", "2026-03-01,slip,\"1,234\"\n2026-03-02,slip,\"2,345\"\n2026-03-03,slip,\"1,23\"\n",
      123400 + 234500, 3 },
    { "few", "2026-03-01,few,\"25,50\"\n2026-03-02,few,\"0,99\"\n2026-03-03,few,\"1,234\"\n",
      2550 + 99, 3 },
    { "swiss", "2026-03-01,swiss,1'234.50\n2026-03-02,swiss,2’000\n", 123450 + 200000, 0 },
    { "french", "2026-03-01,french,\"1\u202f234,50\"\n2026-03-02,french,\"2 000,00\"\n",
      123450 + 200000, 0 },
    { "lakh", "2026-03-01,lakh,\"1,23,456.00\"\n2026-03-02,lakh,\"1,000\"\n", 12345600 + 100000,
      0 },
  };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, set_euro, NULL, NULL, &error));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("date,campaign,cost\n", cases[i].rows, NULL);
      g_auto (EspFactImportResult) result = { 0 };

      g_test_message ("%s", cases[i].name);
      import (self, ESP_FACT_SPEND, text, NULL, &result);
      g_assert_cmpint (sum_of (self, cases[i].name), ==, cases[i].cents);
      g_assert_cmpint (result.n_errors, ==, cases[i].odd != 0);
      if (cases[i].odd != 0)
        assert_problem (&result, cases[i].odd, "in two ways");
    }
}

/* Shops of two countries glue their columns together: each column is written in its own way. */
static void
test_marks_of_columns (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) columns = { 0 };
  g_auto (EspFactImportResult) slip = { 0 };
  g_auto (EspFactImportResult) weighed = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, set_euro, NULL, NULL, &error));
  import (self, ESP_FACT_SPEND,
          "date,campaign,cost,conversion value,conversions\n"
          "2026-03-01,two,\"1.234,50\",\"1,234.50\",\"1,5\"\n2026-03-02,two,2.345,2.345,2\n"
          "2026-03-03,two,\"0,125\",\"2,345\",1.5\n",
          NULL, &columns);
  g_assert_cmpint (columns.n_errors, ==, 0);
  g_assert_cmpint (sum_of (self, "two"), ==, 123450 + 234500 + 13);
  g_assert_cmpint (number (self, "SELECT sum (value) FROM spend WHERE campaign = 'two'"), ==,
                   123450 + 235 + 234500);
  /* A column of parts makes no column of thousands doubtful. */
  import (self, ESP_FACT_SPEND,
          "date,campaign,cost,conversion value\n2026-03-01,own,\"25,50\",\"1,234\"\n"
          "2026-03-02,own,\"0,99\",\"2,345\"\n",
          NULL, &slip);
  g_assert_cmpint (slip.n_errors, ==, 0);
  g_assert_cmpint (sum_of (self, "own"), ==, 2649);
  g_assert_cmpint (number (self, "SELECT sum (value) FROM spend WHERE campaign = 'own'"), ==,
                   357900);
  import (self, ESP_FACT_ORDERS,
          "order_id,date,email,item,quantity,item_price\n"
          "W1,2026-03-01,one@example.com,쌀,\"1,5\",10.00\n",
          NULL, &weighed);
  g_assert_cmpint (weighed.n_errors, ==, 0);
  g_assert_cmpint (number (self, "SELECT count (*) FROM purchase WHERE items LIKE '%1.5%'"), ==, 1);
}

/* Won has no parts, and nobody is half shown. */
static void
test_marks_of_whole_things (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) result = { 0 };

  import (self, ESP_FACT_SPEND,
          "날짜,캠페인,비용,노출,클릭,전환\n2026-03-01,W,\"1,234\",\"12,345\",\"1,002\",\"1,5\"\n"
          "2026-03-02,W,2.000,1.000,7,\"2,5\"\n",
          NULL, &result);
  g_assert_cmpint (result.n_new, ==, 2);
  g_assert_cmpint (sum_of (self, "W"), ==, 3234);
  g_assert_cmpint (number (self, "SELECT sum (impressions) FROM spend"), ==, 13345);
  g_assert_cmpint (number (self, "SELECT sum (clicks) FROM spend"), ==, 1009);
  g_assert_cmpint (number (self, "SELECT 10 * sum (conversions) FROM spend"), ==, 40);
}

/* More columns than a list of people has. */
static void
test_wide (Fixture *self, gconstpointer data)
{
  g_auto (EspFactImportResult) wide = { 0 };
  g_autoptr (GString) text = g_string_new ("날짜,캠페인,비용");

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, ",c%u", i);
  g_string_append (text, "\n2026-03-01,W,1000\n");
  import (self, ESP_FACT_SPEND, text->str, NULL, &wide);
  g_assert_cmpint (wide.n_new, ==, 1);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/worker/fact-import/converts-orders", Fixture, NULL, set_up, test_order_rates,
              tear_down);
  g_test_add ("/worker/fact-import/converts-by-given-rates", Fixture, NULL, set_up, test_rates,
              tear_down);
  g_test_add ("/worker/fact-import/knows-platforms", Fixture, NULL, set_up, test_platforms,
              tear_down);
  g_test_add ("/worker/fact-import/knows-forms", Fixture, NULL, set_up, test_forms, tear_down);
  g_test_add ("/worker/fact-import/knows-shops", Fixture, NULL, set_up, test_shops, tear_down);
  g_test_add ("/worker/fact-import/orders-once", Fixture, NULL, set_up, test_orders, tear_down);
  g_test_add ("/worker/fact-import/strangers", Fixture, NULL, set_up, test_strangers, tear_down);
  g_test_add ("/worker/fact-import/marks", Fixture, NULL, set_up, test_marks, tear_down);
  g_test_add ("/worker/fact-import/marks-of-columns", Fixture, NULL, set_up, test_marks_of_columns,
              tear_down);
  g_test_add ("/worker/fact-import/marks-of-whole-things", Fixture, NULL, set_up,
              test_marks_of_whole_things, tear_down);
  g_test_add ("/worker/fact-import/habits", Fixture, NULL, set_up, test_habits, tear_down);
  g_test_add ("/worker/fact-import/wide", Fixture, NULL, set_up, test_wide, tear_down);
  g_test_add ("/worker/fact-import/workbook", Fixture, NULL, set_up, test_workbook, tear_down);
  return g_test_run ();
}
