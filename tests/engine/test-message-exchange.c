/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of reading MJML and foreign HTML: no word is lost, nothing runs, and our blocks come back. */
#include "config.h"

#include "engine/content/esp-message-design.h"
#include "engine/content/esp-message-template.h"
#include "engine/content/exchange/esp-exchange.h"
#include "engine/policy/esp-content-check.h"

#include <string.h>

static const EspSenderFacts facts = { "한빛상점", "서울시 중구 세종대로 1", "02-1234-5678",
                                      "help@example.com", "KR" };

static const EspBlock *
block_at (const EspMessageDoc *doc, guint section, guint column, guint block)
{
  const EspSection *s = doc->sections->pdata[section];
  const EspColumn *c = s->columns->pdata[column];

  g_assert_cmpuint (block, <, c->blocks->len);
  return c->blocks->pdata[block];
}

/* What classes say of the components within, and lists that do not count from one. */
static void
test_mjml_classes_and_lists (void)
{
  static const char mjml[] =
    "<mjml><mj-head><mj-attributes><mj-class name=\"hero\"><mj-text color=\"#ff0000\" "
    "font-size=\"22px\"/></mj-class><mj-class name=\"calm\" background-color=\"#eeeeee\"/>"
    "<mj-text font-size=\"18px\"/></mj-attributes></mj-head><mj-body>"
    "<mj-section mj-class=\"hero\"><mj-column><mj-text>In it</mj-text></mj-column>"
    "<mj-column mj-class=\"calm\"><mj-text>Beside it</mj-text></mj-column></mj-section>"
    "<mj-section><mj-column><mj-text><ol start=\"5\"><li>five</li><li value=\"9\"><p>nine</p></li>"
    "<li>ten</li></ol><ol type=\"A\" start=\"26\"><li>z</li><li>aa</li></ol><ol "
    "type=\"i\"><li>one</li>"
    "</ol><ol reversed><li>two</li><li>one</li></ol><ol><li>first</li></ol></mj-text></mj-column>"
    "</mj-section></mj-body></mjml>";
  static const char *const lines[] = { "5. five", "9. nine", "10. ten", "Z. z",  "AA. aa",
                                       "i. one",  "2. two",  "1. one",  "first", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_mjml (mjml, -1, NULL, &error);
  const EspBlock *list;

  g_assert_no_error (error);
  g_assert_cmpint (block_at (doc, 0, 0, 0)->font_size, ==, 22);
  g_assert_cmpint (block_at (doc, 0, 1, 0)->font_size, ==, 18);
  list = block_at (doc, 1, 0, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const EspParagraph *paragraph = list->paragraphs->pdata[i];

      g_assert_cmpstr (((EspRun *) paragraph->runs->pdata[0])->text, ==, lines[i]);
      g_assert_cmpint (paragraph->kind, ==,
                       lines[i + 1] == NULL ? ESP_PARAGRAPH_NUMBER : ESP_PARAGRAPH_PLAIN);
    }
}

/* Shares beyond any page are the whole, and what is no number is nothing. */
static void
test_mjml_widths (void)
{
  static const char mjml[] =
    "<mjml><mj-body><mj-section><mj-column width=\"1111111111111111111111133%\">"
    "<mj-divider width=\"99999999999999999999%\"/></mj-column><mj-column width=\"nan%\">"
    "<mj-text>b</mj-text></mj-column><mj-column width=\"33.4%\"><mj-text>c</mj-text></mj-column>"
    "</mj-section></mj-body></mjml>";
  static const int widths[] = { 100, 0, 33 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_mjml (mjml, -1, NULL, &error);
  const EspSection *section;

  g_assert_no_error (error);
  section = doc->sections->pdata[0];
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    g_assert_cmpint (((EspColumn *) section->columns->pdata[i])->width, ==, widths[i]);
}

static void
test_mjml (void)
{
  static const char mjml[] =
    "<mjml "
    "lang=\"en\"><mj-head><mj-title>Hello</mj-title><mj-preview>Words</mj-preview><mj-attributes>"
    "<mj-button background-color=\"#ff6600\"/><mj-class name=\"big\" "
    "font-size=\"30px\"/></mj-attributes>"
    "</mj-head><mj-body><mj-section background-color=\"#143d2f\" "
    "full-width=\"full-width\"><mj-column>"
    "<mj-text mj-class=\"big\" align=\"center\" color=\"#ffffff\">Spring <b>sale</b></mj-text>"
    "<mj-button href=\"https://example.com/?a={{ x }}&amp;b=1\">Buy "
    "&lt;now&gt;</mj-button></mj-column>"
    "</mj-section><mj-section><mj-group><mj-column width=\"30%\"><mj-text>A</mj-text></mj-column>"
    "<mj-column><mj-text>B</mj-text></mj-column></mj-group></mj-section><mj-section><mj-column>"
    "<mj-raw>{% if lead.vip %}</mj-raw><mj-divider border-width=\"1px\"/><mj-raw>{% endif "
    "%}</mj-raw>"
    "<mj-social><mj-social-element name=\"instagram\" "
    "href=\"https://instagram.com/x\"/></mj-social>"
    "</mj-column></mj-section></mj-body></mjml>";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_mjml (mjml, -1, NULL, &error);
  const EspSection *section;

  g_assert_no_error (error);
  g_assert_cmpstr (doc->subject, ==, "Hello");
  g_assert_cmpstr (doc->preheader, ==, "Words");
  g_assert_cmpstr (doc->language, ==, "en");
  g_assert_cmpuint (doc->sections->len, ==, 3);
  section = doc->sections->pdata[0];
  g_assert_true (section->full_width);
  g_assert_cmpint (block_at (doc, 0, 0, 0)->font_size, ==, 30);
  g_assert_cmpstr (block_at (doc, 0, 0, 1)->color, ==, "#ff6600");
  g_assert_cmpstr (block_at (doc, 0, 0, 1)->href, ==, "https://example.com/?a={{ x }}&b=1");
  g_assert_cmpstr (block_at (doc, 0, 0, 1)->label, ==, "Buy <now>");
  section = doc->sections->pdata[1];
  g_assert_true (section->no_stack);
  g_assert_cmpint (((EspColumn *) section->columns->pdata[0])->width, ==, 30);
  g_assert_cmpstr (block_at (doc, 2, 0, 0)->show_if, ==, "lead.vip");
  g_assert_cmpint (block_at (doc, 2, 0, 1)->kind, ==, ESP_BLOCK_SOCIAL);
}

static void
test_mjml_tells_what_is_lost (void)
{
  static const char mjml[] =
    "<mjml><mj-body background-color=\"#eeeeee\"><mj-section direction=\"rtl\" "
    "border-radius=\"8px\">"
    "<mj-column><mj-text>Left</mj-text></mj-column><mj-column><mj-text>Right</mj-text><mj-divider "
    "border-style=\"dashed\" width=\"50%\"/></mj-column></mj-section><mj-section "
    "border-radius=\"0px\" background-color=\"#ffffff\"><mj-column><mj-divider "
    "width=\"100%\"/></mj-column></mj-section></mj-body></mjml>";
  static const char *const places[] = { "mj-section" };
  const EspBlock *divider;
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_mjml (mjml, -1, notes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (((EspSection *) doc->sections->pdata[0])->background, ==, "#eeeeee");
  g_assert_null (((EspSection *) doc->sections->pdata[1])->background);
  divider = block_at (doc, 0, 0, 1);
  g_assert_cmpint (divider->kind, ==, ESP_BLOCK_DIVIDER);
  g_assert_cmpint (divider->line_style, ==, ESP_LINE_DASHED);
  g_assert_cmpint (divider->span, ==, 50);
  g_assert_cmpint (((EspSection *) doc->sections->pdata[0])->radius, ==, 8);
  g_assert_cmpuint (notes->len, ==, G_N_ELEMENTS (places));
  for (guint i = 0; i < notes->len; i++)
    g_assert_cmpstr (((EspExchangeNote *) notes->pdata[i])->place, ==, places[i]);
}

/* What MJML asks for stands in the blocks, and comes back from the MJML that is made of them. */
static void
assert_looks (const EspMessageDoc *doc)
{
  const EspSection *section = doc->sections->pdata[0];
  const EspColumn *column = section->columns->pdata[0];
  const EspBlock *text = column->blocks->pdata[0];
  const EspBlock *button = column->blocks->pdata[1];
  const EspBlock *image = column->blocks->pdata[2];

  g_assert_cmpstr (doc->font, ==, "Georgia, 'Nanum Myeongjo'");
  g_assert_cmpstr (doc->background, ==, "#aabbcc");
  g_assert_cmpstr (section->picture, ==, "https://x.example/bg.jpg");
  g_assert_cmpint (section->border.bottom, ==, 3);
  g_assert_cmpint (section->border.style, ==, ESP_LINE_DOTTED);
  g_assert_cmpint (section->padding.top, ==, 30);
  g_assert_cmpint (section->padding.left, ==, 0);
  g_assert_cmpint (column->border.left, ==, 6);
  g_assert_cmpint (column->border.right, ==, 0);
  g_assert_cmpstr (column->border.color, ==, "#3366ff");
  g_assert_cmpint (column->radius, ==, 9);
  g_assert_cmpstr (text->look.background, ==, "#222222");
  g_assert_cmpstr (text->look.font, ==, "Arial");
  g_assert_cmpint (text->look.line_height, ==, 150);
  g_assert_cmpfloat (text->look.letter_spacing, ==, 0.5);
  g_assert_true (text->look.is_upper);
  g_assert_cmpint (text->padding.left, ==, 25);
  g_assert_cmpint (button->look.weight, ==, 400);
  g_assert_cmpint (button->look.border.top, ==, 2);
  g_assert_null (button->color);
  g_assert_cmpint (button->size, ==, ESP_BUTTON_LARGE);
  g_assert_cmpint (image->look.border.top, ==, 1);
  g_assert_cmpint (image->padding.left, ==, 0);
}

static void
test_looks (void)
{
  static const char mjml[] =
    "<mjml><mj-head><mj-attributes><mj-all font-family=\"Georgia, 'Nanum Myeongjo'\"/>"
    "</mj-attributes></mj-head><mj-body background-color=\"#aabbcc\"><mj-section "
    "background-color=\"#fff0f0\" background-url=\"https://x.example/bg.jpg\" padding=\"30px 0\" "
    "border-bottom=\"3px dotted #111111\"><mj-column border-left=\"6px solid #36f\" "
    "border-radius=\"9px\"><mj-text container-background-color=\"#222\" font-family=\"Arial\" "
    "line-height=\"1.5\" letter-spacing=\"0.5px\" text-transform=\"uppercase\">A</mj-text>"
    "<mj-button background-color=\"transparent\" border=\"2px solid #00f\" font-weight=\"400\" "
    "inner-padding=\"20px 40px\" href=\"https://x.example/\">B</mj-button>"
    "<mj-image src=\"https://x.example/i.png\" border=\"1px solid #ccc\" padding=\"0\"/>"
    "</mj-column></mj-section></mj-body></mjml>";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_mjml (mjml, -1, NULL, &error);
  g_autofree char *json = NULL;
  g_autofree char *back = NULL;
  g_autoptr (EspMessageDoc) stored = NULL;
  g_autoptr (EspMessageDoc) again = NULL;

  g_assert_no_error (error);
  assert_looks (doc);
  json = esp_message_doc_to_json (doc);
  stored = esp_message_doc_parse (json, -1, &error);
  g_assert_no_error (error);
  assert_looks (stored);
  back = esp_message_to_mjml (stored, &esp_brand_default);
  again = esp_message_from_mjml (back, -1, NULL, &error);
  g_assert_no_error (error);
  assert_looks (again);
}

/* Rules of style sheets come to the elements by weight and order; those for some screens stay behind. */
static void
test_style_sheets (void)
{
  static const char html[] =
    "<html><head><style>p{color:#111111;font-size:20px}.a{color:#222222}#b{color:#aa0000}"
    "p.a{color:#bb0000}.x .deep>b{color:#00aa00}.gone{display:none}"
    ".btn{background:hsl(120,100%,25%);padding:9px 20px;color:#fff !important}"
    "@media (max-width:500px){p{color:#ff00ff}}@media screen{i{color:rgb(0 0 170)}}"
    "a:hover{color:red}/* p{color:blue} */</style></head><body><p>one</p><p class=a>two</p>"
    "<p id=b class=\"a z\">three</p><div class=x><p class=deep><b>four</b> <i>five</i></p></div>"
    "<p class=gone>hidden</p><p><a class=btn style=\"color:#000\" href=\"https://x.example/\">Go"
    "</a></p></body></html>";
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_html (html, -1, notes, &error);
  g_autofree char *json = NULL;
  const EspBlock *button;

  g_assert_no_error (error);
  json = esp_message_doc_to_json (doc);
  g_assert_nonnull (strstr (json, "#bb0000")); /* two: element and class weigh more */
  g_assert_nonnull (strstr (json, "#aa0000")); /* three: the name weighs most */
  g_assert_nonnull (strstr (json, "#00aa00"));
  g_assert_nonnull (strstr (json, "#0000aa"));
  g_assert_null (strstr (json, "#ff00ff"));
  g_assert_null (strstr (json, "hidden"));
  g_assert_cmpint (block_at (doc, 0, 0, 0)->font_size, ==, 20);
  button = block_at (doc, 0, 0, 1);
  g_assert_cmpint (button->kind, ==, ESP_BLOCK_BUTTON);
  g_assert_cmpstr (button->color, ==, "#008000");
  g_assert_cmpstr (button->text_color, ==, "#ffffff");
  g_assert_cmpuint (notes->len, ==, 2); /* the screen and the pointer; the hidden words */
}

/* Links around a table, and a grid of CSS. */
static void
test_links_and_grids (void)
{
  static const char html[] =
    "<a href=\"https://x.example/card\"> <!-- x --> <table><tr><td><img src=\"https://x.example/"
    "i.png\"></td></tr><tr><td>Card</td></tr></table></a><p>after</p><div style=\"display:grid;"
    "grid-template-columns:1fr minmax(0, 1fr)\"><div>A</div><div>B</div><div>C</div></div>"
    "<![if !mso]><p>shown</p><![endif]>";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_html (html, -1, NULL, &error);
  g_autofree char *json = NULL;
  const EspRun *run;

  g_assert_no_error (error);
  g_assert_cmpstr (block_at (doc, 0, 0, 0)->href, ==, "https://x.example/card");
  run = ((EspParagraph *) block_at (doc, 0, 0, 1)->paragraphs->pdata[0])->runs->pdata[0];
  g_assert_cmpstr (run->text, ==, "Card");
  g_assert_cmpstr (run->href, ==, "https://x.example/card");
  run = ((EspParagraph *) block_at (doc, 0, 0, 2)->paragraphs->pdata[0])->runs->pdata[0];
  g_assert_null (run->href);
  g_assert_cmpuint (((EspSection *) doc->sections->pdata[1])->columns->len, ==, 2);
  json = esp_message_doc_to_json (doc);
  g_assert_null (strstr (json, "[if"));
  g_assert_nonnull (strstr (json, "shown"));
}

/* A page as @charset has it: its bytes are turned from UTF-8 by the library that all programs use. */
static EspMessageDoc *
read_as (const char *html, const char *charset, GError **error)
{
  gsize n = 0;
  g_autofree char *bytes = g_convert (html, -1, charset, "UTF-8", NULL, &n, NULL);

  g_assert_nonnull (bytes);
  return esp_message_from_html (bytes, (gssize) n, NULL, error);
}

static void
test_encodings (void)
{
  static const struct
  {
    const char *charset;
    const char *html;
    const char *title;
  } pages[] = {
    { "CP949",
      "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\">"
      "<title>봄맞이 혜택 똠</title></head><body><p>안녕하세요</p></body></html>",
      "봄맞이 혜택 똠" },
    { "CP949",
      "<HTML><HEAD><META charset='ks_c_5601-1987'><TITLE>새 소식</TITLE></HEAD>"
      "<BODY><P>좋은 하루</P></BODY></HTML>",
      "새 소식" },
    { "CP949",
      "<html><head><title>아무 말도 없는 파일</title></head>"
      "<body><p>인코딩을 말하지 않는 파일도 읽어요.</p></body></html>",
      "아무 말도 없는 파일" },
    { "UTF-16", "<html><head><title>Über uns</title></head><body><p>Hallo</p></body></html>",
      "Über uns" },
    { "SHIFT_JIS",
      "<html><head><meta charset=\"Shift_JIS\"><title>春のお知らせ</title></head>"
      "<body><p>こんにちは</p></body></html>",
      "春のお知らせ" },
    { "ISO-2022-JP",
      "<html><head><meta charset=iso-2022-jp><title>お知らせ</title></head>"
      "<body><p>ご案内</p></body></html>",
      "お知らせ" },
    { "UTF-8",
      "<html><head><meta charset=\"euc-kr\"><title>거짓말</title></head><body>가</body></html>",
      "거짓말" },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (EspMessageDoc) doc = read_as (pages[i].html, pages[i].charset, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (doc->subject, ==, pages[i].title);
    }
  g_assert_null (esp_message_from_html ("<p>\xff\xfe\x81</p>\x00\x90", 12, NULL, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
}

static void
test_mjml_refuses_files (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
    esp_message_from_mjml ("<mjml><mj-body><mj-include path=\"/etc/passwd\"/></mj-body></mjml>", -1,
                           NULL, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (esp_message_from_mjml ("<p>hello</p>", -1, NULL, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
}

static void
test_html (void)
{
  static const char html[] =
    "<!DOCTYPE html><html lang=\"en\"><head><title>Deals</title><script>alert(1)</script></head>"
    "<body bgcolor=\"#eeeeee\"><div style=\"display:none\">Save a lot</div><table "
    "width=\"100%\"><tr><td>"
    "<table width=\"600\" bgcolor=\"#ffffff\"><tr><td><h1>News, {{ name }}</h1><p>We have "
    "<strong>great"
    "</strong> things.<br>Really.</p><ul><li>One</li></ul></td></tr>"
    "<tr><td align=\"center\"><table><tr><td bgcolor=\"#e63946\"><a href=\"https://example.com/d\" "
    "style=\"padding:12px;color:#fff\">See</a></td></tr></table></td></tr>"
    "<tr><td style=\"border-top:1px solid #dddddd\">&nbsp;</td></tr><tr><td><table><tr>"
    "<td width=\"50%\"><img src=\"https://example.com/1.jpg\" alt=\"Left\" onerror=\"x()\"></td>"
    "<td width=\"50%\">Right words</td></tr></table></td></tr>"
    "<tr><td bgcolor=\"#1d3557\"><a href=\"javascript:alert(1)\">Join</a></td></tr>"
    "<tr><td><table border=\"1\" onclick=\"x()\"><tr><th>A</th></tr></table></td></tr></table>"
    "</td></tr></table></body></html>";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autoptr (EspMessageDoc) doc = esp_message_from_html (html, -1, notes, &error);
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = esp_message_doc_to_json (doc);
  g_assert_cmpstr (doc->preheader, ==, "Save a lot");
  g_assert_cmpint (block_at (doc, 0, 0, 0)->kind, ==, ESP_BLOCK_HEADING);
  g_assert_cmpint (block_at (doc, 0, 0, 1)->kind, ==, ESP_BLOCK_TEXT);
  g_assert_cmpint (block_at (doc, 0, 0, 2)->kind, ==, ESP_BLOCK_BUTTON);
  g_assert_cmpstr (block_at (doc, 0, 0, 2)->color, ==, "#e63946");
  g_assert_cmpint (block_at (doc, 0, 0, 3)->kind, ==, ESP_BLOCK_DIVIDER);
  g_assert_cmpuint (((EspSection *) doc->sections->pdata[1])->columns->len, ==, 2);
  g_assert_cmpstr (((EspSection *) doc->sections->pdata[2])->background, ==, "#1d3557");
  g_assert_nonnull (strstr (json, "Right words"));
  g_assert_nonnull (strstr (json, "Join"));
  g_assert_null (strstr (json, "javascript"));
  g_assert_null (strstr (json, "alert"));
  g_assert_null (strstr (json, "onclick"));
  g_assert_cmpuint (notes->len, >, 1);
}

/* Cells of a layout may all be head cells, and characters have more names than the parser knows. */
static void
test_head_cells (void)
{
  static const char html[] =
    "<table><tr><th class=\"large-6 columns\"><p>&check; Left &LT;b&GT;</p></th>"
    "<th class=\"large-6 columns\"><p>Right &rarrtl; &nosuch; "
    "&lbrace;&lbrace;</p></th></tr></table>"
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Pen</td><td>5</td></tr></table>";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_from_html (html, -1, NULL, &error);
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = esp_message_doc_to_json (doc);
  g_assert_nonnull (strstr (json, "\"✓ Left <b>\""));
  g_assert_nonnull (strstr (json, "\"Right ↣ &nosuch; &lbrace;&lbrace;\""));
  g_assert_nonnull (strstr (json, "<td>Pen</td>"));
  g_assert_null (strstr (json, "<th class"));
}

static void
test_html_of_no_use (void)
{
  static const char *const texts[] = { "", "<html></html>", "<script>x</script>", "\xff\xfe" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_message_from_html (texts[i], -1, NULL, &error));
      g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
    }
}

/* Deeper than any stack would like. */
static void
test_deep_html (void)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autoptr (EspMessageDoc) doc = NULL;

  for (int i = 0; i < 20000; i++)
    g_string_append (html, i % 2 == 0 ? "<div>" : "<table><tr><td>");
  g_string_append (html, "words");
  doc = esp_message_from_html (html->str, -1, NULL, NULL);
}

typedef struct
{
  GString *words;
} Words;

static gboolean
collect_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  g_autofree char *text = esp_block_dup_plain_text (block);

  g_string_append_printf (data, "%s|%s|%s\n", esp_block_kind_to_string (block->kind), text,
                          block->href != NULL ? block->href : "");
  return TRUE;
}

static char *
dup_words (const EspMessageDoc *doc)
{
  GString *words = g_string_new (NULL);

  (void) esp_message_doc_foreach_block (doc, collect_cb, words); /* never stops */
  return g_string_free (words, FALSE);
}

static void
test_designs_come_back_from_mjml (void)
{
  guint n;
  const EspMessageDesign *designs = esp_message_design_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_design_load (&designs[i], "en");
      g_autofree char *mjml = esp_message_to_mjml (doc, &esp_brand_default);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspMessageDoc) back = esp_message_from_mjml (mjml, -1, NULL, &error);
      g_autofree char *before = dup_words (doc);
      g_autofree char *after = NULL;

      g_assert_no_error (error);
      after = dup_words (back);
      /* Columns inside a section become a section of their own. */
      if (strstr (before, "columns|") == NULL)
        g_assert_cmpstr (after, ==, before);
      g_assert_cmpstr (back->subject, ==, doc->subject);
    }
}

static void
check_design (const EspMessageDesign *design, const char *language)
{
  g_autoptr (EspMessageDoc) doc = esp_message_design_load (design, language);
  g_autoptr (EspMessageTemplate) template = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  EspContentInput input = { .doc = doc, .brand = &esp_brand_default, .facts = &facts };

  g_assert_cmpstr (doc->language, ==, language);
  template = esp_message_template_new (doc, &esp_brand_default, &facts, &error);
  g_assert_no_error (error);
  esp_message_doc_set (&doc->sender_address, "news@hanbit.example");
  esp_message_doc_set (&doc->sender_name, "한빛상점");
  input.message_template = template;
  findings = esp_content_check (&input);
  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];
      g_autofree char *sentence = esp_content_finding_to_sentence (finding);

      if (finding->severity == ESP_SEVERITY_BLOCK || finding->severity == ESP_SEVERITY_WARN)
        g_test_message ("%s %s: %s %s (%s)", design->id, language, finding->rule->id, sentence,
                        finding->place != NULL ? finding->place : "");
      g_assert_cmpint (finding->severity, !=, ESP_SEVERITY_BLOCK);
    }
}

static void
test_designs_pass_the_checks (void)
{
  guint n;
  const EspMessageDesign *designs = esp_message_design_list (&n);

  g_assert_cmpuint (n, ==, 12);
  for (guint i = 0; i < n; i++)
    {
      check_design (&designs[i], "ko");
      check_design (&designs[i], "en");
    }
}

static EspMessageDoc *
read_html (const char *html, GPtrArray *notes)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc = esp_message_from_html (html, -1, notes, &error);

  g_assert_no_error (error);
  return doc;
}

/* What other makers and hands write: rows with a picture behind, words after the end, lists of Word, strange places. */
static void
test_html_of_others (void)
{
  static const char html[] =
    "<html><body><table style=\"background-image:url('https://b.example/bg.png')\"><tr><td>"
    "<h1>On it</h1></td></tr></table>"
    "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; "
    "</span></span><![endif]>item</p><pre>one\ntwo</pre>"
    "<table><tr><td><table width=\"40%\"><tr><td style=\"border-top:1px solid #ddd\">"
    "&#8202;</td></tr></table></td></tr></table><div style=\"height:40px\">&#8202;</div><p>Hello "
    "*|FNAME|*</p></body></html>after <b>all</b>";
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autoptr (EspMessageDoc) doc = read_html (html, notes);
  g_autoptr (EspMessageDoc) arabic =
    read_html ("<html lang=ar><body><p align=right>a</p></body></html>", NULL);
  g_autoptr (EspMessageDoc) data =
    read_html ("<html><head><style>td{font-family:\"A B\"}</style></head><body><table border=1>"
               "<tr><td>a</td><td>b</td></tr></table></body></html>",
               NULL);
  g_autofree char *json = esp_message_doc_to_json (doc);
  g_autofree char *other = esp_message_doc_to_json (arabic);
  g_autofree char *table = esp_message_doc_to_json (data);
  gboolean has_note = FALSE;

  g_assert_nonnull (strstr (json, "\"picture\" : \"https://b.example/bg.png\""));
  g_assert_nonnull (strstr (json, "\"bullet\""));
  g_assert_null (strstr (json, "·"));
  g_assert_nonnull (strstr (json, "after "));
  g_assert_nonnull (strstr (json, "one\\ntwo"));
  g_assert_nonnull (strstr (json, "\"span\" : 40"));
  g_assert_null (strstr (json, "\xE2\x80\x8A"));
  g_assert_null (strstr (other, "\"end\""));
  g_assert_nonnull (strstr (table, "font-family:'A B'"));
  for (guint i = 0; i < notes->len; i++)
    has_note =
      has_note || strstr (((EspExchangeNote *) notes->pdata[i])->text, "“*|FNAME|*”") != NULL;
  g_assert_true (has_note);
}

static EspMessageDoc *
read_mjml (const char *mjml)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc = esp_message_from_mjml (mjml, -1, NULL, &error);

  g_assert_no_error (error);
  return doc;
}

