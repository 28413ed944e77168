/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises over whole emails from elsewhere: words, links and pictures survive every way in and out. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-html-writer.h"
#include "engine/content/exchange/esp-exchange.h"

#include "test-home.h"

#include <string.h>

typedef struct
{
  const char *file;
  const char *kinds;     /* of its blocks, in order, one letter each; see letter_of() */
  const char *keeps[14]; /* words, links and pictures; none may be lost on any way */
} Case;

static const Case cases[] = {
  { "nested-tables.html",
    "hcittitbbdtst" /* the picture behind the words is the section's */,
    { "Over a picture", "https://x.example/bg.jpg", "https://x.example/p1.jpg", "Product two",
      "https://x.example/p1", "https://x.example/go", "Shop now", "https://x.example/padded",
      "Padded button", "https://x.example/2nd", "https://www.facebook.com/shop",
      "{{unsubscribe_url}}" } },
  { "boxes.html",
    "ihtbdcttcttitrt",
    { "안녕하세요", "https://x.example/logo.png", "span bold", "https://x.example/cta",
      "자세히 보기", "left col", "right col", "ib one", "ib two", "Caption here", "H2",
      "mailto:a@x.example", "tel:+8225551234" } },
  { "mjml-output.html",
    "citb",
    { "https://shop.example/left", "https://shop.example/left.png", "Words beside a picture",
      "https://shop.example/buy", "Buy it" } },
  { "korean-shop.html",
    "ritcitititbt",
    { "고객님", "https://shop.example/kr/event?no=12&from=mail", "행사 보기",
      "https://shop.example/kr/logo.gif", "리넨 셔츠", "59,000원", "https://shop.example/kr/3",
      "https://shop.example/kr/3.jpg", "전체 상품 보기", "https://shop.example/kr/all",
      "https://shop.example/kr/off" } },
  { "style-sheet-blocks.html",
    "ihthtcititbdst",
    { "Spring has arrived", "https://mcusercontent.com/x/logo.png", "#007c89", "Hello *|FNAME|*,",
      "https://shop.example/new?utm_source=mc&utm_medium=email", "Linen shirt, $49",
      "https://shop.example/2", "https://shop.example/all", "Shop all", "dashed",
      "https://instagram.com/studio", "*|UNSUB|*" } },
  { "style-sheet-boxes.html",
    "thttdcihtihttbtt",
    { "#3b2f63", "Design Weekly", "Georgia,serif", "https://d.example/a", "Card two", "Text two",
      "#dddddd", "https://d.example/read", "#8a4fff", "Nested", "https://d.example/unsub" } },
  { "conditions.html",
    "hbtbdt",
    { "Words on a picture", "https://v.example/bg.jpg", "https://v.example/go", "Button!",
      "All but outlook", "https://v.example/ghost", "Ghost button", "dashed", "End" } },
  { "modules.html",
    "itcttbdt",
    { "https://sg.example/hero.png", "Thank you!", "zero", "Column one", "https://sg.example/order",
      "Track order", "#e7e7e7", "{{{unsubscribe}}}" } },
  { "looks.mjml",
    "titdbtcttb" /* over a picture; columns */ "tttbrstrwr",
    { "Heading like words", "https://a.example/full.jpg", "#ff00aa", "#339966", "Push me",
      "https://a.example/bg.jpg", "Words on picture", "#3366ff", "Two on dark", "Ghost",
      "https://a.example/hero.jpg", "Hero go", "https://a.example/n2", "#222222" } },
  { "components.mjml",
    "tbctt" /* hero; wrapper */ "cii" /* group */ "trrsdwrrht",
    { "https://x.example/hero.jpg", "Hero words", "https://x.example/b", "https://x.example/1.png",
      "https://x.example/getting", "https://x.example/try", "https://x.example/why",
      "https://x.example/c1.jpg", "https://instagram.com/x", "49,000", "raw {{ x }}", "para one",
      "centre" } },
};

static char *
load_text (const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "emails", file, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_no_error (error);
  return text;
}

static EspMessageDoc *
read_email (const char *file, const char *text)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc = g_str_has_suffix (file, ".mjml")
                         ? esp_message_from_mjml (text, -1, NULL, &error)
                         : esp_message_from_html (text, -1, NULL, &error);

  g_assert_no_error (error);
  return doc;
}

static char
letter_of (EspBlockKind kind)
{
  static const char letters[] = { 'h', 't', 'b', 'i', 'd', 'w', 'c', 'r', 's', 'p', 'l' };

  return letters[kind];
}

