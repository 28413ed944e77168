/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as HTML: what is read is a whole message, which can be written, read back and sent. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-html-writer.h"
#include "engine/content/exchange/esp-exchange.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const EspSenderFacts facts = { "한빛상점", NULL, NULL, NULL, "KR", NULL };
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autofree char *bytes = g_strndup ((const char *) data, size);
  g_autofree char *source = g_utf8_make_valid (bytes, -1);
  g_autoptr (EspMessageDoc) doc = esp_message_from_html (source, -1, notes, NULL);
  g_autoptr (EspMessageDoc) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *html = NULL;
  g_autofree char *mjml = NULL;
  g_autoptr (GError) error = NULL;

  if (doc == NULL)
    return 0;
  json = esp_message_doc_to_json (doc);
  again = esp_message_doc_parse (json, -1, &error);
  g_assert_no_error (error);
  html = esp_html_writer_write (again, &esp_brand_default, &facts);
  mjml = esp_message_to_mjml (again, &esp_brand_default);
  g_assert_true (g_utf8_validate (html, -1, NULL));
  g_assert_true (g_utf8_validate (mjml, -1, NULL));
  return 0;
}
