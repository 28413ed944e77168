/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells people what the law wants them to be told about their consent, and proves that they were told. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-run.h"

#include "base/esp-clock.h"
#include "channels/email/esp-mail-token.h"
#include "channels/esp-channel-kinds.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-words.h"

#include <string.h>

#define DEFAULT_COUNTRY "KR"
#define EMAIL "email"
#define SMS "sms"
#define YEARS 2
#define RESULT_DAYS 14
#define RUN_FORMAT ESP_CONSENT_RUN_PREFIX "%" G_GINT64_FORMAT
#define ASK_FORMAT ESP_CONSENT_ASK_PREFIX "%" G_GINT64_FORMAT
#define N_TOKEN 42 /* signs of a mark */
#define PAGE_SIZE 1000
/* The list of tokens that confirm a consent; those that end one are of list 1. */
#define CONFIRM_LIST_ID 2
#define OPTIONS "{\"transactional\":true,\"holdout\":0}"

static const char *const run_names[ESP_N_CONSENT_RUNS] = { "confirm", "result", "refusal" };

static gint64
years_before (gint64 now_us, int years)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = now != NULL ? g_date_time_add_years (now, -years) : NULL;

  return then != NULL ? g_date_time_to_unix (then) * G_USEC_PER_SEC : 0;
}

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

static gboolean
is_korean (EspTx *tx, gboolean *out_is_korean, GError **error)
{
  g_autofree char *language = esp_meta_get_text (tx, ESP_META_LANGUAGE, "ko", error);

  if (language == NULL)
    return FALSE;
  *out_is_korean = g_str_has_prefix (language, "ko");
  return TRUE;
}

/* The first that sends such messages and is switched on. */
static gint64
find_channel (EspTx *tx, gboolean is_text, GError **error)
{
  EspMedium medium = is_text ? ESP_MEDIUM_TEXT : ESP_MEDIUM_EMAIL;
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);
  gint64 demo_id = 0;

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *channel = channels->pdata[i];
      const EspChannelKind *kind = esp_channel_kind_find (channel->kind);

      if (channel->is_enabled && kind != NULL && kind->medium == medium && kind->open != NULL)
        return channel->id;
    }
  return channels != NULL && esp_channel_ensure_demo (tx, &demo_id, error) ? demo_id : 0;
}

