/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-csv-reader.h"

G_BEGIN_DECLS

#define ESP_IMPORT_ERROR (esp_import_error_quark ())

typedef enum
{
  ESP_IMPORT_ERROR_PLAN,    /* the plan does not make sense: the message says what to change */
  ESP_IMPORT_ERROR_FILE,    /* the file is no list, or has changed since it was looked at */
  ESP_IMPORT_ERROR_CONSENT, /* the question about consent is not answered */
} EspImportErrorCode;

GQuark esp_import_error_quark (void);

/* What exactly keeps an import from going on. Behind each: which facts it has. */
typedef enum
{
  ESP_IMPORT_FAULT_OTHER,
  ESP_IMPORT_FAULT_EMPTY_FILE,
  ESP_IMPORT_FAULT_NO_ROWS,
  ESP_IMPORT_FAULT_NO_SOUND_ROWS,
  ESP_IMPORT_FAULT_WORKBOOK,     /* of a kind that is not read */
  ESP_IMPORT_FAULT_OLD_WORKBOOK, /* before 2007 */
  ESP_IMPORT_FAULT_DAMAGED_WORKBOOK,
  ESP_IMPORT_FAULT_LARGE_WORKBOOK,
  ESP_IMPORT_FAULT_PDF,
  ESP_IMPORT_FAULT_DATABASE,
  ESP_IMPORT_FAULT_PICTURE,
  ESP_IMPORT_FAULT_COMPRESSED,
  ESP_IMPORT_FAULT_WEB_PAGE,
  ESP_IMPORT_FAULT_NOT_A_FILE,
  ESP_IMPORT_FAULT_CHANGED,
  ESP_IMPORT_FAULT_TOO_MANY_COLUMNS, /* number, limit */
  ESP_IMPORT_FAULT_FIRST_ROW,        /* problem, line, column */
  ESP_IMPORT_FAULT_LONG_FIRST_ROW,   /* limit, in KiB */
  ESP_IMPORT_FAULT_UNKNOWN_KEY,      /* text */
  ESP_IMPORT_FAULT_NO_SUCH_COLUMN,   /* number, limit */
  ESP_IMPORT_FAULT_NAMELESS_FIELD,   /* text: the column */
  ESP_IMPORT_FAULT_FIELD_TWICE,      /* text: the field */
  ESP_IMPORT_FAULT_SCORE,            /* text: the field of a score */
  ESP_IMPORT_FAULT_NO_KEY,
  ESP_IMPORT_FAULT_CONSENT_OPEN,
  ESP_IMPORT_FAULT_CONSENT_NO_COLUMN,
  ESP_IMPORT_FAULT_CONSENT_NOT_DECLARED,
  ESP_IMPORT_FAULT_CONSENT_DAY,
  ESP_IMPORT_FAULT_ZONE,    /* text */
  ESP_IMPORT_FAULT_COUNTRY, /* text */
  ESP_IMPORT_FAULT_PROFILE,
} EspImportFault;

#define ESP_N_IMPORT_FAULTS (ESP_IMPORT_FAULT_PROFILE + 1)

/* The numbers and texts of a fault, so that it can be told in any language. */
typedef struct
{
  EspImportFault fault;
  const char *text; /* (nullable) */
  guint64 line;
  guint column;
  guint number;
  guint limit;
  EspCsvProblem problem;
} EspImportFacts;

void esp_import_error_set (GError **error, const EspImportFacts *facts);
void esp_import_error_set_fault (GError **error, EspImportFault fault);
const EspImportFacts *esp_import_error_get_facts (const GError *error);

G_END_DECLS
