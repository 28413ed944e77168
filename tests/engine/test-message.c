/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the message record, its JSON and the HTML and plain text made from it. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-color.h"
#include "engine/content/esp-escape.h"
#include "engine/content/esp-footer.h"
#include "engine/content/esp-html-text.h"
#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-text-writer.h"

#include "test-home.h"

#include <string.h>

static const EspSenderFacts facts = { "주식회사 한빛샵", "서울특별시 성동구 왕십리로 83, 5층",
                                      "02-1234-5678", "help@hanbit.example", "KR" };

static EspMessageDoc *
load_newsletter (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ESP_SOURCE_DIR"), "tests", "data",
                                            "message-newsletter.json", NULL);
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc;
  gsize n;

  g_assert_true (g_file_get_contents (path, &json, &n, &error));
  doc = esp_message_doc_parse (json, (gssize) n, &error);
  g_assert_no_error (error);
  return doc;
}

static EspMessageDoc *
doc_with_html (const char *html)
{
  EspMessageDoc *doc = esp_message_doc_new ();

  doc->body_kind = ESP_BODY_HTML;
  esp_message_doc_set (&doc->html, html);
  return doc;
}

static void
test_round_trip (void)
{
  g_autoptr (EspMessageDoc) doc = load_newsletter ();
  g_autoptr (EspMessageDoc) copy = esp_message_doc_copy (doc);
  g_autofree char *first = esp_message_doc_to_json (doc);
  g_autofree char *of_copy = esp_message_doc_to_json (copy);
  g_autoptr (EspMessageDoc) again = esp_message_doc_parse (first, -1, NULL);
  g_autofree char *second = esp_message_doc_to_json (again);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, ==, of_copy);
  g_assert_nonnull (esp_message_doc_find_block (doc, "b3"));
  g_assert_null (esp_message_doc_find_block (doc, "nowhere"));
}

static void
test_errors_name_the_place (void)
{
#define BODY(blocks)                                                                               \
  "{\"version\":1,\"body\":{\"sections\":[{\"columns\":[{\"blocks\":[" blocks "]}]}]}}"
#define AT "“body.sections[0].columns[0].blocks[0]"
  static const struct
  {
    const char *json;
    const char *said;
  } cases[] = {
    { "", "not a JSON object" },
    { "[]", "not a JSON object" },
    { "{\"body\":{\"html\":\"\"}}", "“version”" },
    { "{\"version\":9,\"body\":{\"html\":\"\"}}", "newer" },
    { "{\"version\":1}", "“body”" },
    { "{\"version\":1,\"body\":{}}", "“body”: a body needs" },
    { "{\"version\":1,\"body\":{\"html\":\"\",\"sections\":[]}}", "not both" },
    { "{\"version\":1,\"subjekt\":\"\",\"body\":{\"html\":\"\"}}", "“subjekt”" },
    { "{\"version\":1,\"subject\":\"a\\r\\nBcc: x@y\",\"body\":{\"html\":\"\"}}",
      "“subject”: line" },
    { "{\"version\":1,\"class\":\"spam\",\"body\":{\"html\":\"\"}}", "“class”: “spam”" },
    { BODY ("{\"type\":\"video\"}"), AT ".type”" },
    { BODY ("{\"type\":\"heading\",\"paragraphs\":[]}"), AT ".paragraphs”" },
    { BODY ("{\"type\":\"button\",\"color\":\"red\"}"), AT ".color”" },
    { BODY ("{\"type\":\"button\",\"src\":\"x\"}"), AT ".src”" },
    { BODY ("{\"type\":\"text\",\"show_if\":\"a %} b\"}"), AT ".show_if”" },
    { BODY ("{\"type\":\"spacer\",\"height\":-4}"), AT ".height”" },
    { BODY ("{\"type\":\"divider\",\"id\":\"a\"},{\"type\":\"divider\",\"id\":\"a\"}"),
      "used twice" },
    { BODY ("{\"type\":\"text\",\"paragraphs\":[{\"runs\":[3]}]}"), AT ".paragraphs[0].runs[0]”" },
  };
#undef BODY
#undef AT

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (cases[i].json, -1, &error);

      g_assert_null (doc);
      g_assert_true (error->domain == ESP_MESSAGE_ERROR);
      if (strstr (error->message, cases[i].said) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i].said);
    }
}

