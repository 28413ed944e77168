/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time zones of calendars: by their names, or from the VTIMEZONE of programs that have names of their own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A place whose clock is known; lives as long as the zones that it is of. */
typedef struct _EspIcalZone EspIcalZone;

EspIcalZone *esp_ical_zone_new (GTimeZone *zone);
void esp_ical_zone_free (EspIcalZone *self);
gint64 esp_ical_zone_to_utc (const EspIcalZone *self, gint64 wall);
gint64 esp_ical_zone_to_wall (const EspIcalZone *self, gint64 utc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIcalZone, esp_ical_zone_free)

typedef struct _EspIcalZones EspIcalZones;

EspIcalZones *esp_ical_zones_new (void);
void esp_ical_zones_free (EspIcalZones *self);
gboolean esp_ical_zones_read (EspIcalZones *self, const char *name, const char *value);
const EspIcalZone *esp_ical_zones_find (EspIcalZones *self, const char *name);

const char *esp_ical_place_of_windows (const char *name);

G_END_DECLS
