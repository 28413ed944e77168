/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields that a column can go to, and the guess at where each goes: by its header, then by content. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-field.h"

#include <string.h>

/* A column is an email column although this share of it is mistyped. */
#define MAIN_SHARE 0.7
/* A list may name a person twice: ids that hardly ever repeat are ids. */
#define MIN_KEY_SHARE 0.9
/* A column of consent may hold a few words that we do not know. */
#define MIN_CONSENT_SHARE 0.5

typedef struct
{
  EspImportField field;
  const char *name;   /* in plans and on the command line */
  const char *column; /* of the lead table; NULL when it is none */
} FieldNames;

static const FieldNames field_names[ESP_N_IMPORT_FIELDS] = {
  { ESP_IMPORT_FIELD_NONE, "none", NULL },
  { ESP_IMPORT_FIELD_EMAIL, "email", "email" },
  { ESP_IMPORT_FIELD_PHONE, "phone", "phone" },
  { ESP_IMPORT_FIELD_NAME, "name", "name" },
  { ESP_IMPORT_FIELD_GIVEN_NAME, "given_name", "given_name" },
  { ESP_IMPORT_FIELD_FAMILY_NAME, "family_name", "family_name" },
  { ESP_IMPORT_FIELD_COMPANY, "company", "company" },
  { ESP_IMPORT_FIELD_TITLE, "title", "title" },
  { ESP_IMPORT_FIELD_COUNTRY, "country", "country" },
  { ESP_IMPORT_FIELD_CITY, "city", "city" },
  { ESP_IMPORT_FIELD_LANGUAGE, "language", "language" },
  { ESP_IMPORT_FIELD_TIME_ZONE, "time_zone", "time_zone" },
  { ESP_IMPORT_FIELD_STAGE, "stage", "stage" },
  { ESP_IMPORT_FIELD_SCORE, "score", "score" },
  { ESP_IMPORT_FIELD_OWNER, "owner", "owner" },
  { ESP_IMPORT_FIELD_SOURCE, "source", "source" },
  { ESP_IMPORT_FIELD_EXTERNAL_ID, "external_id", "external_id" },
  { ESP_IMPORT_FIELD_CREATED_AT, "created_at", "created_at" },
  { ESP_IMPORT_FIELD_UPDATED_AT, "updated_at", NULL },
  { ESP_IMPORT_FIELD_TAGS, "tags", NULL },
  { ESP_IMPORT_FIELD_CONSENT_EMAIL, "consent.email", NULL },
  { ESP_IMPORT_FIELD_CONSENT_SMS, "consent.sms", NULL },
  { ESP_IMPORT_FIELD_CONSENT_KAKAO, "consent.kakao", NULL },
  { ESP_IMPORT_FIELD_CONSENT_ALL, "consent", NULL },
  { ESP_IMPORT_FIELD_CONSENT_AT, "consent.at", NULL },
  { ESP_IMPORT_FIELD_CUSTOM, "custom", NULL },
};

/**
 * esp_import_field_get_name:
 *
 * Returns: (transfer none): the name in plans and on the command line
 */
const char *
esp_import_field_get_name (EspImportField field)
{
  g_return_val_if_fail (field < ESP_N_IMPORT_FIELDS, NULL);

  return field_names[field].name;
}

/**
 * esp_import_field_from_name:
 *
 * Returns: whether there is a field of that name
 */
