/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-segment-uses.h"

G_BEGIN_DECLS

char *esp_segment_use_describe (const EspSegmentUse *use);
char *esp_segment_use_list (const GPtrArray *uses);
char *esp_segment_use_dup_address (const EspSegmentUse *use);

G_END_DECLS
