/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a row was not imported, and why an import cannot go on, in the user's language. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-words.h"

#include "base/esp-email-address.h"
#include "base/esp-format.h"
#include "base/esp-phone.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

static const char *
csv_sentence (EspCsvProblem problem)
{
  switch (problem)
    {
    case ESP_CSV_OPEN_QUOTE:
      return _ ("A quotation mark (\") opens here and is never closed.");
    case ESP_CSV_STRAY_QUOTE:
      return _ ("Text goes on after a closing quotation mark; inside a cell it must be doubled.");
    case ESP_CSV_NUL:
      return _ ("There is a NUL byte; the file is damaged or is not a text file.");
    case ESP_CSV_BAD_TEXT:
      return _ ("There are bytes that the encoding does not know; choose another encoding.");
    case ESP_CSV_CELL_TOO_LONG:
      return _ ("The cell is longer than a cell may be (1 MiB).");
    case ESP_CSV_ROW_TOO_LONG:
      return _ ("The row is longer than a row may be (32 MiB).");
    case ESP_CSV_TOO_MANY_CELLS:
      return _ ("The row has more cells than a table may have columns (2,000).");
    case ESP_CSV_OK:
    default:
      return "";
    }
}

static const char *
email_sentence (EspEmailProblem problem)
{
  switch (problem)
    {
    case ESP_EMAIL_NO_AT:
      return _ ("The address has no @.");
    case ESP_EMAIL_SEVERAL:
      return _ ("There is more than one @; keep one address.");
    case ESP_EMAIL_BAD_LOCAL:
      return _ ("Before the @ stand characters that mail servers do not accept.");
    case ESP_EMAIL_BAD_DOMAIN:
      return _ ("The domain behind the @ cannot exist.");
    case ESP_EMAIL_NO_TLD:
      return _ ("The domain has no ending such as .com.");
    case ESP_EMAIL_TOO_LONG:
      return _ ("The address is longer than an address can be (254 bytes).");
    case ESP_EMAIL_OK:
    case ESP_EMAIL_EMPTY:
    default:
      return _ ("This is not an email address.");
    }
}

static const char *
phone_sentence (EspPhoneProblem problem)
{
  switch (problem)
    {
    case ESP_PHONE_TOO_SHORT:
      return _ ("The phone number has too few digits.");
    case ESP_PHONE_TOO_LONG:
      return _ ("The phone number has too many digits; keep one number.");
    case ESP_PHONE_SCIENTIFIC:
      return _ ("A spreadsheet cut the number (scientific notation) and its last digits are lost; "
                "export the column as text.");
    case ESP_PHONE_INVALID:
      return _ ("There is no such phone number in its country.");
    case ESP_PHONE_OK:
    case ESP_PHONE_EMPTY:
    default:
      return _ ("This is not a phone number.");
    }
}

static const char *
number_sentence (EspImportNumberProblem problem)
{
  switch (problem)
    {
    case ESP_IMPORT_NUMBER_NOT_WHOLE:
      return _ ("The number has decimals, and the field holds whole numbers.");
    case ESP_IMPORT_NUMBER_TOO_LARGE:
      return _ ("The number is too large for a whole number.");
    case ESP_IMPORT_NUMBER_OTHER_MARK:
      return _ ("It is a number only where comma and point are used the other way round; see how "
                "the file writes numbers.");
    case ESP_IMPORT_NUMBER_NONE:
    default:
      return _ ("This is not a number.");
    }
}

static const char *
match_sentence (EspImportReason reason)
{
  switch ((int) reason)
    {
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
    default:
      return "";
    }
}

