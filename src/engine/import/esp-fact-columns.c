/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out what the columns of files of orders and of ad spend hold, and which platform wrote a file. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-fact-columns.h"

#include <string.h>

#define ORDERS 1
#define SPEND 2
#define BOTH (ORDERS | SPEND)

/* Names without blanks and signs, in small letters; the first that fits a column decides. */
static const struct
{
  EspFactRole role;
  guint kinds;
  const char *names; /* with blanks between them */
} roles[] = {
  { ESP_FACT_ORDER_ID, ORDERS,
    "orderid ordernumber orderno order 주문번호 주문id 주문코드 transactionid 거래번호 orderkey" },
  { ESP_FACT_DATE, ORDERS,
    "orderdate date createdat orderedat ordertime time datetime paidat paiddate purchasedat "
    "purchasedate datecreated datecreatedgmt processedat 주문일 주문일시 주문일자 주문날짜 결제일 "
    "결제일시 결제일자 구매일 구매일시 일시 날짜 일자" },
  { ESP_FACT_DATE, SPEND,
    "day date 일 일자 날짜 일별 기간 reportingstarts 보고시작 보고시작일 byday statdate starttime "
    "startdate 시작일" },
  { ESP_FACT_END, SPEND, "reportingends 보고종료 보고종료일 enddate 종료일" },
  { ESP_FACT_AMOUNT, ORDERS,
    "amount total ordertotal totalprice totalamount grandtotal revenue ordervalue orderamount "
    "paymentamount currenttotalprice 결제금액 주문금액 총결제금액 총주문금액 실결제금액 금액 매출 "
    "매출액 합계금액 최종결제금액" },
  { ESP_FACT_AMOUNT, SPEND,
    "cost spend amountspent totalcost totalspend 비용 총비용 지출금액 지출 소진액 광고비 집행금액 "
    "금액 소진비용 총광고비" },
  { ESP_FACT_CURRENCY, BOTH, "currency currencycode 통화 통화코드 화폐 화폐단위" },
  { ESP_FACT_CAMPAIGN, BOTH, "campaign campaignname utmcampaign 캠페인 캠페인이름 캠페인명" },
  { ESP_FACT_EMAIL, ORDERS,
    "email emailaddress buyeremail customeremail contactemail billingemail 이메일 이메일주소 "
    "구매자이메일 주문자이메일 메일" },
  { ESP_FACT_PHONE, ORDERS,
    "phone phonenumber mobile cellphone buyercellphone buyerphone customerphone billingphone "
    "전화번호 휴대폰 휴대폰번호 휴대전화 휴대전화번호 연락처 구매자연락처 주문자휴대전화 "
    "주문자연락처 "
    "주문자휴대폰" },
  { ESP_FACT_EXTERNAL_ID, ORDERS,
    "externalid customerid memberid userid customerno 회원id 회원아이디 회원번호 고객번호 고객id "
    "아이디 구매자id 주문자id" },
  { ESP_FACT_STATUS, ORDERS,
    "status orderstatus financialstatus displayfinancialstatus paymentstatus 상태 주문상태 "
    "결제상태 "
    "처리상태" },
  { ESP_FACT_REFUNDED, ORDERS,
    "refundamount refunded refundedamount totalrefunded refund 환불금액 환불액 취소금액" },
  { ESP_FACT_REFUND_DATE, ORDERS,
    "refunddate refundedat refundtime cancelledat canceledat 환불일 환불일시 취소일 취소일시" },
  { ESP_FACT_ITEM_NAME, ORDERS,
    "item itemname product productname lineitemname 상품 상품명 품목 품목명 제품명" },
  { ESP_FACT_ITEM_SKU, ORDERS, "sku itemsku lineitemsku productid 상품코드 품목코드 상품번호" },
  { ESP_FACT_ITEM_QUANTITY, ORDERS, "quantity qty lineitemquantity 수량 개수 주문수량" },
  { ESP_FACT_ITEM_PRICE, ORDERS,
    "itemprice unitprice lineitemprice price 단가 판매가 상품가격 상품금액 상품단가" },
  { ESP_FACT_ITEMS, ORDERS, "items lineitems 상품목록" },
  { ESP_FACT_PLATFORM, SPEND, "platform media medium channel network 매체 플랫폼 채널" },
  { ESP_FACT_ACCOUNT, SPEND,
    "account accountname customerid advertiser advertisername 계정 계정이름 계정명 광고계정 "
    "광고계정이름 "
    "광고주" },
  { ESP_FACT_AD_GROUP, SPEND,
    "adgroup adgroupname adset adsetname 광고그룹 광고그룹이름 광고그룹명 광고세트 광고세트이름" },
  { ESP_FACT_CREATIVE, SPEND,
    "ad adname creative creativename keyword searchkeyword 광고 광고이름 소재 소재이름 소재명 "
    "키워드 "
    "검색어" },
  { ESP_FACT_IMPRESSIONS, SPEND, "impressions impression impr 노출 노출수" },
  { ESP_FACT_CLICKS, SPEND,
    "clicks click linkclicks clicksall clicksdestination 클릭 클릭수 링크클릭 클릭전체" },
  { ESP_FACT_CONVERSIONS, SPEND,
    "conversions conversion results purchases conv totalconversions 전환 전환수 총전환수 결과 구매 "
    "구매완료수" },
  { ESP_FACT_VALUE, SPEND,
    "convvalue conversionvalue conversionsvalue purchasesconversionvalue purchaseconversionvalue "
    "totalconversionvalue totalpurchasevalue totalrevenue 전환가치 전환값 구매전환값 구매전환가치 "
    "전환매출액 총전환매출액 구매매출액" },
};

