/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_DIFFERENCE_ADDED,
  ESP_DIFFERENCE_CHANGED,
  ESP_DIFFERENCE_MOVED,
  ESP_DIFFERENCE_REMOVED,
  ESP_N_DIFFERENCES
} EspDifferenceKind;

/* What differs. */
typedef enum
{
  ESP_DIFFERENCE_OF_SETTING, /* of the journey as a whole: "name", "reentry", "limits" ... */
  ESP_DIFFERENCE_OF_ENTRY,
  ESP_DIFFERENCE_OF_GROUP,
  ESP_DIFFERENCE_OF_STEP,
  ESP_DIFFERENCE_OF_BRANCH,
} EspDifferencePlace;

/* One member that is not the same; its name is the one of the text form. */
typedef struct
{
  char *name;   /* (owned) "for", "message", "when" ... */
  char *before; /* (owned) (nullable) compact JSON; %NULL: was not there */
  char *after;  /* (owned) (nullable) */
} EspDifferentMember;

typedef struct
{
  EspDifferenceKind kind;
  EspDifferencePlace place;
  char *id;     /* (owned) of the step (also of branches), entry or group; name of the setting */
  char *branch; /* (owned) (nullable) of branches: its id, else its number from 1 */
  char *title;  /* (owned) (nullable) of the step, branch or group, as it is called last */
  char
    *after; /* (owned) (nullable) of added and moved steps: behind which step; of removed: it was */
  char *parent;        /* (owned) (nullable) whose branch it is in */
  int parent_branch;   /* -1: in no branch */
  guint32 old_step;    /* %ESP_JOURNEY_NOWHERE without one */
  guint32 new_step;    /* %ESP_JOURNEY_NOWHERE without one */
  GArray *members;     /* (owned) (element-type EspDifferentMember) of what changed */
  gboolean is_wording; /* only titles, notes and groups: people notice nothing */
} EspDifference;

/* What is not the same between two versions, and which step of one is which of the other: by id, as long as
 * the kind is the same too. It does not change once it is made. */
typedef struct
{
  EspJourney *before;  /* (owned) */
  EspJourney *after;   /* (owned) */
  GArray *differences; /* (owned) (element-type EspDifference) in the order of the new version */
  guint32 *to_new;     /* (owned) by old step; %ESP_JOURNEY_NOWHERE: removed */
  guint32 *to_old;     /* (owned) by new step; %ESP_JOURNEY_NOWHERE: added */
  gboolean *has_moved; /* (owned) by old step: stands elsewhere among those that stayed */
  int *changed;        /* (owned) by old step: number of its difference; -1: is the same */
} EspJourneyDiff;

EspJourneyDiff *esp_journey_diff_new (EspJourney *before, EspJourney *after);
void esp_journey_diff_free (EspJourneyDiff *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyDiff, esp_journey_diff_free)

gboolean esp_journey_diff_is_empty (const EspJourneyDiff *self);
const EspDifference *
esp_journey_diff_find (const EspJourneyDiff *self, EspDifferenceKind kind, const char *step);
const EspDifference *esp_journey_diff_get_change (const EspJourneyDiff *self, guint32 old_step);
gboolean esp_difference_has_member (const EspDifference *self, const char *name);
const char *esp_difference_kind_name (EspDifferenceKind kind);
const char *esp_difference_place_name (EspDifferencePlace place);
char *esp_difference_dup_text (const EspDifference *self, const EspJourneyDiff *diff);
char *esp_journey_diff_to_text (const EspJourneyDiff *self);

G_END_DECLS
