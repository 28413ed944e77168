/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the content checks: what the law forbids is found, and what can be fixed is fixed. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/policy/esp-content-check.h"

#include "test-home.h"

#include <string.h>

static const EspSenderFacts all_facts = { "주식회사 한빛샵", "서울특별시 성동구 왕십리로 83",
                                          "02-1234-5678", "help@hanbit.example", "KR" };

static EspBlock *
add_block (EspMessageDoc *doc, EspBlock *block)
{
  EspSection *section;
  EspColumn *column;

  if (doc->sections->len == 0)
    {
      section = esp_section_new ("s1");
      column = esp_column_new ();
      g_ptr_array_add (section->columns, column);
      g_ptr_array_add (doc->sections, section);
    }
  section = doc->sections->pdata[0];
  column = section->columns->pdata[0];
  g_ptr_array_add (column->blocks, block);
  return block;
}

/* A message that nobody can object to. */
static EspMessageDoc *
good_doc (void)
{
  EspMessageDoc *doc = esp_message_doc_new ();

  esp_message_doc_set (&doc->subject, "(광고) 가을 신상품이 도착했어요");
  esp_message_doc_set (&doc->preheader, "먼저 만나 보세요");
  esp_message_doc_set (&doc->sender_name, "한빛샵");
  esp_message_doc_set (&doc->sender_address, "news@hanbit.example");
  add_block (doc,
             esp_block_new_text (ESP_BLOCK_TEXT, "t1",
                                 "{{ name | default: '고객' }}님, 가을 니트와 코트를 준비했어요."));
  return doc;
}

static GPtrArray *
check_with (const EspMessageDoc *doc, EspContentInput *input)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *findings;

  input->doc = doc;
  input->brand = &esp_brand_default;
  if (input->facts == NULL)
    input->facts = &all_facts;
  input->message_template = esp_message_template_new (doc, input->brand, input->facts, &error);
  g_assert_no_error (error);
  findings = esp_content_check (input);
  g_clear_pointer (&input->message_template, esp_message_template_free);
  return findings;
}

static const EspContentFinding *
find (GPtrArray *findings, const char *id, gboolean only_bad)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];

      if (g_str_equal (finding->rule->id, id) &&
          (!only_bad || finding->severity != ESP_SEVERITY_FINE))
        return finding;
    }
  return NULL;
}

static const EspContentFinding *
need (GPtrArray *findings, const char *id)
{
  const EspContentFinding *finding = find (findings, id, TRUE);

  if (finding == NULL)
    g_error ("%s was not found", id);
  return finding;
}

static void
test_good_message_passes (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { .has_one_click = TRUE };
  g_autoptr (GPtrArray) findings = check_with (doc, &input);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];
      g_autofree char *sentence = esp_content_finding_to_sentence (finding);

      if (finding->severity != ESP_SEVERITY_FINE)
        g_error ("%s: %s", finding->rule->id, sentence);
    }
  g_assert_cmpuint (findings->len, >, 20);
  g_assert_cmpint (esp_content_findings_worst (findings), ==, ESP_SEVERITY_FINE);
}

/* What pretends to be an answer is taken off; with nothing behind it only a person can help. */
static void
test_answers (void)
{
  static const char *const cases[][2] = {
    { "Re: your order", "your order" },
    { "RE : votre panier", "votre panier" },
    { "AW:  Ihre Anfrage", "Ihre Anfrage" },
    { "Re:", NULL },
  };
  static const char *const countries[] = { "DE", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      g_autoptr (EspMessageDoc) fixed = NULL;
      EspContentInput input = { .countries = countries };
      g_autoptr (GPtrArray) findings = NULL;

      esp_message_doc_set (&doc->subject, cases[i][0]);
      findings = check_with (doc, &input);
      g_assert_true (need (findings, "EU-SUBJ")->can_fix);
      fixed = esp_content_fix (&input, need (findings, "EU-SUBJ"));
      g_assert_cmpstr (fixed != NULL ? fixed->subject : NULL, ==, cases[i][1]);
    }
}