static void
test_limits (void)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *unclosed = g_strnfill (4000000, '{');
  g_autofree char *angles = g_strnfill (2000000, '<');
  g_autofree char *text = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autoptr (GError) error = NULL;
  GString *escaped = g_string_new (NULL);
  GString *tags = g_string_new (NULL);

  doc = esp_message_doc_parse (deep, -1, &error);
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LIMIT);
  esp_escape_html (escaped, unclosed); /* one search for the end, not four million */
  g_assert_cmpuint (escaped->len, ==, 4000000);
  g_string_free (escaped, TRUE);
  text = esp_html_to_text (angles);
  g_assert_cmpuint (strlen (text), ==, 2000001);
  for (int i = 0; i < 200000; i++)
    g_string_append (tags, "<a '>\"");
  g_free (text);
  text = esp_html_to_text (tags->str);
  g_assert_nonnull (text);
  g_string_free (tags, TRUE);
}

static void
test_html_has_what_clients_need (void)
{
  static const char *const needed[] = { "<!DOCTYPE html>",
                                        "lang=\"ko\" dir=\"ltr\"",
                                        "name=\"color-scheme\" content=\"light dark\"",
                                        "prefers-color-scheme:dark",
                                        "[data-ogsc] .e-t",
                                        "max-width:620px",
                                        "<!--[if mso]>",
                                        "mso-padding-alt:14px 28px",
                                        "mso-hide:all",
                                        "alt=\"가을 니트와 코트를 입은 두 사람\"",
                                        "{{ name | default: '고객' }}님, 가을이 왔어요",
                                        "https://hanbit.example/all?c={{ campaign.id }}",
                                        "{% if lead.vip %}",
                                        "원본 <b>HTML</b> 블록 &amp; 그대로",
                                        "[수신거부]",
                                        "[Unsubscribe]",
                                        "{{ unsubscribe_url }}",
                                        "주식회사 한빛샵",
                                        "02-1234-5678",
                                        "서울특별시 성동구 왕십리로 83, 5층",
                                        ".e-cc0392b{color:",
                                        ".e-dfff4e0{background-color:" };
  g_autoptr (EspMessageDoc) doc = load_newsletter ();
  g_autofree char *html = esp_html_writer_write (doc, &esp_brand_default, &facts);
  guint n_tables = 0;

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (strstr (html, needed[i]) == NULL)
      g_error ("The HTML lacks “%s”", needed[i]);
  for (const char *c = strstr (html, "<table"); c != NULL; c = strstr (c + 1, "<table"))
    {
      g_assert_true (g_str_has_prefix (c, "<table role=\"presentation\""));
      n_tables++;
    }
  g_assert_cmpuint (n_tables, >, 10);
  g_assert_cmpuint (strlen (html), <, 20000);
}

static void
test_text_is_escaped_and_tags_stay (void)
{
  GString *out = g_string_new (NULL);

  esp_escape_html_lines (out,
                         "<b> & \"{{ a | default: \"<'x'>\" }}\"\n{% if a < b %}x{% endif %} {{");
  g_assert_cmpstr (out->str, ==,
                   "&lt;b&gt; &amp; &quot;{{ a | default: \"<'x'>\" }}&quot;<br>\n"
                   "{% if a < b %}x{% endif %} {{");
  g_string_assign (out, "");
  esp_escape_html_literal (out, "{{ 7 | times: 6 }} <A&B>");
  g_assert_cmpstr (out->str, ==, "&#123;&#123; 7 | times: 6 }} &lt;A&amp;B&gt;");
  g_string_free (out, TRUE);
}

static void
test_right_to_left (void)
{
  g_autoptr (EspMessageDoc) doc = load_newsletter ();
  g_autofree char *html = NULL;

  esp_message_doc_set (&doc->language, "ar");
  html = esp_html_writer_write (doc, &esp_brand_default, &facts);
  g_assert_nonnull (strstr (html, "<html lang=\"ar\" dir=\"rtl\">"));
  g_assert_nonnull (strstr (html, "text-align:right"));
  g_assert_null (strstr (html, "keep-all"));
}

