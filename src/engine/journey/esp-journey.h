/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"

G_BEGIN_DECLS

/* Limits of every journey, whichever way it comes in. */
#define ESP_JOURNEY_VERSION 1
#define ESP_JOURNEY_MAX_BYTES (16 * 1024 * 1024)
#define ESP_JOURNEY_MAX_STEPS 5000
#define ESP_JOURNEY_MAX_ENTRIES 50
#define ESP_JOURNEY_MAX_BRANCHES 50 /* of one step */
#define ESP_JOURNEY_MAX_DEPTH 40    /* branches within branches */
#define ESP_JOURNEY_MAX_CHANGES 50  /* of one update */
#define ESP_JOURNEY_MAX_GROUPS 500
#define ESP_JOURNEY_MAX_TIMES 1000  /* of one go-to */
#define ESP_JOURNEY_MAX_OFFSET 2000 /* px of a branch */

/* No step: the way ends here. */
#define ESP_JOURNEY_NOWHERE G_MAXUINT32

#define ESP_JOURNEY_ERROR (esp_journey_error_quark ())
typedef enum
{
  ESP_JOURNEY_ERROR_SYNTAX,  /* not readable: mend the text */
  ESP_JOURNEY_ERROR_LIMIT,   /* too long, too deep, too many */
  ESP_JOURNEY_ERROR_VERSION, /* written by a newer version */
} EspJourneyError;

typedef enum
{
  ESP_ENTRY_ENTERS_SEGMENT,
  ESP_ENTRY_LEAVES_SEGMENT,
  ESP_ENTRY_EVENT,
  ESP_ENTRY_FORM,
  ESP_ENTRY_DATE,
  ESP_ENTRY_ANNIVERSARY,
  ESP_ENTRY_MANUAL, /* by hand, by import, by a program */
  ESP_ENTRY_JOURNEY,
  ESP_ENTRY_SCHEDULE,
  ESP_N_ENTRY_KINDS
} EspEntryKind;

typedef enum
{
  ESP_STEP_SEND,
  ESP_STEP_WAIT,
  ESP_STEP_SPLIT,
  ESP_STEP_RANDOM,
  ESP_STEP_TEST,
  ESP_STEP_UPDATE,
  ESP_STEP_SEGMENT,
  ESP_STEP_TASK,
  ESP_STEP_WEBHOOK,
  ESP_STEP_GO_TO,
  ESP_STEP_JOIN,
  ESP_STEP_GOAL,
  ESP_STEP_EXIT,
  ESP_N_STEP_KINDS
} EspStepKind;

typedef enum
{
  ESP_REENTRY_NEVER,
  ESP_REENTRY_AFTER, /* so many days after the last entry */
  ESP_REENTRY_ALWAYS,
} EspReentry;

typedef enum
{
  ESP_SPAN_MINUTE,
  ESP_SPAN_HOUR,
  ESP_SPAN_DAY,
  ESP_SPAN_WEEK,
  ESP_SPAN_MONTH,
} EspSpanUnit;

/* A length of time. Days and longer are of the calendar: the clock shows the same time after them. */
typedef struct
{
  guint n; /* 0: none */
  EspSpanUnit unit;
} EspJourneySpan;

/* Beside weekdays: not on the public holidays of the workspace's country, nor on its own days off. */
#define ESP_WEEKDAYS_NO_HOLIDAYS (1u << 7)
#define ESP_EVERY_WEEKDAY 0x7f

/* When on which days something may happen. All weekdays when none is set; Monday is bit 0. */
typedef struct
{
  gboolean is_set;
  guint from_minute;
  guint until_minute; /* equal to from: the whole day */
  guint8 weekdays;
} EspJourneyHours;

typedef enum
{
  ESP_WAIT_FOR,       /* a length of time */
  ESP_WAIT_DATE,      /* a day and an hour */
  ESP_WAIT_FIELD,     /* a date of the lead, some days before or after */
  ESP_WAIT_TIME,      /* an hour of the day, on some weekdays */
  ESP_WAIT_EVENT,     /* until the lead does something */
  ESP_WAIT_CONDITION, /* until a rule matches */
} EspWaitKind;

/* What becomes of a person whose message cannot be sent. */
typedef enum
{
  ESP_BLOCKED_GO_ON,
  ESP_BLOCKED_EXIT,
  ESP_BLOCKED_BRANCH, /* goes the branch "not sent" */
} EspBlocked;

