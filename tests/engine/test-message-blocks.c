/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the newer parts of messages: social, product and linked blocks, languages, the brand kit. */
#include "config.h"

#include "engine/content/esp-brand-kit.h"
#include "engine/content/esp-message-design.h"
#include "engine/content/esp-message-language.h"
#include "engine/content/esp-message-linked.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/esp-message-template.h"

#include <string.h>

static const EspSenderFacts facts = { "한빛상점", "서울시 중구 세종대로 1", "02-1234-5678",
                                      "help@example.com", "KR" };

static const char everything[] =
  "{\"version\":1,\"language\":\"ko\",\"subject\":\"장바구니\",\"preheader\":\"남은 상품\","
  "\"brand\":\"0b1c\",\"fallback_languages\":[\"en\"],"
  "\"body\":{\"sections\":[{\"id\":\"s1\",\"background\":\"#eef1f6\",\"padding\":{\"top\":8,"
  "\"bottom\":0},"
  "\"full_width\":true,\"no_stack\":true,\"show_if\":\"lead.city == "
  "'서울'\",\"columns\":[{\"width\":40,"
  "\"valign\":\"middle\",\"background\":\"#ffffff\",\"padding\":{\"left\":4},\"blocks\":["
  "{\"id\":\"b1\",\"type\":\"heading\",\"level\":2,\"font_size\":30,\"padding\":{\"top\":4},"
  "\"paragraphs\":[{\"runs\":[\"안녕\"]}]},"
  "{\"id\":\"b2\",\"type\":\"button\",\"label\":\"보기\",\"href\":\"https://example.com/\","
  "\"radius\":0,\"size\":\"large\"},"
  "{\"id\":\"b3\",\"type\":\"image\",\"src\":\"https://example.com/"
  "a.png\",\"alt\":\"그림\",\"radius\":99}]},"
  "{\"blocks\":[{\"id\":\"b4\",\"type\":\"social\",\"style\":\"mono\",\"icon_size\":24,\"links\":["
  "{\"network\":\"instagram\",\"href\":\"https://instagram.com/x\"},"
  "{\"network\":\"website\",\"href\":\"https://example.com/\",\"label\":\"우리 집\"}]},"
  "{\"id\":\"b5\",\"type\":\"products\",\"source\":\"event.items\",\"per_row\":2,\"limit\":3,"
  "\"members\":{\"name\":\"name\",\"image\":\"image\",\"price\":\"price | number\",\"was\":\"was\","
  "\"text\":\"note\",\"link\":\"url\"},\"label\":\"담기\"},"
  "{\"id\":\"b6\",\"type\":\"linked\",\"ref\":\"5ef1\"},"
  "{\"id\":\"b7\",\"type\":\"divider\",\"height\":3}]}]}]},"
  "\"variants\":[{\"language\":\"en\",\"subject\":\"Your "
  "cart\",\"preheader\":\"\",\"body\":{\"sections\":["
  "{\"id\":\"s1\",\"columns\":[{\"blocks\":[{\"id\":\"b1\",\"type\":\"heading\",\"level\":2,"
  "\"paragraphs\":[{\"runs\":[\"Hello\"]}]}]}]}]}},"
  "{\"language\":\"ja-JP\",\"subject\":\"カート\",\"body\":{\"html\":\"<p>こんにちは</p>\"}}],"
  "\"data\":{\"event\":{\"items\":[{\"name\":\"가방 <A>\",\"price\":32000,\"was\":\"40,000\","
  "\"url\":\"https://example.com/p/1\",\"image\":\"https://example.com/1.png\"},"
  "{\"name\":\"모자\",\"price\":9000},{\"name\":\"양말\"},{\"name\":\"장갑\"}]}}}";

static EspMessageDoc *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc = esp_message_doc_parse (json, -1, &error);

  g_assert_no_error (error);
  return doc;
}

static EspMessageDoc *
saved_block (const char *words, const char *ref)
{
  g_autofree char *linked =
    ref != NULL ? g_strdup_printf (",{\"type\":\"linked\",\"ref\":\"%s\"}", ref) : g_strdup ("");
  g_autofree char *json =
    g_strdup_printf ("{\"version\":1,\"body\":{\"sections\":[{\"columns\":[{\"blocks\":[{\"id\":"
                     "\"b1\","
                     "\"type\":\"text\",\"show_if\":\"lead.a or lead.b\",\"paragraphs\":[{\"runs\":"
                     "[\"%s\"]}]}%s]}]}]}}",
                     words, linked);

  return parse (json);
}

