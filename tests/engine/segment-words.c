/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words, moments and chances of the small workspace that segments are tried on. */
#include "segment-words.h"

#include "base/esp-clock.h"

#define EVENT_DAYS 60

const char *const world_cities[15] = { "서울",     "경기",         "Busan",     "busan",
                                       "",         "대전시",       "Seoul-si",  "100%_",
                                       "Éire",     "o'n \"q\" \\", "éIRE",      "İstanbul",
                                       "ıstanbul", "Weißensee",    "WEISSENSEE" };
const char *const world_tags[5] = { "VIP", "vip", "새 고객", "old", "beta" };
const char *const world_kinds[5] = { "open", "click", "order", "visit", "sent" };
const char *const world_messages[3] = { "sent", "opened", "clicked" };
const char *const world_channels[3] = { "email", "sms", "kakao" };
const char *const world_purposes[2] = { "marketing", "night" };
const char *const world_states[5] = { "granted", "denied", "withdrawn", "pending", "unknown" };
const char *const world_items[10] = { "shirt", "Shoe", "모자", "",     "ÉTÉ",
                                      "été",   "3",    "2.50", "TRUE", "5e1" };

gboolean
segment_world_chance (SegmentWorld *self, guint percent)
{
  return esp_random_below (&self->random, 100) < percent;
}

gint64
segment_world_some_moment (SegmentWorld *self)
{
  gint64 now_us = esp_clock_now_us (self->clock);

  /* Some lie ahead, some exactly on the end of a window. */
  if (segment_world_chance (self, 10))
    return now_us - (gint64) esp_random_below (&self->random, EVENT_DAYS) * ESP_USEC_PER_DAY;
  return now_us + 3 * ESP_USEC_PER_DAY -
         (gint64) (esp_random_unit (&self->random) * EVENT_DAYS * (double) ESP_USEC_PER_DAY);
}

gint64
segment_world_some_day (SegmentWorld *self)
{
  gint64 day = segment_world_some_moment (self) / ESP_USEC_PER_DAY;

  if (segment_world_chance (self, 50))
    day -= 365 * (gint64) esp_random_below (&self->random, 40);
  return day * ESP_USEC_PER_DAY;
}
