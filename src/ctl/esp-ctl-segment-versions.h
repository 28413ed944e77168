/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-segment-print.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

int esp_ctl_segment_versions (EspCtlSegment *self, EspStore *store, GError **error);
int esp_ctl_segment_keep (EspCtlSegment *self, EspStore *store, GError **error);
int esp_ctl_segment_restore (EspCtlSegment *self, EspStore *store, GError **error);
int esp_ctl_segment_compare (EspCtlSegment *self, EspStore *store, GError **error);

G_END_DECLS
