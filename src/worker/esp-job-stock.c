/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the sends stand as the workspace keeps them, whoever worked on them and whenever. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-job-stock.h"

#include "store/esp-campaigns.h"
#include "store/esp-ledger.h"
#include "store/esp-meta.h"
#include "store/esp-reports.h"

#define N_RETURNS 8

static gboolean
read_counts (EspTx *tx, EspSendProgress *progress, const EspJobRecord *job, GError **error)
{
  if (!esp_ledger_count_state (tx, progress->send_id, "failed", &progress->n_failed, error) ||
      !esp_ledger_count_state (tx, progress->send_id, "unknown", &progress->n_unknown, error) ||
      !esp_ledger_count_retryable (tx, progress->send_id, &progress->n_retryable, error))
    return FALSE;
  progress->n_total = job->total;
  progress->n_sent = MAX (job->done - progress->n_failed - progress->n_unknown, 0);
  return TRUE;
}

/* What came back so far: of the newest alone, as it is counted anew each time. */
static gboolean
read_returns (EspTx *tx, EspSendProgress *progress, GError **error)
{
  EspReportCounts counts;

  if (!esp_report_count_send (tx, progress->send_id, &counts, error) ||
      !esp_report_count_delivered (tx, progress->send_id, &progress->n_delivered, error))
    return FALSE;
  progress->n_soft = counts.n_soft;
  progress->n_hard = counts.n_hard;
  return TRUE;
}

/* A send that goes on by itself may wait for its time; one that the kill switch holds looks paused. */
static void
choose_state (EspSendProgress *progress, const EspSend *send, const EspJobRecord *job)
{
  gboolean is_queued = g_str_equal (job->state, "queued");
  const char *state = send->state;
  const char *reason = send->pause_reason;

  if (is_queued && g_str_equal (state, "sending"))
    {
      state = "waiting";
      reason = job->last_error;
    }
  else if (g_str_equal (job->state, "waiting") && g_str_equal (state, "sending"))
    state = ESP_SEND_IDLE;
  else if (g_str_equal (job->state, "paused") && !g_str_equal (state, "stopped") &&
           !g_str_equal (state, "done"))
    {
      state = "paused";
      reason = reason != NULL ? reason : job->last_error;
    }
  (void) g_strlcpy (progress->state, state, sizeof progress->state);
  if (reason != NULL)
    (void) g_strlcpy (progress->reason, reason, sizeof progress->reason);
  progress->hold_until_us = send->hold_until_us;
  progress->next_at_us = is_queued ? job->run_at_us : 0;
  progress->ended_at_us = MAX (send->finished_at_us, 0);
}

/**
 * esp_job_stock_read:
 * @limit: so many at most
 *
 * Returns: (transfer full) (element-type EspSendProgress): the sends last worked on, oldest first; %NULL
 *   with @error set
 */
GArray *
esp_job_stock_read (EspTx *tx, guint limit, GError **error)
{
  g_autoptr (GArray) stock = g_array_new (FALSE, TRUE, sizeof (EspSendProgress));
  g_autoptr (GPtrArray) jobs = esp_job_list (tx, limit, error);

  if (jobs == NULL)
    return NULL;
  for (guint i = jobs->len; i > 0; i--)
    {
      const EspJobRecord *job = g_ptr_array_index (jobs, i - 1);
      EspSendProgress progress = { .job_id = job->id };
      g_autoptr (EspSend) send = NULL;

      if (!g_str_equal (job->kind, "send"))
        continue;
      progress.send_id = esp_send_job_read_send_id (job->payload);
      send = esp_send_load (tx, progress.send_id, NULL);
      if (send == NULL)
        continue; /* taken back by an undo */
      if (!read_counts (tx, &progress, job, error))
        return NULL;
      choose_state (&progress, send, job);
      if (i <= N_RETURNS && !read_returns (tx, &progress, error))
        return NULL;
      g_array_append_val (stock, progress);
    }
  return g_steal_pointer (&stock);
}
