/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of finding encodings out and of turning text from and into them. */
#include "base/esp-text-codec.h"

#include <string.h>

#define KOREAN                                                                                     \
  "이름,이메일\r\n김민지,minji@example.com\r\n똠방각하,ttom@example.com\r\n쀍,x@example.com\r\n"

/* "ポ" and "能" end in bytes that are ASCII by themselves. */
#define JAPANESE                                                                                                     \
  "氏名,メール,会社\r\n山田太郎,taro@example.jp,株式会社ポスト\r\n佐藤花子,hanako@example.jp," \
  "芸能ソフト\r\n"
#define CHINESE                                                                                    \
  "姓名,邮箱,公司\r\n王小明,wang@example.cn,北京科技有限公司\r\n李娜,li@example.cn,上海贸易\r\n"

static GByteArray *
encode (EspEncoding encoding, const char *text)
{
  g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (encoding);
  GByteArray *bytes = g_byte_array_new ();
  const guint8 *bom;
  gsize n_bom = esp_encoding_get_bom (encoding, &bom);

  g_byte_array_append (bytes, bom, n_bom);
  esp_text_encoder_push (encoder, text, -1, bytes);
  g_assert_cmpuint (esp_text_encoder_get_n_lost (encoder), ==, 0);
  return bytes;
}

static void
assert_round_trip (EspEncoding encoding, const char *text, gsize step)
{
  g_autoptr (GByteArray) bytes = encode (encoding, text);
  g_autoptr (EspTextDecoder) decoder = esp_text_decoder_new (encoding);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize n_bad = 0;

  for (gsize at = 0; at < bytes->len; at += step)
    n_bad += esp_text_decoder_push (decoder, bytes->data + at, MIN (step, bytes->len - at), out);
  n_bad += esp_text_decoder_finish (decoder, out);
  g_assert_cmpuint (n_bad, ==, 0);
  g_assert_cmpstr (out->str, ==, text);
}

static void
test_round_trip_in_any_pieces (void)
{
  static const EspEncoding all[] = { ESP_ENCODING_UTF8, ESP_ENCODING_UTF8_BOM, ESP_ENCODING_UTF16LE,
                                     ESP_ENCODING_UTF16BE, ESP_ENCODING_CP949 };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (gsize step = 1; step < 9; step++)
      assert_round_trip (all[i], KOREAN, step);
  for (gsize step = 1; step < 5; step++)
    {
      assert_round_trip (ESP_ENCODING_UTF16LE, "a😀b", step);
      assert_round_trip (ESP_ENCODING_WINDOWS_1252, "Zoë, “naïve” – 5 €", step);
      assert_round_trip (ESP_ENCODING_LATIN1, "Zoë, naïve", step);
      assert_round_trip (ESP_ENCODING_SHIFT_JIS, JAPANESE, step);
      assert_round_trip (ESP_ENCODING_EUC_JP, JAPANESE, step);
      assert_round_trip (ESP_ENCODING_GB18030, CHINESE "😀", step);
    }
}

static EspEncoding
detect (const guint8 *data, gsize length, gboolean *out_is_sure)
{
  EspEncodingGuess guess;

  esp_encoding_detect (data, length, &guess);
  g_assert_cmpuint (guess.n_candidates, >, 0);
  *out_is_sure = guess.is_sure;
  return guess.candidates[0].encoding;
}

