/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "engine/policy/esp-policy.h"
#include "engine/segment/esp-rule-catalog.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_JOURNEY_PROBLEM_EMPTY, /* from here on errors: it cannot be published */
  ESP_JOURNEY_PROBLEM_NO_ENTRY,
  ESP_JOURNEY_PROBLEM_DANGLING,
  ESP_JOURNEY_PROBLEM_BEHIND_EXIT,
  ESP_JOURNEY_PROBLEM_JOIN_OUTSIDE,
  ESP_JOURNEY_PROBLEM_JOIN_NOWHERE,
  ESP_JOURNEY_PROBLEM_UNKNOWN_STEP,
  ESP_JOURNEY_PROBLEM_ENDLESS,
  ESP_JOURNEY_PROBLEM_NO_MESSAGE,
  ESP_JOURNEY_PROBLEM_UNKNOWN_MESSAGE,
  ESP_JOURNEY_PROBLEM_ARCHIVED_MESSAGE,
  ESP_JOURNEY_PROBLEM_NO_CHANNEL,
  ESP_JOURNEY_PROBLEM_UNKNOWN_CHANNEL,
  ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT,
  ESP_JOURNEY_PROBLEM_NOT_STATIC,
  ESP_JOURNEY_PROBLEM_UNKNOWN_JOURNEY,
  ESP_JOURNEY_PROBLEM_UNKNOWN_AUDIENCE,
  ESP_JOURNEY_PROBLEM_ENTERS_ITSELF,
  ESP_JOURNEY_PROBLEM_UNKNOWN_FIELD,
  ESP_JOURNEY_PROBLEM_NOT_A_DATE,
  ESP_JOURNEY_PROBLEM_NOT_A_NUMBER,
  ESP_JOURNEY_PROBLEM_RULE,
  ESP_JOURNEY_PROBLEM_NO_BRANCHES,
  ESP_JOURNEY_PROBLEM_ELSE_NOT_LAST,
  ESP_JOURNEY_PROBLEM_NO_SHARES,
  ESP_JOURNEY_PROBLEM_DOUBLE_BRANCH,
  ESP_JOURNEY_PROBLEM_NO_UNSENT,
  ESP_JOURNEY_PROBLEM_NO_TEXT,
  ESP_JOURNEY_PROBLEM_NO_FORM,
  ESP_JOURNEY_PROBLEM_NO_CHANGES,
  ESP_JOURNEY_PROBLEM_NO_ADDRESS,
  ESP_JOURNEY_PROBLEM_UNKNOWN_GROUP,
  ESP_JOURNEY_PROBLEM_NO_CALLER,
  ESP_JOURNEY_PROBLEM_REFUSED,       /* the checks do not let the message out */
  ESP_JOURNEY_PROBLEM_SAME_BRANCHES, /* from here on warnings */
  ESP_JOURNEY_PROBLEM_NEEDS_YES,     /* the checks let it out with the yes of a person */
  ESP_JOURNEY_PROBLEM_NO_WAIT_IN_LOOP,
  ESP_JOURNEY_PROBLEM_NO_TIMEOUT,
  ESP_JOURNEY_PROBLEM_SAME_MESSAGE,
  ESP_JOURNEY_PROBLEM_DATE_PAST,
  ESP_JOURNEY_PROBLEM_ASKS_NOTHING,    /* a rule without conditions takes everyone */
  ESP_JOURNEY_PROBLEM_LONG_WAIT,       /* longer than consents are good for */
  ESP_JOURNEY_PROBLEM_NO_WINDOW,       /* its hours lie in the quiet hours */
  ESP_JOURNEY_PROBLEM_NO_FALLBACK,     /* the message prints a field that some do not have */
  ESP_JOURNEY_PROBLEM_SENT_ELSEWHERE,  /* by another journey that runs */
  ESP_JOURNEY_PROBLEM_GOAL_IMPOSSIBLE, /* its rule contradicts itself */
  ESP_JOURNEY_PROBLEM_NEVER_TAKEN,     /* from here on notes */
  ESP_JOURNEY_PROBLEM_NOBODY,          /* as things are, nobody would come */
  ESP_N_JOURNEY_PROBLEMS
} EspJourneyProblemCode;

typedef enum
{
  ESP_PROBLEM_ERROR,   /* keeps it from being published */
  ESP_PROBLEM_WARNING, /* worth a look */
  ESP_PROBLEM_NOTE,
} EspJourneySeverity;

