/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and hours of the sample workspace's shop, which is in Korea and keeps its hours. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-sample-days.h"

#include "base/esp-clock.h"

#define ZONE_US (9 * ESP_USEC_PER_HOUR) /* Korea has no summer time */

/**
 * esp_sample_get_today:
 *
 * Returns: the day on which the workspace is made, as midnight UTC, as whole days are kept
 */
gint64
esp_sample_get_today (EspTx *tx)
{
  gint64 there_us = esp_tx_get_now_us (tx) + ZONE_US;

  return there_us - there_us % ESP_USEC_PER_DAY;
}

/**
 * esp_sample_get_moment:
 * @in_days: from today; below zero for the past
 * @hour: of the shop's own clock
 *
 * Returns: that hour of that day, µs
 */
gint64
esp_sample_get_moment (EspTx *tx, int in_days, guint hour)
{
  return esp_sample_get_today (tx) + in_days * ESP_USEC_PER_DAY + hour * ESP_USEC_PER_HOUR -
         ZONE_US;
}
