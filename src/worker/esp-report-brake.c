/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the policy says of things that come back: when an address is given up, when a send must not go on. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-brake.h"

#include "base/esp-clock.h"
#include "store/esp-campaigns.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-reports.h"
#include "store/esp-suppressions.h"

#include <stdio.h>

/**
 * esp_report_brake_soft:
 * @channel: whose address it is: "email", "sms" …
 * @out_is_suppressed: (out): whether the address gets nothing more
 *
 * After a soft bounce: so many in so many days, or so many messages one after the other, and the address is
 * taken for dead.
 */
gboolean
esp_report_brake_soft (EspTx *tx,
                       const EspPolicy *policy,
                       const char *channel,
                       gint64 lead_id,
                       gint64 now_us,
                       gboolean *out_is_suppressed,
                       GError **error)
{
  EspReportSoft soft = { 0 };
  g_autoptr (EspFields) fields = NULL;
  g_autoptr (EspLead) lead = NULL;
  g_autofree char *detail = NULL;
  gboolean is_often;
  gboolean is_always;

  if (!esp_report_count_soft (tx, lead_id, channel,
                              now_us - (gint64) policy->soft_days * ESP_USEC_PER_DAY,
                              policy->soft_in_a_row, &soft, error))
    return FALSE;
  is_often = policy->soft_count > 0 && soft.n >= policy->soft_count;
  is_always = policy->soft_in_a_row > 0 && soft.n_in_a_row >= policy->soft_in_a_row;
  *out_is_suppressed = is_often || is_always;
  if (!*out_is_suppressed)
    return TRUE;
  fields = esp_fields_load (tx, error);
  lead = fields != NULL ? esp_lead_load (tx, fields, lead_id, error) : NULL;
  if (lead == NULL)
    return FALSE;
  detail = is_often ? g_strdup_printf ("%" G_GINT64_FORMAT " in %u days", soft.n, policy->soft_days)
                    : g_strdup_printf ("%" G_GINT64_FORMAT " in a row", soft.n_in_a_row);
  return esp_suppress_lead (tx, lead, channel, "soft-bounce", detail, error);
}

static gboolean
exceeds (gint64 n, gint64 n_all, double share)
{
  return share > 0 && (double) n > share * (double) n_all;
}

static const char *
judge (const EspPolicy *policy, const EspReportCounts *counts)
{
  if (policy->brake_blocks > 0 && counts->n_block >= policy->brake_blocks)
    return "brake-block";
  if (counts->n_sent < policy->brake_sample)
    return NULL;
  if (exceeds (counts->n_complaint, counts->n_sent, policy->brake_complaint))
    return "brake-complaint";
  if (exceeds (counts->n_hard, counts->n_sent, policy->brake_hard))
    return "brake-hard";
  if (exceeds (counts->n_soft, counts->n_sent, policy->brake_soft))
    return "brake-soft";
  return NULL;
}

/* A person who lets a braked send go on has seen what came back until then. */
static gboolean
load_seen (EspTx *tx, const char *name, EspReportCounts *seen, GError **error)
{
  g_autofree char *text = esp_meta_get_text (tx, name, "", error);
  EspReportCounts found = { 0 };

  if (text == NULL)
    return FALSE;
  if (sscanf (text,
              "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
              " %" G_GINT64_FORMAT,
              &found.n_sent, &found.n_hard, &found.n_soft, &found.n_block, &found.n_complaint) == 5)
    *seen = found;
  return TRUE;
}

static gboolean
keep_seen (EspTx *tx, const char *name, const EspReportCounts *seen, GError **error)
{
  g_autofree char *text =
    g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                     " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                     seen->n_sent, seen->n_hard, seen->n_soft, seen->n_block, seen->n_complaint);

  return esp_meta_set_text (tx, name, text, error);
}

static gboolean
is_under_way (const char *state)
{
  static const char *const states[] = { "scheduled", "preparing", "hold", "sending" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i], state))
      return TRUE;
  return FALSE;
}

/**
 * esp_report_brake_send:
 * @out_is_paused: (out): whether it was paused just now
 *
 * Pauses a send that is under way when more came back than the policy bears. Resumed by a person, it counts
 * anew from there.
 */
gboolean
esp_report_brake_send (EspTx *tx,
                       const EspPolicy *policy,
                       gint64 send_id,
                       gboolean *out_is_paused,
                       GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);
  g_autofree char *name = g_strdup_printf ("braked:%" G_GINT64_FORMAT, send_id);
  EspReportCounts counts;
  EspReportCounts seen = { 0 };
  EspReportCounts since;
  const char *brake;

  *out_is_paused = FALSE;
  if (send == NULL)
    return FALSE;
  if (!is_under_way (send->state))
    return TRUE;
  if (!esp_report_count_send (tx, send_id, &counts, error) || !load_seen (tx, name, &seen, error))
    return FALSE;
  since = (EspReportCounts){ counts.n_sent - seen.n_sent, counts.n_hard - seen.n_hard,
                             counts.n_soft - seen.n_soft, counts.n_block - seen.n_block,
                             counts.n_complaint - seen.n_complaint };
  brake = judge (policy, &since);
  if (brake == NULL)
    return TRUE;
  *out_is_paused = TRUE;
  return keep_seen (tx, name, &counts, error) &&
         esp_send_set_state (tx, send_id, "paused", brake, error);
}
