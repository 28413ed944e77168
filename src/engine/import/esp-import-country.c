/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of countries as lists of leads spell them, made into ISO 3166-1 codes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-country.h"

#include <string.h>

static const struct
{
  const char *name; /* folded */
  const char *code;
} countries[] = {
  { "대한민국", "KR" },
  { "한국", "KR" },
  { "korea", "KR" },
  { "south korea", "KR" },
  { "republic of korea", "KR" },
  { "korea, republic of", "KR" },
  { "미국", "US" },
  { "usa", "US" },
  { "united states", "US" },
  { "united states of america", "US" },
  { "america", "US" },
  { "일본", "JP" },
  { "japan", "JP" },
  { "중국", "CN" },
  { "china", "CN" },
  { "대만", "TW" },
  { "taiwan", "TW" },
  { "홍콩", "HK" },
  { "hong kong", "HK" },
  { "싱가포르", "SG" },
  { "singapore", "SG" },
  { "베트남", "VN" },
  { "vietnam", "VN" },
  { "태국", "TH" },
  { "thailand", "TH" },
  { "인도네시아", "ID" },
  { "indonesia", "ID" },
  { "말레이시아", "MY" },
  { "malaysia", "MY" },
  { "필리핀", "PH" },
  { "philippines", "PH" },
  { "인도", "IN" },
  { "india", "IN" },
  { "호주", "AU" },
  { "australia", "AU" },
  { "뉴질랜드", "NZ" },
  { "new zealand", "NZ" },
  { "캐나다", "CA" },
  { "canada", "CA" },
  { "멕시코", "MX" },
  { "mexico", "MX" },
  { "브라질", "BR" },
  { "brazil", "BR" },
  { "영국", "GB" },
  { "uk", "GB" },
  { "united kingdom", "GB" },
  { "great britain", "GB" },
  { "england", "GB" },
  { "아일랜드", "IE" },
  { "ireland", "IE" },
  { "독일", "DE" },
  { "germany", "DE" },
  { "프랑스", "FR" },
  { "france", "FR" },
  { "스페인", "ES" },
  { "spain", "ES" },
  { "이탈리아", "IT" },
  { "italy", "IT" },
  { "네덜란드", "NL" },
  { "netherlands", "NL" },
  { "벨기에", "BE" },
  { "belgium", "BE" },
  { "스위스", "CH" },
  { "switzerland", "CH" },
  { "오스트리아", "AT" },
  { "austria", "AT" },
  { "스웨덴", "SE" },
  { "sweden", "SE" },
  { "노르웨이", "NO" },
  { "norway", "NO" },
  { "덴마크", "DK" },
  { "denmark", "DK" },
  { "핀란드", "FI" },
  { "finland", "FI" },
  { "폴란드", "PL" },
  { "poland", "PL" },
  { "포르투갈", "PT" },
  { "portugal", "PT" },
  { "터키", "TR" },
  { "turkey", "TR" },
  { "튀르키예", "TR" },
  { "러시아", "RU" },
  { "russia", "RU" },
  { "우크라이나", "UA" },
  { "ukraine", "UA" },
  { "사우디아라비아", "SA" },
  { "saudi arabia", "SA" },
  { "아랍에미리트", "AE" },
  { "united arab emirates", "AE" },
  { "카타르", "QA" },
  { "qatar", "QA" },
  { "쿠웨이트", "KW" },
  { "kuwait", "KW" },
  { "오만", "OM" },
  { "oman", "OM" },
  { "바레인", "BH" },
  { "bahrain", "BH" },
  { "이집트", "EG" },
  { "egypt", "EG" },
  { "남아프리카공화국", "ZA" },
  { "south africa", "ZA" },
  { "나이지리아", "NG" },
  { "nigeria", "NG" },
  { "케냐", "KE" },
  { "kenya", "KE" },
  { "가나", "GH" },
  { "ghana", "GH" },
  { "방글라데시", "BD" },
  { "bangladesh", "BD" },
  { "파키스탄", "PK" },
  { "pakistan", "PK" },
  { "스리랑카", "LK" },
  { "sri lanka", "LK" },
  { "네팔", "NP" },
  { "nepal", "NP" },
  { "몽골", "MN" },
  { "mongolia", "MN" },
  { "우즈베키스탄", "UZ" },
  { "uzbekistan", "UZ" },
  { "카자흐스탄", "KZ" },
  { "kazakhstan", "KZ" },
};

/**
 * esp_import_country_code:
 *
 * Returns: (transfer none): the code, when @text is one or names a country that we know; else @text
 */
const char *
esp_import_country_code (const char *text, char out_code[3])
{
  g_autofree char *folded = NULL;

  if (strlen (text) == 2 && g_ascii_isalpha (text[0]) && g_ascii_isalpha (text[1]) &&
      g_ascii_strcasecmp (text, "uk") != 0)
    {
      out_code[0] = g_ascii_toupper (text[0]);
      out_code[1] = g_ascii_toupper (text[1]);
      out_code[2] = '\0';
      return out_code;
    }
  if (strlen (text) > 60)
    return text;
  folded = g_utf8_casefold (text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    if (g_str_equal (countries[i].name, folded))
      return countries[i].code;
  return text;
}