/* What only one platform writes; the most marks win. */
static const struct
{
  const char *platform;
  const char *marks;
} platforms[] = {
  { "google", "impr costconv convvalue currencycode campaignstate campaignstatus convrate avgcpc "
              "통화코드 캠페인상태 평균cpc 전환당비용 전환가치 interactionrate" },
  { "meta", "amountspent adsetname reportingstarts reportingends costperresult linkclicks "
            "지출금액 광고세트이름 보고시작 보고종료 결과당비용 purchaseroas campaigndelivery" },
  { "naver", "총비용 캠페인유형 전환매출액 총전환매출액 총전환수 평균클릭비용 평균노출순위 일별 "
             "검색어 캠페인id 광고수익률" },
  { "kakao", "집행금액 소재이름 광고그룹이름 캠페인이름 소진비용 집행비용 광고계정이름 "
             "노출수발송 픽셀구매 구매7일 메시지열람수" },
  { "tiktok", "totalcost adgroupname clicksdestination byday costperconversion "
              "totalpurchasevalue advertisername videoviews cpcdestination ctrdestination" },
};

static const char *const role_names[ESP_N_FACT_ROLES] = {
  [ESP_FACT_NONE] = "",
  [ESP_FACT_DATE] = "date",
  [ESP_FACT_END] = "end",
  [ESP_FACT_AMOUNT] = "amount",
  [ESP_FACT_CURRENCY] = "currency",
  [ESP_FACT_CAMPAIGN] = "campaign",
  [ESP_FACT_ORDER_ID] = "order_id",
  [ESP_FACT_EMAIL] = "email",
  [ESP_FACT_PHONE] = "phone",
  [ESP_FACT_EXTERNAL_ID] = "external_id",
  [ESP_FACT_STATUS] = "status",
  [ESP_FACT_REFUNDED] = "refunded",
  [ESP_FACT_REFUND_DATE] = "refund_date",
  [ESP_FACT_ITEM_NAME] = "item_name",
  [ESP_FACT_ITEM_SKU] = "item_sku",
  [ESP_FACT_ITEM_QUANTITY] = "item_quantity",
  [ESP_FACT_ITEM_PRICE] = "item_price",
  [ESP_FACT_ITEMS] = "items",
  [ESP_FACT_PLATFORM] = "platform",
  [ESP_FACT_ACCOUNT] = "account",
  [ESP_FACT_AD_GROUP] = "ad_group",
  [ESP_FACT_CREATIVE] = "creative",
  [ESP_FACT_IMPRESSIONS] = "impressions",
  [ESP_FACT_CLICKS] = "clicks",
  [ESP_FACT_CONVERSIONS] = "conversions",
  [ESP_FACT_VALUE] = "value",
};

G_DEFINE_QUARK (esp - fact - error - quark, esp_fact_error)

/**
 * esp_fact_role_get_name:
 *
 * Returns: (transfer none): the word for a role in machine output; "" for none
 */
const char *
esp_fact_role_get_name (EspFactRole role)
{
  return role_names[role];
}

