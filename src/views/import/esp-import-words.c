/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields, outcomes and reasons of an import in the user's language. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-words.h"

#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

static const char *const field_words[ESP_N_IMPORT_FIELDS] = {
  [ESP_IMPORT_FIELD_NONE] = NC_ ("import", "Not imported"),
  [ESP_IMPORT_FIELD_EMAIL] = NC_ ("import", "Email"),
  [ESP_IMPORT_FIELD_PHONE] = NC_ ("import", "Phone"),
  [ESP_IMPORT_FIELD_NAME] = NC_ ("import", "Name"),
  [ESP_IMPORT_FIELD_GIVEN_NAME] = NC_ ("import", "Given name"),
  [ESP_IMPORT_FIELD_FAMILY_NAME] = NC_ ("import", "Family name"),
  [ESP_IMPORT_FIELD_COMPANY] = NC_ ("import", "Company"),
  [ESP_IMPORT_FIELD_TITLE] = NC_ ("import", "Job title"),
  [ESP_IMPORT_FIELD_COUNTRY] = NC_ ("import", "Country"),
  [ESP_IMPORT_FIELD_CITY] = NC_ ("import", "City"),
  [ESP_IMPORT_FIELD_LANGUAGE] = NC_ ("import", "Language"),
  [ESP_IMPORT_FIELD_TIME_ZONE] = NC_ ("import", "Time zone"),
  [ESP_IMPORT_FIELD_STAGE] = NC_ ("import", "Stage"),
  [ESP_IMPORT_FIELD_SCORE] = NC_ ("import", "Score"),
  [ESP_IMPORT_FIELD_OWNER] = NC_ ("import", "Owner"),
  [ESP_IMPORT_FIELD_SOURCE] = NC_ ("import", "Source"),
  [ESP_IMPORT_FIELD_EXTERNAL_ID] = NC_ ("import", "External ID"),
  [ESP_IMPORT_FIELD_CREATED_AT] = NC_ ("import", "Date of joining"),
  [ESP_IMPORT_FIELD_UPDATED_AT] = NC_ ("import", "Date of the row"),
  [ESP_IMPORT_FIELD_TAGS] = NC_ ("import", "Tags"),
  [ESP_IMPORT_FIELD_CONSENT_EMAIL] = NC_ ("import", "Consent to email"),
  [ESP_IMPORT_FIELD_CONSENT_SMS] = NC_ ("import", "Consent to text messages"),
  [ESP_IMPORT_FIELD_CONSENT_KAKAO] = NC_ ("import", "Consent to KakaoTalk"),
  [ESP_IMPORT_FIELD_CONSENT_ALL] = NC_ ("import", "Consent to email and text messages"),
  [ESP_IMPORT_FIELD_CONSENT_AT] = NC_ ("import", "Date of consent"),
  [ESP_IMPORT_FIELD_CUSTOM] = NC_ ("import", "A field of its own"),
};

/**
 * esp_import_field_words:
 */
const char *
esp_import_field_words (EspImportField field)
{
  return g_dpgettext2 (NULL, "import", field_words[field]);
}

/**
 * esp_import_outcome_words:
 */
const char *
esp_import_outcome_words (EspImportOutcome outcome)
{
  switch (outcome)
    {
    case ESP_IMPORT_OUTCOME_NEW:
      return C_ ("import", "New");
    case ESP_IMPORT_OUTCOME_UPDATED:
      return C_ ("import", "Updated");
    case ESP_IMPORT_OUTCOME_UNCHANGED:
      return C_ ("import", "Unchanged");
    case ESP_IMPORT_OUTCOME_DECIDE:
      return C_ ("import", "To decide");
    case ESP_IMPORT_OUTCOME_ERROR:
    default:
      return C_ ("import", "Errors");
    }
}

static const char *
reason_sentence (EspImportReason reason)
{
  switch (reason)
    {
    case ESP_IMPORT_REASON_CSV:
      return _ ("The row is broken: a quote is open, or a cell is too large.");
    case ESP_IMPORT_REASON_TOO_MANY_CELLS:
      return _ ("The row has more cells than the file has columns.");
    case ESP_IMPORT_REASON_NO_KEY:
      return _ ("The row has no address, phone number or ID by which to know the person.");
    case ESP_IMPORT_REASON_EMAIL:
      return _ ("This is not an email address.");
    case ESP_IMPORT_REASON_PHONE:
      return _ ("This is not a phone number.");
    case ESP_IMPORT_REASON_DATE:
      return _ ("This is not a date.");
    case ESP_IMPORT_REASON_NUMBER:
      return _ ("This is not a number.");
    case ESP_IMPORT_REASON_BOOLEAN:
      return _ ("This is neither yes nor no.");
    case ESP_IMPORT_REASON_CONSENT:
      return _ ("This word says neither consent nor refusal.");
    case ESP_IMPORT_REASON_TOO_LONG:
      return _ ("The text is too long.");
    case ESP_IMPORT_REASON_TWO_LEADS:
      return _ ("Its address and its number belong to two different leads.");
    case ESP_IMPORT_REASON_SEVERAL_LEADS:
      return _ ("Several leads have this number.");
    case ESP_IMPORT_REASON_OTHER_EMAIL:
      return _ ("The lead that matches has another address.");
    case ESP_IMPORT_REASON_EMAIL_TAKEN:
      return _ ("The address belongs to another lead.");
    case ESP_IMPORT_REASON_NEAR_DUPLICATE:
      return _ ("A lead of the same name has nearly the same number.");
    case ESP_IMPORT_REASON_NONE:
    default:
      return "";
    }
}

/**
 * esp_import_reason_words:
 * @column: of the file, from 1; 0 is none
 * @detail: (nullable): the text that is wrong
 *
 * Returns: (transfer full): what is wrong with a row, where, and with which text
 */
char *
esp_import_reason_words (const EspImportPlan *plan,
                         EspImportReason reason,
                         int sub,
                         guint column,
                         const char *detail)
{
  const char *name =
    column > 0 && column <= g_strv_length (plan->columns) ? plan->columns[column - 1] : NULL;
  const char *sentence = reason_sentence (reason);

  if (name != NULL && detail != NULL)
    return g_strdup_printf ("%s: “%s” – %s", name, detail, sentence);
  return name != NULL ? g_strdup_printf ("%s – %s", name, sentence) : g_strdup (sentence);
}

/**
 * esp_import_error_words:
 *
 * Returns: (transfer full): why an import cannot go on
 */
char *
esp_import_error_words (const GError *error)
{
  if (error->domain == ESP_STORE_ERROR)
    return esp_store_message (error);
  return g_strdup (error->message);
}
