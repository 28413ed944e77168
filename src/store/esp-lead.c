/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's record in memory. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead.h"

/**
 * esp_lead_new:
 *
 * Returns: (transfer full): a record without values and without an id
 */
EspLead *
esp_lead_new (EspFields *fields)
{
  EspLead *self = g_new0 (EspLead, 1);

  self->fields = esp_fields_ref (fields);
  self->n_values = esp_fields_get_n (fields);
  self->values = g_new0 (EspValue, self->n_values);
  return self;
}

/**
 * esp_lead_copy:
 */
EspLead *
esp_lead_copy (const EspLead *self)
{
  EspLead *copy = g_memdup2 (self, sizeof *self);

  copy->fields = esp_fields_ref (self->fields);
  copy->values = g_new0 (EspValue, self->n_values);
  for (guint i = 0; i < self->n_values; i++)
    esp_value_copy (&self->values[i], &copy->values[i]);
  return copy;
}

/**
 * esp_lead_free:
 */
void
esp_lead_free (EspLead *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_values; i++)
    esp_value_clear (&self->values[i]);
  g_free (self->values);
  esp_fields_unref (self->fields);
  g_free (self);
}

/**
 * esp_lead_get:
 *
 * Returns: (transfer none) (nullable): the value, or %NULL when there is no such field
 */
const EspValue *
esp_lead_get (const EspLead *self, const char *column)
{
  int index = esp_fields_find (self->fields, column);

  return index >= 0 ? &self->values[index] : NULL;
}

/**
 * esp_lead_get_writable:
 *
 * Returns: (transfer none) (nullable): the value to be set, or %NULL when there is no such field
 */
EspValue *
esp_lead_get_writable (EspLead *self, const char *column)
{
  int index = esp_fields_find (self->fields, column);

  return index >= 0 ? &self->values[index] : NULL;
}

/**
 * esp_lead_get_text:
 *
 * Returns: (transfer none) (nullable): the text, or %NULL when the field is empty or no text
 */
const char *
esp_lead_get_text (const EspLead *self, const char *column)
{
  const EspValue *value = esp_lead_get (self, column);

  return value != NULL && value->type == ESP_VALUE_TEXT ? value->text : NULL;
}

/**
 * esp_lead_get_integer:
 */
gint64
esp_lead_get_integer (const EspLead *self, const char *column, gint64 fallback)
{
  const EspValue *value = esp_lead_get (self, column);

  return value != NULL && value->type == ESP_VALUE_INTEGER ? value->integer : fallback;
}

/**
 * esp_lead_get_title:
 *
 * Returns: (transfer none): what a list calls the lead: the name, else an address, else ""
 */
const char *
esp_lead_get_title (const EspLead *self)
{
  static const char *const columns[] = { "name", "email", "phone", "external_id" };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const char *text = esp_lead_get_text (self, columns[i]);

      if (text != NULL && *text != '\0')
        return text;
    }
  return "";
}
