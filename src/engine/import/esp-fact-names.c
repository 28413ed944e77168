/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shops and ad platforms call their columns, and by which names a platform shows itself. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-fact-names.h"

#include <string.h>

/* A column of days says what a row is about; one of starts only together with that of the ends. */
#define ESP_FACT_NAMES_OF_DAYS                                                                                           \
  "day date 일 일자 날짜 일별 집행일 집행일자 집행날짜 byday statdate 日 日付 tag datum jour día " \
  "天"
#define ESP_FACT_NAMES_OF_STARTS                                                                   \
  "기간 reportingstarts 보고시작 보고시작일 starttime startdate 시작일 レポート開始日"

#define STRONG 3 /* a mark of one platform outweighs what others write, too */

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
    "orderid ordernumber orderno order 주문번호 주문id 주문코드 transactionid 거래번호 orderkey "
    "注文番号 bestellnummer numérodecommande númerodepedido" },
  { ESP_FACT_DATE, ORDERS,
    "orderdate date createdat orderedat ordertime time datetime paidat paiddate purchasedat "
    "purchasedate datecreated datecreatedgmt processedat 주문일 주문일시 주문일자 주문날짜 결제일 "
    "결제일시 결제일자 구매일 구매일시 일시 날짜 일자 "
    "注文日 注文日時 bestelldatum datum datedecommande fecha" },
  { ESP_FACT_DATE, SPEND, ESP_FACT_NAMES_OF_DAYS " " ESP_FACT_NAMES_OF_STARTS },
  { ESP_FACT_END, SPEND,
    "reportingends 보고종료 보고종료일 enddate endtime 종료일 レポート終了日" },
  { ESP_FACT_AMOUNT, ORDERS,
    "amount total ordertotal totalprice totalamount ordertotalamount grandtotal paymentamount "
    "currenttotalprice totalpaid amountpaid 결제금액 총결제금액 실결제금액 총실결제금액 "
    "최종결제금액 "
    "결제액 총결제액 실결제액 revenue ordervalue orderamount 총주문금액 주문금액 합계금액 금액 "
    "매출 매출액 "
    "合計 注文金額 gesamtbetrag montanttotal importetotal" },
  { ESP_FACT_AMOUNT, SPEND,
    "cost spend amountspent totalcost totalspend 비용 총비용 지출금액 지출 소진액 광고비 집행금액 "
    "집행비용 소진비용 소진금액 총광고비 금액 費用 消化金額 ご利用金額 kosten ausgegebenerbetrag "
    "coût "
    "montantdépensé coste importegastado 费用 花费" },
  { ESP_FACT_CURRENCY, BOTH,
    "currency currencycode 통화 통화코드 화폐 화폐단위 通貨 通貨コード währung währungscode "
    "codedeladevise códigodemoneda 货币代码" },
  { ESP_FACT_CAMPAIGN, BOTH,
    "campaign campaignname utmcampaign 캠페인 캠페인이름 캠페인명 キャンペーン キャンペーン名 "
    "kampagne "
    "kampagnenname campagne nomdelacampagne campaña nombredelacampaña 广告系列" },
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
    "refundamount refunded refundedamount totalrefunded orderrefundamount refund 환불금액 "
    "총환불금액 "
    "실환불금액 환불액 취소금액" },
  { ESP_FACT_REFUND_DATE, ORDERS,
    "refunddate refundedat refundtime cancelledat canceledat 환불일 환불일시 취소일 취소일시" },
  { ESP_FACT_ITEM_NAME, ORDERS,
    "itemname productname lineitemname item product 상품명 품목명 제품명 상품 품목" },
  { ESP_FACT_ITEM_SKU, ORDERS, "sku itemsku lineitemsku productid 상품코드 품목코드 상품번호" },
  { ESP_FACT_ITEM_QUANTITY, ORDERS, "quantity qty lineitemquantity 수량 개수 주문수량" },
  { ESP_FACT_ITEM_PRICE, ORDERS,
    "itemprice unitprice lineitemprice itemcost price 단가 판매가 상품가격 상품금액 상품단가" },
  { ESP_FACT_ITEMS, ORDERS, "items lineitems 상품목록" },
  { ESP_FACT_PLATFORM, SPEND, "platform media medium channel network 매체 플랫폼 채널" },
  { ESP_FACT_ACCOUNT, SPEND,
    "account accountname customerid advertiser advertisername 계정 계정이름 계정명 광고계정 "
    "광고계정이름 "
    "광고주" },
  { ESP_FACT_AD_GROUP, SPEND,
    "adgroup adgroupname adset adsetname 広告グループ 広告セット名 anzeigengruppe groupedannonces "
    "grupodeanuncios 광고그룹 광고그룹이름 광고그룹명 광고세트 광고세트이름" },
  { ESP_FACT_CREATIVE, SPEND,
    "ad adname creative creativename keyword searchkeyword 광고 광고이름 소재 소재이름 소재명 "
    "광고소재이름 "
    "광고소재 광고소재명 키워드 검색어" },
  { ESP_FACT_IMPRESSIONS, SPEND,
    "impressions impression impr 노출 노출수 表示回数 インプレッション インプレッション数 "
    "impressionen "
    "impresiones 展示次数" },
  { ESP_FACT_CLICKS, SPEND,
    "linkclicks 링크클릭 clicks click 클릭수 클릭 クリック数 klicks clics 点击次数" },
  { ESP_FACT_CONVERSIONS, SPEND,
    "conversions conversion purchases websitepurchases completepayment conv totalconversions 전환 "
    "전환수 총전환수 구매 구매전환 구매전환수 전환건수 구매건수 웹사이트구매 구매수 구매완료수 "
    "결제완료 총구매수 results 결과 "
    "コンバージョン conversiones 转化次数" },
  { ESP_FACT_VALUE, SPEND,
    "value convvalue conversionvalue conversionsvalue purchasesconversionvalue "
    "purchaseconversionvalue "
    "websitepurchasesconversionvalue totalcompletepaymentvalue completepaymentvalue "
    "웹사이트구매전환값 총결제완료금액 결제완료금액 "
    "totalconversionvalue totalpurchasevalue totalrevenue convwert コンバージョン値 "
    "valeurdeconv valordeconv 转化价值 전환가치 전환값 구매전환값 구매전환가치 "
    "전환매출액 총전환매출액 구매매출액 구매완료매출 구매완료매출액 "
    "구매전환금액 구매전환매출 구매전환매출액 구매금액 총구매금액 구매액 전환금액 총전환금액 "
    "전환매출" },
  { ESP_FACT_SPLIT, SPEND,
    "device devices devicetype deviceplatform impressiondevice hour hourofday timeofday age "
    "agerange "
    "gender placement platformposition publisherplatform region regions country countryregion "
    "province dma city matchtype searchkeywordmatchtype networkwithsearchpartners "
    "campaignid adsetid adgroupid adid creativeid keywordid networktype topvsother "
    "기기 기기유형 디바이스 노출기기 시간 시간대 시간대별 연령 연령대 성별 노출위치 노출지면 "
    "게재위치 "
    "게재지면 지면 지역 국가 도시 매체이름 매체명 pc모바일매체 pc모바일 검색유형 캠페인id "
    "광고그룹id "
    "광고세트id 광고id 소재id 키워드id デバイス gerät appareil dispositivo" },
};

