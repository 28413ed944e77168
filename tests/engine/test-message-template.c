/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of personalised messages: every lead gets a whole one, and nothing of theirs becomes code. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-fallback.h"
#include "engine/content/esp-message-fill.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/esp-message-template.h"

#include "test-home.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT (1793500000000000) /* 2026-11-01 02:26 UTC */

static const EspSenderFacts facts = { "주식회사 한빛샵", "서울특별시 성동구 왕십리로 83",
                                      "02-1234-5678", "help@hanbit.example", "KR" };

static EspMessageDoc *
text_doc (const char *subject, const char *text)
{
  EspMessageDoc *doc = esp_message_doc_new ();
  EspSection *section = esp_section_new ("s1");
  EspColumn *column = esp_column_new ();

  esp_message_doc_set (&doc->subject, subject);
  g_ptr_array_add (column->blocks, esp_block_new_text (ESP_BLOCK_TEXT, "b1", text));
  g_ptr_array_add (section->columns, column);
  g_ptr_array_add (doc->sections, section);
  return doc;
}

static EspMessageTemplate *
compile (const EspMessageDoc *doc)
{
  g_autoptr (GError) error = NULL;
  EspMessageTemplate *template = esp_message_template_new (doc, &esp_brand_default, &facts, &error);

  g_assert_no_error (error);
  return template;
}

static EspMessageRecipient
sample_recipient (const char *sample)
{
  return (EspMessageRecipient){ .lookup = esp_message_sample_lookup,
                                .lead = esp_message_sample_find (sample),
                                .unsubscribe_url = "https://u.example.com/?a=1&b=2",
                                .consent_date = "2026-03-02",
                                .campaign_name = "봄",
                                .now_us = NOW_US };
}

static void
render (EspMessageTemplate *template, const char *sample, EspMessageRendered *rendered)
{
  EspMessageRecipient recipient = sample_recipient (sample);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_message_template_render (template, &recipient, rendered, &error));
  g_assert_no_error (error);
}

static void
test_values_reach_every_part (void)
{
  g_autoptr (EspMessageDoc) doc =
    text_doc ("(광고) {{ name }}님", "{{ lead.company }} {{ sender.company }} {{ campaign.name }}"
                                     " {{ today }} {{ plan }}");
  g_autoptr (EspMessageTemplate) template = NULL;
  EspMessageRendered rendered;

  esp_message_doc_set (&doc->preheader, "{{ name }}님께");
  template = compile (doc);
  esp_message_rendered_init (&rendered);
  render (template, "usual", &rendered);
  g_assert_cmpstr (rendered.subject->str, ==, "(광고) 김하늘님");
  g_assert_cmpstr (rendered.preheader->str, ==, "김하늘님께");
  g_assert_nonnull (strstr (rendered.html->str, "한빛전자 주식회사 한빛샵 봄 2026-11-01 예시"));
  g_assert_nonnull (strstr (rendered.html->str, "href=\"https://u.example.com/?a=1&amp;b=2\""));
  g_assert_nonnull (strstr (rendered.html->str, "2026-03-02 기준"));
  g_assert_nonnull (strstr (rendered.text->str, "https://u.example.com/?a=1&b=2\n"));
  g_assert_null (strstr (rendered.html->str, "웹에서 보기"));
  g_assert_null (strstr (rendered.html->str, "{{"));
  esp_message_rendered_clear (&rendered);
}

