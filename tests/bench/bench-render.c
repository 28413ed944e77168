/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many personalised copies of a newsletter of 30 kB one core renders in a second. Writes template and data to a
 * folder, so that render-liquidjs.mjs can do the same beside it. */
#define G_LOG_DOMAIN "esp-bench"

#include "config.h"

#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-message-design.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/esp-message-template.h"
#include "engine/content/liquid/esp-liquid.h"

#include <string.h>

#define WANTED_BYTES (30 * 1024)

static const EspSenderFacts facts = { "한빛상점",     "서울시 중구 세종대로 1",
                                      "02-1234-5678", "help@example.com",
                                      "KR",           NULL };

/* Repeats the stories of the newsletter until its HTML has the wanted size. */
static EspMessageDoc *
make_newsletter (void)
{
  EspMessageDoc *doc = esp_message_design_load (esp_message_design_find ("newsletter"), "ko");
  guint n = doc->sections->len;

  for (guint i = 0;; i++)
    {
      g_autofree char *html = esp_html_writer_write (doc, &esp_brand_default, &facts);

      if (strlen (html) >= WANTED_BYTES)
        return doc;
      g_ptr_array_add (doc->sections, esp_section_copy (doc->sections->pdata[2 + i % (n - 2)]));
    }
}

static void
write_inputs (const char *folder, const EspMessageDoc *doc)
{
  g_autofree char *html = esp_html_writer_write (doc, &esp_brand_default, &facts);
  g_autofree char *template_path = g_build_filename (folder, "newsletter.liquid", NULL);
  g_autofree char *data_path = g_build_filename (folder, "data.json", NULL);
  static const char data[] =
    "{\"lead\":{\"name\":\"김하늘\",\"given_name\":\"하늘\",\"email\":\"haneul@example.com\"},"
    "\"unsubscribe_url\":\"https://example.com/u\",\"consent_date\":\"2026-01-02\"}\n";

  g_assert_true (g_file_set_contents (template_path, html, -1, NULL));
  g_assert_true (g_file_set_contents (data_path, data, -1, NULL));
}

/* The HTML part alone, as the program beside it renders it. */
static double
measure_html (const EspMessageDoc *doc, guint n, gsize *out_bytes)
{
  g_autofree char *source = esp_html_writer_write (doc, &esp_brand_default, &facts);
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (EspLiquidData) data =
    esp_liquid_data_new_from_text ("{\"lead\":{\"name\":\"김하늘\"},\"unsubscribe_url\":\"https://"
                                   "example.com/u\","
                                   "\"consent_date\":\"2026-01-02\"}",
                                   NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  const EspLiquidRenderOptions options = { .data = data, .escapes_html = TRUE };
  gint64 start_us;

  esp_liquid_env_add_korean_filters (env);
  template = esp_liquid_template_parse (env, source, -1, NULL);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      g_string_truncate (out, 0);
      g_assert_true (esp_liquid_template_render (template, &options, out, NULL));
    }
  *out_bytes = out->len;
  return n / ((double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
}

/* Subject, preview text, HTML and plain text, as a send does it. */
static double
measure_whole (const EspMessageDoc *doc, guint n)
{
  g_autoptr (EspMessageTemplate) template =
    esp_message_template_new (doc, &esp_brand_default, &facts, NULL);
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = esp_message_sample_find ("usual"),
                                          .unsubscribe_url = "https://example.com/u",
                                          .consent_date = "2026-01-02" };
  EspMessageRendered rendered;
  gint64 start_us = g_get_monotonic_time ();

  esp_message_rendered_init (&rendered);
  for (guint i = 0; i < n; i++)
    g_assert_true (esp_message_template_render (template, &recipient, &rendered, NULL));
  esp_message_rendered_clear (&rendered);
  return n / ((double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  g_autoptr (EspMessageDoc) doc = make_newsletter ();
  double html;
  double whole;
  gsize n_bytes = 0;

  if (argc > 2)
    write_inputs (argv[2], doc);
  html = measure_html (doc, n, &n_bytes);
  whole = measure_whole (doc, n);
  g_print ("render: HTML of %" G_GSIZE_FORMAT " bytes: %.0f/s; whole message: %.0f/s (%u copies)\n",
           n_bytes, html, whole, n);
  return 0;
}
