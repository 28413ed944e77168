/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What “campaign brief --set” says, by the names that “campaign stages” says are missing. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-process-brief.h"

#include "ctl/esp-ctl-plan-options.h"
#include "store/esp-campaigns.h"

/**
 * esp_ctl_process_set_brief:
 * @pair: name and value
 *
 * Says one part of the brief; the budget is kept with the campaign itself.
 */
gboolean
esp_ctl_process_set_brief (EspTx *tx,
                           EspCtlProcess *self,
                           EspBrief *brief,
                           char *const *pair,
                           GError **error)
{
  gint64 budget = 0;

  if (g_str_equal (pair[0], "budget"))
    return (*pair[1] == '\0' ||
            esp_ctl_plan_parse_money (pair[1], self->currency, &budget, error)) &&
           esp_campaign_set_goal (tx, self->campaign_id, self->campaign->goal, budget, error);
  if (g_str_equal (pair[0], "period"))
    return esp_ctl_plan_refuse (error, "The period is not in the brief; say it with “campaign "
                                       "reschedule NAME --from DAY --to DAY”");
  return esp_brief_set (brief, g_str_equal (pair[0], "expectation") ? "expected" : pair[0], pair[1],
                        error);
}
