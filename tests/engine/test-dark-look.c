/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of the colours of a message in the dark, and of its lines in an inbox. */
#include "config.h"

#include "engine/content/esp-dark-look.h"
#include "engine/content/esp-inbox-line.h"

#include "test-home.h"

#include <string.h>

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"subject\":\"s\",\"body\":{\"sections\":["
  "{\"background\":\"#12326b\",\"columns\":[{\"blocks\":[{\"type\":\"text\",\"id\":\"top\","
  "\"paragraphs\":[{\"runs\":[\"머리\"]}]}]}]},"
  "{\"columns\":[{\"blocks\":[{\"type\":\"text\",\"id\":\"body\",\"paragraphs\":[{\"runs\":["
  "\"본문\","
  "{\"text\":\"강조\",\"color\":\"#c0392b\"}]}]},{\"type\":\"button\",\"id\":\"b\",\"label\":"
  "\"보기\","
  "\"href\":\"https://a.example\",\"color\":\"#ffe08a\",\"text_color\":\"#1d2433\"}]}]}]}}";

static EspDarkSheet *
paint (EspDarkLook look)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (document, -1, &error);

  g_assert_no_error (error);
  return esp_dark_sheet_new (doc, &esp_brand_default, look);
}

static const EspSection *
section (const EspDarkSheet *sheet, guint i)
{
  return sheet->doc->sections->pdata[i];
}

static const EspRun *
run (const EspDarkSheet *sheet, const char *block, guint i)
{
  const EspBlock *found = esp_message_doc_find_block (sheet->doc, block);

  return ((EspParagraph *) found->paragraphs->pdata[0])->runs->pdata[i];
}

static void
test_light (void)
{
  g_autoptr (EspDarkSheet) sheet = paint (ESP_DARK_LOOK_LIGHT);

  g_assert_cmpstr (section (sheet, 0)->background, ==, "#12326b");
  g_assert_cmpstr (section (sheet, 1)->background, ==, "#ffffff");
  g_assert_cmpstr (run (sheet, "top", 0)->color, ==, "#ffffff"); /* as the HTML writer chooses */
  g_assert_cmpstr (run (sheet, "body", 1)->color, ==, "#c0392b");
  g_assert_cmpfloat (sheet->contrast, >=, ESP_CONTRAST_TEXT);
}

static void
test_own (void)
{
  g_autoptr (EspDarkSheet) sheet = paint (ESP_DARK_LOOK_OWN);

  g_assert_cmpstr (section (sheet, 0)->background, ==, "#12326b"); /* dark by itself */
  g_assert_cmpstr (section (sheet, 1)->background, ==, "#1c2129");
  g_assert_cmpstr (run (sheet, "body", 0)->color, ==, "#eef1f6");
  g_assert_cmpstr (esp_message_doc_find_block (sheet->doc, "b")->color, ==, "#ffe08a");
  g_assert_cmpfloat (sheet->contrast, >=, ESP_CONTRAST_TEXT);
}

static void
test_partial (void)
{
  g_autoptr (EspDarkSheet) sheet = paint (ESP_DARK_LOOK_PARTIAL);
  EspColor ground = { 0, 0, 0 };

  g_assert_cmpstr (section (sheet, 0)->background, ==, "#12326b"); /* left alone */
  g_assert_true (esp_color_parse (section (sheet, 1)->background, &ground));
  g_assert_cmpfloat (esp_color_luminance (ground), <, 0.02);
  g_assert_cmpstr (run (sheet, "top", 0)->color, ==, "#ffffff");
}

static void
test_full (void)
{
  g_autoptr (EspDarkSheet) sheet = paint (ESP_DARK_LOOK_FULL);
  EspColor ground = { 0, 0, 0 };

  g_assert_true (esp_color_parse (section (sheet, 0)->background, &ground));
  g_assert_cmpfloat (esp_color_luminance (ground), >, 0.2); /* the dark head became light */
  g_assert_cmpstr (sheet->page, ==, "#1a1a1a");
}

static void
test_contrast_names_the_block (void)
{
  g_autofree char *bad = g_strdup (document);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autoptr (EspDarkSheet) sheet = NULL;

  memcpy (strstr (bad, "#1d2433"), "#ffe9b0", strlen ("#ffe9b0"));
  doc = esp_message_doc_parse (bad, -1, &error);
  g_assert_no_error (error);
  sheet = esp_dark_sheet_new (doc, &esp_brand_default, ESP_DARK_LOOK_LIGHT);
  g_assert_cmpstr (sheet->contrast_block, ==, "b");
  g_assert_cmpfloat (sheet->contrast, <, 1.5);
}

static void
test_invert (void)
{
  static const char *const cases[][2] = { { "#ffffff", "#1a1a1a" }, { "#000000", "#ffffff" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspColor color = { 0, 0, 0 };
      char text[ESP_COLOR_BUFFER];

      g_assert_true (esp_color_parse (cases[i][0], &color));
      esp_color_format (esp_color_invert (color), text);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
assert_transparent (const char *bytes, gsize n, gboolean wanted)
{
  g_autoptr (GBytes) data = g_bytes_new (bytes, n);

  g_assert_cmpint (esp_image_is_transparent (data), ==, wanted);
}

static void
test_transparent (void)
{
  static const char head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08";
  g_autoptr (GByteArray) png = g_byte_array_new ();

  g_byte_array_append (png, (const guint8 *) head, sizeof head - 1);
  g_byte_array_append (png, (const guint8 *) "\6\0\0\0\0\0\0\0", 8);
  assert_transparent ((const char *) png->data, png->len, TRUE);
  png->data[25] = 2;
  assert_transparent ((const char *) png->data, png->len, FALSE);
  g_byte_array_append (png, (const guint8 *) "\0\0\0\2tRNS\0\0\0\0\0\0", 14);
  assert_transparent ((const char *) png->data, png->len, TRUE);
  assert_transparent ("\xff\xd8\xff\xe0", 4, FALSE);
  assert_transparent ("GIF89a....\x21\xf9\x04\x01", 14, TRUE);
  assert_transparent ("", 0, FALSE);
  assert_transparent (head, 9, FALSE);
}

static void
test_inbox_line (void)
{
  static const struct
  {
    const char *text;
    guint columns;
    const char *cut;
  } cases[] = {
    { "short", 30, "short" },
    { "", 3, "" },
    { "(광고) 가을 신상품 최대 30% 할인", 20, "(광고) 가을 신상품…" },
    { "abcdefghij", 10, "abcdefghij" },
    { "abcdefghijk", 10, "abcdefghi…" },
    { "가나다라", 7, "가나다…" },
    { "👩‍👩‍👧‍👦가나", 4, "👩‍👩‍👧‍👦…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cut = esp_inbox_line_cut (cases[i].text, cases[i].columns);

      g_assert_cmpstr (cut, ==, cases[i].cut);
      g_assert_cmpuint (esp_inbox_line_measure (cut), <=, cases[i].columns);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/dark-look/light", test_light);
  g_test_add_func ("/engine/dark-look/own", test_own);
  g_test_add_func ("/engine/dark-look/partial", test_partial);
  g_test_add_func ("/engine/dark-look/full", test_full);
  g_test_add_func ("/engine/dark-look/contrast-names-the-block", test_contrast_names_the_block);
  g_test_add_func ("/engine/dark-look/invert", test_invert);
  g_test_add_func ("/engine/dark-look/transparent", test_transparent);
  g_test_add_func ("/engine/inbox-line/cut", test_inbox_line);
  return g_test_run ();
}