/* A campaign of one send to those people, as a draft: the window or “campaign send” sends it. */
static gint64
make_campaign (EspTx *tx,
               const char *name,
               const char *channel,
               const char *document,
               const char *audience,
               GError **error)
{
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  if (!esp_campaign_insert (tx, name, &campaign_id, error))
    return 0;
  send = esp_send_new (campaign_id);
  send->channel_id = find_channel (tx, is_sms (channel), error);
  if (send->channel_id == 0 || !esp_message_insert (tx, name, is_sms (channel) ? "text" : EMAIL,
                                                    document, &send->message_id, error))
    return 0;
  g_free (send->options);
  send->options = g_strdup (OPTIONS);
  g_free (send->audience);
  send->audience = g_strdup (audience);
  return esp_send_insert (tx, send, error) ? campaign_id : 0;
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

/**
 * esp_consent_run_prepare:
 * @channel: (nullable): as in esp_consent_run_list()
 * @lines: (element-type EspConsentLine): whom to tell; with RESULT only those who agreed: whoever refused
 *   gets no more email, and is told on the page where it was said
 * @out_campaign_id: (out): a draft
 *
 * Makes the message with all that the law lists, and a campaign of it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_run_prepare (EspTx *tx,
                         EspConsentRunKind kind,
                         const char *channel,
                         GPtrArray *lines,
                         gint64 *out_campaign_id,
                         GError **error)
{
  g_autofree char *day = format_day (esp_tx_get_now_us (tx));
  g_autofree char *document = NULL;
  g_autofree char *audience = make_audience (lines);
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;
  g_autofree char *run = NULL;
  gboolean korean_words = TRUE;

  if (lines->len == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                           "Nobody has to be told anything");
      return FALSE;
    }
  if (!is_korean (tx, &korean_words, error))
    return FALSE;
  name = g_strdup_printf ("%s %s", esp_consent_words_subject (kind, korean_words), day);
  document = is_sms (channel) ? esp_consent_words_text (kind, korean_words)
                              : esp_consent_words_mail (kind, korean_words);
  *out_campaign_id = make_campaign (tx, name, channel, document, audience, error);
  if (*out_campaign_id == 0)
    return FALSE;
  key = g_strdup_printf (RUN_FORMAT, *out_campaign_id);
  run = g_strconcat (run_names[kind], is_sms (channel) ? ESP_CONSENT_RUN_SMS : "", NULL);
  return esp_meta_set_text (tx, key, run, error);
}

/**
 * esp_consent_run_name:
 *
 * Returns: (transfer none): "confirm", "result" or "refusal"
 */
const char *
esp_consent_run_name (EspConsentRunKind kind)
{
  g_return_val_if_fail ((guint) kind < ESP_N_CONSENT_RUNS, NULL);
  return run_names[kind];
}

/**
 * esp_consent_run_prepare_due:
 * @channel: (nullable): as in esp_consent_run_list()
 * @days: as there
 * @out_made: (out caller-allocates): what was made
 *
 * Makes the campaign for those whom this kind of run is about. Who has no address of the channel cannot be told by
 * it; they stay on the list.
 *
 * Returns: %FALSE with @error set, %ESP_STORE_ERROR_NOT_FOUND when nobody has to be told
 */
gboolean
esp_consent_run_prepare_due (EspTx *tx,
                             EspConsentRunKind kind,
                             const char *channel,
                             guint days,
                             EspConsentRunMade *out_made,
                             GError **error)
{
  g_autoptr (GPtrArray) lines = esp_consent_run_list (tx, kind, channel, days, error);

  *out_made = (EspConsentRunMade){ 0 };
  if (lines == NULL)
    return FALSE;
  for (guint i = lines->len; i > 0; i--)
    {
      const EspConsentLine *line = lines->pdata[i - 1];
      const char *address = is_sms (channel) ? line->phone : line->email;
      gboolean is_granted = g_str_equal (line->consent.state, "granted");
      gboolean is_meant = is_granted == (kind != ESP_CONSENT_RUN_REFUSAL);
      gboolean is_reached = address != NULL && *address != '\0';

      out_made->n_unreached += is_meant && !is_reached;
      if (!is_meant || !is_reached)
        g_ptr_array_remove_index (lines, i - 1);
    }
  out_made->n = lines->len;
  return esp_consent_run_prepare (tx, kind, channel, lines, &out_made->campaign_id, error);
}

static gboolean
record_page (EspTx *tx, gint64 send_id, const char *run, GPtrArray *rows, guint *n, GError **error)
{
  gboolean is_confirm = g_str_has_prefix (run, run_names[ESP_CONSENT_RUN_CONFIRM]);
  gboolean is_refusal = g_str_has_prefix (run, run_names[ESP_CONSENT_RUN_REFUSAL]);
  const char *channel = g_str_has_suffix (run, ESP_CONSENT_RUN_SMS) ? SMS : EMAIL;
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
  g_autofree char *run = esp_meta_get_text (tx, key, "", error);
  g_autoptr (EspSend) send = run != NULL ? esp_send_load_newest (tx, campaign_id, error) : NULL;
  gint64 n_open = 0;
  gint64 after_id = 0;
  guint n_rows = PAGE_SIZE;

  *out_n = 0;
  if (send == NULL)
    return FALSE;
  if (*run == '\0')
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

      if (rows == NULL || !record_page (tx, send->id, run, rows, out_n, error))
        return FALSE;
      n_rows = rows->len;
      if (n_rows > 0)
        after_id = ((EspLedgerRow *) rows->pdata[n_rows - 1])->id;
    }
  if (*out_n == 0 || n_open > 0)
    return TRUE;
  return esp_meta_set_text (tx, key, NULL, error);
}