/* What only one platform writes; the most marks win. */
static const struct
{
  const char *platform;
  const char *marks;
  const char *hints; /* what others write, too */
} platforms[] = {
  { "google",
    "impr costconv convvalue currencycode campaignstate campaignstatus convrate avgcpc "
    "통화코드 캠페인상태 평균cpc 전환당비용 전환가치 interactionrate 通貨コード währungscode "
    "codedeladevise códigodemoneda convwert コンバージョン値",
    "campaign 캠페인" },
  { "meta",
    "amountspent adsetname reportingstarts reportingends costperresult linkclicks "
    "지출금액 광고세트이름 보고시작 보고종료 결과당비용 purchaseroas campaigndelivery "
    "消化金額 ausgegebenerbetrag montantdépensé importegastado",
    "campaignname" },
  { "naver",
    "총비용 캠페인유형 전환매출액 총전환매출액 총전환수 평균클릭비용 평균노출순위 일별 "
    "검색어 캠페인id 광고수익률 광고소재이름",
    "기간 캠페인이름 총비용vat포함" },
  { "kakao",
    "집행금액 소진비용 집행비용 광고계정이름 노출수발송 픽셀구매 구매1일 구매7일 구매금액1일 "
    "구매금액7일 구매전환수1일 구매전환수7일 구매전환금액1일 구매전환금액7일 회원가입1일 "
    "회원가입7일 메시지열람수",
    "소재이름 광고그룹이름 캠페인이름 시작일 종료일" },
  { "tiktok",
    "totalcost adgroupname clicksdestination byday costperconversion "
    "totalpurchasevalue advertisername videoviews cpcdestination ctrdestination 클릭수랜딩페이지 "
    "클릭수도착지 "
    "클릭수대상 총구매금액 동영상조회수",
    "광고그룹이름 캠페인이름" },
};

/* How early @name stands among @names, from 1; 0: it does not. */
static guint
find_place (const char *names, const char *name)
{
  gsize length = strlen (name);
  guint place = 1;

  for (const char *p = names; length > 0 && *p != '\0'; place++)
    {
      gsize n = strcspn (p, " ");

      if (n == length && strncmp (p, name, n) == 0)
        return place;
      p += n + strspn (p + n, " ");
    }
  return 0;
}

