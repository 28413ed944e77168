/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Double opt-in: asks people whether they agree, and takes the answer that only they can give. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-ask.h"

#include "base/esp-clock.h"
#include "channels/email/esp-mail-token.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-consent-book.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-campaign.h"
#include "worker/esp-consent-words.h"
#include "worker/esp-mailbox.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define EMAIL "email"
/* The key of such a campaign in the workspace's own notes; its value is the link. */
#define ASK_FORMAT "consent_ask:%" G_GINT64_FORMAT
/* The proof of a question: by which campaign it was asked. */
#define MAIL_FORMAT "campaign:%" G_GINT64_FORMAT
#define N_TOKEN 42 /* signs of a mark */
/* The list of tokens that confirm a consent; those that end one are of list 1. */
#define CONFIRM_LIST_ID 2

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

/* Whether answers by mail are read at all. */
static gboolean
has_mailbox (EspTx *tx, gboolean *out_has, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  *out_has = FALSE;
  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      g_autoptr (EspImapAccount) account = esp_mailbox_account (channels->pdata[i], NULL);

      *out_has = *out_has || account != NULL;
    }
  return channels != NULL;
}

static gboolean
check_answerable (EspTx *tx, const char *page, GError **error)
{
  gboolean is_read = FALSE;

  if (*page != '\0')
    return TRUE;
  if (!has_mailbox (tx, &is_read, error))
    return FALSE;
  if (!is_read)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                         "Nothing takes the answer: set unsubscribe-url, the page that a link "
                         "opens, or "
                         "the mailbox of a channel, into which people answer");
  return is_read;
}

/* The draft that asks. Without a page the mark alone is kept: then only an answer by mail confirms. */
static gint64
make_campaign (EspTx *tx,
               gint64 lead_id,
               const char *wording,
               const char *page,
               const char *link,
               GError **error)
{
  g_autofree char *audience = g_strdup_printf ("{\"leads\":[%" G_GINT64_FORMAT "]}", lead_id);
  g_autofree char *document = NULL;
  g_autofree char *name = NULL;
  g_autofree char *note = NULL;
  gboolean korean_words = TRUE;
  gint64 campaign_id;

  if (!esp_consent_campaign_is_korean (tx, &korean_words, error))
    return 0;
  document = esp_consent_words_ask (korean_words, *page != '\0' ? link : NULL, wording);
  name = g_strdup_printf ("%s · %" G_GINT64_FORMAT, esp_consent_words_ask_subject (korean_words),
                          lead_id);
  campaign_id = esp_consent_campaign_new (tx, name, FALSE, document, audience, error);
  note = g_strdup_printf (ASK_FORMAT, campaign_id);
  return campaign_id != 0 && esp_meta_set_text (tx, note, link, error) ? campaign_id : 0;
}

/**
 * esp_consent_ask:
 * @wording: what the person is to agree to
 * @out_link: (out) (transfer full) (nullable): what confirms, for the message; %NULL when only an answer does
 * @out_campaign_id: (out): a draft with the message
 *
 * Begins a double opt-in: the consent waits until the person presses the link or answers yes. Whoever confirmed,
 * refused or was asked within a day is not asked.
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
  EspConsent pending = { .lead_id = lead_id,
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
  g_autofree char *link = NULL;
  g_autofree char *mail = NULL;

  if (page == NULL || !check_askable (tx, lead_id, now_us, error))
    return FALSE;
  if (wording == NULL || *wording == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "To what is the person to agree? The words are kept as proof");
      return FALSE;
    }
  if (!check_answerable (tx, page, error))
    return FALSE;
  mark = esp_unsubscribe_token_encode (&token, key);
  link = g_strconcat (page, mark, NULL);
  *out_campaign_id = make_campaign (tx, lead_id, wording, page, link, error);
  if (*out_campaign_id == 0)
    return FALSE;
  mail = g_strdup_printf (MAIL_FORMAT, *out_campaign_id);
  pending.proof = mail;
  if (!esp_consent_add (tx, &pending, error))
    return FALSE;
  *out_link = *page != '\0' ? g_steal_pointer (&link) : NULL;
  return TRUE;
}

static gboolean
does_quote (const char *document, const char *wording)
{
  g_autofree char *quote = esp_consent_words_quote (wording);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), quote);
  g_autofree char *written = json_to_string (node, FALSE);

  written[strlen (written) - 1] = '\0';
  return strstr (document, written + 1) != NULL;
}

/* What a person had before their eyes: which version of which message, and whether the words that are kept were in it,
 * for the draft could be edited. */