/* What becomes of a step whose time was missed, because nothing ran. */
typedef enum
{
  ESP_LATE_NOW,
  ESP_LATE_NEXT, /* at the same hour, on the next allowed day */
  ESP_LATE_SKIP, /* not at all, when it is later than a given time */
} EspLate;

typedef enum
{
  ESP_GOAL_GO_ON, /* whoever reaches it goes on behind it */
  ESP_GOAL_EXIT,
} EspGoalThen;

typedef enum
{
  ESP_GOAL_PASS, /* whoever comes by without having reached it goes on */
  ESP_GOAL_WAIT,
  ESP_GOAL_LEAVE,
} EspGoalElse;

typedef enum
{
  ESP_STEP_CHANGE_SET,
  ESP_STEP_CHANGE_CLEAR,
  ESP_STEP_CHANGE_ADD,   /* to a number */
  ESP_STEP_CHANGE_DECAY, /* a number becomes so many percent of itself */
  ESP_STEP_CHANGE_TAG,
  ESP_STEP_CHANGE_UNTAG,
} EspJourneyChangeKind;

typedef struct
{
  EspJourneyChangeKind kind;
  char *name;       /* (owned) of the field, or of the tag */
  EspOperand value; /* of SET; the number of ADD and DECAY */
} EspJourneyChange;

/* What a branch is taken for. */
typedef enum
{
  ESP_BRANCH_RULE,   /* of splits: who matches */
  ESP_BRANCH_ELSE,   /* of splits: everyone else */
  ESP_BRANCH_SHARE,  /* of random splits and tests */
  ESP_BRANCH_MET,    /* of waits: it came */
  ESP_BRANCH_LATE,   /* of waits: it did not come in time */
  ESP_BRANCH_UNSENT, /* of sends */
} EspBranchKind;

typedef struct
{
  EspBranchKind kind;
  char *id;           /* (owned) (nullable) */
  char *title;        /* (owned) (nullable) */
  EspRule *rule;      /* (owned) (nullable) */
  guint question;     /* number of the rule in the journey */
  double share;       /* weight among its siblings */
  guint offset;       /* px that it is kept further aside, by hand */
  guint32 first_step; /* of its own; %ESP_JOURNEY_NOWHERE when it has none */
} EspJourneyBranch;

typedef struct
{
  EspStepKind kind;
  char *id;    /* (owned) stays with the step through versions */
  char *title; /* (owned) (nullable) */
  char *note;  /* (owned) (nullable) */
  char *group; /* (owned) (nullable) GRefString: id of the group that it belongs to */
  gboolean is_off;
  guint32 parent;      /* whose branch it is in; %ESP_JOURNEY_NOWHERE at the top */
  guint parent_branch; /* which one */
  guint level;         /* how deep */
  guint32 sibling;     /* that stands behind it; %ESP_JOURNEY_NOWHERE when it is the last */
  guint32 next;        /* where to go on from here; resolved; %ESP_JOURNEY_NOWHERE: leaves */
  GArray *branches;    /* (owned) (nullable) (element-type EspJourneyBranch) */
  char *reference;     /* (owned) (nullable) message, segment, step or split, by kind */
  char *channel; /* (owned) (nullable) of sends: which channel, else the first that is ready */
  gboolean is_transactional;
  EspBlocked blocked;
  gboolean is_impatient; /* of sends: a channel that is not ready is not waited for */
  EspLate late;
  EspJourneySpan late_after; /* of ESP_LATE_SKIP */
  EspJourneyHours hours;     /* of sends, and of waits for a time */
  EspWaitKind wait;
  EspJourneySpan span;    /* of waits; of tasks: how long there is */
  EspJourneySpan timeout; /* of waits for an event or a condition */
  char *date;             /* (owned) (nullable) "2026-01-31T09:00" */
  char *field;            /* (owned) (nullable) of waits for a field; the metric of tests */
  int offset_days;        /* of waits for a field */
  EspCondition *event;    /* (owned) (nullable) of waits and goals */
  EspRule *rule;          /* (owned) (nullable) of waits and goals */
  guint question;         /* number of that rule */
  GArray *changes;        /* (owned) (nullable) (element-type EspJourneyChange) */
  gboolean is_removing;   /* of segments */
  gboolean is_audience;   /* of segments: an audience of advertisements, not a list */
  char *owner;            /* (owned) (nullable) of tasks */
  gboolean is_alert;      /* of tasks */
  char *url;              /* (owned) (nullable) of webhooks */
  gboolean is_once;       /* of webhooks: not called again when a call may have arrived */
  guint times;            /* of go-to; 0: not limited by number */
  guint days;             /* of go-to, since the entry; 0: not limited by time */
  guint32 target;         /* of go-to; resolved */
  guint counter;          /* of go-to: which of the counters */
  EspGoalThen reached;    /* of goals */
  EspGoalElse otherwise;  /* of goals */
  guint send_number;      /* of sends: which of them */
  gpointer
    body; /* (owned) whose texts, rules and changes those above are; edited journeys share it */
} EspJourneyStep;

