/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-metric.h"

G_BEGIN_DECLS

EspAnswerUnit esp_figure_get_unit (EspMetricId id);
gboolean esp_figure_is_of_span (EspMetricId id);
gboolean esp_figure_put (EspAnalysis *analysis,
                         EspMetricId id,
                         gint64 from_us,
                         gint64 to_us,
                         EspAnswerRow *row,
                         guint column,
                         GError **error);

G_END_DECLS
