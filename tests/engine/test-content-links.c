/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the content checks about links, pictures, buttons and looks. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "content-doc.h"
#include "test-home.h"

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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      EspBlock *button = content_doc_add (doc, esp_block_new (ESP_BLOCK_BUTTON, "go"));
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      esp_message_doc_set (&button->label, "상품 보기");
      esp_message_doc_set (&button->href, cases[i].href);
      findings = content_doc_check (doc, &input);
      if (content_find (findings, cases[i].rule, TRUE) == NULL)
        g_error ("“%s” was not found by %s", cases[i].href, cases[i].rule);
      g_assert_cmpstr (content_need (findings, cases[i].rule)->place, ==, "block:go");
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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      doc->body_kind = ESP_BODY_HTML;
      esp_message_doc_set (&doc->html, cases[i].html);
      findings = content_doc_check (doc, &input);
      if ((content_find (findings, cases[i].rule, TRUE) != NULL) != cases[i].is_broken)
        g_error ("%s: %s", cases[i].rule, cases[i].html);
    }
}

static void
test_pictures_and_buttons (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspBlock *picture = content_doc_add (doc, esp_block_new (ESP_BLOCK_IMAGE, "pic"));
  EspBlock *button = content_doc_add (doc, esp_block_new (ESP_BLOCK_BUTTON, "go"));
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
  findings = content_doc_check (doc, &input);
  g_assert_nonnull (content_find (findings, "A11Y-04", TRUE));
  g_assert_cmpstr (content_need (findings, "A11Y-01")->place, ==, "block:pic");
  with_alt = esp_content_fix (&input, content_need (findings, "A11Y-01"));
  g_assert_true (esp_message_doc_find_block (with_alt, "pic")->decorative);
  g_assert_false (picture->decorative); /* the fix is a copy */
  readable = esp_content_fix (&input, content_need (findings, "A11Y-02"));
  again = content_doc_check (readable, &input);
  g_assert_null (content_find (again, "A11Y-02", TRUE));
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
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      doc->body_kind = ESP_BODY_HTML;
      esp_message_doc_set (&doc->html, cases[i].html);
      findings = content_doc_check (doc, &input);
      g_test_message ("%s", cases[i].html);
      g_assert_cmpuint (content_count_bad (findings, "HTML-02"), ==, cases[i].n_hidden);
      g_assert_cmpuint (content_count_bad (findings, "A11Y-02T"), ==, cases[i].n_faint);
      g_assert_cmpuint (content_count_bad (findings, "A11Y-01"), ==, cases[i].n_mute);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/content-check/links", test_links);
  g_test_add_func ("/engine/content-check/pictures-and-buttons", test_pictures_and_buttons);
  g_test_add_func ("/engine/content-check/html-looks", test_html_looks);
  g_test_add_func ("/engine/content-check/dressed-links", test_dressed_links);
  return g_test_run ();
}
