/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest name of a zone, and the end. */
#define ESP_ZONE_SIZE 65

gboolean esp_zone_read (const char *text, char out_name[ESP_ZONE_SIZE]);
gboolean esp_zone_is_known (const char *name);
const char *esp_zone_of_country (const char *country);
const char *const *esp_zone_get_parts (const char *zone);
const char *esp_zone_get_main (const char *zone);
GTimeZone *esp_zone_open (const char *zone);

G_END_DECLS
