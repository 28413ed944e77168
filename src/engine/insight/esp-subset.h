/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"

G_BEGIN_DECLS

EspBitmap *
esp_subset_load (EspAnalysis *analysis, const char *uuid, char **out_name, GError **error);

G_END_DECLS
