/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a lead's page shows, in one read. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-record.h"

#include "store/esp-consents.h"
#include "store/esp-duplicates.h"
#include "store/esp-identities.h"
#include "store/esp-leads.h"
#include "store/esp-tags.h"

/**
 * esp_lead_record_new:
 */
EspLeadRecord *
esp_lead_record_new (guint32 id)
{
  EspLeadRecord *record = g_new0 (EspLeadRecord, 1);

  record->id = id;
  return record;
}

/**
 * esp_lead_record_free:
 */
void
esp_lead_record_free (EspLeadRecord *record)
{
  if (record == NULL)
    return;
  esp_lead_free (record->lead);
  esp_lead_extras_free (record->extras);
  g_strfreev (record->tags);
  g_clear_pointer (&record->consents, g_ptr_array_unref);
  g_clear_pointer (&record->states, g_ptr_array_unref);
  g_clear_pointer (&record->identities, g_ptr_array_unref);
  g_clear_pointer (&record->duplicates, g_ptr_array_unref);
  g_strfreev (record->known_tags);
  g_free (record);
}

static gboolean
read_parts (EspTx *tx, EspLeadRecord *record, GError **error)
{
  record->extras = esp_lead_extras_load (tx, record->id, error);
  record->tags = record->extras != NULL ? esp_tag_list_of_lead (tx, record->id, error) : NULL;
  record->consents = record->tags != NULL ? esp_consent_list (tx, record->id, error) : NULL;
  record->states =
    record->consents != NULL ? esp_consent_list_states (tx, record->id, error) : NULL;
  record->identities = record->states != NULL ? esp_identity_list (tx, record->id, error) : NULL;
  record->duplicates =
    record->identities != NULL ? esp_duplicates_of (tx, record->id, error) : NULL;
  record->known_tags = record->duplicates != NULL ? esp_tag_list_names (tx, error) : NULL;
  return record->known_tags != NULL;
}

/**
 * esp_lead_record_read:
 * @data: an #EspLeadRecord
 */
gboolean
esp_lead_record_read (EspTx *tx, gpointer data, GError **error)
{
  EspLeadRecord *record = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GError) missing = NULL;

  if (fields == NULL)
    return FALSE;
  record->lead = esp_lead_load (tx, fields, record->id, &missing);
  if (record->lead == NULL)
    {
      if (g_error_matches (missing, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  return read_parts (tx, record, error);
}