static void
append_kinds (GString *out, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GPtrArray *blocks = ((EspColumn *) columns->pdata[i])->blocks;

      for (guint k = 0; k < blocks->len; k++)
        {
          const EspBlock *block = blocks->pdata[k];

          g_string_append_c (out, letter_of (block->kind));
          if (block->columns != NULL)
            append_kinds (out, block->columns);
        }
    }
}

/* A section of several columns counts as the block that it was. */
static char *
dup_kinds (const EspMessageDoc *doc)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];

      if (section->columns->len > 1)
        g_string_append_c (out, 'c');
      append_kinds (out, section->columns);
    }
  return g_string_free (out, FALSE);
}

/* As the document has them: one text in which nothing is escaped but quotes. */
static void
assert_keeps (const Case *email, const EspMessageDoc *doc, const char *way)
{
  g_autofree char *json = esp_message_doc_to_json (doc);

  for (guint i = 0; i < G_N_ELEMENTS (email->keeps) && email->keeps[i] != NULL; i++)
    {
      if (strstr (json, email->keeps[i]) == NULL)
        g_test_message ("%s lost “%s” %s", email->file, email->keeps[i], way);
      g_assert_nonnull (strstr (json, email->keeps[i]));
    }
}

static void
test_nothing_is_lost (gconstpointer data)
{
  const Case *email = data;
  const EspSenderFacts nobody = { 0 };
  g_autofree char *text = load_text (email->file);
  g_autoptr (EspMessageDoc) doc = read_email (email->file, text);
  g_autofree char *kinds = dup_kinds (doc);
  g_autofree char *mjml = esp_message_to_mjml (doc, &esp_brand_default);
  g_autoptr (EspMessageDoc) from_mjml = read_email ("x.mjml", mjml);
  g_autofree char *html = esp_html_writer_write (doc, &esp_brand_default, &nobody);
  g_autoptr (EspMessageDoc) from_html = read_email ("x.html", html);
  g_autofree char *again = esp_html_writer_write (from_html, &esp_brand_default, &nobody);
  g_autoptr (EspMessageDoc) twice = read_email ("x.html", again);

  g_assert_cmpstr (kinds, ==, email->kinds);
  assert_keeps (email, doc, "on the way in");
  assert_keeps (email, from_mjml, "by way of MJML");
  assert_keeps (email, from_html, "by way of HTML");
  assert_keeps (email, twice, "by way of HTML twice");
}

/* Without white space, which the writer uses for people. */
static void
squeeze (char *text)
{
  char *out = text;

  for (; *text != '\0'; text++)
    if (*text != ' ' && *text != '\n')
      *out++ = *text;
  *out = '\0';
}

/* What browsers and word processors put into the clipboard. */
static void
test_clipboard (void)
{
  const struct
  {
    const char *html;
    const char *kinds;
    const char *keeps;
    const char *drops; /* (nullable) */
  } forms[] = {
    { "<meta charset=\"utf-8\"><b style=\"font-weight:normal\" "
      "id=\"docs-internal-guid-1\"><p><span "
      "style=\"font-weight:700;color:#c00;font-size:22pt\">Bold</span><span> plain</span></p></b>",
      "t", "{\"text\":\"Bold\",\"bold\":true}", "color" },
    { "<html><body><!--StartFragment--><p class=MsoNormal>Before</p><p class=MsoListParagraph "
      "style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp; "
      "</span></span>One</p><!--EndFragment--></body></html>",
      "t", "{\"kind\":\"bullet\",\"runs\":[\"One\"]}", "Mso" },
    { "<h2>Title</h2><p>Text <a href=\"https://example.com/a\">link</a></p><ol><li>x</li></ol>",
      "ht", "\"href\":\"https://example.com/a\"", NULL },
    { "<p>a</p><img src=\"file:///tmp/x.png\"><script>alert(1)</script><p "
      "onclick=\"x()\">b</p>",
      "t", "[{\"runs\":[\"a\"]},{\"runs\":[\"b\"]}]", "file:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_from_clipboard (forms[i].html);
      g_autofree char *kinds = doc != NULL ? dup_kinds (doc) : NULL;
      g_autofree char *json = doc != NULL ? esp_message_doc_to_json (doc) : NULL;

      g_assert_cmpstr (kinds, ==, forms[i].kinds);
      squeeze (json);
      g_assert_nonnull (strstr (json, forms[i].keeps));
      g_assert_true (forms[i].drops == NULL || strstr (json, forms[i].drops) == NULL);
    }
  g_assert_null (esp_message_from_clipboard (""));
  g_assert_null (esp_message_from_clipboard ("<style>p{}</style>"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/exchange-corpus/%s", cases[i].file);

      g_test_add_data_func (path, &cases[i], test_nothing_is_lost);
    }
  g_test_add_func ("/engine/exchange-corpus/clipboard", test_clipboard);
  return g_test_run ();
}
