/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of editing a message: names stay unique, nothing is lost, starters are whole messages. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-message-edit.h"
#include "engine/content/esp-message-starter.h"
#include "engine/content/esp-message-template.h"
#include "engine/policy/esp-content-check.h"

#include <string.h>

static const EspSenderFacts facts = { "주식회사 한빛샵", "서울특별시 성동구 왕십리로 83",
                                      "02-1234-5678", "help@hanbit.example", "KR" };

static char *
order_of (const EspMessageDoc *doc)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];

      for (guint j = 0; j < section->columns->len; j++)
        {
          const EspColumn *column = section->columns->pdata[j];

          for (guint k = 0; k < column->blocks->len; k++)
            g_string_append_printf (order, "%s ", ((EspBlock *) column->blocks->pdata[k])->id);
        }
    }
  return g_string_free (g_steal_pointer (&order), FALSE);
}

static EspMessageDoc *
doc_with (guint n)
{
  EspMessageDoc *doc = esp_message_doc_new ();

  for (guint i = 0; i < n; i++)
    (void) esp_message_edit_insert (doc, NULL, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
  return doc;
}

static void
assert_order (const EspMessageDoc *doc, const char *wanted)
{
  g_autofree char *order = order_of (doc);

  g_assert_cmpstr (order, ==, wanted);
}

static void
test_insert_follows_its_block (void)
{
  g_autoptr (EspMessageDoc) doc = doc_with (2);
  EspBlock *block =
    esp_message_edit_insert (doc, "b1", esp_message_edit_new_block (doc, ESP_BLOCK_BUTTON));

  g_assert_cmpstr (block->id, ==, "b3");
  assert_order (doc, "b1 b3 b2 ");
  (void) esp_message_edit_insert (doc, "nosuch", esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
  assert_order (doc, "b1 b3 b2 b4 ");
}

static void
test_columns_never_nest (void)
{
  g_autoptr (EspMessageDoc) doc = doc_with (1);
  EspBlock *outer =
    esp_message_edit_insert (doc, "b1", esp_message_edit_new_block (doc, ESP_BLOCK_COLUMNS));
  const EspBlock *inner = ((EspColumn *) outer->columns->pdata[0])->blocks->pdata[0];
  g_autofree char *inner_id = g_strdup (inner->id);
  g_autofree char *json = NULL;
  g_autoptr (EspMessageDoc) again = NULL;
  g_autoptr (GError) error = NULL;

  (void) esp_message_edit_insert (doc, inner_id,
                                  esp_message_edit_new_block (doc, ESP_BLOCK_COLUMNS));
  (void) esp_message_edit_insert (doc, inner_id, esp_message_edit_new_block (doc, ESP_BLOCK_TEXT));
  g_assert_cmpuint (((EspColumn *) outer->columns->pdata[0])->blocks->len, ==, 2);
  json = esp_message_doc_to_json (doc);
  again = esp_message_doc_parse (json, -1, &error); /* two of one name would be refused */
  g_assert_no_error (error);
}

static void
test_move_stops_at_the_ends (void)
{
  g_autoptr (EspMessageDoc) doc = doc_with (3);

  g_assert_true (esp_message_edit_move (doc, "b1", 1));
  assert_order (doc, "b2 b1 b3 ");
  g_assert_true (esp_message_edit_move (doc, "b1", 1));
  g_assert_false (esp_message_edit_move (doc, "b1", 1));
  assert_order (doc, "b2 b3 b1 ");
  g_assert_false (esp_message_edit_move (doc, "b2", -1));
  g_assert_false (esp_message_edit_move (doc, "nosuch", 1));
}

static void
test_duplicate_has_names_of_its_own (void)
{
  g_autoptr (EspMessageDoc) doc = doc_with (1);
  EspBlock *columns =
    esp_message_edit_insert (doc, "b1", esp_message_edit_new_block (doc, ESP_BLOCK_COLUMNS));
  const EspBlock *copy = esp_message_edit_duplicate (doc, columns->id);
  const EspBlock *inner = ((EspColumn *) copy->columns->pdata[0])->blocks->pdata[0];
  g_autofree char *json = NULL;
  g_autoptr (EspMessageDoc) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (copy->id, !=, columns->id);
  g_assert_true (esp_message_doc_find_block (doc, inner->id) == inner);
  json = esp_message_doc_to_json (doc);
  again = esp_message_doc_parse (json, -1, &error);
  g_assert_no_error (error);
  g_assert_null (esp_message_edit_duplicate (doc, "nosuch"));
}

static void
test_remove_names_the_neighbour (void)
{
  g_autoptr (EspMessageDoc) doc = doc_with (3);
  g_autofree char *next = NULL;
  g_autofree char *last = NULL;

  g_assert_true (esp_message_edit_remove (doc, "b2", &next));
  g_assert_nonnull (next);
  assert_order (doc, "b1 b3 ");
  g_assert_false (esp_message_edit_remove (doc, "b2", NULL));
  g_assert_true (esp_message_edit_remove (doc, "b1", NULL));
  g_assert_true (esp_message_edit_remove (doc, "b3", &last));
  g_assert_null (last);
}

static void
test_copy_and_paste_go_between_messages (void)
{
  g_autoptr (EspMessageDoc) from = esp_message_starter_new (ESP_STARTER_NEWSLETTER);
  g_autoptr (EspMessageDoc) to = doc_with (1);
  static const char png[] = "\x89PNG\r\n\x1a\n";
  g_autoptr (GBytes) data = g_bytes_new_static (png, sizeof png - 1);
  EspBlock *image =
    esp_message_edit_insert (from, NULL, esp_message_edit_new_block (from, ESP_BLOCK_IMAGE));
  const EspMessageFile *file = esp_message_edit_add_file (from, "꽃.png", "image/png", data);
  g_autofree char *json = NULL;
  const EspBlock *pasted;

  image->src = g_strconcat ("cid:", file->id, NULL);
  json = esp_message_edit_block_to_json (from, image->id);
  g_assert_nonnull (json);
  pasted = esp_message_edit_paste (to, "b1", json);
  g_assert_nonnull (pasted);
  g_assert_cmpint (pasted->kind, ==, ESP_BLOCK_IMAGE);
  g_assert_true (g_str_has_prefix (pasted->src, "cid:"));
  g_assert_nonnull (esp_message_doc_find_file (to, pasted->src + 4)); /* the picture came along */
  g_assert_nonnull (esp_message_edit_paste (to, NULL, "그냥 글\n두 번째 줄"));
}

static void
test_body_becomes_html_and_back (void)
{
  g_autoptr (EspMessageDoc) doc = doc_with (0);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;
  const EspColumn *column;

  (void) esp_message_edit_insert (doc, NULL,
                                  esp_block_new_text (ESP_BLOCK_HEADING, "b1", "봄 & 여름"));
  (void) esp_message_edit_insert (doc, NULL,
                                  esp_block_new_text (ESP_BLOCK_TEXT, "b2", "{{ name }}님께"));
  esp_message_edit_set_body_kind (doc, ESP_BODY_HTML);
  g_assert_cmpint (doc->body_kind, ==, ESP_BODY_HTML);
  g_assert_nonnull (strstr (doc->html, "<h1>봄 &amp; 여름</h1>"));
  g_assert_nonnull (strstr (doc->html, "{{ name }}님께"));
  esp_message_edit_set_body_kind (doc, ESP_BODY_BLOCKS);
  column = ((EspSection *) doc->sections->pdata[0])->columns->pdata[0];
  text = esp_block_dup_plain_text (column->blocks->pdata[0]);
  g_assert_nonnull (strstr (text, "봄 & 여름"));
  json = esp_message_doc_to_json (doc);
  g_assert_null (strstr (json, "\"html\""));
}

static void
test_every_starter_lacks_only_links (void)
{
  for (guint starter = 0; starter < ESP_N_STARTERS; starter++)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_starter_new ((EspStarter) starter);
      g_autofree char *json = esp_message_doc_to_json (doc);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspMessageDoc) again = esp_message_doc_parse (json, -1, &error);
      g_autofree char *json_again = NULL;
      g_autoptr (EspMessageTemplate) template = NULL;
      g_autoptr (GPtrArray) findings = NULL;
      EspContentInput input = { .doc = doc, .brand = &esp_brand_default, .facts = &facts };

      g_assert_no_error (error);
      json_again = esp_message_doc_to_json (again);
      g_assert_cmpstr (json, ==, json_again);
      template = esp_message_template_new (doc, &esp_brand_default, &facts, &error);
      g_assert_no_error (error);
      esp_message_doc_set (&doc->sender_address, "news@hanbit.example");
      input.message_template = template;
      findings = esp_content_check (&input);
      if (starter == ESP_STARTER_BLANK) /* it waits for a subject and words */
        continue;
      for (guint i = 0; i < findings->len; i++)
        {
          const EspContentFinding *finding = findings->pdata[i];

          /* Where the button leads is for the person to say. */
          if (finding->severity == ESP_SEVERITY_BLOCK)
            g_assert_cmpstr (finding->rule->id, ==, "LNK-EMPTY");
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/message-edit/insert", test_insert_follows_its_block);
  g_test_add_func ("/engine/message-edit/columns-never-nest", test_columns_never_nest);
  g_test_add_func ("/engine/message-edit/move", test_move_stops_at_the_ends);
  g_test_add_func ("/engine/message-edit/duplicate", test_duplicate_has_names_of_its_own);
  g_test_add_func ("/engine/message-edit/remove", test_remove_names_the_neighbour);
  g_test_add_func ("/engine/message-edit/copy-and-paste", test_copy_and_paste_go_between_messages);
  g_test_add_func ("/engine/message-edit/body-kind", test_body_becomes_html_and_back);
  g_test_add_func ("/engine/message-starter/lacks-only-links", test_every_starter_lacks_only_links);
  return g_test_run ();
}