/* Of the same kind as the marks that go out, and none of them. */
static GBytes *
load_key (EspTx *tx, GError **error)
{
  static const char purpose[] = "espalier consent marks 1";
  guint8 address_key[ESP_HASH_SIZE];
  guint8 derived[ESP_HASH_SIZE];
  gsize n = sizeof derived;
  GHmac *hmac;

  if (!esp_meta_load_address_key (esp_tx_get_db (tx), address_key, error))
    return NULL;
  hmac = g_hmac_new (G_CHECKSUM_SHA256, address_key, sizeof address_key);
  g_hmac_update (hmac, (const guchar *) purpose, sizeof purpose - 1);
  g_hmac_get_digest (hmac, derived, &n);
  g_hmac_unref (hmac);
  return g_bytes_new (derived, n);
}

/* Whether what was said last is a question of ours or the answer to it. Who agreed otherwise, on a form or by buying,
 * can be asked for the proof that Germany wants. */
static gboolean
is_ours (EspTx *tx, gint64 lead_id, const char *state)
{
  g_autoptr (GPtrArray) history = esp_consent_list (tx, lead_id, NULL);

  for (guint i = 0; history != NULL && i < history->len; i++)
    {
      const EspConsent *said = history->pdata[i];

      if (g_str_equal (said->channel, EMAIL) && g_str_equal (said->purpose, "marketing") &&
          g_str_equal (said->state, state))
        return g_strcmp0 (said->source, ESP_CONSENT_SOURCE_DOUBLE) == 0;
    }
  return FALSE;
}

/* Asking is advertising too (법50②): whoever refused is not asked, and whoever confirmed has nothing to say. */
static gboolean
check_askable (EspTx *tx, gint64 lead_id, gint64 now_us, GError **error)
{
  static const struct
  {
    const char *state;
    const char *sentence;
  } answers[] = {
    { "granted", "This person agreed already, on %s; there is nothing to ask" },
    { "denied",
      "This person refused on %s. When they have come back by themselves, write that down "
      "first, as pending, with where they said so" },
    { "withdrawn", "This person withdrew on %s. When they have come back by themselves, write that "
                   "down first, as pending, with where they said so" },
    { "pending", "This person was asked less than a day ago, on %s; wait for the answer" },
  };
  g_autofree char *state = NULL;
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *day = NULL;
  gint64 at_us = 0;

  if (!esp_consent_get_state (tx, lead_id, EMAIL, "marketing", &state, &at_us, error))
    return FALSE;
  if ((g_strcmp0 (state, "pending") == 0 && now_us - at_us >= ESP_USEC_PER_DAY) ||
      ((g_strcmp0 (state, "pending") == 0 || g_strcmp0 (state, "granted") == 0) &&
       !is_ours (tx, lead_id, state)))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_strcmp0 (state, answers[i].state) == 0)
      {
        GString *sentence = g_string_new (answers[i].sentence);

        at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
        day = at != NULL ? g_date_time_format (at, "%Y-%m-%d") : g_strdup ("?");
        g_string_replace (sentence, "%s", day, 1);
        g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED, sentence->str);
        g_string_free (sentence, TRUE);
        return FALSE;
      }
  return TRUE;
}