static void
test_raw_html_gets_a_footer_once (void)
{
  static const char page[] = "<html><BODY class='x'><p>Hi</p></Body></html>";
  static const char own[] = "<body><a href='{{ unsubscribe_url }}'>stop</a></body>";
  g_autoptr (EspMessageDoc) doc = doc_with_html (page);
  g_autoptr (EspMessageDoc) with_own = doc_with_html (own);
  g_autofree char *html = NULL;
  g_autofree char *kept = NULL;

  esp_message_doc_set (&doc->preheader, "미리 보기");
  html = esp_html_writer_write (doc, &esp_brand_default, &facts);
  g_assert_true (g_str_has_prefix (html, "<html><BODY class='x'><div style=\"display:none"));
  g_assert_true (g_str_has_suffix (html, "</table>\n</Body></html>"));
  g_assert_nonnull (strstr (html, "[수신거부]"));
  kept = esp_html_writer_write (with_own, &esp_brand_default, &facts);
  g_assert_cmpstr (kept, ==, own);
  g_assert_false (esp_footer_has_unsubscribe ("{{ name }} unsubscribe_url"));
}

static void
test_service_mail_has_no_way_out (void)
{
  g_autoptr (EspMessageDoc) doc = load_newsletter ();
  g_autofree char *html = NULL;
  g_autofree char *text = NULL;

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  html = esp_html_writer_write (doc, &esp_brand_default, &facts);
  text = esp_text_writer_write (doc, &facts);
  g_assert_null (strstr (html, "unsubscribe_url"));
  g_assert_null (strstr (text, "unsubscribe_url"));
  g_assert_nonnull (strstr (html, "주식회사 한빛샵"));
}

static void
test_plain_text (void)
{
  g_autoptr (EspMessageDoc) doc = load_newsletter ();
  g_autofree char *text = esp_text_writer_write (doc, &facts);
  g_autofree char *wrapped = esp_text_wrap (text, ESP_TEXT_COLUMNS);

  g_assert_nonnull (strstr (text, "# {{ name | default: '고객' }}님, 가을이 왔어요\n"));
  g_assert_nonnull (strstr (text, "전체 상품 보기 [2]에서"));
  g_assert_nonnull (strstr (text, "\n[2] https://hanbit.example/all?c={{ campaign.id }}\n"));
  g_assert_nonnull (strstr (text, "▶ 가을 신상품 보기\nhttps://hanbit.example/fall\n"));
  g_assert_nonnull (strstr (text, "- 전 상품 무료 배송\n- 첫 구매"));
  g_assert_nonnull (strstr (text, "[수신거부]"));
  g_assert_nonnull (strstr (text, "서울특별시"));
  g_assert_null (strstr (wrapped, "\n\n\n"));
  g_assert_null (strstr (wrapped, " \n"));
}