/* What is as usual comes back as usual; words on dark grounds can be read elsewhere. */
static void
test_usual_looks_come_back (void)
{
  static const char json[] =
    "{\"version\":1,\"subject\":\"s\",\"body\":{\"sections\":[{\"background\":\"#1d2433\","
    "\"columns\":[{"
    "\"blocks\":[{\"type\":\"heading\",\"level\":1,\"paragraphs\":[{\"runs\":[\"h\"]}]},"
    "{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"t\"]}]},{\"type\":\"divider\"},"
    "{\"type\":\"button\",\"label\":\"b\",\"href\":\"https://x.example/\"}]}]}]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (json, -1, &error);
  g_autoptr (EspMessageDoc) again = NULL;
  g_autofree char *mjml = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_no_error (error);
  mjml = esp_message_to_mjml (doc, &esp_brand_default);
  g_assert_nonnull (strstr (mjml, "<mj-text align=\"left\" color=\"#ffffff\""));
  again = read_mjml (mjml);
  before = esp_message_doc_to_json (doc);
  after = esp_message_doc_to_json (again);
  g_assert_cmpstr (strstr (after, "\"blocks\""), ==, strstr (before, "\"blocks\""));
}

static void
test_mjml_of_others (void)
{
  g_autoptr (EspMessageDoc) doc =
    read_mjml ("<mjml><mj-body><mj-raw><!-- a note --></mj-raw><mj-section><mj-column>"
               "<mj-text text-decoration=\"underline\"><![CDATA[old <b>way</b>]]></mj-text>"
               "</mj-column></mj-section></mj-body></mjml>");
  g_autofree char *json = esp_message_doc_to_json (doc);

  g_assert_cmpuint (doc->sections->len, ==, 1);
  g_assert_null (strstr (json, "CDATA"));
  g_assert_null (strstr (json, "a note"));
  g_assert_nonnull (strstr (json, "\"underline\" : true"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/message-exchange/looks", test_looks);
  g_test_add_func ("/engine/message-exchange/style-sheets", test_style_sheets);
  g_test_add_func ("/engine/message-exchange/links-and-grids", test_links_and_grids);
  g_test_add_func ("/engine/message-exchange/mjml", test_mjml);
  g_test_add_func ("/engine/message-exchange/mjml-classes-and-lists", test_mjml_classes_and_lists);
  g_test_add_func ("/engine/message-exchange/mjml-widths", test_mjml_widths);
  g_test_add_func ("/engine/message-exchange/mjml-opens-no-files", test_mjml_refuses_files);
  g_test_add_func ("/engine/message-exchange/mjml-losses", test_mjml_tells_what_is_lost);
  g_test_add_func ("/engine/message-exchange/encodings", test_encodings);
  g_test_add_func ("/engine/message-exchange/html", test_html);
  g_test_add_func ("/engine/message-exchange/head-cells", test_head_cells);
  g_test_add_func ("/engine/message-exchange/html-of-no-use", test_html_of_no_use);
  g_test_add_func ("/engine/message-exchange/deep-html", test_deep_html);
  g_test_add_func ("/engine/message-exchange/html-of-others", test_html_of_others);
  g_test_add_func ("/engine/message-exchange/mjml-of-others", test_mjml_of_others);
  g_test_add_func ("/engine/message-exchange/usual-looks-come-back", test_usual_looks_come_back);
  g_test_add_func ("/engine/message-design/mjml-and-back", test_designs_come_back_from_mjml);
  g_test_add_func ("/engine/message-design/passes-the-checks", test_designs_pass_the_checks);
  return g_test_run ();
}
