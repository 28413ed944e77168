/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "store/esp-journey-fates.h"
#include "store/esp-journeys.h"

G_BEGIN_DECLS

/* What a rule answered when it was asked: read from the way that was taken, never asked again. */
typedef struct
{
  int branch;          /* of a split; -1: the rule of the step itself */
  const EspRule *rule; /* (unowned) (nullable) NULL: everyone else */
  gboolean is_yes;
} EspTraceAnswer;

/* One decision. */
typedef struct
{
  EspJourneyMark mark;
  guint version;              /* under which it was made */
  const EspJourney *journey;  /* (unowned) that version */
  const EspJourneyStep *step; /* (unowned) (nullable) NULL: the path is damaged */
  gboolean is_by_hand;        /* moved by a person, not by a new version */
  EspJourneyFate *fate;       /* (owned) (nullable) of sends: what became of the message */
  GArray *answers; /* (owned) (element-type EspTraceAnswer) of rules, in the order asked */
} EspTraceLine;

typedef enum
{
  ESP_NEXT_LEFT,    /* nothing: is not inside any more */
  ESP_NEXT_NOW,     /* goes on with the next turn of the engine */
  ESP_NEXT_TIME,    /* at a moment */
  ESP_NEXT_EVENT,   /* when something happens, or at a moment */
  ESP_NEXT_RULE,    /* when a rule comes true, or at a moment */
  ESP_NEXT_GOAL,    /* when the goal is reached */
  ESP_NEXT_PAUSED,  /* when the journey goes on */
  ESP_NEXT_CHANNEL, /* when the channel is ready */
} EspNextKind;

/* What comes next, and when. */
typedef struct
{
  EspNextKind kind;
  const EspJourney *journey;  /* (unowned) (nullable) the version */
  const EspJourneyStep *step; /* (unowned) (nullable) where the person is */
  const EspJourneyStep *then; /* (unowned) (nullable) what follows, when that is certain */
  gint64 at_us;               /* %G_MAXINT64: there is no such moment */
} EspTraceNext;

/* One way through, from the entry on. */
typedef struct
{
  gint64 id;
  EspJourneyStatus status;
  guint version; /* in which it is now */
  guint first_version;
  guint entry; /* number of the entry in the first version, from 1; 0 is by hand */
  gint64 entered_us;
  gint64 left_us;   /* 0: is inside */
  GPtrArray *lines; /* (owned) (element-type EspTraceLine) the first one first */
  EspTraceNext next;
} EspTracePassage;

/* Everything that a journey decided about one lead. */
typedef struct
{
  EspJourneyRow *row; /* (owned) */
  gint64 lead_id;
  char *lead; /* (owned) (nullable) name or address; NULL: is no more */
  gint64 as_of_us;
  GPtrArray *passages;  /* (owned) (element-type EspTracePassage) the first one first */
  GHashTable *versions; /* (owned) number to EspJourney */
} EspJourneyTrace;

/* How a trace is put into words; each gives a string that the caller owns. */
typedef struct
{
  gpointer data;
  char *(*title) (gpointer data, const EspJourneyTrace *trace);
  char *(*passage) (gpointer data, const EspJourneyTrace *trace, guint index);
  char *(*line) (gpointer data,
                 const EspTraceLine *line); /* several lines are one below the other */
  char *(*next) (gpointer data, const EspTraceNext *next);
  char *(*moment) (gpointer data, gint64 at_us);
} EspTraceWords;

EspJourneyTrace *
esp_journey_trace_new (EspTx *tx, gint64 journey_id, gint64 lead_id, GError **error);
void esp_journey_trace_free (EspJourneyTrace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyTrace, esp_journey_trace_free)
const EspJourney *esp_journey_trace_get_version (const EspJourneyTrace *self, guint version);
const EspJourneyEntry *esp_journey_trace_get_entry (const EspJourneyTrace *self,
                                                    const EspTracePassage *passage);
char **esp_journey_trace_dup_path (const EspJourneyTrace *self, guint passage);
char *esp_journey_trace_to_text (const EspJourneyTrace *self, const EspTraceWords *words);
void esp_journey_trace_get_plain_words (EspTraceWords *out_words, GTimeZone *zone);
const char *esp_next_kind_name (EspNextKind kind);
void esp_journey_next_of_passage (const EspJourneyPassage *passage,
                                  const EspJourney *journey,
                                  gint64 now_us,
                                  EspTraceNext *out_next);

G_END_DECLS