static void
test_wrapping (void)
{
  static const struct
  {
    const char *text;
    const char *wrapped;
  } cases[] = {
    { "one two three", "one two\nthree\n" },
    { "가나다 라마바", "가나다\n라마바\n" },
    { "- item of list", "- item of\n  list\n" },
    { "see https://example.com/very/long", "see https://example.com/very/long\n" },
    { "あいうえおかきくけこ", "あいうえお\nかきくけこ\n" },
    { "a\n\n\n\nb  \n", "a\n\nb\n" },
    { "", "\n" },
    { "👩‍👩‍👧 héllo wörld", "👩‍👩‍👧 héllo\nwörld\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *wrapped = esp_text_wrap (cases[i].text, 10);

      if (i == 7)
        g_assert_true (g_utf8_validate (wrapped, -1, NULL));
      else
        g_assert_cmpstr (wrapped, ==, cases[i].wrapped);
    }
}

static void
test_html_to_text (void)
{
  static const struct
  {
    const char *html;
    const char *text;
  } cases[] = {
    { "<p>a</p><p>b</p>", "a\n\nb\n" },
    { "<style>p{}</style><h1>T</h1>x<br/>y", "# T\n\nx\ny\n" },
    { "<ul><li>a<li>b</ul>", "- a\n- b\n" },
    { "<a href=\"https://a.example/?x=1&amp;y=2\">go</a> now",
      "go [1] now\n\n[1] https://a.example/?x=1&y=2\n" },
    { "<a href='https://a.example/'>https://a.example/</a>", "https://a.example/\n" },
    { "1 &lt; 2 &amp;&nbsp;&#44032;&#xAC01; &bogus; AT&T", "1 < 2 & 가각 &bogus; AT&T\n" },
    { "<img src=x alt='A cat'> <img alt=''>", "A cat\n" },
    { "a <!-- no --> b<script>if (a<b) x()</script>", "a b\n" },
    { "{% if a < b %}x{% endif %} {{ '<b>' }}", "{% if a < b %}x{% endif %} {{ '<b>' }}\n" },
    { "5 < 6 and <b>7</b>", "5 < 6 and 7\n" },
    { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n" },
    { "<a href=\"open", "<a href=\"open\n" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = esp_html_to_text (cases[i].html);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_contrast (void)
{
  EspColor grey;
  EspColor white;
  EspColor blue;

  g_assert_true (esp_color_parse ("#777", &grey));
  g_assert_true (esp_color_parse ("#ffffff", &white));
  g_assert_true (esp_color_parse ("#1A73E8", &blue));
  g_assert_cmpfloat_with_epsilon (esp_color_contrast (grey, white), 4.48, 0.005);
  g_assert_cmpfloat_with_epsilon (esp_color_contrast (white, blue), 4.51, 0.005);
  g_assert_cmpfloat (esp_color_contrast (esp_color_readable_on (grey, white, ESP_CONTRAST_TEXT),
                                         white),
                     >=, ESP_CONTRAST_TEXT);
  g_assert_false (esp_color_parse ("777", &grey));
  g_assert_false (esp_color_parse ("#77777", &grey));
  g_assert_false (esp_color_parse ("#zzz", &grey));
}

static void
test_default_brand_is_readable (void)
{
  const EspBrand *brand = &esp_brand_default;
  const char *pairs[][2] = { { brand->on_accent, brand->accent },
                             { brand->text, brand->surface },
                             { brand->link, brand->surface },
                             { brand->muted, brand->background } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      EspColor ink;
      EspColor ground;

      g_assert_true (esp_color_parse (pairs[i][0], &ink));
      g_assert_true (esp_color_parse (pairs[i][1], &ground));
      g_assert_cmpfloat (esp_color_contrast (ink, ground), >=, ESP_CONTRAST_TEXT);
    }
}

static void
test_column_widths (void)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_column_free);
  int widths[3];

  for (int i = 0; i < 3; i++)
    g_ptr_array_add (columns, esp_column_new ());
  esp_columns_get_widths (columns, 540, widths);
  g_assert_cmpint (widths[0] + widths[1] + widths[2], <=, 540);
  g_assert_cmpint (widths[1], ==, 180);
  ((EspColumn *) columns->pdata[0])->width = 50;
  esp_columns_get_widths (columns, 540, widths);
  g_assert_cmpint (widths[0], ==, 270);
  g_assert_cmpint (widths[2], ==, 135);
  for (int i = 0; i < 3; i++)
    ((EspColumn *) columns->pdata[i])->width = 80;
  esp_columns_get_widths (columns, 540, widths);
  g_assert_cmpint (widths[0] + widths[1] + widths[2], <=, 540);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/message/round-trip-is-stable", test_round_trip);
  g_test_add_func ("/engine/message/errors-name-the-place", test_errors_name_the_place);
  g_test_add_func ("/engine/message/hostile-size-is-refused-or-linear", test_limits);
  g_test_add_func ("/engine/message/html-has-what-clients-need", test_html_has_what_clients_need);
  g_test_add_func ("/engine/message/text-is-escaped-and-tags-stay",
                   test_text_is_escaped_and_tags_stay);
  g_test_add_func ("/engine/message/right-to-left", test_right_to_left);
  g_test_add_func ("/engine/message/raw-html-gets-a-footer-once", test_raw_html_gets_a_footer_once);
  g_test_add_func ("/engine/message/service-mail-has-no-way-out", test_service_mail_has_no_way_out);
  g_test_add_func ("/engine/message/plain-text-says-the-same", test_plain_text);
  g_test_add_func ("/engine/message/lines-fit-a-mail-window", test_wrapping);
  g_test_add_func ("/engine/message/html-to-text", test_html_to_text);
  g_test_add_func ("/engine/message/contrast-is-wcag", test_contrast);
  g_test_add_func ("/engine/message/default-brand-is-readable", test_default_brand_is_readable);
  g_test_add_func ("/engine/message/column-widths-fit", test_column_widths);
  return g_test_run ();
}