/* "5ef1" holds words, "2222" holds "5ef1", "3333" holds itself. */
static EspMessageDoc *
lookup_cb (const char *ref, gpointer data)
{
  if (g_str_equal (ref, "5ef1"))
    return saved_block ("공통 안내", NULL);
  if (g_str_equal (ref, "2222"))
    return saved_block ("겉", "5ef1");
  if (g_str_equal (ref, "3333"))
    return saved_block ("고리", "3333");
  return NULL;
}

static void
test_round_trip (void)
{
  g_autoptr (EspMessageDoc) doc = parse (everything);
  g_autofree char *once = esp_message_doc_to_json (doc);
  g_autoptr (EspMessageDoc) again = parse (once);
  g_autoptr (EspMessageDoc) copy = esp_message_doc_copy (again);
  g_autofree char *twice = esp_message_doc_to_json (copy);
  const EspSection *section = doc->sections->pdata[0];
  const EspColumn *column = section->columns->pdata[0];

  g_assert_cmpstr (once, ==, twice);
  g_assert_cmpint (section->padding.top, ==, 8);
  g_assert_cmpint (section->padding.left, ==, ESP_PADDING_USUAL);
  g_assert_true (section->full_width && section->no_stack);
  g_assert_cmpint (column->valign, ==, ESP_VALIGN_MIDDLE);
  g_assert_cmpint (esp_message_doc_find_block (doc, "b2")->size, ==, ESP_BUTTON_LARGE);
  g_assert_cmpuint (esp_message_doc_find_block (doc, "b4")->links->len, ==, 2);
  g_assert_cmpstr (esp_message_doc_find_block (doc, "b5")->members.price, ==, "price | number");
  g_assert_cmpuint (doc->variants->len, ==, 2);
  g_assert_cmpstr (doc->fallback_languages[0], ==, "en");
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *block;
    const char *words;
  } cases[] = {
    { "{\"type\":\"social\",\"links\":[{\"network\":\"myspace\"}]}", "links[0].network" },
    { "{\"type\":\"products\",\"source\":\"a }} b\"}", "source" },
    { "{\"type\":\"products\",\"members\":{\"title\":\"x\"}}", "members.title" },
    { "{\"type\":\"linked\"}", "ref" },
    { "{\"type\":\"text\",\"padding\":{\"top\":999}}", "padding.top" },
    { "{\"type\":\"text\",\"font_size\":3}", "font_size" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"version\":1,\"body\":{\"sections\":[{"
                                               "\"columns\":[{\"blocks\":[%s]}]}]}}",
                                               cases[i].block);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_message_doc_parse (json, -1, &error));
      g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_languages (void)
{
  g_autoptr (EspMessageDoc) doc = parse (everything);
  g_autoptr (EspMessageDoc) english = esp_message_doc_pick_language (doc, "en-GB", NULL);
  g_autoptr (EspMessageDoc) korean = esp_message_doc_pick_language (doc, "ko_KR", NULL);
  static const char *const order[] = { "zz", "ja", NULL };
  guint n_done;
  guint n_texts;

  g_assert_cmpstr (english->subject, ==, "Your cart");
  g_assert_cmpstr (english->language, ==, "en");
  g_assert_cmpuint (english->variants->len, ==, 0);
  g_assert_cmpstr (korean->subject, ==, "장바구니");
  g_assert_cmpstr (esp_message_doc_match_language (doc, "fr", NULL), ==, "en");
  g_assert_cmpstr (esp_message_doc_match_language (doc, "fr", order), ==, "ja-JP");
  g_assert_cmpstr (esp_message_doc_match_language (doc, NULL, NULL), ==, "en");
  esp_message_doc_get_coverage (doc, "en", &n_done, &n_texts);
  g_assert_cmpuint (n_done, ==, 2); /* subject and heading */
  g_assert_cmpuint (n_texts, ==, 6);
  esp_message_doc_get_coverage (doc, "ko", &n_done, &n_texts);
  g_assert_cmpuint (n_done, ==, n_texts);

  esp_message_doc_set (&english->subject, "Still yours");
  esp_message_doc_put_language (doc, english);
  g_assert_cmpstr (esp_message_doc_find_variant (doc, "en")->subject, ==, "Still yours");
  g_assert_true (esp_message_doc_add_language (doc, "de"));
  g_assert_false (esp_message_doc_add_language (doc, "de"));
  g_assert_true (esp_message_doc_remove_language (doc, "de"));
  g_assert_false (esp_message_doc_remove_language (doc, "ko"));
}

