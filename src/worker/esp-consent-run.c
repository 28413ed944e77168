/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells people what the law wants them to be told about their consent, and proves that they were told. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-run.h"

#include "base/esp-clock.h"
#include "store/esp-campaigns.h"
#include "store/esp-ledger.h"
#include "store/esp-meta.h"
#include "store/esp-suppressions.h"
#include "worker/esp-consent-campaign.h"
#include "worker/esp-consent-words.h"

#include <string.h>

#define DEFAULT_COUNTRY "KR"
#define EMAIL "email"
#define SMS "sms"
#define YEARS 2
#define RESULT_DAYS 14
#define RUN_FORMAT ESP_CONSENT_RUN_PREFIX "%" G_GINT64_FORMAT
#define PAGE_SIZE 1000

static const char *const run_names[ESP_N_CONSENT_RUNS] = { "confirm", "result", "refusal" };

static gint64
years_before (gint64 now_us, int years)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = now != NULL ? g_date_time_add_years (now, -years) : NULL;

  return then != NULL ? g_date_time_to_unix (then) * G_USEC_PER_SEC : 0;
}

/* The channel of consents. */
static gboolean
is_sms (const char *channel)
{
  return g_strcmp0 (channel, SMS) == 0;
}

/**
 * esp_consent_run_list:
 * @channel: (nullable): "email" or "sms": of which consent; email unless it is said
 * @days: with CONFIRM, also those whose two years end within so many days; with RESULT, how far back to
 *   look, 0 for the days that the law gives
 *
 * Returns: (transfer full) (element-type EspConsentLine): who has to be told; %NULL with @error set
 */
GPtrArray *
esp_consent_run_list (EspTx *tx,
                      EspConsentRunKind kind,
                      const char *channel,
                      guint days,
                      GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  gint64 now_us = esp_tx_get_now_us (tx);
  EspConsentQuery query = { .channel = is_sms (channel) ? SMS : EMAIL, .country = DEFAULT_COUNTRY };

  if (country == NULL)
    return NULL;
  query.takes_strangers = g_str_equal (country, DEFAULT_COUNTRY);
  if (kind == ESP_CONSENT_RUN_CONFIRM)
    {
      query.until_us = years_before (now_us, YEARS) + (gint64) days * G_TIME_SPAN_DAY;
      return esp_consent_book_list_old (tx, &query, error);
    }
  query.from_us = now_us - (gint64) (days > 0 ? days : RESULT_DAYS) * G_TIME_SPAN_DAY;
  query.until_us = now_us + 1;
  return esp_consent_book_list_untold (tx, &query, error);
}

static char *
make_audience (GPtrArray *lines)
{
  GString *text = g_string_new ("{\"leads\":[");

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            ((EspConsentLine *) lines->pdata[i])->consent.lead_id);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static char *
format_day (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("");
}

/* The note of a run: its name, and the digest of the message as it was written. */
static char *
dup_name (const EspConsentRun *run)
{
  static const char *const endings[2][2] = { { "", ":by-sms" }, { ":sms:by-email", ":sms" } };

  return g_strconcat (run_names[run->kind], endings[run->is_of_texts][run->is_by_text], NULL);
}

