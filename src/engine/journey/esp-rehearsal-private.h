/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-rehearsal-person.c, esp-rehearsal-doors.c, esp-rehearsal-count.c, esp-rehearsal-deliver.c, esp-rehearsal-facts.c and
 * esp-rehearsal-chance.c alone. */
#pragma once

#include "engine/journey/esp-rehearsal-person.h"
#include "engine/segment/esp-rule-facts.h"

G_BEGIN_DECLS

typedef enum
{
  ITEM_EVENT,    /* something is assumed to happen; "number" is its kind */
  ITEM_DELIVERY, /* a message is handed over; "number" is the step */
  ITEM_MET,      /* what a wait or a goal is assumed to see; "number" is the step */
} EspRehearsalItemKind;

typedef struct
{
  gint64 at_us;
  EspRehearsalItemKind kind;
  guint32 number;
  guint32 props;
  guint32 order; /* of equal moments, the one that was planned first comes first */
} EspRehearsalItem;

/* What the journey wrote into a column of this person. */
typedef struct
{
  gboolean is_set;
  const char *text; /* (nullable) lives in the journey or in the scratch */
  double number;
  gint64 moment;
} EspRehearsalValue;

typedef struct
{
  const char *name; /* of a tag, or uuid of a list */
  gboolean is_in;
} EspRehearsalMark;

struct _EspRehearsalPerson
{
  const EspRehearsalWorld *world;
  EspRehearsalTally *tally;
  EspRehearsalPaths *paths;
  const EspRehearsalGate *gates; /* (nullable) by person */
  EspRehearsalQuest *quest;      /* (nullable) whom to note */
  gboolean stops_at_try;         /* ends where the limits have not decided yet */
  EspRuleFacts facts;
  EspJourneyFacts journey_facts;
  EspRuleTime time;

  guint index;
  guint32 lead_id;
  gint64 now_us;
  EspJourneyState state;
  gboolean is_inside;
  gboolean is_counted;
  gboolean has_begun; /* came in, was sent back or changed just now: rules are looked at again */
  gint64 last_entry_us;
  gint64 next_try_us;
  guint n_passages;
  gint64 path_us;
  guint path_at;
  guint32 rests_at; /* %ESP_JOURNEY_NOWHERE: nowhere */
  guint32 met_step; /* the wait or goal that is assumed to be met now */
  guint n_draws;
  guint n_messages;
  guint32 n_items;
  gint64 flip_us;
  guint32 next_event;
  guint32 next_visit;
  guint32 next_planned;
  GArray *marks;
  GArray *effects;
  GArray *agenda;            /* (element-type EspRehearsalItem) */
  GArray *extra;             /* (element-type EspRehearsalEvent) what is assumed to have happened */
  GArray *told;              /* (element-type EspRehearsalEvent) what is still to be told now */
  GArray *out_us;            /* (element-type gint64) messages of this journey that went out */
  GArray *foreign;           /* (element-type EspRehearsalPlanned) messages of others that did */
  EspRehearsalValue *values; /* (owned) by column */
  GArray *tags;              /* (element-type EspRehearsalMark) */
  GArray *lists;             /* (element-type EspRehearsalMark) */
  guint8 *seen;              /* (owned) by entry: is in its segment */
};

void esp_rehearsal_facts_init (EspRehearsalPerson *self);
void esp_rehearsal_facts_clear (EspRehearsalPerson *self);
void esp_rehearsal_facts_apply (EspRehearsalPerson *self, const EspJourneyEffect *effect);
EspVerdict esp_rehearsal_facts_judge (EspRehearsalPerson *self, const EspJourneyStep *step);
gboolean esp_rehearsal_facts_is_capped (EspRehearsalPerson *self, const EspPolicy *policy);
gboolean esp_rehearsal_facts_match (EspRehearsalPerson *self, const EspRehearsalRule *rule);
void esp_rehearsal_facts_note_collision (EspRehearsalPerson *self);

double esp_rehearsal_chance_unit (EspRehearsalPerson *self, guint64 what, guint64 which);
void esp_rehearsal_chance_entered (EspRehearsalPerson *self);
void esp_rehearsal_chance_sent (EspRehearsalPerson *self);
void esp_rehearsal_chance_waits (EspRehearsalPerson *self);
void esp_rehearsal_chance_happened (EspRehearsalPerson *self, const EspRehearsalItem *item);
gboolean
esp_rehearsal_chance_answers (EspRehearsalPerson *self, guint question, EspJourneyAnswer *out);
void esp_rehearsal_person_plan (EspRehearsalPerson *self, const EspRehearsalItem *item);

EspJourneyRun esp_rehearsal_make_run (EspRehearsalPerson *self);
gint64 esp_rehearsal_gate_opens (const EspRehearsalPerson *self);
gboolean esp_rehearsal_let_in (EspRehearsalPerson *self);
void esp_rehearsal_let_in_by_hand (EspRehearsalPerson *self);
void esp_rehearsal_look_at_doors (EspRehearsalPerson *self);
gboolean esp_rehearsal_opens (const EspJourneyEntry *entry, const EspJourneyEvent *event);
void esp_rehearsal_set_seen (EspRehearsalPerson *self);

void esp_rehearsal_deliver (EspRehearsalPerson *self, guint32 number);

void esp_rehearsal_note (EspRehearsalPerson *self, EspRehearsed what, guint which);
void esp_rehearsal_count (EspRehearsalPerson *self, gint32 *cells, guint row);
void esp_rehearsal_count_marks (EspRehearsalPerson *self);
void esp_rehearsal_count_place (EspRehearsalPerson *self);
void esp_rehearsal_count_passage (EspRehearsalPerson *self);

G_END_DECLS
