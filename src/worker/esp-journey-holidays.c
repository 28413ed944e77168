/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times are reckoned from rules: when the holidays are others, whoever waits by them is asked about anew. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-holidays.h"

#include "engine/journey/esp-journey-entry.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-meta.h"
#include "worker/esp-journey-plan.h"

/* For which days the waits of journeys were reckoned last: the country and the workspace's own. */
#define META_RECKONED "journey_holidays"

static char *
dup_days (EspTx *tx, GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);
  g_autofree char *own =
    country != NULL ? esp_meta_get_text (tx, ESP_META_HOLIDAYS, "", error) : NULL;

  return own != NULL ? g_strdup_printf ("%s %s", country, own) : NULL;
}

/* A door that is due looks anew when it opens, and opens only if that is now. One that is due already was missed,
 * and stays so. */
static gboolean
reset_doors (EspTx *tx, const EspJourneyPlan *plan, GError **error)
{
  gint64 now_us = esp_tx_get_now_us (tx);

  for (guint i = 0; i < plan->journey->entries->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (plan->journey->entries, EspJourneyEntry, i);
      EspJourneyDoor door = { NULL, 0 };
      gboolean is_known = FALSE;
      gboolean is_ok = TRUE;

      if (entry->kind != ESP_ENTRY_SCHEDULE || !(entry->weekdays & ESP_WEEKDAYS_NO_HOLIDAYS))
        continue;
      if (!esp_journey_door_load (tx, plan->row->id, entry->id, &door, &is_known, error))
        return FALSE;
      if (is_known && door.next_us > now_us)
        {
          door.next_us = now_us;
          is_ok = esp_journey_door_save (tx, plan->row->id, entry->id, &door, error);
        }
      esp_journey_door_clear (&door);
      if (!is_ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
reckon_anew (EspTx *tx, const GPtrArray *plans, GError **error)
{
  for (guint i = 0; i < plans->len; i++)
    {
      const EspJourneyPlan *plan = plans->pdata[i];

      /* In a frozen pause no time passes, and its end moves what was reckoned before. */
      if (!plan->journey->skips_holidays || plan->row->is_frozen)
        continue;
      if (!esp_journey_members_reckon (tx, plan->row->id, error) || !reset_doors (tx, plan, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_journey_holidays_follow:
 * @plans: (element-type EspJourneyPlan): all that run
 *
 * Makes those due whose wait was reckoned with other holidays; their step says anew when it ends. Costs nothing
 * while no journey leaves out holidays.
 */
gboolean
esp_journey_holidays_follow (EspTx *tx, const GPtrArray *plans, GError **error)
{
  g_autofree char *days = NULL;
  g_autofree char *reckoned = NULL;
  gboolean is_asked = FALSE;

  for (guint i = 0; i < plans->len; i++)
    is_asked = is_asked || ((const EspJourneyPlan *) plans->pdata[i])->journey->skips_holidays;
  if (!is_asked)
    return TRUE;
  days = dup_days (tx, error);
  reckoned = days != NULL ? esp_meta_get_text (tx, META_RECKONED, "", error) : NULL;
  if (reckoned == NULL)
    return FALSE;
  if (g_str_equal (days, reckoned))
    return TRUE;
  return (*reckoned == '\0' || reckon_anew (tx, plans, error)) &&
         esp_meta_set_text (tx, META_RECKONED, days, error);
}
