/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what people chose on the page of choices into the history of their consent. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-answers.h"

#include "base/esp-clock.h"
#include "channels/email/esp-mail-token.h"
#include "engine/content/esp-preference-answer.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-page.h"
#include "worker/esp-mail-key.h"

#include <string.h>

#define LIST_ID 3
#define N_TOKEN 42 /* signs */
#define SOURCE "preference page"
/* Marks of answers that were taken, so that a file that is read again changes nothing. */
#define META_KNOWN "preference_answers"
#define MAX_KNOWN 5000
#define N_MARK 16
/* A clock that is ahead by so much is not believed. */
#define AHEAD_US G_TIME_SPAN_DAY
/* A yes that old is worth being said again. */
#define RENEWED_AFTER_US (365 * ESP_USEC_PER_DAY)

typedef struct
{
  EspTx *tx;
  GBytes *key;             /* (owned) */
  EspPreferencePage *page; /* (owned) */
  EspFields *fields;       /* (owned) */
  GHashTable *known;       /* (owned) marks */
  GPtrArray *order;        /* (owned) the same, the oldest first */
  EspConsentAnswers *sum;
} Take;

/**
 * esp_consent_answers_dup_token:
 *
 * Returns: (transfer full): what says on the page whose answer it is; %NULL with @error set
 */
char *
esp_consent_answers_dup_token (EspTx *tx, gint64 lead_id, GError **error)
{
  const EspUnsubscribeToken token = { LIST_ID, (guint32) lead_id, 0,
                                      (guint16) (esp_tx_get_now_us (tx) / G_TIME_SPAN_DAY) };
  g_autoptr (GBytes) key = esp_mail_key_load (tx, error);

  return key != NULL ? esp_unsubscribe_token_encode (&token, key) : NULL;
}

static void
remember (Take *take, const char *mark)
{
  char *copy = g_strndup (mark, N_MARK);

  if (g_hash_table_contains (take->known, copy))
    {
      g_free (copy);
      return;
    }
  g_ptr_array_add (take->order, copy);
  (void) g_hash_table_add (take->known, copy); /* borrows it */
}

static gboolean
load (Take *take, GError **error)
{
  g_autofree char *known = esp_meta_get_text (take->tx, META_KNOWN, "", error);
  g_auto (GStrv) marks = known != NULL ? g_strsplit (known, " ", -1) : NULL;

  take->order = g_ptr_array_new_with_free_func (g_free);
  take->known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; marks != NULL && marks[i] != NULL; i++)
    if (*marks[i] != '\0')
      remember (take, marks[i]);
  take->key = marks != NULL ? esp_mail_key_load (take->tx, error) : NULL;
  take->page = take->key != NULL ? esp_consent_page_load (take->tx, NULL, error) : NULL;
  take->fields = take->page != NULL ? esp_fields_load (take->tx, error) : NULL;
  return take->fields != NULL;
}

static gboolean
save (const Take *take, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint from = take->order->len > MAX_KNOWN ? take->order->len - MAX_KNOWN : 0;

  for (guint i = from; i < take->order->len; i++)
    g_string_append_printf (text, "%s%s", i > from ? " " : "", (char *) take->order->pdata[i]);
  return esp_meta_set_text (take->tx, META_KNOWN, text->str, error);
}

static void
take_clear (Take *take)
{
  g_clear_pointer (&take->key, g_bytes_unref);
  g_clear_pointer (&take->page, esp_preference_page_free);
  g_clear_pointer (&take->fields, esp_fields_unref);
  g_clear_pointer (&take->known, g_hash_table_unref);
  g_clear_pointer (&take->order, g_ptr_array_unref);
}

/* Returns: whose answer it is; 0 when nobody's of this workspace */
static gint64
find_lead (const Take *take, const char *token)
{
  gsize n = strlen (token);
  EspUnsubscribeToken found = { 0 };
  g_autoptr (EspLead) lead = NULL;

  if (!esp_unsubscribe_token_decode (n > N_TOKEN ? token + n - N_TOKEN : token, take->key, &found))
    return 0;
  lead = esp_lead_load (take->tx, take->fields, found.lead_id, NULL);
  return lead != NULL ? found.lead_id : 0;
}

