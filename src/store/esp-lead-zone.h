/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What told the time zone of a person. */
typedef enum
{
  ESP_ZONE_SOURCE_NONE, /* nothing: the workspace's counts */
  ESP_ZONE_SOURCE_STATED,
  ESP_ZONE_SOURCE_COUNTRY,
  ESP_ZONE_SOURCE_PHONE,
  ESP_ZONE_SOURCE_EMAIL,
} EspZoneSource;

/* What a lead says of where the person is; any may be missing. */
typedef struct
{
  const char *zone;    /* (nullable) as it was written */
  const char *country; /* (nullable) */
  const char *phone;   /* (nullable) E.164 */
  const char *email;   /* (nullable) */
} EspLeadPlace;

const char *esp_zone_source_name (EspZoneSource source);
const char *esp_lead_zone_find (const EspLeadPlace *place, EspZoneSource *out_source);
char *esp_lead_zone_read (EspTx *tx, gint64 lead_id, EspZoneSource *out_source, GError **error);

G_END_DECLS
