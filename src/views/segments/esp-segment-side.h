/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-lead.h"
#include "store/esp-segments.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Beside a segment that is edited: how many, whom it reaches, a sample, a lead to test.
 * Signals "test" (const char *reference) and "resample". */
#define ESP_TYPE_SEGMENT_SIDE (esp_segment_side_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentSide, esp_segment_side, ESP, SEGMENT_SIDE, GtkWidget)

GtkWidget *esp_segment_side_new (EspSession *session);
void esp_segment_side_set_address (EspSegmentSide *self, const char *address);
void esp_segment_side_set_count (EspSegmentSide *self, const EspSegmentCount *count);
void esp_segment_side_set_counting (EspSegmentSide *self);
void esp_segment_side_set_note (EspSegmentSide *self, const char *note);
void esp_segment_side_set_reach (EspSegmentSide *self, gint64 by_email, gint64 by_sms);
void esp_segment_side_set_days (EspSegmentSide *self, const GArray *days, gint64 today);
void esp_segment_side_set_sample (EspSegmentSide *self, const GPtrArray *leads);
void esp_segment_side_set_uses (EspSegmentSide *self, const GPtrArray *uses);
void esp_segment_side_set_verdict (EspSegmentSide *self, const char *sentence, gboolean matches);

G_END_DECLS