static void
test_label (void)
{
  static const struct
  {
    const char *subject;
    const char *rule;
    const char *fixed;
  } cases[] = {
    { "가을 세일", "KR-AD-04", "(광고) 가을 세일" },
    { "[한빛샵] (광고) 세일", "KR-AD-04", "(광고) [한빛샵] 세일" },
    { "(광 고) 세일", "KR-AD-09", "(광고) 세일" },
    { "[광고] 세일", "KR-AD-09", "(광고) 세일" },
    { "(AD)세일", "KR-AD-09", "(광고) 세일" },
    { "(광\xe2\x80\x8b고) 세일", "KR-AD-09", "(광고) 세일" },
    { "（광고） 세일", "KR-AD-09", "(광고) 세일" },
    { "[광·고] 세일", "KR-AD-09", "(광고) 세일" },
    { "광고) 세일", "KR-AD-09", "(광고) 세일" },
    { "〔대출광고〕 세일", "KR-AD-09", "(광고) 세일" },
    { "\"광고\" 세일", "KR-AD-09", "(광고) 세일" },
    { "(옥외광고) 세일", "KR-AD-04", "(광고) (옥외광고) 세일" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      g_autoptr (EspMessageDoc) fixed = NULL;
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GPtrArray) again = NULL;
      const EspContentFinding *finding;

      esp_message_doc_set (&doc->subject, cases[i].subject);
      findings = check_with (doc, &input);
      finding = need (findings, cases[i].rule);
      g_assert_nonnull (finding);
      g_assert_cmpint (finding->severity, ==, ESP_SEVERITY_BLOCK);
      g_assert_true (finding->can_fix);
      fixed = esp_content_fix (&input, finding);
      g_assert_cmpstr (fixed->subject, ==, cases[i].fixed);
      again = check_with (fixed, &input);
      g_assert_null (find (again, "KR-AD-04", TRUE));
      g_assert_null (find (again, "KR-AD-09", TRUE));
    }
}

static void
test_label_only_where_it_is_law (void)
{
  static const char *const states[] = { "US", NULL };
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { .countries = states };
  g_autoptr (GPtrArray) abroad = NULL;
  g_autoptr (GPtrArray) service = NULL;

  esp_message_doc_set (&doc->subject, "Autumn is here");
  abroad = check_with (doc, &input);
  g_assert_null (find (abroad, "KR-AD-04", FALSE));
  g_assert_nonnull (find (abroad, "US-CS-03", FALSE));
  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  input.countries = NULL;
  service = check_with (doc, &input);
  g_assert_null (find (service, "KR-AD-04", FALSE));
  g_assert_null (find (service, "CORE-04", FALSE));
}

static void
test_sender_facts (void)
{
  static const EspSenderFacts no_phone = { "한빛샵", "서울", "", "help@hanbit.example", "KR" };
  static const EspSenderFacts no_address = { "Hanbit", " ", NULL, "help@hanbit.example", "US" };
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { .facts = &no_phone };
  g_autoptr (GPtrArray) korea = check_with (doc, &input);
  g_autoptr (GPtrArray) states = NULL;

  g_assert_cmpstr (need (korea, "KR-AD-05")->place, ==, "sender.phone");
  input.facts = &no_address;
  states = check_with (doc, &input);
  g_assert_cmpint (need (states, "US-CS-03")->severity, ==, ESP_SEVERITY_BLOCK);
}

static void
test_raw_html_with_its_own_way_out (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) bare = NULL;
  g_autoptr (GPtrArray) whole = NULL;

  doc->body_kind = ESP_BODY_HTML;
  esp_message_doc_set (&doc->html, "<p>hi <a href='{{ unsubscribe_url }}'>unsubscribe</a></p>");
  bare = check_with (doc, &input);
  g_assert_nonnull (find (bare, "KR-AD-06", TRUE)); /* no Korean */
  g_assert_nonnull (find (bare, "KR-AD-05", TRUE)); /* no facts */
  g_assert_null (find (bare, "CORE-04", TRUE));
  esp_message_doc_set (&doc->html, "<p>hi</p>");
  whole = check_with (doc, &input);
  g_assert_null (find (whole, "KR-AD-06", TRUE));
  g_assert_null (find (whole, "KR-AD-05", TRUE));
  g_assert_null (find (whole, "CORE-04", TRUE));
}

