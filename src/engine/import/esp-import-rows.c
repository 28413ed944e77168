/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalises the cells of a row for the store: one pass, and the first thing wrong makes it an error. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-rows.h"

#include "base/esp-email-address.h"
#include "base/esp-phone.h"
#include "base/esp-zone.h"
#include "engine/import/esp-import-clean.h"
#include "engine/import/esp-import-compile.h"
#include "engine/import/esp-import-country.h"

#include <string.h>

/* Longer texts in a built-in field are a mistake of the mapping: they would bloat its index. */
#define MAX_BUILTIN_BYTES 4096
#define MAX_DETAIL_BYTES 120
#define MAX_TAGS 20
#define MAX_TAG_BYTES 100

typedef struct
{
  guint column;
  int slot; /* -1: not a field of the lead */
  EspImportField field;
  EspFieldType type;
  EspImportTransform transform;
  gboolean has_comma; /* before the parts of its numbers */
} Target;

struct _EspImportRows
{
  const EspImportPlan *plan;
  const EspImportSpec *spec;
  Target *targets; /* (owned) */
  guint n_targets;
  guint n_columns;
  GTimeZone *zone; /* (owned) */
  int given_slot;  /* where a missing display name is made from; -1 is none */
  int family_slot;
  gboolean makes_name;
  EspImportNotes notes;
  GString *scratch;     /* (owned) */
  gint64 consent_at_us; /* of the row being read */
};

/**
 * esp_import_rows_new:
 * @plan: checked; kept by the caller
 * @spec: compiled from it; kept by the caller
 */
EspImportRows *
esp_import_rows_new (const EspImportPlan *plan, const EspImportSpec *spec)
{
  EspImportRows *self = g_new0 (EspImportRows, 1);
  int slot = 0;

  self->plan = plan;
  self->spec = spec;
  self->n_targets = plan->mappings->len;
  self->targets = g_new0 (Target, self->n_targets);
  self->n_columns = g_strv_length (plan->columns);
  self->zone = g_time_zone_new_identifier (plan->time_zone);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
  self->scratch = g_string_new (NULL);
  self->given_slot = self->family_slot = -1;
  self->makes_name = esp_import_plan_makes_name (plan);
  for (guint i = 0; i < self->n_targets; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);
      Target *target = &self->targets[i];

      target->column = mapping->column;
      target->field = mapping->field;
      target->has_comma = esp_import_plan_has_comma (plan, mapping->column);
      target->transform = mapping->transform;
      target->type = mapping->field == ESP_IMPORT_FIELD_CUSTOM ? mapping->type : ESP_FIELD_TEXT;
      target->slot = esp_import_mapping_is_slot (mapping) ? slot++ : -1;
      if (mapping->field == ESP_IMPORT_FIELD_GIVEN_NAME)
        self->given_slot = target->slot;
      else if (mapping->field == ESP_IMPORT_FIELD_FAMILY_NAME)
        self->family_slot = target->slot;
    }
  return self;
}

void
esp_import_rows_free (EspImportRows *self)
{
  if (self == NULL)
    return;
  g_free (self->targets);
  g_time_zone_unref (self->zone);
  g_string_free (self->scratch, TRUE);
  g_free (self);
}

/**
 * esp_import_rows_get_notes:
 *
 * Returns: (transfer none): what was noticed so far, besides the rows themselves
 */
const EspImportNotes *
esp_import_rows_get_notes (EspImportRows *self)
{
  return &self->notes;
}

static gboolean
fail (EspImportRow *row,
      EspImportBatch *batch,
      const Target *target,
      EspImportReason reason,
      const char *detail)
{
  gsize length = detail != NULL ? strlen (detail) : 0;

  if (length > MAX_DETAIL_BYTES)
    length = g_utf8_find_prev_char (detail, detail + MAX_DETAIL_BYTES) - detail;
  row->outcome = ESP_IMPORT_OUTCOME_ERROR;
  row->reason = reason;
  row->reason_column = target != NULL ? target->column + 1 : 0;
  row->detail = detail != NULL ? esp_import_batch_copy (batch, detail, length) : NULL;
  return FALSE;
}