static char *
describe_mail (EspTx *tx, const EspConsent *asked, const char *answer)
{
  gint64 campaign_id = asked->proof != NULL && g_str_has_prefix (asked->proof, "campaign:")
                         ? g_ascii_strtoll (asked->proof + strlen ("campaign:"), NULL, 10)
                         : 0;
  g_autoptr (EspSend) send = campaign_id != 0 ? esp_send_load_newest (tx, campaign_id, NULL) : NULL;
  g_autofree char *document = NULL;
  g_autofree char *digest = NULL;

  if (send != NULL && send->message_version != 0)
    document = esp_message_load_version (tx, send->message_id, (int) send->message_version, NULL);
  if (document == NULL)
    return g_strdup (answer);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, document, -1);
  return g_strdup_printf ("%s; asked by message %" G_GINT64_FORMAT ", version %" G_GINT64_FORMAT
                          ", SHA-256 %s, which %s these words",
                          answer, send->message_id, (gint64) send->message_version, digest,
                          asked->wording != NULL && does_quote (document, asked->wording)
                            ? "quotes"
                            : "does not quote");
}

/* What this program asked; that somebody came back by themselves may be written down in between. */
static const EspConsent *
find_question (GPtrArray *history)
{
  for (guint i = 0; i < history->len; i++)
    {
      const EspConsent *asked = history->pdata[i];

      if (g_str_equal (asked->state, "pending") && g_str_equal (asked->channel, EMAIL) &&
          g_strcmp0 (asked->source, ESP_CONSENT_SOURCE_DOUBLE) == 0)
        return asked;
    }
  return NULL;
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
  g_autofree char *whole_proof = NULL;
  const EspConsent *asked;

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
  asked = find_question (history);
  if (asked != NULL)
    {
      granted.wording = asked->wording;
      granted.proof = whole_proof = describe_mail (tx, asked, granted.proof);
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

/* What a person wrote, without what their mail program signs it with. */
static char *
dup_words (const char *text)
{
  static const char *const signs[] = { "--",        "__",          "sent from", "나의 iphone",
                                       "내 iphone", "get outlook", NULL };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *words = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_casefold (g_strstrip (lines[i]), -1);

      for (guint j = 0; signs[j] != NULL; j++)
        if (g_str_has_prefix (folded, signs[j]))
          return g_strstrip (g_string_free (words, FALSE));
      g_string_append_printf (words, "%s\n", lines[i]);
    }
  return g_strstrip (g_string_free (words, FALSE));
}

static gboolean
begins_with_yes (const char *folded)
{
  static const char *const words[] = { "동의",    "수신동의", "네",      "예", "확인", "yes",
                                       "i agree", "agree",    "confirm", "ok", NULL };

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *after = folded + strlen (words[i]);

      if (g_str_has_prefix (folded, words[i]) &&
          (i < 2 || !g_unichar_isalpha (g_utf8_get_char (after)) ||
           g_str_has_prefix (after, "합") || g_str_has_prefix (after, "해")))
        return TRUE;
    }
  return FALSE;
}

/* An answer means yes when its first paragraph begins so and is short, and nothing in it doubts. Who signs with their
 * name and office below has said no more than that. */
static gboolean
is_yes (const char *words)
{
  static const char *const doubts[] = {
    "않", "안 ", "거부", "취소", "?", "not", "n't", "stop", NULL
  };
  const glong longest = 60;
  g_autofree char *folded = g_utf8_casefold (words, -1);
  const char *end = strstr (folded, "\n\n");
  glong n = end != NULL ? g_utf8_pointer_to_offset (folded, end) : g_utf8_strlen (folded, -1);

  for (guint i = 0; doubts[i] != NULL; i++)
    if (strstr (folded, doubts[i]) != NULL)
      return FALSE;
  return n <= longest && begins_with_yes (folded);
}

/**
 * esp_consent_take_reply:
 * @campaign_id: to which a person has answered
 * @from: (nullable): the address from which they answered, for the proof
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
                        const char *from,
                        const char *text,
                        GError **error)
{
  g_autofree char *words = text != NULL ? dup_words (text) : NULL;
  g_autofree char *note = g_strdup_printf (ASK_FORMAT, campaign_id);
  g_autofree char *link = esp_meta_get_text (tx, note, "", error);
  g_autofree char *proof = NULL;
  g_autoptr (GBytes) key = NULL;
  EspUnsubscribeToken found = { 0 };
  gsize n;

  if (link == NULL)
    return FALSE;
  n = strlen (link);
  if (n < N_TOKEN || words == NULL || !is_yes (words))
    return TRUE;
  key = load_key (tx, error);
  if (key == NULL)
    return FALSE;
  /* A mail that was passed on may be answered by somebody else. */
  if (!esp_unsubscribe_token_decode (link + n - N_TOKEN, key, &found) ||
      (gint64) found.lead_id != lead_id)
    return TRUE;
  proof = g_strdup_printf ("reply%s%s: %s", from != NULL ? " from " : "", from != NULL ? from : "",
                           words);
  return confirm_if_waiting (tx, link, proof, error);
}
