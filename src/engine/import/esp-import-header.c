/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the header of a column says of it, in the Korean, English, Japanese and Chinese words that lists use. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-field.h"

#include <string.h>

/* Longer headers are sentences of a questionnaire. */
#define MAX_HEADER_BYTES 100

/* Header words, folded, letters and digits only, each between bars. */
static const struct
{
  EspImportField field;
  const char *words;
} header_words[] = {
  { ESP_IMPORT_FIELD_EMAIL,
    "|email|emailaddress|mail|mailaddress|emailid|이메일|이메일주소|메일|메일주소|전자우편|"
    "전자메일|전자메일주소|이메일계정|메일계정|email1value|emailaddress1|개인이메일|"
    "회사이메일|workemail|personalemail|primaryemail|"
    "メール|メールアドレス|eメール|電子メール|邮箱|邮箱地址|电子邮箱|电子邮件|電子郵件|信箱|" },
  { ESP_IMPORT_FIELD_PHONE,
    "|phone|phonenumber|mobile|mobilephone|mobilenumber|cell|cellphone|tel|telephone|"
    "phoneno|휴대폰|휴대폰번호|휴대전화|휴대전화번호|핸드폰|핸드폰번호|연락처|전화|"
    "전화번호|휴대번호|모바일|contactnumber|contactno|hp|mobileno|telno|phone1value|"
    "mobilephonenumber|cellphonenumber|핸드폰no|휴대폰no|hpno|hpnumber|휴대전화no|연락처1|"
    "전화1|핸드폰1|휴대폰1|handphone|mobilephoneno|whatsapp|whatsappnumber|"
    "電話|電話番号|携帯|携帯電話|携帯番号|携帯電話番号|手机|手机号|手机号码|电话|电话号码|電話號碼|"
    "手機|" },
  { ESP_IMPORT_FIELD_NAME,
    "|name|fullname|displayname|customername|contactname|leadname|이름|성명|고객명|고객이름|"
    "회원명|성함|담당자|담당자명|담당자이름|수신자|수신자명|신청자|신청자명|참가자|"
    "참가자명|구매자명|주문자명|고객성명|한글이름|한글성명|회원이름|회원성명|참석자|"
    "참석자명|nameofperson|contact|yourname|받는분|받는사람|주문자|구매자|예약자|예약자명|"
    "가입자|가입자명|국문이름|국문성명|실명|고객|이름전체|수강생|수강생명|학생명|회원|"
    "氏名|名前|お名前|姓名|顧客名|お客様名|担当者|担当者名|客户姓名|客户名称|联系人|聯絡人|" },
  { ESP_IMPORT_FIELD_GIVEN_NAME,
    "|firstname|givenname|forename|given|first|fname|이름명|givennames|" },
  { ESP_IMPORT_FIELD_FAMILY_NAME,
    "|lastname|familyname|surname|last|family|성|성씨|lname|이름성|lastnames|" },
  { ESP_IMPORT_FIELD_COMPANY,
    "|company|companyname|organization|organisation|account|accountname|employer|회사|"
    "회사명|업체|업체명|기업|기업명|소속|직장|직장명|근무처|회사이름|단체명|소속회사|"
    "organizationname|소속기관|기관|기관명|상호|상호명|거래처|거래처명|법인명|법인|"
    "businessname|사업자명|사업체명|회사소속|소속기관명|소속명|organization1name|"
    "companyororganization|소속사|학교|학교명|"
    "会社|会社名|企業名|勤務先|所属|公司|公司名称|单位|單位|企业|" },
  { ESP_IMPORT_FIELD_TITLE,
    "|title|jobtitle|position|role|직함|직책|직급|직위|직급직책|직책직급|job|designation|"
    "jobposition|직무|직위직책|" },
  { ESP_IMPORT_FIELD_COUNTRY,
    "|country|countrycode|nation|countryregion|국가|국가코드|나라|국적|거주국가|거주국|"
    "나라명|국가명|countryname|mailingcountry|billingcountry|" },
  { ESP_IMPORT_FIELD_CITY,
    "|city|town|도시|시도|지역|거주지역|시|시군구|거주지|거주도시|지역명|mailingcity|"
    "billingcity|cityname|" },
  { ESP_IMPORT_FIELD_LANGUAGE,
    "|language|locale|lang|preferredlanguage|언어|사용언어|선호언어|preferredlocale|"
    "languagecode|사용언어코드|언어코드|" },
  { ESP_IMPORT_FIELD_TIME_ZONE, "|timezone|tz|시간대|타임존|표준시|" },
  { ESP_IMPORT_FIELD_STAGE,
    "|stage|lifecyclestage|leadstage|leadstatus|status|단계|상태|리드상태|고객단계|리드단계|"
    "고객상태|진행단계|진행상태|영업단계|회원상태|" },
  { ESP_IMPORT_FIELD_SCORE,
    "|score|leadscore|점수|리드점수|리드스코어|스코어|리드스코어링|hubspotscore|" },
  { ESP_IMPORT_FIELD_OWNER,
    "|owner|leadowner|contactowner|salesrep|assignedto|담당영업|영업담당|영업담당자|소유자|"
    "accountowner|영업사원|담당영업사원|영업담당자명|assignee|owneremail|" },
  { ESP_IMPORT_FIELD_SOURCE,
    "|source|leadsource|utmsource|channel|유입경로|유입|출처|유입채널|경로|가입경로|"
    "방문경로|유입매체|알게된경로|획득경로|originalsource|소스|신청경로|리드소스|인지경로|"
    "유입소스|유입출처|가입채널|utm소스|howdidyouhearaboutus|referralsource|" },
  { ESP_IMPORT_FIELD_EXTERNAL_ID,
    "|externalid|id|leadid|prospectid|contactid|customerid|userid|memberid|recordid|uuid|"
    "고객번호|회원번호|고객id|회원id|고객코드|식별자|아이디|외부id|leadnumber|crmid|"
    "회원코드|회원no|고객no|회원아이디|고객아이디|customerno|customernumber|memberno|"
    "membernumber|accountid|customerkey|userno|회원키|고객키|" },
  { ESP_IMPORT_FIELD_CREATED_AT,
    "|createdat|created|createdate|createddate|datecreated|signupdate|signupat|registeredat|"
    "registrationdate|joindate|가입일|가입일시|가입일자|등록일|등록일시|등록일자|생성일|"
    "생성일시|신청일|신청일시|신청일자|등록날짜|가입날짜|등록시각|timestamp|타임스탬프|"
    "submittedat|signupdatetime|createdtime|createdon|dateadded|회원가입일|회원가입일자|"
    "회원가입일시|최초등록일|최초등록일시|joined|joinedat|joinedon|dateofregistration|"
    "signedupat|signupon|접수일|접수일시|응답일시|응답시간|제출일시|registrationtime|" },
  { ESP_IMPORT_FIELD_UPDATED_AT,
    "|updatedat|updated|lastmodified|modifiedat|lastupdated|modifieddate|lastmodifieddate|"
    "lastmodifiedtime|modifiedon|updatedon|최종수정일|최종수정일시|최근수정일|수정일|"
    "수정일시|변경일|변경일시|갱신일|갱신일시|업데이트일|업데이트일시|lastchanged|"
    "lastupdate|dateupdated|datemodified|lastmodifiedon|마지막수정일|정보수정일|" },
  { ESP_IMPORT_FIELD_TAGS,
    "|tags|tag|label|labels|태그|라벨|그룹|그룹명|group|groups|groupname|키워드|분류|태그명|" },
  { ESP_IMPORT_FIELD_CONSENT_EMAIL,
    "|emailconsent|emailoptin|emailpermission|메일수신|메일수신동의|이메일수신|"
    "이메일수신동의|메일수신여부|이메일수신여부|이메일동의|메일링동의|뉴스레터|"
    "뉴스레터동의|newsletter|뉴스레터구독|뉴스레터구독여부|이메일구독|이메일구독여부|"
    "메일구독|구독|구독여부|acceptsemailmarketing|이메일광고수신|이메일마케팅수신|"
    "메일수신허용|이메일수신허용|" },
  { ESP_IMPORT_FIELD_CONSENT_SMS,
    "|smsconsent|smsoptin|sms수신|sms수신동의|sms수신여부|문자수신|문자수신동의|"
    "문자수신여부|sms동의|문자동의|acceptssmsmarketing|문자광고수신|sms광고수신|"
    "sms수신허용|문자수신허용|" },
  { ESP_IMPORT_FIELD_CONSENT_KAKAO,
    "|kakaoconsent|카카오수신|카카오수신동의|카카오톡수신동의|알림톡수신동의|카톡수신동의|"
    "친구톡수신동의|" },
  { ESP_IMPORT_FIELD_CONSENT_ALL,
    "|consent|optin|marketingconsent|marketingoptin|optedin|subscribed|수신동의|"
    "수신동의여부|마케팅동의|마케팅수신동의|마케팅수신동의여부|마케팅동의여부|광고수신동의|"
    "광고성정보수신동의|동의|동의여부|수신여부|광고동의|마케팅활용동의|acceptsmarketing|"
    "광고수신|마케팅수신|광고수신여부|" },
  { ESP_IMPORT_FIELD_CONSENT_AT,
    "|consentat|consentdate|optindate|optinat|optintime|consenttime|동의일|동의일시|"
    "동의일자|동의날짜|수신동의일|수신동의일시|마케팅동의일|consenttimestamp|subscribedat|"
    "subscriptiondate|subscribedon|구독일|구독일시|구독일자|confirmtime|마케팅동의일시|"
    "마케팅수신동의일|마케팅수신동의일시|" },
};

