/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose clock counts for a person, and what told it, in words. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-zone-words.h"

#include "base/esp-zone.h"

#include <glib/gi18n.h>

static const char *
source_words (EspZoneSource source)
{
  switch (source)
    {
    case ESP_ZONE_SOURCE_COUNTRY:
      return _ ("from the country");
    case ESP_ZONE_SOURCE_PHONE:
      return _ ("from the phone number");
    case ESP_ZONE_SOURCE_EMAIL:
      return _ ("from the email address");
    case ESP_ZONE_SOURCE_STATED:
      return _ ("from the lead");
    case ESP_ZONE_SOURCE_NONE:
    default:
      return "";
    }
}

/**
 * esp_lead_zone_words:
 * @zone: (nullable): of esp_lead_zone_find()
 *
 * Returns: (transfer full): such as "Asia/Tokyo, from the country"
 */
char *
esp_lead_zone_words (const char *zone, EspZoneSource source)
{
  if (zone == NULL || source == ESP_ZONE_SOURCE_NONE)
    return g_strdup (_ ("that of the workspace"));
  if (esp_zone_get_parts (zone) != NULL)
    /* Translators: a zone, the code of a country with several, then what told it */
    return g_strdup_printf (_ ("%s, nights in all of %s, %s"), esp_zone_get_main (zone), zone,
                            source_words (source));
  /* Translators: a zone, then what told it */
  return g_strdup_printf (_ ("%s, %s"), zone, source_words (source));
}