/* Small letters and digits only; what stands in brackets at the end is left out, its currency noted. */
static char *
fold (const char *header, char **out_currency)
{
  g_autofree char *folded = g_utf8_casefold (header, -1);
  GString *out = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar ch = g_utf8_get_char (p);

      if (ch == '(' && out->len > 0 && out_currency != NULL)
        {
          static const struct
          {
            const char *word;
            const char *code;
          } currencies[] = {
            { "krw", "KRW" }, { "원", "KRW" },  { "₩", "KRW" },   { "usd", "USD" },
            { "jpy", "JPY" }, { "eur", "EUR" }, { "gbp", "GBP" }, { "cny", "CNY" }
          };

          for (gsize i = 0; i < G_N_ELEMENTS (currencies); i++)
            if (strstr (p, currencies[i].word) != NULL && *out_currency == NULL)
              *out_currency = g_strdup (currencies[i].code);
        }
      if (ch == '(' && out->len > 0)
        depth++;
      if (depth == 0 && g_unichar_isalnum (ch))
        g_string_append_unichar (out, ch);
      if (ch == ')' && depth > 0)
        depth--;
    }
  return g_string_free (out, FALSE);
}

static gboolean
has_name (const char *names, const char *name)
{
  gsize length = strlen (name);

  for (const char *p = strstr (names, name); length > 0 && p != NULL; p = strstr (p + 1, name))
    if ((p == names || p[-1] == ' ') && (p[length] == ' ' || p[length] == '\0'))
      return TRUE;
  return FALSE;
}

static EspFactRole
find_role (const EspFactColumns *self, const char *name)
{
  guint kind = self->kind == ESP_FACT_ORDERS ? ORDERS : SPEND;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((roles[i].kinds & kind) != 0 && self->column_of[roles[i].role] < 0 &&
        has_name (roles[i].names, name))
      return roles[i].role;
  return ESP_FACT_NONE;
}

static const char *
find_platform (char **names, guint n_names)
{
  const char *best = NULL;
  guint most = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      guint n = 0;

      for (guint j = 0; j < n_names; j++)
        n += has_name (platforms[i].marks, names[j]);
      if (n > most)
        {
          most = n;
          best = platforms[i].platform;
        }
    }
  return best;
}

/**
 * esp_fact_role_is_of:
 *
 * Returns: whether a file of that kind may have such a column
 */
gboolean
esp_fact_role_is_of (EspFactRole role, EspFactKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role && (roles[i].kinds & (kind == ESP_FACT_ORDERS ? ORDERS : SPEND)) != 0)
      return TRUE;
  return FALSE;
}

/* The role that "name=role" gives to a column of that name; -1: it says nothing about it. */
static int
find_mapped (const char *const *mapping, const char *name)
{
  for (; mapping != NULL && *mapping != NULL; mapping++)
    {
      const char *equals = strrchr (*mapping, '=');

      if (equals == NULL || strlen (name) != (gsize) (equals - *mapping) ||
          strncmp (*mapping, name, (gsize) (equals - *mapping)) != 0)
        continue;
      for (guint i = 0; i < ESP_N_FACT_ROLES; i++)
        if (g_str_equal (role_names[i], equals + 1))
          return (int) i;
    }
  return -1;
}

/**
 * esp_fact_mapping_check:
 * @mapping: (array zero-terminated=1): "name of a column=role"; without a role the column is left out
 *
 * Returns: %FALSE with @error set when one of them means nothing
 */
gboolean
esp_fact_mapping_check (EspFactKind kind, const char *const *mapping, GError **error)
{
  for (; mapping != NULL && *mapping != NULL; mapping++)
    {
      const char *equals = strrchr (*mapping, '=');
      gboolean is_known = equals != NULL && equals[1] == '\0';

      for (guint i = 1; equals != NULL && !is_known && i < ESP_N_FACT_ROLES; i++)
        is_known =
          g_str_equal (role_names[i], equals + 1) && esp_fact_role_is_of ((EspFactRole) i, kind);
      if (is_known)
        continue;
      g_set_error (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                   "“%.80s” gives no column a meaning; write NAME=ROLE, such as “합계=amount”",
                   *mapping);
      return FALSE;
    }
  return TRUE;
}

/* First what was said, so that no name that could mean the same stands in its way. */
static void
apply_mapping (EspFactColumns *self, const char *const *mapping, gboolean *is_said)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      int role = find_mapped (mapping, self->names[i]);

      is_said[i] = role >= 0;
      if (role <= 0 || self->column_of[role] >= 0)
        continue;
      self->roles[i] = (EspFactRole) role;
      self->column_of[role] = (int) i;
    }
}

/**
 * esp_fact_columns_new:
 * @header: (array length=n_columns): the names of the columns
 * @mapping: (nullable) (array zero-terminated=1): see esp_fact_mapping_check(); else the names tell
 *
 * Returns: (transfer full): what each column holds, as far as its name tells
 */