static const char *
reason_sentence (EspImportReason reason, int sub)
{
  switch ((int) reason)
    {
    case ESP_IMPORT_REASON_CSV:
      return csv_sentence ((EspCsvProblem) sub);
    case ESP_IMPORT_REASON_TOO_MANY_CELLS:
      return _ ("The row has more cells than the file has columns; perhaps a cell that holds the "
                "delimiter has no quotation marks around it.");
    case ESP_IMPORT_REASON_NO_KEY:
      return _ ("The row has no address, phone number or ID by which to know the person.");
    case ESP_IMPORT_REASON_EMAIL:
      return email_sentence ((EspEmailProblem) sub);
    case ESP_IMPORT_REASON_PHONE:
      return phone_sentence ((EspPhoneProblem) sub);
    case ESP_IMPORT_REASON_DATE:
      return sub != 0 ? _ ("It can be read as more than one day; say above what comes first in "
                           "dates.")
                      : _ ("This is not a date.");
    case ESP_IMPORT_REASON_NUMBER:
      return number_sentence ((EspImportNumberProblem) sub);
    case ESP_IMPORT_REASON_BOOLEAN:
      return _ ("This is neither yes nor no.");
    case ESP_IMPORT_REASON_CONSENT:
      return _ ("This word says neither consent nor refusal; use Y or N.");
    case ESP_IMPORT_REASON_TOO_LONG:
      return _ ("The text is too long for this field (4,096 bytes).");
    case ESP_IMPORT_REASON_TAGS:
      return _ ("There are more than 20 tags, or one is too long.");
    case ESP_IMPORT_REASON_ZONE:
      return _ ("This is not a time zone, such as Asia/Seoul. Leave the column out, and the "
                "country or the phone number tells it.");
    default:
      return match_sentence (reason);
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
  const char *sentence = reason_sentence (reason, sub);

  if (name != NULL && detail != NULL)
    return g_strdup_printf ("%s: “%s” – %s", name, detail, sentence);
  return name != NULL ? g_strdup_printf ("%s – %s", name, sentence) : g_strdup (sentence);
}

static const char *
file_sentence (EspImportFault fault)
{
  switch ((int) fault)
    {
    case ESP_IMPORT_FAULT_EMPTY_FILE:
      return _ ("The file is empty.");
    case ESP_IMPORT_FAULT_NO_ROWS:
      return _ ("There are no rows in the file.");
    case ESP_IMPORT_FAULT_NO_SOUND_ROWS:
      return _ ("The file holds no rows that can be read.");
    case ESP_IMPORT_FAULT_WORKBOOK:
      return _ (
        "This is a workbook of a kind that is not read (XLSB), or an archive. Open it in "
        "Excel, choose File › Save As and the type “CSV UTF-8 (Comma delimited)”, then choose that "
        "file here. In LibreOffice the type is “Text CSV”.");
    case ESP_IMPORT_FAULT_DAMAGED_WORKBOOK:
      return _ ("The workbook is damaged or holds no table. Open it in Excel, choose File › Save "
                "As and the type “CSV UTF-8 (Comma delimited)”, then choose that file here.");
    case ESP_IMPORT_FAULT_LARGE_WORKBOOK:
      return _ ("The workbook is larger than one that can be read. Save its sheet as “CSV UTF-8 "
                "(Comma delimited)”, then choose that file here.");
    case ESP_IMPORT_FAULT_OLD_WORKBOOK:
      return _ ("This is an old Excel workbook (XLS), or one with a password. Open it in Excel, "
                "choose File › Save As and the type “CSV UTF-8 (Comma delimited)”, then choose "
                "that file here.");
    case ESP_IMPORT_FAULT_PDF:
      return _ ("This is a PDF. A list of leads is a table: CSV or TSV.");
    case ESP_IMPORT_FAULT_DATABASE:
      return _ ("This is a database. A list of leads is a table: CSV or TSV.");
    case ESP_IMPORT_FAULT_PICTURE:
      return _ ("This is a picture. A list of leads is a table: CSV or TSV.");
    case ESP_IMPORT_FAULT_COMPRESSED:
      return _ ("This is a compressed file. Unpack it first.");
    case ESP_IMPORT_FAULT_WEB_PAGE:
      return _ ("This is a web page that is named like a table, as some sites export. Open it in "
                "Excel or LibreOffice, save it as CSV, then choose that file here.");
    case ESP_IMPORT_FAULT_NOT_A_FILE:
      return _ ("This is a folder or a device. Choose a file.");
    case ESP_IMPORT_FAULT_CHANGED:
      return _ ("The file has changed since it was looked at. Choose it again.");
    default:
      return NULL;
    }
}

static const char *
plan_sentence (EspImportFault fault)
{
  switch ((int) fault)
    {
    case ESP_IMPORT_FAULT_NO_KEY:
      return _ ("No column goes to Email, Phone or External ID. Send one there, so that people "
                "are found again instead of doubled.");
    case ESP_IMPORT_FAULT_CONSENT_OPEN:
    case ESP_IMPORT_FAULT_CONSENT_NO_COLUMN:
    case ESP_IMPORT_FAULT_CONSENT_NOT_DECLARED:
      return _ ("Say whether these people agreed to marketing. If everybody agreed, say where "
                "and on which day; if columns say so, send one of them to a consent.");
    case ESP_IMPORT_FAULT_CONSENT_DAY:
      return _ ("The day on which these people agreed cannot be read. Write it as 2026-03-18.");
    case ESP_IMPORT_FAULT_PROFILE:
      return _ ("The answers of the last file of this kind cannot be read. Start afresh.");
    default:
      return NULL;
    }
}

static char *
first_row_words (const EspImportFacts *facts)
{
  g_autofree char *line = esp_format_count ((gint64) facts->line);
  g_autofree char *column = esp_format_count (facts->column);

  /* Translators: line, column, then a sentence that says what is wrong there */
  return g_strdup_printf (_ ("The first row, which names the columns, cannot be read (line %s, "
                             "column %s). %s"),
                          line, column, csv_sentence (facts->problem));
}

static char *
fact_words (const EspImportFacts *facts)
{
  g_autofree char *number = esp_format_count (facts->number);
  g_autofree char *limit = esp_format_count (facts->limit);

  switch ((int) facts->fault)
    {
    case ESP_IMPORT_FAULT_TOO_MANY_COLUMNS:
      return g_strdup_printf (_ ("The file has %s columns, more than the %s that a workspace can "
                                 "hold. Leave out columns that you do not need."),
                              number, limit);
    case ESP_IMPORT_FAULT_FIRST_ROW:
      return first_row_words (facts);
    case ESP_IMPORT_FAULT_LONG_FIRST_ROW:
      return g_strdup_printf (_ ("The first row is longer than %s KiB. The file is no list, or has "
                                 "lost the ends of its lines."),
                              limit);
    case ESP_IMPORT_FAULT_NO_SUCH_COLUMN:
      return g_strdup_printf (_ ("There is no column %s: the file has %s."), number, limit);
    case ESP_IMPORT_FAULT_UNKNOWN_KEY:
      return g_strdup_printf (_ ("“%s” is no key by which leads are matched."), facts->text);
    case ESP_IMPORT_FAULT_NAMELESS_FIELD:
      return g_strdup_printf (_ ("The new field for the column “%s” needs a name."), facts->text);
    case ESP_IMPORT_FAULT_SCORE:
      return g_strdup_printf (_ (
                                "“%s” is a score that its rules compute. Import what they ask for, "
                                "or give the column a field of its own."),
                              facts->text);
    case ESP_IMPORT_FAULT_FIELD_TWICE:
      return g_strdup_printf (_ (
                                "Two columns go to the field “%s”. Give one of them another name."),
                              facts->text);
    case ESP_IMPORT_FAULT_ZONE:
      return g_strdup_printf (_ ("“%s” is not a time zone. Use a name such as Asia/Seoul."),
                              facts->text);
    case ESP_IMPORT_FAULT_COUNTRY:
      return g_strdup_printf (_ ("“%s” is not a country. Use a code such as KR."), facts->text);
    default:
      return NULL;
    }
}

static char *
disk_words (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_NOT_FOUND:
      return g_strdup (_ ("The file is not there any more."));
    case G_IO_ERROR_PERMISSION_DENIED:
      return g_strdup (
        _ ("You may not read or write this file. Choose another place, or change its "
           "permissions."));
    case G_IO_ERROR_NO_SPACE:
      return g_strdup (_ ("The disk is full. Make room and try again."));
    case G_IO_ERROR_READ_ONLY:
      return g_strdup (_ ("Nothing can be written there. Choose another folder."));
    case G_IO_ERROR_IS_DIRECTORY:
      return g_strdup (_ ("This is a folder. Choose a file."));
    default:
      return g_strdup_printf (_ ("The file cannot be read or written: %s"), error->message);
    }
}

/**
 * esp_import_error_words:
 *
 * Returns: (transfer full): why an import cannot go on
 */
char *
esp_import_error_words (const GError *error)
{
  const EspImportFacts *facts = esp_import_error_get_facts (error);
  const char *sentence = NULL;
  char *words = NULL;

  if (error->domain == G_IO_ERROR)
    return disk_words (error);
  if (facts == NULL)
    return esp_store_message (error);
  sentence = file_sentence (facts->fault);
  if (sentence == NULL)
    sentence = plan_sentence (facts->fault);
  if (sentence != NULL)
    return g_strdup (sentence);
  words = fact_words (facts);
  return words != NULL ? words : g_strdup (_ ("The file cannot be imported."));
}
