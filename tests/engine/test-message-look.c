/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of looking at a message: products as cards, conditions that are set, worst cases of data, dark grounds. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-dark-look.h"
#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-condition.h"
#include "engine/content/esp-message-conditions.h"
#include "engine/content/esp-message-fill.h"
#include "engine/content/esp-message-sample.h"

#include "test-home.h"

#include <string.h>

static const char shop[] =
  "{\"version\":1,\"subject\":\"s\",\"data\":{\"event\":{\"items\":["
  "{\"title\":\"셔츠\",\"image\":\"https://x.example/a.png\",\"price\":49000,\"old\":59000,"
  "\"url\":\"https://x.example/a\"},"
  "{\"title\":\"가방 {{ 7 }}\",\"price\":32000},{\"title\":\"양말\",\"price\":3000}]}},"
  "\"body\":{\"sections\":[{\"id\":\"s1\",\"show_if\":\"name == "
  "'nobody'\",\"columns\":[{\"blocks\":["
  "{\"type\":\"text\",\"id\":\"hidden\",\"paragraphs\":[{\"runs\":[\"for nobody\"]}]}]}]},"
  "{\"id\":\"s2\",\"columns\":[{\"background\":\"#eef1f6\",\"blocks\":["
  "{\"type\":\"text\",\"id\":\"t1\",\"show_if\":\"name\",\"paragraphs\":[{\"runs\":[\"{{ name "
  "}}님\"]}]},"
  "{\"type\":\"products\",\"id\":\"p1\",\"source\":\"event.items\",\"per_row\":2,\"label\":"
  "\"보기\","
  "\"members\":{\"name\":\"title\",\"image\":\"image\",\"price\":\"price\",\"was\":\"old\","
  "\"link\":\"url\"}},"
  "{\"type\":\"divider\",\"id\":\"d1\"}]}]}]}}";

static EspMessageDoc *
load (void)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc = esp_message_doc_parse (shop, -1, &error);

  g_assert_no_error (error);
  return doc;
}

static EspMessageDoc *
fill (const EspMessageDoc *doc, const char *sample)
{
  const EspSenderFacts facts = { 0 };
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead =
                                            esp_message_sample_find_for (sample, doc->language),
                                          .unsubscribe_url = "https://u.example.com/" };
  g_autoptr (GError) error = NULL;
  EspMessageDoc *filled = esp_message_fill (doc, &recipient, &facts, &error);

  g_assert_no_error (error);
  return filled;
}

static const EspColumn *
column_of (const EspMessageDoc *doc, guint section)
{
  return ((EspSection *) doc->sections->pdata[section])->columns->pdata[0];
}

static void
test_products_become_cards (void)
{
  g_autoptr (EspMessageDoc) doc = load ();
  g_autoptr (EspMessageDoc) filled = fill (doc, "usual");
  const EspColumn *column;
  const EspBlock *row;
  const EspColumn *card;
  g_autofree char *words = NULL;

  g_assert_cmpuint (filled->sections->len, ==, 1); /* nobody sees the other one */
  column = column_of (filled, 0);
  g_assert_cmpuint (column->blocks->len, ==, 4); /* words, two rows of cards, the line */
  row = column->blocks->pdata[1];
  g_assert_cmpint (row->kind, ==, ESP_BLOCK_COLUMNS);
  card = row->columns->pdata[0];
  g_assert_cmpuint (card->blocks->len, ==, 4);
  g_assert_cmpstr (((EspBlock *) card->blocks->pdata[0])->src, ==, "https://x.example/a.png");
  words = esp_block_dup_plain_text (card->blocks->pdata[2]);
  g_assert_cmpstr (words, ==, "49000 59000");
  g_assert_cmpstr (((EspBlock *) card->blocks->pdata[3])->href, ==, "https://x.example/a");
  card = row->columns->pdata[1];
  g_assert_cmpuint (card->blocks->len, ==, 2); /* no picture, no link: no button */
  g_clear_pointer (&words, g_free);
  words = esp_block_dup_plain_text (card->blocks->pdata[0]);
  g_assert_cmpstr (words, ==, "가방 {{ 7 }}"); /* data is no template */
  row = column->blocks->pdata[2];
  g_assert_cmpuint (row->columns->len, ==, 2); /* an empty place keeps the width */
}