gboolean
esp_import_field_from_name (const char *name, EspImportField *out_field)
{
  for (guint i = 0; i < ESP_N_IMPORT_FIELDS; i++)
    if (g_str_equal (field_names[i].name, name))
      {
        *out_field = field_names[i].field;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_import_field_get_column:
 *
 * Returns: (transfer none) (nullable): the column of the lead table that it fills
 */
const char *
esp_import_field_get_column (EspImportField field)
{
  g_return_val_if_fail (field < ESP_N_IMPORT_FIELDS, NULL);

  return field_names[field].column;
}

/**
 * esp_import_field_is_consent:
 *
 * Returns: whether @field says what somebody agreed to
 */
gboolean
esp_import_field_is_consent (EspImportField field)
{
  return field >= ESP_IMPORT_FIELD_CONSENT_EMAIL && field <= ESP_IMPORT_FIELD_CONSENT_ALL;
}

static EspImportField
guess_by_content (const EspImportColumnFacts *facts)
{
  if (facts->main_kind == ESP_CELL_KIND_EMAIL && facts->main_share >= MAIN_SHARE)
    return ESP_IMPORT_FIELD_EMAIL;
  if (facts->main_kind == ESP_CELL_KIND_PHONE && facts->main_share >= MAIN_SHARE)
    return ESP_IMPORT_FIELD_PHONE;
  if (facts->is_uuid && facts->distinct_share >= MIN_KEY_SHARE)
    return ESP_IMPORT_FIELD_EXTERNAL_ID;
  return ESP_IMPORT_FIELD_NONE;
}

/* A header may promise what its column does not hold. */
static gboolean
is_plausible (EspImportField field, const EspImportColumnFacts *facts)
{
  if (facts->fill <= 0)
    return TRUE;
  if (esp_import_field_is_consent (field))
    return facts->consent_share >= MIN_CONSENT_SHARE;
  switch ((int) field)
    {
    case ESP_IMPORT_FIELD_PHONE:
    case ESP_IMPORT_FIELD_COMPANY:
    case ESP_IMPORT_FIELD_TITLE:
    case ESP_IMPORT_FIELD_CITY:
      return facts->main_kind != ESP_CELL_KIND_EMAIL || facts->main_share < MAIN_SHARE;
    case ESP_IMPORT_FIELD_NAME:
    case ESP_IMPORT_FIELD_GIVEN_NAME:
    case ESP_IMPORT_FIELD_FAMILY_NAME:
      return (facts->main_kind != ESP_CELL_KIND_EMAIL && facts->main_kind != ESP_CELL_KIND_PHONE) ||
             facts->main_share < MAIN_SHARE;
    case ESP_IMPORT_FIELD_EMAIL:
      return facts->main_kind == ESP_CELL_KIND_EMAIL || facts->main_share < MAIN_SHARE;
    case ESP_IMPORT_FIELD_SCORE:
      return facts->main_kind == ESP_CELL_KIND_INTEGER && facts->main_share >= MAIN_SHARE;
    case ESP_IMPORT_FIELD_EXTERNAL_ID:
      return facts->distinct_share >= MIN_KEY_SHARE;
    case ESP_IMPORT_FIELD_CREATED_AT:
    case ESP_IMPORT_FIELD_UPDATED_AT:
    case ESP_IMPORT_FIELD_CONSENT_AT:
      return facts->main_kind == ESP_CELL_KIND_DATE || facts->main_kind == ESP_CELL_KIND_DATETIME ||
             facts->main_kind == ESP_CELL_KIND_INTEGER || facts->main_kind == ESP_CELL_KIND_DECIMAL;
    default:
      return TRUE;
    }
}

/* 성 and 이름 beside each other: then 이름 is the given name. */
static void
part_names (EspImportField *fields, guint n_columns, gboolean *is_taken)
{
  if (!is_taken[ESP_IMPORT_FIELD_FAMILY_NAME] || is_taken[ESP_IMPORT_FIELD_GIVEN_NAME])
    return;
  for (guint i = 0; i < n_columns; i++)
    if (fields[i] == ESP_IMPORT_FIELD_NAME)
      {
        fields[i] = ESP_IMPORT_FIELD_GIVEN_NAME;
        is_taken[ESP_IMPORT_FIELD_NAME] = FALSE;
        is_taken[ESP_IMPORT_FIELD_GIVEN_NAME] = TRUE;
      }
}

/**
 * esp_import_guess_mapping:
 * @out_fields: (array length=n_columns): where each column goes; no field but CUSTOM twice
 *
 * Header words first, then content for the keys that no header named. Columns without a guess get
 * CUSTOM when they hold anything, NONE when they are empty.
 */
void
esp_import_guess_mapping (const char *const *names,
                          const EspImportColumnFacts *facts,
                          guint n_columns,
                          EspImportField *out_fields)
{
  gboolean is_taken[ESP_N_IMPORT_FIELDS] = { FALSE };

  for (guint i = 0; i < n_columns; i++)
    {
      EspImportField field = esp_import_field_from_header (names[i]);

      if (is_taken[field] || !is_plausible (field, &facts[i]))
        field = ESP_IMPORT_FIELD_NONE;
      out_fields[i] = field;
      is_taken[field] = is_taken[field] || field != ESP_IMPORT_FIELD_NONE;
    }
  part_names (out_fields, n_columns, is_taken);
  for (guint i = 0; i < n_columns; i++)
    {
      EspImportField field;

      /* Our own file of errors, mended: why a row was refused is nothing about the person. */
      if (out_fields[i] != ESP_IMPORT_FIELD_NONE ||
          (i + 1 == n_columns && g_str_equal (names[i], "reason")))
        continue;
      field = esp_import_header_is_of_others (names[i]) ? ESP_IMPORT_FIELD_NONE
                                                        : guess_by_content (&facts[i]);
      if (field != ESP_IMPORT_FIELD_NONE && !is_taken[field])
        {
          out_fields[i] = field;
          is_taken[field] = TRUE;
        }
      else if (facts[i].fill > 0)
        out_fields[i] = ESP_IMPORT_FIELD_CUSTOM;
    }
}
