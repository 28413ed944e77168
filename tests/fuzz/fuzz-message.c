/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a stored message: refused with a sentence, or read, written, read again and rendered. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-text-writer.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const EspSenderFacts facts = { "A", "B", "C", "D", "KR" };
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strndup ((const char *) data, size);
  g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (json, -1, &error);
  g_autoptr (EspMessageDoc) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *html = NULL;
  g_autofree char *text = NULL;

  if (doc == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  written = esp_message_doc_to_json (doc);
  again = esp_message_doc_parse (written, -1, &error);
  g_assert_no_error (error);
  html = esp_html_writer_write (again, &esp_brand_default, &facts);
  text = esp_text_writer_write (again, &facts);
  return 0;
}