static void
test_detects_each_encoding (void)
{
  static const struct
  {
    EspEncoding encoding;
    const char *text;
  } cases[] = {
    { ESP_ENCODING_UTF8, "name,email\nKim,a@b.c\n" },
    { ESP_ENCODING_UTF8, KOREAN },
    { ESP_ENCODING_UTF8_BOM, KOREAN },
    { ESP_ENCODING_UTF16LE, KOREAN },
    { ESP_ENCODING_UTF16BE, KOREAN },
    { ESP_ENCODING_CP949, KOREAN },
    { ESP_ENCODING_CP949, "성명,회사\n홍길동,한국전력공사\n" },
    { ESP_ENCODING_WINDOWS_1252, "name;city\nZoë;Köln\nRené;“Montréal”\nAñel;Málaga\n" },
    { ESP_ENCODING_LATIN1, "name;city\nZoë;Köln\nRené;Montréal\nAñel;Málaga\n" },
    { ESP_ENCODING_SHIFT_JIS, JAPANESE },
    { ESP_ENCODING_EUC_JP, JAPANESE },
    { ESP_ENCODING_GB18030, CHINESE },
    { ESP_ENCODING_CP949, "이름,한자,주소,메모\n김민지,金敏智,서울특별시 강남구 테헤란로,ㅋㅋ 또 "
                          "올게요\n이준호,李俊鎬,부산광역시 해운대구 우동,ㅎㅎㅎ\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = encode (cases[i].encoding, cases[i].text);
      gboolean is_sure;

      g_assert_cmpstr (esp_encoding_get_name (detect (bytes->data, bytes->len, &is_sure)), ==,
                       esp_encoding_get_name (cases[i].encoding));
      g_assert_true (is_sure || cases[i].encoding >= ESP_ENCODING_EUC_JP);
    }
}

static void
test_detects_utf16_without_mark (void)
{
  g_autoptr (GByteArray) bytes = encode (ESP_ENCODING_UTF16LE, KOREAN);
  gboolean is_sure;

  g_assert_cmpint (detect (bytes->data + 2, bytes->len - 2, &is_sure), ==, ESP_ENCODING_UTF16LE);
  /* Syllables such as 가 (U+AC00) have a NUL on the other side. */
  g_clear_pointer (&bytes, g_byte_array_unref);
  bytes = encode (ESP_ENCODING_UTF16LE, "이메일,회사\na@naver.com,가나\nb@naver.com,가가\n");
  g_assert_cmpint (detect (bytes->data + 2, bytes->len - 2, &is_sure), ==, ESP_ENCODING_UTF16LE);
}

static void
test_offers_candidates_when_unsure (void)
{
  /* One pair of high bytes: 챕 in CP949, Ã© in Latin-1, é in UTF-8. */
  EspEncodingGuess guess;

  esp_encoding_detect ((const guint8 *) "name\ncaf\xC3\xA9\n", 11, &guess);
  g_assert_cmpuint (guess.n_candidates, >=, 2);
  g_assert_cmpint (guess.candidates[0].encoding, ==, ESP_ENCODING_UTF8);
}

/* A Korean list is small, has hanja in it, and people laugh in it; and ã is no half of a letter. */
static void
test_korean_comes_first (void)
{
  static const struct
  {
    EspEncoding encoding;
    const char *text;
  } cases[] = {
    { ESP_ENCODING_CP949, "尹俊金,u0@example.com\n" },
    { ESP_ENCODING_CP949, "name,email\n민李敏,u0@example.com\n" },
    { ESP_ENCODING_CP949, "name,email\n지은호,u0@example.com,ㅋㅋ\n" },
    { ESP_ENCODING_CP949, "석서우,u0@example.com,ㅎㅎ감사\n" },
    { ESP_ENCODING_LATIN1, "Nome,Cidade\nJoão,São Paulo\nConceição,Brasília\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = encode (cases[i].encoding, cases[i].text);
      gboolean is_sure;

      g_assert_cmpstr (esp_encoding_get_name (detect (bytes->data, bytes->len, &is_sure)), ==,
                       esp_encoding_get_name (cases[i].encoding));
    }
}

static void
test_late_korean_is_seen (void)
{
  g_autoptr (EspEncodingDetector) detector = esp_encoding_detector_new ();
  g_autoptr (GByteArray) bytes = encode (ESP_ENCODING_CP949, KOREAN);
  g_autofree char *ascii = g_strnfill (100001, 'a');
  EspEncodingGuess guess;

  esp_encoding_detector_feed (detector, (const guint8 *) ascii, 100001);
  esp_encoding_detector_feed (detector, bytes->data, bytes->len);
  esp_encoding_detector_finish (detector, &guess);
  g_assert_cmpint (guess.candidates[0].encoding, ==, ESP_ENCODING_CP949);
}

static void
test_counts_what_cannot_be_read (void)
{
  g_autoptr (EspTextDecoder) utf8 = esp_text_decoder_new (ESP_ENCODING_UTF8);
  g_autoptr (EspTextDecoder) cp949 = esp_text_decoder_new (ESP_ENCODING_CP949);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_cmpuint (esp_text_decoder_push (utf8,
                                           (const guint8 *) "a\xFF"
                                                            "b",
                                           3, out),
                    ==, 1);
  g_assert_cmpstr (out->str, ==,
                   "a\xEF\xBF\xBD"
                   "b");
  g_string_truncate (out, 0);
  g_assert_cmpuint (esp_text_decoder_push (cp949, (const guint8 *) "a\xB0,b\xB0", 5, out), ==, 1);
  g_assert_cmpuint (esp_text_decoder_finish (cp949, out), ==, 1);
  g_assert_cmpstr (out->str, ==, "a\xEF\xBF\xBD,b\xEF\xBF\xBD");
}

static void
test_nul_stays_a_character (void)
{
  g_autoptr (EspTextDecoder) decoder = esp_text_decoder_new (ESP_ENCODING_CP949);
  g_autoptr (GString) out = g_string_new (NULL);

  esp_text_decoder_push (decoder, (const guint8 *) "\xB0\xA1\0b", 4, out);
  g_assert_cmpuint (out->len, ==, 5);
  g_assert_true (memcmp (out->str, "가\0b", 5) == 0);
}

static void
test_lists_lost_characters (void)
{
  g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (ESP_ENCODING_CP949);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *lost = NULL;

  esp_text_encoder_push (encoder, "김😀민😀ñ", -1, bytes);
  lost = esp_text_encoder_dup_lost (encoder);
  g_assert_cmpstr (lost, ==, "ñ😀");
  g_assert_cmpuint (esp_text_encoder_get_n_lost (encoder), ==, 3);
  g_assert_cmpuint (bytes->len, ==, 7);
}

static void
test_names_are_understood (void)
{
  EspEncoding encoding;

  g_assert_true (esp_encoding_from_name ("EUC-KR", &encoding));
  g_assert_cmpint (encoding, ==, ESP_ENCODING_CP949);
  g_assert_true (esp_encoding_from_name ("utf8", &encoding));
  g_assert_cmpint (encoding, ==, ESP_ENCODING_UTF8);
  for (guint i = 0; i < ESP_N_ENCODINGS; i++)
    {
      g_assert_true (esp_encoding_from_name (esp_encoding_get_name (i), &encoding));
      g_assert_cmpuint (encoding, ==, i);
    }
  g_assert_false (esp_encoding_from_name ("klingon", &encoding));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/encoding/round-trip-in-any-pieces", test_round_trip_in_any_pieces);
  g_test_add_func ("/base/encoding/detects-each", test_detects_each_encoding);
  g_test_add_func ("/base/encoding/detects-utf16-without-mark", test_detects_utf16_without_mark);
  g_test_add_func ("/base/encoding/candidates-when-unsure", test_offers_candidates_when_unsure);
  g_test_add_func ("/base/encoding/korean-comes-first", test_korean_comes_first);
  g_test_add_func ("/base/encoding/late-korean-is-seen", test_late_korean_is_seen);
  g_test_add_func ("/base/encoding/counts-what-cannot-be-read", test_counts_what_cannot_be_read);
  g_test_add_func ("/base/encoding/nul-stays", test_nul_stays_a_character);
  g_test_add_func ("/base/encoding/lists-lost-characters", test_lists_lost_characters);
  g_test_add_func ("/base/encoding/names", test_names_are_understood);
  return g_test_run ();
}
