/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how long a text is and what a send of it costs, in words for people. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-words.h"

#include "base/esp-format.h"

#include <glib/gi18n.h>

/**
 * esp_text_length_words:
 *
 * Returns: (transfer full): how long a text is, and what it goes as; "" where nothing is counted
 */
char *
esp_text_length_words (const EspText *text)
{
  static const char *const kinds[] = { "SMS", "LMS", "MMS" };
  const EspTextCount *count = text->doc->has_substitute ? &text->substitute : &text->count;

  if (text->doc->medium > ESP_TEXT_MEDIUM_KAKAO ||
      (text->doc->medium == ESP_TEXT_MEDIUM_KAKAO && !text->doc->has_substitute))
    return g_strdup ("");
  if (count->counting == ESP_COUNTING_WORLD)
    /* Translators: the length of a text message: units of its alphabet, and messages that are paid */
    return g_strdup_printf (ngettext ("%u units · %u segment", "%u units · %u segments",
                                      count->segments),
                            count->bytes, count->segments);
  /* Translators: SMS · 79 of 90 bytes */
  return g_strdup_printf (_ ("%s · %u of %u bytes"), kinds[count->kind], count->bytes,
                          count->limit);
}

/**
 * esp_text_cost_words:
 *
 * Returns: (transfer full): "11,902 SMS, 14 LMS · ₩216,000": each kind that somebody gets, and the price of all
 */
char *
esp_text_cost_words (const EspTextCost *cost)
{
  static const char *const kinds[ESP_N_PRICES] = {
    "SMS", "LMS", "MMS", N_ ("Alimtalk"), N_ ("Brand Message"), N_ ("Messages")
  };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *money = NULL;

  for (guint i = 0; i < ESP_N_PRICES; i++)
    {
      guint64 n = esp_text_cost_count (cost, (EspPriceClass) i);
      g_autofree char *count = esp_format_count ((gint64) n);

      if (n > 0)
        g_string_append_printf (out, "%s%s %s", out->len > 0 ? ", " : "", count, _ (kinds[i]));
    }
  money = esp_format_money ((gint64) (cost->most + 0.5), "KRW");
  if (cost->most > 0)
    g_string_append_printf (out, " · %s", money);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