static void
test_a_failing_tag_makes_no_mail (void)
{
  g_autoptr (EspMessageDoc) doc = text_doc ("안녕", "첫 줄\n{{ 10 | divided_by: 0 }}");
  g_autoptr (EspMessageTemplate) template = compile (doc);
  EspMessageRecipient recipient = sample_recipient ("usual");
  EspMessageRendered rendered;
  g_autoptr (GError) error = NULL;

  esp_message_rendered_init (&rendered);
  g_assert_false (esp_message_template_render (template, &recipient, &rendered, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_RENDER);
  g_assert_nonnull (strstr (error->message, "in the body, line "));
  g_assert_nonnull (strstr (error->message, "divided by 0"));
  esp_message_rendered_clear (&rendered);
}

static char *
first_text (const EspMessageDoc *doc, guint i)
{
  const EspColumn *column = ((EspSection *) doc->sections->pdata[0])->columns->pdata[0];

  return esp_block_dup_plain_text (column->blocks->pdata[i]);
}

static void
test_the_layout_is_as_the_lead_sees_it (void)
{
  g_autoptr (EspMessageDoc) doc = text_doc ("s", "{{ name }}님 {% if company %}<b>");
  EspColumn *column = ((EspSection *) doc->sections->pdata[0])->columns->pdata[0];
  EspMessageRecipient recipient = sample_recipient ("usual");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) resolved = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  /* A tag may begin in one block and end in the next one. */
  g_ptr_array_add (column->blocks,
                   esp_block_new_text (ESP_BLOCK_TEXT, "b2", "{{ company }}{% endif %}!"));
  g_ptr_array_add (column->blocks, esp_block_new_text (ESP_BLOCK_TEXT, "b3", "hidden"));
  ((EspBlock *) column->blocks->pdata[2])->show_if = g_strdup ("name == 'nobody'");
  resolved = esp_message_fill (doc, &recipient, &facts, &error);
  g_assert_no_error (error);
  first = first_text (resolved, 0);
  second = first_text (resolved, 1);
  g_assert_cmpstr (first, ==, "김하늘님 <b>");
  g_assert_cmpstr (second, ==, "한빛전자!");
  column = ((EspSection *) resolved->sections->pdata[0])->columns->pdata[0];
  g_assert_cmpuint (column->blocks->len, ==, 2);
}

static void
test_values_never_become_code (void)
{
  g_autoptr (EspMessageDoc) doc = text_doc ("안녕 {{ name }}", "{{ name }} {{ plan }}");
  g_autoptr (EspMessageTemplate) template = compile (doc);
  EspMessageRendered rendered;

  esp_message_rendered_init (&rendered);
  render (template, "markup", &rendered);
  g_assert_cmpstr (rendered.subject->str, ==,
                   "안녕 <script>alert(\"이름\")</script> Bcc: all@example.com");
  g_assert_null (strstr (rendered.html->str, "<script"));
  g_assert_nonnull (strstr (rendered.html->str, "&lt;script&gt;alert(&quot;이름&quot;)"));
  g_assert_nonnull (strstr (rendered.html->str, "{{ 7 | times: 6 }}")); /* not run */
  g_assert_nonnull (strstr (rendered.text->str, "<script>"));           /* plain text is plain */
  esp_message_rendered_clear (&rendered);
}

static void
test_every_sample_gives_a_whole_message (void)
{
  g_autoptr (EspMessageDoc) doc =
    text_doc ("{{ name | default: '고객' }}님", "{{ company | default: '귀사' }} <{{ email }}>");
  g_autoptr (EspMessageTemplate) template = compile (doc);
  EspMessageRendered rendered;
  guint n;
  const EspMessageSample *const *samples = esp_message_sample_list (&n);

  esp_message_rendered_init (&rendered);
  g_assert_cmpuint (n, >=, 6);
  for (guint i = 0; i < n; i++)
    {
      render (template, esp_message_sample_get_id (samples[i]), &rendered);
      g_assert_true (g_str_has_suffix (rendered.html->str, "</html>\n"));
      g_assert_true (g_utf8_validate (rendered.html->str, -1, NULL));
      g_assert_true (g_utf8_validate (rendered.text->str, -1, NULL));
      g_assert_true (g_str_has_suffix (rendered.subject->str, "님"));
      g_assert_null (strpbrk (rendered.subject->str, "\r\n"));
    }
  esp_message_rendered_clear (&rendered);
}

