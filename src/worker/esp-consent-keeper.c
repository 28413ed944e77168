/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the runs that the law wants when they are due, and keeps the proof of those that have gone out. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-keeper.h"

#include "base/esp-clock.h"
#include "store/esp-campaigns.h"
#include "store/esp-meta.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-workspace-setting.h"

#include <string.h>

#define LOOKED_AT "consent_keeper_at"
#define CONFIRMED_IN "consent_confirm_month"
#define INTERVAL_US ESP_USEC_PER_HOUR
/* A run of each month tells those whose two years end before the next one. */
#define CONFIRM_DAYS 31

static const EspConsentRunKind kinds[] = { ESP_CONSENT_RUN_CONFIRM, ESP_CONSENT_RUN_RESULT,
                                           ESP_CONSENT_RUN_REFUSAL };

static gint64
get_campaign (const char *key)
{
  return g_ascii_strtoll (key + strlen (ESP_CONSENT_RUN_PREFIX), NULL, 10);
}

/* The campaigns of runs that were made and are not over. */
typedef struct
{
  gint64 ids[2][2][ESP_N_CONSENT_RUNS]; /* of email or texts; by email or text; by kind; 0: none */
} Runs;

static gboolean
is_over (const EspSend *send)
{
  return g_str_equal (send->state, "done") || g_str_equal (send->state, "stopped");
}

/* What has gone out is written into the history of everyone whom it has reached; also one that reached nobody is
 * over. A campaign that was thrown away is forgotten. */
static gboolean
look_at_run (EspTx *tx, const char *key, gboolean records, Runs *runs, GError **error)
{
  gint64 id = get_campaign (key);
  EspConsentRun run;
  gboolean is_one = FALSE;
  guint n = 0;
  guint n_open = 0;
  g_autoptr (EspSend) send = NULL;

  if (!esp_consent_run_load (tx, id, &run, &is_one, error))
    return FALSE;
  send = is_one ? esp_send_load_newest (tx, id, NULL) : NULL;
  if (send == NULL)
    return TRUE;
  if (records && is_over (send))
    return esp_consent_run_record (tx, id, &n, &n_open, error) &&
           esp_meta_set_text (tx, key, NULL, error);
  runs->ids[run.is_of_texts][run.is_by_text][run.kind] = id;
  return TRUE;
}

static gboolean
load_runs (EspTx *tx, gboolean records, Runs *runs, GError **error)
{
  g_autoptr (GPtrArray) keys = esp_meta_list_keys (tx, ESP_CONSENT_RUN_PREFIX, error);

  *runs = (Runs){ 0 };
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (!look_at_run (tx, keys->pdata[i], records, runs, error))
      return FALSE;
  return keys != NULL;
}

static gboolean
count_due (EspTx *tx, const char *channel, guint n_due[ESP_N_CONSENT_RUNS], GError **error)
{
  g_autoptr (GPtrArray) old =
    esp_consent_run_list (tx, ESP_CONSENT_RUN_CONFIRM, channel, CONFIRM_DAYS, error);
  g_autoptr (GPtrArray) untold =
    old != NULL ? esp_consent_run_list (tx, ESP_CONSENT_RUN_RESULT, channel, 0, error) : NULL;

  if (untold == NULL)
    return FALSE;
  n_due[ESP_CONSENT_RUN_CONFIRM] = old->len;
  for (guint i = 0; i < untold->len; i++)
    {
      const EspConsentLine *line = untold->pdata[i];

      n_due[g_str_equal (line->consent.state, "granted") ? ESP_CONSENT_RUN_RESULT
                                                         : ESP_CONSENT_RUN_REFUSAL]++;
    }
  return TRUE;
}

