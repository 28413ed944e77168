/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "engine/journey/esp-rehearsal-rule.h"
#include "engine/segment/esp-rule-catalog.h"
#include "store/esp-bitmap.h"
#include "store/esp-fields.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ESP_REHEARSAL_MAX_DAYS 400
#define ESP_REHEARSAL_QUANTILES 33 /* of the time between a message and what follows it */
#define ESP_REHEARSAL_NO_PROPS G_MAXUINT32

/* What eligibility knows of a person, one bit each. */
typedef enum
{
  ESP_PERSON_PRESENT = 1 << 0,
  ESP_PERSON_ADDRESSED = 1 << 1,
  ESP_PERSON_VALID = 1 << 2,
  ESP_PERSON_SUPPRESSED = 1 << 3,
  ESP_PERSON_GRANTED = 1 << 4,
  ESP_PERSON_REFUSED = 1 << 5,
  ESP_PERSON_NIGHT = 1 << 6,
} EspPersonFlags;

/* Something that a person did, or does in the replayed future. */
typedef struct
{
  gint64 at_us;
  guint32 props;    /* index into "props"; %ESP_REHEARSAL_NO_PROPS without */
  guint16 kind;     /* index into "kinds" */
  guint16 campaign; /* index into "campaigns", the first of which is none */
} EspRehearsalEvent;

/* A message of something else that is planned for a person. */
typedef struct
{
  gint64 at_us;
  guint source; /* index into "sources" */
} EspRehearsalPlanned;

/* A column of the leads that somebody asks for, by person. */
typedef struct
{
  char *name;
  EspFieldType type;
  gboolean is_editable;
  const char **texts; /* (nullable) (owned) elements live in the pool */
  double *numbers;    /* (nullable) (owned) NaN is unknown */
  gint64 *moments;    /* (nullable) (owned) G_MININT64 is unknown */
} EspRehearsalColumn;

/* One step that sends. */
typedef struct
{
  EspSendRule rule;
  EspPolicy policy;
  gboolean takes_all;  /* its channel takes everything at once and delivers nothing */
  char *channel;       /* (owned) (nullable) its name */
  char *channel_kind;  /* (owned) (nullable) */
  double price;        /* minor units a message, on average; below 0: not known */
  EspBitmap *failing;  /* (owned) (nullable) for whom the message cannot be made */
  char *missing_field; /* (owned) (nullable) the first field that is missing for somebody */
} EspRehearsalSend;

/* How often, and how fast, something happens. */
typedef struct
{
  gboolean follows_sends; /* else it comes by itself, so often a day */
  double share;           /* of messages that it follows */
  double per_day;         /* times a person and a day */
  gint64 n_base;          /* messages, or people, that were looked at */
  gint64 n_met;
  guint days;        /* of the history that was looked at */
  gboolean is_guess; /* there is no history: a stated default */
  gint64 delays_us[ESP_REHEARSAL_QUANTILES];
  GArray *samples; /* (owned) (nullable) (element-type guint32) what such events say: "props" */
} EspRehearsalHabit;

/* Somebody at a door. */
typedef struct
{
  gint64 at_us;
  guint entry; /* index into the entries; G_MAXUINT: let in by hand */
} EspRehearsalVisit;

typedef enum
{
  ESP_ASSUME_HISTORY, /* as the habits say; splits as their rules say */
  ESP_ASSUME_SHARE,   /* so many percent */
} EspAssumeKind;

/* What is assumed at one wait, split or goal. */
typedef struct
{
  guint32 step;
  EspAssumeKind kind;
  double share; /* 0 … 1 */
} EspAssumption;

/* Everything that a rehearsal asks, read once. It does not change while people are led through it, so that
 * several threads may use it. Lists by person have their beginnings in "…_from", one more than people. */
