/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A moment as the clock of its zone shows it. */
typedef struct
{
  GDateTime *local; /* (owned): whole microseconds, in its zone */
  guint nanosecond; /* of the second */
  gboolean has_zone_name;
} EspLiquidTime;

gboolean esp_liquid_time_from_seconds (gint64 seconds, GTimeZone *zone, EspLiquidTime *out_time);
gboolean esp_liquid_time_parse (const char *text,
                                gsize len,
                                gint64 now_us,
                                GTimeZone *zone,
                                EspLiquidTime *out_time);
void esp_liquid_time_clear (EspLiquidTime *self);
gboolean
esp_liquid_time_format (GString *out, const EspLiquidTime *self, const char *format, gsize len);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspLiquidTime, esp_liquid_time_clear)

G_END_DECLS