static gboolean
parse_name (const char *name, EspConsentRun *out_run)
{
  for (guint i = 0; i < ESP_N_CONSENT_RUNS * 4; i++)
    {
      const EspConsentRun run = { .kind = (EspConsentRunKind) (i / 4),
                                  .is_of_texts = (i & 2) != 0,
                                  .is_by_text = (i & 1) != 0 };
      g_autofree char *own = dup_name (&run);

      if (!g_str_equal (own, name))
        continue;
      *out_run = run;
      return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full) (nullable): its two words, or fewer when there is none; %NULL with @error set */
static char **
load_note (EspTx *tx, gint64 campaign_id, GError **error)
{
  g_autofree char *key = g_strdup_printf (RUN_FORMAT, campaign_id);
  g_autofree char *note = esp_meta_get_text (tx, key, "", error);

  return note != NULL ? g_strsplit (note, " ", 2) : NULL;
}

/**
 * esp_consent_run_load:
 * @out_run: (out): what the campaign tells and how
 * @out_is_one: (out): %FALSE when it is no such campaign, or is over and recorded
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_run_load (EspTx *tx,
                      gint64 campaign_id,
                      EspConsentRun *out_run,
                      gboolean *out_is_one,
                      GError **error)
{
  g_auto (GStrv) words = load_note (tx, campaign_id, error);

  if (words == NULL)
    return FALSE;
  *out_is_one = words[0] != NULL && parse_name (words[0], out_run);
  return TRUE;
}

/**
 * esp_consent_run_is_as_written:
 * @document: the message of the campaign as it is now
 * @out_is: (out): whether it says what it said when the run was made
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_run_is_as_written (EspTx *tx,
                               gint64 campaign_id,
                               const char *document,
                               gboolean *out_is,
                               GError **error)
{
  g_auto (GStrv) words = load_note (tx, campaign_id, error);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, document, -1);

  if (words == NULL)
    return FALSE;
  *out_is = g_strv_length (words) == 2 && g_str_equal (words[1], digest);
  return TRUE;
}

/**
 * esp_consent_run_prepare:
 * @lines: (element-type EspConsentLine): whom to tell
 * @out_campaign_id: (out): a draft
 *
 * Makes the message with all that the law lists, and a campaign of it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_run_prepare (EspTx *tx,
                         const EspConsentRun *run,
                         GPtrArray *lines,
                         gint64 *out_campaign_id,
                         GError **error)
{
  g_autofree char *day = format_day (esp_tx_get_now_us (tx));
  g_autofree char *document = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *audience = make_audience (lines);
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;
  g_autofree char *own = dup_name (run);
  g_autofree char *note = NULL;
  gboolean korean_words = TRUE;

  if (lines->len == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                           "Nobody has to be told anything");
      return FALSE;
    }
  if (!esp_consent_campaign_is_korean (tx, &korean_words, error))
    return FALSE;
  name = g_strdup_printf ("%s%s %s", esp_consent_words_subject (run->kind, korean_words),
                          esp_consent_words_way (run, korean_words), day);
  document = run->is_by_text ? esp_consent_words_text (run, korean_words)
                             : esp_consent_words_mail (run, korean_words);
  *out_campaign_id =
    esp_consent_campaign_new (tx, name, run->is_by_text, document, audience, error);
  if (*out_campaign_id == 0)
    return FALSE;
  key = g_strdup_printf (RUN_FORMAT, *out_campaign_id);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, document, -1);
  note = g_strjoin (" ", own, digest, NULL);
  return esp_meta_set_text (tx, key, note, error);
}

static const char *
channel_of (gboolean is_text)
{
  return is_text ? SMS : EMAIL;
}

/* Whoever refused is told so although nothing else goes there any more; a dead address is told nothing. */
static gboolean
is_reached (EspTx *tx,
            const EspConsentRun *run,
            const EspConsentLine *line,
            gboolean *out_is,
            GError **error)
{
  const char *address = run->is_by_text ? line->phone : line->email;
  gboolean is_closed = FALSE;

  if (address != NULL && *address != '\0' &&
      !esp_suppression_is_closed (tx, line->consent.lead_id, channel_of (run->is_by_text),
                                  run->kind == ESP_CONSENT_RUN_REFUSAL, &is_closed, error))
    return FALSE;
  *out_is = address != NULL && *address != '\0' && !is_closed;
  return TRUE;
}

/* Divides those whom @own is about by how they can be told. */
static gboolean
divide (EspTx *tx,
        const EspConsentRun *own,
        const EspConsentRun *other,
        GPtrArray *lines,
        GPtrArray *by_own,
        GPtrArray *by_other,
        guint *n_unreached,
        GError **error)
{
  for (guint i = 0; i < lines->len; i++)
    {
      EspConsentLine *line = lines->pdata[i];
      gboolean is_granted = g_str_equal (line->consent.state, "granted");
      gboolean is_own = FALSE;
      gboolean is_other = FALSE;

      if (is_granted != (own->kind != ESP_CONSENT_RUN_REFUSAL))
        continue;
      if (!is_reached (tx, own, line, &is_own, error) ||
          !is_reached (tx, other, line, &is_other, error))
        return FALSE;
      if (is_own || is_other)
        g_ptr_array_add (is_own ? by_own : by_other, line);
      else
        (*n_unreached)++;
    }
  return TRUE;
}

static void
set_nobody (guint n_unreached, GError **error)
{
  if (n_unreached > 0)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "%u people have to be told, and none of them has an email address or a telephone "
                 "number that takes it. Tell them otherwise, then write that down for each",
                 n_unreached);
  else
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                         "Nobody has to be told anything");
}

/**
 * esp_consent_run_prepare_due:
 * @channel: (nullable): as in esp_consent_run_list()
 * @days: as there
 * @ways: which campaigns may be made
 * @out_made: (out caller-allocates): what was made
 *
 * Makes the campaign for those whom this kind of run is about, and one that goes the other way to those whom the
 * first does not reach: the law wants them told (Network Act of Korea, article 50 (7) and (8)), and does not say
 * how. Who is reached by neither stays on the list.
 *
 * Returns: %FALSE with @error set, %ESP_STORE_ERROR_NOT_FOUND when nobody is told
 */
