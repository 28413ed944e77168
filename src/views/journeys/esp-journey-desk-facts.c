/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others may know of the desk of a journey: its parts, and what it shows. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

/**
 * esp_journey_desk_get_session:
 */
EspSession *
esp_journey_desk_get_session (EspJourneyDesk *self)
{
  return self->session;
}

/**
 * esp_journey_desk_get_id:
 */
gint64
esp_journey_desk_get_id (EspJourneyDesk *self)
{
  return self->id;
}

/**
 * esp_journey_desk_get_draft:
 */
EspJourneyDraft *
esp_journey_desk_get_draft (EspJourneyDesk *self)
{
  return self->draft;
}

/**
 * esp_journey_desk_get_selection:
 */
EspJourneySelection *
esp_journey_desk_get_selection (EspJourneyDesk *self)
{
  return self->selection;
}

/**
 * esp_journey_desk_get_names:
 *
 * Returns: (transfer none) (nullable): what steps refer to; %NULL until it is read
 */
EspJourneyNames *
esp_journey_desk_get_names (EspJourneyDesk *self)
{
  return self->names;
}

/**
 * esp_journey_desk_get_journey:
 *
 * Returns: (transfer none) (nullable): the journey that is shown: the draft, or a published version
 */
EspJourney *
esp_journey_desk_get_journey (EspJourneyDesk *self)
{
  return self->shown_version > 0 ? self->version : esp_journey_draft_get_journey (self->draft);
}

/**
 * esp_journey_desk_get_canvas:
 */
GtkWidget *
esp_journey_desk_get_canvas (EspJourneyDesk *self)
{
  return self->canvas;
}

/**
 * esp_journey_desk_get_outline:
 */
GtkWidget *
esp_journey_desk_get_outline (EspJourneyDesk *self)
{
  return self->outline;
}

/**
 * esp_journey_desk_get_actions:
 *
 * Returns: (transfer none): what can be done here, as "screen."
 */
GSimpleActionGroup *
esp_journey_desk_get_actions (EspJourneyDesk *self)
{
  return self->actions;
}

/**
 * esp_journey_desk_get_inspector:
 *
 * Returns: (transfer none) (nullable)
 */
GtkWidget *
esp_journey_desk_get_inspector (EspJourneyDesk *self)
{
  return self->inspector;
}

/**
 * esp_journey_desk_is_editable:
 *
 * Returns: whether steps can be changed now
 */
gboolean
esp_journey_desk_is_editable (EspJourneyDesk *self)
{
  return self->shown_version == 0 && !self->is_locked &&
         esp_journey_draft_get_journey (self->draft) != NULL &&
         !esp_store_is_read_only (esp_session_get_store (self->session));
}

/**
 * esp_journey_desk_get_shown_version:
 *
 * Returns: the version that is shown; 0: the draft
 */
guint
esp_journey_desk_get_shown_version (EspJourneyDesk *self)
{
  return self->shown_version;
}

/**
 * esp_journey_desk_is_outline:
 */
gboolean
esp_journey_desk_is_outline (EspJourneyDesk *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->places)) == self->outline;
}

/**
 * esp_journey_desk_say:
 *
 * Asks for @text to be read out.
 */
void
esp_journey_desk_say (EspJourneyDesk *self, const char *text)
{
  esp_session_announce (self->session, text, FALSE);
}

/**
 * esp_journey_desk_dup_step_title:
 */
char *
esp_journey_desk_dup_step_title (EspJourneyDesk *self, const char *id)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  guint32 index = esp_journey_find_step (journey, id);

  return index != ESP_JOURNEY_NOWHERE
           ? esp_journey_words_title (journey, esp_journey_get_step (journey, index), self->names)
           : g_strdup (id);
}

/* What is shown */
