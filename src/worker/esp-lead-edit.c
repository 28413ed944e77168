/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what somebody typed into a field of a lead, when it can be written. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-lead-edit.h"

#include "store/esp-leads.h"

static gboolean
find_holder (EspTx *tx, EspLeadEdit *edit, const EspValue *value, GError **error)
{
  if (!g_str_equal (edit->column, "email") || value->type != ESP_VALUE_TEXT)
    return TRUE;
  if (!esp_lead_find (tx, "email", value->text, &edit->taken_by, error))
    return FALSE;
  if (edit->taken_by == edit->lead_id)
    edit->taken_by = 0;
  return TRUE;
}

/**
 * esp_lead_edit_apply:
 * @edit: (inout): what to write; says afterwards why it was not written
 *
 * Writes one field by the rules of an import. A text that cannot be the field's value, or an address that
 * another lead has, changes nothing and is no error.
 */
gboolean
esp_lead_edit_apply (EspTx *tx, EspLeadEdit *edit, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) before = NULL;
  g_autoptr (EspLead) after = NULL;
  int index;

  if (fields == NULL)
    return FALSE;
  index = esp_fields_find (fields, edit->column);
  if (index < 0 || !esp_fields_get (fields, (guint) index)->is_editable)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "There is no field “%s” that can be edited", edit->column);
      return FALSE;
    }
  before = esp_lead_load (tx, fields, edit->lead_id, error);
  if (before == NULL)
    return FALSE;
  after = esp_lead_copy (before);
  edit->problem = esp_field_input_parse (esp_fields_get (fields, (guint) index), edit->text,
                                         edit->zone, &after->values[index]);
  if (edit->problem != ESP_FIELD_INPUT_OK)
    return TRUE;
  if (!find_holder (tx, edit, &after->values[index], error))
    return FALSE;
  if (edit->taken_by != 0)
    return TRUE;
  esp_value_copy (&after->values[index], &edit->value);
  return esp_lead_update (tx, before, after, &edit->has_changed, error);
}