static const char *
take_cell (EspImportRows *self, const EspCsvRow *csv, guint column, EspImportBatch *batch)
{
  return column < csv->n_cells
           ? esp_import_clean_cell (batch, csv->cells[column], self->plan->missing)
           : NULL;
}

static void
set_text (EspImportRow *row, int slot, const char *text)
{
  row->values[slot].type = ESP_VALUE_TEXT;
  row->values[slot].text = (char *) text; /* lives in the batch; nobody frees it */
}

static void
set_integer (EspImportRow *row, int slot, gint64 integer)
{
  row->values[slot].type = ESP_VALUE_INTEGER;
  row->values[slot].integer = integer;
}

static gboolean
put_email (EspImportRows *self,
           EspImportRow *row,
           EspImportBatch *batch,
           const Target *target,
           const char *text)
{
  EspEmailAddress address;
  g_autofree char *suggestion = NULL;
  EspEmailProblem problem = esp_email_normalize (text, &address);

  if (problem != ESP_EMAIL_OK)
    {
      row->reason_sub = problem;
      return fail (row, batch, target, ESP_IMPORT_REASON_EMAIL, text);
    }
  suggestion = esp_email_suggest (address.address);
  self->notes.n_typos += suggestion != NULL;
  self->notes.n_roles += esp_email_is_role (address.address);
  set_text (row, target->slot,
            esp_import_batch_copy (batch, address.address, strlen (address.address)));
  return TRUE;
}

static gboolean
put_phone (EspImportRows *self,
           EspImportRow *row,
           EspImportBatch *batch,
           const Target *target,
           const char *text)
{
  EspPhone phone;
  EspPhoneProblem problem = esp_phone_normalize (text, self->plan->region, &phone);

  if (problem != ESP_PHONE_OK)
    {
      row->reason_sub = problem;
      return fail (row, batch, target, ESP_IMPORT_REASON_PHONE, text);
    }
  self->notes.n_phones_mended += phone.is_repaired;
  set_text (row, target->slot, esp_import_batch_copy (batch, phone.e164, strlen (phone.e164)));
  return TRUE;
}

static gboolean
read_time (EspImportRows *self, const char *text, gboolean is_day, gint64 *out_us)
{
  EspCivilTime time;

  if (!esp_cell_parse_date (text, self->plan->date_order, &time))
    {
      EspCivilTime serial;

      if (!esp_cell_parse_bare_date (text, &time))
        return FALSE;
      self->notes.n_serials += esp_cell_parse_excel_serial (text, &serial);
    }
  if (is_day)
    {
      /* A day is kept as midnight UTC: it is the same day wherever it is read. */
      time.has_offset = TRUE;
      time.offset_seconds = 0;
      time.hour = time.minute = time.second = 0;
    }
  *out_us = esp_civil_time_to_us (&time, self->zone);
  return TRUE;
}

static gboolean
fail_number (EspImportRow *row, EspImportBatch *batch, const Target *target, const char *text)
{
  double decimal;

  if (esp_cell_parse_decimal (text, target->has_comma, &decimal))
    row->reason_sub = decimal < (double) G_MININT64 || decimal >= (double) G_MAXINT64
                        ? ESP_IMPORT_NUMBER_TOO_LARGE
                        : ESP_IMPORT_NUMBER_NOT_WHOLE;
  else if (esp_cell_parse_decimal (text, !target->has_comma, &decimal))
    row->reason_sub = ESP_IMPORT_NUMBER_OTHER_MARK;
  else
    row->reason_sub = ESP_IMPORT_NUMBER_NONE;
  return fail (row, batch, target, ESP_IMPORT_REASON_NUMBER, text);
}

