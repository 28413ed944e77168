/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a stored text message: refused with a sentence, or read, written, filled, framed, counted. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-message-sample.h"
#include "engine/content/text/esp-kakao.h"
#include "engine/content/text/esp-text-law.h"
#include "engine/content/text/esp-text-template.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
count (const char *text)
{
  g_autofree char *replaced = esp_text_replace_strangers (text, ESP_TEXT_CP949);
  g_autofree char *ascii = esp_text_replace_strangers (text, ESP_TEXT_GSM7);
  EspTextCount korean;
  EspTextCount world;

  esp_text_count_korean (text, replaced, 0, ESP_TEXT_WISH_AUTO, &korean);
  esp_text_count_world (ascii, &world);
  g_assert_cmpuint (world.segments, >=, 1);
}

static void
fill (const EspTextDoc *doc)
{
  static const EspSenderFacts facts = { "A", "B", "C", "D", "KR", NULL };
  guint n;
  static const EspTextLaw law = { "A", "080-000-0000", "B", TRUE, FALSE };
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = esp_message_sample_list (&n)[0] };
  g_autoptr (EspTextTemplate) compiled = esp_text_template_new (doc, &facts, NULL);
  g_autoptr (EspTextDoc) filled = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *text = NULL;
  const char *missing = NULL;

  if (compiled != NULL)
    filled = esp_text_template_render (compiled, &recipient, &missing, NULL);
  if (filled == NULL)
    return;
  esp_text_law_apply (filled, &law);
  problems = esp_kakao_check (filled);
  for (guint i = 0; i < problems->len; i++)
    g_free (esp_kakao_problem_to_sentence (problems->pdata[i]));
  text = esp_kakao_fill (filled);
  count (filled->text.body);
  count (text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strndup ((const char *) data, size);
  g_autoptr (EspTextDoc) doc = esp_text_doc_parse (json, -1, &error);
  g_autoptr (EspTextDoc) again = NULL;
  g_autofree char *written = NULL;

  if (doc == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  written = esp_text_doc_to_json (doc);
  again = esp_text_doc_parse (written, -1, &error);
  g_assert_no_error (error);
  fill (again);
  return 0;
}