static char *
dup_wording (const EspPreferenceAnswer *answer, const EspPreferenceChoice *choice)
{
  g_autofree char *name = g_strdup_printf ("often.%s.%s", choice->channel, choice->purpose);
  const char *often = g_hash_table_lookup (answer->fields, name);
  guint64 at = 0;
  guint n = choice->frequencies != NULL ? g_strv_length (choice->frequencies) : 0;

  if (often == NULL || !g_ascii_string_to_unsigned (often, 10, 0, G_MAXUINT, &at, NULL) || at >= n)
    return g_strdup (choice->title);
  return g_strdup_printf ("%s · %s", choice->title, choice->frequencies[at]);
}

/* One choice. @out_done: whether something was written, or was newer than the answer */
static gboolean
take_choice (const Take *take,
             const EspPreferenceAnswer *answer,
             const EspPreferenceChoice *choice,
             gint64 lead_id,
             EspConsentAnswers *out_done,
             GError **error)
{
  gboolean agrees = esp_preference_answer_agrees (answer, choice->channel, choice->purpose);
  gint64 now_us = esp_tx_get_now_us (take->tx);
  gint64 said_us =
    answer->at_us != 0 && answer->at_us <= now_us + AHEAD_US ? MIN (answer->at_us, now_us) : now_us;
  g_autofree char *wording = dup_wording (answer, choice);
  g_autofree char *proof = g_strdup_printf ("%s%s%.16s", answer->from != NULL ? answer->from : "",
                                            answer->from != NULL ? " " : "", answer->digest);
  g_autofree char *state = NULL;
  gint64 at_us = 0;
  EspConsent consent = { .lead_id = lead_id,
                         .channel = choice->channel,
                         .purpose = choice->purpose,
                         .state = (char *) (agrees ? "granted" : "withdrawn"),
                         .basis = (char *) "consent",
                         .wording = wording,
                         .source = (char *) SOURCE,
                         .proof = proof,
                         .at_us = said_us };

  if (!esp_consent_get_state (take->tx, lead_id, choice->channel, choice->purpose, &state, &at_us,
                              error))
    return FALSE;
  /* Who says yes again after a year has confirmed it: the two years of Korea begin anew (법50⑧). */
  if ((g_strcmp0 (state, consent.state) == 0 && (!agrees || said_us - at_us < RENEWED_AFTER_US)) ||
      (!agrees && state == NULL))
    {
      out_done->n_same++;
      return TRUE;
    }
  if (at_us > said_us)
    {
      out_done->n_known++; /* thought otherwise since */
      return TRUE;
    }
  if (!agrees && g_strcmp0 (state, "granted") != 0)
    consent.state = (char *) "denied";
  if (!agrees && g_strcmp0 (state, consent.state) == 0)
    {
      out_done->n_same++;
      return TRUE;
    }
  out_done->n_taken++;
  return esp_consent_add (take->tx, &consent, error);
}

static gboolean
take_answer (Take *take, const EspPreferenceAnswer *answer, GError **error)
{
  EspConsentAnswers done = { 0 };
  g_autofree char *mark = g_strndup (answer->digest, N_MARK);
  gint64 lead_id;

  if (g_hash_table_contains (take->known, mark))
    {
      take->sum->n_known++;
      return TRUE;
    }
  lead_id = find_lead (take, answer->token);
  if (lead_id == 0)
    {
      take->sum->n_foreign++;
      return TRUE;
    }
  for (guint i = 0; i < take->page->choices->len; i++)
    if (!take_choice (take, answer, take->page->choices->pdata[i], lead_id, &done, error))
      return FALSE;
  remember (take, mark);
  if (done.n_taken > 0)
    take->sum->n_taken++;
  else if (done.n_known > 0)
    take->sum->n_known++;
  else
    take->sum->n_same++;
  return TRUE;
}

/**
 * esp_consent_answers_take:
 * @text: as esp_preference_answers_parse() reads it
 * @out_sum: (out caller-allocates): what became of it
 *
 * Writes down what people chose. What is not ticked is refused; what is read again changes nothing, and what
 * was said later elsewhere stays.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_answers_take (EspTx *tx,
                          const char *text,
                          gssize length,
                          EspConsentAnswers *out_sum,
                          GError **error)
{
  g_autoptr (GPtrArray) answers = esp_preference_answers_parse (text, length, error);
  Take take = { .tx = tx, .sum = out_sum };
  gboolean is_fine;

  memset (out_sum, 0, sizeof *out_sum);
  if (answers == NULL)
    return FALSE;
  is_fine = load (&take, error);
  for (guint i = 0; is_fine && i < answers->len; i++)
    is_fine = take_answer (&take, answers->pdata[i], error);
  is_fine = is_fine && (answers->len == 0 || save (&take, error));
  take_clear (&take);
  return is_fine;
}