typedef struct
{
  EspJourney *journey; /* (owned) */
  guint version;       /* 0: the draft */
  guint64 seed;        /* of the journey: for its random splits */
  guint64 chance;      /* of the rehearsal: for what is assumed */
  gint64 start_us;
  gint64 end_us;
  gboolean is_ghost;
  gboolean replays;    /* what happens is told; nothing is assumed */
  gboolean holds_back; /* a delivered message counts towards the caps */

  guint n_people;
  guint32 *leads;        /* (owned) in order */
  guint8 *flags;         /* (owned) EspPersonFlags */
  guint16 *zones;        /* (owned) index into zone_list */
  GPtrArray *zone_names; /* (owned) (element-type utf8) the first is that of the workspace */
  GPtrArray *zone_list;  /* (owned) (element-type GTimeZone) */
  char *zone_name;       /* (owned) of the workspace */
  char *currency;        /* (owned) (nullable) of the workspace */

  GPtrArray *kinds;     /* (owned) (element-type utf8) */
  GPtrArray *campaigns; /* (owned) (element-type utf8) the first is NULL */
  GPtrArray *props;     /* (owned) (element-type JsonNode) objects */
  guint32 *events_from;
  EspRehearsalEvent *events; /* (owned) by person and time */
  guint own_campaign;        /* of the messages of this journey; 0: none yet */
  int sent_kind;             /* -1: nobody asks */

  GPtrArray *sources; /* (owned) (element-type utf8) campaigns and journeys by name */
  guint32 *past_from;
  gint64 *past_us; /* (owned) messages that went out within the time of the caps */
  guint32 *planned_from;
  EspRehearsalPlanned *planned; /* (owned) */
  EspPolicy policy;

  GArray *columns;         /* (owned) (element-type EspRehearsalColumn) */
  GHashTable *tags;        /* (owned) name to EspBitmap */
  GHashTable *lists;       /* (owned) uuid of a fixed segment to EspBitmap */
  GHashTable *list_of;     /* (owned) reference as steps have it to uuid */
  EspRuleCatalog *catalog; /* (owned) */
  GStringChunk *pool;      /* (owned) */
  GPtrArray
    *questions;     /* (owned) (element-type EspRehearsalRule) (nullable elements) by question */
  GPtrArray *doors; /* (owned) (element-type EspRehearsalRule) (nullable elements) by entry */
  GPtrArray *schedules; /* (owned) (element-type EspRehearsalRule) (nullable elements) by entry */
  EspRehearsalSend *sends; /* (owned) by number of the step */

  guint32 *visits_from;
  EspRehearsalVisit *visits; /* (owned) by person and time */
  EspBitmap *inside;         /* (owned) (nullable) who is in it already */
  GHashTable *last_entries;  /* (owned) (nullable) lead to gint64 * */
  gint64 n_entered;          /* ever, for the limit of all */
  gint64 n_entered_today;

  EspRehearsalHabit *habits;  /* (owned) by kind */
  GArray *assumptions;        /* (owned) (element-type EspAssumption) */
  GArray *watched;            /* (owned) (element-type guint32) steps with a rule of their own */
  const EspAssumption **said; /* (owned) by step: what was said of it by hand; elements nullable */
  GHashTable *number_texts;   /* (owned) change to the text of its number */
  JsonObject **forced;        /* (owned) by step: what an assumed event of a wait or goal says */
  EspDaySet *days_off;        /* (owned) (nullable) holidays, where the journey asks for them */
  gint64 *midnights;          /* (owned) of the workspace's zone, from start to end */
  guint n_midnights;
} EspRehearsalWorld;

EspRehearsalWorld *esp_rehearsal_world_new (EspJourney *journey);
void esp_rehearsal_world_free (EspRehearsalWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalWorld, esp_rehearsal_world_free)
guint esp_rehearsal_world_add_kind (EspRehearsalWorld *self, const char *kind);
int esp_rehearsal_world_find_kind (const EspRehearsalWorld *self, const char *kind);
int esp_rehearsal_world_find_column (const EspRehearsalWorld *self, const char *name);
int esp_rehearsal_world_find_person (const EspRehearsalWorld *self, guint32 lead_id);
guint esp_rehearsal_world_add_source (EspRehearsalWorld *self, const char *name);
void esp_rehearsal_world_set_people (EspRehearsalWorld *self, const guint32 *leads, guint n);
void esp_rehearsal_world_set_events (EspRehearsalWorld *self, GArray *persons, GArray *events);
void esp_rehearsal_world_set_past (EspRehearsalWorld *self, GArray *persons, GArray *moments);
void esp_rehearsal_world_set_planned (EspRehearsalWorld *self, GArray *persons, GArray *planned);
void esp_rehearsal_world_set_visits (EspRehearsalWorld *self, GArray *persons, GArray *visits);
void esp_rehearsal_world_prepare (EspRehearsalWorld *self);
const EspAssumption *esp_rehearsal_world_find_assumption (const EspRehearsalWorld *self,
                                                          guint32 step);
GTimeZone *esp_rehearsal_world_get_zone (const EspRehearsalWorld *self, guint person);
gsize esp_rehearsal_world_get_size (const EspRehearsalWorld *self);

G_END_DECLS