static void
test_promotion_is_no_service (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  g_autoptr (EspMessageDoc) fixed = NULL;
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  esp_message_doc_set (&doc->subject, "주문 확인 – 다음 구매 할인 쿠폰");
  findings = check_with (doc, &input);
  g_assert_cmpint (need (findings, "CORE-07")->severity, ==, ESP_SEVERITY_APPROVE);
  fixed = esp_content_fix (&input, need (findings, "CORE-07"));
  g_assert_cmpint (fixed->message_class, ==, ESP_MESSAGE_CLASS_AD);
}

static void
test_links (void)
{
  static const struct
  {
    const char *href;
    const char *rule;
  } cases[] = {
    { "", "LNK-EMPTY" },
    { "#", "LNK-EMPTY" },
    { "javascript:alert(1)", "LNK-SCRIPT" },
    { " JavaScript:alert(1)", "LNK-SCRIPT" },
    { "data:text/html,x", "LNK-SCRIPT" },
    { "https://localhost/x", "LNK-04" },
    { "https://user@127.0.0.1:8080/x", "LNK-04" },
    { "https://192.168.0.4/x", "LNK-04" },
    { "https://stage.hanbit.example/x", "LNK-04" },
    { "https://shop.local/", "LNK-04" },
    { "https://203.0.113.9/x", "LNK-IP" },
    { "http://hanbit.example/", "LNK-HTTP" },
    { "https://hanbit.example/?e={{ lead.email }}", "LNK-02" },
    { "https://hanbit.example/?p={{phone|url_encode}}", "LNK-02" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      EspBlock *button = add_block (doc, esp_block_new (ESP_BLOCK_BUTTON, "go"));
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      esp_message_doc_set (&button->label, "상품 보기");
      esp_message_doc_set (&button->href, cases[i].href);
      findings = check_with (doc, &input);
      if (find (findings, cases[i].rule, TRUE) == NULL)
        g_error ("“%s” was not found by %s", cases[i].href, cases[i].rule);
      g_assert_cmpstr (need (findings, cases[i].rule)->place, ==, "block:go");
    }
}

/* What stands between the tags of a link is its text, whatever it is dressed in. */
static void
test_dressed_links (void)
{
  static const struct
  {
    const char *html;
    const char *rule;
    gboolean is_broken;
  } cases[] = {
    { "<a href='https://x.example/'></a>", "A11Y-04E", TRUE },
    { "<a href='https://x.example/'><span> </span></a>", "A11Y-04E", TRUE },
    { "<a href='https://x.example/'><img src='https://x.example/a.png' alt=''></a>", "A11Y-04E",
      FALSE },
    { "<a href='https://x.example/'>Mugs</a>", "A11Y-04E", FALSE },
    { "<a href='https://evil.example/'><b>https://bank.example</b></a>", "LNK-MISMATCH", TRUE },
    { "<a href='https://bank.example/a'><b>https://bank.example</b></a>", "LNK-MISMATCH", FALSE },
    { "<a href='https://x.example/'><b>여기</b></a>", "A11Y-04", TRUE },
    { "<A HREF = \"https://evil.example/\">https://bank.example</A>", "LNK-MISMATCH", TRUE },
    { "<a\nclass='x'\nhref='javascript:1'>글</a>", "LNK-SCRIPT", TRUE },
    { "<a data-href='javascript:1' href='https://x.example/'>글</a>", "LNK-SCRIPT", FALSE },
    { "<abbr href='javascript:1'>글</abbr>", "LNK-SCRIPT", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      doc->body_kind = ESP_BODY_HTML;
      esp_message_doc_set (&doc->html, cases[i].html);
      findings = check_with (doc, &input);
      if ((find (findings, cases[i].rule, TRUE) != NULL) != cases[i].is_broken)
        g_error ("%s: %s", cases[i].rule, cases[i].html);
    }
}

static void
test_pictures_and_buttons (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspBlock *picture = add_block (doc, esp_block_new (ESP_BLOCK_IMAGE, "pic"));
  EspBlock *button = add_block (doc, esp_block_new (ESP_BLOCK_BUTTON, "go"));
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (EspMessageDoc) with_alt = NULL;
  g_autoptr (EspMessageDoc) readable = NULL;
  g_autoptr (GPtrArray) again = NULL;

  esp_message_doc_set (&picture->src, "https://hanbit.example/a.png");
  esp_message_doc_set (&button->label, "여기");
  esp_message_doc_set (&button->href, "https://hanbit.example/");
  esp_message_doc_set (&button->color, "#ffe000");
  esp_message_doc_set (&button->text_color, "#ffffff");
  findings = check_with (doc, &input);
  g_assert_nonnull (find (findings, "A11Y-04", TRUE));
  g_assert_cmpstr (need (findings, "A11Y-01")->place, ==, "block:pic");
  with_alt = esp_content_fix (&input, need (findings, "A11Y-01"));
  g_assert_true (esp_message_doc_find_block (with_alt, "pic")->decorative);
  g_assert_false (picture->decorative); /* the fix is a copy */
  readable = esp_content_fix (&input, need (findings, "A11Y-02"));
  again = check_with (readable, &input);
  g_assert_null (find (again, "A11Y-02", TRUE));
}

/* Adds one block that breaks one rule. Returns: the block as it is when mended, its link for all to see. */
typedef struct
{
  const char *rule;
  EspBlockKind kind;
  const char *href;
  const char *fixed; /* (nullable): the link then; NULL: there is none */
} Mending;

static void
test_links_are_mended (void)
{
  static const Mending cases[] = {
    { "LNK-FORM", ESP_BLOCK_BUTTON, "www.hanbit.kr/spring", "https://www.hanbit.kr/spring" },
    { "LNK-FORM", ESP_BLOCK_BUTTON, "https://hanbit.kr/봄 세일", "https://hanbit.kr/봄%20세일" },
    { "LNK-FORM", ESP_BLOCK_BUTTON, "help@hanbit.kr", "mailto:help@hanbit.kr" },
    { "LNK-03", ESP_BLOCK_BUTTON, "https://hanbit.kr/?utm_source=News&utm_campaign={{ X }}&A=B",
      "https://hanbit.kr/?utm_source=news&utm_campaign={{ X }}&A=B" },
    { "LNK-HTTP", ESP_BLOCK_BUTTON, "http://hanbit.kr/", "https://hanbit.kr/" },
    { "LNK-SCRIPT", ESP_BLOCK_IMAGE, "javascript:x()", NULL },
    { "LNK-EMPTY", ESP_BLOCK_IMAGE, "#", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      EspBlock *block = add_block (doc, esp_block_new (cases[i].kind, "go"));
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GPtrArray) again = NULL;
      g_autoptr (EspMessageDoc) fixed = NULL;

      esp_message_doc_set (&block->label, "봄 상품 보기");
      esp_message_doc_set (&block->alt, "봄 상품");
      esp_message_doc_set (&block->src, "https://hanbit.kr/a.png");
      esp_message_doc_set (&block->href, cases[i].href);
      findings = check_with (doc, &input);
      g_assert_true (need (findings, cases[i].rule)->can_fix);
      fixed = esp_content_fix (&input, need (findings, cases[i].rule));
      g_assert_cmpstr (esp_message_doc_find_block (fixed, "go")->href, ==, cases[i].fixed);
      again = check_with (fixed, &input);
      g_assert_null (find (again, cases[i].rule, TRUE));
    }
}

/* A button that leads nowhere, and what only its author can say. */
static void
test_not_everything_is_mended (void)
{
  static const Mending cases[] = {
    { "LNK-EMPTY", ESP_BLOCK_BUTTON, "#", NULL },
    { "LNK-SCRIPT", ESP_BLOCK_BUTTON, "javascript:x()", NULL },
    { "LNK-FORM", ESP_BLOCK_BUTTON, "봄 상품", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      EspBlock *block = add_block (doc, esp_block_new (cases[i].kind, "go"));
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      esp_message_doc_set (&block->label, "봄 상품 보기");
      esp_message_doc_set (&block->href, cases[i].href);
      findings = check_with (doc, &input);
      g_assert_false (need (findings, cases[i].rule)->can_fix);
    }
}

static void
test_heads_are_mended (void)
{
  static const EspSenderFacts others = { "Orchid", "1 Road", "+65 1", "hello@orchid.example",
                                         "SG" };
  static const char *const states[] = { "SG", NULL };
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { .countries = states, .facts = &others };
  g_autoptr (GPtrArray) findings = NULL;

  esp_message_doc_set (&doc->subject, "New in autumn");
  esp_message_doc_set (&doc->preheader, "");
  esp_message_doc_set (&doc->sender_name, "");
  esp_message_doc_set (&doc->reply_to, "no-reply@orchid.example");
  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2", "Our first coats of wool are here."));
  add_block (doc, esp_block_new_text (ESP_BLOCK_HEADING, "h1", "Coats"))->level = 1;
  add_block (doc, esp_block_new_text (ESP_BLOCK_HEADING, "h3", "Wool"))->level = 3;
  for (guint i = 0; i < 5; i++)
    {
      static const char *const rules[] = { "SG-01", "MSG-PREHEADER", "MSG-NAME", "MSG-REPLY",
                                           "A11Y-03" };
      EspMessageDoc *fixed;

      g_clear_pointer (&findings, g_ptr_array_unref);
      findings = check_with (doc, &input);
      g_assert_true (need (findings, rules[i])->can_fix);
      fixed = esp_content_fix (&input, need (findings, rules[i]));
      esp_message_doc_free (doc);
      doc = fixed;
    }
  g_assert_cmpstr (doc->subject, ==, "<ADV> New in autumn");
  g_assert_cmpstr (doc->preheader, ==, "Our first coats of wool are here.");
  g_assert_cmpstr (doc->sender_name, ==, "Orchid");
  g_assert_cmpstr (doc->reply_to, ==, "");
  g_assert_cmpint (esp_message_doc_find_block (doc, "h3")->level, ==, 2);
}

static void
test_html_is_mended (void)
{
  static const struct
  {
    const char *html;
    const char *rule;
    const char *fixed;
  } cases[] = {
    { "<p>A</p><SCRIPT src=x>if (a < b) y ();</script><p>B</p>", "HTML-01", "<p>A</p><p>B</p>" },
    { "<form action=x><p>A</p><input></form><p>B</p>", "HTML-01", "<p>A</p><input><p>B</p>" },
    { "<p>A</p><iframe src=x>", "HTML-01", "<p>A</p>" },
    { "<p style=\"font-size: 9px\">Much too small</p>", "A11Y-05",
      "<p style=\"font-size: 15px\">Much too small</p>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (EspMessageDoc) fixed = NULL;

      doc->body_kind = ESP_BODY_HTML;
      esp_message_doc_set (&doc->html, cases[i].html);
      findings = check_with (doc, &input);
      g_assert_true (need (findings, cases[i].rule)->can_fix);
      fixed = esp_content_fix (&input, need (findings, cases[i].rule));
      g_assert_cmpstr (fixed->html, ==, cases[i].fixed);
    }
}

static double
fill_rate_cb (const char *field, gpointer user_data)
{
  return g_str_equal (field, "email") ? 1.0 : 0.62;
}

static gboolean
has_field_cb (const char *field, gpointer user_data)
{
  return !g_str_equal (field, "shoe_size");
}

static void
test_fields (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { .fill_rate = fill_rate_cb, .has_field = has_field_cb };
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (EspMessageDoc) fixed = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const EspContentFinding *finding;
  g_autofree char *sentence = NULL;

  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2",
                                      "{{ company }} {{ email }} {{ shoe_size }}"));
  findings = check_with (doc, &input);
  g_assert_cmpstr (need (findings, "PER-FIELD")->args[0], ==, "shoe_size");
  finding = need (findings, "PER-FALLBACK");
  sentence = esp_content_finding_to_sentence (finding);
  g_assert_nonnull (strstr (sentence, "“company”"));
  g_assert_nonnull (strstr (sentence, "62 % of"));
  fixed = esp_content_fix (&input, finding);
  g_assert_cmpstr (g_hash_table_lookup (fixed->fallbacks, "company"), ==, "귀사");
  again = check_with (fixed, &input);
  g_assert_null (find (again, "PER-FALLBACK", TRUE));
}

static void
test_size_and_leftovers (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  g_autofree char *large = g_strnfill (110000, 'x');
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;

  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2", large));
  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t3", "{% raw %}{{ name }}{% endraw %}"));
  findings = check_with (doc, &input);
  g_assert_nonnull (find (findings, "SIZE-01", TRUE));
  g_assert_nonnull (find (findings, "CORE-09", TRUE));
}

static void
test_a_failing_tag_blocks (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  const EspContentFinding *finding;

  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t9", "{{ 1 | divided_by: 0 }}"));
  findings = check_with (doc, &input);
  finding = find (findings, "CORE-09", TRUE);
  g_assert_nonnull (finding);
  if (finding != NULL) /* said above; the compiler cannot know */
    g_assert_nonnull (strstr (finding->args[0], "divided by 0"));
}

static void
test_spam_points (void)
{
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspBlock *button = add_block (doc, esp_block_new (ESP_BLOCK_BUTTON, "go"));
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  const EspContentFinding *finding;

  esp_message_doc_set (&doc->subject, "(광고) RE: 무료!!! 당첨! 마지막 기회! 공짜");
  esp_message_doc_set (&button->label, "https://bank.example/login");
  esp_message_doc_set (&button->href, "https://bit.ly/x");
  findings = check_with (doc, &input);
  finding = need (findings, "SPAM-01");
  g_assert_cmpint (finding->severity, ==, ESP_SEVERITY_APPROVE);
  g_assert_nonnull (strstr (finding->args[1], "pretends"));
  g_assert_nonnull (strstr (finding->args[1], "shortener"));
  g_assert_nonnull (strstr (finding->args[1], "another address"));
}

static guint
count_bad (GPtrArray *findings, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];

      n += finding->severity != ESP_SEVERITY_FINE && g_str_equal (finding->rule->id, id);
    }
  return n;
}

