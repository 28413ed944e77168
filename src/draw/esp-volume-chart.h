/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-campaign-charts.h"
#include "engine/policy/esp-send-limits.h"

G_BEGIN_DECLS

EspChart *
esp_volume_chart_draw (GArray *days, const EspSendLimits *limits, const EspChartVoice *voice);

G_END_DECLS
