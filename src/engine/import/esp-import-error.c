/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an import cannot go on: a sentence in English for logs, and the facts for any other language. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-error.h"

#include "base/esp-extended-error.h"

typedef struct
{
  EspImportFacts facts;
  char *text; /* (owned) (nullable) */
} EspImportErrorPrivate;

static void
esp_import_error_private_init (EspImportErrorPrivate *self)
{
  g_assert (self != NULL); /* an optimising compiler cannot tell */
  self->text = NULL;
}

static void
esp_import_error_private_copy (const EspImportErrorPrivate *from, EspImportErrorPrivate *to)
{
  g_assert (from != NULL && to != NULL);
  to->facts = from->facts;
  to->text = g_strdup (from->text);
  to->facts.text = to->text;
}

static void
esp_import_error_private_clear (EspImportErrorPrivate *self)
{
  g_assert (self != NULL);
  g_free (self->text);
}

ESP_DEFINE_EXTENDED_ERROR (EspImportError, esp_import_error)

static const struct
{
  EspImportErrorCode code;
  const char *sentence; /* NULL: made of the facts */
} faults[ESP_N_IMPORT_FAULTS] = {
  [ESP_IMPORT_FAULT_OTHER] = { ESP_IMPORT_ERROR_FILE, "The file cannot be imported" },
  [ESP_IMPORT_FAULT_EMPTY_FILE] = { ESP_IMPORT_ERROR_FILE, "The file is empty" },
  [ESP_IMPORT_FAULT_NO_ROWS] = { ESP_IMPORT_ERROR_FILE, "The file holds no rows" },
  [ESP_IMPORT_FAULT_NO_SOUND_ROWS] = { ESP_IMPORT_ERROR_FILE,
                                       "The file holds no rows that can be read" },
  [ESP_IMPORT_FAULT_WORKBOOK] = { ESP_IMPORT_ERROR_FILE,
                                  "This is a workbook of another kind (XLSB) or an archive "
                                  "(ZIP). Open it in "
                                  "Excel, choose File › Save As and the type “CSV UTF-8 (Comma "
                                  "delimited)”, then choose that file here; in LibreOffice the "
                                  "type is “Text CSV”" },
  [ESP_IMPORT_FAULT_OLD_WORKBOOK] = { ESP_IMPORT_ERROR_FILE,
                                      "This is an old Excel workbook (XLS), or one with a "
                                      "password. Open it in Excel, choose File › Save As and the "
                                      "type “CSV UTF-8 (Comma delimited)”, then choose that file "
                                      "here" },
  [ESP_IMPORT_FAULT_DAMAGED_WORKBOOK] = { ESP_IMPORT_ERROR_FILE,
                                          "The workbook is damaged or holds no table. Open it in "
                                          "Excel, choose File › Save As and the type “CSV UTF-8 "
                                          "(Comma delimited)”, then choose that file here" },
  [ESP_IMPORT_FAULT_LARGE_WORKBOOK] = { ESP_IMPORT_ERROR_FILE,
                                        "The workbook is larger than one that can be read. Save "
                                        "its sheet as “CSV UTF-8 (Comma delimited)”, then choose "
                                        "that file here" },
  [ESP_IMPORT_FAULT_PDF] = { ESP_IMPORT_ERROR_FILE, "This is a PDF; a list is a CSV or TSV file" },
  [ESP_IMPORT_FAULT_DATABASE] = { ESP_IMPORT_ERROR_FILE,
                                  "This is a database; a list is a CSV or TSV file" },
  [ESP_IMPORT_FAULT_PICTURE] = { ESP_IMPORT_ERROR_FILE,
                                 "This is a picture; a list is a CSV or TSV file" },
  [ESP_IMPORT_FAULT_COMPRESSED] = { ESP_IMPORT_ERROR_FILE,
                                    "This is a compressed file; unpack it first" },
  [ESP_IMPORT_FAULT_WEB_PAGE] = { ESP_IMPORT_ERROR_FILE,
                                  "This is a web page that is named like a table, as some sites "
                                  "export. Open it in Excel or LibreOffice, save it as CSV, then "
                                  "choose that file here" },
  [ESP_IMPORT_FAULT_NOT_A_FILE] = { ESP_IMPORT_ERROR_FILE,
                                    "This is a folder or a device; choose a file" },
  [ESP_IMPORT_FAULT_CHANGED] = { ESP_IMPORT_ERROR_FILE,
                                 "The file has changed since it was looked at; look at it again" },
  [ESP_IMPORT_FAULT_NO_KEY] = { ESP_IMPORT_ERROR_PLAN,
                                "No column goes to a key; map one to email, phone or external_id, "
                                "so that people are found again instead of doubled" },
  [ESP_IMPORT_FAULT_CONSENT_OPEN] = { ESP_IMPORT_ERROR_CONSENT,
                                      "Say whether these people agreed to marketing: by a column "
                                      "of the file, by a declared source and date, or not at all" },
  [ESP_IMPORT_FAULT_CONSENT_NO_COLUMN] = { ESP_IMPORT_ERROR_CONSENT,
                                           "No column is mapped to consent; map one, or choose "
                                           "another answer" },
  [ESP_IMPORT_FAULT_CONSENT_NOT_DECLARED] = { ESP_IMPORT_ERROR_CONSENT,
                                              "Declared consent needs its channels, its source "
                                              "and the date on which it was given" },
  [ESP_IMPORT_FAULT_CONSENT_DAY] = { ESP_IMPORT_ERROR_CONSENT,
                                     "The day of the consent cannot be read; write it as "
                                     "2026-03-18" },
  [ESP_IMPORT_FAULT_PROFILE] = { ESP_IMPORT_ERROR_PLAN, "The remembered import is no JSON object" },
};

