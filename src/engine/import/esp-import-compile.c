/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a plan ready to run: custom fields found, columns turned into slots of the store. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-compile.h"

/**
 * esp_import_mapping_is_slot:
 *
 * Returns: whether a mapping fills a column of the lead table
 */
gboolean
esp_import_mapping_is_slot (const EspImportMapping *mapping)
{
  return mapping->field == ESP_IMPORT_FIELD_CUSTOM ||
         (esp_import_field_get_column (mapping->field) != NULL &&
          mapping->field != ESP_IMPORT_FIELD_CREATED_AT);
}

static const EspImportMapping *
find_field (const EspImportPlan *plan, EspImportField field)
{
  for (guint i = 0; i < plan->mappings->len; i++)
    if (esp_import_plan_get_mapping (plan, i)->field == field)
      return esp_import_plan_get_mapping (plan, i);
  return NULL;
}

/**
 * esp_import_plan_makes_name:
 *
 * Returns: whether the list has first or last names alone, and gets the display name that every lead
 *   needs out of them
 */
gboolean
esp_import_plan_makes_name (const EspImportPlan *plan)
{
  return find_field (plan, ESP_IMPORT_FIELD_NAME) == NULL &&
         (find_field (plan, ESP_IMPORT_FIELD_GIVEN_NAME) != NULL ||
          find_field (plan, ESP_IMPORT_FIELD_FAMILY_NAME) != NULL);
}

/**
 * esp_import_plan_check_fields:
 * @plan: bound
 *
 * A field that a score computes would be computed again over what was imported: it takes nothing from a file.
 */
gboolean
esp_import_plan_check_fields (const EspImportPlan *plan, const EspFields *fields, GError **error)
{
  for (guint i = 0; i < plan->mappings->len; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);
      const char *column = mapping->field == ESP_IMPORT_FIELD_CUSTOM
                             ? mapping->custom
                             : esp_import_field_get_column (mapping->field);
      int index = column != NULL ? esp_fields_find (fields, column) : -1;
      EspImportFacts facts = { .fault = ESP_IMPORT_FAULT_SCORE };

      if (index < 0 || !esp_fields_get (fields, (guint) index)->is_score)
        continue;
      facts.text = esp_fields_get (fields, (guint) index)->label;
      esp_import_error_set (error, &facts);
      return FALSE;
    }
  return TRUE;
}

/**
 * esp_import_plan_bind:
 *
 * Finds the custom fields of the plan in the workspace: one of the same name is used, with its type.
 *
 * Returns: how many custom fields are yet to be made
 */
guint
esp_import_plan_bind (EspImportPlan *plan, EspFields *fields)
{
  guint n_missing = 0;

  for (guint i = 0; i < plan->mappings->len; i++)
    {
      EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);
      int index = -1;

      if (mapping->field != ESP_IMPORT_FIELD_CUSTOM)
        continue;
      if (mapping->custom != NULL)
        index = esp_fields_find (fields, mapping->custom);
      if (index < 0 && mapping->label != NULL)
        index = esp_fields_find_label (fields, mapping->label);
      g_clear_pointer (&mapping->custom, g_free);
      if (index >= 0 && esp_fields_get (fields, (guint) index)->is_custom)
        {
          mapping->custom = g_strdup (esp_fields_get (fields, (guint) index)->column);
          mapping->type = esp_fields_get (fields, (guint) index)->type;
        }
      else
        n_missing++;
    }
  return n_missing;
}

static void
compile_slots (const EspImportPlan *plan, EspImportSpec *spec)
{
  guint slot = 0;

  for (guint i = 0; i < plan->mappings->len; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);

      if (!esp_import_mapping_is_slot (mapping))
        continue;
      spec->columns[slot] = g_strdup (mapping->field == ESP_IMPORT_FIELD_CUSTOM
                                        ? (mapping->custom != NULL ? mapping->custom : "")
                                        : esp_import_field_get_column (mapping->field));
      spec->policies[slot] = mapping->policy;
      if (mapping->field == ESP_IMPORT_FIELD_EMAIL)
        spec->key_slots[ESP_IMPORT_KEY_EMAIL] = (int) slot;
      else if (mapping->field == ESP_IMPORT_FIELD_PHONE)
        spec->key_slots[ESP_IMPORT_KEY_PHONE] = (int) slot;
      else if (mapping->field == ESP_IMPORT_FIELD_EXTERNAL_ID)
        spec->key_slots[ESP_IMPORT_KEY_EXTERNAL_ID] = (int) slot;
      else if (mapping->field == ESP_IMPORT_FIELD_NAME)
        spec->name_slot = (int) slot;
      slot++;
    }
  if (esp_import_plan_makes_name (plan))
    {
      spec->columns[slot] = g_strdup ("name");
      spec->policies[slot] = ESP_IMPORT_FILL;
      spec->name_slot = (int) slot;
    }
}

/**
 * esp_import_plan_compile:
 * @plan: bound; a custom field that is yet to be made gets "" as its column
 *
 * Returns: (transfer full): what the store needs to know of the plan
 */
EspImportSpec *
esp_import_plan_compile (const EspImportPlan *plan)
{
  EspImportSpec *spec;
  guint n_slots = esp_import_plan_makes_name (plan) ? 1 : 0;

  for (guint i = 0; i < plan->mappings->len; i++)
    n_slots += esp_import_mapping_is_slot (esp_import_plan_get_mapping (plan, i));
  spec = esp_import_spec_new (n_slots);
  compile_slots (plan, spec);
  for (guint i = 0; i < plan->n_keys; i++)
    if (spec->key_slots[plan->keys[i]] >= 0)
      spec->keys[spec->n_keys++] = plan->keys[i];
  spec->is_consent_declared = plan->consent == ESP_IMPORT_CONSENT_DECLARED;
  spec->consent_basis = g_strdup (plan->consent_basis != NULL ? plan->consent_basis : "consent");
  spec->consent_wording = g_strdup (plan->consent_wording);
  spec->consent_source =
    g_strdup (plan->consent_source != NULL ? plan->consent_source : plan->name);
  spec->tags = g_strdupv (plan->tags);
  spec->decisions = g_hash_table_ref (plan->decisions);
  return spec;
}