static void
test_fallback_stands_in (void)
{
  g_autoptr (EspMessageDoc) doc =
    text_doc ("{{ name }}", "{% if name %}has{% else %}none{% endif %} {{ lead.company }}"
                            " {{ title | default: 'inline' }} {{city|upcase}}");
  g_autoptr (EspMessageTemplate) template = NULL;
  EspMessageRendered rendered;

  g_hash_table_replace (doc->fallbacks, g_strdup ("name"), g_strdup ("'고객'"));
  g_hash_table_replace (doc->fallbacks, g_strdup ("company"), g_strdup ("귀사"));
  g_hash_table_replace (doc->fallbacks, g_strdup ("title"), g_strdup ("table"));
  g_hash_table_replace (doc->fallbacks, g_strdup ("city"), g_strdup ("seoul"));
  template = compile (doc);
  esp_message_rendered_init (&rendered);
  render (template, "empty", &rendered);
  g_assert_cmpstr (rendered.subject->str, ==, "'고객'");
  g_assert_nonnull (strstr (rendered.html->str, "none 귀사 inline SEOUL"));
  render (template, "usual", &rendered);
  g_assert_cmpstr (rendered.subject->str, ==, "김하늘");
  g_assert_nonnull (strstr (rendered.html->str, "has 한빛전자 팀장"));
  esp_message_rendered_clear (&rendered);
}

static void
test_lack_of_a_field_leaves_out (void)
{
  g_autoptr (EspMessageDoc) doc =
    text_doc ("{{ name | default: 'x' }}", "{% if city %}{{ city }}{% endif %} {{ company }}");
  g_autoptr (EspMessageTemplate) sends = compile (doc);
  g_autoptr (EspMessageTemplate) skips = NULL;
  EspMessageRendered rendered;

  doc->missing = ESP_MISSING_SKIP;
  skips = compile (doc);
  esp_message_rendered_init (&rendered);
  render (sends, "empty", &rendered);
  g_assert_null (rendered.missing);
  render (skips, "empty", &rendered);
  g_assert_cmpstr (rendered.missing, ==, "company");
  g_assert_cmpuint (rendered.html->len, ==, 0);
  render (skips, "usual", &rendered);
  g_assert_null (rendered.missing);
  g_assert_cmpuint (rendered.html->len, >, 0);
  esp_message_rendered_clear (&rendered);
}

static void
test_fields_are_listed (void)
{
  g_autoptr (EspMessageDoc) doc =
    text_doc ("{{ name | default: 'x' }}",
              "{{ company }} {% if city %}{{ city }}{% endif %} {% if stage == 'new' %}n{% endif %}"
              " {% assign first = name %}{{ first }} {{ unsubscribe_url }} {{ sender.name }}"
              " {% for i in (1..3) %}{{ i }}{{ forloop.index }}{% endfor %}");
  g_autoptr (EspMessageTemplate) template = compile (doc);
  const EspMessageField *fields;
  g_autoptr (GString) names = g_string_new (NULL);
  guint n;

  fields = esp_message_template_get_fields (template, &n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, "%s%s%s%s ", fields[i].name, fields[i].has_fallback ? "+" : "-",
                            fields[i].is_guarded ? "g" : "", fields[i].is_printed ? "p" : "");
  g_test_message ("%s", names->str);
  g_assert_nonnull (strstr (names->str, "company-p "));
  g_assert_nonnull (strstr (names->str, "city-gp "));
  g_assert_nonnull (strstr (names->str, "stage+g "));
  g_assert_null (strstr (names->str, "unsubscribe_url"));
  g_assert_null (strstr (names->str, "sender"));
  g_assert_null (strstr (names->str, "first"));
  g_assert_null (strstr (names->str, "forloop"));
}

