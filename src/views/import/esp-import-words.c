/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields, policies, outcomes and notes of an import in the user's language. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-words.h"

#include "base/esp-format.h"

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
  add_note (text, counts->n_consents_undated,
            ngettext ("%s of these is a yes without a day and permits nothing yet: say under "
                      "“Consent to marketing” when they agreed, or import a column with the day.",
                      "%s of these are a yes without a day and permit nothing yet: say under "
                      "“Consent to marketing” when they agreed, or import a column with the day.",
                      (gulong) counts->n_consents_undated));
  add_note (text, counts->n_consents_kept,
            ngettext ("%s refusal stands, whatever the file says.",
                      "%s refusals stand, whatever the file says.",
                      (gulong) counts->n_consents_kept));
  add_note (text, (guint64) report->n_listed,
            ngettext ("%s lead came into the list.", "%s leads came into the list.",
                      (gulong) report->n_listed));
  add_note (text, (guint64) report->n_entered,
            ngettext ("%s lead entered the journey.", "%s leads entered the journey.",
                      (gulong) report->n_entered));
  if (report->aim_problem != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                            _ ("The leads are in, but the list or the journey did not take them; "
                               "look whether it is still there and live."));
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
