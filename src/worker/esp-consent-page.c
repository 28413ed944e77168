/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on which people choose what they get, of this workspace and as one of its leads sees it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-page.h"

#include "store/esp-consents.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-answers.h"

/**
 * esp_consent_page_load:
 * @language: (nullable): of a page that was not written yet; else that of the workspace
 *
 * Returns: (transfer full): the page; %NULL with @error set
 */
EspPreferencePage *
esp_consent_page_load (EspTx *tx, const char *language, GError **error)
{
  g_autofree char *json = esp_meta_get_text (tx, ESP_META_PREFERENCE_PAGE, "", error);
  g_autofree char *usual =
    json != NULL ? esp_meta_get_text (tx, ESP_META_LANGUAGE, "ko", error) : NULL;

  if (usual == NULL)
    return NULL;
  if (*json != '\0' && language == NULL)
    return esp_preference_page_parse (json, -1, error);
  return esp_preference_page_new (language != NULL ? language : usual);
}

/**
 * esp_consent_page_save:
 * @json: of esp_preference_page_to_json(), or somebody's own
 *
 * Returns: %FALSE with @error set, which says what is wrong with the page
 */
gboolean
esp_consent_page_save (EspTx *tx, const char *json, GError **error)
{
  g_autoptr (EspPreferencePage) page = esp_preference_page_parse (json, -1, error);
  g_autofree char *clean = page != NULL ? esp_preference_page_to_json (page) : NULL;

  return clean != NULL && esp_meta_set_text (tx, ESP_META_PREFERENCE_PAGE, clean, error);
}

typedef struct
{
  EspTx *tx;
  gint64 lead_id;
} Reader;

static gboolean
is_granted_cb (const char *channel, const char *purpose, gpointer user_data)
{
  const Reader *reader = user_data;
  g_autofree char *state = NULL;
  gint64 at_us = 0;

  return esp_consent_get_state (reader->tx, reader->lead_id, channel, purpose, &state, &at_us,
                                NULL) &&
         g_strcmp0 (state, "granted") == 0;
}

/**
 * esp_consent_page_render:
 * @lead_id: whose choices are shown; 0 for a preview of nobody's
 *
 * Returns: (transfer full): HTML; %NULL with @error set
 */
char *
esp_consent_page_render (EspTx *tx, const EspPreferencePage *page, gint64 lead_id, GError **error)
{
  g_autofree char *company = esp_meta_get_text (tx, ESP_META_SENDER_COMPANY, "", error);
  g_autofree char *address = esp_meta_get_text (tx, ESP_META_SENDER_ADDRESS, "", error);
  g_autofree char *phone = esp_meta_get_text (tx, ESP_META_SENDER_PHONE, "", error);
  g_autofree char *email = esp_meta_get_text (tx, ESP_META_SENDER_EMAIL, "", error);
  g_autofree char *own = esp_meta_get_text (tx, ESP_META_PREFERENCES_URL, "", error);
  g_autofree char *action = own == NULL || *own != '\0'
                              ? g_strdup (own)
                              : esp_meta_get_text (tx, ESP_META_UNSUBSCRIBE_URL, "", error);
  g_autofree char *token = lead_id != 0 ? esp_consent_answers_dup_token (tx, lead_id, error) : NULL;
  Reader reader = { tx, lead_id };
  const EspPreferenceReader who = { .company = company,
                                    .address = address,
                                    .phone = phone,
                                    .email = email,
                                    .action = action != NULL && *action != '\0' ? action : NULL,
                                    .token = token,
                                    .is_granted = lead_id != 0 ? is_granted_cb : NULL,
                                    .user_data = &reader };

  if (company == NULL || address == NULL || phone == NULL || email == NULL || action == NULL ||
      (lead_id != 0 && token == NULL))
    return NULL;
  return esp_preference_page_to_html (page, &who);
}