/* Letters and digits of any script, folded; what stands in brackets is left out on demand. */
static char *
fold_header (const char *header, gboolean without_brackets)
{
  g_autofree char *normal = g_utf8_normalize (header, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
  GString *out = g_string_new (NULL);
  int depth = 0;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (without_brackets && (c == '(' || c == '['))
        depth++;
      else if (without_brackets && (c == ')' || c == ']'))
        depth = MAX (depth - 1, 0);
      else if (depth == 0 && g_unichar_isalnum (c))
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

static EspImportField
find_words (const char *folded)
{
  g_autofree char *key = g_strconcat ("|", folded, "|", NULL);

  if (*folded == '\0')
    return ESP_IMPORT_FIELD_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (header_words); i++)
    if (strstr (header_words[i].words, key) != NULL)
      return header_words[i].field;
  return ESP_IMPORT_FIELD_NONE;
}

static gboolean
contains_any (const char *text, const char *const *words, gsize n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

#define CONTAINS_ANY(text, words) contains_any (text, words, G_N_ELEMENTS (words))

/* Consent is never guessed wide: a header that names a channel speaks of that channel alone, a refusal
 * is no consent, and agreeing to the keeping of personal data is not agreeing to marketing. */
static EspImportField
find_consent (const char *folded, const char *bare, gboolean *out_is_settled)
{
  static const char *const agreeing[] = { "동의",    "수신여부",   "수신허용", "optin",  "optedin",
                                          "consent", "permission", "agree",    "accepts" };
  static const char *const refusing[] = { "거부",     "철회",  "미동의", "비동의",   "optout",
                                          "optedout", "unsub", "donot",  "disagree", "withdraw" };
  static const char *const keeping[] = { "개인정보", "이용약관", "약관",   "제3자", "제삼자",
                                         "privacy",  "terms",    "cookie", "gdpr",  "processing" };
  static const char *const marketing[] = { "마케팅",  "광고",       "홍보",
                                           "수신",    "marketing",  "optin",
                                           "optedin", "newsletter", "뉴스레터" };
  static const char *const by_email[] = { "메일", "mail", "newsletter", "뉴스레터" };
  static const char *const by_sms[] = { "sms", "문자", "lms", "mms", "text" };
  static const char *const by_kakao[] = { "카카오", "알림톡", "친구톡", "카톡", "kakao" };
  static const char *const when[] = { "일",   "일자", "일시", "날짜",
                                      "시각", "date", "time", "timestamp" };
  gboolean has_email, has_sms, has_kakao;

  static const char *const technical[] = { "ip", "url", "경로", "버전", "방법", "매체", "source" };

  *out_is_settled = CONTAINS_ANY (folded, agreeing);
  for (guint i = 0; *out_is_settled && i < G_N_ELEMENTS (technical); i++)
    if (g_str_has_suffix (bare, technical[i]))
      return ESP_IMPORT_FIELD_NONE; /* how somebody agreed, not whether */
  if (!*out_is_settled || CONTAINS_ANY (folded, refusing) ||
      (CONTAINS_ANY (folded, keeping) && !CONTAINS_ANY (folded, marketing)))
    return ESP_IMPORT_FIELD_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (when); i++)
    if (g_str_has_suffix (bare, when[i]) && !g_str_has_suffix (bare, "메일"))
      return ESP_IMPORT_FIELD_CONSENT_AT;
  has_email = CONTAINS_ANY (folded, by_email);
  has_sms = CONTAINS_ANY (folded, by_sms);
  has_kakao = CONTAINS_ANY (folded, by_kakao);
  if (has_email + has_sms + has_kakao > 1)
    return has_email && has_sms ? ESP_IMPORT_FIELD_CONSENT_ALL : ESP_IMPORT_FIELD_NONE;
  if (has_email)
    return ESP_IMPORT_FIELD_CONSENT_EMAIL;
  if (has_sms)
    return ESP_IMPORT_FIELD_CONSENT_SMS;
  if (has_kakao)
    return ESP_IMPORT_FIELD_CONSENT_KAKAO;
  return CONTAINS_ANY (folded, marketing) || g_str_has_prefix (folded, "동의")
           ? ESP_IMPORT_FIELD_CONSENT_ALL
           : ESP_IMPORT_FIELD_NONE;
}

/* 고객 이메일, Contact phone: whose it is says nothing where every row is one of them. */
static EspImportField
find_owned (const char *folded)
{
  static const char *const owners[] = { "고객",     "회원",     "담당자", "신청자",     "참가자",
                                        "참석자",   "수신자",   "주문자", "구매자",     "가입자",
                                        "사용자",   "본인",     "개인",   "업무용",     "리드",
                                        "contact",  "customer", "lead",   "member",     "user",
                                        "your",     "person",   "client", "subscriber", "buyer",
                                        "attendee", "primary",  "work",   "business" };

  for (guint i = 0; i < G_N_ELEMENTS (owners); i++)
    if (g_str_has_prefix (folded, owners[i]))
      {
        EspImportField field = find_words (folded + strlen (owners[i]));

        if (field != ESP_IMPORT_FIELD_NONE)
          return field;
      }
  return ESP_IMPORT_FIELD_NONE;
}

/**
 * esp_import_header_is_of_others:
 *
 * Returns: whether the column says how to reach somebody else, or a machine: 추천인 연락처, 팩스
 */
gboolean
esp_import_header_is_of_others (const char *header)
{
  static const char *const others[] = { "추천인", "보호자",   "비상",      "긴급",     "배우자",
                                        "부모",   "소개자",   "대리인",    "대표자",   "수령인",
                                        "팩스",   "fax",      "emergency", "referrer", "referral",
                                        "spouse", "guardian", "parent",    "영업",     "owner",
                                        "매니저", "manager",  "관리자",    "발신",     "sender" };
  g_autofree char *folded = NULL;

  if (strlen (header) > MAX_HEADER_BYTES)
    return FALSE;
  folded = fold_header (header, FALSE);
  return CONTAINS_ANY (folded, others);
}

/* 회사/소속, Company / Organization: either name will do. */
static EspImportField
find_alternatives (const char *header)
{
  g_auto (GStrv) parts = g_strsplit_set (header, "/|,\n", 4);

  for (guint i = 0; parts[0] != NULL && parts[1] != NULL && parts[i] != NULL; i++)
    {
      g_autofree char *folded = fold_header (parts[i], TRUE);
      EspImportField field = find_words (folded);

      if (field != ESP_IMPORT_FIELD_NONE)
        return field;
    }
  return ESP_IMPORT_FIELD_NONE;
}

/**
 * esp_import_field_from_header:
 *
 * Knows the usual Korean and English header words, whatever their case, spaces and punctuation.
 *
 * Returns: the field, or NONE
 */
EspImportField
esp_import_field_from_header (const char *header)
{
  g_autofree char *whole = NULL;
  g_autofree char *bare = NULL;
  EspImportField field;
  gboolean is_consent;

  if (strlen (header) > MAX_HEADER_BYTES)
    return ESP_IMPORT_FIELD_NONE;
  whole = fold_header (header, FALSE);
  field = find_words (whole);
  if (field != ESP_IMPORT_FIELD_NONE)
    return field;
  bare = fold_header (header, TRUE);
  field = find_consent (whole, bare, &is_consent);
  if (is_consent)
    return field;
  field = find_words (bare);
  if (field == ESP_IMPORT_FIELD_NONE)
    field = find_owned (bare);
  return field != ESP_IMPORT_FIELD_NONE ? field : find_alternatives (header);
}

/**
 * esp_import_header_is_date:
 *
 * Returns: whether the name of a column promises a day or a moment: "가입일", "생년월일", "Birth date"
 */
gboolean
esp_import_header_is_date (const char *header)
{
  static const char *const ends[] = { "일",       "일자", "일시",     "날짜", "시각",     "date",
                                      "datetime", "time", "birthday", "dob",  "timestamp" };
  g_autofree char *folded = NULL;

  if (strlen (header) > MAX_HEADER_BYTES)
    return FALSE;
  folded = fold_header (header, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (folded, ends[i]))
      return TRUE;
  return FALSE;
}