/* A list of products is words as well: each language may have its own. */
static void
test_data_of_a_language (void)
{
  g_autoptr (EspMessageDoc) doc =
    parse ("{\"version\":1,\"language\":\"ko\",\"subject\":\"a\",\"body\":{\"html\":\"<p>{{ data.n "
           "}}</p>\"},"
           "\"data\":{\"n\":\"머플러\"},\"variants\":["
           "{\"language\":\"en\",\"body\":{\"html\":\"<p>x</p>\"},\"data\":{\"n\":\"Scarf\"}},"
           "{\"language\":\"ja\",\"body\":{\"html\":\"<p>y</p>\"}}]}");
  g_autofree char *json = esp_message_doc_to_json (doc);
  g_autoptr (EspMessageDoc) again = parse (json);
  g_autoptr (EspMessageDoc) english = esp_message_doc_pick_language (again, "en", NULL);
  g_autoptr (EspMessageDoc) japanese = esp_message_doc_pick_language (again, "ja", NULL);

  g_assert_cmpstr (english->data, ==, "{\"n\":\"Scarf\"}");
  g_assert_cmpstr (japanese->data, ==, "{\"n\":\"머플러\"}");
  esp_message_doc_put_language (again, english);
  g_assert_cmpstr (again->data, ==, "{\"n\":\"머플러\"}");
}

/* What is shown in the gallery in one language is in that language, products and all. */
static void
test_designs_speak_their_language (void)
{
  guint n;
  const EspMessageDesign *designs = esp_message_design_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspMessageDoc) english = esp_message_design_load (&designs[i], "en");
      g_autoptr (GBytes) picture = esp_message_design_load_thumbnail (&designs[i], "en");
      g_autofree char *json = NULL;

      g_assert_nonnull (picture);
      g_ptr_array_set_size (english->files, 0);
      if (g_str_has_prefix (english->subject, "(광고)")) /* the label that Korean law asks for */
        esp_message_doc_set (&english->subject, english->subject + strlen ("(광고)"));
      json = esp_message_doc_to_json (english);
      g_assert_false (g_regex_match_simple ("[\\x{AC00}-\\x{D7A3}]", json, 0, 0));
    }
}

/* What a linked block's condition does to a copy of the saved one is taken back from it without a trace. */
static void
test_narrow_and_widen (void)
{
  static const char *const outers[] = { "lead.x", "lead.x or lead.y", "lead.x == 'a and b'" };

  for (guint i = 0; i < G_N_ELEMENTS (outers); i++)
    {
      g_autoptr (EspMessageDoc) doc =
        parse ("{\"version\":1,\"body\":{\"sections\":[{\"columns\":[{\"blocks\":["
               "{\"id\":\"a\",\"type\":\"divider\"},"
               "{\"id\":\"b\",\"type\":\"divider\",\"show_if\":\"lead.p\"},"
               "{\"id\":\"c\",\"type\":\"divider\",\"show_if\":\"lead.p or lead.q\"}]}]}]}}");
      g_autofree char *before = esp_message_doc_to_json (doc);
      g_autofree char *narrow = NULL;
      g_autofree char *after = NULL;

      esp_message_narrow (doc, outers[i]);
      narrow = esp_message_doc_to_json (doc);
      g_assert_cmpstr (narrow, !=, before);
      g_assert_cmpstr (esp_message_doc_find_block (doc, "a")->show_if, ==, outers[i]);
      esp_message_widen (doc, outers[i]);
      after = esp_message_doc_to_json (doc);
      g_assert_cmpstr (after, ==, before);
    }
}

