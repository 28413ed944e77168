/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which words of consent an import records, the same for the real run and for the dry one. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-consent.h"

static const char *const channel_names[ESP_N_IMPORT_CHANNELS] = { "email", "sms", "kakao", "push" };

/**
 * esp_import_consent_channel:
 * @channel: an EspImportChannel
 *
 * Returns: (transfer none): the channel's name in the store
 */
const char *
esp_import_consent_channel (guint channel)
{
  return channel_names[channel];
}

static gboolean
is_refusal (const char *state)
{
  return g_strcmp0 (state, "denied") == 0 || g_strcmp0 (state, "withdrawn") == 0;
}

/* The most restrictive word wins: a grant beats a refusal only when the row itself dates it later, and
 * what is known already is not said again. */
static gboolean
may_record (const EspImportSpec *spec,
            const EspImportRow *row,
            EspImportConsentWord word,
            const char *state,
            gint64 at_us)
{
  if (state == NULL)
    return TRUE;
  if (word == ESP_IMPORT_CONSENT_DENIED)
    return !is_refusal (state);
  if (word == ESP_IMPORT_CONSENT_UNDATED)
    return FALSE;
  if (is_refusal (state))
    return !spec->is_consent_declared && row->consent_at_us > at_us && at_us > 0;
  return g_strcmp0 (state, "granted") != 0 || row->consent_at_us > at_us;
}

/**
 * esp_import_consent_judge:
 * @state: (nullable): the word in force for the lead, %NULL when nothing was ever said
 * @at_us: when it was said; 0 is unknown
 * @counts: is added to
 *
 * Returns: whether the row's word is recorded
 */
gboolean
esp_import_consent_judge (const EspImportSpec *spec,
                          const EspImportRow *row,
                          guint channel,
                          const char *state,
                          gint64 at_us,
                          EspImportCounts *counts)
{
  EspImportConsentWord word = row->consent[channel];

  if (may_record (spec, row, word, state, at_us))
    {
      counts->n_consents++;
      counts->n_consents_undated += word == ESP_IMPORT_CONSENT_UNDATED;
      return TRUE;
    }
  counts->n_consents_kept += word == ESP_IMPORT_CONSENT_GRANTED && is_refusal (state);
  return FALSE;
}

/**
 * esp_import_consent_state:
 * @out_at_us: (out): when it was said; 0 is unknown
 *
 * Returns: (transfer none): the state that a word becomes in the store
 */
const char *
esp_import_consent_state (const EspImportRow *row,
                          EspImportConsentWord word,
                          gint64 now_us,
                          gint64 *out_at_us)
{
  if (word == ESP_IMPORT_CONSENT_GRANTED)
    {
      *out_at_us = row->consent_at_us;
      return "granted";
    }
  if (word == ESP_IMPORT_CONSENT_DENIED)
    {
      /* An undated refusal counts from now: it must win over an older grant. */
      *out_at_us = row->consent_at_us != 0 ? row->consent_at_us : now_us;
      return "denied";
    }
  *out_at_us = 0;
  return "unknown";
}
