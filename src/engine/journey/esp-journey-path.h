/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"

G_BEGIN_DECLS

void esp_journey_path_append (GByteArray *out, const EspJourneyMark *mark, gint64 *last_us);
const guint8 *esp_journey_path_at (const GByteArray *bytes, gsize at);
gint64 esp_journey_path_last_us (const guint8 *path, gsize length, gint64 entered_us);
guint esp_journey_path_version (const GArray *marks, guint index, guint version);
GArray *esp_journey_path_read (const guint8 *path, gsize length, gint64 entered_us);

G_END_DECLS
