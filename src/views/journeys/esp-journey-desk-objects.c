/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages and segments that come to the journey on the desk: dropped, pasted, or chosen by their name. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-step-json.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>
#include <string.h>

/* An address is short; what is longer is something else. */
#define MAX_ADDRESS 64

/**
 * esp_journey_desk_read_object:
 * @text: an address of the program: "messages/12", "segments/3"
 *
 * Returns: (transfer none) (nullable): the message or the segment that is meant, when there is one
 */
const EspJourneyName *
esp_journey_desk_read_object (EspJourneyDesk *self, const char *text, EspJourneyNameKind *out_kind)
{
  static const struct
  {
    const char *area;
    EspJourneyNameKind kind;
  } areas[] = { { "messages/", ESP_NAME_MESSAGE }, { "segments/", ESP_NAME_SEGMENT } };

  for (gsize i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      guint64 id = 0;
      g_autofree char *number = NULL;

      if (!g_str_has_prefix (text, areas[i].area) || strnlen (text, MAX_ADDRESS) == MAX_ADDRESS)
        continue;
      number = g_strstrip (g_strdup (text + strlen (areas[i].area)));
      if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXINT64, &id, NULL))
        return NULL;
      *out_kind = areas[i].kind;
      return esp_journey_names_find_id (self->names, areas[i].kind, (gint64) id);
    }
  return NULL;
}

static char *
send_json (const EspJourneyName *message)
{
  g_autofree char *fresh = esp_journey_new_step_json (ESP_STEP_SEND);
  JsonNode *root = esp_step_json_read (fresh);
  char *json;

  esp_step_json_put_text (root, "message", message->reference);
  json = json_to_string (root, FALSE);
  json_node_unref (root);
  return json;
}

/* Another object for a step that has a place for it. */
static void
put_into_step (EspJourneyDesk *self,
               const EspJourneyStep *step,
               const char *member,
               const EspJourneyName *name)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autofree char *id = g_strdup (step->id);
  g_autofree char *before =
    esp_journey_step_to_json (journey, esp_journey_find_step (journey, step->id));
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  JsonNode *root = esp_step_json_read (before);

  if (root == NULL)
    return;
  esp_step_json_put_text (root, member, name->reference);
  json = json_to_string (root, FALSE);
  json_node_unref (root);
  edited = esp_journey_edit_step (journey, id, json, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("This step does not take it."));
      return;
    }
  esp_journey_desk_apply (self, edited,
                          step->kind == ESP_STEP_SEND ? _ ("Choose the message")
                                                      : _ ("Choose the segment"),
                          id);
  /* Translators: %s is a message or a segment that a step has now */
  text = esp_particle_printf (_ ("The step has “%s” now"), name->name);
  esp_journey_desk_say (self, text);
}

/* The entry that is still without a segment takes it, else there is one more. */
static void
put_into_entries (EspJourneyDesk *self, const EspJourneyName *segment)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autofree char *id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  JsonNode *root;

  for (guint i = 0; i < journey->entries->len && id == NULL; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (journey->entries, EspJourneyEntry, i);

      if ((entry->kind != ESP_ENTRY_ENTERS_SEGMENT && entry->kind != ESP_ENTRY_LEAVES_SEGMENT) ||
          (entry->reference != NULL && *entry->reference != '\0'))
        continue;
      id = g_strdup (entry->id);
      before = esp_journey_entry_to_json (journey, i);
    }
  if (before == NULL)
    before = esp_journey_new_entry_json (ESP_ENTRY_ENTERS_SEGMENT);
  root = esp_step_json_read (before);
  if (root == NULL)
    return;
  esp_step_json_put_text (root, "segment", segment->reference);
  json = json_to_string (root, FALSE);
  json_node_unref (root);
  edited = esp_journey_edit_entry (journey, id, json, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("The journey takes no more entries."));
      return;
    }
  esp_journey_draft_apply (self->draft, edited, _ ("Add an entry"), NULL);
  esp_journey_selection_set (self->selection, NULL, FALSE);
  /* Translators: %s is a segment */
  text = esp_particle_printf (_ ("Whoever enters “%s” comes in now"), segment->name);
  esp_journey_desk_say (self, text);
}

static const EspJourneyStep *
find_step (EspJourneyDesk *self, const char *id)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  guint32 index =
    id != NULL && *id != '\0' ? esp_journey_find_step (journey, id) : ESP_JOURNEY_NOWHERE;

  return index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index) : NULL;
}

/**
 * esp_journey_desk_take_object:
 * @spot: (nullable): the edge it is put on
 * @id: (nullable): the step it is put onto; empty: the entries
 *
 * A message becomes a step that sends it, or the message of a step that sends; a segment becomes an entry, or
 * the segment of a step that keeps a list. Without a place it goes behind the current step.
 */
void
esp_journey_desk_take_object (EspJourneyDesk *self,
                              EspJourneyNameKind kind,
                              const EspJourneyName *name,
                              const EspJourneySpot *spot,
                              const char *id)
{
  const EspJourneyStep *step;
  g_autoptr (EspJourneySpot) place = spot != NULL ? esp_journey_spot_copy (spot) : NULL;
  g_autofree char *json = NULL;
  g_autofree char *title = NULL;

  if (!esp_journey_desk_is_editable (self) || esp_journey_desk_get_journey (self) == NULL)
    return;
  step = find_step (self, id);
  if (kind == ESP_NAME_SEGMENT && step != NULL && step->kind == ESP_STEP_SEGMENT)
    put_into_step (self, step, "segment", name);
  else if (kind == ESP_NAME_SEGMENT)
    put_into_entries (self, name);
  else if (step != NULL && step->kind == ESP_STEP_SEND)
    put_into_step (self, step, "message", name);
  if (kind == ESP_NAME_SEGMENT || (step != NULL && step->kind == ESP_STEP_SEND))
    return;
  if (place == NULL && id != NULL)
    place = step != NULL ? esp_journey_spot_behind (esp_journey_desk_get_journey (self), step->id)
                         : esp_journey_spot_new (NULL, ESP_JOURNEY_BEHIND);
  if (place == NULL)
    place = esp_journey_desk_dup_spot (self, FALSE);
  json = send_json (name);
  /* Translators: %s is a message */
  title = g_strdup_printf (_ ("Send “%s”"), name->name);
  esp_journey_desk_insert_text (self, place, json, title);
}
