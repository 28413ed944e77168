/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-day-set.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The days on which nobody works, as journeys ask for them. They are remembered while they are the same. */
typedef struct
{
  char *key;       /* (owned) (nullable) of what they were made */
  EspDaySet *days; /* (owned) (nullable) */
} EspDaysOff;

gboolean esp_days_off_load (EspDaysOff *self, EspTx *tx, gint64 from_us, GError **error);
void esp_days_off_clear (EspDaysOff *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspDaysOff, esp_days_off_clear)

G_END_DECLS