/**
 * esp_consent_duties_load:
 * @out_duties: (out caller-allocates): whom the law wants told what, and the runs that were made for it
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_duties_load (EspTx *tx, EspConsentDuties *out_duties, GError **error)
{
  Runs runs;

  memset (out_duties, 0, sizeof *out_duties);
  if (!load_runs (tx, FALSE, &runs, error) ||
      !count_due (tx, "email", out_duties->mails.n_due, error) ||
      !count_due (tx, "sms", out_duties->texts.n_due, error))
    return FALSE;
  memcpy (out_duties->mails.campaign_ids, runs.ids[FALSE][FALSE], sizeof runs.ids[FALSE][FALSE]);
  memcpy (out_duties->mails.other_ids, runs.ids[FALSE][TRUE], sizeof runs.ids[FALSE][TRUE]);
  memcpy (out_duties->texts.campaign_ids, runs.ids[TRUE][TRUE], sizeof runs.ids[TRUE][TRUE]);
  memcpy (out_duties->texts.other_ids, runs.ids[TRUE][FALSE], sizeof runs.ids[TRUE][FALSE]);
  return TRUE;
}

static char *
get_month (EspTx *tx, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  g_autoptr (GDateTime) utc =
    g_date_time_new_from_unix_utc (esp_tx_get_now_us (tx) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here =
    utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (name == NULL)
    return NULL;
  return here != NULL ? g_date_time_format (here, "%Y-%m") : g_strdup ("");
}

/* What stands against it stays a draft, which the overview shows. */
static void
order (EspTx *tx, gint64 campaign_id)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspSend) send = esp_send_load_newest (tx, campaign_id, &problem);
  g_autoptr (EspSendGate) gate =
    send != NULL ? esp_send_gate_new (tx, send->id, 0, esp_segment_source_members, &problem) : NULL;

  if (gate == NULL || !esp_send_order_start (tx, gate, TRUE, &problem))
    g_message ("A notice about consent stays a draft: %s", problem->message);
}

/* Texts cost: what goes by them stays a draft until a person sends it. */
static gboolean
make_run (EspTx *tx, EspConsentRunKind kind, EspConsentWays ways, gboolean sends, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EspConsentRunMade made;

  if (!esp_consent_run_prepare_due (tx, kind, NULL,
                                    kind == ESP_CONSENT_RUN_CONFIRM ? CONFIRM_DAYS : 0, ways, &made,
                                    &problem))
    {
      if (g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        return TRUE; /* nobody */
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (sends && made.campaign_id != 0)
    order (tx, made.campaign_id);
  return TRUE;
}

static gboolean
make_runs (EspTx *tx, const char *policy, const Runs *runs, GError **error)
{
  g_autofree char *month = get_month (tx, error);
  g_autofree char *done = month != NULL ? esp_meta_get_text (tx, CONFIRMED_IN, "", error) : NULL;
  gboolean sends = g_str_equal (policy, "send");

  if (done == NULL)
    return FALSE;
  for (guint i = 0; i < ESP_N_CONSENT_RUNS; i++)
    {
      gboolean is_monthly = kinds[i] == ESP_CONSENT_RUN_CONFIRM;
      EspConsentWays ways = (runs->ids[FALSE][FALSE][kinds[i]] == 0 ? ESP_CONSENT_BY_OWN : 0) |
                            (runs->ids[FALSE][TRUE][kinds[i]] == 0 ? ESP_CONSENT_BY_OTHER : 0);

      if (ways == 0 || (is_monthly && g_str_equal (month, done)))
        continue;
      if (!make_run (tx, kinds[i], ways, sends, error) ||
          (is_monthly && !esp_meta_set_text (tx, CONFIRMED_IN, month, error)))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_consent_keeper_turn:
 * @inout_next_us: becomes the time of the next look, if that is earlier
 *
 * Writes down whom a run has told when it is over, and looks once an hour which runs are due, when the
 * workspace wants that: confirmations once a month, results and refusals within the days that the law gives.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_keeper_turn (EspTx *tx, gint64 *inout_next_us, GError **error)
{
  gint64 now_us = esp_tx_get_now_us (tx);
  gint64 looked_at_us = 0;
  Runs runs;
  g_autofree char *policy = esp_setting_load (tx, esp_setting_find ("consent-notices"), error);
  gboolean makes;

  if (policy == NULL || !esp_meta_get_int64 (tx, LOOKED_AT, 0, &looked_at_us, error) ||
      !load_runs (tx, TRUE, &runs, error))
    return FALSE;
  makes = !g_str_equal (policy, "tell");
  if (!makes)
    return TRUE;
  /* A clock that was set back makes no wait longer. */
  if (looked_at_us > now_us - INTERVAL_US && looked_at_us <= now_us)
    {
      *inout_next_us = MIN (*inout_next_us, looked_at_us + INTERVAL_US);
      return TRUE;
    }
  *inout_next_us = MIN (*inout_next_us, now_us + INTERVAL_US);
  return make_runs (tx, policy, &runs, error) && esp_meta_set_int64 (tx, LOOKED_AT, now_us, error);
}