static void
test_errors_name_the_block (void)
{
  g_autoptr (EspMessageDoc) doc = text_doc ("{{ name", "fine");
  g_autoptr (EspMessageDoc) in_block = text_doc ("fine", "{% if name %}never closed");
  g_autoptr (EspMessageDoc) condition = text_doc ("fine", "fine");
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_message_template_new (doc, &esp_brand_default, &facts, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, "subject"));
  g_clear_error (&error);
  g_assert_null (esp_message_template_new (in_block, &esp_brand_default, &facts, &error));
  g_assert_nonnull (strstr (error->message, "in block “b1” (text), line 1, letter 1: "));
  g_clear_error (&error);
  esp_message_doc_set (&esp_message_doc_find_block (condition, "b1")->show_if, "lead.vip ==");
  g_assert_null (esp_message_template_new (condition, &esp_brand_default, &facts, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE);
}

static void
test_conditions_hide_blocks (void)
{
  g_autoptr (EspMessageDoc) doc = text_doc ("s", "only for vips");
  g_autoptr (EspMessageTemplate) template = NULL;
  EspMessageRendered rendered;

  esp_message_doc_set (&esp_message_doc_find_block (doc, "b1")->show_if, "company");
  template = compile (doc);
  esp_message_rendered_init (&rendered);
  render (template, "empty", &rendered);
  g_assert_null (strstr (rendered.html->str, "only for vips"));
  g_assert_null (strstr (rendered.text->str, "only for vips"));
  render (template, "usual", &rendered);
  g_assert_nonnull (strstr (rendered.html->str, "only for vips"));
  g_assert_nonnull (strstr (rendered.text->str, "only for vips"));
  esp_message_rendered_clear (&rendered);
}

static void
test_fallback_rewriting (void)
{
  static const struct
  {
    const char *source;
    const char *result;
  } cases[] = {
    { "{{ name }}", "{{ name | default: 'N' }}" },
    { "{{name}}", "{{name | default: 'N'}}" },
    { "{{- lead.name | upcase -}}", "{{- lead.name | default: 'N' | upcase -}}" },
    { "{{ name | default: 'x' }}", "{{ name | default: 'x' }}" },
    { "{% if name %}{% endif %}", "{% if name %}{% endif %}" },
    { "{{ other }} {{", "{{ other }} {{" },
    { "{{ quote }}", "{{ quote | default: \"it's\" }}" },
    { "{{ both }}", "{{ both | default: \"”it's”\" }}" },
  };
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (table, (gpointer) "name", (gpointer) "N");
  g_hash_table_insert (table, (gpointer) "quote", (gpointer) "it's");
  g_hash_table_insert (table, (gpointer) "both", (gpointer) "\"it's\"");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = esp_fallback_apply (cases[i].source, table);

      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/message-template/values-reach-every-part",
                   test_values_reach_every_part);
  g_test_add_func ("/engine/message-template/a-failing-tag-makes-no-mail",
                   test_a_failing_tag_makes_no_mail);
  g_test_add_func ("/engine/message-fill/as-the-lead-sees-it",
                   test_the_layout_is_as_the_lead_sees_it);
  g_test_add_func ("/engine/message-template/values-never-become-code",
                   test_values_never_become_code);
  g_test_add_func ("/engine/message-template/worst-cases-give-whole-messages",
                   test_every_sample_gives_a_whole_message);
  g_test_add_func ("/engine/message-template/fallback-stands-in", test_fallback_stands_in);
  g_test_add_func ("/engine/message-template/lack-of-a-field-leaves-out",
                   test_lack_of_a_field_leaves_out);
  g_test_add_func ("/engine/message-template/fields-are-listed", test_fields_are_listed);
  g_test_add_func ("/engine/message-template/errors-name-the-block", test_errors_name_the_block);
  g_test_add_func ("/engine/message-template/conditions-hide-blocks", test_conditions_hide_blocks);
  g_test_add_func ("/engine/fallback/only-where-printed", test_fallback_rewriting);
  return g_test_run ();
}