static void
test_html_looks (void)
{
  static const struct
  {
    const char *html;
    guint n_hidden;
    guint n_faint;
    guint n_mute; /* pictures without words */
  } cases[] = {
    { "<p>보이는 글</p><p style='color:#fff;background:#FFFFFF'>숨은 글</p>", 1, 0, 0 },
    { "<p>보이는 글</p><p style='font-size: 1px'>작은 글</p>", 1, 0, 0 },
    { "<p>보이는 글</p><p style='display:none'>숨은 글</p>", 1, 0, 0 },
    { "<div style='display:none'>미리보기 문구</div><p>보이는 글</p>", 0, 0, 0 },
    { "<style>@media(max-width:480px){.m{display:block!important}}</style><p>글</p>"
      "<div class='m' style='display:none'>모바일용 글</div>",
      0, 0, 0 },
    { "<p style='color:#bbbbbb'>옅은 조건</p>", 0, 1, 0 },
    { "<table><tr><td bgcolor='#222222'>어두운 바탕</td></tr></table>", 0, 1, 0 },
    { "<table><tr><td bgcolor='#222222'><font color='white'>밝은 글</font></td></tr></table>", 0, 0,
      0 },
    { "<td style='background:url(x.png) #222'>그림 위의 글</td>", 0, 0, 0 },
    { "<h1 style='color:#949494'>큰 제목</h1>", 0, 0, 0 },
    { "<style>.faint{color:#000}</style><p class='faint' style='background:#111'>글</p>", 0, 0, 0 },
    { "<p>글</p><p>&zwnj;&nbsp;</p><img src='https://a.example/x.png'>", 0, 0, 1 },
    { "<a href='https://a.example'><img src='https://a.example/x.png' alt=''></a>", 0, 0, 1 },
    { "<img src='https://a.example/x.png' alt=''><img src='https://a.example/o' width=1>", 0, 0,
      0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = good_doc ();
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      doc->body_kind = ESP_BODY_HTML;
      esp_message_doc_set (&doc->html, cases[i].html);
      findings = check_with (doc, &input);
      g_test_message ("%s", cases[i].html);
      g_assert_cmpuint (count_bad (findings, "HTML-02"), ==, cases[i].n_hidden);
      g_assert_cmpuint (count_bad (findings, "A11Y-02T"), ==, cases[i].n_faint);
      g_assert_cmpuint (count_bad (findings, "A11Y-01"), ==, cases[i].n_mute);
    }
}

/* Lists hold some phrases with a space and without. */
static void
test_once_told (void)
{
  static const char *const industries[] = { "kr-finance", NULL };
  g_autoptr (EspMessageDoc) doc = good_doc ();
  EspContentInput input = { .packs = industries };
  g_autoptr (GPtrArray) findings = NULL;

  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2", "원금보장 상품이에요"));
  findings = check_with (doc, &input);
  g_assert_cmpuint (count_bad (findings, "KR-FN-04"), ==, 1);
}

static void
test_incomplete_draft (void)
{
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = check_with (doc, &input);

  g_assert_nonnull (find (findings, "MSG-SUBJECT", TRUE));
  g_assert_nonnull (find (findings, "MSG-BODY", TRUE));
  g_assert_nonnull (find (findings, "MSG-SENDER", TRUE));
  g_assert_nonnull (find (findings, "MSG-PREHEADER", TRUE));
  g_assert_cmpint (((EspContentFinding *) findings->pdata[0])->severity, ==, ESP_SEVERITY_BLOCK);
}

static void
test_packs (void)
{
  const EspContentRules *pack = esp_content_rules_get_default ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (esp_content_rules_get_date (pack)), ==, 10);
  for (guint i = 0; i < esp_content_rules_get_n (pack); i++)
    g_assert_true (*esp_content_rules_get (pack, i)->source != '\0');
  g_assert_null (esp_content_rules_parse ("{", -1, &error));
  g_assert_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (
    esp_content_rules_parse ("{\"format\":2,\"id\":\"x\",\"date\":\"2026-01-01\",\"rules\":[{"
                             "\"id\":\"X\",\"severity\":\"maybe\"}]}",
                             -1, &error));
  g_assert_nonnull (strstr (error->message, "“rules[0].severity”"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/content-check/good-message-passes", test_good_message_passes);
  g_test_add_func ("/engine/check/answers", test_answers);
  g_test_add_func ("/engine/content-check/label-is-found-and-fixed", test_label);
  g_test_add_func ("/engine/content-check/links-are-mended", test_links_are_mended);
  g_test_add_func ("/engine/content-check/not-everything-is-mended", test_not_everything_is_mended);
  g_test_add_func ("/engine/content-check/heads-are-mended", test_heads_are_mended);
  g_test_add_func ("/engine/content-check/html-is-mended", test_html_is_mended);
  g_test_add_func ("/engine/content-check/label-only-where-it-is-law",
                   test_label_only_where_it_is_law);
  g_test_add_func ("/engine/content-check/sender-facts", test_sender_facts);
  g_test_add_func ("/engine/content-check/own-way-out-must-be-whole",
                   test_raw_html_with_its_own_way_out);
  g_test_add_func ("/engine/content-check/promotion-is-no-service", test_promotion_is_no_service);
  g_test_add_func ("/engine/content-check/links", test_links);
  g_test_add_func ("/engine/content-check/pictures-and-buttons", test_pictures_and_buttons);
  g_test_add_func ("/engine/content-check/fields", test_fields);
  g_test_add_func ("/engine/content-check/size-and-leftovers", test_size_and_leftovers);
  g_test_add_func ("/policy/content-check/a-failing-tag-blocks", test_a_failing_tag_blocks);
  g_test_add_func ("/engine/content-check/spam-points", test_spam_points);
  g_test_add_func ("/engine/content-check/html-looks", test_html_looks);
  g_test_add_func ("/engine/content-check/a-phrase-is-told-once", test_once_told);
  g_test_add_func ("/engine/content-check/incomplete-draft", test_incomplete_draft);
  g_test_add_func ("/engine/content-check/packs-are-read-strictly", test_packs);
  g_test_add_func ("/engine/content-check/dressed-links", test_dressed_links);
  return g_test_run ();
}