gboolean
esp_consent_run_prepare_due (EspTx *tx,
                             EspConsentRunKind kind,
                             const char *channel,
                             guint days,
                             EspConsentWays ways,
                             EspConsentRunMade *out_made,
                             GError **error)
{
  const EspConsentRun own = { kind, is_sms (channel), is_sms (channel) };
  const EspConsentRun other = { kind, is_sms (channel), !is_sms (channel) };
  g_autoptr (GPtrArray) lines = esp_consent_run_list (tx, kind, channel, days, error);
  g_autoptr (GPtrArray) by_own = g_ptr_array_new ();
  g_autoptr (GPtrArray) by_other = g_ptr_array_new ();

  *out_made = (EspConsentRunMade){ 0 };
  if (lines == NULL ||
      !divide (tx, &own, &other, lines, by_own, by_other, &out_made->n_unreached, error))
    return FALSE;
  if ((ways & ESP_CONSENT_BY_OWN) != 0)
    out_made->n = by_own->len;
  if ((ways & ESP_CONSENT_BY_OTHER) != 0)
    out_made->n_other = by_other->len;
  if (out_made->n + out_made->n_other == 0)
    {
      set_nobody (out_made->n_unreached, error);
      return FALSE;
    }
  return (out_made->n == 0 ||
          esp_consent_run_prepare (tx, &own, by_own, &out_made->campaign_id, error)) &&
         (out_made->n_other == 0 ||
          esp_consent_run_prepare (tx, &other, by_other, &out_made->other_id, error));
}

static gboolean
record_page (EspTx *tx,
             gint64 send_id,
             const EspConsentRun *run,
             GPtrArray *rows,
             guint *n,
             GError **error)
{
  gboolean is_confirm = run->kind == ESP_CONSENT_RUN_CONFIRM;
  gboolean is_refusal = run->kind == ESP_CONSENT_RUN_REFUSAL;
  const char *channel = channel_of (run->is_of_texts);
  g_autofree char *proof = g_strdup_printf ("send %" G_GINT64_FORMAT, send_id);

  for (guint i = 0; i < rows->len; i++)
    {
      const EspLedgerRow *row = rows->pdata[i];
      g_autofree char *state = NULL;
      gint64 at_us = 0;

      if (!esp_consent_get_state (tx, row->lead_id, channel, "marketing", &state, &at_us, error))
        return FALSE;
      if ((g_strcmp0 (state, "granted") == 0) == is_refusal)
        continue; /* thought otherwise since */
      if (!esp_consent_book_note (tx, row->lead_id, channel,
                                  is_confirm ? ESP_CONSENT_SOURCE_CONFIRMED
                                             : ESP_CONSENT_SOURCE_TOLD,
                                  proof, is_confirm ? row->updated_at_us : 0, error))
        return FALSE;
      (*n)++;
    }
  return TRUE;
}

/**
 * esp_consent_run_record:
 * @out_n: (out): how many were told
 * @out_n_open: (out): how many messages have not left yet
 *
 * Writes into the history of everyone whom a run has reached that they were told.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_run_record (EspTx *tx,
                        gint64 campaign_id,
                        guint *out_n,
                        guint *out_n_open,
                        GError **error)
{
  g_autofree char *key = g_strdup_printf (RUN_FORMAT, campaign_id);
  EspConsentRun run;
  gboolean is_one = FALSE;
  g_autoptr (EspSend) send = esp_consent_run_load (tx, campaign_id, &run, &is_one, error)
                               ? esp_send_load_newest (tx, campaign_id, error)
                               : NULL;
  gint64 n_open = 0;
  gint64 after_id = 0;
  guint n_rows = PAGE_SIZE;

  *out_n = 0;
  if (send == NULL)
    return FALSE;
  if (!is_one)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "This campaign tells nobody about consent, or it was recorded already");
      return FALSE;
    }
  if (!esp_ledger_count_state (tx, send->id, "queued", &n_open, error))
    return FALSE;
  *out_n_open = (guint) n_open;
  while (n_rows == PAGE_SIZE)
    {
      g_autoptr (GPtrArray) rows =
        esp_ledger_list (tx, send->id, "sent", after_id, PAGE_SIZE, error);

      if (rows == NULL || !record_page (tx, send->id, &run, rows, out_n, error))
        return FALSE;
      n_rows = rows->len;
      if (n_rows > 0)
        after_id = ((EspLedgerRow *) rows->pdata[n_rows - 1])->id;
    }
  if (*out_n == 0 || n_open > 0)
    return TRUE;
  return esp_meta_set_text (tx, key, NULL, error);
}