/* Returns: (transfer full) (nullable): the currency that what stands in brackets names: "usd)", "vat포함,원)" */
static char *
find_currency (const char *text)
{
  static const char codes[] =
    "krw usd jpy eur gbp cny aud cad nzd chf sgd hkd twd thb vnd idr php myr inr mop mxn brl clp "
    "cop ars pen sek nok dkk isk pln czk huf ron bgn try ils aed sar qar kwd egp zar ngn kes rub "
    "uah kzt mnt";
  g_autofree char *inside = g_strndup (text, strcspn (text, ")"));

  for (const char *p = inside; *p != '\0';)
    {
      gsize length = strspn (p, "abcdefghijklmnopqrstuvwxyz");
      g_autofree char *word = g_strndup (p, length);

      if (length == 3 && find_place (codes, word) > 0)
        return g_ascii_strup (word, -1);
      p += MAX (length, 1);
    }
  return strstr (inside, "원") != NULL || strstr (inside, "₩") != NULL ? g_strdup ("KRW") : NULL;
}

/**
 * esp_fact_fold_name:
 * @out_currency: (optional) (inout): what stands in brackets, when it is a currency
 *
 * Returns: (transfer full): small letters and digits only, without what stands in brackets at the end
 */
char *
esp_fact_fold_name (const char *header, char **out_currency)
{
  g_autofree char *composed = g_utf8_normalize (header, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = g_utf8_casefold (composed != NULL ? composed : header, -1);
  GString *out = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar ch = g_utf8_get_char (p);

      if (ch == '(' && out->len > 0 && out_currency != NULL && *out_currency == NULL)
        *out_currency = find_currency (p + 1);
      if (ch == '(' && out->len > 0)
        depth++;
      if (depth == 0 && g_unichar_isalnum (ch))
        g_string_append_unichar (out, ch);
      if (ch == ')' && depth > 0)
        depth--;
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_fact_find_role:
 * @name: see esp_fact_fold_name()
 * @out_place: (out): of several columns that could hold the same, the one with the lowest holds it
 *
 * Returns: what a column of that name holds
 */
EspFactRole
esp_fact_find_role (EspFactKind kind, const char *name, guint *out_place)
{
  guint bit = kind == ESP_FACT_ORDERS ? ORDERS : SPEND;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((roles[i].kinds & bit) != 0 && (*out_place = find_place (roles[i].names, name)) > 0)
      return roles[i].role;
  *out_place = 0;
  return ESP_FACT_NONE;
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

/**
 * esp_fact_name_is_of_day:
 *
 * Returns: whether a column of that name tells the one day of a row, and not the first of several
 */
gboolean
esp_fact_name_is_of_day (const char *name)
{
  return find_place (ESP_FACT_NAMES_OF_DAYS, name) > 0;
}

/* All letters and digits, those in brackets too: "Clicks (destination)" is a mark, "Clicks" is none. */
static char *
squeeze (const char *header)
{
  g_autofree char *folded = g_utf8_casefold (header, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

static guint
weigh (gsize platform, const char *name)
{
  if (find_place (platforms[platform].marks, name) > 0)
    return STRONG;
  return find_place (platforms[platform].hints, name) > 0;
}

/**
 * esp_fact_find_platform:
 * @names: (array length=n_names): of the columns as they stand in the file
 *
 * Returns: (transfer none) (nullable): whose export it is, as far as the names tell
 */
const char *
esp_fact_find_platform (char **names, guint n_names)
{
  const char *best = NULL;
  guint most = STRONG - 1; /* hints alone tell nothing */

  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      guint sum = 0;

      for (guint j = 0; j < n_names; j++)
        {
          g_autofree char *bare = esp_fact_fold_name (names[j], NULL);
          g_autofree char *full = squeeze (names[j]);

          sum += MAX (weigh (i, bare), weigh (i, full));
        }
      if (sum > most)
        {
          most = sum;
          best = platforms[i].platform;
        }
    }
  return best;
}

/* What people call the platforms in sheets of their own. */
static const struct
{
  const char *platform;
  const char *names;
} called[] = {
  { "google", "google googleads googleadwords adwords 구글 구글애즈 구글광고 구글ads" },
  { "meta", "meta metaads facebookads 메타 메타광고 페이스북광고" },
  { "naver",
    "naver naversearchad naverads 네이버 네이버검색광고 네이버광고 네이버sa 네이버파워링크" },
  { "kakao", "kakao kakaoads kakaomoment 카카오 카카오모먼트 카카오광고 카카오톡 카카오비즈보드" },
  { "tiktok", "tiktok tiktokads 틱톡 틱톡광고 틱톡애즈" },
};

/**
 * esp_fact_name_platform:
 * @text: what a cell says
 *
 * Returns: (transfer full): the key of the platform, or the word in small letters, so that files and people that write
 *   the same one differently add up
 */
char *
esp_fact_name_platform (const char *text)
{
  g_autofree char *folded = esp_fact_fold_name (text, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (called); i++)
    if (find_place (called[i].names, folded) > 0)
      return g_strdup (called[i].platform);
  return g_utf8_strdown (text, -1);
}
