/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-entry.h"
#include "engine/segment/esp-segment-engine.h"
#include "worker/esp-journey-trace.h"

G_BEGIN_DECLS

/* How one link of the chain stands. */
typedef enum
{
  ESP_LINK_YES,
  ESP_LINK_NO,
  ESP_LINK_WAITS,
} EspLinkMark;

/* What an answer about a journey and a person is made of. */
typedef enum
{
  ESP_LINK_NEXT,     /* is inside: what comes next, see the trace */
  ESP_LINK_CAME,     /* by which decision it came to where it is; line */
  ESP_LINK_NOT_SENT, /* a message was decided against, or did not go through; line */
  ESP_LINK_MESSAGE,  /* the message at "step", if it were sent now; reason, at */
  ESP_LINK_LEFT,     /* was inside, and left; line */
  ESP_LINK_GONE,     /* the lead is no more, or archived */
  ESP_LINK_STATE,    /* of the journey: only a live one lets people in */
  ESP_LINK_ADMISSION, /* the rule of re-entry and the limits; admission, at: when it allows again, n: the limit */
  ESP_LINK_ENTRY, /* one entry; entry, fact, at */
  ESP_N_LINKS
} EspJourneyLinkKind;

/* How a person stands to one entry. */
typedef enum
{
  ESP_ENTRY_FACT_UNKNOWN, /* it cannot be asked: what it refers to is no more */
  ESP_ENTRY_FACT_COMES,   /* matches: comes in with the next turn, if nothing else is against it */
  ESP_ENTRY_FACT_NOT_MEMBER,    /* is not in the segment */
  ESP_ENTRY_FACT_SEEN,          /* is in the segment since before, and entering counts only once */
  ESP_ENTRY_FACT_STILL_MEMBER,  /* has not left the segment */
  ESP_ENTRY_FACT_NEVER_MEMBER,  /* was not in the segment while the journey looked */
  ESP_ENTRY_FACT_NEVER,         /* it never happened */
  ESP_ENTRY_FACT_BEFORE,        /* it happened at "at", before the journey began */
  ESP_ENTRY_FACT_HAPPENED,      /* it happened at "at" */
  ESP_ENTRY_FACT_NO_DATE,       /* the field is empty */
  ESP_ENTRY_FACT_DATE,          /* its day is "at", midnight UTC; of a yearly one the next */
  ESP_ENTRY_FACT_DATE_PAST,     /* its day was "at" */
  ESP_ENTRY_FACT_BY_HAND,       /* only a person lets people in here */
  ESP_ENTRY_FACT_OPENS,         /* is in the segment; the schedule opens at "at" */
  ESP_ENTRY_FACT_NOT_SCHEDULED, /* is not in the segment of the schedule */
  ESP_ENTRY_FACT_OTHER_JOURNEY, /* has not left the other journey */
  ESP_N_ENTRY_FACTS
} EspEntryFact;

typedef struct
{
  EspJourneyLinkKind kind;
  EspLinkMark mark;
  EspAdmission admission;
  EspEntryFact fact;
  EspReason reason;
  gint64 at_us; /* 0: there is none */
  gint64 n;
  const EspJourneyEntry *entry; /* (unowned) (nullable) */
  const EspJourneyStep *step;   /* (unowned) (nullable) */
  const EspTraceLine *line;     /* (unowned) (nullable) */
} EspJourneyLink;

/* Why a person is, or is not, where it is in a journey. The first link is the answer in short. */
typedef struct
{
  EspJourneyTrace *trace; /* (owned) */
  EspJourney
    *journey;    /* (owned) (nullable) the version that people enter; NULL: was never published */
  GArray *links; /* (owned) (element-type EspJourneyLink) */
} EspJourneyAsk;

EspJourneyAsk *esp_journey_ask_new (EspTx *tx,
                                    EspSegmentEngine *engine,
                                    gint64 journey_id,
                                    gint64 lead_id,
                                    GError **error);
void esp_journey_ask_free (EspJourneyAsk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyAsk, esp_journey_ask_free)
const char *esp_journey_link_name (EspJourneyLinkKind kind);
const char *esp_entry_fact_name (EspEntryFact fact);
char *esp_journey_link_dup_sentence (const EspJourneyLink *link, const EspJourneyAsk *ask);

G_END_DECLS
