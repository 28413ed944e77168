/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a calendar: what is found lies in order, has words and is not without end. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-ical.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  const EspIcalFrame frame = { zone, G_GINT64_CONSTANT (1740000000000000),
                               G_GINT64_CONSTANT (1840000000000000) };
  g_autoptr (GPtrArray) events = NULL;
  EspIcalTold told;

  events = esp_ical_parse ((const char *) data, size, &frame, &told, NULL);
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const EspIcalEvent *event = g_ptr_array_index (events, i);

      g_assert_cmpint (event->to_us, >=, event->from_us);
      g_assert_true (g_utf8_validate (event->title, -1, NULL));
      g_assert_nonnull (event->uid);
    }
  return 0;
}