static char *
describe (const EspImportFacts *facts)
{
  switch ((int) facts->fault)
    {
    case ESP_IMPORT_FAULT_TOO_MANY_COLUMNS:
      return g_strdup_printf ("The file has %u columns, more than the %u that a workspace can "
                              "hold; leave out columns that you do not need",
                              facts->number, facts->limit);
    case ESP_IMPORT_FAULT_FIRST_ROW:
      return g_strdup_printf ("The first row, which names the columns, cannot be read. Line "
                              "%" G_GUINT64_FORMAT ", column %u: %s",
                              facts->line, facts->column,
                              esp_csv_problem_to_string (facts->problem));
    case ESP_IMPORT_FAULT_LONG_FIRST_ROW:
      return g_strdup_printf ("The first row is longer than %u KiB; the file is no list, or has "
                              "lost the ends of its lines",
                              facts->limit);
    case ESP_IMPORT_FAULT_UNKNOWN_KEY:
      return g_strdup_printf ("“%s” is no key to match by; use email, phone or external_id",
                              facts->text);
    case ESP_IMPORT_FAULT_NO_SUCH_COLUMN:
      return g_strdup_printf ("Column %u does not exist: the file has %u columns", facts->number,
                              facts->limit);
    case ESP_IMPORT_FAULT_NAMELESS_FIELD:
      return g_strdup_printf ("The new field for column “%s” needs a name", facts->text);
    case ESP_IMPORT_FAULT_FIELD_TWICE:
      return g_strdup_printf ("Two columns go to the custom field “%s”; give one of them another "
                              "name",
                              facts->text);
    case ESP_IMPORT_FAULT_SCORE:
      return g_strdup_printf ("“%s” is a score, which its rules compute: import what they ask for, "
                              "or give the column a field of its own",
                              facts->text);
    case ESP_IMPORT_FAULT_ZONE:
      return g_strdup_printf ("“%s” is no time zone; use a name such as Asia/Seoul", facts->text);
    case ESP_IMPORT_FAULT_COUNTRY:
      return g_strdup_printf ("“%s” is no country; use a code such as KR", facts->text);
    default:
      return g_strdup (faults[facts->fault].sentence);
    }
}

static EspImportErrorCode
get_code (EspImportFault fault)
{
  switch ((int) fault)
    {
    case ESP_IMPORT_FAULT_UNKNOWN_KEY:
    case ESP_IMPORT_FAULT_NO_SUCH_COLUMN:
    case ESP_IMPORT_FAULT_NAMELESS_FIELD:
    case ESP_IMPORT_FAULT_FIELD_TWICE:
    case ESP_IMPORT_FAULT_SCORE:
    case ESP_IMPORT_FAULT_ZONE:
    case ESP_IMPORT_FAULT_COUNTRY:
      return ESP_IMPORT_ERROR_PLAN;
    case ESP_IMPORT_FAULT_TOO_MANY_COLUMNS:
    case ESP_IMPORT_FAULT_FIRST_ROW:
    case ESP_IMPORT_FAULT_LONG_FIRST_ROW:
      return ESP_IMPORT_ERROR_FILE;
    default:
      return faults[fault].code;
    }
}

/**
 * esp_import_error_set:
 * @error: (nullable): where to
 *
 * Sets an error whose message is an English sentence without a full stop.
 */
void
esp_import_error_set (GError **error, const EspImportFacts *facts)
{
  EspImportErrorPrivate *self;
  g_autofree char *message = NULL;

  g_return_if_fail (facts->fault < ESP_N_IMPORT_FAULTS);

  if (error == NULL)
    return;
  message = describe (facts);
  g_set_error_literal (error, ESP_IMPORT_ERROR, get_code (facts->fault), message);
  self = esp_import_error_get_private (*error);
  g_assert (self != NULL);
  self->facts = *facts;
  self->text = g_strdup (facts->text);
  self->facts.text = self->text;
}

/**
 * esp_import_error_set_fault:
 *
 * As esp_import_error_set(), for faults without facts.
 */
void
esp_import_error_set_fault (GError **error, EspImportFault fault)
{
  const EspImportFacts facts = { .fault = fault };

  esp_import_error_set (error, &facts);
}

/**
 * esp_import_error_get_facts:
 *
 * Returns: (transfer none) (nullable): the facts of an error of an import; %NULL for any other error
 */
const EspImportFacts *
esp_import_error_get_facts (const GError *error)
{
  return error->domain == ESP_IMPORT_ERROR ? &esp_import_error_get_private (error)->facts : NULL;
}
