/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the parts of the draft of a journey alone. */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "worker/esp-journey-draft-io.h"
#include "worker/esp-journey-draft.h"

G_BEGIN_DECLS

struct _EspJourneyDraft
{
  GObject parent_instance;

  EspStore *store; /* (owned) (nullable) NULL once closed */
  gulong changed_handler;
  gint64 id;
  guint n_users;         /* windows that have it open */
  EspJourneyRow *row;    /* (owned) (nullable) */
  EspJourney *journey;   /* (owned) (nullable) NULL until it is loaded */
  EspJourneySpent spent; /* by all that it ever was here, and by its versions */
  EspJourney *saved;     /* (owned) (nullable) what the file has */
  char *saved_text;      /* (owned) (nullable) GRefString */
  gboolean is_rough;     /* the file has it in other words than ours */
  gint64 saved_at_us;

  EspDraftMoves moves;
  char *merge_key; /* (owned) (nullable) of the last edit */
  gint64 edited_at_us;
  int pending; /* steps still to be gone: below 0 back, above 0 forth */
  gboolean is_stepping;
  guint generation;   /* counts what makes a step on its way void */
  EspJourney *walked; /* (owned) (nullable) to which the text was made while stepping */
  char *walked_text;  /* (owned) (nullable) GRefString */

  guint save_source;
  EspJourneySaving *writing; /* (owned) (nullable) what is being written */
  gboolean wants_load;       /* the file has changed while it was being written */
  GError *failure;           /* (owned) (nullable) why it could not be read or saved */

  EspSegmentEngine *engine; /* (owned) */
  GArray *problems;         /* (owned) (element-type EspJourneyProblem) */
  EspJourney *checked;      /* (owned) (nullable) whose problems those are */
  gboolean is_checking;
  gboolean wants_check;
};

void esp_journey_draft_put_journey (EspJourney **field, EspJourney *journey);
void esp_journey_draft_put_text (char **field, char *text);
void esp_journey_draft_tell_journey (EspJourneyDraft *self);
void esp_journey_draft_tell_state (EspJourneyDraft *self);
void esp_journey_draft_tell_problems (EspJourneyDraft *self);
void esp_journey_draft_check (EspJourneyDraft *self);
void esp_journey_draft_load_row (EspJourneyDraft *self);
void esp_journey_draft_save_soon (EspJourneyDraft *self);
void esp_journey_draft_save_last (EspJourneyDraft *self);
gboolean esp_journey_draft_walk (EspJourneyDraft *self, int way);

G_END_DECLS
