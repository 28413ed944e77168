/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-catalog.h"
#include "engine/segment/esp-rule-time.h"
#include "engine/segment/esp-rule.h"
#include "store/esp-fields.h"

G_BEGIN_DECLS

/* What counting in one workspace needs to know besides the leads: fields, the other segments, the zone
 * and the currency. Read once, then only looked at; dropped when one of them changes. */
typedef struct _EspSegmentWorld EspSegmentWorld;

EspSegmentWorld *esp_segment_world_load (EspTx *tx, GError **error);
EspSegmentWorld *esp_segment_world_ref (EspSegmentWorld *self);
void esp_segment_world_unref (EspSegmentWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentWorld, esp_segment_world_unref)

EspRuleCatalog *esp_segment_world_get_catalog (const EspSegmentWorld *self);
EspFields *esp_segment_world_get_fields (const EspSegmentWorld *self);
GTimeZone *esp_segment_world_get_zone (const EspSegmentWorld *self);
const char *esp_segment_world_get_currency (const EspSegmentWorld *self);
double esp_segment_world_get_money_scale (const EspSegmentWorld *self);
gint64 esp_segment_world_find_static (const EspSegmentWorld *self, const char *uuid);
EspRule *
esp_segment_world_find_rule (const EspSegmentWorld *self, const char *uuid, GError **error);
gint64 esp_segment_world_get_day (const EspSegmentWorld *self, gint64 now_us);

G_END_DECLS
