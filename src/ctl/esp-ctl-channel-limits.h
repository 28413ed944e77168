/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *preset;  /* (nullable) whose limits count where nothing else is said */
  int per_hour;        /* -1: not said */
  int per_day;         /* -1: not said */
  const char *warm_up; /* (nullable) PLAN or PLAN@DAY; empty for none */
  gboolean has_rate;   /* messages a minute were said */
} EspCtlChannelLimits;

char *esp_ctl_channel_limit (EspTx *tx,
                             const char *settings,
                             const EspCtlChannelLimits *limits,
                             GError **error);
int esp_ctl_channel_plans (gboolean is_json);
int esp_ctl_channel_volume (EspStore *store,
                            const EspChannelRecord *record,
                            gboolean is_json,
                            GError **error);
int esp_ctl_channel_move (EspStore *store,
                          const EspChannelRecord *record,
                          const char *to,
                          gboolean is_json,
                          GError **error);

G_END_DECLS
