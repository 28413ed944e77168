/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how long a text is and what a send of it costs, in words for people. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-words.h"

#include "base/esp-format.h"
#include "views/messages/esp-template-words.h"

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

/* Nobody is left out without a word. */
static void
add_failing (GString *out, const EspTextCost *cost)
{
  guint64 n = esp_bitmap_count (cost->failing);
  g_autofree char *count = esp_format_count ((gint64) n);
  g_autofree char *why = cost->why != NULL ? esp_template_words (cost->why) : NULL;

  if (n == 0)
    return;
  if (out->len > 0)
    g_string_append (out, " · ");
  /* Translators: of how many people the text cannot be made, as they are counted before sending */
  g_string_append_printf (out,
                          ngettext ("of %s person it cannot be made",
                                    "of %s people it cannot be made", n),
                          count);
  if (why != NULL)
    g_string_append_printf (out, " (%s)", why);
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

      g_autofree char *part = NULL;

      if (n == 0)
        continue;
      /* Translators: how many messages of a kind are paid, such as: 14 LMS */
      part = g_strdup_printf (C_ ("price", "%1$s %2$s"), count, _ (kinds[i]));
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", part);
    }
  money = esp_format_money ((gint64) (cost->most + 0.5), "KRW");
  if (cost->most > 0)
    g_string_append_printf (out, " · %s", money);
  add_failing (out, cost);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
