/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What edits build journeys from: the steps of other journeys, in the order of the text. */
#pragma once

#include "engine/journey/esp-journey-ids.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Steps one after the other in the text, with all that is in their branches. */
typedef struct
{
  guint32 from;
  guint32 until; /* not included */
} EspJourneyRange;

/* In which list of steps something stands. */
typedef struct
{
  guint level;
  guint branch; /* of the step around it; 0 at the top */
} EspJourneyLine;

EspJourney *esp_journey_shell_new (const EspJourney *self);
void esp_journey_name_field (EspJourney *self, guint32 step, const char *field);
void esp_journey_append_copy (EspJourney *self, const EspJourneyStep *step);
void esp_journey_append_range (EspJourney *self, const EspJourney *from, EspJourneyRange range);
void esp_journey_append_lines (EspJourney *self,
                               const EspJourney *from,
                               EspJourneyRange range,
                               EspJourneyLine line);
EspJourney *esp_journey_relink (EspJourney *self, GError **error);
guint32 esp_journey_subtree_end (const EspJourney *self, guint32 step);
EspJourneyRange esp_journey_branch_range (const EspJourney *self, guint32 step, guint branch);
gboolean esp_journey_is_inside (const EspJourney *self, guint32 step, guint32 outer);
gboolean esp_journey_takes_all (const EspJourney *self, const EspJourneyStep *step);
void esp_journey_replace_step (EspJourney *self,
                               guint32 step,
                               const EspJourney *by,
                               EspJourneyLine line);
void esp_journey_set_group (EspJourney *self, guint32 step, const char *group);
void esp_journey_add_group (EspJourney *self, const char *id, const char *title);
void esp_journey_name_group (EspJourney *self, guint group, const char *title);
void esp_journey_drop_group (EspJourney *self, guint group);
void esp_journey_drop_bare_groups (EspJourney *self, const EspJourney *before);
char *esp_journey_free_group_id (const EspJourney *self);
EspJourney *esp_journey_parse_steps (JsonNode *steps, JsonNode *groups, GError **error);
EspJourney *esp_journey_join_new (GHashTable *ids, const EspJourneySpent *spent, GError **error);

JsonNode *esp_journey_step_to_node (const EspJourney *self, guint32 step, gboolean is_shallow);
JsonNode *esp_journey_shell_to_node (const EspJourney *self);
char *esp_journey_node_to_text (JsonNode *node);

G_END_DECLS