static void
test_conditions_are_put_together (void)
{
  static const struct
  {
    EspConditionTest test;
    const char *value;
    EspFieldType type;
    const char *liquid;
  } cases[] = {
    { ESP_CONDITION_HAS, "", ESP_FIELD_TEXT, "lead.x" },
    { ESP_CONDITION_LACKS, "", ESP_FIELD_DATE, "lead.x == nil" },
    { ESP_CONDITION_IS, "서울", ESP_FIELD_TEXT, "lead.x == '서울'" },
    { ESP_CONDITION_IS_NOT, "it's", ESP_FIELD_TEXT, "lead.x != \"it's\"" },
    { ESP_CONDITION_CONTAINS, "12", ESP_FIELD_TEXT, "lead.x contains '12'" },
    { ESP_CONDITION_MORE, "12", ESP_FIELD_INTEGER, "lead.x > 12" },
    { ESP_CONDITION_LESS, "-1.5", ESP_FIELD_DECIMAL, "lead.x < -1.5" },
    { ESP_CONDITION_MORE, "2026-03-01", ESP_FIELD_DATE, "lead.x > '2026-03-01'" },
    { ESP_CONDITION_IS, "true", ESP_FIELD_BOOLEAN, "lead.x == true" },
  };
  static const char *const wrong[] = { "lead.x =", "lead.x and", "a b", "lead.x == 'a' %}{% if b" };
  static const char *const foreign[] = { "lead.x == 'a' and lead.y", "lead.x != nil", "event.x",
                                         "lead.x == 'a' or 'b'" };
  g_autofree char *both = esp_condition_write ("x", ESP_CONDITION_IS, "'\"", ESP_FIELD_TEXT);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *liquid =
        esp_condition_write ("x", cases[i].test, cases[i].value, cases[i].type);
      g_autofree char *column = NULL;
      g_autofree char *value = NULL;
      EspConditionTest test;

      g_assert_cmpstr (liquid, ==, cases[i].liquid);
      g_assert_true (esp_condition_check (liquid, NULL));
      g_assert_true (esp_condition_read (liquid, &column, &test, &value));
      g_assert_cmpstr (column, ==, "x");
      g_assert_cmpint (test, ==, cases[i].test);
      g_assert_cmpstr (value, ==, cases[i].value);
    }
  g_assert_true (esp_condition_check (both, NULL)); /* no quote ends it early */
  g_assert_true (esp_condition_check ("", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (esp_condition_check (wrong[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      char *column = NULL;
      char *value = NULL;
      EspConditionTest test;

      g_assert_false (esp_condition_read (foreign[i], &column, &test, &value));
    }
}

static void
test_conditions_can_be_set (void)
{
  g_autoptr (EspMessageDoc) doc = load ();
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) found = esp_message_list_conditions (doc);
  g_autoptr (EspMessageDoc) filled = NULL;

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (g_array_index (found, EspMessageCondition, 0).id, ==, "s1");
  g_assert_null (g_array_index (found, EspMessageCondition, 0).block);
  g_assert_cmpstr (g_array_index (found, EspMessageCondition, 1).condition, ==, "name");
  g_hash_table_insert (shown, (gpointer) "s1", GINT_TO_POINTER (TRUE));
  g_hash_table_insert (shown, (gpointer) "t1", GINT_TO_POINTER (FALSE));
  g_hash_table_insert (shown, (gpointer) "gone", GINT_TO_POINTER (TRUE));
  g_assert_cmpuint (esp_message_force_conditions (doc, shown), ==, 2);
  filled = fill (doc, "usual");
  g_assert_cmpuint (filled->sections->len, ==, 2);
  g_assert_nonnull (esp_message_doc_find_block (filled, "hidden"));
  g_assert_null (esp_message_doc_find_block (filled, "t1"));
}

static void
test_the_worst_of_data (void)
{
  g_autoptr (EspMessageDoc) empty = load ();
  g_autoptr (EspMessageDoc) endless = load ();
  g_autoptr (EspMessageDoc) shown = NULL;

  esp_message_sample_stage (ESP_SAMPLE_NO_PURCHASES, empty);
  shown = fill (empty, ESP_SAMPLE_NO_PURCHASES);
  g_assert_cmpuint (column_of (shown, 0)->blocks->len, ==, 2);
  esp_message_sample_stage (ESP_SAMPLE_LONG_PRODUCT, endless);
  g_assert_nonnull (strstr (endless->data, "Limited Anniversary Edition"));
  g_assert_null (strstr (endless->data, "셔츠"));
  g_assert_nonnull (strstr (endless->data, "https://x.example/a.png"));
  esp_message_sample_stage ("usual", empty);
  esp_message_sample_stage (NULL, empty);
}

static void
test_columns_are_dark_too (void)
{
  g_autoptr (EspMessageDoc) doc = load ();
  g_autoptr (EspMessageDoc) filled = fill (doc, "usual");

  for (guint i = 0; i < ESP_N_DARK_LOOKS; i++)
    {
      g_autoptr (EspDarkSheet) sheet =
        esp_dark_sheet_new (filled, &esp_brand_default, (EspDarkLook) i);
      const EspColumn *column = column_of (sheet->doc, 0);
      const EspBlock *line = column->blocks->pdata[column->blocks->len - 1];
      const EspColumn *card = ((EspBlock *) column->blocks->pdata[1])->columns->pdata[0];
      const EspBlock *name = card->blocks->pdata[1];
      const EspRun *run = ((EspParagraph *) name->paragraphs->pdata[0])->runs->pdata[0];
      EspColor ground = { 0, 0, 0 };
      EspColor ink = { 0, 0, 0 };

      g_assert_true (esp_color_parse (column->background, &ground));
      g_assert_true (esp_color_parse (run->color, &ink));
      g_assert_true ((esp_color_luminance (ground) < 0.2) == (i != ESP_DARK_LOOK_LIGHT));
      g_assert_cmpfloat (esp_color_contrast (ink, ground), >=, ESP_CONTRAST_TEXT);
      g_assert_nonnull (line->color);
    }
}

/* On a telephone a picture as wide as its column fills the screen, and an icon stays one. */
/* A block's own ground and a button of lines alone turn dark with the rest, and stay what they are. */
static void
test_looks_are_dark_too (void)
{
  static const char json[] =
    "{\"version\":1,\"subject\":\"s\",\"body\":{\"sections\":[{\"columns\":[{\"blocks\":["
    "{\"type\":\"text\",\"id\":\"t\",\"background\":\"#ffe9b8\",\"paragraphs\":[{\"runs\":[\"a\"]}]"
    "},"
    "{\"type\":\"button\",\"id\":\"b\",\"label\":\"Go\",\"href\":\"https://x.example/\","
    "\"border\":{\"top\":2,\"right\":2,\"bottom\":2,\"left\":2,\"color\":\"#202020\"}}]}]}]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (json, -1, &error);
  g_autoptr (EspDarkSheet) sheet = NULL;
  const EspBlock *text;
  const EspBlock *button;

  g_assert_no_error (error);
  sheet = esp_dark_sheet_new (doc, &esp_brand_default, ESP_DARK_LOOK_FULL);
  text = esp_message_doc_find_block (sheet->doc, "t");
  button = esp_message_doc_find_block (sheet->doc, "b");
  g_assert_cmpstr (text->look.background, !=, "#ffe9b8");
  g_assert_null (button->color);
  g_assert_cmpstr (button->text_color, ==, button->look.border.color);
  g_assert_cmpstr (button->text_color, !=, "#202020");
  g_assert_cmpfloat (sheet->contrast, >=, 4.5);
}

static void
test_icons_stay_small (void)
{
  static const char json[] =
    "{\"version\":1,\"body\":{\"sections\":[{\"columns\":[{\"blocks\":[{\"type\":\"image\","
    "\"src\":\"https://x.example/icon.png\",\"alt\":\"i\",\"width\":56}]},{\"blocks\":[{\"type\":"
    "\"image\",\"src\":\"https://x.example/wide.png\",\"alt\":\"w\"}]}]}]}}";
  const EspSenderFacts facts = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (json, -1, &error);
  g_autofree char *html = NULL;
  g_autofree char *icon = NULL;
  const char *at;

  g_assert_no_error (error);
  html = esp_html_writer_write (doc, &esp_brand_default, &facts);
  at = strstr (html, "icon.png");
  g_assert_nonnull (at);
  icon = g_strndup (at, (gsize) (strchr (at, '>') - at));
  g_assert_null (strstr (icon, "e-i"));
  at = strstr (html, "wide.png");
  g_assert_nonnull (at);
  g_assert_nonnull (strstr (at, " e-i\""));
  g_assert_nonnull (strstr (html, ".e-ki .e-i{max-width:100%"));
}

/* People of the same language as the message show it. */
static void
test_samples_speak_the_language (void)
{
  static const struct
  {
    const char *language;
    const char *name;
  } people[] = { { "ko", "김하늘" },
                 { "ko-KR", "김하늘" },
                 { "en", "Emma Wilson" },
                 { NULL, "김하늘" } };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      const EspMessageSample *sample = esp_message_sample_find_for ("usual", people[i].language);
      const EspValue *value = NULL;
      EspFieldType type;

      g_assert_true (esp_message_sample_lookup (sample, "name", &value, &type));
      g_assert_cmpstr (value->text, ==, people[i].name);
    }
  g_assert_null (esp_message_sample_find_for ("nobody", "en"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/message-look/products-become-cards", test_products_become_cards);
  g_test_add_func ("/engine/message-look/conditions-can-be-set", test_conditions_can_be_set);
  g_test_add_func ("/engine/message-look/conditions-are-put-together",
                   test_conditions_are_put_together);
  g_test_add_func ("/engine/message-look/the-worst-of-its-data", test_the_worst_of_data);
  g_test_add_func ("/engine/message-look/columns-are-dark-too", test_columns_are_dark_too);
  g_test_add_func ("/engine/message-look/samples-speak-the-language",
                   test_samples_speak_the_language);
  g_test_add_func ("/engine/message-look/looks-are-dark-too", test_looks_are_dark_too);
  g_test_add_func ("/engine/message-look/icons-stay-small", test_icons_stay_small);
  return g_test_run ();
}
