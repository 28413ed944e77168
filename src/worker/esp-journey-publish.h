/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-crossing.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-journeys.h"

G_BEGIN_DECLS

/* What a person wants to be published. */
typedef struct
{
  gint64 id;
  guint source;              /* 0: the draft; else that version again */
  GHashTable *choices;       /* (nullable) id of a step to EspCrossingChoice */
  const char *token;         /* (nullable) of the preview that the person has seen */
  const char *name;          /* (nullable) of the version */
  gboolean accepts_warnings; /* has seen what needs a yes, and said it */
} EspPublishOrder;

/* Those at one step of one version about whom something has to be decided. */
typedef struct
{
  char *step;  /* (owned) id */
  char *title; /* (owned) (nullable) */
  EspStepKind kind;
  guint version;    /* in which they are now */
  guint32 old_step; /* number in that version */
  EspJourneyPhase phase;
  EspCrossingQuestion question;
  EspCrossingChoice choice; /* what is going to become of them */
  char *target; /* (owned) (nullable) where “continue” leads to; %NULL: the way ends */
  gint64 n;
} EspPublishPeople;

/* A message that goes out with other words than before, or no more. */
typedef struct
{
  char *step;        /* (owned) */
  char *message;     /* (owned) as the step names it */
  gint64 from;       /* version of the message */
  gint64 to;         /* 0: the step is gone or switched off */
  gint64 n_prepared; /* they go as they were prepared */
} EspPublishMessage;

/* What publishing would do, exactly. */
typedef struct
{
  EspJourneyRow *row; /* (owned) */
  guint from;         /* 0: it is the first one */
  guint to;
  EspJourney *before;   /* (owned) (nullable) */
  EspJourney *after;    /* (owned) */
  char *definition;     /* (owned) of what is published */
  EspJourneyDiff *diff; /* (owned) (nullable) of the first there is none */
  GArray *people;       /* (owned) (element-type EspPublishPeople) in the order of their steps */
  GArray *messages;     /* (owned) (element-type EspPublishMessage) */
  GArray *problems;     /* (owned) (element-type EspJourneyProblem) */
  gint64 n_inside;
  gint64 n_asked; /* about whom something has to be decided */
  char *token;    /* (owned) changes when the journey does */
} EspPublishPreview;

void esp_publish_preview_free (EspPublishPreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPublishPreview, esp_publish_preview_free)

EspPublishPreview *esp_journey_publish_preview (EspTx *tx,
                                                EspSegmentEngine *engine,
                                                const EspPublishOrder *order,
                                                GError **error);
gboolean esp_journey_publish (EspTx *tx,
                              EspSegmentEngine *engine,
                              const EspPublishOrder *order,
                              EspPublishPreview **out_done,
                              GError **error);
gboolean esp_journey_restore_draft (EspTx *tx, gint64 id, guint version, GError **error);
gint64 esp_publish_preview_count (const EspPublishPreview *self, EspCrossingChoice choice);

G_END_DECLS
