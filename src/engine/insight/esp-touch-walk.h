/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-attribution-models.h"
#include "store/esp-insight-touches.h"

G_BEGIN_DECLS

/* Touches and conversions of the question that is asked, and where each touch came from. */
typedef struct
{
  EspAnalysis *analysis;
  gint64 window_us;
  gboolean is_revenue;
  GPtrArray *places;   /* (owned) as they were found; not to be changed */
  GArray *touches;     /* (owned) of EspInsightEvent, by lead and time; others read it, too */
  GArray *conversions; /* (owned) by lead and time */
} EspTouchWalk;

typedef void (*EspTouchWalkFunc) (guint32 lead_id, const EspTouchPath *path, gpointer data);

EspTouchGroup esp_touch_walk_get_group (const EspQuestion *question);
gboolean esp_touch_walk_load (EspTouchWalk *self, EspAnalysis *analysis, GError **error);
void esp_touch_walk_run (const EspTouchWalk *self,
                         const guint *place_of,
                         EspTouchWalkFunc func,
                         gpointer data);
void esp_touch_walk_clear (EspTouchWalk *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspTouchWalk, esp_touch_walk_clear)

G_END_DECLS