static gboolean
put_number (EspImportRows *self,
            EspImportRow *row,
            EspImportBatch *batch,
            const Target *target,
            const char *text)
{
  gint64 integer;
  double decimal;

  if (target->type == ESP_FIELD_DECIMAL)
    {
      if (!esp_cell_parse_decimal (text, target->has_comma, &decimal))
        return fail_number (row, batch, target, text);
      row->values[target->slot].type = ESP_VALUE_DECIMAL;
      row->values[target->slot].decimal = decimal;
      return TRUE;
    }
  if (!esp_cell_parse_integer (text, target->has_comma, &integer))
    {
      /* 12.0 and 1.5E+3 are whole numbers that a program wrote as decimals. */
      if (!esp_cell_parse_decimal (text, target->has_comma, &decimal) ||
          decimal != (double) (gint64) CLAMP (decimal, -9e15, 9e15))
        return fail_number (row, batch, target, text);
      integer = (gint64) decimal;
    }
  set_integer (row, target->slot, integer);
  return TRUE;
}

static gboolean
fail_date (EspImportRow *row, EspImportBatch *batch, const Target *target, const char *text)
{
  gboolean is_short;

  row->reason_sub = esp_cell_find_date_orders (text, &is_short) != 0;
  return fail (row, batch, target, ESP_IMPORT_REASON_DATE, text);
}

static gboolean
put_typed (EspImportRows *self,
           EspImportRow *row,
           EspImportBatch *batch,
           const Target *target,
           const char *text)
{
  gboolean boolean;
  gint64 at_us;

  switch (target->type)
    {
    case ESP_FIELD_INTEGER:
    case ESP_FIELD_DECIMAL:
      return put_number (self, row, batch, target, text);
    case ESP_FIELD_BOOLEAN:
      if (!esp_cell_parse_boolean (text, &boolean))
        return fail (row, batch, target, ESP_IMPORT_REASON_BOOLEAN, text);
      set_integer (row, target->slot, boolean);
      return TRUE;
    case ESP_FIELD_DATE:
    case ESP_FIELD_DATETIME:
      if (!read_time (self, text, target->type == ESP_FIELD_DATE, &at_us))
        return fail_date (row, batch, target, text);
      set_integer (row, target->slot, at_us);
      return TRUE;
    case ESP_FIELD_TEXT:
    default:
      set_text (row, target->slot, esp_import_clean_transform (batch, target->transform, text));
      return TRUE;
    }
}

static gboolean
put_tags (EspImportRow *row, EspImportBatch *batch, const Target *target, const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ",;|", -1);
  const char **tags = esp_import_batch_alloc (batch, sizeof (char *) * MAX_TAGS);
  guint n = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strlen (g_strstrip (parts[i]));

      if (length == 0)
        continue;
      if (n == MAX_TAGS || length > MAX_TAG_BYTES)
        return fail (row, batch, target, ESP_IMPORT_REASON_TAGS, parts[i]);
      tags[n++] = esp_import_batch_copy (batch, parts[i], length);
    }
  row->tags = tags;
  row->n_tags = n;
  return TRUE;
}

static void
set_consent (EspImportRow *row, EspImportChannel channel, EspConsentWord word)
{
  row->consent[channel] =
    word == ESP_CONSENT_WORD_YES ? ESP_IMPORT_CONSENT_GRANTED : ESP_IMPORT_CONSENT_DENIED;
}

static gboolean
put_consent (EspImportRows *self,
             EspImportRow *row,
             EspImportBatch *batch,
             const Target *target,
             const char *text)
{
  EspConsentWord word;

  if (self->plan->consent != ESP_IMPORT_CONSENT_BY_COLUMNS)
    return TRUE;
  word = esp_cell_parse_consent (text);
  if (word == ESP_CONSENT_WORD_UNKNOWN)
    return fail (row, batch, target, ESP_IMPORT_REASON_CONSENT, text);
  if (word == ESP_CONSENT_WORD_NONE)
    return TRUE;
  if (target->field == ESP_IMPORT_FIELD_CONSENT_EMAIL)
    set_consent (row, ESP_IMPORT_CHANNEL_EMAIL, word);
  else if (target->field == ESP_IMPORT_FIELD_CONSENT_SMS)
    set_consent (row, ESP_IMPORT_CHANNEL_SMS, word);
  else if (target->field == ESP_IMPORT_FIELD_CONSENT_KAKAO)
    set_consent (row, ESP_IMPORT_CHANNEL_KAKAO, word);
  else
    for (guint i = ESP_IMPORT_CHANNEL_EMAIL; i <= ESP_IMPORT_CHANNEL_SMS; i++)
      if (row->consent[i] == ESP_IMPORT_CONSENT_SILENT)
        set_consent (row, (EspImportChannel) i, word);
  return TRUE;
}

