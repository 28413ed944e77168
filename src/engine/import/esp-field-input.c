/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns what a person typed into the value of a field, by the same rules as an import. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/import/esp-field-input.h"

#include "base/esp-email-address.h"
#include "base/esp-phone.h"
#include "base/esp-zone.h"
#include "engine/import/esp-import-cell.h"

/* Numbers without a country are Korean: the workspace's people are. */
#define DEFAULT_REGION "KR"

static EspFieldInputProblem
parse_text (const EspField *field, const char *text, EspValue *out_value)
{
  if (g_str_equal (field->column, "email"))
    {
      EspEmailAddress address;

      if (esp_email_normalize (text, &address) != ESP_EMAIL_OK)
        return ESP_FIELD_INPUT_NOT_EMAIL;
      esp_value_set_text (out_value, address.address);
    }
  else if (g_str_equal (field->column, "phone"))
    {
      EspPhone phone;

      if (esp_phone_normalize (text, DEFAULT_REGION, &phone) != ESP_PHONE_OK)
        return ESP_FIELD_INPUT_NOT_PHONE;
      esp_value_set_text (out_value, phone.e164);
    }
  else if (g_str_equal (field->column, "time_zone"))
    {
      char name[ESP_ZONE_SIZE];

      if (!esp_zone_read (text, name))
        return ESP_FIELD_INPUT_NOT_ZONE;
      esp_value_set_text (out_value, name);
    }
  else
    esp_value_set_text (out_value, text);
  return ESP_FIELD_INPUT_OK;
}

static EspFieldInputProblem
parse_date (const EspField *field, const char *text, GTimeZone *zone, EspValue *out_value)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  EspCivilTime time;

  if (!esp_cell_parse_date (text, ESP_DATE_ORDER_UNKNOWN, &time))
    return ESP_FIELD_INPUT_NOT_DATE;
  esp_value_set_integer (out_value,
                         esp_civil_time_to_us (&time, field->type == ESP_FIELD_DATE ? utc : zone));
  return ESP_FIELD_INPUT_OK;
}

/**
 * esp_field_input_parse:
 * @text: what was typed; blanks around it do not count, nothing is NULL
 * @zone: of dates with a time
 * @out_value: an initialised value, set on success
 *
 * Returns: %ESP_FIELD_INPUT_OK, or why not
 */
EspFieldInputProblem
esp_field_input_parse (const EspField *field,
                       const char *text,
                       GTimeZone *zone,
                       EspValue *out_value)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  gint64 integer;
  double decimal;
  gboolean boolean;

  if (*trimmed == '\0')
    {
      esp_value_clear (out_value);
      return ESP_FIELD_INPUT_OK;
    }
  switch (field->type)
    {
    case ESP_FIELD_INTEGER:
      if (!esp_cell_parse_integer (trimmed, FALSE, &integer))
        return ESP_FIELD_INPUT_NOT_INTEGER;
      esp_value_set_integer (out_value, integer);
      return ESP_FIELD_INPUT_OK;
    case ESP_FIELD_DECIMAL:
      if (!esp_cell_parse_decimal (trimmed, FALSE, &decimal))
        return ESP_FIELD_INPUT_NOT_DECIMAL;
      esp_value_set_decimal (out_value, decimal);
      return ESP_FIELD_INPUT_OK;
    case ESP_FIELD_BOOLEAN:
      if (!esp_cell_parse_boolean (trimmed, &boolean))
        return ESP_FIELD_INPUT_NOT_BOOLEAN;
      esp_value_set_integer (out_value, boolean);
      return ESP_FIELD_INPUT_OK;
    case ESP_FIELD_DATE:
    case ESP_FIELD_DATETIME:
      return parse_date (field, trimmed, zone, out_value);
    case ESP_FIELD_TEXT:
    default:
      return parse_text (field, trimmed, out_value);
    }
}
