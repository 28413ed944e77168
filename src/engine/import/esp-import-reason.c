/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in a sentence why a row was not imported. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-rows.h"

#include "base/esp-email-address.h"
#include "base/esp-phone.h"

static const char *
describe_number (EspImportNumberProblem problem)
{
  switch (problem)
    {
    case ESP_IMPORT_NUMBER_NOT_WHOLE:
      return "has decimals, and the field holds whole numbers";
    case ESP_IMPORT_NUMBER_TOO_LARGE:
      return "is too large for a whole number (at most 9,223,372,036,854,775,807)";
    case ESP_IMPORT_NUMBER_OTHER_MARK:
      return "is a number only where comma and point are used the other way round";
    case ESP_IMPORT_NUMBER_NONE:
    default:
      return "is not a number";
    }
}

static const char *
describe (EspImportReason reason, int sub)
{
  switch (reason)
    {
    case ESP_IMPORT_REASON_CSV:
      return esp_csv_problem_to_string ((EspCsvProblem) sub);
    case ESP_IMPORT_REASON_TOO_MANY_CELLS:
      return "the row has more cells than the file has columns; a delimiter may stand inside a "
             "cell "
             "without quotes";
    case ESP_IMPORT_REASON_NO_KEY:
      return "the row has no email, phone or external id to tell the person by";
    case ESP_IMPORT_REASON_EMAIL:
      return esp_email_problem_to_string ((EspEmailProblem) sub);
    case ESP_IMPORT_REASON_PHONE:
      return esp_phone_problem_to_string ((EspPhoneProblem) sub);
    case ESP_IMPORT_REASON_DATE:
      return sub != 0
               ? "can be read as more than one day; say whether year, month or day comes first"
               : "is not a date";
    case ESP_IMPORT_REASON_NUMBER:
      return describe_number ((EspImportNumberProblem) sub);
    case ESP_IMPORT_REASON_BOOLEAN:
      return "is neither yes nor no";
    case ESP_IMPORT_REASON_CONSENT:
      return "is no word for consent or refusal that we know; use Y or N";
    case ESP_IMPORT_REASON_TOO_LONG:
      return "is too long for this field (4,096 bytes); map the column to a custom field";
    case ESP_IMPORT_REASON_TWO_LEADS:
      return "two keys of the row belong to two different leads";
    case ESP_IMPORT_REASON_SEVERAL_LEADS:
      return "several leads share this key, and nothing else tells which one is meant";
    case ESP_IMPORT_REASON_OTHER_EMAIL:
      return "the lead that matches has another email address; two addresses are never merged";
    case ESP_IMPORT_REASON_EMAIL_TAKEN:
      return "the email address belongs to another lead";
    case ESP_IMPORT_REASON_NEAR_DUPLICATE:
      return "a lead with the same name and phone exists, but the chosen keys do not match it";
    case ESP_IMPORT_REASON_TAGS:
      return "there are more tags than a row may have (20), or one is too long (100 bytes)";
    case ESP_IMPORT_REASON_ZONE:
      return "is not a time zone, such as Asia/Seoul; leave the column out, and the country or the "
             "phone number tells it";
    case ESP_IMPORT_REASON_NONE:
    default:
      return "";
    }
}

/**
 * esp_import_reason_to_string:
 * @column: of the file, from 1; 0 is none
 * @detail: (nullable): the text that is wrong
 *
 * Returns: (transfer full): a sentence without a full stop, in English; empty for no reason
 */
char *
esp_import_reason_to_string (const EspImportPlan *plan,
                             EspImportReason reason,
                             int sub,
                             guint column,
                             const char *detail)
{
  const char *what = describe (reason, sub);

  if (column == 0 || column > g_strv_length (plan->columns))
    return g_strdup (what);
  if (detail == NULL)
    return g_strdup_printf ("%s: %s", plan->columns[column - 1], what);
  return g_strdup_printf ("%s: “%s” %s", plan->columns[column - 1], detail, what);
}