/* What mends a problem without a question. */
typedef enum
{
  ESP_JOURNEY_FIX_NONE,
  ESP_JOURNEY_FIX_ADD_EXIT,
  ESP_JOURNEY_FIX_REMOVE_REST,
  ESP_JOURNEY_FIX_MOVE_ELSE,
  ESP_JOURNEY_FIX_LIMIT_LOOP,
  ESP_JOURNEY_FIX_ADD_ENTRY, /* by hand */
  ESP_JOURNEY_FIX_REMOVE_STEP,
  ESP_JOURNEY_FIX_JOIN_NEAREST, /* behind the step around it */
  ESP_JOURNEY_FIX_END_HERE,     /* an exit instead of a join that leads nowhere */
  ESP_JOURNEY_FIX_ADD_UNSENT,
  ESP_JOURNEY_FIX_LEAVE_GROUP,
  ESP_JOURNEY_FIX_SWITCH_OFF,
  ESP_JOURNEY_FIX_ADD_TIMEOUT,
  ESP_JOURNEY_FIX_ADD_WAIT,
  ESP_JOURNEY_FIX_ADD_BRANCHES,
  ESP_JOURNEY_FIX_EVEN_SHARES,
  ESP_JOURNEY_FIX_REMOVE_BRANCH,
  ESP_JOURNEY_FIX_CLEAR_HOURS,
  ESP_N_JOURNEY_FIXES
} EspJourneyFix;

/* Why the checks do not let a message out; see esp-journey-refusal.h. */
typedef struct
{
  char *rule;         /* (owned) (nullable) the id of the rule of content */
  char *args[2];      /* (owned) (nullable) what its sentence names */
  gboolean needs_yes; /* it goes out with the yes of a person */
} EspJourneyRefusal;

typedef struct
{
  EspJourneyProblemCode code;
  char *id;     /* (owned) the same as long as the problem is: "dangling:welcome" */
  guint32 step; /* %ESP_JOURNEY_NOWHERE: not of a step */
  int branch;   /* -1: not of a branch */
  int entry;    /* -1: not of an entry */
  char *text;   /* (owned) (nullable) what the sentence names */
  gint64 of;    /* of "nobody": how many there are who do not come */
  EspJourneyFix fix;
  EspJourneyRefusal refusal; /* of a message that is not let out */
} EspJourneyProblem;

/* How a name of the workspace is used; what is not asked for may be %NULL. */
typedef enum
{
  ESP_NAME_MESSAGE,  /* 0 unknown, 1 known, 2 archived */
  ESP_NAME_CHANNEL,  /* the empty name: whether there is one at all */
  ESP_NAME_SEGMENT,  /* 2 static */
  ESP_NAME_JOURNEY,  /* 2 is this one */
  ESP_NAME_AUDIENCE, /* of advertisements */
  ESP_NAME_CALLER,   /* of addresses of webhooks: 0 cannot be called, 2 has no secret yet */
} EspJourneyNameKind;

typedef struct
{
  gpointer data;
  int (*look_up) (gpointer data, EspJourneyNameKind kind, const char *name);
  EspRuleCatalog *catalog; /* (nullable) */
  gint64 now_us;
  GTimeZone *zone;  /* (nullable) of the workspace */
  EspPolicy policy; /* quiet hours; all 0: none */
  /* (nullable): fields that the message prints and that have no fallback */
  char **(*list_bare_fields) (gpointer data, const char *message);
  /* (nullable): another journey that runs and sends the message; %NULL when there is none */
  char *(*find_other_sender) (gpointer data, const char *message);
  /* (nullable): the worst that keeps the message from being sent; %FALSE when nothing does */
  gboolean (*find_refusal) (gpointer data, const char *message, EspJourneyRefusal *out);
  /* (nullable): how many match the rule now, and of how many; below 0: not known */
  gint64 (*count_rule) (gpointer data, const EspRule *rule, gint64 *out_of);
  gint64 (*count_segment) (gpointer data, const char *segment, gint64 *out_of);
} EspJourneyWorld;

GArray *esp_journey_check (const EspJourney *journey, const EspJourneyWorld *world);
const EspJourneyProblem *esp_journey_problems_first_error (const GArray *problems);
EspJourneySeverity esp_journey_problem_get_severity (const EspJourneyProblem *problem);
EspJourney *
esp_journey_fix_apply (const EspJourney *journey, const EspJourneyProblem *problem, GError **error);
const EspJourneyProblem *esp_journey_problems_find (const GArray *problems, const char *id);
const char *esp_journey_problem_name (EspJourneyProblemCode code);
char *esp_journey_problem_dup_sentence (const EspJourneyProblem *problem);
char *esp_journey_problem_dup_place (const EspJourneyProblem *problem, const EspJourney *journey);

G_END_DECLS