/**
 * esp_consent_ask:
 * @wording: what the person is to agree to
 * @out_link: (out) (transfer full): what confirms, for the message
 * @out_campaign_id: (out): a draft with the message
 *
 * Begins a double opt-in: the consent waits until the person presses the link. Whoever confirmed, refused or was
 * asked within a day is not asked.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_ask (EspTx *tx,
                 gint64 lead_id,
                 const char *wording,
                 char **out_link,
                 gint64 *out_campaign_id,
                 GError **error)
{
  gint64 now_us = esp_tx_get_now_us (tx);
  const EspUnsubscribeToken token = { CONFIRM_LIST_ID, (guint32) lead_id, 0,
                                      (guint16) (now_us / G_TIME_SPAN_DAY) };
  const EspConsent pending = { .lead_id = lead_id,
                               .channel = (char *) EMAIL,
                               .purpose = (char *) "marketing",
                               .state = (char *) "pending",
                               .basis = (char *) "consent",
                               .wording = (char *) wording,
                               .source = (char *) ESP_CONSENT_SOURCE_DOUBLE,
                               .at_us = now_us };
  g_autoptr (GBytes) key = load_key (tx, error);
  g_autofree char *page =
    key != NULL ? esp_meta_get_text (tx, ESP_META_UNSUBSCRIBE_URL, "", error) : NULL;
  g_autofree char *mark = NULL;
  g_autofree char *document = NULL;
  g_autofree char *audience = g_strdup_printf ("{\"leads\":[%" G_GINT64_FORMAT "]}", lead_id);
  g_autofree char *link = NULL;
  g_autofree char *name = NULL;
  g_autofree char *note = NULL;
  gboolean korean_words = TRUE;

  if (page == NULL || !is_korean (tx, &korean_words, error) ||
      !check_askable (tx, lead_id, now_us, error))
    return FALSE;
  if (wording == NULL || *wording == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "To what is the person to agree? The words are kept as proof");
      return FALSE;
    }
  if (*page == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "There is no page that takes the answer; set unsubscribe-url first");
      return FALSE;
    }
  mark = esp_unsubscribe_token_encode (&token, key);
  link = g_strconcat (page, mark, NULL);
  document = esp_consent_words_ask (korean_words, link);
  name = g_strdup_printf ("%s · %" G_GINT64_FORMAT, esp_consent_words_ask_subject (korean_words),
                          lead_id);
  if (!esp_consent_add (tx, &pending, error))
    return FALSE;
  *out_campaign_id = make_campaign (tx, name, EMAIL, document, audience, error);
  if (*out_campaign_id == 0)
    return FALSE;
  note = g_strdup_printf (ASK_FORMAT, *out_campaign_id);
  if (!esp_meta_set_text (tx, note, link, error))
    return FALSE;
  *out_link = g_steal_pointer (&link);
  return TRUE;
}

/**
 * esp_consent_confirm:
 * @token: the link of esp_consent_ask(), or what stands at its end
 * @proof: (nullable): what is known of the answer, such as its network address and time
 * @out_lead_id: (out): whose consent it is
 *
 * Returns: %FALSE with @error set, also when nothing waits for this answer
 */
gboolean
esp_consent_confirm (EspTx *tx,
                     const char *token,
                     const char *proof,
                     gint64 *out_lead_id,
                     GError **error)
{
  const char *mark = strlen (token) > N_TOKEN ? token + strlen (token) - N_TOKEN : token;
  g_autoptr (GBytes) key = load_key (tx, error);
  EspUnsubscribeToken found = { 0 };
  g_autofree char *state = NULL;
  gint64 at_us = 0;
  EspConsent granted = { .channel = (char *) EMAIL,
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted",
                         .basis = (char *) "consent",
                         .source = (char *) ESP_CONSENT_SOURCE_DOUBLE,
                         .proof = (char *) (proof != NULL ? proof : mark) };
  g_autoptr (GPtrArray) history = NULL;

  if (key == NULL)
    return FALSE;
  if (!esp_unsubscribe_token_decode (mark, key, &found) || found.list_id != CONFIRM_LIST_ID)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "This is no answer that this workspace asked for");
      return FALSE;
    }
  if (!esp_consent_get_state (tx, found.lead_id, EMAIL, "marketing", &state, &at_us, error))
    return FALSE;
  if (g_strcmp0 (state, "pending") != 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED,
                           "Nothing waits for this answer any more");
      return FALSE;
    }
  history = esp_consent_list (tx, found.lead_id, error);
  if (history == NULL)
    return FALSE;
  for (guint i = 0; i < history->len && granted.wording == NULL; i++)
    {
      const EspConsent *asked = history->pdata[i];

      if (g_str_equal (asked->state, "pending") && g_str_equal (asked->channel, EMAIL))
        granted.wording = asked->wording;
    }
  granted.lead_id = found.lead_id;
  granted.at_us = esp_tx_get_now_us (tx);
  *out_lead_id = found.lead_id;
  return esp_consent_add (tx, &granted, error);
}

