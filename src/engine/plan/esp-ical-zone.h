/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the reader of calendars: the time zones that a file names, or describes itself. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EspIcalZones EspIcalZones;

EspIcalZones *esp_ical_zones_new (void);
void esp_ical_zones_free (EspIcalZones *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIcalZones, esp_ical_zones_free)
gboolean esp_ical_zones_read (EspIcalZones *self, const char *name, const char *value);
GTimeZone *esp_ical_zones_find (EspIcalZones *self, const char *name);

G_END_DECLS
