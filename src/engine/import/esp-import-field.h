/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-cell.h"

G_BEGIN_DECLS

/* Where a column of a file can go. */
typedef enum
{
  ESP_IMPORT_FIELD_NONE, /* not imported */
  ESP_IMPORT_FIELD_EMAIL,
  ESP_IMPORT_FIELD_PHONE,
  ESP_IMPORT_FIELD_NAME, /* the display name */
  ESP_IMPORT_FIELD_GIVEN_NAME,
  ESP_IMPORT_FIELD_FAMILY_NAME,
  ESP_IMPORT_FIELD_COMPANY,
  ESP_IMPORT_FIELD_TITLE,
  ESP_IMPORT_FIELD_COUNTRY,
  ESP_IMPORT_FIELD_CITY,
  ESP_IMPORT_FIELD_LANGUAGE,
  ESP_IMPORT_FIELD_TIME_ZONE,
  ESP_IMPORT_FIELD_STAGE,
  ESP_IMPORT_FIELD_SCORE,
  ESP_IMPORT_FIELD_OWNER,
  ESP_IMPORT_FIELD_SOURCE,
  ESP_IMPORT_FIELD_EXTERNAL_ID,
  ESP_IMPORT_FIELD_CREATED_AT,    /* when the person became a lead */
  ESP_IMPORT_FIELD_UPDATED_AT,    /* how old the row is, for the policy "newest" */
  ESP_IMPORT_FIELD_TAGS,          /* split by comma, semicolon or bar */
  ESP_IMPORT_FIELD_CONSENT_EMAIL, /* a word of consent to marketing by that channel */
  ESP_IMPORT_FIELD_CONSENT_SMS,
  ESP_IMPORT_FIELD_CONSENT_KAKAO,
  ESP_IMPORT_FIELD_CONSENT_ALL, /* one word for email and sms */
  ESP_IMPORT_FIELD_CONSENT_AT,  /* when it was given */
  ESP_IMPORT_FIELD_CUSTOM,      /* a custom field, named beside */
} EspImportField;

#define ESP_N_IMPORT_FIELDS (ESP_IMPORT_FIELD_CUSTOM + 1)

const char *esp_import_field_get_name (EspImportField field);
gboolean esp_import_field_from_name (const char *name, EspImportField *out_field);
const char *esp_import_field_get_column (EspImportField field);
EspImportField esp_import_field_from_header (const char *header);
gboolean esp_import_field_is_consent (EspImportField field);

/* What the sample of one column looks like. */
typedef struct
{
  EspCellKind kind; /* the narrowest that all filled cells share; TEXT when they differ */
  double fill;      /* share of cells that are not empty, 0…1 */
  EspCellKind
    main_kind;       /* the kind of most filled cells: an email column may hold a few mistakes */
  double main_share; /* of the filled cells */
  double distinct_share; /* of the filled cells: 1 means that none repeats */
  double consent_share;  /* of the filled cells that are words of consent or refusal */
  gboolean is_uuid;      /* all filled cells are UUIDs */
  gboolean is_serial;    /* all filled cells may be days as spreadsheets and programs number them */
} EspImportColumnFacts;

/* How the file writes what can be read in two ways. */
typedef struct
{
  gboolean has_decimal_comma; /* 1.234,5 */
  gboolean has_decimal_point; /* 1,234.5 stands somewhere, so the comma is none */
  char *marks; /* (owned) by column: ',' or '.' where the column itself shows its mark, else '?' */
  EspDateOrder date_order; /* of 03/04/2025 and 26/03/05 */
  guint n_ambiguous_dates; /* cells that only the order can tell, when nothing tells it */
} EspImportFormats;

void esp_import_column_learn (GPtrArray *rows,
                              guint column,
                              const char *const *missing,
                              gboolean has_decimal_comma,
                              EspImportColumnFacts *out_facts);
gboolean esp_import_header_is_date (const char *header);
gboolean esp_import_header_is_of_others (const char *header);
void esp_import_learn_formats (GPtrArray *rows,
                               guint n_columns,
                               gboolean is_korean,
                               EspImportFormats *out_formats);
void esp_import_guess_mapping (const char *const *names,
                               const EspImportColumnFacts *facts,
                               guint n_columns,
                               EspImportField *out_fields);

G_END_DECLS
