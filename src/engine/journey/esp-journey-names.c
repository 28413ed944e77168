/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a journey that people wrote means by the names of fields: the labels that they see. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-names.h"

#include "engine/journey/esp-journey-build.h"
#include "engine/segment/esp-rule-names.h"

/* Returns: (nullable): the key that stands for the name; %NULL when it is one, or nobody's */
static const char *
find_key (const char *name, const EspRuleCatalog *catalog)
{
  return name != NULL && esp_rule_catalog_find_field (catalog, name) == NULL
           ? esp_rule_names_find_field (catalog, name)
           : NULL;
}

static void
resolve_text (char **name, const EspRuleCatalog *catalog)
{
  const char *key = find_key (*name, catalog);

  if (key == NULL)
    return;
  g_free (*name);
  *name = g_strdup (key);
}

static void
resolve_step (EspJourney *journey, guint32 i, const EspRuleCatalog *catalog)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, i);
  const char *key = step->kind == ESP_STEP_WAIT ? find_key (step->field, catalog) : NULL;

  if (key != NULL)
    esp_journey_name_field (journey, i, key);
  for (guint j = 0; step->changes != NULL && j < step->changes->len; j++)
    {
      EspJourneyChange *change = &g_array_index (step->changes, EspJourneyChange, j);

      if (change->kind != ESP_STEP_CHANGE_TAG && change->kind != ESP_STEP_CHANGE_UNTAG)
        resolve_text (&change->name, catalog);
    }
}

/**
 * esp_journey_names_resolve:
 * @journey: just read, and nobody else's yet
 *
 * Puts the keys of fields where a journey that people wrote has their labels, and ids where its rules have names.
 * What is not found stays, for the check to tell.
 */
void
esp_journey_names_resolve (EspJourney *journey, const EspRuleCatalog *catalog)
{
  for (guint i = 0; i < journey->entries->len; i++)
    resolve_text (&g_array_index (journey->entries, EspJourneyEntry, i).field, catalog);
  for (guint32 i = 0; i < journey->steps->len; i++)
    resolve_step (journey, i, catalog);
  for (guint i = 0; i < journey->questions->len; i++)
    esp_rule_names_resolve (g_ptr_array_index (journey->questions, i), catalog);
}
