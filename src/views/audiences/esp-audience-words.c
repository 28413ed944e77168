/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what a platform of advertisements asks of an audience before it shows anything to it. */
#define G_LOG_DOMAIN "esp-audiences"

#include "config.h"

#include "views/audiences/esp-audience-words.h"

#include "base/esp-format.h"

#include <glib/gi18n.h>

/**
 * esp_audience_words_minimum:
 *
 * Returns: (transfer full): what to know of the platform before it is chosen
 */
char *
esp_audience_words_minimum (EspAdPlatform platform)
{
  gint64 least = esp_ad_platform_min_people (platform);
  g_autofree char *count = esp_format_count (least);

  if (least > 0)
    /* Translators: the least number of people to whom a platform shows ads */
    return g_strdup_printf (_ ("Shows ads from %s people whom it recognises"), count);
  /* Translators: %s is a platform: Kakao or Naver */
  return g_strdup_printf (_ ("Compare the first line of the file with the template on the page of "
                             "%s: not every account takes the same columns"),
                          esp_ad_platform_title (platform));
}

/**
 * esp_audience_words_too_few:
 * @n: how many can be handed over
 *
 * Returns: (transfer full) (nullable): that this is not enough; %NULL when it may be
 */
char *
esp_audience_words_too_few (EspAdPlatform platform, gint64 n)
{
  gint64 least = esp_ad_platform_min_people (platform);
  g_autofree char *count = esp_format_count (n);
  g_autofree char *wanted = esp_format_count (least);

  if (n >= least)
    return NULL;
  /* Translators: platform, the least number of people, how many there are */
  return g_strdup_printf (_ ("%1$s shows nothing to fewer than %2$s people whom it recognises; "
                             "%3$s can be handed over."),
                          esp_ad_platform_title (platform), wanted, count);
}
