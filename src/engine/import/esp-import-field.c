/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses where the columns of a file go: by Korean and English header words, then by content. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-field.h"

#include <string.h>

/* A column is an email column although this share of it is mistyped. */
#define MAIN_SHARE 0.7
/* A list may name a person twice: ids that hardly ever repeat are ids. */
#define MIN_KEY_SHARE 0.9

typedef struct
{
  EspImportField field;
  const char *name;   /* in plans and on the command line */
  const char *column; /* of the lead table; NULL when it is none */
  const char *words;  /* header words, folded, letters and digits only, each between bars */
} FieldWords;

static const FieldWords field_words[ESP_N_IMPORT_FIELDS] = {
  { ESP_IMPORT_FIELD_NONE, "none", NULL, "" },
  { ESP_IMPORT_FIELD_EMAIL, "email", "email",
    "|email|emailaddress|mail|mailaddress|emailid|이메일|이메일주소|메일|메일주소|전자우편|"
    "전자메일|전자메일주소|이메일계정|메일계정|email1value|emailaddress1|"
    "개인이메일|회사이메일|workemail|personalemail|primaryemail|" },
  { ESP_IMPORT_FIELD_PHONE, "phone", "phone",
    "|phone|phonenumber|mobile|mobilephone|mobilenumber|cell|cellphone|tel|telephone|phoneno|"
    "휴대폰|휴대폰번호|휴대전화|휴대전화번호|핸드폰|핸드폰번호|연락처|전화|전화번호|휴대번호|"
    "모바일|"
    "contactnumber|contactno|hp|mobileno|telno|phone1value|mobilephonenumber|cellphonenumber|"
    "핸드폰no|휴대폰no|hpno|" },
  { ESP_IMPORT_FIELD_NAME, "name", "name",
    "|name|fullname|displayname|customername|contactname|leadname|이름|성명|고객명|고객이름|회원명|"
    "성함|담당자|담당자명|담당자이름|수신자|수신자명|신청자|신청자명|참가자|참가자명|구매자명|"
    "주문자명|고객성명|한글이름|한글성명|회원이름|회원성명|참석자|참석자명|nameofperson|contact|" },
  { ESP_IMPORT_FIELD_GIVEN_NAME, "given_name", "given_name",
    "|firstname|givenname|forename|given|first|" },
  { ESP_IMPORT_FIELD_FAMILY_NAME, "family_name", "family_name",
    "|lastname|familyname|surname|last|family|성|성씨|" },
  { ESP_IMPORT_FIELD_COMPANY, "company", "company",
    "|company|companyname|organization|organisation|account|accountname|employer|회사|회사명|"
    "업체|업체명|기업|기업명|소속|직장|직장명|근무처|회사이름|단체명|소속회사|organizationname|"
    "소속기관|기관|기관명|상호|상호명|거래처|거래처명|" },
  { ESP_IMPORT_FIELD_TITLE, "title", "title",
    "|title|jobtitle|position|role|직함|직책|직급|직위|직급직책|직책직급|" },
  { ESP_IMPORT_FIELD_COUNTRY, "country", "country",
    "|country|countrycode|nation|countryregion|국가|국가코드|나라|" },
  { ESP_IMPORT_FIELD_CITY, "city", "city", "|city|town|도시|시도|지역|거주지역|" },
  { ESP_IMPORT_FIELD_LANGUAGE, "language", "language",
    "|language|locale|lang|preferredlanguage|언어|사용언어|" },
  { ESP_IMPORT_FIELD_TIME_ZONE, "time_zone", "time_zone", "|timezone|tz|시간대|" },
  { ESP_IMPORT_FIELD_STAGE, "stage", "stage",
    "|stage|lifecyclestage|leadstage|leadstatus|status|단계|상태|리드상태|고객단계|리드단계|" },
  { ESP_IMPORT_FIELD_SCORE, "score", "score", "|score|leadscore|점수|리드점수|" },
  { ESP_IMPORT_FIELD_OWNER, "owner", "owner",
    "|owner|leadowner|contactowner|salesrep|assignedto|담당영업|영업담당|영업담당자|소유자|" },
  { ESP_IMPORT_FIELD_SOURCE, "source", "source",
    "|source|leadsource|utmsource|channel|유입경로|유입|출처|유입채널|경로|가입경로|방문경로|"
    "유입매체|알게된경로|획득경로|originalsource|" },
  { ESP_IMPORT_FIELD_EXTERNAL_ID, "external_id", "external_id",
    "|externalid|id|leadid|prospectid|contactid|customerid|userid|memberid|recordid|uuid|"
    "고객번호|회원번호|고객id|회원id|고객코드|식별자|아이디|" },
  { ESP_IMPORT_FIELD_CREATED_AT, "created_at", "created_at",
    "|createdat|created|createdate|createddate|datecreated|signupdate|signupat|registeredat|"
    "registrationdate|joindate|가입일|가입일시|가입일자|등록일|등록일시|등록일자|생성일|생성일시|"
    "신청일|"
    "신청일시|신청일자|등록날짜|가입날짜|등록시각|timestamp|타임스탬프|submittedat|signupdatetime|"
    "createdtime|createdon|" },
  { ESP_IMPORT_FIELD_UPDATED_AT, "updated_at", NULL,
    "|updatedat|updated|lastmodified|modifiedat|lastupdated|modifieddate|lastmodifieddate|"
    "lastmodifiedtime|modifiedon|updatedon|최종수정일|최종수정일시|최근수정일|수정일|"
    "수정일시|변경일|변경일시|" },
  { ESP_IMPORT_FIELD_TAGS, "tags", NULL, "|tags|tag|label|labels|태그|라벨|" },
  { ESP_IMPORT_FIELD_CONSENT_EMAIL, "consent.email", NULL,
    "|emailconsent|emailoptin|emailpermission|메일수신|메일수신동의|이메일수신|이메일수신동의|"
    "메일수신여부|이메일수신여부|이메일동의|메일링동의|뉴스레터|뉴스레터동의|newsletter|" },
  { ESP_IMPORT_FIELD_CONSENT_SMS, "consent.sms", NULL,
    "|smsconsent|smsoptin|sms수신|sms수신동의|sms수신여부|문자수신|문자수신동의|문자수신여부|"
    "sms동의|문자동의|" },
  { ESP_IMPORT_FIELD_CONSENT_KAKAO, "consent.kakao", NULL,
    "|kakaoconsent|카카오수신|카카오수신동의|카카오톡수신동의|알림톡수신동의|카톡수신동의|"
    "친구톡수신동의|" },
  { ESP_IMPORT_FIELD_CONSENT_ALL, "consent", NULL,
    "|consent|optin|marketingconsent|marketingoptin|optedin|subscribed|수신동의|수신동의여부|"
    "마케팅동의|마케팅수신동의|마케팅수신동의여부|마케팅동의여부|광고수신동의|광고성정보수신동의|"
    "동의|"
    "동의여부|수신여부|광고동의|마케팅활용동의|" },
  { ESP_IMPORT_FIELD_CONSENT_AT, "consent.at", NULL,
    "|consentat|consentdate|optindate|optinat|optintime|consenttime|동의일|동의일시|동의일자|"
    "동의날짜|"
    "수신동의일|수신동의일시|마케팅동의일|" },
  { ESP_IMPORT_FIELD_CUSTOM, "custom", NULL, "" },
};