static void
test_linked (void)
{
  g_autoptr (EspMessageDoc) doc = parse (everything);
  g_autoptr (EspMessageDoc) resolved = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) refs = esp_message_list_linked (doc);
  EspBlock *block = esp_message_doc_find_block (doc, "b6");

  g_assert_cmpstr (refs[0], ==, "5ef1");
  g_assert_true (esp_message_has_linked (doc));
  esp_message_doc_set (&block->ref, "2222");
  esp_message_doc_set (&block->show_if, "lead.c or lead.d");
  resolved = esp_message_resolve_linked (doc, lookup_cb, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (esp_message_has_linked (resolved));
  block = esp_message_doc_find_block (resolved, "b6.b1");
  g_assert_cmpstr (block->show_if, ==, "lead.a or lead.b");
  g_assert_cmpstr (esp_message_doc_find_block (resolved, "b6.b1.if")->show_if, ==,
                   "lead.c or lead.d");
  g_assert_nonnull (esp_message_doc_find_block (resolved, "b6.b2.b1"));

  block = esp_message_doc_find_block (doc, "b6");
  esp_message_doc_set (&block->ref, "3333");
  g_assert_null (esp_message_resolve_linked (doc, lookup_cb, NULL, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LINKED);
  g_clear_error (&error);
  esp_message_doc_set (&block->ref, "gone");
  g_assert_null (esp_message_resolve_linked (doc, lookup_cb, NULL, &error));
  g_assert_nonnull (strstr (error->message, "b6"));
  g_clear_error (&error);
  g_assert_null (esp_message_template_new (doc, &esp_brand_default, &facts, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LINKED);
}

static void
test_products (void)
{
  g_autoptr (EspMessageDoc) doc = parse (everything);
  g_autoptr (EspMessageDoc) resolved = esp_message_resolve_linked (doc, lookup_cb, NULL, NULL);
  g_autoptr (EspMessageTemplate) template = NULL;
  g_autoptr (GError) error = NULL;
  EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                    .lead = esp_message_sample_find ("usual"),
                                    .unsubscribe_url = "https://example.com/u",
                                    .is_preview = TRUE };
  EspMessageRendered rendered;
  guint n;

  template = esp_message_template_new (resolved, &esp_brand_default, &facts, &error);
  g_assert_no_error (error);
  (void) esp_message_template_get_fields (template, &n);
  g_assert_cmpuint (n, ==, 3); /* city, a, b: nothing of the loop */
  esp_message_rendered_init (&rendered);
  g_assert_true (esp_message_template_render (template, &recipient, &rendered, &error));
  g_assert_nonnull (strstr (rendered.html->str, "가방 &lt;A&gt;"));
  g_assert_nonnull (strstr (rendered.html->str, "32,000"));
  g_assert_nonnull (strstr (rendered.html->str, "양말"));
  g_assert_null (strstr (rendered.html->str, "장갑"));
  g_assert_nonnull (strstr (rendered.text->str, "- 가방 <A>"));
  recipient.event_json = "{\"items\":[{\"name\":\"진짜\"}]}";
  g_assert_true (esp_message_template_render (template, &recipient, &rendered, &error));
  g_assert_nonnull (strstr (rendered.html->str, "진짜"));
  g_assert_null (strstr (rendered.html->str, "가방"));
  recipient.event_json = NULL;
  recipient.is_preview = FALSE;
  g_assert_true (esp_message_template_render (template, &recipient, &rendered, &error));
  g_assert_null (strstr (rendered.html->str, "가방"));
  esp_message_rendered_clear (&rendered);
}

static void
test_brand_kit (void)
{
  static const char json[] =
    "{\"version\":1,\"name\":\"한빛\",\"home_url\":\"https://example.com/"
    "\",\"logo\":{\"width\":120,"
    "\"type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"},\"colors\":{\"accent\":\"#0a7d4f\"},"
    "\"dark\":{\"surface\":\"#101010\"},\"fonts\":{\"body\":\"'Noto Sans "
    "KR',sans-serif\"},\"radius\":4,"
    "\"button\":{\"radius\":99,\"style\":\"outline\"}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspBrandKit) kit = esp_brand_kit_parse (json, -1, &error);
  g_autoptr (EspBrandKit) copy = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  EspBrand brand;

  g_assert_no_error (error);
  copy = esp_brand_kit_copy (kit);
  once = esp_brand_kit_to_json (kit);
  twice = esp_brand_kit_to_json (copy);
  g_assert_cmpstr (once, ==, twice);
  esp_brand_kit_get_brand (copy, &brand);
  g_assert_cmpstr (brand.accent, ==, "#0a7d4f");
  g_assert_cmpstr (brand.on_accent, ==, esp_brand_default.on_accent);
  g_assert_cmpstr (brand.dark_surface, ==, "#101010");
  g_assert_cmpint (brand.button_radius, ==, 99);
  esp_brand_kit_add_logo (copy, doc);
  g_assert_nonnull (esp_message_doc_find_file (doc, "esp-logo"));
  g_assert_null (
    esp_brand_kit_parse ("{\"version\":1,\"fonts\":{\"body\":\"x\\\"y\"}}", -1, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/message-blocks/round-trip", test_round_trip);
  g_test_add_func ("/engine/message-blocks/refuses-what-is-wrong", test_refuses);
  g_test_add_func ("/engine/message-blocks/languages", test_languages);
  g_test_add_func ("/engine/message-blocks/data-of-a-language", test_data_of_a_language);
  g_test_add_func ("/engine/message-blocks/designs-speak-their-language",
                   test_designs_speak_their_language);
  g_test_add_func ("/engine/message-blocks/linked-blocks-are-put-in-their-place", test_linked);
  g_test_add_func ("/engine/message-blocks/linked-blocks-are-put-in-their-place-conditions",
                   test_narrow_and_widen);
  g_test_add_func ("/engine/message-blocks/products-repeat", test_products);
  g_test_add_func ("/engine/message-blocks/brand-kit", test_brand_kit);
  return g_test_run ();
}