/* That nothing waits any more, or that it is another link, is no fault of whoever told us. */
static gboolean
confirm_if_waiting (EspTx *tx, const char *link, const char *proof, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 lead_id = 0;

  if (esp_consent_confirm (tx, link, proof, &lead_id, &problem) ||
      g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID) ||
      g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * esp_consent_take_click:
 * @url: that a person, not a machine, has pressed
 * @proof: what is known of it
 *
 * Ends a double opt-in when the link is one that confirms; does nothing otherwise.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_take_click (EspTx *tx, const char *url, const char *proof, GError **error)
{
  g_autofree char *page = esp_meta_get_text (tx, ESP_META_UNSUBSCRIBE_URL, "", error);

  if (page == NULL)
    return FALSE;
  if (*page == '\0' || !g_str_has_prefix (url, page) || strlen (url) < strlen (page) + N_TOKEN)
    return TRUE;
  return confirm_if_waiting (tx, url, proof, error);
}

/* An answer means yes when it begins so, and says nothing else of weight. */
static gboolean
is_yes (const char *text)
{
  static const char *const words[] = { "동의",    "수신동의", "네",      "예", "확인", "yes",
                                       "i agree", "agree",    "confirm", "ok", NULL };
  static const char *const doubts[] = {
    "않", "안 ", "거부", "취소", "?", "not", "n't", "stop", NULL
  };
  g_autofree char *folded = g_utf8_casefold (text, -1);
  const char *start = folded;
  gboolean begins = FALSE;

  while (g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  if (g_utf8_strlen (start, -1) > 60)
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *after = start + strlen (words[i]);

      begins |= g_str_has_prefix (start, words[i]) &&
                (i < 2 || !g_unichar_isalpha (g_utf8_get_char (after)) ||
                 g_str_has_prefix (after, "합") || g_str_has_prefix (after, "해"));
    }
  for (guint i = 0; doubts[i] != NULL; i++)
    if (strstr (start, doubts[i]) != NULL)
      return FALSE;
  return begins;
}

/**
 * esp_consent_take_reply:
 * @campaign_id: to which a person has answered
 * @text: (nullable): what they said
 *
 * Ends a double opt-in when the answer says yes to it; does nothing otherwise.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_take_reply (EspTx *tx,
                        gint64 campaign_id,
                        gint64 lead_id,
                        const char *text,
                        GError **error)
{
  g_autofree char *note = g_strdup_printf (ASK_FORMAT, campaign_id);
  g_autofree char *link = esp_meta_get_text (tx, note, "", error);
  g_autofree char *proof = NULL;
  g_autoptr (GBytes) key = NULL;
  EspUnsubscribeToken found = { 0 };
  gsize n;

  if (link == NULL)
    return FALSE;
  n = strlen (link);
  if (n < N_TOKEN || text == NULL || !is_yes (text))
    return TRUE;
  key = load_key (tx, error);
  if (key == NULL)
    return FALSE;
  /* A mail that was passed on may be answered by somebody else. */
  if (!esp_unsubscribe_token_decode (link + n - N_TOKEN, key, &found) ||
      (gint64) found.lead_id != lead_id)
    return TRUE;
  proof = g_strdup_printf ("reply: %s", text);
  return confirm_if_waiting (tx, link, proof, error);
}
