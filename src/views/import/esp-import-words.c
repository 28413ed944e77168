/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields, outcomes and reasons of an import in the user's language. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-words.h"

#include "base/esp-format.h"
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

const EspImportPolicy esp_import_policies[4] = { ESP_IMPORT_FILL, ESP_IMPORT_REPLACE,
                                                 ESP_IMPORT_KEEP, ESP_IMPORT_NEWEST };

/**
 * esp_import_policy_words:
 *
 * Returns: (transfer none): what happens to a value that is known already
 */
const char *
esp_import_policy_words (EspImportPolicy policy)
{
  switch (policy)
    {
    case ESP_IMPORT_REPLACE:
      return _ ("Take the file’s values");
    case ESP_IMPORT_KEEP:
      return _ ("Keep what is there");
    case ESP_IMPORT_NEWEST:
      return _ ("Take the newer value");
    case ESP_IMPORT_FILL:
    default:
      return _ ("Fill only what is empty");
    }
}

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
 * esp_import_slot_words:
 * @name: of a slot in a report: a column of the lead, or the name of a custom field
 */
const char *
esp_import_slot_words (const char *name)
{
  for (guint i = 0; i < ESP_N_IMPORT_FIELDS; i++)
    if (g_strcmp0 (esp_import_field_get_column ((EspImportField) i), name) == 0)
      return esp_import_field_words ((EspImportField) i);
  return name;
}

static void
add_note (GString *text, guint64 n, const char *format)
{
  g_autofree char *count = esp_format_count ((gint64) n);
  g_autofree char *line = NULL;

  if (n == 0)
    return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  line = g_strdup_printf (format, count);
#pragma GCC diagnostic pop
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/**
 * esp_import_notes_words:
 *
 * Returns: (transfer full): what was noticed beside the outcomes, one sentence a line; may be empty
 */
char *
esp_import_notes_words (const EspImportReport *report)
{
  const EspImportCounts *counts = &report->counts;
  const EspImportNotes *notes = &report->notes;
  GString *text = g_string_new (NULL);

  if (counts->n_rows == 0)
    g_string_append (text, _ ("The file holds the names of its columns and no rows."));
  add_note (text, counts->n_consents,
            ngettext ("%s word of consent or refusal is recorded.",
                      "%s words of consent or refusal are recorded.", (gulong) counts->n_consents));
  add_note (text, counts->n_consents_kept,
            ngettext ("%s refusal stands, whatever the file says.",
                      "%s refusals stand, whatever the file says.",
                      (gulong) counts->n_consents_kept));
  add_note (text, counts->n_suppressed,
            ngettext ("%s of the new leads stays suppressed.",
                      "%s of the new leads stay suppressed.", (gulong) counts->n_suppressed));
  add_note (text, counts->n_repeats,
            ngettext ("%s row is about a person who stands in the file before.",
                      "%s rows are about a person who stands in the file before.",
                      (gulong) counts->n_repeats));
  add_note (text, notes->n_phones_mended,
            ngettext ("%s phone number got its lost zero back.",
                      "%s phone numbers got their lost zero back.",
                      (gulong) notes->n_phones_mended));
  add_note (text, notes->n_typos,
            ngettext ("%s address has a domain that is usually mistyped.",
                      "%s addresses have a domain that is usually mistyped.",
                      (gulong) notes->n_typos));
  add_note (text, notes->n_serials,
            ngettext ("%s date was a number of a spreadsheet and is a day again.",
                      "%s dates were numbers of a spreadsheet and are days again.",
                      (gulong) notes->n_serials));
  add_note (text, notes->n_short,
            ngettext ("%s row has fewer values than the file has columns.",
                      "%s rows have fewer values than the file has columns.",
                      (gulong) notes->n_short));
  add_note (text, counts->n_blank,
            ngettext ("%s blank row was passed over.", "%s blank rows were passed over.",
                      (gulong) counts->n_blank));
  return g_string_free (text, FALSE);
}

static char *
plan_error_words (const GError *error)
{
  static const char *const workbooks[] = { "This is a workbook", "This is an old Excel workbook" };

  if (error->code == ESP_IMPORT_ERROR_CONSENT)
    return g_strdup (
      _ ("Say whether these people agreed to marketing. If everybody agreed, say where "
         "and on which day; if columns say so, send one of them to a consent."));
  for (guint i = 0; i < G_N_ELEMENTS (workbooks); i++)
    if (g_str_has_prefix (error->message, workbooks[i]))
      return g_strdup (_ (
        "This is a workbook (XLSX, XLS, ODS), not a table of text. Open it in Excel, choose File › "
        "Save As and the type “CSV UTF-8 (Comma delimited)”, then choose that file here. In "
        "LibreOffice the type is “Text CSV”."));
  if (g_str_equal (error->message, "The file is empty"))
    return g_strdup (_ ("The file is empty."));
  if (g_str_has_prefix (error->message, "No column goes to a key"))
    return g_strdup (
      _ ("No column goes to Email, Phone or External ID. Send one there, so that people "
         "are found again instead of doubled."));
  return g_strdup (error->message);
}

/**
 * esp_import_error_words:
 *
 * Returns: (transfer full): why an import cannot go on
 */
char *
esp_import_error_words (const GError *error)
{
  if (error->domain == ESP_IMPORT_ERROR)
    return plan_error_words (error);
  if (error->domain == ESP_STORE_ERROR)
    return esp_store_message (error);
  return g_strdup (error->message);
}