/**
 * esp_import_field_get_name:
 *
 * Returns: (transfer none): the name in plans and on the command line
 */
const char *
esp_import_field_get_name (EspImportField field)
{
  g_return_val_if_fail (field < ESP_N_IMPORT_FIELDS, NULL);

  return field_words[field].name;
}

/**
 * esp_import_field_from_name:
 *
 * Returns: whether there is a field of that name
 */
gboolean
esp_import_field_from_name (const char *name, EspImportField *out_field)
{
  for (guint i = 0; i < ESP_N_IMPORT_FIELDS; i++)
    if (g_str_equal (field_words[i].name, name))
      {
        *out_field = field_words[i].field;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_import_field_get_column:
 *
 * Returns: (transfer none) (nullable): the column of the lead table that it fills
 */
const char *
esp_import_field_get_column (EspImportField field)
{
  g_return_val_if_fail (field < ESP_N_IMPORT_FIELDS, NULL);

  return field_words[field].column;
}

/**
 * esp_import_field_is_consent:
 *
 * Returns: whether @field says what somebody agreed to
 */
gboolean
esp_import_field_is_consent (EspImportField field)
{
  return field >= ESP_IMPORT_FIELD_CONSENT_EMAIL && field <= ESP_IMPORT_FIELD_CONSENT_ALL;
}

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
  for (guint i = 0; i < ESP_N_IMPORT_FIELDS; i++)
    if (strstr (field_words[i].words, key) != NULL)
      return field_words[i].field;
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
  static const char *const agreeing[] = { "동의",    "수신여부",   "optin", "optedin",
                                          "consent", "permission", "agree" };
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
  static const char *const when[] = { "일", "일자", "일시", "날짜", "시각", "date", "time" };
  gboolean has_email, has_sms, has_kakao;

  *out_is_settled = CONTAINS_ANY (folded, agreeing);
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

  if (strlen (header) > 100)
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
  return field != ESP_IMPORT_FIELD_NONE ? field : find_alternatives (header);
}

static EspImportField
guess_by_content (const EspImportColumnFacts *facts)
{
  if (facts->main_kind == ESP_CELL_KIND_EMAIL && facts->main_share >= MAIN_SHARE)
    return ESP_IMPORT_FIELD_EMAIL;
  if (facts->main_kind == ESP_CELL_KIND_PHONE && facts->main_share >= MAIN_SHARE)
    return ESP_IMPORT_FIELD_PHONE;
  if (facts->is_uuid && facts->distinct_share >= MIN_KEY_SHARE)
    return ESP_IMPORT_FIELD_EXTERNAL_ID;
  return ESP_IMPORT_FIELD_NONE;
}

/* A header may promise what its column does not hold. */
static gboolean
is_plausible (EspImportField field, const EspImportColumnFacts *facts)
{
  if (facts->fill <= 0)
    return TRUE;
  switch ((int) field)
    {
    case ESP_IMPORT_FIELD_EMAIL:
      return facts->main_kind == ESP_CELL_KIND_EMAIL || facts->main_share < MAIN_SHARE;
    case ESP_IMPORT_FIELD_SCORE:
      return facts->main_kind == ESP_CELL_KIND_INTEGER && facts->main_share >= MAIN_SHARE;
    case ESP_IMPORT_FIELD_EXTERNAL_ID:
      return facts->distinct_share >= MIN_KEY_SHARE;
    case ESP_IMPORT_FIELD_CREATED_AT:
    case ESP_IMPORT_FIELD_UPDATED_AT:
    case ESP_IMPORT_FIELD_CONSENT_AT:
      return facts->main_kind == ESP_CELL_KIND_DATE || facts->main_kind == ESP_CELL_KIND_DATETIME ||
             facts->main_kind == ESP_CELL_KIND_INTEGER || facts->main_kind == ESP_CELL_KIND_DECIMAL;
    default:
      return TRUE;
    }
}

/* 성 and 이름 beside each other: then 이름 is the given name. */
static void
part_names (EspImportField *fields, guint n_columns, gboolean *is_taken)
{
  if (!is_taken[ESP_IMPORT_FIELD_FAMILY_NAME] || is_taken[ESP_IMPORT_FIELD_GIVEN_NAME])
    return;
  for (guint i = 0; i < n_columns; i++)
    if (fields[i] == ESP_IMPORT_FIELD_NAME)
      {
        fields[i] = ESP_IMPORT_FIELD_GIVEN_NAME;
        is_taken[ESP_IMPORT_FIELD_NAME] = FALSE;
        is_taken[ESP_IMPORT_FIELD_GIVEN_NAME] = TRUE;
      }
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

  if (strlen (header) > 100)
    return FALSE;
  folded = fold_header (header, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (folded, ends[i]))
      return TRUE;
  return FALSE;
}

/**
 * esp_import_guess_mapping:
 * @out_fields: (array length=n_columns): where each column goes; no field but CUSTOM twice
 *
 * Header words first, then content for the keys that no header named. Columns without a guess get
 * CUSTOM when they hold anything, NONE when they are empty.
 */
void
esp_import_guess_mapping (const char *const *names,
                          const EspImportColumnFacts *facts,
                          guint n_columns,
                          EspImportField *out_fields)
{
  gboolean is_taken[ESP_N_IMPORT_FIELDS] = { FALSE };

  for (guint i = 0; i < n_columns; i++)
    {
      EspImportField field = esp_import_field_from_header (names[i]);

      if (is_taken[field] || !is_plausible (field, &facts[i]))
        field = ESP_IMPORT_FIELD_NONE;
      out_fields[i] = field;
      is_taken[field] = is_taken[field] || field != ESP_IMPORT_FIELD_NONE;
    }
  part_names (out_fields, n_columns, is_taken);
  for (guint i = 0; i < n_columns; i++)
    {
      EspImportField field;

      if (out_fields[i] != ESP_IMPORT_FIELD_NONE)
        continue;
      field = guess_by_content (&facts[i]);
      if (field != ESP_IMPORT_FIELD_NONE && !is_taken[field])
        {
          out_fields[i] = field;
          is_taken[field] = TRUE;
        }
      else if (facts[i].fill > 0)
        out_fields[i] = ESP_IMPORT_FIELD_CUSTOM;
    }
}
