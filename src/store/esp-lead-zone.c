/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one answer to what time it is where a person is: what the lead says, else the country, else what the
 * telephone number or the mail address tells of it. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-zone.h"

#include "base/esp-zone.h"
#include "store/esp-audience.h"

/**
 * esp_zone_source_name:
 *
 * Returns: the name that programs read
 */
const char *
esp_zone_source_name (EspZoneSource source)
{
  static const char *const names[] = { "workspace", "lead", "country", "phone", "email" };

  return names[source];
}

/**
 * esp_lead_zone_find:
 * @out_source: (out) (optional): what told it
 *
 * Returns: (transfer none) (nullable): an IANA name (of @place->zone or static), or the code of a country with
 *   several zones (see esp_zone_get_parts()); %NULL when nothing tells it, and the workspace's counts
 */
const char *
esp_lead_zone_find (const EspLeadPlace *place, EspZoneSource *out_source)
{
  EspZoneSource source = ESP_ZONE_SOURCE_NONE;
  const char *zone = NULL;
  char country[ESP_COUNTRY_SIZE];

  if (esp_zone_is_known (place->zone))
    {
      zone = place->zone;
      source = ESP_ZONE_SOURCE_STATED;
    }
  if (zone == NULL && (zone = esp_zone_of_country (place->country)) != NULL)
    source = ESP_ZONE_SOURCE_COUNTRY;
  if (zone == NULL &&
      (zone = esp_zone_of_country (esp_audience_find_calling_country (place->phone))) != NULL)
    source = ESP_ZONE_SOURCE_PHONE;
  if (zone == NULL && (zone = esp_zone_of_country (
                         esp_audience_find_country (NULL, NULL, place->email, country))) != NULL)
    source = ESP_ZONE_SOURCE_EMAIL;
  if (out_source != NULL)
    *out_source = source;
  return zone;
}

/**
 * esp_lead_zone_read:
 * @out_source: (out): what told it; %ESP_ZONE_SOURCE_NONE when nothing did
 *
 * Returns: (transfer full) (nullable): the same of a stored lead; %NULL also with @error set
 */
char *
esp_lead_zone_read (EspTx *tx, gint64 lead_id, EspZoneSource *out_source, GError **error)
{
  static const char sql_place[] = "SELECT time_zone, country, phone, email FROM lead WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_place, error);

  *out_source = ESP_ZONE_SOURCE_NONE;
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return NULL;
  return g_strdup (
    esp_lead_zone_find (&(EspLeadPlace){ esp_stmt_text (stmt, 0), esp_stmt_text (stmt, 1),
                                         esp_stmt_text (stmt, 2), esp_stmt_text (stmt, 3) },
                        out_source));
}