EspFactColumns *
esp_fact_columns_new (EspFactKind kind,
                      const char *const *header,
                      guint n_columns,
                      const char *const *mapping)
{
  EspFactColumns *self = g_new0 (EspFactColumns, 1);
  g_auto (GStrv) names = g_new0 (char *, n_columns + 1);
  g_autofree gboolean *is_said = g_new0 (gboolean, n_columns + 1);

  self->kind = kind;
  self->n_columns = n_columns;
  self->roles = g_new0 (EspFactRole, n_columns + 1);
  self->names = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < ESP_N_FACT_ROLES; i++)
    self->column_of[i] = -1;
  for (guint i = 0; i < n_columns; i++)
    self->names[i] = g_strstrip (g_strdup (header[i]));
  apply_mapping (self, mapping, is_said);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *currency = NULL;

      names[i] = fold (header[i], &currency);
      if (!is_said[i])
        self->roles[i] = find_role (self, names[i]);
      if (self->roles[i] != ESP_FACT_NONE)
        self->column_of[self->roles[i]] = (int) i;
      if (self->roles[i] == ESP_FACT_AMOUNT)
        self->currency = g_steal_pointer (&currency);
    }
  if (kind == ESP_FACT_SPEND)
    self->platform = find_platform (names, n_columns);
  return self;
}

/**
 * esp_fact_columns_free:
 */
void
esp_fact_columns_free (EspFactColumns *self)
{
  if (self == NULL)
    return;
  g_free (self->roles);
  g_strfreev (self->names);
  g_free (self->currency);
  g_free (self);
}

/**
 * esp_fact_columns_has:
 */
gboolean
esp_fact_columns_has (const EspFactColumns *self, EspFactRole role)
{
  return self->column_of[role] >= 0;
}

/**
 * esp_fact_columns_are_enough:
 *
 * Returns: whether the columns say what has to be said; otherwise @error tells what is missing
 */
gboolean
esp_fact_columns_are_enough (const EspFactColumns *self, GError **error)
{
  const char *missing = NULL;

  if (!esp_fact_columns_has (self, ESP_FACT_DATE))
    missing = "when: name a column “date” (“일자”)";
  else if (self->kind == ESP_FACT_SPEND && !esp_fact_columns_has (self, ESP_FACT_AMOUNT))
    missing = "what it cost: name a column “cost” (“비용”)";
  else if (self->kind == ESP_FACT_ORDERS && !esp_fact_columns_has (self, ESP_FACT_ORDER_ID))
    missing = "which order: name a column “order_id” (“주문번호”)";
  else if (self->kind == ESP_FACT_ORDERS && !esp_fact_columns_has (self, ESP_FACT_AMOUNT) &&
           !esp_fact_columns_has (self, ESP_FACT_ITEM_PRICE))
    missing = "how much: name a column “amount” (“결제금액”)";
  else if (self->kind == ESP_FACT_ORDERS && !esp_fact_columns_has (self, ESP_FACT_EMAIL) &&
           !esp_fact_columns_has (self, ESP_FACT_PHONE) &&
           !esp_fact_columns_has (self, ESP_FACT_EXTERNAL_ID))
    missing = "who bought: name a column “email”, “phone” or “external_id”";
  if (missing != NULL)
    g_set_error (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                 "The file does not say %s in the row of names", missing);
  return missing == NULL;
}

/**
 * esp_fact_columns_get:
 *
 * Returns: (transfer none): the cell that holds it; "" when there is none
 */
const char *
esp_fact_columns_get (const EspFactColumns *self,
                      EspFactRole role,
                      const char *const *cells,
                      guint n_cells)
{
  int column = self->column_of[role];

  return column >= 0 && (guint) column < n_cells ? cells[column] : "";
}

/**
 * esp_fact_is_total:
 *
 * Returns: whether a row adds up the others, as exports of platforms have it at their end
 */
gboolean
esp_fact_is_total (const char *const *cells, guint n_cells)
{
  static const char *const words[] = { "total",  "grandtotal", "합계", "총계",
                                       "총합계", "전체합계",   "소계", NULL };

  for (guint i = 0; i < MIN (n_cells, 3); i++)
    {
      g_autofree char *folded = fold (cells[i], NULL);

      if (folded[0] == '\0')
        continue;
      return g_strv_contains (words, folded) || g_str_has_prefix (folded, "total") ||
             g_str_has_prefix (folded, "합계");
    }
  return FALSE;
}
