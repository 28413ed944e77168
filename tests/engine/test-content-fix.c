/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of mending: what the program can set right in a message, and what it leaves to a person. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "content-doc.h"
#include "test-home.h"

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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      g_autoptr (EspMessageDoc) fixed = NULL;
      EspContentInput input = { .countries = countries };
      g_autoptr (GPtrArray) findings = NULL;

      esp_message_doc_set (&doc->subject, cases[i][0]);
      findings = content_doc_check (doc, &input);
      g_assert_true (content_need (findings, "EU-SUBJ")->can_fix);
      fixed = esp_content_fix (&input, content_need (findings, "EU-SUBJ"));
      g_assert_cmpstr (fixed != NULL ? fixed->subject : NULL, ==, cases[i][1]);
    }
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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      EspBlock *block = content_doc_add (doc, esp_block_new (cases[i].kind, "go"));
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GPtrArray) again = NULL;
      g_autoptr (EspMessageDoc) fixed = NULL;

      esp_message_doc_set (&block->label, "봄 상품 보기");
      esp_message_doc_set (&block->alt, "봄 상품");
      esp_message_doc_set (&block->src, "https://hanbit.kr/a.png");
      esp_message_doc_set (&block->href, cases[i].href);
      findings = content_doc_check (doc, &input);
      g_assert_true (content_need (findings, cases[i].rule)->can_fix);
      fixed = esp_content_fix (&input, content_need (findings, cases[i].rule));
      g_assert_cmpstr (esp_message_doc_find_block (fixed, "go")->href, ==, cases[i].fixed);
      again = content_doc_check (fixed, &input);
      g_assert_null (content_find (again, cases[i].rule, TRUE));
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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      EspBlock *block = content_doc_add (doc, esp_block_new (cases[i].kind, "go"));
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      esp_message_doc_set (&block->label, "봄 상품 보기");
      esp_message_doc_set (&block->href, cases[i].href);
      findings = content_doc_check (doc, &input);
      g_assert_false (content_need (findings, cases[i].rule)->can_fix);
    }
}

static void
test_heads_are_mended (void)
{
  static const EspSenderFacts others = { "Orchid", "1 Road", "+65 1", "hello@orchid.example",
                                         "SG" };
  static const char *const states[] = { "SG", NULL };
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { .countries = states, .facts = &others };
  g_autoptr (GPtrArray) findings = NULL;

  esp_message_doc_set (&doc->subject, "New in autumn");
  esp_message_doc_set (&doc->preheader, "");
  esp_message_doc_set (&doc->sender_name, "");
  esp_message_doc_set (&doc->reply_to, "no-reply@orchid.example");
  content_doc_add (doc,
                   esp_block_new_text (ESP_BLOCK_TEXT, "t2", "Our first coats of wool are here."));
  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_HEADING, "h1", "Coats"))->level = 1;
  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_HEADING, "h3", "Wool"))->level = 3;
  for (guint i = 0; i < 5; i++)
    {
      static const char *const rules[] = { "SG-01", "MSG-PREHEADER", "MSG-NAME", "MSG-REPLY",
                                           "A11Y-03" };
      EspMessageDoc *fixed;

      g_clear_pointer (&findings, g_ptr_array_unref);
      findings = content_doc_check (doc, &input);
      g_assert_true (content_need (findings, rules[i])->can_fix);
      fixed = esp_content_fix (&input, content_need (findings, rules[i]));
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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (EspMessageDoc) fixed = NULL;

      doc->body_kind = ESP_BODY_HTML;
      esp_message_doc_set (&doc->html, cases[i].html);
      findings = content_doc_check (doc, &input);
      g_assert_true (content_need (findings, cases[i].rule)->can_fix);
      fixed = esp_content_fix (&input, content_need (findings, cases[i].rule));
      g_assert_cmpstr (fixed->html, ==, cases[i].fixed);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/check/answers", test_answers);
  g_test_add_func ("/engine/content-check/links-are-mended", test_links_are_mended);
  g_test_add_func ("/engine/content-check/not-everything-is-mended", test_not_everything_is_mended);
  g_test_add_func ("/engine/content-check/heads-are-mended", test_heads_are_mended);
  g_test_add_func ("/engine/content-check/html-is-mended", test_html_is_mended);
  return g_test_run ();
}