static gboolean
put_builtin (EspImportRows *self,
             EspImportRow *row,
             EspImportBatch *batch,
             const Target *target,
             const char *text)
{
  Target score = *target;
  char code[3];
  const char *country;

  if (strlen (text) > MAX_BUILTIN_BYTES)
    return fail (row, batch, target, ESP_IMPORT_REASON_TOO_LONG, text);
  if (target->field == ESP_IMPORT_FIELD_SCORE)
    {
      score.type = ESP_FIELD_INTEGER;
      return put_number (self, row, batch, &score, text);
    }
  if (target->field == ESP_IMPORT_FIELD_TIME_ZONE)
    {
      char zone[ESP_ZONE_SIZE];

      if (!esp_zone_read (text, zone))
        return fail (row, batch, target, ESP_IMPORT_REASON_ZONE, text);
      text = esp_import_batch_copy (batch, zone, strlen (zone));
    }
  if (target->field == ESP_IMPORT_FIELD_COUNTRY)
    {
      country = esp_import_country_code (text, code);
      text = esp_import_batch_copy (batch, country, strlen (country));
    }
  set_text (row, target->slot, esp_import_clean_transform (batch, target->transform, text));
  return TRUE;
}

static gboolean
put_cell (EspImportRows *self,
          EspImportRow *row,
          EspImportBatch *batch,
          const Target *target,
          const char *text)
{
  gint64 *time = NULL;

  if (target->field == ESP_IMPORT_FIELD_EMAIL)
    return put_email (self, row, batch, target, text);
  if (target->field == ESP_IMPORT_FIELD_PHONE)
    return put_phone (self, row, batch, target, text);
  if (target->field == ESP_IMPORT_FIELD_CUSTOM)
    return put_typed (self, row, batch, target, text);
  if (target->slot >= 0)
    return put_builtin (self, row, batch, target, text);
  if (esp_import_field_is_consent (target->field))
    return put_consent (self, row, batch, target, text);
  if (target->field == ESP_IMPORT_FIELD_TAGS)
    return put_tags (row, batch, target, text);
  if (target->field == ESP_IMPORT_FIELD_CREATED_AT)
    time = &row->created_at_us;
  else if (target->field == ESP_IMPORT_FIELD_UPDATED_AT)
    time = &row->updated_at_us;
  else if (target->field == ESP_IMPORT_FIELD_CONSENT_AT)
    time = &row->consent_at_us;
  if (time != NULL && !read_time (self, text, FALSE, time))
    return fail_date (row, batch, target, text);
  return TRUE;
}

