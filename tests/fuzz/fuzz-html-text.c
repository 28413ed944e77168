/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as HTML: its words come out as valid text in linear time. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-html-text.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *bytes = g_strndup ((const char *) data, size);
  g_autofree char *html = g_utf8_make_valid (bytes, -1);
  g_autofree char *text = esp_html_to_text (html);
  g_autofree char *wrapped = esp_text_wrap (text, 72);

  g_assert_true (g_utf8_validate (wrapped, -1, NULL));
  return 0;
}