typedef struct
{
  EspEntryKind kind;
  char *id;                /* (owned) */
  char *reference;         /* (owned) (nullable) segment, journey or form, by kind */
  gboolean takes_existing; /* of segments: also who is in it when the journey begins */
  EspCondition *event;     /* (owned) (nullable) */
  char *field;             /* (owned) (nullable) */
  int offset_days;
  guint minute; /* of the day */
  char *every;  /* (owned) (nullable) of schedules: once, day, week, month */
  char *date;   /* (owned) (nullable) of schedules: the first day, or the only one */
  guint8 weekdays;
  guint day; /* of the month */
} EspJourneyEntry;

typedef struct
{
  char *id;    /* (owned) */
  char *title; /* (owned) (nullable) */
} EspJourneyGroup;

/* The highest numbers of ids that stems ever had, those of steps that are no more included: no id is given twice. */
typedef struct
{
  guint last[ESP_N_STEP_KINDS + 1]; /* by kind of step; of entries at the end */
} EspJourneySpent;

/* A whole journey. It does not change once it is read, and may be shared between threads. */
typedef struct
{
  gatomicrefcount refs;
  char *name;      /* (owned) (nullable) */
  char *note;      /* (owned) (nullable) */
  GArray *entries; /* (owned) (element-type EspJourneyEntry) */
  EspReentry reentry;
  guint reentry_days;
  guint limit_per_day;          /* 0: none */
  guint limit_total;            /* 0: none */
  EspJourneyHours hours;        /* of entering */
  gboolean uses_workspace_zone; /* hours are of the workspace, not of each lead */
  GArray *groups;               /* (owned) (element-type EspJourneyGroup) */
  GArray *steps;                /* (owned) (element-type EspJourneyStep) in the order of the text */
  GPtrArray *questions;         /* (unowned) (element-type EspRule) every rule, by number */
  GArray *goals;      /* (owned) (element-type guint32) steps that can be reached from anywhere */
  GHashTable *places; /* (owned) id to number + 1 of every step */
  guint n_counters;   /* of go-to steps */
  gboolean skips_holidays; /* somewhere: holidays have to be known */
  guint n_sends;
  EspJourneySpent spent; /* not in the text: the window of a draft knows them */
} EspJourney;

GQuark esp_journey_error_quark (void);

EspJourney *esp_journey_new (void);
GArray *esp_journey_steps_new (guint n);
GArray *esp_journey_groups_new (void);
GArray *esp_journey_branches_new (guint n);
EspJourney *esp_journey_ref (EspJourney *self);
void esp_journey_unref (EspJourney *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourney, esp_journey_unref)

guint esp_journey_get_n_steps (const EspJourney *self);
const EspJourneyStep *esp_journey_get_step (const EspJourney *self, guint32 step);
guint32 esp_journey_find_step (const EspJourney *self, const char *id);
guint32 esp_journey_get_first (const EspJourney *self);
guint esp_journey_step_get_n_branches (const EspJourneyStep *step);
const EspJourneyBranch *esp_journey_step_get_branch (const EspJourneyStep *step, guint branch);
double esp_journey_step_get_share (const EspJourneyStep *step, guint branch);
guint32
esp_journey_get_branch_start (const EspJourney *self, const EspJourneyStep *step, guint branch);
void esp_journey_resolve (EspJourney *self);

const char *esp_entry_kind_name (EspEntryKind kind);
const char *esp_step_kind_name (EspStepKind kind);
gboolean esp_step_kind_from_name (const char *name, EspStepKind *out_kind);

G_END_DECLS