static gboolean
has_wide_letters (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iswide (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* 김 + 민지 is 김민지; Ada + Lovelace is Ada Lovelace. */
static void
make_name (EspImportRows *self, EspImportRow *row, EspImportBatch *batch)
{
  const char *given = self->given_slot >= 0 ? row->values[self->given_slot].text : NULL;
  const char *family = self->family_slot >= 0 ? row->values[self->family_slot].text : NULL;

  if (given == NULL && family == NULL)
    return;
  if (given == NULL || family == NULL)
    g_string_assign (self->scratch, given != NULL ? given : family);
  else if (has_wide_letters (given) || has_wide_letters (family))
    g_string_printf (self->scratch, "%s%s", family, given);
  else
    g_string_printf (self->scratch, "%s %s", given, family);
  set_text (row, self->spec->name_slot,
            esp_import_batch_copy (batch, self->scratch->str, self->scratch->len));
}

static gboolean
has_value (const EspImportRow *row, int slot)
{
  return slot >= 0 && row->values[slot].type != ESP_VALUE_NULL;
}

/* A browser names its place in an object of its own, whatever the column is called. */
static gboolean
has_browser (const EspImportSpec *spec, const EspImportRow *row)
{
  for (guint i = 0; i < spec->n_slots; i++)
    if (row->values[i].type == ESP_VALUE_TEXT &&
        strstr (row->values[i].text, "\"endpoint\"") != NULL)
      return TRUE;
  return FALSE;
}

/* Nobody has agreed to messages that cannot reach them. */
static gboolean
has_address (const EspImportSpec *spec, const EspImportRow *row, EspImportChannel channel)
{
  if (channel == ESP_IMPORT_CHANNEL_PUSH)
    return has_browser (spec, row);
  return has_value (row,
                    spec->key_slots[channel == ESP_IMPORT_CHANNEL_EMAIL ? ESP_IMPORT_KEY_EMAIL
                                                                        : ESP_IMPORT_KEY_PHONE]);
}

static void
settle_consent (EspImportRows *self, EspImportRow *row)
{
  const EspImportPlan *plan = self->plan;

  if (row->consent_at_us == 0)
    row->consent_at_us = plan->consent_at_us;
  for (guint i = 0; i < ESP_N_IMPORT_CHANNELS; i++)
    {
      if (plan->consent == ESP_IMPORT_CONSENT_DECLARED && plan->consent_channels[i] &&
          has_address (self->spec, row, (EspImportChannel) i))
        row->consent[i] = ESP_IMPORT_CONSENT_GRANTED;
      if (row->consent[i] == ESP_IMPORT_CONSENT_GRANTED && row->consent_at_us == 0)
        row->consent[i] = ESP_IMPORT_CONSENT_UNDATED;
    }
  if (plan->consent == ESP_IMPORT_CONSENT_DECLARED)
    row->consent_at_us = plan->consent_at_us;
}

static gboolean
check_shape (EspImportRows *self, EspImportRow *row, const EspCsvRow *csv, EspImportBatch *batch)
{
  if (csv->problem != ESP_CSV_OK)
    {
      row->outcome = ESP_IMPORT_OUTCOME_ERROR;
      row->reason = ESP_IMPORT_REASON_CSV;
      row->reason_sub = csv->problem;
      row->reason_column = csv->problem_column;
      row->line = csv->problem_line;
      return FALSE;
    }
  for (guint i = self->n_columns; i < csv->n_cells; i++)
    if (*csv->cells[i] != '\0')
      return fail (row, batch, NULL, ESP_IMPORT_REASON_TOO_MANY_CELLS, csv->cells[i]);
  self->notes.n_short += csv->n_cells < self->n_columns;
  return TRUE;
}

static void
fill_row (EspImportRows *self, EspImportRow *row, const EspCsvRow *csv, EspImportBatch *batch)
{
  gboolean has_key = FALSE;

  if (!check_shape (self, row, csv, batch))
    return;
  for (guint i = 0; i < self->n_targets; i++)
    {
      const Target *target = &self->targets[i];
      const char *text = take_cell (self, csv, target->column, batch);

      if (text != NULL && !put_cell (self, row, batch, target, text))
        return;
    }
  for (guint i = 0; i < self->spec->n_keys; i++)
    has_key = has_key || has_value (row, self->spec->key_slots[self->spec->keys[i]]);
  if (!has_key)
    {
      (void) fail (row, batch, NULL, ESP_IMPORT_REASON_NO_KEY, NULL);
      return;
    }
  if (self->makes_name)
    make_name (self, row, batch);
  settle_consent (self, row);
}

/**
 * esp_import_rows_add:
 * @csv: as the reader gave it
 *
 * Adds the row to the batch, normalised, or as an error: one thing wrong takes the whole row out.
 */
void
esp_import_rows_add (EspImportRows *self, const EspCsvRow *csv, EspImportBatch *batch)
{
  EspImportRow *row = esp_import_batch_add (batch);

  row->number = csv->number - (self->plan->has_header ? 1 : 0);
  row->line = csv->line;
  row->offset = csv->offset;
  row->length = csv->length;
  fill_row (self, row, csv, batch);
}
