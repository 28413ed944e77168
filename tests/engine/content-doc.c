/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that nobody can object to, and what the checks say of it: for the tests of the checks. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "content-doc.h"

const EspSenderFacts content_all_facts = { "주식회사 한빛샵", "서울특별시 성동구 왕십리로 83",
                                           "02-1234-5678", "help@hanbit.example", "KR" };

EspBlock *
content_doc_add (EspMessageDoc *doc, EspBlock *block)
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
EspMessageDoc *
content_doc_new (void)
{
  EspMessageDoc *doc = esp_message_doc_new ();

  esp_message_doc_set (&doc->subject, "(광고) 가을 신상품이 도착했어요");
  esp_message_doc_set (&doc->preheader, "먼저 만나 보세요");
  esp_message_doc_set (&doc->sender_name, "한빛샵");
  esp_message_doc_set (&doc->sender_address, "news@hanbit.example");
  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t1",
                                            "{{ name | default: '고객' }}님, 가을 니트와 코트를 "
                                            "준비했어요."));
  return doc;
}

GPtrArray *
content_doc_check (const EspMessageDoc *doc, EspContentInput *input)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *findings;

  input->doc = doc;
  input->brand = &esp_brand_default;
  if (input->facts == NULL)
    input->facts = &content_all_facts;
  input->message_template = esp_message_template_new (doc, input->brand, input->facts, &error);
  g_assert_no_error (error);
  findings = esp_content_check (input);
  g_clear_pointer (&input->message_template, esp_message_template_free);
  return findings;
}

const EspContentFinding *
content_find (GPtrArray *findings, const char *id, gboolean only_bad)
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

const EspContentFinding *
content_need (GPtrArray *findings, const char *id)
{
  const EspContentFinding *finding = content_find (findings, id, TRUE);

  if (finding == NULL)
    g_error ("%s was not found", id);
  return finding;
}

/* Returns: how often a rule is broken. */
guint
content_count_bad (GPtrArray *findings, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];

      n += finding->severity != ESP_SEVERITY_FINE && g_str_equal (finding->rule->id, id);
    }
  return n;
}
